//! Prints a report with invented people into a file, to look at; and shows what the engine of the reports weighs, for there
//! is nothing else in it.

use anyhow::Context as _;
use onsite_report::Paper;
use onsite_report_pdf::{Renderer, sample};
use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let path = std::env::args_os().nth(1).map(PathBuf::from).context("where the report goes: paper FILE.pdf")?;
    let of = sample::measured(20, 12, 2_048, 1_536);
    let pages = Renderer::default().render(&Paper::new(&of.report, &of.photos, sample::AS_AT_MS))?;
    std::fs::write(&path, pages.pdf).with_context(|| path.display().to_string())
}
