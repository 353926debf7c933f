//! What stands still: an order that nobody was given, a visit that nobody accepted or set out for, a promise whose time
//! runs out. The clock of the server finds it and states it once for each occasion; whether it still holds is read from
//! the subject's own facts, so that the item goes away by itself.

use crate::{
    Id,
    assignment::{AssignmentFact, ClaimConfirmedFact, DeclineFact, HandOverFact, OfferFact},
    fact::StoredFact,
    fact_kind::FactBody as _,
    giving::{GivenFact, GivingState},
    visit::VisitView,
    visit_status::VisitStatus,
    work_order::WorkOrderView,
    work_order_status::WorkOrderStatus,
};

/// A window longer than this leaves open when somebody comes: it is late only when it ends.
const WIDE_WINDOW_MS: i64 = 24 * 3_600_000;

/// The occasion of an order that nobody has: the last thing that was done about who goes. `None` where somebody has it or
/// it needs nobody. With `now_ms` an offer whose time is over asks nobody; without, only the one that `stated` names.
pub fn unassigned(order: &WorkOrderView, facts: &[&StoredFact], now_ms: Option<i64>, stated: &str) -> Option<String> {
    let is_to_plan = order.is_open
        && !matches!(
            order.status,
            WorkOrderStatus::UnderWay | WorkOrderStatus::Paused | WorkOrderStatus::Done | WorkOrderStatus::Reviewed
        );
    let has_lead = order.visits.iter().any(|visit| !visit.status.has_ended() && visit.lead.is_some());
    if !is_to_plan || has_lead {
        return None;
    }
    // A contractor that was asked, or took it, assigns its own people.
    if order.giving.as_ref().is_some_and(|giving| giving.state == GivingState::Waiting) {
        return None;
    }
    if let Some(offer) = order.open_offer() {
        let is_over = match now_ms {
            Some(now_ms) => offer.body.until_ms.is_some_and(|until_ms| until_ms <= now_ms),
            None => offer.id.to_string() == stated,
        };
        if !is_over {
            return None;
        }
    }
    const STEPS: &[&str] = &[
        AssignmentFact::KIND,
        ClaimConfirmedFact::KIND,
        DeclineFact::KIND,
        HandOverFact::KIND,
        OfferFact::KIND,
        GivenFact::KIND,
    ];
    Some(last_of(facts, STEPS).map_or_else(|| "new".to_owned(), |(id, _)| id.to_string()))
}

/// The occasion of a visit whose lead has not said yes, and since when they have it.
pub fn unaccepted(visit: &VisitView, facts: &[&StoredFact]) -> Option<(String, i64)> {
    if visit.status != VisitStatus::Planned || visit.lead.is_none() {
        return None;
    }
    const STEPS: &[&str] = &[AssignmentFact::KIND, ClaimConfirmedFact::KIND, HandOverFact::KIND];
    let (id, stored) = last_of(facts, STEPS)?;
    // Whoever claimed it has said yes.
    (stored.fact.kind != ClaimConfirmedFact::KIND).then(|| (id.to_string(), stored.effective_ms()))
}

/// The occasion of an order that waits for a contractor's answer, and since when.
pub fn unanswered(order: &WorkOrderView) -> Option<(String, i64)> {
    let giving = order.giving.as_ref().filter(|giving| order.is_open && giving.state == GivingState::Waiting)?;
    Some((giving.given?.to_string(), giving.given_ms?))
}

/// The occasion of a visit that nobody set out for, and from when on it is late.
pub fn not_set_out(visit: &VisitView) -> Option<(String, i64)> {
    let waits = matches!(visit.status, VisitStatus::Planned | VisitStatus::Accepted | VisitStatus::Confirmed);
    if !waits || visit.lead.is_none() {
        return None;
    }
    let (start_ms, end_ms) = match visit.agreed_start_ms.zip(visit.agreed_end_ms) {
        Some(agreed) => agreed,
        None => (visit.window_start_ms?, visit.window_end_ms.or(visit.window_start_ms)?),
    };
    let late_ms = if end_ms.saturating_sub(start_ms) > WIDE_WINDOW_MS { end_ms } else { start_ms };
    Some((late_ms.to_string(), late_ms))
}

/// What an order was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promised {
    Response,
    Resolution,
}

impl Promised {
    pub const ALL: [Self; 2] = [Self::Response, Self::Resolution];

    /// When it is due, where that was promised and is not kept yet.
    pub fn open_ms(self, order: &WorkOrderView) -> Option<i64> {
        if !order.is_open {
            return None;
        }
        match self {
            Self::Response => order.promised_response_ms.filter(|_| !is_answered(order)),
            Self::Resolution => {
                let is_solved = matches!(order.status, WorkOrderStatus::Done | WorkOrderStatus::Reviewed);
                order.promised_resolution_ms.filter(|_| !is_solved)
            }
        }
    }

    /// The occasion: the same promise moved to another time is another.
    pub fn occasion(self, due_ms: i64) -> String {
        let name = match self {
            Self::Response => "response",
            Self::Resolution => "resolution",
        };
        format!("{name}/{due_ms}")
    }

    /// Whether an occasion is of a promise that is still open.
    pub fn is_open(order: &WorkOrderView, occasion: &str) -> bool {
        Self::ALL.iter().any(|promised| promised.open_ms(order).is_some_and(|ms| promised.occasion(ms) == occasion))
    }
}

/// Somebody stood there, or worked on it from afar.
fn is_answered(order: &WorkOrderView) -> bool {
    const THERE: &[&str] = &["on_site", "working"];
    let is_there =
        |reached: &std::collections::BTreeMap<String, i64>| THERE.iter().any(|status| reached.contains_key(*status));
    order.visits.iter().any(|visit| is_there(&visit.reached_ms))
        || matches!(order.status, WorkOrderStatus::Done | WorkOrderStatus::Reviewed)
}

/// The last fact of some kinds that counts; by the time it was made, then by id.
fn last_of<'a>(facts: &[&'a StoredFact], kinds: &[&str]) -> Option<(Id, &'a StoredFact)> {
    let counted =
        facts.iter().copied().filter(|stored| !stored.is_in_review && kinds.contains(&stored.fact.kind.as_str()));
    counted.max_by_key(|stored| (stored.effective_ms(), stored.fact.id)).map(|stored| (stored.fact.id, stored))
}
