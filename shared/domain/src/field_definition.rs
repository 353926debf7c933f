//! Fields that the company defines for itself. Their values live in the `ext` map of the word they extend, keyed by the
//! id of the definition.

use crate::{Id, Rejected, RejectedCode, Text, Word, choice::choices, limits, order_kind::Kind, step::StepChoice};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// Words that may be extended.
pub const EXTENDABLE: &[Word] =
    &[Word::Request, Word::WorkOrder, Word::Visit, Word::Device, Word::Customer, Word::Part];

choices! {
    FieldKind {
        Text = "text",
        /// Decimal text.
        Number = "number",
        /// JSON `true` or `false`.
        YesNo = "yes_no",
        /// `2026-05-01`.
        Date = "date",
        /// One of its choices.
        Choice = "choice",
        /// A list of its choices, each once.
        Choices = "choices",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct FieldDefinition {
    pub extends: Option<Word>,
    pub kind: FieldKind,
    pub label: Text,
    pub hint: Text,
    pub is_required: bool,
    pub choices: Vec<StepChoice>,
    /// Of a number, as decimal text.
    pub low: Option<String>,
    pub high: Option<String>,
    /// UCUM, of a number.
    pub unit: String,
    /// Of a text.
    pub chars_max: Option<u32>,
    /// Kinds of orders and visits it is shown on; all where empty.
    pub order_kinds: Vec<Kind>,
    pub sort: u32,
    pub is_searched: bool,
    /// No longer asked for; values stay.
    pub is_retired: bool,
}

/// Whether `ext` of a subject of this word is complete and possible. A value whose definition is not known here is left
/// alone: it may have come first.
pub fn check(
    definitions: &BTreeMap<Id, FieldDefinition>,
    word: Word,
    ext: &BTreeMap<String, Value>,
) -> Result<(), Rejected> {
    limits::ext(ext)?;
    for (id, definition) in definitions.iter().filter(|(_, d)| d.extends == Some(word)) {
        let path = format!("ext.{id}");
        match ext.get(&id.to_string()) {
            Some(value) if !value.is_null() => definition.check_value(&path, value)?,
            _ if definition.is_required && !definition.is_retired => return Err(limits::missing(&path)),
            _ => {}
        }
    }
    Ok(())
}

impl FieldDefinition {
    pub fn check_value(&self, path: &str, value: &Value) -> Result<(), Rejected> {
        let refuse = |expected: &str| Rejected::because(RejectedCode::WrongShape, path, expected);
        let text = || value.as_str().ok_or_else(|| refuse("text"));
        let is_choice = |value: &str| self.choices.iter().any(|choice| choice.value == value);
        match self.kind {
            FieldKind::Text => {
                let chars_max = self.chars_max.and_then(|max| usize::try_from(max).ok());
                limits::text(path, text()?, chars_max.unwrap_or(limits::NOTE_CHARS_MAX))
            }
            FieldKind::Number => {
                let number = limits::decimal(path, text()?)?;
                let bound = |text: &Option<String>| text.as_deref().and_then(|t| limits::decimal(path, t).ok());
                if bound(&self.low).is_some_and(|low| number < low)
                    || bound(&self.high).is_some_and(|high| number > high)
                {
                    return Err(Rejected::new(RejectedCode::OutOfRange, path));
                }
                Ok(())
            }
            FieldKind::YesNo if value.is_boolean() => Ok(()),
            FieldKind::YesNo => Err(refuse("true or false")),
            FieldKind::Date => text()?.parse::<Date>().map(|_| ()).map_err(|_| refuse("a date such as 2026-05-01")),
            FieldKind::Choice if is_choice(text()?) => Ok(()),
            FieldKind::Choice => Err(refuse("one of the choices")),
            FieldKind::Choices => {
                let chosen = value.as_array().ok_or_else(|| refuse("a list of choices"))?;
                let chosen: Vec<&str> = chosen.iter().filter_map(Value::as_str).filter(|v| is_choice(v)).collect();
                let unique: BTreeSet<&str> = chosen.iter().copied().collect();
                let is_sound = unique.len() == chosen.len() && Some(chosen.len()) == value.as_array().map(Vec::len);
                if is_sound { Ok(()) } else { Err(refuse("choices of the list, each once")) }
            }
            // Of a newer version: whoever knows it checks it.
            FieldKind::Unknown => Ok(()),
        }
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        if !self.extends.is_some_and(|word| EXTENDABLE.contains(&word)) {
            let words: Vec<&str> = EXTENDABLE.iter().map(|word| word.as_str()).collect();
            return Err(Rejected::because(RejectedCode::WrongShape, "extends", words.join(", ")));
        }
        let kind = self.kind.checked("kind")?;
        self.label.check_written("label", limits::LINE_CHARS_MAX)?;
        self.hint.check("hint", limits::NOTE_CHARS_MAX)?;
        limits::list_of_at_most("choices", self.choices.len(), 200)?;
        if matches!(kind, FieldKind::Choice | FieldKind::Choices) && self.choices.is_empty() {
            return Err(limits::missing("choices"));
        }
        for (index, choice) in self.choices.iter().enumerate() {
            limits::written_line(&format!("choices[{index}].value"), &choice.value)?;
            choice.label.check_written(&format!("choices[{index}].label"), limits::LINE_CHARS_MAX)?;
        }
        for (path, bound) in [("low", &self.low), ("high", &self.high)] {
            if let Some(bound) = bound {
                limits::decimal(path, bound)?;
            }
        }
        limits::line("unit", &self.unit)?;
        if let Some(chars) = self.chars_max {
            limits::within("chars_max", chars, 1..=4_000)?;
        }
        for kind in &self.order_kinds {
            kind.checked("order_kinds")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_held_to_their_definition_and_unknown_ones_left_alone() {
        let choice = |value: &str| StepChoice { value: value.into(), label: Text::same(value), is_fault: false };
        let definition = |kind| FieldDefinition {
            extends: Some(Word::Device),
            kind,
            label: Text::same("field"),
            choices: vec![choice("a"), choice("b")],
            low: Some("0".into()),
            high: Some("10".into()),
            ..Default::default()
        };
        for (kind, good, bad) in [
            (FieldKind::Text, json!("冷站"), json!(3)),
            (FieldKind::Number, json!("9.5"), json!("10.1")),
            (FieldKind::YesNo, json!(true), json!("yes")),
            (FieldKind::Date, json!("2026-05-01"), json!("1 May")),
            (FieldKind::Choice, json!("a"), json!("c")),
            (FieldKind::Choices, json!(["a", "b"]), json!(["a", "a"])),
            (FieldKind::Choices, json!([]), json!(["a", 1])),
        ] {
            let id = Id::from_parts(1, 1);
            let definition = definition(kind);
            assert_eq!(definition.validate(), Ok(()));
            let definitions = BTreeMap::from([(id, definition)]);
            let ext = |value| BTreeMap::from([(id.to_string(), value)]);
            assert_eq!(check(&definitions, Word::Device, &ext(good)), Ok(()), "{kind}");
            assert!(check(&definitions, Word::Device, &ext(bad.clone())).is_err(), "{kind}");
            assert_eq!(check(&definitions, Word::Part, &ext(bad)), Ok(()), "{kind}");
        }
    }

    #[test]
    fn a_required_field_is_missed() {
        let id = Id::from_parts(1, 1);
        let definition = FieldDefinition { extends: Some(Word::Request), is_required: true, ..Default::default() };
        let definitions = BTreeMap::from([(id, definition)]);
        let missed = check(&definitions, Word::Request, &BTreeMap::new()).unwrap_err();
        assert_eq!((missed.code, missed.path), (RejectedCode::Missing, format!("ext.{id}")));
    }
}
