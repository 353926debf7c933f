//! What operations have in common, and what both sides can work out about the next one.

use crate::ActorId;
use crate::chunk::write_chunk;
use crate::chunk::{ChangeMeta, ChunkHead};
use crate::columns::{ColumnOp, LocalOpId, write_operations};
use crate::genesis::schema_actor;
use crate::graph::OpId;
use crate::part::Part;
use onsite_domain::id::Hash;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const FLAG_DEPS: u8 = 1;
pub(crate) const FLAG_NUMBERS: u8 = 2;
pub(crate) const FLAG_COUNT: u8 = 4;
pub(crate) const FLAG_PLAIN: u8 = 8;

pub(crate) const TYPE_TEXT: u8 = 6;

/// Everything about an operation but its value, its entry id and, where unusual, what it replaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Template {
    /// Container: index into the batch's actors and counter; `None` is the root.
    pub(crate) object: Option<(usize, u64)>,
    /// `None`: the key is an entry id.
    pub(crate) name: Option<String>,
    pub(crate) action: u64,
    pub(crate) value: ValueForm,
    /// It replaces what the run's last operation on the same key wrote, or nothing where there is none.
    pub(crate) is_expected: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ValueForm {
    /// Automerge's type number; the bytes stand in the template's own stream.
    Plain(u8),
    /// A JSON text: number of its skeleton; the leaves stand in the skeleton's streams.
    Json(usize),
}

/// An operation with actors named outright.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FreeOp {
    pub(crate) object: Option<OpId>,
    pub(crate) key: String,
    pub(crate) action: u64,
    pub(crate) value_type: u8,
    pub(crate) value: Vec<u8>,
    pub(crate) replaced: Vec<OpId>,
}

/// The actors of a batch by number. The first is the one of genesis; the run's own actor is number 1 while it lasts.
#[derive(Default)]
pub(crate) struct Actors {
    others: Vec<ActorId>,
}

impl Actors {
    const FIRST_OTHER: usize = 2;

    pub(crate) fn get(&self, index: usize, own: ActorId) -> Option<ActorId> {
        match index {
            0 => Some(schema_actor(Part::FIRST, 1)),
            1 => Some(own),
            _ => self.others.get(index.checked_sub(Self::FIRST_OTHER)?).copied(),
        }
    }

    /// The number, and whether it is new.
    pub(crate) fn number(&mut self, actor: ActorId, own: ActorId) -> (usize, bool) {
        if actor == schema_actor(Part::FIRST, 1) {
            return (0, false);
        }
        if actor == own {
            return (1, false);
        }
        let known = self.others.iter().position(|other| *other == actor);
        let index = known.unwrap_or(self.others.len());
        if known.is_none() {
            self.others.push(actor);
        }
        (index.saturating_add(Self::FIRST_OTHER), known.is_none())
    }

    /// The number that the next new actor gets.
    pub(crate) fn next(&self) -> usize {
        self.others.len().saturating_add(Self::FIRST_OTHER)
    }
}

/// What is expected of the next change of a run.
pub(crate) struct Expected {
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    pub(crate) deps: Vec<Hash>,
    last_written: BTreeMap<(Option<OpId>, String), OpId>,
}

impl Expected {
    pub(crate) fn first(seq: u64, start_op: u64, known: &[Hash]) -> Self {
        let mut deps = known.to_vec();
        deps.sort_unstable();
        deps.dedup();
        Self { seq, start_op, deps, last_written: BTreeMap::new() }
    }

    pub(crate) fn replaced(&self, object: Option<OpId>, key: &str) -> Option<OpId> {
        self.last_written.get(&(object, key.to_owned())).copied()
    }

    pub(crate) fn wrote(&mut self, object: Option<OpId>, key: &str, id: OpId) {
        self.last_written.insert((object, key.to_owned()), id);
    }

    pub(crate) fn passed(&mut self, change: &ChangeMeta) {
        self.seq = change.seq.saturating_add(1);
        self.start_op = change.max_op.saturating_add(1);
        self.deps = vec![change.hash];
    }
}

/// The bytes of a change from what the batch says. The other actors are those its operations name.
pub(crate) fn assembled(head: ChunkHead, operations: &[FreeOp]) -> Vec<u8> {
    let ids = operations.iter().flat_map(|operation| operation.object.iter().chain(&operation.replaced));
    let others: BTreeSet<ActorId> = ids.map(|id| id.actor).filter(|actor| *actor != head.actor).collect();
    let others: Vec<ActorId> = others.into_iter().collect();
    let local = |id: &OpId| LocalOpId {
        counter: id.counter,
        actor: others.binary_search(&id.actor).map_or(0, |index| index.saturating_add(1)),
    };
    let columns: Vec<ColumnOp<'_>> = operations
        .iter()
        .map(|operation| ColumnOp {
            object: operation.object.as_ref().map(local),
            key: &operation.key,
            action: operation.action,
            value_type: operation.value_type,
            value: &operation.value,
            predecessors: operation.replaced.iter().map(local).collect(),
        })
        .collect();
    let columns = write_operations(&columns);
    write_chunk(&ChunkHead { other_actors: others, ..head }, &columns)
}
