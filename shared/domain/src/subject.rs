//! What history is about.

use crate::{
    Id,
    schema::{self, described},
};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Declares the closed list of words with their one spelling.
macro_rules! words {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// One of the words of the field, with the one spelling it has in code, tables, screens and tests.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Word { $($(#[$doc])* $variant,)* }

        impl Word {
            pub const ALL: &'static [Word] = &[$(Word::$variant,)*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Word::$variant => $text,)* }
            }
        }

        impl FromStr for Word {
            type Err = SubjectTextError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($text => Ok(Word::$variant),)* _ => Err(SubjectTextError) }
            }
        }
    };
}

words! {
    // Documents.
    WorkOrder = "work_order",
    Visit = "visit",
    Device = "device",
    ProcedureDraft = "procedure_draft",
    PartRequest = "part_request",
    // Records.
    Organisation = "organisation",
    Team = "team",
    User = "user",
    FieldDevice = "field_device",
    Customer = "customer",
    Site = "site",
    Contact = "contact",
    Request = "request",
    Part = "part",
    Tool = "tool",
    StockLocation = "stock_location",
    PriceList = "price_list",
    ServiceItem = "service_item",
    Contract = "contract",
    Warranty = "warranty",
    Procedure = "procedure",
    Article = "article",
    Bulletin = "bulletin",
    FaultCode = "fault_code",
    OrderKind = "order_kind",
    ServiceLevel = "service_level",
    Calendar = "calendar",
    MaintenancePlan = "maintenance_plan",
    Questionnaire = "questionnaire",
    FieldDefinition = "field_definition",
    Settings = "settings",
    Revocation = "revocation",
    CodeBatch = "code_batch",
    Checklist = "checklist",
    Inspection = "inspection",
}

described!(Word, schema::one_of(Word::ALL.iter().map(|word| word.as_str())));

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Word {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One thing with history: its documents, facts and records are delivered, hidden and erased together.
/// Written `visit/01HF...`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    pub word: Word,
    pub id: Id,
}

impl Subject {
    pub const fn new(word: Word, id: Id) -> Self {
        Self { word, id }
    }
}

described!(Subject, schema::text("a word, a slash and an identity: `visit/01HF…`"));

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.word, self.id)
    }
}

impl FromStr for Subject {
    type Err = SubjectTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (word, id) = text.split_once('/').ok_or(SubjectTextError)?;
        Ok(Self { word: word.parse()?, id: id.parse().map_err(|_| SubjectTextError)? })
    }
}

impl Serialize for Subject {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a subject is written as a known word, a slash and a ULID")]
pub struct SubjectTextError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_survives_its_text() {
        for word in Word::ALL {
            let subject = Subject::new(*word, Id::from_parts(1, 2));
            assert_eq!(subject.to_string().parse::<Subject>().ok(), Some(subject));
        }
    }
}
