//! By the clock: what stands still is stated once for each occasion, as a notice (`onsite_domain::standstill`). It is looked
//! for beside the writer, which only states what is new; an item goes away by itself when its subject moved on.

use crate::{
    ServerError, ServerStore, Writer,
    planning::{
        people::{self, People},
        schedule::{self, ScheduledVisit},
    },
};
use onsite_domain::{
    Id, Priority, Subject, Word,
    attention::AttentionKind,
    calendar::Calendar,
    fact::StoredFact,
    notice::{NoticeFact, Noticed},
    press::{PauseKind, Press},
    request::Channel,
    service_level::{self, Milestones, Pause, PromiseState, ServiceLevel, Target, WARN_AT_BP},
    settings::Settings,
    standstill::{self, Promised},
    visit::VisitView,
    work_order::WorkOrderView,
};
use onsite_store::{Touched, derived, fact};
use rusqlite::named_params;
use std::collections::{BTreeMap, BTreeSet};

/// Stated in one go; the rest a minute later.
const STATED_MAX: usize = 500;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Something that stands still and was not said yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Standstill {
    pub subjects: Vec<Subject>,
    pub body: NoticeFact,
}

impl Standstill {
    fn of(noticed: Noticed, key: String, subjects: Vec<Subject>) -> Self {
        Self { subjects, body: NoticeFact { noticed, key, off_ms: None } }
    }
}

impl ServerStore {
    /// Looks at everything as it is at `now_ms` and states what is new; how much that was.
    pub fn watch(&mut self, now_ms: i64) -> Result<usize, ServerError> {
        let found = self.standstills(now_ms)?;
        self.state_standstills(&found)?;
        Ok(found.len())
    }

    /// What stands still at `now_ms` and was not stated yet. Writes nothing.
    pub fn standstills(&self, now_ms: i64) -> Result<Vec<Standstill>, ServerError> {
        let settings = self.settings()?;
        let mut found = Vec::new();
        self.orders_that_stand(&settings, now_ms, &mut found)?;
        let waiting = schedule::not_ended(self)?;
        self.visits_that_stand(&settings, &waiting, now_ms, &mut found)?;
        self.silent_field_devices(&settings, &waiting, now_ms, &mut found)?;
        found.truncate(STATED_MAX);
        Ok(found)
    }

    /// States what was found, as far as it was not stated meanwhile.
    pub fn state_standstills(&mut self, found: &[Standstill]) -> Result<(), ServerError> {
        let mut touched = Touched::new();
        for still in found {
            self.state_once(still.subjects.clone(), &still.body, &mut touched)?;
        }
        if touched.is_empty() { Ok(()) } else { self.finish(&touched) }
    }

    fn orders_that_stand(
        &self,
        settings: &Settings,
        now_ms: i64,
        found: &mut Vec<Standstill>,
    ) -> Result<(), ServerError> {
        let orders: Vec<(Subject, WorkOrderView)> = derived::views(
            &self.db,
            // The index is named: without figures about the data all orders ever made seem to be fewer.
            "subject IN (
                 SELECT subject FROM view AS open INDEXED BY view_order_status
                 WHERE open.word = 'work_order' AND open.status IN
                     ('new', 'verified', 'offered', 'scheduled', 'accepted', 'under_way', 'paused', 'follow_up'))",
            &[],
        )?;
        let mut levels = Levels::new(self);
        for (subject, order) in &orders {
            if let Some(key) = self.unassigned(*subject, order, settings, now_ms)? {
                found.push(Standstill::of(Noticed::Unassigned, key, vec![*subject]));
            }
            if let Some((key, since_ms)) = standstill::unanswered(order)
                && is_over(since_ms, settings.planning.unaccepted_minutes, now_ms)
                && !self.is_known(*subject, AttentionKind::Unaccepted, &key)?
            {
                found.push(Standstill::of(Noticed::Unaccepted, key, vec![*subject]));
            }
            for promised in Promised::ALL {
                let Some(due_ms) = promised.open_ms(order) else { continue };
                let (noticed, kind) = match levels.state(order, promised, due_ms, now_ms)? {
                    PromiseState::NearLimit => (Noticed::PromiseNear, AttentionKind::PromiseNear),
                    PromiseState::Missed => (Noticed::PromiseMissed, AttentionKind::PromiseMissed),
                    PromiseState::Running | PromiseState::Paused | PromiseState::Met => continue,
                };
                let key = promised.occasion(due_ms);
                if !self.is_known(*subject, kind, &key)? {
                    found.push(Standstill::of(noticed, key, vec![*subject]));
                }
            }
        }
        Ok(())
    }

    /// The occasion of an order that nobody has, once it is time and was not said.
    fn unassigned(
        &self,
        subject: Subject,
        order: &WorkOrderView,
        settings: &Settings,
        now_ms: i64,
    ) -> Result<Option<String>, ServerError> {
        // Without the facts first: most orders have somebody.
        if standstill::unassigned(order, &[], Some(now_ms), "").is_none() {
            return Ok(None);
        }
        let facts = fact::about(&self.db, subject)?;
        let facts: Vec<&StoredFact> = facts.iter().collect();
        let Some(key) = standstill::unassigned(order, &facts, Some(now_ms), "") else { return Ok(None) };
        let last = facts.iter().find(|stored| stored.fact.id.to_string() == key);
        let asked_until_ms = order.open_offer().and_then(|offer| offer.body.until_ms);
        let mut since_ms = match last {
            Some(stored) => asked_until_ms.unwrap_or_else(|| stored.effective_ms()),
            None => order.received_ms.or(order.created_ms).unwrap_or(now_ms),
        };
        // What a plan made long ahead is not late before the day it is for.
        if let Some(start_ms) = order.window_start_ms.filter(|_| order.maintenance_plan.is_some()) {
            since_ms = since_ms.max(start_ms.saturating_sub(DAY_MS));
        }
        let is_due = is_over(since_ms, settings.planning.unassigned_minutes, now_ms)
            && !self.is_known(subject, AttentionKind::Unassigned, &key)?;
        Ok(is_due.then_some(key))
    }

    fn visits_that_stand(
        &self,
        settings: &Settings,
        waiting: &[ScheduledVisit],
        now_ms: i64,
        found: &mut Vec<Standstill>,
    ) -> Result<(), ServerError> {
        for visit in waiting {
            let subject = Subject::new(Word::Visit, visit.visit);
            let Some(order) = visit.work_order else { continue };
            let subjects = || vec![subject, Subject::new(Word::WorkOrder, order)];
            let view = told(visit);
            if let Some((key, late_ms)) = standstill::not_set_out(&view)
                && is_over(late_ms, settings.planning.not_set_out_minutes, now_ms)
                && !self.is_known(subject, AttentionKind::NotSetOut, &key)?
            {
                found.push(Standstill::of(Noticed::NotSetOut, key, subjects()));
            }
            if visit.status != onsite_domain::visit_status::VisitStatus::Planned || visit.lead.is_none() {
                continue;
            }
            let items = derived::attention_about(&self.db, subject)?;
            if items.iter().any(|item| item.kind == AttentionKind::Unaccepted) {
                // An item that is there is of the assignment that counts.
                continue;
            }
            let facts = fact::about(&self.db, subject)?;
            let facts: Vec<&StoredFact> = facts.iter().collect();
            if let Some((key, since_ms)) = standstill::unaccepted(&view, &facts)
                && is_over(since_ms, settings.planning.unaccepted_minutes, now_ms)
            {
                found.push(Standstill::of(Noticed::Unaccepted, key, subjects()));
            }
        }
        Ok(())
    }

    /// Field devices of people who have work today or were due, that were not heard for long; and those that were heard
    /// after they were stated.
    fn silent_field_devices(
        &self,
        settings: &Settings,
        waiting: &[ScheduledVisit],
        now_ms: i64,
        found: &mut Vec<Standstill>,
    ) -> Result<(), ServerError> {
        let is_soon = |visit: &&ScheduledVisit| {
            visit.status.is_under_way()
                || visit.planned_ms().is_some_and(|(start_ms, _)| start_ms <= now_ms.saturating_add(DAY_MS))
        };
        let at_work: BTreeSet<Id> =
            waiting.iter().filter(is_soon).flat_map(|visit| visit.lead.iter().chain(&visit.helpers)).copied().collect();
        let silent_ms = i64::from(settings.silent_field_device_hours).saturating_mul(60 * MINUTE_MS);
        let mut last: BTreeMap<Id, i64> = BTreeMap::new();
        for (user, phones) in People::new(self)?.phones()? {
            for phone in &phones {
                last.extend(phone.last_sync_ms.map(|ms| (phone.field_device, ms)));
            }
            let newest_ms = people::last_sync_ms(&phones);
            let newest = phones.iter().filter(|phone| !phone.is_revoked).find(|phone| phone.last_sync_ms == newest_ms);
            let (Some(last_ms), Some(phone)) = (newest_ms, newest) else { continue };
            if !at_work.contains(&user) || now_ms.saturating_sub(last_ms) < silent_ms {
                continue;
            }
            let subject = Subject::new(Word::FieldDevice, phone.field_device);
            let key = last_ms.to_string();
            if !self.is_known(subject, AttentionKind::FieldDeviceSilent, &key)? {
                found.push(Standstill::of(Noticed::FieldDeviceSilent, key, vec![subject]));
            }
        }
        let mut statement =
            self.db.prepare_cached("SELECT subject, body FROM attention WHERE is_open = 1 AND kind = :kind")?;
        let kind = AttentionKind::FieldDeviceSilent.as_str();
        let rows = statement.query_map(named_params! {":kind": kind}, |row| row.get::<_, String>(1))?;
        for row in rows {
            let item: onsite_domain::attention::AttentionItem =
                serde_json::from_str(&row?).map_err(|e| ServerError::broken(format!("attention: {e}")))?;
            if last.get(&item.subject.id).is_some_and(|ms| ms.to_string() != item.key) {
                found.push(Standstill::of(Noticed::FieldDeviceHeard, item.key, vec![item.subject]));
            }
        }
        Ok(())
    }

    /// Whether there is an item of the occasion, open or decided.
    fn is_known(&self, subject: Subject, kind: AttentionKind, key: &str) -> Result<bool, ServerError> {
        let items = derived::attention_about(&self.db, subject)?;
        Ok(items.iter().any(|item| item.kind == kind && item.key == key))
    }
}

/// Looks, and states what is new.
///
/// # Errors
/// Where the database cannot be read or written; the next minute tries again.
pub(crate) async fn run(writer: &Writer) -> Result<(), ServerError> {
    let found = writer.read(|store| store.standstills(store.now_ms())).await?;
    if found.is_empty() {
        return Ok(());
    }
    tracing::info!(count = found.len(), "stands still");
    writer.write(move |store| store.state_standstills(&found)).await
}

fn is_over(since_ms: i64, minutes: u32, now_ms: i64) -> bool {
    since_ms.saturating_add(i64::from(minutes).saturating_mul(MINUTE_MS)) <= now_ms
}

/// The part of a visit's view that standing still is read from.
fn told(visit: &ScheduledVisit) -> VisitView {
    VisitView {
        status: visit.status,
        lead: visit.lead,
        window_start_ms: visit.window_start_ms,
        window_end_ms: visit.window_end_ms,
        agreed_start_ms: visit.agreed_start_ms,
        agreed_end_ms: visit.agreed_end_ms,
        ..VisitView::default()
    }
}

/// Service levels and calendars, each read once.
struct Levels<'a> {
    store: &'a ServerStore,
    levels: BTreeMap<Id, Option<ServiceLevel>>,
    calendars: BTreeMap<Id, Option<Calendar>>,
}

impl<'a> Levels<'a> {
    fn new(store: &'a ServerStore) -> Self {
        Self { store, levels: BTreeMap::new(), calendars: BTreeMap::new() }
    }

    /// How a promise stands. Where it is the one that the service level makes, in that one's business time and without
    /// the time in which the customer kept everybody waiting; else by the clock on the wall.
    fn state(
        &mut self,
        order: &WorkOrderView,
        promised: Promised,
        due_ms: i64,
        now_ms: i64,
    ) -> Result<PromiseState, ServerError> {
        let received_ms = order.received_ms.or(order.created_ms).unwrap_or(due_ms);
        if let Some(state) = self.state_of_level(order, promised, (received_ms, due_ms), now_ms)? {
            return Ok(state);
        }
        let (used_ms, whole_ms) = (now_ms.saturating_sub(received_ms), due_ms.saturating_sub(received_ms));
        let warn_ms = whole_ms.saturating_mul(i64::from(WARN_AT_BP)).checked_div(10_000).unwrap_or(0);
        Ok(match now_ms > due_ms {
            true => PromiseState::Missed,
            false if used_ms >= warn_ms => PromiseState::NearLimit,
            false => PromiseState::Running,
        })
    }

    fn state_of_level(
        &mut self,
        order: &WorkOrderView,
        promised: Promised,
        (received_ms, due_ms): (i64, i64),
        now_ms: i64,
    ) -> Result<Option<PromiseState>, ServerError> {
        let Some(level) = order.service_level else { return Ok(None) };
        if !self.levels.contains_key(&level) {
            self.levels.insert(level, self.store.record_as(Word::ServiceLevel, level)?);
        }
        let Some(level) = self.levels.get(&level).cloned().flatten() else { return Ok(None) };
        let priority = order.priority.as_deref().map(Priority::from_text).unwrap_or(Priority::Normal);
        let minutes = level.target(priority, Channel::Console).and_then(|target| match promised {
            Promised::Response => target.arrival_minutes.or(target.first_response_minutes),
            Promised::Resolution => target.resolution_minutes,
        });
        let Some(minutes) = minutes else { return Ok(None) };
        let calendar = match level.calendar {
            Some(calendar) => self.calendar(calendar)?,
            None => None,
        };
        let zone = order.zone.as_deref().unwrap_or("UTC");
        let calendar = calendar.unwrap_or_else(|| Calendar::around_the_clock(zone));
        let Ok(time) = calendar.business_time() else { return Ok(None) };
        if time.add_business_ms(received_ms, i64::from(minutes).saturating_mul(MINUTE_MS)) != Some(due_ms) {
            // Somebody promised something else.
            return Ok(None);
        }
        let milestones = Milestones { received_ms, pauses: self.pauses(order)?, ..Milestones::default() };
        let target = Target { resolution_minutes: Some(minutes), ..Target::default() };
        Ok(service_level::clock(&target, &time, &milestones, now_ms).resolution.map(|promise| promise.state))
    }

    fn calendar(&mut self, id: Id) -> Result<Option<Calendar>, ServerError> {
        if !self.calendars.contains_key(&id) {
            self.calendars.insert(id, self.store.record_as(Word::Calendar, id)?);
        }
        Ok(self.calendars.get(&id).cloned().flatten())
    }

    /// The times in which the customer, or a locked door, kept a visit from going on.
    fn pauses(&self, order: &WorkOrderView) -> Result<Vec<Pause>, ServerError> {
        let mut pauses = Vec::new();
        for visit in order.visits.iter().filter(|visit| visit.reached_ms.contains_key("paused")) {
            let subject = Subject::new(Word::Visit, visit.visit);
            let Some(view) = derived::view_as::<VisitView>(&self.store.db, subject)? else { continue };
            let counted: Vec<_> = view.presses.iter().filter(|press| press.counts()).collect();
            for (place, press) in counted.iter().enumerate() {
                let is_customers = matches!(press.press.pause, Some(PauseKind::Customer | PauseKind::Access));
                if press.press.press == Press::Pause && is_customers {
                    let next = counted.get(place.saturating_add(1)).map(|next| next.at_ms);
                    pauses.push(Pause { from_ms: press.at_ms, to_ms: next });
                }
            }
        }
        Ok(pauses)
    }
}
