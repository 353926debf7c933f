//! Whether there is room in a document for what an author is about to write: asked before anything is written, on both
//! sides.

use crate::{DocumentCache, StoreError, ground};
use onsite_documents::{Document, PART_WRITTEN_MAX, SHARE_MAX, Size};
use onsite_domain::{Author, Rejected, RejectedCode, Subject};
use rusqlite::Connection;
use std::collections::{BTreeMap, btree_map::Entry};

/// How many more changes an author may write to a document after one with so many operations; `None` while that is far
/// off.
///
/// # Errors
/// [`RejectedCode::QuotaExceeded`] where the author's share is used up, [`RejectedCode::DocumentFull`].
pub fn room(
    connection: &Connection,
    cache: &mut DocumentCache,
    subject: Subject,
    author: &Author,
    operations: usize,
) -> Result<Option<usize>, StoreError> {
    let Some(document) = cache.open(connection, subject)? else { return Ok(None) };
    // One more where it names what was seen in other parts.
    let writing = Size { changes: 1, operations: operations.saturating_add(1) };
    let total = document.size().plus(writing);
    if !total.is_nearly(SHARE_MAX) {
        return Ok(None);
    }
    let share = share(connection, document, author)?.plus(writing);
    within_share(subject, share)?;
    let left = document.changes_left(writing.operations);
    if left == Some(0) {
        return Err(refused(RejectedCode::DocumentFull, subject, PART_WRITTEN_MAX).into());
    }
    let of_share = share.is_nearly(SHARE_MAX).then(|| share.changes_left(SHARE_MAX));
    Ok(of_share.into_iter().chain(left).min())
}

/// What an author wrote to a document.
pub fn share(connection: &Connection, document: &Document, author: &Author) -> Result<Size, StoreError> {
    let mut is_theirs = BTreeMap::new();
    for change in document.changes() {
        if let Entry::Vacant(place) = is_theirs.entry(change.actor) {
            place.insert(ground::author(connection, &change.actor)?.as_ref() == Some(author));
        }
    }
    Ok(document.size_by(|actor| is_theirs.get(actor) == Some(&true)))
}

/// Whether what an author would have written to a document is no more than one may.
pub fn within_share(subject: Subject, share: Size) -> Result<(), Rejected> {
    if share.fits_in(SHARE_MAX) { Ok(()) } else { Err(refused(RejectedCode::QuotaExceeded, subject, SHARE_MAX)) }
}

fn refused(code: RejectedCode, subject: Subject, max: Size) -> Rejected {
    let Size { changes, operations } = max;
    Rejected::because(code, subject.to_string(), format!("at most {changes} changes or {operations} operations"))
}
