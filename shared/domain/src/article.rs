//! Articles: one piece of knowledge each.

use crate::{
    Id, Rejected, Text, attachment, attachment::Attachment, choice::choices, limits, user::Role, view::SearchText,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

choices! {
    /// Who may read it.
    Audience {
        Everybody = "everybody",
        /// The company's own people, not contractors'.
        Company = "company",
        Experts = "experts",
    }
}

/// Experts, and those who write articles.
const EXPERTS: &[Role] = &[Role::Expert, Role::ServiceManager, Role::QualityInspector, Role::Administrator];

impl Audience {
    /// Whether somebody may read what is for this audience. `is_of_contractor`: their organisation is not the company's own.
    /// An audience of a newer version is taken for the narrowest.
    pub fn has(self, roles: &BTreeSet<Role>, is_of_contractor: bool) -> bool {
        match self {
            Self::Everybody => true,
            Self::Company => !is_of_contractor,
            Self::Experts | Self::Unknown => !is_of_contractor && roles.iter().any(|role| EXPERTS.contains(role)),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Article {
    pub number: String,
    pub revision: u32,
    pub title: Text,
    /// Models it is about; all where empty.
    pub models: Vec<String>,
    pub symptoms: Text,
    /// Codes of faults, causes and remedies.
    pub fault_codes: Vec<String>,
    /// As the device displays them: `E-204`.
    pub error_codes: Vec<String>,
    pub cause: Text,
    pub what_helped: Text,
    pub danger: Text,
    pub parts: Vec<Id>,
    pub procedure: Option<Id>,
    pub files: Vec<Attachment>,
    pub keywords: Vec<String>,
    pub audience: Audience,
    pub written_by: Option<Id>,
    /// The visit it was made from.
    pub from_visit: Option<Id>,
    pub published_ms: Option<i64>,
    /// Not finished: it stays at the office.
    pub is_draft: bool,
    /// Out of date; still found, marked so.
    pub is_retired: bool,
}

impl Article {
    pub fn is_about(&self, model: &str) -> bool {
        self.models.is_empty() || self.models.iter().any(|m| m == model)
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("number", &self.number)?;
        self.title.check_written("title", limits::LINE_CHARS_MAX)?;
        limits::lines("models", self.models.iter())?;
        self.symptoms.check("symptoms", limits::NOTE_CHARS_MAX)?;
        limits::lines("fault_codes", self.fault_codes.iter())?;
        limits::lines("error_codes", self.error_codes.iter())?;
        self.cause.check("cause", limits::BODY_CHARS_MAX)?;
        self.what_helped.check("what_helped", limits::BODY_CHARS_MAX)?;
        self.danger.check("danger", limits::NOTE_CHARS_MAX)?;
        limits::list("parts", self.parts.len())?;
        attachment::check_all("files", &self.files)?;
        limits::lines("keywords", self.keywords.iter())?;
        self.audience.checked("audience")?;
        limits::instant("published_ms", self.published_ms)
    }

    pub fn search_text(&self) -> SearchText {
        let lists = [&self.models, &self.fault_codes, &self.error_codes, &self.keywords];
        let listed: Vec<&str> = lists.into_iter().flatten().map(String::as_str).collect();
        SearchText::of(&[&self.title.zh, &self.title.en, &self.number])
            .and(&[&self.symptoms.zh, &self.symptoms.en, &self.cause.zh, &self.cause.en])
            .and(&[&self.what_helped.zh, &self.what_helped.en])
            .and(&listed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_the_company_is_for_no_contractor_and_what_is_for_experts_for_no_engineer() {
        let of = |role| BTreeSet::from([role]);
        let table = |audience: Audience| {
            [(Role::Engineer, false), (Role::Engineer, true), (Role::Expert, false), (Role::Expert, true)]
                .map(|(role, is_of_contractor)| audience.has(&of(role), is_of_contractor))
        };
        assert_eq!(table(Audience::Everybody), [true; 4]);
        assert_eq!(table(Audience::Company), [true, false, true, false]);
        assert_eq!(table(Audience::Experts), [false, false, true, false]);
        assert_eq!(table(Audience::Unknown), [false, false, true, false]);
    }
}
