//! Work orders at the desk: made, assigned, moved, offered, cancelled, closed.

use super::{illegal, reason_or_missing, set};
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Priority, Rejected, RejectedCode, Subject, Word,
    assignment::{self, AssignmentFact, DeclineFact, OfferFact},
    command::Command,
    device_record::DeviceRecord,
    document::Write,
    entry, field_definition,
    id::Hash,
    limits,
    number::WorkOrderNumber,
    order_kind::{Kind, Mode, OrderKind},
    press::{self, Press, PressFact, PressSource},
    service_level::ServiceLevel,
    site::Site,
    user::Role,
    visit::VisitView,
    visit_status::VisitStatus,
    work_order::{PlannedPart, WorkOrderView},
};
use onsite_store::{Touched, derived};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

const PLANNED_PARTS_MAX: usize = 100;

/// What an order is made from. Only `kind` and one of customer, site, device are needed; what a device or site already
/// says is taken from there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewWorkOrder {
    /// Drawn where missing.
    pub id: Option<Id>,
    /// Drawn where missing; kept where an order comes from elsewhere with a number of this form.
    pub number: Option<WorkOrderNumber>,
    pub kind: Kind,
    /// On site where missing.
    pub mode: Mode,
    pub title: Option<String>,
    /// In the customer's words.
    pub description: Option<String>,
    pub priority: Option<Priority>,
    pub customer: Option<Id>,
    pub site: Option<Id>,
    pub contact: Option<Id>,
    pub device: Option<Id>,
    pub request: Option<Id>,
    pub organisation: Option<Id>,
    pub service_level: Option<Id>,
    /// Now where missing.
    pub received_ms: Option<i64>,
    pub window_start_ms: Option<i64>,
    pub window_end_ms: Option<i64>,
    pub zone: Option<String>,
    pub required_skills: Vec<String>,
    /// The kind's default where missing.
    pub procedure: Option<Id>,
    pub cause_order: Option<Id>,
    pub maintenance_plan: Option<Id>,
    pub occurrence: Option<String>,
    pub contract: Option<Id>,
    /// The first visit; drawn where missing.
    pub visit: Option<Id>,
    pub customer_reference: Option<String>,
    pub fault_code: Option<Id>,
    pub planned_parts: Vec<PlannedPart>,
    /// The company's own fields, by the id of their definition.
    pub ext: BTreeMap<String, Value>,
    /// Assigned at once where given.
    pub team: Option<Team>,
}

/// Who goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Team {
    pub lead: Option<Id>,
    pub helpers: Vec<Id>,
    pub expert: Option<Id>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CreatedOrder {
    pub work_order: Id,
    pub number: WorkOrderNumber,
    /// An intake agent makes orders without one; planning a visit is the dispatcher's.
    pub visit: Option<Id>,
}

impl ServerStore {
    /// Makes an order and its first visit, with the steps of its procedure, in one command.
    pub fn create_work_order(&mut self, author: &Author, order: NewWorkOrder) -> Result<CreatedOrder, ServerError> {
        let order = self.completed(order)?;
        self.check_own_of_order(author, order.kind, &order.ext)?;
        let work_order = order.id.unwrap_or_else(|| self.ports.new_id());
        let number = match &order.number {
            Some(number) => number.clone(),
            None => WorkOrderNumber::from_random(u64::from_be_bytes(self.ports.bytes())),
        };
        let rights = self.rights_of(author)?;
        let subject = Subject::new(Word::WorkOrder, work_order);
        let mut command = Command::new("create_work_order")
            .write(subject, order_writes(&order, &number))
            .write(subject, self.derived_writes(&order)?);
        for part in &order.planned_parts {
            let id = match &order.occurrence {
                // Made again after a restore it is the same entry.
                Some(_) => {
                    Hash::of_parts("onsite/planned-part/v1", &[&work_order.to_bytes(), &part.part.to_bytes()]).id()
                }
                None => self.ports.new_id(),
            };
            command = command.write(subject, [entry::add(id, part)]);
        }
        let is_planned = rights.roles.contains(&Role::Dispatcher) || matches!(author, Author::Rule { .. });
        let mut visit = None;
        if is_planned {
            let id = order.visit.unwrap_or_else(|| self.ports.new_id());
            command = command.write(Subject::new(Word::Visit, id), self.visit_writes(id, work_order, &order)?);
            visit = Some(id);
            if let Some(team) = &order.team {
                let fact = self.assignment_fact(id, work_order, team, None)?;
                command = command.fact(fact);
            }
        }
        self.commit_command(author, &rights, &command, &BTreeMap::new())?;
        Ok(CreatedOrder { work_order, number, visit })
    }

    /// Another visit for an order: steps of its procedure, its window unless another is given.
    pub fn add_visit(
        &mut self,
        author: &Author,
        work_order: Id,
        window: Option<(i64, Option<i64>)>,
        team: Option<&Team>,
    ) -> Result<Id, ServerError> {
        let order: WorkOrderView = self.view(Word::WorkOrder, work_order)?;
        if !order.is_open {
            return Err(illegal("work_order", format!("the order is {}", order.status)));
        }
        let planned = NewWorkOrder {
            window_start_ms: window.map_or(order.window_start_ms, |(start_ms, _)| Some(start_ms)),
            window_end_ms: window.map_or(order.window_end_ms, |(_, end_ms)| end_ms),
            mode: order.mode.as_deref().map(Mode::from_text).unwrap_or_default(),
            customer: order.customer,
            site: order.site,
            device: order.device,
            zone: order.zone.clone(),
            procedure: order.procedure,
            ..NewWorkOrder::default()
        };
        let visit = self.ports.new_id();
        let writes = self.visit_writes(visit, work_order, &planned)?;
        let mut command = Command::new("add_visit").write(Subject::new(Word::Visit, visit), writes);
        if let Some(team) = team {
            command = command.fact(self.assignment_fact(visit, work_order, team, None)?);
        }
        self.command(author, &command)?;
        Ok(visit)
    }

    /// An order that follows up another: same customer, site, device and contact.
    pub fn follow_up(&mut self, author: &Author, cause: Id, order: NewWorkOrder) -> Result<CreatedOrder, ServerError> {
        let before: WorkOrderView = self.view(Word::WorkOrder, cause)?;
        let kind = before.kind.as_deref().map(Kind::from_text).unwrap_or_default();
        let mode = before.mode.as_deref().map(Mode::from_text).unwrap_or_default();
        let order = NewWorkOrder {
            kind: if order.kind == Kind::Unknown { kind } else { order.kind },
            mode: if order.mode == Mode::Unknown { mode } else { order.mode },
            title: order.title.or(before.title),
            priority: order.priority.or(before.priority.as_deref().map(Priority::from_text)),
            customer: order.customer.or(before.customer),
            site: order.site.or(before.site),
            contact: order.contact.or(before.contact),
            device: order.device.or(before.device),
            organisation: order.organisation.or(before.organisation),
            service_level: order.service_level.or(before.service_level),
            cause_order: Some(cause),
            // What the company asks for beside is what it was, where it is asked for and nobody says otherwise.
            ext: before.ext.into_iter().chain(order.ext).collect(),
            ..order
        };
        self.create_work_order(author, order)
    }

    /// Says who goes. Without a lead the assignment is withdrawn.
    pub fn assign(
        &mut self,
        author: &Author,
        visit: Id,
        team: &Team,
        reason: Option<&str>,
    ) -> Result<Touched, ServerError> {
        let work_order = self.order_of(visit)?;
        let fact = self.assignment_fact(visit, work_order, team, reason)?;
        self.command(author, &Command::new("assign").fact(fact))
    }

    /// Moves an order and those of its visits that have not begun, as the form was opened at `seen`.
    pub fn reschedule(
        &mut self,
        author: &Author,
        work_order: Id,
        window: (i64, Option<i64>),
        reason: &str,
        seen: Option<Vec<Hash>>,
    ) -> Result<Touched, ServerError> {
        let order: WorkOrderView = self.view(Word::WorkOrder, work_order)?;
        if !order.is_open {
            return Err(illegal("work_order", format!("the order is {}", order.status)));
        }
        let subject = Subject::new(Word::WorkOrder, work_order);
        let moved = self.waiting_visits(work_order)?;
        let command = self.moving(Command::new("reschedule"), work_order, &order, window, &moved, reason)?;
        let rights = self.rights_of(author)?;
        let seen = seen.map(|heads| (subject, heads)).into_iter().collect();
        self.commit_command(author, &rights, &command, &seen)
    }

    /// The visits of an order that have not begun.
    pub(super) fn waiting_visits(&self, work_order: Id) -> Result<Vec<Id>, ServerError> {
        let waits = |status| matches!(status, VisitStatus::Planned | VisitStatus::Accepted | VisitStatus::Confirmed);
        let visits = self.visits_of(work_order)?;
        Ok(visits.iter().filter(|(_, visit)| waits(visit.status)).map(|(id, _)| *id).collect())
    }

    /// Adds to a command what moves an order and visits of it to a window.
    pub(super) fn moving(
        &mut self,
        mut command: Command,
        work_order: Id,
        order: &WorkOrderView,
        (start_ms, end_ms): (i64, Option<i64>),
        visits: &[Id],
        reason: &str,
    ) -> Result<Command, ServerError> {
        if end_ms.is_some_and(|end_ms| end_ms < start_ms) {
            return Err(Rejected::because(RejectedCode::OutOfRange, "window_end_ms", "before the start").into());
        }
        let subject = Subject::new(Word::WorkOrder, work_order);
        let writes = || {
            [
                Write::Set { field: "window_start_ms".to_owned(), value: start_ms.into() },
                Write::Set { field: "window_end_ms".to_owned(), value: end_ms.into() },
            ]
        };
        command = command.write(subject, writes());
        for visit in visits {
            command = command.write(Subject::new(Word::Visit, *visit), writes());
        }
        let press = if order.window_start_ms.is_none() { Press::Schedule } else { Press::Reschedule };
        if press::transition(onsite_domain::work_order_status::WORK_ORDER_TRANSITIONS, &order.status, press).is_none() {
            return Ok(command);
        }
        let reason = if press == Press::Reschedule { reason_or_missing(reason)? } else { None };
        let body = PressFact {
            press,
            reason,
            window_start_ms: Some(start_ms),
            window_end_ms: end_ms,
            source: PressSource::Board,
            follows: self.last_step(subject)?,
            ..PressFact::default()
        };
        Ok(command.fact(self.new_fact(press::subjects_of_order_press(work_order, visits), &body)))
    }

    /// Opens an order to several engineers; takes the place of earlier offers.
    pub fn offer(
        &mut self,
        author: &Author,
        work_order: Id,
        users: Vec<Id>,
        teams: Vec<Id>,
        until_ms: Option<i64>,
    ) -> Result<Id, ServerError> {
        let body = OfferFact { users, teams, until_ms, ..OfferFact::default() };
        self.put_offer(author, "offer", work_order, body)
    }

    pub fn withdraw_offer(&mut self, author: &Author, work_order: Id) -> Result<Id, ServerError> {
        let order: WorkOrderView = self.view(Word::WorkOrder, work_order)?;
        if order.open_offer().is_none() {
            return Err(illegal("offer", "no offer is open"));
        }
        self.put_offer(author, "withdraw_offer", work_order, OfferFact { is_withdrawn: true, ..OfferFact::default() })
    }

    fn put_offer(&mut self, author: &Author, verb: &str, work_order: Id, body: OfferFact) -> Result<Id, ServerError> {
        let order: WorkOrderView = self.view(Word::WorkOrder, work_order)?;
        if !order.is_open {
            return Err(illegal("work_order", format!("the order is {}", order.status)));
        }
        let replaces = order.offers.iter().map(|offer| offer.id).collect();
        let visit = self.open_visit(work_order)?;
        let body = OfferFact { replaces, ..body };
        let fact = self.new_fact(assignment::subjects_of_offer(work_order, visit), &body);
        let id = fact.id;
        self.command(author, &Command::new(verb).fact(fact))?;
        Ok(id)
    }

    /// A contractor's "no" to an order that it was given.
    pub fn decline_order(&mut self, author: &Author, work_order: Id, reason: &str) -> Result<Touched, ServerError> {
        let subject = Subject::new(Word::WorkOrder, work_order);
        let order: WorkOrderView = self.view(Word::WorkOrder, work_order)?;
        let given = order.giving.and_then(|giving| giving.given);
        let body = DeclineFact { reason: reason.to_owned(), given, follows: self.last_step(subject)? };
        let fact = self.new_fact(vec![subject], &body);
        self.command(author, &Command::new("decline").fact(fact))
    }

    /// Cancels an order and every visit of it that has not ended.
    pub fn cancel(&mut self, author: &Author, work_order: Id, reason: &str) -> Result<Touched, ServerError> {
        self.press_order(author, work_order, Press::Cancel, Some(reason))
    }

    /// Any press of an order: verify, close, cancel, reopen.
    pub fn press_order(
        &mut self,
        author: &Author,
        work_order: Id,
        press: Press,
        reason: Option<&str>,
    ) -> Result<Touched, ServerError> {
        let order: WorkOrderView = self.view(Word::WorkOrder, work_order)?;
        if press::transition(onsite_domain::work_order_status::WORK_ORDER_TRANSITIONS, &order.status, press).is_none() {
            return Err(illegal("press", format!("{press} is not possible while the order is {}", order.status)));
        }
        let visits = self.visits_of(work_order)?;
        let open = visits.iter().filter(|(_, visit)| !visit.status.has_ended()).map(|(id, _)| *id);
        // Cancelling ends what is still open; the other presses leave visits alone.
        let visits: Vec<Id> = if press == Press::Cancel { open.collect() } else { Vec::new() };
        let body = PressFact {
            press,
            reason: reason.filter(|reason| !reason.trim().is_empty()).map(str::to_owned),
            source: PressSource::Board,
            follows: self.last_step(Subject::new(Word::WorkOrder, work_order))?,
            ..PressFact::default()
        };
        let fact = self.new_fact(press::subjects_of_order_press(work_order, &visits), &body);
        self.command(author, &Command::new(press.as_str()).fact(fact))
    }

    /// The assignment of a visit in the place of those that count now.
    pub(crate) fn assignment_fact(
        &mut self,
        visit: Id,
        work_order: Id,
        team: &Team,
        reason: Option<&str>,
    ) -> Result<onsite_domain::command::NewFact, ServerError> {
        for user in team.lead.iter().chain(&team.helpers).chain(&team.expert) {
            self.active_user(*user)?;
        }
        let subject = Subject::new(Word::Visit, visit);
        let facts = onsite_store::fact::about(&self.db, subject)?;
        let replaces = facts.iter().filter(|stored| stored.fact.kind == "assignment").map(|stored| stored.fact.id);
        let body = AssignmentFact {
            lead: team.lead,
            helpers: team.helpers.clone(),
            expert: team.expert,
            reason: reason.map(str::to_owned),
            replaces: replaces.collect(),
            follows: self.last_step(subject)?,
        };
        Ok(self.new_fact(assignment::subjects(visit, work_order), &body))
    }

    /// The visits of an order, oldest first, those that nothing has happened to yet too.
    pub fn visits_of(&self, work_order: Id) -> Result<Vec<(Id, VisitView)>, ServerError> {
        let order = work_order.to_string();
        let params: [(&str, &dyn rusqlite::ToSql); 1] = [(":order", &order)];
        let visits: Vec<(Subject, VisitView)> =
            derived::views(&self.db, "word = 'visit' AND work_order = :order ORDER BY +subject", &params)?;
        Ok(visits.into_iter().map(|(subject, visit)| (subject.id, visit)).collect())
    }

    /// The newest visit that has not ended.
    pub fn open_visit(&self, work_order: Id) -> Result<Option<Id>, ServerError> {
        let visits = self.visits_of(work_order)?;
        Ok(visits.iter().rfind(|(_, visit)| !visit.status.has_ended()).map(|(id, _)| *id))
    }

    pub(crate) fn order_of(&self, visit: Id) -> Result<Id, ServerError> {
        let view: VisitView = self.view(Word::Visit, visit)?;
        view.work_order.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "work_order"))
    }

    /// An order by its number, in any spelling, or by its id.
    pub fn find_work_order(&self, text: &str) -> Result<Id, ServerError> {
        if let Ok(id) = text.parse::<Id>() {
            return Ok(id);
        }
        let number = text.parse::<WorkOrderNumber>()?.to_string();
        let params: [(&str, &dyn rusqlite::ToSql); 1] = [(":number", &number)];
        let found: Vec<(Subject, Value)> =
            derived::views(&self.db, "word = 'work_order' AND number = :number ORDER BY subject LIMIT 1", &params)?;
        let found = found.first().map(|(subject, _)| subject.id);
        found.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "number"))
    }

    /// Fills in what device, site, kind and service level say.
    fn completed(&self, mut order: NewWorkOrder) -> Result<NewWorkOrder, ServerError> {
        order.kind.checked("kind")?;
        self.check_planned(&order)?;
        if order.mode == Mode::Unknown {
            order.mode = Mode::Onsite;
        }
        if let Some(device) = order.device {
            let record: Option<DeviceRecord> = self.record_as(Word::Device, device)?;
            if let Some(record) = record {
                order.customer = order.customer.or(Some(record.customer));
                order.site = order.site.or(record.site);
                order.contact = order.contact.or(record.contact);
                order.organisation = order.organisation.or(record.organisation);
                order.service_level = order.service_level.or(record.service_level);
            } else if derived::view(&self.db, Subject::new(Word::Device, device))?.is_none() {
                return Err(ServerError::rejected(RejectedCode::NotFound, "device"));
            }
        }
        if let Some(site) = order.site {
            let site: Site = self
                .record_as(Word::Site, site)?
                .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "site"))?;
            order.customer = order.customer.or(Some(site.customer));
            order.organisation = order.organisation.or(site.organisation);
            order.zone = order.zone.or(Some(site.zone).filter(|zone| !zone.is_empty()));
        }
        let customer =
            order.customer.ok_or_else(|| Rejected::because(RejectedCode::Missing, "customer", "or site or device"))?;
        let customer: onsite_domain::customer::Customer = self
            .record_as(Word::Customer, customer)?
            .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "customer"))?;
        order.organisation = order.organisation.or(Some(customer.organisation));
        order.service_level = order.service_level.or(customer.service_level);
        let received_ms = order.received_ms.unwrap_or_else(|| self.now_ms());
        order.received_ms = Some(received_ms);
        if let Some(named) = order.service_level {
            let day = self.day_at(received_ms)?;
            let level = self.in_force::<ServiceLevel>(Word::ServiceLevel, named, day)?;
            order.service_level = Some(level.map_or(named, |(level, _)| level));
        }
        if let Some((_, kind)) = self.order_kind(order.kind, order.mode)? {
            order.procedure = order.procedure.or(kind.default_procedure);
            if order.required_skills.is_empty() {
                order.required_skills = kind.skills;
            }
        }
        Ok(order)
    }

    /// The fault code and the parts must be of the catalogues.
    fn check_planned(&self, order: &NewWorkOrder) -> Result<(), ServerError> {
        if order.occurrence.is_some() {
            // What a plan says was checked when the plan was written.
            return Ok(());
        }
        if let Some(code) = order.fault_code
            && self.record_as::<Value>(Word::FaultCode, code)?.is_none()
        {
            return Err(ServerError::rejected(RejectedCode::NotFound, "fault_code"));
        }
        limits::list_of_at_most("planned_parts", order.planned_parts.len(), PLANNED_PARTS_MAX)?;
        for (place, planned) in order.planned_parts.iter().enumerate() {
            let path = |field: &str| format!("planned_parts[{place}].{field}");
            planned.quantity.checked_positive(&path("quantity"))?;
            if self.record_as::<Value>(Word::Part, planned.part)?.is_none() {
                return Err(ServerError::rejected(RejectedCode::NotFound, &path("part")));
            }
        }
        Ok(())
    }

    /// The record for a pair of kind and mode.
    pub(crate) fn order_kind(&self, kind: Kind, mode: Mode) -> Result<Option<(Id, OrderKind)>, ServerError> {
        let kinds: Vec<(Subject, OrderKind)> = derived::views(&self.db, "word = 'order_kind' ORDER BY subject", &[])?;
        let found = kinds.into_iter().find(|(_, k)| !k.is_retired && k.kind == kind && k.mode == mode);
        Ok(found.map(|(subject, kind)| (subject.id, kind)))
    }

    /// When response and resolution are promised, in milliseconds, where the service level has a target.
    fn promises(&self, order: &NewWorkOrder) -> Result<(Option<i64>, Option<i64>), ServerError> {
        if order.maintenance_plan.is_some() {
            // A plan promises its window, and nobody waits for an answer.
            return Ok((None, order.window_end_ms));
        }
        let (Some(level), Some(received_ms)) = (order.service_level, order.received_ms) else {
            return Ok((None, None));
        };
        let Some(level) = self.record_as::<ServiceLevel>(Word::ServiceLevel, level)? else { return Ok((None, None)) };
        let channel = onsite_domain::request::Channel::Console;
        let Some(target) = level.target(order.priority.unwrap_or(Priority::Normal), channel) else {
            return Ok((None, None));
        };
        let calendar: Option<onsite_domain::calendar::Calendar> = match level.calendar {
            Some(calendar) => self.record_as(Word::Calendar, calendar)?,
            None => None,
        };
        let zone = order.zone.as_deref().unwrap_or("UTC");
        let calendar = calendar.unwrap_or_else(|| onsite_domain::calendar::Calendar::around_the_clock(zone));
        let time = calendar.business_time()?;
        let due = |minutes: Option<u32>| {
            minutes.and_then(|minutes| time.add_business_ms(received_ms, i64::from(minutes).saturating_mul(60_000)))
        };
        Ok((due(target.arrival_minutes.or(target.first_response_minutes)), due(target.resolution_minutes)))
    }

    /// The registers that depend on other records.
    fn derived_writes(&self, order: &NewWorkOrder) -> Result<Vec<Write>, ServerError> {
        let (response_ms, resolution_ms) = self.promises(order)?;
        let kind = self.order_kind(order.kind, order.mode)?.map(|(id, _)| id);
        Ok([
            set("order_kind", kind),
            set("promised_response_ms", response_ms),
            set("promised_resolution_ms", resolution_ms),
        ]
        .into_iter()
        .flatten()
        .collect())
    }
}

fn order_writes(order: &NewWorkOrder, number: &WorkOrderNumber) -> Vec<Write> {
    let own = order.ext.iter().filter(|(_, value)| !field_definition::is_blank(value));
    let own = own.map(|(definition, value)| Write::Set {
        field: format!("ext.{definition}"),
        value: field_definition::as_register(value.clone()),
    });
    let skills = Some(order.required_skills.join("\n")).filter(|skills| !skills.is_empty());
    [
        set("number", Some(number.as_str())),
        set("kind", Some(order.kind)),
        set("mode", Some(order.mode)),
        set("title", order.title.as_ref()),
        set("description", order.description.as_ref()),
        set("priority", Some(order.priority.unwrap_or(Priority::Normal))),
        set("customer", order.customer),
        set("site", order.site),
        set("contact", order.contact),
        set("device", order.device),
        set("request", order.request),
        set("organisation", order.organisation),
        set("service_level", order.service_level),
        set("received_ms", order.received_ms),
        set("window_start_ms", order.window_start_ms),
        set("window_end_ms", order.window_end_ms),
        set("zone", order.zone.as_ref()),
        set("required_skills", skills),
        set("procedure", order.procedure),
        set("cause_order", order.cause_order),
        set("maintenance_plan", order.maintenance_plan),
        set("occurrence", order.occurrence.as_ref()),
        set("contract", order.contract),
        set("customer_reference", order.customer_reference.as_ref()),
        set("fault_code", order.fault_code),
    ]
    .into_iter()
    .flatten()
    .chain(own)
    .collect()
}
