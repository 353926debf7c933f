//! `onsite rate`: the customer's rating, given on this machine or read out to the engineer.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
};
use onsite_core::rating::GivenRating;
use onsite_domain::{
    Id, Rejected, RejectedCode,
    questionnaire::{Question, QuestionKind, Questionnaire},
    rating::RatedOn,
};
use onsite_messages::label;
use serde_json::json;
use std::collections::BTreeMap;

#[derive(clap::Args, Debug)]
pub(crate) struct Rate {
    /// Order number, or code or serial of its device
    job: String,
    /// Number of the question and its answer, such as 1=5; without any the questions are listed
    answers: Vec<String>,
    /// The customer's words
    #[arg(long)]
    comment: Option<String>,
    /// customer_phone, engineer_phone, link or callback
    #[arg(long, value_name = "WHERE", default_value = "engineer_phone")]
    given_on: String,
}

impl Rate {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let held = session.app()?.questionnaire_for(visit)?;
        let none = || Rejected::because(RejectedCode::NotFound, "questionnaire", "the company has set none");
        let (id, questionnaire) = held.ok_or_else(none)?;
        if self.answers.is_empty() && self.comment.is_none() {
            return questions(session, id, &questionnaire);
        }
        let mut answers = BTreeMap::new();
        for text in &self.answers {
            let (question, value) = answer(&questionnaire, text)?;
            answers.insert(question, value);
        }
        let given = GivenRating {
            questionnaire: Some(id),
            given_on: RatedOn::from_text(&self.given_on).checked("given_on")?,
            answers,
            comment: self.comment,
            language: Some(session.language.as_str().to_owned()),
        };
        let done = session.app()?.rate_visit(visit, given)?;
        session.recorded(done)
    }
}

/// Reads `1=5`, `2=yes`, `3=OPTION`.
fn answer(questionnaire: &Questionnaire, text: &str) -> Outcome<(Id, i64)> {
    let wrong = || Failure::NotLike(text.to_owned(), "1=5, 2=yes");
    let (place, value) = text.split_once('=').ok_or_else(wrong)?;
    let place: usize = place.parse().map_err(|_| wrong())?;
    let question = place.checked_sub(1).and_then(|place| questionnaire.questions.get(place)).ok_or_else(wrong)?;
    let value = match (question.kind, value) {
        (QuestionKind::YesNo, "yes") => 1,
        (QuestionKind::YesNo, "no") => 0,
        (QuestionKind::Choice, value) => {
            let chosen = question.choices.iter().zip(0..).find(|(choice, _)| choice.value == value);
            chosen.map(|(_, place)| place).or_else(|| value.parse().ok()).ok_or_else(wrong)?
        }
        (_, value) => value.parse().map_err(|_| wrong())?,
    };
    Ok((question.id, value))
}

fn questions(session: &Session, id: Id, questionnaire: &Questionnaire) -> Outcome<Reply> {
    let language = session.language;
    let rows: Vec<Vec<String>> = questionnaire
        .questions
        .iter()
        .zip(1_u32..)
        .map(|(question, place)| {
            let mark = if question.is_required { "*" } else { "" };
            vec![format!("{place}{mark}"), question.title.in_language(language).to_owned(), range(session, question)]
        })
        .collect();
    let mut page = Page::text(questionnaire.name.in_language(language));
    page.line(questionnaire.introduction.in_language(language));
    page.table(&["", session.say("cli-question"), session.say("cli-answer")], &rows);
    Reply::new(json!({ "id": id, "questionnaire": questionnaire }), page)
}

fn range(session: &Session, question: &Question) -> String {
    match (question.scale(), question.kind) {
        (Some(scale), _) => format!("{}–{}", scale.start(), scale.end()),
        (None, QuestionKind::YesNo) => {
            format!("yes {0} / no {1}", label(session.language, "yes"), label(session.language, "no"))
        }
        (None, QuestionKind::Comment) => "--comment".to_owned(),
        (None, _) => question.choices.iter().map(|choice| choice.value.as_str()).collect::<Vec<_>>().join(", "),
    }
}
