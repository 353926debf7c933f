//! Li Wei's day: a chiller repair in a basement in Shanghai, without a network, told from leaving to signing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a story stops where it goes wrong, also in its helpers"
)]

mod office;

use office::{Delivery, Office, id, ink, picture};
use onsite_core::{
    App, AppError,
    charges::ToCharge,
    jobs::NewOrder,
    part_request::Counted,
    part_usage::UsedPart,
    photo::NewPhoto,
    press::VisitPress,
    signature::{GivenVerdict, Signer},
    step::StepAnswer,
    stock::{CountedPart, HandedPart},
};
use onsite_domain::{
    Id, Language, Quantity, RejectedCode, Subject, Text, Word,
    acceptance::{DeviceState, Verdict},
    assignment::{self, AssignmentFact, OfferFact},
    cover::Payer,
    customer::Customer,
    device_record::{DeviceRecord, Meter},
    document::Write,
    entry,
    finding::{Coded, Finding},
    meter_reading::MeterReadingFact,
    missing::MissingKind,
    money::Money,
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    note::{Note, Question, Reply},
    number::WorkOrderNumber,
    order_kind::Kind,
    part::{Part, Tracking},
    part_request::PartRequestStatus,
    press::{PauseKind, Press},
    price_list::{HourRate, PriceList},
    procedure::Procedure,
    service_level::{ServiceLevel, Target},
    settings::Settings,
    signature::SigningOutcome,
    site::Site,
    step::{Measurement, Step, StepKind},
    stock_location::{StockLocation, StockLocationKind},
    time_entry::{TimeEntry, TimeKind},
    user::{Role, User},
    visit_charges::Payment,
    visit_status::VisitStatus,
    work_order::PlannedPart,
};
use serde_json::json;

const ORGANISATION: u128 = 900;
const LI: u128 = 11;
const LI_PHONE: u128 = 111;
const WANG: u128 = 12;
const WANG_PHONE: u128 = 112;
const HOSPITAL: u128 = 20;
const BASEMENT: u128 = 21;
const CHILLER: u128 = 22;
const COMPRESSOR: u128 = 30;
const FILTER: u128 = 31;
const VAN_LI: u128 = 40;
const VAN_WANG: u128 = 41;
const TRANSIT: u128 = 42;
const CUSTOMERS: u128 = 43;
const DISCREPANCY: u128 = 44;
const WAREHOUSE: u128 = 45;
const PROCEDURE: u128 = 50;
const ORDER: u128 = 60;
const VISIT: u128 = 61;
const OFFERED: u128 = 62;
const STEP_POWER: u128 = 70;
const STEP_PRESSURE: u128 = 71;
const STEP_PHOTO: u128 = 72;

fn stock(app: &App, location: u128, part: u128) -> i64 {
    let held = app.stock_location(id(location)).unwrap();
    held.balances.iter().filter(|balance| balance.part == id(part)).map(|balance| balance.quantity.0).sum()
}

fn set(field: &str, value: serde_json::Value) -> Write {
    Write::Set { field: field.to_owned(), value }
}

fn steps() -> Vec<Step> {
    let step = |number, kind, zh: &str, en: &str| Step {
        id: id(number),
        kind,
        title: Text::new(zh, en),
        is_required: true,
        ..Step::default()
    };
    let pressure = Measurement {
        unit: "kPa".to_owned(),
        low: Some("350".to_owned()),
        high: Some("450".to_owned()),
        ..Measurement::default()
    };
    vec![
        step(STEP_POWER, StepKind::Check, "断电并挂牌", "Lock out and tag"),
        Step {
            measurement: Some(pressure),
            ..step(STEP_PRESSURE, StepKind::Measurement, "吸气压力", "Suction pressure")
        },
        step(STEP_PHOTO, StepKind::Photo, "更换后照片", "Photo after the exchange"),
    ]
}

/// Everything the morning's sync brings to a phone.
fn deliver(app: &App) {
    let mut office = Delivery::to(app);
    let user = |zh: &str, en: &str| User {
        login: en.to_lowercase().replace(' ', "."),
        name: Text::new(zh, en),
        organisation: id(ORGANISATION),
        roles: [Role::Engineer].into(),
        ..User::default()
    };
    let location = |kind, name: &str| StockLocation {
        kind,
        name: Text::same(name),
        organisation: id(ORGANISATION),
        ..StockLocation::default()
    };
    let van = |name: &str, holder, user| StockLocation {
        holder: Some(id(holder)),
        user: Some(id(user)),
        custody_epoch: 3,
        ..location(StockLocationKind::Van, name)
    };
    let part = |number: &str, zh: &str, en: &str, tracked_by, minor| Part {
        number: number.to_owned(),
        name: Text::new(zh, en),
        base_unit: "pcs".to_owned(),
        tracked_by,
        price: Some(Money { minor, currency: "CNY".to_owned() }),
        ..Part::default()
    };
    let hours = HourRate { minor_per_hour: 30_000, step_minutes: 15, ..HourRate::default() };
    office
        .record(Word::Settings, id(1), &Settings { company_name: Text::same("示例维修"), ..Settings::default() })
        .record(Word::User, id(LI), &user("李伟", "Li Wei"))
        .record(Word::User, id(WANG), &user("王芳", "Wang Fang"))
        .record(
            Word::Customer,
            id(HOSPITAL),
            &Customer {
                name: Text::new("示例医院", "Example Hospital"),
                organisation: id(ORGANISATION),
                language: Language::Zh,
                ..Customer::default()
            },
        )
        .record(
            Word::Site,
            id(BASEMENT),
            &Site {
                customer: id(HOSPITAL),
                name: Text::new("地下机房", "Plant room"),
                address: Text::same("示例路 1 号 B2"),
                zone: "Asia/Shanghai".to_owned(),
                ..Site::default()
            },
        )
        .record(
            Word::Device,
            id(CHILLER),
            &DeviceRecord {
                serial: "CH-2041".to_owned(),
                model: "Frost 300".to_owned(),
                name: Text::new("冷水机组", "Chiller"),
                customer: id(HOSPITAL),
                site: Some(id(BASEMENT)),
                life_cycle: onsite_domain::device_record::LifeCycle::InUse,
                codes: vec!["7F3K9X".to_owned()],
                meters: vec![Meter { key: "hours".to_owned(), is_counter: true, ..Meter::default() }],
                ..DeviceRecord::default()
            },
        )
        .record(Word::Part, id(COMPRESSOR), &part("C-300", "压缩机", "Compressor", Tracking::Serial, 800_000))
        .record(Word::Part, id(FILTER), &part("F-12", "过滤器", "Filter", Tracking::None, 12_000))
        .record(Word::StockLocation, id(VAN_LI), &van("李伟的车", LI_PHONE, LI))
        .record(Word::StockLocation, id(VAN_WANG), &van("王芳的车", WANG_PHONE, WANG))
        .record(Word::StockLocation, id(TRANSIT), &location(StockLocationKind::InTransit, "在途"))
        .record(Word::StockLocation, id(CUSTOMERS), &location(StockLocationKind::Customer, "客户"))
        .record(Word::StockLocation, id(DISCREPANCY), &location(StockLocationKind::Discrepancy, "差异"))
        .record(Word::StockLocation, id(WAREHOUSE), &location(StockLocationKind::Warehouse, "仓库"))
        .record(
            Word::PriceList,
            id(80),
            &PriceList {
                name: Text::same("2026"),
                currency: "CNY".to_owned(),
                hours: [(TimeKind::Work, hours)].into(),
                ..PriceList::default()
            },
        )
        .record(
            Word::ServiceLevel,
            id(81),
            &ServiceLevel {
                name: Text::same("24h"),
                targets: vec![Target { resolution_minutes: Some(24 * 60), ..Target::default() }],
                ..ServiceLevel::default()
            },
        )
        .record(
            Word::Procedure,
            id(PROCEDURE),
            &Procedure {
                number: "SOP-7".to_owned(),
                revision: 2,
                name: Text::new("压缩机更换", "Exchange of a compressor"),
                models: vec!["Frost 300".to_owned()],
                steps: steps(),
                published_ms: office::MORNING_MS,
                ..Procedure::default()
            },
        );
    let order = Subject::new(Word::WorkOrder, id(ORDER));
    let planned = PlannedPart { part: id(COMPRESSOR), quantity: Quantity::units(1), ..PlannedPart::default() };
    let filters = PlannedPart { part: id(FILTER), quantity: Quantity::units(5), ..PlannedPart::default() };
    office.document(
        order,
        &[
            set("number", json!(WorkOrderNumber::from_random(0x12_3456_789A).as_str())),
            set("kind", json!("repair")),
            set("title", json!("冷水机组压缩机漏水")),
            set("priority", json!("high")),
            set("customer", json!(id(HOSPITAL))),
            set("site", json!(id(BASEMENT))),
            set("device", json!(id(CHILLER))),
            set("service_level", json!(id(81))),
            set("received_ms", json!(office::MORNING_MS - 3_600_000)),
            entry::add(id(601), &planned),
            entry::add(id(602), &filters),
        ],
    );
    office.document(
        Subject::new(Word::Visit, id(VISIT)),
        &[
            set("work_order", json!(id(ORDER))),
            set("customer", json!(id(HOSPITAL))),
            set("site", json!(id(BASEMENT))),
            set("device", json!(id(CHILLER))),
            set("window_start_ms", json!(office::MORNING_MS + 3_600_000)),
            set("window_end_ms", json!(office::MORNING_MS + 7_200_000)),
            set("zone", json!("Asia/Shanghai")),
            set("mode", json!("onsite")),
            set("procedure", json!(id(PROCEDURE))),
        ],
    );
    let team = AssignmentFact { lead: Some(id(LI)), helpers: vec![id(WANG)], ..AssignmentFact::default() };
    office.fact(assignment::subjects(id(VISIT), id(ORDER)), &team);
    office.document(
        Subject::new(Word::WorkOrder, id(OFFERED)),
        &[set("number", json!(WorkOrderNumber::from_random(77).as_str())), set("title", json!("打印机卡纸"))],
    );
    let offer = OfferFact { users: vec![id(LI)], ..OfferFact::default() };
    office.fact(assignment::subjects_of_offer(id(OFFERED), None), &offer);
    for (van, filters) in [(VAN_LI, 2), (VAN_WANG, 4)] {
        let line = |part, quantity, serial: Option<&str>| MovementLine {
            part: id(part),
            quantity: Quantity::units(quantity),
            from: id(WAREHOUSE),
            to: id(van),
            condition: Condition::New,
            serial: serial.map(str::to_owned),
            ..MovementLine::default()
        };
        let mut lines = vec![line(FILTER, filters, None)];
        if van == VAN_LI {
            lines.push(line(COMPRESSOR, 1, Some("SN-77")));
        }
        let body = MovementFact { reason: MovementReason::Accept, lines, ..MovementFact::default() };
        office.fact(movement::subjects(&body), &body);
    }
    office.arrive();
}

fn code(error: AppError) -> RejectedCode {
    match error {
        AppError::Rejected(rejected) => rejected.code,
        other => panic!("{other}"),
    }
}

fn press(app: &mut App, press: Press) {
    app.press_visit(id(VISIT), VisitPress::new(press)).unwrap();
}

/// The entry ids of the visit's steps, in order.
fn visit_steps(app: &App) -> Vec<Id> {
    app.visit_with_steps(id(VISIT)).unwrap().steps.iter().map(|step| step.id).collect()
}

fn answer(step: Id, value: &str) -> StepAnswer {
    StepAnswer { step, value: Some(value.to_owned()), ..StepAnswer::default() }
}

fn work(app: &mut App, office: &Office) {
    press(app, Press::Accept);
    let confirmed = VisitPress { reached: Some(true), ..VisitPress::new(Press::ConfirmWithCustomer) };
    app.press_visit(id(VISIT), confirmed).unwrap();
    press(app, Press::Depart);
    office.clock.wait_minutes(40);
    press(app, Press::Arrive);
    press(app, Press::Start);
}

fn answer_all(app: &mut App) {
    let steps = visit_steps(app);
    app.answer_step(id(VISIT), answer(steps[0], "yes")).unwrap();
    app.answer_step(id(VISIT), answer(steps[1], "400")).unwrap();
    let kept = app.keep_photo(&picture(320, 200)).unwrap();
    let photo = StepAnswer { step: steps[2], photos: vec![kept.hash], ..StepAnswer::default() };
    app.answer_step(id(VISIT), photo).unwrap();
}

fn accepted() -> GivenVerdict {
    GivenVerdict { verdict: Verdict::Accepted, device_state: Some(DeviceState::Working), ..GivenVerdict::default() }
}

fn signer() -> Signer {
    Signer {
        outcome: SigningOutcome::Signed,
        name: "赵敏".to_owned(),
        role: "设备科".to_owned(),
        ink: Some(ink()),
        ..Signer::default()
    }
}

#[test]
fn before_leaving_li_wei_sees_his_jobs_what_to_take_and_that_he_is_ready() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    let today = jiff::civil::date(2026, 11, 23);
    let cards = app.job_list(Some((today, "Asia/Shanghai"))).unwrap();
    let [card] = cards.as_slice() else { panic!("{cards:?}") };
    assert_eq!((card.visit, card.next_press, card.is_lead), (id(VISIT), Some(Press::Accept), true));
    assert_eq!(card.customer.as_deref(), Some("示例医院"));
    assert_eq!(card.device_text.as_deref(), Some("Frost 300 · CH-2041"));
    assert!(card.clock.unwrap().resolution.is_some());
    assert!(!card.is_unsent);
    let yesterday = today.yesterday().unwrap();
    assert_eq!(app.job_list(Some((yesterday, "Asia/Shanghai"))).unwrap(), []);

    let ready = app.ready_for_offline().unwrap();
    assert!(ready.jobs.iter().all(|job| job.is_ready), "{ready:?}");
    assert!(!ready.is_ready, "nothing was synchronised yet");
    let take = app.what_to_take().unwrap();
    let filter = take.parts.iter().find(|part| part.part == id(FILTER)).unwrap();
    assert_eq!((filter.wanted, filter.in_van, filter.lacking), (Quantity(5_000), Quantity(2_000), Quantity(3_000)));
    app.request_what_lacks(None).unwrap();
    assert!(app.what_to_take().unwrap().parts.iter().all(|part| part.lacking == Quantity::ZERO));

    let [offer] = app.offers().unwrap().try_into().unwrap();
    assert!(!offer.is_claimed);
    app.claim(offer.work_order).unwrap();
    assert!(app.offers().unwrap()[0].is_claimed, "waiting for confirmation");
    assert_eq!(code(app.claim(offer.work_order).unwrap_err()), RejectedCode::IllegalTransition);
}

#[test]
fn a_repair_without_a_network_from_arrival_to_signature() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    assert_eq!(
        code(app.press_visit(id(VISIT), VisitPress::new(Press::Resume)).unwrap_err()),
        RejectedCode::IllegalTransition
    );
    work(&mut app, &office);
    assert_eq!(app.visit(id(VISIT)).unwrap().steps.len(), 3, "the procedure came into the visit");
    assert_eq!(app.devices_by_code("https://onsite.example/d/7f3k9x").unwrap(), [id(CHILLER)]);

    // Steps: a wrong value, a reading outside its limits, then a correction.
    let steps = visit_steps(&app);
    assert_eq!(code(app.answer_step(id(VISIT), answer(steps[0], "maybe")).unwrap_err()), RejectedCode::WrongShape);
    assert_eq!(code(app.answer_step(id(VISIT), answer(steps[1], "120")).unwrap_err()), RejectedCode::Missing);
    let low = StepAnswer { note: Some("漏了".to_owned()), ..answer(steps[1], "120") };
    app.answer_step(id(VISIT), low).unwrap();
    let kinds: Vec<MissingKind> = app.missing_of_visit(id(VISIT)).unwrap().iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [MissingKind::Answer, MissingKind::Photo]);
    let refused = app.press_visit(id(VISIT), VisitPress::new(Press::Finish)).unwrap_err();
    assert!(refused.to_string().contains("断电并挂牌"), "{refused}");
    answer_all(&mut app);
    let detail = app.visit_detail(id(VISIT)).unwrap();
    assert_eq!(detail.missing, []);
    assert_eq!(detail.steps[1].answers.len(), 1, "the second reading took the place of the first");

    // Parts: serial in, serial out, the component, more than the van shows.
    let compressor = UsedPart { part: id(COMPRESSOR), quantity: Quantity::units(1), ..UsedPart::default() };
    assert_eq!(code(app.use_part(id(VISIT), compressor.clone()).unwrap_err()), RejectedCode::Missing);
    let used = UsedPart {
        serial_in: Some("SN-77".to_owned()),
        part_out: Some(id(COMPRESSOR)),
        serial_out: Some("SN-12".to_owned()),
        position: Some("compressor 1".to_owned()),
        ..compressor
    };
    app.use_part(id(VISIT), used).unwrap();
    let filters = UsedPart { part: id(FILTER), quantity: Quantity::units(3), ..UsedPart::default() };
    let filters = app.use_part(id(VISIT), filters).unwrap();
    assert_eq!(stock(&app, VAN_LI, FILTER), -1_000, "never blocked");
    assert_eq!(stock(&app, VAN_LI, COMPRESSOR), 1_000, "the old one rides along");
    let components = app.device(id(CHILLER)).unwrap().components;
    assert_eq!(components[0].value.serial.as_deref(), Some("SN-77"));
    app.take_back_part(id(VISIT), filters.id, "数错了").unwrap();
    assert_eq!(stock(&app, VAN_LI, FILTER), 2_000);

    // What else a day holds.
    let found = |text: &str| Coded { text: Some(text.to_owned()), ..Coded::default() };
    let finding = Finding { fault: found("漏水"), cause: found("轴封老化"), ..Finding::default() };
    app.record_finding(id(VISIT), finding).unwrap();
    assert_eq!(app.causes_seen("Frost 300").unwrap()[0].count, 1);
    let question = Question { text: "轴封型号？".to_owned(), ..Question::default() };
    let question = app.ask_for_help(id(VISIT), question).unwrap();
    let reply = Reply { question: question.id, text: "解决了".to_owned(), is_settled: true, ..Reply::default() };
    app.reply_to_question(id(VISIT), reply).unwrap();
    let shot = app.add_photo(id(VISIT), &picture(4_000, 1_000), NewPhoto::default()).unwrap();
    let photo = app.visit(id(VISIT)).unwrap().photos.into_iter().find(|photo| photo.id == shot.id).unwrap().value;
    let kept = image::load_from_memory(&app.blob(photo.hash).unwrap().unwrap()).unwrap();
    assert_eq!((kept.width(), kept.height()), (2_048, 512), "scaled once, by the setting");
    for wrong in [b"not a picture".as_slice(), b"\x89PNG\r\n\x1a\n broken", b"GIF89a"] {
        assert_eq!(code(app.add_photo(id(VISIT), wrong, NewPhoto::default()).unwrap_err()), RejectedCode::WrongShape);
    }
    let hours = |reading: &str| MeterReadingFact {
        meter: "hours".to_owned(),
        reading: reading.to_owned(),
        ..MeterReadingFact::default()
    };
    app.read_meter(id(CHILLER), Some(id(VISIT)), hours("1000.5")).unwrap();
    let backwards = app.read_meter(id(CHILLER), None, hours("999")).unwrap_err();
    assert_eq!(code(backwards), RejectedCode::OutOfRange);
    office.clock.wait_minutes(65);
    let pause = VisitPress { pause: Some(PauseKind::Break), ..VisitPress::new(Press::Pause) };
    app.press_visit(id(VISIT), pause).unwrap();
    office.clock.wait_minutes(10);
    press(&mut app, Press::Resume);
    let time = app.visit(id(VISIT)).unwrap().times.into_iter().find(|time| time.kind == TimeKind::Work).unwrap();
    let corrected = TimeEntry {
        kind: TimeKind::Work,
        start_ms: time.start_ms,
        end_ms: time.end_ms.map(|end_ms| end_ms - 5 * office::MINUTE_MS),
        reason: Some("提前停表".to_owned()),
        replaces: vec![time.press],
        ..TimeEntry::default()
    };
    app.record_time(id(VISIT), corrected).unwrap();
    assert_eq!(app.visit_detail(id(VISIT)).unwrap().time_ms[&TimeKind::Work], 60 * office::MINUTE_MS);

    // Charges, the report, the signature.
    assert_eq!(app.cover(id(VISIT)).unwrap().payer, Payer::Customer);
    app.record_charges(id(VISIT), &ToCharge::default()).unwrap();
    let charges = app.visit(id(VISIT)).unwrap().charges.remove(0).value.charges;
    assert_eq!(charges.net_minor, 800_000 + 30_000);
    let goodwill = ToCharge { payer: Some(Payer::Goodwill), ..ToCharge::default() };
    assert_eq!(code(app.record_charges(id(VISIT), &goodwill).unwrap_err()), RejectedCode::Missing);
    app.record_payment(
        id(VISIT),
        Payment { method: onsite_domain::visit_charges::PaymentMethod::Transfer, ..Payment::default() },
    )
    .unwrap();
    let without_ink = Signer { ink: None, ..signer() };
    assert_eq!(code(app.sign_report(id(VISIT), Some(accepted()), without_ink).unwrap_err()), RejectedCode::Missing);
    let before = app.outbox_counts().unwrap().waiting;
    let made = app.sign_report(id(VISIT), Some(accepted()), signer()).unwrap();
    assert_eq!(app.outbox_counts().unwrap().waiting, before + 1, "verdict and signature are one unit");
    let check = app.check_signature_of(id(VISIT), made.done.id).unwrap();
    assert!(check.is_view_intact && check.is_unchanged && check.photos_missing.is_empty());
    let steps = visit_steps(&app);
    assert_eq!(code(app.answer_step(id(VISIT), answer(steps[0], "no")).unwrap_err()), RejectedCode::Signed);
    press(&mut app, Press::Finish);
    let amendment =
        Note {
            text: "补充：下次带轴封".to_owned(), amendment_reason: Some("遗漏".to_owned()), ..Note::default()
        };
    app.write_note(id(VISIT), amendment).unwrap();
    assert!(!app.check_signature_of(id(VISIT), made.done.id).unwrap().is_unchanged, "shown beside the signed state");
    assert_eq!(app.visit(id(VISIT)).unwrap().status, VisitStatus::Finished);

    // V is what was signed, byte for byte, also after the battery died.
    let kept = app.blob(made.view_hash).unwrap().unwrap();
    drop(app);
    let mut app = office.open(directory.path(), 99);
    assert_eq!(app.blob(made.view_hash).unwrap().unwrap(), kept);
    let data = onsite_report::ReportData::from_bytes(&kept).unwrap();
    assert_eq!(data.to_bytes(), kept);
    assert_eq!((data.customer.as_str(), data.device.unwrap().name.as_str()), ("示例医院", "冷水机组"));
    assert_eq!(data.acceptance.unwrap().given_by.as_deref(), Some("赵敏"));

    // Everything is found, waits, can be exported, and the doctor has nothing to say.
    for (query, word) in [("漏水", Word::WorkOrder), ("CH-2041", Word::Device), ("压缩", Word::Part)] {
        assert_eq!(app.search(query, None, 10).unwrap()[0].subject.word, word, "{query}");
    }
    assert_eq!(app.history_of(id(CHILLER)).unwrap()[0].findings.len(), 1);
    let status = app.status().unwrap();
    assert_eq!(status.outbox.waiting, app.outbox().unwrap().len() as u64);
    assert!(status.outbox.blobs_waiting >= 4);
    let mut file = Vec::new();
    let exported = app.export(&mut file).unwrap();
    assert_eq!((exported.units, exported.blobs), (status.outbox.waiting, status.outbox.blobs_waiting));
    assert_eq!(read_export(&file), (exported.units, exported.blobs));
    let diagnosis = app.doctor().unwrap();
    assert!(diagnosis.is_sound, "{diagnosis:?}");
}

/// Counts what an export file holds.
fn read_export(file: &[u8]) -> (u64, u64) {
    use onsite_wire::export::{ExportReader, Section};
    let mut reader = ExportReader::new(file).unwrap();
    let (mut units, mut blobs) = (0, 0);
    while let Some(section) = reader.next_section().unwrap() {
        match section {
            Section::Push(push) => units += push.units.len() as u64,
            Section::Blob { .. } => blobs += 1,
        }
    }
    (units, blobs)
}

#[test]
fn cannot_complete_is_as_easy_as_done_and_says_why() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    work(&mut app, &office);
    let no_reason = app.press_visit(id(VISIT), VisitPress::new(Press::SecondVisitNeeded)).unwrap_err();
    assert_eq!(code(no_reason), RejectedCode::Missing);
    app.press_visit(id(VISIT), VisitPress::because(Press::SecondVisitNeeded, "缺轴封")).unwrap();
    assert_eq!(app.visit(id(VISIT)).unwrap().status, VisitStatus::SecondVisitNeeded);
    let new = NewOrder { kind: Kind::Repair, title: "更换轴封".to_owned(), ..NewOrder::default() };
    let made = app.follow_up_order(id(ORDER), new).unwrap();
    let order = app.work_order(made.work_order).unwrap();
    assert_eq!((order.cause_order, order.device, order.lead), (Some(id(ORDER)), Some(id(CHILLER)), Some(id(LI))));
    assert_eq!(app.order_by_number(&made.number.to_lowercase().replace('-', " ")).unwrap(), made.work_order);
    assert_eq!(app.visit_of_order(made.work_order).unwrap(), made.visit);
    assert_eq!(app.visit(made.visit).unwrap().steps.len(), 3, "the procedure for the model came with it");
    assert_eq!(app.job_list(None).unwrap().len(), 1);
}

#[test]
fn a_helper_without_custody_uses_parts_of_the_leads_van_as_a_discrepancy() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(WANG_PHONE), id(WANG));
    deliver(&app);
    let used = UsedPart {
        part: id(FILTER),
        quantity: Quantity::units(1),
        van: Some(id(VAN_LI)),
        part_out: Some(id(FILTER)),
        ..UsedPart::default()
    };
    let used = app.use_part(id(VISIT), used).unwrap();
    assert_eq!(stock(&app, VAN_LI, FILTER), 2_000, "only its holder debits a van");
    assert_eq!(stock(&app, DISCREPANCY, FILTER), -1_000);
    assert_eq!(app.stock_location(id(VAN_LI)).unwrap().discrepancies.len(), 1);
    assert_eq!(app.visit(id(VISIT)).unwrap().part_usages[0].value.location, id(VAN_LI));
    app.take_back_part(id(VISIT), used.id, "用错了").unwrap();
    assert_eq!(stock(&app, DISCREPANCY, FILTER), 0);
}

#[test]
fn a_part_goes_from_van_to_van_by_a_scanned_text_and_only_once() {
    let office = Office::new();
    let (at_li, at_wang) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut li = office.phone(at_li.path(), id(LI_PHONE), id(LI));
    let mut wang = office.phone(at_wang.path(), id(WANG_PHONE), id(WANG));
    deliver(&li);
    deliver(&wang);
    let part = HandedPart {
        part: id(FILTER),
        quantity: Quantity::units(2),
        condition: Condition::New,
        ..HandedPart::default()
    };
    let handed = wang.hand_over_part(&[part], None).unwrap();
    assert!(handed.text.len() < 2_900, "{} characters do not fit into a QR code", handed.text.len());
    assert_eq!(wang.hand_over_text(handed.done.id).unwrap(), handed.text);
    assert_eq!(stock(&wang, VAN_WANG, FILTER), 2_000);

    let mut damaged = handed.text.clone();
    damaged.replace_range(40..41, if &damaged[40..41] == "A" { "B" } else { "A" });
    for text in ["", "https://onsite.example/d/7F3K9X", damaged.as_str(), handed.text[..200].as_ref()] {
        assert!(li.take_over_part(text, None).is_err(), "{text}");
    }
    assert_eq!(stock(&li, VAN_LI, FILTER), 2_000);
    li.take_over_part(&handed.text, Some(&[Quantity::units(1)])).unwrap();
    assert_eq!(stock(&li, VAN_LI, FILTER), 3_000);
    assert_eq!(stock(&li, TRANSIT, FILTER), 1_000, "what is missing stays in transit for the stock keeper");
    assert_eq!(code(li.take_over_part(&handed.text, None).unwrap_err()), RejectedCode::IdTaken);

    let counted = CountedPart {
        part: id(FILTER),
        condition: Condition::New,
        counted: Quantity::units(4),
        ..CountedPart::default()
    };
    li.count_van(&[counted], false, None).unwrap();
    assert!(li.attention(10).unwrap().iter().any(|item| item.kind.as_str() == "count_difference"));
}

#[test]
fn issued_parts_are_accepted_with_the_quantity_that_was_in_the_box() {
    use onsite_core::part_request::{NewPartRequest, RequestedPart, ReturnedPart};
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    let wanted = RequestedPart { part: id(FILTER), quantity: Quantity::units(3), ..RequestedPart::default() };
    let new = NewPartRequest { visit: Some(id(VISIT)), lines: vec![wanted], ..NewPartRequest::default() };
    let request = app.request_parts(new).unwrap().id;
    let line = app.part_request(request).unwrap().lines[0].id;
    assert_eq!(code(app.accept_issued(request, &[]).unwrap_err()), RejectedCode::NotFound);
    let mut office = Delivery::to(&app);
    let body = MovementFact {
        reason: MovementReason::Issue,
        part_request: Some(request),
        lines: vec![MovementLine {
            part: id(FILTER),
            quantity: Quantity::units(3),
            from: id(WAREHOUSE),
            to: id(TRANSIT),
            condition: Condition::New,
            request_line: Some(line),
            ..MovementLine::default()
        }],
        ..MovementFact::default()
    };
    office.fact(movement::subjects(&body), &body);
    office.arrive();
    app.accept_issued(request, &[Counted { line, quantity: Quantity::units(2) }]).unwrap();
    assert_eq!(stock(&app, VAN_LI, FILTER), 4_000);
    assert_eq!(stock(&app, TRANSIT, FILTER), 1_000);
    let view = app.part_request(request).unwrap();
    assert_eq!((view.work_order, view.progress[0].accepted), (Some(id(ORDER)), Quantity::units(2)));
    assert_eq!(view.status, PartRequestStatus::Issued);
    let back = ReturnedPart {
        part: id(FILTER),
        quantity: Quantity::units(4),
        condition: Condition::New,
        ..ReturnedPart::default()
    };
    app.return_parts(&[back], None, Some("用不上".to_owned())).unwrap();
    assert_eq!(stock(&app, VAN_LI, FILTER), 0);
}

#[test]
fn an_unknown_code_is_bound_to_a_new_device_and_drafts_survive() {
    use onsite_core::device::NewDevice;
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    assert_eq!(app.devices_by_code("NEW-1").unwrap(), []);
    let new = NewDevice {
        serial: Some("P-9".to_owned()),
        model: Some("Pump 5".to_owned()),
        site: Some(id(BASEMENT)),
        code: Some("NEW-1".to_owned()),
        ..NewDevice::default()
    };
    let device = app.new_device(new.clone()).unwrap().id;
    assert_eq!(app.devices_by_code("new-1").unwrap(), [device]);
    assert_eq!(app.devices_by_serial("P-9").unwrap(), [device]);
    assert_eq!(app.device(device).unwrap().customer, Some(id(HOSPITAL)));
    assert_eq!(code(app.new_device(new).unwrap_err()), RejectedCode::IdTaken);
    app.bind_code(id(CHILLER), "SECOND").unwrap();
    app.release_code(id(CHILLER), "SECOND", "脱落").unwrap();
    assert_eq!(app.devices_by_code("SECOND").unwrap(), []);
    let about = Subject::new(Word::Customer, id(HOSPITAL));
    app.propose_correction(about, "phone", json!("+86 21 5555 0101"), None, None, Some(id(VISIT))).unwrap();
    assert!(app.attention(10).unwrap().iter().any(|item| item.kind.as_str() == "proposed_correction"));

    app.save_draft("visit/note", &json!({"text": "还没写完"})).unwrap();
    drop(app);
    let mut app = office.open(directory.path(), 98);
    assert_eq!(app.draft("visit/note").unwrap().unwrap().body["text"], "还没写完");
    app.drop_draft("visit/note").unwrap();
    assert_eq!(app.draft("visit/note").unwrap(), None);
}

#[test]
fn a_view_that_was_tampered_with_is_found_and_mended() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    assert!(app.doctor().unwrap().is_sound);
    app.database().execute("DELETE FROM view WHERE word = 'visit'", []).unwrap();
    let diagnosis = app.doctor().unwrap();
    let wrong = diagnosis.checks.iter().find(|check| !check.is_sound).unwrap();
    assert_eq!(wrong.name, "read models");
    assert!(!wrong.mend.is_empty());
    app.mend_read_models().unwrap();
    assert!(app.doctor().unwrap().is_sound);
}
