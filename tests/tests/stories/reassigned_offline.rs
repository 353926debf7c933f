use crate::workshop::{LI, WANG, Workshop, notes};

#[test]
fn what_li_did_after_the_job_went_to_wang_is_kept_for_review_and_not_mixed_in() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.assign(&job, WANG);
    workshop.note(LI, job.visit, "done before I heard of it");
    workshop.sync(LI);
    assert_eq!(notes(&workshop.on_server(job.visit)), [""; 0]);
    let kept = workshop
        .server
        .office(|store| {
            Ok(store.database().query_row("SELECT count(*) FROM review_run", [], |row| row.get::<_, u64>(0))?)
        })
        .unwrap();
    assert_eq!(kept, 1);
    let outbox = workshop.phones[LI].app.as_ref().unwrap().outbox().unwrap();
    assert_eq!(outbox[0].state, "review", "Li sees that it waits for a decision");
}
