//! Failures of a device: down from, restored at. Mean time to restore is made from these.

use crate::{Id, Rejected, entry, fact_kind::FactBody, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of a fact of kind `failure`. Subjects: device, perhaps visit and order. A later fact that replaces an
/// earlier one says when it was restored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct FailureFact {
    pub down_from_ms: i64,
    /// `None` while it is down.
    pub restored_at_ms: Option<i64>,
    pub fault_code: Option<Id>,
    pub component: Option<Id>,
    /// It still worked, with limits.
    pub is_partial: bool,
    pub note: Option<String>,
    pub replaces: Vec<Id>,
}

impl FactBody for FailureFact {
    const KIND: &'static str = "failure";

    fn check(&self) -> Result<(), Rejected> {
        entry::span("restored_at_ms", self.down_from_ms, self.restored_at_ms)?;
        limits::list("replaces", self.replaces.len())?;
        entry::free("note", self.note.as_ref())
    }
}
