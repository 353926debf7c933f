//! What is wrong with the arguments, as sentences of our own: the argument parser speaks English only.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use onsite_domain::Language;
use onsite_messages::{say, say_with};

/// What is wrong, and how it is used; `None` for what is no mistake (help, version) or of a kind that we do not know.
pub(crate) fn sentences(error: &clap::Error, language: Language) -> Option<String> {
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
    use crate::arguments;
    use std::ffi::OsString;

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
                let error = arguments::parse(&line, *language).unwrap_err();
                let said = sentences(&error, *language).unwrap_or_else(|| panic!("{line:?}: {error:?}"));
                let is_chinese = said.chars().any(|c| ('一'..='鿿').contains(&c));
                assert_eq!(is_chinese, *language == Language::Zh, "{said}");
                assert!(said.contains(named), "{said}");
                assert!(!said.contains("error:"), "{said}");
            }
        }
    }
}
