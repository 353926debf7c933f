//! Who was to do an order, step by step: given, offered, claimed, assigned, accepted, declined, handed over, withdrawn.
//! Read from the facts, so that nobody who once went is forgotten.

use super::{
    super::{HttpState, Problem, session::Caller},
    act::{Answer, Desk},
    named::WithNames,
    reach::{self, at, id},
};
use crate::{ServerError, ServerStore};
use axum::extract::{Path, State};
use jiff::Timestamp;
use onsite_domain::{
    Author, Id, Subject, Word,
    assignment::{AssignmentFact, ClaimConfirmedFact, ClaimFact, DeclineFact, HandOverFact, OfferFact},
    fact::StoredFact,
    fact_kind::FactBody,
    giving::{GivenAcceptedFact, GivenFact},
    press::{Press, PressFact},
    work_order::WorkOrderView,
};
use onsite_store::fact;
use serde::Serialize;

/// The newest so many; an order with more steps is not one that somebody reads.
const STEPS_MAX: usize = 500;

/// One step of who goes.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AssignmentRow {
    id: String,
    /// `assigned`, `withdrawn`, `accepted` (by the engineer), `declined`, `handed_over`, `offered`, `offer_withdrawn`,
    /// `claimed`, `claim_confirmed`, `given`, `given_accepted`, `given_declined`.
    what: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    /// Missing where it is not for the caller to know.
    by: Option<Author>,
    /// The visit it is about; missing where it is about the order.
    visit: Option<String>,
    /// Who goes from then on: assigned, handed to, or confirmed.
    lead: Option<String>,
    helpers: Vec<String>,
    expert: Option<String>,
    /// To whom it was offered.
    users: Vec<String>,
    teams: Vec<String>,
    organisation: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    reason: Option<String>,
    /// Kept beside what counts until somebody decides.
    is_in_review: bool,
}

/// Every step of an order, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Assignments {
    items: Vec<AssignmentRow>,
    /// There are older ones.
    is_cut: bool,
}

/// Who was assigned, asked and released, when and by whom, newest first. A contractor's dispatcher sees it from when the
/// order was given to the contractor, and of people the own ones.
#[utoipa::path(get, path = "/v1/work-orders/{id}/assignments", tag = "work orders", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<Assignments>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let subject = Subject::new(Word::WorkOrder, id(&order, "id")?);
            let _: WorkOrderView = reach::one(store, caller, subject)?;
            let own = caller.reach(Word::WorkOrder)?;
            let facts = fact::about(&store.db, subject)?;
            let mut rows: Vec<(i64, AssignmentRow)> = facts.iter().filter_map(row).collect();
            if let Some(own) = own {
                let given = facts.iter().filter_map(|stored| Some((stored.fact.body::<GivenFact>()?, stored)));
                let given = given.filter(|(_, stored)| stored.fact.kind == GivenFact::KIND);
                let since_ms =
                    given.filter(|(body, _)| body.organisation == own).map(|(_, stored)| stored.effective_ms());
                let since_ms = since_ms.max().unwrap_or(i64::MIN);
                rows.retain(|(at_ms, _)| *at_ms >= since_ms);
                for (_, row) in &mut rows {
                    hide(store, caller, row)?;
                }
            }
            rows.sort_by(|(a_ms, a), (b_ms, b)| (b_ms, &b.id).cmp(&(a_ms, &a.id)));
            let is_cut = rows.len() > STEPS_MAX;
            let items = rows.into_iter().take(STEPS_MAX).map(|(_, row)| row).collect();
            Answer::ok(&WithNames::of(store, caller, Assignments { items, is_cut })?)
        })
        .await?)
}

fn row(stored: &StoredFact) -> Option<(i64, AssignmentRow)> {
    let fact = &stored.fact;
    let text = |id: Id| id.to_string();
    let texts = |ids: &[Id]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let visit = fact.subjects.iter().find(|subject| subject.word == Word::Visit).map(|subject| text(subject.id));
    let is_of_order = fact.subjects.first().is_some_and(|subject| subject.word == Word::WorkOrder);
    let mut row = AssignmentRow {
        id: text(fact.id),
        what: String::new(),
        at: at(Some(stored.effective_ms())),
        received: at(stored.received.map(|received| received.received_ms)),
        by: Some(fact.author.clone()),
        visit,
        lead: None,
        helpers: Vec::new(),
        expert: None,
        users: Vec::new(),
        teams: Vec::new(),
        organisation: None,
        until: None,
        reason: None,
        is_in_review: stored.is_in_review,
    };
    let what = match fact.kind.as_str() {
        AssignmentFact::KIND => {
            let body: AssignmentFact = fact.body()?;
            row.lead = body.lead.map(text);
            row.helpers = texts(&body.helpers);
            row.expert = body.expert.map(text);
            row.reason = body.reason;
            if body.lead.is_some() { "assigned" } else { "withdrawn" }
        }
        OfferFact::KIND => {
            let body: OfferFact = fact.body()?;
            row.users = texts(&body.users);
            row.teams = texts(&body.teams);
            row.until = at(body.until_ms);
            if body.is_withdrawn { "offer_withdrawn" } else { "offered" }
        }
        ClaimFact::KIND => "claimed",
        ClaimConfirmedFact::KIND => {
            row.lead = Some(text(fact.body::<ClaimConfirmedFact>()?.user));
            "claim_confirmed"
        }
        DeclineFact::KIND => {
            row.reason = Some(fact.body::<DeclineFact>()?.reason);
            if is_of_order { "given_declined" } else { "declined" }
        }
        HandOverFact::KIND => {
            let body: HandOverFact = fact.body()?;
            row.lead = Some(text(body.to));
            row.reason = Some(body.reason);
            "handed_over"
        }
        GivenFact::KIND => {
            let body: GivenFact = fact.body()?;
            row.organisation = Some(text(body.organisation));
            row.reason = body.reason;
            "given"
        }
        GivenAcceptedFact::KIND => "given_accepted",
        PressFact::KIND if !is_of_order => {
            let body: PressFact = fact.body()?;
            if body.press != Press::Accept {
                return None;
            }
            row.reason = body.reason;
            "accepted"
        }
        _ => return None,
    };
    row.what = what.to_owned();
    Some((stored.effective_ms(), row))
}

/// Of people a contractor's dispatcher learns the own ones.
fn hide(store: &ServerStore, caller: &Caller, row: &mut AssignmentRow) -> Result<(), ServerError> {
    let may = |text: &str| -> Result<bool, ServerError> {
        let Ok(user) = text.parse::<Id>() else { return Ok(false) };
        reach::may_read(store, caller, Subject::new(Word::User, user))
    };
    let by = row.by.as_ref().and_then(Author::user).map(|user| user.to_string());
    if !by.map_or(Ok(false), |by| may(&by))? {
        row.by = None;
    }
    for one in [&mut row.lead, &mut row.expert] {
        if let Some(user) = one.as_deref()
            && !may(user)?
        {
            *one = None;
        }
    }
    for list in [&mut row.helpers, &mut row.users] {
        let mut kept = Vec::with_capacity(list.len());
        for user in list.drain(..) {
            if may(&user)? {
                kept.push(user);
            }
        }
        *list = kept;
    }
    row.teams.clear();
    Ok(())
}
