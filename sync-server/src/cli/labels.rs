//! Device codes and labels.

use super::{Context, Failure};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use onsite_domain::{Id, Language, Rejected, RejectedCode, Subject, code_batch::CodeBatch, device_code::DeviceCode};
use onsite_labels::{Format, LabelError, Layout, Level, Logo, sheet, to_png, to_svg};
use onsite_messages::say;
use onsite_server::{ServerError, ServerStore, office::WantedLabels};
use onsite_store::derived;
use serde_json::json;
use std::path::PathBuf;

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
    /// Labels as a file to print: PDF sheets, or SVG or PNG of one label.
    Print(Print),
}

#[derive(Args)]
pub(crate) struct Print {
    /// L7160 or L7163 (A4 sheets of 21 and 14); 30x20, 45x30 or 60x40 (label printers, in mm).
    #[arg(long)]
    format: Format,
    /// Q, or H for plates that get scratched (25 mm and more).
    #[arg(long, default_value = "Q")]
    level: Level,
    /// All codes of a batch.
    #[arg(long)]
    batch: Vec<Id>,
    /// One code, in any spelling.
    #[arg(long)]
    code: Vec<DeviceCode>,
    /// A device with a code of ours.
    #[arg(long)]
    device: Vec<Id>,
    /// A line of your own: "Scan for service", a telephone number.
    #[arg(long, default_value = "")]
    line: String,
    /// A PNG or JPEG; the company's own where missing.
    #[arg(long)]
    logo: Option<PathBuf>,
    /// zh or en: the company's name on blank labels.
    #[arg(long, default_value = "zh")]
    language: String,
    /// Labels that are gone from the first sheet.
    #[arg(long, default_value_t = 0)]
    skip: usize,
    /// Where to; .pdf, or .svg or .png for one label.
    #[arg(long)]
    out: PathBuf,
}

impl Print {
    fn run(self, context: &Context, store: &ServerStore) -> Result<(), Failure> {
        let wanted = WantedLabels {
            batches: self.batch,
            codes: self.code,
            devices: self.device,
            line: self.line,
            language: Language::from_tag(&self.language),
        };
        let labels = store.labels(&context.author(store)?, &wanted)?;
        let read = |path: PathBuf| {
            let bytes = std::fs::read(&path).map_err(|e| Failure::file(&path, &e))?;
            Ok::<_, Failure>(Logo::read(&bytes).map_err(ServerError::from)?)
        };
        let logo = match self.logo {
            Some(path) => Some(read(path)?),
            None => store.logo_of_labels()?,
        };
        let layouts = labels.iter().map(|label| Layout::of(self.format, self.level, label, logo.as_ref()));
        let one = || match labels.as_slice() {
            [label] => Layout::of(self.format, self.level, label, logo.as_ref()),
            _ => Err(LabelError::Broken(String::new())),
        };
        let extension = self.out.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let bytes = match (extension, labels.len()) {
            ("pdf", count) => {
                let bar = ProgressBar::new(count as u64);
                bar.set_style(
                    ProgressStyle::with_template("{bar:40} {pos}/{len}").unwrap_or(ProgressStyle::default_bar()),
                );
                let bytes = sheet(self.format, self.skip, logo.as_ref(), layouts, |done| bar.set_position(done as u64));
                bar.finish_and_clear();
                bytes
            }
            ("svg", 1) => one().and_then(|layout| to_svg(&layout, logo.as_ref())).map(String::into_bytes),
            ("png", 1) => one().and_then(|layout| to_png(&layout, logo.as_ref())),
            ("svg" | "png", count) => {
                let detail = format!("{count} labels; one at a time as a picture, all of them as .pdf");
                return Err(ServerError::from(Rejected::because(RejectedCode::OutOfRange, "out", detail)).into());
            }
            _ => return Err(Failure::usage(say(context.language, "server-labels-out"))),
        };
        let bytes = bytes.map_err(ServerError::from)?;
        std::fs::write(&self.out, &bytes).map_err(|e| Failure::file(&self.out, &e))?;
        let pages = (labels.len() + self.skip).div_ceil(self.format.labels_per_page());
        let said = json!({"labels": labels.len(), "pages": pages, "bytes": bytes.len(), "file": self.out});
        context.say(&said, || {
            vec![context.say_with(
                "server-labels-printed",
                &[("count", &labels.len()), ("pages", &pages), ("file", &self.out.display())],
            )]
        });
        Ok(())
    }
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
            Self::Print(print) => print.run(context, &store)?,
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
