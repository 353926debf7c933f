//! Changes with valid checksums that no honest program makes. None may panic, and none that is let in may fail later.

use crate::support::*;
use onsite_documents::{Document, GateLimits};
use proptest::prelude::*;

/// A document with some history, and honest changes that come next.
fn history() -> (Document, Vec<Vec<u8>>) {
    let mut desk = visit();
    write(&mut desk, 9, &[set("priority", "low"), set("status", "new"), note(1, "first")]);
    let mut phone = desk.clone();
    write(&mut desk, 9, &[set("priority", "high")]);
    let writes: [&[_]; 3] = [
        &[set("priority", 3), set("status", true), note(2, "second")],
        &[set("priority", -700), note(3, "third"), note(4, "fourth")],
        &[set("remark", 2.5), set("status", serde_json::Value::Null)],
    ];
    let next = writes.iter().map(|writes| write(&mut phone, 1, writes).bytes).collect();
    (desk, next)
}

/// What must hold after the gate let something in: it reads, loads again from the same bytes, and takes an honest
/// edit.
fn goes_on(mut document: Document) {
    let before = state(&document);
    let stored: Vec<_> =
        document.changes().iter().map(|change| document.change_bytes(&change.hash).expect("kept")).collect();
    let again = Document::from_changes(&VISIT, id(1), &stored).expect("loads again");
    assert_eq!(state(&again), before);
    write(&mut document, 5, &[set("priority", "an honest edit"), note(99, "and a note")]);
    let mut again = again;
    write(&mut again, 5, &[set("priority", "an honest edit"), note(99, "and a note")]);
    assert_eq!(state(&again), state(&document));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn mutated_changes_are_refused_or_harmless(
        which in 0_usize..3,
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..4),
    ) {
        let (mut document, next) = history();
        let mut body = body(&next[which]).to_vec();
        for (at, byte, how) in edits {
            let at = at.index(body.len());
            match how {
                0 => body[at] = byte,
                1 => body[at] ^= 1 << (byte & 7),
                2 => body.insert(at, byte),
                _ => drop(body.remove(at)),
            }
            if body.is_empty() {
                return Ok(());
            }
        }
        let bytes = sealed(&body);
        let mut run: Vec<&[u8]> = next.iter().map(Vec::as_slice).collect();
        run[which] = &bytes;
        document.admit(&run, &GateLimits::default());
        goes_on(document);
    }

    #[test]
    fn random_bytes_and_cut_changes_are_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        which in 0_usize..3,
        cut in any::<prop::sample::Index>(),
    ) {
        let (mut document, next) = history();
        let before = document.heads();
        prop_assert!(document.admit(&[&bytes], &GateLimits::default()).refused.is_some());
        prop_assert!(document.admit(&[&sealed(&bytes)], &GateLimits::default()).refused.is_some());
        let whole = &next[which];
        let cut = &whole[..cut.index(whole.len())];
        prop_assert!(document.admit(&[cut], &GateLimits::default()).refused.is_some());
        prop_assert_eq!(document.heads(), before);
    }
}

#[test]
fn a_compressed_chunk_is_refused_before_it_is_inflated() {
    let (mut document, next) = history();
    let mut bytes = next[0].clone();
    bytes[8] = 2;
    assert!(document.admit(&[&bytes], &GateLimits::default()).refused.is_some());
}

#[test]
fn a_change_of_the_fixed_actor_must_be_the_real_one() {
    let (mut document, next) = history();
    let genesis = onsite_documents::genesis(&VISIT, id(1)).meta.actor;
    let mut body = body(&next[0]).to_vec();
    let at = body.windows(16).position(|window| window == [1; 16]).unwrap();
    body[at..at + 16].copy_from_slice(&genesis.0);
    assert!(document.admit(&[&sealed(&body)], &GateLimits::default()).refused.is_some());
}
