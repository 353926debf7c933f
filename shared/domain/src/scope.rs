//! Scope: what a field device carries, and what a contractor's dispatcher sees. Pure functions of views, rights and now.

use crate::{Id, Subject, Word, work_order::WorkOrderView};
use std::collections::BTreeSet;

/// Whose scope it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    pub user: Id,
    pub teams: BTreeSet<Id>,
    pub organisation: Id,
}

/// How far around now a field device carries orders, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub before_ms: i64,
    pub after_ms: i64,
}

impl Default for Window {
    /// Two weeks back, two weeks ahead.
    fn default() -> Self {
        const DAY_MS: i64 = 86_400_000;
        Self { before_ms: 14 * DAY_MS, after_ms: 14 * DAY_MS }
    }
}

/// Whether a user's field device holds the order: assigned to one of its visits or offered it, and within the window.
/// An open order that is overdue stays, however old; an ended one leaves after the window.
pub fn order_in_scope(viewer: &Viewer, order: &WorkOrderView, now_ms: i64, window: Window) -> bool {
    let is_created = order.created_by.as_ref().and_then(crate::Author::user) == Some(viewer.user);
    if !order.is_assigned(viewer.user) && !is_offered(viewer, order) && !is_created {
        return false;
    }
    if !order.is_open || is_over_for(viewer.user, order) {
        let ended_ms = order.since_ms.or(order.created_ms).unwrap_or(now_ms);
        return ended_ms >= now_ms.saturating_sub(window.before_ms);
    }
    order.window_start_ms.is_none_or(|start_ms| start_ms <= now_ms.saturating_add(window.after_ms))
}

/// Offered to the user or a team of theirs, and nobody has it yet.
fn is_offered(viewer: &Viewer, order: &WorkOrderView) -> bool {
    order.open_offer().is_some_and(|offer| {
        offer.body.users.contains(&viewer.user) || offer.body.teams.iter().any(|team| viewer.teams.contains(team))
    })
}

/// Every visit the user is assigned to has ended.
fn is_over_for(user: Id, order: &WorkOrderView) -> bool {
    let mut own = order
        .visits
        .iter()
        .filter(|visit| visit.lead == Some(user) || visit.expert == Some(user) || visit.helpers.contains(&user))
        .peekable();
    own.peek().is_some() && own.all(|visit| visit.status.has_ended())
}

/// What goes with an order: its visits, customer, site, contact, device, procedure, contract, the order it follows up,
/// planned parts and tools, its kind and promises. Sorted, each once, without the order itself. What hangs on those (the
/// device's history, the procedure's manuals) is the caller's to add.
pub fn related(order: &WorkOrderView) -> Vec<Subject> {
    let one = [
        (Word::Customer, order.customer),
        (Word::Site, order.site),
        (Word::Contact, order.contact),
        (Word::Device, order.device),
        (Word::Request, order.request),
        (Word::Procedure, order.procedure),
        (Word::Contract, order.contract),
        (Word::Warranty, order.warranty),
        (Word::WorkOrder, order.cause_order),
        (Word::OrderKind, order.order_kind),
        (Word::ServiceLevel, order.service_level),
        (Word::FaultCode, order.fault_code),
    ];
    let mut related: BTreeSet<Subject> =
        one.into_iter().filter_map(|(word, id)| Some(Subject::new(word, id?))).collect();
    related.extend(order.visits.iter().map(|visit| Subject::new(Word::Visit, visit.visit)));
    related.extend(order.planned_parts.iter().map(|entry| Subject::new(Word::Part, entry.value.part)));
    related.extend(order.planned_tools.iter().map(|entry| Subject::new(Word::Tool, entry.value.tool)));
    related.into_iter().collect()
}

/// What a contractor's dispatcher sees in the console: the orders given to the contractor, nothing else.
pub fn order_in_contractor_scope(organisation: Id, order: &WorkOrderView) -> bool {
    order.organisation == Some(organisation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assignment::OfferFact,
        fact_kind::FactSeen,
        testing::{LI, WANG, desk, id},
        visit_status::VisitStatus,
        work_order::VisitOfOrder,
    };

    const DAY_MS: i64 = 86_400_000;
    const NOW_MS: i64 = 100 * DAY_MS;

    fn viewer(user: u64) -> Viewer {
        Viewer { user: id(user), teams: BTreeSet::from([id(50)]), organisation: id(60) }
    }

    fn order(status: VisitStatus) -> WorkOrderView {
        let visit = VisitOfOrder { visit: id(2), status, lead: Some(id(LI)), ..VisitOfOrder::default() };
        WorkOrderView { is_open: true, visits: vec![visit], device: Some(id(5)), ..WorkOrderView::default() }
    }

    fn sees(user: u64, order: &WorkOrderView) -> bool {
        order_in_scope(&viewer(user), order, NOW_MS, Window::default())
    }

    #[test]
    fn an_engineer_carries_assigned_orders_around_now() {
        let mut planned = order(VisitStatus::Planned);
        assert!(sees(LI, &planned));
        assert!(!sees(WANG, &planned));
        planned.window_start_ms = Some(NOW_MS + 20 * DAY_MS);
        assert!(!sees(LI, &planned), "too far ahead");
        planned.window_start_ms = Some(0);
        assert!(sees(LI, &planned), "overdue and open stays");
    }

    #[test]
    fn an_ended_order_leaves_after_the_window() {
        let mut ended = order(VisitStatus::Finished);
        ended.since_ms = Some(NOW_MS - DAY_MS);
        assert!(sees(LI, &ended));
        ended.since_ms = Some(NOW_MS - 15 * DAY_MS);
        assert!(!sees(LI, &ended));
    }

    #[test]
    fn an_offer_is_seen_by_its_group_until_somebody_has_it() {
        let mut offered = WorkOrderView { is_open: true, ..WorkOrderView::default() };
        offered.offers.push(FactSeen {
            id: id(7),
            by: desk(),
            at_ms: 1,
            received_ms: None,
            is_in_review: false,
            body: OfferFact { teams: vec![id(50)], ..OfferFact::default() },
        });
        assert!(sees(WANG, &offered));
        offered.claim_confirmations.push(FactSeen {
            id: id(8),
            by: desk(),
            at_ms: 2,
            received_ms: None,
            is_in_review: false,
            body: crate::assignment::ClaimConfirmedFact { claim: id(9), user: id(LI) },
        });
        assert!(!sees(WANG, &offered));
    }

    #[test]
    fn related_names_visits_and_everything_the_order_names() {
        let related = related(&order(VisitStatus::Planned));
        assert_eq!(related, [Subject::new(Word::Visit, id(2)), Subject::new(Word::Device, id(5))]);
    }

    #[test]
    fn a_contractor_sees_only_what_it_was_given() {
        let mut given = order(VisitStatus::Planned);
        assert!(!order_in_contractor_scope(id(60), &given));
        given.organisation = Some(id(60));
        assert!(order_in_contractor_scope(id(60), &given));
    }
}
