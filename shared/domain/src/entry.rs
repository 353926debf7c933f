//! Entries of a document's collections: only ever added; a correction names what it replaces, a withdrawal what it
//! withdraws.

use crate::{
    Author, Id, Rejected, RejectedCode,
    document::{DocumentState, Write},
    limits,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The bytes limit of one entry's JSON; larger content belongs in a blob.
pub const ENTRY_SIZE_BYTES_MAX: usize = 64 * 1024;

/// What a collection holds.
pub trait EntryBody: Serialize + DeserializeOwned {
    /// The collection's name.
    const COLLECTION: &'static str;

    /// Ranges, lengths, what must be there.
    fn check(&self) -> Result<(), Rejected>;

    /// The entries its author saw and corrects.
    fn replaces(&self) -> &[Id];
}

/// An entry as a view shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Listed<T> {
    pub id: Id,
    pub by: Option<Author>,
    /// The device's wall clock, in milliseconds.
    pub at_ms: i64,
    /// When the server had it. Views hold none of it, for a change does not say; the desk is told beside them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_ms: Option<i64>,
    /// Neither replaced nor withdrawn, nor decided against.
    pub is_current: bool,
    /// Where it and others contradicted one another and somebody decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
    #[serde(flatten)]
    pub value: T,
}

/// Which of several entries holds, as somebody decided it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Decided {
    /// The one that holds: this one, or that which this one is history beside.
    pub holds: Id,
    pub by: Author,
    /// Effective time.
    pub at_ms: i64,
    /// When the server had the decision; `None` until then.
    pub received_ms: Option<i64>,
    pub reason: Option<String>,
}

/// Takes entries back; they stay readable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Withdrawal {
    pub withdraws: Vec<Id>,
    pub reason: String,
}

impl EntryBody for Withdrawal {
    const COLLECTION: &'static str = "withdrawals";

    fn check(&self) -> Result<(), Rejected> {
        if self.withdraws.is_empty() {
            return Err(Rejected::new(RejectedCode::Missing, "withdraws"));
        }
        limits::list("withdraws", self.withdraws.len())?;
        written("reason", &self.reason)
    }

    fn replaces(&self) -> &[Id] {
        &[]
    }
}

/// All readable entries of a collection, oldest id first, each with whether it is current. An id that was written twice
/// with the same content is listed once.
pub fn listed<T: EntryBody + PartialEq>(document: &DocumentState) -> Vec<Listed<T>> {
    let mut gone = withdrawn(document);
    let mut found: Vec<Listed<T>> = Vec::new();
    for (id, entry) in document.entries::<T>(T::COLLECTION) {
        gone.extend(entry.value.replaces().iter().filter(|replaced| **replaced != id));
        if found.last().is_some_and(|last| last.id == id && last.value == entry.value) {
            continue;
        }
        found.push(Listed {
            id,
            by: entry.author,
            at_ms: entry.wall_ms,
            received_ms: None,
            is_current: true,
            decided: None,
            value: entry.value,
        });
    }
    for entry in &mut found {
        entry.is_current = !gone.contains(&entry.id);
    }
    found
}

/// Those neither replaced nor withdrawn, nor decided against.
pub fn current<T>(entries: &[Listed<T>]) -> impl Iterator<Item = &Listed<T>> {
    entries.iter().filter(|entry| entry.is_current)
}

pub(crate) fn withdrawn(document: &DocumentState) -> BTreeSet<Id> {
    document.entries::<Withdrawal>(Withdrawal::COLLECTION).into_iter().flat_map(|(_, w)| w.value.withdraws).collect()
}

/// The write that adds an entry. What is empty is left out: it decodes to the same and travels lighter.
pub fn add<T: EntryBody>(id: Id, entry: &T) -> Write {
    Write::Add { collection: T::COLLECTION.to_owned(), id, entry: compact(entry) }
}

/// JSON without nulls, empty texts, empty lists and empty objects of the top level.
pub fn compact<T: Serialize>(value: &T) -> Value {
    let mut value = serde_json::to_value(value).unwrap_or_default();
    if let Value::Object(map) = &mut value {
        map.retain(|_, v| match v {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(list) => !list.is_empty(),
            Value::Object(inner) => !inner.is_empty(),
            Value::Bool(_) | Value::Number(_) => true,
        });
    }
    value
}

/// Decodes and checks an entry that is about to be written.
pub(crate) fn check<T: EntryBody>(entry: &Value) -> Result<(), Rejected> {
    let decoded: T = decode(entry, T::COLLECTION)?;
    limits::list("replaces", decoded.replaces().len())?;
    decoded.check().map_err(|rejected| under(T::COLLECTION, rejected))
}

/// Decodes JSON of a known shape; the error names the place and no content.
pub(crate) fn decode<T: DeserializeOwned>(value: &Value, path: &str) -> Result<T, Rejected> {
    if !value.is_object() {
        return Err(Rejected::because(RejectedCode::WrongShape, path, "a JSON object"));
    }
    if serde_json::to_vec(value).map_or(usize::MAX, |bytes| bytes.len()) > ENTRY_SIZE_BYTES_MAX {
        return Err(Rejected::because(
            RejectedCode::TooLarge,
            path,
            format!("at most {ENTRY_SIZE_BYTES_MAX} bytes; larger content belongs in a blob"),
        ));
    }
    T::deserialize(value)
        .map_err(|_| Rejected::because(RejectedCode::WrongShape, path, "a key has another type than it must have"))
}

/// Free text that must be there.
pub(crate) fn written(path: &str, text: &str) -> Result<(), Rejected> {
    if text.trim().is_empty() {
        return Err(limits::missing(path));
    }
    limits::text(path, text, limits::BODY_CHARS_MAX)
}

/// Free text that may be missing.
pub(crate) fn free(path: &str, text: Option<&String>) -> Result<(), Rejected> {
    text.map_or(Ok(()), |text| limits::text(path, text, limits::BODY_CHARS_MAX))
}

/// A line that may be missing.
pub(crate) fn free_line(path: &str, text: Option<&String>) -> Result<(), Rejected> {
    text.map_or(Ok(()), |text| limits::line(path, text))
}

/// A span must not end before it starts.
pub(crate) fn span(path: &str, start_ms: i64, end_ms: Option<i64>) -> Result<(), Rejected> {
    limits::instant(path, Some(start_ms))?;
    limits::instant(path, end_ms)?;
    if end_ms.is_some_and(|end_ms| end_ms < start_ms) {
        return Err(Rejected::because(RejectedCode::OutOfRange, path, "the end is before the start"));
    }
    Ok(())
}

pub(crate) fn under(path: &str, rejected: Rejected) -> Rejected {
    Rejected { path: format!("{path}.{}", rejected.path), ..rejected }
}
