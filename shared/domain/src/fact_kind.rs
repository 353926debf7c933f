//! The registry of fact kinds: what each is about and what it must hold.

use crate::{
    Rejected, RejectedCode, Word,
    acceptance::AcceptanceFact,
    approval::ApprovalFact,
    assignment::{AssignmentFact, ClaimConfirmedFact, ClaimFact, ClaimLostFact, DeclineFact, HandOverFact, OfferFact},
    code_binding::CodeBindingFact,
    count::CountFact,
    custody::CustodyFact,
    decision::DecisionFact,
    device_merge::DeviceMergedFact,
    entry,
    erasure::ErasureFact,
    fact::Fact,
    failure::FailureFact,
    giving::{GivenAcceptedFact, GivenFact},
    held_unit::{FieldDeviceForkedFact, HeldUnitFact},
    lifecycle::LifecycleFact,
    meter_reading::MeterReadingFact,
    movement::MovementFact,
    notice::NoticeFact,
    press::PressFact,
    proposed_correction::ProposedCorrectionFact,
    rating::RatingFact,
    receipt::ReceiptFact,
    sealed_report::SealedReportFact,
    signature::SignatureFact,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::ToSchema;

/// A fact's own content.
pub trait FactBody: Serialize + DeserializeOwned {
    const KIND: &'static str;

    /// Ranges, lengths, what must be there.
    fn check(&self) -> Result<(), Rejected>;
}

/// What a kind of fact is about and how its body is checked.
pub struct FactKind {
    pub kind: &'static str,
    /// Words of the first subject, whose owner decides who may write it.
    pub first: &'static [Word],
    /// Words of the further subjects.
    pub others: &'static [Word],
    /// How many subjects at least.
    pub subjects_min: usize,
    check: fn(&Value) -> Result<(), Rejected>,
}

const fn kind<T: FactBody>(first: &'static [Word], others: &'static [Word], subjects_min: usize) -> FactKind {
    FactKind { kind: T::KIND, first, others, subjects_min, check: check_body::<T> }
}

use Word::{Device, FieldDevice, PartRequest, Request, StockLocation, User, Visit, WorkOrder};

/// Every kind of fact.
pub static ALL: &[FactKind] = &[
    kind::<PressFact>(&[Visit, WorkOrder], &[Visit, WorkOrder], 1),
    kind::<AssignmentFact>(&[Visit], &[WorkOrder], 2),
    kind::<OfferFact>(&[WorkOrder], &[Visit], 1),
    kind::<ClaimFact>(&[WorkOrder], &[Visit], 1),
    kind::<ClaimConfirmedFact>(&[WorkOrder], &[Visit], 1),
    kind::<ClaimLostFact>(&[FieldDevice], &[], 1),
    kind::<DeclineFact>(&[Visit, WorkOrder], &[WorkOrder], 1),
    kind::<GivenFact>(&[WorkOrder], &[], 1),
    kind::<GivenAcceptedFact>(&[WorkOrder], &[], 1),
    kind::<HandOverFact>(&[Visit], &[WorkOrder], 2),
    kind::<AcceptanceFact>(&[Visit], &[WorkOrder, Device], 1),
    kind::<SignatureFact>(&[Visit, PartRequest], &[WorkOrder, Device, StockLocation], 1),
    kind::<SealedReportFact>(&[Visit, PartRequest], &[WorkOrder, Device, StockLocation], 1),
    kind::<ReceiptFact>(&[Visit, PartRequest], &[WorkOrder], 1),
    kind::<RatingFact>(&[Visit, WorkOrder, Request], &[WorkOrder], 1),
    kind::<MovementFact>(&[StockLocation], &[StockLocation, Visit, WorkOrder, Device, PartRequest], 2),
    kind::<CustodyFact>(&[StockLocation], &[FieldDevice, User], 1),
    kind::<CountFact>(&[StockLocation], &[], 1),
    kind::<ApprovalFact>(&[PartRequest], &[WorkOrder, Visit, StockLocation], 1),
    kind::<MeterReadingFact>(&[Device], &[Visit, WorkOrder], 1),
    kind::<CodeBindingFact>(&[Device], &[Device, Visit, WorkOrder], 1),
    kind::<DeviceMergedFact>(&[Device], &[Device], 2),
    kind::<FailureFact>(&[Device], &[Visit, WorkOrder], 1),
    kind::<LifecycleFact>(&[Device], &[Visit, WorkOrder], 1),
    kind::<ProposedCorrectionFact>(
        &[Word::Customer, Word::Site, Word::Contact, Device, WorkOrder, Request],
        &[Visit, WorkOrder],
        1,
    ),
    kind::<DecisionFact>(Word::ALL, Word::ALL, 1),
    kind::<ErasureFact>(Word::ALL, &[], 1),
    kind::<HeldUnitFact>(Word::ALL, Word::ALL, 1),
    kind::<FieldDeviceForkedFact>(&[FieldDevice], &[], 1),
    kind::<NoticeFact>(&[Device, WorkOrder, FieldDevice, Visit], &[Device, WorkOrder], 1),
];

/// The kind of that name.
pub fn of(kind: &str) -> Option<&'static FactKind> {
    ALL.iter().find(|known| known.kind == kind)
}

/// Whether a fact is of a known kind, about the right subjects, with a sound body. Says nothing about rights.
pub fn check_fact(fact: &Fact) -> Result<(), Rejected> {
    let kind = of(&fact.kind).ok_or_else(|| Rejected::new(RejectedCode::UnknownPath, fact_path(&fact.kind)))?;
    let wrong = |expected: String| Rejected::because(RejectedCode::WrongShape, "subjects", expected);
    let (first, others) = fact.subjects.split_first().ok_or_else(|| wrong("at least one".to_owned()))?;
    if !kind.first.contains(&first.word) {
        return Err(wrong(format!("{} first, not {}", words(kind.first), first.word)));
    }
    if let Some(other) = others.iter().find(|other| !kind.others.contains(&other.word)) {
        return Err(wrong(format!("{} after the first, not {}", words(kind.others), other.word)));
    }
    if fact.subjects.len() < kind.subjects_min || fact.subjects.len() > 16 {
        return Err(wrong(format!("{} to 16, not {}", kind.subjects_min, fact.subjects.len())));
    }
    let mut distinct = fact.subjects.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() != fact.subjects.len() || fact.subjects.iter().any(|subject| subject.id.is_nil()) {
        return Err(wrong("each once".to_owned()));
    }
    crate::limits::reference("id", fact.id)?;
    (kind.check)(&fact.body)?;
    if fact.kind == PressFact::KIND {
        check_press_subject(fact)?;
    }
    Ok(())
}

/// The JSON body of a fact that is about to be written.
pub fn body<T: FactBody>(body: &T) -> Value {
    entry::compact(body)
}

fn check_body<T: FactBody>(body: &Value) -> Result<(), Rejected> {
    entry::decode::<T>(body, T::KIND)?.check().map_err(|rejected| entry::under(T::KIND, rejected))
}

fn check_press_subject(fact: &Fact) -> Result<(), Rejected> {
    let press = fact.body::<PressFact>().map(|body| body.press).unwrap_or_default();
    let is_visit = fact.subjects.first().is_some_and(|first| first.word == Visit);
    let is_wrong = if is_visit { press.is_of_order_only() } else { press.is_of_visit_only() };
    if is_wrong || (is_visit && fact.subjects.get(1).is_none_or(|second| second.word != WorkOrder)) {
        return Err(Rejected::because(
            RejectedCode::WrongShape,
            "subjects",
            "a visit's press is about the visit and its order, an order's about the order and its visits",
        ));
    }
    Ok(())
}

/// A kind from outside, shortened: it goes into a refusal.
fn fact_path(kind: &str) -> String {
    kind.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(40).collect()
}

fn words(words: &[Word]) -> String {
    words.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(" or ")
}

/// A fact as a view shows it: both times, and whether it counts.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize, ToSchema)]
pub struct FactSeen<T> {
    pub id: crate::Id,
    pub by: crate::Author,
    /// Effective time.
    pub at_ms: i64,
    /// When the server had it; `None` until then.
    pub received_ms: Option<i64>,
    /// Kept for review, does not count.
    pub is_in_review: bool,
    #[serde(flatten)]
    pub body: T,
}

impl<T: FactBody> FactSeen<T> {
    pub fn from_stored(stored: &crate::fact::StoredFact) -> Option<Self> {
        if stored.fact.kind != T::KIND {
            return None;
        }
        Some(Self {
            id: stored.fact.id,
            by: stored.fact.author.clone(),
            at_ms: stored.effective_ms(),
            received_ms: stored.received.map(|received| received.received_ms),
            is_in_review: stored.is_in_review,
            body: stored.fact.body()?,
        })
    }
}

/// All facts of one kind, oldest first.
pub(crate) fn seen<T: FactBody>(facts: &[&crate::fact::StoredFact]) -> Vec<FactSeen<T>> {
    facts.iter().filter_map(|stored| FactSeen::from_stored(stored)).collect()
}
