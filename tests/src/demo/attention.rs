//! What a person must decide, in a line: the kind, where it is, and what each of the people concerned said.

use onsite_domain::{
    Id, Subject, Word, attention::AttentionItem, stock::StockLocationView, user::User, visit::VisitView,
    work_order::WorkOrderView,
};
use onsite_server::{ServerError, ServerStore};
use onsite_store::derived;
use serde_json::Value;

/// Longest text of one value, in characters.
const VALUE_CHARS_MAX: usize = 60;

/// # Errors
/// When the store fails.
pub(super) fn in_words(store: &ServerStore, item: &AttentionItem) -> Result<String, ServerError> {
    let mut words = format!("{:<18} {}", item.kind.as_str(), place(store, item.subject)?);
    let mut sayings = Vec::new();
    collect(&item.detail, &mut sayings);
    if let Some(title) = item.detail.pointer("/title/zh").and_then(Value::as_str) {
        words.push_str(&format!(", {title}"));
    } else if !item.key.contains('.') {
        words.push_str(&format!(", {}", item.key));
    }
    for (place, (user, value)) in sayings.into_iter().enumerate() {
        let user = user.and_then(|id| store.record_as::<User>(Word::User, id).transpose()).transpose()?;
        let name = user.map_or_else(|| "-".to_owned(), |user| user.name.zh);
        words.push_str(&format!("{} {name}: {value}", if place == 0 { ";" } else { " |" }));
    }
    Ok(words)
}

/// The order's number and title, or the location's number.
fn place(store: &ServerStore, subject: Subject) -> Result<String, ServerError> {
    let database = store.database();
    let order = match subject.word {
        Word::WorkOrder => Some(subject.id),
        Word::Visit => derived::view_as::<VisitView>(database, subject)?.and_then(|visit| visit.work_order),
        _ => None,
    };
    if let Some(order) = order {
        let view = derived::view_as::<WorkOrderView>(database, Subject::new(Word::WorkOrder, order))?;
        let view = view.unwrap_or_default();
        return Ok(format!("{} {}", view.number.unwrap_or_default(), view.title.unwrap_or_default()));
    }
    let location = derived::view_as::<StockLocationView>(database, subject)?;
    Ok(location.map_or_else(|| subject.to_string(), |view| view.location.number))
}

/// Everything in a detail that somebody said: the user and the value.
fn collect(detail: &Value, sayings: &mut Vec<(Option<Id>, String)>) {
    let said = detail.get("by").zip(detail.get("value").or_else(|| detail.get("reading")));
    if let Some((by, value)) = said {
        let user = by.get("user").and_then(Value::as_str).and_then(|id| id.parse().ok());
        sayings.push((user, short(value.get("value").filter(|inner| !inner.is_null()).unwrap_or(value))));
        return;
    }
    match detail {
        Value::Array(all) => all.iter().for_each(|one| collect(one, sayings)),
        Value::Object(all) => all.values().for_each(|one| collect(one, sayings)),
        _ => {}
    }
}

fn short(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut short: String = text.chars().take(VALUE_CHARS_MAX).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
