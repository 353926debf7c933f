//! Orders open to several engineers, and passing work on.

use crate::{App, AppError, done::Done, view};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Text, Word,
    assignment::{self, ClaimEnd, ClaimFact, ClaimLostFact, DeclineFact, HandOverFact},
    fact_kind::FactBody as _,
    user::User,
    work_order::WorkOrderView,
};
use onsite_store::{derived, fact};
use serde::Serialize;
use utoipa::ToSchema;

/// An order that its reader may claim.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Offer {
    pub work_order: Id,
    pub offer: Id,
    pub number: Option<String>,
    pub kind: Option<String>,
    pub title: Option<String>,
    pub window_start_ms: Option<i64>,
    pub window_end_ms: Option<i64>,
    pub until_ms: Option<i64>,
    /// Claimed on this phone and waiting for the server's confirmation.
    pub is_claimed: bool,
}

/// A claim that did not get its order.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct LostClaim {
    pub work_order: Id,
    pub number: String,
    pub why: ClaimEnd,
    /// Who has the order.
    pub user: Option<Id>,
    pub user_name: Option<Text>,
    /// Since when.
    pub at_ms: Option<i64>,
    /// When the server said so.
    pub told_ms: i64,
}

/// More than anybody looks back to.
const LOST_MAX: usize = 20;

impl App {
    /// Claims of this user that did not get their orders, the newest first, each order once: the server's word, for the
    /// orders themselves have left this phone.
    pub fn lost_claims(&self) -> Result<Vec<LostClaim>, AppError> {
        let identity = self.identity()?;
        let (me, subject) = (identity.user, Subject::new(Word::FieldDevice, identity.field_device));
        let mut lost: Vec<LostClaim> = Vec::new();
        for stored in fact::about(&self.db, subject)?.iter().rev() {
            let is_of_server = matches!(stored.fact.author, Author::Rule { .. });
            let body = (stored.fact.kind == ClaimLostFact::KIND && is_of_server).then(|| stored.fact.body());
            let Some(body) = body.flatten().filter(|body: &ClaimLostFact| body.claimer == me) else { continue };
            if lost.len() >= LOST_MAX || lost.iter().any(|known| known.work_order == body.work_order) {
                continue;
            }
            let user: Option<User> = self.one(Word::User, body.user)?;
            lost.push(LostClaim {
                work_order: body.work_order,
                number: body.number,
                why: body.why,
                user: body.user,
                user_name: user.map(|user| user.name),
                at_ms: body.at_ms,
                told_ms: stored.effective_ms(),
            });
        }
        Ok(lost)
    }

    /// Orders offered to this user or a team of theirs that nobody has yet, by time window.
    pub fn offers(&self) -> Result<Vec<Offer>, AppError> {
        let me = self.identity()?.user;
        let now_ms = view::now_ms(self);
        let teams = self.own_teams()?;
        let orders: Vec<(Subject, WorkOrderView)> =
            derived::views(&self.db, "word = 'work_order' AND status = 'offered' ORDER BY +subject", &[])?;
        let mut found = Vec::new();
        for (subject, order) in orders {
            let Some(open) = order.open_offer() else { continue };
            let is_mine = open.body.users.contains(&me) || open.body.teams.iter().any(|team| teams.contains(team));
            if !is_mine || open.body.until_ms.is_some_and(|until_ms| until_ms < now_ms) {
                continue;
            }
            found.push(Offer {
                work_order: subject.id,
                offer: open.id,
                number: order.number.clone(),
                kind: order.kind.clone(),
                title: order.title.clone(),
                window_start_ms: order.window_start_ms,
                window_end_ms: order.window_end_ms,
                until_ms: open.body.until_ms,
                is_claimed: order.claims.iter().any(|claim| claim.by.user() == Some(me) && claim.body.offer == open.id),
            });
        }
        found.sort_by_key(|offer| (offer.window_start_ms.is_none(), offer.window_start_ms, offer.work_order));
        Ok(found)
    }

    /// Says that this user wants an offered order; it counts once the server confirms it.
    ///
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] where the order is not open to anybody, or is claimed already.
    pub fn claim(&mut self, work_order: Id) -> Result<Done, AppError> {
        let order = self.work_order(work_order)?;
        let me = self.identity()?.user;
        let no = |why: &str| AppError::from(Rejected::because(RejectedCode::IllegalTransition, "claim", why));
        let open = order.open_offer().ok_or_else(|| no("this order is not offered"))?;
        if order.claims.iter().any(|claim| claim.by.user() == Some(me) && claim.body.offer == open.id) {
            return Err(no("claimed already; waiting for confirmation"));
        }
        let visit = order.visits.iter().find(|visit| !visit.status.has_ended()).map(|visit| visit.visit);
        let body = ClaimFact { offer: open.id };
        self.state_fact("claim", assignment::subjects_of_offer(work_order, visit), &body)
    }

    /// Gives a visit back, with the reason.
    ///
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] for a visit that has ended.
    pub fn decline(&mut self, visit: Id, reason: &str) -> Result<Done, AppError> {
        let (order, follows) = self.open_visit(visit)?;
        let body = DeclineFact { reason: view::reason("reason", reason)?.to_owned(), given: None, follows };
        self.state_fact("decline", assignment::subjects(visit, order), &body)
    }

    /// Gives a visit to a colleague, with the reason.
    ///
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] for a visit that has ended; [`RejectedCode::OutOfRange`] for oneself or
    /// somebody who has left.
    pub fn hand_over(&mut self, visit: Id, to: Id, reason: &str) -> Result<Done, AppError> {
        let (order, follows) = self.open_visit(visit)?;
        let colleague: Option<User> = self.record(Word::User, to)?;
        if to == self.identity()?.user || colleague.is_some_and(|user| !user.is_active()) {
            return Err(Rejected::because(RejectedCode::OutOfRange, "to", "a colleague who works here").into());
        }
        let body = HandOverFact { to, reason: view::reason("reason", reason)?.to_owned(), follows };
        self.state_fact("hand_over", assignment::subjects(visit, order), &body)
    }

    fn open_visit(&self, visit: Id) -> Result<(Id, Option<Id>), AppError> {
        let seen = self.visit(visit)?;
        if seen.has_ended {
            return Err(Rejected::because(RejectedCode::IllegalTransition, "visit", "this visit has ended").into());
        }
        Ok((view::order_of(&seen)?, self.last_seen(visit)?))
    }

    fn own_teams(&self) -> Result<Vec<Id>, AppError> {
        let me = self.identity()?.user;
        let teams: Vec<(Id, onsite_domain::team::Team)> = self.records(Word::Team)?;
        Ok(teams.into_iter().filter(|(_, team)| team.has_member(me)).map(|(id, _)| id).collect())
    }
}
