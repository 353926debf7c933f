//! Fault codes: the coded lists of faults, causes and remedies that findings are made of. One record is one code.

use crate::{Rejected, Text, choice::choices, limits, view::SearchText};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    FaultCodeKind {
        Fault = "fault",
        Cause = "cause",
        Remedy = "remedy",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct FaultCode {
    pub kind: FaultCodeKind,
    /// Unique within its kind.
    pub code: String,
    pub name: Text,
    pub description: Text,
    /// The code it is listed under.
    pub group: String,
    /// Models that list it; all where empty.
    pub models: Vec<String>,
    /// Of a cause: codes of faults it is usual for. Of a remedy: of causes. Empty where it goes with any.
    pub goes_with: Vec<String>,
    pub sort: u32,
    /// No longer offered; still read in old findings.
    pub is_retired: bool,
}

impl FaultCode {
    pub fn is_for(&self, model: &str) -> bool {
        self.models.is_empty() || self.models.iter().any(|m| m == model)
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        self.kind.checked("kind")?;
        limits::written_line("code", &self.code)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        self.description.check("description", limits::NOTE_CHARS_MAX)?;
        limits::line("group", &self.group)?;
        limits::lines("models", self.models.iter())?;
        limits::lines("goes_with", self.goes_with.iter())
    }

    pub fn search_text(&self) -> SearchText {
        SearchText::of(&[&self.code, &self.name.zh, &self.name.en]).and(&[&self.description.zh, &self.description.en])
    }
}
