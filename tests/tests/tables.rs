//! A server from its first minute: made, filled from tables, backed up, restored.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop where they cannot go on")]

use onsite_domain::{Subject, stock::StockLocationView, user::Role, work_order::WorkOrderView};
use onsite_server::{
    ServerStore, backup,
    import::{ImportError, ImportKind, Imported, Mistake},
    setup::{self, Founding},
};
use onsite_store::derived;
use serde_json::Value;
use std::path::Path;

fn founded(directory: &Path) -> ServerStore {
    let founding = Founding {
        company: "示例维保".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        login: "wang".to_owned(),
        name: "Wang".to_owned(),
        roles: vec![Role::Administrator, Role::Dispatcher, Role::StockKeeper],
        public_url: String::new(),
    };
    setup::init(directory, &founding).unwrap().0
}

fn import(store: &mut ServerStore, kind: ImportKind, text: &str) -> Imported {
    store.import(kind, text.as_bytes()).unwrap()
}

fn mistakes(store: &mut ServerStore, kind: ImportKind, bytes: &[u8]) -> Vec<Mistake> {
    match store.import(kind, bytes) {
        Err(ImportError::Mistakes(mistakes)) => mistakes,
        other => panic!("{other:?}"),
    }
}

const TABLES: &[(ImportKind, &str)] = &[
    (ImportKind::Users, "login,name_zh,roles,skills\nLi,李工,engineer,ct:3:2030-01-01\nzhao,赵工,engineer;expert,\n"),
    (ImportKind::Customers, "number,name_zh,name_en,language\nC1,示例医院,Example Hospital,zh\n"),
    (
        ImportKind::Sites,
        "number,customer,name_zh,zone,latitude,longitude\nS1,C1,放射科,Asia/Shanghai,31.2304,121.4737\n",
    ),
    (ImportKind::Contacts, "key,customer,name_zh,phones\nK1,C1,陈老师,021-5550-0101;021-5550-0102\n"),
    (
        ImportKind::Devices,
        "number,serial,model,customer,site,life_cycle,installed_on\nD1,SN-1,CT-7,C1,S1,in_use,2024-05-01\n",
    ),
    (ImportKind::Parts, "number,name_zh,base_unit,tracked_by,minimum\nSEAL,密封圈,pcs,none,2\n"),
    (ImportKind::StockLocations, "number,kind,name_zh,user\nVAN-1,van,李工的车,li\n"),
    (ImportKind::Stock, "reference,location,part,quantity\nopening-1,WH-1,SEAL,12.5\nopening-2,VAN-1,SEAL,3\n"),
    (
        ImportKind::Procedures,
        r#"[{"number":"P1","revision":2,"name":{"zh":"保养"},"steps":[{"kind":"check","title":{"zh":"看"}}]}]"#,
    ),
    (
        ImportKind::WorkOrders,
        "reference,kind,title,device,window_start,procedure,lead\nERP-7,maintain,年度保养,D1,2026-11-24T09:00:00+08:00,P1,li\n",
    ),
];

#[test]
fn tables_are_taken_over_once_and_again_without_a_difference() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = founded(directory.path());
    for (kind, text) in TABLES {
        let imported = import(&mut store, *kind, text);
        assert!(imported.created > 0 && imported.changed == 0, "{kind:?} {imported:?}");
    }
    let rows = store.stats().unwrap().feed_rows;
    for (kind, text) in TABLES {
        let again = import(&mut store, *kind, text);
        assert_eq!((again.created, again.changed), (0, 0), "{kind:?}");
    }
    assert_eq!(store.stats().unwrap().feed_rows, rows);
    let orders: Vec<(Subject, WorkOrderView)> = derived::views(store.database(), "word = 'work_order'", &[]).unwrap();
    assert_eq!(orders.len(), 1);
    assert!(orders[0].1.lead.is_some() && orders[0].1.number.is_some());
    let stock: Vec<(Subject, StockLocationView)> =
        derived::views(store.database(), "word = 'stock_location' AND number = 'WH-1'", &[]).unwrap();
    assert_eq!(stock[0].1.balances[0].quantity.0, 12_500);

    // What comes out goes in again and changes nothing.
    for kind in [
        ImportKind::Users,
        ImportKind::Customers,
        ImportKind::Sites,
        ImportKind::Contacts,
        ImportKind::Devices,
        ImportKind::Parts,
        ImportKind::StockLocations,
        ImportKind::Procedures,
        ImportKind::WorkOrders,
    ] {
        let out = store.export(kind).unwrap();
        let again = store.import(kind, &out).unwrap();
        assert!(again.rows > 0 && again.created == 0 && again.changed == 0, "{kind:?} {again:?}");
    }
    // What a spreadsheet would run goes out harmless and comes back as it was.
    import(&mut store, ImportKind::Customers, "number,name_zh\nC2,\"=HYPERLINK(\"\"http://x.example\"\")\"\n@C3,-甲\n");
    let out = store.export(ImportKind::Customers).unwrap();
    let text = String::from_utf8(out.clone()).unwrap();
    assert!(text.contains("\"'=HYPERLINK") && text.contains("\n'@C3,") && text.contains(",'-甲"), "{text}");
    let again = store.import(ImportKind::Customers, &out).unwrap();
    assert_eq!((again.created, again.changed), (0, 0), "{again:?}");

    // An empty cell clears, a column that is not there leaves alone.
    let changed = import(&mut store, ImportKind::Customers, "number,name_en\nC1,\n");
    assert_eq!(changed.changed, 1);
    assert!(store.verify().unwrap().is_clean());
}

#[test]
fn one_bad_row_among_a_thousand_is_named_and_nothing_is_imported() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = founded(directory.path());
    let mut table = "number,name_zh,payment_days\n".to_owned();
    for n in 1..=1_000 {
        let days = if n == 1_000 { "soon" } else { "30" };
        table.push_str(&format!("C{n},客户{n},{days}\n"));
    }
    let before = store.stats().unwrap();
    let found = mistakes(&mut store, ImportKind::Customers, table.as_bytes());
    assert_eq!((found.len(), found[0].line, found[0].column.as_str()), (1, 1_001, "payment_days"));
    assert_eq!(store.stats().unwrap(), before);

    let (gb, _, _) = encoding_rs::GB18030.encode("number,name_zh\nC1,上海示例医院\n");
    assert_eq!(store.import(ImportKind::Customers, &gb).unwrap().created, 1);
    for (table, line, column) in [
        ("number,name_zh\nC9\n", 2, ""),
        ("number,name_zh\nC9,\n", 2, "name_zh"),
        ("number,name_zh\nC9,甲\nc9,乙\n", 3, "number"),
        ("name_zh\n甲\n", 1, "number"),
        ("number,name_zh,organisation\nC9,甲,99\n", 2, "organisation"),
    ] {
        let found = mistakes(&mut store, ImportKind::Customers, table.as_bytes());
        assert_eq!((found[0].line, found[0].column.as_str()), (line, column), "{table:?} {found:?}");
    }
    assert_eq!(mistakes(&mut store, ImportKind::Customers, b"\xFF\xFEx").len(), 1);
}

#[test]
fn a_restore_brings_everything_back_and_says_so_to_everybody() {
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut store = founded(home.path());
    import(&mut store, ImportKind::Customers, "number,name_zh\nC1,甲\n");
    let file = elsewhere.path().join("monday.backup");
    // The store stays open: a backup is made while the server serves.
    backup::backup(home.path(), &file, false).unwrap();
    assert!(backup::backup(home.path(), &file, false).is_err(), "an older backup is never overwritten");
    import(&mut store, ImportKind::Customers, "number,name_zh\nC2,乙\n");
    drop(store);

    assert!(backup::restore(&file, home.path(), false).is_err());
    let restored = backup::restore(&file, home.path(), true).unwrap();
    assert_eq!(restored.epoch, 2);
    let mut store = setup::open(home.path()).unwrap();
    assert!(store.is_issuing_frozen().unwrap());
    let customers: Vec<(Subject, Value)> = derived::views(store.database(), "word = 'customer'", &[]).unwrap();
    assert_eq!(customers.len(), 1);
    assert!(store.verify().unwrap().is_clean());
    assert!(home.path().join("root.key").exists());
    // No van is out: issuing may go on.
    let wang: Vec<(Subject, Value)> = derived::views(store.database(), "word = 'user'", &[]).unwrap();
    let author = onsite_domain::Author::Console { user: wang[0].0.id };
    store.run(|store| store.release_issuing(&author, None)).unwrap();
    drop(store);

    // A second restore of the same file is another history, and another epoch.
    assert_eq!(backup::restore(&file, home.path(), true).unwrap().epoch, 3);
    let cut = std::fs::read(&file).unwrap();
    std::fs::write(&file, &cut[..cut.len() / 2]).unwrap();
    assert!(backup::restore(&file, elsewhere.path(), false).is_err());
    assert!(!elsewhere.path().join("server.key").exists(), "half a backup leaves nothing behind");
}
