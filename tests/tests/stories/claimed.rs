use crate::workshop::{LI, WANG, Workshop};
use onsite_domain::{
    Author, Subject, Word, assignment::ClaimEnd, command::Command, document::Write, number::WorkOrderNumber,
};
use onsite_tests::sim::company::{DISPATCHER, engineer};
use serde_json::json;

#[test]
fn both_claim_in_the_basement_and_wang_is_told_that_li_was_faster() {
    let mut workshop = Workshop::open();
    let dora = Author::Console { user: DISPATCHER };
    let order = workshop.server.office(|store| Ok(store.ports().new_id())).unwrap();
    let set = |field: &str, value: serde_json::Value| Write::Set { field: field.to_owned(), value };
    let number = WorkOrderNumber::from_random(42);
    let writes = [set("number", json!(number.as_str())), set("title", json!("Pump is loud"))];
    workshop.dora(Command::new("new_order").write(Subject::new(Word::WorkOrder, order), writes));
    let asked = vec![engineer(LI), engineer(WANG)];
    workshop.server.office(move |store| store.offer(&dora, order, asked, Vec::new(), None)).unwrap();
    for who in [LI, WANG] {
        workshop.sync(who);
        let app = workshop.phones[who].app.as_mut().unwrap();
        assert_eq!(app.offers().unwrap().len(), 1);
        app.claim(order).unwrap();
    }
    for who in [LI, WANG, LI, WANG] {
        workshop.sync(who);
    }
    let lost = |who: usize| workshop.phones[who].app.as_ref().unwrap().lost_claims().unwrap();
    assert_eq!(lost(LI), []);
    let told = lost(WANG);
    assert_eq!((told.len(), told[0].work_order, told[0].number.as_str()), (1, order, number.as_str()));
    assert_eq!((told[0].why, told[0].user), (ClaimEnd::Taken, Some(engineer(LI))));
    assert!(told[0].user_name.is_some() && told[0].at_ms.is_some());
    let wang = workshop.phones[WANG].app.as_ref().unwrap();
    assert!(wang.job_detail(order).is_err(), "the order itself has gone to Li");
    assert_eq!(wang.outbox().unwrap(), [], "nothing waits and nothing was refused");
    workshop.verify();
}
