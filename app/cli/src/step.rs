//! `onsite step`: the steps of a visit's procedure and their answers.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
};
use onsite_core::step::StepAnswer;
use onsite_domain::{
    Id, Language, Word,
    entry::{Listed, current},
    missing,
    step::{Reading, Step as ProcedureStep},
    visit::VisitView,
    visit_step::VisitStep,
};
use onsite_messages::{label, say_with};
use serde_json::json;
use std::path::PathBuf;

#[derive(clap::Subcommand, Debug)]
pub(crate) enum Step {
    /// List the steps with their answers
    List(List),
    /// Answer a step
    Answer(Answer),
}

#[derive(clap::Args, Debug)]
pub(crate) struct List {
    /// Order number, or code or serial of its device
    job: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Answer {
    /// Order number, or code or serial of its device
    job: String,
    /// Number of the step in the list, or its id
    step: String,
    /// yes, no, an option, a reading, a text, a scanned code, or not_applicable
    #[arg(allow_hyphen_values = true)]
    value: Option<String>,
    /// What there is to say about it
    #[arg(long)]
    note: Option<String>,
    /// A picture, JPEG or PNG; may be given several times
    #[arg(long, value_name = "FILE")]
    photo: Vec<PathBuf>,
    /// Number of the instrument measured with
    #[arg(long, value_name = "NUMBER")]
    tool: Option<String>,
}

impl Step {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        match self {
            Self::List(list) => list.run(session),
            Self::Answer(answer) => answer.run(session),
        }
    }
}

impl List {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let seen = session.app()?.visit_with_steps(visit)?;
        let mut page = Page::new();
        show(session, &seen, &mut page);
        let steps: Vec<_> = current(&seen.steps)
            .zip(1_u32..)
            .map(|(step, place)| {
                let answers: Vec<_> = seen.answers_to(step.id).collect();
                let is_to_be_done = missing::is_to_be_done(&seen, step);
                let decided_against: Vec<_> = seen.decided_against(step.id).collect();
                json!({
                    "place": place, "step": step, "is_to_be_done": is_to_be_done, "answers": answers,
                    "decided_against": decided_against,
                })
            })
            .collect();
        Reply::new(json!({ "visit": visit, "steps": steps }), page)
    }
}

/// The steps as a table; those whose condition is not met are left out.
pub(crate) fn show(session: &Session, seen: &VisitView, page: &mut Page) {
    let language = session.language;
    let mut rows = Vec::new();
    for (step, place) in current(&seen.steps).zip(1_u32..) {
        if !missing::is_to_be_done(seen, step) {
            continue;
        }
        let answers: Vec<String> =
            seen.answers_to(step.id).map(|answer| shown(language, &step.value.step, answer)).collect();
        let against: Vec<String> =
            seen.decided_against(step.id).map(|answer| shown(language, &step.value.step, answer)).collect();
        let mut answer = answers.join(" / ");
        if !against.is_empty() {
            let against = against.join(" / ");
            answer =
                format!("{answer} {}", say_with(language, "cli-decided-against", &[("answers", against.as_str())]));
        }
        let title = step.value.step.title.in_language(language);
        let mark = if step.value.step.is_required { "*" } else { "" };
        rows.push(vec![
            format!("{place}{mark}"),
            label(language, step.value.step.kind.as_str()),
            title.to_owned(),
            expected(&step.value.step, language),
            answer,
        ]);
    }
    page.table(
        &[
            session.say("cli-step"),
            session.say("cli-kind"),
            session.say("cli-title"),
            session.say("cli-expected"),
            session.say("cli-answer"),
        ],
        &rows,
    );
    if rows.is_empty() {
        page.line(session.say("cli-no-steps"));
    }
}

/// Limits and unit of a measurement, options of a choice.
fn expected(step: &ProcedureStep, language: Language) -> String {
    if let Some(measurement) = &step.measurement {
        let limit = |text: &Option<String>| text.clone().unwrap_or_default();
        let limits = match (&measurement.low, &measurement.high) {
            (None, None) => String::new(),
            (low, high) => format!("{}–{} ", limit(low), limit(high)),
        };
        return format!("{limits}{}", measurement.unit);
    }
    let options = step.choices.iter().map(|choice| {
        let label = choice.label.in_language(language);
        if label.is_empty() || label == choice.value {
            choice.value.clone()
        } else {
            format!("{}={label}", choice.value)
        }
    });
    options.collect::<Vec<_>>().join(", ")
}

fn shown(language: Language, step: &ProcedureStep, answer: &Listed<onsite_domain::answer::Answer>) -> String {
    let answer = &answer.value;
    let value = answer.value.as_deref().unwrap_or_default();
    let mut text = match value {
        "yes" | "no" | "not_applicable" => label(language, value),
        _ => value.to_owned(),
    };
    match answer.reading(step) {
        Some(Reading::Below) => text.push_str(" ↓"),
        Some(Reading::Above) => text.push_str(" ↑"),
        _ => {}
    }
    if !answer.photos.is_empty() {
        text.push_str(&format!(" [{}: {}]", label(language, "photo"), answer.photos.len()));
    }
    if let Some(note) = &answer.note {
        text.push_str(&format!(" ({note})"));
    }
    text.trim().to_owned()
}

/// The number of a step as the list shows it.
pub(crate) fn place_of(seen: &VisitView, step: Id) -> Option<u32> {
    current(&seen.steps).zip(1..).find(|(listed, _)| listed.id == step).map(|(_, place)| place)
}

/// A step by its number in the list or its id.
pub(crate) fn named<'a>(seen: &'a VisitView, name: &str) -> Outcome<&'a Listed<VisitStep>> {
    let id = name.parse::<Id>().ok();
    let place = name.parse::<u32>().ok();
    let found = current(&seen.steps).zip(1..).find(|(step, at)| Some(step.id) == id || Some(*at) == place);
    found.map(|(step, _)| step).ok_or_else(|| Failure::NotFound { what: "step", name: name.to_owned() })
}

impl Answer {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let seen = session.app()?.visit_with_steps(visit)?;
        let step = named(&seen, &self.step)?;
        let tool = find::maybe_named(session, Word::Tool, self.tool.as_deref())?;
        let photos = session.keep_photos(&self.photo)?;
        let answer = StepAnswer { step: step.id, value: self.value, note: self.note, photos, tool };
        let done = session.app()?.answer_step(visit, answer)?;
        session.recorded(done)
    }
}
