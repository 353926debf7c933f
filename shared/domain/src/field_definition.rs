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

/// Whether what somebody writes into `ext` is possible: each value that is another than `before`, held to its definition.
/// What was there already stays as it is, whatever became of its definition, and a value whose definition is not known here
/// is left alone: it may have come first.
pub fn check_changes(
    definitions: &BTreeMap<Id, FieldDefinition>,
    word: Word,
    before: &BTreeMap<String, Value>,
    after: &BTreeMap<String, Value>,
) -> Result<(), Rejected> {
    limits::ext(after)?;
    for (id, definition) in definitions.iter().filter(|(_, d)| d.extends == Some(word)) {
        let key = id.to_string();
        let Some(value) = after.get(&key).filter(|value| !value.is_null()) else { continue };
        if before.get(&key) != Some(value) {
            definition.check_value(&path_of(*id), value)?;
        }
    }
    Ok(())
}

/// Whether `ext` of a subject of this word, of an order or visit of this kind, has everything that it is not saved without:
/// all of it where it is new, else what it had `before`. What was made before a field was asked for stays as it is until
/// somebody fills it in. The first field that is missed, in the company's order, is named.
pub fn check_complete(
    definitions: &BTreeMap<Id, FieldDefinition>,
    word: Word,
    kind: Option<Kind>,
    before: Option<&BTreeMap<String, Value>>,
    after: &BTreeMap<String, Value>,
) -> Result<(), Rejected> {
    let lacks = |ext: &BTreeMap<String, Value>, id: &Id| ext.get(&id.to_string()).is_none_or(is_blank);
    let is_missed = |id: &Id| lacks(after, id) && before.is_none_or(|before| !lacks(before, id));
    match required(definitions, word, kind).into_iter().find(is_missed) {
        Some(id) => Err(limits::missing(&path_of(id))),
        None => Ok(()),
    }
}

/// The fields that a subject of this word, of an order or visit of this kind, must have, in the company's order.
pub fn required(definitions: &BTreeMap<Id, FieldDefinition>, word: Word, kind: Option<Kind>) -> Vec<Id> {
    let mut found: Vec<(u32, Id)> = definitions
        .iter()
        .filter(|(_, definition)| definition.is_required && definition.is_asked(word, kind))
        .map(|(id, definition)| (definition.sort, *id))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id).collect()
}

/// Where a value stands in what it belongs to, which is also the name of its register.
pub fn path_of(definition: Id) -> String {
    format!("ext.{definition}")
}

/// A value as a register holds it, which is a scalar: several choices are one text, a choice a line.
pub fn as_register(value: Value) -> Value {
    match value {
        Value::Array(_) => chosen(&value).join("\n").into(),
        value => value,
    }
}

/// The choices in a value: of a record a list, of a register a text with a line each.
pub fn chosen(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => text.lines().filter(|line| !line.is_empty()).collect(),
        _ => Vec::new(),
    }
}

/// The values that something is found by.
pub(crate) fn texts(ext: &BTreeMap<String, Value>) -> Vec<&str> {
    ext.values().filter_map(Value::as_str).collect()
}

/// Nothing, or what means nothing.
pub fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

impl FieldDefinition {
    /// Whether a subject of this word is asked for it, of an order or visit by its kind.
    pub fn is_asked(&self, word: Word, kind: Option<Kind>) -> bool {
        let is_of_kind = self.order_kinds.is_empty() || kind.is_some_and(|kind| self.order_kinds.contains(&kind));
        self.extends == Some(word) && !self.is_retired && is_of_kind
    }

    /// Whether a value is one that this field may have.
    ///
    /// # Errors
    /// What is expected, at `path`.
    pub fn check_value(&self, path: &str, value: &Value) -> Result<(), Rejected> {
        let refuse = |expected: &str| Rejected::because(RejectedCode::WrongShape, path, expected);
        let outside = |expected: String| Rejected::because(RejectedCode::OutOfRange, path, expected);
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
                match (bound(&self.low), bound(&self.high)) {
                    (Some(low), Some(high)) if number < low || number > high => {
                        Err(outside(format!("{low} to {high}")))
                    }
                    (Some(low), None) if number < low => Err(outside(format!("{low} or more"))),
                    (None, Some(high)) if number > high => Err(outside(format!("{high} or less"))),
                    _ => Ok(()),
                }
            }
            FieldKind::YesNo if value.is_boolean() => Ok(()),
            FieldKind::YesNo => Err(refuse("true or false")),
            FieldKind::Date => text()?.parse::<Date>().map(|_| ()).map_err(|_| refuse("a date such as 2026-05-01")),
            FieldKind::Choice if is_choice(text()?) => Ok(()),
            FieldKind::Choice => Err(refuse("one of the choices")),
            FieldKind::Choices => {
                let is_list = match value {
                    Value::Array(list) => list.iter().all(Value::is_string),
                    value => value.is_string(),
                };
                let chosen = chosen(value);
                let unique: BTreeSet<&str> = chosen.iter().copied().collect();
                let is_sound = is_list && unique.len() == chosen.len() && chosen.iter().all(|value| is_choice(value));
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

    fn field(kind: FieldKind) -> FieldDefinition {
        let choice = |value: &str| StepChoice { value: value.into(), label: Text::same(value), is_fault: false };
        FieldDefinition {
            extends: Some(Word::Device),
            kind,
            label: Text::same("field"),
            choices: vec![choice("a"), choice("b")],
            low: Some("0".into()),
            high: Some("10".into()),
            ..Default::default()
        }
    }

    #[test]
    fn values_are_held_to_their_definition_and_unknown_ones_left_alone() {
        let nothing = BTreeMap::new();
        for (kind, good, bad) in [
            (FieldKind::Text, json!("冷站"), json!(3)),
            (FieldKind::Number, json!("9.5"), json!("10.1")),
            (FieldKind::YesNo, json!(true), json!("yes")),
            (FieldKind::Date, json!("2026-05-01"), json!("1 May")),
            (FieldKind::Choice, json!("a"), json!("c")),
            (FieldKind::Choices, json!(["a", "b"]), json!(["a", "a"])),
            (FieldKind::Choices, json!("a\nb"), json!("a\nc")),
            (FieldKind::Choices, json!([]), json!(["a", 1])),
        ] {
            let id = Id::from_parts(1, 1);
            let definition = field(kind);
            assert_eq!(definition.validate(), Ok(()));
            let definitions = BTreeMap::from([(id, definition)]);
            let ext = |value| BTreeMap::from([(id.to_string(), value)]);
            let check = |word, before, after| check_changes(&definitions, word, &before, &after);
            assert_eq!(check(Word::Device, nothing.clone(), ext(good.clone())), Ok(()), "{kind}");
            assert!(check(Word::Device, ext(good), ext(bad.clone())).is_err(), "{kind}");
            // It was there before its definition became what it is.
            assert_eq!(check(Word::Device, ext(bad.clone()), ext(bad.clone())), Ok(()), "{kind}");
            assert_eq!(check(Word::Part, nothing.clone(), ext(bad)), Ok(()), "{kind}");
        }
        let unknown = BTreeMap::from([(Id::from_parts(1, 9).to_string(), json!({ "newer": 1 }))]);
        assert_eq!(check_changes(&BTreeMap::new(), Word::Device, &nothing, &unknown), Ok(()));
    }

    #[test]
    fn a_bound_is_named_where_it_is_left() {
        for (low, high, value, expected) in [
            (Some("0"), Some("10"), "11", "0 to 10"),
            (Some("0.5"), None, "0", "0.5 or more"),
            (None, Some("10"), "10.01", "10 or less"),
        ] {
            let [low, high] = [low, high].map(|bound| bound.map(str::to_owned));
            let refused = FieldDefinition { low, high, ..field(FieldKind::Number) }.check_value("ext.x", &json!(value));
            assert_eq!(refused.unwrap_err().detail, expected);
        }
    }

    #[test]
    fn a_required_field_is_missed_where_it_is_asked_and_in_the_companys_order() {
        let of = |sort, order_kinds: &[Kind]| FieldDefinition {
            extends: Some(Word::WorkOrder),
            is_required: true,
            sort,
            order_kinds: order_kinds.to_vec(),
            ..Default::default()
        };
        let [late, early, other] = [1, 2, 3].map(|n| Id::from_parts(1, n));
        let definitions =
            BTreeMap::from([(late, of(9, &[])), (early, of(1, &[Kind::Repair])), (other, of(0, &[Kind::Install]))]);
        assert_eq!(required(&definitions, Word::WorkOrder, Some(Kind::Repair)), [early, late]);
        assert_eq!(required(&definitions, Word::WorkOrder, None), [late]);
        assert_eq!(required(&definitions, Word::Visit, Some(Kind::Repair)), []);
        let check = |before: Option<&BTreeMap<String, Value>>, ext: &BTreeMap<String, Value>| {
            check_complete(&definitions, Word::WorkOrder, Some(Kind::Repair), before, ext)
        };
        let blank = BTreeMap::from([(early.to_string(), json!(" "))]);
        let missed = check(None, &blank).unwrap_err();
        assert_eq!((missed.code, missed.path), (RejectedCode::Missing, path_of(early)));
        let whole = BTreeMap::from([(early.to_string(), json!("x")), (late.to_string(), json!(false))]);
        assert_eq!(check(None, &whole), Ok(()));
        // What was there before the field was asked for is changed all the same; what was filled in is not emptied.
        assert_eq!(check(Some(&BTreeMap::new()), &blank), Ok(()));
        assert_eq!(check(Some(&whole), &blank).unwrap_err().path, path_of(early));
    }

    #[test]
    fn several_choices_are_one_text_in_a_register() {
        assert_eq!(as_register(json!(["a", "b"])), json!("a\nb"));
        assert_eq!(chosen(&as_register(json!(["a", "b"]))), chosen(&json!(["a", "b"])));
        assert_eq!(as_register(json!(true)), json!(true));
    }
}
