//! Warranties: what the maker or seller promised with a device.

use crate::{Id, Rejected, Text, choice::choices, cover::Cover, device_record::DeviceRecord, limits};
use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    /// The date of the device from which it counts.
    WarrantyStart {
        Made = "made",
        Bought = "bought",
        Installed = "installed",
        Accepted = "accepted",
    }
}

/// The terms; which device has them is on the device. One version; versions never change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Warranty {
    pub number: String,
    pub revision: u32,
    pub name: Text,
    pub maker: String,
    /// Models it comes with; only by name on the device where empty.
    pub models: Vec<String>,
    pub starts: WarrantyStart,
    pub months: u16,
    pub cover: Cover,
    /// Who pays the company for the work, where that is another: the maker.
    pub paid_by: Option<Id>,
    pub terms: Text,
}

impl Warranty {
    /// The last day it is valid for a device; `None` where the device has not the date it counts from. A month that is
    /// too short ends on its last day.
    pub fn last_day(&self, device: &DeviceRecord) -> Option<Date> {
        let start = match self.starts {
            WarrantyStart::Made => device.made_on,
            WarrantyStart::Bought => device.bought_on,
            WarrantyStart::Installed => device.installed_on,
            WarrantyStart::Accepted => device.accepted_on,
            WarrantyStart::Unknown => None,
        }?;
        start.checked_add(i64::from(self.months).months()).ok()?.yesterday().ok()
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        limits::line("maker", &self.maker)?;
        limits::lines("models", self.models.iter())?;
        self.starts.checked("starts")?;
        limits::within("months", self.months, 1..=600)?;
        self.cover.check("cover")?;
        self.terms.check("terms", limits::BODY_CHARS_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_warranty_of_a_year_ends_the_day_before_its_birthday() {
        let warranty = Warranty { starts: WarrantyStart::Accepted, months: 12, ..Default::default() };
        let device = |accepted_on| DeviceRecord { accepted_on, ..Default::default() };
        assert_eq!(warranty.last_day(&device(Some(date(2025, 3, 1)))), Some(date(2026, 2, 28)));
        assert_eq!(warranty.last_day(&device(Some(date(2024, 2, 29)))), Some(date(2025, 2, 27)));
        assert_eq!(warranty.last_day(&device(None)), None);
    }
}
