//! What was paid on the way.

use crate::{App, AppError, done::Done};
use onsite_domain::{Id, Subject, Word, command::Command, entry, entry::EntryBody as _, expense::Expense};

impl App {
    /// Records an expense; its receipt is a photo that was kept before ([`keep_photo`](Self::keep_photo)).
    pub fn record_expense(&mut self, visit: Id, expense: Expense) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        expense.check()?;
        let subject = Subject::new(Word::Visit, visit);
        let id = self.ports().new_id();
        let mut command = Command::new("record_expense").write(subject, [entry::add(id, &expense)]);
        if let Some(receipt) = expense.receipt {
            self.name_photo(&mut command, subject, &seen, receipt, None)?;
        }
        self.carry_out(id, &command)
    }
}
