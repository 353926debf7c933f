use crate::workshop::{Job, LI, WANG, Workshop, notes};
use onsite_core::sync::{Input, Output, Sync, SyncResult};
use onsite_domain::{Author, Id, RejectedCode, Subject, Word, visit::VisitView};
use onsite_server::ServerError;
use onsite_store::derived;
use onsite_tests::{
    sim::{
        company::{DISPATCHER, KEEPER, VANS},
        sync::sync_once,
    },
    vfs::DiskImage,
};
use onsite_wire::{Message as _, sync::SyncRequest};

fn go_back(workshop: &mut Workshop, image: &DiskImage) {
    workshop.server.kill();
    workshop.server.disk.restore(image);
    workshop.server.start().unwrap();
}

#[test]
fn the_server_goes_back_to_yesterday_and_the_phones_bring_everything_back() {
    let mut workshop = Workshop::open();
    let yesterday = workshop.server.disk.snapshot();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.note(LI, job.visit, "today's work");
    workshop.sync(LI);
    go_back(&mut workshop, &yesterday);
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
    go_back(&mut workshop, &yesterday);
    workshop.hear_the_reset_and_lose_the_line(LI);
    let field_device = workshop.phones[LI].app.as_ref().unwrap().identity().unwrap().field_device;
    let dora = Author::Console { user: DISPATCHER };
    workshop.server.office(move |store| store.revoke(field_device, &dora, "lost")).unwrap();
    let report = sync_once(&workshop.server, &mut workshop.phones[LI]).unwrap();
    assert_eq!(report.result, SyncResult::Revoked);
    let counts = workshop.phones[LI].app.as_ref().unwrap().outbox_counts().unwrap();
    assert_eq!(counts.waiting, 0);
}

#[test]
fn a_relay_over_a_line_that_breaks_goes_in_parts_and_on_where_it_was() {
    let mut workshop = Workshop::open();
    let yesterday = workshop.server.disk.snapshot();
    let jobs: Vec<_> = (0..9).map(|_| workshop.new_job(LI, Vec::new())).collect();
    workshop.sync(LI);
    let long = "a long note about a compressor that hums. ".repeat(90);
    for job in &jobs {
        for _ in 0..50 {
            workshop.note(LI, job.visit, &long);
        }
        workshop.sync(LI);
    }
    go_back(&mut workshop, &yesterday);
    // The line breaks with the second part, before the server has it.
    let app = workshop.phones[LI].app.as_mut().unwrap();
    let mut sync = Sync::default();
    let mut output = sync.step(app, Input::Start).unwrap();
    let mut parts = 0;
    while let Output::Send(request) = &output {
        let relay = SyncRequest::from_wire(&request.body).ok().and_then(|asked| asked.relay);
        parts += usize::from(relay.is_some());
        let input = if parts == 2 { Input::Failed } else { workshop.server.answer(request) };
        assert!(parts == 2 || relay.is_none_or(|relay| relay.has_more), "one part is not all");
        output = sync.step(app, input).unwrap();
    }
    assert_eq!(parts, 2);
    let on_server = |workshop: &Workshop| {
        let count = |job: &Job| workshop.notes_on_server(job.visit);
        jobs.iter().map(count).collect::<Vec<_>>()
    };
    let arrived = on_server(&workshop);
    assert!(arrived.contains(&50) && arrived.contains(&0), "some of it: {arrived:?}");
    workshop.sync(LI);
    assert_eq!(on_server(&workshop), [50; 9]);
    workshop.verify();
}

/// Whoever holds a van when the server goes back must bring what was lost before parts are issued again.
#[test]
fn issuing_waits_until_the_phones_have_brought_what_was_lost_and_not_only_made_contact() {
    let mut workshop = Workshop::open();
    let yesterday = workshop.server.disk.snapshot();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.note(LI, job.visit, "today's work");
    workshop.sync(LI);
    go_back(&mut workshop, &yesterday);
    workshop.hear_the_reset_and_lose_the_line(LI);
    workshop.sync(WANG);
    assert!(!workshop.is_waited_for(WANG));
    assert!(workshop.is_waited_for(LI), "told to begin again, and nothing brought yet");
    // The van goes to somebody who was heard: what its holder has is lost all the same.
    let wang = workshop.phones[WANG].app.as_ref().unwrap().identity().unwrap().field_device;
    let keeper = Author::Console { user: KEEPER };
    workshop.server.office(move |store| store.change_custody(&keeper, VANS[LI], Some(wang), None)).unwrap();
    assert!(workshop.is_waited_for(LI), "who held it then is waited for");
    let keeper = Author::Console { user: KEEPER };
    let release = workshop.server.office(move |store| store.release_issuing(&keeper, None));
    assert!(matches!(release, Err(ServerError::Rejected(rejected)) if rejected.code == RejectedCode::Frozen));
    workshop.sync(LI);
    assert!(!workshop.is_waited_for(LI));
    assert_eq!(notes(&workshop.on_server(job.visit)), ["today's work"]);
}

impl Workshop {
    /// The line breaks when the phone has just heard that it must begin again.
    fn hear_the_reset_and_lose_the_line(&mut self, engineer: usize) {
        let app = self.phones[engineer].app.as_mut().unwrap();
        let mut sync = Sync::default();
        let mut output = sync.step(app, Input::Start).unwrap();
        while app.cursor().unwrap().is_some() {
            let Output::Send(request) = output else { panic!("{output:?}") };
            let answer = self.server.answer(&request);
            output = sync.step(app, answer).unwrap();
        }
        sync.step(app, Input::Failed).unwrap();
    }

    fn is_waited_for(&self, engineer: usize) -> bool {
        let unheard = self.server.office(|store| store.unheard_vans()).unwrap();
        unheard.iter().any(|(van, _)| *van == VANS[engineer])
    }

    fn notes_on_server(&self, visit: Id) -> usize {
        let subject = Subject::new(Word::Visit, visit);
        let view = self.server.office(move |store| Ok(derived::view_as::<VisitView>(store.database(), subject)?));
        view.unwrap().map_or(0, |view| view.notes.len())
    }
}

#[test]
fn a_field_device_that_was_revoked_after_the_backup_stays_revoked() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.sync(WANG);
    let yesterday = workshop.server.disk.snapshot();
    let dora = Author::Console { user: DISPATCHER };
    let field_device = workshop.phones[LI].app.as_ref().unwrap().identity().unwrap().field_device;
    workshop.server.office(move |store| store.order_wipe(field_device, &dora, "stolen", false)).unwrap();
    workshop.sync(WANG);
    go_back(&mut workshop, &yesterday);
    let wipe = |workshop: &Workshop| workshop.server.office(move |store| store.wipe(field_device)).unwrap();
    assert_eq!(wipe(&workshop), None, "the backup knows nothing of it");
    workshop.sync(WANG);
    assert!(!wipe(&workshop).unwrap().is_loss_accepted, "the order stands again");
    workshop.note(LI, job.visit, "not sent");
    let report = sync_once(&workshop.server, &mut workshop.phones[LI]).unwrap();
    assert!(!matches!(report.result, SyncResult::Complete), "{report:?}");
    workshop.verify();
}

#[test]
fn an_order_to_wipe_that_came_after_the_backup_stands_for_one_that_was_revoked_before_it() {
    let mut workshop = Workshop::open();
    let dora = Author::Console { user: DISPATCHER };
    let field_device = workshop.phones[LI].app.as_ref().unwrap().identity().unwrap().field_device;
    let by = dora.clone();
    workshop.server.office(move |store| store.revoke(field_device, &by, "lost")).unwrap();
    workshop.sync(WANG);
    let yesterday = workshop.server.disk.snapshot();
    workshop.server.office(move |store| store.order_wipe(field_device, &dora, "stolen", true)).unwrap();
    workshop.sync(WANG);
    go_back(&mut workshop, &yesterday);
    workshop.sync(WANG);
    let wipe = workshop.server.office(move |store| store.wipe(field_device)).unwrap();
    assert!(wipe.unwrap().is_loss_accepted);
    workshop.verify();
}
