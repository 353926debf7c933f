//! Questionnaires: versions of what a customer is asked afterwards.

use crate::{Id, Rejected, RejectedCode, Text, choice::choices, limits, step::StepChoice};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
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
    /// Asked from this day on, in place of the version before.
    pub valid_from: Option<Date>,
    pub name: Text,
    pub introduction: Text,
    pub questions: Vec<Question>,
    pub thanks: Text,
    /// How long the link to it is good.
    pub link_days: u16,
    pub is_retired: bool,
}

impl Question {
    /// The numbers that an answer to it may be; `None` where it is answered in words.
    pub fn range(&self) -> Option<RangeInclusive<i64>> {
        let choices = i64::try_from(self.choices.len()).unwrap_or(i64::MAX);
        match self.kind {
            QuestionKind::YesNo => Some(0..=1),
            QuestionKind::Choice => Some(0..=choices.saturating_sub(1)),
            _ => self.scale(),
        }
    }

    /// The scale it is answered on.
    pub fn scale(&self) -> Option<RangeInclusive<i64>> {
        match self.kind {
            QuestionKind::Satisfaction => Some(1..=5),
            QuestionKind::Recommendation => Some(0..=10),
            QuestionKind::Effort => Some(1..=7),
            _ => None,
        }
    }
}

impl Questionnaire {
    /// Whether a customer's answers are possible and complete: by the question's id, the number on its scale; 1 or 0 for yes
    /// or no; the place in the list, from 0, of a choice. Words go into the comment beside them.
    pub fn check_answers(&self, answers: &BTreeMap<Id, i64>) -> Result<(), Rejected> {
        for (id, answer) in answers {
            let path = format!("answers.{id}");
            let question = self.questions.iter().find(|question| question.id == *id);
            let question = question.ok_or_else(|| Rejected::new(RejectedCode::NotFound, &*path))?;
            let Some(range) = question.range() else {
                return Err(Rejected::because(RejectedCode::WrongShape, path, "words go into the comment"));
            };
            if !range.contains(answer) {
                let detail = format!("from {} to {}, not {answer}", range.start(), range.end());
                return Err(Rejected::because(RejectedCode::OutOfRange, path, detail));
            }
        }
        let missing = self.questions.iter().find(|question| {
            question.is_required && question.kind != QuestionKind::Comment && !answers.contains_key(&question.id)
        });
        missing.map_or(Ok(()), |question| Err(limits::missing(&format!("answers.{}", question.id))))
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        limits::date("valid_from", self.valid_from)?;
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
        let check = |answers: &[(u128, i64)]| {
            let answers = answers.iter().map(|(n, answer)| (Id::from_parts(1, *n), *answer)).collect();
            questionnaire.check_answers(&answers).map_err(|e| e.code)
        };
        assert_eq!(check(&[(1, 5), (2, 0)]), Ok(()));
        assert_eq!(check(&[(2, 10)]), Err(RejectedCode::Missing));
        assert_eq!(check(&[(1, 6)]), Err(RejectedCode::OutOfRange));
        assert_eq!(check(&[(1, 4), (3, 1)]), Err(RejectedCode::WrongShape));
        assert_eq!(check(&[(1, 4), (9, 1)]), Err(RejectedCode::NotFound));
    }
}
