//! What an engineer waits for: the app's own window under a virtual display, and the camera in a browser. The script beside
//! the tests of the screens drives both; here it is only started.

use super::report::Row;
use anyhow::{Context as _, ensure};
use std::path::Path;
use std::process::{Command, Stdio};

/// `history` is a phone's data with many documents. Needs what the tests of the screens need.
pub fn run(history: &Path) -> anyhow::Result<Vec<Row>> {
    let programs = programs()?;
    let tools = programs.parent().context("a folder of programs in the target directory")?.join("tools/bin");
    let measured = Command::new("node")
        .arg("measure.js")
        .arg(history)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("screens"))
        .env("ONSITE_PROGRAMS", &programs)
        .env("ONSITE_TOOLS", tools)
        .stderr(Stdio::inherit())
        .output()
        .context("starting node")?;
    ensure!(measured.status.success(), "measure.js ended with {}", measured.status);
    serde_json::from_slice(&measured.stdout).context("the rows of measure.js")
}

/// Where the programs of this build are.
pub(super) fn programs() -> anyhow::Result<std::path::PathBuf> {
    Ok(std::env::current_exe()?.parent().context("a program lies in a folder")?.to_owned())
}
