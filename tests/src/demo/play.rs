//! A day offline: what the engineer and the helper do on their phones, and the dispatcher at the desk meanwhile.

use super::{
    DemoCompany,
    orders::{fact, set},
    scene::Scene,
    steps,
    stock::{serial, van},
};
use anyhow::Context as _;
use onsite_core::{
    App,
    charges::ToCharge,
    part_usage::UsedPart,
    photo::NewPhoto,
    press::VisitPress,
    rating::GivenRating,
    signature::{Given, GivenVerdict, Reader},
    step::StepAnswer,
};
use onsite_domain::{
    Id, Language, Quantity, Subject, Word,
    acceptance::{DeviceState, Verdict},
    command::Command,
    entry::current,
    expense::{Expense, ExpenseKind},
    finding::{ArticleUse, Coded, Finding},
    id::Hash,
    missing::is_to_be_done,
    money::Money,
    note::Note,
    photo::PhotoMoment,
    press::{self, Press, PressFact, PressSource},
    rating::RatedOn,
    step::StepKind,
    time_entry::{TimeEntry, TimeKind},
};
use onsite_report_pdf::Renderer;
use std::collections::BTreeMap;

/// A visit that was signed, and what the customer saw as the phone kept it.
#[derive(Clone, Debug)]
pub struct SignedVisit {
    pub visit: Id,
    pub signature: Id,
    pub view_hash: Hash,
    pub file_hash: Hash,
    pub sealed: Vec<u8>,
}

/// What one job is in the play.
pub struct Job {
    pub name: &'static str,
    pub part: &'static str,
    /// Which piece of it, where pieces have serial numbers.
    pub piece: Option<i64>,
    /// Title of the step that is out of its limits, and the reading.
    pub outside: Option<(&'static str, &'static str)>,
    pub codes: [&'static str; 3],
    pub article: &'static str,
    pub signer: (&'static str, &'static str),
    /// Of the report.
    pub language: Language,
    pub is_bilingual: bool,
}

pub const JOBS: &[Job] = &[
    Job {
        name: "mri-helium",
        part: "MR-1003",
        piece: None,
        outside: Some(("磁体压力", "7.6")),
        codes: ["F-HELIUM", "C-COOLING", "R-REPLACE"],
        article: "KB-001",
        signer: ("甲老师", "设备科科长"),
        language: Language::Zh,
        is_bilingual: false,
    },
    Job {
        name: "ct-fan",
        part: "CT-2005",
        piece: Some(3),
        outside: Some(("机架温度", "33.5")),
        codes: ["F-TUBE", "C-WEAR", "R-REPLACE"],
        article: "KB-004",
        signer: ("甲老师", "设备科科长"),
        language: Language::Zh,
        is_bilingual: true,
    },
    Job {
        name: "harbour-mri",
        part: "MR-1007",
        piece: None,
        outside: None,
        codes: ["F-HELIUM", "C-DIRT", "R-CLEAN"],
        article: "KB-001",
        signer: ("Alex Example", "Operations manager"),
        language: Language::En,
        is_bilingual: false,
    },
];

/// A picture: a gradient with grain, so that it does not compress to nothing.
fn picture(seed: u32) -> anyhow::Result<Vec<u8>> {
    let mut grain = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let picture = image::RgbImage::from_fn(480, 360, |x, y| {
        grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (grain >> 26) & 63;
        let channel = |value: u32| u8::try_from(value.saturating_add(noise) % 256).unwrap_or(0);
        image::Rgb([channel(x / 3), channel(y / 2), channel(90)])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg)?;
    Ok(bytes.into_inner())
}

/// A signature as drawn with a finger.
fn ink() -> anyhow::Result<Vec<u8>> {
    let mut sheet = image::GrayImage::from_pixel(320, 120, image::Luma([255]));
    for x in 20_u32..300 {
        let wave = x.wrapping_mul(x) / 90 % 60;
        for thickness in 0..3 {
            if let Some(pixel) = sheet.get_pixel_mut_checked(x, wave.saturating_add(30).saturating_add(thickness)) {
                *pixel = image::Luma([0]);
            }
        }
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    sheet.write_to(&mut bytes, image::ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

/// The lead's whole job from the first press to the last, without a network.
///
/// # Errors
/// When the app refuses something.
pub fn work(app: &mut App, company: &DemoCompany, job: &Job) -> anyhow::Result<SignedVisit> {
    let visit = company.orders.get(job.name).and_then(|(_, visit)| *visit).context("the job has a visit")?;
    let seen = app.visit(visit)?;
    let device = seen.device.context("the job has a device")?;
    app.press_visit(visit, VisitPress::new(Press::Accept))?;
    let window = seen.window_start_ms.zip(seen.window_end_ms);
    app.press_visit(visit, VisitPress { reached: Some(true), window, ..VisitPress::new(Press::ConfirmWithCustomer) })?;
    app.press_visit(visit, VisitPress::new(Press::Depart))?;
    app.press_visit(visit, VisitPress::new(Press::Arrive))?;
    let code = app.device(device)?.codes.first().cloned().context("the device has a code")?;
    anyhow::ensure!(app.devices_by_code(&code)? == [device], "the code leads to another device");
    app.press_visit(visit, VisitPress { source: PressSource::Scan, ..VisitPress::new(Press::Start) })?;
    app.add_photo(visit, &picture(1)?, NewPhoto { moment: Some(PhotoMoment::Before), ..NewPhoto::default() })?;
    answer_all(app, visit, &code, job)?;
    let serial_in = job.piece.map(|piece| serial(job.part, "van-lin", piece));
    let part = *company.parts.get(job.part).context("the part is known")?;
    let used = UsedPart { part, quantity: Quantity::units(1), serial_in, ..UsedPart::default() };
    app.use_part(visit, UsedPart { part_out: Some(part), ..used })?;
    app.add_photo(visit, &picture(2)?, NewPhoto { moment: Some(PhotoMoment::After), ..NewPhoto::default() })?;
    let [fault, cause, remedy] = job.codes.map(|code| super::id("fault_code", code));
    let coded = |code| Coded { code: Some(code), text: None };
    let finding = Finding {
        fault: coded(fault),
        cause: coded(cause),
        remedy: coded(remedy),
        articles: vec![ArticleUse { article: super::id("article", job.article), solved: true }],
        ..Finding::default()
    };
    app.record_finding(visit, finding)?;
    let note = "建议下季度更换冷却水管 Cooling hose to be replaced next quarter";
    app.write_note(visit, Note { text: note.to_owned(), is_for_customer: true, ..Note::default() })?;
    let now_ms = app.ports().clock.stamp().wall_ms;
    let time = TimeEntry {
        kind: TimeKind::Wait,
        start_ms: now_ms.saturating_sub(20 * 60_000),
        end_ms: Some(now_ms),
        note: Some("等待停机许可 waiting for the permit".to_owned()),
        ..TimeEntry::default()
    };
    app.record_time(visit, time)?;
    let expense = Expense {
        kind: ExpenseKind::Parking,
        amount: Some(Money { minor: 2_000, currency: "CNY".to_owned() }),
        ..Expense::default()
    };
    app.record_expense(visit, expense)?;
    app.record_charges(visit, &ToCharge { has_call_out: true, ..ToCharge::default() })?;
    app.remark_order(seen.work_order.context("the visit has an order")?, "现场已完成 done on site")?;
    let signed = sign(app, visit, job)?;
    let rating = GivenRating {
        given_on: RatedOn::EngineerPhone,
        answers: BTreeMap::from([(super::id("question", "overall"), 5), (super::id("question", "recommend"), 9)]),
        ..GivenRating::default()
    };
    app.rate_visit(visit, rating)?;
    app.press_visit(visit, VisitPress::new(Press::Finish))?;
    Ok(signed)
}

fn answer_all(app: &mut App, visit: Id, code: &str, job: &Job) -> anyhow::Result<()> {
    let ids: Vec<Id> = current(&app.visit_with_steps(visit)?.steps).map(|step| step.id).collect();
    for id in ids {
        let seen = app.visit_with_steps(visit)?;
        let Some(listed) = current(&seen.steps).find(|step| step.id == id).filter(|step| is_to_be_done(&seen, step))
        else {
            continue;
        };
        let step = &listed.value.step;
        let outside = job.outside.filter(|(title, _)| step.title.zh == *title);
        if step.kind == StepKind::Photo {
            continue;
        }
        let given = StepAnswer {
            step: id,
            value: outside.map(|(_, reading)| reading.to_owned()).or_else(|| steps::good_answer(step, code, 20_000, 7)),
            note: outside.map(|_| "已检查，处理后复测 checked, measured again after the repair".to_owned()),
            ..StepAnswer::default()
        };
        app.answer_step(visit, given)?;
    }
    Ok(())
}

fn sign(app: &mut App, visit: Id, job: &Job) -> anyhow::Result<SignedVisit> {
    let verdict = GivenVerdict {
        verdict: Verdict::Accepted,
        device_state: Some(DeviceState::Working),
        ..GivenVerdict::default()
    };
    let (name, role) = job.signer;
    let reader = Reader {
        name: name.to_owned(),
        role: role.to_owned(),
        language: Some(job.language),
        is_bilingual: job.is_bilingual,
    };
    let given = Given::Ink(ink()?);
    let made = app.sign_report(visit, Some(verdict), reader, &given, &Renderer::default())?;
    let sealed = app.blob(made.file_hash)?.context("F is kept")?;
    Ok(SignedVisit { visit, signature: made.done.id, view_hash: made.view_hash, file_hash: made.file_hash, sealed })
}

/// The helper on the same visit: two answers, one of which the lead gives otherwise, and a part out of the lead's van.
///
/// # Errors
/// When the app refuses something.
pub fn help(app: &mut App, company: &DemoCompany) -> anyhow::Result<()> {
    let visit = company.orders.get("mri-helium").and_then(|(_, visit)| *visit).context("the job has a visit")?;
    for press in [Press::Accept, Press::Arrive, Press::Start] {
        app.press_visit(visit, VisitPress::new(press))?;
    }
    let seen = app.visit_with_steps(visit)?;
    for (title, value) in [("磁体间温度", "20.40"), ("冷却水流量", "9.10")] {
        let step = current(&seen.steps).find(|step| step.value.step.title.zh == title).context("the step is there")?;
        let given = StepAnswer { step: step.id, value: Some(value.to_owned()), ..StepAnswer::default() };
        app.answer_step(visit, given)?;
    }
    let part = *company.parts.get("MR-1009").context("the part is known")?;
    let used = UsedPart { part, quantity: Quantity::units(1), van: Some(van("lin")), ..UsedPart::default() };
    app.use_part(visit, used)?;
    Ok(())
}

/// Both set the place in the day's route: the one field that two people write here.
///
/// # Errors
/// When the app refuses it.
pub fn sort_route(app: &mut App, visit: Id) -> anyhow::Result<()> {
    let command = Command::new("sort_route").write(Subject::new(Word::Visit, visit), [set("route_position", 3)]);
    app.commit(&command)?;
    Ok(())
}

/// The dispatcher, while the phones are silent: moves one order, edits another, remarks on both, sorts a route.
///
/// # Errors
/// When policy says no.
pub async fn dispatch(scene: &Scene) -> anyhow::Result<()> {
    let order = |name: &str| scene.company.orders.get(name).copied().context("the order is there");
    let (fan, fan_visit) = order("ct-fan")?;
    let fan_visit = fan_visit.context("it has a visit")?;
    let (start_ms, end_ms) = scene
        .write(move |store| {
            let later_ms = store.now_ms().saturating_add(3 * 3_600_000);
            Ok((later_ms, later_ms.saturating_add(2 * 3_600_000)))
        })
        .await?;
    let window = || [set("window_start_ms", start_ms), set("window_end_ms", end_ms)];
    let body = PressFact {
        press: Press::Reschedule,
        reason: Some("院方手术占用机房 the room is needed for surgery".to_owned()),
        window_start_ms: Some(start_ms),
        window_end_ms: Some(end_ms),
        source: PressSource::Board,
        ..PressFact::default()
    };
    let pressed = scene.write(|store| Ok(store.ports().new_id())).await?;
    let reschedule = Command::new("reschedule")
        .write(Subject::new(Word::WorkOrder, fan), window())
        .write(Subject::new(Word::Visit, fan_visit), window().into_iter().chain([set("route_position", 1)]))
        .fact(fact(pressed, press::subjects_of_order_press(fan, &[fan_visit]), &body));
    scene.by_office("zheng", reschedule).await?;
    let (helium, _) = order("mri-helium")?;
    let edit = Command::new("edit_order").write(
        Subject::new(Word::WorkOrder, helium),
        [set("description", "院方补充：昨晚冷却塔停过一小时。"), set("priority", "critical")],
    );
    scene.by_office("zheng", edit).await
}
