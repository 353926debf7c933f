//! Visits at the desk: followed and reviewed.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::{Answer, Desk, Input},
    reach::{self, Item, Over, Page, Paging, at, given, id},
    work_orders::since_ms,
};
use crate::ServerError;
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{Id, RejectedCode, Subject, Word, visit::VisitView, visit_status::VisitStatus};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

const BASE: &str = "/v1/visits";

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    status: Option<String>,
    work_order: Option<String>,
    device: Option<String>,
    /// Lead, helper or expert.
    assignee: Option<String>,
    /// Only those with something new since then.
    updated_since: Option<String>,
}

/// A visit as a list shows it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct VisitRow {
    id: String,
    href: String,
    etag: String,
    status: String,
    has_ended: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    work_order: Option<String>,
    customer: Option<String>,
    site: Option<String>,
    device: Option<String>,
    lead: Option<String>,
    helpers: Vec<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_end: Option<Timestamp>,
    zone: Option<String>,
    is_signed: bool,
    /// The company's own fields, by the id of their definition.
    ext: BTreeMap<String, Value>,
}

pub(super) fn row((subject, body): (Subject, Value)) -> VisitRow {
    let etag = reach::etag(&body);
    let view: VisitView = serde_json::from_value(body).unwrap_or_default();
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    VisitRow {
        id: subject.id.to_string(),
        href: format!("{BASE}/{}", subject.id),
        etag,
        is_signed: view.is_signed(),
        status: view.status.to_string(),
        has_ended: view.has_ended,
        since: at(view.since_ms),
        work_order: text(view.work_order),
        customer: text(view.customer),
        site: text(view.site),
        device: text(view.device),
        lead: text(view.lead),
        helpers: view.helpers.iter().map(ToString::to_string).collect(),
        window_start: at(view.window_start_ms),
        window_end: at(view.window_end_ms),
        zone: view.zone,
        ext: view.ext,
    }
}

const ASSIGNED: &str = "view.subject IN (SELECT subject FROM view_person WHERE person = :assignee)
    AND (json_extract(view.body, '$.lead') = :assignee OR json_extract(view.body, '$.expert') = :assignee
         OR EXISTS (SELECT 1 FROM json_each(view.body, '$.helpers') AS helper WHERE helper.value = :assignee))";

/// Visits, newest first.
#[utoipa::path(get, path = "/v1/visits", tag = "visits", params(Paging, Filter), responses(
    (status = OK, body = Page<VisitRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Page<VisitRow>>, Problem> {
    let since_ms = since_ms(filter.updated_since.as_deref())?;
    let page = state
        .read(desk, move |store, caller| {
            let condition = match filter.status.as_deref().filter(|text| !text.is_empty()) {
                Some(asked) => {
                    format!("view.status IN ({})", reach::states(asked, VisitStatus::from_text, VisitStatus::as_str))
                }
                None => "1".to_owned(),
            };
            let updated = reach::updated(store, since_ms)?;
            reach::page_over(
                store,
                caller,
                Word::Visit,
                &paging,
                over(&filter),
                &condition,
                &[
                    (":order", "view.work_order = :order", given(&filter.work_order)),
                    (":device", "view.device = :device", given(&filter.device)),
                    (":assignee", ASSIGNED, given(&filter.assignee)),
                    (":since_ms", updated, given(&since_ms)),
                ],
            )
        })
        .await?;
    Ok(Json(page.map(row)))
}

/// Which way a filter finds its visits: reviewed and cancelled ones pile up.
fn over(filter: &Filter) -> Over {
    let names_few = [&filter.work_order, &filter.device, &filter.assignee, &filter.updated_since];
    if names_few.iter().any(|text| text.is_some()) {
        return Over::Best;
    }
    let is_piled = |text: &str| {
        matches!(
            VisitStatus::from_text(text.trim()),
            VisitStatus::Reviewed | VisitStatus::Cancelled | VisitStatus::Unknown
        )
    };
    match filter.status.as_deref() {
        Some(asked) if !asked.split(',').any(is_piled) => Over::Index("view_visit_status"),
        _ => Over::Ordered("view_visit_office"),
    }
}

/// One visit with everything that came back from it.
#[utoipa::path(get, path = "/v1/visits/{id}", tag = "visits", params(("id" = String, Path)), responses(
    (status = OK, body = Item<VisitView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(visit): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let subject = Subject::new(Word::Visit, id(&visit, "id")?);
            let mut item = Item::read(store, caller, BASE, subject)?;
            store.tell_received(subject, &mut item.body)?;
            Answer::ok(&item)
        })
        .await?)
}

#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = ReviewVerdict)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Accept,
    Return,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Review {
    verdict: Verdict,
    /// What is to be done again; needed to return it.
    remark: Option<String>,
}

/// Takes what came back from a visit, or returns it with a remark.
#[utoipa::path(post, path = "/v1/visits/{id}/review", tag = "visits", request_body = Review,
    params(("id" = String, Path)), responses(
    (status = OK, body = Item<VisitView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn review(
    State(state): State<HttpState>,
    Path(visit): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::Visit, BASE), visit, input, |store, caller, visit, input| {
            let body: Review = input.body()?;
            let remark = body.remark.filter(|remark| !remark.trim().is_empty());
            match body.verdict {
                Verdict::Accept => store.accept_visit(&caller.author, visit)?,
                Verdict::Return => {
                    let remark = remark.ok_or_else(|| ServerError::rejected(RejectedCode::Missing, "remark"))?;
                    store.return_visit(&caller.author, visit, &remark)?
                }
            };
            Ok(())
        })
        .await
}
