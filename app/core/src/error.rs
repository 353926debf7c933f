//! Three outcomes: a rule said no, it cannot be done now, or something is broken.

use onsite_domain::{Rejected, RejectedCode};
use onsite_store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// Offline, busy, full: kept, tried again.
    #[error("not now: {0}")]
    Unavailable(String),
    /// This store is not enrolled with a server yet.
    #[error("this field device is not enrolled; scan the code on the dispatcher's screen")]
    NotEnrolled,
    #[error("the key store failed: {0}")]
    KeyStore(String),
    /// The database key is gone, so the encrypted store cannot be opened.
    #[error("the key of the local database is gone; the file was left untouched")]
    KeyLost,
    #[error(transparent)]
    Store(StoreError),
    /// Our bug or damaged data.
    #[error("internal error: {0}")]
    Broken(String),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Rejected(rejected) => Self::Rejected(rejected),
            StoreError::Unavailable(inner) => Self::Unavailable(inner.to_string()),
            StoreError::InUse => Self::Unavailable("another process has this store open".to_owned()),
            StoreError::Broken(text) => Self::Broken(text),
            other => Self::Store(other),
        }
    }
}

impl From<rusqlite::Error> for AppError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl AppError {
    pub fn broken(text: impl Into<String>) -> Self {
        Self::Broken(text.into())
    }

    pub fn rejected(code: RejectedCode, path: &str) -> Self {
        Self::Rejected(Rejected::new(code, path))
    }
}

impl From<onsite_documents::WriteError> for AppError {
    fn from(error: onsite_documents::WriteError) -> Self {
        match error {
            onsite_documents::WriteError::Rejected(rejected) => Self::Rejected(rejected),
            onsite_documents::WriteError::Broken(error) => Self::Broken(error.to_string()),
        }
    }
}
