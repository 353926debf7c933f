//! The content of a report, as plain values in the reader's language.

use onsite_domain::{
    Id, Quantity,
    acceptance::AcceptanceFact,
    charge::Quote,
    id::Hash,
    photo::PhotoMoment,
    signature::Signed,
    step::{Measurement, Reading, StepKind},
    time_entry::TimeKind,
    visit_charges::Payment,
};
use serde::{Deserialize, Serialize};

/// Names the rendering: JSON of [`ReportData`], keys in the order they are declared, no spaces, UTF-8.
pub const FORMAT: &str = "onsite/report/v1";
pub const RENDERER_VERSION: &str = "canonical-json/1";
pub const TEMPLATE_VERSION: &str = "report/1";

/// V. Instants are milliseconds since 1970, quantities thousandths of the part's unit, money minor units.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportData {
    pub format: String,
    /// What the signature will be over.
    pub over: Signed,
    /// The quote or step it is over, where it is not the whole report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Id>,
    /// `zh` or `en`: every text below is in it where it exists.
    pub language: String,
    pub company: String,
    pub work_order: Id,
    pub visit: Id,
    pub number: String,
    pub kind: String,
    pub mode: String,
    pub title: String,
    pub description: String,
    pub customer: String,
    pub site: String,
    pub address: String,
    /// Of the site: the report prints times in it.
    pub zone: String,
    pub device: Option<ReportDevice>,
    pub people: Vec<ReportPerson>,
    pub times: Vec<ReportTime>,
    pub steps: Vec<AnsweredStep>,
    pub findings: Vec<FoundFault>,
    pub parts: Vec<FittedPart>,
    pub notes: Vec<ReportNote>,
    /// Sorted by hash.
    pub photos: Vec<ReportPhoto>,
    pub quote: Option<Quote>,
    pub charges: Option<Quote>,
    pub payments: Vec<Payment>,
    pub acceptance: Option<AcceptanceFact>,
    /// What the company says about its electronic signatures.
    pub notice: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportDevice {
    pub device: Id,
    pub name: String,
    pub model: String,
    pub maker: String,
    pub serial: String,
    pub number: String,
    pub location: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportPerson {
    pub user: Id,
    pub name: String,
    pub is_lead: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportTime {
    pub kind: TimeKind,
    pub person: String,
    pub start_ms: i64,
    /// Missing while it runs.
    pub end_ms: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnsweredStep {
    pub step: Id,
    pub kind: StepKind,
    pub title: String,
    pub is_required: bool,
    pub measurement: Option<Measurement>,
    /// More than one where two engineers answered without seeing each other.
    pub answers: Vec<StepAnswerShown>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepAnswerShown {
    /// As recorded.
    pub value: String,
    /// A choice's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    pub reading: Option<Reading>,
    pub note: String,
    pub tool: String,
    pub photos: Vec<Hash>,
    pub person: String,
    pub at_ms: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FoundFault {
    pub fault: String,
    pub cause: String,
    pub remedy: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FittedPart {
    pub part: Id,
    pub number: String,
    pub name: String,
    pub quantity: Quantity,
    pub unit: String,
    pub serial_in: String,
    pub lot: String,
    pub part_out: Option<Id>,
    pub serial_out: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportNote {
    pub text: String,
    pub amendment_reason: String,
    pub person: String,
    pub at_ms: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportPhoto {
    pub hash: Hash,
    pub step: Option<Id>,
    pub moment: Option<PhotoMoment>,
    pub caption: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("not a report: the JSON breaks off or has the wrong shape at line {line}, column {column}")]
    Unreadable { line: usize, column: usize },
    #[error("a report of another version: {0}")]
    OtherFormat(String),
}

impl ReportData {
    /// V, as it is kept, hashed and signed.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub fn hash(&self) -> Hash {
        Hash::of(&self.to_bytes())
    }

    /// Every photo shown, sorted, each once: what the signature binds.
    pub fn photo_hashes(&self) -> Vec<Hash> {
        let in_answers = self.steps.iter().flat_map(|step| &step.answers).flat_map(|answer| &answer.photos);
        let mut hashes: Vec<Hash> = self.photos.iter().map(|photo| photo.hash).chain(in_answers.copied()).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    }

    /// Reads V for showing. Verifying needs only [`Hash::of`] the bytes.
    ///
    /// # Errors
    /// [`ReportError::OtherFormat`] for a version this build does not know.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReportError> {
        let data: Self = serde_json::from_slice(bytes)
            .map_err(|e| ReportError::Unreadable { line: e.line(), column: e.column() })?;
        match data.format.as_str() {
            FORMAT => Ok(data),
            other => Err(ReportError::OtherFormat(other.chars().take(40).collect())),
        }
    }
}
