//! Part requests: an engineer's or order's demand for parts. Status follows from approvals and movements.

use crate::{
    Author, Id, Rejected, Word,
    approval::{ApprovalFact, Ruling},
    attention::{AttentionItem, AttentionKind},
    choice::choices,
    conflict::{self, Deciding},
    document::{DocumentKind, DocumentState},
    document_kind::{EntryCheck, Shape, fields},
    entry::{self, EntryBody, Listed, current},
    fact::StoredFact,
    fact_kind::{self, FactSeen},
    id::Hash,
    limits,
    movement::{Condition, MovementFact, MovementReason},
    note::Remark,
    quantity::Quantity,
    view::{SearchText, Sources},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

fields! {
    "work_order": Shape::Id,
    "visit": Shape::Id,
    // The van (or warehouse) it is wanted in.
    "location": Shape::Id,
    // The engineer it is for, where the desk asks.
    "user": Shape::Id,
    "needed_by_ms": Shape::Instant,
    "priority": Shape::OneOf(crate::work_order::PRIORITIES),
    "note": Shape::Text(limits::NOTE_CHARS_MAX),
}

pub static KIND: DocumentKind = DocumentKind {
    word: Word::PartRequest,
    schema: 1,
    fields: FIELDS,
    collections: &[("lines", 1), ("remarks", 1), ("withdrawals", 1)],
};

pub(crate) fn entry_check(collection: &str) -> Option<EntryCheck> {
    Some(match collection {
        "lines" => entry::check::<RequestLine>,
        "remarks" => entry::check::<Remark>,
        _ => return None,
    })
}

/// One part asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct RequestLine {
    pub part: Id,
    pub quantity: Quantity,
    /// New where missing.
    pub condition: Option<Condition>,
    pub note: Option<String>,
    pub replaces: Vec<Id>,
}

impl EntryBody for RequestLine {
    const COLLECTION: &'static str = "lines";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("part", self.part)?;
        self.quantity.checked_positive("quantity")?;
        self.condition.map(|condition| condition.checked("condition")).transpose()?;
        entry::free("note", self.note.as_ref())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

choices! {
    PartRequestStatus {
        /// Nothing asked for yet, or everything withdrawn.
        Empty = "empty",
        Requested = "requested",
        Approved = "approved",
        Refused = "refused",
        PartlyIssued = "partly_issued",
        Issued = "issued",
        Accepted = "accepted",
    }
}

/// What became of one line. Quantities in thousandths.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct LineProgress {
    pub line: Id,
    pub part: Id,
    pub wanted: Quantity,
    pub ruling: Option<Ruling>,
    pub approved: Quantity,
    pub location: Option<Id>,
    pub reason: Option<String>,
    pub issued: Quantity,
    pub accepted: Quantity,
    pub returned: Quantity,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PartRequestView {
    pub status: PartRequestStatus,
    pub work_order: Option<Id>,
    pub visit: Option<Id>,
    pub location: Option<Id>,
    /// The engineer it is for, where the desk asked.
    pub user: Option<Id>,
    pub needed_by_ms: Option<i64>,
    pub priority: Option<String>,
    pub note: Option<String>,
    pub lines: Vec<Listed<RequestLine>>,
    pub progress: Vec<LineProgress>,
    pub remarks: Vec<Listed<Remark>>,
    pub approvals: Vec<FactSeen<ApprovalFact>>,
    pub movements: Vec<FactSeen<MovementFact>>,
    pub created_by: Option<Author>,
    pub created_ms: Option<i64>,
    pub heads: Vec<Hash>,
}

pub(crate) fn view(sources: &Sources<'_>, facts: &[&StoredFact]) -> (PartRequestView, Vec<AttentionItem>) {
    let subject = sources.subject;
    let empty = DocumentState::empty(Word::PartRequest, subject.id);
    let document = sources.document.unwrap_or(&empty);
    let mut lines: Vec<Listed<RequestLine>> = entry::listed(document);
    let contradictions = Deciding::of(subject, document, facts).corrections(&mut lines);
    let first = lines.first();
    let mut view = PartRequestView {
        work_order: document.field("work_order"),
        visit: document.field("visit"),
        location: document.field("location"),
        user: document.field("user"),
        needed_by_ms: document.field("needed_by_ms"),
        priority: document.field("priority"),
        note: document.field("note"),
        created_by: first.and_then(|line| line.by.clone()),
        created_ms: first.map(|line| line.at_ms),
        remarks: entry::listed(document),
        approvals: fact_kind::seen(facts),
        movements: fact_kind::seen(facts),
        heads: document.heads.clone(),
        lines,
        ..Default::default()
    };
    view.progress = current(&view.lines).map(|line| progress_of(line, &view)).collect();
    view.status = status(&view.progress);
    let mut attention = conflict::of_fields(subject, document);
    attention.extend(contradictions);
    attention.extend(conflict::of_review(subject, facts));
    for line in current(&view.lines) {
        let is_undecided = view.progress.iter().any(|p| p.line == line.id && p.ruling.is_none() && p.issued.0 == 0);
        if is_undecided {
            attention.push(AttentionItem::open(
                AttentionKind::PartsWanted,
                subject,
                &line.id.to_string(),
                vec![line.id.to_string()],
                line.at_ms,
                json!({ "line": line }),
            ));
        }
    }
    (view, attention)
}

fn progress_of(line: &Listed<RequestLine>, view: &PartRequestView) -> LineProgress {
    let wanted = line.value.quantity;
    let mut progress = LineProgress { line: line.id, part: line.value.part, wanted, ..Default::default() };
    // Oldest first: the last ruling counts.
    for approval in view.approvals.iter().filter(|approval| !approval.is_in_review) {
        for ruled in approval.body.lines.iter().filter(|ruled| ruled.line == line.id) {
            progress.ruling = Some(ruled.ruling);
            progress.location = ruled.location;
            progress.reason = ruled.reason.clone();
            progress.approved = match ruled.ruling {
                Ruling::Approved => ruled.quantity.unwrap_or(wanted).min(wanted),
                Ruling::Refused | Ruling::Unknown => Quantity::ZERO,
            };
        }
    }
    for movement in view.movements.iter().filter(|movement| !movement.is_in_review) {
        for moved in movement.body.lines.iter().filter(|moved| moved.request_line == Some(line.id)) {
            let sum = match movement.body.reason {
                MovementReason::Issue => &mut progress.issued,
                MovementReason::Accept => &mut progress.accepted,
                MovementReason::Return => &mut progress.returned,
                _ => continue,
            };
            *sum = sum.saturating_add(moved.quantity);
        }
    }
    progress
}

fn status(lines: &[LineProgress]) -> PartRequestStatus {
    let open: Vec<&LineProgress> = lines.iter().filter(|line| line.ruling != Some(Ruling::Refused)).collect();
    if lines.is_empty() {
        return PartRequestStatus::Empty;
    }
    if open.is_empty() {
        return PartRequestStatus::Refused;
    }
    let target = |line: &LineProgress| if line.ruling.is_some() { line.approved } else { line.wanted };
    if open.iter().all(|line| line.accepted >= target(line)) {
        return PartRequestStatus::Accepted;
    }
    if open.iter().all(|line| line.issued >= target(line)) {
        return PartRequestStatus::Issued;
    }
    if open.iter().any(|line| line.issued.0 > 0) {
        return PartRequestStatus::PartlyIssued;
    }
    if open.iter().all(|line| line.ruling == Some(Ruling::Approved)) {
        return PartRequestStatus::Approved;
    }
    PartRequestStatus::Requested
}

/// What search finds a request by.
pub(crate) fn search_text(view: &PartRequestView) -> SearchText {
    SearchText::of(&[view.note.as_deref().unwrap_or_default()])
}

#[cfg(test)]
#[path = "part_request_tests.rs"]
mod tests;
