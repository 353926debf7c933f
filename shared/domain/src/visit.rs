//! Visits: one trip of one or more engineers for a work order. The document holds what they recorded; status and time
//! follow from presses.

use crate::{
    Author, Id, Subject, Word,
    acceptance::{AcceptanceFact, Verdict},
    answer::Answer,
    attention::{AttentionItem, AttentionKind},
    conflict::{self, Deciding},
    document::{DocumentKind, DocumentState},
    document_kind::{EntryCheck, Shape, fields},
    entry::{self, Listed, current},
    expense::Expense,
    fact::StoredFact,
    fact_kind::{self, FactSeen},
    finding::Finding,
    id::Hash,
    movement::MovementFact,
    note::{Note, Question, Reply},
    part_usage::PartUsage,
    photo::Photo,
    rating::RatingFact,
    receipt::ReceiptFact,
    sealed_report::SealedReportFact,
    signature::{SignatureFact, Signed},
    time_entry::{PressedTime, TimeEntry},
    view::Sources,
    visit_charges::{Charges, OfferedQuote, Payment},
    visit_status::{self, PressSeen, VisitStatus},
    visit_step::VisitStep,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

fields! {
    "work_order": Shape::Id,
    "customer": Shape::Id,
    "site": Shape::Id,
    "device": Shape::Id,
    "window_start_ms": Shape::Instant,
    "window_end_ms": Shape::Instant,
    "zone": Shape::Zone,
    "mode": Shape::OneOf(crate::work_order::MODES),
    "procedure": Shape::Id,
    "procedure_version": Shape::Integer(0, 1_000_000),
    // The language of the report: the customer's.
    "language": Shape::OneOf(&["zh", "en"]),
    // Place in the engineer's route of the day.
    "route_position": Shape::Integer(0, 1_000),
}

pub static KIND: DocumentKind = DocumentKind {
    word: Word::Visit,
    schema: 1,
    fields: FIELDS,
    collections: &[
        ("steps", 1),
        ("answers", 1),
        ("time_entries", 1),
        ("expenses", 1),
        ("part_usages", 1),
        ("findings", 1),
        ("notes", 1),
        ("photos", 1),
        ("questions", 1),
        ("replies", 1),
        ("charges", 1),
        ("quotes", 1),
        ("payments", 1),
        ("withdrawals", 1),
    ],
};

pub(crate) fn entry_check(collection: &str) -> Option<EntryCheck> {
    Some(match collection {
        "steps" => entry::check::<VisitStep>,
        "answers" => entry::check::<Answer>,
        "time_entries" => entry::check::<TimeEntry>,
        "expenses" => entry::check::<Expense>,
        "part_usages" => entry::check::<PartUsage>,
        "findings" => entry::check::<Finding>,
        "notes" => entry::check::<Note>,
        "photos" => entry::check::<Photo>,
        "questions" => entry::check::<Question>,
        "replies" => entry::check::<Reply>,
        "charges" => entry::check::<Charges>,
        "quotes" => entry::check::<OfferedQuote>,
        "payments" => entry::check::<Payment>,
        _ => return None,
    })
}

/// A visit as the job list, the visit's screens and the console's review read it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct VisitView {
    pub status: VisitStatus,
    pub has_ended: bool,
    /// Since when it is in that status, effective time.
    pub since_ms: Option<i64>,
    /// Of the press that led there.
    pub reason: Option<String>,
    pub work_order: Option<Id>,
    /// Who made it.
    pub created_by: Option<Author>,
    pub customer: Option<Id>,
    pub site: Option<Id>,
    pub device: Option<Id>,
    pub window_start_ms: Option<i64>,
    pub window_end_ms: Option<i64>,
    pub zone: Option<String>,
    pub mode: Option<String>,
    pub agreed_start_ms: Option<i64>,
    pub agreed_end_ms: Option<i64>,
    pub route_position: Option<i64>,
    pub lead: Option<Id>,
    pub helpers: Vec<Id>,
    pub expert: Option<Id>,
    /// No longer assigned.
    pub former: Vec<Id>,
    pub procedure: Option<Id>,
    pub procedure_version: Option<u32>,
    pub language: Option<String>,
    /// Company-defined fields by the id of their definition.
    pub ext: BTreeMap<String, Value>,
    pub presses: Vec<PressSeen>,
    /// When each status was first reached.
    pub reached_ms: BTreeMap<String, i64>,
    /// In order of doing.
    pub steps: Vec<Listed<VisitStep>>,
    pub answers: Vec<Listed<Answer>>,
    /// Time from the presses.
    pub times: Vec<PressedTime>,
    /// Time written by hand.
    pub time_entries: Vec<Listed<TimeEntry>>,
    pub expenses: Vec<Listed<Expense>>,
    pub part_usages: Vec<Listed<PartUsage>>,
    pub movements: Vec<FactSeen<MovementFact>>,
    pub findings: Vec<Listed<Finding>>,
    pub notes: Vec<Listed<Note>>,
    pub photos: Vec<Listed<Photo>>,
    pub questions: Vec<Listed<Question>>,
    pub replies: Vec<Listed<Reply>>,
    pub charges: Vec<Listed<Charges>>,
    pub quotes: Vec<Listed<OfferedQuote>>,
    pub payments: Vec<Listed<Payment>>,
    /// The newest verdict that counts.
    pub acceptance: Option<FactSeen<AcceptanceFact>>,
    pub signatures: Vec<FactSeen<SignatureFact>>,
    pub sealed_reports: Vec<FactSeen<SealedReportFact>>,
    pub receipts: Vec<FactSeen<ReceiptFact>>,
    pub ratings: Vec<FactSeen<RatingFact>>,
    /// Heads of the document this was read at, sorted.
    pub heads: Vec<Hash>,
    /// Paths that could not be read.
    pub unreadable: Vec<String>,
}

impl VisitView {
    /// Lead or helper at present.
    pub fn is_engineer(&self, user: Id) -> bool {
        self.lead == Some(user) || self.helpers.contains(&user)
    }

    /// Current answers to a step of the visit.
    pub fn answers_to(&self, step: Id) -> impl Iterator<Item = &Listed<Answer>> {
        current(&self.answers).filter(move |answer| answer.value.step == step)
    }

    /// Entries that contradict one another, of which somebody decided which holds: when, and that entry.
    pub fn decided(&self) -> BTreeSet<(i64, Id)> {
        fn of<T>(entries: &[Listed<T>]) -> impl Iterator<Item = (i64, Id)> {
            entries.iter().filter_map(|entry| entry.decided.as_ref()).map(|decided| (decided.at_ms, decided.holds))
        }
        let worked = of(&self.answers).chain(of(&self.time_entries)).chain(of(&self.expenses));
        let found = of(&self.part_usages).chain(of(&self.findings)).chain(of(&self.notes));
        let charged = of(&self.charges).chain(of(&self.quotes)).chain(of(&self.payments));
        worked.chain(found).chain(charged).collect()
    }

    /// Answers to a step that others were decided for, oldest first.
    pub fn decided_against(&self, step: Id) -> impl Iterator<Item = &Listed<Answer>> {
        let is_history = |answer: &&Listed<Answer>| answer.decided.as_ref().is_some_and(|one| one.holds != answer.id);
        self.answers.iter().filter(move |answer| answer.value.step == step && !answer.is_current).filter(is_history)
    }

    /// Whether somebody signed a report; corrections from then on are amendments. Over a quote or a step the work goes on.
    pub fn is_signed(&self) -> bool {
        let mut reports = self.signatures.iter().filter(|signature| signature.body.over == Signed::Report);
        reports.any(|signature| signature.body.is_signed() && !signature.is_in_review)
    }
}

/// The view and what needs attention.
pub(crate) fn view(sources: &Sources<'_>, facts: &[&StoredFact]) -> (VisitView, Vec<AttentionItem>) {
    let subject = sources.subject;
    let progress = visit_status::fold(subject.id, facts);
    let empty = DocumentState::empty(Word::Visit, subject.id);
    let document = sources.document.unwrap_or(&empty);
    let mut view = VisitView {
        status: progress.status,
        has_ended: progress.status.has_ended(),
        since_ms: progress.since_ms,
        reason: progress.reason,
        work_order: document.field("work_order"),
        created_by: document.fields.get("work_order").and_then(|register| register.shown.author.clone()),
        customer: document.field("customer"),
        site: document.field("site"),
        device: document.field("device"),
        window_start_ms: document.field("window_start_ms"),
        window_end_ms: document.field("window_end_ms"),
        zone: document.field("zone"),
        mode: document.field("mode"),
        agreed_start_ms: progress.agreed_window.map(|(start_ms, _)| start_ms),
        agreed_end_ms: progress.agreed_window.map(|(_, end_ms)| end_ms),
        route_position: document.field("route_position"),
        lead: progress.team.lead,
        helpers: progress.team.helpers,
        expert: progress.team.expert,
        former: progress.team.former,
        procedure: document.field("procedure"),
        procedure_version: document.field("procedure_version"),
        language: document.field("language"),
        ext: crate::work_order::ext(document),
        presses: progress.presses,
        reached_ms: progress.reached_ms.into_iter().map(|(status, at_ms)| (status.to_string(), at_ms)).collect(),
        steps: entry::listed(document),
        answers: entry::listed(document),
        times: progress.times,
        time_entries: entry::listed(document),
        expenses: entry::listed(document),
        part_usages: entry::listed(document),
        movements: fact_kind::seen(facts),
        findings: entry::listed(document),
        notes: entry::listed(document),
        photos: entry::listed(document),
        questions: entry::listed(document),
        replies: entry::listed(document),
        charges: entry::listed(document),
        quotes: entry::listed(document),
        payments: entry::listed(document),
        acceptance: fact_kind::seen::<AcceptanceFact>(facts).into_iter().rfind(|seen| !seen.is_in_review),
        signatures: fact_kind::seen(facts),
        sealed_reports: fact_kind::seen(facts),
        receipts: fact_kind::seen(facts),
        ratings: fact_kind::seen(facts),
        heads: document.heads.clone(),
        unreadable: document.unreadable.iter().cloned().collect(),
    };
    view.steps.sort_by_key(|step| (step.value.position, step.id));
    let contradictions = contradictions(&Deciding::of(subject, document, facts), &mut view);
    for time in &mut view.times {
        time.is_current = !current(&view.time_entries).any(|entry| entry.value.replaces.contains(&time.press));
    }
    let mut attention = progress.attention;
    attention.extend(conflict::of_fields(subject, document));
    attention.extend(conflict::of_review(subject, facts));
    attention.extend(contradictions);
    attention.extend(out_of_limits(subject, &view));
    attention.extend(help_asked(subject, &view));
    attention.extend(not_accepted(subject, &view));
    (view, attention)
}

/// What contradicts itself; what was decided against is no longer current from here on.
fn contradictions(deciding: &Deciding, view: &mut VisitView) -> Vec<AttentionItem> {
    let by_step = |answer: &Answer| vec![answer.step.to_string()];
    let mut items = deciding.entries(&mut view.answers, by_step, |a, b| {
        (&a.value, &a.note, &a.photos, &a.tool) == (&b.value, &b.note, &b.photos, &b.tool)
    });
    items.extend(deciding.corrections(&mut view.time_entries));
    items.extend(deciding.corrections(&mut view.expenses));
    items.extend(deciding.corrections(&mut view.part_usages));
    items.extend(deciding.corrections(&mut view.findings));
    items.extend(deciding.corrections(&mut view.notes));
    items.extend(deciding.corrections(&mut view.charges));
    items.extend(deciding.corrections(&mut view.quotes));
    items.extend(deciding.corrections(&mut view.payments));
    items
}

fn out_of_limits(subject: Subject, view: &VisitView) -> Vec<AttentionItem> {
    let mut items = Vec::new();
    for step in current(&view.steps) {
        for answer in view.answers_to(step.id).filter(|answer| answer.value.is_outside_limits(&step.value.step)) {
            items.push(AttentionItem::open(
                AttentionKind::OutOfLimits,
                subject,
                &step.id.to_string(),
                vec![answer.id.to_string()],
                answer.at_ms,
                json!({
                    "step": step.id, "title": step.value.step.title, "measurement": step.value.step.measurement,
                    "reading": answer.value.value, "note": answer.value.note, "by": answer.by,
                }),
            ));
        }
    }
    items
}

/// Questions that wait for somebody: nobody has answered, or whoever asked has asked on since.
fn help_asked(subject: Subject, view: &VisitView) -> Vec<AttentionItem> {
    current(&view.questions).filter_map(|question| waiting(subject, question, view)).collect()
}

fn waiting(subject: Subject, question: &Listed<Question>, view: &VisitView) -> Option<AttentionItem> {
    let asked = asked_as(question, &view.questions);
    let thread = || current(&view.replies).filter(|reply| asked.contains(&reply.value.question));
    if thread().any(|reply| reply.value.is_settled) {
        return None;
    }
    let is_own = |reply: &Listed<Reply>| {
        let user = |author: Option<&Author>| author.and_then(Author::user);
        reply.by == question.by
            || (user(reply.by.as_ref()).is_some() && user(reply.by.as_ref()) == user(question.by.as_ref()))
    };
    let answered = thread().filter(|reply| !is_own(reply)).map(|reply| reply.id).max();
    // An item that was claimed or dismissed stays the same while more is said, until there was an answer.
    let asked_on = answered.and_then(|answer| thread().find(|reply| is_own(reply) && reply.id > answer));
    if answered.is_some() && asked_on.is_none() {
        return None;
    }
    let operations = std::iter::once(question.id).chain(asked_on.map(|reply| reply.id));
    Some(AttentionItem::open(
        AttentionKind::HelpAsked,
        subject,
        &question.id.to_string(),
        operations.map(|id| id.to_string()).collect(),
        asked_on.map_or(question.at_ms, |reply| reply.at_ms),
        match asked_on {
            Some(reply) => json!({ "question": question, "asked_on": reply }),
            None => json!({ "question": question }),
        },
    ))
}

/// The question and those that it took the place of: an answer may have been on its way to one of them.
fn asked_as(question: &Listed<Question>, all: &[Listed<Question>]) -> BTreeSet<Id> {
    let mut found = BTreeSet::from([question.id]);
    let mut open: Vec<Id> = question.value.replaces.clone();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(all.iter().filter(|other| other.id == id).flat_map(|other| &other.value.replaces));
        }
    }
    found
}

fn not_accepted(subject: Subject, view: &VisitView) -> Option<AttentionItem> {
    let acceptance = view.acceptance.as_ref()?;
    if acceptance.body.verdict == Verdict::Accepted {
        return None;
    }
    Some(AttentionItem::open(
        AttentionKind::NotAccepted,
        subject,
        "acceptance",
        vec![acceptance.id.to_string()],
        acceptance.at_ms,
        json!({ "acceptance": acceptance }),
    ))
}

#[cfg(test)]
#[path = "visit_tests.rs"]
mod tests;
