//! Signing: V is shown; the fact binds it, the documents' heads, the photos and the ink; F holds all of it, sealed.

use crate::{App, AppError, commit::Committed, done::Done, photo, view};
use onsite_domain::{
    Id, Language, Rejected, RejectedCode, Stamp, Subject, Word,
    acceptance::{AcceptanceFact, DeviceState, Verdict},
    answer::Answer,
    command::{Command, NewFact},
    entry::{self, current},
    fact_kind::FactBody as _,
    id::Hash,
    sealed_report::SealedReportFact,
    signature::{self, SignatureFact, Signed, SignedDocument, SigningOutcome},
    step::StepKind,
    visit::VisitView,
};
use onsite_evidence::{Placed, Record, Shown, ToSeal};
use onsite_report::{
    Engine, Mark, MarkKind, PaperLanguages, PaperState, Printing, Rendered, ReportData, Signatory, SignatureBox,
    SignatureBoxes,
};
use onsite_store::{blob, ground};
use onsite_wire::{CertificateChain, Message as _, PublicKey, trust::X509};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const PDF_MEDIA_TYPE: &str = "application/pdf";

/// Who reads and signs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Reader {
    pub name: String,
    pub role: String,
    /// Of the pages; the customer's where missing.
    pub language: Option<Language>,
    /// The other language beside it.
    pub is_bilingual: bool,
}

/// How they answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// The ink as a PNG.
    Ink(Vec<u8>),
    /// They refused, and why.
    Refused(String),
    /// Nobody was there to sign, and why.
    Absent(String),
}

/// What is put before somebody to sign, until they do or it is put away.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Of the signature to come; the code on the pages leads to it.
    id: Id,
    visit: Id,
    over: Signed,
    entry: Option<Id>,
    acceptance: Option<AcceptanceFact>,
    reader: Reader,
    languages: PaperLanguages,
    data: ReportData,
    pages: Rendered,
    documents: Vec<SignedDocument>,
}

impl Proposal {
    pub fn id(&self) -> Id {
        self.id
    }

    pub fn data(&self) -> &ReportData {
        &self.data
    }

    /// V: what is shown, PDF.
    pub fn pages(&self) -> &Rendered {
        &self.pages
    }
}

/// The customer's verdict.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct GivenVerdict {
    pub verdict: Verdict,
    /// Needed where it is not simply accepted.
    pub reservations: Option<String>,
    pub device_state: Option<DeviceState>,
    pub device_state_since_ms: Option<i64>,
}

/// What signing left behind.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SignatureMade {
    /// The signature fact; the unit holds the verdict too.
    pub done: Done,
    /// SHA-256 of V.
    pub view_hash: Hash,
    /// SHA-256 of F.
    pub file_hash: Hash,
}

/// How a signature compares with what is here now.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SignatureCheck {
    pub signature: Id,
    /// F is here and genuine, and so is V, its first bytes; `None` where it has not arrived.
    pub is_file_genuine: Option<bool>,
    /// Every photo shown that is here has its hash; those that have not arrived are listed.
    pub photos_missing: Vec<Hash>,
    /// The documents stand exactly where they were signed; otherwise there are changes beside the signed state.
    pub is_unchanged: bool,
}

impl App {
    /// The report as it is put before the customer, with their verdict: its pages, which [`App::sign`] binds. Without one
    /// where nobody is there who could give it.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] for a photo without a hash.
    pub fn propose_report(
        &mut self,
        visit: Id,
        verdict: Option<GivenVerdict>,
        reader: Reader,
        engine: &dyn Engine,
    ) -> Result<Proposal, AppError> {
        let follows = self.last_seen(visit)?;
        let acceptance = verdict.map(|verdict| verdict.fact(&reader.name, follows));
        self.propose(visit, Signed::Report, None, acceptance, reader, engine)
    }

    /// The same for a quote of the visit.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for a quote that does not stand any more.
    pub fn propose_quote(
        &mut self,
        visit: Id,
        quote: Id,
        reader: Reader,
        engine: &dyn Engine,
    ) -> Result<Proposal, AppError> {
        let seen = self.visit(visit)?;
        if current(&seen.quotes).last().map(|held| held.id) != Some(quote) {
            return Err(AppError::rejected(RejectedCode::NotFound, "quote"));
        }
        self.propose(visit, Signed::Quote, Some(quote), None, reader, engine)
    }

    /// The same for a step that asks for a signature.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where the visit has no such step.
    pub fn propose_step(
        &mut self,
        visit: Id,
        step: Id,
        reader: Reader,
        engine: &dyn Engine,
    ) -> Result<Proposal, AppError> {
        let seen = self.visit_with_steps(visit)?;
        let asks =
            current(&seen.steps).any(|listed| listed.id == step && listed.value.step.kind == StepKind::Signature);
        if !asks {
            return Err(AppError::rejected(RejectedCode::NotFound, "step"));
        }
        self.propose(visit, Signed::Step, Some(step), None, reader, engine)
    }

    /// The same for goods that pass from one hand to another: a movement of the visit.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where the visit has no such movement, or it waits for review.
    pub fn propose_handover(
        &mut self,
        visit: Id,
        movement: Id,
        reader: Reader,
        engine: &dyn Engine,
    ) -> Result<Proposal, AppError> {
        let seen = self.visit(visit)?;
        if !seen.movements.iter().any(|held| held.id == movement && !held.is_in_review) {
            return Err(AppError::rejected(RejectedCode::NotFound, "movement"));
        }
        self.propose(visit, Signed::Handover, Some(movement), None, reader, engine)
    }

    /// Proposes the report and signs it at once: for who has shown what it says already.
    ///
    /// # Errors
    /// As [`App::propose_report`] and [`App::sign`].
    pub fn sign_report(
        &mut self,
        visit: Id,
        verdict: Option<GivenVerdict>,
        reader: Reader,
        given: &Given,
        engine: &dyn Engine,
    ) -> Result<SignatureMade, AppError> {
        let proposal = self.propose_report(visit, verdict, reader, engine)?;
        self.sign(&proposal, given, engine)
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
        let sealed = seen.sealed_reports.iter().rfind(|sealed| sealed.body.signature == signature);
        let file = sealed.map(|sealed| blob::get(&self.blobs, sealed.body.file)).transpose()?.flatten();
        let root = self.root()?;
        let is_genuine =
            |file: Vec<u8>| onsite_evidence::verify(&file, &root).is_ok_and(|found| found.fact.id == signature);
        let is_file_genuine = file.map(is_genuine);
        Ok(SignatureCheck { signature, is_file_genuine, photos_missing, is_unchanged })
    }

    fn propose(
        &mut self,
        visit: Id,
        over: Signed,
        entry: Option<Id>,
        acceptance: Option<AcceptanceFact>,
        reader: Reader,
        engine: &dyn Engine,
    ) -> Result<Proposal, AppError> {
        let seen = self.visit(visit)?;
        view::order_of(&seen)?;
        let data = self.content_of(visit, over, entry, acceptance.as_ref(), reader.language)?;
        if data.photo_hashes().contains(&Hash::default()) {
            let detail = "a photo without a hash is not signed over";
            return Err(Rejected::because(RejectedCode::Missing, "photos", detail).into());
        }
        let id = self.ports().new_id();
        let languages = match reader.is_bilingual {
            true => PaperLanguages::Both(data.language),
            false => PaperLanguages::One(data.language),
        };
        let printing = Printing {
            languages,
            state: PaperState::ToBeSigned,
            as_at_ms: view::now_ms(self),
            customer: Signatory { name: reader.name.clone(), role: reader.role.clone() },
            signature: Some(id),
        };
        let pages = data.print(self, printing, engine)?;
        let documents = self.signed_documents(visit, &seen)?;
        Ok(Proposal { id, visit, over, entry, acceptance, reader, languages, data, pages, documents })
    }

    /// Keeps the signature over what was shown, or that it was refused or nobody was there, with the verdict, as one unit; and
    /// seals it all into one file.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] for the ink, the name, the verdict or the reason; [`RejectedCode::Stale`] where the visit
    /// changed since it was shown: then it has to be shown again.
    pub fn sign(&mut self, proposal: &Proposal, given: &Given, engine: &dyn Engine) -> Result<SignatureMade, AppError> {
        let Proposal { id, visit, over, entry, acceptance, reader, data, pages, .. } = proposal;
        let seen = self.visit(*visit)?;
        if self.signed_documents(*visit, &seen)? != proposal.documents {
            let detail = "it changed since it was shown; show it again";
            return Err(Rejected::because(RejectedCode::Stale, "documents", detail).into());
        }
        if matches!((over, given), (Signed::Report, Given::Ink(_))) && acceptance.is_none() {
            return Err(AppError::rejected(RejectedCode::Missing, "verdict"));
        }
        if let Given::Ink(ink) = given {
            photo::check_ink(ink)?;
        }
        let versions = engine.versions();
        let body = SignatureFact {
            over: *over,
            outcome: given.outcome(),
            reason: given.reason().map(str::to_owned),
            entry: *entry,
            documents: proposal.documents.clone(),
            view_hash: Hash::of(&pages.pdf),
            template_version: pages.template.clone(),
            renderer_version: versions.renderer,
            fonts_version: Some(versions.fonts),
            photos: data.photo_hashes(),
            ink: given.ink().map(Hash::of),
            signer_name: reader.name.clone(),
            signer_role: reader.role.clone(),
            verdict: acceptance.as_ref().map(|acceptance| acceptance.verdict),
            language: Some(data.language.as_str().to_owned()),
        };
        let subjects = signature::subjects(*visit, view::order_of(&seen)?, seen.device);
        // Everything that can be refused is, before the ink and F are kept.
        body.check()?;
        let fact = NewFact {
            id: *id,
            kind: SignatureFact::KIND.to_owned(),
            subjects,
            body: onsite_domain::fact_kind::body(&body),
        };
        let stamp = self.ports.clock.stamp();
        let file = self.sealed(proposal, given, &fact, stamp, engine)?;
        let command = self.signing(proposal, given, &seen, fact, &file)?;
        let Committed { unit, touched, nearly_full } = self.commit_at(&command, stamp)?;
        let done = Done { id: *id, unit, touched, nearly_full };
        Ok(SignatureMade { done, view_hash: body.view_hash, file_hash: Hash::of(&file) })
    }

    /// The unit: verdict, answer, signature, and what it leaves as files.
    fn signing(
        &mut self,
        proposal: &Proposal,
        given: &Given,
        seen: &VisitView,
        fact: NewFact,
        file: &[u8],
    ) -> Result<Command, AppError> {
        let Proposal { id, visit, over, entry, acceptance, .. } = proposal;
        let mut command = Command::new(match over {
            Signed::Quote => "sign_quote",
            Signed::Step => "sign_step",
            Signed::Handover => "sign_handover",
            _ => "sign_report",
        });
        if let Some(acceptance) = acceptance {
            command = command.fact(self.fact(fact.subjects.clone(), acceptance)?);
        }
        if let (Signed::Step, Some(step)) = (over, entry) {
            let answer = self.answer_by_signature(*visit, seen, *step, *id)?;
            command = command.write(Subject::new(Word::Visit, *visit), answer);
        }
        let size_bytes = file.len() as u64;
        let sealed = SealedReportFact { signature: *id, file: Hash::of(file), size_bytes };
        let sealed = self.fact(fact.subjects.clone(), &sealed)?;
        let now_ms = view::now_ms(self);
        // V is the first bytes of F, and neither kept nor sent a second time.
        let kept = [(file, PDF_MEDIA_TYPE)];
        let ink = given.ink().map(|ink| (ink, "image/png"));
        let transaction = self.blobs.unchecked_transaction()?;
        for (bytes, media_type) in kept.into_iter().chain(ink) {
            command = command.blob(blob::put(&transaction, bytes, media_type, now_ms)?);
        }
        transaction.commit()?;
        Ok(command.fact(fact).fact(sealed))
    }

    /// F: the pages, the marks, and the fact as it will be sent.
    fn sealed(
        &self,
        proposal: &Proposal,
        given: &Given,
        fact: &NewFact,
        stamp: Stamp,
        engine: &dyn Engine,
    ) -> Result<Vec<u8>, AppError> {
        let identity = self.identity()?;
        let author = self.author()?;
        let (bytes, signature) = self.written_fact(fact, &author, stamp)?;
        let chain = CertificateChain::from_wire(&identity.certificate);
        let Proposal { reader, data, pages, languages, .. } = proposal;
        let device = data.device.as_ref().map(|device| device.name.in_language(data.language).to_owned());
        let record = Record {
            root: PublicKey(identity.root_key),
            chain: chain.map_err(|e| AppError::broken(format!("certificate: {e}")))?,
            fact: bytes,
            signature,
            view_bytes: pages.pdf.len() as u64,
            x509: identity.x509.iter().cloned().map(X509).collect(),
            shown: Shown { number: data.number.clone(), device: device.unwrap_or_default(), zone: data.zone.clone() },
        };
        let key = self.signing_key.public().id().to_string();
        let user = self.user()?.unwrap_or_default();
        let drawn = |place: SignatureBox, kind: MarkKind<'_>, name: &str, role: &str| {
            let mark = Mark {
                width: place.width,
                height: place.height,
                languages: *languages,
                kind,
                name: name.to_owned(),
                role: role.to_owned(),
                at_ms: stamp.wall_ms,
                zone: data.zone.clone(),
            };
            engine.render_mark(&mark).map_err(|e| AppError::broken(e.to_string()))
        };
        let SignatureBoxes { customer, engineer } = pages.signatures;
        let mark = drawn(customer, given.mark(), &reader.name, &reader.role).map_err(|error| match given {
            Given::Ink(_) => Rejected::because(RejectedCode::WrongShape, "ink", error.to_string()).into(),
            Given::Refused(_) | Given::Absent(_) => error,
        })?;
        let engineer_name = user.name.in_language(data.language);
        let seal_mark = drawn(engineer, MarkKind::Seal { key: &key }, engineer_name, "")?;
        let company = data.company.name.in_language(data.language);
        let to = ToSeal {
            view: &pages.pdf,
            mark: Placed { place: customer, pdf: &mark, words: &reader.name },
            seal: Placed { place: engineer, pdf: &seal_mark, words: company },
            ink: given.ink(),
            record: &record,
            name: company,
            at_ms: stamp.wall_ms,
        };
        onsite_evidence::seal(&to, &self.signing_key).map_err(|e| AppError::broken(e.to_string()))
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
}

impl GivenVerdict {
    pub(crate) fn fact(&self, by: &str, follows: Option<Id>) -> AcceptanceFact {
        AcceptanceFact {
            verdict: self.verdict,
            reservations: self.reservations.clone(),
            device_state: self.device_state,
            device_state_since_ms: self.device_state_since_ms,
            given_by: Some(by.to_owned()).filter(|by| !by.trim().is_empty()),
            follows,
        }
    }
}

impl Given {
    fn outcome(&self) -> SigningOutcome {
        match self {
            Self::Ink(_) => SigningOutcome::Signed,
            Self::Refused(_) => SigningOutcome::Refused,
            Self::Absent(_) => SigningOutcome::Absent,
        }
    }

    fn reason(&self) -> Option<&str> {
        match self {
            Self::Ink(_) => None,
            Self::Refused(reason) | Self::Absent(reason) => Some(reason),
        }
    }

    fn ink(&self) -> Option<&[u8]> {
        match self {
            Self::Ink(ink) => Some(ink),
            Self::Refused(_) | Self::Absent(_) => None,
        }
    }

    fn mark(&self) -> MarkKind<'_> {
        match self {
            Self::Ink(ink) => MarkKind::Ink(ink),
            Self::Refused(reason) | Self::Absent(reason) => MarkKind::None { outcome: self.outcome(), reason },
        }
    }
}
