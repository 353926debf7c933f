//! The demonstration company is what it says, clean, and loaded once.

use super::*;
use onsite_server::{ServerKeys, StoreOptions};
use onsite_store::{derived, ground, pack, ports::Ports};

const TODAY_MS: i64 = 1_795_400_000_000;

fn server() -> (tempfile::TempDir, onsite_server::ServerStore) {
    let directory = tempfile::tempdir().unwrap();
    let clock = StoryClock::new(TODAY_MS);
    let mut ports = Ports { clock: Box::new(clock), random: Ports::system().random };
    let (keys, _) = ServerKeys::generate(&mut ports).unwrap();
    let options = StoreOptions { directory: directory.path(), keys, ports, vfs: None };
    let store = onsite_server::ServerStore::open(options).unwrap();
    (directory, store)
}

fn count(store: &onsite_server::ServerStore, word: &str) -> i64 {
    let sql = "SELECT count(*) FROM view WHERE word = :word";
    store.database().query_row(sql, [word], |row| row.get(0)).unwrap()
}

#[test]
fn the_company_is_complete_clean_and_loaded_once() {
    let (_directory, mut store) = server();
    let company = load(&mut store, TODAY_MS).unwrap();
    for (word, expected) in [
        ("organisation", 3),
        ("user", 10),
        ("customer", 12),
        ("site", 13),
        ("device", 60),
        ("part", 80),
        ("stock_location", 10),
        ("procedure", 9),
        ("article", 20),
    ] {
        assert_eq!(count(&store, word), expected, "{word}");
    }
    assert_eq!((company.orders.len(), company.devices.len(), company.vans.len()), (24, 60, 4));
    for (order, visit) in company.orders.values() {
        let order = onsite_domain::Subject::new(onsite_domain::Word::WorkOrder, *order);
        assert!(derived::view(store.database(), order).unwrap().is_some());
        if let Some(visit) = visit {
            let visit = onsite_domain::Subject::new(onsite_domain::Word::Visit, *visit);
            assert!(derived::view(store.database(), visit).unwrap().is_some());
        }
    }
    let finished: i64 = store
        .database()
        .query_row("SELECT count(*) FROM view WHERE word = 'visit' AND status = 'reviewed'", [], |row| row.get(0))
        .unwrap();
    assert!(finished >= 100, "{finished} visits of the past");
    let verification = store.verify().unwrap();
    assert!(verification.is_clean(), "{:?}", verification.problems);

    let open = derived::attention(store.database(), true, 100).unwrap();
    assert_eq!(open.len(), 0, "{open:?}");

    let (loose, packed) = pack_what_has_ended(&mut store);
    assert!(packed * 5 < loose * 2, "{loose} bytes in rows, {packed} packed");

    let before = derived::dump(store.database()).unwrap();
    assert_eq!(store.verify().unwrap(), verification);
    assert_eq!(load(&mut store, TODAY_MS).unwrap(), company);
    assert_eq!(derived::dump(store.database()).unwrap(), before);
    assert_eq!(store.verify().unwrap(), verification);
}

/// Packs every visit and order that has ended; the bytes of their changes before and after, keys included.
fn pack_what_has_ended(store: &mut onsite_server::ServerStore) -> (i64, i64) {
    let sum = |store: &onsite_server::ServerStore, sql: &str| -> i64 {
        store.database().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let rows = "SELECT sum(length(subject) + length(hash) + length(actor) + length(bytes) + 4) FROM change";
    let before = sum(store, rows);
    let closed = pack::closed(store.database(), "1", "", 10_000).unwrap();
    let changes: usize =
        closed.iter().map(|subject| ground::changes(store.database(), *subject, 0).unwrap().len()).sum();
    let count = store.run(|store| Ok(pack::pack_all(store.database(), &closed)?)).unwrap();
    assert_eq!(count, closed.len() as u64);
    let loose = before - sum(store, rows);
    let packed = sum(store, "SELECT sum(length(subject) + length(bytes) + 4) FROM document_pack");
    println!("{count} documents with {changes} changes: {loose} bytes in rows, {packed} packed");
    (loose, packed)
}

#[test]
fn every_procedure_has_ten_to_twenty_five_steps() {
    for row in procedures::PROCEDURES {
        // A round is a look on the way past.
        let least = if row.number == procedures::ROUND { 5 } else { 10 };
        assert!((least..=25).contains(&steps::of(row.number).len()), "{}", row.number);
    }
}
