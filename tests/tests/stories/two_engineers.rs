use crate::workshop::{LI, WANG, Workshop, notes};
use onsite_tests::sim::company::engineer;

#[test]
fn li_and_wang_work_on_one_visit_without_signal_and_both_notes_survive() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, vec![engineer(WANG)]);
    workshop.sync(LI);
    workshop.sync(WANG);
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
