//! Stock-takes: what somebody counted in a location, against what the books said.

use crate::{
    Id, Rejected, RejectedCode, Subject, Word, entry,
    fact_kind::FactBody,
    limits,
    movement::Condition,
    quantity::{QUANTITY_MAX, Quantity},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of a fact of kind `count`. Subject: the stock location.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CountFact {
    pub lines: Vec<CountLine>,
    /// Everything in the location was counted: what is not listed is zero.
    pub is_complete: bool,
    pub custody_epoch: Option<u32>,
    pub note: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CountLine {
    pub part: Id,
    pub condition: Condition,
    pub serial: Option<String>,
    pub lot: Option<String>,
    pub counted: Quantity,
    /// What the author's books said.
    pub expected: Quantity,
}

pub fn subjects(location: Id) -> Vec<Subject> {
    vec![Subject::new(Word::StockLocation, location)]
}

impl FactBody for CountFact {
    const KIND: &'static str = "count";

    fn check(&self) -> Result<(), Rejected> {
        limits::list("lines", self.lines.len())?;
        entry::free("note", self.note.as_ref())?;
        if self.lines.is_empty() && !self.is_complete {
            return Err(Rejected::new(RejectedCode::Missing, "lines"));
        }
        for line in &self.lines {
            limits::reference("lines.part", line.part)?;
            line.condition.checked("lines.condition")?;
            limits::within("lines.counted", line.counted.0, 0..=QUANTITY_MAX)?;
            limits::within("lines.expected", line.expected.0, -QUANTITY_MAX..=QUANTITY_MAX)?;
            entry::free_line("lines.serial", line.serial.as_ref())?;
            entry::free_line("lines.lot", line.lot.as_ref())?;
        }
        Ok(())
    }
}
