//! The plain shape of a document, as read from Automerge by `onsite-documents` and as every fold here reads it.
//!
//! Every document of every kind has the same structure, so that the gate, the policy and the sync know no kinds:
//!
//! ```text
//! ROOT
//!   kind, id, schema              written by the deterministic genesis change, never again
//!   fields: map                   registers: scalars that may be set again; conflicts are read, not hidden
//!   <collection>: map of ULID     entries: one immutable JSON text each, only ever added
//! ```
//!
//! An entry is one scalar: a part usage is one operation of Automerge, not nine, which keeps load time and sync small,
//! and it cannot be half changed. A correction is a new entry that names in `replaces` the ids its author saw.

use crate::{Author, Id, Word, id::Hash};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// What a kind of document may hold. Additive only: a key never changes its meaning.
#[derive(Debug, PartialEq, Eq)]
pub struct DocumentKind {
    pub word: Word,
    /// The newest schema this build knows.
    pub schema: u32,
    /// Names of the registers under `fields`.
    pub fields: &'static [&'static str],
    /// Names of the collections, by the schema that introduced them (1 = genesis).
    pub collections: &'static [(&'static str, u32)],
}

/// A document's content at some heads.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentState {
    pub word: Word,
    pub id: Id,
    pub schema: u32,
    /// Sorted.
    pub heads: Vec<Hash>,
    pub fields: BTreeMap<String, Register>,
    /// By collection and entry id. An id written twice (only a hostile or broken app does) has more than one entry.
    pub collections: BTreeMap<String, BTreeMap<Id, Vec<Entry>>>,
    /// By register, where different values were written by people who did not know of each other, whether or not a later
    /// write merged them: groups of the newest such writes, in a deterministic order.
    pub conflicts: BTreeMap<String, Vec<Vec<Written<serde_json::Value>>>>,
    /// Paths that could not be read (wrong type); shown, never fatal.
    pub unreadable: BTreeSet<String>,
}

/// A scalar that may be set again, with every value that is current: more than one is a conflict.
#[derive(Clone, Debug, PartialEq)]
pub struct Register {
    /// The value shown, chosen by Automerge's deterministic rule.
    pub shown: Written<serde_json::Value>,
    /// The others, in a deterministic order.
    pub others: Vec<Written<serde_json::Value>>,
}

/// A value and the operation that wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Written<T> {
    pub value: T,
    /// `counter@actor`, Automerge's name of the operation.
    pub operation: String,
    /// `None` while the binding of the actor has not arrived.
    pub author: Option<Author>,
    /// The device's wall clock at the change that holds the operation, in milliseconds (precision: one second).
    pub wall_ms: i64,
}

/// One immutable entry: its JSON text and who wrote it.
pub type Entry = Written<String>;

impl DocumentState {
    pub fn empty(word: Word, id: Id) -> Self {
        Self {
            word,
            id,
            schema: 1,
            heads: Vec::new(),
            fields: BTreeMap::new(),
            collections: BTreeMap::new(),
            conflicts: BTreeMap::new(),
            unreadable: BTreeSet::new(),
        }
    }

    /// A field's shown value, decoded tolerantly: missing or of another type is `None`.
    pub fn field<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        let register = self.fields.get(name)?;
        serde_json::from_value(register.shown.value.clone()).ok()
    }

    /// The entries of a collection that decode as `T`, oldest id first. One that does not decode is left out here and
    /// stays in the document.
    pub fn entries<T: serde::de::DeserializeOwned>(&self, collection: &str) -> Vec<(Id, Written<T>)> {
        let mut found = Vec::new();
        for (id, versions) in self.collections.get(collection).into_iter().flatten() {
            for entry in versions {
                if let Ok(value) = serde_json::from_str(&entry.value) {
                    found.push((
                        *id,
                        Written {
                            value,
                            operation: entry.operation.clone(),
                            author: entry.author.clone(),
                            wall_ms: entry.wall_ms,
                        },
                    ));
                }
            }
        }
        found
    }
}

/// What a command writes into one document, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "write", rename_all = "snake_case")]
pub enum Write {
    /// Sets a register. `null` clears it.
    Set { field: String, value: serde_json::Value },
    /// Adds an entry; `entry` must be a JSON object.
    Add { collection: String, id: Id, entry: serde_json::Value },
}
