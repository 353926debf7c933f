//! A store that was set aside after its field device had heard of a rollback: what waits again is partly in packed
//! documents and in what had left the reach. All of it is brought over, and what left stays ready for the server.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a story stops where it goes wrong")]

mod office;

use office::{MORNING_MS, Office, id};
use onsite_core::{
    App,
    commit::new_fact,
    sync::{Input, Output, Sync, SyncResult},
};
use onsite_domain::{
    Id, Subject, Word,
    command::Command,
    entry,
    fact_kind::FactBody as _,
    note::Note,
    press::{self, Press, PressFact},
};
use onsite_store::{ground, pack};
use onsite_wire::{
    Message as _, SubjectRef,
    delivery::{How, SubjectPart},
    outcome::{Correction, PushOutcome},
    sync::{Reset, SyncRequest, SyncResponse, Wants},
};

const PHONE: Id = Id::from_parts(1, 1);
const LEFT: Subject = Subject::new(Word::Visit, Id::from_parts(1, 3));
const STAYS: Subject = Subject::new(Word::Visit, Id::from_parts(1, 5));

fn note(app: &mut App, visit: Subject, text: &str) -> Command {
    let note = Note { text: text.to_owned(), ..Note::default() };
    Command::new("write_note").write(visit, [entry::add(app.ports().new_id(), &note)])
}

/// One sync with a server that takes everything and says besides what `say` makes of each request.
fn sync(office: &Office, app: &mut App, mut say: impl FnMut(&SyncRequest) -> SyncResponse) {
    let mut sync = Sync::default();
    let mut output = sync.step(app, Input::Start).unwrap();
    loop {
        let request = match output {
            Output::Send(request) => SyncRequest::from_wire(&request.body).unwrap(),
            Output::Done(report) => return assert_eq!(report.result, SyncResult::Complete),
        };
        let outcome = request.push.as_ref().map(|push| {
            let (first_number, last_number) = (push.first_number, push.last_number());
            let received_ms = MORNING_MS;
            let correction = Correction { first_number, last_number, received_ms, offset_ms: 0, uncertain_ms: 0 };
            PushOutcome { accepted_through: Some(last_number), corrections: vec![correction], ..PushOutcome::default() }
        });
        let said = say(&request);
        let cursor = said.reset.is_none().then(|| office.cursor(PHONE));
        let body = SyncResponse { epoch: 1, server_ms: MORNING_MS, outcome, cursor, ..said }.to_wire();
        output = sync.step(app, Input::Answered { status: 200, offset: None, counter: None, body }).unwrap();
    }
}

fn part(subject: Subject, how: How) -> SubjectPart {
    SubjectPart { subject: SubjectRef::from(subject), how, runs: vec![], facts: vec![], records: vec![] }
}

#[test]
fn what_waits_again_is_found_in_packs_and_in_what_left_and_what_left_is_relayed_from_the_new_store() {
    let directory = tempfile::tempdir().unwrap();
    let office = Office::new();
    let mut app = office.phone(directory.path(), PHONE, id(2));
    let order = id(4);
    let accept = PressFact { press: Press::Accept, ..PressFact::default() };
    let subjects = press::subjects_of_visit_press(LEFT.id, order);
    let fact = new_fact(app.ports().new_id(), PressFact::KIND, subjects, &accept).unwrap();
    let command = note(&mut app, LEFT, "before it went to a colleague").fact(fact);
    app.commit(&command).unwrap();
    let command = note(&mut app, STAYS, "in a document that is packed");
    app.commit(&command).unwrap();
    sync(&office, &mut app, |_| SyncResponse {
        subjects: vec![part(STAYS, How::Enter), part(LEFT, How::Leave)],
        ..SyncResponse::default()
    });
    assert_eq!(ground::heads(app.database(), LEFT).unwrap(), None);
    assert!(pack::pack(app.database(), STAYS).unwrap());
    // The server lost them.
    app.database().execute("UPDATE unit SET state = 'waiting'", []).unwrap();
    let unsent = app.export(std::io::sink()).unwrap();
    assert_eq!(unsent.units, 2);
    drop(app);

    let old = App::start_afresh(directory.path()).unwrap();
    let mut app = office.open(directory.path(), 99);
    sync(&office, &mut app, |_| SyncResponse { subjects: vec![part(STAYS, How::Enter)], ..SyncResponse::default() });
    let recovered = app.recover(&old, None).unwrap();
    assert_eq!((recovered.units, recovered.left, recovered.done_again), (2, 1, 0), "{recovered:?}");
    assert!(recovered.lost.is_empty(), "{recovered:?}");
    assert_eq!(app.export(std::io::sink()).unwrap(), unsent);
    assert!(app.doctor().unwrap().is_sound, "{:?}", app.doctor());
    assert_eq!(ground::heads(app.database(), LEFT).unwrap(), None, "what left is not shown again");
    let again = app.recover(&old, None).unwrap();
    assert_eq!((again.units, again.left, again.known), (0, 0, 2), "{again:?}");

    let (mut named, mut relayed) = (false, 0);
    sync(&office, &mut app, |request| {
        let reset = Reset { epoch: 2, is_server_restored: true };
        if request.cursor.is_some() && !named {
            return SyncResponse { reset: Some(reset), ..SyncResponse::default() };
        }
        let runs = |part: &SubjectPart| if part.subject == SubjectRef::from(LEFT) { part.runs.len() } else { 0 };
        relayed += request.relay.iter().flat_map(|relay| &relay.subjects).map(runs).sum::<usize>();
        let prints = request.fingerprints.iter().flat_map(|prints| &prints.subjects);
        let is_named = prints.into_iter().any(|print| print.subject == SubjectRef::from(LEFT));
        let wants = (is_named && !named).then(|| Wants { subjects: vec![SubjectRef::from(LEFT)], ..Wants::default() });
        named |= is_named;
        SyncResponse { wants, ..SyncResponse::default() }
    });
    assert!(named, "its fingerprint is among the others");
    assert!(relayed > 0, "and it is brought when the server asks");
}
