//! Checklists of the quality inspection: what a sampled visit is scored by. The company writes its own.

use crate::{Id, Rejected, RejectedCode, Text, limits, order_kind::Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

pub const ITEMS_MAX: usize = 100;
/// The most points that an item is scored with.
pub const POINTS_MAX: u8 = 10;

/// One thing to look at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ChecklistItem {
    /// Kept from version to version where it means the same.
    pub id: Id,
    pub title: Text,
    pub hint: Text,
    /// How much it counts against the others.
    pub weight: u16,
    /// Points for all that can be had; from 0.
    pub points: u8,
    /// No point for it fails the whole visit.
    pub is_critical: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Checklist {
    pub number: String,
    pub name: Text,
    /// Kinds of work it is for; all where empty.
    pub kinds: Vec<Kind>,
    pub items: Vec<ChecklistItem>,
    /// From this score on a visit passes, in percent.
    pub pass_percent: u8,
    pub remarks: String,
    pub is_retired: bool,
}

impl Checklist {
    pub fn item(&self, id: Id) -> Option<&ChecklistItem> {
        self.items.iter().find(|item| item.id == id)
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        for kind in &self.kinds {
            kind.checked("kinds")?;
        }
        if self.items.is_empty() {
            return Err(limits::missing("items"));
        }
        limits::list_of_at_most("items", self.items.len(), ITEMS_MAX)?;
        let mut ids = BTreeSet::new();
        for (index, item) in self.items.iter().enumerate() {
            let at = format!("items[{index}]");
            limits::reference(&format!("{at}.id"), item.id)?;
            if !ids.insert(item.id) {
                return Err(Rejected::because(RejectedCode::IdTaken, format!("{at}.id"), "each item its own id"));
            }
            item.title.check_written(&format!("{at}.title"), limits::LINE_CHARS_MAX)?;
            item.hint.check(&format!("{at}.hint"), limits::NOTE_CHARS_MAX)?;
            limits::within(&format!("{at}.weight"), item.weight, 1..=1_000)?;
            limits::within(&format!("{at}.points"), item.points, 1..=POINTS_MAX)?;
        }
        limits::within("pass_percent", self.pass_percent, 0..=100)?;
        limits::note("remarks", &self.remarks)
    }
}
