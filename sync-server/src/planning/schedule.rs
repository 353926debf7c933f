//! The schedule: which visits stand or stood when, read from rows that are kept beside the views
//! (`2026113012_schedule.sql`).

use crate::{ServerError, ServerStore};
use onsite_domain::{Id, Subject, place::Place, visit_status::VisitStatus};
use rusqlite::{Row, named_params};
use serde::Deserialize;

/// Visits in one answer; a timeline with more is asked for in pieces.
pub(crate) const ROWS_MAX: usize = 20_000;

/// A visit as the timeline knows it. All instants in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(crate) struct ScheduledVisit {
    #[serde(skip)]
    pub(crate) visit: Id,
    pub(crate) status: VisitStatus,
    pub(crate) has_ended: bool,
    pub(crate) work_order: Option<Id>,
    pub(crate) customer: Option<Id>,
    pub(crate) site: Option<Id>,
    pub(crate) device: Option<Id>,
    pub(crate) lead: Option<Id>,
    pub(crate) helpers: Vec<Id>,
    pub(crate) expert: Option<Id>,
    pub(crate) procedure: Option<Id>,
    pub(crate) route_position: Option<i64>,
    pub(crate) window_start_ms: Option<i64>,
    pub(crate) window_end_ms: Option<i64>,
    pub(crate) agreed_start_ms: Option<i64>,
    pub(crate) agreed_end_ms: Option<i64>,
    pub(crate) zone: Option<String>,
    pub(crate) set_out_ms: Option<i64>,
    pub(crate) arrived_ms: Option<i64>,
    pub(crate) started_ms: Option<i64>,
    pub(crate) ended_ms: Option<i64>,
    /// Where somebody was when they pressed, as far as they let it be known.
    pub(crate) places: Vec<PressedAt>,
}

/// Where a press was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(crate) struct PressedAt {
    pub(crate) user: Option<Id>,
    pub(crate) at_ms: i64,
    pub(crate) place: Place,
}

impl ScheduledVisit {
    /// Lead or helper.
    pub(crate) fn has_engineer(&self, user: Id) -> bool {
        self.lead == Some(user) || self.helpers.contains(&user)
    }

    /// What is planned: agreed with the customer, else the window.
    pub(crate) fn planned_ms(&self) -> Option<(i64, i64)> {
        let agreed = self.agreed_start_ms.zip(self.agreed_end_ms);
        let window = self.window_start_ms.map(|start_ms| (start_ms, self.window_end_ms.unwrap_or(start_ms)));
        agreed.or(window)
    }

    /// When somebody was out for it; until now while they are.
    pub(crate) fn actual_ms(&self, now_ms: i64) -> Option<(i64, i64)> {
        let known = [self.set_out_ms, self.arrived_ms, self.started_ms, self.ended_ms];
        let first_ms = known.iter().flatten().min().copied()?;
        let last_ms = known.iter().flatten().max().copied()?;
        let is_out = self.status.is_under_way();
        Some((first_ms, if is_out { last_ms.max(now_ms) } else { last_ms }))
    }

    /// Whether its window or what was done of it falls into the time.
    fn is_within(&self, from_ms: i64, to_ms: i64, now_ms: i64) -> bool {
        let window = self.window_start_ms.map(|start_ms| (start_ms, self.window_end_ms.unwrap_or(start_ms)));
        let agreed = self.agreed_start_ms.zip(self.agreed_end_ms);
        let spans = [window, agreed, self.actual_ms(now_ms)];
        // A span of no length, such as a window without an end, counts at its moment.
        spans.iter().flatten().any(|(start_ms, end_ms)| *start_ms < to_ms && *end_ms >= from_ms)
    }
}

/// Visits whose window or actual time falls into `[from_ms, to_ms)`, by their subject, one more than `limit` at most.
pub(crate) fn between(
    store: &ServerStore,
    from_ms: i64,
    to_ms: i64,
    limit: usize,
) -> Result<Vec<ScheduledVisit>, ServerError> {
    let now_ms = store.now_ms();
    let mut statement = store
        .db
        .prepare_cached("SELECT subject, body FROM schedule_row WHERE to_ms >= :from_ms AND from_ms < :to_ms")?;
    let mut rows = statement.query(named_params! {":from_ms": from_ms, ":to_ms": to_ms})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let visit = read(row)?;
        if visit.is_within(from_ms, to_ms, now_ms) {
            found.push(visit);
        }
        if found.len() > limit {
            break;
        }
    }
    Ok(found)
}

/// Every visit that has not ended.
pub(crate) fn not_ended(store: &ServerStore) -> Result<Vec<ScheduledVisit>, ServerError> {
    let mut statement = store.db.prepare_cached(
        // The index is named: without figures about the data all visits ever made seem to be fewer.
        "SELECT schedule_row.subject, schedule_row.body
         FROM view INDEXED BY view_visit_status JOIN schedule_row ON schedule_row.subject = view.subject
         WHERE view.word = 'visit' AND view.status IN
             ('planned', 'accepted', 'confirmed', 'travelling', 'on_site', 'working', 'paused', 'returned')",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Every visit to a device that is not cancelled.
pub(crate) fn of_device(store: &ServerStore, device: Id) -> Result<Vec<ScheduledVisit>, ServerError> {
    let mut statement = store.db.prepare_cached(
        "SELECT schedule_row.subject, schedule_row.body FROM view JOIN schedule_row ON schedule_row.subject = view.subject
         WHERE view.word = 'visit' AND view.device = :device",
    )?;
    let mut rows = statement.query(named_params! {":device": device.to_string()})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<ScheduledVisit, ServerError> {
    let (subject, body): (String, String) = (row.get(0)?, row.get(1)?);
    let broken = |what: &dyn std::fmt::Display| ServerError::broken(format!("schedule {subject}: {what}"));
    let visit: ScheduledVisit = serde_json::from_str(&body).map_err(|e| broken(&e))?;
    let subject: Subject = subject.parse().map_err(|e| broken(&e))?;
    Ok(ScheduledVisit { visit: subject.id, ..visit })
}
