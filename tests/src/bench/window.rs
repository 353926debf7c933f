//! What an engineer waits for: the app's own window under a virtual display, and the camera in a browser; and what a
//! dispatcher waits for: the console in a browser. Scripts beside the tests of the screens drive them; here they are only
//! started.

use super::report::Row;
use anyhow::{Context as _, ensure};
use std::path::Path;
use std::process::{Command, Stdio};

/// `history` is a phone's data with many documents. Needs what the tests of the screens need.
pub fn run(history: &Path) -> anyhow::Result<Vec<Row>> {
    let mut rows = measured("measure.js", &[history])?;
    rows.extend(measured("measure_lighthouse.js", &[])?);
    Ok(rows)
}

fn measured(script: &str, given: &[&Path]) -> anyhow::Result<Vec<Row>> {
    let programs = programs()?;
    let tools = programs.parent().context("a folder of programs in the target directory")?.join("tools/bin");
    let measured = Command::new("node")
        .arg(script)
        .args(given)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("screens"))
        .env("ONSITE_PROGRAMS", &programs)
        .env("ONSITE_TOOLS", tools)
        .stderr(Stdio::inherit())
        .output()
        .context("starting node")?;
    ensure!(measured.status.success(), "{script} ended with {}", measured.status);
    serde_json::from_slice(&measured.stdout).with_context(|| format!("the rows of {script}"))
}

/// Where the programs of this build are.
pub(super) fn programs() -> anyhow::Result<std::path::PathBuf> {
    Ok(std::env::current_exe()?.parent().context("a program lies in a folder")?.to_owned())
}
