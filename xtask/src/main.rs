//! The one menu of the project: `cargo xtask`.
//!
//! It starts cargo and our own programs and judges the tree; it builds nothing itself and knows nothing of the product.
//! Everything it builds goes to one target directory that all clones of the project share (see `workshop`).

mod fuzz;
mod phases;
mod tidy;
mod tools;
mod workshop;

use std::env;
use std::process::ExitCode;

use workshop::{Surroundings, Workshop};

const MENU: &str = "\
cargo xtask <command>

  test               everything that continuous integration runs, in phases
  tidy               the rules of the house: crate edges, file sizes, banned words, links, migrations
  sim [arguments]    the simulator (--seeds N, …); release build, or --dev
  fuzz [TARGET …]    libFuzzer on every door that bytes come in by (--seconds N for each)
  bench [arguments]  the benches; release build, or --dev
  package            the app's package for Debian, from a release build
  demo [--headless]  a company with people, devices and orders, running on this machine
  gen                writes generated files again
  freeze             lists all migrations as never to be changed (at a release)
  help               this text
";

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match run(&command, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask {command}: {failure:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, rest: Vec<String>) -> anyhow::Result<()> {
    if matches!(command, "" | "help" | "--help" | "-h") {
        print!("{MENU}");
        return Ok(());
    }
    let workshop = Workshop::open(surroundings())?;
    match command {
        "test" => phases::run_all(&workshop),
        "tidy" => tidy::run(&workshop),
        "package" => {
            tools::ensure(&workshop)?;
            tools::packages_of(&workshop, "app/packaging")?;
            workshop.package()
        }
        // The figures of window and package are among those of the benches.
        "bench" => {
            tools::ensure_for_tests(&workshop)?;
            tools::packages_of(&workshop, "app/packaging")?;
            if !rest.iter().any(|argument| argument == "--dev") {
                workshop.package()?;
            }
            workshop.run_program(command, true, rest)
        }
        // Whoever types one of these first on a new machine gets what is missing, as with `test`.
        "sim" | "demo" | "gen" => {
            tools::ensure(&workshop)?;
            workshop.run_program(command, command == "sim", rest)
        }
        "fuzz" => {
            tools::ensure(&workshop)?;
            let _occupied = workshop.occupy()?;
            workshop.build_screens()?;
            fuzz::run(&workshop, &rest)
        }
        "freeze" => tidy::freeze_migrations(&workshop),
        other => anyhow::bail!("there is no command {other:?}\n\n{MENU}"),
    }
}

/// The environment is read here and nowhere else.
fn surroundings() -> Surroundings {
    let path = |name| env::var_os(name).filter(|value| !value.is_empty()).map(Into::into);
    Surroundings {
        target_dir: path("CARGO_TARGET_DIR"),
        cache_home: path("XDG_CACHE_HOME"),
        home: path("HOME").or_else(|| path("USERPROFILE")),
        libclang: path("LIBCLANG_PATH"),
        of_xtask: env::vars_os().map(|(name, _)| name).filter(|name| is_of_xtask(&name.to_string_lossy())).collect(),
        cargo: path("CARGO").unwrap_or_else(|| "cargo".into()),
    }
}

/// What `cargo run` says about this very crate.
fn is_of_xtask(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"].iter().any(|start| name.starts_with(start))
}
