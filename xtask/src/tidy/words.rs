//! Words that stand for work left undone or for a rule that was switched off, and files that grew too long.

use super::{Tracked, numbered};

/// Longer files are named; a file over the second number fails.
const LINES_REMARK: usize = 600;
const LINES_MAX: usize = 800;

const CODE: &[&str] = &[".rs", ".ts", ".js", ".svelte", ".css", ".sql", ".html", ".typ", ".sh"];

struct Banned {
    word: &'static str,
    extensions: &'static [&'static str],
    instead: &'static str,
}

const ANY: &[&str] = &[""];
const RUST: &[&str] = &[".rs"];
const SCRIPT: &[&str] = &[".ts", ".js", ".svelte"];

/// Each word is put together from two halves, so that this file does not find itself.
const BANNED: &[Banned] = &[
    Banned { word: concat!("TO", "DO"), extensions: ANY, instead: "do it, or leave it out" },
    Banned { word: concat!("FIX", "ME"), extensions: ANY, instead: "fix it" },
    Banned { word: concat!("XX", "X"), extensions: ANY, instead: "say what it is" },
    Banned { word: concat!("HA", "CK"), extensions: ANY, instead: "say why it is so" },
    Banned { word: concat!("for ", "now"), extensions: ANY, instead: "decide it" },
    Banned { word: concat!("simpli", "fied"), extensions: CODE, instead: "say what it does" },
    Banned { word: concat!("in a real ", "implementation"), extensions: ANY, instead: "this is the real one" },
    Banned { word: concat!("not ", "implemented"), extensions: CODE, instead: "implement it, or leave it out" },
    Banned { word: concat!("#[", "ignore"), extensions: RUST, instead: "no test is ignored" },
    Banned { word: concat!("debug_", "println"), extensions: RUST, instead: "use tracing" },
    Banned { word: concat!("@ts-", "ignore"), extensions: SCRIPT, instead: "give it its type" },
    Banned { word: concat!("@ts-", "nocheck"), extensions: SCRIPT, instead: "give it its type" },
    Banned {
        word: concat!("eslint-", "disable"),
        extensions: SCRIPT,
        instead: "follow the rule, or change it for all",
    },
    Banned { word: concat!("as ", "any"), extensions: SCRIPT, instead: "give it its type" },
    Banned { word: concat!("test.", "only"), extensions: SCRIPT, instead: "run all tests" },
    Banned { word: concat!("test.", "skip"), extensions: SCRIPT, instead: "no test is skipped" },
    Banned { word: concat!("registry.", "npmjs.org"), extensions: ANY, instead: "name no registry host" },
    Banned { word: concat!("/ro", "ot/"), extensions: ANY, instead: "no path of one machine" },
    Banned { word: concat!("<<<<", "<<<"), extensions: ANY, instead: "finish the merge" },
];

pub(super) fn check(tracked: &[Tracked]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in tracked {
        let Some(text) = &file.text else { continue };
        for (number, line) in numbered(text) {
            for banned in BANNED.iter().filter(|banned| file.is(banned.extensions)) {
                if has_word(line, banned.word) {
                    findings.push(format!("{}:{number}: {:?}: {}", file.path, banned.word, banned.instead));
                }
            }
        }
        let lines = text.lines().count();
        if file.is(CODE) && lines > LINES_MAX {
            findings.push(format!("{}: {lines} lines, at most {LINES_MAX}", file.path));
        }
        if file.is(RUST) {
            findings.extend(unexplained(&file.path, text));
        }
    }
    findings
}

pub(super) fn long_files(tracked: &[Tracked]) -> Vec<String> {
    let lines = |file: &Tracked| file.text.as_deref().map_or(0, |text| text.lines().count());
    let long = tracked.iter().filter(|file| file.is(CODE)).map(|file| (file, lines(file)));
    long.filter(|(_, lines)| (LINES_REMARK + 1..=LINES_MAX).contains(lines))
        .map(|(file, lines)| format!("{}: {lines} lines, look whether it is two files", file.path))
        .collect()
}

/// Whether `word` stands in `line` with nothing of a word directly before or after it.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, found)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at.saturating_add(found.len())..).unwrap_or_default();
        let starts_word = word.starts_with(char::is_alphabetic);
        let ends_word = word.ends_with(char::is_alphabetic);
        // The name of a script and a language is not an excuse for a shortcut.
        let is_chinese = after.trim_start().starts_with("Chinese");
        !(starts_word && is_part(before) || ends_word && is_part(after.chars().next()) || is_chinese)
    })
}

/// A lint that is switched off says why, where it is switched off.
fn unexplained(path: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for start in
        [concat!("#[al", "low("), concat!("#![al", "low("), concat!("#[ex", "pect("), concat!("#![ex", "pect(")]
    {
        for (at, _) in text.match_indices(start) {
            let attribute = text.get(at..).and_then(|rest| rest.split(")]").next()).unwrap_or_default();
            if !attribute.contains("reason") {
                let number = text.get(..at).unwrap_or_default().matches('\n').count().saturating_add(1);
                findings.push(format!("{path}:{number}: {start}…)] without a reason"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::{check, has_word, long_files};

    #[test]
    fn words_left_behind_are_found_and_other_words_that_contain_them_are_not() {
        let left = format!("// {}: later", concat!("TO", "DO"));
        assert_eq!(check(&[file("a.rs", &left)]).len(), 1);
        assert!(!has_word("AUTODOC", concat!("TO", "DO")));
        assert!(!has_word(concat!("simpli", "fied Chinese"), concat!("simpli", "fied")));
        assert_eq!(check(&[file("a.rs", concat!("#[", "ignore]\nfn a() {}"))]).len(), 1);
    }

    #[test]
    fn a_lint_is_switched_off_only_with_a_reason() {
        assert_eq!(check(&[file("a.rs", concat!("\n#[al", "low(dead_code)]"))]).len(), 1);
        assert_eq!(check(&[file("a.rs", concat!("#[al", "low(dead_code, reason = \"why\")]"))]).len(), 0);
    }

    #[test]
    fn long_files_are_named_and_longer_ones_fail() {
        let long = file("a.rs", &"\n".repeat(700));
        assert_eq!((long_files(std::slice::from_ref(&long)).len(), check(&[long]).len()), (1, 0));
        assert_eq!(check(&[file("a.rs", &"\n".repeat(801))]).len(), 1);
    }
}
