//! The report of a visit: what it says, and its pages.

use crate::{App, AppError, signature::GivenVerdict, view};
use onsite_domain::{Id, Language, Word, acceptance::AcceptanceFact, entry::current, signature::Signed};
use onsite_evidence::Root;
use onsite_report::{Engine, Paper, PaperLanguages, PaperState, Picture, Rendered, ReportData, Signatory, Sources};
use onsite_store::blob;
use onsite_wire::PublicKey;
use std::collections::BTreeMap;

/// How the pages of a content come out.
#[derive(Clone, Debug)]
pub(crate) struct Printed {
    pub(crate) languages: PaperLanguages,
    pub(crate) state: PaperState,
    pub(crate) as_at_ms: i64,
    /// Who signs for the customer.
    pub(crate) customer: Signatory,
    /// The signature that the pages are for: what the code on them leads to.
    pub(crate) signature: Option<Id>,
}

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
        let printed = Printed {
            languages: languages.unwrap_or(PaperLanguages::One(data.language)),
            state: PaperState::Draft,
            as_at_ms: view::now_ms(self),
            customer: Signatory::default(),
            signature: None,
        };
        self.print(&data, printed, engine)
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
        let data = content_in(sealed)?;
        let printed = Printed {
            languages,
            state: PaperState::Copy,
            as_at_ms: view::now_ms(self),
            customer: Signatory::default(),
            signature: None,
        };
        self.print(&data, printed, engine)
    }

    pub(crate) fn print(&self, data: &ReportData, printed: Printed, engine: &dyn Engine) -> Result<Rendered, AppError> {
        let mut photos = BTreeMap::new();
        for hash in data.photo_hashes() {
            // One that has not arrived is a frame on the paper, with its hash.
            photos.extend(blob::get(&self.blobs, hash)?.map(|bytes| (hash, Picture::from(bytes))));
        }
        let settings = self.settings()?;
        let mut paper = Paper::new(data, &photos, printed.as_at_ms);
        paper.languages = printed.languages;
        paper.state = printed.state;
        paper.customer = printed.customer;
        paper.logo = match settings.report_logo {
            Some(hash) => blob::get(&self.blobs, hash)?.map(Picture::from),
            None => None,
        };
        let base = if settings.public_url.is_empty() { &self.identity()?.server_url } else { &settings.public_url };
        paper.link = printed.signature.map(|id| format!("{}/v/{id}", base.trim_end_matches('/')));
        engine.render(&paper).map_err(|e| AppError::broken(e.to_string()))
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
        let settings = self.settings()?;
        let customer: Option<onsite_domain::customer::Customer> = self.one(Word::Customer, visit.customer)?;
        let of_visit = visit.language.as_deref().map(Language::from_tag);
        let of_customer = customer.as_ref().map(|customer| customer.language);
        let device = visit.device.map(|device| self.device(device)).transpose()?;
        let costs = current(&visit.charges).map(|held| &held.value.charges);
        let offers = current(&visit.quotes).map(|held| &held.value.quote);
        let covered_by: Vec<Id> = costs.chain(offers).filter_map(|costs| costs.decision.by).collect();
        let part_ids = current(&visit.part_usages).flat_map(|usage| [Some(usage.value.part), usage.value.part_out]);
        Ok(ReportData::of(&Sources {
            language: language.or(of_visit).or(of_customer).unwrap_or(settings.default_language),
            over,
            entry,
            settings: &settings,
            root_fingerprint: Some(PublicKey(self.identity()?.root_key).fingerprint()),
            visit_id,
            visit: &visit,
            order: &order,
            customer: customer.as_ref(),
            site: self.one(Word::Site, visit.site)?.as_ref(),
            contact: self.one(Word::Contact, order.contact)?.as_ref(),
            device: visit.device.zip(device.as_ref()),
            people: &self.records(Word::User)?.into_iter().collect(),
            parts: &self.named(Word::Part, part_ids.flatten())?,
            tools: &self.named(Word::Tool, current(&visit.answers).filter_map(|answer| answer.value.tool))?,
            fault_codes: &self.named(
                Word::FaultCode,
                current(&visit.findings).flat_map(|finding| {
                    [finding.value.fault.code, finding.value.cause.code, finding.value.remedy.code]
                        .into_iter()
                        .flatten()
                }),
            )?,
            contracts: &self.named(Word::Contract, covered_by.iter().copied())?,
            warranties: &self.named(Word::Warranty, covered_by.iter().copied())?,
            locations: &std::collections::BTreeMap::new(),
            handover: None,
            acceptance: acceptance.or(visit.acceptance.as_ref().map(|seen| &seen.body)),
        }))
    }

    /// The records that are named and on this phone.
    pub(crate) fn named<T: serde::de::DeserializeOwned>(
        &self,
        word: Word,
        ids: impl Iterator<Item = Id>,
    ) -> Result<std::collections::BTreeMap<Id, T>, AppError> {
        let mut found = std::collections::BTreeMap::new();
        for id in ids {
            if !found.contains_key(&id)
                && let Some(record) = self.record(word, id)?
            {
                found.insert(id, record);
            }
        }
        Ok(found)
    }
}

/// The content that is attached to pages of ours.
///
/// # Errors
/// [`AppError::Broken`] where there is none, or of another version.
pub fn content_in(pdf: &[u8]) -> Result<ReportData, AppError> {
    let attached = onsite_evidence::attached(pdf, onsite_report::ATTACHED_NAME);
    let bytes = attached.map_err(|e| AppError::broken(e.to_string()))?;
    let bytes = bytes.ok_or_else(|| AppError::broken("these pages carry no content"))?;
    ReportData::from_bytes(&bytes).map_err(|e| AppError::broken(e.to_string()))
}
