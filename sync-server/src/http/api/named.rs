//! Names beside ids: an answer that names people, parts and places by their ids carries what those are called, as far as
//! the caller may read them. So a page of the console needs one request.

use super::{super::session::Caller, reach};
use crate::{ServerError, ServerStore};
use onsite_domain::{Id, Subject, Text, Word};
use onsite_store::derived;
use serde::{Deserialize as _, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Names in one answer at most; a page of 200 rows has a few hundred.
const NAMES_MAX: usize = 2_000;

/// Under which keys an answer holds ids, and of what. Where a key has two meanings, the id is of one of them.
const KEYS: &[(&str, &[Word])] = &[
    ("work_order", &[Word::WorkOrder]),
    ("cause_order", &[Word::WorkOrder]),
    ("request", &[Word::Request]),
    ("visit", &[Word::Visit]),
    ("from_visit", &[Word::Visit]),
    ("device", &[Word::Device]),
    ("devices", &[Word::Device]),
    ("merged_into", &[Word::Device]),
    ("customer", &[Word::Customer]),
    ("owner", &[Word::Customer]),
    ("site", &[Word::Site]),
    ("contact", &[Word::Contact]),
    ("part", &[Word::Part]),
    ("part_out", &[Word::Part]),
    ("parts", &[Word::Part]),
    ("part_request", &[Word::PartRequest]),
    ("location", &[Word::StockLocation]),
    ("location_out", &[Word::StockLocation]),
    ("from", &[Word::StockLocation]),
    ("to", &[Word::StockLocation]),
    ("van", &[Word::StockLocation]),
    ("warehouse", &[Word::StockLocation]),
    ("destination", &[Word::StockLocation]),
    ("on_behalf_of", &[Word::StockLocation]),
    ("user", &[Word::User, Word::Customer]),
    ("users", &[Word::User]),
    ("asked_for", &[Word::User]),
    ("former_users", &[Word::User]),
    ("lead", &[Word::User]),
    ("helpers", &[Word::User]),
    ("expert", &[Word::User]),
    ("former", &[Word::User, Word::FieldDevice]),
    ("responsible_engineer", &[Word::User]),
    ("published_by", &[Word::User]),
    ("written_by", &[Word::User]),
    ("team", &[Word::Team]),
    ("teams", &[Word::Team]),
    ("responsible_team", &[Word::Team]),
    ("field_device", &[Word::FieldDevice]),
    ("holder", &[Word::FieldDevice, Word::User]),
    ("tool", &[Word::Tool]),
    ("tools", &[Word::Tool]),
    ("organisation", &[Word::Organisation]),
    ("procedure", &[Word::Procedure]),
    ("draft", &[Word::ProcedureDraft]),
    ("article", &[Word::Article]),
    ("code", &[Word::FaultCode]),
    ("fault_code", &[Word::FaultCode]),
    ("order_kind", &[Word::OrderKind]),
    ("contract", &[Word::Contract]),
    ("warranty", &[Word::Warranty]),
    ("service_level", &[Word::ServiceLevel]),
    ("checklist", &[Word::Checklist]),
    ("inspector", &[Word::User]),
    ("calendar", &[Word::Calendar]),
    ("maintenance_plan", &[Word::MaintenancePlan]),
];

/// What a view is read for.
const FIELDS: &[&str] = &["name", "title", "number", "serial", "model", "login", "base_unit", "record"];

/// What something is called.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub(super) struct Named {
    name: Text,
    /// Its number, its serial number, or the login of a user; empty where it has none.
    number: String,
    /// Of a device.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// Of a part: what one unit is.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
}

/// An answer with the names of what it holds ids of.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct WithNames<T> {
    #[serde(flatten)]
    answer: T,
    /// By `word/id`. What the caller may not read has none.
    names: BTreeMap<String, Named>,
}

impl<T: Serialize> WithNames<T> {
    pub(super) fn of(store: &ServerStore, caller: &Caller, answer: T) -> Result<Self, ServerError> {
        let value = serde_json::to_value(&answer).map_err(|e| ServerError::broken(e.to_string()))?;
        let mut subjects = BTreeSet::new();
        collect(&value, &mut subjects);
        let mut names = BTreeMap::new();
        for subject in subjects.into_iter().take(NAMES_MAX) {
            if let Some(named) = named(store, caller, subject)? {
                names.insert(subject.to_string(), named);
            }
        }
        Ok(Self { answer, names })
    }

    /// As [`Self::of`], where only what stands under some keys is named: bodies of records name more than anybody shows.
    pub(super) fn of_keys(store: &ServerStore, caller: &Caller, answer: T, keys: &[&str]) -> Result<Self, ServerError> {
        let value = serde_json::to_value(&answer).map_err(|e| ServerError::broken(e.to_string()))?;
        let mut subjects = BTreeSet::new();
        let items = value.get("items").and_then(Value::as_array).into_iter().flatten();
        items
            .flat_map(|item| keys.iter().filter_map(|key| item.get(*key)))
            .for_each(|named| collect(named, &mut subjects));
        let mut names = BTreeMap::new();
        for subject in subjects.into_iter().take(NAMES_MAX) {
            if let Some(named) = named(store, caller, subject)? {
                names.insert(subject.to_string(), named);
            }
        }
        Ok(Self { answer, names })
    }

    /// The answer alone: a table has columns for ids.
    pub(super) fn alone(self) -> T {
        self.answer
    }
}

/// What a subject is called; `None` where the caller may not read it, or there is no such thing.
pub(super) fn named(store: &ServerStore, caller: &Caller, subject: Subject) -> Result<Option<Named>, ServerError> {
    if !reach::is_read(store, caller, subject)? {
        return Ok(None);
    }
    Ok(derived::view_fields(&store.db, subject, FIELDS)?.map(|fields| of_view(subject.word, &fields)))
}

fn of_view(word: Word, fields: &Map<String, Value>) -> Named {
    let line = |key: &str| {
        let found = fields.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        found.map(str::to_owned)
    };
    let recorded = fields.get("record").and_then(|record| record.get("name"));
    let texts = [recorded, fields.get("name"), fields.get("title")];
    let name = texts.into_iter().flatten().map(text).find(|text| !text.is_blank()).unwrap_or_default();
    let number = match word {
        Word::Device => line("serial").or_else(|| line("number")),
        Word::User => line("login"),
        _ => line("number"),
    };
    Named {
        name,
        number: number.unwrap_or_default(),
        model: line("model").filter(|_| word == Word::Device),
        unit: line("base_unit"),
    }
}

fn text(value: &Value) -> Text {
    match value {
        Value::String(text) => Text::same(text),
        value => Text::deserialize(value).unwrap_or_default(),
    }
}

/// The ids that a value holds under keys of something that has a name.
fn collect(value: &Value, found: &mut BTreeSet<Subject>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let words = KEYS.iter().find(|(known, _)| known == key).map(|(_, words)| *words);
                if let Some(words) = words {
                    let ids = std::iter::once(value).chain(value.as_array().into_iter().flatten());
                    let ids = ids.filter_map(|value| value.as_str()?.parse::<Id>().ok());
                    found.extend(ids.flat_map(|id| words.iter().map(move |word| Subject::new(*word, id))));
                }
                collect(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_are_found_under_their_keys_at_any_depth() {
        let id = |number: u128| Id::from_parts(1, number);
        let answer = json!({
            "items": [{ "part": id(1), "by": { "by": "console", "user": id(2) }, "helpers": [id(3)], "from": "no id" }],
            "other": id(4),
        });
        let mut found = BTreeSet::new();
        collect(&answer, &mut found);
        let wanted = [(Word::Part, 1), (Word::User, 2), (Word::Customer, 2), (Word::User, 3)];
        assert_eq!(found, wanted.into_iter().map(|(word, number)| Subject::new(word, id(number))).collect());
    }

    #[test]
    fn a_machine_is_called_what_the_office_calls_it_and_numbered_by_its_serial() {
        let view =
            json!({ "name": "plate", "serial": "SN-1", "number": "I-7", "record": { "name": { "zh": "扫描仪" } } });
        let named = of_view(Word::Device, view.as_object().unwrap());
        assert_eq!((named.name.zh.as_str(), named.number.as_str()), ("扫描仪", "SN-1"));
    }
}
