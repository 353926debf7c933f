//! Runs the field day beside other stacks, in the harness that lives outside this repository.

use anyhow::{Context as _, ensure};
use std::path::Path;
use std::process::Command;

const SPEC: &str = include_str!("../../benches/field-day.json");

/// Copies the harness from `folder`, installs what its peers need, and runs it with Onsite among `stacks`. What it prints
/// is its report; `arguments` go to it as they are.
pub fn run(folder: &Path, stacks: &str, arguments: &[String]) -> anyhow::Result<()> {
    let scratch = tempfile::tempdir()?;
    let harness = scratch.path().join("harness");
    let ours = scratch.path().join("ours");
    std::fs::create_dir_all(&ours)?;
    succeed(Command::new("cp").arg("-r").arg(folder).arg(&harness))?;
    succeed(Command::new("chmod").arg("-R").arg("u+w").arg(&harness))?;
    let program = std::env::current_exe()?.with_file_name("field_day");
    ensure!(program.is_file(), "{} is not built", program.display());
    std::fs::copy(&program, ours.join("field_day"))?;
    let spec = ours.join("field-day.json");
    std::fs::write(&spec, SPEC)?;
    if !harness.join("node_modules").is_dir() {
        succeed(Command::new("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(&harness))?;
    }
    succeed(
        Command::new("node")
            .arg("run.mjs")
            .arg(format!("--external={}", spec.display()))
            .arg(format!("--stacks={stacks}"))
            .args(arguments)
            .current_dir(&harness),
    )
}

fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("starting {:?}", command.get_program()))?;
    ensure!(status.success(), "{:?} ended with {status}", command.get_program());
    Ok(())
}
