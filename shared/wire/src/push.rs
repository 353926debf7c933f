//! What a field device sends: its units, in the order of its hash chain.
//!
//! A unit needs no identity of its own: its number in the field device's chain is one, and the chain value after it
//! proves what came before. Forks make the chain a tree; each branch has a random name.

use crate::{binary, delivery::SubjectRef, keys::Signature, limit, units};
use minicbor::{Decode, Encode};
use onsite_domain::{Id, Stamp, id::Hash};

/// Consecutive units of one branch with the runs of changes they made. Without units it asks whether the server still
/// knows the unit before the first.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Push {
    /// Random; drawn when the chain begins, and again when the phone learns that it was cloned or restored.
    #[cbor(n(0), with = "binary::one")]
    pub branch: [u8; 16],
    /// The chain value before the first unit; [`CHAIN_START`] before number 1 of the first branch.
    #[cbor(n(1), with = "binary::one")]
    pub parent: [u8; 16],
    /// The number of the first unit, from 1; the others follow one by one.
    #[n(2)]
    pub first_number: u64,
    #[cbor(n(3), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::ACTORS_MAX }>")]
    pub actors: Vec<ActorBinding>,
    #[cbor(n(4), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PUSH_RUNS_MAX }>")]
    pub runs: Vec<RunPart>,
    /// Travels in columns (see `units.rs`).
    #[cbor(n(5), with = "units")]
    pub units: Vec<Unit>,
    /// What the units name and the server will want.
    #[cbor(n(6), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::BLOBS_MAX }>")]
    pub blobs: Vec<BlobRef>,
}

/// The user for whom an actor of this field device speaks. Every run's signature covers it.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct ActorBinding {
    #[cbor(n(0), with = "binary::one")]
    pub actor: [u8; 16],
    #[cbor(n(1), with = "binary::one")]
    pub user: Id,
}

/// Consecutive changes of one actor in one document.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct RunPart {
    #[n(0)]
    pub subject: SubjectRef,
    /// Index into the push's actors.
    #[n(1)]
    pub actor: u32,
    /// The document is new: the server makes its genesis.
    #[cbor(n(2), skip_if = "std::ops::Not::not")]
    pub is_creating: bool,
    /// In the codec of `onsite-documents`.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    #[n(4)]
    pub change_count: u32,
    /// The change that the signature names; left out where it is the last of the run, which the server computes anyway.
    #[cbor(n(5), with = "binary::maybe", skip_if = "Option::is_none")]
    pub newest: Option<Hash>,
    /// Over [`crate::Statement::Run`].
    #[n(6)]
    pub signature: Signature,
}

/// What one command wrote: accepted, refused or put to review whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {
    pub stamp: Stamp,
    /// The next changes of these runs belong to this unit, in this order.
    pub runs: Vec<UnitRun>,
    pub facts: Vec<FactPart>,
    /// The kind of the intent, for people who read the outbox on the server.
    pub intent: Option<String>,
    /// Somebody signed over heads that hold its changes: they are never made anew, and what policy refuses of them is kept
    /// beside the document.
    pub is_signed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitRun {
    /// Index into the push's runs.
    pub run: u32,
    /// At least 1.
    pub change_count: u32,
}

/// A fact as its author wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct FactPart {
    pub bytes: Vec<u8>,
    /// Over [`crate::Statement::Fact`].
    pub signature: Signature,
}

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct BlobRef {
    #[cbor(n(0), with = "binary::one")]
    pub hash: Hash,
    #[n(1)]
    pub size_bytes: u64,
    /// The media type, where it is known.
    #[n(2)]
    pub media: Option<String>,
    /// A thumbnail: wanted before the others.
    #[cbor(n(3), skip_if = "std::ops::Not::not")]
    pub is_thumbnail: bool,
}

/// The chain value before the first unit of a field device.
pub const CHAIN_START: [u8; 16] = [0; 16];

/// What a unit is, for the chain: its stamp, its changes in their order, its facts in theirs.
pub fn unit_hash(stamp: &Stamp, changes: &[Hash], facts: &[Hash]) -> Hash {
    let mut stamp_bytes = [0_u8; 24];
    let parts = stamp
        .wall_ms
        .to_be_bytes()
        .into_iter()
        .chain(stamp.boot.to_be_bytes())
        .chain(stamp.since_boot_ms.to_be_bytes());
    for (place, byte) in stamp_bytes.iter_mut().zip(parts) {
        *place = byte;
    }
    let joined = |hashes: &[Hash]| hashes.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>();
    Hash::of_parts("onsite/unit-content/v1", &[&stamp_bytes, &joined(changes), &joined(facts)])
}

/// The chain value after a unit.
pub fn chain_next(chain: &[u8; 16], unit: &Hash) -> [u8; 16] {
    Hash::of_parts("onsite/unit/v1", &[chain, &unit.0]).id().to_bytes()
}

impl Push {
    /// Checks what the encoding alone cannot say: that indexes point at something, and that the units account for every
    /// change of every run, once.
    pub fn check(&self) -> Result<(), PushError> {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        // The number of the last fits a signed column.
        let last = self.first_number.checked_add(count(self.units.len()));
        if self.first_number == 0 || last.is_none_or(|last| i64::try_from(last).is_err()) {
            return Err(PushError::Number { number: self.first_number });
        }
        let mut left = Vec::with_capacity(self.runs.len());
        for run in &self.runs {
            if count(self.actors.len()) <= u64::from(run.actor) {
                return Err(PushError::Actor { index: run.actor });
            }
            left.push(run.change_count);
        }
        for unit_run in self.units.iter().flat_map(|unit| &unit.runs) {
            let index = usize::try_from(unit_run.run).unwrap_or(usize::MAX);
            let run = left.get_mut(index).ok_or(PushError::Run { index: unit_run.run })?;
            *run = match run.checked_sub(unit_run.change_count) {
                Some(left) if unit_run.change_count > 0 => left,
                _ => return Err(PushError::Changes { index: unit_run.run }),
            };
        }
        match left.iter().position(|left| *left > 0) {
            None => Ok(()),
            Some(index) => Err(PushError::Changes { index: u32::try_from(index).unwrap_or(u32::MAX) }),
        }
    }

    /// The number of the last unit.
    pub fn last_number(&self) -> u64 {
        let count = u64::try_from(self.units.len()).unwrap_or(u64::MAX);
        self.first_number.saturating_add(count).saturating_sub(1)
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    #[error("units cannot be numbered from {number}")]
    Number { number: u64 },
    #[error("a run names actor {index}, which is not in the message")]
    Actor { index: u32 },
    #[error("a unit names run {index}, which is not in the message")]
    Run { index: u32 },
    #[error("the units do not account for the changes of run {index}")]
    Changes { index: u32 },
}
