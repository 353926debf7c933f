//! Service items: work with a name and a price.

use crate::{Id, Rejected, Text, choice::choices, limits, order_kind::Kind, view::SearchText};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    ServiceItemKind {
        Labour = "labour",
        Travel = "travel",
        CallOut = "call_out",
        Inspection = "inspection",
        Training = "training",
        Other = "other",
    }
}

/// One version; versions never change. Its price is in the price lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ServiceItem {
    pub number: String,
    pub revision: u32,
    pub kind: ServiceItemKind,
    pub name: Text,
    pub description: Text,
    /// `pcs`, `h`, `km`.
    pub unit: String,
    pub kinds: Vec<Kind>,
    pub models: Vec<String>,
    pub target_minutes: Option<u32>,
    pub procedure: Option<Id>,
    pub is_retired: bool,
}

impl ServiceItem {
    pub fn validate(&self) -> Result<(), Rejected> {
        limits::written_line("number", &self.number)?;
        self.kind.checked("kind")?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        self.description.check("description", limits::NOTE_CHARS_MAX)?;
        limits::written_line("unit", &self.unit)?;
        for kind in &self.kinds {
            kind.checked("kinds")?;
        }
        limits::lines("models", self.models.iter())?;
        crate::order_kind::check_minutes("target_minutes", self.target_minutes)
    }

    pub fn search_text(&self) -> SearchText {
        SearchText::of(&[&self.number, &self.name.zh, &self.name.en]).and(&[&self.description.zh, &self.description.en])
    }
}
