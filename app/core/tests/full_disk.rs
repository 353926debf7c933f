//! A disk that is full: the person is told, nothing is half written, and work goes on once there is room.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a story stops where it goes wrong")]

mod office;

use office::{Office, id};
use onsite_core::AppError;
use onsite_domain::{Subject, Word, command::Command, entry, note::Note};

#[test]
fn a_full_disk_keeps_what_was_there_and_refuses_what_does_not_fit() {
    let directory = tempfile::tempdir().unwrap();
    let office = Office::new();
    let mut app = office.phone(directory.path(), id(1), id(2));
    let note = |app: &mut onsite_core::App, text: String| {
        let entry = entry::add(app.ports().new_id(), &Note { text, ..Note::default() });
        app.commit(&Command::new("write_note").write(Subject::new(Word::Visit, id(3)), [entry])).map(|_| ())
    };
    note(&mut app, "fits".to_owned()).unwrap();
    let pages: i64 = app.database().query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let limit = |pages: i64| format!("PRAGMA max_page_count = {pages}");
    let _: i64 = app.database().query_row(&limit(pages), [], |row| row.get(0)).unwrap();
    let refused = (0..50).find_map(|_| note(&mut app, "x".repeat(4_000)).err());
    let Some(AppError::Unavailable(said)) = refused else { panic!("{refused:?}") };
    assert!(said.contains("full"), "{said}");
    let kept = app.outbox().unwrap().len();
    let _: i64 = app.database().query_row(&limit(1 << 30), [], |row| row.get(0)).unwrap();
    note(&mut app, "there is room again".to_owned()).unwrap();
    assert_eq!(app.outbox().unwrap().len(), kept + 1, "nothing of what was refused is left");
    assert!(app.doctor().unwrap().is_sound);
}
