//! Sites: where devices stand.

use crate::{Coordinates, Id, Rejected, Text, limits, view::SearchText};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Site {
    pub number: String,
    pub customer: Id,
    /// The branch that serves it; the customer's where missing.
    pub organisation: Option<Id>,
    pub name: Text,
    pub region: String,
    /// Street, building, floor, as a driver needs it.
    pub address: Text,
    pub postcode: String,
    /// ISO 3166, two letters.
    pub country: String,
    pub coordinates: Option<Coordinates>,
    /// IANA zone: time windows and reports are in it.
    pub zone: String,
    /// Gate, badge, parking, whom to ask, what to wear.
    pub access_notes: Text,
    /// When one may come; the service level's hours where missing.
    pub calendar: Option<Id>,
    pub contacts: Vec<Id>,
    pub remarks: String,
    pub is_retired: bool,
}

impl Site {
    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        limits::reference("customer", self.customer)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        limits::line("region", &self.region)?;
        self.address.check("address", limits::NOTE_CHARS_MAX)?;
        limits::line("postcode", &self.postcode)?;
        limits::line("country", &self.country)?;
        self.coordinates.map_or(Ok(()), |place| place.check("coordinates"))?;
        if self.zone.is_empty() {
            return Err(limits::missing("zone"));
        }
        limits::zone("zone", &self.zone)?;
        self.access_notes.check("access_notes", limits::NOTE_CHARS_MAX)?;
        limits::list("contacts", self.contacts.len())?;
        limits::note("remarks", &self.remarks)
    }

    pub fn search_text(&self) -> SearchText {
        SearchText::of(&[&self.name.zh, &self.name.en, &self.number]).and(&[
            &self.address.zh,
            &self.address.en,
            &self.region,
            &self.postcode,
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_a_zone_and_a_place_on_the_earth() {
        let site = Site {
            customer: Id::from_parts(1, 1),
            name: Text::new("三号楼机房", "Building 3 plant room"),
            zone: "Asia/Shanghai".into(),
            coordinates: Some(Coordinates { latitude_udeg: 31_230_000, longitude_udeg: 121_470_000 }),
            ..Default::default()
        };
        assert_eq!(site.validate(), Ok(()));
        let off_earth = Some(Coordinates { latitude_udeg: 90_000_001, longitude_udeg: 0 });
        let refused = Site { coordinates: off_earth, ..site.clone() }.validate().unwrap_err();
        assert_eq!(refused.path, "coordinates.latitude_udeg");
        assert!(Site { zone: "Shanghai time".into(), ..site }.validate().is_err());
    }
}
