//! Decisions on attention items: somebody takes it, decides it, or says that it is nothing.

use crate::{
    Id, Rejected, RejectedCode, Subject,
    attention::{AttentionItem, AttentionKind, AttentionState},
    choice::choices,
    entry,
    fact::StoredFact,
    fact_kind::{FactBody, FactSeen},
    limits,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

choices! {
    DecisionKind {
        Claim = "claim",
        Decide = "decide",
        Dismiss = "dismiss",
    }
}

/// The body of a fact of kind `decision`. Subject: that of the item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DecisionFact {
    /// The attention item.
    pub item: Id,
    pub decision: DecisionKind,
    /// What was chosen: the entry or operation that counts, the value written.
    pub choice: Value,
    /// Of entries that contradict one another: all that it was decided between. What holds follows from this, whatever is
    /// written later.
    pub operations: Vec<String>,
    pub reason: Option<String>,
}

pub fn subjects(item: &AttentionItem) -> Vec<Subject> {
    vec![item.subject]
}

impl DecisionFact {
    /// A decision about an item as its author sees it.
    pub fn about(item: &AttentionItem, decision: DecisionKind, choice: Value, reason: Option<String>) -> Self {
        let is_between = decision == DecisionKind::Decide && item.kind == AttentionKind::EntryConflict;
        let operations = if is_between { item.operations.clone() } else { Vec::new() };
        Self { item: item.id, decision, choice, operations, reason }
    }

    /// The entry that holds, where it says one.
    pub fn chosen_entry(&self) -> Option<Id> {
        let is_decided = self.decision == DecisionKind::Decide;
        self.choice.get("operation").filter(|_| is_decided)?.as_str()?.parse().ok()
    }

    /// The entries it was decided between.
    pub fn entries(&self) -> Vec<Id> {
        self.operations.iter().filter_map(|operation| operation.parse().ok()).collect()
    }

    /// Whether an item can be decided so: of entries that contradict one another one holds, or it was settled otherwise.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for an entry that is none of them.
    pub fn check_choice(&self, item: &AttentionItem) -> Result<(), Rejected> {
        let is_free = self.decision != DecisionKind::Decide || item.kind != AttentionKind::EntryConflict;
        let chosen = self.choice.get("operation").and_then(Value::as_str);
        let is_one_of_them = chosen.is_some_and(|chosen| item.operations.iter().any(|operation| operation == chosen));
        if is_free || is_one_of_them || self.choice == "settled" {
            return Ok(());
        }
        Err(Rejected::because(RejectedCode::NotFound, "choice", "one of the entries that contradict one another"))
    }
}

impl FactBody for DecisionFact {
    const KIND: &'static str = "decision";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("item", self.item)?;
        self.decision.checked("decision")?;
        entry::free("reason", self.reason.as_ref())?;
        limits::list("operations", self.operations.len())?;
        if self.decision == DecisionKind::Dismiss && self.reason.as_deref().unwrap_or_default().trim().is_empty() {
            return Err(Rejected::new(RejectedCode::Missing, "reason"));
        }
        Ok(())
    }
}

/// Sets the items' states and histories from the decisions about them, in order of time. What was decided or dismissed stays so; a
/// later claim does not open it again.
pub(crate) fn apply(items: &mut [AttentionItem], facts: &[&StoredFact]) {
    for stored in facts.iter().filter(|stored| stored.fact.kind == DecisionFact::KIND && !stored.is_in_review) {
        let Some(seen) = FactSeen::<DecisionFact>::from_stored(stored) else { continue };
        let Some(item) = items.iter_mut().find(|item| item.id == seen.body.item) else { continue };
        let body = seen.body.clone();
        if body.decision != DecisionKind::Unknown {
            item.history.push(seen);
        }
        let (by, at_ms) = (stored.fact.author.clone(), stored.effective_ms());
        let is_settled = matches!(item.state, AttentionState::Decided { .. } | AttentionState::Dismissed { .. });
        item.state = match body.decision {
            DecisionKind::Claim if is_settled => continue,
            DecisionKind::Claim => AttentionState::Claimed { by, at_ms },
            DecisionKind::Decide => AttentionState::Decided { by, at_ms, decision: body.choice, reason: body.reason },
            DecisionKind::Dismiss => AttentionState::Dismissed { by, at_ms, reason: body.reason.unwrap_or_default() },
            DecisionKind::Unknown => continue,
        };
    }
}
