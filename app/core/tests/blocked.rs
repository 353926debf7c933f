//! A unit that stands on what the server does not have, and that never comes there, ends in front of a person.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a story stops where it goes wrong")]

mod office;

use office::{Office, id};
use onsite_core::sync::{Input, Output, Sync, SyncResult};
use onsite_domain::{Subject, Word, command::Command, entry, note::Note};
use onsite_wire::{
    Message as _,
    outcome::{Outcome, PushOutcome, UnitOutcome},
    sync::{SyncRequest, SyncResponse},
};

#[test]
fn what_is_blocked_again_and_again_is_done_again_a_few_times_and_then_refused_with_what_was_meant() {
    let directory = tempfile::tempdir().unwrap();
    let office = Office::new();
    let mut app = office.phone(directory.path(), id(1), id(2));
    for text in ["first", "second"] {
        let entry = entry::add(app.ports().new_id(), &Note { text: text.to_owned(), ..Note::default() });
        app.commit(&Command::new("write_note").write(Subject::new(Word::Visit, id(3)), [entry])).unwrap();
    }
    let mut sync = Sync::default();
    let mut output = sync.step(&mut app, Input::Start).unwrap();
    let mut pushes = 0;
    while let Output::Send(request) = output {
        let request = SyncRequest::from_wire(&request.body).unwrap();
        let outcome = request.push.map(|push| {
            pushes += 1;
            let blocked = |number| UnitOutcome { number, outcome: Outcome::BlockedBy { number: 0 } };
            let units = (push.first_number..=push.last_number()).map(blocked).collect();
            PushOutcome { accepted_through: Some(push.last_number()), units, ..PushOutcome::default() }
        });
        let body = SyncResponse { epoch: 1, outcome, ..SyncResponse::default() }.to_wire();
        output = sync.step(&mut app, Input::Answered { status: 200, offset: None, counter: None, body }).unwrap();
    }
    let Output::Done(report) = output else { panic!("it goes on") };
    assert_eq!(report.result, SyncResult::Complete);
    assert_eq!(pushes, 17);
    let outbox = app.outbox().unwrap();
    assert_eq!(outbox.len(), 2, "{outbox:?}");
    for row in &outbox {
        assert_eq!((row.state.as_str(), &row.outcome["code"]), ("rejected", &"not_found".into()));
        assert_eq!(app.outbox_unit(row.unit).unwrap().as_ref(), Some(row));
    }
    assert!(outbox[1].intent.to_string().contains("second"));
}
