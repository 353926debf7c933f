//! Steps and their answers, with the instruments they were measured with.

use crate::{
    build::{Sources, author, text},
    content::{AnsweredStep, DecidedAnswer, ReportTool, StepAnswerShown},
};
use onsite_domain::{
    answer::Answer,
    entry::{Listed, current},
    missing,
    step::Step,
    tool::{Calibration, Tool},
    visit_step::VisitStep,
    zone,
};

impl Sources<'_> {
    /// The steps that were to be done, in the order of doing. `site_zone` says which day a reading was made on.
    pub(crate) fn steps(&self, site_zone: &str) -> Vec<AnsweredStep> {
        let to_be_done = current(&self.visit.steps).filter(|step| missing::is_to_be_done(self.visit, step));
        to_be_done
            .map(|listed| {
                let step = &listed.value.step;
                let answers = self.visit.answers_to(listed.id).map(|answer| self.answer(step, answer, site_zone));
                AnsweredStep {
                    step: listed.id,
                    kind: step.kind,
                    title: step.title.clone(),
                    acceptance: step.acceptance.clone(),
                    is_required: step.is_required,
                    measurement: step.measurement.clone(),
                    answers: answers.collect(),
                    decided: self.decided(listed, site_zone),
                }
            })
            .collect()
    }

    fn decided(&self, listed: &Listed<VisitStep>, site_zone: &str) -> Option<DecidedAnswer> {
        let against = || self.visit.decided_against(listed.id);
        let last = against().filter_map(|answer| answer.decided.as_ref()).max_by_key(|decided| decided.at_ms)?;
        Some(DecidedAnswer {
            person: self.person(author(Some(&last.by))),
            at_ms: last.at_ms,
            others: against().map(|answer| self.answer(&listed.value.step, answer, site_zone)).collect(),
        })
    }

    fn answer(&self, step: &Step, answer: &Listed<Answer>, site_zone: &str) -> StepAnswerShown {
        let value = text(&answer.value.value);
        let choice = step.choices.iter().find(|choice| choice.value == value);
        let tool = answer.value.tool.and_then(|tool| self.tools.get(&tool));
        StepAnswerShown {
            label: choice.map(|choice| choice.label.clone()).unwrap_or_default(),
            is_fault: answer.value.is_fault(step),
            reading: answer.value.reading(step),
            note: text(&answer.value.note),
            tool: tool.map(|tool| tool_shown(tool, answer.at_ms, site_zone)),
            photos: answer.value.photos.clone(),
            person: self.person(author(answer.by.as_ref())),
            at_ms: answer.at_ms,
            value,
        }
    }
}

fn tool_shown(tool: &Tool, at_ms: i64, site_zone: &str) -> ReportTool {
    let day = zone::find(site_zone).and_then(|zone| Some(zone::civil(&zone, at_ms)?.date()));
    let ends_on = tool.calibration_ends_on.filter(|_| tool.is_calibrated);
    ReportTool {
        number: tool.number.clone(),
        name: tool.name.clone(),
        model: tool.model.clone(),
        serial: tool.serial.clone(),
        certificate_number: tool.certificate_number.clone(),
        calibration_ends_on: ends_on.map(|day| day.to_string()).unwrap_or_default(),
        is_calibration_ended: day.is_some_and(|day| tool.calibration(day) == Calibration::Ended),
    }
}
