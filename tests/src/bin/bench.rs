//! `cargo xtask bench`: the benches as a table and as JSON, and the field day beside other stacks.

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use onsite_domain::Id;
use onsite_tests::bench::{
    codes, console, first_sync, gate, harness, office, package, paper, phone,
    report::{Row, table},
    window,
};
use std::path::PathBuf;

#[derive(Parser)]
#[command(about = "Benches of the store, the sync and the server, and the field day beside other offline stacks")]
struct Arguments {
    /// The folder of the field-day harness: runs that instead, with Onsite among its stacks (needs node and npm).
    #[arg(long)]
    field_day: Option<PathBuf>,
    /// Which of its own stacks the harness runs beside Onsite.
    #[arg(long, default_value = "rest:gzip,loro:gzip,hocuspocus:deflate,automerge")]
    stacks: String,
    /// Documents of the first syncs; the phone is measured with the last.
    #[arg(long, value_delimiter = ',', default_value = "500,5000")]
    documents: Vec<usize>,
    #[command(subcommand)]
    part: Option<Part>,
    /// What the harness gets as it is.
    #[arg(last = true)]
    rest: Vec<String>,
}

#[derive(Subcommand)]
enum Part {
    /// One phone in a process of its own; the bench starts it.
    #[command(hide = true)]
    Phone { directory: PathBuf, visit: Id, serial: String },
    /// Reports and labels as PDF.
    Paper,
    /// Codes in pictures.
    Codes,
    /// What people download.
    Package,
    /// The office's console, with as many work orders as are named; a company that is there is taken as it is.
    Console {
        #[arg(long, value_delimiter = ',', default_value = "1000,100000")]
        orders: Vec<usize>,
        /// Where the companies are kept; a folder that is thrown away where missing.
        #[arg(long)]
        companies: Option<PathBuf>,
        /// Only questions with this in their name.
        #[arg(long)]
        only: Option<String>,
    },
    /// The app's window and the camera; `history` is a phone's data, made new where missing.
    Window {
        #[arg(long)]
        history: Option<PathBuf>,
    },
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let rows = match &arguments.part {
        Some(Part::Phone { directory, visit, serial }) => Some(phone::run(directory, *visit, serial)?),
        Some(Part::Paper) => Some(paper::run()?),
        Some(Part::Codes) => Some(codes::run()),
        Some(Part::Package) => Some(package::run()?),
        Some(Part::Console { orders, companies, only }) => {
            let scratch = tempfile::tempdir()?;
            let folder = companies.as_deref().unwrap_or(scratch.path());
            Some(runtime()?.block_on(console::run(folder, orders, only.as_deref()))?)
        }
        Some(Part::Window { history: Some(history) }) => Some(window::run(history)?),
        Some(Part::Window { history: None }) => {
            let scratch = tempfile::tempdir()?;
            let most = arguments.documents.last().copied().unwrap_or_default();
            runtime()?.block_on(first_sync::run(scratch.path(), &[most], &mut Vec::new()))?;
            Some(window::run(&scratch.path().join("phone"))?)
        }
        None => None,
    };
    if let Some(rows) = rows {
        return show(&rows);
    }
    if let Some(folder) = &arguments.field_day {
        return harness::run(folder, &arguments.stacks, &arguments.rest);
    }
    let scratch = tempfile::tempdir()?;
    let runtime = runtime()?;
    let mut rows: Vec<Row> = Vec::new();
    runtime.block_on(gate::run(scratch.path(), &mut rows))?;
    let jobs = runtime.block_on(first_sync::run(scratch.path(), &arguments.documents, &mut rows))?;
    let job = jobs.first().context("no documents, no phone")?;
    let measured = std::process::Command::new(std::env::current_exe()?)
        .arg("phone")
        .arg(scratch.path().join("phone"))
        .arg(job.visit.to_string())
        .arg(office::serial(job))
        .stderr(std::process::Stdio::inherit())
        .output()?;
    anyhow::ensure!(measured.status.success(), "the phone ended with {}", measured.status);
    rows.extend(serde_json::from_slice::<Vec<Row>>(&measured.stdout)?);
    rows.extend(in_own_process("paper")?);
    rows.extend(in_own_process("codes")?);
    rows.extend(window::run(&scratch.path().join("phone"))?);
    rows.extend(package::run()?);
    show(&rows)
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

fn in_own_process(part: &str) -> anyhow::Result<Vec<Row>> {
    let measured = std::process::Command::new(std::env::current_exe()?).arg(part).output()?;
    anyhow::ensure!(measured.status.success(), "{part}: {}", String::from_utf8_lossy(&measured.stderr));
    Ok(serde_json::from_slice(&measured.stdout)?)
}

/// The table for people, the same as JSON for whoever keeps figures.
fn show(rows: &[Row]) -> anyhow::Result<()> {
    eprint!("{}", table(rows));
    println!("{}", serde_json::to_string(rows)?);
    Ok(())
}
