use crate::workshop::{LI, Workshop};
use onsite_domain::{
    Author, Subject, Word,
    attention::{AttentionItem, AttentionKind, AttentionState},
};
use onsite_server::office::Choice;
use onsite_store::derived;
use onsite_tests::sim::company::{BEGIN_MS, DISPATCHER};
use serde_json::json;

#[test]
fn dora_and_li_set_the_same_time_and_attention_holds_both_values() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    let (doras, lis) = (BEGIN_MS + 3_600_000, BEGIN_MS + 7_200_000);
    workshop.dora(Workshop::set_window(doras, job.visit));
    workshop.commit(LI, &Workshop::set_window(lis, job.visit));
    workshop.sync(LI);
    let attention = workshop.server.office(|store| Ok(derived::attention(store.database(), true, 100)?)).unwrap();
    let text = serde_json::to_string(&attention).unwrap();
    assert!(text.contains(&doras.to_string()) && text.contains(&lis.to_string()), "{text}");
}

#[test]
fn a_later_write_leaves_the_conflict_open_and_a_decision_closes_it_on_both_sides() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    let visit = Subject::new(Word::Visit, job.visit);
    workshop.sync(LI);
    workshop.dora(Workshop::set_window(BEGIN_MS + 3_600_000, job.visit));
    workshop.commit(LI, &Workshop::set_window(BEGIN_MS + 7_200_000, job.visit));
    workshop.sync(LI);
    // Li has both values now and writes a third one, which merges them.
    workshop.commit(LI, &Workshop::set_window(BEGIN_MS + 9_000_000, job.visit));
    workshop.sync(LI);
    let conflicts = |items: Vec<AttentionItem>| -> Vec<AttentionItem> {
        items.into_iter().filter(|item| item.kind == AttentionKind::FieldConflict).collect()
    };
    let on_server = |workshop: &Workshop| {
        let items = workshop.server.office(move |store| Ok(derived::attention_about(store.database(), visit)?));
        conflicts(items.unwrap())
    };
    let open = on_server(&workshop);
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].state, AttentionState::Open);
    assert_eq!(open[0].detail["shown"]["value"], json!(BEGIN_MS + 9_000_000));
    assert_eq!(open[0].detail["others"].as_array().unwrap().len(), 2);
    let item = open[0].id;
    let dora = Author::Console { user: DISPATCHER };
    let choice = Choice::Value(json!(BEGIN_MS + 7_200_000));
    workshop.server.office(move |store| store.decide_attention(&dora, item, &choice, None)).unwrap();
    workshop.sync(LI);
    let on_phone = workshop.phones[LI].app.as_ref().unwrap();
    let on_phone = conflicts(derived::attention_about(on_phone.database(), visit).unwrap());
    assert_eq!(on_phone, on_server(&workshop));
    assert!(matches!(on_phone[0].state, AttentionState::Decided { .. }));
    assert_eq!(workshop.on_server(job.visit).window_start_ms, Some(BEGIN_MS + 7_200_000));
}
