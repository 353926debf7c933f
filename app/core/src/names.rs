//! How things are called on a line: their number and their name, as far as they have them.

use crate::{App, AppError};
use onsite_domain::{Id, Language, Subject, Text, Word};
use onsite_store::derived;
use serde_json::Value;

/// Keys of a view that say what a thing is, in the order they are said.
const SAID: &[&str] = &["number", "code", "model", "serial", "name", "title"];

/// Of a view; empty where it has no name.
pub fn name_of(view: &Value, language: Language) -> String {
    // A device of the office may have its name in its record alone.
    let said = |key: &str| view.get(key).filter(|value| !value.is_null()).or_else(|| view.get("record")?.get(key));
    let text = |key: &str| match said(key)? {
        Value::String(text) => Some(text.clone()),
        value @ Value::Object(_) => {
            Some(serde_json::from_value::<Text>(value.clone()).ok()?.in_language(language).to_owned())
        }
        _ => None,
    };
    let mut parts: Vec<String> = Vec::new();
    for key in SAID {
        let part = text(key).filter(|part| !part.trim().is_empty() && !parts.contains(part));
        parts.extend(part);
    }
    parts.join(" ")
}

/// The end of an id, which is the part that differs.
pub fn short(id: Id) -> String {
    let text = id.to_string();
    text.chars().skip(text.chars().count().saturating_sub(8)).collect()
}

impl App {
    /// A subject on a line; `None` where it is not here or has no name.
    pub fn title_of(&self, subject: Subject, language: Language) -> Result<Option<String>, AppError> {
        let Some(view) = derived::view(&self.db, subject)? else { return Ok(None) };
        // A visit has no name of its own: it is called by its order.
        let order = view.get("work_order").and_then(Value::as_str).and_then(|id| id.parse::<Id>().ok());
        if let (Word::Visit | Word::PartRequest, Some(order)) = (subject.word, order) {
            return self.title_of(Subject::new(Word::WorkOrder, order), language);
        }
        Ok(Some(name_of(&view, language)).filter(|name| !name.is_empty()))
    }
}
