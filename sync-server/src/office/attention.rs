//! Deciding what needs a person: claimed, decided (which writes what was chosen), dismissed.

use super::{illegal, review_run::HeldUnitId};
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject,
    attention::{AttentionItem, AttentionKind, AttentionState},
    command::{Command, NewFact},
    decision::{self, DecisionFact, DecisionKind},
    document::Write,
    document_kind,
    held_unit::{HeldState, HeldUnitFact},
    proposed_correction::ProposedCorrectionFact,
    record_kind::RECORD_WORDS,
};
use onsite_store::{Touched, derived, record};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// One of the values of a conflict, by the operation that wrote it.
    Operation(String),
    /// This value, perhaps a third one.
    Value(Value),
    /// As proposed: the correction, the late work, the count, the use by a helper.
    Accept,
    /// Not as proposed: what is there stays.
    Reject,
    /// Settled in another way; `reason` says how.
    Settled,
}

impl ServerStore {
    /// "I take this one."
    pub fn claim_attention(&mut self, author: &Author, item: Id) -> Result<(), ServerError> {
        let item = self.open_item(item)?;
        let fact = self.decision_fact(&item, DecisionKind::Claim, Value::Null, None);
        self.command(author, &Command::new("claim_attention").fact(fact)).map(|_| ())
    }

    /// "It is nothing", with a reason. Work that is kept apart waits for an answer: nothing to decide means that it is left out.
    pub fn dismiss_attention(&mut self, author: &Author, item: Id, reason: &str) -> Result<(), ServerError> {
        let item = self.open_item(item)?;
        if matches!(item.kind, AttentionKind::LateWork | AttentionKind::SignedDiffers) {
            let reason = super::reason_or_missing(reason)?;
            return self.decide_attention(author, item.id, &Choice::Reject, reason.as_deref());
        }
        let fact = self.decision_fact(&item, DecisionKind::Dismiss, Value::Null, Some(reason));
        self.command(author, &Command::new("dismiss_attention").fact(fact)).map(|_| ())
    }

    /// Decides an item, in the same command as what follows from it: a register is written, a record gets a version, late
    /// work counts or does not, stock is put right.
    pub fn decide_attention(
        &mut self,
        author: &Author,
        item: Id,
        choice: &Choice,
        reason: Option<&str>,
    ) -> Result<(), ServerError> {
        let item = self.open_item(item)?;
        let value = serde_json::to_value(choice).map_err(|e| ServerError::broken(e.to_string()))?;
        DecisionFact::about(&item, DecisionKind::Decide, value.clone(), None).check_choice(&item)?;
        let mut command = Command::new("decide_attention");
        command = command.fact(self.decision_fact(&item, DecisionKind::Decide, value.clone(), reason));
        match (item.kind, choice) {
            (_, Choice::Settled) => {}
            (AttentionKind::FieldConflict, choice) => {
                let chosen = chosen_value(&item, choice)?;
                // Whoever chooses sees the register as it is: that answers its other open conflicts too.
                for other in derived::attention_about(&self.db, item.subject)? {
                    let is_open = matches!(other.state, AttentionState::Open | AttentionState::Claimed { .. });
                    if is_open && (other.kind, &other.key) == (item.kind, &item.key) && other.id != item.id {
                        command = command.fact(self.decision_fact(&other, DecisionKind::Decide, value.clone(), reason));
                    }
                }
                let value = chosen;
                command = command.write(item.subject, [Write::Set { field: item.key.clone(), value }]);
            }
            (AttentionKind::ProposedCorrection, Choice::Accept | Choice::Value(_)) => {
                return self.correct(author, &item, choice, command);
            }
            (AttentionKind::LateWork | AttentionKind::SignedDiffers, Choice::Accept | Choice::Reject) => {
                self.command(author, &command)?;
                return self.decide_held(author, &item, *choice == Choice::Accept, reason);
            }
            (AttentionKind::CountDifference, Choice::Accept) => {
                for movement in self.movements_of_count(&item)? {
                    command = command.fact(movement);
                }
            }
            (AttentionKind::StockDiscrepancy, Choice::Accept) => {
                if let Some(movement) = self.movement_of_discrepancy(&item)? {
                    command = command.fact(movement);
                }
            }
            // Which entry holds follows from the decision (`onsite_domain::conflict`); of a press that was looked at it is all
            // there is to write.
            _ => {}
        }
        self.command(author, &command).map(|_| ())
    }

    fn open_item(&self, id: Id) -> Result<AttentionItem, ServerError> {
        let item = self.attention_item(id)?.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "item"))?;
        match item.state {
            AttentionState::Open | AttentionState::Claimed { .. } => Ok(item),
            AttentionState::Decided { .. } | AttentionState::Dismissed { .. } => {
                Err(illegal("item", "it was decided already"))
            }
        }
    }

    pub(crate) fn decision_fact(
        &mut self,
        item: &AttentionItem,
        decision: DecisionKind,
        choice: Value,
        reason: Option<&str>,
    ) -> NewFact {
        let reason = reason.filter(|reason| !reason.trim().is_empty()).map(str::to_owned);
        self.new_fact(decision::subjects(item), &DecisionFact::about(item, decision, choice, reason))
    }

    /// Writes a proposed correction where it belongs: into the record, or into the document's register.
    fn correct(
        &mut self,
        author: &Author,
        item: &AttentionItem,
        choice: &Choice,
        command: Command,
    ) -> Result<(), ServerError> {
        let correction: ProposedCorrectionFact = item
            .detail
            .get("correction")
            .and_then(|value| ProposedCorrectionFact::deserialize(value).ok())
            .ok_or_else(|| ServerError::broken("an item about a correction holds none"))?;
        let value = match choice {
            Choice::Value(value) => value.clone(),
            _ => correction.proposed,
        };
        let subject = item.subject;
        let held = record::get(&self.db, subject)?.filter(|held| !held.record.is_removed);
        let is_register =
            document_kind::of(subject.word).is_some_and(|kind| kind.fields.contains(&correction.field.as_str()));
        let Some(held) = held.filter(|_| RECORD_WORDS.contains(&subject.word) && !is_register) else {
            let command = command.write(subject, [Write::Set { field: correction.field, value }]);
            return self.command(author, &command).map(|_| ());
        };
        let body = with_value(held.record.body, &correction.field, value)?;
        // The decision's own policy speaks for the record too: whoever may decide about a customer may correct it.
        self.command(author, &command)?;
        let mut touched = Touched::new();
        self.put_record(author, subject, body, &mut touched)?;
        self.finish(&touched)
    }

    /// Late work of a whole unit, from the item about the unit or about one of its facts.
    fn decide_held(
        &mut self,
        author: &Author,
        item: &AttentionItem,
        is_accepted: bool,
        reason: Option<&str>,
    ) -> Result<(), ServerError> {
        let unit = match HeldUnitFact::deserialize(&item.detail) {
            Ok(held) if held.state == HeldState::Review => HeldUnitId::told(&held),
            _ => {
                let fact = item.operations.first().and_then(|operation| operation.parse().ok());
                fact.map_or(Ok(None), |fact| self.unit_of_fact(fact))?
            }
        };
        let unit = unit.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "unit"))?;
        if item.kind == AttentionKind::SignedDiffers {
            // What was signed counts whole or not at all.
            let units = self.signed_units_in_review(unit.field_device, item.subject)?;
            return units.into_iter().try_for_each(|unit| self.decide_review(author, unit, is_accepted, reason));
        }
        self.decide_review(author, unit, is_accepted, reason)
    }

    /// Settles what else is open about facts and a unit that were decided.
    pub(crate) fn settle_items(
        &mut self,
        author: &Author,
        subjects: &[Subject],
        operations: &[Id],
        choice: &Choice,
    ) -> Result<(), ServerError> {
        let value = serde_json::to_value(choice).map_err(|e| ServerError::broken(e.to_string()))?;
        let mut command = Command::new("decide_attention");
        let mut open = Vec::new();
        for subject in subjects {
            open.extend(derived::attention_about(&self.db, *subject)?);
        }
        let is_open = |item: &AttentionItem| {
            let is_late = matches!(item.kind, AttentionKind::LateWork | AttentionKind::SignedDiffers);
            is_late && matches!(item.state, AttentionState::Open | AttentionState::Claimed { .. })
        };
        for item in open.into_iter().filter(is_open) {
            if item.operations.iter().any(|op| operations.iter().any(|id| id.to_string() == *op)) {
                command = command.fact(self.decision_fact(&item, DecisionKind::Decide, value.clone(), None));
            }
        }
        if command.facts.is_empty() {
            return Ok(());
        }
        self.command(author, &command).map(|_| ())
    }
}

fn chosen_value(item: &AttentionItem, choice: &Choice) -> Result<Value, ServerError> {
    let shown = item.detail.get("shown");
    let others = item.detail.get("others").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let found = match choice {
        Choice::Value(value) => Some(value.clone()),
        Choice::Accept => shown.and_then(|shown| shown.get("value")).cloned(),
        Choice::Operation(operation) => shown
            .into_iter()
            .chain(others)
            .find(|value| value.get("operation").and_then(Value::as_str) == Some(operation))
            .and_then(|value| value.get("value"))
            .cloned(),
        Choice::Reject | Choice::Settled => None,
    };
    found.ok_or_else(|| {
        Rejected::because(RejectedCode::NotFound, "choice", "one of the operations of the conflict, or a value").into()
    })
}

/// A record's body with the field at a dotted path replaced: `phone`, `address.zh`, `phones.0`.
fn with_value(mut body: Value, path: &str, value: Value) -> Result<Value, ServerError> {
    let mut place = &mut body;
    for key in path.split('.') {
        let next = match place {
            Value::Object(map) => Some(map.entry(key).or_insert(json!({}))),
            Value::Array(list) => key.parse::<usize>().ok().and_then(|at| list.get_mut(at)),
            _ => None,
        };
        place = next.ok_or_else(|| ServerError::rejected(RejectedCode::UnknownPath, path))?;
    }
    *place = value;
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_replaces_the_field_it_names_and_no_other() {
        let body = json!({"phones": ["1", "2"], "address": {"zh": "旧", "en": "old"}});
        let body = with_value(body, "address.zh", json!("新")).unwrap();
        let body = with_value(body, "phones.1", json!("3")).unwrap();
        assert_eq!(body, json!({"phones": ["1", "3"], "address": {"zh": "新", "en": "old"}}));
        assert!(with_value(body, "phones.9", json!("3")).is_err());
    }
}
