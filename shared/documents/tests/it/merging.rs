use crate::support::*;
use onsite_documents::{Document, Paths, RawChange};
use onsite_domain::document::Write;
use proptest::prelude::*;
use serde_json::json;

#[test]
fn two_who_set_the_same_field_conflict_visibly_and_everybody_shows_the_same() {
    let (mut phone, mut desk) = (visit(), visit());
    let a = write(&mut phone, 1, &[set("priority", "low")]);
    let b = write(&mut desk, 2, &[set("priority", "high")]);
    admit(&mut phone, &[&b]);
    admit(&mut desk, &[&a]);
    let state_of = state(&phone);
    assert_eq!(state_of, state(&desk));
    let register = &state_of.fields["priority"];
    assert_eq!(register.shown.value, json!("high"));
    assert_eq!(register.others.len(), 1);
    assert_eq!(register.others[0].value, json!("low"));
}

#[test]
fn setting_a_field_again_settles_the_conflict_even_with_the_value_that_was_shown() {
    let (mut phone, mut desk) = (visit(), visit());
    let b = write(&mut desk, 2, &[set("priority", "high")]);
    write(&mut phone, 1, &[set("priority", "low")]);
    admit(&mut phone, &[&b]);
    let settled = write(&mut phone, 1, &[set("priority", "high")]);
    let state_of = state(&phone);
    let register = &state_of.fields["priority"];
    assert_eq!(register.shown.value, json!("high"));
    assert_eq!(register.shown.author, Some(onsite_domain::Author::rule(&actor(1).to_string())));
    assert!(register.others.is_empty());
    assert!(Paths::of(&VISIT, id(1)).check_change(&settled.bytes, 1).is_ok());
    exchange(&phone, &mut desk);
    assert_eq!(state(&desk), state_of);
}

/// The values of each conflict that a register ever had.
fn conflicts(document: &Document, field: &str) -> Vec<Vec<serde_json::Value>> {
    let found = state(document).conflicts.remove(field).unwrap_or_default();
    found.into_iter().map(|group| group.into_iter().map(|written| written.value).collect()).collect()
}

#[test]
fn a_conflict_stays_in_the_history_after_a_later_write_merged_the_values() {
    let (mut phone, mut desk) = (visit(), visit());
    write(&mut desk, 2, &[set("priority", "middle")]);
    exchange(&desk, &mut phone);
    assert!(conflicts(&phone, "priority").is_empty());
    write(&mut desk, 2, &[set("priority", "high")]);
    write(&mut phone, 1, &[set("priority", "lower")]);
    write(&mut phone, 3, &[set("priority", "low")]);
    exchange(&desk, &mut phone);
    assert_eq!(conflicts(&phone, "priority"), [[json!("high"), json!("low")]]);
    write(&mut phone, 1, &[set("priority", "urgent"), set("remark", "merged")]);
    assert_eq!(conflicts(&phone, "priority"), [[json!("high"), json!("low")]]);
    assert!(conflicts(&phone, "remark").is_empty());
    // Somebody who had not heard of any of this comes late: what was merged meanwhile is not hidden by that.
    write(&mut desk, 4, &[set("priority", "now")]);
    exchange(&desk, &mut phone);
    assert_eq!(conflicts(&phone, "priority"), [[json!("low"), json!("now"), json!("urgent")]]);
    exchange(&phone, &mut desk);
    assert_eq!(state(&desk), state(&phone));
}

#[test]
fn the_same_value_written_by_two_is_no_conflict() {
    let (mut phone, mut desk) = (visit(), visit());
    write(&mut desk, 2, &[set("priority", "high")]);
    write(&mut phone, 1, &[set("priority", "high")]);
    exchange(&desk, &mut phone);
    assert!(conflicts(&phone, "priority").is_empty());
}

#[test]
fn an_entry_id_written_twice_shows_both() {
    let (mut phone, mut desk) = (visit(), visit());
    write(&mut phone, 1, &[note(4, "mine")]);
    let b = write(&mut desk, 2, &[note(4, "yours")]);
    assert_eq!(admit(&mut phone, &[&b]).refused, None);
    let entries = &state(&phone).collections["notes"][&id(4)];
    assert_eq!(entries.len(), 2);
}

#[test]
fn changes_of_two_documents_never_mix() {
    let mut other = Document::create(&VISIT, id(2)).unwrap();
    let foreign = write(&mut other, 1, &[set("status", "x")]);
    let mut visit = visit();
    assert!(admit(&mut visit, &[&foreign]).refused.is_some());
    assert_eq!(visit.change_count(), 1);
}

#[test]
fn an_upgrade_merges_into_independently_edited_replicas_and_hides_nothing() {
    let mut phone = visit();
    let old = write(&mut phone, 1, &[note(1, "written before the upgrade")]);
    let mut desk = Document::from_changes(&VISIT_2, id(1), [&old.bytes]).unwrap();
    let mut bench = Document::create(&VISIT_2, id(1)).unwrap();
    let upgraded = desk.upgrade().unwrap();
    assert_eq!(upgraded.len(), 1);
    assert_eq!(upgraded, bench.schema_changes()[1..]);
    let expense = |n| Write::Add { collection: "expenses".to_owned(), id: id(n), entry: json!({ "n": n as u64 }) };
    let a = write(&mut desk, 2, &[expense(10)]);
    let b = write(&mut bench, 3, &[expense(11)]);
    assert_eq!(admit(&mut bench, &[&old, &upgraded[0], &a]).refused, None);
    assert_eq!(admit(&mut desk, &[&b]).refused, None);
    assert_eq!(state(&bench), state(&desk));
    assert_eq!(state(&desk).schema, 2);
    assert_eq!(state(&desk).collections["expenses"].len(), 2);
    let stored: Vec<_> = desk.changes().iter().map(|change| desk.change_bytes(&change.hash).unwrap()).collect();
    assert_eq!(state(&Document::from_changes(&VISIT_2, id(1), &stored).unwrap()), state(&desk));
    // A phone that knows only schema 1 takes it all and keeps what it does not know.
    assert_eq!(admit(&mut phone, &[&upgraded[0], &a, &b]).refused, None);
    assert_eq!(state(&phone).collections["expenses"].len(), 2);
}

#[test]
fn a_form_opened_earlier_conflicts_with_what_was_written_since() {
    let mut desk = visit();
    write(&mut desk, 1, &[set("priority", "low")]);
    let opened = desk.heads();
    write(&mut desk, 1, &[set("priority", "high"), set("status", "open")]);
    let late = desk.write_at(&opened, actor(1), WALL_MS, &[set("priority", "urgent")]).unwrap().unwrap();
    assert_ne!(late.meta.actor, actor(1), "one actor cannot be in two places");
    assert_eq!(late.meta.actor, actor(1).forked(1));
    let state_of = state(&desk);
    assert_eq!(state_of.fields["priority"].others.len(), 1);
    assert!(state_of.fields["status"].others.is_empty());
    // Another phone takes it.
    let mut phone = visit();
    let all: Vec<_> = desk.changes()[1..].iter().map(|change| desk.change_bytes(&change.hash).unwrap()).collect();
    let run: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    assert_eq!(phone.admit(&run, &Default::default()).refused, None);
    assert_eq!(state(&phone), state_of);
    // And the desk goes on, also from a form.
    let again = desk.write_at(&opened, actor(1), WALL_MS, &[set("remark", "x")]).unwrap().unwrap();
    assert_eq!(again.meta.actor, actor(1).forked(2));
    let now = desk.heads();
    assert_eq!(desk.write_at(&now, actor(1), WALL_MS, &[set("remark", "y")]).unwrap().unwrap().meta.actor, actor(1));
}

#[test]
fn a_document_can_be_read_as_it_was_when_it_was_signed() {
    let mut visit = visit();
    write(&mut visit, 1, &[set("status", "done"), note(1, "before")]);
    let signed = visit.heads();
    let before = state(&visit);
    write(&mut visit, 1, &[set("status", "reopened"), note(2, "after")]);
    let author = |actor: &onsite_documents::ActorId| Some(onsite_domain::Author::rule(&actor.to_string()));
    assert_eq!(visit.state_at(&signed, &author).unwrap(), before);
    assert!(visit.state_at(&[], &author).is_err());
    assert_eq!(visit.changes_since(&signed).len(), 1);
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Write { who: usize, write: Write },
    Exchange,
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let field = prop_oneof![Just("priority"), Just("status")];
    prop_oneof![
        4 => (0_usize..2, field, 0_u8..4).prop_map(|(who, field, value)| Step::Write { who, write: set(field, value) }),
        3 => (0_usize..2, any::<u64>()).prop_map(|(who, n)| Step::Write { who, write: note(n.into(), "text") }),
        1 => Just(Step::Exchange),
    ]
}

pub(crate) fn exchange(from: &Document, to: &mut Document) {
    let missing: Vec<_> =
        from.changes().iter().filter(|change| !to.has(&change.hash)).map(|change| change.hash).collect();
    let bytes: Vec<_> = missing.iter().map(|hash| from.change_bytes(hash).unwrap()).collect();
    let run: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
    assert_eq!(to.admit(&run, &Default::default()).refused, None);
}

/// Two write and exchange in some order; at the end both, and a third that got every change by itself, have the same.
pub(crate) fn converge(begun: &Document, steps: &[Step], order: u64) {
    let mut both = [begun.clone(), begun.clone()];
    let mut made: Vec<RawChange> = Vec::new();
    for step in steps {
        match step {
            Step::Write { who, write } => {
                let by = actor(u8::try_from(*who).unwrap());
                // A note of the other's id is refused; setting the value that is there changes nothing.
                if let Ok(Some(change)) = both[*who].write(by, WALL_MS, std::slice::from_ref(write)) {
                    made.push(change);
                }
            }
            Step::Exchange => {
                let [one, two] = &mut both;
                exchange(one, two);
                exchange(two, one);
            }
        }
    }
    let [one, two] = &mut both;
    exchange(one, two);
    exchange(two, one);
    assert_eq!(state(one), state(two));
    // A third gets them one by one, in any order that the dependencies allow.
    let mut third = begun.clone();
    let mut seed = order;
    while !made.is_empty() {
        let ready: Vec<_> =
            (0..made.len()).filter(|n| made[*n].meta.deps.iter().all(|dep| third.can_bear(dep))).collect();
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let next = made.remove(ready[(seed >> 33) as usize % ready.len()]);
        assert_eq!(admit(&mut third, &[&next]).refused, None);
    }
    assert_eq!(state(&third), state(one));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_comes_to_the_same_state_and_heads(
        steps in proptest::collection::vec(step(), 1..24),
        order in any::<u64>(),
    ) {
        converge(&visit(), &steps, order);
    }
}
