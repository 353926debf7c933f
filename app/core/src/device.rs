//! Devices: found by what is printed on them, filed with what engineers see, and their history.

use crate::{App, AppError, done::Done, jobs, view};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word,
    article::Article,
    code_binding::{self, CodeBindingFact},
    command::Command,
    device::{BoundCode, Component, DeviceView},
    device_record::DeviceRecord,
    entry::{EntryBody as _, Listed, current},
    fact_kind::FactBody,
    failure::FailureFact,
    finding::Finding,
    lifecycle::LifecycleFact,
    maintenance_due::{self, DeviceMaintenance},
    maintenance_plan::{History, MaintenancePlan},
    meter_reading::{self, MeterReadingFact},
    note::Remark,
    part_usage::PartUsage,
    scanned::Scanned,
    site::Site,
    visit::VisitView,
    visit_status::VisitStatus,
    warranty::Warranty,
    work_order::WorkOrderView,
};
use onsite_store::derived;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A device that the office does not know yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewDevice {
    pub name: Option<String>,
    pub serial: Option<String>,
    pub number: Option<String>,
    pub model: Option<String>,
    pub maker: Option<String>,
    /// `2026-11-23`.
    pub made_on: Option<String>,
    pub installed_on: Option<String>,
    pub customer: Option<Id>,
    pub site: Option<Id>,
    /// Building, floor, room.
    pub location: Option<String>,
    /// A geo URI.
    pub place: Option<String>,
    /// The code on it, bound at once.
    pub code: Option<String>,
    /// The company's own fields, by the id of their definition.
    pub ext: BTreeMap<Id, Value>,
}

/// A past visit as the device's file shows it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PastVisit {
    pub visit: Id,
    pub work_order: Option<Id>,
    pub number: Option<String>,
    pub kind: Option<String>,
    pub title: Option<String>,
    pub status: VisitStatus,
    pub at_ms: Option<i64>,
    pub lead: Option<Id>,
    pub findings: Vec<Listed<Finding>>,
    pub part_usages: Vec<Listed<PartUsage>>,
}

/// The warranty of a device as its file shows it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct DeviceWarranty {
    pub warranty: Id,
    /// `2026-11-23`; `None` where the device has not the date it counts from.
    pub last_day: Option<String>,
}

/// Everything about a device that is on this phone.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct DeviceFile {
    pub device: Id,
    pub view: DeviceView,
    pub customer_name: Option<String>,
    pub site_name: Option<String>,
    pub zone: Option<String>,
    /// What the maker or seller promised with it.
    pub warranty: Option<DeviceWarranty>,
    /// What is due of it, the most urgent first; nothing on a contractor's phone.
    pub maintenance: Vec<DeviceMaintenance>,
    /// Newest first.
    pub history: Vec<PastVisit>,
    /// Known faults for this model.
    pub articles: Vec<(Id, Article)>,
}

impl App {
    /// The devices that a scanned or typed code means: none, one, or several that claim it. Links are read too.
    pub fn devices_by_code(&self, code: &str) -> Result<Vec<Id>, AppError> {
        self.devices_scanned(&Scanned::read(code))
    }

    fn devices_scanned(&self, code: &Scanned) -> Result<Vec<Id>, AppError> {
        let found = derived::devices_by_code(&self.db, code)?;
        Ok(found.into_iter().map(|subject| subject.id).collect())
    }

    /// The devices with a serial number, exactly as written.
    pub fn devices_by_serial(&self, serial: &str) -> Result<Vec<Id>, AppError> {
        let found: Vec<(Subject, serde_json::Value)> = derived::views(
            &self.db,
            "word = 'device' AND serial = :serial ORDER BY +subject",
            &[(":serial", &serial.trim())],
        )?;
        Ok(found.into_iter().map(|(subject, _)| subject.id).collect())
    }

    /// A device's file with its history.
    pub fn device_file(&self, device: Id) -> Result<DeviceFile, AppError> {
        let seen = self.device(device)?;
        let site: Option<Site> = self.one(Word::Site, seen.site)?;
        let customer: Option<onsite_domain::customer::Customer> =
            seen.customer.map(|customer| self.record(Word::Customer, customer)).transpose()?.flatten();
        let language = self.language()?;
        Ok(DeviceFile {
            device,
            customer_name: customer.map(|customer| customer.name.in_language(language).to_owned()),
            site_name: site.as_ref().map(|site| site.name.in_language(language).to_owned()),
            warranty: self.warranty_of(&seen)?,
            zone: site.map(|site| site.zone),
            maintenance: self.maintenance_of(device, &seen)?,
            history: self.history_of(device)?,
            articles: seen
                .model
                .as_deref()
                .map(|model| self.articles_for(model, None))
                .transpose()?
                .unwrap_or_default(),
            view: seen,
        })
    }

    /// How each maintenance plan stands for a device, by what is here of it: the same as at the office.
    fn maintenance_of(&self, device: Id, seen: &DeviceView) -> Result<Vec<DeviceMaintenance>, AppError> {
        let mut plans: Vec<(Id, MaintenancePlan)> = self.records(Word::MaintenancePlan)?;
        plans.retain(|(_, plan)| plan.devices.contains(&device) && !plan.is_paused);
        if plans.is_empty() {
            return Ok(Vec::new());
        }
        let orders: Vec<(Subject, WorkOrderView)> = derived::views(
            &self.db,
            "word = 'work_order' AND device = :device
             AND json_extract(body, '$.maintenance_plan') IS NOT NULL ORDER BY +subject",
            &[(":device", &device.to_string())],
        )?;
        let now_ms = view::now_ms(self);
        let mut found = Vec::new();
        for (id, plan) in &plans {
            let own = orders.iter().filter(|(_, order)| order.maintenance_plan == Some(*id));
            let history = History::of(plan, own.map(|(subject, order)| (subject.id, order)), Some(seen));
            let written = onsite_store::record::get(&self.db, Subject::new(Word::MaintenancePlan, *id))?;
            // Not before anybody made the plan, of which the orders that it has made bear witness after it was changed.
            let made_ms = orders.iter().filter(|(_, order)| order.maintenance_plan == Some(*id));
            let made_ms = made_ms.filter_map(|(_, order)| order.received_ms).min();
            let since_ms = written.map_or(i64::MIN, |written| written.record.at_ms);
            let since_ms = made_ms.map_or(since_ms, |made_ms| made_ms.min(since_ms));
            // A plan whose rule cannot be followed owes nothing.
            found.extend(maintenance_due::standing((*id, plan), device, &history, since_ms, now_ms).ok());
        }
        found.sort_by_key(|due| (due.next.as_ref().map_or(i64::MAX, |next| next.due_ms), due.plan));
        Ok(found)
    }

    fn warranty_of(&self, seen: &DeviceView) -> Result<Option<DeviceWarranty>, AppError> {
        let record = seen.record.clone().and_then(|record| serde_json::from_value::<DeviceRecord>(record).ok());
        let Some((record, named)) = record.and_then(|record| record.warranty.map(|named| (record, named))) else {
            return Ok(None);
        };
        let Some(held) = self.record::<Warranty>(Word::Warranty, named)? else { return Ok(None) };
        Ok(Some(DeviceWarranty { warranty: named, last_day: held.last_day(&record).map(|day| day.to_string()) }))
    }

    /// Past and present visits to a device, newest first.
    pub fn history_of(&self, device: Id) -> Result<Vec<PastVisit>, AppError> {
        let mut history = Vec::new();
        for (visit, seen) in self.visits_of_device(device)? {
            let order = match seen.work_order {
                Some(order) => self.record::<onsite_domain::work_order::WorkOrderView>(Word::WorkOrder, order)?,
                None => None,
            };
            history.push(PastVisit {
                visit,
                work_order: seen.work_order,
                number: order.as_ref().and_then(|order| order.number.clone()),
                kind: order.as_ref().and_then(|order| order.kind.clone()),
                title: order.and_then(|order| order.title),
                status: seen.status,
                at_ms: seen.reached_ms.get("working").copied().or(seen.since_ms).or(seen.window_start_ms),
                lead: seen.lead,
                findings: current(&seen.findings).cloned().collect(),
                part_usages: current(&seen.part_usages).cloned().collect(),
            });
        }
        history.sort_by_key(|past| (std::cmp::Reverse(past.at_ms), past.visit));
        Ok(history)
    }

    pub(crate) fn visits_of_device(&self, device: Id) -> Result<Vec<(Id, VisitView)>, AppError> {
        let found: Vec<(Subject, VisitView)> = derived::views(
            &self.db,
            "word = 'visit' AND device = :device ORDER BY +subject DESC LIMIT 200",
            &[(":device", &device.to_string())],
        )?;
        Ok(found.into_iter().map(|(subject, visit)| (subject.id, visit)).collect())
    }

    pub(crate) fn visits_of_model(&self, model: &str) -> Result<Vec<VisitView>, AppError> {
        let found: Vec<(Subject, VisitView)> = derived::views(
            &self.db,
            "word = 'visit' AND device IN (
                 SELECT substr(device.subject, 8) FROM view AS device
                 WHERE device.word = 'device' AND device.model = :model)
             ORDER BY +subject DESC LIMIT 500",
            &[(":model", &model)],
        )?;
        Ok(found.into_iter().map(|(_, visit)| visit).collect())
    }

    /// Binds a printed code to a device. Where the code already belongs to another device, both will show the conflict.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] for an empty code, [`RejectedCode::WrongShape`] for a link of ours that is damaged;
    /// [`RejectedCode::IdTaken`] where the device has it already, or it was taken off another one, as far as this phone knows.
    pub fn bind_code(&mut self, device: Id, code: &str) -> Result<Done, AppError> {
        let seen = self.device(device)?;
        let scanned = Scanned::read(code);
        let holders = self.devices_scanned(&scanned)?;
        if holders.contains(&device) {
            return Err(AppError::rejected(RejectedCode::IdTaken, "code"));
        }
        self.refuse_taken_off(&scanned, Some(device))?;
        let key = scanned.key();
        let same = |bound: &&BoundCode| Scanned::read(&bound.code).key() == key;
        let body = CodeBindingFact {
            replaces: seen.bindings.iter().filter(same).map(|bound| bound.binding).collect(),
            code: scanned.bindable()?,
            ..CodeBindingFact::default()
        };
        self.state_fact("bind_code", code_binding::subjects(device, &holders), &body)
    }

    /// A code that was on another device is never used again; the desk refuses it, and it is better said at the machine.
    fn refuse_taken_off(&self, code: &Scanned, device: Option<Id>) -> Result<(), AppError> {
        let Some(step) = derived::taken_off_of(&self.db, code, device)? else { return Ok(()) };
        let other = derived::survivor(&self.db, Subject::new(Word::Device, step.device))?;
        let title = self.title_of(other, self.language()?)?.unwrap_or_else(|| step.device.to_string());
        let detail = format!("it was on {title} and was taken off; a code is never used again, take a new label");
        Err(Rejected::because(RejectedCode::IdTaken, "code", detail).into())
    }

    /// The label was taken off or destroyed, whoever bound it. A code is never used again.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where the device has no such code.
    pub fn release_code(&mut self, device: Id, code: &str, reason: &str) -> Result<Done, AppError> {
        let seen = self.device(device)?;
        let key = Scanned::read(code).key();
        let is_meant = |code: &str| Scanned::read(code).key() == key;
        let held = seen.codes.iter().find(|code| is_meant(code));
        let held = held.ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "code"))?;
        let body = CodeBindingFact {
            code: Scanned::read(held).code().to_owned(),
            is_released: true,
            is_mistake: false,
            reason: Some(view::reason("reason", reason)?.to_owned()),
            replaces: seen.bindings.iter().filter(|bound| is_meant(&bound.code)).map(|bound| bound.binding).collect(),
        };
        self.state_fact("release_code", code_binding::subjects(device, &[]), &body)
    }

    /// Files a device that nobody knew, with the code on it, as one unit.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] without a serial number, a model or a name; [`RejectedCode::IdTaken`] for a code that
    /// another device has, or had.
    pub fn new_device(&mut self, new: NewDevice) -> Result<Done, AppError> {
        if new.serial.is_none() && new.model.is_none() && new.name.is_none() {
            let detail = "a serial number, a model or a name";
            return Err(Rejected::because(RejectedCode::Missing, "serial", detail).into());
        }
        let code = new.code.as_deref().map(Scanned::read);
        if let Some(code) = &code
            && !self.devices_scanned(code)?.is_empty()
        {
            return Err(AppError::rejected(RejectedCode::IdTaken, "code"));
        }
        if let Some(code) = &code {
            self.refuse_taken_off(code, None)?;
        }
        let code = code.map(Scanned::bindable).transpose()?;
        let customer = match (new.customer, new.site) {
            (None, Some(site)) => self.record::<onsite_domain::site::Site>(Word::Site, site)?.map(|site| site.customer),
            (customer, _) => customer,
        };
        let own = self.own_writes(Word::Device, None, new.ext)?;
        let device = self.ports().new_id();
        let writes = jobs::set([
            ("name", json!(new.name)),
            ("serial", json!(new.serial)),
            ("number", json!(new.number)),
            ("model", json!(new.model)),
            ("maker", json!(new.maker)),
            ("made_on", json!(new.made_on)),
            ("installed_on", json!(new.installed_on)),
            ("customer", json!(customer)),
            ("site", json!(new.site)),
            ("location", json!(new.location)),
            ("place", json!(new.place)),
        ]);
        let mut command =
            Command::new("new_device").write(Subject::new(Word::Device, device), writes.into_iter().chain(own));
        if let Some(code) = code {
            let body = CodeBindingFact { code, ..CodeBindingFact::default() };
            command = command.fact(self.fact(code_binding::subjects(device, &[]), &body)?);
        }
        self.carry_out(device, &command)
    }

    /// Writes down a part of the machine; it takes the place of the components it names.
    pub fn fit_component(&mut self, device: Id, component: Component) -> Result<Done, AppError> {
        let seen = self.device(device)?;
        if component.replaces.iter().any(|id| !seen.components.iter().any(|held| held.id == *id)) {
            return Err(AppError::rejected(RejectedCode::NotFound, "replaces"));
        }
        component.check()?;
        self.add_entry("fit_component", Subject::new(Word::Device, device), &component)
    }

    /// Records a meter reading, perhaps during a visit.
    ///
    /// # Errors
    /// [`RejectedCode::OutOfRange`] where a counter would run backwards without having been reset.
    pub fn read_meter(
        &mut self,
        device: Id,
        visit: Option<Id>,
        mut reading: MeterReadingFact,
    ) -> Result<Done, AppError> {
        let seen = self.device(device)?;
        let record: Option<DeviceRecord> =
            seen.record.as_ref().and_then(|record| serde_json::from_value(record.clone()).ok());
        let meter = record.as_ref().and_then(|record| record.meter(&reading.meter));
        if let Some(meter) = meter {
            reading.unit = reading.unit.or_else(|| Some(meter.unit.clone()).filter(|unit| !unit.is_empty()));
        }
        let last = seen.latest_readings().get(reading.meter.as_str()).map(|last| last.body.reading.clone());
        let is_counter = meter.is_some_and(|meter| meter.is_counter);
        if let Some(last) = last.filter(|_| is_counter && !reading.is_reset && reading.replaces.is_empty())
            && is_less(&reading.reading, &last)
        {
            let detail = format!("not below the last reading, {last}, unless the meter was reset");
            return Err(Rejected::because(RejectedCode::OutOfRange, "reading", detail).into());
        }
        let during = self.during(visit)?;
        let blob = reading.photo;
        let fact = self.fact(meter_reading::subjects(device, during), &reading)?;
        let id = fact.id;
        let mut command = Command::new("read_meter").fact(fact);
        if let Some(blob) = blob {
            command = command.blob(blob);
        }
        self.carry_out(id, &command)
    }

    /// Records a failure, or that an earlier one is over.
    pub fn record_failure(&mut self, device: Id, visit: Option<Id>, failure: FailureFact) -> Result<Done, AppError> {
        self.state_of_device("record_failure", device, visit, &failure)
    }

    /// Records an event in the device's life.
    pub fn record_lifecycle(&mut self, device: Id, visit: Option<Id>, event: LifecycleFact) -> Result<Done, AppError> {
        self.state_of_device("record_lifecycle", device, visit, &event)
    }

    /// Writes a remark on a device, for everybody who may read it.
    pub fn remark_device(&mut self, device: Id, text: &str) -> Result<Done, AppError> {
        self.device(device)?;
        let remark = Remark { text: view::reason("text", text)?.to_owned(), replaces: Vec::new() };
        self.add_entry("remark_device", Subject::new(Word::Device, device), &remark)
    }

    fn state_of_device<T: FactBody>(
        &mut self,
        verb: &str,
        device: Id,
        visit: Option<Id>,
        body: &T,
    ) -> Result<Done, AppError> {
        self.device(device)?;
        let during = self.during(visit)?;
        self.state_fact(verb, meter_reading::subjects(device, during), body)
    }

    pub(crate) fn during(&self, visit: Option<Id>) -> Result<Option<(Id, Id)>, AppError> {
        let Some(visit) = visit else { return Ok(None) };
        Ok(Some((visit, view::order_of(&self.visit(visit)?)?)))
    }
}

/// Decimal text compared without a library: digits before the point, then those after it.
fn is_less(a: &str, b: &str) -> bool {
    let parts = |text: &str| {
        let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let whole = whole.trim_start_matches('0').to_owned();
        (whole.len(), whole, fraction.trim_end_matches('0').to_owned())
    };
    match (a.trim().starts_with('-'), b.trim().starts_with('-')) {
        (false, false) => parts(a) < parts(b),
        (is_negative, _) => is_negative,
    }
}
