//! The simulator itself: a few fleets end well, and a seed replays exactly.

use onsite_tests::sim::{company::Company, fleet, trace::Trace};

#[test]
fn a_few_fleets_end_with_every_checker_content_and_a_seed_replays_to_the_same_trace() {
    let company = Company::prepare().unwrap();
    let play = |seed| {
        let (result, trace) = fleet::run(&company, seed, Trace::default());
        result.unwrap_or_else(|failure| panic!("seed {seed}: {failure}"));
        trace.hash()
    };
    let first = play(1);
    assert_eq!(first, play(1), "the same seed and build give the same trace");
    assert_ne!(first, play(4));
}

#[test]
fn every_attack_is_answered_and_nothing_forbidden_counts() {
    let company = Company::prepare().unwrap();
    for seed in 1..=3 {
        let (result, _) = fleet::attack_all(&company, seed, Trace::default());
        result.unwrap_or_else(|failure| panic!("seed {seed}: {failure}"));
    }
}
