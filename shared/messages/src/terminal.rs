//! What a program says in a terminal about its own arguments: help and mistakes, in the reader's language.
//!
//! The English help stands at the arguments, as doc comments; messages `help-…` hold each sentence in both languages, and
//! are found by the English one.

use crate::{detail, keys, refusal, say, say_with};
use clap::{
    Arg, Command,
    error::{ContextKind, ContextValue, ErrorKind},
};
use onsite_domain::{Language, Rejected};
use std::{collections::BTreeMap, error::Error, ffi::OsString, sync::OnceLock};

/// The language is needed before the arguments are read, since help speaks it: `--lang`, else the environment's.
pub fn language(arguments: &[OsString], environment: Option<&str>) -> Language {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let wanted = texts.iter().enumerate().find_map(|(place, text)| match text.strip_prefix("--lang") {
        Some("") => texts.get(place.saturating_add(1)).copied(),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    Language::from_tag(wanted.or(environment).unwrap_or("en"))
}

/// A tree of commands with its help in a language.
pub fn spoken(command: Command, language: Language) -> Command {
    if language == Language::En {
        return command;
    }
    let about = command.get_about().map(|about| help(language, &about.to_string()));
    let command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    let usage = say_with(language, "cli-usage", &[("usage", "{usage}")]);
    let template = format!("{{about-with-newline}}\n{usage}\n\n{{all-args}}{{after-help}}\n");
    command
        .help_template(template)
        .subcommand_help_heading(say(language, "cli-help-commands"))
        .mut_args(|argument| spoken_argument(argument, language))
        .mut_subcommands(|command| spoken(command, language))
}

fn spoken_argument(argument: Arg, language: Language) -> Arg {
    let heading = if argument.is_positional() { "cli-help-arguments" } else { "cli-help-options" };
    let said = argument.get_help().map(|said| help(language, &said.to_string()));
    // The parser would add what is taken otherwise in English.
    let joined = |values: Vec<String>| Some(values.join(",")).filter(|joined| !joined.is_empty());
    let takes_value = argument.get_action().takes_values();
    let default = argument.get_default_values().iter().filter(|_| takes_value);
    let default = joined(default.map(|value| value.display().to_string()).collect());
    let environment = argument.get_env().map(|name| name.display().to_string());
    let beside = [("cli-help-default", "value", default), ("cli-help-environment", "name", environment)];
    let beside = beside.into_iter().filter_map(|(key, name, value)| Some(say_with(language, key, &[(name, &value?)])));
    let said: String = said.into_iter().chain(beside).collect();
    argument.help_heading(say(language, heading)).help(said).hide_default_value(takes_value).hide_env(takes_value)
}

/// A sentence of the help; as it came where the catalogue does not have it.
fn help(language: Language, english: &str) -> String {
    static KEYS: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    let all = || keys(Language::En).filter(|key| key.starts_with("help-")).map(|key| (say(Language::En, key), key));
    let known = KEYS.get_or_init(|| all().collect());
    known.get(english).map_or(english, |key| say(language, key)).to_owned()
}

/// The sentences of a tree's help that the catalogue does not have, and arguments without any: for the tests of programs.
pub fn unsaid(command: &Command) -> Vec<String> {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let arguments = command.get_arguments().filter(|argument| !argument.is_hide_set());
    let arguments = arguments.map(|argument| argument.get_help().map(ToString::to_string).unwrap_or_default());
    let mut missing: Vec<String> = [about].into_iter().chain(arguments).collect();
    missing
        .retain(|english| !keys(Language::En).any(|key| key.starts_with("help-") && say(Language::En, key) == english));
    let name = command.get_name();
    let here = missing.into_iter().map(|english| format!("{name}: {english}"));
    here.chain(command.get_subcommands().flat_map(unsaid)).collect()
}

/// What is wrong with the arguments, and how they are used; `None` for what is no mistake (help, version) or of a kind
/// that we do not know.
pub fn mistake(error: &clap::Error, language: Language) -> Option<String> {
    let about = |key: &str, kinds: &[(&str, ContextKind)]| {
        let values: Vec<(&str, String)> = kinds.iter().map(|(name, kind)| (*name, shown(error, *kind))).collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        say_with(language, key, &values)
    };
    use ContextKind::{InvalidArg, InvalidSubcommand, InvalidValue, PriorArg};
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => about("cli-usage-no-such-command", &[("command", InvalidSubcommand)]),
        ErrorKind::UnknownArgument => about("cli-usage-no-such-argument", &[("argument", InvalidArg)]),
        ErrorKind::MissingRequiredArgument => about("cli-usage-missing", &[("argument", InvalidArg)]),
        ErrorKind::MissingSubcommand => say(language, "cli-usage-missing-command").to_owned(),
        ErrorKind::InvalidValue if shown(error, InvalidValue).is_empty() => {
            about("cli-usage-value-missing", &[("argument", InvalidArg)])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            about("cli-usage-bad-value", &[("value", InvalidValue), ("argument", InvalidArg)])
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            about("cli-usage-value-missing", &[("argument", InvalidArg)])
        }
        ErrorKind::TooManyValues => about("cli-usage-no-value", &[("value", InvalidValue), ("argument", InvalidArg)]),
        ErrorKind::ArgumentConflict if shown(error, PriorArg) == shown(error, InvalidArg) => {
            about("cli-usage-once", &[("argument", InvalidArg)])
        }
        ErrorKind::ArgumentConflict => about("cli-usage-conflict", &[("argument", InvalidArg), ("other", PriorArg)]),
        ErrorKind::InvalidUtf8 => say(language, "cli-usage-not-text").to_owned(),
        _ => return None,
    };
    let mut lines = vec![what];
    lines.extend(error.source().map(|why| reason(why, language)));
    let possible = shown(error, ContextKind::ValidValue);
    if !possible.is_empty() {
        lines.push(say_with(language, "cli-usage-possible", &[("values", &possible)]));
    }
    let suggested = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg].map(|kind| shown(error, kind));
    if let Some(suggested) = suggested.iter().find(|suggested| !suggested.is_empty()) {
        lines.push(say_with(language, "cli-usage-perhaps", &[("suggestion", suggested)]));
    }
    let usage = shown(error, ContextKind::Usage);
    if let Some(usage) = usage.strip_prefix("Usage:") {
        lines.push(say_with(language, "cli-usage", &[("usage", usage.trim())]));
    }
    lines.push(say(language, "cli-usage-help").to_owned());
    Some(lines.join("\n"))
}

/// Why a value is none, as the type that refused it says.
fn reason(why: &(dyn Error + 'static), language: Language) -> String {
    match why.downcast_ref::<Rejected>() {
        Some(rejected) if !rejected.detail.is_empty() => {
            say_with(language, "cli-usage-expected", &[("values", &detail(language, &rejected.detail))])
        }
        Some(rejected) => refusal(language, rejected),
        None => detail(language, &why.to_string()),
    }
}

/// What the parser says of one thing; empty where it says nothing.
fn shown(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    #[test]
    fn the_language_is_asked_for_or_comes_from_the_environment() {
        let of = |texts: &[&str], environment: Option<&str>| {
            language(&texts.iter().map(OsString::from).collect::<Vec<_>>(), environment)
        };
        assert_eq!(of(&["onsite", "jobs"], Some("zh_CN.UTF-8")), Language::Zh);
        assert_eq!(of(&["onsite", "--lang", "en", "jobs"], Some("zh_CN.UTF-8")), Language::En);
        assert_eq!(of(&["onsite", "--lang=zh-CN"], None), Language::Zh);
        assert_eq!(of(&["onsite", "--lang"], None), Language::En);
    }

    /// The doc comments of a folder's source, each as one line without its full stop, as the parser shows them.
    fn doc_comments(folder: PathBuf) -> Vec<String> {
        let mut found = Vec::new();
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                found.extend(doc_comments(path));
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let mut open = Vec::new();
            for line in source.lines() {
                match line.trim().strip_prefix("///") {
                    Some(text) => open.push(text.trim()),
                    None if !open.is_empty() => found.push(std::mem::take(&mut open).join(" ")),
                    None => {}
                }
            }
        }
        let shown = |text: &str| text.strip_suffix('.').filter(|text| !text.ends_with('.')).unwrap_or(text).to_owned();
        found.iter().map(|text| shown(text)).collect()
    }

    #[test]
    fn no_sentence_of_the_help_is_left_over() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let written: Vec<String> = ["../../app/cli/src", "../../sync-server/src/cli"]
            .iter()
            .flat_map(|folder| doc_comments(here.join(folder)))
            .collect();
        let mut left_over: Vec<&str> = keys(Language::En).filter(|key| key.starts_with("help-")).collect();
        left_over.retain(|key| !written.iter().any(|text| text == say(Language::En, key)));
        assert_eq!(left_over, Vec::<&str>::new());
    }
}
