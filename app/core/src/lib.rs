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
pub mod attention;
pub mod charges;
pub mod commit;
pub mod correction;
pub mod device;
pub mod doctor;
pub mod done;
pub mod draft;
pub mod enrol;
pub mod error;
pub mod expense;
pub mod export;
pub mod finding;
pub mod help;
pub mod job_list;
pub mod jobs;
pub mod key_store;
pub mod lease;
mod leftover;
mod names;
pub mod note;
pub mod offer;
pub mod outbox;
mod own_field;
pub mod parcel;
pub mod part_request;
pub mod part_usage;
pub mod photo;
pub mod preferences;
pub mod press;
pub mod rating;
pub mod ready;
pub mod recover;
pub mod report;
pub mod scan;
pub mod search;
pub mod set_aside;
pub mod signature;
pub mod status;
pub mod step;
pub mod stock;
pub mod sync;
pub mod time_entry;
pub mod user;
mod view;
pub mod visit_detail;
pub mod wipe;

pub use app::{App, AppOptions, Identity};
pub use done::Done;
pub use error::AppError;
pub use lease::{Lease, SharedApp};

pub use onsite_domain::document_kind::SCHEMA;
