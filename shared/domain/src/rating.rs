//! Ratings: answers to one version of a questionnaire.

use crate::{Id, Rejected, RejectedCode, choice::choices, entry, fact_kind::FactBody, limits};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

choices! {
    /// On whose phone it was given, so that figures can tell them apart.
    RatedOn {
        CustomerPhone = "customer_phone",
        EngineerPhone = "engineer_phone",
        Link = "link",
        Callback = "callback",
    }
}

/// The body of a fact of kind `rating`. Subjects: visit (or order, or request), order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct RatingFact {
    pub questionnaire: Id,
    pub questionnaire_version: u32,
    pub given_on: RatedOn,
    /// By the question's key: satisfaction 1-5, recommendation 0-10, effort 1-7.
    pub answers: BTreeMap<String, i64>,
    pub comment: Option<String>,
    pub language: Option<String>,
}

impl FactBody for RatingFact {
    const KIND: &'static str = "rating";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("questionnaire", self.questionnaire)?;
        self.given_on.checked("given_on")?;
        limits::list_of_at_most("answers", self.answers.len(), 100)?;
        entry::free("comment", self.comment.as_ref())?;
        for (question, answer) in &self.answers {
            limits::written_line("answers", question)?;
            limits::within("answers", *answer, 0..=100)?;
        }
        if self.answers.is_empty() && self.comment.is_none() {
            return Err(Rejected::new(RejectedCode::Missing, "answers"));
        }
        Ok(())
    }
}
