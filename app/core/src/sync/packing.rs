//! After a sync: documents of visits and orders that have ended go into one row each.

use crate::{App, AppError};
use onsite_store::pack;

/// After one sync: nobody waits long for a history that came all at once.
const DOCUMENTS_MAX: u32 = 64;
/// What the server keeps for a decision may still go back into its document.
const NOT_IN_REVIEW: &str = "NOT EXISTS (SELECT 1 FROM review_change WHERE review_change.subject = document.subject)";

impl App {
    /// Packs what has ended, if nothing waits that may open it again; the number of documents. In a transaction of its own:
    /// a sync that came to its end has come to its end.
    pub(super) fn pack_closed(&mut self) -> Result<u64, AppError> {
        if self.has_waiting_units()? {
            return Ok(0);
        }
        let closed = pack::closed(&self.db, NOT_IN_REVIEW, "", DOCUMENTS_MAX)?;
        if closed.is_empty() {
            return Ok(0);
        }
        let (count, _) = self.transaction(|app, _| Ok(pack::pack_all(&app.db, &closed)?))?;
        Ok(count)
    }
}
