//! Photos and files on their way up, after the text: resumed where the server has them, in parts that a slow link can
//! finish.

use super::{Output, Sync, SyncResult, Waiting};
use crate::{App, AppError};
use onsite_domain::{RejectedCode, id::Hash};
use onsite_wire::{
    PATH_BLOBS,
    blob::{CHUNK_BYTES, LENGTH, OFFSET},
};
use rusqlite::{OptionalExtension as _, named_params};

/// Which part was sent.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    hash: Hash,
    size_bytes: u64,
    /// Where the server was believed to stand.
    offset: u64,
    /// Answers that did not move on; a few, then the next sync.
    stalls: u32,
    part_bytes: u64,
}

/// Below this a part is hardly more than the request around it.
pub(super) const PART_BYTES_MIN: u64 = 16 << 10;

const STALLS_MAX: u32 = 3;

impl Sync {
    /// Asks where the next blob stands, or ends the sync.
    pub(super) fn blob(&mut self, app: &mut App) -> Result<Output, AppError> {
        let next = if app.keeps_files_back()? { None } else { next_blob(app)? };
        let Some((hash, size_bytes)) = next else {
            return if self.is_revoked { self.receipts(app) } else { self.fetch(app) };
        };
        let request = app.signed_request("HEAD", &path(hash), Vec::new(), Vec::new())?;
        self.waiting_for = Waiting::Blob(Sent { hash, size_bytes, offset: u64::MAX, stalls: 0, part_bytes: 0 });
        Ok(Output::Send(request))
    }

    pub(super) fn blob_answered(
        &mut self,
        app: &mut App,
        mut sent: Sent,
        status: u16,
        offset: Option<u64>,
        body: &[u8],
    ) -> Result<Output, AppError> {
        let is_asking = sent.offset == u64::MAX;
        match (status, offset) {
            // HEAD: nothing there yet.
            (404, _) if is_asking => self.send_part(app, sent, 0),
            (200..300, Some(offset)) if offset >= sent.size_bytes => {
                set_state(app, sent.hash, "sent", "")?;
                self.report.blobs_sent = self.report.blobs_sent.saturating_add(1);
                self.blob(app)
            }
            (200..300 | 409, Some(offset)) => {
                if !is_asking && offset <= sent.offset {
                    sent.stalls = sent.stalls.saturating_add(1);
                }
                if !is_asking && offset > sent.offset {
                    app.part_bytes = sent.part_bytes.saturating_mul(2).min(CHUNK_BYTES);
                }
                if sent.stalls > STALLS_MAX {
                    let detail = "a photo does not arrive".to_owned();
                    return Ok(self.done(SyncResult::ServerUnavailable { detail }));
                }
                self.send_part(app, sent, offset)
            }
            // The server will never take it: kept here, shown, the others go on.
            (413 | 415 | 422, _) if !is_asking && is_final(body) => {
                let reason = String::from_utf8_lossy(body.get(..body.len().min(2000)).unwrap_or_default()).into_owned();
                set_state(app, sent.hash, "refused", &reason)?;
                self.blob(app)
            }
            _ => match self.not_ok(status, body) {
                Some(output) => Ok(output),
                None => Ok(self.done(SyncResult::NotOurServer { detail: "no upload offset".to_owned() })),
            },
        }
    }

    fn send_part(&mut self, app: &mut App, sent: Sent, offset: u64) -> Result<Output, AppError> {
        let part_bytes = app.part_bytes.clamp(PART_BYTES_MIN, CHUNK_BYTES);
        // A line that breaks before a part is through may let half of it pass; an answer doubles it again.
        app.part_bytes = part_bytes / 2;
        let length = usize::try_from(part_bytes).unwrap_or(usize::MAX);
        let part = onsite_store::blob::read(&app.blobs, sent.hash, offset, length)?;
        let info = onsite_store::blob::info(&app.blobs, sent.hash)?;
        let media_type = info.map(|info| info.media_type).unwrap_or_default();
        let headers =
            vec![(OFFSET, offset.to_string()), (LENGTH, sent.size_bytes.to_string()), ("content-type", media_type)];
        let request = app.signed_request("PATCH", &path(sent.hash), headers, part)?;
        self.waiting_for = Waiting::Blob(Sent { offset, part_bytes, ..sent });
        Ok(Output::Send(request))
    }
}

/// Whether it is our server that says no, and not a proxy with a limit of its own; a full quota has room again later.
fn is_final(body: &[u8]) -> bool {
    let problem = serde_json::from_slice::<super::ProblemBody>(body);
    problem.is_ok_and(|problem| {
        RejectedCode::from_code(&problem.code).is_some_and(|code| code != RejectedCode::QuotaExceeded)
    })
}

pub(super) fn path(hash: Hash) -> String {
    format!("{PATH_BLOBS}{hash}")
}

/// The next blob of a decided unit that the server has not confirmed.
fn next_blob(app: &App) -> Result<Option<(Hash, u64)>, AppError> {
    let hash: Option<[u8; 32]> = app
        .db
        .prepare_cached(
            // Unit 0: recovered from an old store, of a unit that the server has. Refused ones too: a report that was
            // signed over such a photo names it.
            "SELECT unit_blob.hash FROM unit_blob LEFT JOIN unit ON unit.number = unit_blob.unit
             WHERE unit_blob.state = 'waiting' AND (unit_blob.unit = 0 OR unit.state <> 'waiting')
             ORDER BY unit_blob.unit, unit_blob.hash LIMIT 1",
        )?
        .query_row([], |row| row.get(0))
        .optional()?;
    let Some(hash) = hash.map(Hash) else { return Ok(None) };
    match onsite_store::blob::info(&app.blobs, hash)? {
        Some(info) => Ok(Some((hash, info.size_bytes))),
        None => {
            set_state(app, hash, "refused", "the file is gone from this field device")?;
            Ok(None)
        }
    }
}

fn set_state(app: &App, hash: Hash, state: &str, outcome: &str) -> Result<(), AppError> {
    app.db
        .prepare_cached("UPDATE unit_blob SET state = :state, outcome = :outcome WHERE hash = :hash")?
        .execute(named_params! {":hash": hash.0.as_slice(), ":state": state, ":outcome": outcome})?;
    Ok(())
}
