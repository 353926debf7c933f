//! The content of what a customer signs (a visit's report, a quote, a handover of goods) in one canonical, versioned form,
//! and what pages are made of it. No engine of pages is here: `shared/report/pdf` is one.
//!
//! Invariants
//! - The same sources give the same bytes: no clock, no randomness, nothing depends on the order things were stored in.
//! - V is the pages as a PDF, which carry this content as an attached file. V is kept as bytes and never rendered again:
//!   verifying it needs the bytes and a hash, no engine.
//! - A new form is a new [`FORMAT`]; old bytes stay what they are.
//! - What a record names in two languages stands in both: which one is printed is decided by the paper, not here.
//!
//! Where next: `data` for the content, `content` for its parts, `gather` and `build` for how it is made from a store's
//! views, `paper` and `engine` for pages.

mod build;
mod content;
mod data;
mod engine;
mod gather;
mod money;
mod paper;
mod steps;

pub use build::Sources;
pub use content::{
    AnsweredStep, DecidedAnswer, FittedPart, FoundCode, FoundFault, Goods, GoodsLine, ReportCompany, ReportCover,
    ReportDevice, ReportNote, ReportParty, ReportPerson, ReportPhoto, ReportTime, ReportTool, StepAnswerShown, TaxSum,
    TimeSum,
};
pub use data::{ATTACHED_NAME, FORMAT, ReportData, ReportError};
pub use engine::{Engine, EngineError, EngineVersions};
pub use gather::{Held, Printing, Wanted, named};
pub use paper::{
    Mark, MarkKind, Paper, PaperLanguages, PaperState, Picture, Rendered, Signatory, SignatureBox, SignatureBoxes,
    Spoken,
};
