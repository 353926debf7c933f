//! A report's sources out of a store, a phone's or the server's, and its pages with what they show.

use crate::{
    Engine, EngineError, Paper, PaperLanguages, PaperState, Picture, Rendered, ReportData, Signatory, build::Sources,
};
use onsite_domain::{
    Id, Language, Subject, Word, acceptance::AcceptanceFact, customer::Customer, device::DeviceView, entry::current,
    id::Hash, settings::Settings, signature::Signed, user::User, visit::VisitView, work_order::WorkOrderView,
};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// A store that holds what reports are made from.
pub trait Held {
    type Error: From<EngineError>;

    /// A view, or the newest version of a record; `None` where it is not held.
    fn held<T: DeserializeOwned>(&self, subject: Subject) -> Result<Option<T>, Self::Error>;
    fn people(&self) -> Result<BTreeMap<Id, User>, Self::Error>;
    fn company(&self) -> Result<Settings, Self::Error>;
    /// Of the company's root key.
    fn root_fingerprint(&self) -> Result<Hash, Self::Error>;
    /// What links on paper begin with, where the settings do not say it.
    fn own_url(&self) -> Result<String, Self::Error>;
    fn file(&self, hash: Hash) -> Result<Option<Vec<u8>>, Self::Error>;
}

/// Which content of a visit.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub id: Id,
    pub visit: &'a VisitView,
    pub order: &'a WorkOrderView,
    pub over: Signed,
    /// The quote, step or movement of goods that is signed alone.
    pub entry: Option<Id>,
    /// The verdict that is about to be signed; the visit's own where missing.
    pub acceptance: Option<&'a AcceptanceFact>,
    /// The visit's, else the customer's, else the company's where missing.
    pub language: Option<Language>,
    /// When it is written: what still runs counts up to then.
    pub as_at_ms: i64,
}

/// How the pages of a content come out.
#[derive(Clone, Debug)]
pub struct Printing {
    pub languages: PaperLanguages,
    pub state: PaperState,
    pub as_at_ms: i64,
    /// Who signs for the customer.
    pub customer: Signatory,
    /// The signature that the pages are for: what the code on them leads to.
    pub signature: Option<Id>,
}

impl Printing {
    /// Pages that bind nobody.
    pub fn unsigned(languages: PaperLanguages, state: PaperState, as_at_ms: i64) -> Self {
        Self { languages, state, as_at_ms, customer: Signatory::default(), signature: None }
    }
}

impl ReportData {
    /// What a report of the visit says now. What a record names and the store does not hold leaves its name empty.
    pub fn gather<H: Held>(store: &H, wanted: &Wanted<'_>) -> Result<Self, H::Error> {
        let Wanted { visit, order, .. } = wanted;
        let settings = store.company()?;
        let customer: Option<Customer> = one(store, Word::Customer, visit.customer)?;
        let of_visit = visit.language.as_deref().map(Language::from_tag);
        let of_customer = customer.as_ref().map(|customer| customer.language);
        let device: Option<DeviceView> = one(store, Word::Device, visit.device)?;
        let costs = current(&visit.charges).map(|held| &held.value.charges);
        let offers = current(&visit.quotes).map(|held| &held.value.quote);
        let covered_by: Vec<Id> = costs.chain(offers).filter_map(|costs| costs.decision.by).collect();
        let part_ids = current(&visit.part_usages).flat_map(|usage| [Some(usage.value.part), usage.value.part_out]);
        let found = current(&visit.findings).flat_map(|finding| {
            let [fault, cause, remedy] = [&finding.value.fault, &finding.value.cause, &finding.value.remedy];
            [fault.code, cause.code, remedy.code].into_iter().flatten()
        });
        let handed =
            visit.movements.iter().find(|held| wanted.over == Signed::Handover && Some(held.id) == wanted.entry);
        let handover = handed.map(|held| &held.body);
        let goods = || handover.iter().flat_map(|movement| &movement.lines);
        Ok(Self::of(&Sources {
            language: wanted.language.or(of_visit).or(of_customer).unwrap_or(settings.default_language),
            over: wanted.over,
            entry: wanted.entry,
            settings: &settings,
            root_fingerprint: Some(store.root_fingerprint()?),
            visit_id: wanted.id,
            visit,
            order,
            customer: customer.as_ref(),
            site: one(store, Word::Site, visit.site)?.as_ref(),
            contact: one(store, Word::Contact, order.contact)?.as_ref(),
            device: visit.device.zip(device.as_ref()),
            people: &store.people()?,
            parts: &named(store, Word::Part, part_ids.flatten().chain(goods().map(|line| line.part)))?,
            tools: &named(store, Word::Tool, current(&visit.answers).filter_map(|answer| answer.value.tool))?,
            fault_codes: &named(store, Word::FaultCode, found)?,
            contracts: &named(store, Word::Contract, covered_by.iter().copied())?,
            warranties: &named(store, Word::Warranty, covered_by.iter().copied())?,
            locations: &named(store, Word::StockLocation, goods().flat_map(|line| [line.from, line.to]))?,
            handover,
            acceptance: wanted.acceptance.or(visit.acceptance.as_ref().map(|seen| &seen.body)),
            as_at_ms: wanted.as_at_ms,
        }))
    }

    /// The pages of this content, with its photos as far as they are held, and the company's logo.
    ///
    /// # Errors
    /// What the store answers; [`EngineError`] where the engine fails, which it does not for anything recorded.
    pub fn print<H: Held>(&self, store: &H, printing: Printing, engine: &dyn Engine) -> Result<Rendered, H::Error> {
        let mut photos = BTreeMap::new();
        for hash in self.photo_hashes() {
            // One that has not arrived is a frame on the paper, with its hash.
            photos.extend(store.file(hash)?.map(|bytes| (hash, Picture::from(bytes))));
        }
        let settings = store.company()?;
        let mut paper = Paper::new(self, &photos, printing.as_at_ms);
        paper.languages = printing.languages;
        paper.state = printing.state;
        paper.customer = printing.customer;
        paper.logo = settings.report_logo.map(|hash| store.file(hash)).transpose()?.flatten().map(Picture::from);
        let base = if settings.public_url.is_empty() { store.own_url()? } else { settings.public_url };
        paper.link = printing.signature.map(|id| format!("{}/v/{id}", base.trim_end_matches('/')));
        Ok(engine.render(&paper)?)
    }
}

fn one<H: Held, T: DeserializeOwned>(store: &H, word: Word, id: Option<Id>) -> Result<Option<T>, H::Error> {
    id.map_or(Ok(None), |id| store.held(Subject::new(word, id)))
}

/// Those of the named that are held.
pub fn named<H: Held, T: DeserializeOwned>(
    store: &H,
    word: Word,
    ids: impl Iterator<Item = Id>,
) -> Result<BTreeMap<Id, T>, H::Error> {
    let mut found = BTreeMap::new();
    for id in ids {
        if !found.contains_key(&id)
            && let Some(record) = store.held(Subject::new(word, id))?
        {
            found.insert(id, record);
        }
    }
    Ok(found)
}
