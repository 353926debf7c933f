//! The customer's verdict on a visit, and the state the device was left in.

use crate::{Rejected, choice::choices, entry, fact_kind::FactBody, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    Verdict {
        Accepted = "accepted",
        AcceptedWithReservations = "accepted_with_reservations",
        NotSolved = "not_solved",
    }
}

choices! {
    DeviceState {
        Working = "working",
        Limited = "limited",
        Stopped = "stopped",
    }
}

/// The body of a fact of kind `acceptance`. Subjects: visit, order, device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct AcceptanceFact {
    pub verdict: Verdict,
    /// What the customer reserves, or what is not solved.
    pub reservations: Option<String>,
    pub device_state: Option<DeviceState>,
    /// Since when the device is in that state.
    pub device_state_since_ms: Option<i64>,
    /// Who gave it.
    pub given_by: Option<String>,
    /// The last press its author saw.
    pub follows: Option<crate::Id>,
}

impl FactBody for AcceptanceFact {
    const KIND: &'static str = "acceptance";

    fn check(&self) -> Result<(), Rejected> {
        self.verdict.checked("verdict")?;
        self.device_state.map(|state| state.checked("device_state")).transpose()?;
        limits::instant("device_state_since_ms", self.device_state_since_ms)?;
        entry::free_line("given_by", self.given_by.as_ref())?;
        entry::free("reservations", self.reservations.as_ref())?;
        if self.verdict == Verdict::Accepted {
            return Ok(());
        }
        entry::written("reservations", self.reservations.as_deref().unwrap_or_default())
    }
}
