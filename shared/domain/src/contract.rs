//! Contracts: what a customer has bought for the future.

use crate::{
    Id, Rejected, Text, attachment, attachment::Attachment, cover::Cover, limits, money::Money, view::SearchText,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One version of a contract; versions never change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Contract {
    pub number: String,
    pub revision: u32,
    pub name: Text,
    pub customer: Id,
    pub organisation: Option<Id>,
    /// Devices and sites it is for; all of the customer's where both are empty.
    pub devices: Vec<Id>,
    pub sites: Vec<Id>,
    pub signed_on: Option<Date>,
    /// First and last day; open where missing.
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    /// Not paid, for instance: covers nothing until it goes on.
    pub is_suspended: bool,
    pub cover: Cover,
    pub visits_per_year: Option<u32>,
    pub service_level: Option<Id>,
    pub price_list: Option<Id>,
    pub price: Option<Money>,
    pub terms: Text,
    pub attachments: Vec<Attachment>,
    pub remarks: String,
}

impl Contract {
    pub fn is_for(&self, device: Option<Id>, site: Option<Id>) -> bool {
        (self.devices.is_empty() && self.sites.is_empty())
            || device.is_some_and(|device| self.devices.contains(&device))
            || site.is_some_and(|site| self.sites.contains(&site))
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::written_line("number", &self.number)?;
        self.name.check("name", limits::LINE_CHARS_MAX)?;
        limits::reference("customer", self.customer)?;
        limits::list_of_at_most("devices", self.devices.len(), 10_000)?;
        limits::list("sites", self.sites.len())?;
        limits::date("signed_on", self.signed_on)?;
        limits::period("valid", self.valid_from, self.valid_until)?;
        self.cover.check("cover")?;
        if let Some(price) = &self.price {
            limits::minor("price.minor", price.minor)?;
            limits::currency("price.currency", &price.currency)?;
        }
        self.visits_per_year.map_or(Ok(()), |visits| limits::within("visits_per_year", visits, 0..=10_000))?;
        self.terms.check("terms", limits::BODY_CHARS_MAX)?;
        attachment::check_all("attachments", &self.attachments)?;
        limits::note("remarks", &self.remarks)
    }

    pub fn search_text(&self) -> SearchText {
        SearchText::of(&[&self.number, &self.name.zh, &self.name.en])
    }
}
