//! Work orders: what the customer needs done. The dispatcher owns the document; status follows from presses.

use crate::{
    Author, Id, Rejected, Word,
    assignment::{ClaimConfirmedFact, ClaimFact, DeclineFact, OfferFact},
    attached_file::AttachedFile,
    attention::{AttentionItem, AttentionKind},
    conflict::{self, Deciding},
    document::{DocumentKind, DocumentState},
    document_kind::{EntryCheck, Shape, ext_definition, fields},
    entry::{self, EntryBody, Listed},
    fact::StoredFact,
    fact_kind::{self, FactSeen},
    giving::{self, Giving},
    id::Hash,
    limits,
    note::Remark,
    photo::Photo,
    press::PressFact,
    quantity::Quantity,
    view::{SearchText, Sources},
    visit_status::VisitStatus,
    work_order_status::{self, WorkOrderStatus},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub const KINDS: &[&str] =
    &["consult", "repair", "install", "inspect", "maintain", "survey", "train", "replace", "retire"];
pub const MODES: &[&str] = &["onsite", "remote", "workshop"];
pub const PRIORITIES: &[&str] = &["critical", "high", "normal", "low"];

fields! {
    "number": Shape::Number,
    // The pair of kind and mode with its defaults, and both as words.
    "order_kind": Shape::Id,
    "kind": Shape::OneOf(KINDS),
    "mode": Shape::OneOf(MODES),
    "title": Shape::Text(limits::LINE_CHARS_MAX),
    // In the customer's words.
    "description": Shape::Text(limits::BODY_CHARS_MAX),
    "priority": Shape::OneOf(PRIORITIES),
    "customer": Shape::Id,
    "site": Shape::Id,
    "contact": Shape::Id,
    "device": Shape::Id,
    "request": Shape::Id,
    // The contractor or branch it is given to.
    "organisation": Shape::Id,
    "service_level": Shape::Id,
    // What the promises run from.
    "received_ms": Shape::Instant,
    "promised_response_ms": Shape::Instant,
    "promised_resolution_ms": Shape::Instant,
    "window_start_ms": Shape::Instant,
    "window_end_ms": Shape::Instant,
    "zone": Shape::Zone,
    "required_skills": Shape::Lines,
    "procedure": Shape::Id,
    // The order it follows up.
    "cause_order": Shape::Id,
    "contract": Shape::Id,
    "warranty": Shape::Id,
    "maintenance_plan": Shape::Id,
    "occurrence": Shape::Text(limits::LINE_CHARS_MAX),
    "customer_reference": Shape::Text(limits::LINE_CHARS_MAX),
    "fault_code": Shape::Id,
}

pub static KIND: DocumentKind = DocumentKind {
    word: Word::WorkOrder,
    schema: 1,
    fields: FIELDS,
    collections: &[
        ("remarks", 1),
        ("attachments", 1),
        ("photos", 1),
        ("planned_parts", 1),
        ("planned_tools", 1),
        ("withdrawals", 1),
    ],
};

pub(crate) fn entry_check(collection: &str) -> Option<EntryCheck> {
    Some(match collection {
        "remarks" => entry::check::<Remark>,
        "attachments" => entry::check::<AttachedFile>,
        "photos" => entry::check::<Photo>,
        "planned_parts" => entry::check::<PlannedPart>,
        "planned_tools" => entry::check::<PlannedTool>,
        _ => return None,
    })
}

/// A part the job will want.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PlannedPart {
    pub part: Id,
    pub quantity: Quantity,
    pub note: Option<String>,
    pub replaces: Vec<Id>,
}

/// A tool the job will want.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PlannedTool {
    pub tool: Id,
    pub note: Option<String>,
    pub replaces: Vec<Id>,
}

impl EntryBody for PlannedPart {
    const COLLECTION: &'static str = "planned_parts";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("part", self.part)?;
        self.quantity.checked_positive("quantity")?;
        entry::free("note", self.note.as_ref())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

impl EntryBody for PlannedTool {
    const COLLECTION: &'static str = "planned_tools";

    fn check(&self) -> Result<(), Rejected> {
        limits::reference("tool", self.tool)?;
        entry::free("note", self.note.as_ref())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

/// A visit as its order knows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct VisitOfOrder {
    pub visit: Id,
    pub status: VisitStatus,
    pub since_ms: Option<i64>,
    pub reason: Option<String>,
    pub lead: Option<Id>,
    pub helpers: Vec<Id>,
    pub expert: Option<Id>,
    pub former: Vec<Id>,
    /// When each status was first reached: what the figures are made from.
    pub reached_ms: BTreeMap<String, i64>,
}

/// An order as lists, the board and the console read it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct WorkOrderView {
    pub number: Option<String>,
    pub status: WorkOrderStatus,
    pub is_open: bool,
    pub since_ms: Option<i64>,
    /// Of the press that led to the status.
    pub reason: Option<String>,
    pub order_kind: Option<Id>,
    pub kind: Option<String>,
    pub mode: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub priority: Option<String>,
    pub customer: Option<Id>,
    pub site: Option<Id>,
    pub contact: Option<Id>,
    pub device: Option<Id>,
    pub request: Option<Id>,
    pub organisation: Option<Id>,
    pub service_level: Option<Id>,
    pub received_ms: Option<i64>,
    pub promised_response_ms: Option<i64>,
    pub promised_resolution_ms: Option<i64>,
    pub window_start_ms: Option<i64>,
    pub window_end_ms: Option<i64>,
    pub zone: Option<String>,
    pub required_skills: Vec<String>,
    pub procedure: Option<Id>,
    pub cause_order: Option<Id>,
    pub contract: Option<Id>,
    pub warranty: Option<Id>,
    pub maintenance_plan: Option<Id>,
    pub occurrence: Option<String>,
    pub customer_reference: Option<String>,
    pub fault_code: Option<Id>,
    /// Company-defined fields by the id of their definition.
    pub ext: BTreeMap<String, Value>,
    /// Who gave it its number, and when.
    pub created_by: Option<Author>,
    pub created_ms: Option<i64>,
    /// Lead of the visit that speaks for the order now: the newest that has not ended, else the newest.
    pub lead: Option<Id>,
    pub visits: Vec<VisitOfOrder>,
    pub offers: Vec<FactSeen<OfferFact>>,
    pub claims: Vec<FactSeen<ClaimFact>>,
    pub claim_confirmations: Vec<FactSeen<ClaimConfirmedFact>>,
    pub declines: Vec<FactSeen<DeclineFact>>,
    /// How it stands with the organisation it was given to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub giving: Option<Giving>,
    /// The dispatcher's own presses.
    pub presses: Vec<FactSeen<PressFact>>,
    pub reached_ms: BTreeMap<String, i64>,
    pub remarks: Vec<Listed<Remark>>,
    pub attachments: Vec<Listed<AttachedFile>>,
    pub photos: Vec<Listed<Photo>>,
    pub planned_parts: Vec<Listed<PlannedPart>>,
    pub planned_tools: Vec<Listed<PlannedTool>>,
    /// Heads of the document this was read at, sorted.
    pub heads: Vec<Hash>,
    pub unreadable: Vec<String>,
}

impl WorkOrderView {
    /// Everybody who is or was assigned to one of its visits.
    pub fn has_ever_assigned(&self, user: Id) -> bool {
        self.is_assigned(user) || self.visits.iter().any(|visit| visit.former.contains(&user))
    }

    /// Lead, helper or expert of one of its visits.
    pub fn is_assigned(&self, user: Id) -> bool {
        self.visits
            .iter()
            .any(|visit| visit.lead == Some(user) || visit.expert == Some(user) || visit.helpers.contains(&user))
    }

    /// The offer that is open now, if any.
    pub fn open_offer(&self) -> Option<&FactSeen<OfferFact>> {
        let last = self.offers.iter().rfind(|offer| !offer.is_in_review)?;
        // A claim of an earlier offer closes that one. Where the claim is not here, time tells.
        let is_of_last = |confirmed: &FactSeen<ClaimConfirmedFact>| {
            let claim = self.claims.iter().find(|claim| claim.id == confirmed.body.claim);
            claim.map_or(confirmed.at_ms >= last.at_ms, |claim| claim.body.offer == last.id)
        };
        (!last.body.is_withdrawn && !self.claim_confirmations.iter().any(is_of_last)).then_some(last)
    }
}

/// Company-defined fields of a document, by the id of their definition.
pub(crate) fn ext(document: &DocumentState) -> BTreeMap<String, Value> {
    document
        .fields
        .iter()
        .filter(|(_, register)| !register.shown.value.is_null())
        .filter_map(|(name, register)| Some((ext_definition(name)?.to_string(), register.shown.value.clone())))
        .collect()
}

/// The view, what needs attention, and what search finds it by.
pub(crate) fn view(sources: &Sources<'_>, facts: &[&StoredFact]) -> (WorkOrderView, Vec<AttentionItem>, SearchText) {
    let subject = sources.subject;
    let progress = work_order_status::fold(subject.id, facts);
    let empty = DocumentState::empty(Word::WorkOrder, subject.id);
    let document = sources.document.unwrap_or(&empty);
    let number = document.fields.get("number").map(|register| &register.shown);
    let visits: Vec<VisitOfOrder> = progress
        .visits
        .into_iter()
        .map(|(visit, progress)| VisitOfOrder {
            visit,
            status: progress.status,
            since_ms: progress.since_ms,
            reason: progress.reason,
            lead: progress.team.lead,
            helpers: progress.team.helpers,
            expert: progress.team.expert,
            former: progress.team.former,
            reached_ms: progress.reached_ms.into_iter().map(|(s, at_ms)| (s.to_string(), at_ms)).collect(),
        })
        .collect();
    let speaking = visits.iter().rfind(|visit| !visit.status.has_ended()).or_else(|| visits.last());
    let mut view = WorkOrderView {
        number: document.field("number"),
        status: progress.status,
        is_open: progress.status.is_open(),
        since_ms: progress.since_ms,
        reason: progress.reason,
        order_kind: document.field("order_kind"),
        kind: document.field("kind"),
        mode: document.field("mode"),
        title: document.field("title"),
        description: document.field("description"),
        priority: document.field("priority"),
        customer: document.field("customer"),
        site: document.field("site"),
        contact: document.field("contact"),
        device: document.field("device"),
        request: document.field("request"),
        organisation: document.field("organisation"),
        service_level: document.field("service_level"),
        received_ms: document.field("received_ms"),
        promised_response_ms: document.field("promised_response_ms"),
        promised_resolution_ms: document.field("promised_resolution_ms"),
        window_start_ms: document.field("window_start_ms"),
        window_end_ms: document.field("window_end_ms"),
        zone: document.field("zone"),
        required_skills: document
            .field::<String>("required_skills")
            .map(|skills| skills.lines().filter(|skill| !skill.trim().is_empty()).map(str::to_owned).collect())
            .unwrap_or_default(),
        procedure: document.field("procedure"),
        cause_order: document.field("cause_order"),
        contract: document.field("contract"),
        warranty: document.field("warranty"),
        maintenance_plan: document.field("maintenance_plan"),
        occurrence: document.field("occurrence"),
        customer_reference: document.field("customer_reference"),
        fault_code: document.field("fault_code"),
        ext: ext(document),
        created_by: number.and_then(|written| written.author.clone()),
        created_ms: number.map(|written| written.wall_ms),
        lead: speaking.and_then(|visit| visit.lead),
        visits,
        offers: fact_kind::seen(facts),
        claims: fact_kind::seen(facts),
        claim_confirmations: fact_kind::seen(facts),
        declines: fact_kind::seen(facts),
        giving: giving::fold(subject, document.field("organisation"), facts),
        presses: facts
            .iter()
            .filter(|stored| stored.fact.subjects.first() == Some(&subject))
            .filter_map(|stored| FactSeen::from_stored(stored))
            .collect(),
        reached_ms: progress.reached_ms.into_iter().map(|(s, at_ms)| (s.to_string(), at_ms)).collect(),
        remarks: entry::listed(document),
        attachments: entry::listed(document),
        photos: entry::listed(document),
        planned_parts: entry::listed(document),
        planned_tools: entry::listed(document),
        heads: document.heads.clone(),
        unreadable: document.unreadable.iter().cloned().collect(),
    };
    let mut attention = progress.attention;
    attention.extend(conflict::of_fields(subject, document));
    attention.extend(conflict::of_review(subject, facts));
    let deciding = Deciding::of(subject, document, facts);
    attention.extend(deciding.corrections(&mut view.remarks));
    attention.extend(deciding.corrections(&mut view.planned_parts));
    attention.extend(claim_conflict(sources, &view));
    attention.extend(giving::attention(subject, view.is_open, view.giving.as_ref()));
    let search = search_text(&view);
    (view, attention, search)
}

fn claim_conflict(sources: &Sources<'_>, view: &WorkOrderView) -> Option<AttentionItem> {
    let counted: Vec<_> = view.claim_confirmations.iter().filter(|confirmed| !confirmed.is_in_review).collect();
    let first = counted.first()?;
    if counted.iter().all(|confirmed| confirmed.body.user == first.body.user) {
        return None;
    }
    Some(AttentionItem::open(
        AttentionKind::ClaimConflict,
        sources.subject,
        "claim",
        counted.iter().map(|confirmed| confirmed.id.to_string()).collect(),
        counted.iter().map(|confirmed| confirmed.at_ms).max().unwrap_or_default(),
        json!({ "confirmed": counted }),
    ))
}

fn search_text(view: &WorkOrderView) -> SearchText {
    let texts = [&view.number, &view.title, &view.description, &view.customer_reference];
    let mut text: Vec<&str> = texts.iter().filter_map(|text| text.as_deref()).collect();
    text.extend(entry::current(&view.remarks).map(|remark| remark.value.text.as_str()));
    text.extend(view.ext.values().filter_map(Value::as_str));
    SearchText {
        title: [&view.number, &view.title].iter().filter_map(|text| text.as_deref()).collect::<Vec<_>>().join(" "),
        text: text.join("\n"),
    }
}
