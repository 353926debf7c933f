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
    pub view: Option<serde_json::Value>,
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
