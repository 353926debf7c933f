use super::*;
use crate::{ServerKeys, StoreOptions};
use onsite_domain::{Word, document::Write};
use onsite_store::ports::{Ports, Random};
use onsite_wire::{
    RunProof,
    delivery::{How, SubjectPart},
};

#[test]
fn when_a_relayed_fact_was_received_is_believed_as_far_as_it_is_signed() {
    const NOW_MS: i64 = 1_000_000;
    let at = |wall_ms: i64, author: Author| Fact {
        id: Id::from_parts(1, 1),
        kind: PressFact::KIND.to_owned(),
        author,
        at: onsite_domain::Stamp { wall_ms, boot: 1, since_boot_ms: 1 },
        subjects: Vec::new(),
        body: serde_json::Value::Null,
    };
    let phone = || Author::FieldDevice { field_device: Id::from_parts(1, 2), user: Id::from_parts(1, 3) };
    let said =
        |received_ms: i64, corrected_ms: i64, uncertain_ms: u64| Received { received_ms, corrected_ms, uncertain_ms };
    let lie = Some(said(5_000_000, 4_000_000, 0));
    let of_server = received_at(&at(700, Author::rule("claims")), lie, None, NOW_MS);
    assert_eq!(of_server, said(700, 700, 0), "the server's facts bear its own clock");
    let honest = Some(said(600_000, 500_000, 20));
    assert_eq!(received_at(&at(500_000, phone()), honest, None, NOW_MS), said(600_000, 500_000, 20));
    let backdated = Some(said(600_000, 100_000, 0));
    assert_eq!(received_at(&at(500_000, phone()), backdated, None, NOW_MS), said(600_000, 100_000, 400_000));
    assert_eq!(received_at(&at(500_000, phone()), lie, None, NOW_MS), said(NOW_MS, NOW_MS, 500_000));
    assert_eq!(received_at(&at(500_000, phone()), lie, Some(550_000), NOW_MS), said(550_000, 550_000, 50_000));
    assert_eq!(received_at(&at(500_000, phone()), None, None, NOW_MS), said(NOW_MS, 500_000, 0));
}

/// Two changes of one actor in an order, and the signature over each as the newest.
struct Signed {
    subject: Subject,
    author: Author,
    actor: ActorId,
    changes: Vec<(Hash, Vec<u8>, Vec<u8>)>,
}

/// The company's keys are the same for the server that signed and the one that was restored.
struct Fixed;

impl Random for Fixed {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn open(directory: &std::path::Path) -> ServerStore {
    let (keys, _) = ServerKeys::generate(&mut Ports { random: Box::new(Fixed), ..Ports::system() }).unwrap();
    ServerStore::open(StoreOptions { directory, keys, ports: Ports::system(), vfs: None }).unwrap()
}

fn written() -> Signed {
    let directory = tempfile::tempdir().unwrap();
    let mut store = open(directory.path());
    let subject = Subject::new(Word::WorkOrder, Id::from_parts(1, 1));
    let author = Author::rule("import");
    let mut changes = Vec::new();
    for title in ["one", "two"] {
        let write = Write::Set { field: "title".to_owned(), value: title.into() };
        store.run(|store| store.write_document(&author, subject, &[write], None, &mut Touched::new())).unwrap();
        let change = ground::changes(&store.db, subject, 0).unwrap().pop().unwrap();
        let (newest, signature) = ground::run_signature(&store.db, subject, &change.actor).unwrap().unwrap();
        assert_eq!(newest, change.hash);
        changes.push((change.hash, change.bytes, signature));
    }
    let actor = ground::changes(&store.db, subject, 0).unwrap().pop().unwrap().actor;
    Signed { subject, author, actor, changes }
}

/// Relays runs, each the places of its changes and of the change whose signature it shows; gives what was taken.
fn relayed(signed: &Signed, runs: &[(&[usize], usize)]) -> (Vec<Hash>, u64) {
    let run = |(places, newest): &(&[usize], usize)| {
        let bytes: Vec<&[u8]> = places.iter().map(|place| signed.changes[*place].1.as_slice()).collect();
        let last = signed.changes[*places.last().unwrap()].0;
        let (hash, _, signature) = &signed.changes[*newest];
        DeliveredRun {
            actor: 0,
            bytes: ground::encode_run(signed.subject, signed.actor, &bytes),
            change_count: u32::try_from(places.len()).unwrap(),
            changes: None,
            newest: (*hash != last).then_some(*hash),
            proof: RunProof::from_bytes(signature),
            is_by_server: true,
            is_in_review: false,
        }
    };
    let part = SubjectPart {
        subject: SubjectRef::from(signed.subject),
        how: How::Tail,
        runs: runs.iter().map(run).collect(),
        facts: Vec::new(),
        records: Vec::new(),
    };
    let actors = vec![ActorPart { actor: signed.actor.0, author: AuthorRef::from(&signed.author) }];
    let relay = Relay { subjects: vec![part], actors, ..Relay::default() };
    let directory = tempfile::tempdir().unwrap();
    let mut store = open(directory.path());
    let device = FieldDeviceState::enrolled(Id::from_parts(9, 9), PublicKey([9; 32]), Id::from_parts(8, 8));
    store.run(|store| store.take_relay(&device, relay, &mut Touched::new())).unwrap();
    let held = ground::changes(&store.db, signed.subject, 0).unwrap();
    let held = held.into_iter().filter(|change| change.actor == signed.actor).map(|change| change.hash).collect();
    (held, store.db.query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0)).unwrap())
}

#[test]
fn a_signature_vouches_for_what_came_before_it_and_for_nothing_else() {
    let signed = written();
    let all = vec![signed.changes[0].0, signed.changes[1].0];
    let first = vec![signed.changes[0].0];
    let taken = |runs: &[(&[usize], usize)]| relayed(&signed, runs);
    assert_eq!(taken(&[(&[0, 1], 1)]), (all.clone(), 0));
    assert_eq!(taken(&[(&[0], 1), (&[1], 1)]), (all, 0), "in two parts");
    assert_eq!(taken(&[(&[0, 1], 0)]), (Vec::new(), 1), "the second is later than what was signed");
    assert_eq!(taken(&[(&[0], 0), (&[1], 0)]), (first, 1));
    assert_eq!(taken(&[(&[0], 1)]), (Vec::new(), 1), "what was signed is nowhere to be seen");
}
