//! What the server tells about units it did not simply accept, so that people see it on both sides: facts of its own about
//! the subjects concerned.

use crate::{ServerError, ServerStore, field_device::FieldDeviceState};
use onsite_domain::{
    Author, Subject, Word,
    fact::Fact,
    fact_kind::FactBody as _,
    held_unit::{FieldDeviceForkedFact, HeldUnitFact},
};
use onsite_store::Touched;

impl ServerStore {
    /// A refused unit, or one that waits for a decision: which, why, what was meant.
    pub(crate) fn report_held(
        &mut self,
        subjects: Vec<Subject>,
        held: &HeldUnitFact,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        self.report(HeldUnitFact::KIND, subjects, held, touched)
    }

    /// Two chains grow from one field device: it was cloned, or restored from a backup.
    pub(crate) fn report_fork(
        &mut self,
        device: &FieldDeviceState,
        unit: u64,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let subject = Subject::new(Word::FieldDevice, device.field_device);
        self.report(FieldDeviceForkedFact::KIND, vec![subject], &FieldDeviceForkedFact { unit }, touched)
    }

    fn report<T: serde::Serialize>(
        &mut self,
        kind: &str,
        subjects: Vec<Subject>,
        body: &T,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let body = serde_json::to_value(body).map_err(|e| ServerError::broken(e.to_string()))?;
        let fact = Fact {
            id: self.ports.new_id(),
            kind: kind.to_owned(),
            author: Author::rule("admission"),
            at: self.ports.clock.stamp(),
            subjects,
            body,
        };
        self.put_own_fact(&fact, touched)
    }
}
