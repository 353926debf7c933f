//! Who may write which document.

use super::{Asked, OrderRights, ReviewReason, Verdict, VisitRights};
use crate::{
    Id, Rejected, RejectedCode, Subject, Word, document::Write, user::Role, work_order_status::WorkOrderStatus,
};

/// What a contractor's dispatcher plans for an order that was given to the contractor.
const CONTRACTOR_FIELDS: &[&str] = &["window_start_ms", "window_end_ms", "zone"];
/// What people add to an order that is not theirs.
const TALK: &[&str] = &["remarks", "attachments", "photos"];

pub(super) fn check(asked: &Asked<'_>, writes: &[Write]) -> Result<Verdict, Rejected> {
    match asked.subject.word {
        Word::WorkOrder => work_order(asked, writes),
        Word::Visit => visit(asked, writes),
        Word::Device => device(asked, writes),
        Word::ProcedureDraft => allow(
            asked,
            asked.has_any(&[Role::ServiceManager, Role::QualityInspector, Role::Expert, Role::Administrator]),
        ),
        Word::PartRequest => part_request(asked, writes),
        _ => Err(asked.forbidden()),
    }
}

fn allow(asked: &Asked<'_>, is_allowed: bool) -> Result<Verdict, Rejected> {
    if is_allowed { Ok(Verdict::Accept) } else { Err(asked.forbidden()) }
}

fn work_order(asked: &Asked<'_>, writes: &[Write]) -> Result<Verdict, Rejected> {
    let order = asked.order(asked.subject.id).unwrap_or_default();
    let verdict = work_order_by_role(asked, &order, writes)?;
    if !asked.is_new
        && let Some(number) = order.number.as_deref()
        && set(writes, "number").is_some_and(|value| value.as_str() != Some(number))
    {
        return Err(Rejected::new(RejectedCode::Immutable, "number"));
    }
    Ok(verdict)
}

fn work_order_by_role(asked: &Asked<'_>, order: &OrderRights, writes: &[Write]) -> Result<Verdict, Rejected> {
    if asked.has(Role::Dispatcher) {
        return Ok(Verdict::Accept);
    }
    if asked.has(Role::IntakeAgent) && (asked.is_new || is_early(order.status)) {
        return Ok(Verdict::Accept);
    }
    if asked.is_contractor_of(Some(order)) && only(writes, CONTRACTOR_FIELDS, TALK) {
        return Ok(Verdict::Accept);
    }
    if asked.has_any(&[Role::ServiceManager, Role::QualityInspector, Role::Expert]) && only(writes, &[], TALK) {
        return Ok(Verdict::Accept);
    }
    let user = asked.user().filter(|_| asked.is_engineer()).ok_or_else(|| asked.forbidden())?;
    if asked.is_new {
        return new_by_engineer(asked, writes);
    }
    if order.is_created_by(user) && is_early(order.status) && set(writes, "organisation").is_none() {
        return Ok(Verdict::Accept);
    }
    if !only(writes, &[], TALK) {
        return Err(asked.forbidden());
    }
    if order.is_assigned(user) {
        return Ok(Verdict::Accept);
    }
    if order.was_assigned(user) {
        return Ok(Verdict::Review(ReviewReason::NoLongerAssigned));
    }
    Err(asked.forbidden())
}

fn is_early(status: WorkOrderStatus) -> bool {
    matches!(status, WorkOrderStatus::New | WorkOrderStatus::Verified | WorkOrderStatus::Unknown)
}

/// An engineer makes orders for devices, sites and customers in scope, and gives them to no other organisation.
fn new_by_engineer(asked: &Asked<'_>, writes: &[Write]) -> Result<Verdict, Rejected> {
    let organisation = set_id(writes, "organisation");
    if organisation.is_some_and(|organisation| organisation != asked.rights.organisation) {
        return Err(Rejected::new(RejectedCode::Forbidden, "organisation"));
    }
    let named = [
        ("device", Word::Device),
        ("site", Word::Site),
        ("customer", Word::Customer),
        ("cause_order", Word::WorkOrder),
    ];
    let mut verdict = None;
    for (field, word) in named {
        if let Some(id) = set_id(writes, field) {
            let one = asked
                .by_scope(Subject::new(word, id))
                .map_err(|rejected| Rejected { path: field.to_owned(), ..rejected })?;
            verdict = Some(verdict.unwrap_or(Verdict::Accept).and(one));
        }
    }
    verdict.ok_or_else(|| Rejected::because(RejectedCode::Missing, "device", "a device, site or customer"))
}

fn visit(asked: &Asked<'_>, writes: &[Write]) -> Result<Verdict, Rejected> {
    let known = asked.visit(asked.subject.id);
    let known_order = known.as_ref().and_then(|visit| visit.work_order).filter(|_| !asked.is_new);
    let named_order = set_id(writes, "work_order");
    let order_id = known_order
        .or(named_order)
        .ok_or_else(|| Rejected::because(RejectedCode::Missing, "work_order", "a visit belongs to an order"))?;
    let verdict = visit_by_role(asked, known, order_id, writes)?;
    if known_order.is_some() && (named_order.is_some_and(|named| Some(named) != known_order) || clears_order(writes)) {
        return Err(Rejected::new(RejectedCode::Immutable, "work_order"));
    }
    Ok(verdict)
}

fn visit_by_role(
    asked: &Asked<'_>,
    known: Option<VisitRights>,
    order_id: Id,
    writes: &[Write],
) -> Result<Verdict, Rejected> {
    let order = asked.order(order_id);
    let is_desk = asked.has(Role::Dispatcher) || asked.is_contractor_of(order.as_ref());
    if is_desk && !asked.rights.author.is_field() {
        // The desk plans; what was found and done is the engineers'.
        return allow(asked, only_collections(writes, &["steps", "replies", "withdrawals"]));
    }
    if asked.is_new {
        let user = asked.user().filter(|_| asked.is_engineer()).ok_or_else(|| asked.forbidden())?;
        let is_assigned = order.as_ref().is_some_and(|order| order.is_assigned(user) || order.is_created_by(user));
        return if is_assigned { Ok(Verdict::Accept) } else { asked.by_scope(Subject::new(Word::WorkOrder, order_id)) };
    }
    let known = known.ok_or_else(|| Rejected::new(RejectedCode::NotFound, Word::Visit.as_str()))?;
    // Whoever follows the visits at the desk answers questions, and writes nothing else.
    let is_expert = asked.user().is_some() && (known.expert == asked.user() || asked.has(Role::Expert));
    let is_manager = asked.has(Role::ServiceManager) && !asked.rights.author.is_field();
    if (is_expert || is_manager) && only(writes, &[], &["replies"]) {
        return Ok(Verdict::Accept);
    }
    asked.by_assignment(&known)
}

fn clears_order(writes: &[Write]) -> bool {
    set(writes, "work_order").is_some_and(serde_json::Value::is_null)
}

fn device(asked: &Asked<'_>, writes: &[Write]) -> Result<Verdict, Rejected> {
    if asked.has(Role::Dispatcher) {
        return Ok(Verdict::Accept);
    }
    // Who keeps the files of machines at the desk writes what stands beside the record, too.
    let keeps_files = asked.has_any(&[Role::ServiceManager, Role::Administrator]) && !asked.rights.author.is_field();
    if keeps_files && only_collections(writes, &[]) {
        return Ok(Verdict::Accept);
    }
    if !asked.is_engineer() {
        return Err(asked.forbidden());
    }
    if !asked.is_new {
        return asked.by_scope(asked.subject);
    }
    let mut verdict = Verdict::Accept;
    for (field, word) in [("customer", Word::Customer), ("site", Word::Site)] {
        if let Some(id) = set_id(writes, field) {
            verdict = verdict.and(asked.by_scope(Subject::new(word, id))?);
        }
    }
    Ok(verdict)
}

fn part_request(asked: &Asked<'_>, writes: &[Write]) -> Result<Verdict, Rejected> {
    if asked.has_any(&[Role::Dispatcher, Role::StockKeeper]) {
        return Ok(Verdict::Accept);
    }
    if !asked.is_engineer() {
        return Err(asked.forbidden());
    }
    let mut verdict = if asked.is_new { Verdict::Accept } else { asked.by_scope(asked.subject)? };
    for (field, word) in [("work_order", Word::WorkOrder), ("visit", Word::Visit)] {
        if let Some(id) = set_id(writes, field) {
            verdict = verdict.and(asked.by_scope(Subject::new(word, id))?);
        }
    }
    Ok(verdict)
}

fn set<'a>(writes: &'a [Write], name: &str) -> Option<&'a serde_json::Value> {
    writes.iter().rev().find_map(|write| match write {
        Write::Set { field, value } if field == name => Some(value),
        _ => None,
    })
}

fn set_id(writes: &[Write], name: &str) -> Option<Id> {
    set(writes, name)?.as_str()?.parse().ok()
}

fn only(writes: &[Write], fields: &[&str], collections: &[&str]) -> bool {
    only_collections(writes, collections)
        && writes.iter().all(|write| match write {
            Write::Set { field, .. } => fields.contains(&field.as_str()),
            Write::Add { .. } => true,
        })
}

fn only_collections(writes: &[Write], collections: &[&str]) -> bool {
    writes.iter().all(|write| match write {
        Write::Set { .. } => true,
        Write::Add { collection, .. } => collections.contains(&collection.as_str()),
    })
}
