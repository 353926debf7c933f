//! Requests at the desk: taken down, answered, made into orders.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::{Answer, Desk, Input},
    reach::{self, Item, Over, Page, Paging, at, given, id},
    work_orders::NewOrder,
};
use crate::{ServerError, ServerStore, http::session::Caller};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{
    Id, RejectedCode, Subject, Word,
    request::{Request, RequestPress, RequestStatus},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

const BASE: &str = "/v1/requests";

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Words that must all be found, as in a search.
    q: Option<String>,
    /// One status or several with commas between.
    status: Option<String>,
    channel: Option<String>,
    customer: Option<String>,
    device: Option<String>,
    /// `newest` where missing, or `oldest`: what waits longest first.
    sort: Option<String>,
}

/// When it was received, so that texts sort as times do.
const BY_RECEIVED: &str = "printf('%020d', coalesce(json_extract(view.body, '$.received_ms'), 0))";

/// A request as a list shows it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RequestRow {
    id: String,
    href: String,
    number: String,
    status: String,
    channel: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    customer: Option<String>,
    site: Option<String>,
    device: Option<String>,
    reporter_name: String,
    reporter_phone: String,
    priority: Option<String>,
    /// In the customer's own words.
    words: String,
    orders: Vec<String>,
    /// The company's own fields, by the id of their definition.
    ext: BTreeMap<String, Value>,
}

fn row((subject, request): (Subject, Request)) -> RequestRow {
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    RequestRow {
        id: subject.id.to_string(),
        href: format!("{BASE}/{}", subject.id),
        status: request.status().to_string(),
        channel: request.channel.to_string(),
        received: at(Some(request.received_ms)),
        customer: text(request.customer),
        site: text(request.site),
        device: text(request.device),
        priority: request.priority.map(|priority| priority.to_string()),
        orders: request.orders.iter().map(ToString::to_string).collect(),
        number: request.number,
        reporter_name: request.reporter_name,
        reporter_phone: request.reporter_phone,
        words: request.words,
        ext: request.ext,
    }
}

fn item(store: &ServerStore, caller: &Caller, id: Id) -> Result<Item, ServerError> {
    Item::read(store, caller, BASE, Subject::new(Word::Request, id))
}

/// Requests, newest first, or the oldest first.
#[utoipa::path(get, path = "/v1/requests", tag = "requests", params(Paging, Filter), responses(
    (status = OK, body = Page<RequestRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Page<RequestRow>>, Problem> {
    let is_oldest = match filter.sort.as_deref() {
        None | Some("" | "newest") => false,
        Some("oldest") => true,
        Some(_) => return Err(ServerError::rejected(RejectedCode::UnknownPath, "sort").into()),
    };
    let page = state
        .read(desk, move |store, caller| {
            let found = reach::found(store, Word::Request, filter.q.as_deref())?;
            let filters = [
                (":found", reach::FOUND, given(&found)),
                (":channel", "json_extract(view.body, '$.channel') = :channel", given(&filter.channel)),
                (":customer", "view.customer = :customer", given(&filter.customer)),
                (":device", "view.device = :device", given(&filter.device)),
            ];
            let condition = match filter.status.as_deref().filter(|text| !text.is_empty()) {
                Some(asked) => {
                    format!(
                        "view.status IN ({})",
                        reach::states(asked, RequestStatus::from_text, RequestStatus::as_str)
                    )
                }
                None => "1".to_owned(),
            };
            if is_oldest {
                let sort = reach::Sort { term: BY_RECEIVED, is_descending: false };
                return reach::sorted_page(store, caller, Word::Request, &paging, &condition, &filters, sort);
            }
            reach::page_over(store, caller, Word::Request, &paging, over(&filter), &condition, &filters)
        })
        .await?;
    Ok(Json(page.map(row)))
}

/// Which way a filter finds its requests: only those that wait for somebody are few.
fn over(filter: &Filter) -> Over {
    if [&filter.q, &filter.customer, &filter.device].iter().any(|text| text.is_some()) {
        return Over::Best;
    }
    let waits =
        |text: &str| matches!(RequestStatus::from_text(text.trim()), RequestStatus::Received | RequestStatus::Verified);
    match filter.status.as_deref().filter(|text| !text.is_empty()) {
        Some(asked) if asked.split(',').all(waits) => Over::Index("view_request_status"),
        _ => Over::Ordered("view_request_office"),
    }
}

/// One request.
#[utoipa::path(get, path = "/v1/requests/{id}", tag = "requests", params(("id" = String, Path)), responses(
    (status = OK, body = Item<Request>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(request): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state.read(desk, move |store, caller| Answer::ok(&item(store, caller, id(&request, "id")?)?)).await?)
}

/// Takes a request down. The body is the record's own; the time is now and the organisation the caller's where missing.
#[utoipa::path(post, path = "/v1/requests", tag = "requests", request_body = Object, responses(
    (status = CREATED, body = Item<Request>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn create(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            caller.reach(Word::Request)?;
            let request: Request = input.body()?;
            // Where it stands is the desk's presses, made one by one.
            if !request.steps.is_empty() || !request.orders.is_empty() {
                return Err(ServerError::rejected(RejectedCode::Immutable, "steps"));
            }
            let id = store.create_request(&caller.author, request)?;
            Answer::created(&item(store, caller, id)?)
        })
        .await
}

#[derive(Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PressBody {
    reason: String,
    /// What was told the customer: for `answer` and `solve_remotely`.
    answer: Option<String>,
    /// The request that it repeats: for `mark_duplicate`.
    #[schema(value_type = Option<String>)]
    duplicate_of: Option<Id>,
}

/// A press on a request: `verify`, `answer`, `solve_remotely`, `mark_duplicate`, `withdraw`, `close`, `reopen`.
#[utoipa::path(post, path = "/v1/requests/{id}/press/{press}", tag = "requests", request_body = PressBody,
    params(("id" = String, Path), ("press" = String, Path)), responses((status = OK, body = Item<Request>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn press(
    State(state): State<HttpState>,
    Path((request, press)): Path<(String, String)>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::Request, BASE), request, input, move |store, caller, id, input| {
            let body: PressBody = input.body()?;
            let press = RequestPress::from_text(&press).checked("press")?;
            // An order is made by making it.
            if press == RequestPress::MakeOrders {
                return Err(ServerError::rejected(RejectedCode::IllegalTransition, "press"));
            }
            store.press_request(&caller.author, id, press, &body.reason, |request| {
                if let Some(answer) = body.answer {
                    request.answer = answer;
                }
                request.duplicate_of = body.duplicate_of.or(request.duplicate_of);
            })
        })
        .await
}

/// What became of a request.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Made {
    #[schema(value_type = Item<Request>)]
    request: Item,
    #[schema(value_type = String)]
    work_order: Id,
    number: String,
}

/// Makes a work order from a request: what the request knows is taken over where the body says nothing.
#[utoipa::path(post, path = "/v1/requests/{id}/order", tag = "requests", request_body = NewOrder,
    params(("id" = String, Path)), responses((status = CREATED, body = Made), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn order(
    State(state): State<HttpState>,
    Path(request): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let id = id(&request, "id")?;
            item(store, caller, id)?;
            let order = input.body::<NewOrder>()?.order();
            let created = store.order_from_request(&caller.author, id, order)?;
            Answer::created(&Made {
                request: item(store, caller, id)?,
                work_order: created.work_order,
                number: created.number.as_str().to_owned(),
            })
        })
        .await
}
