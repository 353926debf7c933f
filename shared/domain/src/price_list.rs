//! Price lists: what costs what, from when to when, in one currency.

use crate::{Id, Rejected, RejectedCode, Text, limits, money::BasisPoints, time_entry::TimeKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The price of one unit, in minor units.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Price {
    pub minor: i64,
    /// Where it differs from the list's.
    pub tax: Option<BasisPoints>,
}

/// What an hour costs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct HourRate {
    pub minor_per_hour: i64,
    /// Time begun is charged up to the next whole multiple; 0 is as 1.
    pub step_minutes: u16,
    /// Charged at least, where any time was spent.
    pub minutes_min: u16,
    pub tax: Option<BasisPoints>,
}

/// One version; versions never change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PriceList {
    pub number: String,
    pub revision: u32,
    pub name: Text,
    /// ISO 4217.
    pub currency: String,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    /// For everything without its own.
    pub tax: BasisPoints,
    /// Whether the prices here hold the tax already.
    pub is_tax_included: bool,
    pub service_items: BTreeMap<Id, Price>,
    /// Where it says nothing, the part's own price counts.
    pub parts: BTreeMap<Id, Price>,
    pub hours: BTreeMap<TimeKind, HourRate>,
    pub per_km: Option<Price>,
    pub call_out: Option<Price>,
}

impl PriceList {
    pub fn is_valid_on(&self, day: Date) -> bool {
        limits::is_in_period(day, self.valid_from, self.valid_until)
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        limits::currency("currency", &self.currency)?;
        limits::period("valid", self.valid_from, self.valid_until)?;
        check_tax("tax", Some(self.tax))?;
        for (path, prices) in [("service_items", &self.service_items), ("parts", &self.parts)] {
            limits::list_of_at_most(path, prices.len(), 20_000)?;
            for (id, price) in prices {
                price.check(&format!("{path}.{id}"))?;
            }
        }
        for (kind, rate) in &self.hours {
            kind.checked("hours")?;
            let at = format!("hours.{kind}");
            if *kind == TimeKind::Break {
                return Err(Rejected::because(RejectedCode::WrongShape, at, "nobody pays for breaks"));
            }
            limits::minor(&format!("{at}.minor_per_hour"), rate.minor_per_hour)?;
            limits::within(&format!("{at}.step_minutes"), rate.step_minutes, 0..=480)?;
            limits::within(&format!("{at}.minutes_min"), rate.minutes_min, 0..=1_440)?;
            check_tax(&format!("{at}.tax"), rate.tax)?;
        }
        self.per_km.as_ref().map_or(Ok(()), |price| price.check("per_km"))?;
        self.call_out.as_ref().map_or(Ok(()), |price| price.check("call_out"))
    }
}

impl Price {
    fn check(&self, path: &str) -> Result<(), Rejected> {
        limits::minor(&format!("{path}.minor"), self.minor)?;
        check_tax(&format!("{path}.tax"), self.tax)
    }
}

fn check_tax(path: &str, tax: Option<BasisPoints>) -> Result<(), Rejected> {
    tax.map_or(Ok(()), |tax| limits::within(path, tax.0, 0..=10_000))
}
