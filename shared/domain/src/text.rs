//! Text that exists in both languages: names, titles, hints.

use crate::{Language, Rejected, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One text in both languages; either may be empty where nobody has translated it yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Text {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub zh: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Text {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The same in both languages: a serial-like name, a person's name in Latin letters.
    pub fn same(text: &str) -> Self {
        Self::new(text, text)
    }

    /// Text that somebody wrote without saying in which language: Chinese where it holds Chinese characters.
    pub fn of_script(text: &str) -> Self {
        let is_chinese = text.chars().any(|c| matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF));
        if is_chinese { Self::new(text, "") } else { Self::new("", text) }
    }

    /// In the wanted language, or in the other one where that is missing.
    pub fn in_language(&self, language: Language) -> &str {
        let (wanted, other) = match language {
            Language::Zh => (&self.zh, &self.en),
            Language::En => (&self.en, &self.zh),
        };
        if wanted.trim().is_empty() { other } else { wanted }
    }

    pub fn is_blank(&self) -> bool {
        self.zh.trim().is_empty() && self.en.trim().is_empty()
    }

    /// At most `chars_max` characters in each language; may be empty.
    pub(crate) fn check(&self, path: &str, chars_max: usize) -> Result<(), Rejected> {
        limits::text(&format!("{path}.zh"), &self.zh, chars_max)?;
        limits::text(&format!("{path}.en"), &self.en, chars_max)
    }

    /// As [`check`](Self::check), and written in at least one language.
    pub(crate) fn check_written(&self, path: &str, chars_max: usize) -> Result<(), Rejected> {
        if self.is_blank() {
            return Err(limits::missing(path));
        }
        self.check(path, chars_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_translation_shows_the_other_language() {
        let text = Text::new("压缩机", " ");
        assert_eq!(text.in_language(Language::En), "压缩机");
        assert_eq!(Text::same("CT-7").in_language(Language::Zh), "CT-7");
        assert!(Text::default().is_blank());
    }
}
