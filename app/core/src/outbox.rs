//! What has not reached the server, what it refused, and what a person can do about it.

use crate::{App, AppError, commit, view};
use onsite_domain::{Id, RejectedCode, Stamp};
use rusqlite::named_params;
use serde::Serialize;
use utoipa::ToSchema;

/// One unit of own work that is not simply accepted.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct OutboxRow {
    pub unit: i64,
    /// Who did it, of those who share this field device.
    pub user: Option<Id>,
    /// The verb of the command behind it.
    pub verb: String,
    pub since: Stamp,
    /// `waiting`, `rejected`, `review`.
    pub state: String,
    /// Why, where the server said.
    pub outcome: serde_json::Value,
    /// What was meant, for whoever has to do it again.
    pub intent: serde_json::Value,
    /// When its author had dealt with the refusal, by this device's clock.
    pub put_away_ms: Option<i64>,
}

/// A screen's worth and more; how many there are say the counts.
pub const OUTBOX_ROWS_MAX: i64 = 500;

/// The sync badge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutboxCounts {
    pub waiting: u64,
    pub blobs_waiting: u64,
    /// Refused and not put away, or under review: a person decides.
    pub needs_attention: u64,
}

impl App {
    /// The newest [`OUTBOX_ROWS_MAX`] of them, in their order.
    pub fn outbox(&self) -> Result<Vec<OutboxRow>, AppError> {
        let mut found = self.outbox_rows(
            "state IN ('waiting', 'rejected', 'review') ORDER BY abs(number) DESC LIMIT :of",
            OUTBOX_ROWS_MAX,
        )?;
        found.reverse();
        Ok(found)
    }

    /// One unit that is not simply accepted, with what was meant.
    pub fn outbox_unit(&self, number: i64) -> Result<Option<OutboxRow>, AppError> {
        Ok(self.outbox_rows("state IN ('waiting', 'rejected', 'review') AND number = :of", number)?.pop())
    }

    fn outbox_rows(&self, condition: &'static str, of: i64) -> Result<Vec<OutboxRow>, AppError> {
        let sql =
            format!("SELECT number, stamp, state, outcome, intent, user, put_away_ms FROM unit WHERE {condition}");
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(named_params! {":of": of}, |row| {
            let (stamp, state): (String, _) = (row.get(1)?, row.get(2)?);
            let (outcome, intent, user): (String, String, String) = (row.get(3)?, row.get(4)?, row.get(5)?);
            Ok((row.get(0)?, stamp, state, outcome, intent, user, row.get::<_, i64>(6)?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (unit, stamp, state, outcome, intent, user, put_away_ms) = row?;
            found.push(OutboxRow {
                unit,
                user: user.parse().ok(),
                verb: commit::verb_of(&intent),
                since: serde_json::from_str(&stamp).unwrap_or_default(),
                state,
                outcome: serde_json::from_str(&outcome).unwrap_or_default(),
                intent: serde_json::from_str(&intent).unwrap_or_default(),
                put_away_ms: (put_away_ms > 0).then_some(put_away_ms),
            });
        }
        Ok(found)
    }

    pub fn outbox_counts(&self) -> Result<OutboxCounts, AppError> {
        let count = |state: &str| -> Result<u64, AppError> {
            Ok(self
                .db
                .prepare_cached("SELECT count(*) FROM unit WHERE state = :state AND put_away_ms = 0")?
                .query_row(named_params! {":state": state}, |row| row.get(0))?)
        };
        let blobs_waiting =
            self.db.query_row("SELECT count(*) FROM unit_blob WHERE state = 'waiting'", [], |row| row.get(0))?;
        Ok(OutboxCounts {
            waiting: count("waiting")?,
            blobs_waiting,
            needs_attention: count("rejected")?.saturating_add(count("review")?),
        })
    }

    /// Notes that somebody has dealt with a refusal, or takes that back: it no longer asks for attention and stays listed.
    ///
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] where the unit was not refused: what waits or is under review is not over.
    pub fn put_away_refused(&mut self, unit: i64, is_put_away: bool) -> Result<(), AppError> {
        let now_ms = if is_put_away { view::now_ms(self).max(1) } else { 0 };
        let changed = self
            .db
            .prepare_cached("UPDATE unit SET put_away_ms = :now_ms WHERE number = :unit AND state = 'rejected'")?
            .execute(named_params! {":unit": unit, ":now_ms": now_ms})?;
        if changed == 0 {
            return Err(AppError::rejected(RejectedCode::IllegalTransition, "unit"));
        }
        Ok(())
    }

    /// Whether anything here would be lost with this field device.
    pub fn has_unsent(&self) -> Result<bool, AppError> {
        let counts = self.outbox_counts()?;
        Ok(counts.waiting > 0 || counts.blobs_waiting > 0)
    }
}
