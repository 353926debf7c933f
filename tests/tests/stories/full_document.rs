use crate::workshop::{Job, LI, WANG, Workshop, notes};
use onsite_core::AppError;
use onsite_documents::{PART_WRITTEN_MAX, SHARE_MAX};
use onsite_domain::{RejectedCode, Subject, Word, command::Command, document::Write};
use onsite_store::ground;
use onsite_tests::sim::company;

/// The most operations that a change may have, but for one.
const MOST: usize = 10_000 - 1;

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
    for _ in 0..7 {
        assert_eq!(fill(&mut workshop, &job, MOST).unwrap(), usize::MAX);
    }
    fill(&mut workshop, &job, MOST).unwrap();
    fill(&mut workshop, &job, MOST).unwrap();
    let left = fill(&mut workshop, &job, SHARE_MAX.operations - 9 * MOST - 20).unwrap();
    // Two parts began with what was seen before them, and whatever comes next may have to say that too.
    assert_eq!(left, 17, "nearly full, and told so");
    let Err(AppError::Rejected(rejected)) = fill(&mut workshop, &job, left + 1) else { panic!("it is full") };
    assert_eq!(rejected.code, RejectedCode::QuotaExceeded);
    workshop.sync(LI);
    assert!(workshop.phones[LI].app.as_ref().unwrap().outbox().unwrap().is_empty(), "all of it went through");

    // What an older copy of the phone wrote does not know of that.
    workshop.phones[LI].kill();
    workshop.phones[LI].disk.restore(&morning);
    workshop.phones[LI].open().unwrap();
    fill(&mut workshop, &job, MOST).unwrap();
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

#[test]
fn a_visit_that_is_full_goes_on_for_everybody_and_comes_back_whole_after_a_rollback() {
    let mut workshop = Workshop::open();
    let yesterday = workshop.server.disk.snapshot();
    let job = workshop.new_job(LI, vec![company::engineer(WANG)]);
    workshop.sync(LI);
    for operations in [MOST, MOST, MOST, PART_WRITTEN_MAX.operations / 5 * 4 - 3 * MOST - 20] {
        fill(&mut workshop, &job, operations).unwrap();
    }
    workshop.sync(LI);
    workshop.sync(WANG);

    // Offline, Li goes on in the next part, Wang writes a little in the one they both know, and Dora at the desk does too.
    let mut written: Vec<String> = (0..30).map(|n| format!("li {n:02}")).collect();
    written.iter().for_each(|text| workshop.note(LI, job.visit, text));
    workshop.note(WANG, job.visit, "wang");
    workshop.dora(Workshop::set_window(9, job.visit));
    workshop.sync(LI);
    workshop.sync(WANG);
    workshop.phones[LI].kill();
    workshop.phones[LI].open().unwrap();
    workshop.note(LI, job.visit, "next day");
    workshop.dora(Workshop::set_window(10, job.visit));
    for engineer in [LI, WANG, LI] {
        workshop.sync(engineer);
    }
    written.extend(["next day".to_owned(), "wang".to_owned()]);
    let is_whole = |workshop: &Workshop| {
        let server = workshop.on_server(job.visit);
        assert_eq!(notes(&server), written);
        for engineer in [LI, WANG] {
            assert_eq!(workshop.on_phone(engineer, job.visit).as_ref(), Some(&server));
        }
        workshop.verify();
    };
    is_whole(&workshop);
    let subject = Subject::new(Word::Visit, job.visit);
    let held = workshop.server.office(move |store| Ok(ground::load(store.database(), subject)?)).unwrap().unwrap();
    assert!(held.size().is_nearly(PART_WRITTEN_MAX), "it went on: {:?}", held.size());

    workshop.server.kill();
    workshop.server.disk.restore(&yesterday);
    workshop.server.start().unwrap();
    for engineer in [WANG, LI, WANG] {
        workshop.sync(engineer);
    }
    is_whole(&workshop);
}
