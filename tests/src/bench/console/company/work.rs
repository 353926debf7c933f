//! What was done and what is planned: orders with their visits, day by day, each engineer with a few visits a day.

use super::{
    AHEAD_DAYS, DAY_MS, MINUTE_MS, Maker, SLOTS, drawn, nth,
    records::{VAN_HOLDS, WAREHOUSES, customer_of_site, is_serial, site_of_device, van_of, van_part, warehouse},
};
use crate::demo;
use onsite_domain::{
    Id, Quantity, Subject, Text, Word,
    acceptance::{AcceptanceFact, DeviceState, Verdict},
    answer::Answer,
    assignment::{self, AssignmentFact},
    command::Command,
    device::Component,
    document::Write,
    entry,
    meter_reading::{self, MeterReadingFact},
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    note::Note,
    number::WorkOrderNumber,
    part_usage::PartUsage,
    press::{self, Press, PressFact},
    step::{Step, StepKind},
    visit_step::VisitStep,
};
use serde_json::{Value, json};

const STEPS: usize = 6;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// When the visits of a day begin, from the hour that the company was made at: one is over, one under way, one to come.
const BEGINS_MS: [i64; SLOTS] = [-4 * HOUR_MS, -HOUR_MS / 2, 2 * HOUR_MS];
/// In so many minutes all engineers have begun.
const SPREAD_MINUTES: usize = 6;

/// What becomes of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    NobodyGoes,
    Cancelled,
    Planned,
    Accepted,
    Travelling,
    Working,
    Paused,
    ToReview,
    NotFixed,
    Closed,
}

/// One order, and where it stands in the plan.
#[derive(Clone, Copy)]
struct Job {
    number: usize,
    day: i64,
    engineer: usize,
    slot: usize,
    fate: Fate,
    order: Id,
    visit: Id,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    Make,
    Begin,
    End,
    Decide,
}

impl Job {
    fn of(number: usize, engineers: usize, days: i64) -> anyhow::Result<Self> {
        let a_day = engineers.saturating_mul(SLOTS);
        let (row, in_day) = (number / a_day, number % a_day);
        let day = AHEAD_DAYS.saturating_sub(days).saturating_add(1).saturating_add(i64::try_from(row)?);
        let mut job = Self {
            number,
            day,
            engineer: in_day % engineers,
            slot: in_day / engineers,
            fate: Fate::Closed,
            order: nth(Word::WorkOrder, number),
            visit: nth(Word::Visit, number),
        };
        job.fate = job.drawn_fate();
        Ok(job)
    }

    fn drawn_fate(&self) -> Fate {
        let lot = drawn(self.number, "fate", 1_000);
        let is_over = self.day < 0 || (self.day == 0 && self.slot == 0);
        match lot {
            0..5 => Fate::NobodyGoes,
            5..50 if self.day > 0 => Fate::NobodyGoes,
            50..110 => Fate::Cancelled,
            _ if is_over && self.day > -7 && lot.is_multiple_of(40) => Fate::NotFixed,
            _ if is_over && (self.day >= -1 || lot < 120) => Fate::ToReview,
            _ if is_over => Fate::Closed,
            _ if self.day == 0 && self.slot == 1 => match lot % 4 {
                0 => Fate::Travelling,
                1 => Fate::Paused,
                2 => Fate::Accepted,
                _ => Fate::Working,
            },
            _ if lot.is_multiple_of(3) => Fate::Accepted,
            _ => Fate::Planned,
        }
    }

    fn start_ms(&self, now_ms: i64) -> i64 {
        let begins_ms = BEGINS_MS.get(self.slot).copied().unwrap_or_default();
        now_ms.saturating_add(self.day.saturating_mul(DAY_MS)).saturating_add(begins_ms)
    }

    fn has_begun(&self) -> bool {
        !matches!(self.fate, Fate::NobodyGoes | Fate::Cancelled | Fate::Planned)
    }

    fn has_ended(&self) -> bool {
        matches!(self.fate, Fate::ToReview | Fate::NotFixed | Fate::Closed)
    }

    /// What happens with it, and when.
    fn acts(&self, now_ms: i64) -> Vec<(i64, Act)> {
        let minutes = i64::try_from((self.engineer % SPREAD_MINUTES).saturating_mul(4)).unwrap_or(0);
        let begins_ms = self.start_ms(now_ms).saturating_add(minutes.saturating_mul(MINUTE_MS));
        let made_ms = self.start_ms(now_ms).saturating_sub(2 * DAY_MS).min(now_ms.saturating_sub(5 * HOUR_MS));
        let mut acts = vec![(made_ms, Act::Make)];
        if self.has_begun() {
            // Whoever accepts what is to come does it in the morning.
            acts.push((begins_ms.min(now_ms.saturating_sub(10 * MINUTE_MS)), Act::Begin));
        }
        if self.has_ended() {
            acts.push((begins_ms.saturating_add(75 * MINUTE_MS), Act::End));
        }
        if matches!(self.fate, Fate::Closed | Fate::Cancelled) {
            let after_ms = begins_ms.saturating_add(DAY_MS - 2 * HOUR_MS);
            acts.push((after_ms.min(now_ms.saturating_sub(5 * MINUTE_MS)), Act::Decide));
        }
        acts
    }

    fn is_using_part(&self) -> bool {
        self.number % 10 < 3
    }

    fn subjects(&self) -> (Subject, Subject) {
        (Subject::new(Word::WorkOrder, self.order), Subject::new(Word::Visit, self.visit))
    }
}

pub(super) fn make(maker: &mut Maker<'_>, days: i64) -> anyhow::Result<()> {
    opening_stock(maker)?;
    let mut jobs = Vec::with_capacity(maker.size.orders);
    for number in 0..maker.size.orders {
        jobs.push(Job::of(number, maker.size.engineers, days)?);
    }
    // The identity of an order sorts by when it was made.
    let mut acts: Vec<(i64, Act, usize)> = Vec::new();
    for (place, job) in jobs.iter().enumerate() {
        acts.extend(job.acts(maker.now_ms).into_iter().map(|(at_ms, act)| (at_ms, act, place)));
    }
    acts.sort_unstable();
    for (at_ms, act, place) in acts {
        if at_ms > maker.clock.now_ms() {
            maker.flush()?;
            maker.clock.go_to(at_ms);
        }
        let Some(job) = jobs.get_mut(place) else { continue };
        if act == Act::Make {
            (job.order, job.visit) = (maker.id(), maker.id());
        }
        let job = *job;
        match act {
            Act::Make => order(maker, &job)?,
            Act::Begin => begin(maker, &job)?,
            Act::End => end(maker, &job)?,
            Act::Decide => decide(maker, &job)?,
        }
    }
    maker.flush()?;
    remember(maker, &jobs);
    Ok(())
}

fn remember(maker: &mut Maker<'_>, jobs: &[Job]) {
    let last = |fate: Fate| jobs.iter().rfind(|job| job.fate == fate).map(|job| (job.order, job.visit));
    let engineer = |job: &Job| nth(Word::User, job.engineer);
    let company = &mut maker.company;
    company.to_review = last(Fate::ToReview);
    company.closed = last(Fate::Closed);
    company.unassigned =
        jobs.iter().rev().filter(|job| job.fate == Fate::NobodyGoes).take(20).map(|job| job.order).collect();
    let planned = jobs.iter().filter(|job| job.day == 0 && job.fate == Fate::Planned);
    company.planned = planned.take(20).map(|job| (job.order, job.visit, engineer(job))).collect();
}

fn set(field: &str, value: impl Into<Value>) -> Write {
    Write::Set { field: field.to_owned(), value: value.into() }
}

fn order(maker: &mut Maker<'_>, job: &Job) -> anyhow::Result<()> {
    let device = drawn(job.number, "device", maker.size.orders.div_ceil(2));
    let site = site_of_device(maker, device);
    let customer = customer_of_site(maker, site);
    let (order, visit) = job.subjects();
    let start_ms = job.start_ms(maker.now_ms);
    let made_ms = maker.clock.now_ms();
    let places = [
        set("customer", json!(customer)),
        set("site", json!(nth(Word::Site, site))),
        set("device", json!(nth(Word::Device, device))),
        set("zone", "Asia/Shanghai"),
    ];
    let (kind, title) = match job.number % 5 {
        0 => ("maintain", "定期保养 maintenance"),
        1 => ("inspect", "巡检 inspection"),
        _ => ("repair", "漏水 leak at the pump"),
    };
    let is_given = job.engineer.is_multiple_of(5);
    let organisation = demo::id("organisation", if is_given { "contractor" } else { "company" });
    let priority = if job.number.is_multiple_of(9) { "high" } else { "normal" };
    let window = [set("window_start_ms", start_ms), set("window_end_ms", start_ms.saturating_add(90 * MINUTE_MS))];
    let number = WorkOrderNumber::from_random(u64::try_from(job.number)?.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut command = Command::new("new_order")
        .write(
            order,
            [
                set("number", json!(number)),
                set("order_kind", json!(demo::id("order_kind", &format!("{kind}-onsite")))),
                set("kind", kind),
                set("mode", "onsite"),
                set("title", title),
                set("description", format!("现场反馈第{}号：压力异常，请带密封圈。 Pressure is low.", job.number)),
                set("priority", priority),
                set("organisation", json!(organisation)),
                set("received_ms", made_ms),
                set("promised_response_ms", made_ms.saturating_add(4 * HOUR_MS)),
                set("promised_resolution_ms", made_ms.saturating_add(4 * DAY_MS)),
            ],
        )
        .write(order, places.clone());
    if job.fate != Fate::NobodyGoes {
        let steps: Vec<Write> = (0..STEPS).map(|place| step(job, place)).collect();
        let assigned = AssignmentFact { lead: Some(nth(Word::User, job.engineer)), ..AssignmentFact::default() };
        command = command
            .write(order, window.clone())
            .write(visit, [set("work_order", json!(job.order)), set("mode", "onsite"), set("language", "zh")])
            .write(visit, places)
            .write(visit, window)
            .write(visit, steps)
            .fact(maker.fact(assignment::subjects(job.visit, job.order), &assigned));
    }
    if job.is_using_part() && job.has_ended() && is_serial(part_of(maker, job)) {
        command = bring(maker, job, command);
    }
    maker.command(command)
}

fn step_id(job: &Job, place: usize) -> Id {
    onsite_domain::visit_step::id_in_visit(job.visit, nth(Word::Procedure, 1), 1, nth(Word::Procedure, place))
}

fn step(job: &Job, place: usize) -> Write {
    let step = Step {
        id: nth(Word::Procedure, place),
        kind: if place.is_multiple_of(2) { StepKind::Check } else { StepKind::Text },
        title: Text::new(format!("第{place}步：检查密封与压力"), format!("Step {place}: check seal and pressure")),
        is_required: true,
        ..Step::default()
    };
    let position = u32::try_from(place).unwrap_or(0).saturating_mul(10);
    entry::add(step_id(job, place), &VisitStep { step, position, ..VisitStep::default() })
}

fn press(maker: &mut Maker<'_>, job: &Job, press: Press, command: Command) -> Command {
    let body = PressFact {
        press,
        reason: press.needs_reason().then(|| "other".to_owned()),
        pause: (press == Press::Pause).then_some(onsite_domain::press::PauseKind::Parts),
        ..PressFact::default()
    };
    let subjects = press::subjects_of_visit_press(job.visit, job.order);
    let fact = maker.fact(subjects, &body);
    command.fact(fact)
}

fn begin(maker: &mut Maker<'_>, job: &Job) -> anyhow::Result<()> {
    let presses: &[Press] = match job.fate {
        Fate::Accepted => &[Press::Accept],
        Fate::Travelling => &[Press::Accept, Press::Depart],
        Fate::Paused => &[Press::Depart, Press::Arrive, Press::Start, Press::Pause],
        _ => &[Press::Depart, Press::Arrive, Press::Start],
    };
    let mut command = Command::new("set_out");
    for one in presses {
        command = press(maker, job, *one, command);
    }
    maker.command(command)
}

fn end(maker: &mut Maker<'_>, job: &Job) -> anyhow::Result<()> {
    let (order, visit) = job.subjects();
    let device =
        Subject::new(Word::Device, nth(Word::Device, drawn(job.number, "device", maker.size.orders.div_ceil(2))));
    let mut writes: Vec<Write> = (0..STEPS)
        .map(|place| {
            let value =
                if place.is_multiple_of(2) { "yes".to_owned() } else { format!("{}.{place} bar", job.number % 7) };
            let answer = Answer { step: step_id(job, place), value: Some(value), ..Answer::default() };
            entry::add(maker.id(), &answer)
        })
        .collect();
    let note = Note {
        text: "更换密封圈后压力正常。 Seal replaced, pressure is normal.".to_owned(), ..Note::default()
    };
    writes.push(entry::add(maker.id(), &note));
    let mut command = Command::new("finish");
    if job.number.is_multiple_of(10) {
        let reading = MeterReadingFact {
            meter: "hours".to_owned(),
            reading: job.number.to_string(),
            ..MeterReadingFact::default()
        };
        let subjects = meter_reading::subjects(device.id, Some((job.visit, job.order)));
        command = command.fact(maker.fact(subjects, &reading));
    }
    if job.is_using_part() {
        command = use_part(maker, job, device, &mut writes, command);
    }
    command = command.write(visit, writes);
    let last = if job.fate == Fate::NotFixed { Press::SecondVisitNeeded } else { Press::Finish };
    command = press(maker, job, last, command);
    let acceptance = AcceptanceFact {
        verdict: Verdict::Accepted,
        device_state: Some(DeviceState::Working),
        given_by: Some("客户代表".to_owned()),
        ..AcceptanceFact::default()
    };
    command = command.fact(maker.fact(vec![visit, order, device], &acceptance));
    maker.command(command)
}

fn decide(maker: &mut Maker<'_>, job: &Job) -> anyhow::Result<()> {
    let mut command = Command::new("review_visit");
    if job.fate == Fate::Closed {
        command = press(maker, job, Press::ReviewAccept, command);
    }
    let (order_press, visits) = match job.fate {
        Fate::Cancelled => (Press::Cancel, vec![job.visit]),
        _ => (Press::Close, vec![]),
    };
    let body = PressFact {
        press: order_press,
        reason: order_press.needs_reason().then(|| "other".to_owned()),
        ..PressFact::default()
    };
    let fact = maker.fact(press::subjects_of_order_press(job.order, &visits), &body);
    maker.command(command.fact(fact))
}

pub(super) fn line(part: usize, units: i64, from: Id, to: Id) -> MovementLine {
    MovementLine {
        part: nth(Word::Part, part),
        quantity: Quantity::units(units),
        from,
        to,
        condition: Condition::New,
        ..MovementLine::default()
    }
}

pub(super) fn place(name: &str) -> Id {
    demo::id("stock_location", name)
}

pub(super) fn moved(maker: &mut Maker<'_>, command: Command, body: &MovementFact) -> Command {
    let fact = maker.fact(movement::subjects(body), body);
    command.fact(fact)
}

fn part_of(maker: &Maker<'_>, job: &Job) -> usize {
    van_part(maker.size.parts(), job.engineer, job.number % VAN_HOLDS)
}

/// A piece with a number of its own comes to the van before it is fitted.
fn bring(maker: &mut Maker<'_>, job: &Job, mut command: Command) -> Command {
    let part = part_of(maker, job);
    let (store, van) = (warehouse(job.engineer % WAREHOUSES), van_of(job.engineer));
    for (reason, from, to) in [
        (MovementReason::Receive, place("supplier"), store),
        (MovementReason::Issue, store, place("transit")),
        (MovementReason::Accept, place("transit"), van),
    ] {
        let lines = vec![MovementLine { serial: Some(serial(job)), ..line(part, 1, from, to) }];
        command = moved(maker, command, &MovementFact { reason, lines, ..MovementFact::default() });
    }
    command
}

fn serial(job: &Job) -> String {
    format!("SN-{:06}", job.number)
}

fn use_part(
    maker: &mut Maker<'_>,
    job: &Job,
    device: Subject,
    writes: &mut Vec<Write>,
    mut command: Command,
) -> Command {
    let (part, van) = (part_of(maker, job), van_of(job.engineer));
    let serial_in = is_serial(part).then(|| serial(job));
    // Now and then a colleague's van.
    let lent = drawn(job.number, "lent", 400) == 0;
    let body = MovementFact {
        reason: MovementReason::Use,
        lines: vec![MovementLine {
            serial: serial_in.clone(),
            ..line(part, 1, if lent { place("discrepancy") } else { van }, place("customer"))
        }],
        work_order: Some(job.order),
        visit: Some(job.visit),
        device: Some(device.id),
        on_behalf_of: lent.then_some(van),
        ..MovementFact::default()
    };
    let movement = maker.fact(movement::subjects(&body), &body);
    let usage = PartUsage {
        part: nth(Word::Part, part),
        quantity: Quantity::units(1),
        serial_in: serial_in.clone(),
        condition: Condition::New,
        location: van,
        movement: Some(movement.id),
        ..PartUsage::default()
    };
    writes.push(entry::add(maker.id(), &usage));
    if serial_in.is_some() {
        let component = Component {
            position: "pump".to_owned(),
            part: Some(nth(Word::Part, part)),
            serial: serial_in,
            fitted_ms: Some(maker.clock.now_ms()),
            visit: Some(job.visit),
            ..Component::default()
        };
        command = command.write(device, [entry::add(maker.id(), &component)]);
    }
    command.fact(movement)
}

/// What was there on the first day: enough of everything that has no numbers of its own.
fn opening_stock(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    let parts = maker.size.parts();
    let mut places: Vec<(Id, Vec<usize>, i64)> =
        (0..WAREHOUSES).map(|number| (warehouse(number), (0..parts).collect(), 18)).collect();
    places.extend((0..maker.size.engineers).map(|van| {
        let held = (0..VAN_HOLDS).map(|number| van_part(parts, van, number)).collect();
        (van_of(van), held, 40)
    }));
    for (location, held, units) in places {
        let lines: Vec<MovementLine> = held
            .into_iter()
            .filter(|part| !is_serial(*part))
            .map(|part| {
                line(part, units.saturating_add(i64::try_from(part % 9).unwrap_or(0)), place("supplier"), location)
            })
            .collect();
        for some in lines.chunks(100) {
            let body =
                MovementFact { reason: MovementReason::Receive, lines: some.to_vec(), ..MovementFact::default() };
            let command = moved(maker, Command::new("receive_opening_stock"), &body);
            maker.command(command)?;
        }
    }
    maker.flush()
}
