use crate::workshop::{LI, WANG, Workshop, notes};
use onsite_core::sync::{Input, Output, Sync, SyncResult};
use onsite_domain::Author;
use onsite_tests::sim::{company::DISPATCHER, sync::sync_once};

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

#[test]
fn who_is_revoked_between_a_rollback_and_the_relay_still_brings_what_waits() {
    let mut workshop = Workshop::open();
    let yesterday = workshop.server.disk.snapshot();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.note(LI, job.visit, "not sent yet");
    workshop.server.kill();
    workshop.server.disk.restore(&yesterday);
    workshop.server.start().unwrap();
    // The line breaks when the phone has just heard that it must begin again.
    let app = workshop.phones[LI].app.as_mut().unwrap();
    let mut sync = Sync::default();
    let mut output = sync.step(app, Input::Start).unwrap();
    while app.cursor().unwrap().is_some() {
        let Output::Send(request) = output else { panic!("{output:?}") };
        let answer = workshop.server.answer(&request);
        output = sync.step(app, answer).unwrap();
    }
    sync.step(app, Input::Failed).unwrap();

    let field_device = app.identity().unwrap().field_device;
    let dora = Author::Console { user: DISPATCHER };
    workshop.server.office(move |store| store.revoke(field_device, &dora, "lost")).unwrap();
    let report = sync_once(&workshop.server, &mut workshop.phones[LI]).unwrap();
    assert_eq!(report.result, SyncResult::Revoked);
    let counts = workshop.phones[LI].app.as_ref().unwrap().outbox_counts().unwrap();
    assert_eq!(counts.waiting, 0);
}
