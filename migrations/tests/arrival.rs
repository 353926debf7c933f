//! What is derived does not depend on the order of arrival: ground rows taken in any order, each projected as it comes,
//! leave the same derived rows as any other order and as a rebuild.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use onsite_documents::{ActorId, Document, RawChange};
use onsite_domain::{
    Author, Id, Quantity, Stamp, Subject, Word,
    assignment::AssignmentFact,
    code_binding::CodeBindingFact,
    count::{CountFact, CountLine},
    document::Write,
    document_kind, entry,
    fact::Fact,
    fact_kind::{self, FactBody},
    movement::{self, MovementFact, MovementLine, MovementReason},
    note::Note,
    press::{Press, PressFact},
    record::Record,
};
use onsite_store::{Connection, DocumentCache, OpenOptions, Schema, Touched, derived, fact, ground, record};
use proptest::prelude::*;
use serde_json::json;
use std::collections::VecDeque;

const BEGIN_MS: i64 = 1_750_032_000_000;

fn id(number: u8) -> Id {
    Id::from_parts(1_750_032_000_000, u128::from(number))
}

fn order() -> Subject {
    Subject::new(Word::WorkOrder, id(1))
}

fn visit() -> Subject {
    Subject::new(Word::Visit, id(2))
}

/// What somebody does. People, places and things are small numbers.
#[derive(Clone, Debug)]
enum Act {
    Press {
        who: u8,
        press: usize,
    },
    Assign {
        lead: u8,
    },
    Move {
        from: u8,
        to: u8,
        quantity: i64,
    },
    Count {
        location: u8,
        counted: i64,
    },
    Bind {
        device: u8,
        code: u8,
    },
    /// Writes into the visit; whoever `has_seen` knows everything written so far.
    Note {
        who: u8,
        has_seen: bool,
    },
    Route {
        who: u8,
        has_seen: bool,
    },
    Name {
        location: u8,
        version: u8,
    },
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..3u8, 0..Press::ALL.len()).prop_map(|(who, press)| Act::Press { who, press }),
        (0..3u8).prop_map(|lead| Act::Assign { lead }),
        (0..3u8, 0..3u8, 1..5i64).prop_map(|(from, to, quantity)| Act::Move { from, to, quantity }),
        (0..3u8, 0..5i64).prop_map(|(location, counted)| Act::Count { location, counted }),
        (0..2u8, 0..2u8).prop_map(|(device, code)| Act::Bind { device, code }),
        (0..3u8, any::<bool>()).prop_map(|(who, has_seen)| Act::Note { who, has_seen }),
        (0..3u8, any::<bool>()).prop_map(|(who, has_seen)| Act::Route { who, has_seen }),
        (0..3u8, 1..4u8).prop_map(|(location, version)| Act::Name { location, version }),
    ]
}

/// A row of ground state on its way to a database.
#[derive(Clone, Debug)]
enum Row {
    Fact(Vec<u8>),
    Record(Vec<u8>),
    Change(RawChange),
}

/// The rows that come of acts.
fn rows(acts: &[Act]) -> Vec<Row> {
    let kind = document_kind::of(Word::Visit).unwrap();
    let mut replicas: Vec<Document> = (0..3).map(|_| Document::create(kind, visit().id).unwrap()).collect();
    let mut written: Vec<RawChange> = Vec::new();
    let mut rows = vec![];
    for place in 0..3 {
        rows.push(location(place, 0));
        rows.push(device(place));
    }
    let first = replicas[0].write(actor(0), BEGIN_MS, &[set("work_order", json!(order().id))]).unwrap().unwrap();
    written.push(first.clone());
    rows.push(Row::Change(first));
    for (number, act) in acts.iter().enumerate() {
        let number = u8::try_from(number).unwrap();
        let at = |place: u8| id(20 + place);
        rows.push(match act {
            Act::Press { who, press } => {
                let body =
                    PressFact { press: Press::ALL[*press], reason: Some("why".to_owned()), ..PressFact::default() };
                fact(number, *who, vec![visit(), order()], &body)
            }
            Act::Assign { lead } => {
                let body = AssignmentFact { lead: Some(person(*lead)), ..AssignmentFact::default() };
                fact(number, 9, vec![order(), visit()], &body)
            }
            Act::Move { from, to, quantity } => {
                let line = MovementLine {
                    part: id(60),
                    quantity: Quantity::units(*quantity),
                    from: at(*from),
                    to: at(*to),
                    ..MovementLine::default()
                };
                let body =
                    MovementFact { reason: MovementReason::Adjust, lines: vec![line], ..MovementFact::default() };
                fact(number, *from, movement::subjects(&body), &body)
            }
            Act::Count { location, counted } => {
                let line = CountLine { part: id(60), counted: Quantity::units(*counted), ..CountLine::default() };
                let body = CountFact { lines: vec![line], ..CountFact::default() };
                fact(number, *location, onsite_domain::count::subjects(at(*location)), &body)
            }
            Act::Bind { device, code } => {
                let body = CodeBindingFact { code: format!("CODE-{code}"), ..CodeBindingFact::default() };
                fact(number, *device, vec![Subject::new(Word::Device, id(40 + device))], &body)
            }
            Act::Note { who, has_seen } => {
                let note = Note { text: format!("note {number}"), ..Note::default() };
                change(&mut replicas, &mut written, *who, *has_seen, number, entry::add(id(100 + number), &note))
            }
            Act::Route { who, has_seen } => {
                let write = set("route_position", json!(number));
                change(&mut replicas, &mut written, *who, *has_seen, number, write)
            }
            Act::Name { location: place, version } => location(*place, *version),
        });
    }
    rows
}

fn set(field: &str, value: serde_json::Value) -> Write {
    Write::Set { field: field.to_owned(), value }
}

fn actor(who: u8) -> ActorId {
    ActorId([who + 1; 16])
}

fn person(who: u8) -> Id {
    id(200 + who)
}

fn author(who: u8) -> Author {
    Author::FieldDevice { field_device: id(210 + who), user: person(who) }
}

fn fact<T: FactBody>(number: u8, who: u8, subjects: Vec<Subject>, body: &T) -> Row {
    let stamp = Stamp { wall_ms: BEGIN_MS + i64::from(number % 7) * 1000, ..Stamp::default() };
    let fact = Fact {
        id: id(100 + number),
        kind: T::KIND.to_owned(),
        author: author(who),
        at: stamp,
        subjects,
        body: fact_kind::body(body),
    };
    Row::Fact(fact.to_bytes())
}

fn location(place: u8, version: u8) -> Row {
    let body =
        json!({"kind": "van", "number": format!("V{place}.{version}"), "name": {"en": "Van"}, "organisation": id(3)});
    versioned(Word::StockLocation, 20 + place, version, body)
}

fn device(place: u8) -> Row {
    versioned(Word::Device, 40 + place, 0, json!({"serial": format!("SN-{place}"), "model": "M", "customer": id(4)}))
}

fn versioned(word: Word, number: u8, version: u8, body: serde_json::Value) -> Row {
    let record = Record {
        word,
        id: id(number),
        epoch: 1,
        version: u32::from(version),
        at_ms: BEGIN_MS,
        is_removed: false,
        body,
    };
    Row::Record(record.to_bytes())
}

fn change(
    replicas: &mut [Document],
    written: &mut Vec<RawChange>,
    who: u8,
    has_seen: bool,
    number: u8,
    write: Write,
) -> Row {
    let replica = &mut replicas[usize::from(who)];
    // The first change makes the document what it is: everybody has it.
    let seen = if has_seen { written.len() } else { 1 };
    let run: Vec<&[u8]> = written[..seen].iter().map(|change| change.bytes.as_slice()).collect();
    assert!(replica.admit(&run, &Default::default()).refused.is_none());
    let change = replica.write(actor(who), BEGIN_MS + i64::from(number), &[write]).unwrap().unwrap();
    written.push(change.clone());
    Row::Change(change)
}

/// An empty database that knows who speaks through which actor.
fn database() -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("onsite.db");
    let options = OpenOptions { path: &path, key: None, vfs: None, schema: Schema::Device };
    let connection = onsite_store::open(&options).unwrap();
    for who in 0..3 {
        assert!(ground::bind_actor(&connection, &actor(who), &author(who)).unwrap());
    }
    (folder, connection)
}

/// Keeps a row and projects what it touched; `false` where something it builds on is not there yet.
fn arrive(connection: &Connection, cache: &mut DocumentCache, row: &Row) -> bool {
    let mut touched = Touched::new();
    match row {
        Row::Fact(bytes) => {
            fact::put(connection, bytes, &[0; 64], None, false, &mut touched).unwrap();
        }
        Row::Record(bytes) => {
            record::put(connection, bytes, &[0; 64], &mut touched).unwrap();
        }
        Row::Change(change) => {
            let document = cache.open_or_create(connection, visit()).unwrap();
            if document.admit(&[&change.bytes], &Default::default()).refused.is_some() {
                cache.forget(visit());
                return false;
            }
            let document = document.clone();
            ground::append(connection, &document, visit(), std::slice::from_ref(change), &mut touched).unwrap();
        }
    }
    derived::project(connection, cache, &touched).unwrap();
    true
}

/// What is derived once all rows came in this order; one that must wait for another comes again at the end.
fn derived_after(rows: impl IntoIterator<Item = Row>) -> Vec<String> {
    let (_folder, connection) = database();
    let mut cache = DocumentCache::default();
    let mut waiting: VecDeque<Row> = rows.into_iter().collect();
    connection.execute_batch("BEGIN").unwrap();
    while let Some(row) = waiting.pop_front() {
        if !arrive(&connection, &mut cache, &row) {
            waiting.push_back(row);
        }
    }
    let held = derived::dump(&connection).unwrap();
    derived::rebuild(&connection, &mut DocumentCache::default()).unwrap();
    assert_eq!(held, derived::dump(&connection).unwrap(), "a rebuild makes the same");
    held
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_arrival_and_a_rebuild_derive_the_same(
        (acts, order) in prop::collection::vec(act(), 1..24).prop_flat_map(|acts| {
            let places: Vec<usize> = (0..rows(&acts).len()).collect();
            (Just(acts), Just(places).prop_shuffle())
        })
    ) {
        let rows = rows(&acts);
        let shuffled: Vec<Row> = order.iter().map(|place| rows[*place].clone()).collect();
        prop_assert_eq!(derived_after(rows), derived_after(shuffled));
    }
}
