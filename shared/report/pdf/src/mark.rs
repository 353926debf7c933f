//! What is put into a place for a signature: ink, or the plain words that there is none.

use crate::{
    figures::Clock,
    paper::PaperLanguages,
    phrase::{Phrase, clean},
    render::timestamp,
    world::PaperWorld,
};
use onsite_domain::signature::SigningOutcome;
use serde::Serialize;
use std::{collections::BTreeMap, fmt::Write as _};
use typst::{
    comemo,
    foundations::{Bytes, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandards};

const POINTS_MAX: usize = 20_000;
const TEMPLATE: &str = include_str!("../template/mark.typ");

/// A place on the pad: 0 to 1 from left to right and from top to bottom.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

/// A person's mark, or why there is none.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Of the box, in PDF points.
    pub width: f64,
    pub height: f64,
    pub languages: PaperLanguages,
    pub outcome: SigningOutcome,
    /// Why it was refused, or nobody was there.
    pub reason: String,
    /// Without ink where it was not signed.
    pub strokes: Vec<Vec<Point>>,
    /// Width of the pad over its height, so that the ink keeps its shape.
    pub pad_ratio: f32,
    pub name: String,
    pub role: String,
    pub at_ms: i64,
    /// Of the site, IANA.
    pub zone: String,
    /// In words, where the company and the person allow it.
    pub place: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum MarkError {
    #[error("at most {POINTS_MAX} points of ink, not {0}")]
    TooMuchInk(usize),
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
    outcome: &'static str,
    title: Phrase,
    reason: Phrase,
    name: String,
    role: String,
    at: String,
    place: String,
}

/// One page of exactly the box's size, see-through, with nothing on it but the mark. Few bytes: the ink is one path.
///
/// # Errors
/// [`MarkError`] for a box that is too small, or more ink than a hand leaves.
pub fn render_mark(mark: &Mark) -> Result<Vec<u8>, MarkError> {
    let is_size = |side: f64| side.is_finite() && (30.0..=2_000.0).contains(&side);
    if !is_size(mark.width) || !is_size(mark.height) {
        return Err(MarkError::Size { width: mark.width, height: mark.height });
    }
    let points = mark.strokes.iter().map(Vec::len).fold(0_usize, usize::saturating_add);
    if points > POINTS_MAX {
        return Err(MarkError::TooMuchInk(points));
    }
    let clock = Clock::of(&mark.zone);
    let is_signed = mark.outcome == SigningOutcome::Signed;
    let values = Values {
        width: mark.width,
        height: mark.height,
        ink: is_signed && points > 0,
        outcome: if is_signed { "signed" } else { "not_signed" },
        title: Phrase::said(
            mark.languages,
            match mark.outcome {
                SigningOutcome::Signed | SigningOutcome::Unknown => "report-mark-signed",
                SigningOutcome::Refused => "report-mark-refused",
                SigningOutcome::Absent => "report-mark-absent",
            },
        ),
        reason: Phrase::written(&mark.reason),
        name: clean(&mark.name),
        role: clean(&mark.role),
        at: format!("{} {}", clock.instant(mark.at_ms), clock.offset(mark.at_ms)),
        place: mark.place.as_deref().map(clean).unwrap_or_default(),
    };
    let broken = |what: &dyn std::fmt::Display| MarkError::Broken(what.to_string());
    let values = serde_json::to_vec(&values).map_err(|e| broken(&e))?;
    let files = BTreeMap::from([
        ("main.typ".to_owned(), Bytes::from_string(TEMPLATE)),
        ("mark.json".to_owned(), Bytes::new(values)),
        ("ink.svg".to_owned(), Bytes::from_string(ink(mark))),
    ]);
    let world = PaperWorld::new(files, clock.civil(mark.at_ms)).ok_or_else(|| broken(&"a file has no name"))?;
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

/// The strokes as one picture of a thousand units in height, rounded by midpoints as a pen does.
fn ink(mark: &Mark) -> String {
    let ratio = if mark.pad_ratio.is_finite() { mark.pad_ratio.clamp(0.2, 10.0) } else { 3.0 };
    let place = |point: &Point| {
        let part = |part: f32| if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };
        (part(point.x) * ratio * 1_000.0, part(point.y) * 1_000.0)
    };
    let mut path = String::new();
    for stroke in &mark.strokes {
        let mut points = stroke.iter().map(place);
        let Some(first) = points.next() else { continue };
        let _never_fails = write!(path, "M{:.0} {:.0}", first.0, first.1);
        let mut last = first;
        for point in points {
            let middle = ((last.0 + point.0) / 2.0, (last.1 + point.1) / 2.0);
            let _never_fails = write!(path, "Q{:.0} {:.0} {:.0} {:.0}", last.0, last.1, middle.0, middle.1);
            last = point;
        }
        // A dot is a line of no length with a round end.
        let _never_fails = write!(path, "L{:.0} {:.0}", last.0, last.1);
    }
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0} 1000"><path d="{path}" fill="none" stroke="#15201d" stroke-width="18" stroke-linecap="round" stroke-linejoin="round"/></svg>"##,
        width = ratio * 1_000.0,
    )
}
