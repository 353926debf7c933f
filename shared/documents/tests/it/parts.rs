//! A document goes on in parts, and nobody outside learns of it.

use crate::merging::{converge, exchange, step};
use crate::support::*;
use onsite_documents::{Document, GateError, PART_WRITTEN_MAX, Paths, RawChange, Size};
use onsite_domain::document::Write;
use proptest::prelude::*;
use std::sync::LazyLock;

/// With room for so many more operations before writing goes on in the next part.
fn filled(left: usize) -> Document {
    let mut document = visit();
    let most = PART_WRITTEN_MAX.operations / 5 * 4 - left;
    while document.operation_count() < most {
        let count = (most - document.operation_count()).min(9_999);
        let writes: Vec<Write> = (0..count).map(|n| set("remark", n)).collect();
        write(&mut document, 7, &writes);
    }
    document
}

static NEARLY: LazyLock<Document> = LazyLock::new(|| filled(4));

fn by_itself(document: &Document) -> Document {
    let stored: Vec<Vec<u8>> =
        document.changes().iter().map(|change| document.change_bytes(&change.hash).unwrap()).collect();
    Document::from_changes(&VISIT, id(1), stored).unwrap()
}

/// Writes until it goes on in the next part; the first change there.
fn go_on(document: &mut Document, by: u8) -> RawChange {
    for n in 0.. {
        let change = write(document, by, &[set("priority", format!("{by} {n}"))]);
        if change.meta.actor != actor(by) {
            return change;
        }
    }
    unreachable!("the part is never full")
}

#[test]
fn a_full_document_goes_on_and_is_read_as_one() {
    let mut visit = NEARLY.clone();
    write(&mut visit, 1, &[note(1, "before"), set("status", "a")]);
    let before = visit.heads();
    let first = go_on(&mut visit, 1);
    assert_eq!(first.meta.actor, actor(1).forked(1), "an actor is a sequence in one part");
    let second = write(&mut visit, 1, &[note(2, "after"), set("status", "b")]);
    assert_eq!((second.meta.actor, second.meta.seq), (first.meta.actor, 2));
    assert_eq!(visit.heads(), [second.meta.hash], "what was before is covered by what came after");
    assert!(visit.is_covered(&before[0], &visit.heads()));
    let now = state(&visit);
    assert_eq!(now.collections["notes"].len(), 2);
    assert_eq!(now.fields["status"].shown.value, "b");
    assert!(now.fields["status"].others.is_empty());
    assert!(now.conflicts.is_empty() && now.unreadable.is_empty());
    assert!(!now.fields.contains_key("~seen"));
    assert_eq!(state(&by_itself(&visit)), now);
    // What was signed before it went on, and an entry id that was used there.
    let author = |actor: &onsite_documents::ActorId| Some(onsite_domain::Author::rule(&actor.to_string()));
    let signed = visit.state_at(&before, &author).unwrap();
    assert_eq!((signed.fields["status"].shown.value.as_str(), signed.collections["notes"].len()), (Some("a"), 1));
    assert_eq!(visit.changes_since(&before).len(), visit.change_count() - NEARLY.change_count() - 1);
    visit.write(actor(1), WALL_MS, &[note(1, "again")]).unwrap_err();
    assert_eq!(visit.write(actor(1), WALL_MS, &[set("status", "b")]).unwrap(), None, "it is there");
    // Policy sees what it would see in the first part.
    let operations = Paths::of(&VISIT, id(1)).check_change(&second.bytes, 1).unwrap();
    let paths: Vec<String> = operations.iter().map(|operation| operation.path()).collect();
    assert_eq!(paths, [format!("notes/{}", id(2)), "fields/status".to_owned()]);
    assert_eq!(Paths::of(&VISIT, id(1)).check_change(&first.bytes, 1).unwrap().len(), 1);
    assert_eq!(visit.changes_left(1), None);
}

#[test]
fn who_writes_on_in_the_first_part_conflicts_with_who_went_on() {
    let (mut desk, mut phone) = (NEARLY.clone(), NEARLY.clone());
    go_on(&mut desk, 1);
    write(&mut desk, 1, &[set("status", "desk")]);
    write(&mut phone, 2, &[set("status", "phone")]);
    exchange(&phone, &mut desk);
    exchange(&desk, &mut phone);
    let now = state(&desk);
    assert_eq!(state(&phone), now);
    assert_eq!(now.fields["status"].shown.value, "desk", "the later part shows before the other");
    assert_eq!(now.fields["status"].others.len(), 1);
    assert_eq!(now.conflicts["status"].len(), 1);
    // Whoever writes now has seen both.
    write(&mut phone, 2, &[set("status", "both")]);
    let settled = state(&phone);
    assert!(settled.fields["status"].others.is_empty());
    assert_eq!(settled.conflicts["status"].len(), 1, "there was one");
    assert_eq!(phone.heads().len(), 1);
    // A form that was opened before the phone's work came.
    let opened = desk.changes().iter().rev().find(|change| change.actor != actor(2)).unwrap().hash;
    let late = desk.write_at(&[opened], actor(1), WALL_MS, &[set("status", "form")]).unwrap().unwrap();
    assert!(!desk.is_covered(&late.meta.hash, &[opened]));
    assert_eq!(state(&desk).fields["status"].others.len(), 1);
    assert_eq!(state(&by_itself(&desk)), state(&desk));
}

#[test]
fn nobody_begins_a_part_early_or_stands_in_two() {
    let mut phone = NEARLY.clone();
    let first = go_on(&mut phone, 1);
    let missing = phone.changes().iter().rev().nth(1).unwrap().hash;
    let refused = |document: &mut Document, change: &RawChange| admit(document, &[change]).refused.unwrap().error;
    let mut desk = NEARLY.clone();
    assert_eq!(
        refused(&mut desk, &first),
        GateError::MissingDependency(missing),
        "what it names as seen must be there"
    );
    assert_eq!(desk.heads(), NEARLY.heads());
    // The same change where what it names is short.
    let mut short = visit();
    let little = write(&mut short, 1, &[set("status", "a")]);
    let named = body(&first.bytes).to_vec();
    let (from, to) = (missing.to_string(), little.meta.hash.to_string());
    let at = named.windows(64).position(|part| part == from.as_bytes()).unwrap();
    let mut forged = named.clone();
    forged[at..at + 64].copy_from_slice(to.as_bytes());
    let forged = RawChange::read(&sealed(&forged), usize::MAX).unwrap();
    assert_eq!(refused(&mut short, &forged), GateError::Part);
    // Heads that are no hashes, and a hash of the same part.
    forged_text(&named, at, "z", "names what was seen");
    let own = write(&mut phone, 1, &[note(5, "n")]);
    assert!(phone.has(&own.meta.hash) && phone.size().fits_in(Size::UNLIMITED));
}

#[test]
fn the_last_part_ends() {
    let mut document = visit();
    let writes: Vec<Write> = (0..9_999).map(|n| set("remark", n)).collect();
    let mut written = 0;
    while document.changes_left(1).is_none() {
        write(&mut document, 1, &writes);
        written += 1;
    }
    assert!(written > 60, "{written}");
    let left = document.changes_left(1).unwrap();
    assert!(left > PART_WRITTEN_MAX.changes / 2, "{left}");
    for _ in 0..5 {
        write(&mut document, 1, &writes);
    }
    assert_eq!(document.changes_left(1), Some(0));
}

fn forged_text(body: &[u8], at: usize, with: &str, says: &str) {
    let mut forged = body.to_vec();
    forged[at..at + with.len()].copy_from_slice(with.as_bytes());
    let error = RawChange::read(&sealed(&forged), usize::MAX).unwrap_err();
    assert!(error.to_string().contains(says), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_comes_to_the_same_across_parts(
        steps in proptest::collection::vec(step(), 1..16),
        order in any::<u64>(),
    ) {
        converge(&NEARLY, &steps, order);
    }
}
