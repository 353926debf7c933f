//! Whatever is encoded comes back.

use crate::sample;
use onsite_domain::{Author, Stamp, Subject, Word, id::Hash, stamp::Received};
use onsite_wire::{
    Message, Signature,
    compress::Quality,
    delivery::{AuthorRef, DeliveredFact, SubjectPart},
    outcome::UnitOutcome,
    push::{FactPart, Push, PushError, Unit, UnitRun},
    sync::{SyncRequest, SyncResponse},
};
use proptest::prelude::*;

fn any_stamp() -> impl Strategy<Value = Stamp> {
    let usual = (1_700_000_000_000..1_900_000_000_000_i64, 0..5_u64, 0..10_000_000_u64);
    let odd = (any::<i64>(), any::<u64>(), any::<u64>());
    prop_oneof![usual, odd].prop_map(|(wall_ms, boot, since_boot_ms)| Stamp { wall_ms, boot, since_boot_ms })
}

fn any_fact() -> impl Strategy<Value = FactPart> {
    (prop::collection::vec(any::<u8>(), 0..40), any::<u8>())
        .prop_map(|(bytes, n)| FactPart { bytes, signature: Signature([n; 64]) })
}

fn any_unit() -> impl Strategy<Value = Unit> {
    let run = (0..4_u32, 1..4_u32).prop_map(|(run, change_count)| UnitRun { run, change_count });
    let intent = prop_oneof![Just(None), "[a-z]{1,8}".prop_map(Some), "\\PC{0,8}".prop_map(Some)];
    (any_stamp(), prop::collection::vec(run, 0..4), prop::collection::vec(any_fact(), 0..3), intent, any::<bool>())
        .prop_map(|(stamp, runs, facts, intent, is_signed)| Unit { stamp, runs, facts, intent, is_signed })
}

/// A push whose runs hold exactly the changes that the units name.
fn any_push() -> impl Strategy<Value = Push> {
    (prop::collection::vec(any_unit(), 1..30), any::<[u8; 16]>(), 1..u64::from(u32::MAX)).prop_map(
        |(units, branch, first_number)| {
            let template = sample::push();
            let runs = (0..4)
                .map(|index| {
                    let named = units.iter().flat_map(|unit| &unit.runs).filter(|run| run.run == index);
                    let mut run = template.runs[0].clone();
                    run.change_count = named.map(|run| run.change_count).sum();
                    run.newest = index.is_multiple_of(2).then(|| Hash::of(&[1]));
                    run
                })
                .collect();
            Push { units, branch, first_number, runs, ..template }
        },
    )
}

fn any_quality() -> impl Strategy<Value = Quality> {
    prop_oneof![Just(Quality::Stored), (1..10).prop_map(Quality::Zstd)]
}

proptest! {
    #[test]
    fn a_push_comes_back(push in any_push(), quality in any_quality()) {
        let request = SyncRequest { push: Some(push), ..sample::empty_request() };
        prop_assert_eq!(SyncRequest::receive(&request.to_wire_at(quality)).unwrap(), request);
    }

    #[test]
    fn any_received_time_comes_back(
        received_ms: i64, corrected_ms: i64, uncertain_ms: u64, is_in_review: bool, bytes: Vec<u8>
    ) {
        let received = Some(Received { received_ms, corrected_ms, uncertain_ms });
        let fact = DeliveredFact { bytes, signature: Signature([1; 64]), received, is_in_review };
        let part = SubjectPart { facts: vec![fact], ..sample::subject_part() };
        let response = SyncResponse { subjects: vec![part], ..sample::empty_response() };
        prop_assert_eq!(SyncResponse::from_bytes(&response.to_bytes()).unwrap(), response);
    }

    #[test]
    fn any_stamp_comes_back(stamp in any_stamp()) {
        let request = SyncRequest { stamp, ..sample::empty_request() };
        prop_assert_eq!(SyncRequest::from_bytes(&request.to_bytes()).unwrap(), request);
    }
}

#[test]
fn the_samples_come_back() {
    for request in [sample::empty_request(), sample::request(), sample::reset_request(), sample::wiping_request()] {
        assert_eq!(SyncRequest::receive(&request.to_wire()).unwrap(), request);
    }
    for response in [sample::empty_response(), sample::response()] {
        assert_eq!(SyncResponse::from_wire(&response.to_wire_at(Quality::Zstd(3))).unwrap(), response);
    }
}

#[test]
fn every_author_and_word_comes_back() {
    let (a, b) = (sample::id(1), sample::id(2));
    for author in [
        Author::FieldDevice { field_device: a, user: b },
        Author::Console { user: a },
        Author::Token { token: a },
        Author::CustomerLink { link: a },
        Author::rule("plan"),
    ] {
        let read = AuthorRef::from(&author);
        assert_eq!(read.author(), Some(author.clone()));
        // The tag is the one that facts carry in their JSON.
        assert_eq!(serde_json::to_value(&author).unwrap()["by"], read.by);
    }
    for word in Word::ALL {
        let subject = Subject::new(*word, a);
        assert_eq!(onsite_wire::delivery::SubjectRef::from(subject).subject(), Some(subject));
    }
}

#[test]
fn every_outcome_comes_back() {
    for outcome in sample::outcomes() {
        let bytes = onsite_wire::codec::encode(&outcome);
        assert_eq!(onsite_wire::codec::decode::<UnitOutcome>(&bytes, 1000).unwrap(), outcome);
    }
}

#[test]
fn a_push_whose_units_and_runs_do_not_fit_is_refused() {
    let check = |change: &dyn Fn(&mut Push)| {
        let mut push = sample::push();
        change(&mut push);
        push.check()
    };
    assert_eq!(check(&|_| {}), Ok(()));
    assert_eq!(check(&|push| push.first_number = 0), Err(PushError::Number { number: 0 }));
    assert_eq!(check(&|push| push.first_number = u64::MAX), Err(PushError::Number { number: u64::MAX }));
    assert_eq!(check(&|push| push.units.clear()), Err(PushError::Changes { index: 0 }));
    let is_asking = check(&|push| {
        push.units.clear();
        push.runs.clear();
    });
    assert_eq!(is_asking, Ok(()), "without units and runs it only asks");
    assert_eq!(check(&|push| push.runs[0].actor = 1), Err(PushError::Actor { index: 1 }));
    assert_eq!(check(&|push| push.units[1].runs[0].run = 9), Err(PushError::Run { index: 9 }));
    for count in [0, 2, u32::MAX] {
        assert_eq!(check(&|push| push.units[1].runs[0].change_count = count), Err(PushError::Changes { index: 0 }));
    }
    assert_eq!(check(&|push| push.runs[0].change_count = 4), Err(PushError::Changes { index: 0 }));
    assert_eq!(sample::push().last_number(), 42);
}
