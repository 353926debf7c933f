//! What a server that was restored may lack or have from others.
//!
//! Subjects in which something of this app's was undone: others may have brought that there, and the feed that said so may
//! have been read before it was undone. Such subjects are asked for whole.

use crate::{App, AppError};
use onsite_domain::Subject;
use onsite_store::meta;
use onsite_wire::{delivery::How, limit, sync::SyncResponse};
use std::collections::BTreeSet;

const KEY: &str = "undone";
/// The epoch of a server that was never restored: nobody but this app brought what is its own.
const FIRST_EPOCH: u32 = 1;

impl App {
    pub(super) fn note_undone(&self, subjects: impl IntoIterator<Item = Subject>) -> Result<(), AppError> {
        let mut noted: BTreeSet<String> = meta::get(&self.db, KEY)?.unwrap_or_default();
        noted.extend(subjects.into_iter().map(|subject| subject.to_string()));
        Ok(meta::put(&self.db, KEY, &noted)?)
    }

    /// What the next request asks for whole.
    pub(super) fn undone(&self) -> Result<Vec<Subject>, AppError> {
        let noted: BTreeSet<String> = meta::get(&self.db, KEY)?.unwrap_or_default();
        Ok(noted.iter().filter_map(|subject| subject.parse().ok()).take(limit::SUBJECTS_AGAIN_MAX).collect())
    }

    /// The server gave what it has of them: those that came whole, and once it gave all that it wanted to give, the others too.
    pub(super) fn forget_undone(&self, asked: &[Subject], response: &SyncResponse) -> Result<(), AppError> {
        let Some(mut noted) = meta::get::<BTreeSet<String>>(&self.db, KEY)? else { return Ok(()) };
        let whole =
            response.subjects.iter().filter(|part| part.how == How::Enter).filter_map(|part| part.subject.subject());
        let given: BTreeSet<String> = match response.has_more {
            true => whole.map(|subject| subject.to_string()).collect(),
            false => asked.iter().map(Subject::to_string).collect(),
        };
        noted.retain(|subject| response.epoch > FIRST_EPOCH && !given.contains(subject));
        if noted.is_empty() { Ok(meta::remove(&self.db, KEY)?) } else { Ok(meta::put(&self.db, KEY, &noted)?) }
    }

    /// A server that was restored once more, after it had sent this app back to the beginning and before it gave it a new
    /// cursor, sees a beginner and does not ask for what it lost: the app offers it.
    pub(super) fn notice_epoch(&self, response: &SyncResponse) -> Result<(), AppError> {
        let heard: Option<u32> = meta::get(&self.db, "epoch")?;
        if heard == Some(response.epoch) {
            return Ok(());
        }
        meta::put(&self.db, "epoch", &response.epoch)?;
        let is_restored = heard.is_some_and(|heard| heard < response.epoch);
        if is_restored && self.cursor()?.is_none() && self.signed_cursor_at("cursor_before_reset")?.is_some() {
            meta::put(&self.db, "relays_left", &super::RELAYS_MAX)?;
            self.doubt_what_was_confirmed()?;
        }
        Ok(())
    }

    /// A restored server may have lost what it confirmed; it is asked for each, and what is there is not sent twice.
    pub(super) fn doubt_what_was_confirmed(&self) -> Result<(), AppError> {
        meta::put(&self.db, "is_chain_in_doubt", &true)?;
        Ok(self.db.execute_batch("UPDATE unit_blob SET state = 'waiting' WHERE state = 'sent'")?)
    }
}
