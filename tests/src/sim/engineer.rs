//! What engineers do in the field, chosen from what their phone shows.

use super::{
    company::{AT_CUSTOMER, COMPANY, DISCREPANCY, PARTS, TRANSIT, VANS, at, line, new_fact},
    fleet::{Fleet, SignedFile},
    phone::Committed,
    pictures,
    server::NEW_FIELD,
    shared,
};
use onsite_core::{
    App, AppError,
    part_request::ReturnedPart,
    photo::NewPhoto,
    signature::{Given, GivenVerdict, Reader},
};
use onsite_domain::{
    Author, Id, Subject, Word,
    acceptance::Verdict,
    answer::Answer,
    assignment::{self, AssignmentFact, ClaimFact, DeclineFact, HandOverFact},
    command::Command,
    document::Write,
    entry,
    finding::{Coded, Finding},
    movement::{self, Condition, MovementFact, MovementReason},
    note::Note,
    number::WorkOrderNumber,
    part_usage::PartUsage,
    press::{self, PauseKind, Press, PressFact, PressSource},
    quantity::Quantity,
    time_entry::{TimeEntry, TimeKind},
    visit::VisitView,
    visit_status::{VISIT_TRANSITIONS, to_take_back},
    work_order::WorkOrderView,
};
use onsite_evidence::sample::PlainEngine;
use onsite_store::derived;
use rand::RngExt as _;
use serde_json::json;

/// One piece of work on one phone.
///
/// # Errors
/// What the app says; a full disk and a lost power are among it.
pub fn work(fleet: &mut Fleet, place: usize) -> Result<(), AppError> {
    let choice = fleet.rng.random_range(0..100u32);
    if fleet.rng.random_range(0..6u32) == 0 {
        shared::switch(fleet, place)?;
    }
    let is_new = fleet.phones.get(place).is_some_and(|phone| phone.schema >= onsite_core::SCHEMA);
    let Some(app) = fleet.phones.get_mut(place).and_then(|phone| phone.app.as_mut()) else { return Ok(()) };
    let user = app.identity()?.user;
    let is_mistaken = fleet.rng.random_range(0..8u32) == 0;
    let visits = own_visits(app, shared::whose_visits(app, user, is_mistaken))?;
    let mut make = Maker { app, user, rng: &mut fleet.rng };
    let visit = if visits.is_empty() { None } else { visits.get(make.rng.random_range(0..visits.len())) };
    let command = match (choice, visit) {
        (0..6, _) | (_, None) => make.new_order()?,
        (6..9, _) => make.claim()?,
        (9..30, Some((id, view))) => make.press(*id, view),
        (30..48, Some((id, view))) => Some(make.answer(*id, view)),
        (48..58, Some((id, view))) => Some(make.part_usage(*id, view)?),
        (58..70, Some((id, _))) => Some(make.note(*id)),
        (70..76, Some((id, _))) => Some(make.time_entry(*id)),
        (76..81, Some((id, _))) => Some(make.finding(*id)),
        (81..88, Some((id, _))) => Some(make.same_field(*id)),
        (88..90, Some((id, _))) => return sign(fleet, place, *id, false),
        (90, Some((id, _))) => return sign(fleet, place, *id, true),
        (91, Some((id, _))) if is_new => Some(make.set_route(*id)),
        (91, Some((id, _))) => Some(make.note(*id)),
        (92..94, Some((id, view))) => make.give_away(*id, view),
        (94..97, _) => match make.accept_issue()? {
            Some(command) => Some(command),
            None => return give_back(fleet, place),
        },
        (97, Some((id, _))) => Some(make.two_documents(*id)),
        (_, Some((id, _))) => return take_photo(fleet, place, *id),
    };
    let Some(command) = command else { return Ok(()) };
    commit(fleet, place, &command)
}

/// What lies in the van turns out to be broken and goes back: whatever the books have it as, they are debited of it.
fn give_back(fleet: &mut Fleet, place: usize) -> Result<(), AppError> {
    let Some(app) = fleet.phones.get_mut(place).and_then(|phone| phone.app.as_mut()) else { return Ok(()) };
    let Some((van, _)) = app.own_van()? else { return Ok(()) };
    let before = app.stock_location(van)?.balances;
    let Some(held) = before.iter().find(|balance| balance.quantity >= Quantity::units(1)) else { return Ok(()) };
    let back = ReturnedPart {
        part: held.part,
        quantity: Quantity::units(1),
        condition: Condition::Defective,
        serial: held.serial.clone(),
        lot: held.lot.clone(),
        request_line: None,
    };
    let made = app.return_parts(&[back], None, None)?;
    let after = app.stock_location(van)?.balances;
    let below = after.iter().find(|balance| balance.quantity.0 < 0 && !before.contains(balance));
    if let Some(below) = below {
        return Err(AppError::broken(format!("a broken piece was taken from what is not there: {below:?}")));
    }
    done(fleet, place, "return_parts", made.id);
    Ok(())
}

/// Commits and remembers what must not be lost from here on.
///
/// # Errors
/// What the app says.
pub fn commit(fleet: &mut Fleet, place: usize, command: &Command) -> Result<(), AppError> {
    let Some(phone) = fleet.phones.get_mut(place) else { return Ok(()) };
    let Some(app) = phone.app.as_mut() else { return Ok(()) };
    fleet.trace.event(&command.verb);
    let user = app.identity()?.user;
    let committed = app.commit(command)?;
    fleet.trace.line(&format!("{}: {} is unit {}", phone.name, command.verb, committed.unit));
    phone.committed.push(Committed {
        user,
        verb: command.verb.clone(),
        ids: ids_of(command),
        registers: registers_of(command),
    });
    Ok(())
}

/// Numbers that a command puts into registers and nothing else: no id in it would be missed.
fn registers_of(command: &Command) -> Vec<(Subject, String, i64)> {
    let numbers = command.writes.iter().flat_map(|part| {
        part.writes.iter().filter_map(|write| match write {
            Write::Set { field, value } => Some((part.subject, field.clone(), value.as_i64()?)),
            Write::Add { .. } => None,
        })
    });
    numbers.collect()
}

/// Remembers what the app itself made a unit of.
fn done(fleet: &mut Fleet, place: usize, verb: &str, id: Id) {
    fleet.trace.event(verb);
    if let Some(phone) = fleet.phones.get_mut(place) {
        fleet.trace.line(&format!("{}: {verb} {id}", phone.name));
        let user = phone.app.as_ref().and_then(|app| app.identity().ok()).map(|identity| identity.user);
        let user = user.unwrap_or_default();
        phone.committed.push(Committed { user, verb: verb.to_owned(), ids: vec![id], registers: Vec::new() });
    }
}

/// A photo, which follows its unit in as many parts as it takes.
fn take_photo(fleet: &mut Fleet, place: usize, visit: Id) -> Result<(), AppError> {
    let photos = pictures::photos();
    let bytes = photos.get(fleet.rng.random_range(0..photos.len().max(1)));
    let app = fleet.phones.get_mut(place).and_then(|phone| phone.app.as_mut());
    let (Some(bytes), Some(app)) = (bytes, app) else { return Ok(()) };
    let made = app.add_photo(visit, bytes, NewPhoto::default())?;
    done(fleet, place, "add_photo", made.id);
    Ok(())
}

/// The customer signs what the phone shows, perhaps over something that the server will refuse.
fn sign(fleet: &mut Fleet, place: usize, visit: Id, is_over_refused: bool) -> Result<(), AppError> {
    if is_over_refused {
        let id = fleet.phones.get_mut(place).and_then(|phone| phone.app.as_mut()).map(|app| app.ports().new_id());
        let Some(id) = id else { return Ok(()) };
        let note = Note { text: "signed too".to_owned(), ..Note::default() };
        let body = PressFact {
            press: Press::ReviewAccept,
            reason: Some("I may not".to_owned()),
            source: PressSource::Button,
            ..PressFact::default()
        };
        let app = fleet.phones.get(place).and_then(|phone| phone.app.as_ref());
        let view: Option<VisitView> =
            app.map(|app| derived::view_as(app.database(), Subject::new(Word::Visit, visit))).transpose()?.flatten();
        let Some(order) = view.and_then(|view| view.work_order) else { return Ok(()) };
        let press_id = Id::from_parts(id.timestamp_ms(), id.random().wrapping_add(1));
        let overstep = Command::new("overstep")
            .write(Subject::new(Word::Visit, visit), [entry::add(id, &note)])
            .fact(new_fact(press_id, assignment::subjects(visit, order), &body));
        commit(fleet, place, &overstep)?;
    }
    let Some(app) = fleet.phones.get_mut(place).and_then(|phone| phone.app.as_mut()) else { return Ok(()) };
    let reader = Reader { name: "A. Customer".to_owned(), role: "device manager".to_owned(), ..Reader::default() };
    let verdict = GivenVerdict { verdict: Verdict::Accepted, ..GivenVerdict::default() };
    let given = pictures::ink().map_or_else(|| Given::Absent("went home".to_owned()), Given::Ink);
    let made = app.sign_report(visit, Some(verdict), reader, &given, &PlainEngine)?;
    if let Some(bytes) = app.blob(made.file_hash)? {
        fleet.signed.push(SignedFile { signature: made.done.id, view: made.view_hash, hash: made.file_hash, bytes });
    }
    if is_over_refused {
        fleet.trace.event("sign_report over what will be refused");
    }
    done(fleet, place, "sign_report", made.done.id);
    Ok(())
}

/// Entries and facts of a command.
fn ids_of(command: &Command) -> Vec<Id> {
    let entries = command.writes.iter().flat_map(|part| &part.writes).filter_map(|write| match write {
        Write::Add { id, .. } => Some(*id),
        Write::Set { .. } => None,
    });
    entries.chain(command.facts.iter().map(|fact| fact.id)).collect()
}

/// Visits that this phone shows and the user worked or works on; sometimes of others too, for people press wrong buttons.
fn own_visits(app: &App, user: Id) -> Result<Vec<(Id, VisitView)>, AppError> {
    let visits: Vec<(Subject, VisitView)> = derived::views(app.database(), "word = 'visit'", &[])?;
    Ok(visits
        .into_iter()
        .filter(|(_, view)| view.lead == Some(user) || view.helpers.contains(&user))
        .map(|(subject, view)| (subject.id, view))
        .collect())
}

struct Maker<'a> {
    app: &'a mut App,
    user: Id,
    rng: &'a mut rand_chacha::ChaCha8Rng,
}

impl Maker<'_> {
    fn id(&mut self) -> Id {
        self.app.ports().new_id()
    }

    fn now_ms(&mut self) -> i64 {
        self.app.ports().clock.stamp().wall_ms.clamp(1, 4_000_000_000_000)
    }

    fn add<T: entry::EntryBody>(&mut self, verb: &str, visit: Id, body: &T) -> Command {
        let id = self.id();
        Command::new(verb).write(Subject::new(Word::Visit, visit), [entry::add(id, body)])
    }

    fn press(&mut self, visit: Id, view: &VisitView) -> Option<Command> {
        let order = view.work_order?;
        let legal: Vec<Press> = VISIT_TRANSITIONS
            .iter()
            .filter(|row| row.from.contains(&view.status) && row.makers.contains(&press::Maker::Lead))
            .map(|row| row.press)
            .collect();
        let any = [Press::Accept, Press::Depart, Press::Arrive, Press::Start, Press::Finish, Press::ReviewAccept];
        let pool = if legal.is_empty() || self.rng.random_range(0..20u32) == 0 { &any[..] } else { &legal[..] };
        let chosen = *pool.get(self.rng.random_range(0..pool.len()))?;
        // People press the wrong button, and sometimes would take back what is not the last or not theirs.
        let wrong = match self.rng.random_range(0..24u32) {
            0 | 1 => to_take_back(&view.presses, self.user).map(|seen| seen.id),
            2 => view.presses.first().map(|seen| seen.id),
            _ => None,
        };
        let chosen = if wrong.is_some() { Press::TakeBack } else { chosen };
        let body = PressFact {
            press: chosen,
            takes_back: wrong,
            reason: Some("as found".to_owned()),
            pause: (chosen == Press::Pause).then_some(PauseKind::Parts),
            reached: (chosen == Press::ConfirmWithCustomer).then_some(true),
            source: PressSource::Button,
            follows: view.presses.last().map(|seen| seen.id),
            ..PressFact::default()
        };
        let id = self.id();
        Some(Command::new("press").fact(new_fact(id, assignment::subjects(visit, order), &body)))
    }

    fn answer(&mut self, visit: Id, view: &VisitView) -> Command {
        let step = match view.steps.first() {
            Some(step) => step.id,
            None => visit,
        };
        let replaces = if self.rng.random_range(0..3u32) == 0 {
            view.answers.iter().filter(|answer| answer.is_current && answer.value.step == step).map(|a| a.id).collect()
        } else {
            Vec::new()
        };
        let body = Answer { step, value: Some("yes".to_owned()), replaces, ..Answer::default() };
        self.add("answer_step", visit, &body)
    }

    fn note(&mut self, visit: Id) -> Command {
        let texts = [
            "运行正常，已清洁滤网。",
            "Pump is loud 🔧",
            "\u{202e}right to left",
            "e\u{301}\u{0}".trim_end_matches('\0'),
        ];
        let text = texts.get(self.rng.random_range(0..texts.len())).copied().unwrap_or("note");
        self.add("write_note", visit, &Note { text: text.to_owned(), ..Note::default() })
    }

    fn time_entry(&mut self, visit: Id) -> Command {
        let end = self.now_ms();
        let body = TimeEntry {
            kind: TimeKind::Work,
            start_ms: end - 600_000.min(end),
            end_ms: Some(end),
            ..TimeEntry::default()
        };
        self.add("record_time", visit, &body)
    }

    fn finding(&mut self, visit: Id) -> Command {
        let coded = |text: &str| Coded { code: None, text: Some(text.to_owned()) };
        let body =
            Finding { fault: coded("no cooling"), cause: coded("leak"), remedy: coded("sealed"), ..Finding::default() };
        self.add("record_finding", visit, &body)
    }

    /// A register that the dispatcher writes too.
    fn same_field(&mut self, visit: Id) -> Command {
        let start = self.now_ms() + i64::from(self.rng.random_range(0..1000u32)) * 60_000;
        Command::new("set_window").write(
            Subject::new(Word::Visit, visit),
            [Write::Set { field: "window_start_ms".to_owned(), value: json!(start) }],
        )
    }

    /// What an older server does not know.
    fn set_route(&mut self, visit: Id) -> Command {
        let place = self.rng.random_range(1..1000u32);
        Command::new("set_route")
            .write(Subject::new(Word::Visit, visit), [Write::Set { field: NEW_FIELD.to_owned(), value: json!(place) }])
    }

    /// A note and a remark on the order, in one unit: both or neither.
    fn two_documents(&mut self, visit: Id) -> Command {
        let command = self.note(visit);
        let device = derived::view_as::<VisitView>(self.app.database(), Subject::new(Word::Visit, visit));
        let order = device.ok().flatten().and_then(|view| view.work_order);
        let Some(order) = order else { return command };
        let id = self.id();
        let remark = onsite_domain::note::Remark { text: "see the visit".to_owned(), ..Default::default() };
        Command { verb: "note_and_remark".to_owned(), ..command }
            .write(Subject::new(Word::WorkOrder, order), [entry::add(id, &remark)])
    }

    fn part_usage(&mut self, visit: Id, view: &VisitView) -> Result<Command, AppError> {
        let part = at(&PARTS, self.rng.random_range(0..PARTS.len()));
        let units = i64::from(self.rng.random_range(1..4u32));
        let (van, epoch) = self.held_van()?;
        let (movement_id, usage_id) = (self.id(), self.id());
        let body = MovementFact {
            reason: MovementReason::Use,
            lines: vec![line(part, units, if epoch.is_some() { van } else { DISCREPANCY }, AT_CUSTOMER)],
            visit: Some(visit),
            work_order: view.work_order,
            custody_epoch: epoch,
            on_behalf_of: epoch.is_none().then_some(van),
            ..MovementFact::default()
        };
        let usage = PartUsage {
            part,
            quantity: Quantity::units(units),
            condition: movement::Condition::New,
            location: van,
            movement: Some(movement_id),
            ..PartUsage::default()
        };
        Ok(Command::new("record_part_usage")
            .write(Subject::new(Word::Visit, visit), [entry::add(usage_id, &usage)])
            .fact(new_fact(movement_id, movement::subjects(&body), &body)))
    }

    /// The van this phone believes to hold, with the epoch; some van and none where it holds none.
    fn held_van(&mut self) -> Result<(Id, Option<u32>), AppError> {
        let own = self.app.identity()?.field_device.to_string();
        for van in VANS {
            let view = derived::view(self.app.database(), Subject::new(Word::StockLocation, van))?.unwrap_or_default();
            let holder = view.pointer("/custody/field_device").and_then(|value| value.as_str());
            let epoch = view.pointer("/custody/epoch").and_then(serde_json::Value::as_u64);
            if holder == Some(own.as_str()) {
                return Ok((van, epoch.and_then(|epoch| u32::try_from(epoch).ok())));
            }
        }
        Ok((at(&VANS, 0), None))
    }

    /// What was issued to the van lies in transit.
    fn accept_issue(&mut self) -> Result<Option<Command>, AppError> {
        let (van, epoch) = self.held_van()?;
        let issues = onsite_store::fact::about(self.app.database(), Subject::new(Word::StockLocation, TRANSIT))?;
        let issue = issues
            .iter()
            .rev()
            .find(|stored| stored.fact.body::<MovementFact>().is_some_and(|body| body.reason == MovementReason::Issue));
        let (Some(issue), Some(_)) = (issue, epoch) else { return Ok(None) };
        let Some(first) = movement::lines(&issue.fact).into_iter().next() else { return Ok(None) };
        let body = MovementFact {
            reason: MovementReason::Accept,
            lines: vec![onsite_domain::movement::MovementLine { from: TRANSIT, to: van, ..first }],
            issue: Some(issue.fact.id),
            ..MovementFact::default()
        };
        let id = self.id();
        Ok(Some(Command::new("accept_parts").fact(new_fact(id, movement::subjects(&body), &body))))
    }

    fn new_order(&mut self) -> Result<Option<Command>, AppError> {
        let devices: Vec<(Subject, serde_json::Value)> = derived::views(self.app.database(), "word = 'device'", &[])?;
        if devices.is_empty() {
            return Ok(None);
        }
        let Some((device, _)) = devices.get(self.rng.random_range(0..devices.len())) else { return Ok(None) };
        let (order, visit, assigned) = (self.id(), self.id(), self.id());
        let number = WorkOrderNumber::from_random(self.rng.random_range(0..1u64 << 40));
        let set = |field: &str, value: serde_json::Value| Write::Set { field: field.to_owned(), value };
        let assignment = AssignmentFact { lead: Some(self.user), ..AssignmentFact::default() };
        let command = Command::new("new_order")
            .write(
                Subject::new(Word::WorkOrder, order),
                [
                    set("number", json!(number.as_str())),
                    set("title", json!("found on the way")),
                    set("device", json!(device.id)),
                    set("organisation", json!(COMPANY)),
                ],
            )
            .write(Subject::new(Word::Visit, visit), [set("work_order", json!(order)), set("device", json!(device.id))])
            .fact(new_fact(assigned, assignment::subjects(visit, order), &assignment));
        Ok(Some(command))
    }

    fn claim(&mut self) -> Result<Option<Command>, AppError> {
        let orders: Vec<(Subject, WorkOrderView)> = derived::views(self.app.database(), "word = 'work_order'", &[])?;
        let offered = orders.iter().find_map(|(subject, view)| {
            let offer = view.open_offer()?;
            Some((subject.id, offer.id, view.visits.first().map(|visit| visit.visit)))
        });
        let Some((order, offer, visit)) = offered else { return Ok(None) };
        let id = self.id();
        let fact = new_fact(id, assignment::subjects_of_offer(order, visit), &ClaimFact { offer });
        Ok(Some(Command::new("claim").fact(fact)))
    }

    fn give_away(&mut self, visit: Id, view: &VisitView) -> Option<Command> {
        let subjects = assignment::subjects(visit, view.work_order?);
        let id = self.id();
        let follows = view.presses.last().map(|seen| seen.id);
        if self.rng.random_range(0..2u32) == 0 {
            let body = DeclineFact { reason: "ill".to_owned(), given: None, follows };
            return Some(Command::new("decline").fact(new_fact(id, subjects, &body)));
        }
        let to = super::company::crew(self.rng.random_range(0..5));
        let body = HandOverFact { to, reason: "closer".to_owned(), follows };
        Some(Command::new("hand_over").fact(new_fact(id, subjects, &body)))
    }
}

/// Whether a fact's author is this phone's.
pub fn is_by(author: &Author, field_device: Id) -> bool {
    author.field_device() == Some(field_device)
}
