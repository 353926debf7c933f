//! What is put into a place for a signature: ink, the plain words that there is none, or the field device's own.

use crate::{
    figures::Clock,
    phrase::{Phrase, clean},
    picture,
    render::timestamp,
    world::PaperWorld,
};
use onsite_domain::signature::SigningOutcome;
use onsite_report::{Mark, MarkKind};
use serde::Serialize;
use std::collections::BTreeMap;
use typst::{
    comemo,
    foundations::{Bytes, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandards};

const TEMPLATE: &str = include_str!("../template/mark.typ");

#[derive(Debug, thiserror::Error)]
pub enum MarkError {
    #[error("the ink is no picture with something dark on it")]
    Ink,
    #[error("a box of {width} × {height} pt holds no mark")]
    Size { width: f64, height: f64 },
    /// Ours.
    #[error("the mark could not be drawn: {0}")]
    Broken(String),
}

#[derive(Serialize)]
struct Values {
    width: f64,
    height: f64,
    ink: bool,
    title: Phrase,
    text: Phrase,
    name: String,
    role: String,
    at: String,
}

/// One page of exactly the box's size, see-through, with nothing on it but the mark.
///
/// # Errors
/// [`MarkError`] for a box that is too small, or ink that is no picture.
pub fn render_mark(mark: &Mark<'_>) -> Result<Vec<u8>, MarkError> {
    let is_size = |side: f64| side.is_finite() && (30.0..=2_000.0).contains(&side);
    if !is_size(mark.width) || !is_size(mark.height) {
        return Err(MarkError::Size { width: mark.width, height: mark.height });
    }
    let clock = Clock::of(&mark.zone);
    let ink = match mark.kind {
        MarkKind::Ink(bytes) => Some(picture::ink(bytes).ok_or(MarkError::Ink)?),
        MarkKind::None { .. } | MarkKind::Seal { .. } => None,
    };
    let say = |key: &str| Phrase::said(mark.languages, key);
    let (title, text) = match mark.kind {
        MarkKind::Ink(_) => (Phrase::default(), Phrase::default()),
        MarkKind::None { outcome, reason } => {
            let is_absent = outcome == SigningOutcome::Absent;
            let title = say(if is_absent { "report-mark-absent" } else { "report-mark-refused" });
            (title, Phrase::written(reason))
        }
        MarkKind::Seal { key } => (say("report-mark-sealed"), Phrase::written(key)),
    };
    let values = Values {
        width: mark.width,
        height: mark.height,
        ink: ink.is_some(),
        title,
        text,
        name: clean(&mark.name),
        role: clean(&mark.role),
        at: format!("{} {}", clock.instant(mark.at_ms), clock.offset(mark.at_ms)),
    };
    let broken = |what: &dyn std::fmt::Display| MarkError::Broken(what.to_string());
    let values = serde_json::to_vec(&values).map_err(|e| broken(&e))?;
    let mut files = BTreeMap::from([
        ("mark.typ".to_owned(), Bytes::from_string(TEMPLATE)),
        ("mark.json".to_owned(), Bytes::new(values)),
    ]);
    files.extend(ink.map(|ink| ("ink.png".to_owned(), Bytes::new(ink.bytes))));
    let today = clock.civil(mark.at_ms);
    let world = PaperWorld::new("mark.typ", files, today).ok_or_else(|| broken(&"a file has no name"))?;
    let said = |found: &[typst::diag::SourceDiagnostic]| {
        MarkError::Broken(found.first().map(|found| found.message.to_string()).unwrap_or_default())
    };
    let document = typst::compile::<PagedDocument>(&world).output.map_err(|found| said(&found))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("mark {} {}", mark.name, mark.at_ms)),
        creator: Smart::Custom(Some(format!("Onsite {}", env!("CARGO_PKG_VERSION")))),
        timestamp: timestamp(mark.at_ms),
        page_ranges: None,
        standards: PdfStandards::default(),
        // It becomes part of a page whose tags say what it is.
        tagged: false,
        pretty: false,
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|found| said(&found));
    comemo::evict(1);
    pdf
}
