//! Li Wei's day: a chiller repair in a basement in Shanghai, without a network, told from leaving to signing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a story stops where it goes wrong, also in its helpers"
)]
#[path = "../office/mod.rs"]
mod office;
mod own;
mod parts;
mod scene;

use office::{Office, id, ink, picture};
use onsite_core::{
    charges::ToCharge,
    jobs::NewOrder,
    part_usage::UsedPart,
    photo::NewPhoto,
    press::VisitPress,
    signature::{Given, Reader},
    step::StepAnswer,
};
use onsite_domain::{
    Quantity, RejectedCode, Subject, Word,
    cover::Payer,
    entry::current,
    finding::{Coded, Finding},
    meter_reading::MeterReadingFact,
    missing::MissingKind,
    note::{Note, Question, Reply},
    order_kind::Kind,
    press::{PauseKind, Press},
    time_entry::{TimeEntry, TimeKind},
    visit_charges::Payment,
    visit_status::VisitStatus,
};
use onsite_evidence::sample::PlainEngine;
use scene::*;
use serde_json::json;

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
    assert!(!card.is_overdue);
    for other in [today.yesterday().unwrap(), today.tomorrow().unwrap()] {
        assert_eq!(app.job_list(Some((other, "Asia/Shanghai"))).unwrap(), [], "each day has what is planned for it");
    }

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
fn what_stayed_open_is_todays_and_marked_and_no_other_days() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    let day = jiff::civil::date(2026, 11, 23);
    let on = |app: &onsite_core::App, days: i64| {
        let day = day.checked_add(jiff::Span::new().days(days)).unwrap();
        let cards = app.job_list(Some((day, "Asia/Shanghai"))).unwrap();
        cards.iter().map(|card| (card.visit, card.is_overdue)).collect::<Vec<_>>()
    };
    assert_eq!(on(&app, 0), [(id(VISIT), false)]);
    office.clock.wait_minutes(2 * 24 * 60);
    assert_eq!(on(&app, 2), [(id(VISIT), true)], "today");
    assert_eq!((on(&app, 0), on(&app, 1), on(&app, 3)), (vec![], vec![], vec![]));
    work(&mut app, &office);
    assert_eq!(on(&app, 2), [(id(VISIT), true)], "under way today");
    assert_eq!(on(&app, 3), []);
}

#[test]
fn a_wrong_press_is_taken_back_until_the_customer_has_signed() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(LI_PHONE), id(LI));
    deliver(&app);
    assert_eq!(code(app.take_back_press(id(VISIT)).unwrap_err()), RejectedCode::IllegalTransition);
    press(&mut app, Press::Accept);
    press(&mut app, Press::Depart);
    let last = app.job_card(id(VISIT)).unwrap().last_press.unwrap();
    assert_eq!(last.press, Press::Depart);
    app.take_back_press(id(VISIT)).unwrap();
    let card = app.job_card(id(VISIT)).unwrap();
    assert_eq!((card.status, card.last_press.unwrap().press), (VisitStatus::Accepted, Press::Accept));
    assert!(app.visit(id(VISIT)).unwrap().times.is_empty(), "no travel was made");

    press(&mut app, Press::Start);
    answer_all(&mut app);
    office.clock.wait_minutes(30);
    let ink = Given::Ink(ink());
    app.sign_report(id(VISIT), Some(accepted()), reader(), &ink, &PlainEngine).unwrap();
    assert_eq!(app.job_card(id(VISIT)).unwrap().last_press, None);
    assert_eq!(code(app.take_back_press(id(VISIT)).unwrap_err()), RejectedCode::Signed);
    press(&mut app, Press::Finish);
    app.take_back_press(id(VISIT)).unwrap();
    assert_eq!(app.job_card(id(VISIT)).unwrap().status, VisitStatus::Working, "what came after the signature is free");
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
    assert_eq!(app.devices_by_code(" 7f3k9x ").unwrap(), [id(CHILLER)]);

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
    app.use_part(id(VISIT), used.clone()).unwrap();
    let filters = UsedPart { part: id(FILTER), quantity: Quantity::units(3), ..UsedPart::default() };
    let filters = app.use_part(id(VISIT), filters).unwrap();
    assert_eq!(stock(&app, VAN_LI, FILTER), -1_000, "never blocked");
    assert_eq!(stock(&app, VAN_LI, COMPRESSOR), 1_000, "the old one rides along");
    let components = app.device(id(CHILLER)).unwrap().components;
    assert_eq!(components[0].value.serial.as_deref(), Some("SN-77"));
    let wrong = UsedPart { serial_in: Some("SN-78".to_owned()), part_out: None, serial_out: None, ..used };
    let wrong = app.use_part(id(VISIT), wrong).unwrap();
    app.take_back_part(id(VISIT), wrong.id, "拿错了").unwrap();
    let components = app.device(id(CHILLER)).unwrap().components;
    let fitted: Vec<_> = current(&components).map(|component| component.value.serial.as_deref()).collect();
    assert_eq!(fitted, [Some("SN-77")], "what was fitted before is fitted again");
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
    let no_name = Reader { name: String::new(), ..reader() };
    let ink = Given::Ink(ink());
    for (verdict, reader, given) in [
        (None, reader(), &ink),
        (Some(accepted()), no_name, &ink),
        (Some(accepted()), reader(), &Given::Refused(" ".to_owned())),
    ] {
        let refused = app.sign_report(id(VISIT), verdict, reader, given, &PlainEngine).unwrap_err();
        assert_eq!(code(refused), RejectedCode::Missing);
    }
    let no_picture = Given::Ink(b"no picture".to_vec());
    let refused = app.sign_report(id(VISIT), Some(accepted()), reader(), &no_picture, &PlainEngine);
    assert_eq!(code(refused.unwrap_err()), RejectedCode::WrongShape);
    // What was shown must still be so when it is signed.
    let shown = app.propose_report(id(VISIT), Some(accepted()), reader(), &PlainEngine).unwrap();
    app.write_note(id(VISIT), Note { text: "现场已清理".to_owned(), ..Note::default() }).unwrap();
    assert_eq!(code(app.sign(&shown, &ink, &PlainEngine).unwrap_err()), RejectedCode::Stale);
    let before = app.outbox_counts().unwrap().waiting;
    let made = app.sign_report(id(VISIT), Some(accepted()), reader(), &ink, &PlainEngine).unwrap();
    assert_eq!(app.outbox_counts().unwrap().waiting, before + 1, "verdict and signature are one unit");
    let check = app.check_signature_of(id(VISIT), made.done.id).unwrap();
    assert!(check.is_unchanged && check.photos_missing.is_empty());
    assert_eq!(check.is_file_genuine, Some(true));
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

    // F is what was signed, byte for byte, also after the battery died, and begins with V.
    let kept = app.blob(made.file_hash).unwrap().unwrap();
    drop(app);
    let mut app = office.open(directory.path(), 99);
    let sealed = app.sealed_report(id(VISIT)).unwrap().unwrap();
    assert_eq!(sealed, kept);
    assert_eq!(app.blob(made.view_hash).unwrap(), None, "V is not kept twice");
    let record = onsite_evidence::verify(&sealed, &app.root().unwrap()).unwrap().record;
    let view = &sealed[..usize::try_from(record.view_bytes).unwrap()];
    assert_eq!(onsite_domain::id::Hash::of(view), made.view_hash);
    let data = onsite_evidence::content(view).unwrap();
    assert_eq!(onsite_evidence::content(&sealed).unwrap(), data);
    assert_eq!((data.customer.name.zh.as_str(), data.device.unwrap().name.zh.as_str()), ("示例医院", "冷水机组"));
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
    // Where it was is said at once, by the scan and by whoever would bind it elsewhere.
    let former = app.read_code("second").unwrap().former.unwrap();
    assert_eq!((former.device, former.reason.as_deref()), (id(CHILLER), Some("脱落")));
    assert!(former.title.contains("CH-2041"), "{former:?}");
    let refused = app.bind_code(device, "SECOND").unwrap_err();
    assert!(refused.to_string().contains("never used again") && refused.to_string().contains("CH-2041"), "{refused}");
    let again = NewDevice { serial: Some("P-10".to_owned()), code: Some("SECOND".to_owned()), ..NewDevice::default() };
    assert_eq!(code(app.new_device(again).unwrap_err()), RejectedCode::IdTaken);
    office.clock.wait_minutes(1);
    app.bind_code(id(CHILLER), "SECOND").unwrap();
    assert_eq!(app.read_code("second").unwrap().former, None, "it is where it was");
    let maker = "https://maker.example/01/04012345678901/21/CH-4711";
    app.bind_code(id(CHILLER), maker).unwrap();
    for same in [maker, "(01)04012345678901(21)CH-4711", "]d2010401234567890110L9\u{1d}21CH-4711"] {
        assert_eq!(app.devices_by_code(same).unwrap(), [id(CHILLER)], "{same}");
        assert_eq!(code(app.bind_code(id(CHILLER), same).unwrap_err()), RejectedCode::IdTaken);
    }
    let damaged = "https://service.example/d/ABCDEFGHJKMN";
    assert_eq!(code(app.bind_code(id(CHILLER), damaged).unwrap_err()), RejectedCode::WrongShape);
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
    assert_eq!(wrong.name, "read_models");
    assert!(!wrong.mend.is_blank());
    app.mend_read_models().unwrap();
    assert!(app.doctor().unwrap().is_sound);
}
