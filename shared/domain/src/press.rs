//! Presses: every transition of a visit or an order, as one immutable fact with time, place and source.

use crate::{Id, Rejected, RejectedCode, Subject, Word, choice::choices, entry, fact_kind::FactBody, place::Place};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    Press {
        // Of a visit, by its engineers.
        Accept = "accept",
        ConfirmWithCustomer = "confirm_with_customer",
        Depart = "depart",
        Arrive = "arrive",
        Start = "start",
        Pause = "pause",
        Resume = "resume",
        Finish = "finish",
        CannotComplete = "cannot_complete",
        SecondVisitNeeded = "second_visit_needed",
        /// The author's last press at this visit was wrong (`takes_back`).
        TakeBack = "take_back",
        // Of a visit, by the dispatcher.
        ReviewAccept = "review_accept",
        ReviewReturn = "review_return",
        // Of an order, by the dispatcher.
        Verify = "verify",
        Schedule = "schedule",
        Reschedule = "reschedule",
        Close = "close",
        // Of either, by the dispatcher.
        Cancel = "cancel",
        Reopen = "reopen",
    }
}

choices! {
    /// Why work stands still.
    PauseKind {
        Parts = "parts",
        Customer = "customer",
        Access = "access",
        Weather = "weather",
        Colleague = "colleague",
        Break = "break",
        EndOfDay = "end_of_day",
        Other = "other",
    }
}

choices! {
    /// How the press came about.
    PressSource {
        Button = "button",
        Scan = "scan",
        Board = "board",
        Terminal = "terminal",
        Api = "api",
        Rule = "rule",
    }
}

choices! {
    /// Who may make a press, seen from the visit.
    Maker {
        Lead = "lead",
        /// Lead or helper.
        Engineer = "engineer",
        Dispatcher = "dispatcher",
    }
}

/// The body of a fact of kind `press`. Subjects: a visit and its order, or an order and the visits it concerns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PressFact {
    pub press: Press,
    pub reason: Option<String>,
    /// For a pause.
    pub pause: Option<PauseKind>,
    /// For `confirm_with_customer`: whether somebody answered.
    pub reached: Option<bool>,
    /// What was agreed with the customer, or scheduled.
    pub window_start_ms: Option<i64>,
    pub window_end_ms: Option<i64>,
    pub place: Option<Place>,
    pub source: PressSource,
    /// For `take_back`: the press that was wrong. It stays in the story and counts for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes_back: Option<Id>,
    /// The last press or assignment the author saw: keeps the order right where clocks lie.
    pub follows: Option<Id>,
}

/// One row of a status machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition<S: 'static> {
    pub from: &'static [S],
    pub press: Press,
    pub to: S,
    pub makers: &'static [Maker],
    pub needs_reason: bool,
}

/// The row for a press in a state. `None` where it is not legal.
pub fn transition<S: PartialEq + 'static>(
    table: &'static [Transition<S>],
    from: &S,
    press: Press,
) -> Option<&'static Transition<S>> {
    table.iter().find(|row| row.press == press && row.from.contains(from))
}

impl FactBody for PressFact {
    const KIND: &'static str = "press";

    fn check(&self) -> Result<(), Rejected> {
        self.press.checked("press")?;
        self.pause.map(|pause| pause.checked("pause")).transpose()?;
        entry::free("reason", self.reason.as_ref())?;
        self.place.map_or(Ok(()), |place| place.check("place"))?;
        if let Some(start_ms) = self.window_start_ms {
            entry::span("window_end_ms", start_ms, self.window_end_ms)?;
        }
        if self.press == Press::ConfirmWithCustomer && self.reached.is_none() {
            return Err(Rejected::new(RejectedCode::Missing, "reached"));
        }
        if self.press == Press::Pause && self.pause.is_none() {
            return Err(Rejected::new(RejectedCode::Missing, "pause"));
        }
        if self.press == Press::TakeBack && self.takes_back.is_none() {
            return Err(Rejected::new(RejectedCode::Missing, "takes_back"));
        }
        if self.press.needs_reason() && self.reason.as_deref().unwrap_or_default().trim().is_empty() {
            return Err(Rejected::new(RejectedCode::Missing, "reason"));
        }
        Ok(())
    }
}

impl Press {
    /// Presses that are never made without saying why.
    pub fn needs_reason(self) -> bool {
        matches!(
            self,
            Self::CannotComplete
                | Self::SecondVisitNeeded
                | Self::ReviewReturn
                | Self::Reschedule
                | Self::Cancel
                | Self::Reopen
        )
    }

    /// Whether it is pressed on an order rather than on a visit. `cancel` and `reopen` are on both.
    pub fn is_of_order_only(self) -> bool {
        matches!(self, Self::Verify | Self::Schedule | Self::Reschedule | Self::Close)
    }

    pub fn is_of_visit_only(self) -> bool {
        !self.is_of_order_only() && !matches!(self, Self::Cancel | Self::Reopen | Self::Unknown)
    }
}

/// A visit's press is also the order's history.
pub fn subjects_of_visit_press(visit: Id, work_order: Id) -> Vec<Subject> {
    vec![Subject::new(Word::Visit, visit), Subject::new(Word::WorkOrder, work_order)]
}

/// An order's press names the visits it concerns, so that cancelling the order cancels them.
pub fn subjects_of_order_press(work_order: Id, visits: &[Id]) -> Vec<Subject> {
    let mut subjects = vec![Subject::new(Word::WorkOrder, work_order)];
    subjects.extend(visits.iter().take(15).map(|visit| Subject::new(Word::Visit, *visit)));
    subjects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fact::Fact,
        fact_kind::check_fact,
        testing::{LI, ORDER, VISIT, fact, id, phone, press_body, visit_press},
    };
    use serde_json::json;

    #[test]
    fn a_fact_of_an_unknown_kind_or_about_the_wrong_things_is_refused() {
        let sound = visit_press(1, phone(LI), Press::Start).fact;
        assert_eq!(check_fact(&sound), Ok(()));
        let visit = Subject::new(Word::Visit, id(VISIT));
        let order = Subject::new(Word::WorkOrder, id(ORDER));
        let with = |kind: &str, subjects: Vec<Subject>| Fact { kind: kind.into(), subjects, ..sound.clone() };
        for (fact, code) in [
            (with("presss\u{202e}", vec![visit, order]), RejectedCode::UnknownPath),
            (with("press", vec![]), RejectedCode::WrongShape),
            (with("press", vec![visit]), RejectedCode::WrongShape),
            (with("press", vec![order]), RejectedCode::WrongShape),
            (with("press", vec![visit, order, order]), RejectedCode::WrongShape),
            (with("press", vec![Subject::new(Word::User, id(1)), order]), RejectedCode::WrongShape),
            (with("press", vec![Subject::new(Word::Visit, Id::nil()), order]), RejectedCode::WrongShape),
        ] {
            assert_eq!(check_fact(&fact).unwrap_err().code, code, "{:?}", fact.subjects);
        }
    }

    #[test]
    fn a_press_without_its_reason_or_with_a_damaged_body_is_refused() {
        let body = PressFact { reason: Some("  ".into()), ..press_body(Press::CannotComplete) };
        let subjects = crate::press::subjects_of_visit_press(id(VISIT), id(ORDER));
        let mut stored = fact(1, phone(LI), subjects, &body);
        assert_eq!(check_fact(&stored.fact).unwrap_err().path, "press.reason");
        for body in [json!(null), json!([]), json!({"press": 7}), json!({"press": "levitate"}), json!({})] {
            stored.fact.body = body;
            assert!(check_fact(&stored.fact).is_err());
        }
    }
}
