//! What the server holds, in numbers.

use crate::{ServerError, ServerStore, log};
use serde::Serialize;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    pub epoch: u32,
    pub feed_rows: u64,
    pub documents: u64,
    pub changes: u64,
    pub facts: u64,
    pub records: u64,
    pub blobs: u64,
    pub blob_bytes: u64,
    pub field_devices: u64,
    pub field_devices_revoked: u64,
    pub users: u64,
    pub work_orders_open: u64,
    pub attention_open: u64,
    /// Units waiting for a person.
    pub units_in_review: u64,
    pub quarantined: u64,
    pub database_bytes: u64,
    pub is_issuing_frozen: bool,
}

impl ServerStore {
    pub fn stats(&self) -> Result<Stats, ServerError> {
        let count = |sql: &str| -> Result<u64, ServerError> { Ok(self.db.query_row(sql, [], |row| row.get(0))?) };
        let blobs = |sql: &str| -> Result<u64, ServerError> { Ok(self.blobs.query_row(sql, [], |row| row.get(0))?) };
        Ok(Stats {
            epoch: self.epoch()?,
            feed_rows: log::tip(&self.db)?.seq,
            documents: count("SELECT count(*) FROM document")?,
            changes: count("SELECT coalesce(sum(change_count), 0) FROM document")?,
            facts: count("SELECT count(*) FROM fact")?,
            records: count("SELECT count(*) FROM record WHERE is_removed = 0")?,
            blobs: blobs("SELECT count(*) FROM blob")?,
            blob_bytes: blobs("SELECT coalesce(sum(size_bytes), 0) FROM blob")?,
            field_devices: count("SELECT count(*) FROM field_device_state")?,
            field_devices_revoked: count("SELECT count(*) FROM field_device_state WHERE is_revoked = 1")?,
            users: count("SELECT count(*) FROM view WHERE word = 'user'")?,
            work_orders_open: count(
                "SELECT count(*) FROM view WHERE word = 'work_order' AND json_extract(body, '$.is_open') = 1",
            )?,
            attention_open: count("SELECT count(*) FROM attention WHERE is_open = 1")?,
            units_in_review: count(
                "SELECT count(*) FROM (SELECT DISTINCT field_device, chain FROM review_run WHERE decided = '')",
            )?,
            quarantined: count("SELECT count(*) FROM quarantine")?,
            database_bytes: count("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?,
            is_issuing_frozen: self.is_issuing_frozen()?,
        })
    }
}
