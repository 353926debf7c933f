//! `field_day`: Onsite's commands for the field-day harness (`tests/benches/field-day.json`). `cargo xtask bench
//! --field-day DIR` runs it; by hand it is of little use.

use anyhow::bail;
use clap::{Parser, ValueEnum};
use onsite_tests::field_day::{Place, client, server, workload::Workload};
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;

#[derive(Parser)]
struct Arguments {
    step: Step,
    #[arg(long, env = "BENCH_WORKLOAD")]
    workload: PathBuf,
    #[arg(long, env = "BENCH_DIR")]
    directory: PathBuf,
    #[arg(long, env = "BENCH_ENGINEERS")]
    engineers: usize,
    #[arg(long, env = "BENCH_PORT", default_value = "0")]
    port: String,
    #[arg(long, env = "BENCH_ENGINEER", default_value = "")]
    engineer: String,
    #[arg(long, env = "SERVER_URL", default_value = "")]
    server_url: String,
    #[arg(long, env = "BENCH_OUT", default_value = "")]
    out: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    Seed,
    Serve,
    Cold,
    Day,
    Sync,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let place = Place {
        workload: arguments.workload.clone(),
        directory: arguments.directory.clone(),
        engineers: arguments.engineers,
    };
    match arguments.step {
        Step::Seed => server::seed(&place),
        Step::Serve => {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
            runtime.block_on(server::serve(&place, arguments.port.parse()?))
        }
        Step::Cold | Step::Day | Step::Sync => phone(&arguments, &place),
    }
}

fn phone(arguments: &Arguments, place: &Place) -> anyhow::Result<()> {
    let url = Some(arguments.server_url.as_str()).filter(|url| !url.is_empty());
    let mut app = client::open(place, &arguments.engineer, url)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let http = onsite_core::sync::runner::client(None)?;
    let workload = match arguments.step {
        Step::Day => Some(Workload::read(&place.workload, place.engineers)?),
        _ => None,
    };
    let mut lines = std::io::stdin().lock().lines();
    say("READY")?;
    if !lines.any(|line| line.is_ok_and(|line| line.trim() == "GO")) {
        bail!("no GO came");
    }
    let done = match &workload {
        Some(workload) => client::day(&mut app, workload, &arguments.engineer)?,
        None => runtime.block_on(client::sync(&mut app, &http))?,
    };
    say(&format!("DONE {done}"))?;
    // STOP, or the end of the input.
    lines.any(|line| line.is_ok_and(|line| line.trim() == "STOP"));
    if !arguments.out.is_empty() {
        std::fs::write(&arguments.out, serde_json::to_vec(&client::dump(&app)?)?)?;
    }
    Ok(())
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
