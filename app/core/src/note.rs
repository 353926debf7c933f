//! Notes of a visit, remarks of an order, and taking entries back.

use crate::{App, AppError, done::Done, view};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word,
    command::Command,
    entry::{self, Withdrawal},
    note::{Note, Remark},
};

impl App {
    /// Writes a note into the visit. Once the customer has signed it is an amendment and says why.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] for the reason of an amendment.
    pub fn write_note(&mut self, visit: Id, note: Note) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        let is_reasoned = note.amendment_reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
        if seen.is_signed() && !is_reasoned {
            let detail = "the customer has signed: an amendment says why";
            return Err(Rejected::because(RejectedCode::Missing, "amendment_reason", detail).into());
        }
        let subject = Subject::new(Word::Visit, visit);
        let id = self.ports().new_id();
        let mut command = Command::new("write_note").write(subject, [entry::add(id, &note)]);
        for hash in &note.photos {
            self.name_photo(&mut command, subject, &seen, *hash, None)?;
        }
        self.carry_out(id, &command)
    }

    /// Writes a remark on an order, for everybody who may read it.
    pub fn remark_order(&mut self, work_order: Id, text: &str) -> Result<Done, AppError> {
        self.work_order(work_order)?;
        let remark = Remark { text: view::reason("text", text)?.to_owned(), replaces: Vec::new() };
        self.add_entry("remark_order", Subject::new(Word::WorkOrder, work_order), &remark)
    }

    /// Takes entries of a visit back; they stay readable. Parts are taken back with
    /// [`take_back_part`](Self::take_back_part), which moves the stock too.
    pub fn withdraw_entries(&mut self, visit: Id, withdraws: Vec<Id>, reason: &str) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        if seen.part_usages.iter().any(|usage| withdraws.contains(&usage.id)) {
            let detail = "a part is taken back together with its movement";
            return Err(Rejected::because(RejectedCode::IllegalTransition, "withdraws", detail).into());
        }
        let withdrawal = Withdrawal { withdraws, reason: reason.to_owned() };
        self.add_entry("withdraw_entries", Subject::new(Word::Visit, visit), &withdrawal)
    }
}
