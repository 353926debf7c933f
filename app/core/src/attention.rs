//! What a person must decide, as far as it concerns what is on this phone.

use crate::{App, AppError, done::Done};
use onsite_domain::{
    Id, RejectedCode,
    attention::AttentionItem,
    decision::{self, DecisionFact, DecisionKind},
};
use onsite_store::derived;
use serde_json::Value;

impl App {
    /// Open attention items, oldest first.
    pub fn attention(&self, limit: u32) -> Result<Vec<AttentionItem>, AppError> {
        Ok(derived::attention(&self.db, true, limit)?)
    }

    /// Takes, decides or dismisses an item; the lead may for the own visit, the server says whether.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`]; [`RejectedCode::Missing`] for the reason of a dismissal.
    pub fn decide_attention(
        &mut self,
        item: Id,
        decision: DecisionKind,
        choice: Value,
        reason: Option<String>,
    ) -> Result<Done, AppError> {
        let held = derived::attention_item(&self.db, item)?;
        let held = held.ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "item"))?;
        let body = DecisionFact { item, decision, choice, reason };
        self.state_fact("decide_attention", decision::subjects(&held), &body)
    }
}
