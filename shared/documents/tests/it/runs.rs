use crate::support::*;
use onsite_documents::Document;
use onsite_documents::run::{Run, RunBase, RunError, RunLimits, decode_run, decode_runs, encode_run, encode_runs};
use onsite_domain::document::Write;
use proptest::prelude::*;
use serde_json::json;

fn slices(changes: &[Vec<u8>]) -> Vec<&[u8]> {
    changes.iter().map(Vec::as_slice).collect()
}

/// A phone's run over a document that the desk began and goes on writing to: merges in between, replaced values of
/// others, several operations, every kind of value.
fn run_of(writes: &[Vec<Write>], merges: &[bool]) -> (RunBase, Vec<Vec<u8>>) {
    let mut desk = visit();
    write(&mut desk, 9, &[set("priority", "low"), set("status", "new")]);
    let mut phone = desk.clone();
    let base = RunBase { actor: actor(1), known: phone.heads() };
    let mut changes = Vec::new();
    for (n, (writes, merges)) in writes.iter().zip(merges).enumerate() {
        if *merges {
            let by_desk = write(&mut desk, 9, &[note(1_000_000 + n as u128, "desk"), set("status", n)]);
            assert_eq!(admit(&mut phone, &[&by_desk]).refused, None);
        }
        let wall_ms = WALL_MS + n as i64 * 61_000;
        if let Ok(Some(change)) = phone.write(actor(1), wall_ms, writes) {
            changes.push(change.bytes);
        }
    }
    (base, changes)
}

fn one_write() -> impl Strategy<Value = Write> {
    let field = prop_oneof![Just("priority"), Just("status"), Just("remark")];
    let scalar = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        (-1e9..1e9).prop_map(Into::into),
        ".{0,30}".prop_map(Into::into),
        Just("{\"a\":[1,\"x\"]}".into()),
        Just("a\0b".into()),
    ];
    let entry = (any::<u64>(), ".{0,20}", any::<bool>(), prop::collection::vec(any::<u16>(), 0..3))
        .prop_map(|(n, text, flag, list)| (n, json!({ "text": text, "is": flag, "list": list })));
    prop_oneof![
        (field, scalar).prop_map(|(field, value)| set(field, value)),
        entry.prop_map(|(n, entry)| Write::Add { collection: "notes".to_owned(), id: id(n.into()), entry }),
    ]
}

fn day() -> impl Strategy<Value = (Vec<Vec<Write>>, Vec<bool>)> {
    let writes = prop::collection::vec(prop::collection::vec(one_write(), 1..4), 1..12);
    (writes, prop::collection::vec(prop::bool::weighted(0.2), 12))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_byte_of_a_run_comes_back((writes, merges) in day(), (others, _) in day()) {
        let (base, changes) = run_of(&writes, &merges);
        let (other_base, other_changes) = run_of(&others, &merges);
        let encoded = encode_run(&base, &slices(&changes));
        prop_assert_eq!(decode_run(&base, &encoded, &RunLimits::default()).unwrap(), changes.clone());
        prop_assert_eq!(encoded[0], 1, "not the plain form");
        let (one, two) = (slices(&changes), slices(&other_changes));
        let batch = encode_runs(&[
            Run { base: &base, changes: &one },
            Run { base: &other_base, changes: &[] },
            Run { base: &other_base, changes: &two },
        ]);
        let decoded = decode_runs(&[&base, &other_base, &other_base], &batch, &RunLimits::default()).unwrap();
        prop_assert_eq!(decoded, vec![changes, Vec::new(), other_changes]);
    }

    #[test]
    fn a_tampered_batch_is_refused_or_gives_other_bytes_but_never_panics(
        (writes, merges) in day(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let (base, changes) = run_of(&writes, &merges);
        let mut encoded = encode_run(&base, &slices(&changes));
        let limits = RunLimits { changes_max: 100, bytes_max: 100_000 };
        let _ = decode_run(&base, &encoded[..cut.index(encoded.len())], &limits);
        for (at, byte) in edits {
            let at = at.index(encoded.len());
            encoded[at] = byte;
            if let Ok(decoded) = decode_run(&base, &encoded, &limits) {
                prop_assert!(decoded.iter().map(Vec::len).sum::<usize>() <= limits.bytes_max);
                let mut document = visit();
                document.admit(&slices(&decoded), &Default::default());
            }
        }
    }

    #[test]
    fn random_bytes_are_no_batch(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        let base = RunBase { actor: actor(1), known: Vec::new() };
        let mut batch = vec![1];
        batch.extend(&bytes);
        let _ = decode_run(&base, &bytes, &RunLimits::default());
        let _ = decode_run(&base, &batch, &RunLimits::default());
    }
}

#[test]
fn what_is_no_change_travels_as_it_is() {
    let base = RunBase { actor: actor(1), known: Vec::new() };
    let changes = vec![b"no change".to_vec(), Vec::new()];
    assert_eq!(decode_run(&base, &encode_run(&base, &slices(&changes)), &RunLimits::default()), Ok(changes));
}

#[test]
fn a_change_of_another_actor_in_the_run_travels_too() {
    let mut phone = visit();
    let changes: Vec<_> = [1, 2, 1].iter().map(|by| write(&mut phone, *by, &[set("status", *by)]).bytes).collect();
    let base = RunBase { actor: actor(1), known: Vec::new() };
    assert_eq!(decode_run(&base, &encode_run(&base, &slices(&changes)), &RunLimits::default()), Ok(changes));
}

#[test]
fn genesis_and_an_upgrade_travel_too() {
    let document = Document::create(&VISIT_2, id(1)).unwrap();
    for change in document.schema_changes() {
        let base = RunBase { actor: change.meta.actor, known: change.meta.deps.clone() };
        let encoded = encode_run(&base, &[&change.bytes]);
        assert_eq!(decode_run(&base, &encoded, &RunLimits::default()), Ok(vec![change.bytes]));
    }
}

#[test]
fn more_than_allowed_is_refused() {
    let (base, changes) = run_of(&[vec![set("status", "a")], vec![set("status", "b")]], &[false, false]);
    let encoded = encode_run(&base, &slices(&changes));
    let few = RunLimits { changes_max: 1, ..RunLimits::default() };
    assert!(decode_run(&base, &encoded, &few).is_err());
    let small = RunLimits { bytes_max: 200, ..RunLimits::default() };
    assert_eq!(decode_run(&base, &encoded, &small), Err(RunError::TooLarge));
    assert_eq!(decode_run(&base, &[9], &small), Err(RunError::Version(9)));
}

#[test]
fn a_run_is_a_fraction_of_its_changes() {
    let writes: Vec<_> = (0..40).map(|n| vec![note(n, "the same kind of note")]).collect();
    let (base, changes) = run_of(&writes, &[false; 40]);
    let raw: usize = changes.iter().map(Vec::len).sum();
    let encoded = encode_run(&base, &slices(&changes)).len();
    assert!(encoded * 4 < raw, "{encoded} of {raw}");
}
