use crate::workshop::{LI, Workshop, notes};

#[test]
fn dora_sends_li_out_and_reads_what_li_wrote_in_the_basement() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.note(LI, job.visit, "滤网已清洁");
    assert_eq!(notes(&workshop.on_server(job.visit)), [""; 0], "there is no signal in the basement");
    workshop.sync(LI);
    assert_eq!(notes(&workshop.on_server(job.visit)), ["滤网已清洁"]);
    assert!(!workshop.phones[LI].app.as_ref().unwrap().has_unsent().unwrap());
}
