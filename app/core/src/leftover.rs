//! What is lost with this field device and no push carries: units that were refused, set aside or are in review, with the
//! command behind them, and what stands in quarantine. Sent only when it was told to wipe itself.

use crate::{App, AppError, commit};
use data_encoding::BASE64;
use onsite_domain::id::Hash;
use onsite_wire::leftover::Leftover;
use rusqlite::named_params;
use serde_json::{Value, json};

/// A larger one fits no request; only an order that accepts the loss lets it go.
const PART_BYTES_MAX: usize = 2 << 20;

/// What has no receipt.
#[derive(Debug, Default)]
pub(crate) struct Leftovers {
    pub(crate) count: u64,
    /// The first of them, as many as fit.
    pub(crate) parts: Vec<Leftover>,
}

impl App {
    /// What has no receipt yet, with the first `size_bytes_max` of it; nothing where no wipe was ordered.
    pub(crate) fn leftovers(&self, size_bytes_max: usize) -> Result<Leftovers, AppError> {
        let mut found = Leftovers::default();
        if self.wipe_order()?.is_none() {
            return Ok(found);
        }
        let own = self.identity()?.field_device;
        let mut room = size_bytes_max;
        let mut add = |part: Leftover| -> Result<(), AppError> {
            if self.has_leftover_receipt(part.hash(own))? {
                return Ok(());
            }
            found.count = found.count.saturating_add(1);
            if room > 0 && part.bytes.len() <= PART_BYTES_MAX {
                room = room.saturating_sub(part.bytes.len());
                found.parts.push(part);
            }
            Ok(())
        };
        for number in self.units_kept_apart()? {
            add(self.unit_left(number)?)?;
        }
        let mut statement =
            self.db.prepare_cached("SELECT at_ms, what, subject, reason, bytes FROM quarantine ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let piece = json!({
                "at_ms": row.get::<_, i64>(0)?, "what": row.get::<_, String>(1)?, "subject": row.get::<_, String>(2)?,
                "reason": row.get::<_, String>(3)?, "bytes": BASE64.encode(&row.get::<_, Vec<u8>>(4)?),
            });
            add(Leftover { what: "quarantine".to_owned(), bytes: piece.to_string().into_bytes() })?;
        }
        Ok(found)
    }

    /// Notes a verified receipt; those for pushes and blobs do no harm among them.
    pub(crate) fn take_leftover_receipt(&self, of: Hash) -> Result<(), AppError> {
        self.db
            .prepare_cached("INSERT OR IGNORE INTO leftover_receipt (of) VALUES (:of)")?
            .execute(named_params! {":of": of.0.as_slice()})?;
        Ok(())
    }

    fn has_leftover_receipt(&self, of: Hash) -> Result<bool, AppError> {
        Ok(self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM leftover_receipt WHERE of = :of)")?
            .query_row(named_params! {":of": of.0.as_slice()}, |row| row.get(0))?)
    }

    /// Units that the server did not let count, those left out that it takes as a revoked field device's.
    fn units_kept_apart(&self) -> Result<Vec<i64>, AppError> {
        let mut statement = self.db.prepare_cached(
            "SELECT number FROM unit
             WHERE state = 'rejected' OR (state = 'review' AND outcome <> '\"revoked\"') ORDER BY number",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A unit with everything of it that is still here. What the quarantine has comes from there.
    fn unit_left(&self, number: i64) -> Result<Leftover, AppError> {
        let (user, stamp, intent, state, outcome) = self
            .db
            .prepare_cached("SELECT user, stamp, intent, state, outcome FROM unit WHERE number = :number")?
            .query_row(named_params! {":number": number}, |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, String>(3)?,
                    row.get::<_, String>(4)?,
                ))
            })?;
        let mut changes = Vec::new();
        for (subject, _, hash) in commit::changes_of_unit(&self.db, number)? {
            let held = self.own_changes(subject)?.remove(&hash).map(|bytes| BASE64.encode(&bytes));
            changes.push(json!({"subject": subject, "hash": hash, "bytes": held}));
        }
        let mut facts = Vec::new();
        for id in commit::facts_of_unit(&self.db, number)? {
            let held = self.own_fact(id)?.map(|stored| BASE64.encode(&stored.bytes));
            facts.push(json!({"id": id, "bytes": held}));
        }
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|_| Value::from(text));
        let unit = json!({
            "unit": number, "user": user, "stamp": read(&stamp), "intent": read(&intent), "state": state,
            "outcome": read(&outcome), "changes": changes, "facts": facts,
        });
        Ok(Leftover { what: "unit".to_owned(), bytes: unit.to_string().into_bytes() })
    }
}
