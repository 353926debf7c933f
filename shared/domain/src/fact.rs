//! Facts: things that one principal did, immutable, each about one or more subjects.

use crate::{Author, Id, Stamp, Subject, id::Hash, stamp::Received};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The bytes limit of one fact; larger content belongs in a blob.
pub const FACT_SIZE_BYTES_MAX: usize = 64 * 1024;

/// The envelope that every fact has in common. Its canonical form is the JSON its author wrote; [`Hash::of`] those bytes
/// is what is signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Fact {
    pub id: Id,
    pub kind: String,
    pub author: Author,
    pub at: Stamp,
    /// What it is about; the first is the one whose owner decides who may write it.
    pub subjects: Vec<Subject>,
    /// The kind's own content, decoded by the word that owns the kind.
    pub body: serde_json::Value,
}

/// A fact as stored: the author's bytes, their hash, and what is known about them from outside.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredFact {
    pub fact: Fact,
    pub hash: Hash,
    pub bytes: Vec<u8>,
    /// By the field device's key, or the server's, over the hash.
    pub signature: Vec<u8>,
    /// Missing until the server has it.
    pub received: Option<Received>,
    /// Set where it is kept for review and does not count (late work, rights lost).
    pub is_in_review: bool,
}

impl Fact {
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads a fact; the error says what is wrong in words a log may hold (no content).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FactError> {
        if bytes.len() > FACT_SIZE_BYTES_MAX {
            return Err(FactError::TooLarge { size_bytes: bytes.len() });
        }
        let fact: Self =
            serde_json::from_slice(bytes).map_err(|e| FactError::Unreadable { line: e.line(), column: e.column() })?;
        if fact.subjects.is_empty() || fact.subjects.len() > 16 {
            return Err(FactError::Subjects { count: fact.subjects.len() });
        }
        Ok(fact)
    }

    /// The kind's body, tolerantly.
    pub fn body<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_value(self.body.clone()).ok()
    }
}

impl StoredFact {
    /// The time to reckon with: the server's correction where there is one, else the device's clock.
    pub fn effective_ms(&self) -> i64 {
        self.received.map_or(self.fact.at.wall_ms, |received| received.corrected_ms)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum FactError {
    #[error("a fact of {size_bytes} bytes is larger than {FACT_SIZE_BYTES_MAX}")]
    TooLarge { size_bytes: usize },
    #[error("not a fact: the JSON breaks off or has the wrong shape at line {line}, column {column}")]
    Unreadable { line: usize, column: usize },
    #[error("a fact is about 1 to 16 subjects, this one about {count}")]
    Subjects { count: usize },
}
