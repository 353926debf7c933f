//! What a customer signs: the data of a visit's report, of a quote or of a handover of goods (V), in one canonical,
//! versioned rendering. No engine of pages is here: `shared/report/pdf` makes paper of it.
//!
//! Invariants
//! - The same sources give the same bytes: no clock, no randomness, nothing depends on the order things were stored in.
//! - V is kept as bytes and never rendered again: a signature is over [`ReportData::to_bytes`], and verifying it needs the
//!   bytes and a hash, no renderer.
//! - A new rendering is a new [`FORMAT`]; old bytes stay what they are.
//! - What a record names in two languages stands in both: which one is printed is decided by the paper, not here.
//!
//! Where next: `data` for the content, `content` for its parts, `build` for how it is made from views.

mod build;
mod content;
mod data;
mod money;
mod steps;

pub use build::Sources;
pub use content::{
    AnsweredStep, FittedPart, FoundCode, FoundFault, Goods, GoodsLine, ReportCompany, ReportCover, ReportDevice,
    ReportNote, ReportParty, ReportPerson, ReportPhoto, ReportTime, ReportTool, StepAnswerShown, TaxSum, TimeSum,
};
pub use data::{FORMAT, RENDERER_VERSION, ReportData, ReportError, TEMPLATE_VERSION};
