//! Units that were not simply accepted, told by the server to both sides.

use crate::{
    Id, Rejected, RejectedCode, Subject,
    attention::{AttentionItem, AttentionKind},
    choice::choices,
    fact::StoredFact,
    fact_kind::FactBody,
    limits,
    policy::ReviewReason,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

choices! {
    /// What became of the unit.
    HeldState {
        /// A rule said no; its bytes are in quarantine, what was meant is with the field device.
        Refused = "refused",
        /// Kept beside what counts until somebody decides.
        Review = "review",
        /// It was in review and somebody let it count.
        Accepted = "accepted",
        /// It was in review and somebody left it there; what was meant is with the field device.
        SetAside = "set_aside",
    }
}

/// The server kept a unit apart. Subjects: what the unit wrote to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct HeldUnitFact {
    pub state: HeldState,
    pub field_device: Id,
    pub user: Id,
    /// Its number in the field device's chain.
    pub unit: u64,
    /// The chain value after it, in hexadecimal: a clone has another unit under the same number.
    pub chain: String,
    /// The command behind it.
    pub verb: String,
    /// The code of the rule, or the reason for review.
    pub reason: String,
    /// What it is about: a field, a collection, a fact.
    pub path: String,
    /// When it was recorded, by the clock of the field device. When the server had it says the first fact about it.
    pub recorded_ms: Option<i64>,
    /// Who let it count, or left it out.
    pub decided_by: Option<Id>,
}

/// Two hash chains grow from one field device: it was cloned, or restored from a backup. Subject: the field device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct FieldDeviceForkedFact {
    /// The number at which the chains part.
    pub unit: u64,
}

impl FactBody for HeldUnitFact {
    const KIND: &'static str = "held_unit";

    fn check(&self) -> Result<(), Rejected> {
        if self.unit == 0 {
            return Err(Rejected::new(RejectedCode::OutOfRange, "unit"));
        }
        for (path, text) in
            [("chain", &self.chain), ("verb", &self.verb), ("reason", &self.reason), ("path", &self.path)]
        {
            limits::text(path, text, limits::LINE_CHARS_MAX)?;
        }
        Ok(())
    }
}

impl FactBody for FieldDeviceForkedFact {
    const KIND: &'static str = "field_device_forked";

    fn check(&self) -> Result<(), Rejected> {
        Ok(())
    }
}

/// An item for each unit that was held about this subject, and for a fork. What a person left out is settled with the item
/// that it was left out by: whoever recorded it is told by their own phone, and nobody has to decide again.
pub(crate) fn attention(subject: Subject, facts: &[&StoredFact]) -> Vec<AttentionItem> {
    let first = facts.iter().filter(|stored| stored.fact.subjects.first() == Some(&subject));
    first
        .filter_map(|stored| {
            let at_ms = stored.effective_ms();
            let mut detail = stored.fact.body.clone();
            let kind = match stored.fact.kind.as_str() {
                FieldDeviceForkedFact::KIND => AttentionKind::FieldDeviceForked,
                HeldUnitFact::KIND => {
                    let held = stored.fact.body::<HeldUnitFact>()?;
                    if let Value::Object(detail) = &mut detail {
                        // The server stated it the moment it had the unit.
                        detail.insert("at_ms".to_owned(), json!(held.recorded_ms));
                        detail.insert("received_ms".to_owned(), json!(at_ms));
                    }
                    match held.state {
                        HeldState::Review if held.reason == ReviewReason::Signed.as_str() => {
                            AttentionKind::SignedDiffers
                        }
                        HeldState::Review => AttentionKind::LateWork,
                        HeldState::Accepted | HeldState::SetAside => return None,
                        HeldState::Refused | HeldState::Unknown => AttentionKind::Refused,
                    }
                }
                _ => return None,
            };
            let operations = vec![stored.fact.id.to_string()];
            Some(AttentionItem::open(kind, subject, "", operations, at_ms, detail))
        })
        .collect()
}
