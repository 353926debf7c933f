//! The desk's commands: what dispatcher, intake agent and stock keeper do, each as one [`Command`] through
//! [`ServerStore::commit_command`], so that policy, feed, views and scope are the same as for everybody else.
//!
//! Every function is one job: call it inside [`ServerStore::run`] or `Writer::write`. `author` is who does it; rights are
//! read from their user record. Ids of what is made may be chosen by the caller (an idempotent API) or are drawn.

mod article;
mod attention;
mod changed;
mod code;
mod custody;
pub mod customer;
mod device;
pub mod fault_report;
mod give;
mod inspection;
mod label;
mod order;
mod own_field;
mod paper;
mod parcel;
mod part_request;
mod plan;
mod procedure;
pub mod progress;
pub mod rating;
pub mod report;
pub mod report_file;
mod request;
mod review_run;
mod settle;
pub mod stage;
mod stock;
mod stock_level;
mod user;
mod version;
mod version_use;
mod visit;

pub use attention::Choice;
pub use changed::{AddedEntry, ChangedField};
pub use code::{BatchCode, CodeState};
pub use custody::{VanHeard, is_override, override_words};
pub use inspection::{INSPECTORS, Sample, SampleRule};
pub use label::WantedLabels;
pub use report::Checked;

pub use order::{CreatedOrder, NewWorkOrder, Team};
pub use parcel::{AcceptedLine, Parcel, ParcelLine};
pub use part_request::WantedParts;
pub use plan::{Plan, PlanWarning, Planned, WarningCode};
pub use procedure::{DraftStep, Published};
pub use stock::{CountedLine, IssuedLine};
pub use stock_level::LowStock;
pub use version_use::{VersionUse, VersionUses, follows_by_itself};

use crate::{ServerError, ServerStore, policy_state};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Word,
    assignment::{AssignmentFact, DeclineFact, HandOverFact},
    command::{Command, NewFact},
    document::Write,
    fact_kind::{self, FactBody},
    giving::{GivenAcceptedFact, GivenFact},
    id::Hash,
    press::PressFact,
    user::Role,
};
use onsite_store::{Touched, derived, fact, ground};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

impl ServerStore {
    /// Sends a command of the desk through the one door, with the rights that its author has now.
    pub fn command(&mut self, author: &Author, command: &Command) -> Result<Touched, ServerError> {
        let rights = self.rights_of(author)?;
        self.commit_command(author, &rights, command, &BTreeMap::new())
    }

    /// Writes into one document as it was at `seen` (or as it is now): what others wrote since conflicts visibly.
    pub fn edit_document(
        &mut self,
        author: &Author,
        verb: &str,
        subject: Subject,
        writes: Vec<Write>,
        seen: Option<Vec<Hash>>,
    ) -> Result<Touched, ServerError> {
        let rights = self.rights_of(author)?;
        // Of a machine that is only in the office's records nothing was written yet: there are no heads to have seen. What is
        // nowhere is still not found.
        let is_unwritten =
            ground::heads(&self.db, subject)?.is_none() && derived::view_text(&self.db, subject)?.is_some();
        let seen = seen.filter(|heads| !(heads.is_empty() && is_unwritten));
        let seen: BTreeMap<Subject, Vec<Hash>> = seen.map(|heads| (subject, heads)).into_iter().collect();
        self.commit_command(author, &rights, &Command::new(verb).write(subject, writes), &seen)
    }

    /// The view of something that must be there.
    pub(crate) fn view<T: DeserializeOwned>(&self, word: Word, id: Id) -> Result<T, ServerError> {
        derived::view_as(&self.db, Subject::new(word, id))?
            .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, word.as_str()))
    }

    /// A fact of the command, with a new id.
    pub(crate) fn new_fact<T: FactBody>(&mut self, subjects: Vec<Subject>, body: &T) -> NewFact {
        NewFact { id: self.ports.new_id(), kind: T::KIND.to_owned(), subjects, body: fact_kind::body(body) }
    }

    /// The last press or assignment about a subject: what the author saw.
    pub(crate) fn last_step(&self, subject: Subject) -> Result<Option<Id>, ServerError> {
        const STEPS: &[&str] = &[
            PressFact::KIND,
            AssignmentFact::KIND,
            DeclineFact::KIND,
            HandOverFact::KIND,
            GivenFact::KIND,
            GivenAcceptedFact::KIND,
        ];
        let facts = fact::about(&self.db, subject)?;
        let counted = facts.iter().filter(|stored| !stored.is_in_review);
        Ok(counted.filter(|stored| STEPS.contains(&stored.fact.kind.as_str())).map(|stored| stored.fact.id).next_back())
    }

    /// Refuses whoever has none of the roles; for what is no document and no fact.
    pub(crate) fn require_role(&self, author: &Author, roles: &[Role]) -> Result<(), ServerError> {
        let rights = policy_state::rights(self, author)?;
        let is_rule = matches!(author, Author::Rule { .. });
        if is_rule || (!author.is_field() && roles.iter().any(|role| rights.roles.contains(role))) {
            return Ok(());
        }
        Err(ServerError::rejected(RejectedCode::Forbidden, "role"))
    }
}

/// A register set to a value, where there is one.
fn set<T: serde::Serialize>(field: &str, value: Option<T>) -> Option<Write> {
    let value = serde_json::to_value(value?).ok()?;
    Some(Write::Set { field: field.to_owned(), value })
}

fn illegal(path: &str, detail: impl Into<String>) -> ServerError {
    Rejected::because(RejectedCode::IllegalTransition, path, detail).into()
}

fn reason_or_missing(reason: &str) -> Result<Option<String>, ServerError> {
    if reason.trim().is_empty() {
        return Err(ServerError::rejected(RejectedCode::Missing, "reason"));
    }
    Ok(Some(reason.to_owned()))
}
