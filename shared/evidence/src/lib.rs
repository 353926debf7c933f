//! Evidence: a signed report as one file that proves itself.
//!
//! V is the PDF that a person saw, with empty places for marks. F is V and an appended update: the mark in its place, the
//! ink and the [`Record`] as attached files, and one slot of fixed length that seals every other byte. A file that the
//! server countersigned has a second update of the same kind behind it, with the server's receipt in its slot.
//!
//! Invariants
//! - V stays the first bytes of F, whole: what was seen is what was hashed, and anybody can cut it out again.
//! - Every byte of F is under the seal but those of the slot; and the slot holds exactly what [`seal`] would write there
//!   with the signatures that are in it. So no byte can change unnoticed.
//! - Verifying asks for the company's root key and nothing else: no network, no clock, no renderer, no reader of PDF.
//! - The slot is a PDF signature (PAdES baseline, ECDSA on P-256) by a companion of the field device's key, so that ordinary
//!   readers show it. What decides here is the seal inside it, by the field device's own key.
//! - The same input gives the same bytes.
//!
//! Where next: `seal` for how F is made, `verify` for how it is read, `append` for what is written behind a PDF, `x509`
//! for the companions' certificates.

mod append;
mod attached;
mod cms;
mod countersign;
mod pdf_key;
mod record;
pub mod sample;
mod seal;
mod slot;
mod verify;
mod x509;

pub use attached::{AttachError, attached, content};
pub use countersign::{Countersignature, countersign};
pub use pdf_key::PdfKey;
pub use record::{Record, Shown};
pub use seal::{Placed, SealError, ToSeal, seal};
pub use verify::{NotGenuine, Receipt, Root, Verified, verify};
pub use x509::{IssueError, Issuer, key_of};

/// The largest PDF that is read.
pub const FILE_BYTES_MAX: usize = 64 << 20;
