//! The app without a screen: what an engineer's phone stores, does, and exchanges with the server. The command line, the
//! window and the simulator drive the same code.
//!
//! Invariants
//! - **One door.** Own work becomes durable in [`App::commit`], other people's in a sync; both write ground state and
//!   everything derived from it in one transaction.
//! - **Nothing unsynced is deleted.** What the server refuses moves to quarantine with the command behind it.
//! - The phone decides nothing about rights: it validates shapes, the server decides.
//! - Time and randomness come through [`onsite_store::ports`] only.
//!
//! Where next: `app` opens a store, `commit` writes, `sync` exchanges, the other modules are commands and queries by word.

pub mod app;
pub mod commit;
pub mod enrol;
pub mod error;
pub mod key_store;
pub mod outbox;
pub mod sync;

pub use app::{App, AppOptions, Identity};
pub use error::AppError;

/// The newest schema of documents that this app knows.
pub const SCHEMA: u32 = 1;
