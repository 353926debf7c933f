//! Signing: V is shown, kept and hashed; the fact binds it, the documents' heads, the photos and the ink.

use crate::{App, AppError, done::Done, photo, view};
use onsite_domain::{
    Id, Language, Rejected, RejectedCode, Subject, Word,
    acceptance::{AcceptanceFact, DeviceState, Verdict},
    answer::Answer,
    command::Command,
    entry::{self, current},
    id::Hash,
    signature::{self, SignatureFact, Signed, SignedDocument, SigningOutcome},
    step::StepKind,
    visit::VisitView,
};
use onsite_report::{RENDERER_VERSION, ReportData, Sources, TEMPLATE_VERSION};
use onsite_store::{blob, ground};
use onsite_wire::PublicKey;
use serde::{Deserialize, Serialize};

/// The media type V is kept under.
pub const REPORT_MEDIA_TYPE: &str = "application/vnd.onsite.report+json";

/// Who signs, or why nobody does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signer {
    pub outcome: SigningOutcome,
    /// Needed where it was refused or nobody was there.
    pub reason: Option<String>,
    pub name: String,
    pub role: String,
    /// The ink as a PNG; needed where it was signed.
    #[serde(skip)]
    pub ink: Option<Vec<u8>>,
    /// Of V; the customer's where missing.
    pub language: Option<Language>,
}

/// The customer's verdict.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GivenVerdict {
    pub verdict: Verdict,
    /// Needed where it is not simply accepted.
    pub reservations: Option<String>,
    pub device_state: Option<DeviceState>,
    pub device_state_since_ms: Option<i64>,
}

/// What signing left behind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignatureMade {
    /// The signature fact; the unit holds the verdict too.
    pub done: Done,
    /// SHA-256 of V.
    pub view_hash: Hash,
}

/// How a signature compares with what is here now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignatureCheck {
    pub signature: Id,
    /// V is here and has the hash that was signed.
    pub is_view_intact: bool,
    /// Every photo shown that is here has its hash; those that have not arrived are listed.
    pub photos_missing: Vec<Hash>,
    /// The documents stand exactly where they were signed; otherwise there are changes beside the signed state.
    pub is_unchanged: bool,
}

impl App {
    /// What the customer reads before signing: the report as it would be signed now.
    pub fn report(
        &self,
        visit: Id,
        verdict: Option<&GivenVerdict>,
        language: Option<Language>,
    ) -> Result<ReportData, AppError> {
        let acceptance = verdict.map(|verdict| accepted(verdict, "", None));
        self.view_of(visit, Signed::Report, None, acceptance.as_ref(), language)
    }

    /// Keeps the verdict and the signature over the report, or that it was refused or nobody was there, as one unit.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] for the ink, the name, the reason, the reservations, or a photo without a hash.
    pub fn sign_report(
        &mut self,
        visit: Id,
        verdict: Option<GivenVerdict>,
        signer: Signer,
    ) -> Result<SignatureMade, AppError> {
        if signer.outcome == SigningOutcome::Signed && verdict.is_none() {
            return Err(AppError::rejected(RejectedCode::Missing, "verdict"));
        }
        let follows = self.last_seen(visit)?;
        let acceptance = verdict.map(|verdict| accepted(&verdict, &signer.name, follows));
        self.sign(visit, Signed::Report, None, acceptance, signer)
    }

    /// Keeps the customer's signature over a quote of the visit.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for a quote that does not stand any more.
    pub fn sign_quote(&mut self, visit: Id, quote: Id, signer: Signer) -> Result<SignatureMade, AppError> {
        let seen = self.visit(visit)?;
        if current(&seen.quotes).last().map(|held| held.id) != Some(quote) {
            return Err(AppError::rejected(RejectedCode::NotFound, "quote"));
        }
        self.sign(visit, Signed::Quote, Some(quote), None, signer)
    }

    /// Answers a signature step: the fact and the answer that names it, as one unit.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where the visit has no such step that asks for a signature.
    pub fn sign_step(&mut self, visit: Id, step: Id, signer: Signer) -> Result<SignatureMade, AppError> {
        let seen = self.visit_with_steps(visit)?;
        let asks =
            current(&seen.steps).any(|listed| listed.id == step && listed.value.step.kind == StepKind::Signature);
        if !asks {
            return Err(AppError::rejected(RejectedCode::NotFound, "step"));
        }
        self.sign(visit, Signed::Step, Some(step), None, signer)
    }

    /// Compares a signature of the visit with what is on this phone.
    pub fn check_signature_of(&self, visit: Id, signature: Id) -> Result<SignatureCheck, AppError> {
        let seen = self.visit(visit)?;
        let held = seen.signatures.iter().find(|held| held.id == signature);
        let held = &held.ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "signature"))?.body;
        let mut photos_missing = Vec::new();
        for hash in &held.photos {
            if blob::info(&self.blobs, *hash)?.is_none() {
                photos_missing.push(*hash);
            }
        }
        let mut is_unchanged = true;
        for document in &held.documents {
            let word = document.word.parse().map_err(|_| AppError::rejected(RejectedCode::NotFound, "documents"))?;
            let heads = ground::heads(&self.db, Subject::new(word, document.id))?;
            is_unchanged &= heads.as_ref() == Some(&document.heads);
        }
        // Reading it checks its hash.
        let is_view_intact = blob::get(&self.blobs, held.view_hash)?.is_some();
        Ok(SignatureCheck { signature, is_view_intact, photos_missing, is_unchanged })
    }

    fn sign(
        &mut self,
        visit: Id,
        over: Signed,
        entry: Option<Id>,
        acceptance: Option<AcceptanceFact>,
        signer: Signer,
    ) -> Result<SignatureMade, AppError> {
        let seen = self.visit(visit)?;
        let order = view::order_of(&seen)?;
        signer.outcome.checked("outcome")?;
        let data = self.view_of(visit, over, entry, acceptance.as_ref(), signer.language)?;
        let photos = data.photo_hashes();
        if photos.contains(&Hash::default()) {
            let detail = "a photo without a hash is not signed over";
            return Err(Rejected::because(RejectedCode::Missing, "photos", detail).into());
        }
        let ink = signer.ink.filter(|_| signer.outcome == SigningOutcome::Signed);
        if let Some(ink) = &ink {
            photo::check_ink(ink)?;
        }
        let bytes = data.to_bytes();
        let body = SignatureFact {
            over,
            outcome: signer.outcome,
            reason: signer.reason,
            entry,
            documents: self.signed_documents(visit, &seen)?,
            view_hash: Hash::of(&bytes),
            template_version: TEMPLATE_VERSION.to_owned(),
            renderer_version: RENDERER_VERSION.to_owned(),
            fonts_version: None,
            photos,
            ink: ink.as_deref().map(Hash::of),
            signer_name: signer.name,
            signer_role: signer.role,
            verdict: acceptance.as_ref().map(|acceptance| acceptance.verdict),
            language: Some(data.language.as_str().to_owned()),
        };
        // Everything that can be refused is, before V and the ink are kept.
        let fact = self.fact(signature::subjects(visit, order, seen.device), &body)?;
        let id = fact.id;
        let mut command = Command::new(match over {
            Signed::Quote => "sign_quote",
            Signed::Step => "sign_step",
            _ => "sign_report",
        });
        if let Some(acceptance) = acceptance {
            command = command.fact(self.fact(signature::subjects(visit, order, seen.device), &acceptance)?);
        }
        if let (Signed::Step, Some(step)) = (over, entry) {
            command =
                command.write(Subject::new(Word::Visit, visit), self.answer_by_signature(visit, &seen, step, id)?);
        }
        let now_ms = view::now_ms(self);
        let transaction = self.blobs.unchecked_transaction()?;
        command = command.blob(blob::put(&transaction, &bytes, REPORT_MEDIA_TYPE, now_ms)?);
        if let Some(ink) = &ink {
            command = command.blob(blob::put(&transaction, ink, "image/png", now_ms)?);
        }
        transaction.commit()?;
        let done = self.carry_out(id, &command.fact(fact))?;
        Ok(SignatureMade { done, view_hash: body.view_hash })
    }

    fn answer_by_signature(
        &mut self,
        visit: Id,
        seen: &VisitView,
        step: Id,
        signature: Id,
    ) -> Result<Vec<onsite_domain::document::Write>, AppError> {
        let mut writes = self.steps_to_copy(visit, seen)?;
        let answer = Answer {
            step,
            value: Some(signature.to_string()),
            replaces: seen.answers_to(step).map(|answer| answer.id).collect(),
            ..Answer::default()
        };
        writes.push(entry::add(self.ports().new_id(), &answer));
        Ok(writes)
    }

    /// The documents V was made from, at the heads they have now; the visit first.
    fn signed_documents(&self, visit: Id, seen: &VisitView) -> Result<Vec<SignedDocument>, AppError> {
        let named = [(Word::Visit, Some(visit)), (Word::WorkOrder, seen.work_order), (Word::Device, seen.device)];
        let mut documents = Vec::new();
        for (word, id) in named.into_iter().filter_map(|(word, id)| Some((word, id?))) {
            let heads = ground::heads(&self.db, Subject::new(word, id))?.unwrap_or_default();
            if !heads.is_empty() {
                documents.push(SignedDocument { word: word.as_str().to_owned(), id, heads });
            }
        }
        Ok(documents)
    }

    fn view_of(
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

fn accepted(given: &GivenVerdict, by: &str, follows: Option<Id>) -> AcceptanceFact {
    AcceptanceFact {
        verdict: given.verdict,
        reservations: given.reservations.clone(),
        device_state: given.device_state,
        device_state_since_ms: given.device_state_since_ms,
        given_by: Some(by.to_owned()).filter(|by| !by.trim().is_empty()),
        follows,
    }
}
