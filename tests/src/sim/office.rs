//! What the office does meanwhile.

use super::{
    company::{
        CONTRACTOR, CUSTOMERS, DEVICES, DISPATCHER, KEEPER, PARTS, SITES, TEAM, TRANSIT, VANS, WAREHOUSE, as_user, at,
        crew, engineer, json, line, new_fact, team,
    },
    fleet::Fleet,
    server::SimServer,
};
use onsite_domain::{
    Author, Id, Subject, Text, Word,
    assignment::{self, AssignmentFact, OfferFact},
    command::Command,
    custody::{self, CustodyFact},
    customer::Customer,
    document::Write,
    entry,
    movement::{self, MovementFact, MovementReason},
    number::WorkOrderNumber,
    press::{Press, PressFact, PressSource},
    step::{Step, StepKind},
    user::Role,
    visit::VisitView,
    visit_step::VisitStep,
};
use onsite_server::ServerError;
use onsite_store::{Touched, derived};
use rand::RngExt as _;
use serde_json::json;
use std::collections::BTreeSet;

/// # Errors
/// What the server says; a rule may well say no.
pub fn work(fleet: &mut Fleet) -> Result<(), ServerError> {
    let choice = fleet.rng.random_range(0..100u32);
    match choice {
        0..22 => new_order(fleet),
        22..50 => reassign(fleet),
        50..62 => same_field(fleet),
        62..70 => press(fleet),
        70..78 => offer(fleet),
        78..86 => issue(fleet),
        86..90 => custody_change(fleet),
        90..93 => edit_customer(fleet),
        93 => team_change(fleet),
        94 => window_rollover(fleet),
        95 => away_and_back(fleet),
        96 => change_roles(fleet),
        _ => disable_or_enable(fleet),
    }
}

/// What the server does by its clock.
///
/// # Errors
/// That the disk is full or failed.
pub fn pack(fleet: &mut Fleet) -> Result<(), ServerError> {
    let packed = fleet.server.pack_closed()?;
    for _ in 0..packed {
        fleet.trace.event("server packs a document");
    }
    if packed > 0 {
        fleet.trace.line(&format!("server: {packed} documents packed"));
    }
    Ok(())
}

fn set(field: &str, value: serde_json::Value) -> Write {
    Write::Set { field: field.to_owned(), value }
}

fn run(fleet: &mut Fleet, user: Id, command: Command) -> Result<(), ServerError> {
    fleet.trace.event(&format!("office {}", command.verb));
    let verb = command.verb.clone();
    let result = fleet.server.office(move |store| as_user(store, user, &command));
    match &result {
        Ok(()) => fleet.trace.line(&format!("office: {verb}")),
        Err(error) => fleet.trace.line(&format!("office: {verb}: {error}")),
    }
    result
}

fn new_id(fleet: &Fleet) -> Result<Id, ServerError> {
    fleet.server.office(|store| Ok(store.ports().new_id()))
}

fn new_order(fleet: &mut Fleet) -> Result<(), ServerError> {
    let (order, visit, assigned, step) = (new_id(fleet)?, new_id(fleet)?, new_id(fleet)?, new_id(fleet)?);
    let place = fleet.rng.random_range(0..DEVICES.len());
    let number = WorkOrderNumber::from_random(fleet.rng.random_range(0..1u64 << 40));
    let (customer, site) = (at(&CUSTOMERS, place % 2), at(&SITES, place % 2));
    let lead = crew(fleet.rng.random_range(0..5));
    let mut helpers = Vec::new();
    if fleet.rng.random_range(0..3u32) == 0 {
        helpers.push(crew(fleet.rng.random_range(0..5)));
        helpers.retain(|helper| *helper != lead);
    }
    let start_ms = fleet.now_ms + i64::from(fleet.rng.random_range(0..20u32)) * 86_400_000;
    let mut fields = vec![
        set("number", json!(number.as_str())),
        set("title", json!("不制冷")),
        set("customer", json!(customer)),
        set("site", json!(site)),
        set("device", json!(at(&DEVICES, place))),
        set("window_start_ms", json!(start_ms)),
    ];
    if lead == engineer(3) {
        fields.push(set("organisation", json!(CONTRACTOR)));
    }
    let check = Step { id: step, kind: StepKind::Check, title: Text::same("Filter clean?"), ..Step::default() };
    let steps = VisitStep { step: check, position: 1, ..VisitStep::default() };
    let mut command = Command::new("new_order").write(Subject::new(Word::WorkOrder, order), fields).write(
        Subject::new(Word::Visit, visit),
        [set("work_order", json!(order)), set("device", json!(at(&DEVICES, place))), entry::add(step, &steps)],
    );
    if fleet.rng.random_range(0..6u32) > 0 {
        let body = AssignmentFact { lead: Some(lead), helpers, ..AssignmentFact::default() };
        command = command.fact(new_fact(assigned, assignment::subjects(visit, order), &body));
    }
    run(fleet, DISPATCHER, command)
}

/// A visit of the server, by chance.
fn some_visit(fleet: &mut Fleet) -> Result<Option<(Id, VisitView)>, ServerError> {
    let visits: Vec<(Subject, VisitView)> =
        fleet.server.office(|store| Ok(derived::views(store.database(), "word = 'visit'", &[])?))?;
    if visits.is_empty() {
        return Ok(None);
    }
    let place = fleet.rng.random_range(0..visits.len());
    Ok(visits.into_iter().nth(place).map(|(subject, view)| (subject.id, view)))
}

/// To somebody else, to nobody, or back to somebody who had it.
fn reassign(fleet: &mut Fleet) -> Result<(), ServerError> {
    let Some((visit, view)) = some_visit(fleet)? else { return Ok(()) };
    let Some(order) = view.work_order else { return Ok(()) };
    let lead = match fleet.rng.random_range(0..5u32) {
        0 => None,
        1 | 2 => view.former.first().copied().or(Some(engineer(0))),
        _ => Some(crew(fleet.rng.random_range(0..5))),
    };
    let body = AssignmentFact { lead, reason: Some("plan".to_owned()), ..AssignmentFact::default() };
    let id = new_id(fleet)?;
    run(fleet, DISPATCHER, Command::new("assign").fact(new_fact(id, assignment::subjects(visit, order), &body)))
}

fn same_field(fleet: &mut Fleet) -> Result<(), ServerError> {
    let Some((visit, view)) = some_visit(fleet)? else { return Ok(()) };
    let start_ms = fleet.now_ms + i64::from(fleet.rng.random_range(0..1000u32)) * 60_000;
    let mut command =
        Command::new("reschedule").write(Subject::new(Word::Visit, visit), [set("window_start_ms", json!(start_ms))]);
    if let Some(order) = view.work_order.filter(|_| fleet.rng.random_range(0..2u32) == 0) {
        command = command.write(Subject::new(Word::WorkOrder, order), [set("window_start_ms", json!(start_ms))]);
    }
    run(fleet, DISPATCHER, command)
}

fn press(fleet: &mut Fleet) -> Result<(), ServerError> {
    let Some((visit, view)) = some_visit(fleet)? else { return Ok(()) };
    let Some(order) = view.work_order else { return Ok(()) };
    let presses = [Press::ReviewAccept, Press::ReviewReturn, Press::Cancel, Press::Reopen];
    let press = presses.get(fleet.rng.random_range(0..presses.len())).copied().unwrap_or_default();
    let body = PressFact {
        press,
        reason: Some("decided".to_owned()),
        source: PressSource::Board,
        follows: view.presses.last().map(|seen| seen.id),
        ..PressFact::default()
    };
    let id = new_id(fleet)?;
    run(fleet, DISPATCHER, Command::new("press").fact(new_fact(id, assignment::subjects(visit, order), &body)))
}

fn offer(fleet: &mut Fleet) -> Result<(), ServerError> {
    let Some((visit, view)) = some_visit(fleet)? else { return Ok(()) };
    let Some(order) = view.work_order else { return Ok(()) };
    let users = (0..3).map(engineer).collect();
    let id = new_id(fleet)?;
    let body = match fleet.rng.random_range(0..2u32) {
        0 => OfferFact { users, ..OfferFact::default() },
        _ => OfferFact { teams: vec![TEAM], ..OfferFact::default() },
    };
    let fact = new_fact(id, assignment::subjects_of_offer(order, Some(visit)), &body);
    run(fleet, DISPATCHER, Command::new("offer").fact(fact))
}

fn issue(fleet: &mut Fleet) -> Result<(), ServerError> {
    let part = at(&PARTS, fleet.rng.random_range(0..PARTS.len()));
    let body = MovementFact {
        reason: MovementReason::Issue,
        lines: vec![line(part, 5, WAREHOUSE, TRANSIT)],
        ..MovementFact::default()
    };
    let id = new_id(fleet)?;
    run(fleet, KEEPER, Command::new("issue").fact(new_fact(id, movement::subjects(&body), &body)))
}

fn custody_change(fleet: &mut Fleet) -> Result<(), ServerError> {
    let van = at(&VANS, fleet.rng.random_range(0..VANS.len()));
    let holder = at(&fleet.field_devices, fleet.rng.random_range(0..4));
    let view = fleet
        .server
        .office(move |store| Ok(derived::view(store.database(), Subject::new(Word::StockLocation, van))?))?
        .unwrap_or_default();
    let epoch = view.pointer("/custody/epoch").and_then(serde_json::Value::as_u64).unwrap_or(0);
    let body = CustodyFact {
        field_device: Some(holder),
        user: None,
        epoch: u32::try_from(epoch).unwrap_or(0).saturating_add(1),
        reason: Some("swap".to_owned()),
    };
    let id = new_id(fleet)?;
    run(fleet, KEEPER, Command::new("custody").fact(new_fact(id, custody::subjects(van, Some(holder)), &body)))
}

fn edit_customer(fleet: &mut Fleet) -> Result<(), ServerError> {
    let customer = at(&CUSTOMERS, fleet.rng.random_range(0..CUSTOMERS.len()));
    let remarks = format!("edited {}", fleet.rng.random_range(0..1000u32));
    fleet.trace.event("office edit_customer");
    fleet.server.office(move |store| {
        let Some(held) = store.record_as::<Customer>(Word::Customer, customer)? else { return Ok(()) };
        let mut touched = Touched::new();
        let body = json(&Customer { remarks, ..held })?;
        let author = Author::Console { user: DISPATCHER };
        store.put_record(&author, Subject::new(Word::Customer, customer), body, &mut touched)?;
        store.finish(&touched)
    })
}

/// What was offered to the team is seen by others from now on.
fn team_change(fleet: &mut Fleet) -> Result<(), ServerError> {
    let members: Vec<Id> = (0..3).map(engineer).filter(|_| fleet.rng.random_range(0..2u32) == 0).collect();
    fleet.trace.event("office team change");
    fleet.server.office(move |store| {
        let mut touched = Touched::new();
        let author = Author::Console { user: DISPATCHER };
        store.put_record(&author, Subject::new(Word::Team, TEAM), json(&team(&members))?, &mut touched)?;
        store.finish(&touched)
    })
}

/// Days go by: orders come near enough to be held, and others are over.
fn window_rollover(fleet: &mut Fleet) -> Result<(), ServerError> {
    let days = i64::from(fleet.rng.random_range(1..8u32));
    fleet.now_ms = fleet.now_ms.saturating_add(days * 86_400_000);
    fleet.set_clocks();
    let moved = fleet.server.office(|store| {
        let before = onsite_server::log::tip(store.database())?.seq;
        store.update_all_scopes()?;
        Ok(onsite_server::log::tip(store.database())?.seq.saturating_sub(before))
    })?;
    if moved > 0 {
        fleet.trace.event("office window rollover");
    }
    Ok(())
}

/// A visit is taken from somebody whose phone has work to send, and given back before the phone hears of either.
fn away_and_back(fleet: &mut Fleet) -> Result<(), ServerError> {
    let is_busy = |phone: &super::phone::SimPhone| {
        let sql = "SELECT EXISTS (SELECT 1 FROM unit WHERE state = 'waiting')";
        let busy = phone.app.as_ref().and_then(|app| app.database().query_row(sql, [], |row| row.get(0)).ok());
        busy.unwrap_or(false)
    };
    let busy: Vec<Id> = fleet.phones.iter().filter(|phone| is_busy(phone)).map(|phone| phone.user).collect();
    let visits: Vec<(Subject, VisitView)> =
        fleet.server.office(|store| Ok(derived::views(store.database(), "word = 'visit'", &[])?))?;
    let found = visits.iter().find_map(|(subject, view)| {
        let lead = view.lead.filter(|lead| busy.contains(lead))?;
        Some((subject.id, view.work_order?, lead))
    });
    let Some((visit, order, lead)) = found else { return Ok(()) };
    fleet.trace.event("office away and back while a phone has work to send");
    let other = if lead == engineer(0) { engineer(1) } else { engineer(0) };
    for lead in [other, lead] {
        let body = AssignmentFact { lead: Some(lead), reason: Some("plan".to_owned()), ..AssignmentFact::default() };
        let id = new_id(fleet)?;
        run(fleet, DISPATCHER, Command::new("assign").fact(new_fact(id, assignment::subjects(visit, order), &body)))?;
    }
    Ok(())
}

/// Somebody is no engineer any more, or is one again.
fn change_roles(fleet: &mut Fleet) -> Result<(), ServerError> {
    let user = crew(fleet.rng.random_range(0..5));
    fleet.trace.event("office change_roles");
    fleet.server.office(move |store| {
        let Some(held) = store.record_as::<onsite_domain::user::User>(Word::User, user)? else { return Ok(()) };
        let is_engineer = held.roles.contains(&Role::Engineer);
        let roles = BTreeSet::from([if is_engineer { Role::Expert } else { Role::Engineer }]);
        let mut touched = Touched::new();
        let body = json(&onsite_domain::user::User { roles, ..held })?;
        let author = Author::Console { user: DISPATCHER };
        store.put_record(&author, Subject::new(Word::User, user), body, &mut touched)?;
        store.finish(&touched)
    })
}

/// Somebody leaves the company, or comes back.
fn disable_or_enable(fleet: &mut Fleet) -> Result<(), ServerError> {
    let user = crew(fleet.rng.random_range(0..5));
    fleet.trace.event("office disable_or_enable");
    set_disabled(&fleet.server, user, None)
}

/// # Errors
/// What the server says.
pub fn set_disabled(server: &SimServer, user: Id, wanted: Option<bool>) -> Result<(), ServerError> {
    server.office(move |store| {
        let Some(held) = store.record_as::<onsite_domain::user::User>(Word::User, user)? else { return Ok(()) };
        let is_disabled = wanted.unwrap_or(!held.is_disabled);
        if is_disabled == held.is_disabled {
            return Ok(());
        }
        let mut touched = Touched::new();
        let body = json(&onsite_domain::user::User { is_disabled, ..held })?;
        let author = Author::Console { user: DISPATCHER };
        store.put_record(&author, Subject::new(Word::User, user), body, &mut touched)?;
        store.finish(&touched)
    })
}
