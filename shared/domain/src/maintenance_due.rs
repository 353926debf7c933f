//! How a maintenance plan stands for one device: what was done last and what comes next. Reckoned from the plan, the device and
//! the plan's orders, so that a phone that holds these says the same as the server, without a network.

use crate::{
    Id, Rejected, Text,
    device::DeviceView,
    maintenance_plan::{Done, History, MaintenancePlan, MeterReading, Occurrence, occurrence_id},
    order_kind::Kind,
    work_order::WorkOrderView,
    work_order_status::WorkOrderStatus,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How urgent the next maintenance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MaintenanceState {
    /// Its window has not begun.
    Planned,
    /// It is in its window.
    Due,
    /// Its window has passed.
    Overdue,
    /// Nothing is planned: the meter was not read yet, or the plan has ended.
    Nothing,
}

/// How a plan stands for a device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeviceMaintenance {
    pub plan: Id,
    pub name: Text,
    pub number: String,
    pub kind: Kind,
    pub procedure: Option<Id>,
    pub state: MaintenanceState,
    pub next: Option<Occurrence>,
    /// The order that the next occurrence is or becomes.
    pub work_order: Option<Id>,
    /// When it was done the last time, and with which order.
    pub last_done_ms: Option<i64>,
    pub last_order: Option<Id>,
}

impl History {
    /// From the orders of the plan for the device, and the device's readings.
    pub fn of<'a>(
        plan: &MaintenancePlan,
        orders: impl Iterator<Item = (Id, &'a WorkOrderView)>,
        device: Option<&DeviceView>,
    ) -> Self {
        let done =
            orders.filter_map(|(work_order, order)| Some(Done { work_order, at_ms: ended_ms(order)? })).collect();
        let readings = match (&plan.schedule.metered, device) {
            (Some(metered), Some(device)) => readings_of(device, &metered.meter),
            _ => Vec::new(),
        };
        Self { done, readings }
    }
}

/// `since_ms` is when the plan was written: what was due before was never promised by it. Within a plan that is paused, or that
/// cannot be followed, nothing is planned.
///
/// # Errors
/// Where the plan's zone or rule cannot be followed.
pub fn standing(
    (id, plan): (Id, &MaintenancePlan),
    device: Id,
    history: &History,
    since_ms: i64,
    now_ms: i64,
) -> Result<DeviceMaintenance, Rejected> {
    let last = history.done.iter().max_by_key(|done| (done.at_ms, done.work_order));
    let next = plan.next_of(history, since_ms)?;
    let state = match &next {
        None => MaintenanceState::Nothing,
        Some(next) if now_ms > next.window_to_ms.max(next.due_ms) => MaintenanceState::Overdue,
        Some(next) if now_ms >= next.window_from_ms => MaintenanceState::Due,
        Some(_) => MaintenanceState::Planned,
    };
    Ok(DeviceMaintenance {
        plan: id,
        name: plan.name.clone(),
        number: plan.number.clone(),
        kind: plan.kind,
        procedure: plan.procedure,
        state,
        work_order: next.as_ref().map(|next| occurrence_id(id, device, &next.occurrence)),
        next,
        last_done_ms: last.map(|last| last.at_ms),
        last_order: last.map(|last| last.work_order),
    })
}

/// When the maintenance was done; one that was cancelled is counted from then, or nothing would ever follow it.
pub fn ended_ms(order: &WorkOrderView) -> Option<i64> {
    match order.status {
        WorkOrderStatus::Done | WorkOrderStatus::Reviewed | WorkOrderStatus::Closed => {
            let reached = ["done", "reviewed", "closed"].iter().find_map(|status| order.reached_ms.get(*status));
            reached.copied().or(order.since_ms)
        }
        WorkOrderStatus::Cancelled => order.since_ms,
        _ => None,
    }
}

/// The readings of a meter that count: no corrected ones, and none from before it was exchanged or set back.
fn readings_of(device: &DeviceView, meter: &str) -> Vec<MeterReading> {
    let own: Vec<_> =
        device.meter_readings.iter().filter(|seen| !seen.is_in_review && seen.body.meter == meter).collect();
    let replaced: Vec<Id> = own.iter().flat_map(|seen| seen.body.replaces.iter().copied()).collect();
    let reset_ms = own.iter().filter(|seen| seen.body.is_reset).map(|seen| seen.at_ms).max().unwrap_or(i64::MIN);
    own.iter()
        .filter(|seen| !replaced.contains(&seen.id) && seen.at_ms >= reset_ms)
        .map(|seen| MeterReading { at_ms: seen.at_ms, value: seen.body.reading.clone() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maintenance_plan::{Fixed, Schedule};
    use jiff::civil::date;

    const HOUR_MS: i64 = 3_600_000;

    fn yearly() -> MaintenancePlan {
        let fixed = Fixed { starts_at: date(2026, 3, 1).at(9, 0, 0, 0), rule: "FREQ=YEARLY".into() };
        MaintenancePlan {
            name: Text::new("年检", "Yearly"),
            zone: "UTC".into(),
            schedule: Schedule { fixed: Some(fixed), ..Schedule::default() },
            window_before_days: 7,
            window_after_days: 14,
            ..MaintenancePlan::default()
        }
    }

    fn ms(day: jiff::civil::Date) -> i64 {
        day.at(9, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_millisecond()
    }

    fn at(history: &History, day: jiff::civil::Date) -> DeviceMaintenance {
        standing((Id::from_parts(1, 1), &yearly()), Id::from_parts(1, 2), history, ms(date(2026, 1, 1)), ms(day))
            .unwrap()
    }

    #[test]
    fn a_maintenance_is_planned_then_due_then_overdue_and_then_the_next_is() {
        let none = History::default();
        for (day, state) in [
            (date(2026, 2, 1), MaintenanceState::Planned),
            (date(2026, 2, 22), MaintenanceState::Due),
            (date(2026, 3, 15), MaintenanceState::Due),
            (date(2026, 3, 16), MaintenanceState::Overdue),
            (date(2027, 6, 1), MaintenanceState::Overdue),
        ] {
            let standing = at(&none, day);
            assert_eq!((standing.state, standing.next.unwrap().occurrence.as_str()), (state, "2026-03-01"), "{day}");
        }
        let early = Done { work_order: Id::from_parts(1, 3), at_ms: ms(date(2026, 2, 25)) };
        let done = at(&History { done: vec![early], ..History::default() }, date(2026, 3, 20));
        assert_eq!((done.state, done.next.unwrap().occurrence.as_str()), (MaintenanceState::Planned, "2027-03-01"));
        assert_eq!((done.last_done_ms, done.last_order), (Some(ms(date(2026, 2, 25))), Some(Id::from_parts(1, 3))));
    }

    #[test]
    fn a_plan_that_is_paused_plans_nothing() {
        let plan = MaintenancePlan { is_paused: true, ..yearly() };
        let now_ms = ms(date(2026, 3, 20)) + HOUR_MS;
        let standing = standing((Id::default(), &plan), Id::default(), &History::default(), 0, now_ms).unwrap();
        assert_eq!((standing.state, standing.next), (MaintenanceState::Nothing, None));
    }
}
