//! How long a part of a document may become, and how much one author may write. Loading a part takes 23 ms at 2,000 changes
//! and grows faster than they do.

use crate::{ActorId, ChangeMeta, Document};

/// Changes and operations, counted together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub changes: usize,
    pub operations: usize,
}

/// Where whoever writes begins nothing more; at four fifths of it they go on in the next part, where there is one.
pub const PART_WRITTEN_MAX: Size = Size { changes: 2_000, operations: 50_000 };
/// What the server lets into a part. Several who are offline may each fill it to [`PART_WRITTEN_MAX`].
pub const PART_ADMITTED_MAX: Size = Size { changes: 4_000, operations: 100_000 };
/// What somebody must have had of a part, in changes or in operations, to begin the next.
pub(crate) const PART_BEGUN_MIN: Size = Size { changes: 800, operations: 20_000 };
/// What one author may write to one document: ten times what anybody has a reason to. An author knows all of it, so that an
/// honest one is never refused afterwards.
pub const SHARE_MAX: Size = Size { changes: 10_000, operations: 100_000 };

impl Size {
    pub const UNLIMITED: Self = Self { changes: usize::MAX, operations: usize::MAX };

    pub fn of(change: &ChangeMeta) -> Self {
        Self { changes: 1, operations: change.operation_count }
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            changes: self.changes.saturating_add(other.changes),
            operations: self.operations.saturating_add(other.operations),
        }
    }

    pub fn fits_in(self, max: Self) -> bool {
        self.changes <= max.changes && self.operations <= max.operations
    }

    /// Whether more than four fifths of it are used.
    pub fn is_nearly(self, max: Self) -> bool {
        let nearly = |used: usize, max: usize| used > max.saturating_sub(max / 5);
        nearly(self.changes, max.changes) || nearly(self.operations, max.operations)
    }

    /// How many more changes there is room for, of one operation each.
    pub fn changes_left(self, max: Self) -> usize {
        max.changes.saturating_sub(self.changes).min(max.operations.saturating_sub(self.operations))
    }
}

impl Document {
    /// Genesis and upgrades included.
    pub fn size(&self) -> Size {
        self.graph.size()
    }

    /// How many more changes of one operation it takes after one of `operations`; `None` while another part can follow.
    pub fn changes_left(&self, operations: usize) -> Option<usize> {
        let last = self.graph.last_part();
        let written = self.graph.part_size(last).plus(Size { changes: 1, operations });
        let left = if written.fits_in(PART_WRITTEN_MAX) { written.changes_left(PART_WRITTEN_MAX) } else { 0 };
        last.next().is_none().then_some(left)
    }

    /// Of the changes by some actors.
    pub fn size_by(&self, is_by: impl Fn(&ActorId) -> bool) -> Size {
        let by = self.changes().iter().filter(|change| is_by(&change.actor));
        by.fold(Size::default(), |size, change| size.plus(Size::of(change)))
    }
}
