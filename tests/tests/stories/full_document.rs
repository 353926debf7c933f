use crate::workshop::{Job, LI, Workshop};
use onsite_core::AppError;
use onsite_documents::SHARE_MAX;
use onsite_domain::{RejectedCode, Subject, Word, command::Command, document::Write};
use onsite_store::ground;

/// One command of many operations.
fn fill(workshop: &mut Workshop, job: &Job, operations: usize) -> Result<usize, AppError> {
    let set = |n: usize| Write::Set { field: "window_start_ms".to_owned(), value: n.into() };
    let command = Command::new("set_window").write(Subject::new(Word::Visit, job.visit), (0..operations).map(set));
    let app = workshop.phones[LI].app.as_mut().unwrap();
    Ok(app.commit(&command)?.nearly_full.first().map_or(usize::MAX, |nearly_full| nearly_full.changes_left))
}

#[test]
fn li_hears_that_a_visit_is_nearly_full_and_a_copy_of_the_phone_does_not_write_on_behind_the_server() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    let morning = workshop.phones[LI].disk.snapshot();
    let (half, rest) = (SHARE_MAX.operations / 5 * 2, SHARE_MAX.operations / 5);
    assert_eq!(fill(&mut workshop, &job, half).unwrap(), usize::MAX);
    assert_eq!(fill(&mut workshop, &job, half / 2 * 2 - 10).unwrap(), usize::MAX);
    assert_eq!(fill(&mut workshop, &job, rest).unwrap(), 10, "nearly full, and told so");
    let Err(AppError::Rejected(rejected)) = fill(&mut workshop, &job, 11) else { panic!("it is full") };
    assert_eq!(rejected.code, RejectedCode::QuotaExceeded);
    workshop.sync(LI);
    assert!(workshop.phones[LI].app.as_ref().unwrap().outbox().unwrap().is_empty(), "all of it went through");

    // What an older copy of the phone wrote does not know of that.
    workshop.phones[LI].kill();
    workshop.phones[LI].disk.restore(&morning);
    workshop.phones[LI].open().unwrap();
    fill(&mut workshop, &job, rest).unwrap();
    workshop.note(LI, job.visit, "there is room for this");
    workshop.sync(LI);
    let outbox = workshop.phones[LI].app.as_ref().unwrap().outbox().unwrap();
    assert_eq!(outbox[0].state, "rejected");
    assert_eq!(outbox[0].outcome["code"], "quota_exceeded");
    let subject = Subject::new(Word::Visit, job.visit);
    let held = workshop.server.office(move |store| Ok(ground::load(store.database(), subject)?)).unwrap().unwrap();
    assert!(held.operation_count() < SHARE_MAX.operations + 100, "{:?}", held.size());
    workshop.verify();
}
