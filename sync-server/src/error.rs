//! Three outcomes: a rule said no, it cannot be done now, or something is broken.

use onsite_domain::{Rejected, RejectedCode};
use onsite_store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// No valid session, token or signature.
    #[error("not signed in: {0}")]
    Unauthenticated(&'static str),
    /// The request counter was used; the next valid one is above this.
    #[error("the request counter must be above {current}")]
    CounterUsed { current: u64 },
    /// The caller asks too often.
    #[error("too many attempts, try again in {retry_after_s} s")]
    TooMany { retry_after_s: u64 },
    #[error("not now: {0}")]
    Unavailable(String),
    #[error(transparent)]
    Store(StoreError),
    #[error("internal error: {0}")]
    Broken(String),
}

impl From<StoreError> for ServerError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Rejected(rejected) => Self::Rejected(rejected),
            StoreError::Unavailable(inner) => Self::Unavailable(inner.to_string()),
            StoreError::InUse => Self::Unavailable("another process has the database open".to_owned()),
            StoreError::Broken(text) => Self::Broken(text),
            other => Self::Store(other),
        }
    }
}

impl From<rusqlite::Error> for ServerError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl ServerError {
    pub fn broken(text: impl Into<String>) -> Self {
        Self::Broken(text.into())
    }

    pub fn rejected(code: RejectedCode, path: &str) -> Self {
        Self::Rejected(Rejected::new(code, path))
    }
}

impl From<onsite_documents::WriteError> for ServerError {
    fn from(error: onsite_documents::WriteError) -> Self {
        match error {
            onsite_documents::WriteError::Rejected(rejected) => Self::Rejected(rejected),
            onsite_documents::WriteError::Broken(error) => Self::Broken(error.to_string()),
        }
    }
}
