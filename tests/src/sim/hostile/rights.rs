//! Writes to what belongs to others, and to what nobody in the field may write.

use super::{Attack, Failure, Strike, Written, changes};
use crate::sim::company::{self, CONTRACTOR, DEVICES, at};
use onsite_domain::{
    Id, Subject, Word,
    document::Write,
    entry,
    note::{Note, Remark},
    number::WorkOrderNumber,
    work_order::WorkOrderView,
};
use onsite_store::derived;
use rand::RngExt as _;
use serde_json::json;

pub(super) const ATTACKS: &[Attack] = &[
    ("write to another's visit", foreign_visit),
    ("write to another's order", foreign_order),
    ("write to an order of a foreign organisation", contractors_order),
    ("order given to a foreign organisation", given_away),
    ("order made for what is not in reach", order_out_of_reach),
    ("visit added to another's order", visit_of_foreign_order),
    ("register of the order that is the desk's", desk_register),
    ("visit moved to another order", moved_visit),
    ("procedure drafted without the right", drafted),
    ("field that does not exist", unknown_field),
];

fn set(field: &str, value: serde_json::Value) -> Write {
    Write::Set { field: field.to_owned(), value }
}

fn remark(strike: &mut Strike<'_>) -> Write {
    let id = strike.mallory.forger.id(strike.now_ms);
    entry::add(id, &Remark { text: "not mine to say".to_owned(), ..Remark::default() })
}

fn foreign_visit(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let Some((visit, _)) = strike.foreign_visit()? else { return Ok(()) };
    let id = strike.mallory.forger.id(strike.now_ms);
    let note = entry::add(id, &Note { text: "not mine to say".to_owned(), ..Note::default() });
    let writes = [note, set("window_start_ms", json!(strike.now_ms))];
    let write = strike.one_of(&writes)?.clone();
    let written = strike.changed(Subject::new(Word::Visit, visit), &[write])?;
    strike.expect_unit(written, &["rejected forbidden"])
}

fn foreign_order(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let Some((_, view)) = strike.foreign_visit()? else { return Ok(()) };
    let remark = remark(strike);
    let written = strike.changed(Subject::new(Word::WorkOrder, view.work_order.unwrap_or_default()), &[remark])?;
    strike.expect_unit(written, &["rejected forbidden"])
}

fn contractors_order(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let found = strike.office(|store| {
        let orders: Vec<(Subject, WorkOrderView)> = derived::views(store.database(), "word = 'work_order'", &[])?;
        Ok(orders.into_iter().find(|(_, view)| view.organisation == Some(CONTRACTOR)).map(|(subject, _)| subject))
    })?;
    let Some(order) = found else { return Ok(()) };
    let remark = remark(strike);
    let writes = [remark, set("organisation", json!(company::COMPANY)), set("title", json!("mine"))];
    let write = strike.one_of(&writes)?.clone();
    let written = strike.changed(order, &[write])?;
    strike.expect_unit(written, &["rejected forbidden"])
}

/// The registers that begin an order.
fn new_order(strike: &mut Strike<'_>, device: Id) -> Vec<Write> {
    let number = WorkOrderNumber::from_random(strike.rng.random_range(0..1u64 << 40));
    vec![set("number", json!(number.as_str())), set("title", json!("new")), set("device", json!(device))]
}

fn begun(strike: &mut Strike<'_>, word: Word, writes: &[Write]) -> Result<Written, Failure> {
    let subject = Subject::new(word, strike.mallory.forger.id(strike.now_ms));
    let document = changes::begun(word, subject.id);
    let mut document = document.ok_or_else(|| strike.failure("no such document"))?;
    strike.written_to(subject, &mut document, writes)
}

fn given_away(strike: &mut Strike<'_>) -> Result<(), Failure> {
    strike.bait()?;
    let mut writes = new_order(strike, at(&DEVICES, 0));
    writes.push(set("organisation", json!(CONTRACTOR)));
    let written = begun(strike, Word::WorkOrder, &writes)?;
    strike.expect_unit(written, &["rejected forbidden"])
}

fn order_out_of_reach(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let nowhere = strike.mallory.forger.id(strike.now_ms);
    let writes = new_order(strike, nowhere);
    let written = begun(strike, Word::WorkOrder, &writes)?;
    strike.expect_unit(written, &["rejected forbidden"])
}

fn visit_of_foreign_order(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let Some((_, view)) = strike.foreign_visit()? else { return Ok(()) };
    let order = view.work_order.unwrap_or_default();
    // The order may stay in reach through another of its visits.
    let own = strike.mallory.forger.user;
    if strike.order_view(order)?.visits.iter().any(|visit| visit.lead == Some(own) || visit.former.contains(&own)) {
        return Ok(());
    }
    let written = begun(strike, Word::Visit, &[set("work_order", json!(order))])?;
    strike.expect_unit(written, &["rejected forbidden"])
}

fn desk_register(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let number = WorkOrderNumber::from_random(1);
    let writes = [
        set("organisation", json!(CONTRACTOR)),
        set("number", json!(number.as_str())),
        set("title", json!("done for nothing")),
        set("window_start_ms", json!(0)),
        set("priority", json!("low")),
    ];
    let write = strike.one_of(&writes)?.clone();
    let written = strike.changed(bait.order(), &[write])?;
    strike.expect_unit(written, &["rejected forbidden"])
}

fn moved_visit(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let other = strike.mallory.forger.id(strike.now_ms);
    let value = strike.one_of(&[json!(other), serde_json::Value::Null])?.clone();
    let written = strike.changed(bait.visit(), &[set("work_order", value)])?;
    strike.expect_unit(written, &["rejected immutable"])
}

fn drafted(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let written = begun(strike, Word::ProcedureDraft, &[set("name_en", json!("Do nothing"))])?;
    strike.expect_unit(written, &["rejected forbidden"])
}

fn unknown_field(strike: &mut Strike<'_>) -> Result<(), Failure> {
    use automerge::{ROOT, ReadDoc as _, transaction::Transactable as _};
    let bait = strike.bait()?;
    let document = strike.document(bait.visit())?;
    let actor = strike.mallory.forger.actor();
    let field = *strike.one_of(&["status", "lead", "ext.x", "\u{202e}", ""])?;
    let change = crate::sim::forge::change_of_any_kind(&document, actor, |transaction| {
        let (_, fields) = transaction.get(ROOT, "fields").ok()??;
        transaction.put(&fields, field, "x").ok()
    });
    let Some(change) = change else { return Ok(()) };
    let written = Written { subject: bait.visit(), actor, changes: vec![change], facts: Vec::new() };
    // A server that is older than the app cannot know that nobody has it, and refuses nothing for good.
    let answer = if strike.server.is_older { "unavailable" } else { "rejected unknown_path" };
    strike.expect_unit(written, &[answer])
}
