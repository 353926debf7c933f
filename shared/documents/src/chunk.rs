//! The bytes of one change: an uncompressed change chunk of Automerge's storage format, read by our own bounded reader
//! before Automerge sees it.
//!
//! ```text
//! magic 85 6f 4a 83 · checksum (first 4 bytes of the hash) · type 1 · length · body
//! body: deps · actor · seq · startOp · time · message · other actors · column metadata · column data · rest
//! hash: SHA-256 over type, length and body
//! ```

use crate::columns::{ColumnOp, read_operations};
use crate::leb::{LebError, Reader, write_length, write_signed, write_unsigned};
use crate::{ActorId, part};
use onsite_domain::id::Hash;

pub(crate) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const TYPE_CHANGE: u8 = 1;
/// Set in a column's specification when its data are compressed.
const COLUMN_IS_COMPRESSED: u32 = 0x08;
const COLUMNS_MAX: usize = 32;
/// Automerge keeps operation counters in 32 bits; half of it is left as room.
pub(crate) const OPERATION_COUNTER_MAX: u64 = 1 << 31;

/// What a change says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeMeta {
    pub hash: Hash,
    pub actor: ActorId,
    /// Counts an actor's changes in this document, from 1.
    pub seq: u64,
    /// The counters of its operations: `start_op..=max_op`.
    pub start_op: u64,
    pub max_op: u64,
    /// Sorted: what it depends on in its part of the document, and what it names as seen in the parts before.
    pub deps: Vec<Hash>,
    /// The device's wall clock, in milliseconds since 1970 (precision: one second).
    pub wall_ms: i64,
    pub size_bytes: usize,
    pub operation_count: usize,
}

/// One change: its original bytes and what they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawChange {
    pub meta: ChangeMeta,
    pub bytes: Vec<u8>,
}

impl RawChange {
    /// Reads a change that may come from anywhere; only its structure is judged.
    pub fn read(bytes: &[u8], size_bytes_max: usize) -> Result<Self, ChunkError> {
        let chunk = Chunk::read(bytes, size_bytes_max)?;
        Ok(Self { meta: chunk.meta(), bytes: bytes.to_vec() })
    }
}

/// Why bytes are not an acceptable change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    #[error(transparent)]
    Leb(#[from] LebError),
    #[error("not a change: the magic bytes are missing")]
    Magic,
    #[error("only uncompressed change chunks are taken, not type {0}")]
    Type(u8),
    #[error("the checksum does not match")]
    Checksum,
    #[error("the length does not match")]
    Length,
    #[error("larger than allowed")]
    TooLarge,
    #[error("an actor id is not 16 bytes")]
    Actor,
    #[error("dependencies or actors are not sorted and distinct")]
    Order,
    #[error("an operation counter is outside its range")]
    Counter,
    #[error("a column of an unknown kind: {0:#x}")]
    Column(u32),
    #[error("columns are out of order, twice there or compressed")]
    Columns,
    #[error("the operations do not fit together")]
    Operations,
    #[error("names what was seen in earlier parts in another way than is known")]
    Seen,
    #[error("a change without operations")]
    Empty,
    #[error("a message or trailing bytes, which changes here do not have")]
    Trailing,
}

/// A change that was read: everything in it is bounded and fits together. Says nothing about the document.
#[derive(Clone, Debug)]
pub(crate) struct Chunk<'a> {
    pub(crate) hash: Hash,
    pub(crate) head: ChunkHead,
    pub(crate) operations: Vec<ColumnOp<'a>>,
    /// What it names as seen in the parts before its own.
    pub(crate) seen: Vec<Hash>,
    pub(crate) size_bytes: usize,
}

/// A column's specification (id and type) and its data.
pub(crate) type Column<'a> = (u32, &'a [u8]);

/// The part of a change before its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChunkHead {
    pub(crate) deps: Vec<Hash>,
    pub(crate) actor: ActorId,
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    /// Seconds since 1970.
    pub(crate) time_s: i64,
    pub(crate) other_actors: Vec<ActorId>,
}

impl<'a> Chunk<'a> {
    pub(crate) fn read(bytes: &'a [u8], size_bytes_max: usize) -> Result<Self, ChunkError> {
        if bytes.len() > size_bytes_max {
            return Err(ChunkError::TooLarge);
        }
        let mut reader = Reader::new(bytes);
        if reader.array::<4>()? != MAGIC {
            return Err(ChunkError::Magic);
        }
        let checksum = reader.array::<4>()?;
        let hashed = reader.rest();
        let chunk_type = reader.byte()?;
        if chunk_type != TYPE_CHANGE {
            return Err(ChunkError::Type(chunk_type));
        }
        if reader.count(size_bytes_max)? != reader.rest().len() {
            return Err(ChunkError::Length);
        }
        let hash = Hash::of(hashed);
        if hash.0.first_chunk::<4>() != Some(&checksum) {
            return Err(ChunkError::Checksum);
        }
        let (head, columns) = read_body(&mut reader)?;
        let actors = head.other_actors.len().saturating_add(1);
        let operations = read_operations(&columns, actors, bytes.len())?;
        let seen = part::seen(&operations).ok_or(ChunkError::Seen)?;
        let chunk = Self { hash, head, operations, seen, size_bytes: bytes.len() };
        if chunk.head.seq == 0 || chunk.head.start_op == 0 || chunk.max_op() > OPERATION_COUNTER_MAX {
            return Err(ChunkError::Counter);
        }
        Ok(chunk)
    }

    pub(crate) fn max_op(&self) -> u64 {
        let count = u64::try_from(self.operations.len()).unwrap_or(u64::MAX);
        self.head.start_op.saturating_add(count).saturating_sub(1)
    }

    pub(crate) fn meta(&self) -> ChangeMeta {
        ChangeMeta {
            hash: self.hash,
            actor: self.head.actor,
            seq: self.head.seq,
            start_op: self.head.start_op,
            max_op: self.max_op(),
            deps: self.deps(),
            wall_ms: self.head.time_s.saturating_mul(1000),
            size_bytes: self.size_bytes,
            operation_count: self.operations.len(),
        }
    }

    fn deps(&self) -> Vec<Hash> {
        let mut deps = self.head.deps.clone();
        if !self.seen.is_empty() {
            deps.extend(&self.seen);
            deps.sort_unstable();
            deps.dedup();
        }
        deps
    }

    /// The actor behind an index of this change.
    pub(crate) fn actor(&self, index: usize) -> Option<ActorId> {
        match index.checked_sub(1) {
            None => Some(self.head.actor),
            Some(other) => self.head.other_actors.get(other).copied(),
        }
    }
}

fn read_body<'a>(reader: &mut Reader<'a>) -> Result<(ChunkHead, Vec<Column<'a>>), ChunkError> {
    let mut deps = Vec::new();
    for _ in 0..counted(reader, 32)? {
        deps.push(Hash(reader.array()?));
    }
    let actor = read_actor(reader)?;
    let seq = reader.unsigned()?;
    let start_op = reader.unsigned()?;
    let time_s = reader.signed()?;
    if reader.unsigned()? != 0 {
        return Err(ChunkError::Trailing);
    }
    let mut other_actors = Vec::new();
    for _ in 0..counted(reader, 17)? {
        other_actors.push(read_actor(reader)?);
    }
    if !deps.is_sorted_by(|a, b| a < b) || !other_actors.is_sorted_by(|a, b| a < b) || other_actors.contains(&actor) {
        return Err(ChunkError::Order);
    }
    let columns = read_columns(reader)?;
    if !reader.is_empty() {
        return Err(ChunkError::Trailing);
    }
    Ok((ChunkHead { deps, actor, seq, start_op, time_s, other_actors }, columns))
}

/// A count of things of `size` bytes each, which must all be there.
fn counted(reader: &mut Reader<'_>, size: usize) -> Result<usize, ChunkError> {
    let count = reader.count(usize::MAX)?;
    if count.checked_mul(size).is_none_or(|total| total > reader.rest().len()) {
        return Err(ChunkError::Leb(LebError::Truncated));
    }
    Ok(count)
}

fn read_actor(reader: &mut Reader<'_>) -> Result<ActorId, ChunkError> {
    if reader.unsigned()? != 16 {
        return Err(ChunkError::Actor);
    }
    Ok(ActorId(reader.array()?))
}

fn read_columns<'a>(reader: &mut Reader<'a>) -> Result<Vec<Column<'a>>, ChunkError> {
    let count = reader.count(COLUMNS_MAX)?;
    let mut specs = Vec::with_capacity(count);
    for _ in 0..count {
        let spec = u32::try_from(reader.unsigned()?).map_err(|_| ChunkError::Columns)?;
        specs.push((spec, reader.count(usize::MAX)?));
    }
    let is_orderly = specs.is_sorted_by(|(a, _), (b, _)| a < b)
        && specs.iter().all(|(spec, length)| spec & COLUMN_IS_COMPRESSED == 0 && *length > 0);
    if !is_orderly {
        return Err(ChunkError::Columns);
    }
    specs.into_iter().map(|(spec, length)| Ok((spec, reader.take(length)?))).collect()
}

/// Builds the bytes of a change from its parts: the inverse of [`Chunk::read`].
pub(crate) fn write_chunk(head: &ChunkHead, columns: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    write_length(&mut body, head.deps.len());
    head.deps.iter().for_each(|dep| body.extend_from_slice(&dep.0));
    write_actor(&mut body, head.actor);
    write_unsigned(&mut body, head.seq);
    write_unsigned(&mut body, head.start_op);
    write_signed(&mut body, head.time_s);
    write_length(&mut body, 0);
    write_length(&mut body, head.other_actors.len());
    head.other_actors.iter().for_each(|actor| write_actor(&mut body, *actor));
    write_length(&mut body, columns.len());
    for (spec, bytes) in columns {
        write_unsigned(&mut body, u64::from(*spec));
        write_length(&mut body, bytes.len());
    }
    columns.iter().for_each(|(_, bytes)| body.extend_from_slice(bytes));
    with_header(&body)
}

fn write_actor(out: &mut Vec<u8>, actor: ActorId) {
    write_length(out, actor.0.len());
    out.extend_from_slice(&actor.0);
}

fn with_header(body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![TYPE_CHANGE];
    write_length(&mut hashed, body.len());
    hashed.extend_from_slice(body);
    let hash = Hash::of(&hashed);
    let mut bytes = Vec::with_capacity(hashed.len().saturating_add(8));
    bytes.extend_from_slice(&MAGIC);
    bytes.extend(hash.0.iter().take(4));
    bytes.extend_from_slice(&hashed);
    bytes
}
