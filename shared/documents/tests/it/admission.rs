use crate::support::*;
use onsite_documents::{Action, ChunkError, Container, Document, GateError, GateLimits, Paths, Refused, Scalar, Size};
use onsite_domain::RejectedCode;
use onsite_domain::document::Write;
use serde_json::json;

#[test]
fn a_run_is_admitted_once_and_known_afterwards() {
    let (mut phone, mut server) = (visit(), visit());
    let a = write(&mut phone, 1, &[set("status", "a")]);
    let b = write(&mut phone, 1, &[set("status", "b")]);
    let first = admit(&mut server, &[&a, &b]);
    assert_eq!(first.admitted, [a.meta.clone(), b.meta.clone()]);
    let again = admit(&mut server, &[&a, &b]);
    assert_eq!((again.admitted.len(), again.known), (0, vec![a.meta.hash, b.meta.hash]));
    assert_eq!(state(&server), state(&phone));
}

#[test]
fn the_good_prefix_of_a_run_is_admitted_and_the_bad_change_named() {
    let (mut phone, mut server) = (visit(), visit());
    let changes: Vec<_> = (0..6).map(|n| write(&mut phone, 1, &[set("status", n)])).collect();
    let mut run: Vec<&[u8]> = changes.iter().map(|change| change.bytes.as_slice()).collect();
    let broken = &changes[3].bytes[..40];
    run[3] = broken;
    let admission = server.admit(&run, &GateLimits::default());
    assert_eq!(admission.admitted.len(), 3);
    assert_eq!(admission.refused.unwrap().index, 3);
    assert_eq!(server.heads(), vec![changes[2].meta.hash]);
}

#[test]
fn a_change_whose_dependency_is_missing_is_refused_and_not_queued() {
    let (mut phone, mut server) = (visit(), visit());
    let a = write(&mut phone, 1, &[set("status", "a")]);
    let b = write(&mut phone, 1, &[set("status", "b")]);
    assert_eq!(admit(&mut server, &[&b]).refused.unwrap().error, GateError::MissingDependency(a.meta.hash));
    assert_eq!(server.change_count(), 1);
}

#[test]
fn a_second_history_of_one_actor_is_refused() {
    // A cloned phone: the same actor, the same sequence number, other content.
    let (mut phone, mut clone, mut server) = (visit(), visit(), visit());
    let a = write(&mut phone, 1, &[set("status", "a")]);
    let b = write(&mut clone, 1, &[set("status", "b")]);
    assert_eq!(admit(&mut server, &[&a]).refused, None);
    assert_eq!(admit(&mut server, &[&b]).refused.unwrap().error, GateError::Sequence);
}

#[test]
fn too_large_and_too_many_are_refused() {
    let (mut phone, mut server) = (visit(), visit());
    let a = write(&mut phone, 1, &[set("status", "a"), set("remark", "b")]);
    let limits = GateLimits { change_bytes_max: 50, ..GateLimits::default() };
    let refused = server.admit(&[&a.bytes], &limits).refused.unwrap();
    assert_eq!(refused.error, GateError::Chunk(ChunkError::TooLarge));
    let limits = GateLimits { change_operations_max: 1, ..GateLimits::default() };
    assert_eq!(server.admit(&[&a.bytes], &limits).refused.unwrap().error, GateError::Operations);
}

#[test]
fn an_operation_counter_far_ahead_is_refused() {
    let (mut phone, mut server) = (visit(), visit());
    let limits = GateLimits { start_op_slack: 3, ..GateLimits::default() };
    for n in 0..5 {
        let opened = vec![phone.changes()[0].hash];
        phone.write_at(&opened, actor(n + 1), WALL_MS, &[set("status", n)]).unwrap();
    }
    let last = phone.changes().last().unwrap();
    let bytes = phone.change_bytes(&last.hash).unwrap();
    assert_eq!(server.admit(&[&bytes], &limits).refused.unwrap().error, GateError::Counter);
    assert_eq!(server.admit(&[&bytes], &GateLimits::default()).refused, None);
}

#[test]
fn policy_sees_operations_with_their_paths() {
    let mut phone = visit();
    write(&mut phone, 1, &[set("status", "a")]);
    let change = write(&mut phone, 1, &[set("status", "b"), note(9, "n")]);
    let operations = Paths::of(&VISIT, id(1)).operations(&change.bytes).unwrap();
    assert_eq!(operations[0].path(), "fields/status");
    assert_eq!(operations[0].container, Container::Named("fields".to_owned()));
    assert_eq!(operations[0].action, Action::Put(Scalar::Text("b".to_owned())));
    assert_eq!((operations[0].replaces, operations[1].replaces), (1, 0));
    assert_eq!(operations[1].path(), format!("notes/{}", id(9)));
    assert_eq!(Paths::of(&VISIT, id(1)).check_change(&change.bytes, 1).unwrap(), operations);
}

#[test]
fn a_path_of_a_newer_program_is_kept_and_one_of_nobody_is_refused() {
    let mut newer = Document::create(&VISIT_2, id(1)).unwrap();
    let upgrade = newer.schema_changes().remove(1);
    let weather = write(&mut newer, 1, &[set("weather", "rain")]);
    let expense = Write::Add { collection: "expenses".to_owned(), id: id(3), entry: json!({ "what": "parking" }) };
    let expense = write(&mut newer, 1, &[expense]);
    let server = Paths::of(&VISIT, id(1));
    let rejected = |bytes: &[u8], schema| match server.check_change(bytes, schema) {
        Err(Refused::Rejected(rejected)) => rejected.code,
        other => panic!("{other:?}"),
    };
    for change in [&upgrade, &weather, &expense] {
        assert!(matches!(server.check_change(&change.bytes, 2), Err(Refused::SchemaNewer { .. })));
    }
    assert_eq!(rejected(&weather.bytes, 1), RejectedCode::UnknownPath);
    assert_eq!(rejected(&expense.bytes, 1), RejectedCode::UnknownPath);
    // A newer server takes the upgrade and what is written behind it in the same run.
    let newer_server = Paths::of(&VISIT_2, id(1));
    assert_eq!(newer_server.check_change(&upgrade.bytes, 2), Ok(vec![]));
    assert_eq!(newer_server.check_change(&expense.bytes, 2).unwrap().len(), 1);
}

#[test]
fn a_full_part_takes_no_further_change() {
    let mut phone = visit();
    let run: Vec<_> = (0..4).map(|n| write(&mut phone, 1, &[note(n, "n"), set("priority", n as u64)])).collect();
    let slices: Vec<&[u8]> = run.iter().map(|change| change.bytes.as_slice()).collect();
    let begun = visit().size();
    for part_max in [
        Size { changes: begun.changes + 2, ..Size::UNLIMITED },
        Size { operations: begun.operations + 5, ..Size::UNLIMITED },
    ] {
        let limits = GateLimits { part_max, ..GateLimits::default() };
        let mut server = visit();
        let admission = server.admit(&slices, &limits);
        assert_eq!(admission.admitted.len(), 2);
        let refusal = admission.refused.unwrap();
        assert_eq!((refusal.index, refusal.error), (2, GateError::Full));
        assert!(server.size().fits_in(part_max));
        assert_eq!(server.admit(&slices[..2], &limits).refused, None, "what is there already needs no room");
    }
    assert_eq!(phone.size_by(|by| *by == actor(1)), Size { changes: 4, operations: 8 });
}
