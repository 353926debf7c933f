//! Every door that bytes come in by: honest inputs and what the fuzzer once found (`tests/fuzz/corpus`), and neighbours of both.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that fails says where")]

use onsite_tests::fuzz::{TARGETS, mutated};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Inputs of a target that are kept beside it, in the order of their names.
fn kept(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).expect("a file of the corpus")).collect()
}

fn try_all(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let inputs = kept(name);
    assert!(!inputs.is_empty());
    for input in &inputs {
        (target.run)(input);
        for _ in 0..target.tries {
            let changed = mutated(input, &mut rng);
            if catch_unwind(AssertUnwindSafe(|| (target.run)(&changed))).is_err() {
                let file = std::env::temp_dir().join(format!("onsite-fuzz-{name}"));
                std::fs::write(&file, &changed).expect("the finding is kept");
                panic!("{name}: a promise was broken by the bytes in {}", file.display());
            }
        }
    }
}

#[test]
fn whatever_change_comes_the_gate_lets_in_what_loads_again() {
    try_all("gate");
}

#[test]
fn whatever_travels_is_read_as_what_it_says_or_not_at_all() {
    try_all("wire");
}

#[test]
fn whatever_table_comes_it_is_told_what_is_wrong_with_it() {
    try_all("import");
}

#[test]
fn whatever_is_scanned_is_found_by_what_it_is_bound_as() {
    try_all("code");
}

#[test]
fn whatever_file_comes_only_the_one_that_was_sealed_is_genuine() {
    try_all("report");
}
