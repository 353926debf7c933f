//! One job with everything an engineer needs at it.

use crate::{App, AppError, job_list::JobCard};
use onsite_domain::{
    Id, Text, Word,
    answer::Answer,
    contact::Contact,
    customer::Customer,
    entry::{Listed, current},
    missing::{self, Missing},
    part::Part,
    site::Site,
    time_entry::TimeKind,
    tool::Tool,
    visit::VisitView,
    visit_step::VisitStep,
    work_order::WorkOrderView,
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An order with its visits.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct JobDetail {
    pub work_order: Id,
    pub order: WorkOrderView,
    pub customer: Option<Customer>,
    pub site: Option<Site>,
    pub contact: Option<Contact>,
    pub visits: Vec<JobCard>,
    pub planned_parts: Vec<NamedPart>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct NamedPart {
    pub part: Id,
    pub number: String,
    pub name: Text,
    pub quantity: onsite_domain::Quantity,
}

/// A step with what was answered now and before.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct StepDetail {
    #[serde(flatten)]
    pub step: Listed<VisitStep>,
    /// Its condition holds.
    pub is_to_be_done: bool,
    /// More than one where two engineers answered without seeing each other.
    pub answers: Vec<Listed<Answer>>,
    /// Answers that others were decided for, with who decided and when.
    pub decided_against: Vec<Listed<Answer>>,
    pub is_outside_limits: bool,
    /// The answers at the last two visits to the same device, newest first.
    pub earlier: Vec<EarlierAnswer>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct EarlierAnswer {
    pub visit: Id,
    pub at_ms: i64,
    pub value: Option<String>,
    pub note: Option<String>,
}

/// A visit as its screens read it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct VisitDetail {
    pub card: JobCard,
    pub steps: Vec<StepDetail>,
    pub missing: Vec<Missing>,
    /// Milliseconds by kind, running time up to now included.
    pub time_ms: BTreeMap<TimeKind, i64>,
    /// Parts fitted, with their names; where the entry says so, what came out.
    pub parts: Vec<NamedPart>,
    pub tools: BTreeMap<Id, Tool>,
    pub visit: VisitView,
}

impl App {
    /// # Errors
    /// Rejected where this phone does not hold the order.
    pub fn job_detail(&self, work_order: Id) -> Result<JobDetail, AppError> {
        let order = self.work_order(work_order)?;
        let mut visits = Vec::new();
        for visit in &order.visits {
            match self.job_card(visit.visit) {
                Ok(card) => visits.push(card),
                // A visit of somebody else that this phone does not hold.
                Err(AppError::Rejected(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let mut planned_parts = Vec::new();
        for planned in current(&order.planned_parts) {
            planned_parts.push(self.named_part(planned.value.part, planned.value.quantity)?);
        }
        Ok(JobDetail {
            work_order,
            customer: self.one(Word::Customer, order.customer)?,
            site: self.one(Word::Site, order.site)?,
            contact: self.one(Word::Contact, order.contact)?,
            visits,
            planned_parts,
            order,
        })
    }

    /// # Errors
    /// Rejected where this phone does not hold the visit.
    pub fn visit_detail(&self, id: Id) -> Result<VisitDetail, AppError> {
        let visit = self.visit_with_steps(id)?;
        let before = self.answers_before(id, &visit)?;
        let steps = current(&visit.steps)
            .map(|step| {
                let answers: Vec<Listed<Answer>> = visit.answers_to(step.id).cloned().collect();
                StepDetail {
                    is_to_be_done: missing::is_to_be_done(&visit, step),
                    is_outside_limits: answers.iter().any(|answer| answer.value.is_outside_limits(&step.value.step)),
                    answers,
                    decided_against: visit.decided_against(step.id).cloned().collect(),
                    earlier: before.get(&step.value.step.id).cloned().unwrap_or_default(),
                    step: step.clone(),
                }
            })
            .collect();
        let mut parts = Vec::new();
        for usage in current(&visit.part_usages) {
            parts.push(self.named_part(usage.value.part, usage.value.quantity)?);
        }
        let mut tools = BTreeMap::new();
        for tool in current(&visit.answers).filter_map(|answer| answer.value.tool) {
            if let Some(held) = self.record::<Tool>(Word::Tool, tool)? {
                tools.insert(tool, held);
            }
        }
        Ok(VisitDetail {
            card: self.job_card(id)?,
            steps,
            missing: self.missing_of_visit(id)?,
            time_ms: self.time_spent(&visit),
            parts,
            tools,
            visit,
        })
    }

    pub(crate) fn named_part(&self, part: Id, quantity: onsite_domain::Quantity) -> Result<NamedPart, AppError> {
        let held: Part = self.record(Word::Part, part)?.unwrap_or_default();
        Ok(NamedPart { part, number: held.number, name: held.name, quantity })
    }

    /// Time by kind, of everybody on the visit; what runs counts up to now.
    pub(crate) fn time_spent(&self, visit: &VisitView) -> BTreeMap<TimeKind, i64> {
        let now_ms = crate::view::now_ms(self);
        let pressed = visit.times.iter().filter(|time| time.is_current).map(|t| (t.kind, t.start_ms, t.end_ms));
        let written = current(&visit.time_entries).map(|t| (t.value.kind, t.value.start_ms, t.value.end_ms));
        let mut sums = BTreeMap::new();
        for (kind, start_ms, end_ms) in pressed.chain(written) {
            let spent_ms = end_ms.unwrap_or(now_ms).saturating_sub(start_ms).max(0);
            let sum: &mut i64 = sums.entry(kind).or_default();
            *sum = sum.saturating_add(spent_ms);
        }
        sums
    }

    /// By the procedure's step: the last two answers at other visits to the same device, newest first.
    fn answers_before(&self, id: Id, visit: &VisitView) -> Result<BTreeMap<Id, Vec<EarlierAnswer>>, AppError> {
        let mut found: BTreeMap<Id, Vec<EarlierAnswer>> = BTreeMap::new();
        let Some(device) = visit.device else { return Ok(found) };
        for (other, held) in self.visits_of_device(device)?.iter().filter(|(other, _)| *other != id) {
            for step in current(&held.steps) {
                let Some(answer) = held.answers_to(step.id).last() else { continue };
                found.entry(step.value.step.id).or_default().push(EarlierAnswer {
                    visit: *other,
                    at_ms: answer.at_ms,
                    value: answer.value.value.clone(),
                    note: answer.value.note.clone(),
                });
            }
        }
        for answers in found.values_mut() {
            answers.sort_by_key(|answer| std::cmp::Reverse((answer.at_ms, answer.visit)));
            answers.truncate(2);
        }
        Ok(found)
    }
}
