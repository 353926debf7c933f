//! The databases of both sides: their schema, how they are opened, and the one implementation of the state that phone
//! and server have in common: ground state (documents' changes, facts, records, blobs) and what is derived from it (views,
//! attention, stock balances, search).
//!
//! Invariants
//! - Every function takes the connection it works on; whoever calls decides the transaction. Nothing here commits.
//! - Ground rows are only ever added. Derived rows are a function of ground rows: [`derived::project`] of the touched
//!   subjects after each write leaves the same rows as [`derived::rebuild`].
//! - Bytes are kept as their author made them; hashes and signatures are over those bytes.
//! - The order in which changes, facts and records arrive does not matter to what is derived from them.
//!
//! Where next: `open` for pragmas and migrations, `ground` for documents, `pack` for those that are closed, `derived` for everything a screen reads.
//! What only the phone has is in `app/core`, what only the server has in `sync-server`.

pub mod blob;
pub mod derived;
pub mod error;
pub mod fact;
pub mod ground;
pub mod meta;
pub mod open;
pub mod pack;
pub mod ports;
pub mod record;
pub mod room;
pub mod search;
pub mod stock;

pub use error::StoreError;
pub use ground::DocumentCache;
pub use open::{OpenOptions, Schema, open, open_remains};
pub use rusqlite::Connection;

/// The subjects that a write touched: what must be projected, and which topics changed.
pub type Touched = std::collections::BTreeSet<onsite_domain::Subject>;
