//! `cargo xtask bench`: the benches as a table and as JSON, and the field day beside other stacks.

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use onsite_domain::Id;
use onsite_tests::bench::{
    first_sync, gate, harness, office, phone,
    report::{Row, table},
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
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if let Some(Part::Phone { directory, visit, serial }) = &arguments.part {
        println!("{}", serde_json::to_string(&phone::run(directory, *visit, serial)?)?);
        return Ok(());
    }
    if let Some(folder) = &arguments.field_day {
        return harness::run(folder, &arguments.stacks, &arguments.rest);
    }
    let scratch = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
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
    // The table for people, the same as JSON for whoever keeps figures.
    eprint!("{}", table(&rows));
    println!("{}", serde_json::to_string(&rows)?);
    Ok(())
}
