//! A document in memory: making it, loading it, asking it.

use crate::chunk::{ChangeMeta, Chunk, ChunkError, RawChange};
use crate::engine::{Engine, EngineError};
use crate::genesis::{genesis, made_alike, upgrades};
use crate::graph::Graph;
use crate::part::Part;
use onsite_domain::Id;
use onsite_domain::document::DocumentKind;
use onsite_domain::id::Hash;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A document: its history, and what Automerge makes of it.
#[derive(Clone)]
pub struct Document {
    pub(crate) kind: &'static DocumentKind,
    pub(crate) id: Id,
    /// Of each part.
    pub(crate) engines: Vec<Arc<Engine>>,
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
        let mut applied: BTreeMap<Part, Vec<&[u8]>> = BTreeMap::new();
        for (index, bytes) in
            std::iter::once(first.bytes.as_slice()).chain(stored.iter().map(AsRef::as_ref)).enumerate()
        {
            let index = index.saturating_sub(1);
            let chunk = Chunk::read(bytes, usize::MAX).map_err(|cause| DocumentError::Damaged { index, cause })?;
            if graph.knows(&chunk.hash) {
                continue;
            }
            graph = begun(kind, id, &graph, &chunk).unwrap_or(graph);
            if !chunk.head.deps.iter().chain(&chunk.seen).all(|dep| graph.knows(dep))
                || (chunk.head.deps.is_empty() && !applied.is_empty())
            {
                return Err(DocumentError::Incomplete { index });
            }
            graph.add(&chunk);
            applied.entry(graph.part_of(&chunk.hash).unwrap_or_default()).or_default().push(bytes);
        }
        let mut engines = Vec::with_capacity(applied.len());
        for (part, changes) in applied {
            // The genesis of the first part is among its changes.
            let mut engine = if part == Part::FIRST { Engine::new() } else { Engine::of_part(kind, id, part)? };
            engine.apply(&changes)?;
            engines.push(Arc::new(engine));
        }
        if graph.parts().count() != engines.len()
            || graph.parts().zip(&engines).any(|(part, engine)| engine.heads() != graph.part_heads(part))
        {
            return Err(DocumentError::Engine("heads differ after loading".to_owned()));
        }
        Ok(Self { kind, id, engines, graph })
    }

    /// The graph with the next part begun, where a change stands on that and on nothing that is there.
    pub(crate) fn begun(&self, graph: &Graph, chunk: &Chunk<'_>) -> Option<Graph> {
        begun(self.kind, self.id, graph, chunk)
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

    /// Whether a change may depend on it: it is there, or is made alike by everybody once something stands on it.
    pub fn can_bear(&self, hash: &Hash) -> bool {
        let next = || self.graph.last_part().next().map(|part| made_alike(self.kind, self.id, part));
        self.has(hash) || next().is_some_and(|next| next.iter().any(|change| change.meta.hash == *hash))
    }

    /// The original bytes of a change.
    pub fn change_bytes(&self, hash: &Hash) -> Option<Vec<u8>> {
        self.engines.get(self.graph.part_of(hash)?.index())?.change(hash)
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

    /// Genesis and the upgrades in the history of the first part: made by nobody, the same bytes everywhere, to be stored like others.
    pub fn schema_changes(&self) -> Vec<RawChange> {
        std::iter::once(genesis(self.kind, self.id))
            .chain(upgrades(self.kind, self.id, Part::FIRST))
            .filter(|change| self.has(&change.meta.hash))
            .collect()
    }

    /// Adds the upgrades that are missing in the first part. They are to be stored and sent before what is written
    /// afterwards. Those of a later part come with its genesis.
    pub fn upgrade(&mut self) -> Result<Vec<RawChange>, DocumentError> {
        let missing: Vec<_> =
            upgrades(self.kind, self.id, Part::FIRST).filter(|change| !self.graph.knows(&change.meta.hash)).collect();
        for change in &missing {
            let chunk =
                Chunk::read(&change.bytes, usize::MAX).map_err(|cause| DocumentError::Damaged { index: 0, cause })?;
            if let Some(engine) = self.engines.first_mut() {
                Arc::make_mut(engine).apply(&[&change.bytes])?;
            }
            self.graph.add(&chunk);
        }
        Ok(missing)
    }
}

/// Begins a part with what everybody makes alike.
pub(crate) fn begin(kind: &'static DocumentKind, id: Id, graph: &mut Graph, part: Part) {
    let made_alike = made_alike(kind, id, part);
    let chunks: Vec<Chunk<'_>> =
        made_alike.iter().filter_map(|change| Chunk::read(&change.bytes, usize::MAX).ok()).collect();
    graph.begin_part(&chunks);
}

fn begun(kind: &'static DocumentKind, id: Id, graph: &Graph, chunk: &Chunk<'_>) -> Option<Graph> {
    let missing = chunk.head.deps.first().filter(|dep| !graph.knows(dep))?;
    let next = graph.last_part().next()?;
    if !made_alike(kind, id, next).iter().any(|change| change.meta.hash == *missing) {
        return None;
    }
    let mut graph = graph.clone();
    begin(kind, id, &mut graph, next);
    Some(graph)
}
