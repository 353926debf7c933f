//! A busy stock location goes on from its closed books, whatever comes late or goes again, and shows what a rebuild shows.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use onsite_domain::{
    Author, Id, Quantity, Stamp, Subject, Word,
    count::{self, CountFact, CountLine},
    fact::Fact,
    fact_kind::{self, FactBody},
    movement::{self, MovementFact, MovementLine, MovementReason},
    record::Record,
    stock::StockLocationView,
};
use onsite_store::{Connection, DocumentCache, OpenOptions, Schema, Touched, derived, fact, record};
use serde_json::json;

const BEGIN_MS: i64 = 1_750_032_000_000;
const PLACES: [(u64, &str); 3] = [(20, "warehouse"), (21, "van"), (22, "customer")];
const FACTS: u64 = 900;

fn id(number: u64) -> Id {
    Id::from_parts(1_750_032_000_000, u128::from(number))
}

fn fact<T: FactBody>(number: u64, subjects: Vec<Subject>, body: &T) -> Vec<u8> {
    let at_ms = BEGIN_MS + i64::try_from(number).unwrap() * 1_000;
    let fact = Fact {
        id: id(1_000 + number),
        kind: T::KIND.to_owned(),
        author: Author::rule("test"),
        at: Stamp { wall_ms: at_ms, ..Stamp::default() },
        subjects,
        body: fact_kind::body(body),
    };
    fact.to_bytes()
}

/// Of twelve one is a count, one is for somebody else's van, the others go from place to place.
fn bytes(number: u64) -> Vec<u8> {
    let (from, to) =
        (id(PLACES[usize::try_from(number % 3).unwrap()].0), id(PLACES[usize::try_from((number / 2) % 3).unwrap()].0));
    if number.is_multiple_of(12) {
        let line = CountLine { part: id(60 + number % 5), counted: Quantity::units(3), ..CountLine::default() };
        return fact(number, count::subjects(from), &CountFact { lines: vec![line], ..CountFact::default() });
    }
    let settles = if number % 36 == 13 { vec![id(1_000 + number - 13)] } else { vec![] };
    let body = MovementFact {
        reason: if settles.is_empty() { MovementReason::Use } else { MovementReason::Settle },
        lines: vec![MovementLine {
            part: id(60 + number % 5),
            quantity: Quantity::units(1 + i64::try_from(number % 4).unwrap()),
            from,
            to,
            serial: number.is_multiple_of(7).then(|| format!("SN-{number}")),
            ..MovementLine::default()
        }],
        on_behalf_of: (number % 12 == 5).then(|| id(21)),
        settles,
        ..MovementFact::default()
    };
    fact(number, movement::subjects(&body), &body)
}

fn database() -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("onsite.db");
    let options = OpenOptions { path: &path, key: None, vfs: None, schema: Schema::Server };
    let connection = onsite_store::open(&options).unwrap();
    let mut touched = Touched::new();
    for (place, kind) in PLACES {
        record::put(&connection, &location(place, kind, 1), &[0; 64], &mut touched).unwrap();
    }
    connection.execute_batch("BEGIN").unwrap();
    (folder, connection)
}

fn location(place: u64, kind: &str, version: u32) -> Vec<u8> {
    let body = json!({"kind": kind, "number": format!("P-{place}"), "name": {"en": kind}, "organisation": id(3)});
    let record = Record {
        word: Word::StockLocation,
        id: id(place),
        epoch: 1,
        version,
        at_ms: BEGIN_MS,
        is_removed: false,
        body,
    };
    record.to_bytes()
}

fn closed(connection: &Connection) -> i64 {
    connection.query_row("SELECT count(*) FROM stock_books", [], |row| row.get(0)).unwrap()
}

fn assert_equals_a_rebuild(connection: &Connection) {
    let held = derived::dump(connection).unwrap();
    derived::rebuild(connection, &mut DocumentCache::default()).unwrap();
    assert_eq!(held, derived::dump(connection).unwrap());
}

/// Most come in order; every ninth is late by a few, by a hundred, by hundreds.
fn arrivals() -> Vec<u64> {
    let mut order: Vec<(u64, u64)> = (0..FACTS)
        .map(|number| {
            let late =
                if number.is_multiple_of(9) { [3, 110, 400][usize::try_from(number / 9 % 3).unwrap()] } else { 0 };
            (number + late, number)
        })
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, number)| number).collect()
}

#[test]
fn a_busy_location_shows_what_a_rebuild_shows() {
    let (_folder, connection) = database();
    let mut cache = DocumentCache::default();
    let mut most = 0;
    for number in arrivals() {
        let mut touched = Touched::new();
        // Some are in doubt first, and count when somebody has decided.
        let is_in_review = number % 50 == 7;
        fact::put(&connection, &bytes(number), &[0; 64], None, is_in_review, &mut touched).unwrap();
        derived::project(&connection, &mut cache, &touched).unwrap();
        most = most.max(closed(&connection));
    }
    assert!((4..=24).contains(&most), "{most} books");
    assert_equals_a_rebuild(&connection);

    for number in (7..FACTS).step_by(100) {
        let mut touched = Touched::new();
        fact::put(&connection, &bytes(number), &[0; 64], None, false, &mut touched).unwrap();
        let gone = fact::get(&connection, id(1_000 + number + 1)).unwrap().unwrap();
        fact::withdraw(&connection, &gone, &mut touched).unwrap();
        derived::project(&connection, &mut cache, &touched).unwrap();
    }
    assert_equals_a_rebuild(&connection);
}

#[test]
fn books_that_were_kept_otherwise_are_made_again() {
    let (_folder, connection) = database();
    let mut cache = DocumentCache::default();
    for number in 0..300 {
        let mut touched = Touched::new();
        fact::put(&connection, &bytes(number), &[0; 64], None, false, &mut touched).unwrap();
        derived::project(&connection, &mut cache, &touched).unwrap();
    }
    let scrap = Subject::new(Word::StockLocation, id(20));
    let balances = |connection: &Connection| {
        let view: StockLocationView = derived::view_as(connection, scrap).unwrap().unwrap();
        view.balances
    };
    assert!(balances(&connection).iter().any(|balance| balance.serial.is_some()));
    let mut touched = Touched::new();
    record::put(&connection, &location(20, "scrap", 2), &[0; 64], &mut touched).unwrap();
    derived::project(&connection, &mut cache, &touched).unwrap();
    assert!(
        balances(&connection).iter().all(|balance| balance.serial.is_none()),
        "scrap is known by part and condition"
    );
    assert_equals_a_rebuild(&connection);
}
