//! By the clock: documents of visits and orders that have ended go into one row each. They are looked for beside the
//! writer, which only packs, a few at a time.

use crate::{ServerError, ServerStore, Writer};
use onsite_domain::Subject;
use onsite_store::pack;

/// Some milliseconds of the writer.
const TOGETHER: u32 = 16;
/// What is kept for a decision may still go into its document.
const NOT_IN_REVIEW: &str =
    "NOT EXISTS (SELECT 1 FROM review_run WHERE review_run.subject = document.subject AND decided = '')";

impl ServerStore {
    fn closed_documents(&self, after: &str) -> Result<Vec<Subject>, ServerError> {
        Ok(pack::closed(&self.db, NOT_IN_REVIEW, after, TOGETHER)?)
    }
}

/// Packs every document that has ended; the number of them.
///
/// # Errors
/// The first of a batch that could not be written; what was packed before stays packed.
pub async fn pack_closed(writer: &Writer) -> Result<u64, ServerError> {
    let (mut count, mut after) = (0_u64, String::new());
    loop {
        let from = std::mem::take(&mut after);
        let closed = writer.read(move |store| store.closed_documents(&from)).await?;
        let Some(last) = closed.last() else { return Ok(count) };
        after = last.to_string();
        let packed = writer.write(move |store| Ok(pack::pack_all(&store.db, &closed)?)).await?;
        count = count.saturating_add(packed);
    }
}
