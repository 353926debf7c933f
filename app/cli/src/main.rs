//! `onsite`: the engineer's day from a terminal, with or without a network.
//!
//! Invariants
//! - Every command answers with one [`session::Reply`]: JSON for programs, a page for people, an exit code for both.
//! - Looking never creates anything; only `enrol` makes a store.
//! - Rules live in `onsite-core` and `onsite-domain`; here are names, words and columns.
//!
//! Where next: [`arguments`] lists the commands, one file each; [`find`] turns what people have (an order number, a code,
//! a part number) into identities. What is said stands in the catalogue of `onsite-messages`.

mod arguments;
mod device;
mod enrol;
mod failure;
mod find;
mod jobs;
mod outbox;
mod page;
mod part;
mod quote;
mod rate;
mod ready;
mod record;
mod recover;
mod report;
mod scan;
mod search;
mod session;
mod sign;
mod step;
mod sync;
mod user;
mod verify;
mod visit;
mod when;

use crate::{
    failure::{Exit, Failure},
    session::{Reply, Session},
};
use onsite_domain::Language;
use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

/// A tenth to a sixth faster than the system's at what a sync does (many small strings, short-lived trees).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let environment = arguments::Environment::read();
    let language = onsite_messages::terminal::language(&arguments, environment.language.as_deref());
    let wants_json = arguments.iter().any(|argument| argument == "--json");
    let exit = match arguments::parse(&arguments, language) {
        Ok(parsed) => run(parsed, language, &environment),
        Err(error) => wrong_arguments(&error, language, wants_json),
    };
    ExitCode::from(exit.code())
}

fn run(parsed: arguments::Arguments, language: Language, environment: &arguments::Environment) -> Exit {
    let data = parsed.global.data.or_else(|| environment.data_directory());
    // A report is verified anywhere.
    let data = data.or_else(|| parsed.command.needs_no_data().then(Default::default));
    let Some(directory) = data else {
        let failure = Failure::Usage(onsite_messages::say(language, "cli-no-data-directory").to_owned());
        return fail(&failure, language, parsed.global.json);
    };
    let mut session = Session::new(language, parsed.global.json, directory);
    match parsed.command.run(&mut session) {
        Ok(reply) => {
            print(&session, &reply);
            reply.exit
        }
        Err(failure) => fail(&failure, language, session.is_json),
    }
}

/// Prints what a command answers: one JSON document on a line of its own, or the page.
fn print(session: &Session, reply: &Reply) {
    let text = if session.is_json { reply.json.to_string() } else { reply.page.clone().into_text() };
    if !text.is_empty() {
        say(&text);
    }
}

fn fail(failure: &Failure, language: Language, is_json: bool) -> Exit {
    if is_json {
        say(&failure.to_json(language).to_string());
        return failure.exit();
    }
    let mut text = failure.message(language);
    let detail = failure.detail(language);
    if !detail.is_empty() {
        text.push('\n');
        text.push_str(&detail);
    }
    // Nobody is left to tell when stderr is closed.
    let _unwritable = writeln!(std::io::stderr(), "{text}");
    failure.exit()
}

/// What the argument parser has to say: help and version, or what is wrong with the arguments.
fn wrong_arguments(error: &clap::Error, language: Language, wants_json: bool) -> Exit {
    let exit = if error.use_stderr() { Exit::Usage } else { Exit::Ok };
    match onsite_messages::terminal::mistake(error, language) {
        _ if exit == Exit::Ok => {
            let _unwritable = error.print();
            exit
        }
        Some(said) => fail(&Failure::Usage(said), language, wants_json),
        None => fail(&Failure::Usage(error.to_string().trim().to_owned()), language, wants_json),
    }
}

fn say(text: &str) {
    // A reader that has gone (`onsite jobs | head -1`) is no error.
    let _unwritable = writeln!(std::io::stdout(), "{text}");
}
