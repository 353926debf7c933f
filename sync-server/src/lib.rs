//! The server: takes what field devices bring, decides what counts, gives everybody what they may see.
//!
//! Invariants
//! - **One writer.** Everything is written by one thread in short transactions ([`writer`]), several jobs to a commit.
//! - **One feed.** What was accepted stands in one order under one running hash ([`log`]); a cursor into it is signed, so
//!   that a rollback of this database is noticed by the first field device that comes back.
//! - The default is no: `onsite_domain::policy` decides every write, on the way of sync and of the API alike.
//! - A unit is accepted, refused or put to review whole, and repeating it gives the same answer ([`push`]).
//! - Refused bytes are kept in quarantine; nothing a field device brought is thrown away.
//!
//! Where next: [`sync`] is what a field device asks, [`push`] what it brings, [`feed`] what it gets, [`scope`] which
//! subjects those are, [`store`] the office's door, [`office`] the desk's commands, `rules` what follows from them,
//! [`watch`] and [`maintenance`] what happens by the clock, [`import`] and `export` tables, [`backup`], [`serve`], [`http`] the routes.

mod audit;
pub mod backup;
pub mod backup_log;
mod blob;
mod brief;
mod called;
mod customer_link;
mod customer_photo;
mod enrol;
mod error;
mod export;
pub mod export_file;
pub mod feed;
pub mod field_device;
mod held;
pub mod http;
pub mod import;
mod intent;
pub mod keys;
pub mod log;
pub mod maintenance;
pub mod map;
mod notices;
pub mod office;
mod outward;
pub mod packing;
pub mod password;
mod planning;
mod policy_state;
pub mod press;
mod push;
mod readers;
mod received;
mod relay;
mod revoke;
mod rules;
pub mod scope;
pub mod serve;
pub mod setup;
pub mod signed_request;
mod stats;
pub mod store;
mod sync;
pub mod tls;
pub mod token;
mod verify;
pub mod waiting;
pub mod watch;
pub mod webhook;
pub mod writer;

pub use error::ServerError;
pub use keys::ServerKeys;
pub use stats::Stats;
pub use store::{ServerStore, StoreOptions};
pub use sync::{Contact, RelayStanding};
pub use verify::Verification;
pub use writer::Writer;
