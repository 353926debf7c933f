//! Working time: it runs from the presses; here it is written or corrected by hand.

use crate::{App, AppError, done::Done};
use onsite_domain::{Id, RejectedCode, Subject, Word, time_entry::TimeEntry};

impl App {
    /// Writes time by hand. `replaces` names presses or earlier entries whose time it corrects; then it needs a reason.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where it corrects a press or entry that the visit does not have.
    pub fn record_time(&mut self, visit: Id, mut time: TimeEntry) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        let is_known = |id: &Id| {
            seen.times.iter().any(|time| time.press == *id) || seen.time_entries.iter().any(|entry| entry.id == *id)
        };
        if !time.replaces.iter().all(is_known) {
            return Err(AppError::rejected(RejectedCode::NotFound, "replaces"));
        }
        let me = self.identity()?.user;
        time.user = time.user.filter(|user| *user != me);
        self.add_entry("record_time", Subject::new(Word::Visit, visit), &time)
    }
}
