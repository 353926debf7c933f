//! Events in a device's life: installed, accepted, moved, retired.

use crate::{Id, Rejected, choice::choices, entry, fact_kind::FactBody, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    LifecycleEvent {
        Delivered = "delivered",
        Installed = "installed",
        Accepted = "accepted",
        Stopped = "stopped",
        BackInUse = "back_in_use",
        Stored = "stored",
        Moved = "moved",
        Retired = "retired",
        Scrapped = "scrapped",
    }
}

/// The body of a fact of kind `lifecycle`. Subjects: device, perhaps visit and order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct LifecycleFact {
    pub event: LifecycleEvent,
    /// When it happened, where that is not when it was recorded.
    pub happened_ms: Option<i64>,
    /// Where it moved to.
    pub site: Option<Id>,
    pub note: Option<String>,
}

impl FactBody for LifecycleFact {
    const KIND: &'static str = "lifecycle";

    fn check(&self) -> Result<(), Rejected> {
        self.event.checked("event")?;
        limits::instant("happened_ms", self.happened_ms)?;
        entry::free("note", self.note.as_ref())
    }
}
