//! What changed in a document since a moment: for whoever reviews work that was done to what had been read before.

use crate::{ServerError, ServerStore};
use onsite_domain::{Author, Id, Subject, document::DocumentState, entry::EntryBody as _, entry::Withdrawal, id::Hash};
use onsite_store::ground;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// A register with what it was and became.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangedField {
    pub subject: Subject,
    pub field: String,
    pub was: Value,
    pub became: Value,
    /// Who wrote what it is now.
    pub by: Option<Author>,
    pub at_ms: i64,
}

/// An entry that was not there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AddedEntry {
    pub subject: Subject,
    pub collection: String,
    pub id: Id,
    pub by: Option<Author>,
    pub at_ms: i64,
}

impl ServerStore {
    /// What a document holds that it did not hold at a moment, by the clocks of those who wrote (precision: one second).
    pub fn changed_since(
        &mut self,
        subject: Subject,
        since_ms: i64,
    ) -> Result<(Vec<ChangedField>, Vec<AddedEntry>), ServerError> {
        let Some(now) = ground::state(&self.db, &mut self.cache, subject)? else { return Ok(Default::default()) };
        let Some(document) = self.cache.open(&self.db, subject)? else { return Ok(Default::default()) };
        let earlier = document.changes().iter().filter(|change| change.wall_ms < since_ms);
        let (mut heads, mut seen) = (BTreeSet::<Hash>::new(), BTreeSet::<Hash>::new());
        for change in earlier {
            seen.extend(change.deps.iter().copied());
            heads.insert(change.hash);
        }
        let heads: Vec<Hash> = heads.difference(&seen).copied().collect();
        let before = match heads.is_empty() {
            true => DocumentState::empty(subject.word, subject.id),
            false => document.state_at(&heads, &|_| None).map_err(|e| ServerError::broken(e.to_string()))?,
        };
        Ok((fields(subject, &before, &now), entries(subject, &before, &now)))
    }
}

fn fields(subject: Subject, before: &DocumentState, now: &DocumentState) -> Vec<ChangedField> {
    let was = |field: &String| before.fields.get(field).map(|held| held.shown.value.clone()).unwrap_or_default();
    let changed = now.fields.iter().filter(|(field, held)| was(field) != held.shown.value);
    changed
        .map(|(field, held)| ChangedField {
            subject,
            field: field.clone(),
            was: was(field),
            became: held.shown.value.clone(),
            by: held.shown.author.clone(),
            at_ms: held.shown.wall_ms,
        })
        .collect()
}

fn entries(subject: Subject, before: &DocumentState, now: &DocumentState) -> Vec<AddedEntry> {
    let mut added = Vec::new();
    for (collection, entries) in now.collections.iter().filter(|(name, _)| *name != Withdrawal::COLLECTION) {
        let held = before.collections.get(collection);
        for (id, versions) in entries.iter().filter(|(id, _)| held.is_none_or(|held| !held.contains_key(id))) {
            added.extend(versions.first().map(|entry| AddedEntry {
                subject,
                collection: collection.clone(),
                id: *id,
                by: entry.author.clone(),
                at_ms: entry.wall_ms,
            }));
        }
    }
    added
}
