//! Part requests at the desk: who wants what where, and what becomes of each line.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::{Answer, Desk, Input},
    named::WithNames,
    reach::{self, Item, Page, Paging, at, given, id, ms},
    stock::lines,
};
use crate::office::WantedParts;
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{
    Id, Priority, Subject, Word,
    approval::RuledLine,
    part_request::{PartRequestStatus, PartRequestView, RequestLine},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const BASE: &str = "/v1/part-requests";

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// One or more, with commas: `requested`, `approved`, `refused`, `partly_issued`, `issued`, `accepted`.
    status: Option<String>,
    /// Who asked, or for whom the desk did.
    user: Option<String>,
    work_order: Option<String>,
    /// The van or warehouse it is wanted in.
    location: Option<String>,
}

/// A part request as a list shows it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PartRequestRow {
    id: String,
    href: String,
    etag: String,
    status: String,
    /// Somebody at the warehouse has something to do for it.
    is_open: bool,
    /// Who asked.
    user: Option<String>,
    /// The engineer it is for, where the desk asked.
    asked_for: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    asked: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    needed_by: Option<Timestamp>,
    priority: Option<String>,
    work_order: Option<String>,
    visit: Option<String>,
    location: Option<String>,
    note: Option<String>,
    /// Of each line `line`, `part`, `wanted`, `ruling`, `approved`, `location`, `reason`, `issued`, `accepted`,
    /// `returned`; quantities in thousandths of the part's base unit.
    #[schema(value_type = Vec<Object>)]
    lines: Value,
}

fn row((subject, body): (Subject, Value)) -> PartRequestRow {
    let etag = reach::etag(&body);
    let view: PartRequestView = serde_json::from_value(body).unwrap_or_default();
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    let open = [PartRequestStatus::Requested, PartRequestStatus::Approved, PartRequestStatus::PartlyIssued];
    PartRequestRow {
        id: subject.id.to_string(),
        href: format!("{BASE}/{}", subject.id),
        etag,
        is_open: open.contains(&view.status),
        status: view.status.to_string(),
        user: text(view.created_by.as_ref().and_then(onsite_domain::Author::user)),
        asked: at(view.created_ms),
        asked_for: text(view.user),
        needed_by: at(view.needed_by_ms),
        priority: view.priority,
        work_order: text(view.work_order),
        visit: text(view.visit),
        location: text(view.location),
        note: view.note,
        lines: serde_json::to_value(&view.progress).unwrap_or_default(),
    }
}

const OF_STATUS: &str = "view.status IN (SELECT value FROM json_each(:status))";
/// Whoever is named is a row of `view_person`; who asked stands in the view.
const ASKED_BY: &str = "view.subject IN (SELECT subject FROM view_person WHERE person = :user)
    AND (json_extract(view.body, '$.created_by.user') = :user OR json_extract(view.body, '$.user') = :user)";

/// Part requests, newest first.
#[utoipa::path(get, path = "/v1/part-requests", tag = "stock", params(Paging, Filter), responses(
    (status = OK, body = WithNames<Page<PartRequestRow>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<WithNames<Page<PartRequestRow>>>, Problem> {
    let statuses = filter.status.as_ref().map(|text| Value::from(text.split(',').collect::<Vec<_>>()).to_string());
    let page = state
        .read(desk, move |store, caller| {
            let page = reach::page(
                store,
                caller,
                Word::PartRequest,
                &paging,
                "1",
                &[
                    (":status", OF_STATUS, given(&statuses)),
                    (":user", ASKED_BY, given(&filter.user)),
                    (":order", "view.work_order = :order", given(&filter.work_order)),
                    (":location", "json_extract(view.body, '$.location') = :location", given(&filter.location)),
                ],
            )?;
            WithNames::of(store, caller, page.map(row))
        })
        .await?;
    Ok(Json(page))
}

/// One part request with its lines, what became of each, remarks, rulings and movements.
#[utoipa::path(get, path = "/v1/part-requests/{id}", tag = "stock", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<Item<onsite_domain::part_request::PartRequestView>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(request): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let item = Item::read(store, caller, BASE, Subject::new(Word::PartRequest, id(&request, "id")?))?;
            Answer::ok(&WithNames::of(store, caller, item)?)
        })
        .await?)
}

/// Parts that somebody at the desk asks for. The engineer is the order's lead where missing, the place the engineer's van.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPartRequest {
    /// The engineer it is for.
    #[schema(value_type = Option<String>)]
    user: Option<Id>,
    #[schema(value_type = Option<String>)]
    work_order: Option<Id>,
    /// The van or warehouse it is wanted in.
    #[schema(value_type = Option<String>)]
    location: Option<Id>,
    #[schema(value_type = Option<String>, format = DateTime)]
    needed_by: Option<Timestamp>,
    /// `critical`, `high`, `normal` or `low`.
    priority: Option<String>,
    note: Option<String>,
    /// `part`, `quantity` (in thousandths of its unit), and perhaps `condition` and `note`.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
}

/// Asks for parts, for an engineer, an order or a place.
#[utoipa::path(post, path = "/v1/part-requests", tag = "stock", request_body = NewPartRequest, responses(
    (status = CREATED, body = Item<onsite_domain::part_request::PartRequestView>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn create(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            caller.reach(Word::PartRequest)?;
            let body: NewPartRequest = input.body()?;
            let priority = match body.priority.as_deref() {
                Some(text) => {
                    let known = Priority::from_text(text);
                    Some(known.checked("priority")?)
                }
                None => None,
            };
            let wanted = WantedParts {
                user: body.user,
                work_order: body.work_order,
                location: body.location,
                needed_by_ms: ms(body.needed_by),
                priority,
                note: body.note,
                lines: lines::<RequestLine>(body.lines)?,
            };
            let id = store.request_parts(&caller.author, wanted)?;
            Answer::created(&Item::read(store, caller, BASE, Subject::new(Word::PartRequest, id))?)
        })
        .await
}

/// What becomes of the lines of a part request.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rulings {
    /// `line`, `ruling` (`approved` or `refused`), and perhaps `quantity` (approved of what was asked for), `location` (from
    /// where), `reason` (needed to refuse).
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
}

/// Approves lines of a part request, in whole or in part, or refuses them.
#[utoipa::path(post, path = "/v1/part-requests/{id}/rule", tag = "stock", request_body = Rulings,
    params(("id" = String, Path)), responses((status = OK, body = Item<onsite_domain::part_request::PartRequestView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn rule(
    State(state): State<HttpState>,
    Path(request): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::PartRequest, BASE), request, input, |store, caller, request, input| {
            let body: Rulings = input.body()?;
            store.rule_part_request(&caller.author, request, lines::<RuledLine>(body.lines)?).map(|_| ())
        })
        .await
}
