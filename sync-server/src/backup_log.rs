//! Which backups were made: noted by the command that makes them, for whoever must know that there is one.

use crate::{ServerError, ServerStore};
use rusqlite::{OptionalExtension as _, named_params};

/// Older ones are forgotten.
const KEPT: u32 = 1_000;
const DAY_MS: i64 = 24 * 3_600_000;
const PLACE_CHARS_MAX: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeBackup {
    pub at_ms: i64,
    pub took_ms: i64,
    pub place: String,
    pub size_bytes: i64,
    pub has_root_key: bool,
    /// It was read again after it was written.
    pub is_verified: bool,
}

impl ServerStore {
    /// Notes a backup that was made.
    pub fn note_backup(&mut self, made: &MadeBackup) -> Result<(), ServerError> {
        let place: String = made.place.chars().take(PLACE_CHARS_MAX).collect();
        self.db
            .prepare_cached(
                "INSERT INTO backup_made (at_ms, took_ms, place, size_bytes, has_root_key, is_verified)
                 VALUES (:at_ms, :took_ms, :place, :size_bytes, :has_root_key, :is_verified)",
            )?
            .execute(named_params! {
                ":at_ms": made.at_ms, ":took_ms": made.took_ms, ":place": place, ":size_bytes": made.size_bytes,
                ":has_root_key": made.has_root_key, ":is_verified": made.is_verified,
            })?;
        self.db
            .prepare_cached(
                "DELETE FROM backup_made WHERE id NOT IN (SELECT id FROM backup_made ORDER BY at_ms DESC LIMIT :kept)",
            )?
            .execute(named_params! {":kept": KEPT})?;
        Ok(())
    }

    /// The newest that are known, newest first.
    pub fn backups(&self, limit: u32) -> Result<Vec<MadeBackup>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT at_ms, took_ms, place, size_bytes, has_root_key, is_verified FROM backup_made
             ORDER BY at_ms DESC, id DESC LIMIT :limit",
        )?;
        let rows = statement.query_map(named_params! {":limit": limit}, |row| {
            Ok(MadeBackup {
                at_ms: row.get(0)?,
                took_ms: row.get(1)?,
                place: row.get(2)?,
                size_bytes: row.get(3)?,
                has_root_key: row.get(4)?,
                is_verified: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// From when on a backup is due: some days after the newest, or after the first thing that was written here. `None` of a
    /// server that holds nothing.
    pub fn backup_due_ms(&self) -> Result<Option<i64>, ServerError> {
        let made: Option<i64> =
            self.db.prepare_cached("SELECT max(at_ms) FROM backup_made")?.query_row([], |row| row.get(0))?;
        let began: Option<i64> = self
            .db
            .prepare_cached("SELECT at_ms FROM log ORDER BY seq LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let days = i64::from(self.settings()?.backup_notice_days);
        Ok(made.or(began).map(|since_ms| since_ms.saturating_add(days.saturating_mul(DAY_MS))))
    }
}
