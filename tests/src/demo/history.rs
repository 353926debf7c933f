//! Eighteen months of finished visits, played by the engineers' earlier phones fortnight by fortnight.

use super::{
    devices::{self, Device},
    loader::{Loader, id, id_at},
    orders::{Order, fact, order_id, set, steps_of, visit_id},
    parts::{PARTS, PartRow},
    people::{ENGINEERS, user},
    phone::Phone,
    steps,
    stock::{self, serial, van},
    story_clock::StoryClock,
};
use onsite_domain::{
    Author, Id, Quantity, Subject, Text, Word,
    acceptance::{AcceptanceFact, DeviceState, Verdict},
    answer::Answer,
    command::Command,
    device::Component,
    entry,
    failure::FailureFact,
    finding::{ArticleUse, Coded, Finding},
    meter_reading::{self, MeterReadingFact},
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    order_kind::{Kind, Mode},
    part::Tracking,
    part_usage::PartUsage,
    press::{self, Press, PressFact, PressSource},
    rating::{RatedOn, RatingFact},
};
use std::collections::BTreeMap;

/// The first day of the past that is told, in days from today.
pub(super) const FIRST_DAY: i32 = -546;
/// How often a phone of the past was in the office.
const PERIOD_DAYS: i32 = 14;

/// A finished visit.
struct Job {
    day: i32,
    /// Minute of the day at which the engineer set out.
    minute: i64,
    device: Device,
    is_repair: bool,
    engineer: &'static str,
}

impl Job {
    fn key(&self) -> String {
        let kind = if self.is_repair { "repair" } else { "maintain" };
        format!("past-{kind}-{}-{}", self.device.serial, self.day.saturating_sub(FIRST_DAY))
    }
}

/// A maintenance or two for every device, and a repair for every third.
fn jobs() -> Vec<Job> {
    let mut jobs = Vec::new();
    for (which, first, step, among, every) in [(0, 20, 7, 200, 1), (1, 280, 11, 220, 2), (2, 40, 17, 460, 3)] {
        for device in devices::all().filter(|device| device.index.is_multiple_of(every)) {
            let spread = i32::try_from(device.index.saturating_mul(step) % among).unwrap_or(0);
            let day = FIRST_DAY.saturating_add(first).saturating_add(spread);
            let engineer = device.engineer();
            jobs.push(Job { day, minute: 0, device, is_repair: which == 2, engineer });
        }
    }
    jobs.sort_by_key(|job| (job.day, job.device.index, job.is_repair));
    let mut busy: BTreeMap<(i32, &str), i64> = BTreeMap::new();
    for job in &mut jobs {
        let nth = busy.entry((job.day, job.engineer)).or_default();
        job.minute = nth.saturating_mul(200).saturating_add(8 * 60 + 15);
        *nth = nth.saturating_add(1);
    }
    jobs
}

/// An engineer of the past with the phone they had then.
struct Player {
    phone: Phone,
    clock: StoryClock,
    login: &'static str,
    /// How many pieces of each part they have used.
    used: BTreeMap<&'static str, i64>,
}

pub(super) fn load(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    let mut players = BTreeMap::new();
    for (seed, login) in (10..).zip(ENGINEERS) {
        let clock = StoryClock::new(loader.clock.now_ms());
        let phone = Phone::enrol(loader.store, &clock, login, user(login), seed)?;
        stock::give_custody(loader.store, login, phone.field_device)?;
        players.insert(*login, Player { phone, clock, login, used: BTreeMap::new() });
    }
    let jobs = jobs();
    let mut period = FIRST_DAY;
    while period < 0 {
        let end = period.saturating_add(PERIOD_DAYS);
        let due: Vec<&Job> = jobs.iter().filter(|job| (period..end).contains(&job.day)).collect();
        play(loader, &mut players, &due, (period, end))?;
        period = end;
    }
    let administrator = Author::Console { user: user("qian") };
    loader.clock.go_to(loader.times.at(-1, 15 * 60)?);
    for player in players.values() {
        loader.store.revoke(player.phone.field_device, &administrator, "更换新终端 replaced by a new phone")?;
    }
    Ok(())
}

fn play(
    loader: &mut Loader<'_>,
    players: &mut BTreeMap<&'static str, Player>,
    jobs: &[&Job],
    (first, end): (i32, i32),
) -> anyhow::Result<()> {
    let morning_ms = loader.times.at(first, 6 * 60 + 30)?;
    loader.clock.go_to(morning_ms);
    for job in jobs {
        let order = order(loader, job)?;
        loader.by_office("zheng", &order.command())?;
    }
    for player in players.values_mut().filter(|player| jobs.iter().any(|job| job.engineer == player.login)) {
        player.clock.go_to(morning_ms);
        player.phone.sync(loader.store)?;
        let login = player.login;
        for job in jobs.iter().filter(|job| job.engineer == login) {
            let order = order(loader, job)?;
            player.visit(loader, job, &order)?;
        }
    }
    let evening_ms = loader.times.at(end.saturating_sub(1), 23 * 60)?;
    loader.clock.go_to(evening_ms);
    for player in players.values_mut().filter(|player| jobs.iter().any(|job| job.engineer == player.login)) {
        player.clock.go_to(evening_ms);
        player.phone.sync(loader.store)?;
    }
    for job in jobs {
        let (visit, order) = (visit_id(&job.key()), order_id(&job.key()));
        let pressed = |press| PressFact { press, source: PressSource::Board, ..PressFact::default() };
        let review = fact(
            id_at(evening_ms, &format!("{}/review", job.key())),
            press::subjects_of_visit_press(visit, order),
            &pressed(Press::ReviewAccept),
        );
        let close = fact(
            id_at(evening_ms, &format!("{}/close", job.key())),
            press::subjects_of_order_press(order, &[]),
            &pressed(Press::Close),
        );
        loader.by_office("zheng", &Command::new("review_visit").fact(review).fact(close))?;
    }
    Ok(())
}

fn order<'a>(loader: &Loader<'_>, job: &'a Job) -> anyhow::Result<Order<'a>> {
    let start_ms = loader.times.at(job.day, job.minute)?;
    let (kind, title) = if job.is_repair {
        (Kind::Repair, Text::new(trouble(&job.device).0, trouble(&job.device).1))
    } else {
        (Kind::Maintain, Text::new("定期保养", "Scheduled maintenance"))
    };
    Ok(Order {
        key: job.key(),
        kind,
        mode: Mode::Onsite,
        description: title.zh.clone(),
        title,
        priority: if job.is_repair { "high" } else { "normal" },
        site: job.device.site,
        device: Some(&job.device),
        procedure: Some(job.device.model.maintenance),
        received_ms: loader.times.at(job.day.saturating_sub(1), 14 * 60)?,
        window: Some((start_ms, start_ms.saturating_add(4 * 3_600_000))),
        organisation: id("organisation", if job.engineer == "wu" { "contractor" } else { "company" }),
        skills: vec![job.device.model.skill],
        planned_parts: Vec::new(),
        is_offered: false,
        team: Some((job.engineer, Vec::new())),
    })
}

/// What went wrong with a device: in words, and the codes of fault, cause and remedy.
fn trouble(device: &Device) -> (&'static str, &'static str, [&'static str; 3]) {
    match device.model.name {
        "HZ-MR15" => ("磁体压力升高", "Magnet pressure rises", ["F-HELIUM", "C-COOLING", "R-REPLACE"]),
        "HZ-CT64" => ("球管过热提示", "Tube overheats", ["F-TUBE", "C-DIRT", "R-REPLACE"]),
        "HZ-DR30" => ("探测器掉线", "Detector goes offline", ["F-BATTERY", "C-WEAR", "R-REPLACE"]),
        "HZ-US8" => ("探头图像有暗带", "Dark band in the image", ["F-PROBE", "C-ELECTRONIC", "R-ADJUST"]),
        "LC-500" => ("高压报警停机", "Trips on high pressure", ["F-HIGHP", "C-DIRT", "R-CLEAN"]),
        "LC-AHU20" => ("送风量不足", "Too little air", ["F-AIRFLOW", "C-WEAR", "R-REPLACE"]),
        "LC-VRF16" => ("制热异响", "Noise while heating", ["F-NOISE", "C-WEAR", "R-REPLACE"]),
        _ => ("冷却塔溢水", "Tower overflows", ["F-LEAK", "C-WEAR", "R-REPLACE"]),
    }
}

impl Player {
    fn visit(&mut self, loader: &Loader<'_>, job: &Job, order: &Order<'_>) -> anyhow::Result<()> {
        let length = if job.is_repair { 95 } else { 120 };
        let jitter = i64::try_from(job.device.index).unwrap_or(0) % 17;
        let mut follows = order.assignment_id();
        for (press, after) in [(Press::Depart, 0), (Press::Arrive, 25), (Press::Start, 32), (Press::Finish, length)] {
            let at_ms = loader.times.at(job.day, job.minute.saturating_add(after).saturating_add(jitter))?;
            self.clock.go_to(at_ms);
            let pressed = id_at(at_ms, &format!("{}/{press}", job.key()));
            let body = PressFact { press, source: PressSource::Button, follows: Some(follows), ..PressFact::default() };
            let subjects = press::subjects_of_visit_press(visit_id(&job.key()), order_id(&job.key()));
            let mut command = Command::new(press.as_str()).fact(fact(pressed, subjects, &body));
            if press == Press::Finish {
                self.clock.go_to(at_ms.saturating_sub(9 * 60_000));
                let work = self.work(job, at_ms);
                self.phone.commit(&work)?;
                command = outcome(command, job, at_ms);
                self.clock.go_to(at_ms);
            }
            self.phone.commit(&command)?;
            follows = pressed;
        }
        Ok(())
    }

    /// The steps answered, the meter read, what was found and fitted.
    fn work(&mut self, job: &Job, at_ms: i64) -> Command {
        let (visit, order, device) = (visit_id(&job.key()), order_id(&job.key()), job.device.id);
        let wobble = i64::from(job.day).saturating_mul(37).saturating_add(i64::try_from(job.device.index).unwrap_or(0));
        let meter = job.device.meter_reading(job.day);
        let mut writes = Vec::new();
        for (step, copy) in steps_of(visit, job.device.model.maintenance) {
            let answer = steps::good_answer(&copy.step, &job.device.code, meter, wobble);
            if copy.step.condition.is_none() && answer.is_some() {
                let body = Answer { step, value: answer, ..Answer::default() };
                writes.push(entry::add(id_at(at_ms, &format!("{step}")), &body));
            }
        }
        let reading = MeterReadingFact {
            meter: job.device.model.meter.0.to_owned(),
            reading: meter.to_string(),
            unit: Some(job.device.model.meter.2.to_owned()),
            ..MeterReadingFact::default()
        };
        let subjects = meter_reading::subjects(device, Some((visit, order)));
        let mut command =
            Command::new("record_work").fact(fact(id_at(at_ms, &format!("{}/meter", job.key())), subjects, &reading));
        if job.is_repair {
            writes.push(entry::add(id_at(at_ms, &format!("{}/finding", job.key())), &finding(&job.device)));
            if let Some((part, piece)) = self.take(job.device.model.name) {
                command = self.fit(command, job, part, piece, at_ms);
            }
        }
        command.write(Subject::new(Word::Visit, visit), writes)
    }

    /// The next part of the van that fits the model, and which piece of it.
    fn take(&mut self, model: &str) -> Option<(&'static PartRow, i64)> {
        let part = PARTS.iter().find(|part| {
            let used = self.used.get(part.number).copied().unwrap_or(0);
            // The last piece stays for today.
            part.model == model && part.tracked_by != Tracking::Lot && used.saturating_add(1) < part.in_van
        })?;
        let used = self.used.entry(part.number).or_default();
        *used = used.saturating_add(1);
        Some((part, *used))
    }

    fn fit(&self, command: Command, job: &Job, part: &PartRow, piece: i64, at_ms: i64) -> Command {
        let (visit, order, device) = (visit_id(&job.key()), order_id(&job.key()), job.device.id);
        let key = |what: &str| id_at(at_ms, &format!("{}/{what}", job.key()));
        let serial_in =
            (part.tracked_by == Tracking::Serial).then(|| serial(part.number, &format!("van-{}", self.login), piece));
        let body = MovementFact {
            reason: MovementReason::Use,
            lines: vec![MovementLine {
                part: id("part", part.number),
                quantity: Quantity::units(1),
                from: van(self.login),
                to: stock::place("customer"),
                condition: Condition::New,
                serial: serial_in.clone(),
                ..MovementLine::default()
            }],
            work_order: Some(order),
            visit: Some(visit),
            device: Some(device),
            custody_epoch: Some(1),
            ..MovementFact::default()
        };
        let usage = PartUsage {
            part: id("part", part.number),
            quantity: Quantity::units(1),
            serial_in: serial_in.clone(),
            condition: Condition::New,
            location: van(self.login),
            movement: Some(key("movement")),
            ..PartUsage::default()
        };
        let component = Component {
            position: part.number.to_lowercase(),
            part: Some(id("part", part.number)),
            serial: serial_in,
            fitted_ms: Some(at_ms),
            visit: Some(visit),
            part_usage: Some(key("usage")),
            ..Component::default()
        };
        command
            .write(Subject::new(Word::Visit, visit), [entry::add(key("usage"), &usage)])
            .write(
                Subject::new(Word::Device, device),
                [set("location", "现场铭牌已核对 nameplate checked"), entry::add(key("component"), &component)],
            )
            .fact(fact(key("movement"), movement::subjects(&body), &body))
    }
}

fn finding(device: &Device) -> Finding {
    let (zh, _, [fault, cause, remedy]) = trouble(device);
    let coded =
        |code: &str, text: Option<&str>| Coded { code: Some(id("fault_code", code)), text: text.map(str::to_owned) };
    let article = super::articles::about(device.model.name, fault);
    Finding {
        fault: coded(fault, Some(zh)),
        cause: coded(cause, None),
        remedy: coded(remedy, None),
        articles: article.map(|article| ArticleUse { article, solved: true }).into_iter().collect(),
        ..Finding::default()
    }
}

/// The customer's verdict, and of a repair how long the device was down.
fn outcome(mut command: Command, job: &Job, at_ms: i64) -> Command {
    let (visit, order, device) = (visit_id(&job.key()), order_id(&job.key()), job.device.id);
    let visit_and_order = vec![Subject::new(Word::Visit, visit), Subject::new(Word::WorkOrder, order)];
    let with_device = |first: &[Subject]| -> Vec<Subject> {
        first.iter().copied().chain([Subject::new(Word::Device, device)]).collect()
    };
    let key = |what: &str| -> Id { id_at(at_ms, &format!("{}/{what}", job.key())) };
    let acceptance = AcceptanceFact {
        verdict: Verdict::Accepted,
        device_state: Some(DeviceState::Working),
        device_state_since_ms: Some(at_ms),
        given_by: Some("客户代表".to_owned()),
        ..AcceptanceFact::default()
    };
    command = command.fact(fact(key("acceptance"), with_device(&visit_and_order), &acceptance));
    if job.is_repair {
        let failure = FailureFact {
            down_from_ms: at_ms.saturating_sub(26 * 3_600_000),
            restored_at_ms: Some(at_ms),
            fault_code: Some(id("fault_code", trouble(&job.device).2[0])),
            ..FailureFact::default()
        };
        let subjects = vec![
            Subject::new(Word::Device, device),
            Subject::new(Word::Visit, visit),
            Subject::new(Word::WorkOrder, order),
        ];
        command = command.fact(fact(key("failure"), subjects, &failure));
    }
    if job.device.index.is_multiple_of(2) {
        let score = if job.device.index.is_multiple_of(7) { 4_i64 } else { 5 };
        let rating = RatingFact {
            questionnaire: id("questionnaire", "standard"),
            questionnaire_version: 1,
            given_on: RatedOn::EngineerPhone,
            answers: [("overall".to_owned(), score), ("recommend".to_owned(), score.saturating_mul(2))].into(),
            ..RatingFact::default()
        };
        command = command.fact(fact(key("rating"), visit_and_order, &rating));
    }
    command
}
