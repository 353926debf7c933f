//! What a person must decide, as far as it concerns what is on this phone.

use crate::{App, AppError, done::Done};
use onsite_domain::{
    Id, RejectedCode,
    attention::{AttentionItem, AttentionKind},
    decision::{self, DecisionFact, DecisionKind},
    held_unit::HeldUnitFact,
};
use onsite_store::derived;
use rusqlite::{OptionalExtension as _, named_params};
use serde::Deserialize as _;
use serde_json::Value;

impl App {
    /// Open attention items, oldest first. What is about a unit of this field device has, as `intent` of its detail, what
    /// was meant.
    pub fn attention(&self, limit: u32) -> Result<Vec<AttentionItem>, AppError> {
        let mut items = derived::attention(&self.db, true, limit)?;
        for item in &mut items {
            let intent = match HeldUnitFact::deserialize(&item.detail) {
                Ok(held) if matches!(item.kind, AttentionKind::Refused | AttentionKind::LateWork) => {
                    self.intent_of_held(&held)?
                }
                _ => None,
            };
            if let (Some(intent), Value::Object(detail)) = (intent, &mut item.detail) {
                detail.insert("intent".to_owned(), intent);
            }
        }
        Ok(items)
    }

    fn intent_of_held(&self, held: &HeldUnitFact) -> Result<Option<Value>, AppError> {
        if held.field_device != self.identity()?.field_device {
            return Ok(None);
        }
        let chain = data_encoding::HEXLOWER.decode(held.chain.as_bytes()).unwrap_or_default();
        let intent: Option<String> = self
            .db
            .prepare_cached("SELECT intent FROM unit WHERE chain = :chain LIMIT 1")?
            .query_row(named_params! {":chain": chain}, |row| row.get(0))
            .optional()?;
        Ok(intent.and_then(|intent| serde_json::from_str(&intent).ok()))
    }

    /// Takes, decides or dismisses an item; the lead may for the own visit, the server says whether.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`], of the item or of the entry that is to hold; [`RejectedCode::Missing`] for the reason of a
    /// dismissal.
    pub fn decide_attention(
        &mut self,
        item: Id,
        decision: DecisionKind,
        choice: Value,
        reason: Option<String>,
    ) -> Result<Done, AppError> {
        let held = derived::attention_item(&self.db, item)?;
        let held = held.ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "item"))?;
        let body = DecisionFact::about(&held, decision, choice, reason);
        body.check_choice(&held)?;
        self.state_fact("decide_attention", decision::subjects(&held), &body)
    }
}
