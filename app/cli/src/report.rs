//! `onsite report`: the service report as a PDF.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use onsite_core::AppError;
use onsite_domain::id::Hash;
use onsite_evidence::content;
use onsite_messages::say_with;
use onsite_report::Spoken;
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
    #[arg(long, value_parser = spoken())]
    language: Option<Spoken>,
}

/// `zh`, `en` or `both`.
pub(crate) fn spoken() -> impl TypedValueParser<Value = Spoken> {
    PossibleValuesParser::new(Spoken::NAMES).try_map(|text| text.parse::<Spoken>())
}

impl Report {
    /// What was signed last, as the one file that proves itself; in other languages a copy of what it says; the report as it
    /// stands where nothing was signed.
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let app = session.app()?;
        let engine = Renderer::of_company(app.report_template()?.as_deref());
        let (said, pdf, pages) = match (app.sealed_report(visit)?, self.language) {
            (Some(sealed), None) => ("cli-signed-report-written", sealed, None),
            (Some(sealed), Some(spoken)) => {
                let languages = spoken.languages(content(&sealed).map_err(AppError::from)?.language);
                let copy = app.copy_of_report(&sealed, languages, &engine)?;
                ("cli-copy-written", copy.pdf, Some(copy.page_count))
            }
            (None, spoken) => {
                let first = app.report(visit, None, None)?.language;
                let draft = app.draft_report(visit, spoken.map(|spoken| spoken.languages(first)), &engine)?;
                ("cli-draft-report-written", draft.pdf, Some(draft.page_count))
            }
        };
        std::fs::write(&self.out, &pdf).map_err(|e| Failure::file(&self.out, e))?;
        let file = self.out.display().to_string();
        let json = json!({
            "file": file, "pages": pages, "bytes": pdf.len(), "is_signed": said == "cli-signed-report-written",
            "sha256": Hash::of(&pdf), "content_hash": content(&pdf).map_err(AppError::from)?.hash(),
        });
        let pages = pages.map(|pages| pages.to_string()).unwrap_or_default();
        let page = Page::text(say_with(session.language, said, &[("file", &file), ("pages", &pages)]));
        Ok(Reply { json, page, ..Reply::default() })
    }
}
