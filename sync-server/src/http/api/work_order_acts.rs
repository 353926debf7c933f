//! What is done with a work order: who goes and when, who is asked, presses, remarks.

use super::{
    super::{HttpState, Problem},
    act::Input,
    reach::{self, Item, ms},
    work_orders::BASE,
};
use crate::{ServerError, office::Team};
use axum::{
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{
    Id, RejectedCode, Subject, Word, entry, id::Hash, note::Remark, press::Press, work_order::WorkOrderView,
};
use serde::Deserialize;

/// Who goes. Without a lead the assignment is withdrawn.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
pub(super) struct TeamBody {
    #[schema(value_type = Option<String>)]
    lead: Option<Id>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    helpers: Vec<Id>,
    #[schema(value_type = Option<String>)]
    expert: Option<Id>,
}

impl From<TeamBody> for Team {
    fn from(team: TeamBody) -> Self {
        Self { lead: team.lead, helpers: team.helpers, expert: team.expert }
    }
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Assignment {
    /// The visit it is about. Missing: the newest that has not ended, or a new one.
    #[schema(value_type = Option<String>)]
    visit: Option<Id>,
    team: TeamBody,
    reason: Option<String>,
}

/// Says who goes.
#[utoipa::path(post, path = "/v1/work-orders/{id}/assign", tag = "work orders", request_body = Assignment,
    params(("id" = String, Path)), responses(
    (status = OK, body = Item<WorkOrderView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn assign(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::WorkOrder, BASE), order, input, |store, caller, id, input| {
            let body: Assignment = input.body()?;
            let team = Team::from(body.team);
            reach::one::<WorkOrderView>(store, caller, Subject::new(Word::WorkOrder, id))?;
            // The order's view does not name the visit that nothing has happened to yet, which it was made with.
            let visits = store.visits_of(id)?;
            let open = visits.iter().rfind(|(_, visit)| !visit.status.has_ended()).map(|(id, _)| *id);
            match body.visit.or(open) {
                Some(visit) if visits.iter().any(|(known, _)| *known == visit) => {
                    store.assign(&caller.author, visit, &team, body.reason.as_deref())?;
                }
                Some(_) => return Err(ServerError::rejected(RejectedCode::NotFound, "visit")),
                None => {
                    store.add_visit(&caller.author, id, None, Some(&team))?;
                }
            }
            Ok(())
        })
        .await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Window {
    #[schema(value_type = String, format = DateTime)]
    start: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    end: Option<Timestamp>,
    reason: String,
    /// The heads that the form was opened at.
    #[schema(value_type = Option<Vec<String>>)]
    heads: Option<Vec<Hash>>,
}

/// Moves an order and its visits that have not begun.
#[utoipa::path(post, path = "/v1/work-orders/{id}/reschedule", tag = "work orders", request_body = Window,
    params(("id" = String, Path)), responses(
    (status = OK, body = Item<WorkOrderView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn reschedule(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::WorkOrder, BASE), order, input, |store, caller, id, input| {
            let body: Window = input.body()?;
            let window = (body.start.as_millisecond(), ms(body.end));
            store.reschedule(&caller.author, id, window, &body.reason, body.heads)?;
            Ok(())
        })
        .await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Offer {
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    users: Vec<Id>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    teams: Vec<Id>,
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

/// Opens an order to several engineers; the first claim that the server confirms gets it.
#[utoipa::path(post, path = "/v1/work-orders/{id}/offer", tag = "work orders", request_body = Offer,
    params(("id" = String, Path)), responses(
    (status = OK, body = Item<WorkOrderView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn offer(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::WorkOrder, BASE), order, input, |store, caller, id, input| {
            let body: Offer = input.body()?;
            store.offer(&caller.author, id, body.users, body.teams, ms(body.until))?;
            Ok(())
        })
        .await
}

/// Takes the open offer back.
#[utoipa::path(post, path = "/v1/work-orders/{id}/withdraw-offer", tag = "work orders",
    params(("id" = String, Path)), responses(
    (status = OK, body = Item<WorkOrderView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn withdraw_offer(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::WorkOrder, BASE), order, input, |store, caller, id, _| {
            store.withdraw_offer(&caller.author, id).map(drop)
        })
        .await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderPress {
    reason: Option<String>,
}

/// Verifies, closes, cancels or reopens an order; cancelling and reopening need a reason.
#[utoipa::path(post, path = "/v1/work-orders/{id}/press/{press}", tag = "work orders", request_body = OrderPress,
    params(("id" = String, Path), ("press" = String, Path, description = "verify, close, cancel or reopen")), responses(
    (status = OK, body = Item<WorkOrderView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn press(
    State(state): State<HttpState>,
    Path((order, press)): Path<(String, String)>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::WorkOrder, BASE), order, input, move |store, caller, id, input| {
            let press = Press::from_text(&press);
            if !matches!(press, Press::Verify | Press::Close | Press::Cancel | Press::Reopen) {
                return Err(ServerError::rejected(RejectedCode::UnknownPath, "press"));
            }
            let body: OrderPress = input.body()?;
            if press.needs_reason() && body.reason.as_deref().unwrap_or_default().trim().is_empty() {
                return Err(ServerError::rejected(RejectedCode::Missing, "reason"));
            }
            store.press_order(&caller.author, id, press, body.reason.as_deref())?;
            Ok(())
        })
        .await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRemark {
    text: String,
}

/// Adds a remark to an order.
#[utoipa::path(post, path = "/v1/work-orders/{id}/remarks", tag = "work orders", request_body = NewRemark,
    params(("id" = String, Path)), responses(
    (status = OK, body = Item<WorkOrderView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn remark(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::WorkOrder, BASE), order, input, |store, caller, id, input| {
            let body: NewRemark = input.body()?;
            let remark = Remark { text: body.text, ..Remark::default() };
            let write = entry::add(store.ports().new_id(), &remark);
            let subject = Subject::new(Word::WorkOrder, id);
            store.edit_document(&caller.author, "add_remark", subject, vec![write], None)?;
            Ok(())
        })
        .await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusal {
    reason: String,
}

/// A contractor does not take an order that it was given.
#[utoipa::path(post, path = "/v1/work-orders/{id}/decline", tag = "work orders", request_body = Refusal,
    params(("id" = String, Path)), responses((status = OK, body = Item<WorkOrderView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn decline(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::WorkOrder, BASE), order, input, |store, caller, id, input| {
            let body: Refusal = input.body()?;
            store.decline_order(&caller.author, id, &body.reason).map(|_| ())
        })
        .await
}
