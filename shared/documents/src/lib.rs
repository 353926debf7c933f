//! Documents: what several people write, offline, at the same time.
//!
//! A document has the one structure described in [`onsite_domain::document`]; its history is a set of Automerge changes,
//! kept as their original bytes. This crate makes them ([`Document::write`]), reads them ([`Document::state`]), lets
//! foreign ones in ([`Document::admit`]) and squeezes runs of changes for the wire and for closed documents ([`run`]).
//!
//! Invariants
//! - Only `engine` names Automerge. Everything else works on the plain shapes of `chunk`.
//! - **Genesis is deterministic and carries kind and id**, so that a change of one document does not fit another; a later
//!   schema adds containers by a change that is the same bytes on every replica ([`genesis`]).
//! - No change that this process did not make reaches Automerge before its bytes were read by our own bounded reader;
//!   no change is kept before a copy of the document took it, was saved, and loaded again to the same heads.
//! - Nothing here reads a clock or draws randomness: actor ids and wall times are handed in. The same calls give the same
//!   bytes.
//! - Nothing panics on data. A panic inside Automerge is contained and becomes a refusal or [`DocumentError`].
//!
//! Where next: `document` (loading), `write`, `state` (reading), `history` (who wrote what), `gate` (admission), `paths` and `operation` (what policy looks at),
//! `run` (the codec), `part` and `size` (how a document goes on, and where it ends), `chunk` (one change's bytes).

mod actor;
mod chunk;
mod columns;
mod document;
mod engine;
mod gate;
mod genesis;
mod graph;
mod history;
mod leb;
mod operation;
mod part;
mod paths;
mod register;
pub mod run;
mod size;
mod state;
mod write;

pub use actor::ActorId;
pub use chunk::{ChangeMeta, ChunkError, RawChange};
pub use document::{Document, DocumentError};
pub use gate::{Admission, GateError, GateLimits, Refusal};
pub use genesis::{genesis, upgrade};
pub use history::{PastChange, PastWrite};
pub use operation::{Action, Container, Operation, Refused, Scalar, check_operations, knows_field};
pub use paths::Paths;
pub use size::{PART_ADMITTED_MAX, PART_WRITTEN_MAX, SHARE_MAX, Size};
pub use write::WriteError;

/// The largest text of one register or entry, in bytes of UTF-8.
pub const TEXT_BYTES_MAX: usize = 32 * 1024;
