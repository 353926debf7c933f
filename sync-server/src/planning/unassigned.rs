//! Open orders that wait for somebody to plan them.

use crate::{ServerError, ServerStore};
use onsite_domain::{Id, Subject, work_order::WorkOrderView, work_order_status::WorkOrderStatus};
use onsite_store::derived;

/// Orders that are open, not under way and may lack something, over the index of their states: where a visit of a scheduled
/// or accepted one has not ended, the order's lead is that of the last such visit.
const TO_PLAN: &str = "subject IN (
    SELECT subject FROM view AS open INDEXED BY view_order_board WHERE open.word = 'work_order'
    AND open.status IN ('new', 'verified', 'offered', 'scheduled', 'accepted', 'follow_up')
    AND (open.status NOT IN ('scheduled', 'accepted')
         OR json_extract(open.body, '$.lead') IS NULL OR open.window_start_ms IS NULL
         OR NOT EXISTS (
             SELECT 1 FROM view AS visit INDEXED BY view_work_order WHERE visit.word = 'visit' AND visit.work_order = substr(open.subject, 12)
             AND visit.has_ended = 0)))";

/// What an order lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lacking {
    /// No visit that has not ended has a lead, and nobody is asked.
    pub(crate) lead: bool,
    pub(crate) window: bool,
}

impl Lacking {
    pub(crate) fn of(order: &WorkOrderView, now_ms: i64) -> Self {
        let is_to_plan = order.is_open
            && !matches!(
                order.status,
                WorkOrderStatus::UnderWay | WorkOrderStatus::Paused | WorkOrderStatus::Done | WorkOrderStatus::Reviewed
            );
        if !is_to_plan {
            return Self::default();
        }
        let has_lead = order.visits.iter().any(|visit| !visit.status.has_ended() && visit.lead.is_some());
        let is_offered = order.open_offer().is_some_and(|offer| offer.body.until_ms.is_none_or(|until| until > now_ms));
        Self { lead: !has_lead && !is_offered, window: order.window_start_ms.is_none() }
    }

    pub(crate) fn is_any(self) -> bool {
        self.lead || self.window
    }
}

/// The promise that comes first of those that are still to be kept; orders without one come last.
pub(crate) fn promise_ms(order: &WorkOrderView) -> i64 {
    let response_ms = order.promised_response_ms.filter(|_| !has_arrived(order));
    response_ms.into_iter().chain(order.promised_resolution_ms).min().unwrap_or(i64::MAX)
}

/// Whether somebody stood there.
pub(crate) fn has_arrived(order: &WorkOrderView) -> bool {
    const THERE: &[&str] = &["on_site", "working"];
    order.visits.iter().any(|visit| THERE.iter().any(|status| visit.reached_ms.contains_key(*status)))
}

/// Orders without a lead or a window, those of one organisation where one is given, oldest promise first.
pub(crate) fn unassigned(
    store: &ServerStore,
    organisation: Option<Id>,
) -> Result<Vec<(Subject, WorkOrderView, Lacking)>, ServerError> {
    let now_ms = store.now_ms();
    let orders: Vec<(Subject, WorkOrderView)> = derived::views(&store.db, TO_PLAN, &[])?;
    let mut found: Vec<(Subject, WorkOrderView, Lacking)> = orders
        .into_iter()
        .filter(|(_, order)| organisation.is_none_or(|organisation| order.organisation == Some(organisation)))
        .map(|(subject, order)| {
            let lacking = Lacking::of(&order, now_ms);
            (subject, order, lacking)
        })
        .filter(|(_, _, lacking)| lacking.is_any())
        .collect();
    found.sort_by_key(|(subject, order, _)| (promise_ms(order), subject.id));
    Ok(found)
}
