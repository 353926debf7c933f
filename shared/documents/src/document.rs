//! A document in memory: making it, loading it, writing to it.

use crate::chunk::{ChangeMeta, Chunk, ChunkError, RawChange};
use crate::engine::{Engine, EngineError, Put};
use crate::genesis::{FIELDS, genesis, schema_of_actor, upgrades};
use crate::graph::Graph;
use crate::operation::{Scalar, knows_field};
use crate::{ActorId, TEXT_BYTES_MAX};
use onsite_domain::document::{DocumentKind, Write};
use onsite_domain::id::Hash;
use onsite_domain::{Id, Rejected, RejectedCode};
use std::collections::BTreeSet;

/// A document: its history, and what Automerge makes of it.
#[derive(Clone)]
pub struct Document {
    pub(crate) kind: &'static DocumentKind,
    pub(crate) id: Id,
    pub(crate) engine: Engine,
    pub(crate) graph: Graph,
}

/// Our bug or damaged data. The document must be thrown away and loaded again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    #[error("stored change {index} is damaged: {cause}")]
    Damaged { index: usize, cause: ChunkError },
    #[error("stored change {index} depends on a change that is not stored before it")]
    Incomplete { index: usize },
    #[error("heads name a change that this document does not have")]
    UnknownHeads,
    #[error("{0}")]
    Engine(String),
}

impl From<EngineError> for DocumentError {
    fn from(error: EngineError) -> Self {
        Self::Engine(error.to_string())
    }
}

/// Why a write did not happen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    #[error(transparent)]
    Rejected(#[from] Rejected),
    #[error(transparent)]
    Broken(#[from] DocumentError),
}

impl Document {
    /// A new document: genesis, and every upgrade that this build knows. [`Document::schema_changes`] are to be stored
    /// and sent before anything that is written to it.
    pub fn create(kind: &'static DocumentKind, id: Id) -> Result<Self, DocumentError> {
        let mut document = Self::from_changes(kind, id, std::iter::empty::<&[u8]>())?;
        document.upgrade()?;
        Ok(document)
    }

    /// Loads a document from our own store: changes in the order they were admitted. Genesis may be among them or not.
    pub fn from_changes<B: AsRef<[u8]>>(
        kind: &'static DocumentKind,
        id: Id,
        changes: impl IntoIterator<Item = B>,
    ) -> Result<Self, DocumentError> {
        let first = genesis(kind, id);
        let stored: Vec<B> = changes.into_iter().collect();
        let mut graph = Graph::default();
        let mut applied = Vec::with_capacity(stored.len().saturating_add(1));
        for (index, bytes) in
            std::iter::once(first.bytes.as_slice()).chain(stored.iter().map(AsRef::as_ref)).enumerate()
        {
            let index = index.saturating_sub(1);
            let chunk = Chunk::read(bytes, usize::MAX).map_err(|cause| DocumentError::Damaged { index, cause })?;
            if graph.knows(&chunk.hash) {
                continue;
            }
            if !chunk.head.deps.iter().all(|dep| graph.knows(dep))
                || (chunk.head.deps.is_empty() && !applied.is_empty())
            {
                return Err(DocumentError::Incomplete { index });
            }
            graph.add(&chunk);
            applied.push(bytes);
        }
        let mut engine = Engine::new();
        engine.apply(&applied)?;
        if engine.heads() != graph.heads() {
            return Err(DocumentError::Engine("heads differ after loading".to_owned()));
        }
        Ok(Self { kind, id, engine, graph })
    }

    pub fn kind(&self) -> &'static DocumentKind {
        self.kind
    }

    pub fn id(&self) -> Id {
        self.id
    }

    /// Sorted.
    pub fn heads(&self) -> Vec<Hash> {
        self.graph.heads()
    }

    /// Genesis included.
    pub fn change_count(&self) -> usize {
        self.graph.changes().len()
    }

    pub fn operation_count(&self) -> usize {
        self.graph.size().operations
    }

    /// What is known of every change, in topological order, genesis first.
    pub fn changes(&self) -> &[ChangeMeta] {
        self.graph.changes()
    }

    pub fn change(&self, hash: &Hash) -> Option<&ChangeMeta> {
        self.graph.change(hash)
    }

    pub fn has(&self, hash: &Hash) -> bool {
        self.graph.knows(hash)
    }

    /// The original bytes of a change.
    pub fn change_bytes(&self, hash: &Hash) -> Option<Vec<u8>> {
        if self.has(hash) { self.engine.change(hash) } else { None }
    }

    /// The changes that somebody at `heads` does not have, in topological order. Heads that are not known here are
    /// taken as nothing.
    pub fn changes_since(&self, heads: &[Hash]) -> Vec<&ChangeMeta> {
        self.graph.since(heads)
    }

    /// Whether `hash` is one of `heads` or an ancestor of one.
    pub fn is_covered(&self, hash: &Hash, heads: &[Hash]) -> bool {
        self.graph.is_covered(hash, heads)
    }

    /// The newest schema in its history (1 is genesis).
    pub fn schema(&self) -> u32 {
        self.graph.schema()
    }

    /// Genesis and the upgrades in the history: made by nobody, the same bytes everywhere, to be stored like others.
    pub fn schema_changes(&self) -> Vec<RawChange> {
        std::iter::once(genesis(self.kind, self.id))
            .chain(upgrades(self.kind, self.id))
            .filter(|change| self.has(&change.meta.hash))
            .collect()
    }

    /// Adds the upgrades that are missing. They are to be stored and sent before what is written afterwards.
    pub fn upgrade(&mut self) -> Result<Vec<RawChange>, DocumentError> {
        let missing: Vec<_> =
            upgrades(self.kind, self.id).filter(|change| !self.graph.knows(&change.meta.hash)).collect();
        for change in &missing {
            let chunk =
                Chunk::read(&change.bytes, usize::MAX).map_err(|cause| DocumentError::Damaged { index: 0, cause })?;
            self.engine.apply(&[&change.bytes])?;
            self.graph.add(&chunk);
        }
        Ok(missing)
    }

    /// Writes at the present heads, as one change. `None` where every value was there already.
    ///
    /// Refuses unknown fields and collections, values that are no scalars, entries that are no objects, entry ids that
    /// were used, and texts over [`TEXT_BYTES_MAX`]. After [`WriteError::Broken`] the document must be loaded again.
    pub fn write(&mut self, actor: ActorId, wall_ms: i64, writes: &[Write]) -> Result<Option<RawChange>, WriteError> {
        self.commit(None, actor, wall_ms, writes)
    }

    /// Writes as somebody who saw `heads` and nothing since, so that what others wrote meanwhile stays visible as a
    /// conflict. The change may carry an actor derived from `actor` ([`ActorId::forked`]): bind the one in its `meta`.
    pub fn write_at(
        &mut self,
        heads: &[Hash],
        actor: ActorId,
        wall_ms: i64,
        writes: &[Write],
    ) -> Result<Option<RawChange>, WriteError> {
        if heads.is_empty() || !heads.iter().all(|head| self.has(head)) {
            return Err(WriteError::Rejected(Rejected::new(RejectedCode::NotFound, "heads")));
        }
        let mut heads: BTreeSet<Hash> = heads.iter().copied().collect();
        if heads.iter().copied().eq(self.heads()) {
            return self.commit(None, actor, wall_ms, writes);
        }
        let seen: Vec<Hash> = heads.iter().copied().collect();
        let candidates = std::iter::once(actor).chain((1..=u32::MAX).map(|n| actor.forked(n)));
        for candidate in candidates {
            match self.graph.last_of(candidate) {
                // An actor is a sequence: its next change depends on its last one.
                Some(last) if !self.graph.is_covered(&last.hash, &seen) => {}
                last => {
                    heads.extend(last.map(|last| last.hash));
                    let heads: Vec<Hash> = heads.into_iter().collect();
                    return self.commit(Some(&heads), candidate, wall_ms, writes);
                }
            }
        }
        Err(WriteError::Broken(DocumentError::Engine("no actor left".to_owned())))
    }

    fn commit(
        &mut self,
        at: Option<&[Hash]>,
        actor: ActorId,
        wall_ms: i64,
        writes: &[Write],
    ) -> Result<Option<RawChange>, WriteError> {
        if writes.is_empty() {
            return Err(WriteError::Rejected(Rejected::new(RejectedCode::Missing, "")));
        }
        if schema_of_actor(actor).is_some() {
            return Err(WriteError::Rejected(Rejected::new(RejectedCode::OtherAuthor, "")));
        }
        let owned = self.prepared(writes)?;
        let containers = self.graph.containers();
        let mut puts = Vec::with_capacity(owned.len());
        for (container, key, value) in &owned {
            let container = containers.get(container.as_str()).copied();
            let container = container.ok_or_else(|| Rejected::new(RejectedCode::UnknownPath, key.clone()))?;
            puts.push(Put { container, key, value: value.clone() });
        }
        let made = self.engine.put(actor, wall_ms.div_euclid(1000), at, puts).map_err(DocumentError::from)?;
        let Some(bytes) = made else { return Ok(None) };
        let damaged = |cause| DocumentError::Damaged { index: self.graph.changes().len(), cause };
        let chunk = Chunk::read(&bytes, usize::MAX).map_err(damaged)?;
        self.graph.add(&chunk);
        let meta = chunk.meta();
        Ok(Some(RawChange { meta, bytes }))
    }

    /// The writes as (container, key, value), or the rule that refuses one.
    fn prepared(&self, writes: &[Write]) -> Result<Vec<(String, String, Scalar)>, WriteError> {
        let mut prepared = Vec::with_capacity(writes.len());
        let mut added = BTreeSet::new();
        for write in writes {
            match write {
                Write::Set { field, value } => prepared.push(self.set(field, value)?),
                Write::Add { collection, id, entry } => {
                    let row = self.add(collection, *id, entry)?;
                    if !added.insert((collection.as_str(), *id)) {
                        return Err(rejected(RejectedCode::IdTaken, format!("{collection}/{id}")));
                    }
                    prepared.push(row);
                }
            }
        }
        Ok(prepared)
    }

    fn set(&self, field: &str, value: &serde_json::Value) -> Result<(String, String, Scalar), WriteError> {
        let path = || format!("{FIELDS}/{field}");
        if !knows_field(self.kind, field) {
            return Err(rejected(RejectedCode::UnknownPath, path()));
        }
        let value = Scalar::from_json(value).ok_or_else(|| rejected(RejectedCode::WrongShape, path()))?;
        if matches!(&value, Scalar::Text(text) if text.len() > TEXT_BYTES_MAX) {
            return Err(rejected(RejectedCode::TooLarge, path()));
        }
        Ok((FIELDS.to_owned(), field.to_owned(), value))
    }

    fn add(&self, collection: &str, id: Id, entry: &serde_json::Value) -> Result<(String, String, Scalar), WriteError> {
        let key = id.to_string();
        let path = format!("{collection}/{key}");
        let containers = self.graph.containers();
        let container = containers.get(collection).filter(|_| collection != FIELDS);
        let Some(container) = container else { return Err(rejected(RejectedCode::UnknownPath, path)) };
        if !entry.is_object() {
            return Err(rejected(RejectedCode::WrongShape, path));
        }
        let text = entry.to_string();
        if text.len() > TEXT_BYTES_MAX {
            return Err(rejected(RejectedCode::TooLarge, path));
        }
        if self.engine.has(*container, &key).map_err(DocumentError::from)? {
            return Err(rejected(RejectedCode::IdTaken, path));
        }
        Ok((collection.to_owned(), key, Scalar::Text(text)))
    }
}

fn rejected(code: RejectedCode, path: String) -> WriteError {
    WriteError::Rejected(Rejected::new(code, path))
}
