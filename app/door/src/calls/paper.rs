//! Pages: what the customer reads, signs and takes home.

use super::{Answer, Call, Changes, Content, ask, door, fetch, job::OfVisit};
use crate::door::{Door, DoorError, lock};
use onsite_core::{
    AppError,
    signature::{Given, GivenVerdict, Reader, SignatureCheck, SignatureMade},
};
use onsite_domain::{Id, Rejected, RejectedCode, signature::Signed};
use onsite_report::{ReportData, Spoken};
use onsite_report_pdf::Renderer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) const CALLS: &[Call] = &[
    ask!("report_content", ReportContent => ReportData, |app, of| app.report(of.visit, of.verdict.as_ref(), None)),
    door!("propose", Propose => Proposed, |door, it, _| propose(door, it)),
    fetch!("proposed_pages", super::Nothing, |door, _| {
        let held = lock(&door.proposal);
        Ok(held.as_ref().ok_or_else(nothing_proposed)?.pages().pdf.clone())
    }),
    door!("put_away", super::Nothing => (), |door, _, _| {
        *lock(&door.proposal) = None;
        Ok(())
    }),
    Call {
        name: "sign",
        run: |door, arguments, ink| {
            let given: Sign = super::read("sign", arguments)?;
            let made = sign(door, given, ink)?;
            Ok(Answer { content: Content::Json(super::written(&made)?), touched: Some(made.done.topics()) })
        },
        describe: |types| (types.of::<Sign>(), types.of::<SignatureMade>()),
    },
    fetch!("report_pdf", ReportPdf, |door, of| report_pdf(door, of.visit, of.language.as_deref())),
    ask!("check_signature", OfSignature => SignatureCheck, |app, of| app.check_signature_of(of.visit, of.signature)),
    ask!("has_sealed_report", OfVisit => bool, |app, of| Ok(app.sealed_report(of.visit)?.is_some())),
];

#[derive(Deserialize, ToSchema)]
struct ReportContent {
    visit: Id,
    verdict: Option<GivenVerdict>,
}

/// What is put before somebody.
#[derive(Deserialize, ToSchema)]
struct Propose {
    visit: Id,
    over: Signed,
    /// The step, or the movement; of a quote the one that stands.
    entry: Option<Id>,
    verdict: Option<GivenVerdict>,
    reader: Reader,
}

#[derive(Serialize, ToSchema)]
struct Proposed {
    signature: Id,
    page_count: usize,
    size_bytes: usize,
}

/// How they answered; ink comes as the bytes of a PNG.
#[derive(Deserialize, ToSchema)]
struct Sign {
    /// Of the proposal: a mark is made over what was shown and over nothing else.
    signature: Id,
    /// They refused, and why.
    refused: Option<String>,
    /// Nobody was there to sign, and why.
    absent: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct ReportPdf {
    visit: Id,
    /// `zh`, `en` or `both`; as it was signed where missing, or in the customer's language where nothing was.
    language: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct OfSignature {
    visit: Id,
    signature: Id,
}

fn nothing_proposed() -> DoorError {
    AppError::rejected(RejectedCode::NotFound, "proposal").into()
}

fn engine(door: &Door) -> Result<Renderer, DoorError> {
    Ok(Renderer::of_company(door.with(|app| app.report_template())?.as_deref()))
}

fn propose(door: &Door, it: Propose) -> Result<Proposed, DoorError> {
    let engine = engine(door)?;
    let missing = || AppError::rejected(RejectedCode::Missing, "entry");
    let proposal = door.with(|app| match it.over {
        Signed::Quote => {
            let seen = app.visit(it.visit)?;
            let quote = onsite_domain::entry::current(&seen.quotes).last().map(|quote| quote.id);
            app.propose_quote(it.visit, quote.ok_or_else(missing)?, it.reader, &engine)
        }
        Signed::Step => app.propose_step(it.visit, it.entry.ok_or_else(missing)?, it.reader, &engine),
        Signed::Handover => app.propose_handover(it.visit, it.entry.ok_or_else(missing)?, it.reader, &engine),
        Signed::Report | Signed::Unknown => app.propose_report(it.visit, it.verdict, it.reader, &engine),
    })?;
    let proposed = Proposed {
        signature: proposal.id(),
        page_count: proposal.pages().page_count,
        size_bytes: proposal.pages().pdf.len(),
    };
    *lock(&door.proposal) = Some(proposal);
    Ok(proposed)
}

fn sign(door: &Door, it: Sign, ink: &[u8]) -> Result<SignatureMade, DoorError> {
    let given = match (it.refused, it.absent) {
        (Some(reason), _) => Given::Refused(reason),
        (None, Some(reason)) => Given::Absent(reason),
        (None, None) if ink.is_empty() => return Err(AppError::rejected(RejectedCode::Missing, "ink").into()),
        (None, None) => Given::Ink(ink.to_vec()),
    };
    let engine = engine(door)?;
    let mut held = lock(&door.proposal);
    let proposal = held.as_ref().filter(|proposal| proposal.id() == it.signature).ok_or_else(nothing_proposed)?;
    let made = door.with(|app| app.sign(proposal, &given, &engine))?;
    *held = None;
    Ok(made)
}

/// What was signed last; in another language a copy of what it says; the report as it stands where nothing was signed.
fn report_pdf(door: &Door, visit: Id, language: Option<&str>) -> Result<Vec<u8>, DoorError> {
    let spoken = language.map(str::parse::<Spoken>).transpose();
    let spoken = spoken.map_err(|_| Rejected::because(RejectedCode::WrongShape, "language", "zh, en, both"))?;
    let engine = engine(door)?;
    door.with(|app| match (app.sealed_report(visit)?, spoken) {
        (Some(sealed), None) => Ok(sealed),
        (Some(sealed), Some(spoken)) => {
            let languages = spoken.languages(onsite_evidence::content(&sealed)?.language);
            Ok(app.copy_of_report(&sealed, languages, &engine)?.pdf)
        }
        (None, spoken) => {
            let first = app.report(visit, None, None)?.language;
            Ok(app.draft_report(visit, spoken.map(|spoken| spoken.languages(first)), &engine)?.pdf)
        }
    })
}
