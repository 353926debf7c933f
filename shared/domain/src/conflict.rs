//! Where two people wrote the same thing without seeing each other: both values are kept, somebody decides.

use crate::{
    Id, Subject,
    attention::{AttentionItem, AttentionKind},
    decision::DecisionFact,
    document::{DocumentState, Written},
    entry::{self, Decided, EntryBody, Listed},
    fact::StoredFact,
    fact_kind::{self, FactSeen},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

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

/// What was decided about one subject's entries that contradict one another.
pub(crate) struct Deciding {
    subject: Subject,
    /// Those that say which entry holds, in order of time.
    decisions: Vec<FactSeen<DecisionFact>>,
    withdrawn: BTreeSet<Id>,
}

impl Deciding {
    pub(crate) fn of(subject: Subject, document: &DocumentState, facts: &[&StoredFact]) -> Self {
        let seen = fact_kind::seen::<DecisionFact>(facts).into_iter();
        let decisions: Vec<_> = seen.filter(|seen| !seen.is_in_review && seen.body.chosen_entry().is_some()).collect();
        let withdrawn = if decisions.is_empty() { BTreeSet::new() } else { entry::withdrawn(document) };
        Self { subject, decisions, withdrawn }
    }

    /// Entries that correct the same entry without having seen each other.
    pub(crate) fn corrections<T: EntryBody + PartialEq>(&self, entries: &mut [Listed<T>]) -> Vec<AttentionItem> {
        let keys = |entry: &T| entry.replaces().iter().map(ToString::to_string).collect();
        self.entries(entries, keys, |a, b| a == b)
    }

    /// Makes history of what was decided against, and answers with one item for each key that several different current
    /// entries share: a step with two answers, an entry that was corrected twice. What was decided stays as an item of its
    /// own, so an entry that nobody knew of opens another one, beside what holds.
    pub(crate) fn entries<T: EntryBody>(
        &self,
        entries: &mut [Listed<T>],
        keys: impl Fn(&T) -> Vec<String>,
        is_same: impl Fn(&T, &T) -> bool,
    ) -> Vec<AttentionItem> {
        let Folded { decided, among } = self.fold(entries, &keys);
        for entry in entries.iter_mut() {
            entry.decided = decided.get(&entry.id).cloned();
            entry.is_current &= !self.is_history(entry.id, &decided);
        }
        let of_decision = |(key, ids): (String, Vec<Id>)| {
            self.item(&key, entries.iter().filter(|entry| ids.contains(&entry.id)).collect())
        };
        let mut items: Vec<AttentionItem> = among.into_values().map(of_decision).collect();
        for (key, group) in grouped(entry::current(entries), &keys) {
            if group.iter().skip(1).zip(&group).any(|(a, b)| !is_same(&a.value, &b.value)) {
                items.push(self.item(&key, group));
            }
        }
        items
    }

    /// The last decision about an entry counts, and of two by people who did not know of each other's the later one.
    fn fold<T: EntryBody>(&self, entries: &[Listed<T>], keys: impl Fn(&T) -> Vec<String>) -> Folded {
        let mut folded = Folded { decided: BTreeMap::new(), among: BTreeMap::new() };
        if self.decisions.is_empty() {
            return folded;
        }
        let groups = grouped(entries.iter(), keys);
        let mut last: BTreeMap<Id, &FactSeen<DecisionFact>> = BTreeMap::new();
        for seen in &self.decisions {
            let named = seen.body.entries();
            let Some(holds) = seen.body.chosen_entry().filter(|holds| named.contains(holds)) else { continue };
            let holds_all = |group: &[&Listed<T>]| named.iter().all(|id| group.iter().any(|entry| entry.id == *id));
            // What an item is about makes its id: a decision about another one decides nothing here.
            let is_of_it = |key: &str| self.item_id(key, &named) == seen.body.item;
            let Some((key, _)) = groups.iter().find(|(key, group)| holds_all(group) && is_of_it(key)) else { continue };
            folded.settle(&named, holds, seen);
            last.insert(seen.body.item, seen);
            folded.among.insert(seen.body.item, (key.clone(), named));
        }
        // Three decisions that go round leave two entries between which one was decided already.
        while let Some((seen, ids)) = groups.iter().find_map(|(key, group)| {
            let stands = |entry: &&&Listed<T>| entry.is_current && !self.is_history(entry.id, &folded.decided);
            let standing: BTreeSet<Id> = group.iter().filter(stands).map(|entry| entry.id).collect();
            let standing: Vec<Id> = standing.into_iter().collect();
            // Each time one of several stays, so this ends.
            let seen = last.get(&self.item_id(key, &standing)).filter(|_| standing.len() > 1)?;
            Some((*seen, standing))
        }) {
            let Some(holds) = seen.body.chosen_entry() else { break };
            folded.settle(&ids, holds, seen);
        }
        folded
    }

    /// It was decided against, and what it was decided for was not withdrawn.
    fn is_history(&self, id: Id, decided: &BTreeMap<Id, Decided>) -> bool {
        decided.get(&id).is_some_and(|decided| decided.holds != id && !self.withdrawn.contains(&decided.holds))
    }

    fn item_id(&self, key: &str, ids: &[Id]) -> Id {
        let operations = ids.iter().map(ToString::to_string).collect();
        AttentionItem::open(AttentionKind::EntryConflict, self.subject, key, operations, 0, Value::Null).id
    }

    fn item<T: EntryBody>(&self, key: &str, group: Vec<&Listed<T>>) -> AttentionItem {
        AttentionItem::open(
            AttentionKind::EntryConflict,
            self.subject,
            key,
            group.iter().map(|entry| entry.id.to_string()).collect(),
            group.iter().map(|entry| entry.at_ms).max().unwrap_or_default(),
            json!({ "entries": group }),
        )
    }
}

/// By the key that they share, as items name it.
fn grouped<'a, T: EntryBody>(
    entries: impl Iterator<Item = &'a Listed<T>>,
    keys: impl Fn(&T) -> Vec<String>,
) -> BTreeMap<String, Vec<&'a Listed<T>>> {
    let mut groups: BTreeMap<String, Vec<&Listed<T>>> = BTreeMap::new();
    for entry in entries {
        for key in keys(&entry.value) {
            groups.entry(format!("{}.{key}", T::COLLECTION)).or_default().push(entry);
        }
    }
    groups
}

struct Folded {
    decided: BTreeMap<Id, Decided>,
    /// By the item: its key, and the entries it was decided between.
    among: BTreeMap<Id, (String, Vec<Id>)>,
}

impl Folded {
    fn settle(&mut self, among: &[Id], holds: Id, seen: &FactSeen<DecisionFact>) {
        let (by, reason) = (seen.by.clone(), seen.body.reason.clone());
        let decided = Decided { holds, by, at_ms: seen.at_ms, received_ms: seen.received_ms, reason };
        self.decided.extend(among.iter().map(|id| (*id, decided.clone())));
    }
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
                json!({
                    "by": stored.fact.author, "body": stored.fact.body, "at_ms": stored.fact.at.wall_ms,
                    "received_ms": stored.received.map(|received| received.received_ms),
                }),
            )
        })
        .collect()
}

#[cfg(test)]
#[path = "conflict_tests.rs"]
mod tests;
