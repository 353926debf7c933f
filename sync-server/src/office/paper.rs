//! What the company's reports look like: its logo and its own pages, which every field device gets; and the pages of a visit
//! as the desk sees them.

use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, RejectedCode, Subject, Word, id::Hash, settings::Settings, signature::Signed, user::User,
    visit::VisitView, work_order::WorkOrderView,
};
use onsite_evidence::content;
use onsite_labels::Logo;
use onsite_report::{
    Engine, EngineError, Held, PaperLanguages, PaperState, Printing, Rendered, ReportData, Spoken, Wanted,
};
use onsite_store::{Touched, blob, derived, record};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl ServerStore {
    /// Puts a logo on every label and report, or takes it off: PNG or JPEG, at most 1 MiB.
    ///
    /// # Errors
    /// [`RejectedCode::WrongShape`] for what is none, [`RejectedCode::Forbidden`] for whoever may not write settings.
    pub fn set_report_logo(&mut self, author: &Author, logo: Option<&[u8]>) -> Result<(), ServerError> {
        logo.map(Logo::read).transpose()?;
        self.set_file_of_company(author, "report_logo", logo)
    }

    /// Makes these the company's pages, or ours again. Whoever calls has tried them: the server knows no engine.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever may not write settings.
    pub fn set_report_template(&mut self, author: &Author, template: Option<&[u8]>) -> Result<(), ServerError> {
        self.set_file_of_company(author, "report_template", template)
    }

    fn set_file_of_company(&mut self, author: &Author, key: &str, file: Option<&[u8]>) -> Result<(), ServerError> {
        let rights = self.rights_of(author)?;
        onsite_domain::reading::check_record(&rights, Word::Settings)?;
        let settings: Vec<(Subject, Value)> =
            derived::views(&self.db, "word = 'settings' ORDER BY subject LIMIT 1", &[])?;
        let (subject, _) = settings.first().ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "settings"))?;
        let held = record::get(&self.db, *subject)?;
        let mut body = held.ok_or_else(|| ServerError::broken("settings without a record"))?.record.body;
        let now_ms = self.now_ms();
        let hash = file.map(|bytes| blob::put(&self.blobs, bytes, "application/octet-stream", now_ms)).transpose()?;
        if let Some(fields) = body.as_object_mut() {
            fields.insert(key.to_owned(), json!(hash));
        }
        let mut touched = Touched::new();
        self.put_checked_record(author, *subject, body, &mut touched)?;
        self.finish(&touched)
    }

    /// The company's own pages, where it has any: what an engine of pages is made with.
    pub fn report_template(&self) -> Result<Option<Vec<u8>>, ServerError> {
        self.settings()?.report_template.map_or(Ok(None), |hash| self.file(hash))
    }

    /// The pages of a visit's report: of what was signed, as a copy without the signature; as it stands now where nothing
    /// was. What was signed itself is [`Self::report_file`].
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for a visit that there is not.
    pub fn report_pages(
        &self,
        visit: Id,
        spoken: Option<Spoken>,
        engine: &dyn Engine,
    ) -> Result<Rendered, ServerError> {
        let (data, state) = match self.report_signature_of(visit).and_then(|signature| self.report_file(signature)) {
            Ok(file) => (content(&file.bytes).map_err(|e| ServerError::broken(e.to_string()))?, PaperState::Copy),
            Err(ServerError::Rejected(_)) => (self.report_now(visit)?, PaperState::Draft),
            Err(error) => return Err(error),
        };
        let languages = spoken.map_or(PaperLanguages::One(data.language), |spoken| spoken.languages(data.language));
        data.print(self, Printing::unsigned(languages, state, self.now_ms()), engine)
    }

    fn report_now(&self, visit_id: Id) -> Result<ReportData, ServerError> {
        let visit: VisitView = self.view(Word::Visit, visit_id)?;
        let order: WorkOrderView = self.view(Word::WorkOrder, visit.work_order.unwrap_or_default())?;
        let wanted = Wanted {
            id: visit_id,
            visit: &visit,
            order: &order,
            over: Signed::Report,
            entry: None,
            acceptance: None,
            language: None,
            as_at_ms: self.now_ms(),
        };
        ReportData::gather(self, &wanted)
    }
}

impl Held for ServerStore {
    type Error = ServerError;

    fn held<T: DeserializeOwned>(&self, subject: Subject) -> Result<Option<T>, ServerError> {
        Ok(derived::view_as(&self.db, subject)?)
    }

    fn people(&self) -> Result<BTreeMap<Id, User>, ServerError> {
        let users: Vec<(Subject, User)> = derived::views(&self.db, "word = 'user'", &[])?;
        Ok(users.into_iter().map(|(subject, user)| (subject.id, user)).collect())
    }

    fn company(&self) -> Result<Settings, ServerError> {
        self.settings()
    }

    fn root_fingerprint(&self) -> Result<Hash, ServerError> {
        Ok(self.keys.root().fingerprint())
    }

    fn own_url(&self) -> Result<String, ServerError> {
        Ok(String::new())
    }

    fn file(&self, hash: Hash) -> Result<Option<Vec<u8>>, ServerError> {
        Ok(blob::get(&self.blobs, hash)?)
    }
}

impl From<EngineError> for ServerError {
    fn from(error: EngineError) -> Self {
        Self::broken(error.to_string())
    }
}
