//! Kinds of orders, and how the office makes one.

use super::{
    customers,
    devices::Device,
    loader::{Loader, id, id_at},
    people::{ZONE, user},
    steps,
};
use onsite_domain::{
    Id, Subject, Text, Word,
    assignment::{self, AssignmentFact},
    command::{Command, NewFact},
    document::Write,
    entry,
    fact_kind::{self, FactBody},
    id::Hash,
    number::WorkOrderNumber,
    order_kind::{Figure, Kind, Mode, OrderKind, Stage},
    press::{self, Press, PressFact, PressSource},
    user::Role,
    visit_step::VisitStep,
};
use serde_json::{Value, json};

const PAIRS: &[(Kind, Mode, &str, &str)] = &[
    (Kind::Repair, Mode::Onsite, "上门维修", "On-site repair"),
    (Kind::Repair, Mode::Remote, "远程维修", "Remote repair"),
    (Kind::Maintain, Mode::Onsite, "定期保养", "Maintenance"),
    (Kind::Inspect, Mode::Onsite, "巡检", "Inspection"),
    (Kind::Install, Mode::Onsite, "安装调试", "Installation"),
    (Kind::Survey, Mode::Onsite, "现场勘察", "Site survey"),
    (Kind::Train, Mode::Onsite, "操作培训", "Operator training"),
    (Kind::Replace, Mode::Onsite, "更换部件", "Replacement"),
    (Kind::Consult, Mode::Remote, "远程咨询", "Remote advice"),
];

fn kind_key(kind: Kind, mode: Mode) -> String {
    format!("{kind}-{mode}")
}

pub(super) fn load_kinds(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for (kind, mode, zh, en) in PAIRS {
        let stage = |stage: &str, owner, limit: u32| Stage {
            stage: stage.to_owned(),
            owner,
            limit_minutes: Some(limit),
            escalate_to: Some(Role::ServiceManager),
        };
        let figures = match kind {
            Kind::Repair => vec![Figure::FirstTimeFix, Figure::TimeToRestore, Figure::RepairTime, Figure::Satisfaction],
            Kind::Maintain => vec![Figure::MaintenanceCompliance, Figure::Satisfaction],
            _ => vec![Figure::Satisfaction],
        };
        let mut required = vec!["customer".to_owned()];
        if *kind != Kind::Survey {
            required.push("device".to_owned());
        }
        let body = OrderKind {
            kind: *kind,
            mode: *mode,
            name: Text::new(*zh, *en),
            default_procedure: None,
            required_fields: required,
            stages: vec![
                stage("new", Role::IntakeAgent, 60),
                stage("scheduled", Role::Dispatcher, 480),
                stage("done", Role::ServiceManager, 960),
            ],
            counts_in: figures.into_iter().collect(),
            questionnaire: Some(id("questionnaire", "standard")),
            target_minutes: Some(120),
            ..OrderKind::default()
        };
        loader.put(Word::OrderKind, &kind_key(*kind, *mode), &body)?;
    }
    Ok(())
}

/// An order as the dispatcher fills it in.
pub(super) struct Order<'a> {
    /// Unique; its identities are made of it.
    pub(super) key: String,
    pub(super) kind: Kind,
    pub(super) mode: Mode,
    pub(super) title: Text,
    pub(super) description: String,
    pub(super) priority: &'static str,
    pub(super) site: &'a str,
    pub(super) device: Option<&'a Device>,
    /// Number of a procedure.
    pub(super) procedure: Option<&'static str>,
    pub(super) received_ms: i64,
    pub(super) window: Option<(i64, i64)>,
    pub(super) organisation: Id,
    pub(super) skills: Vec<&'static str>,
    pub(super) planned_parts: Vec<(&'static str, i64)>,
    /// Open to whoever claims it: nobody schedules it before.
    pub(super) is_offered: bool,
    /// Lead and helpers.
    pub(super) team: Option<(&'static str, Vec<&'static str>)>,
}

pub(super) fn order_id(key: &str) -> Id {
    id("work_order", key)
}

pub(super) fn visit_id(key: &str) -> Id {
    id("visit", key)
}

pub(super) fn set(field: &str, value: impl Into<Value>) -> Write {
    Write::Set { field: field.to_owned(), value: value.into() }
}

fn set_id(field: &str, value: Id) -> Write {
    set(field, value.to_string())
}

pub(super) fn fact<T: FactBody>(id: Id, subjects: Vec<Subject>, body: &T) -> NewFact {
    NewFact { id, kind: T::KIND.to_owned(), subjects, body: fact_kind::body(body) }
}

impl Order<'_> {
    /// The command that makes it, with its visit where somebody is to go already.
    pub(super) fn command(&self) -> Command {
        let order = order_id(&self.key);
        let command = Command::new("make_order").write(Subject::new(Word::WorkOrder, order), self.fields());
        if self.team.is_some() {
            return self.planned(command);
        }
        let Some((start_ms, end_ms)) = self.window.filter(|_| !self.is_offered) else { return command };
        let body = PressFact {
            press: Press::Schedule,
            window_start_ms: Some(start_ms),
            window_end_ms: Some(end_ms),
            source: PressSource::Board,
            ..PressFact::default()
        };
        let id = id_at(self.received_ms, &format!("{}/schedule", self.key));
        command.fact(fact(id, press::subjects_of_order_press(order, &[]), &body))
    }

    /// Adds the visit and who goes.
    pub(super) fn planned(&self, command: Command) -> Command {
        let (visit, order) = (visit_id(&self.key), order_id(&self.key));
        let Some((lead, helpers)) = &self.team else { return command };
        let body = AssignmentFact {
            lead: Some(user(lead)),
            helpers: helpers.iter().map(|login| user(login)).collect(),
            ..AssignmentFact::default()
        };
        command.write(Subject::new(Word::Visit, visit), self.visit_fields()).fact(fact(
            self.assignment_id(),
            assignment::subjects(visit, order),
            &body,
        ))
    }

    pub(super) fn assignment_id(&self) -> Id {
        id_at(self.received_ms, &format!("{}/assignment", self.key))
    }

    fn customer(&self) -> Option<&'static customers::CustomerRow> {
        customers::sites().find(|(_, site)| site.key == self.site).map(|(customer, _)| customer)
    }

    fn fields(&self) -> Vec<Write> {
        let customer = self.customer().map_or("", |customer| customer.key);
        let number = Hash::of_parts("onsite/demo/number", &[self.key.as_bytes()]);
        let random = number.0.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        let mut fields = vec![
            set("number", WorkOrderNumber::from_random(random).as_str()),
            set_id("order_kind", id("order_kind", &kind_key(self.kind, self.mode))),
            set("kind", self.kind.as_str()),
            set("mode", self.mode.as_str()),
            set("title", self.in_customers_language(&self.title)),
            set("description", self.description.clone()),
            set("priority", self.priority),
            set_id("customer", id("customer", customer)),
            set_id("site", id("site", self.site)),
            set_id("contact", id("contact", customer)),
            set_id("organisation", self.organisation),
            set_id("service_level", id("service_level", "gold")),
            set("received_ms", self.received_ms),
            set("zone", ZONE),
        ];
        if let Some((start_ms, end_ms)) = self.window {
            fields.extend([set("window_start_ms", start_ms), set("window_end_ms", end_ms)]);
        }
        if let Some(device) = self.device {
            fields.push(set_id("device", device.id));
        }
        if let Some(procedure) = self.procedure {
            fields.push(set_id("procedure", id("procedure", procedure)));
        }
        if !self.skills.is_empty() {
            fields.push(set("required_skills", self.skills.join("\n")));
        }
        for (part, quantity) in &self.planned_parts {
            let planned = onsite_domain::work_order::PlannedPart {
                part: id("part", part),
                quantity: onsite_domain::Quantity::units(*quantity),
                ..Default::default()
            };
            fields.push(entry::add(id_at(self.received_ms, &format!("{}/{part}", self.key)), &planned));
        }
        fields
    }

    fn in_customers_language(&self, text: &Text) -> String {
        let language = self.customer().map(|customer| customer.language).unwrap_or_default();
        text.in_language(language).to_owned()
    }

    fn visit_fields(&self) -> Vec<Write> {
        let visit = visit_id(&self.key);
        let customer = self.customer();
        let language = customer.map(|customer| customer.language).unwrap_or_default();
        let mut fields = vec![
            set_id("work_order", order_id(&self.key)),
            set_id("customer", id("customer", customer.map_or("", |customer| customer.key))),
            set_id("site", id("site", self.site)),
            set("mode", self.mode.as_str()),
            set("language", language.as_str()),
            set("zone", ZONE),
        ];
        if let Some((start_ms, end_ms)) = self.window {
            fields.extend([set("window_start_ms", start_ms), set("window_end_ms", end_ms)]);
        }
        if let Some(device) = self.device {
            fields.push(set_id("device", device.id));
        }
        if let Some(procedure) = self.procedure {
            fields.push(set_id("procedure", id("procedure", procedure)));
            fields.push(set("procedure_version", json!(1)));
            fields.extend(steps_of(visit, procedure).into_iter().map(|(id, step)| entry::add(id, &step)));
        }
        fields
    }
}

/// A visit's copy of the steps of a procedure.
pub(super) fn steps_of(visit: Id, procedure: &str) -> Vec<(Id, VisitStep)> {
    let copies = steps::of(procedure);
    let ids =
        copies.iter().map(|step| onsite_domain::visit_step::id_in_visit(visit, id("procedure", procedure), 1, step.id));
    ids.zip(&copies)
        .zip(1_u32..)
        .map(|((id, step), number)| {
            let position = number.saturating_mul(10);
            (id, VisitStep { step: step.clone(), position, replaces: Vec::new() })
        })
        .collect()
}
