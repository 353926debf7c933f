//! What goes over the line between a field device and the server: sync, enrolment, signatures, blobs, the export file,
//! problems.
//!
//! Invariants
//! - Pure: no I/O of its own, no clock, no randomness. Keys, random codes and times are handed in.
//! - Messages are CBOR maps with integer keys. A key never changes its meaning, new meaning is a new key, and every reader
//!   ignores keys it does not know. Words, authors, outcomes and orders that a newer side invents arrive as text or as
//!   `Unknown` and never make a whole message unreadable.
//! - Every decode is bounded: [`codec`] checks size, nesting, counts and ascending keys before anything is built, and
//!   [`compress::unpack`] never produces more than it was allowed to.
//! - Everything that is signed goes through [`statement::Statement`] or [`sealed::Sealed`], always under a domain of its
//!   own and with the lengths of its parts, so that no signature means two things. The server's runs in one response share a signature
//!   ([`run_proof`]); a field device signs each of its runs.
//! - Bytes that somebody signed (runs, facts, records, certificates, orders) travel as they came.
//!
//! Where next: [`sync`] is the one request that carries everything, [`push`] what a field device sends with it,
//! [`delivery`] what comes back; [`trust`] says whom to believe; [`request`] signs a request; [`codec::Message`] turns
//! messages into bytes and back.

pub mod binary;
pub mod blob;
pub mod codec;
pub mod compress;
pub mod delivery;
pub mod enrol;
pub mod export;
pub mod keys;
pub mod leftover;
pub mod limit;
pub mod order;
pub mod outcome;
pub mod problem;
pub mod push;
pub mod rating_link;
pub mod receipt;
pub mod recovery;
pub mod request;
pub mod run_proof;
pub mod sealed;
pub mod statement;
pub mod sync;
pub mod trust;
mod units;

pub use codec::Message;
pub use delivery::{AuthorRef, SubjectRef};
pub use keys::{KeyId, PublicKey, ServerId, Signature, SigningKey};
pub use run_proof::RunProof;
pub use sealed::Sealed;
pub use statement::Statement;
pub use trust::{CertificateChain, TrustStore};

/// The version of the protocol that this build speaks.
pub const PROTOCOL: u32 = 1;
/// The media type of every body that is one of our messages, packed by [`compress`].
pub const MEDIA_TYPE: &str = "application/vnd.onsite.v1";
pub const PATH_SYNC: &str = "/v1/sync";
pub const PATH_ENROL: &str = "/v1/enrol";
/// Followed by the SHA-256 of the blob in lowercase hexadecimal.
pub const PATH_BLOBS: &str = "/v1/blobs/";
