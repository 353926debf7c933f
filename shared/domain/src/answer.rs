//! Answers to a visit's steps.

use crate::{
    Id, Rejected, RejectedCode,
    entry::{self, EntryBody},
    id::Hash,
    limits,
    step::{Reading, Step, StepKind},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Answers of a check step; the last fits any step.
pub const YES: &str = "yes";
pub const NO: &str = "no";
pub const NOT_APPLICABLE: &str = "not_applicable";

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Answer {
    /// The entry id of the visit's step.
    pub step: Id,
    /// `yes`, `no`, `not_applicable`; an option; decimal text; text; a scanned code; a signature fact's id.
    pub value: Option<String>,
    pub note: Option<String>,
    /// Blobs; each also stands in the visit's photos.
    pub photos: Vec<Hash>,
    /// The instrument measured with.
    pub tool: Option<Id>,
    pub replaces: Vec<Id>,
}

impl EntryBody for Answer {
    const COLLECTION: &'static str = "answers";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("step", self.step)?;
        // A scanned code may hold control characters (GS1 separators): only its length is bounded.
        if self.value.as_ref().is_some_and(|value| value.chars().count() > limits::BODY_CHARS_MAX) {
            return Err(Rejected::new(RejectedCode::TooLarge, "value"));
        }
        entry::free("note", self.note.as_ref())?;
        limits::list("photos", self.photos.len())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

impl Answer {
    /// Whether it answers the step at all.
    pub fn is_given(&self, step: &Step) -> bool {
        match step.kind {
            _ if self.is_not_applicable() => true,
            StepKind::Photo => !self.photos.is_empty(),
            _ => self.value.as_deref().is_some_and(|value| !value.trim().is_empty()),
        }
    }

    pub fn is_not_applicable(&self) -> bool {
        self.value.as_deref() == Some(NOT_APPLICABLE)
    }

    /// `None` where the step is no measurement, or the answer says it does not apply.
    pub fn reading(&self, step: &Step) -> Option<Reading> {
        let value = self.value.as_deref().filter(|_| !self.is_not_applicable())?;
        Some(step.measurement.as_ref()?.judge(value))
    }

    pub fn is_outside_limits(&self, step: &Step) -> bool {
        self.reading(step).is_some_and(|reading| reading != Reading::Within)
    }

    /// Outside limits, or a choice marked as fault: it wants a note or a photo.
    pub fn is_fault(&self, step: &Step) -> bool {
        let value = self.value.as_deref().unwrap_or_default();
        self.is_outside_limits(step) || step.choices.iter().any(|choice| choice.is_fault && choice.value == value)
    }
}
