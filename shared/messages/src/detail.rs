//! The details of refusals: one sentence for each English one, which stand where the rules are.

use crate::{keys, label, resource, say_with};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use onsite_domain::{Language, RejectedCode};

/// The detail of a refusal as people read it; as it came where it is not known here, such as a newer server's.
/// A refusal without one is told by its sentence.
///
/// The English messages `detail-…` are the patterns, tried in their order. A variable that begins with `code-` holds codes
/// of the domain, which are said by their labels; `why` holds a detail again; every other is said as it stands, for people
/// to type.
pub fn detail(language: Language, english: &str) -> String {
    if language == Language::En {
        return english.to_owned();
    }
    let known = keys(Language::En).filter(|key| key.starts_with("detail-"));
    let said = known.into_iter().find_map(|key| {
        let values = values(english, pattern(key)?)?;
        let values: Vec<(&str, String)> =
            values.into_iter().map(|(name, value)| (name, said(language, name, value))).collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(say_with(language, key, &values))
    });
    let sentence = || RejectedCode::ALL.iter().find(|code| code.en() == english).map(|code| code.zh().to_owned());
    said.or_else(sentence).unwrap_or_else(|| english.to_owned())
}

fn said(language: Language, name: &str, value: &str) -> String {
    if name == "why" {
        return detail(language, value);
    }
    if !name.starts_with("code-") {
        return value.to_owned();
    }
    let labels: Vec<String> = value.split(", ").map(|code| label(language, code)).collect();
    labels.join("、")
}

fn pattern(key: &str) -> Option<&'static Pattern<&'static str>> {
    resource(Language::En).entries().find_map(|entry| match entry {
        Entry::Message(message) if message.id.name == key => message.value.as_ref(),
        _ => None,
    })
}

/// What stands in the places of a pattern, where the text is like it.
fn values<'t>(text: &'t str, pattern: &'static Pattern<&'static str>) -> Option<Vec<(&'static str, &'t str)>> {
    let (mut rest, mut open, mut found) = (text, None, Vec::new());
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                let (before, behind) = rest.split_once(value)?;
                match open.take() {
                    Some(name) => found.push((name, before)),
                    None if !before.is_empty() => return None,
                    None => {}
                }
                rest = behind;
            }
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => open = Some(id.name),
            PatternElement::Placeable { .. } => return None,
        }
    }
    match open {
        Some(name) => found.push((name, rest)),
        None if !rest.is_empty() => return None,
        None => {}
    }
    // Half a sentence is no value of a pattern that is hardly more than its places: it is like every text.
    let is_phrase = |(_, value): &(&str, &str)| value.contains(' ');
    let is_like_all = words_of(pattern) < WORDS_CHARS_MIN && found.iter().any(is_phrase);
    (!is_like_all).then_some(found)
}

/// Characters that a pattern has of its own.
fn words_of(pattern: &Pattern<&str>) -> usize {
    let text = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => value.len(),
        PatternElement::Placeable { .. } => 0,
    };
    pattern.elements.iter().map(text).sum()
}

const WORDS_CHARS_MIN: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    /// Details as they are written in the source: the words in the call that makes a refusal, places without names.
    fn written(folder: PathBuf) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                found.extend(written(path));
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap();
            let calls = ["because(", "no(", "wrong(", "report.add(", ".problem(", "let detail = format!(", "#[error("];
            for start in calls {
                found.extend(source.split(start).skip(1).flat_map(literals));
            }
        }
        found
    }

    /// The sentences in a call, up to its closing bracket.
    fn literals(call: &str) -> Vec<String> {
        let (mut depth, mut found) = (0_i32, Vec::new());
        let mut parts = call.split('"');
        while let Some(code) = parts.next() {
            let ends = code.chars().any(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth < 0
            });
            let Some(text) = parts.next().filter(|_| !ends) else { break };
            found.extend(
                Some(without_names(text)).filter(|text| text.contains(' ') && text.contains(char::is_alphabetic)),
            );
        }
        found
    }

    fn without_names(text: &str) -> String {
        let mut parts = text.split('{');
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |text, part| format!("{text}{{}}{}", part.split_once('}').map_or("", |(_, rest)| rest)))
    }

    #[test]
    fn a_sentence_of_others_is_not_torn_apart() {
        assert_eq!(detail(Language::Zh, "failed to parse the year"), "failed to parse the year");
        assert_ne!(detail(Language::Zh, "1 to 200"), "1 to 200");
    }

    #[test]
    fn every_detail_of_a_refusal_is_there_in_chinese() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut missing: Vec<String> = [
            "../../app/cli/src",
            "../../app/core/src",
            "../../sync-server/src",
            "../domain/src",
            "../labels/src",
            "../report/pdf/src",
            "../wire/src",
        ]
        .iter()
        .flat_map(|folder| written(here.join(folder)))
        .collect();
        missing.retain(|english| detail(Language::Zh, english) == *english);
        missing.sort();
        missing.dedup();
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn codes_in_a_detail_are_read_as_labels() {
        let said = detail(Language::Zh, "second_visit_needed is not possible while planned; possible: accept, depart");
        assert_eq!(said, "状态为“待接单”时不能“需再次上门”；可以：接单、出发");
        assert_eq!(detail(Language::Zh, "of a newer server"), "of a newer server");
        assert_eq!(detail(Language::Zh, RejectedCode::Missing.en()), RejectedCode::Missing.zh());
    }
}
