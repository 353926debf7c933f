//! Who made a change, as Automerge names them.

use onsite_domain::id::Hash;
use serde::{Deserialize, Serialize};

/// An Automerge actor: 16 random bytes, drawn anew at every opening of a database and bound to exactly one principal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActorId(pub [u8; 16]);

impl ActorId {
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The `n`th actor derived from this one. An actor is a sequence: writing at heads that do not contain its last
    /// change needs another, and everybody derives the same one.
    pub fn forked(&self, n: u32) -> Self {
        let hash = Hash::of_parts("onsite/actor/fork/v1", &[&self.0, &n.to_be_bytes()]);
        Self(hash.0.first_chunk::<16>().copied().unwrap_or_default())
    }
}

impl std::fmt::Display for ActorId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl std::fmt::Debug for ActorId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
