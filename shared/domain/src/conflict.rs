//! Where two people wrote the same thing without seeing each other: both values are kept, somebody decides.

use crate::{
    Subject,
    attention::{AttentionItem, AttentionKind},
    document::{DocumentState, Written},
    entry::Listed,
    fact::StoredFact,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One item for each conflict that a register ever had. A later write merges the values and leaves the item open: only a
/// decision that names it closes it.
pub(crate) fn of_fields(subject: Subject, document: &DocumentState) -> Vec<AttentionItem> {
    let mut items = Vec::new();
    for (name, conflicts) in &document.conflicts {
        let Some(register) = document.fields.get(name) else { continue };
        for writes in conflicts {
            let others = writes.iter().filter(|written| written.operation != register.shown.operation);
            items.push(AttentionItem::open(
                AttentionKind::FieldConflict,
                subject,
                name,
                writes.iter().map(|written| written.operation.clone()).collect(),
                writes.iter().map(|written| written.wall_ms).max().unwrap_or_default(),
                json!({ "shown": value(&register.shown), "others": others.map(value).collect::<Vec<_>>() }),
            ));
        }
    }
    items
}

fn value(written: &Written<Value>) -> Value {
    json!({"value": written.value, "by": written.author, "at_ms": written.wall_ms, "operation": written.operation})
}

/// One item for each key that several different current entries share: a step with two answers, an entry that was
/// corrected twice.
pub(crate) fn of_entries<'a, T: Serialize + 'a>(
    subject: Subject,
    collection: &str,
    entries: impl Iterator<Item = (String, &'a Listed<T>)>,
    is_same: impl Fn(&T, &T) -> bool,
) -> Vec<AttentionItem> {
    let mut groups: BTreeMap<String, Vec<&Listed<T>>> = BTreeMap::new();
    for (key, entry) in entries.filter(|(_, entry)| entry.is_current) {
        groups.entry(key).or_default().push(entry);
    }
    let mut items = Vec::new();
    for (key, group) in groups {
        let Some((first, rest)) = group.split_first() else { continue };
        if rest.iter().all(|other| is_same(&first.value, &other.value)) {
            continue;
        }
        items.push(AttentionItem::open(
            AttentionKind::EntryConflict,
            subject,
            &format!("{collection}.{key}"),
            group.iter().map(|entry| entry.id.to_string()).collect(),
            group.iter().map(|entry| entry.at_ms).max().unwrap_or_default(),
            json!({ "entries": group }),
        ));
    }
    items
}

/// Entries that correct the same entry without having seen each other.
pub(crate) fn of_corrections<T: crate::entry::EntryBody + PartialEq>(
    subject: Subject,
    entries: &[Listed<T>],
) -> Vec<AttentionItem> {
    let keyed = entries.iter().flat_map(|entry| entry.value.replaces().iter().map(move |id| (id.to_string(), entry)));
    of_entries(subject, T::COLLECTION, keyed, |a, b| a == b)
}

/// One item for each fact that is kept for review.
pub(crate) fn of_review(subject: Subject, facts: &[&StoredFact]) -> Vec<AttentionItem> {
    facts
        .iter()
        .filter(|stored| stored.is_in_review && stored.fact.subjects.first() == Some(&subject))
        .map(|stored| {
            AttentionItem::open(
                AttentionKind::LateWork,
                subject,
                &stored.fact.kind,
                vec![stored.fact.id.to_string()],
                stored.effective_ms(),
                json!({"by": stored.fact.author, "body": stored.fact.body}),
            )
        })
        .collect()
}
