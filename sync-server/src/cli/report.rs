//! Reports, and whether they are genuine.

use super::{Context, Failure, find};
use clap::Args;
use onsite_domain::{Id, Language, RejectedCode, Subject, Word, visit::VisitView};
use onsite_messages::{say, say_with};
use onsite_report::Spoken;
use onsite_server::{
    ServerError, ServerStore,
    office::report::{Checked, Standing},
    press::engine,
};
use onsite_store::derived;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct ReportArgs {
    /// Number of the order, whose newest signed report is meant; or the id of a signature: of a quote, of an older report.
    what: String,
    /// The pages in zh, en or both, without the signature.
    #[arg(long)]
    language: Option<String>,
    /// Where to, a PDF.
    #[arg(long)]
    out: PathBuf,
}

impl ReportArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let store = context.open()?;
        if let Ok(id) = self.what.parse::<Id>()
            && store.subject_of_signature(id).is_ok()
        {
            return self.signed(context, &store, id);
        }
        let visits = visits(&store, find(&store, Word::WorkOrder, &self.what)?)?;
        let signed = visits.iter().find_map(|visit| Some((*visit, store.report_signature_of(*visit).ok()?)));
        match (signed, &self.language, visits.first()) {
            (Some((_, signature)), None, _) => self.signed(context, &store, signature),
            (Some((visit, _)), Some(_), _) => self.pages(context, &store, visit, "report-copy-written"),
            (None, _, Some(visit)) => self.pages(context, &store, *visit, "report-draft-written"),
            (None, _, None) => Err(ServerError::rejected(RejectedCode::NotFound, "visit").into()),
        }
    }

    fn signed(&self, context: &Context, store: &ServerStore, signature: Id) -> Result<(), Failure> {
        let file = store.report_file(signature)?;
        let said = if file.is_countersigned { "report-written-with-receipt" } else { "report-written" };
        let value = json!({
            "file": self.out, "signature": signature, "is_signed": true, "is_countersigned": file.is_countersigned,
            "bytes": file.bytes.len(),
        });
        self.write(context, &file.bytes, &value, said)
    }

    fn pages(&self, context: &Context, store: &ServerStore, visit: Id, said: &str) -> Result<(), Failure> {
        let spoken: Option<Spoken> = self.language.as_deref().map(str::parse).transpose().map_err(ServerError::from)?;
        let engine = engine(store.report_template()?.as_deref());
        let pages = store.report_pages(visit, spoken, engine.as_ref())?;
        let value = json!({
            "file": self.out, "is_signed": false, "pages": pages.page_count, "template": pages.template,
            "bytes": pages.pdf.len(),
        });
        self.write(context, &pages.pdf, &value, said)
    }

    fn write(&self, context: &Context, bytes: &[u8], value: &Value, said: &str) -> Result<(), Failure> {
        std::fs::write(&self.out, bytes).map_err(|e| Failure::file(&self.out, &e))?;
        let file = self.out.display().to_string();
        context.say(value, || vec![say_with(context.language, said, &[("file", &file)])]);
        Ok(())
    }
}

/// The visits of an order, newest first.
fn visits(store: &ServerStore, order: Id) -> Result<Vec<Id>, Failure> {
    let order = order.to_string();
    let condition = "word = 'visit' AND work_order = :order ORDER BY subject DESC";
    let found: Vec<(Subject, VisitView)> =
        derived::views(store.database(), condition, &[(":order", &order)]).map_err(ServerError::from)?;
    Ok(found.into_iter().map(|(subject, _)| subject.id).collect())
}

#[derive(Args)]
pub(crate) struct VerifyReportArgs {
    /// The report, a PDF.
    file: PathBuf,
}

impl VerifyReportArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let bytes = std::fs::read(&self.file).map_err(|e| Failure::file(&self.file, &e))?;
        let language = context.language;
        match context.open()?.verify_report(&bytes)? {
            Checked::NotGenuine(fault) => {
                context.say(&json!({"is_genuine": false, "fault": fault}), || {
                    vec![say(language, "verify-not-genuine").to_owned()]
                });
                Err(Failure::Unsound(vec![say(language, fault.message_key()).to_owned()]))
            }
            Checked::Genuine(verified, standing) => {
                let is_amended = standing.as_ref().is_some_and(Standing::is_amended);
                let value = json!({
                    "is_genuine": true, "is_amended": is_amended, "report": verified.record.shown.number,
                    "signature": verified.fact.id, "signed": verified.signature, "receipt": verified.receipt,
                    "standing": standing,
                });
                context.say(&value, || {
                    let said = if is_amended { "verify-amended" } else { "verify-genuine" };
                    let mut lines = vec![say(language, said).to_owned()];
                    lines.push(format!("{} {}", verified.record.shown.number, verified.record.shown.device));
                    match &standing {
                        Some(standing) => lines.extend(told(language, standing)),
                        None => lines.push(say(language, "page-report-unknown").to_owned()),
                    }
                    lines
                });
                Ok(())
            }
        }
    }
}

/// What became of it since.
fn told(language: Language, standing: &Standing) -> Vec<String> {
    let amended = standing.amendments.iter().flat_map(|amendment| {
        [amendment.text.clone(), say_with(language, "verify-why", &[("reason", &amendment.reason)])]
    });
    let decided = (standing.decided_since > 0)
        .then(|| say_with(language, "verify-decided-since", &[("count", &standing.decided_since.to_string())]));
    let again = standing.superseded_by.map(|by| format!("{} {by}", say(language, "verify-superseded")));
    let beside = standing.changed_beside.iter();
    let beside =
        beside.map(|beside| say_with(language, beside.message_key(), &[("count", &beside.changes.to_string())]));
    amended.chain(decided).chain(again).chain(beside).collect()
}
