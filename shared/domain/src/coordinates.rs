//! A place on the earth.

use crate::{Rejected, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// WGS-84, in millionths of a degree (about 0.1 m). Whole numbers, so that a signed place has one spelling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct Coordinates {
    /// North is positive, -90000000 to 90000000.
    pub latitude_udeg: i32,
    /// East is positive, -180000000 to 180000000.
    pub longitude_udeg: i32,
}

impl Coordinates {
    pub fn validate(&self) -> Result<(), Rejected> {
        self.check("coordinates")
    }

    pub(crate) fn check(&self, path: &str) -> Result<(), Rejected> {
        limits::within(&format!("{path}.latitude_udeg"), self.latitude_udeg, -90_000_000..=90_000_000)?;
        limits::within(&format!("{path}.longitude_udeg"), self.longitude_udeg, -180_000_000..=180_000_000)
    }
}
