//! The message catalogue: what code asks for is in it, and what is in it is asked for.

use std::collections::BTreeSet;

use super::{Tracked, numbered};

const CATALOGUE: &str = "shared/messages/en.ftl";

/// Where messages are asked for: the key is the first text in the call.
const CALLS: &[&str] = &["say(", "say_with("];

/// Messages that are not asked for by their names: what people call a code; details and help, found by their English.
const FOUND_BY_CONTENT: &[&str] = &["code-", "detail-", "help-"];

pub(super) fn check(tracked: &[Tracked]) -> Vec<String> {
    let text = |file: &Tracked| file.text.clone().unwrap_or_default();
    let Some(catalogue) = tracked.iter().find(|file| file.path == CATALOGUE).map(text) else { return Vec::new() };
    let keys: BTreeSet<&str> = catalogue.lines().filter_map(key_of).collect();
    let sources = tracked.iter().filter(|file| file.is(&[".rs", ".typ", ".ts", ".svelte"]));
    let sources = sources.filter(|file| !file.path.starts_with("xtask/") && file.path != "shared/messages/src/lib.rs");
    let mut findings = Vec::new();
    let mut unused = keys.clone();
    unused.retain(|key| !FOUND_BY_CONTENT.iter().any(|prefix| key.starts_with(prefix)));
    for file in sources {
        let Some(text) = &file.text else { continue };
        unused.retain(|key| !text.contains(&format!("\"{key}\"")));
        if !text.contains("onsite_messages") && !file.path.ends_with(".typ") {
            continue;
        }
        for (line, words) in numbered(text) {
            for call in CALLS {
                for asked in words.split(call).skip(1).filter_map(first_text) {
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
}
