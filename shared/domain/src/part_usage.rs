//! Parts fitted during a visit, and the old ones taken out.

use crate::{
    Id, Rejected, RejectedCode,
    entry::{self, EntryBody},
    limits,
    movement::Condition,
    quantity::Quantity,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part fitted. The stock side is a movement fact of the same unit, which it names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PartUsage {
    pub part: Id,
    pub quantity: Quantity,
    pub serial_in: Option<String>,
    pub lot: Option<String>,
    pub condition: Condition,
    /// The old part taken out, where one was.
    pub part_out: Option<Id>,
    pub serial_out: Option<String>,
    pub condition_out: Option<Condition>,
    /// Where the old part went: the van as a return, or left with the customer.
    pub location_out: Option<Id>,
    /// The van it was taken from.
    pub location: Id,
    /// The movement fact; `None` only where the part is not stocked.
    pub movement: Option<Id>,
    /// Which component of the device it became, or replaced.
    pub component: Option<Id>,
    pub step: Option<Id>,
    pub note: Option<String>,
    pub replaces: Vec<Id>,
}

impl EntryBody for PartUsage {
    const COLLECTION: &'static str = "part_usages";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("part", self.part)?;
        self.quantity.checked_positive("quantity")?;
        limits::reference("location", self.location)?;
        self.condition.checked("condition")?;
        self.condition_out.map(|condition| condition.checked("condition_out")).transpose()?;
        for (path, text) in [("serial_in", &self.serial_in), ("serial_out", &self.serial_out), ("lot", &self.lot)] {
            entry::free_line(path, text.as_ref())?;
        }
        if self.serial_in.is_some() && self.quantity != Quantity::units(1) {
            return Err(Rejected::because(RejectedCode::OutOfRange, "quantity", "1 where a serial number is given"));
        }
        entry::free("note", self.note.as_ref())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}
