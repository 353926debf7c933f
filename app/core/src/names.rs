//! How things that are here are called on a line.

use crate::{App, AppError};
use onsite_domain::{Id, Language, Subject, Word, name::name_of};
use onsite_store::derived;
use serde_json::Value;

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
