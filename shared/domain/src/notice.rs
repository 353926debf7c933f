//! What a rule of the server noticed across subjects or clocks, stated as a fact so that both sides see the same item: a
//! projection reads its own subject only and could not find it.

use crate::{
    Rejected, RejectedCode, Subject, Word,
    attention::{AttentionItem, AttentionKind},
    choice::choices,
    fact::StoredFact,
    fact_kind::FactBody,
    field_device::FieldDevice,
    limits,
    scanned::Scanned,
    standstill::{self, Promised},
    visit::VisitView,
    work_order::WorkOrderView,
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
        /// Nobody was given the order for too long. Subject: the order.
        Unassigned = "unassigned",
        /// Whoever was given it has not said yes for too long. Subjects: the visit and its order, or the order.
        Unaccepted = "unaccepted",
        /// The window has begun and nobody is on the way. Subjects: the visit, its order.
        NotSetOut = "not_set_out",
        /// Three quarters of a promise's time are used. Subject: the order.
        PromiseNear = "promise_near",
        /// A promise was not kept. Subject: the order.
        PromiseMissed = "promise_missed",
        /// It has not synced for long, while there is work for it. Subject: the field device.
        FieldDeviceSilent = "field_device_silent",
        /// It synced after that; the key is that of the silence. Subject: the field device.
        FieldDeviceHeard = "field_device_heard",
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

/// The kind of something that stands still, where the subject's own view and facts say that it still does.
fn still_stands(
    subject: Subject,
    body: &NoticeFact,
    view: Option<&str>,
    facts: &[&StoredFact],
) -> Option<AttentionKind> {
    let view = view?;
    let order = || serde_json::from_str::<WorkOrderView>(view).ok().filter(|_| subject.word == Word::WorkOrder);
    let visit = || serde_json::from_str::<VisitView>(view).ok().filter(|_| subject.word == Word::Visit);
    let is_occasion = |found: Option<(String, i64)>| found.is_some_and(|(occasion, _)| occasion == body.key);
    let is_noticed = |noticed: Noticed| {
        facts.iter().any(|stored| {
            stored.fact.kind == NoticeFact::KIND
                && stored
                    .fact
                    .body::<NoticeFact>()
                    .is_some_and(|other| (other.noticed, &other.key) == (noticed, &body.key))
        })
    };
    let (stands, kind) = match body.noticed {
        Noticed::Unassigned => {
            let occasion = standstill::unassigned(&order()?, facts, None, &body.key);
            (occasion.as_deref() == Some(&body.key), AttentionKind::Unassigned)
        }
        Noticed::Unaccepted => {
            let found = match subject.word {
                Word::Visit => standstill::unaccepted(&visit()?, facts),
                _ => standstill::unanswered(&order()?),
            };
            (is_occasion(found), AttentionKind::Unaccepted)
        }
        Noticed::NotSetOut => (is_occasion(standstill::not_set_out(&visit()?)), AttentionKind::NotSetOut),
        Noticed::PromiseNear => {
            let is_near = Promised::is_open(&order()?, &body.key) && !is_noticed(Noticed::PromiseMissed);
            (is_near, AttentionKind::PromiseNear)
        }
        Noticed::PromiseMissed => (Promised::is_open(&order()?, &body.key), AttentionKind::PromiseMissed),
        Noticed::FieldDeviceSilent => {
            let device: FieldDevice = serde_json::from_str(view).ok()?;
            (!device.is_revoked() && !is_noticed(Noticed::FieldDeviceHeard), AttentionKind::FieldDeviceSilent)
        }
        _ => return None,
    };
    stands.then_some(kind)
}

/// An item for each thing noticed, on the first subject, as long as its view still says so: a code that was released is
/// no conflict, an order that ended no duplicate.
pub(crate) fn attention(subject: Subject, view: Option<&str>, facts: &[&StoredFact]) -> Vec<AttentionItem> {
    let first = facts.iter().filter(|stored| stored.fact.subjects.first() == Some(&subject));
    first
        .filter(|stored| stored.fact.kind == NoticeFact::KIND)
        .filter_map(|stored| {
            let body = stored.fact.body::<NoticeFact>()?;
            let read = || -> Value { view.and_then(|view| serde_json::from_str(view).ok()).unwrap_or_default() };
            let kind = match body.noticed {
                Noticed::CodeConflict => {
                    let view = read();
                    let codes = view.get("codes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                    let is_same =
                        |code: &Value| code.as_str().is_some_and(|code| Scanned::read(code).key() == body.key);
                    codes.iter().any(is_same).then_some(AttentionKind::CodeConflict)?
                }
                Noticed::LikelyDuplicate => {
                    let is_open = read().get("is_open").and_then(Value::as_bool).unwrap_or(false);
                    is_open.then_some(AttentionKind::LikelyDuplicate)?
                }
                Noticed::ClockJump => AttentionKind::ClockJump,
                Noticed::Unassigned
                | Noticed::Unaccepted
                | Noticed::NotSetOut
                | Noticed::PromiseNear
                | Noticed::PromiseMissed
                | Noticed::FieldDeviceSilent => still_stands(subject, &body, view, facts)?,
                Noticed::FieldDeviceHeard | Noticed::Unknown => return None,
            };
            let also: Vec<&Subject> = stored.fact.subjects.iter().skip(1).collect();
            let detail = serde_json::json!({"key": body.key, "also": also, "off_ms": body.off_ms});
            let operations = vec![stored.fact.id.to_string()];
            Some(AttentionItem::open(kind, subject, &body.key, operations, stored.effective_ms(), detail))
        })
        .collect()
}
