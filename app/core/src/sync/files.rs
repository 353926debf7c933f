//! Files on their way down, after everything else: what the company's reports are made with (logo, pages of its own), and what
//! answers to questions bring. In parts, and gone on with where a cut left it.

use super::{Output, Sync, SyncResult, Waiting, blobs::PART_BYTES_MIN, blobs::path};
use crate::{App, AppError, view};
use onsite_domain::{
    Word,
    entry::{self, Listed},
    id::Hash,
    note::{REPLY_FILE_BYTES_MAX, Reply},
};
use onsite_store::{
    StoreError,
    blob::{self, Transfer},
};
use onsite_wire::blob::CHUNK_BYTES;
use rusqlite::named_params;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The largest that is taken; a template is at most 4 MiB.
const SIZE_BYTES_MAX: u64 = REPLY_FILE_BYTES_MAX;
/// How many files of answers are looked for in one go.
const OF_ANSWERS_MAX: usize = 50;
/// Whose transfers these are, in the table of unfinished ones.
const OWNER: &str = "server";

/// What was asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    hash: Hash,
    /// 0 while the server was only asked how large it is.
    size_bytes: u64,
    part_bytes: u64,
}

impl Sync {
    /// Asks how large the next file is, or ends the sync.
    pub(super) fn fetch(&mut self, app: &mut App) -> Result<Output, AppError> {
        if !self.has_asked_to_leave && app.asks_to_leave()? {
            return self.text(app);
        }
        let Some(hash) = self.next_file(app)? else { return Ok(self.done(SyncResult::Complete)) };
        // Each is asked for once in a sync, whatever comes of it.
        self.files_asked.insert(hash);
        let request = app.signed_request("HEAD", &path(hash), Vec::new(), Vec::new())?;
        self.waiting_for = Waiting::File(Asked { hash, size_bytes: 0, part_bytes: 0 });
        Ok(Output::Send(request))
    }

    pub(super) fn file_answered(
        &mut self,
        app: &mut App,
        asked: Asked,
        status: u16,
        offset: Option<u64>,
        body: &[u8],
    ) -> Result<Output, AppError> {
        match (status, offset) {
            (200..300, Some(size_bytes)) if asked.size_bytes == 0 => {
                // A server that has it not, or not yet, says that it has nothing of an upload of ours.
                if (1..=SIZE_BYTES_MAX).contains(&size_bytes) {
                    self.ask_part(app, Asked { size_bytes, ..asked })
                } else {
                    self.fetch(app)
                }
            }
            (200 | 206, _) if !body.is_empty() => {
                app.part_bytes = asked.part_bytes.saturating_mul(2).min(CHUNK_BYTES);
                if self.is_whole_with(app, &asked, body)? { self.fetch(app) } else { self.ask_part(app, asked) }
            }
            (404 | 416, _) => self.fetch(app),
            _ => match self.not_ok(status, body) {
                Some(output) => Ok(output),
                None => self.fetch(app),
            },
        }
    }

    fn ask_part(&mut self, app: &mut App, asked: Asked) -> Result<Output, AppError> {
        let part_bytes = app.part_bytes.clamp(PART_BYTES_MIN, CHUNK_BYTES);
        // As with parts on their way up.
        app.part_bytes = part_bytes / 2;
        let first = blob::have_bytes(&app.blobs, asked.hash, OWNER)?;
        let last = first.saturating_add(part_bytes).min(asked.size_bytes).saturating_sub(1);
        let headers = vec![("range", format!("bytes={first}-{last}"))];
        let request = app.signed_request("GET", &path(asked.hash), headers, Vec::new())?;
        self.waiting_for = Waiting::File(Asked { part_bytes, ..asked });
        Ok(Output::Send(request))
    }

    /// Keeps a part, and says whether nothing more is to be asked for: what has another hash in the end is thrown away, and
    /// asked for again by the next sync.
    fn is_whole_with(&mut self, app: &mut App, asked: &Asked, body: &[u8]) -> Result<bool, AppError> {
        let now_ms = view::now_ms(app);
        let transfer = Transfer {
            hash: asked.hash,
            owner: OWNER,
            size_bytes: asked.size_bytes,
            media_type: "application/octet-stream",
        };
        let transaction = app.blobs.unchecked_transaction()?;
        let first = blob::have_bytes(&transaction, asked.hash, OWNER)?;
        let kept = blob::add_part(&transaction, &transfer, first, body, now_ms).and_then(|have| {
            let is_whole = have == asked.size_bytes;
            if is_whole {
                blob::finish(&transaction, &transfer, now_ms)?;
            }
            Ok(is_whole)
        });
        let is_whole = match kept {
            Ok(is_whole) => is_whole,
            Err(StoreError::Rejected(rejected)) => {
                tracing::warn!(%rejected, hash = %asked.hash, "a file of the company is not what it should be");
                transaction.commit()?;
                return Ok(true);
            }
            Err(error) => return Err(error.into()),
        };
        transaction.commit()?;
        self.report.files_fetched = self.report.files_fetched.saturating_add(u64::from(is_whole));
        Ok(is_whole)
    }

    /// What the settings name, and answers from elsewhere, and this field device does not hold.
    fn next_file(&self, app: &App) -> Result<Option<Hash>, AppError> {
        let settings = app.settings()?;
        let named = [settings.report_logo, settings.report_template];
        let answers = if app.keeps_files_back()? { BTreeSet::new() } else { app.files_of_answers()? };
        let named: BTreeSet<Hash> = named.into_iter().flatten().collect();
        for hash in named.into_iter().chain(answers) {
            if !self.files_asked.contains(&hash) && blob::info(&app.blobs, hash)?.is_none() {
                return Ok(Some(hash));
            }
        }
        Ok(None)
    }
}

impl App {
    /// Pictures and files that stand in the answers of visits that have not ended.
    fn files_of_answers(&self) -> Result<BTreeSet<Hash>, AppError> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Answers {
            replies: Vec<Listed<Reply>>,
        }
        let mut statement = self.db.prepare_cached(
            "SELECT body FROM view WHERE word = :word AND has_ended = 0 AND json_array_length(body, '$.replies') > 0",
        )?;
        let rows = statement.query_map(named_params! {":word": Word::Visit.as_str()}, |row| row.get::<_, String>(0))?;
        let mut found = BTreeSet::new();
        for body in rows {
            let answers: Answers = serde_json::from_str(&body?).unwrap_or_default();
            for reply in entry::current(&answers.replies) {
                found.extend(reply.value.photos.iter().copied());
                found.extend(reply.value.files.iter().map(|file| file.blob));
            }
            if found.len() >= OF_ANSWERS_MAX {
                break;
            }
        }
        Ok(found)
    }
}
