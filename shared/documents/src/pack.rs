//! A closed document as one row: all its changes in Automerge's compressed form, after every change was reproduced.

use crate::Document;
use crate::chunk::{Chunk, ChunkError};
use crate::engine::{Engine, EngineError};
use crate::genesis::genesis;
use crate::graph::Graph;
use crate::leb::{LebError, Reader, write_length};
use onsite_domain::Id;
use onsite_domain::document::DocumentKind;

/// The form of a packed row.
const VERSION: u8 = 1;

/// Why a document cannot be packed (it stays as it is) or a packed row cannot be read (it is damaged).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    #[error("a packed row of a form that is not known: {0}")]
    Version(u8),
    #[error(transparent)]
    Truncated(#[from] LebError),
    #[error(transparent)]
    Chunk(#[from] ChunkError),
    #[error("packed changes do not come out as they went in")]
    Differs,
    #[error("{0}")]
    Engine(String),
}

impl From<EngineError> for PackError {
    fn from(error: EngineError) -> Self {
        Self::Engine(error.to_string())
    }
}

impl Document {
    /// All changes in one compressed row. Every change was unpacked again and compared before this returns.
    pub fn pack(&self) -> Result<Vec<u8>, PackError> {
        let mut packed = vec![VERSION];
        write_length(&mut packed, self.change_count());
        packed.extend(self.engine.saved()?);
        let again = Self::unpack(self.kind, self.id, &packed)?;
        let is_same = again.heads() == self.heads() && self.changes().iter().all(|change| again.has(&change.hash));
        if is_same { Ok(packed) } else { Err(PackError::Differs) }
    }

    /// Loads a packed row of our own store.
    pub fn unpack(kind: &'static DocumentKind, id: Id, packed: &[u8]) -> Result<Self, PackError> {
        let mut reader = Reader::new(packed);
        let version = reader.byte()?;
        if version != VERSION {
            return Err(PackError::Version(version));
        }
        let count = reader.count(usize::MAX)?;
        let engine = Engine::loaded(reader.rest())?;
        let mut graph = Graph::default();
        for bytes in engine.all_changes()? {
            graph.add(&Chunk::read(&bytes, usize::MAX)?);
        }
        let is_whole = graph.changes().len() == count
            && graph.knows(&genesis(kind, id).meta.hash)
            && graph.heads() == engine.heads();
        if is_whole { Ok(Self { kind, id, engine, graph }) } else { Err(PackError::Differs) }
    }
}
