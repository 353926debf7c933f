//! Planning an order in one step: who goes, and when. What speaks against it is said and does not stop anybody: the desk
//! decides.

use super::{illegal, order::NewWorkOrder, order::Team};
use crate::{
    ServerError, ServerStore,
    planning::{
        people::{self, People, Phone},
        schedule::{self, ROWS_MAX},
    },
};
use onsite_domain::{
    Author, Id, Language, RejectedCode, Subject, Text, Word,
    command::Command,
    id::Hash,
    order_kind::Mode,
    proposal::{self, Candidate, ReasonCode, Wanted},
    user::{Role, User},
    visit::VisitView,
    work_order::WorkOrderView,
    zone,
};
use onsite_messages::say_with;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A phone that was not heard for so long may hold work that nobody knows of, and does not hear of this soon.
const OFFLINE_AFTER_MS: i64 = 3_600_000;
/// A window of a visit lasts no longer.
const WINDOW_MS_MAX: i64 = 31 * 24 * 3_600_000;
/// Warnings of one kind about one person.
const ALIKE_MAX: usize = 5;

/// Who goes, and when.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub lead: Id,
    /// As they are where missing.
    pub helpers: Option<Vec<Id>>,
    pub start_ms: i64,
    /// As long as the job takes where missing.
    pub end_ms: Option<i64>,
    /// Needed where the order had another window before.
    pub reason: Option<String>,
    /// The heads of the order that the plan was made at.
    pub seen: Option<Vec<Hash>>,
}

/// What was planned, and what somebody should know about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    pub visit: Id,
    pub warnings: Vec<PlanWarning>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// `work_order` at the same time.
    DoubleBooking,
    OutsideHours,
    SkillMissing,
    SkillExpired,
    /// Last heard `since`.
    OfflineSince,
    /// No field device that counts.
    NoFieldDevice,
    /// Is taken off, and was last heard `since`.
    RelievedOffline,
}

impl WarningCode {
    const fn key(self) -> &'static str {
        match self {
            Self::DoubleBooking => "plan-double-booking",
            Self::OutsideHours => "plan-outside-hours",
            Self::SkillMissing => "plan-skill-missing",
            Self::SkillExpired => "plan-skill-expired",
            Self::OfflineSince => "plan-offline-since",
            Self::NoFieldDevice => "plan-no-field-device",
            Self::RelievedOffline => "plan-relieved-offline",
        }
    }
}

/// Something that speaks against a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanWarning {
    pub code: WarningCode,
    pub user: Id,
    pub name: Text,
    /// By its code.
    pub skill: Option<String>,
    /// What the skill is called; empty where it has no name.
    pub skill_name: Text,
    pub expired_on: Option<jiff::civil::Date>,
    /// The other order.
    pub work_order: Option<Id>,
    pub number: Option<String>,
    /// Of the other visit.
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    pub since_ms: Option<i64>,
    /// What it means, in both languages.
    pub says: Text,
}

impl ServerStore {
    /// Assigns and sets the window of an order in one command; a plan that is there already changes nothing.
    ///
    /// # Errors
    /// [`RejectedCode::Stale`] where the order was changed since `seen`; [`RejectedCode::IllegalTransition`] where it is
    /// over or somebody is on the way.
    pub fn plan(&mut self, author: &Author, work_order: Id, plan: &Plan) -> Result<Planned, ServerError> {
        let order: WorkOrderView = self.view(Word::WorkOrder, work_order)?;
        if !order.is_open {
            return Err(illegal("work_order", format!("the order is {}", order.status)));
        }
        if plan.seen.as_ref().is_some_and(|seen| !is_same(seen, &order.heads)) {
            return Err(ServerError::rejected(RejectedCode::Stale, "heads"));
        }
        let end_ms = match plan.end_ms {
            Some(end_ms) => end_ms,
            None => plan.start_ms.saturating_add(self.job_ms(&order)?),
        };
        if end_ms <= plan.start_ms || end_ms.saturating_sub(plan.start_ms) > WINDOW_MS_MAX {
            return Err(ServerError::rejected(RejectedCode::OutOfRange, "end"));
        }
        let window = (plan.start_ms, Some(end_ms));
        let visits = self.visits_of(work_order)?;
        let open = visits.iter().rfind(|(_, visit)| !visit.status.has_ended());
        if let Some((_, visit)) = open.filter(|(_, visit)| visit.status.is_under_way()) {
            return Err(illegal("visit", format!("the visit is {}", visit.status)));
        }
        let (before, expert) = open.map(|(_, visit)| (team_of(visit), visit.expert)).unwrap_or_default();
        let team = self.team(plan, before.clone(), expert);
        let rights = self.rights_of(author)?;
        // A contractor's dispatcher is told of no order that was not given to the contractor.
        let reach = Some(rights.organisation).filter(|_| !rights.roles.contains(&Role::Dispatcher));
        let warnings = self.warnings(work_order, &order, &team, &before, (plan.start_ms, end_ms), reach)?;
        let mut command = Command::new("plan");
        let mut moved = self.waiting_visits(work_order)?;
        let planned = (Some(plan.start_ms), Some(end_ms));
        let has_window = |start_ms: Option<i64>, end_ms: Option<i64>| (start_ms, end_ms) == planned;
        let visit = match open {
            Some((id, _)) => *id,
            None => {
                let id = self.ports().new_id();
                let made = self.visit_writes(id, work_order, &of_order(&order, window))?;
                command = command.write(Subject::new(Word::Visit, id), made);
                id
            }
        };
        let is_moved = !has_window(order.window_start_ms, order.window_end_ms)
            || open.is_some_and(|(_, visit)| !has_window(visit.window_start_ms, visit.window_end_ms));
        if is_moved {
            if open.is_none() {
                moved.push(visit);
            }
            let reason = plan.reason.as_deref().unwrap_or_default();
            command = self.moving(command, work_order, &order, window, &moved, reason)?;
        }
        if team != before || open.is_none() {
            command = command.fact(self.assignment_fact(visit, work_order, &team, plan.reason.as_deref())?);
        }
        if command.writes.is_empty() && command.facts.is_empty() {
            // Whoever may not plan it is not told that it is planned so.
            self.require_planner(author, &order)?;
            return Ok(Planned { visit, warnings });
        }
        self.commit_command(author, &rights, &command, &BTreeMap::new())?;
        Ok(Planned { visit, warnings })
    }

    fn require_planner(&self, author: &Author, order: &WorkOrderView) -> Result<(), ServerError> {
        let rights = self.rights_of(author)?;
        let is_given =
            order.organisation == Some(rights.organisation) && rights.roles.contains(&Role::ContractorDispatcher);
        if rights.roles.contains(&Role::Dispatcher) || is_given {
            return Ok(());
        }
        Err(ServerError::rejected(RejectedCode::Forbidden, Word::WorkOrder.as_str()))
    }

    fn team(&self, plan: &Plan, before: Team, expert: Option<Id>) -> Team {
        let mut helpers = plan.helpers.clone().unwrap_or(before.helpers);
        helpers.retain(|helper| *helper != plan.lead);
        Team { lead: Some(plan.lead), helpers, expert }
    }

    /// What speaks against a plan, in the order of the people and of the codes.
    fn warnings(
        &self,
        work_order: Id,
        order: &WorkOrderView,
        team: &Team,
        before: &Team,
        (start_ms, end_ms): (i64, i64),
        reach: Option<Id>,
    ) -> Result<Vec<PlanWarning>, ServerError> {
        let mut people = People::new(self)?;
        let phones = people.phones()?;
        let known: &[Phone] = &[];
        let others = schedule::between(self, start_ms, end_ms, ROWS_MAX)?;
        let now_ms = self.now_ms();
        let names = if order.required_skills.is_empty() { BTreeMap::new() } else { self.skill_names()? };
        let mut found = Vec::new();
        for id in team.lead.iter().chain(&team.helpers) {
            let user = self.active_user(*id)?;
            let zone = people.zone(&user);
            for other in others.iter().filter(|other| other.has_engineer(*id) && other.work_order != Some(work_order)) {
                let Some(busy) = people.busy(other, now_ms)?.filter(|_| !other.has_ended) else { continue };
                let is_alike = found.iter().filter(|w: &&PlanWarning| w.user == *id).count() >= ALIKE_MAX;
                if busy.from_ms >= end_ms || busy.to_ms <= start_ms || is_alike {
                    continue;
                }
                let number = self.number_of(other.work_order, reach)?;
                let warning = PlanWarning {
                    work_order: other.work_order.filter(|_| number.is_some()),
                    number,
                    from_ms: Some(busy.from_ms),
                    to_ms: Some(busy.to_ms),
                    ..about(*id, &user, WarningCode::DoubleBooking)
                };
                found.push(said(warning, &zone));
            }
            let (hours, _) = people.hours(&user, start_ms, end_ms)?;
            let worked_ms: i64 =
                hours.iter().fold(0, |sum: i64, (from_ms, to_ms)| sum.saturating_add(to_ms.saturating_sub(*from_ms)));
            if worked_ms < end_ms.saturating_sub(start_ms) {
                found.push(said(about(*id, &user, WarningCode::OutsideHours), &zone));
            }
            found.extend(skills(order, *id, &user, start_ms, &zone, &names));
            let own = phones.get(id).map_or(known, Vec::as_slice);
            found.extend(offline(*id, &user, own, now_ms).map(|warning| said(warning, &zone)));
        }
        let stays = |id: &&Id| team.lead == Some(**id) || team.helpers.contains(id);
        for id in before.lead.iter().chain(&before.helpers).filter(|id| !stays(id)) {
            let Some(user) = self.record_as::<User>(Word::User, *id)? else { continue };
            let own = phones.get(id).map_or(known, Vec::as_slice);
            let since_ms = people::last_sync_ms(own).filter(|ms| now_ms.saturating_sub(*ms) >= OFFLINE_AFTER_MS);
            if since_ms.is_some() {
                let warning = PlanWarning { since_ms, ..about(*id, &user, WarningCode::RelievedOffline) };
                found.push(said(warning, &people.zone(&user)));
            }
        }
        Ok(found)
    }

    fn number_of(&self, work_order: Option<Id>, reach: Option<Id>) -> Result<Option<String>, ServerError> {
        let Some(order) = work_order else { return Ok(None) };
        let order: WorkOrderView = self.view(Word::WorkOrder, order)?;
        let is_told = reach.is_none_or(|organisation| order.organisation == Some(organisation));
        Ok(order.number.filter(|_| is_told))
    }
}

fn team_of(visit: &VisitView) -> Team {
    Team { lead: visit.lead, helpers: visit.helpers.clone(), expert: visit.expert }
}

fn is_same(seen: &[Hash], heads: &[Hash]) -> bool {
    let sorted = |hashes: &[Hash]| {
        let mut sorted: Vec<[u8; 32]> = hashes.iter().map(|hash| hash.0).collect();
        sorted.sort_unstable();
        sorted
    };
    sorted(seen) == sorted(heads)
}

fn of_order(order: &WorkOrderView, (start_ms, end_ms): (i64, Option<i64>)) -> NewWorkOrder {
    NewWorkOrder {
        window_start_ms: Some(start_ms),
        window_end_ms: end_ms,
        mode: order.mode.as_deref().map(Mode::from_text).unwrap_or_default(),
        customer: order.customer,
        site: order.site,
        device: order.device,
        zone: order.zone.clone(),
        procedure: order.procedure,
        ..NewWorkOrder::default()
    }
}

fn about(id: Id, user: &User, code: WarningCode) -> PlanWarning {
    PlanWarning {
        code,
        user: id,
        name: user.name.clone(),
        skill: None,
        skill_name: Text::default(),
        expired_on: None,
        work_order: None,
        number: None,
        from_ms: None,
        to_ms: None,
        since_ms: None,
        says: Text::default(),
    }
}

fn skills(
    order: &WorkOrderView,
    id: Id,
    user: &User,
    start_ms: i64,
    zone: &jiff::tz::TimeZone,
    names: &BTreeMap<String, Text>,
) -> Vec<PlanWarning> {
    if order.required_skills.is_empty() {
        return Vec::new();
    }
    let wanted = Wanted { skills: order.required_skills.clone(), ..Wanted::default() };
    let candidate = Candidate { skills: user.skills.clone(), ..Candidate::default() };
    let day = zone::civil(zone, start_ms).map(|civil| civil.date()).unwrap_or_default();
    proposal::skills(&wanted, &candidate, day)
        .into_iter()
        .filter_map(|reason| {
            let code = match reason.code {
                ReasonCode::SkillMissing => WarningCode::SkillMissing,
                ReasonCode::SkillExpired => WarningCode::SkillExpired,
                _ => return None,
            };
            let skill_name = reason.skill.as_ref().and_then(|skill| names.get(skill)).cloned().unwrap_or_default();
            let warning =
                PlanWarning { skill: reason.skill, skill_name, expired_on: reason.expired_on, ..about(id, user, code) };
            Some(said(warning, zone))
        })
        .collect()
}

fn offline(id: Id, user: &User, phones: &[Phone], now_ms: i64) -> Option<PlanWarning> {
    match people::last_sync_ms(phones) {
        None => Some(about(id, user, WarningCode::NoFieldDevice)),
        Some(ms) if now_ms.saturating_sub(ms) >= OFFLINE_AFTER_MS => {
            Some(PlanWarning { since_ms: Some(ms), ..about(id, user, WarningCode::OfflineSince) })
        }
        Some(_) => None,
    }
}

fn skill_in(warning: &PlanWarning, language: Language) -> &str {
    let code = warning.skill.as_deref().unwrap_or_default();
    if warning.skill_name.is_blank() { code } else { warning.skill_name.in_language(language) }
}

/// The warning with its sentence; times on the clock of whom it is about.
fn said(warning: PlanWarning, zone: &jiff::tz::TimeZone) -> PlanWarning {
    let clock = |ms: Option<i64>| {
        let at = ms.and_then(|ms| zone::civil(zone, ms));
        at.map(|at| at.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    };
    let (from, to, since) = (clock(warning.from_ms), clock(warning.to_ms), clock(warning.since_ms));
    let day = warning.expired_on.map(|day| day.to_string()).unwrap_or_default();
    let is_other_untold = warning.code == WarningCode::DoubleBooking && warning.number.is_none();
    let key = if is_other_untold { "plan-double-booking-untold" } else { warning.code.key() };
    let says = |language: Language| {
        say_with(
            language,
            key,
            &[
                ("name", warning.name.in_language(language)),
                ("number", warning.number.as_deref().unwrap_or_default()),
                ("skill", skill_in(&warning, language)),
                ("from", &from),
                ("to", &to),
                ("since", &since),
                ("day", &day),
            ],
        )
    };
    let says = Text::new(says(Language::Zh), says(Language::En));
    PlanWarning { says, ..warning }
}
