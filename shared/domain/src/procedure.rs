//! Procedures: published versions of step templates. A visit holds a copy of the steps; a published version never
//! changes, a new one is a new record.

use crate::{
    Id, Rejected, RejectedCode, Text, attachment, attachment::Attachment, limits, order_kind::Kind, step::Step,
    view::SearchText,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub const STEPS_MAX: usize = 300;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Procedure {
    pub number: String,
    /// Counts up with every publication under the same number.
    pub revision: u32,
    pub name: Text,
    pub purpose: Text,
    /// Kinds of work it is for; all where empty.
    pub kinds: Vec<Kind>,
    /// Device models it serves; all where empty.
    pub models: Vec<String>,
    /// In the order they are done.
    pub steps: Vec<Step>,
    pub target_minutes: Option<u32>,
    /// Codes of skills its engineer must hold.
    pub skills: Vec<String>,
    /// Tools and parts to take along.
    pub tools: Vec<Id>,
    pub parts: Vec<Id>,
    pub attachments: Vec<Attachment>,
    pub draft: Option<Id>,
    pub published_ms: i64,
    pub published_by: Option<Id>,
    pub change_note: Text,
    /// Replaced or withdrawn: visits that hold a copy go on, new ones do not take it.
    pub is_retired: bool,
}

impl Procedure {
    pub fn serves(&self, kind: Kind, model: &str) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&kind))
            && (self.models.is_empty() || self.models.iter().any(|m| m == model))
    }

    pub fn step(&self, id: Id) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        self.problems().into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything that is wrong with it, of each step the first thing; a form shows all of it at once.
    pub fn problems(&self) -> Vec<Rejected> {
        let checks = [
            limits::written_line("number", &self.number),
            self.name.check_written("name", limits::LINE_CHARS_MAX),
            self.purpose.check("purpose", limits::NOTE_CHARS_MAX),
            self.kinds.iter().try_for_each(|kind| kind.checked("kinds").map(drop)),
            limits::lines("models", self.models.iter()),
            if self.steps.is_empty() { Err(limits::missing("steps")) } else { Ok(()) },
            limits::list_of_at_most("steps", self.steps.len(), STEPS_MAX),
        ];
        let mut problems: Vec<Rejected> = checks.into_iter().filter_map(Result::err).collect();
        let mut earlier: BTreeMap<Id, &Step> = BTreeMap::new();
        for (index, step) in self.steps.iter().take(STEPS_MAX).enumerate() {
            let at = format!("steps[{index}]");
            problems.extend(step.check(&at, &earlier).err());
            if earlier.insert(step.id, step).is_some() {
                problems.push(Rejected::because(RejectedCode::IdTaken, format!("{at}.id"), "each step its own id"));
            }
        }
        let checks = [
            crate::order_kind::check_minutes("target_minutes", self.target_minutes),
            limits::lines("skills", self.skills.iter()),
            limits::list("tools", self.tools.len()),
            limits::list("parts", self.parts.len()),
            attachment::check_all("attachments", &self.attachments),
            limits::instant("published_ms", Some(self.published_ms)),
            self.change_note.check("change_note", limits::NOTE_CHARS_MAX),
        ];
        problems.extend(checks.into_iter().filter_map(Result::err));
        problems
    }

    pub fn search_text(&self) -> SearchText {
        let models: Vec<&str> = self.models.iter().map(String::as_str).collect();
        let titles: Vec<&str> =
            self.steps.iter().flat_map(|step| [step.title.zh.as_str(), step.title.en.as_str()]).collect();
        SearchText::of(&[&self.number, &self.name.zh, &self.name.en])
            .and(&[&self.purpose.zh, &self.purpose.en])
            .and(&models)
            .and(&titles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::{Condition, StepKind};

    fn step(number: u64, kind: StepKind) -> Step {
        Step { id: Id::from_parts(1, u128::from(number)), kind, title: Text::same("step"), ..Default::default() }
    }

    fn procedure(steps: Vec<Step>) -> Procedure {
        Procedure { number: "P-1".into(), name: Text::new("保养", "Maintenance"), steps, ..Default::default() }
    }

    #[test]
    fn a_condition_refers_to_an_earlier_step() {
        let mut second = step(2, StepKind::Text);
        second.condition =
            Some(Condition { step: Id::from_parts(1, 1), any_of: vec!["yes".into()], ..Default::default() });
        let first = step(1, StepKind::Check);
        assert_eq!(procedure(vec![first.clone(), second.clone()]).validate(), Ok(()));
        let refused = procedure(vec![second, first]).validate().unwrap_err();
        assert_eq!((refused.code, refused.path.as_str()), (RejectedCode::NotFound, "steps[0].condition.step"));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let blank = Step { title: Text::default(), ..step(1, StepKind::Check) };
        let mut wrong = procedure(vec![blank, step(2, StepKind::Measurement)]);
        wrong.number.clear();
        let paths: Vec<String> = wrong.problems().into_iter().map(|problem| problem.path).collect();
        assert_eq!(paths, ["number", "steps[0].title", "steps[1].measurement"]);
        assert_eq!(wrong.validate().unwrap_err().path, "number");
    }

    #[test]
    fn two_steps_do_not_share_an_id() {
        let refused = procedure(vec![step(1, StepKind::Check), step(1, StepKind::Text)]).validate().unwrap_err();
        assert_eq!((refused.code, refused.path.as_str()), (RejectedCode::IdTaken, "steps[1].id"));
    }

    #[test]
    fn a_procedure_without_models_serves_them_all() {
        let mut procedure = procedure(vec![]);
        assert!(procedure.serves(Kind::Repair, "HZ-CT64"));
        procedure.models.push("RN-500".into());
        assert!(!procedure.serves(Kind::Repair, "HZ-CT64"));
    }
}
