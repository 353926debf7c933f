use crate::workshop::{LI, WANG, Workshop, notes};

#[test]
fn the_server_goes_back_to_yesterday_and_the_phones_bring_everything_back() {
    let mut workshop = Workshop::open();
    let yesterday = workshop.server.disk.snapshot();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.note(LI, job.visit, "today's work");
    workshop.sync(LI);
    workshop.server.kill();
    workshop.server.disk.restore(&yesterday);
    workshop.server.start().unwrap();
    workshop.sync(WANG);
    workshop.sync(LI);
    assert_eq!(notes(&workshop.on_server(job.visit)), ["today's work"]);
    assert_eq!(notes(&workshop.on_phone(LI, job.visit).unwrap()), ["today's work"]);
}
