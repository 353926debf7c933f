//! `cargo xtask test`: the phases, what they cost, and how to repeat the one that failed.

use std::time::Instant;

use anyhow::bail;

use crate::tidy;
use crate::tools;
use crate::workshop::{SCREENS, Workshop, succeed};

const SEEDS: &str = "200";

struct Phase {
    name: &'static str,
    /// What a person types to see this failure again.
    repeat: &'static str,
    run: fn(&Workshop) -> anyhow::Result<()>,
}

/// The cheap ones come first. Programs are built before the tests that start them.
const PHASES: &[Phase] = &[
    Phase { name: "tools", repeat: "cargo xtask test", run: tools::ensure_for_tests },
    Phase {
        name: "format",
        repeat: "cargo fmt --all --check",
        run: |w| succeed(&mut w.cargo(&["fmt", "--all", "--check"])),
    },
    Phase { name: "tidy", repeat: "cargo xtask tidy", run: tidy::run },
    Phase {
        name: "screens",
        repeat: "npm run check, npm test and npm run build in app/ui and sync-server/console",
        run: |w| {
            for folder in SCREENS {
                succeed(&mut w.npm(folder, &["run", "--silent", "check"]))?;
                succeed(&mut w.npm(folder, &["run", "--silent", "test"]))?;
            }
            w.build_screens()
        },
    },
    Phase {
        name: "lint",
        repeat: "cargo clippy --workspace --all-targets -- -D warnings",
        run: |w| succeed(&mut w.cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
    },
    Phase {
        name: "programs",
        repeat: "cargo build --workspace --bins",
        run: |w| succeed(&mut w.cargo(&["build", "--workspace", "--bins"])),
    },
    Phase {
        name: "tests",
        repeat: "cargo test --workspace",
        // A snapshot that is new or differs is a failure here, on a person's machine too.
        run: |w| succeed(w.cargo(&["test", "--workspace"]).env("INSTA_UPDATE", "no")),
    },
    Phase {
        name: "window",
        repeat: "npm test in tests/screens, with ONSITE_PROGRAMS=<target>/debug",
        run: |w| {
            let mut tests = w.npm("tests/screens", &["run", "--silent", "test"]);
            let programs = w.target_dir().join("debug");
            succeed(tests.env("ONSITE_PROGRAMS", programs).env("ONSITE_TOOLS", w.tools_dir().join("bin")))
        },
    },
    Phase {
        name: "simulation",
        repeat: "cargo xtask sim --dev --seeds 200",
        run: |w| succeed(w.program("sim", "debug").args(["--seeds", SEEDS])),
    },
];

#[expect(clippy::disallowed_methods, reason = "phases are timed for the person who waits")]
pub(crate) fn run_all(workshop: &Workshop) -> anyhow::Result<()> {
    let _occupied = workshop.occupy()?;
    println!("building in {}", workshop.target_dir().display());
    let mut costs = Vec::new();
    for phase in PHASES {
        println!("\n=== {}", phase.name);
        let start = Instant::now();
        let outcome = (phase.run)(workshop);
        let seconds = start.elapsed().as_secs_f32();
        if let Err(failure) = outcome {
            bail!("{failure:#}\n{} failed after {seconds:.1} s; repeat it with:\n  {}", phase.name, phase.repeat);
        }
        println!("=== {} passed in {seconds:.1} s", phase.name);
        costs.push((phase.name, seconds));
    }
    println!();
    for (name, seconds) in costs {
        println!("{name:<12}{seconds:>8.1} s");
    }
    Ok(())
}
