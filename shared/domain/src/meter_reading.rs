//! Readings of a device's meters: hours, scans, pages. Facts, so that a document does not grow for ever.

use crate::{Id, Rejected, Subject, Word, entry, fact_kind::FactBody, id::Hash, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of a fact of kind `meter_reading`. Subjects: device, perhaps visit and order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct MeterReadingFact {
    /// Key of the meter in the device's record.
    pub meter: String,
    /// Decimal text.
    pub reading: String,
    /// UCUM.
    pub unit: Option<String>,
    pub photo: Option<Hash>,
    /// The meter was exchanged or set back: a lower reading is right.
    pub is_reset: bool,
    pub note: Option<String>,
    /// Readings that this corrects.
    pub replaces: Vec<Id>,
}

pub fn subjects(device: Id, visit: Option<(Id, Id)>) -> Vec<Subject> {
    let mut subjects = vec![Subject::new(Word::Device, device)];
    if let Some((visit, work_order)) = visit {
        subjects.push(Subject::new(Word::Visit, visit));
        subjects.push(Subject::new(Word::WorkOrder, work_order));
    }
    subjects
}

impl FactBody for MeterReadingFact {
    const KIND: &'static str = "meter_reading";

    fn check(&self) -> Result<(), Rejected> {
        limits::written_line("meter", &self.meter)?;
        limits::list("replaces", self.replaces.len())?;
        entry::free_line("unit", self.unit.as_ref())?;
        entry::free("note", self.note.as_ref())?;
        limits::decimal("reading", &self.reading).map(drop)
    }
}
