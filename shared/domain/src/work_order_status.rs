//! An order's status: the fold over its own presses and those of its visits, total over illegal combinations.

use crate::{
    Id, Subject, Word,
    assignment::OfferFact,
    attention::{AttentionItem, AttentionKind},
    choice::choices,
    fact::StoredFact,
    fact_kind::FactBody,
    press::{Maker, Press, PressFact, Transition, transition},
    visit_status::{self, VisitProgress, VisitStatus, in_seen_order},
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

choices! {
    WorkOrderStatus {
        New = "new",
        Verified = "verified",
        /// Open to several engineers.
        Offered = "offered",
        /// A visit is planned and has a lead, or a time is set.
        Scheduled = "scheduled",
        Accepted = "accepted",
        UnderWay = "under_way",
        Paused = "paused",
        /// The last visit did not finish the job.
        FollowUp = "follow_up",
        /// Every visit has ended; to be reviewed.
        Done = "done",
        Reviewed = "reviewed",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

use WorkOrderStatus::{
    Accepted, Cancelled, Closed, Done, FollowUp, New, Offered, Paused, Reviewed, Scheduled, UnderWay, Verified,
};

impl WorkOrderStatus {
    pub fn is_open(self) -> bool {
        !matches!(self, Closed | Cancelled)
    }
}

const fn row(from: &'static [WorkOrderStatus], press: Press, to: WorkOrderStatus) -> Transition<WorkOrderStatus> {
    let needs_reason = matches!(press, Press::Reschedule | Press::Cancel | Press::Reopen);
    Transition { from, press, to, makers: &[Maker::Dispatcher], needs_reason }
}

/// The dispatcher's presses. `offered`, `accepted`, `under_way`, `paused`, `follow_up`, `done` and `reviewed` are reached
/// by offers and by what happens in the visits.
pub static WORK_ORDER_TRANSITIONS: &[Transition<WorkOrderStatus>] = &[
    row(&[New], Press::Verify, Verified),
    row(&[New, Verified, Offered, FollowUp], Press::Schedule, Scheduled),
    row(&[Scheduled, Accepted, Offered, FollowUp], Press::Reschedule, Scheduled),
    row(&[New, Verified, Offered, Scheduled, Accepted, UnderWay, Paused, FollowUp], Press::Cancel, Cancelled),
    // An order that was solved without a visit closes from where it stands.
    row(&[New, Verified, Offered, Scheduled, FollowUp, Done, Reviewed], Press::Close, Closed),
    row(&[Closed, Cancelled, Done, Reviewed], Press::Reopen, Verified),
];

/// What follows from an order's facts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkOrderProgress {
    pub status: WorkOrderStatus,
    pub since_ms: Option<i64>,
    pub reason: Option<String>,
    pub visits: BTreeMap<Id, VisitProgress>,
    /// The first time each status was reached.
    pub reached_ms: BTreeMap<WorkOrderStatus, i64>,
    pub attention: Vec<AttentionItem>,
}

/// Folds everything that is about the order. The order of `facts` does not matter.
pub fn fold(work_order: Id, facts: &[&StoredFact]) -> WorkOrderProgress {
    let subject = Subject::new(Word::WorkOrder, work_order);
    let events = in_seen_order(facts.iter().copied().filter(|stored| stored.fact.subjects.contains(&subject)));
    let mut fold = Fold {
        subject,
        base: New,
        is_offered: false,
        settled: BTreeSet::new(),
        visits: visits_of(&events),
        progress: WorkOrderProgress { status: New, ..Default::default() },
    };
    // Each event shows the visits as they were known up to it; the prefix is folded again because a visit's fold is
    // the one place that knows what a press does. Orders have a handful of events.
    let counting = without_taken_back(&events, &fold.visits);
    for index in 0..counting.len() {
        let Some((stored, before)) = counting.get(..=index).and_then(<[_]>::split_last) else { continue };
        fold.take(stored, before);
    }
    fold.progress.visits = fold.visits.iter().map(|visit| (*visit, visit_status::fold(*visit, &events))).collect();
    fold.progress
}

/// What was pressed by mistake and taken back never moved the order, so it reached nothing by it.
fn without_taken_back<'a>(events: &[&'a StoredFact], visits: &BTreeSet<Id>) -> Vec<&'a StoredFact> {
    let taken = visits.iter().flat_map(|visit| visit_status::taken_back(Subject::new(Word::Visit, *visit), events));
    let gone: BTreeSet<Id> = taken.flat_map(|(press, by)| [press, by]).collect();
    events.iter().copied().filter(|stored| !gone.contains(&stored.fact.id)).collect()
}

fn visits_of(events: &[&StoredFact]) -> BTreeSet<Id> {
    events
        .iter()
        .flat_map(|stored| &stored.fact.subjects)
        .filter(|subject| subject.word == Word::Visit)
        .map(|subject| subject.id)
        .collect()
}

struct Fold {
    subject: Subject,
    /// Where the dispatcher's own presses put it.
    base: WorkOrderStatus,
    is_offered: bool,
    /// Visits that had ended when the order was reopened: they no longer speak for it.
    settled: BTreeSet<Id>,
    visits: BTreeSet<Id>,
    progress: WorkOrderProgress,
}

impl Fold {
    fn take(&mut self, stored: &StoredFact, before: &[&StoredFact]) {
        let mut known = before.to_vec();
        let is_own = stored.fact.subjects.first() == Some(&self.subject);
        if is_own && stored.fact.kind == PressFact::KIND {
            if !stored.is_in_review {
                self.press(stored, &known);
            }
        } else if stored.fact.kind == OfferFact::KIND && !stored.is_in_review {
            self.is_offered = stored.fact.body::<OfferFact>().is_some_and(|offer| !offer.is_withdrawn);
        } else if !self.base.is_open() && stored.fact.kind == PressFact::KIND && !stored.is_in_review {
            self.press_after_the_end(stored);
        }
        known.push(stored);
        let status = self.status(&known);
        if status != self.progress.status || self.progress.since_ms.is_none() {
            self.progress.status = status;
            self.progress.since_ms = Some(stored.effective_ms());
            self.progress.reason = stored.fact.body::<PressFact>().and_then(|press| press.reason);
            self.progress.reached_ms.entry(status).or_insert(stored.effective_ms());
        }
    }

    fn press(&mut self, stored: &StoredFact, known: &[&StoredFact]) {
        let Some(press) = stored.fact.body::<PressFact>() else { return };
        let status = self.progress.status;
        let Some(row) = transition(WORK_ORDER_TRANSITIONS, &status, press.press) else {
            if !WORK_ORDER_TRANSITIONS.iter().any(|row| row.press == press.press && row.to == status) {
                self.refuse(stored, &press);
            }
            return;
        };
        if stored.fact.author.is_field() {
            self.refuse(stored, &press);
            return;
        }
        if press.press == Press::Reopen {
            self.settled = self.ended(known);
        }
        self.base = row.to;
    }

    fn ended(&self, known: &[&StoredFact]) -> BTreeSet<Id> {
        let has_ended = |visit: &Id| visit_status::fold(*visit, known).status.has_ended();
        self.visits.iter().copied().filter(has_ended).collect()
    }

    fn status(&self, known: &[&StoredFact]) -> WorkOrderStatus {
        if !self.base.is_open() {
            return self.base;
        }
        let is_known = |visit: &Id| {
            let subject = Subject::new(Word::Visit, *visit);
            known.iter().any(|stored| stored.fact.subjects.contains(&subject))
        };
        let visits: Vec<VisitProgress> = self
            .visits
            .iter()
            .filter(|visit| !self.settled.contains(visit) && is_known(visit))
            .map(|visit| visit_status::fold(*visit, known))
            .filter(|visit| visit.status != VisitStatus::Cancelled)
            .collect();
        self.status_by_visits(&visits)
    }

    fn status_by_visits(&self, visits: &[VisitProgress]) -> WorkOrderStatus {
        let any = |test: fn(VisitStatus) -> bool| visits.iter().any(|visit| test(visit.status));
        if any(|status| status.is_under_way() && status != VisitStatus::Paused) {
            return UnderWay;
        }
        if any(|status| matches!(status, VisitStatus::Paused | VisitStatus::Returned)) {
            return Paused;
        }
        if any(|status| matches!(status, VisitStatus::Accepted | VisitStatus::Confirmed)) {
            return Accepted;
        }
        if visits.iter().any(|visit| visit.status == VisitStatus::Planned && visit.team.lead.is_some()) {
            return Scheduled;
        }
        if any(|status| status == VisitStatus::Planned) {
            return self.before_visits();
        }
        let Some(last) = visits.iter().max_by_key(|visit| visit.since_ms) else { return self.before_visits() };
        let is_finished = last.reached_ms.contains_key(&VisitStatus::Finished);
        match last.status {
            VisitStatus::NotCompleted | VisitStatus::SecondVisitNeeded => FollowUp,
            VisitStatus::Reviewed if !is_finished => FollowUp,
            _ if visits.iter().all(|visit| visit.status == VisitStatus::Reviewed) => Reviewed,
            _ => Done,
        }
    }

    fn before_visits(&self) -> WorkOrderStatus {
        match self.base {
            Scheduled => Scheduled,
            _ if self.is_offered => Offered,
            base => base,
        }
    }

    fn press_after_the_end(&mut self, stored: &StoredFact) {
        let Some(press) = stored.fact.body::<PressFact>() else { return };
        let is_review = matches!(press.press, Press::ReviewAccept | Press::ReviewReturn | Press::Cancel);
        if !is_review {
            self.refuse(stored, &press);
        }
    }

    fn refuse(&mut self, stored: &StoredFact, press: &PressFact) {
        self.progress.attention.push(AttentionItem::open(
            AttentionKind::IllegalPress,
            self.subject,
            PressFact::KIND,
            vec![stored.fact.id.to_string()],
            stored.effective_ms(),
            json!({"press": press.press, "status": self.progress.status, "by": stored.fact.author}),
        ));
    }
}

#[cfg(test)]
#[path = "work_order_status_tests.rs"]
mod tests;
