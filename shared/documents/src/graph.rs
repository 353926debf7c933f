//! What is known about a document's changes without asking Automerge: their order, their actors, the containers.

use crate::chunk::{ChangeMeta, Chunk};
use crate::engine::Version;
use crate::genesis::{FIELDS, schema_of_actor};
use crate::operation::Action;
use crate::part::{Part, SEEN};
use crate::register::{Bits, RegisterHistory, RegisterWrite};
use crate::size::PART_BEGUN_MIN;
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
    /// The part that each of them is in.
    part_of_change: Vec<Part>,
    parts: Vec<PartGraph>,
    by_hash: BTreeMap<Hash, usize>,
    by_actor: BTreeMap<ActorId, Vec<usize>>,
    heads: BTreeSet<Hash>,
    /// Containers directly under the root.
    containers: BTreeMap<OpId, String>,
    registers: BTreeMap<String, RegisterHistory>,
    operations: usize,
    schema: u32,
}

/// What Automerge's side of one part is.
#[derive(Clone, Debug, Default)]
struct PartGraph {
    /// Of a later part, what everybody makes alike: genesis and upgrades, with their last operations. It is in no list of
    /// changes.
    made_alike: BTreeMap<Hash, u64>,
    heads: BTreeSet<Hash>,
    size: Size,
    max_op: u64,
}

impl Graph {
    pub(crate) fn changes(&self) -> &[ChangeMeta] {
        &self.changes
    }

    pub(crate) fn change(&self, hash: &Hash) -> Option<&ChangeMeta> {
        self.by_hash.get(hash).and_then(|index| self.changes.get(*index))
    }

    pub(crate) fn knows(&self, hash: &Hash) -> bool {
        self.part_of(hash).is_some()
    }

    /// The part that a change is in.
    pub(crate) fn part_of(&self, hash: &Hash) -> Option<Part> {
        match self.by_hash.get(hash) {
            Some(index) => self.part_of_change.get(*index).copied(),
            None => self.parts().find(|part| self.at(*part).is_some_and(|graph| graph.made_alike.contains_key(hash))),
        }
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = Part> + use<> {
        (0..u8::try_from(self.parts.len()).unwrap_or(u8::MAX)).map(Part)
    }

    /// The newest part.
    pub(crate) fn last_part(&self) -> Part {
        self.parts().last().unwrap_or_default()
    }

    fn at(&self, part: Part) -> Option<&PartGraph> {
        self.parts.get(part.index())
    }

    /// What Automerge's heads of a part must be. Sorted.
    pub(crate) fn part_heads(&self, part: Part) -> Vec<Hash> {
        self.at(part).map(|graph| graph.heads.iter().copied().collect()).unwrap_or_default()
    }

    pub(crate) fn part_size(&self, part: Part) -> Size {
        self.at(part).map(|graph| graph.size).unwrap_or_default()
    }

    /// The heads of a part as somebody at `heads` of the document has it; none where they have nothing of it.
    pub(crate) fn part_heads_at(&self, part: Part, heads: &[Hash]) -> Vec<Hash> {
        let in_part = |index: &usize| self.part_of_change.get(*index) == Some(&part);
        let covered: Vec<&ChangeMeta> = self
            .covered(heads)
            .iter()
            .filter(|index| in_part(index))
            .filter_map(|index| self.changes.get(*index))
            .collect();
        let followed: BTreeSet<&Hash> = covered.iter().flat_map(|change| &change.deps).collect();
        covered.iter().map(|change| change.hash).filter(|hash| !followed.contains(hash)).collect()
    }

    /// Begins the next part with what everybody makes alike, genesis first.
    pub(crate) fn begin_part(&mut self, made_alike: &[Chunk<'_>]) {
        let mut part = PartGraph::default();
        for chunk in made_alike {
            self.add_containers(chunk);
            part.add(chunk);
            part.made_alike.insert(chunk.hash, chunk.max_op());
        }
        self.parts.push(part);
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

    /// The containers of a part by name. Where a hostile history makes a name twice, the one of the lowest schema counts.
    pub(crate) fn containers(&self, part: Part) -> BTreeMap<&str, OpId> {
        let mut found: BTreeMap<&str, OpId> = BTreeMap::new();
        for (operation, name) in self.containers.iter().filter(|(operation, _)| is_in(part, **operation)) {
            found.entry(name).or_insert(*operation);
        }
        found
    }

    /// Of what stands under one key in several parts, what no other has seen; last what is shown. Of one part, Automerge
    /// knows that.
    pub(crate) fn unseen(&self, versions: Vec<(Part, Version)>) -> Vec<Version> {
        let first = versions.first().map(|(part, _)| *part);
        if versions.iter().all(|(part, _)| Some(*part) == first) {
            return versions.into_iter().map(|(_, version)| version).collect();
        }
        let hash = |version: &Version| self.change_of(version.operation).map(|change| change.hash);
        let is_seen = |(part, version): &(Part, Version)| {
            let Some(written) = hash(version) else { return false };
            let mut later = versions.iter().filter(|(other, _)| other > part);
            later.any(|(_, other)| hash(other).is_some_and(|other| self.is_covered(&written, &[other])))
        };
        let seen: Vec<bool> = versions.iter().map(is_seen).collect();
        let unseen = versions.into_iter().zip(seen).filter(|(_, is_seen)| !is_seen);
        let mut unseen: Vec<Version> = unseen.map(|((_, version), _)| version).collect();
        unseen.sort_by_key(|version| version.operation);
        unseen
    }

    /// The conflicts there ever were in registers, settled by a later write or not: groups of writes by register.
    pub(crate) fn register_conflicts(&self) -> impl Iterator<Item = (&str, Vec<Vec<&RegisterWrite>>)> {
        let mut places = None;
        self.registers.iter().filter(|(_, history)| history.is_forked()).map(move |(name, history)| {
            let deps = places.get_or_insert_with(|| self.places_of_deps());
            (name.as_str(), history.conflicts(deps))
        })
    }

    /// What stood in registers before a write, asked one by one.
    pub(crate) fn registers_before(&self) -> RegistersBefore<'_> {
        RegistersBefore { graph: self, deps: None, seen: BTreeMap::new() }
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

    /// The places of `heads` and of all their ancestors.
    fn covered(&self, heads: &[Hash]) -> BTreeSet<usize> {
        let mut open: Vec<usize> = heads.iter().filter_map(|head| self.by_hash.get(head).copied()).collect();
        let mut covered = BTreeSet::new();
        while let Some(index) = open.pop() {
            if covered.insert(index) {
                let deps = self.changes.get(index).map(|change| change.deps.as_slice()).unwrap_or_default();
                open.extend(deps.iter().filter_map(|dep| self.by_hash.get(dep).copied()));
            }
        }
        covered
    }

    /// The changes that are not among the ancestors of `heads` (nor `heads` themselves), in topological order.
    pub(crate) fn since(&self, heads: &[Hash]) -> Vec<&ChangeMeta> {
        let covered = self.covered(heads);
        self.changes
            .iter()
            .enumerate()
            .filter(|(index, _)| !covered.contains(index))
            .map(|(_, change)| change)
            .collect()
    }

    /// Whether the change fits behind what is known, by the rules of the gate, and in which part. Does not add it.
    pub(crate) fn check(&self, chunk: &Chunk<'_>, start_op_slack: u64) -> Result<Part, GateError> {
        let head = &chunk.head;
        let known = |dep: &Hash| self.part_of(dep).ok_or(GateError::MissingDependency(*dep));
        let part = known(head.deps.first().ok_or(GateError::NoDependency)?)?;
        let mut deps_max_op = 0;
        for dep in &head.deps {
            if known(dep)? != part {
                return Err(GateError::Part);
            }
            let made_alike = || self.at(part).and_then(|graph| graph.made_alike.get(dep)).copied();
            let max_op = self.change(dep).map(|change| change.max_op).or_else(made_alike);
            deps_max_op = deps_max_op.max(max_op.unwrap_or(0));
        }
        for seen in &chunk.seen {
            if known(seen)? >= part {
                return Err(GateError::Part);
            }
        }
        self.check_beginning(chunk, part)?;
        let last = self.last_of(head.actor);
        if head.seq != last.map_or(1, |last| last.seq.saturating_add(1)) {
            return Err(GateError::Sequence);
        }
        if last.is_some_and(|last| !head.deps.contains(&last.hash)) {
            return Err(GateError::Fork);
        }
        let max_op = self.at(part).map_or(0, |graph| graph.max_op);
        if head.start_op <= deps_max_op || head.start_op > max_op.saturating_add(start_op_slack) {
            return Err(GateError::Counter);
        }
        for (offset, operation) in (0_u64..).zip(&chunk.operations) {
            let own = head.start_op.saturating_add(offset);
            let is_before = |counter: u64| counter < own;
            if let Some(object) = operation.object {
                let actor = chunk.actor(object.actor).ok_or(GateError::Container)?;
                let container = OpId { counter: object.counter, actor };
                let name = self.container_name(container).filter(|_| is_in(part, container));
                if name.is_none() || (operation.key == SEEN && name != Some(FIELDS)) {
                    return Err(GateError::Container);
                }
            } else if operation.key == SEEN {
                return Err(GateError::Container);
            }
            if !operation.predecessors.iter().all(|replaced| is_before(replaced.counter)) {
                return Err(GateError::Counter);
            }
        }
        Ok(part)
    }

    /// Whoever begins a part must have had enough of the one before; else a few changes would use up all parts.
    fn check_beginning(&self, chunk: &Chunk<'_>, part: Part) -> Result<(), GateError> {
        let Some(before) = part.before() else { return Ok(()) };
        let is_made_alike = |dep: &Hash| self.at(part).is_some_and(|graph| graph.made_alike.contains_key(dep));
        if !chunk.head.deps.iter().all(is_made_alike) {
            return Ok(());
        }
        let in_part = |index: &usize| self.part_of_change.get(*index) == Some(&before);
        let had = self.covered(&chunk.seen);
        let had = had.iter().filter(|index| in_part(index)).filter_map(|index| self.changes.get(*index));
        let size = had.fold(Size::default(), |size, change| size.plus(Size::of(change)));
        if size.changes < PART_BEGUN_MIN.changes && size.operations < PART_BEGUN_MIN.operations {
            return Err(GateError::Part);
        }
        Ok(())
    }

    /// Adds a change whose place was checked, or that comes from our own store.
    pub(crate) fn add(&mut self, chunk: &Chunk<'_>) {
        let meta = chunk.meta();
        let index = self.changes.len();
        let part = chunk.head.deps.first().and_then(|dep| self.part_of(dep)).unwrap_or_default();
        self.add_containers(chunk);
        self.add_register_writes(chunk, &meta);
        self.schema = self.schema.max(schema_of_actor(meta.actor).map_or(0, |(_, schema)| schema));
        self.operations = self.operations.saturating_add(meta.operation_count);
        if self.parts.is_empty() {
            self.parts.push(PartGraph::default());
        }
        if let Some(graph) = self.parts.get_mut(part.index()) {
            graph.add(chunk);
        }
        meta.deps.iter().for_each(|dep| {
            self.heads.remove(dep);
        });
        self.heads.insert(meta.hash);
        self.by_hash.insert(meta.hash, index);
        self.by_actor.entry(meta.actor).or_default().push(index);
        self.part_of_change.push(part);
        self.changes.push(meta);
    }

    /// Genesis and upgrades make containers, nobody else.
    pub(crate) fn add_containers(&mut self, chunk: &Chunk<'_>) {
        let actor = chunk.head.actor;
        if schema_of_actor(actor).is_none() {
            return;
        }
        for (counter, operation) in (chunk.head.start_op..).zip(&chunk.operations) {
            if operation.object.is_none() && operation.action == 0 {
                self.containers.insert(OpId { counter, actor }, operation.key.to_owned());
            }
        }
    }

    /// Notes what a change that is about to be added writes to registers.
    fn add_register_writes(&mut self, chunk: &Chunk<'_>, meta: &ChangeMeta) {
        let change = self.changes.len();
        for (counter, operation) in (meta.start_op..).zip(&chunk.operations) {
            let object = operation
                .object
                .and_then(|object| Some(OpId { counter: object.counter, actor: chunk.actor(object.actor)? }));
            if operation.key == SEEN || object.and_then(|object| self.container_name(object)) != Some(FIELDS) {
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

/// Remembers of the history what more than one question needs.
pub(crate) struct RegistersBefore<'a> {
    graph: &'a Graph,
    deps: Option<Vec<Vec<usize>>>,
    seen: BTreeMap<String, Vec<Bits>>,
}

impl<'a> RegistersBefore<'a> {
    /// The writes that the author of a change had in a register, by the place of the change.
    pub(crate) fn of(&mut self, register: &str, change: usize) -> Vec<&'a RegisterWrite> {
        let Some(history) = self.graph.registers.get(register) else { return Vec::new() };
        if !history.is_forked() {
            return history.before(change, &[]);
        }
        let deps = self.deps.get_or_insert_with(|| self.graph.places_of_deps());
        let seen = self.seen.entry(register.to_owned()).or_insert_with(|| history.seen(deps));
        history.before(change, seen)
    }
}

impl PartGraph {
    fn add(&mut self, chunk: &Chunk<'_>) {
        for dep in &chunk.head.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(chunk.hash);
        self.size = self.size.plus(Size { changes: 1, operations: chunk.operations.len() });
        self.max_op = self.max_op.max(chunk.max_op());
    }
}

/// Whether a container is one of a part.
fn is_in(part: Part, container: OpId) -> bool {
    schema_of_actor(container.actor).is_some_and(|(of, _)| of == part)
}
