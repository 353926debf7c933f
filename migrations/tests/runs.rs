//! The runs of a message in one batch: each comes out as it went in, and only as what it was.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use onsite_documents::{ActorId, Document};
use onsite_domain::{Id, RejectedCode, Subject, Word, document::Write, document_kind};
use onsite_store::ground::{changes_of, decode_runs, encode_runs};
use onsite_wire::delivery::DeliveredRun;

fn run(number: u8) -> (Subject, ActorId, Vec<Vec<u8>>) {
    let subject = Subject::new(Word::Visit, Id::from_parts(1, u128::from(number)));
    let mut document = Document::create(document_kind::of(Word::Visit).unwrap(), subject.id).unwrap();
    let mut write = |value: u8| {
        let set = Write::Set { field: "window_start_ms".to_owned(), value: value.into() };
        document.write(ActorId([number; 16]), 0, &[set]).unwrap().unwrap().bytes
    };
    (subject, ActorId([number; 16]), (0..number).map(&mut write).collect())
}

#[test]
fn a_batch_gives_every_run_its_changes_and_nothing_else() {
    let runs: Vec<_> = (1..5).map(run).collect();
    let batch = encode_runs(&runs);
    let named: Vec<_> = runs.iter().map(|(subject, actor, _)| (*subject, *actor)).collect();
    let decoded = decode_runs(&named, &batch).unwrap();
    assert!(runs.iter().map(|(.., changes)| changes).eq(&decoded));

    let refused = |named: &[(Subject, ActorId)], batch: &[u8]| decode_runs(named, batch).map_err(|e| e.code);
    assert_eq!(refused(&named[1..], &batch), Err(RejectedCode::Structure), "another number of runs");
    assert_eq!(refused(&named, &batch[..batch.len() / 2]), Err(RejectedCode::Structure), "cut");
    assert_eq!(refused(&named, b"\xff nothing of the kind"), Err(RejectedCode::Structure));
    assert_eq!(refused(&named, &[]), Err(RejectedCode::Structure));

    let delivered = |changes: &[Vec<u8>], change_count| DeliveredRun {
        actor: 0,
        bytes: Vec::new(),
        change_count,
        changes: Some(changes.to_vec()),
        newest: None,
        proof: None,
        is_by_server: true,
        is_in_review: false,
    };
    let (subject, actor, changes) = &runs[2];
    let read = |actor, run: &DeliveredRun| changes_of(*subject, actor, run).map(|read| read.len()).map_err(|e| e.code);
    assert_eq!(read(*actor, &delivered(changes, 3)), Ok(3));
    assert_eq!(read(*actor, &delivered(changes, 2)), Err(RejectedCode::Structure), "not as many as announced");
    assert_eq!(read(ActorId([9; 16]), &delivered(changes, 3)), Err(RejectedCode::Structure), "of another actor");
    assert_eq!(read(*actor, &delivered(&[vec![1, 2, 3]], 1)), Err(RejectedCode::Structure));
}
