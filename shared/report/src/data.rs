//! The content of a report, as plain values, names in both languages.

use crate::content::{
    AnsweredStep, FittedPart, FoundFault, Goods, ReportCompany, ReportCover, ReportDevice, ReportNote, ReportParty,
    ReportPerson, ReportPhoto, ReportTime, TaxSum, TimeSum,
};
use onsite_domain::{
    Id, Language, acceptance::AcceptanceFact, charge::Quote, id::Hash, signature::Signed, visit_charges::Payment,
    visit_status::VisitStatus,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Names the rendering: JSON of [`ReportData`], keys in the order they are declared, no spaces, UTF-8.
pub const FORMAT: &str = "onsite/report/v2";
/// How the content is called where it is attached to its pages.
pub const ATTACHED_NAME: &str = "onsite-report.json";

/// The content of V. Instants are milliseconds since 1970, quantities thousandths of the part's unit, money minor units, days
/// `2026-05-31`. What a person wrote stands as it was written; what a record names stands in both languages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReportData {
    pub format: String,
    /// What the signature will be over.
    pub over: Signed,
    /// The quote, step or movement it is over, where it is not the whole report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Id>,
    /// Of the reader: what paper in one language is in, and what leads where both stand side by side.
    pub language: Language,
    /// Counts the reports that were put before somebody for this visit, this one included.
    pub revision: u32,
    pub company: ReportCompany,
    /// SHA-256 of the company's root key: whom to believe when verifying.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_fingerprint: Option<Hash>,
    pub work_order: Id,
    pub visit: Id,
    pub number: String,
    pub customer_reference: String,
    pub kind: String,
    pub mode: String,
    pub title: String,
    /// The complaint, in the customer's words.
    pub description: String,
    pub customer: ReportParty,
    pub site: ReportParty,
    pub contact: ReportParty,
    /// Of the site, IANA: the report prints times in it.
    pub zone: String,
    pub device: Option<ReportDevice>,
    /// How the visit stands, and why: a second visit needed is what happens next.
    pub status: VisitStatus,
    pub status_reason: String,
    pub arrived_ms: Option<i64>,
    pub started_ms: Option<i64>,
    pub finished_ms: Option<i64>,
    pub people: Vec<ReportPerson>,
    pub times: Vec<ReportTime>,
    /// By kind, with what runs counted up to when this was written.
    pub time_sums: Vec<TimeSum>,
    pub steps: Vec<AnsweredStep>,
    pub findings: Vec<FoundFault>,
    pub parts: Vec<FittedPart>,
    /// Of a handover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goods: Option<Goods>,
    pub notes: Vec<ReportNote>,
    /// Before, during, after; each in the order they were taken.
    pub photos: Vec<ReportPhoto>,
    pub quote: Option<Quote>,
    pub charges: Option<Quote>,
    /// Who pays, from the charges or else the quote.
    pub cover: Option<ReportCover>,
    /// Of the charges (of a quote its own), the lines that the customer pays, lowest rate first.
    pub taxes: Vec<TaxSum>,
    pub payments: Vec<Payment>,
    pub acceptance: Option<AcceptanceFact>,
}

#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("not a report: the JSON breaks off or has the wrong shape at line {line}, column {column}")]
    Unreadable { line: usize, column: usize },
    #[error("a report of another version: {0}")]
    OtherFormat(String),
}

impl ReportData {
    /// As it is attached to its pages.
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

    /// What the paper puts in figures: of a quote the quote, else the charges.
    pub fn figures(&self) -> Option<&Quote> {
        match self.over {
            Signed::Quote => self.quote.as_ref(),
            _ => self.charges.as_ref(),
        }
    }

    /// Reads it for showing.
    ///
    /// # Errors
    /// [`ReportError::OtherFormat`] for a version this build does not know.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReportError> {
        #[derive(Deserialize, ToSchema)]
        struct Named {
            #[serde(default)]
            format: String,
        }
        let unreadable = |e: serde_json::Error| ReportError::Unreadable { line: e.line(), column: e.column() };
        // The name first: an older version has other shapes under the same keys.
        let Named { format } = serde_json::from_slice(bytes).map_err(unreadable)?;
        match format.as_str() {
            FORMAT => serde_json::from_slice(bytes).map_err(unreadable),
            other => Err(ReportError::OtherFormat(other.chars().take(40).collect())),
        }
    }
}
