//! Fields that the company defined for itself, filled in on the phone: of the visit, of the machine, of what is made here.
//!
//! What may stand in them is the definition's to say (`onsite_domain::field_definition`), as this phone has it. The server takes
//! what a phone brings, for the definition may have changed since.

use crate::{App, AppError, done::Done, step};
use onsite_domain::{
    Id, RejectedCode, Subject, Word,
    command::Command,
    document::Write,
    field_definition::{self, FieldDefinition, as_register, path_of},
    missing::{Missing, MissingKind},
    order_kind::Kind,
    work_order::WorkOrderView,
};
use serde_json::Value;
use std::collections::BTreeMap;

impl App {
    /// Fills in fields of a visit or of a device, by the ids of their definitions; `null` clears one.
    ///
    /// # Errors
    /// [`RejectedCode::Signed`] at a visit whose report the customer has signed; [`RejectedCode::UnknownPath`] for what has no
    /// such fields or a field that is not known here; what the definition says of a value.
    pub fn fill_own_fields(&mut self, about: Subject, values: BTreeMap<Id, Value>) -> Result<Done, AppError> {
        let definitions = self.field_definitions()?;
        let (kind, before) = match about.word {
            Word::Visit => {
                let seen = self.visit(about.id)?;
                step::refuse_signed(&seen)?;
                let order: Option<WorkOrderView> = self.one(Word::WorkOrder, seen.work_order)?;
                (kind_of(order.as_ref()), seen.ext)
            }
            Word::Device => (None, self.device(about.id)?.ext),
            _ => return Err(AppError::rejected(RejectedCode::UnknownPath, about.word.as_str())),
        };
        let mut after = before.clone();
        for (id, value) in &values {
            if definitions.get(id).is_none_or(|definition| definition.extends != Some(about.word)) {
                return Err(AppError::rejected(RejectedCode::UnknownPath, &path_of(*id)));
            }
            after.insert(id.to_string(), value.clone());
        }
        field_definition::check_changes(&definitions, about.word, &before, &after)?;
        field_definition::check_complete(&definitions, about.word, kind, Some(&before), &after)?;
        let command = Command::new("fill_own_fields").write(about, writes(values));
        self.carry_out(about.id, &command)
    }

    pub(crate) fn field_definitions(&self) -> Result<BTreeMap<Id, FieldDefinition>, AppError> {
        Ok(self.records(Word::FieldDefinition)?.into_iter().collect())
    }

    /// What fills in the fields of something that is made here, after they were found right and complete.
    pub(crate) fn own_writes(
        &self,
        word: Word,
        kind: Option<Kind>,
        values: BTreeMap<Id, Value>,
    ) -> Result<Vec<Write>, AppError> {
        let definitions = self.field_definitions()?;
        let ext: BTreeMap<String, Value> = values.iter().map(|(id, value)| (id.to_string(), value.clone())).collect();
        field_definition::check_changes(&definitions, word, &BTreeMap::new(), &ext)?;
        field_definition::check_complete(&definitions, word, kind, None, &ext)?;
        Ok(writes(values.into_iter().filter(|(_, value)| !field_definition::is_blank(value)).collect()))
    }

    /// The fields of a visit that the company requires for this kind of work.
    pub(crate) fn required_of_visit(&self, order: Option<&WorkOrderView>) -> Result<Vec<String>, AppError> {
        let required = field_definition::required(&self.field_definitions()?, Word::Visit, kind_of(order));
        Ok(required.into_iter().map(|id| id.to_string()).collect())
    }

    /// Says what the company calls a field of its own that is missing.
    pub(crate) fn name_missing(&self, missing: &mut [Missing]) -> Result<(), AppError> {
        if missing.iter().all(|one| one.kind != MissingKind::Field) {
            return Ok(());
        }
        let definitions = self.field_definitions()?;
        for one in missing {
            let definition = one.field.as_deref().and_then(|field| definitions.get(&field.parse().ok()?));
            one.title = definition.map(|definition| definition.label.clone()).or_else(|| one.title.take());
        }
        Ok(())
    }
}

fn kind_of(order: Option<&WorkOrderView>) -> Option<Kind> {
    order.and_then(|order| order.kind.as_deref()).map(Kind::from_text)
}

fn writes(values: BTreeMap<Id, Value>) -> Vec<Write> {
    let set = |(id, value)| Write::Set { field: path_of(id), value: as_register(value) };
    values.into_iter().map(set).collect()
}
