//! Ratings: given on the engineer's phone, or by a link on the customer's own.

use crate::{App, AppError, done::Done, view};
use onsite_domain::{
    Id, RejectedCode, Subject, Word,
    order_kind::OrderKind,
    questionnaire::Questionnaire,
    rating::{RatedOn, RatingFact},
};
use onsite_wire::{
    Sealed,
    rating_link::{PATH_RATE, RatingLink},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

const DAY_MS: i64 = 86_400_000;

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
        let seen = self.visit(visit)?;
        let order = seen.work_order.map(|order| self.work_order(order)).transpose()?;
        let kind = order.and_then(|order| order.order_kind);
        let kind: Option<OrderKind> = kind.map(|kind| self.record(Word::OrderKind, kind)).transpose()?.flatten();
        let of_kind = kind.and_then(|kind| kind.questionnaire);
        let Some(id) = of_kind.or(self.settings()?.questionnaire) else { return Ok(None) };
        self.in_force(Word::Questionnaire, id, self.day_at(&seen)?)
    }

    /// A link with which the customer rates a visit on their own phone, `https://host/r/…`: made here, without a network, good
    /// at the company's server alone, once, and as long as the questionnaire says.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where the company asks nothing.
    pub fn rating_link(&self, visit: Id) -> Result<String, AppError> {
        let work_order = view::order_of(&self.visit(visit)?)?;
        let asked = self.questionnaire_for(visit)?;
        let (questionnaire, held) = asked.ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "questionnaire"))?;
        let identity = self.identity()?;
        // To the end of a day, so that the symbol on the screen stays the same while it is read.
        let days = view::now_ms(self).div_euclid(DAY_MS).saturating_add(i64::from(held.link_days)).saturating_add(1);
        let link = RatingLink {
            field_device: identity.field_device,
            visit,
            work_order,
            questionnaire,
            expires_ms: days.saturating_mul(DAY_MS),
        };
        let sealed = Sealed::seal(&link, self.server_id()?, &self.signing_key);
        Ok(format!("{}{PATH_RATE}/{}", identity.server_url.trim_end_matches('/'), sealed.to_text()))
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
        held.check_answers(&given.answers)?;
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
