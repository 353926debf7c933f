use crate::workshop::{LI, Workshop, notes};
use onsite_domain::{
    Author, Subject, Word,
    attention::AttentionKind,
    user::{Role, User},
};
use onsite_store::Touched;
use onsite_tests::sim::company::engineer;
use serde_json::json;

impl Workshop {
    fn change_li(&self, change: impl FnOnce(&mut User) + Send + 'static) {
        self.server
            .office(move |store| {
                let li = engineer(LI);
                let mut user: User = store.record_as(Word::User, li)?.unwrap();
                change(&mut user);
                let mut touched = Touched::new();
                let body = serde_json::to_value(user).unwrap();
                store.put_record(&Author::rule("test"), Subject::new(Word::User, li), body, &mut touched)?;
                store.finish(&touched)
            })
            .unwrap();
    }
}

#[test]
fn what_li_did_before_hearing_of_being_disabled_waits_for_a_decision() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.note(LI, job.visit, "done on the last day");
    workshop.change_li(|user| user.is_disabled = true);
    workshop.sync(LI);
    let outbox = workshop.phones[LI].app.as_ref().unwrap().outbox().unwrap();
    assert_eq!((outbox[0].state.as_str(), &outbox[0].outcome), ("review", &json!("rights_lost")));
    assert!(workshop.on_phone(LI, job.visit).is_none(), "nothing of the company stays on the phone");
    let item = workshop.attention().into_iter().find(|item| item.kind == AttentionKind::LateWork).unwrap();
    workshop.dora_decides(item.id, &json!({"choice": "accept"}));
    assert_eq!(notes(&workshop.on_server(job.visit)), ["done on the last day"]);
    workshop.sync(LI);
    assert_eq!(workshop.phones[LI].app.as_ref().unwrap().outbox().unwrap(), []);
    workshop.verify();
}

#[test]
fn a_role_that_was_taken_away_while_li_had_no_signal_is_late_work_once_and_then_a_refusal() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.note(LI, job.visit, "before");
    workshop.change_li(|user| user.roles = [Role::StockKeeper].into());
    workshop.sync(LI);
    // This one brings nothing: from here on Li's phone has heard of it.
    workshop.sync(LI);
    workshop.note(LI, job.visit, "after");
    workshop.sync(LI);
    let outbox = workshop.phones[LI].app.as_ref().unwrap().outbox().unwrap();
    let states: Vec<&str> = outbox.iter().map(|row| row.state.as_str()).collect();
    assert_eq!(states, ["review", "rejected"]);
    assert_eq!(notes(&workshop.on_server(job.visit)), [""; 0]);
    workshop.verify();
}
