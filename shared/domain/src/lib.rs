//! The words of field service and their rules: what an order, a visit, a part usage or a signature is, how status
//! follows from presses, what needs a person's attention, who may do what.
//!
//! Invariants
//! - Nothing here does I/O, reads a clock, draws randomness or knows SQL, Automerge or HTTP. Everything is a function of
//!   its arguments, so that the phone, the server and a rebuild come to the same result.
//! - Bytes that somebody signed are never produced a second time: facts and records are JSON bytes that are kept as they
//!   came. Decoding is tolerant (a missing field is its default, an unknown field is ignored, an unknown kind is kept).
//! - Nothing panics on data.
//!
//! Where next: [`Subject`] names anything that has history; [`fact::Fact`], [`record::Record`] and
//! [`document::DocumentState`] are the three shapes of ground state; the folds that make views from them sit beside
//! their word (`work_order`, `visit`, `device`, ...).

pub mod attention;
pub mod author;
pub mod command;
pub mod document;
pub mod fact;
pub mod id;
pub mod money;
pub mod outcome;
pub mod quantity;
pub mod record;
pub mod stamp;
pub mod subject;
pub mod view;

pub use author::Author;
pub use id::Id;
pub use outcome::{Rejected, RejectedCode};
pub use stamp::Stamp;
pub use subject::{Subject, Word};
