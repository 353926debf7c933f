//! Answering the steps of a visit's procedure.

use crate::{App, AppError, done::Done};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word,
    answer::{Answer, NO, NOT_APPLICABLE, YES},
    command::Command,
    document::Write,
    entry::{self, EntryBody as _, Listed, current},
    id::Hash,
    procedure::Procedure,
    step::{Reading, ScanOf, Step, StepKind},
    visit::VisitView,
    visit_step::{self, VisitStep},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// An answer to one step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct StepAnswer {
    /// Entry id of the visit's step.
    pub step: Id,
    /// `yes`, `no`, `not_applicable`; an option; decimal text; text; a scanned code.
    pub value: Option<String>,
    pub note: Option<String>,
    /// Photos that were kept before ([`App::keep_photo`]).
    pub photos: Vec<Hash>,
    /// The instrument measured with.
    pub tool: Option<Id>,
}

impl App {
    /// Answers a step, in place of every answer to it that this phone shows.
    ///
    /// # Errors
    /// [`RejectedCode::WrongShape`] for a value the step cannot have, [`RejectedCode::Missing`] where a reading outside
    /// its limits or a fault has neither note nor photo, [`RejectedCode::Signed`] once the customer has signed.
    pub fn answer_step(&mut self, visit: Id, given: StepAnswer) -> Result<Done, AppError> {
        let seen = self.visit_with_steps(visit)?;
        refuse_signed(&seen)?;
        let listed = current(&seen.steps).find(|step| step.id == given.step);
        let step = &listed.ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "step"))?.value.step;
        let answer = Answer {
            step: given.step,
            value: given.value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()),
            note: given.note.filter(|note| !note.trim().is_empty()),
            photos: given.photos,
            tool: given.tool,
            replaces: seen.answers_to(given.step).map(|answer| answer.id).collect(),
        };
        self.check_answer(&seen, step, &answer)?;
        answer.check()?;
        let subject = Subject::new(Word::Visit, visit);
        let id = self.ports().new_id();
        let mut command = Command::new("answer_step")
            .write(subject, self.steps_to_copy(visit, &self.visit(visit)?)?)
            .write(subject, [entry::add(id, &answer)]);
        for hash in &answer.photos {
            self.name_photo(&mut command, subject, &seen, *hash, Some(given.step))?;
        }
        self.carry_out(id, &command)
    }

    /// The visit as it will be once its procedure's steps are copied into it: what screens show and answers name.
    pub fn visit_with_steps(&self, visit: Id) -> Result<VisitView, AppError> {
        let seen = self.visit(visit)?;
        Ok(self.with_steps_of_procedure(visit, &seen)?.unwrap_or(seen))
    }

    /// `None` where the visit has its steps already, or there is no procedure here.
    pub(crate) fn with_steps_of_procedure(&self, visit: Id, seen: &VisitView) -> Result<Option<VisitView>, AppError> {
        let Some((procedure, version, steps)) = self.steps_of_procedure(seen)? else { return Ok(None) };
        let mut seen = seen.clone();
        seen.procedure_version.get_or_insert(version);
        let copies = copies(visit, procedure, version, steps);
        seen.steps = copies
            .map(|(id, value)| Listed {
                id,
                by: None,
                at_ms: 0,
                received_ms: None,
                is_current: true,
                decided: None,
                value,
            })
            .collect();
        Ok(Some(seen))
    }

    /// The writes that take the procedure's steps into a visit that has none yet. Their ids are the same for everybody
    /// who does it, so two engineers starting offline do not get every step twice.
    pub(crate) fn steps_to_copy(&self, visit: Id, seen: &VisitView) -> Result<Vec<Write>, AppError> {
        let Some((procedure, version, steps)) = self.steps_of_procedure(seen)? else { return Ok(Vec::new()) };
        let mut writes = copy_steps(visit, procedure, version, steps);
        if seen.procedure_version.is_none() {
            writes.push(Write::Set { field: "procedure_version".to_owned(), value: json!(version) });
        }
        Ok(writes)
    }

    fn steps_of_procedure(&self, seen: &VisitView) -> Result<Option<(Id, u32, Vec<Step>)>, AppError> {
        let Some(procedure) = seen.procedure.filter(|_| seen.steps.is_empty()) else { return Ok(None) };
        let held: Option<Procedure> = self.record(Word::Procedure, procedure)?;
        Ok(held.map(|held| (procedure, seen.procedure_version.unwrap_or(held.revision), held.steps)))
    }

    fn check_answer(&self, visit: &VisitView, step: &Step, answer: &Answer) -> Result<(), AppError> {
        let value = answer.value.as_deref();
        if value.is_none() && answer.photos.is_empty() && answer.note.is_none() {
            return Err(AppError::rejected(RejectedCode::Missing, "value"));
        }
        if value == Some(NOT_APPLICABLE) {
            return Ok(());
        }
        let wrong = |expected: String| AppError::from(Rejected::because(RejectedCode::WrongShape, "value", expected));
        match (step.kind, value) {
            (StepKind::Check, Some(value)) if value != YES && value != NO => {
                return Err(wrong(format!("{YES}, {NO} or {NOT_APPLICABLE}")));
            }
            (StepKind::Choice, Some(value)) if !step.choices.iter().any(|choice| choice.value == value) => {
                let known: Vec<&str> = step.choices.iter().map(|choice| choice.value.as_str()).collect();
                return Err(wrong(format!("one of {}", known.join(", "))));
            }
            (StepKind::Measurement, _) if answer.reading(step) == Some(Reading::Unreadable) => {
                return Err(wrong("a decimal number".to_owned()));
            }
            (StepKind::Scan, Some(code)) if step.scan_of == Some(ScanOf::Device) => self.check_device(visit, code)?,
            _ => {}
        }
        let has_photo =
            !answer.photos.is_empty() || current(&visit.photos).any(|photo| photo.value.step == Some(answer.step));
        if answer.is_fault(step) && answer.note.is_none() && !has_photo {
            return Err(Rejected::because(
                RejectedCode::Missing,
                "note",
                "a reading outside its limits or a fault needs a note or a photo",
            )
            .into());
        }
        let needs_tool = step.measurement.as_ref().is_some_and(|measurement| measurement.is_instrument_required);
        if needs_tool && answer.tool.is_none() && answer.reading(step).is_some() {
            return Err(Rejected::because(RejectedCode::Missing, "tool", "the instrument it was measured with").into());
        }
        Ok(())
    }

    /// A scan of another device than the job's is said at once.
    fn check_device(&self, visit: &VisitView, code: &str) -> Result<(), AppError> {
        let found = self.devices_by_code(code)?;
        match visit.device {
            Some(device) if !found.is_empty() && !found.contains(&device) => Err(Rejected::because(
                RejectedCode::WrongShape,
                "value",
                "this code belongs to another device than the one of this job",
            )
            .into()),
            _ => Ok(()),
        }
    }
}

/// The writes that copy a procedure's steps into a visit.
pub(crate) fn copy_steps(visit: Id, procedure: Id, version: u32, steps: Vec<Step>) -> Vec<Write> {
    copies(visit, procedure, version, steps).map(|(id, step)| entry::add(id, &step)).collect()
}

fn copies(visit: Id, procedure: Id, version: u32, steps: Vec<Step>) -> impl Iterator<Item = (Id, VisitStep)> {
    steps.into_iter().zip(0_u32..).map(move |(step, place)| {
        let id = visit_step::id_in_visit(visit, procedure, version, step.id);
        (id, VisitStep { step, position: place.saturating_mul(10), replaces: Vec::new() })
    })
}

/// What the customer signed over is not written to any more.
pub(crate) fn refuse_signed(visit: &VisitView) -> Result<(), AppError> {
    if !visit.is_signed() {
        return Ok(());
    }
    let how = "the customer has signed; write a note with the reason of the amendment";
    Err(Rejected::because(RejectedCode::Signed, "visit", how).into())
}
