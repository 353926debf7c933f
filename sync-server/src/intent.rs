//! What somebody wanted with a unit that was not simply accepted: read from its own bytes, which are kept in quarantine or
//! beside the documents, in the form of a command. It is for the people who decide; nothing of it counts.

use crate::{ServerError, ServerStore, push::as_write};
use onsite_documents::{Paths, RawChange};
use onsite_domain::{
    Author, Id, Subject,
    attention::{AttentionItem, AttentionKind},
    document::Write,
    fact::{Fact, StoredFact},
    held_unit::{HeldState, HeldUnitFact},
};
use onsite_store::fact;
use rusqlite::named_params;
use serde_json::Value;
use std::collections::BTreeMap;

/// What one unit is read for at most: a person reads no more.
const PARTS_MAX: usize = 60;
/// Longer texts are cut: whoever decides reads what it is about.
const TEXT_CHARS_MAX: usize = 2_000;
/// A unit's rows are written in one moment with the fact that tells of it.
const SAME_MOMENT_MS: i64 = 60_000;

/// One thing that was wanted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wanted {
    /// What it is about; the first is whose it is.
    pub(crate) subjects: Vec<Subject>,
    pub(crate) what: WantedKind,
    /// By the clock of the field device.
    pub(crate) device_ms: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum WantedKind {
    Field { field: String, value: Value },
    Entry { collection: String, entry: Value },
    Fact { kind: String, body: Value },
}

/// What the bytes of a unit say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Intent {
    pub(crate) verb: String,
    pub(crate) wanted: Vec<Wanted>,
    /// Something of it cannot be read, or is too much to show.
    pub(crate) is_cut: bool,
    pub(crate) author: Option<Author>,
    pub(crate) received_ms: Option<i64>,
}

impl ServerStore {
    /// What was meant by what an item is about; `None` where it is about nothing that was kept apart.
    pub(crate) fn intent(&self, item: &AttentionItem) -> Result<Option<Intent>, ServerError> {
        if !matches!(item.kind, AttentionKind::Refused | AttentionKind::LateWork | AttentionKind::SignedDiffers) {
            return Ok(None);
        }
        let held: HeldUnitFact = serde_json::from_value(item.detail.clone()).unwrap_or_default();
        if held.unit == 0 {
            return self.intent_of_fact(item);
        }
        let mut intent = Intent { verb: held.verb.clone(), received_ms: Some(item.since_ms), ..Intent::default() };
        intent.author = Some(Author::FieldDevice { field_device: held.field_device, user: held.user });
        match held.state {
            HeldState::Review | HeldState::Accepted | HeldState::SetAside => self.read_review(&held, &mut intent)?,
            HeldState::Refused | HeldState::Unknown => self.read_quarantine(&held, item.since_ms, &mut intent)?,
        }
        intent.is_cut |= intent.wanted.is_empty();
        Ok(Some(intent))
    }

    /// A fact that is kept for review, where the item is about it alone.
    fn intent_of_fact(&self, item: &AttentionItem) -> Result<Option<Intent>, ServerError> {
        let Some(id) = item.operations.first().and_then(|id| id.parse().ok()) else { return Ok(None) };
        let Some(stored) = fact::get(&self.db, id)? else { return Ok(None) };
        let mut intent = Intent {
            verb: stored.fact.kind.clone(),
            author: Some(stored.fact.author.clone()),
            received_ms: stored.received.map(|received| received.received_ms),
            ..Intent::default()
        };
        intent.take_fact(stored.fact);
        Ok(Some(intent))
    }

    fn read_review(&self, held: &HeldUnitFact, intent: &mut Intent) -> Result<(), ServerError> {
        let Ok(chain) = data_encoding::HEXLOWER.decode(held.chain.as_bytes()) else { return Ok(()) };
        let mut statement = self.db.prepare_cached(
            "SELECT subject, changes, fact FROM review_run WHERE field_device = :id AND chain = :chain ORDER BY id",
        )?;
        let params = named_params! {":id": held.field_device.to_string(), ":chain": chain};
        let rows = statement.query_map(params, |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, String>(2)?))
        })?;
        for row in rows {
            let (subject, changes, fact_id) = row?;
            let kept = fact_id.parse::<Id>().ok().map(|id| fact::get(&self.db, id)).transpose()?.flatten();
            match (kept, subject.parse()) {
                (Some(StoredFact { fact, .. }), _) => intent.take_fact(fact),
                (None, Ok(subject)) if !changes.is_empty() => self.take_change(subject, &changes, intent),
                _ => intent.is_cut = true,
            }
        }
        Ok(())
    }

    fn read_quarantine(&self, held: &HeldUnitFact, told_ms: i64, intent: &mut Intent) -> Result<(), ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT subject, bytes FROM quarantine
             WHERE field_device = :id AND unit = :unit AND abs(at_ms - :told_ms) <= :moment_ms ORDER BY id LIMIT 500",
        )?;
        let params = named_params! {
            ":id": held.field_device.to_string(), ":unit": held.unit, ":told_ms": told_ms, ":moment_ms": SAME_MOMENT_MS,
        };
        let rows = statement.query_map(params, |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        for row in rows {
            let (subject, bytes) = row?;
            match subject.parse() {
                Ok(subject) => self.take_change(subject, &bytes, intent),
                Err(_) => match Fact::from_bytes(&bytes) {
                    Ok(fact) => intent.take_fact(fact),
                    Err(_) => intent.is_cut = true,
                },
            }
        }
        Ok(())
    }

    /// A change as what it wanted to write. It may come from anywhere: what cannot be read is left out and said to be.
    fn take_change(&self, subject: Subject, bytes: &[u8], intent: &mut Intent) {
        let kind = (self.document_kinds)(subject.word);
        let read = RawChange::read(bytes, onsite_wire::limit::REQUEST_BYTES_MAX).ok().zip(kind);
        let Some((change, kind)) = read else {
            intent.is_cut = true;
            return;
        };
        let Ok(operations) = Paths::of(kind, subject.id).operations(bytes) else {
            intent.is_cut = true;
            return;
        };
        for operation in &operations {
            let Ok(write) = as_write(operation) else {
                intent.is_cut = true;
                continue;
            };
            let what = match write {
                Write::Set { field, value } => WantedKind::Field { field, value: cut(value) },
                Write::Add { collection, entry, .. } => WantedKind::Entry { collection, entry: cut(entry) },
            };
            intent.take(Wanted { subjects: vec![subject], what, device_ms: change.meta.wall_ms });
        }
    }
}

impl Intent {
    fn take_fact(&mut self, fact: Fact) {
        let what = WantedKind::Fact { kind: fact.kind, body: cut(fact.body) };
        self.take(Wanted { subjects: fact.subjects, what, device_ms: fact.at.wall_ms });
    }

    fn take(&mut self, wanted: Wanted) {
        if self.wanted.len() < PARTS_MAX { self.wanted.push(wanted) } else { self.is_cut = true }
    }
}

/// Texts at a length that is read.
fn cut(value: Value) -> Value {
    match value {
        Value::String(text) if text.chars().count() > TEXT_CHARS_MAX => {
            Value::String(text.chars().take(TEXT_CHARS_MAX).chain(['…']).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().take(PARTS_MAX).map(cut).collect()),
        Value::Object(map) => {
            let kept: BTreeMap<String, Value> =
                map.into_iter().take(PARTS_MAX).map(|(key, value)| (key, cut(value))).collect();
            Value::Object(kept.into_iter().collect())
        }
        other => other,
    }
}
