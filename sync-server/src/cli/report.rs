//! Signed reports.

use super::{Context, Failure};
use clap::Args;
use onsite_domain::Language;
use onsite_messages::say;
use onsite_server::office::report::Checked;
use serde_json::json;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct VerifyReportArgs {
    /// The PDF.
    file: PathBuf,
}

impl VerifyReportArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let bytes = std::fs::read(&self.file);
        let bytes = bytes.map_err(|e| Failure::usage(&format!("{}: {e}", self.file.display())))?;
        match context.open()?.verify_report(&bytes)? {
            Checked::NotGenuine(fault) => {
                context.say(&json!({"is_genuine": false, "fault": fault}), || {
                    vec![say(Language::En, "verify-not-genuine")]
                });
                Err(Failure::Unsound(vec![say(Language::En, fault.message_key())]))
            }
            Checked::Genuine(verified, standing) => {
                let is_amended = standing.as_ref().is_some_and(|standing| standing.is_amended());
                let value = json!({
                    "is_genuine": true, "is_amended": is_amended, "report": verified.record.shown.number,
                    "signature": verified.fact.id, "signed": verified.signature, "standing": standing,
                });
                context.say(&value, || {
                    let said = if is_amended { "verify-amended" } else { "verify-genuine" };
                    let mut lines = vec![say(Language::En, said)];
                    lines.push(format!("{} {}", verified.record.shown.number, verified.record.shown.device));
                    let Some(standing) = &standing else {
                        lines.push(say(Language::En, "page-report-unknown"));
                        return lines;
                    };
                    let amended = standing.amendments.iter();
                    lines.extend(amended.map(|amendment| format!("{} ({})", amendment.text, amendment.reason)));
                    lines.extend(standing.superseded_by.map(|by| format!("signed again: {by}")));
                    let beside = standing.changed_beside.iter();
                    lines.extend(
                        beside.map(|part| format!("not covered: {} changes of the {}", part.changes, part.word)),
                    );
                    lines
                });
                Ok(())
            }
        }
    }
}
