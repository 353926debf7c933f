//! What a person did, in the form in which it is kept, sent and, where the server refuses something before it, done
//! again: writes to documents and facts, with every identity already chosen.

use crate::{Id, Subject, document::Write, id::Hash};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One command: written as one unit, accepted, refused or put to review whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Command {
    /// A verb a person would say (`record_part_usage`), shown where the command needs attention.
    pub verb: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub writes: Vec<DocumentWrites>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<NewFact>,
    /// Blobs it names that only this field device has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blobs: Vec<Hash>,
}

/// What is written into one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DocumentWrites {
    pub subject: Subject,
    pub writes: Vec<Write>,
}

/// A fact before author, time and signature are added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewFact {
    pub id: Id,
    pub kind: String,
    pub subjects: Vec<Subject>,
    pub body: serde_json::Value,
}

impl Command {
    pub fn new(verb: &str) -> Self {
        Self { verb: verb.to_owned(), ..Self::default() }
    }

    /// Adds writes to a document, joining those to the same one. No writes add nothing.
    pub fn write(mut self, subject: Subject, writes: impl IntoIterator<Item = Write>) -> Self {
        let writes: Vec<Write> = writes.into_iter().collect();
        match self.writes.iter_mut().find(|held| held.subject == subject) {
            Some(held) => held.writes.extend(writes),
            None if writes.is_empty() => {}
            None => self.writes.push(DocumentWrites { subject, writes }),
        }
        self
    }

    pub fn fact(mut self, fact: NewFact) -> Self {
        self.facts.push(fact);
        self
    }

    /// Names a blob that only this field device has.
    pub fn blob(mut self, hash: Hash) -> Self {
        if !self.blobs.contains(&hash) {
            self.blobs.push(hash);
        }
        self
    }
}
