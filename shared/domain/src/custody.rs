//! Custody: the right to debit a van. One field device at a time, in one epoch; a lost or cloned phone ends it.

use crate::{Id, Rejected, Subject, Word, entry, fact_kind::FactBody};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of a fact of kind `custody`, by the server or the stock keeper. Subjects: stock location, field device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CustodyFact {
    /// Who may debit; nobody while suspended.
    pub field_device: Option<Id>,
    pub user: Option<Id>,
    /// Rises with every change of custody.
    pub epoch: u32,
    pub reason: Option<String>,
}

pub fn subjects(location: Id, field_device: Option<Id>) -> Vec<Subject> {
    let mut subjects = vec![Subject::new(Word::StockLocation, location)];
    subjects.extend(field_device.map(|field_device| Subject::new(Word::FieldDevice, field_device)));
    subjects
}

impl FactBody for CustodyFact {
    const KIND: &'static str = "custody";

    fn check(&self) -> Result<(), Rejected> {
        entry::free("reason", self.reason.as_ref())
    }
}
