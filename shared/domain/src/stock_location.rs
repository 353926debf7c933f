//! Stock locations: where parts are. Balances are sums of movements, never stored here.

use crate::{Id, Quantity, Rejected, RejectedCode, Text, choice::choices, limits, view::SearchText};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

choices! {
    StockLocationKind {
        Warehouse = "warehouse",
        /// An engineer's own stock.
        Van = "van",
        InTransit = "in_transit",
        Customer = "customer",
        Scrap = "scrap",
        Supplier = "supplier",
        /// Where what cannot be explained is kept until the stock keeper explains it.
        Discrepancy = "discrepancy",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct StockLocation {
    pub kind: StockLocationKind,
    pub number: String,
    pub name: Text,
    pub organisation: Id,
    /// The engineer whose van it is.
    pub user: Option<Id>,
    /// The field device with custody: only it debits the van, and only in this epoch of custody.
    pub holder: Option<Id>,
    /// Rises whenever custody passes on; debits of an earlier epoch go to review.
    pub custody_epoch: u32,
    pub address: Text,
    /// By part: below this it wants refilling.
    pub minimums: BTreeMap<Id, Quantity>,
    pub remarks: String,
    pub is_retired: bool,
}

impl StockLocation {
    /// Whether a debit by this field device in this epoch is its right.
    pub fn is_held_by(&self, field_device: Id, custody_epoch: u32) -> bool {
        self.kind == StockLocationKind::Van && self.holder == Some(field_device) && self.custody_epoch == custody_epoch
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        let kind = self.kind.checked("kind")?;
        limits::line("number", &self.number)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        limits::reference("organisation", self.organisation)?;
        if kind != StockLocationKind::Van && (self.holder.is_some() || self.user.is_some()) {
            return Err(Rejected::because(RejectedCode::WrongShape, "holder", "only a van is held by somebody"));
        }
        self.address.check("address", limits::NOTE_CHARS_MAX)?;
        limits::list_of_at_most("minimums", self.minimums.len(), 10_000)?;
        for (part, minimum) in &self.minimums {
            limits::within(&format!("minimums.{part}"), minimum.0, 0..=crate::quantity::QUANTITY_MAX)?;
        }
        limits::note("remarks", &self.remarks)
    }

    pub fn search_text(&self) -> SearchText {
        SearchText::of(&[&self.name.zh, &self.name.en, &self.number]).and(&[&self.address.zh, &self.address.en])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custody_ends_with_its_epoch() {
        let phone = Id::from_parts(1, 1);
        let van =
            StockLocation { kind: StockLocationKind::Van, holder: Some(phone), custody_epoch: 2, ..Default::default() };
        assert!(van.is_held_by(phone, 2));
        assert!(!van.is_held_by(phone, 1));
        assert!(!van.is_held_by(Id::from_parts(1, 2), 2));
    }
}
