//! Everything that is said to people on screens, on paper and on public pages, in Chinese and in English.
//!
//! The sentences stand in `zh-CN.ftl` and `en.ftl` beside this crate, in the Fluent syntax, which the screens read as
//! well; what only screens say stands in `screens/`, one file an area and language. A message is named for where it is said first: `report-…`, `label-…`, `page-…`, `verify-…`, `cli-…`; what people
//! call a code of the domain is `code-…`, and the detail of a refusal `detail-…`.
//!
//! Invariants
//! - Both languages have the same messages with the same variables (a test here), and every key that code asks for exists
//!   (`cargo xtask tidy`).
//! - A key that is missing all the same is answered with itself: nothing panics for want of a sentence.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast::Entry;
use onsite_domain::{Language, Rejected};
use std::{collections::BTreeMap, sync::OnceLock};
use unic_langid::LanguageIdentifier;

const ZH: &str = include_str!("../zh-CN.ftl");
const EN: &str = include_str!("../en.ftl");

mod detail;
#[cfg(feature = "terminal")]
pub mod terminal;

pub use detail::detail;

/// The sentence of a key without variables; in one with variables they stand as `{$name}`.
pub fn say(language: Language, key: &str) -> &str {
    static SAID: OnceLock<[BTreeMap<&'static str, String>; 2]> = OnceLock::new();
    let all = |language| keys(language).map(|key| (key, say_with(language, key, &[]))).collect();
    let [zh, en] = SAID.get_or_init(|| [all(Language::Zh), all(Language::En)]);
    let said = match language {
        Language::Zh => zh,
        Language::En => en,
    };
    said.get(key).map_or(key, String::as_str)
}

/// What people call a code of the domain; one without a label (a newer server's) shows as itself.
pub fn label(language: Language, code: &str) -> String {
    let key = label_key(code);
    match say(language, &key) {
        unknown if unknown == key => code.replace('_', " "),
        label => label.to_owned(),
    }
}

/// What people call a code where it stands for a word of its own: `new` of a part's `condition` is no `new` order.
pub fn label_of(language: Language, of: &str, code: &str) -> String {
    let own = format!("{of}_{code}");
    label(language, if has_label(&own) { &own } else { code })
}

/// Whether people have a word for this code of the domain.
pub fn has_label(code: &str) -> bool {
    let key = label_key(code);
    say(Language::En, &key) != key
}

fn label_key(code: &str) -> String {
    format!("code-{}", code.replace('_', "-"))
}

/// The sentence of a refusal and what it is about.
pub fn refusal(language: Language, rejected: &Rejected) -> String {
    let sentence = match language {
        Language::Zh => rejected.code.zh(),
        Language::En => rejected.code.en(),
    };
    if rejected.path.is_empty() {
        return sentence.to_owned();
    }
    let named = rejected.path.rsplit(['.', ']']).find(|part| has_label(part));
    let about = named.map_or_else(|| rejected.path.clone(), |part| label(language, part));
    match language {
        Language::Zh => format!("{sentence}（{about}）"),
        Language::En => format!("{sentence} ({about})"),
    }
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
    keys.map(|key| (key.to_owned(), say(language, key).to_owned())).collect()
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
mod screens_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use onsite_domain::{
        Word,
        acceptance::{DeviceState, Verdict},
        attention::AttentionKind,
        charge::ChargeKind,
        cover::Payer,
        missing::MissingKind,
        movement::Condition,
        part_request::PartRequestStatus,
        press::Press,
        step::StepKind,
        time_entry::TimeKind,
        visit_status::VisitStatus,
        work_order::{KINDS, MODES, PRIORITIES},
        work_order_status::WorkOrderStatus,
    };
    use std::{collections::BTreeSet, path::Path};

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

    /// What the phone's core writes as text behind one of these.
    fn written_in_core(before: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../app/core/src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let text = std::fs::read_to_string(entry.path()).unwrap();
                let texts = before.iter().flat_map(|before| text.split(before).skip(1));
                found.extend(texts.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
            }
        }
        found
    }

    #[test]
    fn every_code_that_is_shown_has_a_label() {
        let mut codes: Vec<&str> = Vec::new();
        codes.extend(Word::ALL.iter().map(|code| code.as_str()));
        codes.extend(AttentionKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(VisitStatus::ALL.iter().map(|code| code.as_str()));
        codes.extend(WorkOrderStatus::ALL.iter().map(|code| code.as_str()));
        codes.extend(Press::ALL.iter().map(|code| code.as_str()));
        codes.extend(StepKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(MissingKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(TimeKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(Condition::ALL.iter().map(|code| code.as_str()));
        codes.extend(PartRequestStatus::ALL.iter().map(|code| code.as_str()));
        codes.extend(DeviceState::ALL.iter().map(|code| code.as_str()));
        codes.extend(Verdict::ALL.iter().map(|code| code.as_str()));
        codes.extend(ChargeKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(Payer::ALL.iter().map(|code| code.as_str()));
        codes.extend(KINDS.iter().chain(MODES).chain(PRIORITIES));
        let verbs = written_in_core(&["Command::new(\"", "state_fact(\"", "add_entry(\""]);
        codes.extend(verbs.iter().map(String::as_str));
        let missing: Vec<&str> = codes.into_iter().filter(|code| !has_label(code)).collect();
        assert_eq!(missing, Vec::<&str>::new());
        assert_eq!(label(Language::Zh, "on_site"), "已到场");
        assert_eq!(label(Language::En, "of_a_newer_server"), "of a newer server");
    }

    /// Every list of the domain, by the name of what it lists, with its codes.
    fn listed_in_the_domain() -> Vec<(String, Vec<String>)> {
        let mut found = Vec::new();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/src");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
        for file in files {
            let text = std::fs::read_to_string(file).unwrap();
            for list in text.split("\nchoices! {").skip(1).map(|rest| rest.split_once("\n}\n").unwrap().0) {
                let lines: Vec<&str> = list.lines().map(str::trim).filter(|line| !line.starts_with("///")).collect();
                let name = lines.iter().find_map(|line| line.strip_suffix(" {")).unwrap();
                let codes = lines.iter().filter_map(|line| line.split_once(" = \"")?.1.strip_suffix("\","));
                found.push((snake(name), codes.map(str::to_owned).collect()));
            }
        }
        found
    }

    fn snake(name: &str) -> String {
        let mut found = String::new();
        for letter in name.chars() {
            if letter.is_ascii_uppercase() && !found.is_empty() {
                found.push('_');
            }
            found.push(letter.to_ascii_lowercase());
        }
        found
    }

    #[test]
    fn every_code_of_every_list_of_the_domain_has_a_word() {
        let lists = listed_in_the_domain();
        assert!(lists.len() > 50, "{}", lists.len());
        assert!(lists.iter().all(|(_, codes)| !codes.is_empty()), "{lists:?}");
        let missing: Vec<String> = lists
            .iter()
            .flat_map(|(of, codes)| codes.iter().map(move |code| (of, code)))
            .filter(|(of, code)| !has_label(code) && !has_label(&format!("{of}_{code}")))
            .map(|(of, code)| format!("{of}: {code}"))
            .collect();
        assert_eq!(missing, Vec::<String>::new());
        assert_eq!(label_of(Language::Zh, "condition", "new"), "全新件");
        assert_eq!(label_of(Language::En, "condition", "defective"), "defective");
        assert_eq!(label_of(Language::Zh, "device_state", "working"), "运行正常");
    }

    #[test]
    fn values_are_filled_in_as_they_are() {
        let said = say_with(Language::En, "cli-nothing-named", &[("what", "order"), ("name", "{$what}")]);
        assert_eq!(said, "There is no order {$what} here.");
    }

    #[test]
    fn a_key_that_is_missing_is_answered_with_itself() {
        assert_eq!(say(Language::En, "no-such-key"), "no-such-key");
    }
}
