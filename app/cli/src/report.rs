//! `onsite report`: the service report as a PDF.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
    texts::T,
};
use clap::ValueEnum;
use onsite_core::AppError;
use onsite_domain::{Id, Language, id::Hash, signature::Signed};
use onsite_report::ReportData;
use onsite_report_pdf::{Paper, PaperLanguages, PaperState, Picture, Renderer, Signatory};
use serde_json::json;
use std::{collections::BTreeMap, path::PathBuf};

#[derive(clap::Args, Debug)]
pub(crate) struct Report {
    /// Order number, or code or serial of its device
    job: String,
    /// Where to, a PDF
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// zh, en, or both side by side; the customer's where this is missing
    #[arg(long, value_enum)]
    language: Option<Spoken>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Spoken {
    Zh,
    En,
    Both,
}

/// What the pages are made from.
struct Source {
    data: ReportData,
    state: PaperState,
    as_at_ms: i64,
    customer: Signatory,
}

impl Report {
    /// What was signed last, exactly as it was signed; the report as it stands where nothing was.
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let source = match signed(session, visit)? {
            Some(signed) => signed,
            None => Source {
                data: session.app()?.report(visit, None, None)?,
                state: PaperState::Draft,
                as_at_ms: session.now()?.ms,
                customer: Signatory::default(),
            },
        };
        let photos = photos(session, &source.data)?;
        let mut paper = Paper::new(&source.data, &photos, source.as_at_ms);
        let first = source.data.language;
        paper.languages = match self.language {
            Some(Spoken::Zh) => PaperLanguages::One(Language::Zh),
            Some(Spoken::En) => PaperLanguages::One(Language::En),
            Some(Spoken::Both) => PaperLanguages::Both(first),
            None => PaperLanguages::One(first),
        };
        paper.state = source.state;
        paper.customer = source.customer.clone();
        paper.logo = match session.app()?.settings()?.report_logo {
            Some(hash) => session.app()?.blob(hash)?.map(Picture::from),
            None => None,
        };
        let rendered = Renderer::default().render(&paper).map_err(|e| AppError::Broken(e.to_string()))?;
        std::fs::write(&self.out, &rendered.pdf).map_err(|e| Failure::file(&self.out, e))?;
        let is_signed = source.state == PaperState::ToBeSigned;
        let file = self.out.display().to_string();
        let json = json!({
            "file": file, "pages": rendered.page_count, "bytes": rendered.pdf.len(), "is_signed": is_signed,
            "sha256": Hash::of(&rendered.pdf), "content_hash": source.data.hash(),
        });
        let said = if is_signed { T::SignedReportWritten } else { T::DraftReportWritten };
        let page = Page::text(said.with(session.language, &[&file, &rendered.page_count.to_string()]));
        Ok(Reply { json, page, ..Reply::default() })
    }
}

/// V of the newest signature over the report, where it is on this phone.
fn signed(session: &mut Session, visit: Id) -> Outcome<Option<Source>> {
    let app = session.app()?;
    let seen = app.visit(visit)?;
    let Some(held) = seen.signatures.iter().rfind(|held| held.body.over == Signed::Report && !held.is_in_review) else {
        return Ok(None);
    };
    let Some(bytes) = app.blob(held.body.view_hash)? else { return Ok(None) };
    let data = ReportData::from_bytes(&bytes).map_err(|e| AppError::Broken(e.to_string()))?;
    let customer = Signatory { name: held.body.signer_name.clone(), role: held.body.signer_role.clone() };
    Ok(Some(Source { data, state: PaperState::ToBeSigned, as_at_ms: held.at_ms, customer }))
}

/// The photos that are on this phone; the others are frames on the paper, with their hashes.
fn photos(session: &mut Session, data: &ReportData) -> Outcome<BTreeMap<Hash, Picture<'static>>> {
    let mut found = BTreeMap::new();
    for hash in data.photo_hashes() {
        if let Some(bytes) = session.app()?.blob(hash)? {
            found.insert(hash, Picture::from(bytes));
        }
    }
    Ok(found)
}
