//! The commands and what they take, in both languages.

use crate::{
    device, enrol,
    failure::{Exit, Outcome},
    jobs, outbox, part, quote, rate, ready, record, recover, report, scan, search,
    session::{Reply, Session},
    sign, step, sync, user, verify, visit,
};
use clap::{CommandFactory as _, FromArgMatches as _};
use onsite_domain::Language;
use onsite_messages::{say, terminal};
use std::ffi::OsString;
use std::path::PathBuf;

/// Onsite: field service without a signal
#[derive(clap::Parser, Debug)]
#[command(name = "onsite", version, disable_help_flag = true, disable_help_subcommand = true)]
#[command(disable_version_flag = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Global {
    /// Where this field device keeps its data [env: ONSITE_DATA]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Answer with one JSON document
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// zh-CN or en; otherwise LANG decides
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub(crate) lang: Option<String>,
    /// Show what a command takes
    #[arg(long, short, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// Show the version
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    version: Option<bool>,
}

#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Join a company's server with the link of an invite
    Enrol(enrol::Enrol),
    /// Who shares this field device, and who is at work
    #[command(subcommand)]
    User(user::User),
    /// Exchange everything with the server
    Sync(sync::Sync),
    /// Whose store this is, when it last synced, what waits
    Status(outbox::Status),
    /// Whether the coming jobs can be done offline, and what to take
    Ready(ready::Ready),
    /// The jobs of a day in route order, each with its next press
    Jobs(jobs::Jobs),
    /// One job whole, or a new order
    #[command(subcommand)]
    Job(jobs::Job),
    /// Orders that may be claimed
    Offers(visit::Offers),
    /// Claim an offered order; the server confirms it
    Claim(visit::Claim),
    /// Give a job back, and why
    Decline(visit::Decline),
    /// Give a job to a colleague, and why
    HandOver(visit::HandOver),
    /// Press: accept, confirm, depart, arrive, start, pause, resume, finish
    #[command(subcommand)]
    Visit(visit::Visit),
    /// The steps of the procedure and their answers
    #[command(subcommand)]
    Step(step::Step),
    /// Parts: the van, use, request, accept, return, count, hand on
    #[command(subcommand)]
    Part(part::Part),
    /// Record or correct time; without a kind the time is listed
    Time(record::Time),
    /// Record what was paid on the way
    Expense(record::Expense),
    /// Write a note into the visit
    Note(record::Note),
    /// Add a photo to the visit
    Photo(record::Photo),
    /// Record fault, cause and remedy
    Finding(record::Finding),
    /// Ask an expert, or answer in the thread
    Help(record::Help),
    /// Knowledge: find, read, say that it was used
    #[command(subcommand)]
    Article(record::Article),
    /// A device's file, code, meters and failures
    #[command(subcommand)]
    Device(device::Device),
    /// Read the codes in pictures, and say which devices they mean
    Scan(scan::Scan),
    /// Who pays and how much: show, offer, record, note a payment
    #[command(subcommand)]
    Quote(quote::Quote),
    /// The customer's verdict and signature, or why there is none
    Sign(sign::Sign),
    /// The service report as a PDF
    Report(report::Report),
    /// Whether a signed report is genuine: to the last byte, by this company
    Verify(verify::Verify),
    /// The customer's rating
    Rate(rate::Rate),
    /// Propose a better value for something only the office may change
    Correct(device::Correct),
    /// Find orders, devices, customers, parts, procedures and articles by any word
    Search(search::Search),
    /// What has not reached the server or was refused
    Outbox(outbox::Outbox),
    /// What a person must decide
    Attention(search::Attention),
    /// Write everything unsent into a file that the server can import
    Export(ready::Export),
    /// Check the local data, say what is wrong and how to mend it
    Doctor(ready::Doctor),
    /// Bring over what a damaged store had not sent, or give back a lost key
    Recover(recover::Recover),
}

impl Command {
    /// Whether it asks no store.
    pub(crate) fn needs_no_data(&self) -> bool {
        matches!(self, Self::Verify(_))
    }

    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        match self {
            Self::Enrol(command) => command.run(session),
            Self::User(command) => command.run(session),
            Self::Sync(command) => command.run(session),
            Self::Status(command) => command.run(session),
            Self::Ready(command) => command.run(session),
            Self::Jobs(command) => command.run(session),
            Self::Job(command) => command.run(session),
            Self::Offers(command) => command.run(session),
            Self::Claim(command) => command.run(session),
            Self::Decline(command) => command.run(session),
            Self::HandOver(command) => command.run(session),
            Self::Visit(command) => command.run(session),
            Self::Step(command) => command.run(session),
            Self::Part(command) => command.run(session),
            Self::Time(command) => command.run(session),
            Self::Expense(command) => command.run(session),
            Self::Note(command) => command.run(session),
            Self::Photo(command) => command.run(session),
            Self::Finding(command) => command.run(session),
            Self::Help(command) => command.run(session),
            Self::Article(command) => command.run(session),
            Self::Device(command) => command.run(session),
            Self::Scan(command) => command.run(session),
            Self::Report(command) => command.run(session),
            Self::Verify(command) => command.run(session),
            Self::Quote(command) => command.run(session),
            Self::Sign(command) => command.run(session),
            Self::Rate(command) => command.run(session),
            Self::Correct(command) => command.run(session),
            Self::Search(command) => command.run(session),
            Self::Outbox(command) => command.run(session),
            Self::Attention(command) => command.run(session),
            Self::Export(command) => command.run(session),
            Self::Doctor(command) => command.run(session),
            Self::Recover(command) => command.run(session),
        }
    }
}

/// What is read from the environment, once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    data: Option<PathBuf>,
    xdg_data: Option<PathBuf>,
    home: Option<PathBuf>,
    pub(crate) language: Option<String>,
}

impl Environment {
    pub(crate) fn read() -> Self {
        let path = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let language = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(path);
        Self {
            data: path("ONSITE_DATA"),
            xdg_data: path("XDG_DATA_HOME").filter(|path| path.is_absolute()),
            home: path("HOME").or_else(|| path("USERPROFILE")),
            language: language.map(|value| value.display().to_string()),
        }
    }

    pub(crate) fn data_directory(&self) -> Option<PathBuf> {
        let xdg = || self.xdg_data.clone().or_else(|| Some(self.home.as_ref()?.join(".local").join("share")));
        self.data.clone().or_else(|| Some(xdg()?.join("onsite")))
    }
}

pub(crate) fn parse(arguments: &[OsString], language: Language) -> Result<Arguments, clap::Error> {
    let mut command = command(language);
    let matches = command.try_get_matches_from_mut(arguments)?;
    Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// The whole tree of commands with its help in a language.
pub(crate) fn command(language: Language) -> clap::Command {
    let codes: Vec<String> =
        Exit::ALL.iter().map(|(exit, key)| format!("  {}  {}", exit.code(), say(language, key))).collect();
    let codes = format!("{}\n{}", say(language, "cli-exit-codes"), codes.join("\n"));
    terminal::spoken(Arguments::command().after_help(codes).max_term_width(120), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_of_commands_is_sound_in_both_languages() {
        for language in Language::ALL {
            command(*language).debug_assert();
        }
    }

    #[test]
    fn every_sentence_of_the_help_is_in_the_catalogue() {
        assert_eq!(terminal::unsaid(&Arguments::command()), Vec::<String>::new());
    }

    #[test]
    fn data_lies_where_it_was_asked_for_else_where_the_system_keeps_data() {
        let mut environment = Environment { home: Some("/home/li".into()), ..Environment::default() };
        assert_eq!(environment.data_directory(), Some("/home/li/.local/share/onsite".into()));
        environment.xdg_data = Some("/data".into());
        assert_eq!(environment.data_directory(), Some("/data/onsite".into()));
        environment.data = Some("here".into());
        assert_eq!(environment.data_directory(), Some("here".into()));
        assert_eq!(Environment::default().data_directory(), None);
    }

    /// One wrong command line for each kind of mistake.
    const WRONG: &[(&str, &str)] = &[
        ("onsite fly", "fly"),
        ("onsite visit finnish X", "finish"),
        ("onsite jobs --frob", "--frob"),
        ("onsite jobs extra", "extra"),
        ("onsite step answer", "<STEP>"),
        ("onsite visit confirm X --from 08:00", "--until"),
        ("onsite sign X", "--ink"),
        ("onsite sign X --ink a --absent b", "--absent"),
        ("onsite jobs --day", "--day"),
        ("onsite jobs --json --json", "--json"),
        ("onsite part undo X nothing --reason r", "nothing"),
        ("onsite search x --limit=-3", "-3"),
        ("onsite sync --watch=3", "3"),
    ];

    #[test]
    fn every_mistake_is_said_in_the_readers_language() {
        for (line, named) in WRONG {
            let line: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            for language in Language::ALL {
                let error = parse(&line, *language).unwrap_err();
                let said = terminal::mistake(&error, *language).unwrap_or_else(|| panic!("{line:?}: {error:?}"));
                let is_chinese = said.chars().any(|c| ('一'..='鿿').contains(&c));
                assert_eq!(is_chinese, *language == Language::Zh, "{said}");
                assert!(said.contains(named), "{said}");
                assert!(!said.contains("error:"), "{said}");
            }
        }
    }
}
