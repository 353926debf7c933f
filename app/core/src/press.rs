//! Presses: the one big button of a job, and the reasons it cannot be pressed yet.

use crate::{App, AppError, done::Done, view};
use onsite_domain::{
    Id, Language, Rejected, RejectedCode, Subject, Word,
    command::Command,
    fact::StoredFact,
    missing::{self, Missing},
    order_kind::OrderKind,
    place::Place,
    press::{self, Maker, PauseKind, Press, PressFact, PressSource, transition},
    signature::Signed,
    visit::VisitView,
    visit_status::{PressSeen, VISIT_TRANSITIONS, VisitStatus, to_take_back},
    work_order::WorkOrderView,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// One press on a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VisitPress {
    pub press: Press,
    /// Needed for `cannot_complete` and `second_visit_needed`.
    #[serde(default)]
    pub reason: Option<String>,
    /// Needed for `pause`.
    #[serde(default)]
    pub pause: Option<PauseKind>,
    /// Needed for `confirm_with_customer`: whether somebody answered.
    #[serde(default)]
    pub reached: Option<bool>,
    /// What was agreed with the customer, start and end in milliseconds.
    #[serde(default)]
    pub window: Option<(i64, i64)>,
    #[serde(default)]
    pub place: Option<Place>,
    pub source: PressSource,
}

impl VisitPress {
    pub fn new(press: Press) -> Self {
        Self { press, reason: None, pause: None, reached: None, window: None, place: None, source: PressSource::Button }
    }

    pub fn because(press: Press, reason: &str) -> Self {
        Self { reason: Some(reason.to_owned()), ..Self::new(press) }
    }
}

/// A press that its author can still take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PressToTakeBack {
    pub id: Id,
    pub press: Press,
    /// Effective time.
    pub at_ms: i64,
}

impl App {
    /// Presses on a visit. The first press at the site also takes the procedure's steps into the visit, where nobody has.
    ///
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] where the press is not possible now; [`RejectedCode::Missing`] for a reason
    /// that must be given, and, for `finish`, with everything that is missing ([`missing_of_visit`](Self::missing_of_visit)
    /// gives it as a list).
    pub fn press_visit(&mut self, visit: Id, pressed: VisitPress) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        let order = view::order_of(&seen)?;
        let me = self.identity()?.user;
        let status = own_status(&seen, me);
        let row = transition(VISIT_TRANSITIONS, &status, pressed.press).ok_or_else(|| {
            let now = legal_presses(status, maker_of(&seen, me))
                .iter()
                .map(|press| press.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            Rejected::because(
                RejectedCode::IllegalTransition,
                "press",
                format!("{} is not possible while {status}; possible: {now}", pressed.press),
            )
        })?;
        if row.needs_reason {
            view::reason("reason", pressed.reason.as_deref().unwrap_or_default())?;
        }
        if pressed.press == Press::Finish {
            self.refuse_missing(visit)?;
        }
        let body = PressFact {
            press: pressed.press,
            reason: pressed.reason,
            pause: pressed.pause,
            reached: pressed.reached,
            window_start_ms: pressed.window.map(|(start_ms, _)| start_ms),
            window_end_ms: pressed.window.map(|(_, end_ms)| end_ms),
            place: pressed.place,
            source: pressed.source,
            takes_back: None,
            follows: self.last_seen(visit)?,
        };
        let fact = self.fact(press::subjects_of_visit_press(visit, order), &body)?;
        let mut command = Command::new(pressed.press.as_str());
        if matches!(pressed.press, Press::Arrive | Press::Start) {
            command = command.write(Subject::new(Word::Visit, visit), self.steps_to_copy(visit, &seen)?);
        }
        let id = fact.id;
        self.carry_out(id, &command.fact(fact))
    }

    /// Takes back the user's own last press at a visit, because it was wrong: it stays in the story and counts for nothing,
    /// and neither does the time that ran from it.
    ///
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] where there is no press of one's own to take back, or the office went on from it;
    /// [`RejectedCode::Signed`] where the customer has signed since.
    pub fn take_back_press(&mut self, visit: Id) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        let order = view::order_of(&seen)?;
        let last = to_take_back(&seen.presses, self.identity()?.user).ok_or_else(|| {
            let detail = "no press of yours is the last here";
            Rejected::because(RejectedCode::IllegalTransition, "takes_back", detail)
        })?;
        if is_signed_since(&seen, last) {
            return Err(Rejected::new(RejectedCode::Signed, "takes_back").into());
        }
        let body = PressFact {
            press: Press::TakeBack,
            takes_back: Some(last.id),
            source: PressSource::Button,
            follows: self.last_seen(visit)?,
            ..PressFact::default()
        };
        let fact = self.fact(press::subjects_of_visit_press(visit, order), &body)?;
        self.carry_out(fact.id, &Command::new(Press::TakeBack.as_str()).fact(fact))
    }

    /// What the visit lacks before it can be finished, each with where to jump.
    pub fn missing_of_visit(&self, visit: Id) -> Result<Vec<Missing>, AppError> {
        let seen = self.visit_with_steps(visit)?;
        // Of a visit of the past the order may be elsewhere.
        let order: Option<WorkOrderView> = self.one(Word::WorkOrder, seen.work_order)?;
        let kind = order.as_ref().and_then(|order| order.order_kind);
        let kind: Option<OrderKind> = kind.map(|kind| self.record(Word::OrderKind, kind)).transpose()?.flatten();
        let mut required = kind.map(|kind| kind.required_fields).unwrap_or_default();
        let own = self.required_of_visit(order.as_ref())?;
        required.extend(own.into_iter().filter(|own| !required.contains(own)).collect::<Vec<_>>());
        let order = order.and_then(|order| serde_json::to_value(order).ok());
        let mut missing = missing::missing(&seen, order.as_ref(), &required);
        self.name_missing(&mut missing)?;
        Ok(missing)
    }

    fn refuse_missing(&self, visit: Id) -> Result<(), AppError> {
        let missing = self.missing_of_visit(visit)?;
        if missing.is_empty() {
            return Ok(());
        }
        let language = self.language()?;
        let list: Vec<String> = missing.iter().map(|one| in_words(one, language)).collect();
        Err(Rejected::because(RejectedCode::Missing, "finish", list.join("; ")).into())
    }

    /// The last press or change of the team that this phone knows, for the order of what follows.
    pub(crate) fn last_seen(&self, visit: Id) -> Result<Option<Id>, AppError> {
        let facts = onsite_store::fact::about(&self.db, Subject::new(Word::Visit, visit))?;
        let moves: Vec<&StoredFact> = facts
            .iter()
            .filter(|stored| {
                ["press", "assignment", "claim_confirmed", "decline", "hand_over"].contains(&stored.fact.kind.as_str())
            })
            .collect();
        let followed: BTreeSet<Id> = moves.iter().filter_map(|stored| follows(stored)).collect();
        let last = moves
            .iter()
            .filter(|stored| !followed.contains(&stored.fact.id))
            .max_by_key(|stored| (stored.effective_ms(), stored.fact.id));
        Ok(last.map(|stored| stored.fact.id))
    }
}

fn follows(stored: &StoredFact) -> Option<Id> {
    stored.fact.body.get("follows")?.as_str()?.parse().ok()
}

fn in_words(missing: &Missing, language: Language) -> String {
    let what = missing.title.as_ref().map(|title| title.in_language(language).to_owned());
    let what = what.or_else(|| missing.field.clone()).unwrap_or_default();
    format!("{} ({})", what, missing.kind)
}

/// The status a person's next press starts from: the visit's, or a helper's own.
pub(crate) fn own_status(visit: &VisitView, user: Id) -> VisitStatus {
    if !visit.helpers.contains(&user) {
        return visit.status;
    }
    let mut status = VisitStatus::Planned;
    for press in visit.presses.iter().filter(|press| press.by.user() == Some(user) && press.counts()) {
        status = transition(VISIT_TRANSITIONS, &status, press.press.press).map_or(status, |row| row.to);
    }
    status
}

fn is_signed_since(visit: &VisitView, press: &PressSeen) -> bool {
    let mut reports = visit.signatures.iter().filter(|held| held.body.over == Signed::Report && !held.is_in_review);
    reports.any(|held| held.at_ms > press.at_ms)
}

/// The press that a person can take back at a visit now.
pub(crate) fn own_to_take_back(visit: &VisitView, user: Id) -> Option<PressToTakeBack> {
    let last = to_take_back(&visit.presses, user).filter(|last| !is_signed_since(visit, last))?;
    Some(PressToTakeBack { id: last.id, press: last.press.press, at_ms: last.at_ms })
}

/// When the status of [`own_status`] began.
pub(crate) fn own_since_ms(visit: &VisitView, user: Id) -> Option<i64> {
    if !visit.helpers.contains(&user) || visit.status.has_ended() {
        return visit.since_ms;
    }
    let is_own = |press: &PressSeen| press.by.user() == Some(user) && press.counts();
    let mut own = visit.presses.iter().filter(|press| press.press.press != Press::TakeBack);
    own.rfind(|press| is_own(press)).map(|press| press.at_ms)
}

/// What a person's presses count as; `None` where they count for nothing: an expert's, a stranger's.
pub(crate) fn maker_of(visit: &VisitView, user: Id) -> Option<Maker> {
    match visit.lead {
        _ if visit.helpers.contains(&user) => Some(Maker::Engineer),
        Some(lead) if lead != user => None,
        // A visit nobody was assigned to belongs to whoever does it.
        Some(_) | None => Some(Maker::Lead),
    }
}

/// Every press that somebody may make in a status.
pub fn legal_presses(status: VisitStatus, maker: Option<Maker>) -> Vec<Press> {
    let Some(maker) = maker else { return Vec::new() };
    let rows = VISIT_TRANSITIONS.iter().filter(|row| row.from.contains(&status));
    rows.filter(|row| row.makers.contains(&maker)).map(|row| row.press).collect()
}

/// The press that the big button of the card holds: what comes next for this person. A helper neither speaks with the
/// customer nor ends the visit.
pub fn next_press(status: VisitStatus, maker: Option<Maker>, mode: Option<&str>) -> Option<Press> {
    let has_way = mode.is_none_or(|mode| mode == "onsite");
    let on_the_way = if has_way { Press::Depart } else { Press::Start };
    let in_order: &[Press] = match status {
        VisitStatus::Planned => &[Press::Accept],
        VisitStatus::Accepted => &[Press::ConfirmWithCustomer, on_the_way],
        VisitStatus::Confirmed => &[on_the_way],
        VisitStatus::OnSite | VisitStatus::Returned => &[Press::Start],
        VisitStatus::Travelling => &[Press::Arrive],
        VisitStatus::Working => &[Press::Finish],
        VisitStatus::Paused => &[Press::Resume],
        _ => &[],
    };
    let legal = legal_presses(status, maker);
    in_order.iter().copied().find(|press| legal.contains(press))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_helper_is_offered_what_counts_for_a_helper() {
        let next = |status, maker| next_press(status, maker, Some("onsite"));
        assert_eq!(next(VisitStatus::Accepted, Some(Maker::Lead)), Some(Press::ConfirmWithCustomer));
        assert_eq!(next(VisitStatus::Accepted, Some(Maker::Engineer)), Some(Press::Depart));
        assert_eq!(next(VisitStatus::Working, Some(Maker::Lead)), Some(Press::Finish));
        assert_eq!(next(VisitStatus::Working, Some(Maker::Engineer)), None);
        assert_eq!(next(VisitStatus::Planned, None), None);
        assert_eq!(next_press(VisitStatus::Accepted, Some(Maker::Engineer), Some("remote")), Some(Press::Start));
    }
}
