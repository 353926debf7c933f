//! What people download: the app's package for Debian, and what of it is the engine of the reports.

use super::{report::Row, window::programs};
use anyhow::{Context as _, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The package that `cargo xtask package` made, and a program that does nothing but print a report, stripped and compressed
/// as a package would: engine, fonts and all, so a little more than they add.
pub fn run() -> anyhow::Result<Vec<Row>> {
    let programs = programs()?;
    let scratch = tempfile::tempdir()?;
    let bare = scratch.path().join("paper");
    succeed(Command::new("strip").arg("-o").arg(&bare).arg(programs.join("paper")))?;
    let whole = megabytes(&bare)?;
    succeed(Command::new("xz").args(["-6", "--threads=2"]).arg(&bare))?;
    let mut rows = vec![
        Row::at_most(
            "a program with the report engine and its fonts, compressed",
            megabytes(&bare.with_extension("xz"))?,
            "MB",
            25.0,
        ),
        Row::plain("… as it is", whole, "MB"),
    ];
    let package = newest_package(&programs.join("bundle/deb"))?;
    rows.push(Row::at_most("the app's Debian package", megabytes(&package)?, "MB", 45.0));
    Ok(rows)
}

fn newest_package(folder: &Path) -> anyhow::Result<PathBuf> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{}: run `cargo xtask package`", folder.display()))?;
    let packages =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "deb"));
    packages
        .max_by_key(|path| path.metadata().and_then(|found| found.modified()).ok())
        .with_context(|| format!("{} holds no package", folder.display()))
}

fn megabytes(path: &Path) -> anyhow::Result<f64> {
    let bytes = std::fs::metadata(path).with_context(|| path.display().to_string())?.len();
    #[expect(clippy::cast_precision_loss, reason = "sizes of files are far below 2^52")]
    Ok(bytes as f64 / 1e6)
}

fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("starting {:?}", command.get_program()))?;
    ensure!(status.success(), "{:?} ended with {status}", command.get_program());
    Ok(())
}
