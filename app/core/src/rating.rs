//! Ratings given on the engineer's phone.

use crate::{App, AppError, done::Done, view};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word,
    order_kind::OrderKind,
    questionnaire::{QuestionKind, Questionnaire},
    rating::{RatedOn, RatingFact},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A customer's answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct GivenRating {
    /// The one of the order's kind or of the company where missing.
    pub questionnaire: Option<Id>,
    pub given_on: RatedOn,
    /// By the question's id: the number on its scale; 1 or 0 for yes or no; the place in the list, from 0, of a choice.
    pub answers: BTreeMap<Id, i64>,
    pub comment: Option<String>,
    pub language: Option<String>,
}

impl App {
    /// The questionnaire that a visit is rated with, `None` where the company has none.
    pub fn questionnaire_for(&self, visit: Id) -> Result<Option<(Id, Questionnaire)>, AppError> {
        let order = self.visit(visit)?.work_order.map(|order| self.work_order(order)).transpose()?;
        let kind = order.and_then(|order| order.order_kind);
        let kind: Option<OrderKind> = kind.map(|kind| self.record(Word::OrderKind, kind)).transpose()?.flatten();
        let of_kind = kind.and_then(|kind| kind.questionnaire);
        let Some(id) = of_kind.or(self.settings()?.questionnaire) else { return Ok(None) };
        Ok(self.record(Word::Questionnaire, id)?.map(|questionnaire| (id, questionnaire)))
    }

    /// Keeps a customer's rating of a visit.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for a questionnaire or question that is not on this phone, [`RejectedCode::OutOfRange`]
    /// for an answer off its scale, [`RejectedCode::Missing`] for a required one.
    pub fn rate_visit(&mut self, visit: Id, given: GivenRating) -> Result<Done, AppError> {
        let order = view::order_of(&self.visit(visit)?)?;
        let held = match given.questionnaire {
            Some(id) => self.record(Word::Questionnaire, id)?.map(|held| (id, held)),
            None => self.questionnaire_for(visit)?,
        };
        let (id, held): (Id, Questionnaire) =
            held.ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "questionnaire"))?;
        check(&held, &given)?;
        let body = RatingFact {
            questionnaire: id,
            questionnaire_version: held.revision,
            given_on: given.given_on.checked("given_on")?,
            answers: given.answers.iter().map(|(question, answer)| (question.to_string(), *answer)).collect(),
            comment: given.comment,
            language: given.language,
        };
        let subjects = vec![Subject::new(Word::Visit, visit), Subject::new(Word::WorkOrder, order)];
        self.state_fact("rate_visit", subjects, &body)
    }
}

fn check(questionnaire: &Questionnaire, given: &GivenRating) -> Result<(), Rejected> {
    for (id, answer) in &given.answers {
        let path = format!("answers.{id}");
        let question = questionnaire.questions.iter().find(|question| question.id == *id);
        let question = question.ok_or_else(|| Rejected::new(RejectedCode::NotFound, &*path))?;
        let choices = i64::try_from(question.choices.len()).unwrap_or(i64::MAX);
        let range = match (question.scale(), question.kind) {
            (Some(scale), _) => scale,
            (None, QuestionKind::YesNo) => 0..=1,
            (None, QuestionKind::Choice) => 0..=choices.saturating_sub(1),
            (None, _) => return Err(Rejected::because(RejectedCode::WrongShape, path, "words go into the comment")),
        };
        if !range.contains(answer) {
            let detail = format!("from {} to {}, not {answer}", range.start(), range.end());
            return Err(Rejected::because(RejectedCode::OutOfRange, path, detail));
        }
    }
    let missing = questionnaire.questions.iter().find(|question| {
        question.is_required && question.kind != QuestionKind::Comment && !given.answers.contains_key(&question.id)
    });
    match missing {
        Some(question) => Err(Rejected::new(RejectedCode::Missing, format!("answers.{}", question.id))),
        None => Ok(()),
    }
}
