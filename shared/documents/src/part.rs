//! A document goes on in parts, so that one that grows for years is never full and no write to it becomes slow: each part
//! is an Automerge document of its own with its own genesis, which everybody makes alike when it is needed and nobody
//! stores or sends. To everyone else a document is one.
//!
//! A change belongs to the part that its Automerge dependencies are in. Those of later parts also name what their author
//! had of the parts before, beside the registers; so all changes of a document are one graph, and conflicts, coverage by a
//! signature and lateness mean the same in it as without parts. Entries of all parts count; of a register, those writes
//! that no other has seen.

use crate::columns::ColumnOp;
use crate::operation::{Action, Scalar};
use onsite_domain::id::Hash;

/// The number of a part, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part(pub(crate) u8);

/// Room for 25,000 changes, half a second to load.
const PARTS_MAX: u8 = 16;
/// How far the operation counters of one part begin after those of the part before: a later write shows before one that did
/// not know of it.
const PART_OPERATIONS: u64 = 1 << 24;
/// The key beside the registers under which a change of a later part names what its author had of the parts before.
pub(crate) const SEEN: &str = "~seen";
/// One for each author who worked on at the same time. Of more, what is left out counts as not seen.
const SEEN_MAX: usize = 256;

impl Part {
    pub(crate) const FIRST: Self = Self(0);

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The counter of its first operation.
    pub(crate) fn first_operation(self) -> u64 {
        u64::from(self.0).saturating_mul(PART_OPERATIONS).max(1)
    }

    pub(crate) fn before(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }

    /// `None` after the last.
    pub(crate) fn next(self) -> Option<Self> {
        self.0.checked_add(1).filter(|number| *number < PARTS_MAX).map(Self)
    }
}

/// What a change names as seen, as the value under [`SEEN`]. Sorted.
pub(crate) fn seen_value(heads: &[Hash]) -> Scalar {
    Scalar::Text(heads.iter().take(SEEN_MAX).map(Hash::to_string).collect::<Vec<_>>().join(" "))
}

/// What the operations of a change name as seen in the parts before; `None` where it is said wrongly.
pub(crate) fn seen(operations: &[ColumnOp<'_>]) -> Option<Vec<Hash>> {
    let mut named = operations.iter().filter(|operation| operation.key == SEEN);
    let Some(operation) = named.next() else { return Some(Vec::new()) };
    let Action::Put(Scalar::Text(text)) = Action::of(operation) else { return None };
    let heads: Vec<Hash> = text.split(' ').map(|head| head.parse().ok()).collect::<Option<_>>()?;
    let is_sorted = heads.is_sorted_by(|a, b| a < b);
    (is_sorted && heads.len() <= SEEN_MAX && named.next().is_none()).then_some(heads)
}
