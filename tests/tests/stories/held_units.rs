use crate::workshop::{LI, WANG, Workshop, notes};
use onsite_core::press::VisitPress;
use onsite_domain::{Id, Subject, Word, attention::AttentionKind, press::Press};
use onsite_store::derived;
use serde_json::json;

/// Li works on after the job went to Wang; what comes back waits for Dora. Gives the visit and the item.
fn li_works_late(workshop: &mut Workshop) -> (Id, Id) {
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.assign(&job, WANG);
    workshop.note(LI, job.visit, "gasket was torn");
    workshop.sync(LI);
    workshop.sync(WANG);
    let items = workshop.attention();
    let item = items.iter().find(|item| item.kind == AttentionKind::LateWork).unwrap();
    assert_eq!(notes(&workshop.on_server(job.visit)), [""; 0]);
    (job.visit, item.id)
}

/// What is open about units that did not simply go through.
fn held(workshop: &Workshop) -> Vec<AttentionKind> {
    let kinds = workshop.attention().into_iter().map(|item| item.kind);
    kinds.filter(|kind| matches!(kind, AttentionKind::LateWork | AttentionKind::Refused)).collect()
}

#[test]
fn dora_accepts_what_li_did_late_and_it_is_current_everywhere() {
    let mut workshop = Workshop::open();
    let (visit, item) = li_works_late(&mut workshop);
    workshop.dora_decides(item, &json!({"choice": "accept"}));
    assert_eq!(notes(&workshop.on_server(visit)), ["gasket was torn"]);
    assert!(held(&workshop).is_empty(), "{:?}", workshop.attention());
    workshop.sync(WANG);
    assert_eq!(notes(&workshop.on_phone(WANG, visit).unwrap()), ["gasket was torn"]);
    workshop.sync(LI);
    let li = workshop.phones[LI].app.as_ref().unwrap();
    assert_eq!(li.outbox().unwrap(), [], "nothing waits for a decision any more");
    workshop.verify();
}

#[test]
fn dora_leaves_it_out_with_one_press_and_li_is_told_with_what_was_meant() {
    let mut workshop = Workshop::open();
    let (visit, late) = li_works_late(&mut workshop);
    workshop.dora_decides(late, &json!({"choice": "reject", "reason": "Wang wrote it already"}));
    workshop.sync(LI);
    workshop.sync(WANG);
    assert_eq!(notes(&workshop.on_server(visit)), [""; 0]);
    assert_eq!(notes(&workshop.on_phone(WANG, visit).unwrap()), [""; 0]);
    let outbox = workshop.phones[LI].app.as_ref().unwrap().outbox().unwrap();
    assert_eq!((outbox[0].state.as_str(), &outbox[0].outcome["detail"]), ("rejected", &json!("Wang wrote it already")));
    assert!(outbox[0].intent.to_string().contains("gasket was torn"), "{:?}", outbox[0].intent);
    let by = onsite_tests::sim::company::DISPATCHER;
    assert_eq!(outbox[0].outcome["by"], json!(by), "who decided");
    assert!(outbox[0].outcome["at_ms"].is_i64());
    // One press settled it: nothing is open at the desk, and none of the phones asks about it again.
    assert_eq!(held(&workshop), []);
    for who in [LI, WANG] {
        let app = workshop.phones[who].app.as_ref().unwrap();
        let open = derived::attention(app.database(), true, 100).unwrap();
        assert!(open.iter().all(|item| item.kind != AttentionKind::Refused), "{open:?}");
    }
    let all = workshop
        .server
        .office(move |store| Ok(derived::attention_about(store.database(), Subject::new(Word::Visit, visit))?));
    let all = all.unwrap();
    let left_out = all.iter().find(|item| item.id == late).unwrap();
    assert_eq!(left_out.history[0].body.reason.as_deref(), Some("Wang wrote it already"));
    assert!(left_out.detail["at_ms"].is_i64() && left_out.detail["received_ms"].is_i64(), "{}", left_out.detail);
    let li = workshop.phones[LI].app.as_mut().unwrap();
    let unit = li.outbox().unwrap()[0].unit;
    li.put_away_refused(unit, true).unwrap();
    assert_eq!(li.outbox_counts().unwrap().needs_attention, 0);
    assert_eq!(li.outbox().unwrap().len(), 1, "it stays to be read");
    workshop.verify();
}

#[test]
fn dora_finds_nothing_to_decide_about_late_work_and_li_does_not_wait_for_ever() {
    let mut workshop = Workshop::open();
    let (_, late) = li_works_late(&mut workshop);
    let dora = onsite_domain::Author::Console { user: onsite_tests::sim::company::DISPATCHER };
    let dismissed =
        move |store: &mut onsite_server::ServerStore| store.dismiss_attention(&dora, late, "told by telephone");
    workshop.server.office(dismissed).unwrap();
    workshop.sync(LI);
    let outbox = workshop.phones[LI].app.as_ref().unwrap().outbox().unwrap();
    assert_eq!((outbox[0].state.as_str(), &outbox[0].outcome["detail"]), ("rejected", &json!("told by telephone")));
    assert_eq!(held(&workshop), []);
    workshop.verify();
}

#[test]
fn late_work_with_a_press_comes_back_to_the_one_who_did_it_when_it_is_accepted() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    let order = job.order;
    let dora = onsite_domain::Author::Console { user: onsite_tests::sim::company::DISPATCHER };
    workshop.server.office(move |store| store.cancel(&dora, order, "the customer called it off")).unwrap();
    workshop.phones[LI].app.as_mut().unwrap().press_visit(job.visit, VisitPress::new(Press::Accept)).unwrap();
    workshop.note(LI, job.visit, "was there all the same");
    workshop.note(LI, job.visit, "and looked at the fan");
    workshop.sync(LI);
    assert_eq!(notes(&workshop.on_server(job.visit)), [""; 0]);
    for unit in 1..=3 {
        let items = workshop.attention();
        let item = items.iter().find(|item| item.detail["unit"] == unit).unwrap();
        workshop.dora_decides(item.id, &json!({"choice": "accept"}));
    }
    // Something new goes up in the same request that the decisions come down in.
    workshop.note(LI, job.visit, "one more thing");
    workshop.sync(LI);
    workshop.sync(LI);
    let both = ["and looked at the fan", "was there all the same"];
    assert_eq!(notes(&workshop.on_server(job.visit)), both);
    assert_eq!(notes(&workshop.on_phone(LI, job.visit).unwrap()), both);
    let presses = |view: onsite_domain::visit::VisitView| view.presses.len();
    assert_eq!(presses(workshop.on_phone(LI, job.visit).unwrap()), presses(workshop.on_server(job.visit)));
    let li = workshop.phones[LI].app.as_ref().unwrap();
    let states: Vec<String> = li.outbox().unwrap().into_iter().map(|row| row.state).collect();
    assert_eq!(states, ["review"], "the one that came after");
    let late = li.attention(10).unwrap();
    let late = late.iter().find(|item| item.kind == AttentionKind::LateWork && item.detail.get("intent").is_some());
    assert!(late.unwrap().detail["intent"].to_string().contains("one more thing"));
    assert_eq!(derived::attention(li.database(), true, 100).unwrap().len(), workshop.attention().len());
    workshop.verify();
}
