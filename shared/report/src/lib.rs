//! What a customer signs: the data of a visit's report (V), in one canonical, versioned rendering.
//!
//! Invariants
//! - The same sources give the same bytes: no clock, no randomness, nothing depends on the order things were stored in.
//! - V is kept as bytes and never rendered again: a signature is over [`ReportData::to_bytes`], and verifying it needs the
//!   bytes and a hash, no renderer.
//! - A new rendering is a new [`FORMAT`]; old bytes stay what they are.
//!
//! Where next: `data` for the content, `build` for how it is made from views.

mod build;
mod data;

pub use build::Sources;
pub use data::{
    AnsweredStep, FORMAT, FittedPart, FoundFault, RENDERER_VERSION, ReportData, ReportDevice, ReportError, ReportNote,
    ReportPerson, ReportPhoto, ReportTime, StepAnswerShown, TEMPLATE_VERSION,
};
