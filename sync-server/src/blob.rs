//! Who may send and read which blob.

use crate::{ServerError, ServerStore, field_device::FieldDeviceState, waiting};
use axum::http::StatusCode;
use onsite_domain::{Rejected, RejectedCode, id::Hash};
use onsite_store::blob::{self, Transfer};
use std::collections::BTreeSet;

/// What one field device may have under way at a time, in bytes.
const PARTIAL_BYTES_MAX: u64 = 1 << 30;
/// Blobs that one response asks for.
const BLOBS_WANTED_MAX: usize = onsite_wire::limit::BLOBS_MAX;
/// How often one field device is asked between two openings of the database.
const BLOBS_ASKED_MAX: u32 = 3;

impl ServerStore {
    /// A blob may be read by who uploaded it and by who may read something that names it.
    pub fn may_read_blob(&self, device: &FieldDeviceState, hash: Hash) -> Result<bool, ServerError> {
        // The views hold every hash by name; the subject that names it decides.
        let mut statement = self.db.prepare_cached(
            "SELECT subject FROM blob_name WHERE hash = :hash
             AND EXISTS (SELECT 1 FROM member WHERE member.field_device = :device AND member.subject = blob_name.subject)
             LIMIT 1",
        )?;
        Ok(statement.exists(rusqlite::named_params! {
            ":hash": hash.to_string(), ":device": device.field_device.to_string(),
        })?)
    }

    /// What something here names and is not whole here.
    pub(crate) fn named_and_missing_blobs(&self) -> Result<BTreeSet<Hash>, ServerError> {
        let mut statement = self.db.prepare("SELECT DISTINCT hash FROM blob_name")?;
        let mut missing = BTreeSet::new();
        for text in statement.query_map([], |row| row.get::<_, String>(0))? {
            if let Ok(hash) = text?.parse()
                && blob::info(&self.blobs, hash)?.is_none()
            {
                missing.insert(hash);
            }
        }
        Ok(missing)
    }

    /// Blobs that a field device is asked for: it may take those for sent that a restored server has lost. Asked a few
    /// times only, for an answer may be lost, and the blob may be lost for good.
    pub(crate) fn blobs_wanted_of(&mut self, device: &FieldDeviceState) -> Result<Vec<Hash>, ServerError> {
        let asked = self.blobs_asked.entry(device.field_device).or_default();
        if self.missing_blobs.is_empty() || *asked >= BLOBS_ASKED_MAX {
            return Ok(Vec::new());
        }
        *asked = asked.saturating_add(1);
        let mut wanted = Vec::new();
        for hash in &self.missing_blobs {
            if wanted.len() < BLOBS_WANTED_MAX && self.may_read_blob(device, *hash)? {
                wanted.push(*hash);
            }
        }
        Ok(wanted)
    }

    /// Adds a part of an upload; at the end the hash decides.
    pub(crate) fn add_blob_part(
        &mut self,
        device: &FieldDeviceState,
        hash: Hash,
        size_bytes: u64,
        media_type: &str,
        offset: u64,
        bytes: &[u8],
    ) -> Result<(StatusCode, u64), ServerError> {
        let now_ms = self.now_ms();
        let owner = device.field_device.to_string();
        let transfer = Transfer { hash, owner: &owner, size_bytes, media_type };
        if media_type.len() > 100 {
            return Err(Rejected::new(RejectedCode::TooLarge, "content-type").into());
        }
        let under_way: u64 = self.blobs.query_row(
            "SELECT coalesce(sum(size_bytes), 0) FROM partial WHERE owner = :owner AND hash <> :hash",
            rusqlite::named_params! {":owner": owner, ":hash": hash.0.as_slice()},
            |row| row.get(0),
        )?;
        if under_way.saturating_add(size_bytes) > PARTIAL_BYTES_MAX {
            return Err(Rejected::new(RejectedCode::QuotaExceeded, "upload").into());
        }
        if let Some(info) = blob::info(&self.blobs, hash)?.filter(|info| info.size_bytes == offset) {
            return Ok((StatusCode::OK, info.size_bytes));
        }
        self.blobs.execute_batch("BEGIN IMMEDIATE")?;
        let result = blob::add_part(&self.blobs, &transfer, offset, bytes, now_ms).and_then(|have| {
            if have == size_bytes {
                blob::finish(&self.blobs, &transfer, now_ms)?;
            }
            Ok(have)
        });
        match result {
            Ok(have) => {
                self.blobs.execute_batch("COMMIT")?;
                if have == size_bytes {
                    self.missing_blobs.remove(&hash);
                    waiting::file_arrived(&self.db, device.field_device, size_bytes)?;
                }
                Ok((StatusCode::OK, have))
            }
            Err(error) => {
                self.blobs.execute_batch("ROLLBACK")?;
                match error {
                    onsite_store::StoreError::Rejected(rejected) if rejected.code == RejectedCode::Stale => {
                        Ok((StatusCode::CONFLICT, blob::have_bytes(&self.blobs, hash, &owner)?))
                    }
                    // The whole upload has another hash than was promised: it starts again.
                    onsite_store::StoreError::Rejected(rejected) if rejected.path == "hash" => {
                        self.blobs.execute(
                            "DELETE FROM partial_chunk WHERE partial IN (SELECT id FROM partial WHERE hash = ?1 AND owner = ?2)",
                            rusqlite::params![hash.0.as_slice(), owner],
                        )?;
                        self.blobs.execute(
                            "DELETE FROM partial WHERE hash = ?1 AND owner = ?2",
                            rusqlite::params![hash.0.as_slice(), owner],
                        )?;
                        Err(rejected.into())
                    }
                    other => Err(other.into()),
                }
            }
        }
    }
}
