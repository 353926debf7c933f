//! Words as a template gets them: one piece a language, each with its language, so that paper is tagged right.

use onsite_domain::{Language, Text};
use onsite_messages::{say, say_with};
use onsite_report::PaperLanguages;
use serde::Serialize;
use std::collections::BTreeMap;

/// One text in every language of the paper that has it, the leading one first. The same text in both stands once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Phrase(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Piece {
    lang: &'static str,
    text: String,
}

/// Letters and digits that may stand together before a line may break between them.
const UNBROKEN_CHARS: usize = 18;
const UNBROKEN_WORD_CHARS: usize = 30;

impl Phrase {
    fn of(texts: impl Iterator<Item = (Language, String)>) -> Self {
        let mut pieces: Vec<Piece> = Vec::new();
        for (language, text) in texts {
            let text = clean(&text);
            if !text.is_empty() && !pieces.iter().any(|piece| piece.text == text) {
                pieces.push(Piece { lang: language.as_str(), text });
            }
        }
        Self(pieces)
    }

    /// Of the catalogue.
    pub(crate) fn said(languages: PaperLanguages, key: &str) -> Self {
        Self::of(languages.list().into_iter().map(|language| (language, say(language, key).to_owned())))
    }

    pub(crate) fn said_with(languages: PaperLanguages, key: &str, variables: &[(&str, &str)]) -> Self {
        Self::of(languages.list().into_iter().map(|language| (language, say_with(language, key, variables))))
    }

    /// Of a record. Where a language is missing the other one stands for it, once.
    pub(crate) fn recorded(languages: PaperLanguages, text: &Text) -> Self {
        let of = |language: Language| match language {
            Language::Zh => text.zh.trim(),
            Language::En => text.en.trim(),
        };
        let has_one = languages.list().into_iter().any(|language| !of(language).is_empty());
        let shown = if has_one { languages.list() } else { vec![languages.first().other()] };
        Self::of(shown.into_iter().map(|language| (language, of(language).to_owned())))
    }

    /// As somebody wrote it, in whichever language.
    pub(crate) fn written(text: &str) -> Self {
        let is_chinese = text.chars().any(|c| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}'));
        let language = if is_chinese { Language::Zh } else { Language::En };
        Self::of(std::iter::once((language, text.to_owned())))
    }

    /// Each language's words followed by the same text.
    pub(crate) fn followed_by(mut self, between: &str, text: &str) -> Self {
        let text = clean(text);
        if text.is_empty() {
            return self;
        }
        if self.0.is_empty() {
            return Self::written(&text);
        }
        for piece in &mut self.0 {
            piece.text = format!("{}{between}{text}", piece.text);
        }
        self
    }

    /// Piece by piece with another phrase, in the languages that both have.
    pub(crate) fn beside(&self, other: &Self, between: &str) -> Self {
        let pieces = self.0.iter().map(|piece| {
            let same = other.0.iter().find(|beside| beside.lang == piece.lang).or(other.0.first());
            let text = same.map_or_else(|| piece.text.clone(), |same| format!("{}{between}{}", piece.text, same.text));
            Piece { lang: piece.lang, text }
        });
        Self(pieces.collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Plain text, for the document's properties and for words beside pictures.
    pub(crate) fn plain(&self) -> String {
        self.0.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" / ")
    }
}

/// Every message a template may want, by key.
pub(crate) fn words(languages: PaperLanguages) -> BTreeMap<&'static str, Phrase> {
    let keys = onsite_messages::keys(languages.first()).filter(|key| key.starts_with("report-"));
    keys.map(|key| (key, Phrase::said(languages, key))).collect()
}

/// Text that can be printed, with places where what has no spaces may break. Ends and doubled line ends are tidied.
pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{B}', '\u{C}'], "\n");
    breakable(onsite_fonts::printable(text.trim()).as_ref())
}

/// Puts places to break (U+200B) into what has none: after the signs in numbers and links, in runs of digits and letters,
/// and in words longer than words are.
fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        // Chinese breaks between any two characters, spaces break anyway.
        if c.is_whitespace() || u32::from(c) >= 0x2E80 {
            flush(&mut run, &mut out);
            out.push(c);
        } else {
            run.push(c);
        }
    }
    flush(&mut run, &mut out);
    out
}

fn flush(run: &mut String, out: &mut String) {
    let is_word = run.chars().all(|c| !c.is_ascii_digit() && !c.is_ascii_punctuation());
    let chars_max = if is_word { UNBROKEN_WORD_CHARS } else { UNBROKEN_CHARS };
    if run.chars().count() <= chars_max {
        out.push_str(run);
        run.clear();
        return;
    }
    let mut since_break = 0_usize;
    for c in run.chars() {
        if since_break >= UNBROKEN_CHARS && !is_joined(c) {
            out.push('\u{200B}');
            since_break = 0;
        }
        out.push(c);
        since_break = since_break.saturating_add(1);
        if since_break >= 4 && matches!(c, '-' | '/' | '_' | '.' | ':' | '&' | '?' | '=' | ',' | ';') {
            out.push('\u{200B}');
            since_break = 0;
        }
    }
    run.clear();
}

/// Marks that belong to the character before them, and signs that should not begin a line.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}'
        | '\u{900}'..='\u{903}' | '\u{93A}'..='\u{94F}' | '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}'
        | '.' | ',' | ';' | ':' | ')' | '!' | '?')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(phrase: &Phrase) -> String {
        serde_json::to_string(phrase).unwrap()
    }

    #[test]
    fn a_text_stands_in_each_language_once_and_in_the_other_where_one_is_missing() {
        let both = PaperLanguages::Both(Language::Zh);
        let pump = Text::new("水泵", "Pump");
        assert_eq!(
            json(&Phrase::recorded(both, &pump)),
            r#"[{"lang":"zh","text":"水泵"},{"lang":"en","text":"Pump"}]"#
        );
        assert_eq!(json(&Phrase::recorded(both, &Text::same("CR 5"))), r#"[{"lang":"zh","text":"CR 5"}]"#);
        let english = PaperLanguages::One(Language::En);
        assert_eq!(json(&Phrase::recorded(english, &Text::new("水泵", ""))), r#"[{"lang":"zh","text":"水泵"}]"#);
        assert!(Phrase::recorded(english, &Text::default()).is_empty());
    }

    #[test]
    fn long_runs_get_places_to_break_and_words_none() {
        assert_eq!(clean("responsibilities of everybody"), "responsibilities of everybody");
        assert_eq!(clean("SN-2041"), "SN-2041");
        assert!(clean("0123456789ABCDEF01234567").contains('\u{200B}'));
        assert!(clean(&"x".repeat(10_000)).matches('\u{200B}').count() > 500);
        assert_eq!(clean("一\r\n二\r三"), "一\n二\n三");
    }
}
