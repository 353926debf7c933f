//! Who would be best for an order: what is known about order and engineers, for the rule in `onsite_domain::proposal`.

use super::{
    people::{self, People},
    schedule::{self, ROWS_MAX, ScheduledVisit},
    unassigned,
};
use crate::{ServerError, ServerStore};
use jiff::{civil::Date, tz::TimeZone};
use onsite_domain::{
    Id, Quantity, Word,
    device_record::DeviceRecord,
    entry,
    order_kind::{Kind, Mode},
    proposal::{self, Busy, Candidate, Proposal, Reckoning, Wanted},
    work_order::WorkOrderView,
    zone,
};
use std::collections::BTreeMap;

const MINUTE_MS: i64 = 60_000;

impl ServerStore {
    /// Engineers for an order, the best first, those of one organisation where one is given. What the order's own visits
    /// take of anybody's time does not count.
    pub(crate) fn proposals(
        &self,
        work_order: Id,
        order: &WorkOrderView,
        (from_ms, to_ms): (i64, i64),
        organisation: Option<Id>,
    ) -> Result<Vec<Proposal>, ServerError> {
        let mut people = People::new(self)?;
        let mut wanted = wanted(&mut people, self, order)?;
        // A window that is over, or not in the time asked about, binds nobody: the order is planned anew.
        let earliest_ms = self.now_ms().max(from_ms);
        wanted.window = wanted.window.filter(|(start_ms, end_ms)| *start_ms < to_ms && *end_ms >= earliest_ms);
        let reckoning =
            Reckoning { now_ms: self.now_ms(), from_ms, to_ms, speed_kmh: people.settings.planning.travel_speed_kmh };
        let mut busy = busy(&mut people, self, work_order, &wanted, &reckoning)?;
        let device: Option<DeviceRecord> = match order.device {
            Some(device) => self.record_as(Word::Device, device)?,
            None => None,
        };
        let before = match order.device {
            Some(device) => schedule::of_device(self, device)?,
            None => Vec::new(),
        };
        let (places, vans, teams) = (people.last_places()?, people.vans()?, people.teams()?);
        let of_team = device.as_ref().and_then(|device| device.responsible_team);
        let of_team = of_team.and_then(|id| teams.iter().find(|(team, _)| *team == id));
        let (hours_from_ms, hours_to_ms) = reach_of(&wanted, &reckoning);
        let mut candidates = Vec::new();
        for (id, user) in people.engineers(organisation)? {
            if organisation.is_none() && !people.may_be_sent(&user, order.organisation) {
                continue;
            }
            let (hours, _) = people.hours(&user, hours_from_ms, hours_to_ms)?;
            let was_there = |visit: &&ScheduledVisit| {
                visit.has_engineer(id)
                    && visit.arrived_ms.or(visit.started_ms).is_some()
                    && visit.work_order != Some(work_order)
            };
            candidates.push(Candidate {
                user: id,
                hours,
                busy: busy.remove(&id).unwrap_or_default(),
                last_place: places.get(&id).copied(),
                van: match vans.get(&id).filter(|_| !wanted.parts.is_empty()) {
                    Some(van) => people.held(van.id)?,
                    None => BTreeMap::new(),
                },
                visits_before: u32::try_from(before.iter().filter(was_there).count()).unwrap_or(u32::MAX),
                is_responsible: device.as_ref().is_some_and(|device| device.responsible_engineer == Some(id)),
                is_of_team: of_team.is_some_and(|(_, team)| team.has_member(id)),
                is_of_organisation: order.organisation == Some(user.organisation),
                base: user.base,
                skills: user.skills,
            });
        }
        let zone = order.zone.as_deref().and_then(zone::find).unwrap_or_else(|| people.company_zone());
        Ok(proposal::propose(&wanted, &candidates, &reckoning, |at_ms| day_of(at_ms, &zone)))
    }

    /// How long a job of this order takes, in milliseconds.
    pub(crate) fn job_ms(&self, order: &WorkOrderView) -> Result<i64, ServerError> {
        job_ms(&mut People::new(self)?, self, order)
    }
}

fn wanted(people: &mut People<'_>, store: &ServerStore, order: &WorkOrderView) -> Result<Wanted, ServerError> {
    let duration_ms = job_ms(people, store, order)?;
    let mut parts: BTreeMap<Id, Quantity> = BTreeMap::new();
    for planned in entry::current(&order.planned_parts) {
        let sum = parts.entry(planned.value.part).or_default();
        *sum = Quantity(sum.0.saturating_add(planned.value.quantity.0));
    }
    let promised_ms = if unassigned::has_arrived(order) { None } else { order.promised_response_ms };
    Ok(Wanted {
        skills: order.required_skills.clone(),
        duration_ms,
        window: order.window_start_ms.map(|start_ms| (start_ms, order.window_end_ms.unwrap_or(start_ms))),
        promised_ms: promised_ms.or(order.promised_resolution_ms.map(|due_ms| due_ms.saturating_sub(duration_ms))),
        place: people.place(order.site)?,
        parts,
    })
}

fn job_ms(people: &mut People<'_>, store: &ServerStore, order: &WorkOrderView) -> Result<i64, ServerError> {
    let of_kind = |store: &ServerStore| -> Result<Option<u32>, ServerError> {
        let kind = order.kind.as_deref().map(Kind::from_text).unwrap_or_default();
        let mode = order.mode.as_deref().map(Mode::from_text).unwrap_or_default();
        Ok(store.order_kind(kind, mode)?.and_then(|(_, kind)| kind.target_minutes))
    };
    let minutes = match people.target_minutes(order.procedure)? {
        Some(minutes) => minutes,
        None => of_kind(store)?.unwrap_or(people.settings.planning.job_minutes),
    };
    Ok(i64::from(minutes).saturating_mul(MINUTE_MS))
}

/// The time that hours and other work are looked at in: what is asked about, and the order's own window.
fn reach_of(wanted: &Wanted, reckoning: &Reckoning) -> (i64, i64) {
    let (mut from_ms, mut to_ms) = (reckoning.from_ms, reckoning.to_ms);
    if let Some((start_ms, end_ms)) = wanted.window.filter(|(start_ms, end_ms)| *start_ms < to_ms && *end_ms >= from_ms)
    {
        from_ms = from_ms.min(start_ms);
        to_ms = to_ms.max(end_ms.saturating_add(wanted.duration_ms));
    }
    (from_ms, to_ms)
}

fn busy(
    people: &mut People<'_>,
    store: &ServerStore,
    work_order: Id,
    wanted: &Wanted,
    reckoning: &Reckoning,
) -> Result<BTreeMap<Id, Vec<Busy>>, ServerError> {
    let (from_ms, to_ms) = reach_of(wanted, reckoning);
    let day_ms = 24 * 60 * MINUTE_MS;
    // A day more at each end: what goes before counts for the way, and the load is that of whole days.
    let visits = schedule::between(store, from_ms.saturating_sub(day_ms), to_ms.saturating_add(day_ms), ROWS_MAX)?;
    let mut found: BTreeMap<Id, Vec<Busy>> = BTreeMap::new();
    for visit in visits.iter().filter(|visit| visit.work_order != Some(work_order)) {
        let Some(busy) = people.busy(visit, reckoning.now_ms)? else { continue };
        for user in visit.lead.iter().chain(&visit.helpers) {
            found.entry(*user).or_default().push(busy);
        }
    }
    Ok(found)
}

/// Which day an instant is on in a zone, and from when to when that lasts.
fn day_of(at_ms: i64, zone: &TimeZone) -> (Date, i64, i64) {
    let day = zone::civil(zone, at_ms).map(|civil| civil.date()).unwrap_or_default();
    let (from_ms, to_ms) = people::day_ms(day, zone).unwrap_or((at_ms, at_ms));
    (day, from_ms, to_ms)
}
