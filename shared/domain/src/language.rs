//! The languages the interface and the reports speak.

use crate::schema::{self, described};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Simplified Chinese or English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    #[default]
    Zh,
    En,
}

impl Language {
    pub const ALL: &'static [Self] = &[Self::Zh, Self::En];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The BCP 47 tag that says it to browsers and readers of documents.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Reads a BCP 47 tag (`zh-Hans-CN`, `en-GB`). Anything that is not Chinese is English: somebody who asked for a
    /// third language more likely reads that one.
    pub fn from_tag(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or("");
        if primary.eq_ignore_ascii_case("zh") { Self::Zh } else { Self::En }
    }

    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

described!(Language, schema::one_of(Language::ALL.iter().map(|language| language.as_str())));

impl Serialize for Language {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from_tag(&<Cow<'de, str>>::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_language_is_answered_in_english() {
        for (tag, language) in
            [("zh", Language::Zh), ("zh_CN", Language::Zh), ("en-GB", Language::En), ("de", Language::En)]
        {
            assert_eq!(Language::from_tag(tag), language, "{tag}");
        }
    }
}
