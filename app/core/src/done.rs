//! What a command leaves behind: the unit it became and the identity of what it made.

use crate::{
    App, AppError,
    commit::{Committed, NearlyFull},
};
use onsite_domain::{
    Id, Subject,
    command::{Command, NewFact},
    entry::{self, EntryBody},
    fact_kind::{self, FactBody},
};
use onsite_store::Touched;
use serde::Serialize;
use utoipa::ToSchema;

/// The result of every command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Done {
    /// The entry, fact or document that was made; the first where there are several.
    pub id: Id,
    /// Its place in the outbox.
    pub unit: u64,
    /// What changed, for whoever shows it.
    #[schema(value_type = Vec<Subject>)]
    pub touched: Touched,
    /// What it was written to and takes not much more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearly_full: Vec<NearlyFull>,
}

impl App {
    pub(crate) fn carry_out(&mut self, id: Id, command: &Command) -> Result<Done, AppError> {
        let Committed { unit, touched, nearly_full } = self.commit(command)?;
        Ok(Done { id, unit, touched, nearly_full })
    }

    /// One entry into one document.
    pub(crate) fn add_entry<T: EntryBody>(&mut self, verb: &str, to: Subject, entry: &T) -> Result<Done, AppError> {
        entry.check()?;
        let id = self.ports().new_id();
        let command = Command::new(verb).write(to, [entry::add(id, entry)]);
        self.carry_out(id, &command)
    }

    /// One fact and nothing else.
    pub(crate) fn state_fact<T: FactBody>(
        &mut self,
        verb: &str,
        subjects: Vec<Subject>,
        body: &T,
    ) -> Result<Done, AppError> {
        let fact = self.fact(subjects, body)?;
        let id = fact.id;
        self.carry_out(id, &Command::new(verb).fact(fact))
    }

    pub(crate) fn fact<T: FactBody>(&mut self, subjects: Vec<Subject>, body: &T) -> Result<NewFact, AppError> {
        body.check()?;
        Ok(NewFact { id: self.ports().new_id(), kind: T::KIND.to_owned(), subjects, body: fact_kind::body(body) })
    }
}
