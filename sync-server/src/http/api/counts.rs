//! What waits for somebody at the desk, in numbers: what stands beside the places of the console.

use super::{
    super::{HttpState, Problem, session::Caller},
    act::Desk,
    attention,
    reach::OF_CONTRACTOR,
};
use crate::{ServerError, ServerStore};
use axum::{Json, extract::State};
use onsite_domain::{
    Word,
    reading::{Reading, reading},
};
use rusqlite::ToSql;
use serde::Serialize;

/// Beyond this it is said that there are more.
const COUNT_MAX: u32 = 1000;

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
            Ok(Counts {
                requests: count(store, caller, Word::Request, "view.status IN ('received', 'verified')", None)?,
                unassigned: count(store, caller, Word::WorkOrder, UNASSIGNED, None)?,
                overdue: count(store, caller, Word::WorkOrder, &overdue(), Some(now_ms))?,
                to_review: count(
                    store,
                    caller,
                    Word::Visit,
                    "view.status IN ('finished', 'not_completed', 'second_visit_needed')",
                    None,
                )?,
                attention: attention::open_count(store, caller, COUNT_MAX)?,
                part_requests: count(store, caller, Word::PartRequest, "view.status IN ('requested', 'approved')", None)?,
            })
        })
        .await?;
    Ok(Json(counts))
}

/// Open orders whose promised resolution was before `:now_ms`.
pub(super) fn overdue() -> String {
    format!("{OPEN_ORDER} AND json_extract(view.body, '$.promised_resolution_ms') < :now_ms")
}

fn count(
    store: &ServerStore,
    caller: &Caller,
    word: Word,
    condition: &str,
    now_ms: Option<i64>,
) -> Result<Option<u32>, ServerError> {
    let reach = reading(&caller.rights.roles, word);
    if reach == Reading::Nothing {
        return Ok(None);
    }
    let organisation = caller.rights.organisation.to_string();
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":limit", &COUNT_MAX)];
    if let Some(now_ms) = &now_ms {
        params.push((":now_ms", now_ms));
    }
    let reached = if reach == Reading::OfContractor { OF_CONTRACTOR } else { "1" };
    if reach == Reading::OfContractor {
        params.push((":organisation", &organisation));
    }
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM view WHERE view.word = '{word}' AND {condition} AND {reached} LIMIT :limit)"
    );
    Ok(Some(store.db.prepare_cached(&sql)?.query_row(params.as_slice(), |row| row.get(0))?))
}
