//! A visit's status: never stored, always the fold over its presses and assignments, total over illegal combinations.
//!
//! The lead's presses move the visit. A helper's presses run through the same table on a lane of their own and make only
//! their own time. Presses are taken in the order their authors saw (`follows`), then by effective time, then by id, so
//! that a phone with a wrong clock does not reorder its own day.

use crate::{
    Author, Id, Subject, Word,
    assignment::{AssignmentFact, ClaimConfirmedFact, DeclineFact, HandOverFact, Part, Team},
    attention::{AttentionItem, AttentionKind},
    choice::choices,
    fact::StoredFact,
    fact_kind::FactBody,
    press::{Maker, PauseKind, Press, PressFact, Transition, transition},
    time_entry::{PressedTime, TimeKind},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

choices! {
    VisitStatus {
        Planned = "planned",
        Accepted = "accepted",
        Confirmed = "confirmed",
        Travelling = "travelling",
        OnSite = "on_site",
        Working = "working",
        Paused = "paused",
        Finished = "finished",
        NotCompleted = "not_completed",
        SecondVisitNeeded = "second_visit_needed",
        /// Sent back by the reviewer with a remark.
        Returned = "returned",
        Reviewed = "reviewed",
        Cancelled = "cancelled",
    }
}

use VisitStatus::{
    Accepted, Cancelled, Confirmed, Finished, NotCompleted, OnSite, Paused, Planned, Returned, Reviewed,
    SecondVisitNeeded, Travelling, Working,
};

impl VisitStatus {
    /// Nothing more is expected from the engineers.
    pub fn has_ended(self) -> bool {
        matches!(self, Finished | NotCompleted | SecondVisitNeeded | Reviewed | Cancelled)
    }

    /// Somebody is on the way or there.
    pub fn is_under_way(self) -> bool {
        matches!(self, Travelling | OnSite | Working | Paused)
    }
}

const LEAD: &[Maker] = &[Maker::Lead];
const ENGINEERS: &[Maker] = &[Maker::Lead, Maker::Engineer];
const LEAD_OR_DESK: &[Maker] = &[Maker::Lead, Maker::Dispatcher];
const DESK: &[Maker] = &[Maker::Dispatcher];

const fn row(
    from: &'static [VisitStatus],
    press: Press,
    to: VisitStatus,
    makers: &'static [Maker],
) -> Transition<VisitStatus> {
    let needs_reason = matches!(
        press,
        Press::CannotComplete | Press::SecondVisitNeeded | Press::ReviewReturn | Press::Cancel | Press::Reopen
    );
    Transition { from, press, to, makers, needs_reason }
}

/// Which press is legal in which status, where it leads, who may make it.
pub static VISIT_TRANSITIONS: &[Transition<VisitStatus>] = &[
    row(&[Planned], Press::Accept, Accepted, ENGINEERS),
    row(&[Planned, Accepted, Confirmed], Press::ConfirmWithCustomer, Confirmed, LEAD_OR_DESK),
    row(&[Planned, Accepted, Confirmed, Paused, Returned], Press::Depart, Travelling, ENGINEERS),
    row(&[Planned, Accepted, Confirmed, Travelling, Returned], Press::Arrive, OnSite, ENGINEERS),
    // Remote and workshop work begins without a journey, and people forget to press that they arrived.
    row(&[Planned, Accepted, Confirmed, Travelling, OnSite, Returned], Press::Start, Working, ENGINEERS),
    row(&[OnSite, Working], Press::Pause, Paused, ENGINEERS),
    row(&[Paused], Press::Resume, Working, ENGINEERS),
    row(&[OnSite, Working, Paused, Returned], Press::Finish, Finished, LEAD),
    row(
        &[Planned, Accepted, Confirmed, Travelling, OnSite, Working, Paused, Returned],
        Press::CannotComplete,
        NotCompleted,
        LEAD,
    ),
    row(&[Travelling, OnSite, Working, Paused, Returned], Press::SecondVisitNeeded, SecondVisitNeeded, LEAD),
    row(&[Finished, NotCompleted, SecondVisitNeeded], Press::ReviewAccept, Reviewed, DESK),
    row(&[Finished, NotCompleted, SecondVisitNeeded, Reviewed], Press::ReviewReturn, Returned, DESK),
    row(&[Planned, Accepted, Confirmed, Travelling, OnSite, Working, Paused, Returned], Press::Cancel, Cancelled, DESK),
    row(&[Cancelled], Press::Reopen, Planned, DESK),
];

/// Whether somebody's presses of this kind can count at a visit at all.
pub fn may_press(press: Press, maker: Maker) -> bool {
    if press == Press::TakeBack {
        return maker != Maker::Dispatcher;
    }
    VISIT_TRANSITIONS.iter().any(|row| row.press == press && row.makers.contains(&maker))
}

/// A press as a view shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PressSeen {
    pub id: Id,
    pub by: Author,
    /// Effective time.
    pub at_ms: i64,
    /// When the server had it; `None` until then.
    #[serde(default)]
    pub received_ms: Option<i64>,
    #[serde(flatten)]
    pub press: PressFact,
    /// Not legal where it was made: kept, shown, without effect on the status.
    pub is_illegal: bool,
    /// Kept for review, without effect.
    pub is_in_review: bool,
    /// Its author took it back: kept, shown, without effect.
    #[serde(default)]
    pub is_taken_back: bool,
}

impl PressSeen {
    /// Whether it moved somebody's status when it was made, and still does.
    pub fn counts(&self) -> bool {
        !self.is_illegal && !self.is_in_review && !self.is_taken_back
    }
}

/// What follows from a visit's presses and assignments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VisitProgress {
    pub status: VisitStatus,
    /// Since when, effective time; `None` before the first press.
    pub since_ms: Option<i64>,
    pub team: Team,
    pub presses: Vec<PressSeen>,
    pub times: Vec<PressedTime>,
    /// What was last agreed with the customer.
    pub agreed_window: Option<(i64, i64)>,
    /// Why it was not completed, paused, returned, cancelled: the reason of the press that led to the status.
    pub reason: Option<String>,
    /// The first time each status was reached.
    pub reached_ms: BTreeMap<VisitStatus, i64>,
    /// Declines with their reason, oldest first.
    pub declines: Vec<(Id, String)>,
    pub attention: Vec<AttentionItem>,
}

/// Folds everything in `facts` that is about the visit. The order of `facts` does not matter.
pub fn fold(visit: Id, facts: &[&StoredFact]) -> VisitProgress {
    let subject = Subject::new(Word::Visit, visit);
    let facts = in_seen_order(facts.iter().copied().filter(|stored| stored.fact.subjects.contains(&subject)));
    let progress = VisitProgress { status: Planned, ..Default::default() };
    let mut fold = Fold { progress, taken_back: taken_back(subject, &facts), ..Fold::new(subject) };
    for fact in facts {
        fold.take(fact);
    }
    fold.progress
}

/// Presses at a visit that their authors took back, each with the press that did it. A person takes back the last of their
/// own that still stands, and none that the office has gone on from. `facts` are in the order of [`in_seen_order`].
pub(crate) fn taken_back(visit: Subject, facts: &[&StoredFact]) -> BTreeMap<Id, Id> {
    let mut standing: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    let mut taken = BTreeMap::new();
    let own = facts.iter().filter(|stored| stored.fact.kind == PressFact::KIND && !stored.is_in_review);
    for stored in own.filter(|stored| stored.fact.subjects.first() == Some(&visit)) {
        let Some(user) = stored.fact.author.user().filter(|_| stored.fact.author.is_field()) else {
            standing.clear();
            continue;
        };
        let Some(press) = stored.fact.body::<PressFact>() else { continue };
        let own = standing.entry(user).or_default();
        if press.press != Press::TakeBack {
            own.push(stored.fact.id);
        } else if let Some(last) = own.pop_if(|last| Some(*last) == press.takes_back) {
            taken.insert(last, stored.fact.id);
        }
    }
    taken
}

/// The press that somebody could take back now, by the rule of [`taken_back`]; `presses` are those of a view.
pub fn to_take_back(presses: &[PressSeen], user: Id) -> Option<&PressSeen> {
    let in_force = presses.iter().rev().filter(|seen| !seen.is_in_review && !seen.is_taken_back);
    in_force
        .take_while(|seen| seen.by.is_field())
        .find(|seen| seen.by.user() == Some(user) && seen.press.press != Press::TakeBack)
}

struct Fold {
    subject: Subject,
    progress: VisitProgress,
    /// Helpers' own states.
    lanes: BTreeMap<Id, VisitStatus>,
    /// The open stretch of time of each user, as an index into `times`.
    running: BTreeMap<Id, usize>,
    /// The assignment in force.
    assignment: Option<(Id, Option<Id>)>,
    assignments_replaced: BTreeSet<Id>,
    taken_back: BTreeMap<Id, Id>,
}

impl Fold {
    fn new(subject: Subject) -> Self {
        Self {
            subject,
            progress: VisitProgress::default(),
            lanes: BTreeMap::new(),
            running: BTreeMap::new(),
            assignment: None,
            assignments_replaced: BTreeSet::new(),
            taken_back: BTreeMap::new(),
        }
    }

    fn take(&mut self, stored: &StoredFact) {
        match stored.fact.kind.as_str() {
            PressFact::KIND => self.take_press(stored),
            _ if stored.is_in_review => {}
            AssignmentFact::KIND => self.take_assignment(stored),
            ClaimConfirmedFact::KIND => {
                if let Some(confirmed) = stored.fact.body::<ClaimConfirmedFact>() {
                    self.assign(stored, Some(confirmed.user), Vec::new(), None, &[]);
                }
            }
            DeclineFact::KIND => {
                if let Some(decline) = stored.fact.body::<DeclineFact>() {
                    self.progress.declines.push((stored.fact.id, decline.reason));
                }
                let user = stored.fact.author.user();
                if user.is_some() && user == self.progress.team.lead {
                    self.give_to(stored, None);
                }
            }
            HandOverFact::KIND => {
                let from = stored.fact.author.user();
                let to = stored.fact.body::<HandOverFact>().map(|body| body.to);
                if from.is_some() && from == self.progress.team.lead {
                    self.give_to(stored, to);
                } else {
                    self.refuse(stored, json!({"hand_over": to, "status": self.progress.status}));
                }
            }
            _ => {}
        }
    }

    fn take_assignment(&mut self, stored: &StoredFact) {
        let Some(body) = stored.fact.body::<AssignmentFact>() else { return };
        self.assign(stored, body.lead, body.helpers, body.expert, &body.replaces);
    }

    fn assign(&mut self, stored: &StoredFact, lead: Option<Id>, helpers: Vec<Id>, expert: Option<Id>, replaces: &[Id]) {
        // Two people assigned without seeing each other: the later one counts, somebody must look.
        if let Some((other, other_lead)) = self.assignment
            && other_lead.is_some()
            && lead.is_some()
            && other_lead != lead
            && !replaces.contains(&other)
        {
            self.progress.attention.push(AttentionItem::open(
                AttentionKind::ClaimConflict,
                self.subject,
                "lead",
                vec![other.to_string(), stored.fact.id.to_string()],
                stored.effective_ms(),
                json!({"shown": lead, "other": other_lead, "by": stored.fact.author}),
            ));
        }
        self.assignments_replaced.extend(replaces);
        // A later-sorted assignment that somebody already replaced having seen it does not come back.
        if self.assignments_replaced.contains(&stored.fact.id) {
            return;
        }
        self.assignment = Some((stored.fact.id, lead));
        self.change_team(stored, lead, helpers, expert);
    }

    fn give_to(&mut self, stored: &StoredFact, to: Option<Id>) {
        let helpers = self.progress.team.helpers.iter().copied().filter(|helper| Some(*helper) != to).collect();
        let expert = self.progress.team.expert;
        self.assignment = Some((stored.fact.id, to));
        self.change_team(stored, to, helpers, expert);
    }

    fn change_team(&mut self, stored: &StoredFact, lead: Option<Id>, helpers: Vec<Id>, expert: Option<Id>) {
        let before = self.progress.team.lead;
        self.progress.team.replace(lead, helpers, expert);
        let is_other_lead = before.is_some() && before != lead;
        let status = self.progress.status;
        if is_other_lead && !status.has_ended() && status != Planned && status != Returned {
            self.stop_all(stored.effective_ms());
            self.reach(Planned, stored.effective_ms(), None);
        }
    }

    fn take_press(&mut self, stored: &StoredFact) {
        let Some(press) = stored.fact.body::<PressFact>() else { return };
        let at_ms = stored.effective_ms();
        // An order's press concerns a visit only where it cancels it.
        let is_own = stored.fact.subjects.first() == Some(&self.subject);
        if !is_own && (press.press != Press::Cancel || self.progress.status.has_ended()) {
            return;
        }
        let id = stored.fact.id;
        let is_taken_back = self.taken_back.contains_key(&id);
        let is_legal = !stored.is_in_review
            && match press.press {
                Press::TakeBack => self.taken_back.values().any(|by| *by == id),
                _ => is_taken_back || self.apply(stored, &press),
            };
        if !is_legal && !stored.is_in_review {
            self.refuse(stored, json!({"press": press.press, "status": self.progress.status}));
        }
        self.progress.presses.push(PressSeen {
            id,
            by: stored.fact.author.clone(),
            at_ms,
            received_ms: stored.received.map(|received| received.received_ms),
            press,
            is_taken_back,
            is_illegal: !is_legal && !stored.is_in_review,
            is_in_review: stored.is_in_review,
        });
    }

    /// Whether the press was legal; if so, its effect.
    fn apply(&mut self, stored: &StoredFact, press: &PressFact) -> bool {
        let at_ms = stored.effective_ms();
        let user = stored.fact.author.user();
        let maker = self.maker(&stored.fact.author);
        let helper = user.filter(|_| maker == Some(Maker::Engineer));
        let status = helper.map_or(self.progress.status, |user| self.lanes.get(&user).copied().unwrap_or(Planned));
        let Some(row) = transition(VISIT_TRANSITIONS, &status, press.press) else {
            // The same press twice, from two field devices of one person, changes nothing and troubles nobody.
            return VISIT_TRANSITIONS.iter().any(|row| row.press == press.press && row.to == status);
        };
        if !maker.is_some_and(|maker| row.makers.contains(&maker)) {
            return false;
        }
        if let Some(user) = user.filter(|_| stored.fact.author.is_field()) {
            self.run_time(user, press, stored.fact.id, at_ms);
        }
        if let Some(helper) = helper {
            self.lanes.insert(helper, row.to);
            return true;
        }
        if press.press == Press::ConfirmWithCustomer && press.reached != Some(true) {
            return true;
        }
        if let (Press::ConfirmWithCustomer, Some(start_ms), Some(end_ms)) =
            (press.press, press.window_start_ms, press.window_end_ms)
        {
            self.progress.agreed_window = Some((start_ms, end_ms));
        }
        if row.to.has_ended() {
            self.stop_all(at_ms);
        }
        self.reach(row.to, at_ms, press.reason.clone());
        true
    }

    fn maker(&self, author: &Author) -> Option<Maker> {
        let Some(user) = author.user().filter(|_| author.is_field()) else { return Some(Maker::Dispatcher) };
        match self.progress.team.part_of(user) {
            Some(Part::Lead) => Some(Maker::Lead),
            Some(Part::Helper) => Some(Maker::Engineer),
            Some(Part::Expert | Part::Former | Part::Unknown) => None,
            // A visit nobody was assigned to belongs to whoever does it.
            None if self.progress.team.lead.is_none() => Some(Maker::Lead),
            None => None,
        }
    }

    fn reach(&mut self, status: VisitStatus, at_ms: i64, reason: Option<String>) {
        self.progress.status = status;
        self.progress.since_ms = Some(at_ms);
        self.progress.reason = reason;
        self.progress.reached_ms.entry(status).or_insert(at_ms);
    }

    fn run_time(&mut self, user: Id, press: &PressFact, id: Id, at_ms: i64) {
        let kind = match press.press {
            Press::Depart => Some(TimeKind::Travel),
            Press::Start | Press::Resume => Some(TimeKind::Work),
            Press::Pause if press.pause == Some(PauseKind::EndOfDay) => None,
            Press::Pause if press.pause == Some(PauseKind::Break) => Some(TimeKind::Break),
            Press::Pause => Some(TimeKind::Wait),
            Press::Arrive => None,
            _ => return,
        };
        self.stop(user, at_ms);
        if let Some(kind) = kind {
            self.running.insert(user, self.progress.times.len());
            self.progress.times.push(PressedTime {
                press: id,
                kind,
                user,
                start_ms: at_ms,
                end_ms: None,
                is_current: true,
            });
        }
    }

    fn stop(&mut self, user: Id, at_ms: i64) {
        if let Some(time) = self.running.remove(&user).and_then(|index| self.progress.times.get_mut(index)) {
            time.end_ms = Some(at_ms.max(time.start_ms));
        }
    }

    fn stop_all(&mut self, at_ms: i64) {
        let users: Vec<Id> = self.running.keys().copied().collect();
        users.into_iter().for_each(|user| self.stop(user, at_ms));
    }

    fn refuse(&mut self, stored: &StoredFact, mut detail: serde_json::Value) {
        if let Some(detail) = detail.as_object_mut() {
            detail.insert("by".to_owned(), json!(stored.fact.author));
        }
        self.progress.attention.push(AttentionItem::open(
            AttentionKind::IllegalPress,
            self.subject,
            &stored.fact.kind,
            vec![stored.fact.id.to_string()],
            stored.effective_ms(),
            detail,
        ));
    }
}

/// Facts in the order their authors saw them: one that `follows` another comes after it whatever the clocks say; then by
/// effective time, then by id. Independent of the order given; a hostile circle is cut by its length.
pub fn in_seen_order<'a>(facts: impl Iterator<Item = &'a StoredFact>) -> Vec<&'a StoredFact> {
    let by_id: BTreeMap<Id, &StoredFact> = facts.map(|stored| (stored.fact.id, stored)).collect();
    let parent = |stored: &StoredFact| -> Option<&&StoredFact> {
        let id = stored.fact.body.get("follows")?.as_str()?.parse::<Id>().ok()?;
        by_id.get(&id)
    };
    let mut keyed: Vec<((i64, usize, Id), &StoredFact)> = by_id
        .values()
        .map(|stored| {
            let (mut at_ms, mut depth, mut walk) = (stored.effective_ms(), 0_usize, *stored);
            while let Some(before) = parent(walk) {
                if depth >= by_id.len() {
                    break;
                }
                at_ms = at_ms.max(before.effective_ms());
                depth = depth.saturating_add(1);
                walk = before;
            }
            ((at_ms, depth, stored.fact.id), *stored)
        })
        .collect();
    keyed.sort_unstable_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, stored)| stored).collect()
}

#[cfg(test)]
#[path = "visit_status_tests.rs"]
mod tests;
