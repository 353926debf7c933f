//! Everything that is said to people on screens, on paper and on public pages, in Chinese and in English.
//!
//! The sentences stand in `zh-CN.ftl` and `en.ftl` beside this crate, in the Fluent syntax, which the screens read as
//! well. A message is named for where it is said first: `report-…`, `label-…`, `page-…`, `verify-…`, `scan-…`.
//!
//! Invariants
//! - Both languages have the same messages with the same variables (a test here), and every key that code asks for exists
//!   (`cargo xtask tidy`).
//! - A key that is missing all the same is answered with itself: nothing panics for want of a sentence.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast::Entry;
use onsite_domain::Language;
use std::{collections::BTreeMap, sync::OnceLock};
use unic_langid::LanguageIdentifier;

const ZH: &str = include_str!("../zh-CN.ftl");
const EN: &str = include_str!("../en.ftl");

/// The sentence of a key without variables.
pub fn say(language: Language, key: &str) -> String {
    say_with(language, key, &[])
}

/// The sentence of a key, with its variables.
pub fn say_with(language: Language, key: &str, variables: &[(&str, &str)]) -> String {
    let bundle = bundle(language);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { return key.to_owned() };
    let mut arguments = FluentArgs::new();
    for (name, value) in variables {
        arguments.set(*name, FluentValue::from(*value));
    }
    bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
}

/// Every message whose key begins so, as a template gets them: variables stand as `{$name}`.
pub fn all_beginning(language: Language, prefix: &str) -> BTreeMap<String, String> {
    let keys = keys(language).filter(|key| key.starts_with(prefix));
    keys.map(|key| (key.to_owned(), say(language, key))).collect()
}

/// The keys of the catalogue of a language.
pub fn keys(language: Language) -> impl Iterator<Item = &'static str> {
    resource(language).entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message.id.name),
        _ => None,
    })
}

fn resource(language: Language) -> &'static FluentResource {
    static RESOURCES: OnceLock<[FluentResource; 2]> = OnceLock::new();
    // What of a catalogue cannot be read is missing from it, and its test fails.
    let read = |text: &str| FluentResource::try_new(text.to_owned()).unwrap_or_else(|(rest, _)| rest);
    let [zh, en] = RESOURCES.get_or_init(|| [read(ZH), read(EN)]);
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

fn bundle(language: Language) -> &'static FluentBundle<&'static FluentResource> {
    static BUNDLES: OnceLock<[FluentBundle<&'static FluentResource>; 2]> = OnceLock::new();
    let make = |language: Language, tag: &str| {
        let locales = tag.parse::<LanguageIdentifier>().into_iter().collect();
        let mut bundle = FluentBundle::new_concurrent(locales);
        // No invisible marks around variables: what is said is also printed, and searched.
        bundle.set_use_isolating(false);
        let _doubles_fail_the_test = bundle.add_resource(resource(language));
        bundle
    };
    let [zh, en] = BUNDLES.get_or_init(|| [make(Language::Zh, "zh-CN"), make(Language::En, "en")]);
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn both_languages_have_every_message_once_with_the_same_variables() {
        let catalogue = |text: &str, language: Language| -> BTreeMap<String, BTreeSet<String>> {
            FluentResource::try_new(text.to_owned()).expect("a catalogue without mistakes");
            let listed: Vec<_> = keys(language).collect();
            let of = |key: &str| {
                let said = say(language, key);
                said.split("{$").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
            };
            let found: BTreeMap<_, _> = listed.iter().map(|key| ((*key).to_owned(), of(key))).collect();
            assert_eq!(found.len(), listed.len(), "a key twice");
            found
        };
        let (zh, en) = (catalogue(ZH, Language::Zh), catalogue(EN, Language::En));
        assert_eq!(zh, en);
        assert!(!zh.is_empty());
    }

    #[test]
    fn a_key_that_is_missing_is_answered_with_itself() {
        assert_eq!(say(Language::En, "no-such-key"), "no-such-key");
    }
}
