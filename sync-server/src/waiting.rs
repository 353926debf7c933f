//! What waits on field devices and has not come: by their own word at each sync, for whoever asks what would be lost with one.

use crate::ServerError;
use onsite_domain::Id;
use onsite_store::Connection;
use onsite_wire::sync::WaitingWork;
use rusqlite::{OptionalExtension as _, named_params};

/// More than any phone holds; a count beyond it is not believed.
const COUNT_MAX: u64 = 10_000_000;

/// What a field device said at its latest sync, less the files that came since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub at_ms: i64,
    pub units: u64,
    pub files: u64,
    pub file_bytes: u64,
    /// When the oldest was made, by the server's clock; `None` where nothing waits.
    pub since_ms: Option<i64>,
}

/// Keeps what a sync said. `off_ms` is how far the field device's clock is behind the server's. An app that says nothing of it
/// leaves nothing known: what was said before no longer holds.
pub(crate) fn told(
    connection: &Connection,
    field_device: Id,
    said: Option<WaitingWork>,
    off_ms: i64,
    now_ms: i64,
) -> Result<(), ServerError> {
    let Some(said) = said else {
        connection
            .prepare_cached("DELETE FROM field_device_waiting WHERE field_device = :id")?
            .execute(named_params! {":id": field_device.to_string()})?;
        return Ok(());
    };
    let is_any = said.units > 0 || said.files > 0;
    // Nothing waits since a time to come, whatever its clock says.
    let since_ms = said.since_ms.filter(|_| is_any).map(|ms| ms.saturating_add(off_ms).clamp(1, now_ms.max(1)));
    let bounded = |count: u64, max: u64| i64::try_from(count.min(max)).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "INSERT INTO field_device_waiting (field_device, at_ms, units, files, file_bytes, since_ms)
             VALUES (:id, :at_ms, :units, :files, :file_bytes, :since_ms)
             ON CONFLICT (field_device) DO UPDATE SET at_ms = excluded.at_ms, units = excluded.units,
                 files = excluded.files, file_bytes = excluded.file_bytes, since_ms = excluded.since_ms",
        )?
        .execute(named_params! {
            ":id": field_device.to_string(), ":at_ms": now_ms, ":units": bounded(said.units, COUNT_MAX),
            ":files": bounded(said.files, COUNT_MAX), ":file_bytes": bounded(said.file_bytes, 1 << 50),
            ":since_ms": since_ms.unwrap_or(0),
        })?;
    Ok(())
}

/// One of the files is here.
pub(crate) fn file_arrived(connection: &Connection, field_device: Id, size_bytes: u64) -> Result<(), ServerError> {
    connection
        .prepare_cached(
            "UPDATE field_device_waiting SET files = max(files - 1, 0), file_bytes = max(file_bytes - :size_bytes, 0),
                 since_ms = CASE WHEN units = 0 AND files <= 1 THEN 0 ELSE since_ms END
             WHERE field_device = :id",
        )?
        .execute(named_params! {
            ":id": field_device.to_string(), ":size_bytes": i64::try_from(size_bytes).unwrap_or(i64::MAX),
        })?;
    Ok(())
}

/// What is known; `None` of one that never synced, or whose app says nothing of it.
pub fn of(connection: &Connection, field_device: Id) -> Result<Option<Waiting>, ServerError> {
    Ok(connection
        .prepare_cached(
            "SELECT at_ms, units, files, file_bytes, since_ms FROM field_device_waiting WHERE field_device = :id",
        )?
        .query_row(named_params! {":id": field_device.to_string()}, |row| {
            Ok(Waiting {
                at_ms: row.get(0)?,
                units: row.get(1)?,
                files: row.get(2)?,
                file_bytes: row.get(3)?,
                since_ms: row.get::<_, i64>(4).map(|ms| Some(ms).filter(|ms| *ms > 0))?,
            })
        })
        .optional()?)
}
