//! `onsite-server`: makes, serves and looks after a server. Every command is in `cli`.
//!
//! Exit codes: 0 done; 1 a rule said no, nothing was changed; 2 the command line was not understood; 3 not now (offline,
//! busy, in use, a file that is not there); 4 something is broken.

mod cli;

use onsite_messages::terminal;
use std::{
    ffi::{OsStr, OsString},
    process::ExitCode,
};

/// A tenth to a sixth faster than the system's at what a sync does (many small strings, short-lived trees).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("ONSITE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,onsite_server=info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match std::env::var_os("ONSITE_LOG_FORMAT").is_some_and(|format| format == "json") {
        true => log.json().init(),
        false => log.init(),
    }
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let tongue = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(std::env::var_os);
    let language =
        terminal::language(&arguments, tongue.as_deref().and_then(OsStr::to_str).filter(|tag| !tag.is_empty()));
    match cli::Cli::parse(&arguments, language) {
        Ok(cli) => match cli.run(language) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(language),
        },
        Err(error) if !error.use_stderr() => {
            // A reader that went away is no failure.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        Err(error) => {
            let said = terminal::mistake(&error, language).unwrap_or_else(|| error.to_string());
            cli::Failure::Usage(said).report(language)
        }
    }
}
