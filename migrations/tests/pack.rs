//! A closed document is one row and stays what it was: every change with its position, hash and bytes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use onsite_documents::{ActorId, Document, GateLimits, RawChange};
use onsite_domain::{Id, Subject, Word, document::Write, document_kind, entry, note::Note};
use onsite_store::{Connection, OpenOptions, Schema, StoreError, Touched, ground, ground::StoredChange, pack};
use proptest::prelude::*;

const BEGIN_MS: i64 = 1_750_032_000_000;

fn visit() -> Subject {
    Subject::new(Word::Visit, Id::from_parts(1_750_032_000_000, 2))
}

fn database() -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("onsite.db");
    let options = OpenOptions { path: &path, key: None, vfs: None, schema: Schema::Device };
    let connection = onsite_store::open(&options).unwrap();
    (folder, connection)
}

fn document() -> Document {
    Document::create(document_kind::of(Word::Visit).unwrap(), visit().id).unwrap()
}

fn note(number: u32) -> Write {
    let note = Note { text: format!("换了密封圈，第 {number} 次"), ..Note::default() };
    entry::add(Id::from_parts(1_750_032_000_000, u128::from(number)), &note)
}

/// Writes a note and keeps its change.
fn write(connection: &Connection, document: &mut Document, who: u8, number: u32) {
    let change = document.write(ActorId([who; 16]), BEGIN_MS + i64::from(number), &[note(number)]).unwrap().unwrap();
    keep(connection, document, &change);
}

fn keep(connection: &Connection, document: &Document, change: &RawChange) {
    ground::append(connection, document, visit(), std::slice::from_ref(change), &mut Touched::new()).unwrap();
}

fn held(connection: &Connection) -> Vec<StoredChange> {
    ground::changes(connection, visit(), 0).unwrap()
}

fn rows(connection: &Connection) -> u64 {
    connection.query_row("SELECT count(*) FROM change", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_packed_document_is_read_written_to_and_packed_again() {
    let (_folder, connection) = database();
    let mut document = document();
    (0..40_u8).for_each(|number| write(&connection, &mut document, number / 7, number.into()));
    let before = held(&connection);
    let loose: usize = before.iter().map(|change| change.bytes.len()).sum();
    assert!(pack::pack(&connection, visit()).unwrap());
    assert_eq!((rows(&connection), held(&connection)), (0, before.clone()));
    assert_eq!(ground::changes(&connection, visit(), 39).unwrap(), before[39..]);
    let packed: usize = connection.query_row("SELECT length(bytes) FROM document_pack", [], |row| row.get(0)).unwrap();
    assert!(packed * 3 < loose, "{loose} bytes became {packed}");
    println!("40 changes: {loose} bytes, packed {packed}");

    let mut again = ground::load(&connection, visit()).unwrap().unwrap();
    assert_eq!(again.heads(), document.heads());
    write(&connection, &mut again, 9, 40);
    assert_eq!((rows(&connection), held(&connection).len()), (1, 41));
    assert_eq!(held(&connection)[..40], before);
    assert_eq!(ground::changes(&connection, visit(), 40).unwrap().len(), 1);
    assert!(pack::pack(&connection, visit()).unwrap());
    assert_eq!((rows(&connection), held(&connection).len()), (0, 41));
    assert_eq!(ground::load(&connection, visit()).unwrap().unwrap().heads(), again.heads());

    // What is undone later comes out of the pack.
    ground::rewrite(&connection, visit(), &before[..10], &mut Touched::new()).unwrap();
    assert_eq!((rows(&connection), held(&connection)), (10, before[..10].to_vec()));
}

#[test]
fn what_cannot_be_reproduced_is_not_packed_and_a_damaged_pack_is_said_to_be() {
    let (_folder, connection) = database();
    let mut document = document();
    (0..5).for_each(|number| write(&connection, &mut document, 1, number));
    let damage = "UPDATE change SET bytes = zeroblob(length(bytes)) WHERE position = 3";
    connection.execute_batch(&format!("SAVEPOINT damage; {damage}")).unwrap();
    assert!(!pack::pack(&connection, visit()).unwrap());
    assert_eq!((pack::pack_all(&connection, &[visit()]).unwrap(), rows(&connection)), (0, 5));
    connection.execute_batch("ROLLBACK TO damage; RELEASE damage").unwrap();

    assert!(pack::pack(&connection, visit()).unwrap());
    let whole: Vec<u8> = connection.query_row("SELECT bytes FROM document_pack", [], |row| row.get(0)).unwrap();
    for length in 0..whole.len() {
        connection.execute("UPDATE document_pack SET bytes = ?1", [&whole[..length]]).unwrap();
        assert!(matches!(ground::changes(&connection, visit(), 0), Err(StoreError::Broken(_))), "cut at {length}");
    }
    assert_eq!(pack::pack_all(&connection, &[visit()]).unwrap(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn any_history_comes_out_of_its_pack_in_its_order(
        acts in prop::collection::vec((0..3_u8, any::<bool>()), 1..40),
        first in 0..40_u64,
    ) {
        let (_folder, connection) = database();
        let mut all = document();
        let mut replicas = [all.clone(), all.clone(), all.clone()];
        for (number, (who, is_up_to_date)) in (0..).zip(acts) {
            let replica = &mut replicas[usize::from(who)];
            if is_up_to_date {
                *replica = all.clone();
            }
            let actor = ActorId([who + 1; 16]);
            let change = replica.write(actor, BEGIN_MS, &[note(number)]).unwrap().unwrap();
            prop_assert!(all.admit(&[&change.bytes], &GateLimits::default()).refused.is_none());
            keep(&connection, &all, &change);
        }
        let before = held(&connection);
        let tail = ground::changes(&connection, visit(), first).unwrap();
        prop_assert!(pack::pack(&connection, visit()).unwrap());
        prop_assert_eq!(rows(&connection), 0);
        prop_assert_eq!(held(&connection), before);
        prop_assert_eq!(ground::changes(&connection, visit(), first).unwrap(), tail);
    }
}
