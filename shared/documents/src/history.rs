//! Who wrote what, and what stood there before: a document's history read change by change, for people who ask.

use crate::chunk::Chunk;
use crate::genesis::FIELDS;
use crate::graph::OpId;
use crate::operation::{Action, Scalar};
use crate::part::SEEN;
use crate::register::RegisterWrite;
use crate::{ActorId, Document, DocumentError};
use onsite_domain::id::Hash;
use onsite_domain::{Author, Id};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What one change did.
#[derive(Clone, Debug, PartialEq)]
pub struct PastChange {
    pub hash: Hash,
    /// `None` while the binding of the actor has not arrived.
    pub author: Option<Author>,
    /// The device's wall clock, in milliseconds (precision: one second).
    pub wall_ms: i64,
    /// In the order they were written.
    pub written: Vec<PastWrite>,
}

/// One thing that a change wrote.
#[derive(Clone, Debug, PartialEq)]
pub enum PastWrite {
    /// A register was set. Of one change only the last value counts.
    Field {
        field: String,
        /// What its author had there: nothing for the first value, several where they conflicted.
        before: Vec<Value>,
        value: Value,
    },
    /// An entry was added.
    Entry { collection: String, id: Id, text: String },
    /// Something that this build cannot read.
    Unreadable { path: String },
}

impl Document {
    /// The changes among `wanted` that are here and not made by the schema, in topological order. `authors` names the
    /// principal that an actor is bound to.
    ///
    /// # Errors
    /// [`DocumentError`] where a change of our own store cannot be read.
    pub fn history(
        &self,
        wanted: &BTreeSet<Hash>,
        authors: &dyn Fn(&ActorId) -> Option<Author>,
    ) -> Result<Vec<PastChange>, DocumentError> {
        let mut before = self.graph.registers_before();
        let mut found = Vec::new();
        for (place, meta) in self.graph.changes().iter().enumerate() {
            if !wanted.contains(&meta.hash) || crate::genesis::schema_of_actor(meta.actor).is_some() {
                continue;
            }
            let bytes = self.change_bytes(&meta.hash).ok_or(DocumentError::Incomplete { index: place })?;
            let chunk =
                Chunk::read(&bytes, usize::MAX).map_err(|cause| DocumentError::Damaged { index: place, cause })?;
            let written = self.written_by(&chunk, |field| before.of(field, place));
            found.push(PastChange { hash: meta.hash, author: authors(&meta.actor), wall_ms: meta.wall_ms, written });
        }
        Ok(found)
    }

    fn written_by<'a>(
        &self,
        chunk: &Chunk<'_>,
        mut before: impl FnMut(&str) -> Vec<&'a RegisterWrite>,
    ) -> Vec<PastWrite> {
        let mut last_of: BTreeMap<&str, usize> = BTreeMap::new();
        let mut written = Vec::new();
        for operation in chunk.operations.iter().filter(|operation| operation.key != SEEN) {
            let key = operation.key;
            let container = operation
                .object
                .and_then(|object| Some(OpId { counter: object.counter, actor: chunk.actor(object.actor)? }))
                .and_then(|object| self.graph.container_name(object));
            let unreadable = || PastWrite::Unreadable { path: format!("{}/{key}", container.unwrap_or("?")) };
            match (container, Action::of(operation)) {
                (Some(FIELDS), action) => {
                    let value = if let Action::Put(value) = action { value.to_json() } else { None };
                    let write = match value {
                        Some(value) => PastWrite::Field {
                            field: key.to_owned(),
                            before: before(key).into_iter().filter_map(|w| w.value.as_ref()?.to_json()).collect(),
                            value,
                        },
                        None => unreadable(),
                    };
                    match last_of.get(key).and_then(|place| written.get_mut(*place)) {
                        Some(earlier) => *earlier = write,
                        None => {
                            last_of.insert(key, written.len());
                            written.push(write);
                        }
                    }
                }
                (Some(collection), Action::Put(Scalar::Text(text))) => written.push(match key.parse::<Id>() {
                    Ok(id) => PastWrite::Entry { collection: collection.to_owned(), id, text },
                    Err(_) => unreadable(),
                }),
                _ => written.push(unreadable()),
            }
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onsite_domain::document::Write;
    use onsite_domain::{Word, document_kind};
    use serde_json::json;

    fn actor(n: u8) -> ActorId {
        ActorId([n; 16])
    }

    fn author(actor: &ActorId) -> Option<Author> {
        Some(Author::rule(&actor.0[0].to_string()))
    }

    fn order() -> Document {
        let kind = document_kind::of(Word::WorkOrder).unwrap();
        Document::create(kind, Id::from_parts(1, 1)).unwrap()
    }

    fn set(field: &str, value: &str) -> Write {
        Write::Set { field: field.to_owned(), value: json!(value) }
    }

    fn past(document: &Document, hash: Hash) -> Vec<PastWrite> {
        let mut found = document.history(&BTreeSet::from([hash]), &author).unwrap();
        assert_eq!(found.len(), 1);
        found.remove(0).written
    }

    fn field(before: &[&str], value: &str) -> Vec<PastWrite> {
        let before = before.iter().map(|value| json!(value)).collect();
        vec![PastWrite::Field { field: "title".to_owned(), before, value: json!(value) }]
    }

    #[test]
    fn a_change_says_what_its_author_had_before() {
        let mut document = order();
        let first = document.write(actor(1), 1_000, &[set("title", "a")]).unwrap().unwrap();
        let second = document.write(actor(2), 2_000, &[set("title", "b")]).unwrap().unwrap();
        let entry = json!({ "text": "seen" });
        let added = Write::Add { collection: "remarks".to_owned(), id: Id::from_parts(2, 2), entry: entry.clone() };
        let third = document.write(actor(1), 3_000, std::slice::from_ref(&added)).unwrap().unwrap();
        assert_eq!(past(&document, first.meta.hash), field(&[], "a"));
        assert_eq!(past(&document, second.meta.hash), field(&["a"], "b"));
        let PastWrite::Entry { collection, id, text } = &past(&document, third.meta.hash)[0] else { panic!() };
        assert_eq!((collection.as_str(), *id), ("remarks", Id::from_parts(2, 2)));
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), entry);
    }

    #[test]
    fn of_two_who_did_not_know_of_each_other_each_had_the_value_before_both() {
        let mut document = order();
        let begun = document.write(actor(1), 1_000, &[set("title", "a")]).unwrap().unwrap();
        let heads = document.heads();
        let one = document.write_at(&heads, actor(2), 2_000, &[set("title", "b")]).unwrap().unwrap();
        let other = document.write_at(&heads, actor(3), 3_000, &[set("title", "c")]).unwrap().unwrap();
        let merged = document.write(actor(1), 4_000, &[set("title", "d")]).unwrap().unwrap();
        let all = document.history(&document.changes().iter().map(|change| change.hash).collect(), &author).unwrap();
        let hashes: Vec<Hash> = all.iter().map(|change| change.hash).collect();
        assert_eq!(hashes, [begun.meta.hash, one.meta.hash, other.meta.hash, merged.meta.hash], "no genesis");
        assert_eq!(past(&document, one.meta.hash), field(&["a"], "b"));
        assert_eq!(past(&document, other.meta.hash), field(&["a"], "c"));
        assert_eq!(past(&document, merged.meta.hash), field(&["b", "c"], "d"));
    }
}
