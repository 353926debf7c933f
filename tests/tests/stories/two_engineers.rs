use crate::workshop::{Job, LI, WANG, Workshop, notes};
use onsite_domain::{
    Id, Subject, Word,
    answer::Answer,
    attention::{AttentionItem, AttentionKind, AttentionState},
    command::Command,
    entry,
    visit::VisitView,
};
use onsite_store::derived;
use onsite_tests::sim::company::{DISPATCHER, engineer};
use serde_json::json;

/// Li leads, Wang helps, and both have the visit with them.
fn both_at_one_visit(workshop: &mut Workshop) -> Job {
    let job = workshop.new_job(LI, vec![engineer(WANG)]);
    workshop.sync(LI);
    workshop.sync(WANG);
    job
}

#[test]
fn li_and_wang_work_on_one_visit_without_signal_and_both_notes_survive() {
    let mut workshop = Workshop::open();
    let job = both_at_one_visit(&mut workshop);
    workshop.note(LI, job.visit, "compressor runs");
    workshop.note(WANG, job.visit, "fan replaced");
    workshop.sync(LI);
    workshop.sync(WANG);
    workshop.sync(LI);
    let both = ["compressor runs", "fan replaced"];
    assert_eq!(notes(&workshop.on_server(job.visit)), both);
    assert_eq!(notes(&workshop.on_phone(LI, job.visit).unwrap()), both);
    assert_eq!(notes(&workshop.on_phone(WANG, job.visit).unwrap()), both);
}

const STEP: Id = Id::from_parts(77, 1);

fn answer(workshop: &mut Workshop, who: usize, visit: Id, value: &str) -> Id {
    let id = workshop.phones[who].app.as_mut().unwrap().ports().new_id();
    let given = Answer { step: STEP, value: Some(value.to_owned()), ..Answer::default() };
    let command = Command::new("answer_step").write(Subject::new(Word::Visit, visit), [entry::add(id, &given)]);
    workshop.commit(who, &command);
    id
}

fn holding(visit: &VisitView) -> Vec<&str> {
    let mut values: Vec<&str> = visit.answers_to(STEP).filter_map(|answer| answer.value.value.as_deref()).collect();
    values.sort_unstable();
    values
}

fn contradictions(items: Vec<AttentionItem>) -> Vec<AttentionItem> {
    items.into_iter().filter(|item| item.kind == AttentionKind::EntryConflict).collect()
}

fn open_on_phone(workshop: &Workshop, who: usize) -> Vec<AttentionItem> {
    contradictions(derived::attention(workshop.phones[who].app.as_ref().unwrap().database(), true, 100).unwrap())
}

#[test]
fn dora_decides_between_two_answers_and_everybody_sees_the_one_that_holds() {
    let mut workshop = Workshop::open();
    let job = both_at_one_visit(&mut workshop);
    answer(&mut workshop, LI, job.visit, "1500");
    let of_wang = answer(&mut workshop, WANG, job.visit, "1600");
    for who in [LI, WANG, LI] {
        workshop.sync(who);
    }
    let items = contradictions(workshop.attention());
    assert_eq!(items.len(), 1);
    assert_eq!((open_on_phone(&workshop, LI).len(), holding(&workshop.on_phone(LI, job.visit).unwrap()).len()), (1, 2));

    workshop.dora_decides(items[0].id, &json!({"choice": {"operation": of_wang}, "reason": "Li's gauge was off"}));
    for who in [LI, WANG] {
        workshop.sync(who);
        let seen = workshop.on_phone(who, job.visit).unwrap();
        assert_eq!(holding(&seen), ["1600"]);
        let against: Vec<_> = seen.decided_against(STEP).collect();
        let decided = against[0].decided.as_ref().unwrap();
        assert_eq!((against.len(), against[0].value.value.as_deref()), (1, Some("1500")));
        assert_eq!((decided.by.user(), decided.reason.as_deref()), (Some(DISPATCHER), Some("Li's gauge was off")));
        assert_eq!(open_on_phone(&workshop, who), []);
    }
    assert_eq!(holding(&workshop.on_server(job.visit)), ["1600"]);
    assert_eq!(contradictions(workshop.attention()), []);
    workshop.verify();
}

#[test]
fn a_contradicting_answer_that_comes_after_the_decision_asks_dora_anew() {
    let mut workshop = Workshop::open();
    let job = both_at_one_visit(&mut workshop);
    answer(&mut workshop, LI, job.visit, "1500");
    let of_wang = answer(&mut workshop, WANG, job.visit, "1600");
    workshop.sync(LI);
    workshop.sync(WANG);
    // Li answers once more in the basement, before he hears of the decision.
    let item = contradictions(workshop.attention()).remove(0);
    workshop.dora_decides(item.id, &json!({"choice": {"operation": of_wang}}));
    answer(&mut workshop, LI, job.visit, "1550");
    workshop.sync(LI);
    workshop.sync(WANG);
    let items = contradictions(workshop.attention());
    assert_eq!(items.len(), 1);
    assert_ne!(items[0].id, item.id);
    for visit in [workshop.on_server(job.visit), workshop.on_phone(WANG, job.visit).unwrap()] {
        assert_eq!(holding(&visit), ["1550", "1600"]);
    }
    let all = workshop
        .server
        .office(move |store| Ok(derived::attention_about(store.database(), Subject::new(Word::Visit, job.visit))?));
    let decided = contradictions(all.unwrap());
    let is_decided = |item: &&AttentionItem| matches!(item.state, AttentionState::Decided { .. });
    assert_eq!(decided.iter().filter(is_decided).count(), 1, "what was decided before stays told");
    workshop.verify();
}

#[test]
fn the_lead_decides_on_the_phone_and_the_desk_sees_it() {
    let mut workshop = Workshop::open();
    let job = both_at_one_visit(&mut workshop);
    let of_li = answer(&mut workshop, LI, job.visit, "1500");
    answer(&mut workshop, WANG, job.visit, "1600");
    workshop.sync(WANG);
    workshop.sync(LI);
    let item = open_on_phone(&workshop, LI).remove(0);
    let li = workshop.phones[LI].app.as_mut().unwrap();
    let decide = onsite_domain::decision::DecisionKind::Decide;
    assert!(li.decide_attention(item.id, decide, json!({"operation": Id::from_parts(1, 9)}), None).is_err());
    li.decide_attention(item.id, decide, json!({ "operation": of_li }), None).unwrap();
    assert_eq!(holding(&workshop.on_phone(LI, job.visit).unwrap()), ["1500"]);
    workshop.sync(LI);
    workshop.sync(WANG);
    assert_eq!(holding(&workshop.on_server(job.visit)), ["1500"]);
    assert_eq!(holding(&workshop.on_phone(WANG, job.visit).unwrap()), ["1500"]);
    assert_eq!(contradictions(workshop.attention()), []);
    workshop.verify();
}
