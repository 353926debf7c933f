//! Device codes for labels.

use super::{Context, Failure};
use clap::Subcommand;
use onsite_domain::{Subject, code_batch::CodeBatch};
use onsite_server::ServerError;
use onsite_store::derived;
use serde_json::json;

#[derive(Subcommand)]
pub(crate) enum LabelsCommand {
    /// Draw blank codes for labels that are bound to machines later; none is ever drawn again.
    Issue {
        /// How many, up to 10000.
        count: usize,
        /// What for, or for whom.
        #[arg(long, default_value = "")]
        purpose: String,
    },
    /// The batches that were drawn.
    Batches,
}

impl LabelsCommand {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let mut store = context.open()?;
        match self {
            Self::Issue { count, purpose } => {
                let author = context.author(&store)?;
                let links = store.run(|store| {
                    let codes = store.issue_codes(&author, count, &purpose)?;
                    Ok(store.code_links(&codes)?.into_iter().zip(codes).collect::<Vec<_>>())
                })?;
                let rows: Vec<_> = links.iter().map(|(link, code)| json!({"code": code, "link": link})).collect();
                context.say(&json!({ "codes": rows }), || {
                    links.iter().map(|(link, code)| format!("{}  {link}", code.in_clear())).collect()
                });
            }
            Self::Batches => {
                let batches: Vec<(Subject, CodeBatch)> =
                    derived::views(store.database(), "word = 'code_batch' ORDER BY subject", &[])
                        .map_err(ServerError::from)?;
                let row = |(subject, batch): &(Subject, CodeBatch)| {
                    json!({"batch": subject.id, "issued_ms": subject.id.timestamp_ms(), "purpose": batch.purpose,
                           "codes": batch.codes})
                };
                let rows: Vec<_> = batches.iter().map(row).collect();
                context.say(&json!({ "batches": rows }), || {
                    let line = |(subject, batch): &(Subject, CodeBatch)| {
                        format!("{}  {:>5}  {}", subject.id, batch.codes.len(), batch.purpose)
                    };
                    batches.iter().map(line).collect()
                });
            }
        }
        Ok(())
    }
}
