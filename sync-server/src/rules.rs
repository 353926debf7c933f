//! Rules that run in the server after a write: the first claim it received is confirmed and who sent another is told, a
//! signature gets its receipt.
//!
//! They look at facts that were new in the running transaction, in the order of the feed, and write as the server's own
//! principals. Running them again changes nothing.

use crate::{ServerError, ServerStore, log, office::Team};
use onsite_domain::{
    Author, Id, Subject, Word,
    assignment::{self, ClaimConfirmedFact, ClaimEnd, ClaimFact, ClaimLostFact},
    fact::{Fact, StoredFact},
    fact_kind::{self, FactBody},
    id::Hash,
    receipt::ReceiptFact,
    signature::SignatureFact,
    work_order::WorkOrderView,
};
use onsite_store::{Touched, derived, fact};

/// A fact that a rule must look at, with its place in the feed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Awaiting {
    pub(crate) fact: Id,
    pub(crate) seq: u64,
}

/// Whether a rule looks at facts of this kind.
pub(crate) fn concerns(stored: &StoredFact) -> bool {
    !stored.is_in_review && [ClaimFact::KIND, SignatureFact::KIND].contains(&stored.fact.kind.as_str())
}

impl ServerStore {
    /// Runs the rules over what came in since they last ran; gives what they touched. Views are up to date before and
    /// after.
    pub(crate) fn apply_rules(&mut self) -> Result<Touched, ServerError> {
        let mut all = Touched::new();
        while let Some(awaiting) = self.awaiting.pop_front() {
            // A job that was undone leaves its facts here and nowhere else.
            let Some(stored) = fact::get(&self.db, awaiting.fact)?.filter(concerns) else { continue };
            // A rule that cannot be carried out must not hold up what a field device brought.
            match self.in_savepoint(|store| store.apply_rule(&stored, awaiting.seq)) {
                Ok(touched) => all.extend(touched),
                Err(ServerError::Rejected(rejected)) => {
                    tracing::error!(%rejected, fact.kind = %stored.fact.kind, "a rule was refused");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    fn apply_rule(&mut self, stored: &StoredFact, seq: u64) -> Result<Touched, ServerError> {
        let mut touched = Touched::new();
        if stored.fact.kind == ClaimFact::KIND {
            self.confirm_claim(stored, &mut touched)?;
        } else {
            self.give_receipt(stored, seq, &mut touched)?;
        }
        derived::project(&self.db, &mut self.cache, &touched)?;
        Ok(touched)
    }

    /// The first claim received gets the order, if the offer it answers is open.
    fn confirm_claim(&mut self, stored: &StoredFact, touched: &mut Touched) -> Result<(), ServerError> {
        let (Some(claim), Some(user)) = (stored.fact.body::<ClaimFact>(), stored.fact.author.user()) else {
            return Ok(());
        };
        let Some(order) = stored.fact.subjects.first().copied().filter(|subject| subject.word == Word::WorkOrder)
        else {
            return Ok(());
        };
        let Some(view) = derived::view_as::<WorkOrderView>(&self.db, order)? else { return Ok(()) };
        let Some(offer) = view.open_offer().filter(|offer| view.is_open && offer.id == claim.offer) else {
            return self.tell_who_has_it(stored, &claim, order, &view, touched);
        };
        let is_in_time = offer.body.until_ms.is_none_or(|until_ms| stored.effective_ms() <= until_ms);
        let teams = self.teams_of(user)?;
        let is_asked = offer.body.users.contains(&user) || offer.body.teams.iter().any(|team| teams.contains(team));
        if !is_in_time || !is_asked {
            return self.tell_claim_lost(stored, order, &view, (ClaimEnd::TooLate, None, None), touched);
        }
        let visit = self.open_visit(order.id)?;
        let body = ClaimConfirmedFact { claim: stored.fact.id, user };
        self.state("claims", assignment::subjects_of_offer(order.id, visit), &body, touched)?;
        let team = Team { lead: Some(user), ..Team::default() };
        derived::project(&self.db, &mut self.cache, touched)?;
        match visit {
            Some(visit) => {
                let new = self.assignment_fact(visit, order.id, &team, None)?;
                self.put_rule_fact("claims", new.id, new.kind, new.subjects, new.body, touched)
            }
            // An order offered before anybody planned a visit.
            None => self.add_visit(&Author::rule("claims"), order.id, None, Some(&team)).map(|_| ()),
        }
    }

    /// A claim of an offer that is closed: the order has left whoever sent it, so their field device is told.
    fn tell_who_has_it(
        &mut self,
        stored: &StoredFact,
        claim: &ClaimFact,
        order: Subject,
        view: &WorkOrderView,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let of_offer = |id: Id| view.claims.iter().any(|other| other.id == id && other.body.offer == claim.offer);
        let mut counted = view.claim_confirmations.iter().filter(|confirmed| !confirmed.is_in_review);
        let confirmed = counted.rfind(|confirmed| of_offer(confirmed.body.claim));
        let end = match (confirmed, view.lead.filter(|_| view.is_open)) {
            (Some(confirmed), _) => (ClaimEnd::Taken, Some(confirmed.body.user), Some(confirmed.at_ms)),
            (None, Some(lead)) => (ClaimEnd::Taken, Some(lead), None),
            (None, None) => (ClaimEnd::Withdrawn, None, None),
        };
        if end.1.is_some() && end.1 == stored.fact.author.user() {
            return Ok(());
        }
        self.tell_claim_lost(stored, order, view, end, touched)
    }

    fn tell_claim_lost(
        &mut self,
        stored: &StoredFact,
        order: Subject,
        view: &WorkOrderView,
        (why, user, at_ms): (ClaimEnd, Option<Id>, Option<i64>),
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let (Some(field_device), Some(claimer)) = (stored.fact.author.field_device(), stored.fact.author.user()) else {
            return Ok(());
        };
        let subject = Subject::new(Word::FieldDevice, field_device);
        let held = fact::about(&self.db, subject)?;
        let mut told = held.iter().filter(|held| held.fact.kind == ClaimLostFact::KIND);
        if told.any(|told| told.fact.body::<ClaimLostFact>().is_some_and(|told| told.claim == stored.fact.id)) {
            return Ok(());
        }
        let number = view.number.clone().unwrap_or_default();
        let body = ClaimLostFact { claim: stored.fact.id, claimer, work_order: order.id, number, why, user, at_ms };
        self.state("claims", vec![subject], &body, touched)
    }

    /// The server's word that it has a signature, and where it stands in its history.
    fn give_receipt(&mut self, stored: &StoredFact, seq: u64, touched: &mut Touched) -> Result<(), ServerError> {
        let Some(first) = stored.fact.subjects.first() else { return Ok(()) };
        let held = fact::about(&self.db, *first)?;
        let mut receipts = held.iter().filter_map(|held| match held.fact.kind.as_str() {
            ReceiptFact::KIND => held.fact.body::<ReceiptFact>(),
            _ => None,
        });
        if receipts.any(|receipt| receipt.signature == stored.fact.id) {
            return Ok(());
        }
        let chain = log::chain_at(&self.db, seq)?.ok_or_else(|| ServerError::broken("a fact without a place"))?;
        let body = ReceiptFact {
            signature: stored.fact.id,
            signature_hash: stored.hash,
            epoch: self.epoch()?,
            seq,
            chain: Hash(chain),
            server_ms: self.now_ms(),
        };
        // Of the signature's subjects those that a receipt may be about.
        let is_named = |subject: &&Subject| matches!(subject.word, Word::Visit | Word::PartRequest | Word::WorkOrder);
        let subjects = stored.fact.subjects.iter().filter(is_named).copied().collect();
        self.state("receipts", subjects, &body, touched)
    }

    pub(crate) fn state<T: FactBody>(
        &mut self,
        rule: &str,
        subjects: Vec<Subject>,
        body: &T,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let id = self.ports.new_id();
        self.put_rule_fact(rule, id, T::KIND.to_owned(), subjects, fact_kind::body(body), touched)
    }

    fn put_rule_fact(
        &mut self,
        rule: &str,
        id: Id,
        kind: String,
        subjects: Vec<Subject>,
        body: serde_json::Value,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let fact = Fact { id, kind, author: Author::rule(rule), at: self.ports.clock.stamp(), subjects, body };
        fact_kind::check_fact(&fact)?;
        self.put_own_fact(&fact, touched)
    }
}
