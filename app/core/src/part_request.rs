//! Part requests: asking for parts, counting what arrived, giving parts back.

use crate::{App, AppError, done::Done, jobs};
use onsite_domain::{
    Id, Quantity, Rejected, RejectedCode, Subject, Word,
    command::Command,
    entry,
    fact_kind::FactSeen,
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    part_request::{PartRequestView, RequestLine},
    shelf::Shelf,
    stock_location::StockLocationKind,
};
use onsite_store::derived;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewPartRequest {
    pub work_order: Option<Id>,
    pub visit: Option<Id>,
    /// Where it is wanted; the van this field device holds where missing.
    pub location: Option<Id>,
    pub needed_by_ms: Option<i64>,
    pub priority: Option<String>,
    pub note: Option<String>,
    pub lines: Vec<RequestedPart>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct RequestedPart {
    pub part: Id,
    pub quantity: Quantity,
    /// New where missing.
    pub condition: Option<Condition>,
    pub note: Option<String>,
}

/// How many of a line were really in the box.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Counted {
    /// Line of the request.
    pub line: Id,
    pub quantity: Quantity,
}

/// A part that goes back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReturnedPart {
    pub part: Id,
    pub quantity: Quantity,
    /// As it is found, whatever the books have it as.
    pub condition: Condition,
    pub serial: Option<String>,
    pub lot: Option<String>,
    /// Line of the part request it came with.
    pub request_line: Option<Id>,
}

impl App {
    /// Asks for parts.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] without lines; [`RejectedCode::OutOfRange`] for a quantity.
    pub fn request_parts(&mut self, new: NewPartRequest) -> Result<Done, AppError> {
        if new.lines.is_empty() {
            return Err(AppError::rejected(RejectedCode::Missing, "lines"));
        }
        let own_van = self.own_van()?.map(|(van, _)| van);
        let work_order = match (new.work_order, new.visit) {
            (None, Some(visit)) => self.visit(visit)?.work_order,
            (work_order, _) => work_order,
        };
        let request = self.ports().new_id();
        let mut writes = jobs::set([
            ("work_order", json!(work_order)),
            ("visit", json!(new.visit)),
            ("location", json!(new.location.or(own_van))),
            ("needed_by_ms", json!(new.needed_by_ms)),
            ("priority", json!(new.priority)),
            ("note", json!(new.note)),
        ]);
        for line in new.lines {
            let id = self.ports().new_id();
            let line = RequestLine {
                part: line.part,
                quantity: line.quantity.checked_positive("lines.quantity")?,
                condition: line.condition,
                note: line.note,
                replaces: Vec::new(),
            };
            writes.push(entry::add(id, &line));
        }
        let command = Command::new("request_parts").write(Subject::new(Word::PartRequest, request), writes);
        self.carry_out(request, &command)
    }

    /// The newest 500 part requests on this phone, newest first.
    pub fn part_requests(&self) -> Result<Vec<(Id, PartRequestView)>, AppError> {
        let found: Vec<(Subject, PartRequestView)> =
            derived::views(&self.db, "word = 'part_request' ORDER BY subject DESC LIMIT 500", &[])?;
        Ok(found.into_iter().map(|(subject, request)| (subject.id, request)).collect())
    }

    /// Takes what was issued for a request out of transit into the van, with the quantities counted; everything as
    /// issued where `counted` is empty.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where nothing issued is still to be accepted; [`RejectedCode::NotHolder`] where this
    /// field device holds no van.
    pub fn accept_issued(&mut self, request: Id, counted: &[Counted]) -> Result<Done, AppError> {
        let held = self.part_request(request)?;
        let (van, _) = self.own_van()?.ok_or_else(no_van)?;
        let mut left: BTreeMap<Id, Quantity> = counted.iter().map(|one| (one.line, one.quantity)).collect();
        let open = open_issues(&held);
        let mut facts = Vec::new();
        for (issue, lines) in &open {
            let mut accepted = Vec::new();
            for line in lines {
                let mut quantity = line.quantity;
                if let Some(request_line) = line.request_line.filter(|_| !counted.is_empty()) {
                    let rest = left.entry(request_line).or_default();
                    let is_last = !open.iter().any(|(other, lines)| {
                        other.id > issue.id && lines.iter().any(|l| l.request_line == Some(request_line))
                    });
                    // What is too much or too little for all issues together shows in the last one.
                    quantity = if is_last { *rest } else { quantity.min(*rest) };
                    *rest = rest.saturating_add(quantity.negated());
                }
                if quantity.0 > 0 {
                    accepted.push(MovementLine { from: line.to, to: van, quantity, ..(*line).clone() });
                }
            }
            if accepted.is_empty() {
                continue;
            }
            let body = MovementFact {
                reason: MovementReason::Accept,
                lines: accepted,
                work_order: held.work_order,
                visit: held.visit,
                part_request: Some(request),
                issue: Some(issue.id),
                ..MovementFact::default()
            };
            facts.push(self.fact(movement::subjects(&body), &body)?);
        }
        let first = facts.first().map(|fact| fact.id);
        let first = first.ok_or_else(|| {
            Rejected::because(RejectedCode::NotFound, "issue", "nothing issued is still to be accepted")
        })?;
        let command = facts.into_iter().fold(Command::new("accept_issued"), Command::fact);
        self.carry_out(first, &command)
    }

    /// Gives parts from the van back, into transit to the warehouse. Each comes out of the balance that the books hold it in,
    /// whatever it is found to be ([`onsite_domain::shelf`]).
    ///
    /// # Errors
    /// [`RejectedCode::NotHolder`] where this field device holds no van.
    pub fn return_parts(
        &mut self,
        parts: &[ReturnedPart],
        request: Option<Id>,
        note: Option<String>,
    ) -> Result<Done, AppError> {
        let (van, custody) = self.own_van()?.ok_or_else(no_van)?;
        let transit = self.location_of_kind(StockLocationKind::InTransit)?;
        if let Some(request) = request {
            self.part_request(request)?;
        }
        let mut shelf = Shelf::of(&self.stock_location(van)?.balances);
        let lines = parts.iter().flat_map(|part| {
            shelf.take(&MovementLine {
                part: part.part,
                quantity: part.quantity,
                from: van,
                to: transit,
                condition: part.condition,
                serial: part.serial.clone(),
                lot: part.lot.clone(),
                request_line: part.request_line,
                ..MovementLine::default()
            })
        });
        let body = MovementFact {
            reason: MovementReason::Return,
            lines: lines.collect(),
            part_request: request,
            custody_epoch: Some(custody.epoch),
            note,
            ..MovementFact::default()
        };
        self.state_fact("return_parts", movement::subjects(&body), &body)
    }
}

pub(crate) fn no_van() -> Rejected {
    Rejected::because(RejectedCode::NotHolder, "van", "this field device holds no van")
}

/// Issues with the lines that nobody has accepted yet.
fn open_issues(request: &PartRequestView) -> Vec<(&FactSeen<MovementFact>, Vec<&MovementLine>)> {
    let counting = || request.movements.iter().filter(|movement| !movement.is_in_review);
    let accepted: Vec<Id> = counting()
        .filter(|movement| movement.body.reason == MovementReason::Accept)
        .filter_map(|movement| movement.body.issue)
        .collect();
    let mut open: Vec<_> = counting()
        .filter(|movement| movement.body.reason == MovementReason::Issue && !accepted.contains(&movement.id))
        .map(|movement| (movement, movement.body.lines.iter().collect::<Vec<_>>()))
        .collect();
    open.sort_by_key(|(issue, _)| issue.id);
    open
}
