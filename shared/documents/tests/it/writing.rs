use crate::support::*;
use onsite_documents::{Document, WriteError, genesis};
use onsite_domain::RejectedCode;
use onsite_domain::document::Write;
use proptest::prelude::*;
use serde_json::json;

fn code(result: Result<impl std::fmt::Debug, WriteError>) -> RejectedCode {
    match result {
        Err(WriteError::Rejected(rejected)) => rejected.code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_written_is_read_with_author_and_time() {
    let mut visit = visit();
    write(&mut visit, 7, &[set("priority", "high"), note(5, "漏水 under the unit")]);
    let state = state(&visit);
    let priority = &state.fields["priority"].shown;
    assert_eq!(priority.value, json!("high"));
    assert_eq!(priority.wall_ms, WALL_MS);
    assert_eq!(priority.author, Some(onsite_domain::Author::rule(&actor(7).to_string())));
    let notes = state.entries::<serde_json::Value>("notes");
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].1.value, json!({ "text": "漏水 under the unit" }));
    assert!(state.unreadable.is_empty());
    assert_eq!(state.heads, visit.heads());
}

#[test]
fn genesis_is_the_same_bytes_for_ever() {
    let first = genesis(&VISIT, id(1));
    let hex: String = first.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        hex,
        "856f4a8382e58153017b00106f6e736974652f736368656d610000010101000000061529340142045607572070027a046b696e6402696406736368\
         656d61066669656c6473056e6f7465730b706172745f75736167657306030103007d56a603130300766973697430314a5856304a39303030\
         303030303030303030303030303031010600"
    );
}

#[test]
fn genesis_comes_out_of_automerge_as_it_went_in() {
    let visit = Document::create(&VISIT_2, id(1)).unwrap();
    for change in visit.schema_changes() {
        assert_eq!(visit.change_bytes(&change.meta.hash), Some(change.bytes));
    }
    assert_eq!(visit.change_count(), 2);
}

#[test]
fn the_same_writes_give_the_same_bytes() {
    let (mut one, mut two) = (visit(), visit());
    let writes = [set("status", "x"), note(3, "a")];
    assert_eq!(write(&mut one, 1, &writes), write(&mut two, 1, &writes));
}

#[test]
fn a_document_loads_from_its_changes_and_reads_the_same() {
    let mut visit = visit();
    let changes: Vec<_> =
        (0..20_u32).map(|n| write(&mut visit, 1, &[set("status", n), note(n.into(), "x")]).bytes).collect();
    let loaded = Document::from_changes(&VISIT, id(1), &changes).unwrap();
    assert_eq!(state(&loaded), state(&visit));
    let hashes: Vec<_> = visit.changes().iter().map(|change| change.hash).collect();
    let stored: Vec<_> = hashes.iter().map(|hash| visit.change_bytes(hash).unwrap()).collect();
    assert_eq!(&stored[1..], &changes);
    assert_eq!(state(&Document::from_changes(&VISIT, id(1), &stored).unwrap()), state(&visit));
}

#[test]
fn a_damaged_or_missing_row_is_named() {
    let mut visit = visit();
    let mut changes: Vec<_> = (0..4).map(|n| write(&mut visit, 1, &[set("status", n)]).bytes).collect();
    let gone = changes.remove(2);
    assert!(Document::from_changes(&VISIT, id(1), &changes).err().unwrap().to_string().contains("change 2 depends"));
    changes.insert(2, gone[..gone.len() - 1].to_vec());
    assert!(Document::from_changes(&VISIT, id(1), &changes).err().unwrap().to_string().contains("change 2 is damaged"));
}

#[test]
fn a_write_that_changes_nothing_makes_no_change() {
    let mut visit = visit();
    write(&mut visit, 1, &[set("status", "open")]);
    assert_eq!(visit.write(actor(1), WALL_MS, &[set("status", "open")]), Ok(None));
    assert_eq!(visit.change_count(), 2);
    write(&mut visit, 2, &[set("status", "closed")]);
}

#[test]
fn what_the_structure_does_not_allow_is_refused() {
    let mut visit = visit();
    write(&mut visit, 1, &[note(1, "first")]);
    let mut tried = |writes: &[Write]| code(visit.write(actor(1), WALL_MS, writes));
    assert_eq!(tried(&[]), RejectedCode::Missing);
    assert_eq!(tried(&[set("colour", "red")]), RejectedCode::UnknownPath);
    assert_eq!(tried(&[set("ext.red", "red")]), RejectedCode::UnknownPath);
    assert_eq!(tried(&[set("status", json!({ "a": 1 }))]), RejectedCode::WrongShape);
    assert_eq!(tried(&[set("status", "x".repeat(33_000))]), RejectedCode::TooLarge);
    assert_eq!(tried(&[note(1, "again")]), RejectedCode::IdTaken);
    assert_eq!(tried(&[note(2, "twice"), note(2, "twice")]), RejectedCode::IdTaken);
    assert_eq!(tried(&[note(2, &"x".repeat(33_000))]), RejectedCode::TooLarge);
    let add = |collection: &str, entry| Write::Add { collection: collection.to_owned(), id: id(9), entry };
    assert_eq!(tried(&[add("fields", json!({}))]), RejectedCode::UnknownPath);
    assert_eq!(tried(&[add("expenses", json!({}))]), RejectedCode::UnknownPath);
    assert_eq!(tried(&[add("notes", json!("text"))]), RejectedCode::WrongShape);
    assert_eq!(visit.change_count(), 2);
}

#[test]
fn company_defined_fields_are_keyed_by_their_definition() {
    let mut visit = visit();
    let field = format!("ext.{}", id(77));
    write(&mut visit, 1, &[set(&field, 3.5)]);
    assert_eq!(state(&visit).field::<f64>(&field), Some(3.5));
}

#[test]
fn a_document_may_be_moved_to_another_thread() {
    fn is_sendable<T: Send + Sync>() {}
    is_sendable::<Document>();
}

fn scalar() -> impl Strategy<Value = serde_json::Value> {
    prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_filter("JSON has no others", |number| number.is_finite()).prop_map(Into::into),
        ".{0,40}".prop_map(Into::into),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_scalar_and_text_survives(status in scalar(), remark in scalar(), text in ".{0,60}") {
        let mut visit = visit();
        let entry = json!({ "text": text });
        let add = Write::Add { collection: "notes".to_owned(), id: id(1), entry: entry.clone() };
        write(&mut visit, 1, &[set("status", status.clone()), set("remark", remark.clone()), add]);
        let state = state(&visit);
        prop_assert_eq!(&state.fields["status"].shown.value, &status);
        prop_assert_eq!(&state.fields["remark"].shown.value, &remark);
        prop_assert_eq!(&state.entries::<serde_json::Value>("notes")[0].1.value, &entry);
    }
}
