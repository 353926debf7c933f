//! Records: what the office owns. Only the server writes them; each version is signed by it.

use crate::{Id, Subject, Word};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const RECORD_SIZE_BYTES_MAX: usize = 1024 * 1024;

/// One version of a record. Versions order by (`epoch`, `version`): a server restored from a backup counts on in a new
/// epoch. The canonical form is the JSON the server wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Record {
    pub word: Word,
    pub id: Id,
    pub epoch: u32,
    pub version: u32,
    /// When the server wrote it, in milliseconds.
    pub at_ms: i64,
    /// A removed record keeps its last body, for the history that names it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_removed: bool,
    pub body: serde_json::Value,
}

impl Record {
    pub fn subject(&self) -> Subject {
        Subject::new(self.word, self.id)
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        if bytes.len() > RECORD_SIZE_BYTES_MAX {
            return Err(RecordError::TooLarge { size_bytes: bytes.len() });
        }
        serde_json::from_slice(bytes).map_err(|e| RecordError::Unreadable { line: e.line(), column: e.column() })
    }

    pub fn body<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_value(self.body.clone()).ok()
    }

    pub fn is_newer_than(&self, epoch: u32, version: u32) -> bool {
        (self.epoch, self.version) > (epoch, version)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error("a record of {size_bytes} bytes is larger than {RECORD_SIZE_BYTES_MAX}")]
    TooLarge { size_bytes: usize },
    #[error("not a record: the JSON breaks off or has the wrong shape at line {line}, column {column}")]
    Unreadable { line: usize, column: usize },
}
