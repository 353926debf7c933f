//! Working time: it runs from the presses and can be corrected with a reason.

use crate::{
    Id, Rejected, RejectedCode,
    choice::choices,
    entry::{self, EntryBody},
    limits,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    TimeKind {
        Travel = "travel",
        Work = "work",
        Wait = "wait",
        Break = "break",
    }
}

/// Time written by hand: what no press recorded, or better than the presses did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct TimeEntry {
    pub kind: TimeKind,
    /// Whose time; the author's own where it is missing.
    pub user: Option<Id>,
    pub start_ms: i64,
    /// `None` while it runs.
    pub end_ms: Option<i64>,
    /// Needed where it replaces something.
    pub reason: Option<String>,
    pub note: Option<String>,
    /// Earlier entries, or the presses whose time this corrects.
    pub replaces: Vec<Id>,
}

impl EntryBody for TimeEntry {
    const COLLECTION: &'static str = "time_entries";

    fn check(&self) -> Result<(), Rejected> {
        self.kind.checked("kind")?;
        entry::span("end_ms", self.start_ms, self.end_ms)?;
        entry::free("note", self.note.as_ref())?;
        let reason = self.reason.as_deref().unwrap_or_default();
        limits::text("reason", reason, limits::BODY_CHARS_MAX)?;
        if !self.replaces.is_empty() && reason.trim().is_empty() {
            return Err(Rejected::because(RejectedCode::Missing, "reason", "a correction of time says why"));
        }
        Ok(())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

/// Time that ran from one press to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PressedTime {
    /// The press that began it.
    pub press: Id,
    pub kind: TimeKind,
    pub user: Id,
    pub start_ms: i64,
    /// `None` while it runs.
    pub end_ms: Option<i64>,
    /// No time entry replaces it.
    pub is_current: bool,
}
