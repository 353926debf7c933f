//! How things are called on a line: their number and their name, as far as they have them.

use crate::{Id, Language, Text};
use serde_json::Value;

/// Keys of a view that say what a thing is, in the order they are said.
const SAID: &[&str] = &["number", "code", "model", "serial", "name", "title"];

/// Of a view; empty where it has no name.
pub fn name_of(view: &Value, language: Language) -> String {
    let mut parts: Vec<String> = Vec::new();
    for key in SAID {
        let part = text_of(view, key).map(|text| text.in_language(language).to_owned());
        parts.extend(part.filter(|part| !part.trim().is_empty() && !parts.contains(part)));
    }
    parts.join(" ")
}

/// A text of a view, in both languages. A device of the office may have its name in its record alone.
pub fn text_of(view: &Value, key: &str) -> Option<Text> {
    match view.get(key).filter(|value| !value.is_null()).or_else(|| view.get("record")?.get(key))? {
        Value::String(text) => Some(Text::same(text)),
        value @ Value::Object(_) => serde_json::from_value(value.clone()).ok(),
        _ => None,
    }
}

/// The end of an id, which is the part that differs.
pub fn short(id: Id) -> String {
    let text = id.to_string();
    text.chars().skip(text.chars().count().saturating_sub(8)).collect()
}
