//! Records: one current version each, signed by the server.

use crate::{StoreError, Touched};
use onsite_domain::{Subject, record::Record};
use rusqlite::{Connection, OptionalExtension as _, named_params};

/// A record as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRecord {
    pub record: Record,
    pub bytes: Vec<u8>,
    pub signature: Vec<u8>,
}

/// Keeps a version if it is newer than the one held; says whether it did.
pub fn put(connection: &Connection, bytes: &[u8], signature: &[u8], touched: &mut Touched) -> Result<bool, StoreError> {
    let record = Record::from_bytes(bytes).map_err(|e| StoreError::broken(e.to_string()))?;
    let subject = record.subject();
    let mut statement = connection.prepare_cached(
        "INSERT INTO record (subject, epoch, version, is_removed, bytes, signature)
         VALUES (:subject, :epoch, :version, :is_removed, :bytes, :signature)
         ON CONFLICT (subject) DO UPDATE SET epoch = excluded.epoch, version = excluded.version,
             is_removed = excluded.is_removed, bytes = excluded.bytes, signature = excluded.signature
         WHERE (excluded.epoch, excluded.version) > (record.epoch, record.version)",
    )?;
    let changed = statement.execute(named_params! {
        ":subject": subject.to_string(), ":epoch": record.epoch, ":version": record.version,
        ":is_removed": record.is_removed, ":bytes": bytes, ":signature": signature,
    })?;
    if changed == 0 {
        return Ok(false);
    }
    touched.insert(subject);
    Ok(true)
}

pub fn get(connection: &Connection, subject: Subject) -> Result<Option<StoredRecord>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT bytes, signature FROM record WHERE subject = :subject")?;
    let row = statement
        .query_row(named_params! {":subject": subject.to_string()}, |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    let Some((bytes, signature)) = row else { return Ok(None) };
    let record = Record::from_bytes(&bytes).map_err(|e| StoreError::broken(format!("record {subject}: {e}")))?;
    Ok(Some(StoredRecord { record, bytes, signature }))
}
