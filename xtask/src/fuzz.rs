//! `cargo xtask fuzz`: libFuzzer on every door that bytes come in by (`tests/src/fuzz`).

use std::fs;

use anyhow::{Context, bail};

use crate::tools;
use crate::workshop::{Workshop, succeed};

const CARGO_FUZZ: &str = "0.13.2";
/// Of each target, where nobody says how long.
const SECONDS: u64 = 600;
/// One input may take so long, and the program so much memory.
const LIMITS: [&str; 2] = ["-timeout=20", "-rss_limit_mb=4096"];

/// `cargo xtask fuzz [TARGET …] [--seconds N]`. What it learns is kept beside what is built and serves the next run; an input that
/// breaks a promise is named at the end, and belongs into `tests/fuzz/corpus` when it is mended.
pub(crate) fn run(workshop: &Workshop, arguments: &[String]) -> anyhow::Result<()> {
    let mut seconds = SECONDS;
    let mut wanted: Vec<&str> = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seconds" => seconds = words.next().and_then(|text| text.parse().ok()).context("--seconds N")?,
            name => wanted.push(name),
        }
    }
    let mut targets = Vec::new();
    for entry in fs::read_dir(workshop.root.join("tests/fuzz/targets"))? {
        targets.extend(entry?.path().file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    targets.sort();
    if let Some(unknown) = wanted.iter().find(|name| !targets.iter().any(|known| known == *name)) {
        bail!("there is no target {unknown:?}; there are {}", targets.join(", "));
    }
    let program = tools::installed(workshop, "cargo-fuzz", CARGO_FUZZ)?;
    let built = workshop.target_dir().join("fuzz");
    for target in targets.iter().filter(|name| wanted.is_empty() || wanted.contains(&name.as_str())) {
        let (learned, kept) =
            (built.join("learned").join(target), workshop.root.join("tests/fuzz/corpus").join(target));
        fs::create_dir_all(&learned)?;
        let mut fuzz = workshop.program_of(&program);
        fuzz.args([
            "run",
            "--fuzz-dir",
            "tests/fuzz",
            "--features",
            "libfuzzer",
            "--sanitizer",
            "none",
            "--target-dir",
        ]);
        fuzz.arg(&built).arg(target).arg(&learned).arg(&kept).arg("--").args(LIMITS);
        fuzz.arg(format!("-max_total_time={seconds}"));
        println!("\n=== {target}, {seconds} s");
        succeed(&mut fuzz)?;
    }
    Ok(())
}
