//! Questionnaires: versions of what a customer is asked afterwards.

use crate::{Id, Rejected, RejectedCode, Text, choice::choices, limits, step::StepChoice};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, ops::RangeInclusive};
use utoipa::ToSchema;

choices! {
    QuestionKind {
        /// 1 to 5.
        Satisfaction = "satisfaction",
        /// 0 to 10.
        Recommendation = "recommendation",
        /// 1 to 7.
        Effort = "effort",
        /// One of its choices.
        Choice = "choice",
        /// Yes or no.
        YesNo = "yes_no",
        Comment = "comment",
    }
}

choices! {
    /// What satisfaction is asked about.
    About {
        Overall = "overall",
        Engineer = "engineer",
        Process = "process",
        Result = "result",
        Response = "response",
        Price = "price",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = RatingQuestion)]
pub struct Question {
    /// Kept from version to version where the question means the same.
    pub id: Id,
    pub kind: QuestionKind,
    pub about: Option<About>,
    pub title: Text,
    pub is_required: bool,
    pub choices: Vec<StepChoice>,
}

/// One version; versions never change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Questionnaire {
    pub number: String,
    pub revision: u32,
    pub name: Text,
    pub introduction: Text,
    pub questions: Vec<Question>,
    pub thanks: Text,
    /// How long the link to it is good.
    pub link_days: u16,
    pub is_retired: bool,
}

impl Question {
    /// The numbers it may be answered with.
    pub fn scale(&self) -> Option<RangeInclusive<i64>> {
        match self.kind {
            QuestionKind::Satisfaction => Some(1..=5),
            QuestionKind::Recommendation => Some(0..=10),
            QuestionKind::Effort => Some(1..=7),
            _ => None,
        }
    }

    fn check_answer(&self, path: &str, answer: &Value) -> Result<(), Rejected> {
        let refuse = |expected| Err(Rejected::because(RejectedCode::WrongShape, path, expected));
        if let Some(scale) = self.scale() {
            let Some(number) = answer.as_i64() else { return refuse("a whole number") };
            return limits::within(path, number, scale);
        }
        match self.kind {
            QuestionKind::YesNo if !answer.is_boolean() => refuse("true or false"),
            QuestionKind::Choice if !self.choices.iter().any(|c| Some(c.value.as_str()) == answer.as_str()) => {
                refuse("one of the choices")
            }
            QuestionKind::Comment => {
                answer.as_str().map_or_else(|| refuse("text"), |comment| limits::note(path, comment))
            }
            _ => Ok(()),
        }
    }
}

impl Questionnaire {
    /// Whether a customer's answers, by question, are complete and possible.
    pub fn check_answers(&self, answers: &BTreeMap<Id, Value>) -> Result<(), Rejected> {
        for (id, answer) in answers {
            let path = format!("answers.{id}");
            let question = self.questions.iter().find(|question| question.id == *id);
            question.ok_or_else(|| Rejected::new(RejectedCode::NotFound, &*path))?.check_answer(&path, answer)?;
        }
        let missing =
            self.questions.iter().find(|question| question.is_required && !answers.contains_key(&question.id));
        missing.map_or(Ok(()), |question| Err(limits::missing(&format!("answers.{}", question.id))))
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        self.introduction.check("introduction", limits::NOTE_CHARS_MAX)?;
        if self.questions.is_empty() {
            return Err(limits::missing("questions"));
        }
        limits::list_of_at_most("questions", self.questions.len(), 100)?;
        for (index, question) in self.questions.iter().enumerate() {
            let at = format!("questions[{index}]");
            limits::reference(&format!("{at}.id"), question.id)?;
            if self.questions.iter().take(index).any(|earlier| earlier.id == question.id) {
                return Err(Rejected::because(RejectedCode::IdTaken, format!("{at}.id"), "each question its own id"));
            }
            let kind = question.kind.checked(&format!("{at}.kind"))?;
            question.about.map_or(Ok(About::Unknown), |about| about.checked(&format!("{at}.about")))?;
            question.title.check_written(&format!("{at}.title"), limits::NOTE_CHARS_MAX)?;
            limits::list_of_at_most(&format!("{at}.choices"), question.choices.len(), 50)?;
            if kind == QuestionKind::Choice && question.choices.len() < 2 {
                return Err(limits::missing(&format!("{at}.choices")));
            }
        }
        self.thanks.check("thanks", limits::NOTE_CHARS_MAX)?;
        limits::within("link_days", self.link_days, 1..=365)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_are_complete_and_on_the_scale() {
        let question = |n, kind, is_required| Question {
            id: Id::from_parts(1, n),
            kind,
            is_required,
            title: Text::same("?"),
            ..Default::default()
        };
        let questionnaire = Questionnaire {
            name: Text::new("服务评价", "Rating"),
            link_days: 30,
            questions: vec![
                question(1, QuestionKind::Satisfaction, true),
                question(2, QuestionKind::Recommendation, false),
                question(3, QuestionKind::Comment, false),
            ],
            ..Default::default()
        };
        assert_eq!(questionnaire.validate(), Ok(()));
        let check = |answers: &[(u128, Value)]| {
            let answers = answers.iter().map(|(n, answer)| (Id::from_parts(1, *n), answer.clone())).collect();
            questionnaire.check_answers(&answers).map_err(|e| e.code)
        };
        assert_eq!(check(&[(1, json!(5)), (2, json!(0)), (3, json!("很好"))]), Ok(()));
        assert_eq!(check(&[(2, json!(10))]), Err(RejectedCode::Missing));
        assert_eq!(check(&[(1, json!(6))]), Err(RejectedCode::OutOfRange));
        assert_eq!(check(&[(1, json!(4.5))]), Err(RejectedCode::WrongShape));
        assert_eq!(check(&[(1, json!(4)), (9, json!(1))]), Err(RejectedCode::NotFound));
    }
}
