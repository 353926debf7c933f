//! What waits for somebody at the desk, in numbers: what stands beside the places of the console.

use super::{
    super::{HttpState, Problem},
    act::Desk,
    attention,
    reach::{self, Over, given},
};
use axum::{Json, extract::State};
use onsite_domain::{Word, user::Role};
use serde::Serialize;

/// Beyond this it is said that there are more.
pub(super) const COUNT_MAX: u32 = 1000;

/// How many there are, at most 1000; `null` of what the caller may not read.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Counts {
    /// Requests that nobody has answered or made into an order.
    requests: Option<u32>,
    /// Open orders that nobody is assigned or offered to.
    unassigned: Option<u32>,
    /// Open orders whose promised resolution has passed.
    overdue: Option<u32>,
    /// Visits that came back and are to be reviewed.
    to_review: Option<u32>,
    /// Open attention items.
    attention: Option<u32>,
    /// Part requests with something to approve or to issue.
    part_requests: Option<u32>,
    /// No backup was made for longer than the company wants; of those who administrate.
    is_backup_due: Option<bool>,
}

/// An order that has ended, or that nobody has to do anything about before it is closed.
pub(super) const OPEN_ORDER: &str =
    "view.status IN ('new', 'verified', 'offered', 'scheduled', 'accepted', 'under_way', 'paused', 'follow_up')";
/// Nobody goes, and nobody was asked.
pub(super) const UNASSIGNED: &str =
    "view.status IN ('new', 'verified', 'scheduled', 'follow_up') AND json_extract(view.body, '$.lead') IS NULL";

/// Counts for the places of the console.
#[utoipa::path(get, path = "/v1/counts", tag = "names", responses(
    (status = OK, body = Counts), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn counts(State(state): State<HttpState>, desk: Desk) -> Result<Json<Counts>, Problem> {
    let counts = state
        .read(desk, |store, caller| {
            let now_ms = store.now_ms();
            let count = |word, index, condition: &str| {
                reach::count(store, caller, word, Over::Index(index), condition, &[], COUNT_MAX)
            };
            let administrates = caller.rights.roles.contains(&Role::Administrator);
            let backup_due_ms = if administrates { store.backup_due_ms()? } else { None };
            let due_by = Some(now_ms);
            let late = [(":now_ms", "1", given(&due_by))];
            let by_promise = Over::Index("view_order_board");
            Ok(Counts {
                requests: count(Word::Request, "view_request_status", "view.status IN ('received', 'verified')")?,
                unassigned: count(Word::WorkOrder, "view_order_board", UNASSIGNED)?,
                overdue: reach::count(store, caller, Word::WorkOrder, by_promise, &overdue(), &late, COUNT_MAX)?,
                to_review: count(
                    Word::Visit,
                    "view_visit_status",
                    "view.status IN ('finished', 'not_completed', 'second_visit_needed')",
                )?,
                attention: attention::open_count(store, caller, COUNT_MAX)?,
                part_requests: count(
                    Word::PartRequest,
                    "view_part_request_status",
                    "view.status IN ('requested', 'approved', 'partly_issued')",
                )?,
                is_backup_due: administrates.then(|| backup_due_ms.is_some_and(|due_ms| due_ms <= now_ms)),
            })
        })
        .await?;
    Ok(Json(counts))
}

/// Open orders whose promised resolution was before `:now_ms`.
pub(super) fn overdue() -> String {
    format!(
        "{OPEN_ORDER} AND (json_extract(view.body, '$.promised_resolution_ms') IS NULL) = 0
         AND json_extract(view.body, '$.promised_resolution_ms') < :now_ms"
    )
}
