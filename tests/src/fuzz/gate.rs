//! Changes for the admission gate. What it lets in must load again from the same bytes and take an honest edit afterwards.

use crate::sim::forge::{body_of, sealed};
use onsite_documents::{ActorId, Document, GateLimits};
use onsite_domain::{
    Author, Id, Word,
    document::{DocumentKind, DocumentState, Write},
};
use serde_json::json;

static VISIT: DocumentKind = DocumentKind {
    word: Word::Visit,
    schema: 1,
    fields: &["priority", "remark", "status"],
    collections: &[("notes", 1), ("part_usages", 1)],
};
const WALL_MS: i64 = 1_750_032_000_000;

fn id(number: u128) -> Id {
    Id::from_parts(1_750_032_000_000, number)
}

fn set(field: &str, value: impl Into<serde_json::Value>) -> Write {
    Write::Set { field: field.to_owned(), value: value.into() }
}

fn note(number: u128, text: &str) -> Write {
    Write::Add { collection: "notes".to_owned(), id: id(number), entry: json!({ "text": text }) }
}

#[expect(clippy::expect_used, reason = "an honest document takes honest edits")]
fn write(document: &mut Document, actor: u8, writes: &[Write]) -> Vec<u8> {
    document.write(ActorId([actor; 16]), WALL_MS, writes).expect("written").expect("something new").bytes
}

/// A document with some history, and the honest changes that come next.
#[expect(clippy::expect_used, reason = "a document that cannot be made stops the test")]
fn history() -> (Document, Vec<Vec<u8>>) {
    let mut desk = Document::create(&VISIT, id(1)).expect("a document");
    write(&mut desk, 9, &[set("priority", "low"), set("status", "new"), note(1, "first")]);
    let mut phone = desk.clone();
    write(&mut desk, 9, &[set("priority", "high")]);
    let next: [&[Write]; 3] = [
        &[set("priority", 3), set("status", true), note(2, "second")],
        &[set("priority", -700), note(3, "third"), note(4, "fourth")],
        &[set("remark", 2.5), set("status", serde_json::Value::Null)],
    ];
    let next = next.iter().map(|writes| write(&mut phone, 1, writes)).collect();
    (desk, next)
}

#[expect(clippy::expect_used, reason = "what the gate let in reads")]
fn state(document: &Document) -> DocumentState {
    document.state(&|actor: &ActorId| Some(Author::rule(&actor.to_string()))).expect("reads")
}

/// Bodies of changes: the first byte says which of three they stand in for.
pub(super) fn honest() -> Vec<Vec<u8>> {
    let (_, next) = history();
    let bodies = next.iter().filter_map(|bytes| body_of(bytes));
    (0_u8..).zip(bodies).map(|(which, body)| [&[which], body].concat()).collect()
}

/// The rest is the body of a change, sealed with a checksum that fits, among honest ones of the same author.
#[expect(clippy::expect_used, reason = "what does not load again is the finding")]
pub(super) fn run(bytes: &[u8]) {
    let Some((which, body)) = bytes.split_first() else { return };
    let (mut document, next) = history();
    let forged = sealed(1, body);
    let mut run: Vec<&[u8]> = next.iter().map(Vec::as_slice).collect();
    let place = usize::from(*which) % run.len().max(1);
    run.iter_mut().skip(place).take(1).for_each(|held| *held = &forged);
    document.admit(&run, &GateLimits::of_server());
    let before = state(&document);
    let stored: Vec<Vec<u8>> =
        document.changes().iter().map(|change| document.change_bytes(&change.hash).expect("kept")).collect();
    let mut again = Document::from_changes(&VISIT, id(1), &stored).expect("loads again");
    assert_eq!(state(&again), before, "loaded again it says the same");
    for document in [&mut document, &mut again] {
        write(document, 5, &[set("priority", "an honest edit"), note(99, "and a note")]);
    }
    assert_eq!(state(&again), state(&document), "and takes the same edit");
}
