//! What a rule of the server noticed across subjects or clocks, stated as a fact so that both sides see the same item: a
//! projection reads its own subject only and could not find it.

use crate::{
    Rejected, RejectedCode, Subject,
    attention::{AttentionItem, AttentionKind},
    choice::choices,
    fact::StoredFact,
    fact_kind::FactBody,
    limits,
    scanned::Scanned,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

choices! {
    /// What was noticed.
    Noticed {
        /// One code on two devices. Subjects: the devices.
        CodeConflict = "code_conflict",
        /// An order for a device that has an open order of the same kind. Subjects: the newer order, the older one.
        LikelyDuplicate = "likely_duplicate",
        /// A clock that jumped, or is far from the server's. Subject: the field device.
        ClockJump = "clock_jump",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NoticeFact {
    pub noticed: Noticed,
    /// What of it: the code, the device, the boot. Noticed once for each.
    pub key: String,
    /// A clock: how far the field device's clock is off or jumped, in milliseconds; positive is ahead of the server.
    pub off_ms: Option<i64>,
}

impl FactBody for NoticeFact {
    const KIND: &'static str = "notice";

    fn check(&self) -> Result<(), Rejected> {
        self.noticed.checked("noticed")?;
        if self.key.is_empty() || self.key.chars().count() > limits::LINE_CHARS_MAX {
            return Err(Rejected::new(RejectedCode::OutOfRange, "key"));
        }
        Ok(())
    }
}

/// An item for each thing noticed, on the first subject, as long as its view still says so: a code that was released is
/// no conflict, an order that ended no duplicate.
pub(crate) fn attention(subject: Subject, view: Option<&str>, facts: &[&StoredFact]) -> Vec<AttentionItem> {
    let first = facts.iter().filter(|stored| stored.fact.subjects.first() == Some(&subject));
    first
        .filter(|stored| stored.fact.kind == NoticeFact::KIND)
        .filter_map(|stored| {
            let body = stored.fact.body::<NoticeFact>()?;
            let view: Value = view.and_then(|view| serde_json::from_str(view).ok()).unwrap_or_default();
            let kind = match body.noticed {
                Noticed::CodeConflict => {
                    let codes = view.get("codes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                    let is_same =
                        |code: &Value| code.as_str().is_some_and(|code| Scanned::read(code).key() == body.key);
                    codes.iter().any(is_same).then_some(AttentionKind::CodeConflict)?
                }
                Noticed::LikelyDuplicate => {
                    let is_open = view.get("is_open").and_then(Value::as_bool).unwrap_or(false);
                    is_open.then_some(AttentionKind::LikelyDuplicate)?
                }
                Noticed::ClockJump => AttentionKind::ClockJump,
                Noticed::Unknown => return None,
            };
            let also: Vec<&Subject> = stored.fact.subjects.iter().skip(1).collect();
            let detail = serde_json::json!({"key": body.key, "also": also, "off_ms": body.off_ms});
            let operations = vec![stored.fact.id.to_string()];
            Some(AttentionItem::open(kind, subject, &body.key, operations, stored.effective_ms(), detail))
        })
        .collect()
}
