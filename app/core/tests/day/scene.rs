//! The company of the story, what the morning's sync brings to a phone, and what is done again and again.

use crate::office::{self, Delivery, Office, id, picture};
use onsite_core::{
    App, AppError,
    press::VisitPress,
    signature::{GivenVerdict, Reader},
    step::StepAnswer,
};
use onsite_domain::{
    Id, Language, Quantity, RejectedCode, Subject, Text, Word,
    acceptance::{DeviceState, Verdict},
    assignment::{self, AssignmentFact, OfferFact},
    customer::Customer,
    device_record::{DeviceRecord, Meter},
    document::Write,
    entry,
    money::Money,
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    number::WorkOrderNumber,
    part::{Part, Tracking},
    press::Press,
    price_list::{HourRate, PriceList},
    procedure::Procedure,
    service_level::{ServiceLevel, Target},
    settings::Settings,
    site::Site,
    step::{Measurement, Step, StepKind},
    stock_location::{StockLocation, StockLocationKind},
    time_entry::TimeKind,
    user::{Role, User},
    work_order::PlannedPart,
};
use serde_json::json;

pub(crate) const ORGANISATION: u128 = 900;
pub(crate) const LI: u128 = 11;
pub(crate) const LI_PHONE: u128 = 111;
pub(crate) const WANG: u128 = 12;
pub(crate) const WANG_PHONE: u128 = 112;
pub(crate) const HOSPITAL: u128 = 20;
pub(crate) const BASEMENT: u128 = 21;
pub(crate) const CHILLER: u128 = 22;
pub(crate) const COMPRESSOR: u128 = 30;
pub(crate) const FILTER: u128 = 31;
pub(crate) const VAN_LI: u128 = 40;
pub(crate) const VAN_WANG: u128 = 41;
pub(crate) const TRANSIT: u128 = 42;
pub(crate) const CUSTOMERS: u128 = 43;
pub(crate) const DISCREPANCY: u128 = 44;
pub(crate) const WAREHOUSE: u128 = 45;
pub(crate) const PROCEDURE: u128 = 50;
pub(crate) const ORDER: u128 = 60;
pub(crate) const VISIT: u128 = 61;
pub(crate) const OFFERED: u128 = 62;
pub(crate) const STEP_POWER: u128 = 70;
pub(crate) const STEP_PRESSURE: u128 = 71;
pub(crate) const STEP_PHOTO: u128 = 72;

pub(crate) fn stock(app: &App, location: u128, part: u128) -> i64 {
    let held = app.stock_location(id(location)).unwrap();
    held.balances.iter().filter(|balance| balance.part == id(part)).map(|balance| balance.quantity.0).sum()
}

pub(crate) fn set(field: &str, value: serde_json::Value) -> Write {
    Write::Set { field: field.to_owned(), value }
}

pub(crate) fn steps() -> Vec<Step> {
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
pub(crate) fn deliver(app: &App) {
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

pub(crate) fn code(error: AppError) -> RejectedCode {
    match error {
        AppError::Rejected(rejected) => rejected.code,
        other => panic!("{other}"),
    }
}

pub(crate) fn press(app: &mut App, press: Press) {
    app.press_visit(id(VISIT), VisitPress::new(press)).unwrap();
}

/// The entry ids of the visit's steps, in order.
pub(crate) fn visit_steps(app: &App) -> Vec<Id> {
    app.visit_with_steps(id(VISIT)).unwrap().steps.iter().map(|step| step.id).collect()
}

pub(crate) fn answer(step: Id, value: &str) -> StepAnswer {
    StepAnswer { step, value: Some(value.to_owned()), ..StepAnswer::default() }
}

pub(crate) fn work(app: &mut App, office: &Office) {
    press(app, Press::Accept);
    let confirmed = VisitPress { reached: Some(true), ..VisitPress::new(Press::ConfirmWithCustomer) };
    app.press_visit(id(VISIT), confirmed).unwrap();
    press(app, Press::Depart);
    office.clock.wait_minutes(40);
    press(app, Press::Arrive);
    press(app, Press::Start);
}

pub(crate) fn answer_all(app: &mut App) {
    let steps = visit_steps(app);
    app.answer_step(id(VISIT), answer(steps[0], "yes")).unwrap();
    app.answer_step(id(VISIT), answer(steps[1], "400")).unwrap();
    let kept = app.keep_photo(&picture(320, 200)).unwrap();
    let photo = StepAnswer { step: steps[2], photos: vec![kept.hash], ..StepAnswer::default() };
    app.answer_step(id(VISIT), photo).unwrap();
}

pub(crate) fn accepted() -> GivenVerdict {
    GivenVerdict { verdict: Verdict::Accepted, device_state: Some(DeviceState::Working), ..GivenVerdict::default() }
}

pub(crate) fn reader() -> Reader {
    Reader { name: "赵敏".to_owned(), role: "设备科".to_owned(), ..Reader::default() }
}
