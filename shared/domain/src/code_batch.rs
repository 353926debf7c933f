//! Batches of blank device codes: issued to be printed, bound to machines later. Kept so that none is ever issued again.

use crate::{Rejected, RejectedCode, device_code::DeviceCode, limits};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Codes in one record; a larger batch is several.
pub const CODES_MAX: usize = 1_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CodeBatch {
    pub codes: Vec<DeviceCode>,
    /// What for, or for whom: in the office's words, never printed.
    pub purpose: String,
}

impl CodeBatch {
    /// # Errors
    /// [`RejectedCode::TooLarge`] for too many, [`RejectedCode::IdTaken`] for one that stands there twice.
    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("purpose", &self.purpose)?;
        if self.codes.len() > CODES_MAX {
            return Err(Rejected::new(RejectedCode::TooLarge, "codes"));
        }
        if self.codes.iter().collect::<BTreeSet<_>>().len() != self.codes.len() {
            return Err(Rejected::new(RejectedCode::IdTaken, "codes"));
        }
        Ok(())
    }
}
