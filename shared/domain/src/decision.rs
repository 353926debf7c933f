//! Decisions on attention items: somebody takes it, decides it, or says that it is nothing.

use crate::{
    Id, Rejected, RejectedCode, Subject,
    attention::{AttentionItem, AttentionState},
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
    pub reason: Option<String>,
}

pub fn subjects(item: &AttentionItem) -> Vec<Subject> {
    vec![item.subject]
}

impl FactBody for DecisionFact {
    const KIND: &'static str = "decision";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("item", self.item)?;
        self.decision.checked("decision")?;
        entry::free("reason", self.reason.as_ref())?;
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
