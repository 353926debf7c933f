//! An author is told in time that a document takes not much more, and begins nothing where there is no room.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]

use onsite_documents::{ActorId, Document, SHARE_MAX};
use onsite_domain::{Author, Id, RejectedCode, Subject, Word, document::Write, document_kind};
use onsite_store::{DocumentCache, OpenOptions, Schema, StoreError, Touched, ground, room::room};

const VISIT: Subject = Subject::new(Word::Visit, Id::from_parts(1, 2));

fn author(who: u8) -> Author {
    Author::Console { user: Id::from_parts(1, u128::from(who)) }
}

fn writes(count: usize) -> Vec<Write> {
    (0..count).map(|n| Write::Set { field: "window_start_ms".to_owned(), value: n.into() }).collect()
}

#[test]
fn the_share_of_an_author_has_an_end_and_the_document_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("onsite.db");
    let options = OpenOptions { path: &path, key: None, vfs: None, schema: Schema::Device };
    let connection = onsite_store::open(&options).unwrap();
    let mut document = Document::create(document_kind::of(Word::Visit).unwrap(), VISIT.id).unwrap();
    let mut write = |who: u8, operations: usize| {
        let change = document.write(ActorId([who; 16]), 0, &writes(operations)).unwrap().unwrap();
        assert!(ground::bind_actor(&connection, &change.meta.actor, &author(who)).unwrap());
        ground::append(&connection, &document, VISIT, &[change], &mut Touched::new()).unwrap();
    };
    let ask = |who: u8, operations: usize| {
        room(&connection, &mut DocumentCache::default(), VISIT, &author(who), operations).map_err(|error| match error {
            StoreError::Rejected(rejected) => rejected.code,
            error => panic!("{error}"),
        })
    };
    assert_eq!(ask(1, 1), Ok(None), "there is no document yet");
    write(1, SHARE_MAX.operations / 2);
    assert_eq!(ask(1, 1), Ok(None), "far off");
    write(1, SHARE_MAX.operations / 2 - 100);
    assert_eq!(ask(1, 1), Ok(Some(97)));
    assert_eq!(ask(1, 98), Ok(Some(0)), "the last that fits");
    assert_eq!(ask(1, 99), Err(RejectedCode::QuotaExceeded));
    assert_eq!(ask(2, 101), Ok(None), "the room of the others is theirs");
    write(2, SHARE_MAX.operations / 2);
    assert_eq!(ask(3, 300), Ok(None), "it goes on for the others");
}
