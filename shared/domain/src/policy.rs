//! Who may do what. The server asks before anything counts; the phone never does, for an older phone would refuse what the
//! server accepted.
//!
//! The default is no. Rights are a matter of which document and which kind of fact, hardly ever of which field. What
//! somebody did while they still had the right, or could not know that it was gone, goes to review and is never lost.

use crate::{
    Author, Id, Rejected, RejectedCode, Subject, Word, choice::choices, document::Write, document_kind, fact::Fact,
    fact_kind, user::Role,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

#[path = "policy_documents.rs"]
mod documents;
#[path = "policy_facts.rs"]
mod facts;
#[path = "policy_people.rs"]
mod people;
#[path = "policy_stock.rs"]
mod stock;

pub use people::{named_by_fact, named_by_write};

/// What the author of a unit is allowed at the moment the server receives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rights {
    pub author: Author,
    /// The organisation of the user or token.
    pub organisation: Id,
    pub roles: BTreeSet<Role>,
    /// Codes of skills valid now.
    pub skills: BTreeSet<String>,
    /// Vans whose custody this field device holds now, with the epoch.
    pub held: BTreeMap<Id, u32>,
    /// Of those, the vans whose custody is suspended: the field device was cloned or restored.
    pub suspended: BTreeSet<Id>,
    /// Of the subjects concerned: those in the scope of the user now, those that this unit creates included.
    pub in_scope: BTreeSet<Subject>,
    /// Those that were in scope when this field device last synced.
    pub was_in_scope: BTreeSet<Subject>,
    /// The server was restored and not every van has been heard.
    pub is_issuing_frozen: bool,
}

/// Views of the subjects concerned, as they are with the unit's own documents and facts applied in order.
pub type State = BTreeMap<Subject, ViewText>;

/// A view as the JSON it is kept as; each rule reads the few fields it asks for. What nearly every rule asks is kept: a
/// push brings many units about one visit.
#[derive(Clone, Debug)]
pub struct ViewText {
    json: String,
    visit: OnceCell<Option<VisitRights>>,
    order: OnceCell<Option<OrderRights>>,
}

impl ViewText {
    pub fn new(json: String) -> Self {
        Self { json, visit: OnceCell::new(), order: OnceCell::new() }
    }

    /// `None` where it is no such view.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.json).ok()
    }
}

impl From<Value> for ViewText {
    fn from(view: Value) -> Self {
        Self::new(view.to_string())
    }
}

choices! {
    /// Why something is kept for review.
    ReviewReason {
        NoLongerAssigned = "no_longer_assigned",
        NoLongerInScope = "no_longer_in_scope",
        AfterCancelled = "after_cancelled",
        AfterReviewed = "after_reviewed",
        CustodyLost = "custody_lost",
        /// The user was disabled, or lost the role, since the field device last heard of it.
        RightsLost = "rights_lost",
        /// A rule said no to what somebody had signed.
        Signed = "signed",
        /// It leaves out what the field device had confirmed before it made it.
        Late = "late",
        /// It is here already in part: brought back by others after a restore.
        SentAgain = "sent_again",
        /// The field device was revoked before it brought this.
        Revoked = "revoked",
    }
}

impl ReviewReason {
    /// The sentence in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::NoLongerAssigned => "The job had been given to somebody else.",
            Self::NoLongerInScope => "The job had left your reach.",
            Self::AfterCancelled => "The job had been cancelled.",
            Self::AfterReviewed => "The job had been reviewed already.",
            Self::CustodyLost => "The van was no longer in your custody.",
            Self::RightsLost => "You had lost the right to do this, and could not know it.",
            Self::Signed => "A rule forbids it, and the customer has signed it.",
            Self::Late => "It was made without what this device had already received.",
            Self::SentAgain => "It is with the server in part, brought back by others after a restore.",
            Self::Revoked => "This field device had been revoked.",
            Self::Unknown => "For a reason that this version does not know.",
        }
    }

    /// The sentence in Simplified Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::NoLongerAssigned => "该作业已改派他人。",
            Self::NoLongerInScope => "该作业已不在您的范围内。",
            Self::AfterCancelled => "该作业已取消。",
            Self::AfterReviewed => "该作业已审核。",
            Self::CustodyLost => "该个人备件库已不由您保管。",
            Self::RightsLost => "您的权限此前已被收回，当时无从得知。",
            Self::Signed => "规则不允许，但客户已签字。",
            Self::Late => "记录时未包含本终端已收到的内容。",
            Self::SentAgain => "系统恢复后，部分内容已由他人带回服务器。",
            Self::Revoked => "该终端此前已被停用。",
            Self::Unknown => "原因未知，请升级本程序。",
        }
    }
}

/// What the rules say where they do not refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Accept,
    /// Kept and shown, without effect until somebody decides.
    Review(ReviewReason),
}

impl Verdict {
    /// A unit is accepted or reviewed as a whole.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self == Self::Accept { other } else { self }
    }
}

/// Whether these writes to one document may be made. Shapes and ranges are checked too.
pub fn check_writes(
    rights: &Rights,
    subject: Subject,
    is_new: bool,
    writes: &[Write],
    state: &State,
) -> Result<Verdict, Rejected> {
    writes.iter().try_for_each(|write| document_kind::check_write(subject.word, write))?;
    if matches!(rights.author, Author::Rule { .. }) {
        return Ok(Verdict::Accept);
    }
    let asked = Asked { rights, subject, is_new, state };
    let verdict = documents::check(&asked, writes)?;
    people::check_writes(&asked, writes)?;
    Ok(verdict)
}

/// Whether this fact may be stated. Kind, subjects and body are checked too.
pub fn check_fact(rights: &Rights, fact: &Fact, state: &State) -> Result<Verdict, Rejected> {
    if fact.author != rights.author {
        return Err(Rejected::new(RejectedCode::OtherAuthor, "author"));
    }
    fact_kind::check_fact(fact)?;
    if matches!(rights.author, Author::Rule { .. }) {
        return Ok(Verdict::Accept);
    }
    let subject = *fact.subjects.first().ok_or_else(|| Rejected::new(RejectedCode::Missing, "subjects"))?;
    let asked = Asked { rights, subject, is_new: false, state };
    let verdict = facts::check(&asked, fact)?;
    people::check_fact(&asked, fact)?;
    Ok(verdict)
}

/// Whether a fact names only people whom its author may name; part of [`check_fact`].
pub fn check_named(rights: &Rights, fact: &Fact, state: &State) -> Result<(), Rejected> {
    let subject = *fact.subjects.first().ok_or_else(|| Rejected::new(RejectedCode::Missing, "subjects"))?;
    people::check_fact(&Asked { rights, subject, is_new: false, state }, fact)
}

/// One question to the policy.
struct Asked<'a> {
    rights: &'a Rights,
    subject: Subject,
    is_new: bool,
    state: &'a State,
}

/// What the rules read of a visit's view.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, ToSchema)]
#[serde(default)]
struct VisitRights {
    status: crate::visit_status::VisitStatus,
    work_order: Option<Id>,
    created_by: Option<Author>,
    lead: Option<Id>,
    helpers: Vec<Id>,
    expert: Option<Id>,
    former: Vec<Id>,
}

/// What the rules read of an order's view.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, ToSchema)]
#[serde(default)]
struct OrderRights {
    status: crate::work_order_status::WorkOrderStatus,
    number: Option<String>,
    organisation: Option<Id>,
    created_by: Option<Author>,
    visits: Vec<crate::work_order::VisitOfOrder>,
    required_skills: Vec<String>,
}

impl Asked<'_> {
    fn forbidden(&self) -> Rejected {
        Rejected::new(RejectedCode::Forbidden, self.subject.word.as_str())
    }

    fn user(&self) -> Option<Id> {
        self.rights.author.user()
    }

    fn has(&self, role: Role) -> bool {
        self.rights.roles.contains(&role)
    }

    fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    /// An engineer works from an enrolled field device; the same person at a desk has the rights of the desk.
    fn is_engineer(&self) -> bool {
        self.has(Role::Engineer) && self.rights.author.is_field()
    }

    fn view<T: DeserializeOwned>(&self, word: Word, id: Id) -> Option<T> {
        self.state.get(&Subject::new(word, id))?.read()
    }

    fn visit(&self, id: Id) -> Option<VisitRights> {
        let view = self.state.get(&Subject::new(Word::Visit, id))?;
        view.visit.get_or_init(|| view.read()).clone()
    }

    fn order(&self, id: Id) -> Option<OrderRights> {
        let view = self.state.get(&Subject::new(Word::WorkOrder, id))?;
        view.order.get_or_init(|| view.read()).clone()
    }

    fn is_in_scope(&self, subject: Subject) -> bool {
        self.rights.in_scope.contains(&subject)
    }

    /// Accepted in scope, reviewed where it was in scope at the last sync, else refused.
    fn by_scope(&self, subject: Subject) -> Result<Verdict, Rejected> {
        if self.is_in_scope(subject) {
            return Ok(Verdict::Accept);
        }
        if self.rights.was_in_scope.contains(&subject) {
            return Ok(Verdict::Review(ReviewReason::NoLongerInScope));
        }
        Err(Rejected::new(RejectedCode::Forbidden, subject.word.as_str()))
    }

    /// A contractor's dispatcher has the orders that were given to the contractor.
    fn is_contractor_of(&self, order: Option<&OrderRights>) -> bool {
        self.has(Role::ContractorDispatcher)
            && order.is_some_and(|order| order.organisation == Some(self.rights.organisation))
    }

    /// What an assigned engineer may do to a visit: accepted while assigned, reviewed afterwards.
    fn by_assignment(&self, visit: &VisitRights) -> Result<Verdict, Rejected> {
        use crate::visit_status::VisitStatus;
        let user = self.user().filter(|_| self.is_engineer()).ok_or_else(|| self.forbidden())?;
        if visit.lead == Some(user) || visit.helpers.contains(&user) || visit.is_own(user) {
            return Ok(match visit.status {
                VisitStatus::Cancelled => Verdict::Review(ReviewReason::AfterCancelled),
                VisitStatus::Reviewed => Verdict::Review(ReviewReason::AfterReviewed),
                _ => Verdict::Accept,
            });
        }
        if visit.former.contains(&user) {
            return Ok(Verdict::Review(ReviewReason::NoLongerAssigned));
        }
        Err(self.forbidden())
    }
}

impl VisitRights {
    /// Made by the engineer and given to nobody yet.
    fn is_own(&self, user: Id) -> bool {
        self.lead.is_none() && self.former.is_empty() && self.created_by.as_ref().and_then(Author::user) == Some(user)
    }
}

impl OrderRights {
    fn is_assigned(&self, user: Id) -> bool {
        self.visits
            .iter()
            .any(|visit| visit.lead == Some(user) || visit.expert == Some(user) || visit.helpers.contains(&user))
    }

    fn was_assigned(&self, user: Id) -> bool {
        self.visits.iter().any(|visit| visit.former.contains(&user))
    }

    fn is_created_by(&self, user: Id) -> bool {
        self.created_by.as_ref().and_then(Author::user) == Some(user)
    }
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
