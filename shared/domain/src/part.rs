//! Parts: the catalogue. Cost is not here: engineers read the catalogue.

use crate::{
    Id, Quantity, Rejected, Text, choice::choices, field_definition, id::Hash, limits, money::Money, view::SearchText,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

choices! {
    /// How single pieces are told apart.
    Tracking {
        None = "none",
        /// Every piece has its own number; quantities are whole.
        Serial = "serial",
        Lot = "lot",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Part {
    pub number: String,
    pub name: Text,
    pub specification: String,
    pub maker: String,
    pub maker_number: String,
    pub category: String,
    /// What one unit is, in UCUM or a counting word: `m`, `L`, `pcs`.
    pub base_unit: String,
    pub tracked_by: Tracking,
    /// What a customer pays where no price list says otherwise, without tax.
    pub price: Option<Money>,
    /// Below this a warehouse should order again.
    pub minimum: Quantity,
    /// Models it fits; every model where empty.
    pub models: Vec<String>,
    /// EAN-13 and other codes printed on it or its box.
    pub barcodes: Vec<String>,
    /// Older parts it may stand in for.
    pub replaces: Vec<Id>,
    pub shelf_life_days: Option<u32>,
    pub expected_life_days: Option<u32>,
    /// What comes out goes back to the warehouse.
    pub is_old_part_returned: bool,
    /// Handling danger: refrigerant, mercury, radiation.
    pub danger: Text,
    pub picture: Option<Hash>,
    pub remarks: String,
    pub is_retired: bool,
    pub ext: BTreeMap<String, Value>,
}

impl Part {
    pub fn fits(&self, model: &str) -> bool {
        self.models.is_empty() || self.models.iter().any(|m| m == model)
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::written_line("number", &self.number)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        limits::note("specification", &self.specification)?;
        limits::line("maker", &self.maker)?;
        limits::line("maker_number", &self.maker_number)?;
        limits::line("category", &self.category)?;
        limits::written_line("base_unit", &self.base_unit)?;
        self.tracked_by.checked("tracked_by")?;
        if let Some(price) = &self.price {
            limits::minor("price.minor", price.minor)?;
            limits::currency("price.currency", &price.currency)?;
        }
        limits::within("minimum", self.minimum.0, 0..=crate::quantity::QUANTITY_MAX)?;
        limits::lines("models", self.models.iter())?;
        limits::lines("barcodes", self.barcodes.iter())?;
        limits::list("replaces", self.replaces.len())?;
        for (path, days) in [("shelf_life_days", self.shelf_life_days), ("expected_life_days", self.expected_life_days)]
        {
            days.map_or(Ok(()), |days| limits::within(path, days, 1..=36_525))?;
        }
        self.danger.check("danger", limits::NOTE_CHARS_MAX)?;
        limits::note("remarks", &self.remarks)?;
        limits::ext(&self.ext)
    }

    pub fn search_text(&self) -> SearchText {
        let barcodes: Vec<&str> = self.barcodes.iter().map(String::as_str).collect();
        let models: Vec<&str> = self.models.iter().map(String::as_str).collect();
        SearchText::of(&[&self.number, &self.name.zh, &self.name.en])
            .and(&[&self.specification, &self.maker, &self.maker_number, &self.category])
            .and(&barcodes)
            .and(&models)
            .and(&field_definition::texts(&self.ext))
    }
}
