//! Facts that are not true, not the author's to state, or not facts.

use super::{Attack, Failure, Strike};
use crate::sim::company::{self, AT_CUSTOMER, DISCREPANCY, PARTS, SUPPLIER, TRANSIT, VANS, WAREHOUSE, at, line};
use onsite_domain::{
    Author, Id, Stamp, Subject, Word,
    acceptance::{AcceptanceFact, Verdict},
    assignment::{AssignmentFact, HandOverFact},
    custody::{self, CustodyFact},
    fact::Fact,
    fact_kind::FactBody,
    held_unit::HeldUnitFact,
    movement::{self, MovementFact, MovementReason},
    press::{Press, PressFact, PressSource},
    quantity::{QUANTITY_MAX, Quantity},
    receipt::ReceiptFact,
};
use onsite_store::fact;
use rand::RngExt as _;
use serde_json::json;

pub(super) const ATTACKS: &[Attack] = &[
    ("fact under a used id", used_id),
    ("fact in another's name", in_anothers_name),
    ("fact with a signature that does not fit", bad_signature),
    ("fact that is none", no_fact),
    ("fact about too much or nothing", odd_subjects),
    ("fact of an unknown kind", unknown_kind),
    ("movement out of a van that is not held", foreign_van),
    ("movement out of nowhere", out_of_nowhere),
    ("movement of nothing, of less or of too much", odd_quantities),
    ("press on another's visit", foreign_press),
    ("press that is the desk's", desk_press),
    ("assignment of oneself", self_assigned),
    ("hand-over of another's visit", foreign_hand_over),
    ("custody of a van taken", custody_taken),
    ("fact that only the server states", servers_fact),
    ("fact about a visit and another order", other_order),
    ("times that cannot be", odd_times),
];

/// A harmless fact about the bait.
fn acceptance(strike: &mut Strike<'_>) -> Result<Fact, Failure> {
    let bait = strike.bait()?;
    let body = AcceptanceFact { verdict: Verdict::Accepted, ..AcceptanceFact::default() };
    Ok(strike.fact(AcceptanceFact::KIND, bait.subjects(), onsite_domain::fact_kind::body(&body)))
}

fn stated(
    strike: &mut Strike<'_>,
    kind: &str,
    subjects: Vec<Subject>,
    body: serde_json::Value,
    expected: &[&str],
) -> Result<(), Failure> {
    let fact = strike.fact(kind, subjects, body);
    let written = strike.stated(&fact);
    strike.expect_unit(written, expected)
}

fn body<T: FactBody>(body: &T) -> serde_json::Value {
    onsite_domain::fact_kind::body(body)
}

fn used_id(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let taken = strike.office(|store| {
        let sql = "SELECT id FROM fact ORDER BY id LIMIT 1";
        Ok(store.database().query_row(sql, [], |row| row.get::<_, String>(0))?)
    })?;
    let mut fact = acceptance(strike)?;
    fact.id = taken.parse().map_err(|_| strike.failure("a fact without an id"))?;
    let held = strike.office(move |store| Ok(fact::get(store.database(), fact.id)?.map(|held| held.hash)))?;
    let written = strike.stated(&fact);
    strike.expect_unit(written, &["rejected id_taken"])?;
    let after = strike.office(move |store| Ok(fact::get(store.database(), fact.id)?.map(|held| held.hash)))?;
    if held == after { Ok(()) } else { Err(strike.failure("the fact was replaced")) }
}

fn in_anothers_name(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let mut fact = acceptance(strike)?;
    let victim = strike.rng.random_range(0..3);
    let other = Author::FieldDevice { field_device: at(strike.field_devices, victim), user: company::engineer(victim) };
    let own_device =
        Author::FieldDevice { field_device: strike.mallory.forger.field_device, user: company::engineer(victim) };
    let authors = [other, own_device, Author::Console { user: company::DISPATCHER }, Author::rule("import")];
    fact.author = strike.one_of(&authors)?.clone();
    let written = strike.stated(&fact);
    strike.expect_unit(written, &["rejected other_author"])
}

fn bad_signature(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let fact = acceptance(strike)?;
    let mut part = strike.mallory.forger.fact(&fact);
    part.signature.0 = strike.mallory.forger.bytes();
    let written = strike.stated_part(part);
    strike.expect_unit(written, &["rejected other_author"])
}

fn no_fact(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let fact = acceptance(strike)?;
    let whole = fact.to_bytes();
    let mut large = fact.clone();
    large.body = json!({"given_by": "x".repeat(70_000)});
    let mut twice = whole.clone();
    twice.splice(1..1, *b"\"kind\":\"movement\",");
    let candidates = [
        Vec::new(),
        b"null".to_vec(),
        "[".repeat(60_000).into_bytes(),
        format!("{{\"a\":{}", "{\"a\":".repeat(10_000)).into_bytes(),
        whole.get(..whole.len() / 2).unwrap_or_default().to_vec(),
        b"{\"id\":\"\xff\xfe\"}".to_vec(),
        large.to_bytes(),
        twice,
    ];
    let bytes = strike.one_of(&candidates)?.clone();
    let part = strike.mallory.forger.fact_of_bytes(bytes);
    let written = strike.stated_part(part);
    strike.expect_unit(written, &["rejected wrong_shape"])
}

fn odd_subjects(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let mut fact = acceptance(strike)?;
    let many = (1..20).map(|n| Subject::new(Word::WorkOrder, Id::from_parts(1, n))).collect();
    let first = fact.subjects.first().copied().unwrap_or(Subject::new(Word::Visit, fact.id));
    let candidates = [
        Vec::new(),
        many,
        vec![first, first],
        vec![Subject::new(Word::Visit, Id::nil())],
        vec![Subject::new(Word::Settings, fact.id)],
    ];
    fact.subjects = strike.one_of(&candidates)?.clone();
    let written = strike.stated(&fact);
    strike.expect_unit(written, &["rejected wrong_shape", "rejected not_found"])
}

fn unknown_kind(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let kind = strike.one_of(&["spaceship".to_owned(), String::new(), "\u{0}".to_owned(), "k".repeat(5_000)])?.clone();
    stated(strike, &kind, bait.subjects(), json!({}), &["rejected unknown_path"])
}

fn moved(strike: &mut Strike<'_>, body: &MovementFact, expected: &[&str]) -> Result<(), Failure> {
    stated(strike, MovementFact::KIND, movement::subjects(body), onsite_domain::fact_kind::body(body), expected)
}

fn foreign_van(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let van = at(&VANS, strike.rng.random_range(0..VANS.len()));
    let epoch = *strike.one_of(&[None, Some(0), Some(1), Some(2), Some(u32::MAX)])?;
    let body = MovementFact {
        reason: MovementReason::Use,
        lines: vec![line(at(&PARTS, 0), 1, van, AT_CUSTOMER)],
        visit: Some(bait.visit),
        work_order: Some(bait.order),
        custody_epoch: epoch,
        ..MovementFact::default()
    };
    moved(strike, &body, &["rejected not_holder"])
}

fn out_of_nowhere(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let from = *strike.one_of(&[WAREHOUSE, SUPPLIER, TRANSIT])?;
    let reason = *strike.one_of(&[MovementReason::Receive, MovementReason::Adjust, MovementReason::Issue])?;
    let body =
        MovementFact { reason, lines: vec![line(at(&PARTS, 1), 5, from, AT_CUSTOMER)], ..MovementFact::default() };
    moved(strike, &body, &["rejected not_holder"])
}

fn odd_quantities(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let quantity = *strike.one_of(&[0, -1, -1000, i64::MIN, i64::MAX, QUANTITY_MAX + 1])?;
    let mut odd = line(at(&PARTS, 0), 1, DISCREPANCY, AT_CUSTOMER);
    odd.quantity = Quantity(quantity);
    let body = MovementFact {
        reason: MovementReason::Use,
        lines: vec![odd],
        visit: Some(bait.visit),
        work_order: Some(bait.order),
        on_behalf_of: Some(at(&VANS, 0)),
        ..MovementFact::default()
    };
    moved(strike, &body, &["rejected out_of_range"])
}

fn press_of(press: Press) -> serde_json::Value {
    let reason = Some("because".to_owned());
    body(&PressFact { press, reason, source: PressSource::Button, ..PressFact::default() })
}

fn foreign_press(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let Some((visit, view)) = strike.foreign_visit()? else { return Ok(()) };
    let subjects = onsite_domain::assignment::subjects(visit, view.work_order.unwrap_or_default());
    let press = *strike.one_of(&[Press::Accept, Press::Finish, Press::Cancel])?;
    stated(strike, PressFact::KIND, subjects, press_of(press), &["rejected forbidden"])
}

fn desk_press(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let press = *strike.one_of(&[Press::ReviewAccept, Press::ReviewReturn])?;
    stated(strike, PressFact::KIND, bait.subjects(), press_of(press), &["rejected forbidden"])
}

fn self_assigned(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let Some((visit, view)) = strike.foreign_visit()? else { return Ok(()) };
    let subjects = onsite_domain::assignment::subjects(visit, view.work_order.unwrap_or_default());
    let assignment = AssignmentFact { lead: Some(strike.mallory.forger.user), ..AssignmentFact::default() };
    stated(strike, AssignmentFact::KIND, subjects, body(&assignment), &["rejected forbidden"])
}

fn foreign_hand_over(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let Some((visit, view)) = strike.foreign_visit()? else { return Ok(()) };
    let subjects = onsite_domain::assignment::subjects(visit, view.work_order.unwrap_or_default());
    let fact = HandOverFact { to: strike.mallory.forger.user, reason: "closer".to_owned(), follows: None };
    stated(strike, HandOverFact::KIND, subjects, body(&fact), &["rejected forbidden"])
}

/// The fact that would give a van to the hostile field device.
pub(super) fn custody_of(strike: &mut Strike<'_>) -> Fact {
    let own = strike.mallory.forger.field_device;
    let van = at(&VANS, strike.rng.random_range(0..VANS.len()));
    let fact = CustodyFact { field_device: Some(own), user: None, epoch: 1_000_000, reason: None };
    strike.fact(CustodyFact::KIND, custody::subjects(van, Some(own)), body(&fact))
}

fn custody_taken(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let fact = custody_of(strike);
    let written = strike.stated(&fact);
    strike.expect_unit(written, &["rejected forbidden"])
}

fn servers_fact(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let held = serde_json::to_value(HeldUnitFact {
        field_device: at(strike.field_devices, 0),
        user: company::engineer(0),
        unit: 1,
        reason: "forged".to_owned(),
        ..HeldUnitFact::default()
    });
    let (kind, body) = match strike.rng.random_range(0..2u32) {
        0 => (HeldUnitFact::KIND, held.unwrap_or_default()),
        _ => (ReceiptFact::KIND, serde_json::to_value(ReceiptFact::default()).unwrap_or_default()),
    };
    stated(strike, kind, bait.subjects(), body, &["rejected forbidden", "rejected wrong_shape", "rejected missing"])
}

fn other_order(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let Some((_, foreign)) = strike.foreign_visit()? else { return Ok(()) };
    let Some(order) = foreign.work_order.filter(|order| *order != bait.order) else { return Ok(()) };
    let mut fact = acceptance(strike)?;
    fact.subjects = onsite_domain::assignment::subjects(bait.visit, order);
    let written = strike.stated(&fact);
    strike.expect_unit(written, &["rejected wrong_shape"])
}

/// A clock may show anything: the fact counts, with the server's time beside it, or is refused; nothing breaks.
fn odd_times(strike: &mut Strike<'_>) -> Result<(), Failure> {
    const YEAR_MS: i64 = 365 * 86_400_000;
    let mut stamps = Vec::new();
    for wall_ms in [i64::MIN, -100 * YEAR_MS, 0, strike.now_ms, 400 * YEAR_MS, i64::MAX] {
        for (boot, since_boot_ms) in [(0, 0), (5, 0), (5, u64::MAX), (u64::MAX, 1 << 63)] {
            stamps.push(Stamp { wall_ms, boot, since_boot_ms });
        }
    }
    let (of_fact, of_unit, of_request) = (*strike.one_of(&stamps)?, *strike.one_of(&stamps)?, *strike.one_of(&stamps)?);
    let mut fact = acceptance(strike)?;
    fact.at = of_fact;
    let part = strike.mallory.forger.fact(&fact);
    let standing = strike.standing()?;
    let push = super::push_of(&standing.tip, Vec::new(), Vec::new(), vec![part], of_unit);
    let outcome = strike.pushed(&super::sync_request(Some(standing.cursor), Some(push), of_request))?;
    strike.expect_outcome(&super::first_outcome(&outcome), &["ok", "rejected out_of_range"])
}
