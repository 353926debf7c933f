//! The message catalogue: what code asks for is in it, and what is in it is asked for.

use std::collections::BTreeSet;

use super::{Tracked, numbered};

const CATALOGUE: &str = "shared/messages/en.ftl";

/// What only screens say, one file an area.
fn is_of_screens(path: &str) -> bool {
    ["screens", "console"].iter().any(|place| path.starts_with(&format!("shared/messages/{place}/")))
        && path.ends_with(".en.ftl")
}

/// Where messages are asked for: the key is the first text in the call. Screens ask with `t`.
const CALLS: &[&str] = &["say(", "say_with("];
const CALLS_OF_SCREENS: &[&str] = &["t("];

/// Messages that are not asked for by their names: what people call a code, and a column of a table; details and help, found by their English; what
/// a screen says of a press, a promise, a unit.
const FOUND_BY_CONTENT: &[&str] = &["code-", "column-", "detail-", "help-", "press-", "promise-", "unit-of-"];

pub(super) fn check(tracked: &[Tracked]) -> Vec<String> {
    let text = |file: &Tracked| file.text.clone().unwrap_or_default();
    let catalogue: Vec<String> =
        tracked.iter().filter(|file| file.path == CATALOGUE || is_of_screens(&file.path)).map(text).collect();
    let keys: BTreeSet<&str> = catalogue.iter().flat_map(|text| text.lines()).filter_map(key_of).collect();
    let sources = tracked.iter().filter(|file| file.is(&[".rs", ".typ", ".ts", ".svelte"]));
    let sources = sources.filter(|file| !file.path.starts_with("xtask/") && file.path != "shared/messages/src/lib.rs");
    let mut findings = Vec::new();
    let mut unused = keys.clone();
    unused.retain(|key| !FOUND_BY_CONTENT.iter().any(|prefix| key.starts_with(prefix)));
    for file in sources {
        let Some(text) = &file.text else { continue };
        for quoted in text.split('"') {
            unused.remove(quoted);
        }
        let is_screen = file.is(&[".ts", ".svelte"]);
        if is_screen {
            for beginning in beginnings(text) {
                unused.retain(|key| !key.starts_with(beginning));
            }
        }
        if !is_screen && !text.contains("onsite_messages") && !file.path.ends_with(".typ") {
            continue;
        }
        let calls = if is_screen { CALLS_OF_SCREENS } else { CALLS };
        for (line, words) in numbered(text) {
            for call in calls {
                for asked in behind(words, call).filter_map(first_text) {
                    if !keys.contains(asked) {
                        findings.push(format!("{}:{line}: {asked:?} is not in {CATALOGUE}", file.path));
                    }
                }
            }
        }
    }
    findings.extend(unused.into_iter().map(|key| format!("{CATALOGUE}: {key} is said nowhere")));
    findings
}

fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(" =")?;
    key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-').then_some(key)
}

/// Beginnings of keys whose rest is a code of the domain, written as `` `orders-press-${press}` ``.
fn beginnings(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').filter_map(|part| part.split_once("${")).map(|(beginning, _)| beginning).filter(|beginning| {
        beginning.ends_with('-') && beginning.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    })
}

/// What stands behind each call of exactly this name.
fn behind<'a>(words: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
    words.match_indices(call).filter_map(move |(at, found)| {
        let before = words.get(..at)?.chars().next_back();
        let is_longer = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.');
        words.get(at.checked_add(found.len())?..).filter(|_| !is_longer)
    })
}

/// The first quoted text of a call's arguments, where it is a key.
fn first_text(arguments: &str) -> Option<&str> {
    let arguments = arguments.split(')').next()?;
    let text = arguments.split('"').nth(1)?;
    (text.contains('-') && key_of(&format!("{text} =")).is_some()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::super::file;

    #[test]
    fn a_key_that_is_missing_and_one_that_nobody_says_are_found() {
        let catalogue = file("shared/messages/en.ftl", "page-a = A\npage-b = B\n");
        let source =
            file("sync-server/src/a.rs", "use onsite_messages::say;\nsay(zh, \"page-a\"); say(zh, \"page-c\");\n");
        let found = super::check(&[catalogue, source]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn screens_ask_with_one_letter() {
        let catalogue = file("shared/messages/en.ftl", "page-a = A\n");
        let area = file("shared/messages/screens/van.en.ftl", "van-title = My van\n");
        let screen =
            file("app/ui/src/a.svelte", "{t(\"van-title\")} {t(\"van-no\")} {held.get(\"not-one\")} {\"page-a\"}");
        let found = super::check(&[catalogue, area, screen]);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn a_key_whose_rest_is_a_code_is_asked_for_by_its_beginning() {
        let catalogue = file("shared/messages/en.ftl", "");
        let area = file("shared/messages/console/desk.en.ftl", "desk-a-new = New\ndesk-b-new = New\n");
        let screen = file("sync-server/console/src/a.svelte", "{t(`desk-a-${state}`)}");
        assert_eq!(super::check(&[catalogue, area, screen]), ["shared/messages/en.ftl: desk-b-new is said nowhere"]);
    }
}
