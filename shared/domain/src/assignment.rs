//! Who goes: assignment of a visit, offers of an order to several engineers, claims, declines, handing over.

use crate::{Id, Rejected, RejectedCode, Subject, Word, choice::choices, entry, fact_kind::FactBody, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The dispatcher (or an engineer for their own new visit) says who goes. Subjects: visit, order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct AssignmentFact {
    /// Nobody where missing: the assignment is withdrawn.
    pub lead: Option<Id>,
    pub helpers: Vec<Id>,
    /// Answers questions and reads.
    pub expert: Option<Id>,
    pub reason: Option<String>,
    /// The assignments its author saw.
    pub replaces: Vec<Id>,
    /// The last press or assignment the author saw.
    pub follows: Option<Id>,
}

/// The order is open to several. Subjects: order, perhaps its visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct OfferFact {
    pub users: Vec<Id>,
    pub teams: Vec<Id>,
    /// Closed after that.
    pub until_ms: Option<i64>,
    pub is_withdrawn: bool,
    /// Earlier offers that this one takes the place of.
    pub replaces: Vec<Id>,
}

/// An engineer wants it; counts once confirmed. Subjects: order, perhaps its visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ClaimFact {
    pub offer: Id,
}

/// The server says who got it: the first claim it received. Subjects: order, perhaps its visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ClaimConfirmedFact {
    pub claim: Id,
    pub user: Id,
}

choices! {
    /// Why a claim did not get the order.
    ClaimEnd {
        /// Somebody else has it.
        Taken = "taken",
        /// It is not offered any more.
        Withdrawn = "withdrawn",
        /// It was sent after the offer had closed, or somebody claimed who was not asked.
        TooLate = "too_late",
    }
}

/// The server says that a claim did not get the order. Subject: the field device that claimed, for the order itself goes to
/// whoever got it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ClaimLostFact {
    pub claim: Id,
    /// Who claimed, of those who share the field device.
    pub claimer: Id,
    pub work_order: Id,
    pub number: String,
    pub why: ClaimEnd,
    /// Who has it.
    pub user: Option<Id>,
    /// Since when, effective time.
    pub at_ms: Option<i64>,
}

/// No, with a reason. Subjects: visit and order by an engineer, or the order by a contractor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeclineFact {
    pub reason: String,
    /// By a contractor: the giving of the order that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Id>,
    pub follows: Option<Id>,
}

/// The lead gives the visit to a colleague. Subjects: visit, order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct HandOverFact {
    pub to: Id,
    pub reason: String,
    pub follows: Option<Id>,
}

choices! {
    /// What somebody is to a visit.
    Part {
        Lead = "lead",
        Helper = "helper",
        Expert = "expert",
        /// Was one of these and is no longer.
        Former = "former",
    }
}

/// The team of a visit at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Team {
    pub lead: Option<Id>,
    pub helpers: Vec<Id>,
    pub expert: Option<Id>,
    /// Everybody who ever was lead, helper or expert and is no longer, sorted.
    pub former: Vec<Id>,
}

impl Team {
    pub fn part_of(&self, user: Id) -> Option<Part> {
        if self.lead == Some(user) {
            return Some(Part::Lead);
        }
        if self.helpers.contains(&user) {
            return Some(Part::Helper);
        }
        if self.expert == Some(user) {
            return Some(Part::Expert);
        }
        self.former.contains(&user).then_some(Part::Former)
    }

    /// Lead or helper.
    pub fn is_engineer(&self, user: Id) -> bool {
        matches!(self.part_of(user), Some(Part::Lead | Part::Helper))
    }

    pub(crate) fn replace(&mut self, lead: Option<Id>, helpers: Vec<Id>, expert: Option<Id>) {
        let before: Vec<Id> = self.lead.into_iter().chain(self.helpers.drain(..)).chain(self.expert).collect();
        self.former.extend(before);
        self.lead = lead;
        self.helpers = helpers;
        self.expert = expert;
        let (lead, expert) = (self.lead, self.expert);
        let helpers = &self.helpers;
        self.former.retain(|user| Some(*user) != lead && Some(*user) != expert && !helpers.contains(user));
        self.former.sort_unstable();
        self.former.dedup();
    }
}

/// Subjects of assignment, decline and hand-over.
pub fn subjects(visit: Id, work_order: Id) -> Vec<Subject> {
    vec![Subject::new(Word::Visit, visit), Subject::new(Word::WorkOrder, work_order)]
}

/// Subjects of offer, claim and confirmation.
pub fn subjects_of_offer(work_order: Id, visit: Option<Id>) -> Vec<Subject> {
    let mut subjects = vec![Subject::new(Word::WorkOrder, work_order)];
    subjects.extend(visit.map(|visit| Subject::new(Word::Visit, visit)));
    subjects
}

impl FactBody for AssignmentFact {
    const KIND: &'static str = "assignment";

    fn check(&self) -> Result<(), Rejected> {
        limits::list_of_at_most("helpers", self.helpers.len(), 50)?;
        limits::list("replaces", self.replaces.len())?;
        entry::free("reason", self.reason.as_ref())?;
        if self.lead.is_none() && !self.helpers.is_empty() {
            return Err(Rejected::because(RejectedCode::Missing, "lead", "helpers need a lead"));
        }
        Ok(())
    }
}

impl FactBody for OfferFact {
    const KIND: &'static str = "offer";

    fn check(&self) -> Result<(), Rejected> {
        limits::list("users", self.users.len())?;
        limits::list("teams", self.teams.len())?;
        limits::list("replaces", self.replaces.len())?;
        limits::instant("until_ms", self.until_ms)?;
        if self.users.is_empty() && self.teams.is_empty() && !self.is_withdrawn {
            return Err(Rejected::because(RejectedCode::Missing, "users", "somebody to offer it to"));
        }
        Ok(())
    }
}

impl FactBody for ClaimFact {
    const KIND: &'static str = "claim";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("offer", self.offer)
    }
}

impl FactBody for ClaimConfirmedFact {
    const KIND: &'static str = "claim_confirmed";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("claim", self.claim)?;
        limits::reference("user", self.user)
    }
}

impl FactBody for ClaimLostFact {
    const KIND: &'static str = "claim_lost";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("claim", self.claim)?;
        limits::reference("claimer", self.claimer)?;
        limits::reference("work_order", self.work_order)?;
        limits::line("number", &self.number)?;
        self.why.checked("why").map(|_| ())
    }
}

impl FactBody for DeclineFact {
    const KIND: &'static str = "decline";

    fn check(&self) -> Result<(), Rejected> {
        entry::written("reason", &self.reason)
    }
}

impl FactBody for HandOverFact {
    const KIND: &'static str = "hand_over";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("to", self.to)?;
        entry::written("reason", &self.reason)
    }
}
