//! Revocations: which field devices may bring nothing any more but what they have. Records that everybody holds, so that a
//! server that was restored from an older backup learns of them again; the id is the field device's. Why stays at the
//! office.

use crate::{Rejected, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Revocation {
    pub revoked_ms: i64,
    /// It was ordered to wipe itself.
    pub is_wiped: bool,
    /// What it had not sent may be lost.
    pub is_loss_accepted: bool,
}

impl Revocation {
    pub fn validate(&self) -> Result<(), Rejected> {
        limits::instant("revoked_ms", Some(self.revoked_ms))
    }
}
