//! Derived state: what screens, queries and policy read, made from ground state and nothing else.
//!
//! **A projection reads only its own subject's sources.** Whatever involves two subjects (an order's visits, a visit's
//! device) is joined when it is asked for, or the fact names both subjects. So a change re-projects the subjects it
//! touches, and that is the same as rebuilding everything.

use crate::{Subject, attention::AttentionItem, document::DocumentState, fact::StoredFact, record::Record};

/// Everything that is known about one subject.
#[derive(Clone, Debug)]
pub struct Sources<'a> {
    pub subject: Subject,
    pub record: Option<&'a Record>,
    pub document: Option<&'a DocumentState>,
    /// Sorted by (effective time, id). Facts in review are included and marked.
    pub facts: &'a [StoredFact],
}

/// What follows from the sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Projection {
    /// The subject's view as JSON: the serialised view struct of its word (`WorkOrderView`, `VisitView`, ...).
    pub view: Option<String>,
    pub attention: Vec<AttentionItem>,
    /// What full-text search finds the subject by; `None` for subjects nobody searches.
    pub search: Option<SearchText>,
}

/// Text in any language; the store makes the grams.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchText {
    /// Shown in the result list: a number, a name, a title.
    pub title: String,
    /// Everything else worth finding it by: serial, code, customer name as copied, fault text, phone.
    pub text: String,
}

impl SearchText {
    /// A title of the parts that are not blank, each once.
    pub fn of(title: &[&str]) -> Self {
        Self { title: join(title, " · "), text: String::new() }
    }

    /// Adds what else it is found by.
    #[must_use]
    pub fn and(mut self, parts: &[&str]) -> Self {
        let more = join(parts, "\n");
        if !self.text.is_empty() && !more.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&more);
        self
    }
}

/// A telephone number as it is dialled, for whoever looks for it without the gaps it was written with.
pub(crate) fn dialled(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

fn join(parts: &[&str], between: &str) -> String {
    let mut joined: Vec<&str> = Vec::new();
    for part in parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
        if !joined.contains(&part) {
            joined.push(part);
        }
    }
    joined.join(between)
}
