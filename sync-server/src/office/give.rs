//! Orders given to an organisation, and what a contractor answers.

use super::{Team, illegal, reason_or_missing, set};
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, RejectedCode, Subject, Word,
    assignment::{self, DeclineFact, OfferFact},
    command::{Command, NewFact},
    giving::{GivenAcceptedFact, GivenFact, GivingState},
    organisation::{Organisation, OrganisationKind},
    user::User,
    work_order::WorkOrderView,
};

impl ServerStore {
    /// Gives an order to an organisation: the contractor is asked, a branch or the company is not. Who was to go and
    /// belongs to somebody else is released in the same step. What stands so already changes nothing.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] without such an organisation, [`RejectedCode::IllegalTransition`] where the order is
    /// over or somebody is on the way.
    pub fn give(
        &mut self,
        author: &Author,
        work_order: Id,
        organisation: Id,
        reason: Option<&str>,
    ) -> Result<(), ServerError> {
        let order = self.open_order(work_order)?;
        let to: Organisation = self
            .record_as(Word::Organisation, organisation)?
            .filter(|to: &Organisation| !to.is_retired)
            .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "organisation"))?;
        if let Some(visit) = order.visits.iter().find(|visit| visit.status.is_under_way()) {
            return Err(illegal("visit", format!("the visit is {}", visit.status)));
        }
        let is_same = order
            .giving
            .as_ref()
            .is_some_and(|giving| giving.organisation == Some(organisation) && giving.state != GivingState::Declined);
        if is_same {
            // Whoever may not give is not told how it stands.
            return self.require_role(author, &[onsite_domain::user::Role::Dispatcher]);
        }
        let subject = Subject::new(Word::WorkOrder, work_order);
        let body = GivenFact {
            organisation,
            wants_answer: to.kind == OrganisationKind::Contractor,
            reason: reason.filter(|reason| !reason.trim().is_empty()).map(str::to_owned),
            follows: self.last_step(subject)?,
        };
        let fact = self.new_fact(vec![subject], &body);
        let mut command = Command::new("give").write(subject, set("organisation", Some(organisation))).fact(fact);
        for fact in self.released(work_order, &order, organisation)? {
            command = command.fact(fact);
        }
        self.command(author, &command).map(|_| ())
    }

    /// Whoever gets the order assigns own people: those of others who were to go are released, and an offer to them ends.
    /// Their phones learn it as they learn every other assignment.
    fn released(
        &mut self,
        work_order: Id,
        order: &WorkOrderView,
        organisation: Id,
    ) -> Result<Vec<NewFact>, ServerError> {
        let mut facts = Vec::new();
        let waiting = self.waiting_visits(work_order)?;
        for visit in order.visits.iter().filter(|visit| waiting.contains(&visit.visit)) {
            let Some(lead) = visit.lead else { continue };
            let home = self.record_as::<User>(Word::User, lead)?.map(|user| user.organisation);
            if home != Some(organisation) {
                facts.push(self.assignment_fact(visit.visit, work_order, &Team::default(), None)?);
            }
        }
        if order.open_offer().is_some() {
            let replaces = order.offers.iter().map(|offer| offer.id).collect();
            let body = OfferFact { is_withdrawn: true, replaces, ..OfferFact::default() };
            let subjects = assignment::subjects_of_offer(work_order, order.visits.last().map(|visit| visit.visit));
            facts.push(self.new_fact(subjects, &body));
        }
        Ok(facts)
    }

    /// The contractor takes an order that it was given.
    ///
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] where it was answered already.
    pub fn accept_given(&mut self, author: &Author, work_order: Id) -> Result<(), ServerError> {
        let (subject, given) = self.asked(work_order, GivingState::Accepted)?;
        let body = GivenAcceptedFact { given, follows: self.last_step(subject)? };
        let fact = self.new_fact(vec![subject], &body);
        self.command(author, &Command::new("accept_given").fact(fact)).map(|_| ())
    }

    /// The contractor does not take it, or no longer, with a reason.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] without a reason, [`RejectedCode::IllegalTransition`] where it was declined already.
    pub fn decline_given(&mut self, author: &Author, work_order: Id, reason: &str) -> Result<(), ServerError> {
        let reason = reason_or_missing(reason)?.unwrap_or_default();
        let (subject, given) = self.asked(work_order, GivingState::Declined)?;
        let body = DeclineFact { reason, given, follows: self.last_step(subject)? };
        let fact = self.new_fact(vec![subject], &body);
        self.command(author, &Command::new("decline").fact(fact)).map(|_| ())
    }

    /// The giving that an answer is about.
    fn asked(&self, work_order: Id, answer: GivingState) -> Result<(Subject, Option<Id>), ServerError> {
        let order = self.open_order(work_order)?;
        if order.giving.as_ref().is_some_and(|giving| giving.state == answer || giving.state == GivingState::Given) {
            return Err(illegal("organisation", "it was answered already"));
        }
        if answer == GivingState::Declined && order.visits.iter().any(|visit| visit.status.is_under_way()) {
            return Err(illegal("visit", "somebody is on the way or there"));
        }
        Ok((Subject::new(Word::WorkOrder, work_order), order.giving.and_then(|giving| giving.given)))
    }

    fn open_order(&self, work_order: Id) -> Result<WorkOrderView, ServerError> {
        let order: WorkOrderView = self.view(Word::WorkOrder, work_order)?;
        if order.is_open {
            return Ok(order);
        }
        Err(illegal("work_order", format!("the order is {}", order.status)))
    }
}
