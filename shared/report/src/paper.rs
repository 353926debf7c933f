//! What paper is made of, and what comes out of it.

use crate::ReportData;
use onsite_domain::{Language, Rejected, RejectedCode, id::Hash, signature::SigningOutcome};
use std::{borrow::Cow, collections::BTreeMap, str::FromStr};

/// Which languages stand on the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperLanguages {
    One(Language),
    /// Side by side; this one leads.
    Both(Language),
}

impl PaperLanguages {
    /// The leading one first.
    pub fn list(self) -> Vec<Language> {
        match self {
            Self::One(language) => vec![language],
            Self::Both(first) => vec![first, first.other()],
        }
    }

    /// The leading one.
    pub fn first(self) -> Language {
        match self {
            Self::One(language) | Self::Both(language) => language,
        }
    }
}

/// Languages that somebody asks for; where it is both, the report's own leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    Zh,
    En,
    Both,
}

impl Spoken {
    /// How they are asked for.
    pub const NAMES: [&str; 3] = ["zh", "en", "both"];

    pub fn languages(self, first: Language) -> PaperLanguages {
        match self {
            Self::Zh => PaperLanguages::One(Language::Zh),
            Self::En => PaperLanguages::One(Language::En),
            Self::Both => PaperLanguages::Both(first),
        }
    }
}

impl FromStr for Spoken {
    type Err = Rejected;

    fn from_str(text: &str) -> Result<Self, Rejected> {
        match text {
            "zh" => Ok(Self::Zh),
            "en" => Ok(Self::En),
            "both" => Ok(Self::Both),
            _ => Err(Rejected::because(RejectedCode::WrongShape, "language", Self::NAMES.join(", "))),
        }
    }
}

/// What the paper is good for; the foot of every page says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaperState {
    /// Work goes on.
    #[default]
    Draft,
    /// The content of what was signed, without the signature.
    Copy,
    /// What is put before the customer, and later holds the marks.
    ToBeSigned,
}

/// Bytes of a picture as it is kept. Whoever brings them has compared their hash.
#[derive(Clone, Debug)]
pub struct Picture<'a> {
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> From<&'a [u8]> for Picture<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self { bytes: Cow::Borrowed(bytes) }
    }
}

impl From<Vec<u8>> for Picture<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes: Cow::Owned(bytes) }
    }
}

/// Whose name is printed above a place for a signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatory {
    pub name: String,
    pub role: String,
}

/// Everything that decides how the pages come out.
#[derive(Clone, Debug)]
pub struct Paper<'a> {
    pub report: &'a ReportData,
    pub languages: PaperLanguages,
    pub state: PaperState,
    /// JPEG, PNG by hash. One that is missing or broken becomes a frame with its hash.
    pub photos: &'a BTreeMap<Hash, Picture<'a>>,
    /// PNG or JPEG; one that cannot be read is left out.
    pub logo: Option<Picture<'a>>,
    /// What the QR opens: the page that verifies this paper. None leaves the QR out.
    pub link: Option<String>,
    /// The date of the paper, milliseconds since 1970.
    pub as_at_ms: i64,
    pub customer: Signatory,
    /// The lead of the visit where the name is empty.
    pub engineer: Signatory,
}

impl<'a> Paper<'a> {
    /// Paper in the report's own language, without pictures, logo or link.
    pub fn new(report: &'a ReportData, photos: &'a BTreeMap<Hash, Picture<'a>>, as_at_ms: i64) -> Self {
        Self {
            report,
            languages: PaperLanguages::One(report.language),
            state: PaperState::Draft,
            photos,
            logo: None,
            link: None,
            as_at_ms,
            customer: Signatory::default(),
            engineer: Signatory::default(),
        }
    }
}

/// Pages, as bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    pub pdf: Vec<u8>,
    pub page_count: usize,
    /// The version of the template that made them.
    pub template: String,
    pub signatures: SignatureBoxes,
}

/// The empty places for marks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignatureBoxes {
    pub customer: SignatureBox,
    pub engineer: SignatureBox,
}

/// A rectangle on a page in PDF points (1/72 inch), from the page's lower left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignatureBox {
    /// Counted from 0.
    pub page: usize,
    pub left: f64,
    pub bottom: f64,
    pub width: f64,
    pub height: f64,
}

/// What is put into a place for a signature.
#[derive(Clone, Debug)]
pub struct Mark<'a> {
    /// Of the box, in PDF points.
    pub width: f64,
    pub height: f64,
    pub languages: PaperLanguages,
    pub kind: MarkKind<'a>,
    pub name: String,
    pub role: String,
    pub at_ms: i64,
    /// Of the site, IANA.
    pub zone: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MarkKind<'a> {
    /// A person's ink: a PNG, dark on light or on nothing.
    Ink(&'a [u8]),
    /// There is none, and why.
    None { outcome: SigningOutcome, reason: &'a str },
    /// The field device's own, named by its key.
    Seal { key: &'a str },
}
