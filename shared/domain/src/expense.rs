//! What was paid on the way, with its receipt.

use crate::{
    Id, Rejected, RejectedCode, Text,
    choice::choices,
    entry::{self, EntryBody},
    id::Hash,
    limits,
    money::Money,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    ExpenseKind {
        Transport = "transport",
        Fuel = "fuel",
        Parking = "parking",
        Toll = "toll",
        Lodging = "lodging",
        Meal = "meal",
        Material = "material",
        Postage = "postage",
        Other = "other",
    }
}

impl ExpenseKind {
    /// As a line of an invoice names it.
    pub fn name(self) -> Text {
        let (zh, en) = match self {
            Self::Transport => ("交通费", "Transport"),
            Self::Fuel => ("燃油费", "Fuel"),
            Self::Parking => ("停车费", "Parking"),
            Self::Toll => ("过路费", "Toll"),
            Self::Lodging => ("住宿费", "Lodging"),
            Self::Meal => ("餐费", "Meal"),
            Self::Material => ("材料费", "Material"),
            Self::Postage => ("邮寄费", "Postage"),
            Self::Other | Self::Unknown => ("其他费用", "Other expense"),
        };
        Text::new(zh, en)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Expense {
    pub kind: ExpenseKind,
    pub amount: Option<Money>,
    /// When it was paid.
    pub paid_ms: Option<i64>,
    /// Kilometres in thousandths, where it is paid by distance.
    pub distance_m: Option<u32>,
    pub note: Option<String>,
    /// Photo of the receipt.
    pub receipt: Option<Hash>,
    pub is_charged_to_customer: bool,
    pub replaces: Vec<Id>,
}

impl EntryBody for Expense {
    const COLLECTION: &'static str = "expenses";

    fn check(&self) -> Result<(), Rejected> {
        self.kind.checked("kind")?;
        let amount = self.amount.as_ref().ok_or_else(|| Rejected::new(RejectedCode::Missing, "amount"))?;
        limits::currency("amount.currency", &amount.currency)?;
        // Nothing was paid only where that corrects what was written before.
        let least = if self.replaces.is_empty() { 1 } else { 0 };
        if !(least..=AMOUNT_MINOR_MAX).contains(&amount.minor) {
            let range = format!("{least} to {AMOUNT_MINOR_MAX}");
            return Err(Rejected::because(RejectedCode::OutOfRange, "amount.minor", range));
        }
        limits::instant("paid_ms", self.paid_ms)?;
        entry::free("note", self.note.as_ref())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

/// A thousand million in the currency's major unit.
pub const AMOUNT_MINOR_MAX: i64 = 100_000_000_000;
