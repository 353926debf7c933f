//! The report of a visit: what it says, and its pages.

use crate::{App, AppError, signature::GivenVerdict, view};
use onsite_domain::{
    Id, Language, Subject, Word, acceptance::AcceptanceFact, id::Hash, settings::Settings, signature::Signed,
    user::User,
};
use onsite_evidence::{AttachError, Root, content};
use onsite_report::{Engine, EngineError, Held, PaperLanguages, PaperState, Printing, Rendered, ReportData, Wanted};
use onsite_store::blob;
use onsite_wire::PublicKey;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

impl App {
    /// What the customer reads before signing: the report as it would be signed now.
    pub fn report(
        &self,
        visit: Id,
        verdict: Option<&GivenVerdict>,
        language: Option<Language>,
    ) -> Result<ReportData, AppError> {
        let acceptance = verdict.map(|verdict| verdict.fact("", None));
        self.content_of(visit, Signed::Report, None, acceptance.as_ref(), language)
    }

    /// The pages of the report as the visit stands now; nothing binds them. In the report's own language where none is named.
    ///
    /// # Errors
    /// [`AppError::Broken`] where the engine fails, which it does not for anything recorded.
    pub fn draft_report(
        &self,
        visit: Id,
        languages: Option<PaperLanguages>,
        engine: &dyn Engine,
    ) -> Result<Rendered, AppError> {
        let data = self.report(visit, None, None)?;
        let languages = languages.unwrap_or(PaperLanguages::One(data.language));
        data.print(self, Printing::unsigned(languages, PaperState::Draft, view::now_ms(self)), engine)
    }

    /// What was signed last over the visit's report, sealed: F. `None` where nothing was, or it has not arrived.
    pub fn sealed_report(&self, visit: Id) -> Result<Option<Vec<u8>>, AppError> {
        let seen = self.visit(visit)?;
        let mut reports = seen.signatures.iter().filter(|held| held.body.over == Signed::Report && !held.is_in_review);
        let Some(signature) = reports.next_back() else { return Ok(None) };
        let sealed = seen.sealed_reports.iter().rfind(|sealed| sealed.body.signature == signature.id);
        let Some(sealed) = sealed else { return Ok(None) };
        Ok(blob::get(&self.blobs, sealed.body.file)?)
    }

    /// The company's own pages, where it has any and they have arrived: what an engine of pages is made with.
    pub fn report_template(&self) -> Result<Option<Vec<u8>>, AppError> {
        self.settings()?.report_template.map_or(Ok(None), |hash| self.file(hash))
    }

    /// The company that reports are verified against.
    pub fn root(&self) -> Result<Root, AppError> {
        Ok(PublicKey(self.identity()?.root_key).into())
    }

    /// The pages of what was signed, in other languages. They say that they are a copy: what was signed is
    /// [`App::sealed_report`].
    ///
    /// # Errors
    /// [`AppError::Broken`] for a file whose content cannot be read.
    pub fn copy_of_report(
        &self,
        sealed: &[u8],
        languages: PaperLanguages,
        engine: &dyn Engine,
    ) -> Result<Rendered, AppError> {
        let data = content(sealed)?;
        data.print(self, Printing::unsigned(languages, PaperState::Copy, view::now_ms(self)), engine)
    }

    /// What a report of the visit says now.
    pub(crate) fn content_of(
        &self,
        visit_id: Id,
        over: Signed,
        entry: Option<Id>,
        acceptance: Option<&AcceptanceFact>,
        language: Option<Language>,
    ) -> Result<ReportData, AppError> {
        let visit = self.visit(visit_id)?;
        let order = self.work_order(view::order_of(&visit)?)?;
        let as_at_ms = view::now_ms(self);
        let wanted = Wanted { id: visit_id, visit: &visit, order: &order, over, entry, acceptance, language, as_at_ms };
        ReportData::gather(self, &wanted)
    }
}

impl Held for App {
    type Error = AppError;

    fn held<T: DeserializeOwned>(&self, subject: Subject) -> Result<Option<T>, AppError> {
        self.record(subject.word, subject.id)
    }

    fn people(&self) -> Result<BTreeMap<Id, User>, AppError> {
        Ok(self.records(Word::User)?.into_iter().collect())
    }

    fn company(&self) -> Result<Settings, AppError> {
        self.settings()
    }

    fn root_fingerprint(&self) -> Result<Hash, AppError> {
        Ok(PublicKey(self.identity()?.root_key).fingerprint())
    }

    fn own_url(&self) -> Result<String, AppError> {
        Ok(self.identity()?.server_url.clone())
    }

    fn file(&self, hash: Hash) -> Result<Option<Vec<u8>>, AppError> {
        Ok(blob::get(&self.blobs, hash)?)
    }
}

impl From<EngineError> for AppError {
    fn from(error: EngineError) -> Self {
        Self::broken(error.to_string())
    }
}

impl From<AttachError> for AppError {
    fn from(error: AttachError) -> Self {
        Self::broken(error.to_string())
    }
}
