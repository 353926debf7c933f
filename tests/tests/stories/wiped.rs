use crate::workshop::{LI, WANG, Workshop, notes};
use onsite_core::{
    sync::{Input, Output, Sync, SyncResult},
    wipe::WipeOrdered,
};
use onsite_domain::{Author, Id, Subject, Word, attention::AttentionKind, command::Command, document::Write};
use onsite_tests::sim::{
    company::{self, DISPATCHER},
    sync::sync_once,
};
use onsite_wire::{Message as _, leftover::Leftover, sync::SyncRequest};
use serde_json::json;

impl Workshop {
    fn field_device(&self, engineer: usize) -> Id {
        company::field_device(&self.phones[engineer]).unwrap()
    }

    fn order_wipe(&self, engineer: usize, is_loss_accepted: bool) {
        let field_device = self.field_device(engineer);
        let dora = Author::Console { user: DISPATCHER };
        self.server.office(move |store| store.order_wipe(field_device, &dora, "lost", is_loss_accepted)).unwrap();
    }

    fn wipe_ordered(&self, engineer: usize) -> WipeOrdered {
        self.phones[engineer].app.as_ref().unwrap().wipe_ordered().unwrap().unwrap()
    }

    /// One unit that a rule refused, one that Dora set aside, one in review.
    fn li_has_work_that_does_not_count(&mut self) {
        let job = self.new_job(LI, Vec::new());
        let other = self.new_job(LI, Vec::new());
        self.sync(LI);
        let moved = Write::Set { field: "work_order".to_owned(), value: json!(other.order) };
        self.commit(LI, &Command::new("move").write(Subject::new(Word::Visit, job.visit), [moved]));
        self.sync(LI);
        self.assign(&job, WANG);
        self.note(LI, job.visit, "set aside by Dora");
        self.sync(LI);
        let items = self.attention();
        let item = items.iter().find(|item| item.kind == AttentionKind::LateWork).unwrap();
        self.dora_decides(item.id, &json!({"choice": "reject", "reason": "Wang wrote it already"}));
        self.sync(LI);
        self.note(LI, job.visit, "still in review");
        self.sync(LI);
        let states: Vec<String> =
            self.phones[LI].app.as_ref().unwrap().outbox().unwrap().into_iter().map(|row| row.state).collect();
        assert_eq!(states, ["rejected", "rejected", "review"]);
    }

    /// One request of Li's phone and its answer; gives what was asked.
    fn li_hears_the_server_once(&mut self) -> SyncRequest {
        let app = self.phones[LI].app.as_mut().unwrap();
        let mut sync = Sync::default();
        let Output::Send(request) = sync.step(app, Input::Start).unwrap() else { panic!("nothing to ask") };
        sync.step(app, self.server.answer(&request)).unwrap();
        SyncRequest::from_wire(&request.body).unwrap()
    }

    /// What the server keeps of what no push carried.
    fn leftovers(&self) -> Vec<Leftover> {
        self.server
            .office(|store| {
                let mut statement =
                    store.database().prepare("SELECT bytes FROM quarantine WHERE reason = 'leftover' ORDER BY id")?;
                let rows: Vec<Vec<u8>> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
                Ok(rows.iter().map(|bytes| onsite_wire::codec::decode(bytes, bytes.len()).unwrap()).collect())
            })
            .unwrap()
    }
}

#[test]
fn what_was_refused_or_set_aside_has_a_receipt_before_the_phone_may_wipe_itself() {
    let mut workshop = Workshop::open();
    workshop.li_has_work_that_does_not_count();
    workshop.order_wipe(LI, false);
    // The order arrives, and nothing else: what is kept apart stands in the way.
    workshop.li_hears_the_server_once();
    let ordered = workshop.wipe_ordered(LI);
    assert!(!ordered.is_due(), "{ordered:?}");
    assert_eq!((ordered.units, ordered.blobs), (0, 0));
    assert!(ordered.leftovers >= 3, "three units, and what the refusal left in quarantine: {ordered:?}");
    let report = sync_once(&workshop.server, &mut workshop.phones[LI]).unwrap();
    assert_eq!(report.result, SyncResult::Revoked);
    let ordered = workshop.wipe_ordered(LI);
    assert!(ordered.is_due(), "{ordered:?}");
    let kept = workshop.leftovers();
    let has = |text: &str| kept.iter().filter(|part| String::from_utf8_lossy(&part.bytes).contains(text)).count();
    assert_eq!((has("set aside by Dora"), has("still in review"), has("\"verb\":\"move\"")), (1, 1, 1), "{kept:?}");
    sync_once(&workshop.server, &mut workshop.phones[LI]).unwrap();
    assert_eq!(workshop.leftovers().len(), kept.len(), "nothing is kept twice");
}

#[test]
fn an_ordered_loss_waits_for_nothing() {
    let mut workshop = Workshop::open();
    workshop.li_has_work_that_does_not_count();
    workshop.order_wipe(LI, true);
    workshop.li_hears_the_server_once();
    let ordered = workshop.wipe_ordered(LI);
    assert!(ordered.is_due() && ordered.leftovers > 0, "{ordered:?}");
}

#[test]
fn a_phone_that_was_not_told_to_wipe_itself_leaves_nothing_and_gets_no_receipt() {
    let mut workshop = Workshop::open();
    workshop.li_has_work_that_does_not_count();
    let (field_device, dora) = (workshop.field_device(LI), Author::Console { user: DISPATCHER });
    workshop.server.office(move |store| store.revoke(field_device, &dora, "lost")).unwrap();
    workshop.li_hears_the_server_once();
    let asked = workshop.li_hears_the_server_once();
    assert!(asked.leftovers.is_empty() && asked.unsent.is_none());
    sync_once(&workshop.server, &mut workshop.phones[LI]).unwrap();
    assert_eq!(workshop.leftovers(), []);
}

#[test]
fn a_phone_that_is_given_back_sends_everything_first_and_is_then_told_to_wipe_itself() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(WANG, Vec::new());
    let other = workshop.new_job(WANG, Vec::new());
    workshop.sync(WANG);
    // One unit that a rule refuses, one that waits.
    let moved = Write::Set { field: "work_order".to_owned(), value: json!(other.order) };
    workshop.commit(WANG, &Command::new("move").write(Subject::new(Word::Visit, job.visit), [moved]));
    workshop.sync(WANG);
    workshop.note(WANG, job.visit, "the last word");
    let app = workshop.phones[WANG].app.as_mut().unwrap();
    app.leave(true).unwrap();
    app.leave(false).unwrap();
    assert!(!app.is_leaving().unwrap(), "it was taken back in time");
    app.leave(true).unwrap();
    let Output::Send(first) = Sync::default().step(app, Input::Start).unwrap() else { panic!("nothing to ask") };
    let first = SyncRequest::from_wire(&first.body).unwrap();
    assert!(first.push.is_some() && !first.asks_to_leave, "what waits goes first");
    let report = sync_once(&workshop.server, &mut workshop.phones[WANG]).unwrap();
    assert_eq!(report.result, SyncResult::Revoked, "the disk of a simulated phone is not wiped");
    let ordered = workshop.wipe_ordered(WANG);
    assert!(ordered.is_due() && !ordered.is_loss_accepted, "{ordered:?}");
    assert_eq!(notes(&workshop.on_server(job.visit)), ["the last word"]);
    let kept = workshop.leftovers();
    assert!(kept.iter().any(|part| String::from_utf8_lossy(&part.bytes).contains("\"verb\":\"move\"")), "{kept:?}");

    // Li's is another's too: that is for the office.
    assert!(workshop.phones[LI].app.as_mut().unwrap().leave(true).is_err());
    workshop.sync(LI);
    assert_eq!(workshop.phones[LI].app.as_ref().unwrap().wipe_ordered().unwrap(), None);
}
