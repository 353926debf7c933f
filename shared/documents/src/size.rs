//! How long a document may become. Loading takes 23 ms at 2,000 changes and grows faster than they do, so a document has an
//! end, and no author may use up the room of the others.

use crate::{ActorId, ChangeMeta, Document};

/// Changes and operations, counted together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub changes: usize,
    pub operations: usize,
}

/// Where whoever writes stops: app and desk look at what they hold and begin nothing beyond.
pub const WRITTEN_MAX: Size = Size { changes: 2_000, operations: 50_000 };
/// What one author may write to one document. An author knows all of it, so that an honest one is never refused afterwards.
pub const SHARE_MAX: Size = Size { changes: 1_000, operations: 25_000 };
/// What the server lets in at all. Several who are offline may each fill a document to [`WRITTEN_MAX`].
pub const ADMITTED_MAX: Size = Size { changes: 4_000, operations: 100_000 };

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

    /// Of the changes by some actors.
    pub fn size_by(&self, is_by: impl Fn(&ActorId) -> bool) -> Size {
        let by = self.changes().iter().filter(|change| is_by(&change.actor));
        by.fold(Size::default(), |size, change| size.plus(Size::of(change)))
    }
}
