//! An order given to an organisation: a contractor answers whether it takes it. What it answered last about the newest
//! giving counts; giving it to somebody else makes an older answer history.

use crate::{
    Author, Id, Rejected, Subject,
    assignment::DeclineFact,
    attention::{AttentionItem, AttentionKind},
    choice::choices,
    entry,
    fact::StoredFact,
    fact_kind::{FactBody, FactSeen, seen},
    limits,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

choices! {
    GivingState {
        /// The contractor has not answered.
        Waiting = "waiting",
        Accepted = "accepted",
        Declined = "declined",
        /// A branch, or the company itself, is not asked.
        Given = "given",
    }
}

/// A dispatcher gives the order to an organisation. Subject: the order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct GivenFact {
    pub organisation: Id,
    /// A contractor says whether it takes it.
    pub wants_answer: bool,
    pub reason: Option<String>,
    pub follows: Option<Id>,
}

/// The contractor takes it; [`DeclineFact`] is its "no". Subject: the order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct GivenAcceptedFact {
    /// The giving that it answers; missing where the order was made for the contractor.
    pub given: Option<Id>,
    pub follows: Option<Id>,
}

/// How an order stands with the organisation it was given to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Giving {
    pub state: GivingState,
    /// Missing where the order was made for the contractor and only answered.
    pub given: Option<Id>,
    pub organisation: Option<Id>,
    pub given_by: Option<Author>,
    pub given_ms: Option<i64>,
    /// Why it was given.
    pub reason: Option<String>,
    pub answer: Option<Id>,
    pub answered_by: Option<Author>,
    pub answered_ms: Option<i64>,
    /// Why it was declined.
    pub answer_reason: Option<String>,
}

impl FactBody for GivenFact {
    const KIND: &'static str = "given";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("organisation", self.organisation)?;
        entry::free("reason", self.reason.as_ref())
    }
}

impl FactBody for GivenAcceptedFact {
    const KIND: &'static str = "given_accepted";

    fn check(&self) -> Result<(), Rejected> {
        self.given.map_or(Ok(()), |given| limits::reference("given", given))
    }
}

/// How it stands; `None` where nobody gave it and nobody answered. `organisation` is the order's own register.
pub(crate) fn fold(order: Subject, organisation: Option<Id>, facts: &[&StoredFact]) -> Option<Giving> {
    let own: Vec<&StoredFact> = facts
        .iter()
        .copied()
        .filter(|stored| !stored.is_in_review && stored.fact.subjects.first() == Some(&order))
        .collect();
    let last = seen::<GivenFact>(&own).pop();
    // The register moved on without a giving: what was given before is history.
    if last.as_ref().is_some_and(|given| organisation.is_some_and(|now| now != given.body.organisation)) {
        return None;
    }
    let (given, given_ms) = (last.as_ref().map(|given| given.id), last.as_ref().map_or(i64::MIN, |given| given.at_ms));
    let accepted = seen::<GivenAcceptedFact>(&own).into_iter().filter(|accepted| accepted.body.given == given);
    let accepted = accepted.map(|seen| answer(GivingState::Accepted, seen, None));
    let declined = seen::<DeclineFact>(&own).into_iter().filter(|declined| match declined.body.given {
        Some(answered) => Some(answered) == given,
        None => declined.at_ms >= given_ms,
    });
    let declined = declined.map(|seen| {
        let reason = Some(seen.body.reason.clone());
        answer(GivingState::Declined, seen, reason)
    });
    let last_answer = accepted.chain(declined).max_by_key(|answer| (answer.answered_ms, answer.answer));
    if last.is_none() && last_answer.is_none() {
        return None;
    }
    let mut giving = last_answer.unwrap_or_default();
    if let Some(given) = last {
        if giving.answer.is_none() {
            giving.state = if given.body.wants_answer { GivingState::Waiting } else { GivingState::Given };
        }
        giving.organisation = Some(given.body.organisation);
        giving.reason = given.body.reason;
        giving.given = Some(given.id);
        giving.given_by = Some(given.by);
        giving.given_ms = Some(given.at_ms);
    }
    Some(giving)
}

fn answer<T>(state: GivingState, seen: FactSeen<T>, answer_reason: Option<String>) -> Giving {
    Giving {
        state,
        answer: Some(seen.id),
        answered_by: Some(seen.by),
        answered_ms: Some(seen.at_ms),
        answer_reason,
        ..Giving::default()
    }
}

/// A contractor's "no" needs somebody who gives the order to another, for as long as it stands.
pub(crate) fn attention(order: Subject, is_open: bool, giving: Option<&Giving>) -> Option<AttentionItem> {
    let giving = giving.filter(|giving| is_open && giving.state == GivingState::Declined)?;
    let (answer, at_ms) = (giving.answer?, giving.answered_ms?);
    let detail = json!({
        "organisation": giving.organisation, "reason": giving.answer_reason, "by": giving.answered_by,
    });
    Some(AttentionItem::open(AttentionKind::GivenDeclined, order, "given", vec![answer.to_string()], at_ms, detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ORDER, desk, fact, fact_id, id};
    use crate::{Word, fact::StoredFact};

    fn order() -> Subject {
        Subject::new(Word::WorkOrder, id(ORDER))
    }

    fn given(number: u64, organisation: u64) -> StoredFact {
        let body = GivenFact { organisation: id(organisation), wants_answer: true, ..GivenFact::default() };
        fact(number, desk(), vec![order()], &body)
    }

    fn accepted(number: u64, given: u64) -> StoredFact {
        fact(number, desk(), vec![order()], &GivenAcceptedFact { given: Some(fact_id(given)), follows: None })
    }

    fn declined(number: u64, given: Option<u64>) -> StoredFact {
        let body = DeclineFact { reason: "no capacity".into(), given: given.map(fact_id), follows: None };
        fact(number, desk(), vec![order()], &body)
    }

    fn state(facts: &[StoredFact], organisation: u64) -> Option<GivingState> {
        let facts: Vec<&StoredFact> = facts.iter().collect();
        fold(order(), Some(id(organisation)), &facts).map(|giving| giving.state)
    }

    #[test]
    fn the_last_answer_to_the_newest_giving_counts() {
        let mut facts = vec![given(1, 60)];
        assert_eq!(state(&facts, 60), Some(GivingState::Waiting));
        facts.push(accepted(2, 1));
        assert_eq!(state(&facts, 60), Some(GivingState::Accepted));
        facts.push(declined(3, Some(1)));
        assert_eq!(state(&facts, 60), Some(GivingState::Declined));
        facts.push(given(4, 61));
        assert_eq!(state(&facts, 61), Some(GivingState::Waiting));
        // Late, to what is history.
        facts.push(accepted(5, 1));
        assert_eq!(state(&facts, 61), Some(GivingState::Waiting));
        facts.push(accepted(6, 4));
        assert_eq!(state(&facts, 61), Some(GivingState::Accepted));
        assert_eq!(state(&facts, 62), None, "the register was written without a giving");
    }

    #[test]
    fn a_no_needs_somebody_until_it_is_given_anew_or_over() {
        let mut facts = vec![declined(1, None)];
        let item = |facts: &[StoredFact], is_open| {
            let facts: Vec<&StoredFact> = facts.iter().collect();
            attention(order(), is_open, fold(order(), Some(id(60)), &facts).as_ref())
        };
        assert_eq!(item(&facts, true).map(|item| item.kind), Some(AttentionKind::GivenDeclined));
        assert_eq!(item(&facts, false), None);
        facts.push(given(2, 60));
        assert_eq!(item(&facts, true), None);
    }
}
