//! Better values for what only the office may change.

use crate::{App, AppError, done::Done};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject,
    command::Command,
    id::Hash,
    proposed_correction::{self, ProposedCorrectionFact},
};
use onsite_store::derived;
use serde_json::Value;

impl App {
    /// Proposes a better value for a field of a record or order: `phone`, `address.zh`, `place`. What stands there now is
    /// kept beside it.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where the subject is not on this phone; [`RejectedCode::OutOfRange`] where the value is
    /// the present one.
    pub fn propose_correction(
        &mut self,
        about: Subject,
        field: &str,
        proposed: Value,
        note: Option<String>,
        photo: Option<Hash>,
        visit: Option<Id>,
    ) -> Result<Done, AppError> {
        let view = derived::view(&self.db, about)?;
        let view = view.ok_or_else(|| Rejected::new(RejectedCode::NotFound, about.to_string()))?;
        // A device's record is part of its view.
        let present = value_at(&view, field).or_else(|| value_at(view.get("record")?, field)).cloned();
        let body = ProposedCorrectionFact {
            field: field.to_owned(),
            present: present.unwrap_or_default(),
            proposed,
            note,
            photo,
        };
        let during = self.during(visit)?.filter(|(visit, _)| *visit != about.id);
        let during = during.filter(|(_, work_order)| *work_order != about.id);
        let fact = self.fact(proposed_correction::subjects(about, during), &body)?;
        let id = fact.id;
        let mut command = Command::new("propose_correction").fact(fact);
        if let Some(photo) = photo {
            command = command.blob(photo);
        }
        self.carry_out(id, &command)
    }
}

fn value_at<'a>(view: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(view, |value, key| value.get(key))
}
