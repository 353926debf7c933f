//! What is known about a document's changes without asking Automerge: their order, their actors, the containers.

use crate::chunk::{ChangeMeta, Chunk};
use crate::genesis::{FIELDS, schema_of_actor};
use crate::operation::Action;
use crate::register::{RegisterHistory, RegisterWrite};
use crate::{ActorId, GateError, Size};
use onsite_domain::id::Hash;
use std::collections::{BTreeMap, BTreeSet};

/// The name of an operation: Lamport counter and actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OpId {
    pub(crate) counter: u64,
    pub(crate) actor: ActorId,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    /// In the order of admission, which is topological.
    changes: Vec<ChangeMeta>,
    by_hash: BTreeMap<Hash, usize>,
    by_actor: BTreeMap<ActorId, Vec<usize>>,
    heads: BTreeSet<Hash>,
    /// Containers directly under the root.
    containers: BTreeMap<OpId, String>,
    registers: BTreeMap<String, RegisterHistory>,
    operations: usize,
    max_op: u64,
    schema: u32,
}

impl Graph {
    pub(crate) fn changes(&self) -> &[ChangeMeta] {
        &self.changes
    }

    pub(crate) fn change(&self, hash: &Hash) -> Option<&ChangeMeta> {
        self.by_hash.get(hash).and_then(|index| self.changes.get(*index))
    }

    pub(crate) fn knows(&self, hash: &Hash) -> bool {
        self.by_hash.contains_key(hash)
    }

    pub(crate) fn heads(&self) -> Vec<Hash> {
        self.heads.iter().copied().collect()
    }

    pub(crate) fn size(&self) -> Size {
        Size { changes: self.changes.len(), operations: self.operations }
    }

    /// The newest schema whose upgrade is in the history; 1 is genesis.
    pub(crate) fn schema(&self) -> u32 {
        self.schema
    }

    pub(crate) fn last_of(&self, actor: ActorId) -> Option<&ChangeMeta> {
        self.by_actor.get(&actor).and_then(|indexes| indexes.last()).and_then(|index| self.changes.get(*index))
    }

    /// The change that holds an operation.
    pub(crate) fn change_of(&self, operation: OpId) -> Option<&ChangeMeta> {
        let indexes = self.by_actor.get(&operation.actor)?;
        let after = indexes.partition_point(|index| {
            self.changes.get(*index).is_some_and(|change| change.start_op <= operation.counter)
        });
        let change = self.changes.get(*indexes.get(after.checked_sub(1)?)?)?;
        (operation.counter <= change.max_op).then_some(change)
    }

    pub(crate) fn container_name(&self, operation: OpId) -> Option<&str> {
        self.containers.get(&operation).map(String::as_str)
    }

    /// The containers by name. Where a hostile history makes a name twice, the one of the lowest schema counts.
    pub(crate) fn containers(&self) -> BTreeMap<&str, OpId> {
        let mut found: BTreeMap<&str, OpId> = BTreeMap::new();
        for (operation, name) in &self.containers {
            found.entry(name).or_insert(*operation);
        }
        found
    }

    /// The conflicts there ever were in registers, settled by a later write or not: groups of writes by register.
    pub(crate) fn register_conflicts(&self) -> impl Iterator<Item = (&str, Vec<Vec<&RegisterWrite>>)> {
        let mut places = None;
        self.registers.iter().filter(|(_, history)| history.is_forked()).map(move |(name, history)| {
            let deps = places.get_or_insert_with(|| self.places_of_deps());
            (name.as_str(), history.conflicts(deps))
        })
    }

    fn places_of_deps(&self) -> Vec<Vec<usize>> {
        let place = |dep: &Hash| self.by_hash.get(dep).copied();
        self.changes.iter().map(|change| change.deps.iter().filter_map(place).collect()).collect()
    }

    /// Whether `ancestor` is one of `heads` or before one of them.
    pub(crate) fn is_covered(&self, ancestor: &Hash, heads: &[Hash]) -> bool {
        let Some(target) = self.by_hash.get(ancestor) else { return false };
        let mut open: Vec<usize> = heads.iter().filter_map(|head| self.by_hash.get(head).copied()).collect();
        let mut seen = BTreeSet::new();
        while let Some(index) = open.pop() {
            if index == *target {
                return true;
            }
            // Ancestors come earlier in the order, so nothing before the target can lead to it.
            if index > *target && seen.insert(index) {
                let deps = self.changes.get(index).map(|change| change.deps.as_slice()).unwrap_or_default();
                open.extend(deps.iter().filter_map(|dep| self.by_hash.get(dep).copied()));
            }
        }
        false
    }

    /// The changes that are not among the ancestors of `heads` (nor `heads` themselves), in topological order.
    pub(crate) fn since(&self, heads: &[Hash]) -> Vec<&ChangeMeta> {
        let mut open: Vec<usize> = heads.iter().filter_map(|head| self.by_hash.get(head).copied()).collect();
        let mut covered = BTreeSet::new();
        while let Some(index) = open.pop() {
            if covered.insert(index) {
                let deps = self.changes.get(index).map(|change| change.deps.as_slice()).unwrap_or_default();
                open.extend(deps.iter().filter_map(|dep| self.by_hash.get(dep).copied()));
            }
        }
        self.changes
            .iter()
            .enumerate()
            .filter(|(index, _)| !covered.contains(index))
            .map(|(_, change)| change)
            .collect()
    }

    /// Whether the change fits behind what is known, by the rules of the gate. Does not add it.
    pub(crate) fn check(&self, chunk: &Chunk<'_>, start_op_slack: u64) -> Result<(), GateError> {
        let head = &chunk.head;
        let mut deps_max_op = 0;
        for dep in &head.deps {
            deps_max_op = deps_max_op.max(self.change(dep).ok_or(GateError::MissingDependency(*dep))?.max_op);
        }
        if head.deps.is_empty() {
            return Err(GateError::NoDependency);
        }
        let last = self.last_of(head.actor);
        if head.seq != last.map_or(1, |last| last.seq.saturating_add(1)) {
            return Err(GateError::Sequence);
        }
        if last.is_some_and(|last| !head.deps.contains(&last.hash)) {
            return Err(GateError::Fork);
        }
        if head.start_op <= deps_max_op || head.start_op > self.max_op.saturating_add(start_op_slack) {
            return Err(GateError::Counter);
        }
        for (offset, operation) in (0_u64..).zip(&chunk.operations) {
            let own = head.start_op.saturating_add(offset);
            let is_before = |counter: u64| counter < own;
            if let Some(object) = operation.object {
                let actor = chunk.actor(object.actor).ok_or(GateError::Container)?;
                if self.container_name(OpId { counter: object.counter, actor }).is_none() {
                    return Err(GateError::Container);
                }
            }
            if !operation.predecessors.iter().all(|replaced| is_before(replaced.counter)) {
                return Err(GateError::Counter);
            }
        }
        Ok(())
    }

    /// Adds a change whose place was checked, or that comes from our own store.
    pub(crate) fn add(&mut self, chunk: &Chunk<'_>) {
        let meta = chunk.meta();
        let index = self.changes.len();
        let schema = schema_of_actor(meta.actor);
        for (counter, operation) in (meta.start_op..).zip(&chunk.operations) {
            if schema.is_some() && operation.object.is_none() && operation.action == 0 {
                self.containers.insert(OpId { counter, actor: meta.actor }, operation.key.to_owned());
            }
        }
        self.add_register_writes(chunk, &meta);
        self.schema = self.schema.max(schema.unwrap_or(0));
        self.operations = self.operations.saturating_add(meta.operation_count);
        self.max_op = self.max_op.max(meta.max_op);
        meta.deps.iter().for_each(|dep| {
            self.heads.remove(dep);
        });
        self.heads.insert(meta.hash);
        self.by_hash.insert(meta.hash, index);
        self.by_actor.entry(meta.actor).or_default().push(index);
        self.changes.push(meta);
    }

    /// Notes what a change that is about to be added writes to registers.
    fn add_register_writes(&mut self, chunk: &Chunk<'_>, meta: &ChangeMeta) {
        let change = self.changes.len();
        for (counter, operation) in (meta.start_op..).zip(&chunk.operations) {
            let object = operation
                .object
                .and_then(|object| Some(OpId { counter: object.counter, actor: chunk.actor(object.actor)? }));
            if object.and_then(|object| self.container_name(object)) != Some(FIELDS) {
                continue;
            }
            let value = match Action::of(operation) {
                Action::Put(value) => Some(value),
                _ => None,
            };
            let write = RegisterWrite { operation: OpId { counter, actor: meta.actor }, change, value };
            let mut history = self.registers.remove(operation.key).unwrap_or_default();
            history.add(write, |last| {
                let last = self.changes.get(last);
                // An actor's change depends on its last one.
                last.is_some_and(|last| last.actor == meta.actor || self.is_covered(&last.hash, &meta.deps))
            });
            self.registers.insert(operation.key.to_owned(), history);
        }
    }
}
