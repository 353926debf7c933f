//! Reading a document, tolerantly: a missing value is missing, one of the wrong type makes its path unreadable and
//! nothing else, conflicts are all there, what this build does not know is kept.

use crate::engine::Version;
use crate::genesis::FIELDS;
use crate::graph::{Graph, OpId};
use crate::operation::Scalar;
use crate::part::{Part, SEEN};
use crate::register::RegisterWrite;
use crate::{ActorId, Document, DocumentError};
use onsite_domain::document::{DocumentState, Register, Written};
use onsite_domain::id::Hash;
use onsite_domain::{Author, Id};
use std::collections::BTreeMap;

impl Document {
    /// The content at the present heads. `authors` names the principal that an actor is bound to.
    pub fn state(&self, authors: &dyn Fn(&ActorId) -> Option<Author>) -> Result<DocumentState, DocumentError> {
        read(self, None, authors)
    }

    /// The content as it was at `heads`, for what was signed; without the conflicts that there were before.
    pub fn state_at(
        &self,
        heads: &[Hash],
        authors: &dyn Fn(&ActorId) -> Option<Author>,
    ) -> Result<DocumentState, DocumentError> {
        if heads.is_empty() || !heads.iter().all(|head| self.graph.knows(head)) {
            return Err(DocumentError::UnknownHeads);
        }
        let mut state = read(self, Some(heads), authors)?;
        state.heads = heads.to_vec();
        state.heads.sort_unstable();
        state.heads.dedup();
        Ok(state)
    }
}

fn read(
    document: &Document,
    at: Option<&[Hash]>,
    authors: &dyn Fn(&ActorId) -> Option<Author>,
) -> Result<DocumentState, DocumentError> {
    let graph = &document.graph;
    let mut state = DocumentState::empty(document.kind.word, document.id);
    state.heads = graph.heads();
    state.schema = graph.schema();
    let reading = Reading { graph, authors };
    let mut registers: BTreeMap<String, Vec<(Part, Version)>> = BTreeMap::new();
    for (part, engine) in graph.parts().zip(&document.engines) {
        let part_at = at.map(|heads| graph.part_heads_at(part, heads));
        if part > Part::FIRST && part_at.as_ref().is_some_and(Vec::is_empty) {
            continue;
        }
        for (name, container) in graph.containers(part) {
            // A container that an upgrade added later is not there at older heads.
            let made_by = graph.change_of(container).map(|change| change.hash);
            if let (Some(heads), Some(made_by)) = (at, made_by)
                && !graph.is_covered(&made_by, heads)
            {
                continue;
            }
            for (key, versions) in engine.values(container, part_at.as_deref())? {
                if name != FIELDS {
                    reading.entries(&mut state, name, &key, versions);
                } else if key != SEEN {
                    registers.entry(key).or_default().extend(versions.into_iter().map(|version| (part, version)));
                }
            }
            if name != FIELDS {
                state.collections.entry(name.to_owned()).or_default();
            }
        }
    }
    for (key, versions) in registers {
        match reading.register(graph.unseen(versions)) {
            Some(register) => drop(state.fields.insert(key, register)),
            None => drop(state.unreadable.insert(format!("{FIELDS}/{key}"))),
        }
    }
    if at.is_none() {
        for (name, groups) in graph.register_conflicts() {
            let of_group =
                |group: Vec<&RegisterWrite>| group.into_iter().filter_map(|write| reading.past(write)).collect();
            let conflicts: Vec<Vec<_>> = groups.into_iter().map(of_group).collect();
            if !conflicts.is_empty() {
                state.conflicts.insert(name.to_owned(), conflicts);
            }
        }
    }
    Ok(state)
}

struct Reading<'a> {
    graph: &'a Graph,
    authors: &'a dyn Fn(&ActorId) -> Option<Author>,
}

impl Reading<'_> {
    /// `None` where one of the values cannot be read: a register with a hidden conflict would be a lie.
    fn register(&self, versions: Vec<Version>) -> Option<Register> {
        let mut values = Vec::with_capacity(versions.len());
        for version in versions {
            values.push(self.written(version.operation, version.value?.to_json()?));
        }
        let shown = values.pop()?;
        Some(Register { shown, others: values })
    }

    fn entries(&self, state: &mut DocumentState, collection: &str, key: &str, versions: Vec<Version>) {
        let id = key.parse::<Id>().ok().filter(|id| id.to_string() == key);
        let Some(id) = id else {
            state.unreadable.insert(format!("{collection}/{key}"));
            return;
        };
        for version in versions {
            match version.value {
                Some(Scalar::Text(text)) => {
                    let entries = state.collections.entry(collection.to_owned()).or_default();
                    entries.entry(id).or_default().push(self.written(version.operation, text));
                }
                _ => drop(state.unreadable.insert(format!("{collection}/{key}"))),
            }
        }
    }

    fn past(&self, write: &RegisterWrite) -> Option<Written<serde_json::Value>> {
        Some(self.written(write.operation, write.value.as_ref()?.to_json()?))
    }

    fn written<T>(&self, operation: OpId, value: T) -> Written<T> {
        Written {
            value,
            operation: format!("{}@{}", operation.counter, operation.actor),
            author: (self.authors)(&operation.actor),
            wall_ms: self.graph.change_of(operation).map_or(0, |change| change.wall_ms),
        }
    }
}
