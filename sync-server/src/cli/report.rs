//! Signed reports.

use super::{Context, Failure, find};
use clap::Args;
use onsite_domain::{Id, Language, Word, visit::VisitView};
use onsite_messages::{say, say_with};
use onsite_server::{
    ServerError, ServerStore,
    office::report::{Checked, Standing},
};
use onsite_store::derived;
use serde_json::json;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct ReportArgs {
    /// Number of the order, whose report was signed last; or the id of a signature: of a quote, of an older report.
    what: String,
    /// Where to, a PDF.
    #[arg(long)]
    out: PathBuf,
}

impl ReportArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let store = context.open()?;
        let signature = match self.what.parse::<Id>() {
            Ok(id) if store.subject_of_signature(id).is_ok() => id,
            _ => signed_last(&store, find(&store, Word::WorkOrder, &self.what)?)?,
        };
        let file = store.report_file(signature)?;
        std::fs::write(&self.out, &file.bytes).map_err(|e| Failure::file(&self.out, &e))?;
        let value = json!({
            "file": self.out, "signature": signature, "bytes": file.bytes.len(),
            "is_countersigned": file.is_countersigned,
        });
        context.say(&value, || {
            let said = if file.is_countersigned { "report-written-with-receipt" } else { "report-written" };
            vec![say_with(context.language, said, &[("file", &self.out.display().to_string())])]
        });
        Ok(())
    }
}

/// Over the report of the order's newest visit that has one.
fn signed_last(store: &ServerStore, order: Id) -> Result<Id, Failure> {
    let order = order.to_string();
    let condition = "word = 'visit' AND work_order = :order ORDER BY subject DESC";
    let visits: Vec<(_, VisitView)> =
        derived::views(store.database(), condition, &[(":order", &order)]).map_err(ServerError::from)?;
    let mut found = visits.iter().filter_map(|(subject, _)| store.report_signature_of(subject.id).ok());
    let none = || ServerError::rejected(onsite_domain::RejectedCode::NotFound, "signature");
    Ok(found.next().ok_or_else(none)?)
}

#[derive(Args)]
pub(crate) struct VerifyReportArgs {
    /// The PDF.
    file: PathBuf,
}

impl VerifyReportArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let bytes = std::fs::read(&self.file).map_err(|e| Failure::file(&self.file, &e))?;
        let language = context.language;
        match context.open()?.verify_report(&bytes)? {
            Checked::NotGenuine(fault) => {
                context
                    .say(&json!({"is_genuine": false, "fault": fault}), || vec![say(language, "verify-not-genuine")]);
                Err(Failure::Unsound(vec![say(language, fault.message_key())]))
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
                    let mut lines = vec![say(language, said)];
                    lines.push(format!("{} {}", verified.record.shown.number, verified.record.shown.device));
                    match &standing {
                        Some(standing) => lines.extend(told(language, standing)),
                        None => lines.push(say(language, "page-report-unknown")),
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
    let again = standing.superseded_by.map(|by| format!("{} {by}", say(language, "verify-superseded")));
    let beside = standing.changed_beside.iter();
    let beside =
        beside.map(|beside| say_with(language, beside.message_key(), &[("count", &beside.changes.to_string())]));
    amended.chain(again).chain(beside).collect()
}
