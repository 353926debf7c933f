use onsite_documents::{ActorId, Document, RawChange};
use onsite_domain::document::{DocumentKind, DocumentState, Write};
use onsite_domain::id::Hash;
use onsite_domain::{Author, Id, Word};
use serde_json::json;

pub(crate) static VISIT: DocumentKind = DocumentKind {
    word: Word::Visit,
    schema: 1,
    fields: &["priority", "remark", "status"],
    collections: &[("notes", 1), ("part_usages", 1)],
};

/// The same kind in a later program.
pub(crate) static VISIT_2: DocumentKind = DocumentKind {
    word: Word::Visit,
    schema: 2,
    fields: &["priority", "remark", "status", "weather"],
    collections: &[("notes", 1), ("part_usages", 1), ("expenses", 2)],
};

pub(crate) const WALL_MS: i64 = 1_750_032_000_000;

pub(crate) fn id(n: u128) -> Id {
    Id::from_parts(1_750_032_000_000, n)
}

pub(crate) fn actor(n: u8) -> ActorId {
    ActorId([n; 16])
}

pub(crate) fn visit() -> Document {
    Document::create(&VISIT, id(1)).unwrap()
}

pub(crate) fn set(field: &str, value: impl Into<serde_json::Value>) -> Write {
    Write::Set { field: field.to_owned(), value: value.into() }
}

pub(crate) fn note(n: u128, text: &str) -> Write {
    Write::Add { collection: "notes".to_owned(), id: id(n), entry: json!({ "text": text }) }
}

pub(crate) fn write(document: &mut Document, by: u8, writes: &[Write]) -> RawChange {
    document.write(actor(by), WALL_MS, writes).unwrap().unwrap()
}

pub(crate) fn state(document: &Document) -> DocumentState {
    let author = |actor: &ActorId| Some(Author::rule(&actor.to_string()));
    document.state(&author).unwrap()
}

pub(crate) fn admit(document: &mut Document, changes: &[&RawChange]) -> onsite_documents::Admission {
    let run: Vec<&[u8]> = changes.iter().map(|change| change.bytes.as_slice()).collect();
    document.admit(&run, &Default::default())
}

/// Repairs length and checksum of a change whose body was tampered with (the body begins after the length).
pub(crate) fn sealed(body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![1];
    let mut length = body.len();
    loop {
        let byte = (length & 0x7f) as u8;
        length >>= 7;
        hashed.push(if length == 0 { byte } else { byte | 0x80 });
        if length == 0 {
            break;
        }
    }
    hashed.extend_from_slice(body);
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83];
    bytes.extend_from_slice(&Hash::of(&hashed).0[..4]);
    bytes.extend(hashed);
    bytes
}

/// The body of a change.
pub(crate) fn body(bytes: &[u8]) -> &[u8] {
    let length = bytes[9..].iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    &bytes[9 + length..]
}
