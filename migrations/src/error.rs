//! What can go wrong below the domain.

use onsite_domain::Rejected;
use rusqlite::ErrorCode;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule said no; nothing was written.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// Busy, full, read-only or an I/O error: kept where it was, may be tried again.
    #[error("the database cannot be written or read now: {0}")]
    Unavailable(rusqlite::Error),
    /// The file is damaged, is no database, or the key is wrong.
    #[error("the database file is damaged, is not a database, or the key is wrong: {0}")]
    Damaged(rusqlite::Error),
    /// The file was written by a newer version of this program.
    #[error(
        "the database was written by a newer version (schema {found}, this program knows {known}); update the program"
    )]
    Newer { found: i32, known: i32 },
    /// Another process has this store open.
    #[error("another process has this store open")]
    InUse,
    /// This build has no encryption although a key was given.
    #[error("this build of SQLite cannot encrypt, refusing to open an encrypted store")]
    NoEncryption,
    /// A rule of this program was broken: contained here, reported.
    #[error("inconsistent data: {0}")]
    Broken(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::OutOfMemory
                | ErrorCode::PermissionDenied
                | ErrorCode::OperationInterrupted,
            ) => Self::Unavailable(error),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error),
            _ => Self::Broken(error.to_string()),
        }
    }
}

impl StoreError {
    pub fn broken(text: impl Into<String>) -> Self {
        Self::Broken(text.into())
    }
}
