//! Fault, cause and remedy, and the articles that helped.

use crate::{App, AppError, done::Done, step};
use onsite_domain::{
    Id, RejectedCode, Subject, Word,
    article::Article,
    entry::current,
    fault_code::FaultCode,
    finding::{ArticleUse, Finding},
    organisation::{Organisation, OrganisationKind},
    user::Role,
};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// A cause seen before on a model, and how often.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SeenCause {
    pub code: Option<Id>,
    pub text: Option<String>,
    pub count: u32,
}

impl App {
    /// Records what was found. It takes the place of the entries it names.
    ///
    /// # Errors
    /// [`RejectedCode::Signed`] once the customer has signed.
    pub fn record_finding(&mut self, visit: Id, finding: Finding) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        step::refuse_signed(&seen)?;
        if finding.replaces.iter().any(|id| !seen.findings.iter().any(|held| held.id == *id)) {
            return Err(AppError::rejected(RejectedCode::NotFound, "replaces"));
        }
        self.add_entry("record_finding", Subject::new(Word::Visit, visit), &finding)
    }

    /// Says that an article was used, and whether it solved the fault.
    pub fn use_article(&mut self, visit: Id, article: Id, solved: bool) -> Result<Done, AppError> {
        let finding = Finding { articles: vec![ArticleUse { article, solved }], ..Finding::default() };
        self.record_finding(visit, finding)
    }

    /// Articles about a model that are not out of date; those on the error code first.
    pub fn articles_for(&self, model: &str, error_code: Option<&str>) -> Result<Vec<(Id, Article)>, AppError> {
        let mut found: Vec<(Id, Article)> = self.records(Word::Article)?;
        found.retain(|(_, article)| article.is_about(model) && !article.is_retired);
        let (roles, is_of_contractor) = self.reader()?;
        found.retain(|(_, article)| article.audience.has(&roles, is_of_contractor));
        let is_on_code =
            |article: &Article| error_code.is_some_and(|code| article.error_codes.iter().any(|c| c == code));
        found.sort_by_key(|(id, article)| (!is_on_code(article), article.models.is_empty(), *id));
        Ok(found)
    }

    /// An article, if whoever uses the field device now may read it: it may be here for somebody else who shares it.
    pub fn article(&self, id: Id) -> Result<Option<Article>, AppError> {
        let (roles, is_of_contractor) = self.reader()?;
        let held: Option<Article> = self.record(Word::Article, id)?;
        Ok(held.filter(|article| article.audience.has(&roles, is_of_contractor)))
    }

    /// The roles of the user, and whether they belong to a contractor.
    fn reader(&self) -> Result<(BTreeSet<Role>, bool), AppError> {
        let Some(user) = self.user()? else { return Ok((BTreeSet::new(), true)) };
        let organisation: Option<Organisation> = self.record(Word::Organisation, user.organisation)?;
        let is_of_contractor = organisation.is_some_and(|held| held.kind == OrganisationKind::Contractor);
        Ok((user.roles, is_of_contractor))
    }

    /// Codes for faults, causes and remedies of a model.
    pub fn fault_codes(&self) -> Result<Vec<(Id, FaultCode)>, AppError> {
        self.records(Word::FaultCode)
    }

    /// Causes found before on devices of a model, the most frequent first.
    pub fn causes_seen(&self, model: &str) -> Result<Vec<SeenCause>, AppError> {
        let mut seen: Vec<SeenCause> = Vec::new();
        for visit in self.visits_of_model(model)? {
            for finding in current(&visit.findings).filter(|finding| !finding.value.cause.is_empty()) {
                let cause = &finding.value.cause;
                let same = |other: &&mut SeenCause| match cause.code {
                    Some(code) => other.code == Some(code),
                    None => other.code.is_none() && other.text == cause.text,
                };
                match seen.iter_mut().find(same) {
                    Some(other) => other.count = other.count.saturating_add(1),
                    None => seen.push(SeenCause { code: cause.code, text: cause.text.clone(), count: 1 }),
                }
            }
        }
        seen.sort_by_key(|cause| std::cmp::Reverse(cause.count));
        Ok(seen)
    }
}
