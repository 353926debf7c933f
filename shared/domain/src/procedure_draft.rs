//! Drafts of procedures: written by several, published as a version that never changes.

use crate::{
    Author, Id, Word,
    attachment::Attachment,
    attention::AttentionItem,
    conflict::{self, Deciding},
    document::{DocumentKind, DocumentState},
    document_kind::{EntryCheck, Shape, fields},
    entry::{self, Listed},
    fact::StoredFact,
    id::Hash,
    limits,
    note::Remark,
    view::{SearchText, Sources},
    visit_step::VisitStep,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

fields! {
    // The published procedure it revises.
    "procedure": Shape::Id,
    "number": Shape::Text(limits::LINE_CHARS_MAX),
    "name_zh": Shape::Text(limits::LINE_CHARS_MAX),
    "name_en": Shape::Text(limits::LINE_CHARS_MAX),
    "purpose_zh": Shape::Text(limits::NOTE_CHARS_MAX),
    "purpose_en": Shape::Text(limits::NOTE_CHARS_MAX),
    "kinds": Shape::Lines,
    "models": Shape::Lines,
    "skills": Shape::Lines,
    "target_minutes": Shape::Integer(0, 100_000),
    "tools": Shape::Ids,
    "parts": Shape::Ids,
    "attachments": Shape::Files,
    "change_note": Shape::Text(limits::NOTE_CHARS_MAX),
    // When somebody threw it away; it stays to be taken up again.
    "dropped_ms": Shape::Instant,
}

pub static KIND: DocumentKind = DocumentKind {
    word: Word::ProcedureDraft,
    schema: 1,
    fields: FIELDS,
    collections: &[("steps", 1), ("remarks", 1), ("withdrawals", 1)],
};

pub(crate) fn entry_check(collection: &str) -> Option<EntryCheck> {
    Some(match collection {
        "steps" => entry::check::<VisitStep>,
        "remarks" => entry::check::<Remark>,
        _ => return None,
    })
}

/// What stands in a register for a value as people write it: a list is one text, so that two people who set it conflict as
/// a whole.
pub fn register(field: &str, value: Value) -> Value {
    match value {
        Value::Array(files) if field == "attachments" => Value::Array(files).to_string().into(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n").into()
        }
        other => other,
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ProcedureDraftView {
    pub procedure: Option<Id>,
    pub number: Option<String>,
    pub name_zh: Option<String>,
    pub name_en: Option<String>,
    pub purpose_zh: Option<String>,
    pub purpose_en: Option<String>,
    pub kinds: Vec<String>,
    pub models: Vec<String>,
    pub skills: Vec<String>,
    pub target_minutes: Option<u32>,
    pub tools: Vec<Id>,
    pub parts: Vec<Id>,
    pub attachments: Vec<Attachment>,
    pub change_note: Option<String>,
    /// When it was thrown away.
    pub dropped_ms: Option<i64>,
    /// In order of doing.
    pub steps: Vec<Listed<VisitStep>>,
    pub remarks: Vec<Listed<Remark>>,
    pub created_by: Option<Author>,
    /// Who wrote into it last, and when.
    pub changed_by: Option<Author>,
    pub changed_ms: Option<i64>,
    pub heads: Vec<Hash>,
}

/// What was written last into a document: a field, or an entry.
fn last_written(document: &DocumentState) -> Option<(i64, Option<Author>)> {
    let fields = document.fields.values().map(|register| (register.shown.wall_ms, register.shown.author.clone()));
    let entries = document.collections.values().flat_map(|entries| entries.values().flatten());
    let entries = entries.map(|entry| (entry.wall_ms, entry.author.clone()));
    fields.chain(entries).max_by_key(|(wall_ms, _)| *wall_ms)
}

pub(crate) fn view(
    sources: &Sources<'_>,
    facts: &[&StoredFact],
) -> (ProcedureDraftView, Vec<AttentionItem>, SearchText) {
    let subject = sources.subject;
    let empty = DocumentState::empty(Word::ProcedureDraft, subject.id);
    let document = sources.document.unwrap_or(&empty);
    let lines = |name: &str| -> Vec<String> {
        document.field::<String>(name).map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default()
    };
    let ids = |name: &str| -> Vec<Id> { lines(name).iter().filter_map(|line| line.parse().ok()).collect() };
    let mut view = ProcedureDraftView {
        procedure: document.field("procedure"),
        number: document.field("number"),
        name_zh: document.field("name_zh"),
        name_en: document.field("name_en"),
        purpose_zh: document.field("purpose_zh"),
        purpose_en: document.field("purpose_en"),
        kinds: lines("kinds"),
        models: lines("models"),
        skills: lines("skills"),
        target_minutes: document.field("target_minutes"),
        tools: ids("tools"),
        parts: ids("parts"),
        attachments: document
            .field::<String>("attachments")
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default(),
        change_note: document.field("change_note"),
        dropped_ms: document.field("dropped_ms"),
        steps: entry::listed(document),
        remarks: entry::listed(document),
        created_by: document.fields.values().find_map(|register| register.shown.author.clone()),
        changed_by: None,
        changed_ms: None,
        heads: document.heads.clone(),
    };
    if let Some((changed_ms, changed_by)) = last_written(document) {
        (view.changed_ms, view.changed_by) = (Some(changed_ms), changed_by);
    }
    view.steps.sort_by_key(|step| (step.value.position, step.id));
    let mut attention = conflict::of_fields(subject, document);
    attention.extend(Deciding::of(subject, document, facts).corrections(&mut view.steps));
    attention.extend(conflict::of_review(subject, facts));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let search = SearchText::of(&[&text(&view.number), &text(&view.name_zh), &text(&view.name_en)]);
    (view, attention, search)
}
