//! Orders made in the field, with their visit and its steps.

use crate::{App, AppError, done::Done, view};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word,
    assignment::{self, AssignmentFact},
    command::Command,
    customer::Customer,
    document::Write,
    number::WorkOrderNumber,
    order_kind::{Kind, Mode, OrderKind},
    procedure::Procedure,
    site::Site,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An order as an engineer makes it. Customer and site are taken from the device where they are missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewOrder {
    pub kind: Kind,
    /// On site where missing.
    pub mode: Mode,
    pub device: Option<Id>,
    pub site: Option<Id>,
    pub customer: Option<Id>,
    pub contact: Option<Id>,
    pub title: String,
    /// In the customer's words.
    pub description: Option<String>,
    pub priority: Option<String>,
    pub window_start_ms: Option<i64>,
    pub window_end_ms: Option<i64>,
    /// The one that serves kind and model best where missing.
    pub procedure: Option<Id>,
    /// The order this one follows up.
    pub cause_order: Option<Id>,
    /// The company's own fields, by the id of their definition.
    pub ext: BTreeMap<Id, Value>,
}

/// What [`App::new_order`] made.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct OrderMade {
    pub work_order: Id,
    pub visit: Id,
    /// Final from the first moment.
    pub number: String,
    pub unit: u64,
}

impl App {
    /// Makes an order with a visit that its maker leads, with the steps of the procedure, as one unit.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] without a title, or without a device, site or customer.
    pub fn new_order(&mut self, new: NewOrder) -> Result<OrderMade, AppError> {
        let new = self.completed(new)?;
        new.kind.checked("kind")?;
        view::reason("title", &new.title)?;
        if new.device.is_none() && new.site.is_none() && new.customer.is_none() {
            let detail = "a device, site or customer";
            return Err(Rejected::because(RejectedCode::Missing, "device", detail).into());
        }
        let mode = if new.mode == Mode::Unknown { Mode::Onsite } else { new.mode };
        let own = self.own_writes(Word::WorkOrder, Some(new.kind), new.ext.clone())?;
        let (zone, language) = self.zone_and_language(&new)?;
        let order_kind = self.order_kind(new.kind, mode)?;
        let procedure = self.procedure_for(&new, order_kind.as_ref().map(|(_, kind)| kind))?;
        let me = self.identity()?.user;
        let (work_order, visit) = (self.ports().new_id(), self.ports().new_id());
        let number = WorkOrderNumber::from_random(u64::from_be_bytes(self.ports().bytes()));
        let order_fields = [
            ("number", json!(number.as_str())),
            ("kind", json!(new.kind)),
            ("mode", json!(mode)),
            ("order_kind", json!(order_kind.as_ref().map(|(id, _)| id))),
            ("title", json!(new.title)),
            ("description", json!(new.description)),
            ("priority", json!(new.priority.as_deref().unwrap_or("normal"))),
            ("customer", json!(new.customer)),
            ("site", json!(new.site)),
            ("contact", json!(new.contact)),
            ("device", json!(new.device)),
            ("received_ms", json!(view::now_ms(self))),
            ("window_start_ms", json!(new.window_start_ms)),
            ("window_end_ms", json!(new.window_end_ms)),
            ("zone", json!(zone)),
            ("procedure", json!(procedure.as_ref().map(|(id, _)| id))),
            ("cause_order", json!(new.cause_order)),
        ];
        let visit_fields = [
            ("work_order", json!(work_order)),
            ("customer", json!(new.customer)),
            ("site", json!(new.site)),
            ("device", json!(new.device)),
            ("window_start_ms", json!(new.window_start_ms)),
            ("window_end_ms", json!(new.window_end_ms)),
            ("zone", json!(zone)),
            ("mode", json!(mode)),
            ("language", json!(language)),
            ("procedure", json!(procedure.as_ref().map(|(id, _)| id))),
            ("procedure_version", json!(procedure.as_ref().map(|(_, held)| held.revision))),
        ];
        let visit_subject = Subject::new(Word::Visit, visit);
        let steps = match procedure {
            Some((id, held)) => crate::step::copy_steps(visit, id, held.revision, held.steps),
            None => Vec::new(),
        };
        let assigned = AssignmentFact { lead: Some(me), ..AssignmentFact::default() };
        let assigned = self.fact(assignment::subjects(visit, work_order), &assigned)?;
        let command = Command::new("new_order")
            .write(Subject::new(Word::WorkOrder, work_order), set(order_fields).into_iter().chain(own))
            .write(visit_subject, set(visit_fields))
            .write(visit_subject, steps)
            .fact(assigned);
        let Done { unit, .. } = self.carry_out(work_order, &command)?;
        Ok(OrderMade { work_order, visit, number: number.to_string(), unit })
    }

    /// Makes an order that follows up another, for the same device, site and customer.
    pub fn follow_up_order(&mut self, cause_order: Id, new: NewOrder) -> Result<OrderMade, AppError> {
        let cause = self.work_order(cause_order)?;
        let own = cause.ext.into_iter().filter_map(|(id, value)| Some((id.parse().ok()?, value)));
        self.new_order(NewOrder {
            cause_order: Some(cause_order),
            device: new.device.or(cause.device),
            site: new.site.or(cause.site),
            customer: new.customer.or(cause.customer),
            contact: new.contact.or(cause.contact),
            priority: new.priority.or(cause.priority),
            ext: own.chain(new.ext).collect(),
            ..new
        })
    }

    /// The order of a number, however it was typed.
    ///
    /// # Errors
    /// [`RejectedCode::WrongShape`] where the check character does not fit; [`RejectedCode::NotFound`].
    pub fn order_by_number(&self, typed: &str) -> Result<Id, AppError> {
        let number: WorkOrderNumber = typed.parse()?;
        let found: Vec<(Subject, Value)> = onsite_store::derived::views(
            &self.db,
            "word = 'work_order' AND number = :number ORDER BY +subject",
            &[(":number", &number.as_str())],
        )?;
        let first = found.first().map(|(subject, _)| subject.id);
        first.ok_or_else(|| Rejected::because(RejectedCode::NotFound, "number", number.to_string()).into())
    }

    /// The visit of an order that this user works on: the newest own one that has not ended, else the newest.
    pub fn visit_of_order(&self, work_order: Id) -> Result<Id, AppError> {
        let me = self.identity()?.user;
        let order = self.work_order(work_order)?;
        let is_own = |visit: &&onsite_domain::work_order::VisitOfOrder| {
            visit.lead == Some(me) || visit.helpers.contains(&me) || visit.expert == Some(me)
        };
        let open_own = order.visits.iter().rfind(|visit| is_own(visit) && !visit.status.has_ended());
        let own = || order.visits.iter().rfind(is_own);
        let any = || order.visits.iter().rfind(|visit| !visit.status.has_ended()).or(order.visits.last());
        let found = open_own.or_else(own).or_else(any);
        found.map(|visit| visit.visit).ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "visit"))
    }

    fn completed(&self, mut new: NewOrder) -> Result<NewOrder, AppError> {
        if let Some(device) = new.device {
            let device = self.device(device)?;
            new.site = new.site.or(device.site);
            new.customer = new.customer.or(device.customer);
        }
        if let Some(site) = new.site
            && new.customer.is_none()
        {
            new.customer = self.record::<Site>(Word::Site, site)?.map(|site| site.customer);
        }
        Ok(new)
    }

    fn zone_and_language(&self, new: &NewOrder) -> Result<(String, &'static str), AppError> {
        let settings = self.settings()?;
        let site: Option<Site> = new.site.map(|site| self.record(Word::Site, site)).transpose()?.flatten();
        let zone = site.map(|site| site.zone).filter(|zone| !zone.is_empty()).unwrap_or(settings.zone);
        let customer: Option<Customer> =
            new.customer.map(|customer| self.record(Word::Customer, customer)).transpose()?.flatten();
        Ok((zone, customer.map_or(settings.default_language, |customer| customer.language).as_str()))
    }

    fn order_kind(&self, kind: Kind, mode: Mode) -> Result<Option<(Id, OrderKind)>, AppError> {
        let kinds: Vec<(Id, OrderKind)> = self.records(Word::OrderKind)?;
        Ok(kinds.into_iter().find(|(_, held)| held.kind == kind && held.mode == mode && !held.is_retired))
    }

    /// The named procedure; else the newest that serves kind and model, one made for the model first; else the kind's.
    fn procedure_for(&self, new: &NewOrder, kind: Option<&OrderKind>) -> Result<Option<(Id, Procedure)>, AppError> {
        let by_id = |id: Id| -> Result<Option<(Id, Procedure)>, AppError> {
            Ok(self.record(Word::Procedure, id)?.map(|held| (id, held)))
        };
        if let Some(named) = new.procedure {
            return Ok(Some(by_id(named)?.ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "procedure"))?));
        }
        let model = new.device.map(|device| self.device(device)).transpose()?.and_then(|device| device.model);
        let model = model.unwrap_or_default();
        let procedures: Vec<(Id, Procedure)> = self.records(Word::Procedure)?;
        let fitting = procedures
            .into_iter()
            .filter(|(_, held)| !held.is_retired && !held.models.is_empty() && held.serves(new.kind, &model))
            .max_by_key(|(id, held)| (held.revision, *id));
        match (fitting, kind.and_then(|kind| kind.default_procedure)) {
            (Some(fitting), _) => Ok(Some(fitting)),
            (None, Some(usual)) => by_id(usual),
            (None, None) => Ok(None),
        }
    }
}

/// Writes of registers, without those that have no value.
pub(crate) fn set<const N: usize>(fields: [(&str, Value); N]) -> Vec<Write> {
    let present = fields.into_iter().filter(|(_, value)| !value.is_null());
    present.map(|(field, value)| Write::Set { field: field.to_owned(), value }).collect()
}
