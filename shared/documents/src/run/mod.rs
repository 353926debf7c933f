//! The wire form of changes. Most bytes of a change are known to whoever has the one before it: magic, checksum, type,
//! length, the dependency, the actor, sequence and operation numbers, column framing, and what an operation replaces. They
//! are left out; the rest is sorted into streams of like with like, so that the compressor over the whole message finds
//! the repetition. Every original byte comes out again, hash for hash: the encoder has looked, and sends what does not
//! fit as it is.
//!
//! ```text
//! version · number of streams · their lengths · the streams (see `streams`)
//! ```
//!
//! A batch holds runs of several documents, so that they share streams.

mod json;
mod reader;
mod streams;
mod template;
mod writer;

use crate::ActorId;
use crate::leb::LebError;
use onsite_domain::id::Hash;

/// The first byte of a batch.
const VERSION: u8 = 1;
/// The first byte of a batch whose changes stand as they are.
const VERSION_PLAIN: u8 = 0;

/// What both sides know about a run before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunBase {
    /// Who made every change of the run.
    pub actor: ActorId,
    /// Hashes that both sides know, in the same order; best the heads that the run began at. Others cost 32 bytes each.
    pub known: Vec<Hash>,
}

/// Consecutive changes of one actor in one document, with what the other side knows.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    pub base: &'a RunBase,
    pub changes: &'a [&'a [u8]],
}

/// Bounds on what a batch may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunLimits {
    pub changes_max: usize,
    /// Of all changes together.
    pub bytes_max: usize,
}

impl Default for RunLimits {
    fn default() -> Self {
        Self { changes_max: 20_000, bytes_max: 64 << 20 }
    }
}

/// Why a batch cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    #[error("a batch of a form that is not known: {0}")]
    Version(u8),
    #[error(transparent)]
    Leb(#[from] LebError),
    #[error("more changes or bytes than allowed")]
    TooLarge,
    #[error("a batch that contradicts itself")]
    Contradiction,
    #[error("not the number of runs that was announced")]
    Runs,
}

/// One run on its own.
pub fn encode_run(base: &RunBase, changes: &[&[u8]]) -> Vec<u8> {
    encode_runs(&[Run { base, changes }])
}

pub fn decode_run(base: &RunBase, bytes: &[u8], limits: &RunLimits) -> Result<Vec<Vec<u8>>, RunError> {
    let mut runs = decode_runs(&[base], bytes, limits)?;
    runs.pop().ok_or(RunError::Runs)
}

/// Runs of many documents in one batch, which is to be compressed by whoever sends it.
pub fn encode_runs(runs: &[Run<'_>]) -> Vec<u8> {
    let bases: Vec<&RunBase> = runs.iter().map(|run| run.base).collect();
    let limits = RunLimits { changes_max: usize::MAX, bytes_max: usize::MAX };
    // Nearly always all of it comes out again; only otherwise each change is looked at.
    for is_each_tried in [false, true] {
        let Some(encoded) = writer::encode(runs, is_each_tried) else { break };
        let is_faithful = decode_runs(&bases, &encoded, &limits).is_ok_and(|decoded| {
            decoded.len() == runs.len() && decoded.iter().zip(runs).all(|(decoded, run)| decoded == run.changes)
        });
        if is_faithful {
            return encoded;
        }
    }
    writer::encode_plain(runs)
}

/// The changes of every run, in the order of `bases`. That they are acceptable changes is for the gate to say.
pub fn decode_runs(bases: &[&RunBase], bytes: &[u8], limits: &RunLimits) -> Result<Vec<Vec<Vec<u8>>>, RunError> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => reader::decode(bases, rest, limits),
        Some((&VERSION_PLAIN, rest)) => reader::decode_plain(bases, rest, limits),
        Some((version, _)) => Err(RunError::Version(*version)),
        None => Err(RunError::Leb(LebError::Truncated)),
    }
}
