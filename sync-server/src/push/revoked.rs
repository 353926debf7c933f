//! What a revoked field device brings: kept, and judged by a person.

use super::unit::{Basis, correction, joined};
use crate::{ServerError, ServerStore, field_device::FieldDeviceState};
use onsite_domain::{Stamp, document_kind, policy::ReviewReason};
use onsite_wire::{
    outcome::{Outcome, PushOutcome, UnitOutcome},
    push::Push,
};

impl ServerStore {
    /// Units that were decided before get that answer again; of the others the whole push goes into quarantine.
    pub(crate) fn take_push_of_revoked(
        &self,
        device: &FieldDeviceState,
        push: Push,
        request_stamp: &Stamp,
    ) -> Result<PushOutcome, ServerError> {
        if let Some(known) = self.chain_unknown(device.field_device, &push)? {
            return Ok(PushOutcome { chain_unknown: Some(known), ..PushOutcome::default() });
        }
        let reason = ReviewReason::Revoked.as_str();
        let mut outcome = PushOutcome { accepted_through: Some(push.last_number()), ..PushOutcome::default() };
        let (first_number, bytes) = (push.first_number, onsite_wire::codec::encode(&push));
        let works = self.works(push.into(), &mut self.bench(device, document_kind::SCHEMA)?)?;
        let mut has_new = false;
        for work in works {
            let known = self.unit_outcome(device.field_device, &work.chain)?;
            let (decided, basis) = match known {
                Some((Outcome::Ok, basis)) => (Outcome::Duplicate, basis),
                Some(known) => known,
                None => {
                    has_new = true;
                    let kept = Outcome::Review { reason: reason.to_owned() };
                    let basis = Basis { server_ms: self.now_ms(), stamp: *request_stamp };
                    self.insert_unit(device.field_device, &work, &kept, &basis)?;
                    (kept, basis)
                }
            };
            outcome.corrections.push(correction(work.number, &work.stamp, &basis));
            outcome.units.push(UnitOutcome { number: work.number, outcome: decided });
        }
        if has_new {
            self.quarantine_once(device.field_device, first_number, reason, &bytes)?;
        }
        outcome.corrections = joined(outcome.corrections);
        Ok(outcome)
    }
}
