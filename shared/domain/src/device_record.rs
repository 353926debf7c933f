//! The record of a device: what the office knows and owns. What engineers add (remarks, components they fitted, place)
//! is the device's document, under the same identity.

use crate::{
    Id, Rejected, RejectedCode, Text, attachment, attachment::Attachment, choice::choices, limits, view::SearchText,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

choices! {
    LifeCycle {
        /// Made or bought, not yet at a customer.
        InStock = "in_stock",
        InTransit = "in_transit",
        /// Standing there, not yet accepted.
        Installed = "installed",
        InUse = "in_use",
        Stopped = "stopped",
        Stored = "stored",
        /// Taken out of service for good, still to be fetched.
        Retired = "retired",
        Scrapped = "scrapped",
    }
}

/// What is built in as delivered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NominalComponent {
    /// Where in the machine: `tube`, `compressor 2`. Unique in the device.
    pub position: String,
    pub part: Option<Id>,
    pub name: Text,
    pub serial: String,
    pub fitted_on: Option<Date>,
    pub expected_life_days: Option<u32>,
    /// Key of the meter its life is counted on, and how much of it, as decimal text in the meter's unit.
    pub life_meter: String,
    pub expected_life_metered: String,
}

/// Something the device counts: hours, scans, pages, trips.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Meter {
    pub key: String,
    pub name: Text,
    /// UCUM.
    pub unit: String,
    /// Only ever rises, so that a lower reading is a mistake or an exchange.
    pub is_counter: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeviceRecord {
    pub serial: String,
    /// The company's inventory number, or the customer's.
    pub number: String,
    pub model: String,
    pub maker: String,
    pub name: Text,
    pub customer: Id,
    pub site: Option<Id>,
    /// Room, floor, position as the office knows it.
    pub place: Text,
    /// A customer who owns it, where that is another (leasing).
    pub owner: Option<Id>,
    /// A customer who uses it, where that is another.
    pub user: Option<Id>,
    pub contact: Option<Id>,
    pub responsible_engineer: Option<Id>,
    pub responsible_team: Option<Id>,
    pub organisation: Option<Id>,
    pub sale_number: String,
    pub contract: Option<Id>,
    pub warranty: Option<Id>,
    pub service_level: Option<Id>,
    pub made_on: Option<Date>,
    pub bought_on: Option<Date>,
    pub installed_on: Option<Date>,
    pub accepted_on: Option<Date>,
    /// The last day of the warranty; reckoned from the warranty's terms where missing.
    pub warranty_ends_on: Option<Date>,
    pub support_ends_on: Option<Date>,
    pub life_cycle: LifeCycle,
    pub components: Vec<NominalComponent>,
    pub meters: Vec<Meter>,
    /// Codes printed on it; bindings made in the field are facts.
    pub codes: Vec<String>,
    pub attachments: Vec<Attachment>,
    pub remarks: String,
    pub ext: BTreeMap<String, Value>,
}

impl DeviceRecord {
    pub fn meter(&self, key: &str) -> Option<&Meter> {
        self.meters.iter().find(|meter| meter.key == key)
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("serial", &self.serial)?;
        limits::line("number", &self.number)?;
        limits::written_line("model", &self.model)?;
        limits::line("maker", &self.maker)?;
        self.name.check("name", limits::LINE_CHARS_MAX)?;
        limits::reference("customer", self.customer)?;
        self.place.check("place", limits::NOTE_CHARS_MAX)?;
        limits::line("sale_number", &self.sale_number)?;
        for (path, date) in [
            ("made_on", self.made_on),
            ("bought_on", self.bought_on),
            ("installed_on", self.installed_on),
            ("accepted_on", self.accepted_on),
            ("warranty_ends_on", self.warranty_ends_on),
            ("support_ends_on", self.support_ends_on),
        ] {
            limits::date(path, date)?;
        }
        self.life_cycle.checked("life_cycle")?;
        self.check_components()?;
        self.check_meters()?;
        limits::list_of_at_most("codes", self.codes.len(), 50)?;
        limits::lines("codes", self.codes.iter())?;
        attachment::check_all("attachments", &self.attachments)?;
        limits::note("remarks", &self.remarks)?;
        limits::ext(&self.ext)
    }

    fn check_components(&self) -> Result<(), Rejected> {
        limits::list("components", self.components.len())?;
        let mut positions = BTreeSet::new();
        for (index, component) in self.components.iter().enumerate() {
            let at = format!("components[{index}]");
            limits::written_line(&format!("{at}.position"), &component.position)?;
            if !positions.insert(&component.position) {
                return Err(Rejected::because(
                    RejectedCode::WrongShape,
                    format!("{at}.position"),
                    "each position once",
                ));
            }
            component.name.check(&format!("{at}.name"), limits::LINE_CHARS_MAX)?;
            limits::line(&format!("{at}.serial"), &component.serial)?;
            limits::date(&format!("{at}.fitted_on"), component.fitted_on)?;
            if let Some(days) = component.expected_life_days {
                limits::within(&format!("{at}.expected_life_days"), days, 1..=36_525)?;
            }
            if !component.life_meter.is_empty() {
                if self.meter(&component.life_meter).is_none() {
                    return Err(Rejected::because(
                        RejectedCode::NotFound,
                        format!("{at}.life_meter"),
                        "a meter of this device",
                    ));
                }
                limits::decimal(&format!("{at}.expected_life_metered"), &component.expected_life_metered)?;
            }
        }
        Ok(())
    }

    fn check_meters(&self) -> Result<(), Rejected> {
        limits::list_of_at_most("meters", self.meters.len(), 50)?;
        for (index, meter) in self.meters.iter().enumerate() {
            let at = format!("meters[{index}]");
            limits::written_line(&format!("{at}.key"), &meter.key)?;
            meter.name.check(&format!("{at}.name"), limits::LINE_CHARS_MAX)?;
            limits::line(&format!("{at}.unit"), &meter.unit)?;
            if self.meters.iter().take(index).any(|earlier| earlier.key == meter.key) {
                return Err(Rejected::because(RejectedCode::WrongShape, format!("{at}.key"), "each meter once"));
            }
        }
        Ok(())
    }

    pub fn search_text(&self) -> SearchText {
        let codes: Vec<&str> = self.codes.iter().map(String::as_str).collect();
        let serials: Vec<&str> = self.components.iter().map(|component| component.serial.as_str()).collect();
        SearchText::of(&[&self.model, &self.serial])
            .and(&[&self.number, &self.maker, &self.name.zh, &self.name.en, &self.place.zh, &self.place.en])
            .and(&[&self.sale_number])
            .and(&codes)
            .and(&serials)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_counts_its_life_on_a_meter_of_its_device() {
        let mut device = DeviceRecord {
            model: "HZ-CT64".into(),
            customer: Id::from_parts(1, 1),
            life_cycle: LifeCycle::InUse,
            components: vec![NominalComponent {
                position: "tube".into(),
                life_meter: "scans".into(),
                expected_life_metered: "200000".into(),
                ..Default::default()
            }],
            ..Default::default()
        };
        assert_eq!(device.validate().map_err(|e| e.path), Err("components[0].life_meter".to_owned()));
        device.meters.push(Meter { key: "scans".into(), is_counter: true, ..Default::default() });
        assert_eq!(device.validate(), Ok(()));
    }

    #[test]
    fn a_device_is_found_by_serial_code_and_component_serial() {
        let device = DeviceRecord {
            model: "HZ-CT64".into(),
            serial: "SN-0042".into(),
            codes: vec!["7K2M9QX4".into()],
            components: vec![NominalComponent { serial: "TUBE-9".into(), ..Default::default() }],
            ..Default::default()
        };
        let found = device.search_text();
        assert_eq!(found.title, "HZ-CT64 · SN-0042");
        assert!(found.text.contains("7K2M9QX4") && found.text.contains("TUBE-9"));
    }
}
