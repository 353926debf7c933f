//! Questions from the field and their threads.

use crate::{App, AppError, done::Done};
use onsite_domain::{
    Id, RejectedCode, Subject, Word,
    command::Command,
    entry::{self, EntryBody as _},
    note::{Question, Reply},
};

impl App {
    /// Asks an expert, or a level of experts, with photos that were kept before.
    pub fn ask_for_help(&mut self, visit: Id, question: Question) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        question.check()?;
        let subject = Subject::new(Word::Visit, visit);
        let id = self.ports().new_id();
        let mut command = Command::new("ask_for_help").write(subject, [entry::add(id, &question)]);
        for hash in &question.photos {
            self.name_photo(&mut command, subject, &seen, *hash, question.step)?;
        }
        self.carry_out(id, &command)
    }

    /// Answers in the thread of a question, or says that it is settled.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for a question that the visit does not have.
    pub fn reply_to_question(&mut self, visit: Id, reply: Reply) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        if !seen.questions.iter().any(|question| question.id == reply.question) {
            return Err(AppError::rejected(RejectedCode::NotFound, "question"));
        }
        reply.check()?;
        let subject = Subject::new(Word::Visit, visit);
        let id = self.ports().new_id();
        let mut command = Command::new("reply_to_question").write(subject, [entry::add(id, &reply)]);
        for hash in &reply.photos {
            self.name_photo(&mut command, subject, &seen, *hash, None)?;
        }
        self.carry_out(id, &command)
    }
}
