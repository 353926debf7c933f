//! `onsite report`: the service report as a PDF.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
    texts::T,
};
use clap::ValueEnum;
use onsite_core::report::content_in;
use onsite_domain::{Language, id::Hash};
use onsite_report::PaperLanguages;
use onsite_report_pdf::Renderer;
use serde_json::json;
use std::path::PathBuf;

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Spoken {
    Zh,
    En,
    Both,
}

impl Spoken {
    /// The language that leads.
    pub(crate) fn first(self) -> Language {
        if self == Self::En { Language::En } else { Language::Zh }
    }

    /// Both stand side by side; the reader's own leads.
    fn languages(self, first: Language) -> PaperLanguages {
        match self {
            Self::Zh => PaperLanguages::One(Language::Zh),
            Self::En => PaperLanguages::One(Language::En),
            Self::Both => PaperLanguages::Both(first),
        }
    }
}

impl Report {
    /// What was signed last, as the one file that proves itself; in other languages a copy of what it says; the report as it
    /// stands where nothing was signed.
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let app = session.app()?;
        let engine = Renderer::default();
        let (said, pdf, pages) = match (app.sealed_report(visit)?, self.language) {
            (Some(sealed), None) => (T::SignedReportWritten, sealed, None),
            (Some(sealed), Some(spoken)) => {
                let languages = spoken.languages(content_in(&sealed)?.language);
                let copy = app.copy_of_report(&sealed, languages, &engine)?;
                (T::CopyWritten, copy.pdf, Some(copy.page_count))
            }
            (None, spoken) => {
                let first = app.report(visit, None, None)?.language;
                let draft = app.draft_report(visit, spoken.map(|spoken| spoken.languages(first)), &engine)?;
                (T::DraftReportWritten, draft.pdf, Some(draft.page_count))
            }
        };
        std::fs::write(&self.out, &pdf).map_err(|e| Failure::file(&self.out, e))?;
        let file = self.out.display().to_string();
        let json = json!({
            "file": file, "pages": pages, "bytes": pdf.len(), "is_signed": said == T::SignedReportWritten,
            "sha256": Hash::of(&pdf), "content_hash": content_in(&pdf)?.hash(),
        });
        let pages = pages.map(|pages| pages.to_string()).unwrap_or_default();
        let page = Page::text(said.with(session.language, &[&file, &pages]));
        Ok(Reply { json, page, ..Reply::default() })
    }
}
