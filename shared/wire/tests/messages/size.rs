//! What the envelope costs. The runs' own bytes are the business of `onsite-documents`.

use crate::sample;
use onsite_domain::{Subject, Word, id::Hash};
use onsite_wire::{
    Message, Signature,
    delivery::{DeliveredRun, How, SubjectPart},
    outcome::{Correction, PushOutcome},
    push::{Push, Unit, UnitRun},
    request::{RequestLine, RequestSignature},
    sync::{SyncRequest, SyncResponse},
};

/// Bytes without pattern, from a counter.
fn noise<const N: usize>(seed: u64) -> [u8; N] {
    let mut bytes = [0; N];
    for (block, chunk) in (0_u64..).zip(bytes.chunks_mut(32)) {
        chunk.copy_from_slice(&Hash::of_parts("noise", &[&seed.to_be_bytes(), &block.to_be_bytes()]).0[..chunk.len()]);
    }
    bytes
}

fn pick(seed: u64, below: u32) -> u32 {
    u32::from_be_bytes(noise::<4>(seed)) % below
}

/// 320 edits of one operation in 10 documents, at irregular times within a working day; the runs themselves empty.
fn field_day() -> Push {
    let mut push = Push {
        branch: noise(1),
        parent: noise(2),
        actors: vec![onsite_wire::push::ActorBinding { actor: noise(3), user: sample::id(2) }],
        runs: Vec::new(),
        units: Vec::new(),
        blobs: Vec::new(),
        ..sample::push()
    };
    for index in 0..10_u64 {
        let mut run = sample::push().runs[0].clone();
        run.subject = Subject::new(Word::Visit, onsite_domain::Id::from_bytes(noise(100 + index))).into();
        (run.signature, run.bytes, run.is_creating, run.change_count) =
            (Signature(noise(200 + index)), Vec::new(), false, 0);
        push.runs.push(run);
    }
    let mut after_ms = 0;
    for index in 0..320 {
        after_ms += i64::from(pick(300 + index, 90_000));
        let run = pick(1000 + index, 10);
        push.runs[run as usize].change_count += 1;
        push.units.push(Unit {
            stamp: sample::stamp(after_ms),
            runs: vec![UnitRun { run, change_count: 1 }],
            facts: Vec::new(),
            intent: Some(["answer_step", "write_note", "use_part"][pick(2000 + index, 3) as usize].to_owned()),
            is_signed: false,
        });
    }
    push
}

#[test]
fn the_envelope_of_a_field_day_is_small() {
    let request = SyncRequest { push: Some(field_day()), ..sample::empty_request() };
    let packed = request.to_wire();
    assert_eq!(SyncRequest::receive(&packed).unwrap(), request);
    // 640 bytes are signatures, 160 document ids, 720 the irregular milliseconds, 210 which document and which intent.
    assert!(packed.len() <= 2_600, "{} bytes", packed.len());
}

#[test]
fn the_answer_to_a_field_day_is_small() {
    let outcome = PushOutcome {
        accepted_through: Some(360),
        corrections: vec![Correction {
            first_number: 41,
            last_number: 360,
            received_ms: 1_800_000_400_000,
            offset_ms: -250,
            uncertain_ms: 0,
        }],
        ..PushOutcome::default()
    };
    let response =
        SyncResponse { outcome: Some(outcome), cursor: sample::response().cursor, ..sample::empty_response() };
    let packed = response.to_wire();
    assert!(packed.len() <= 160, "{} bytes", packed.len());
}

#[test]
fn a_sync_with_nothing_new_is_small() {
    let packed = sample::empty_request().to_wire();
    let body = Hash::of(&packed);
    let line = RequestLine { method: "POST", path: "/v1/sync", body: &body };
    let header =
        RequestSignature::sign(line, sample::server(), sample::field_device(), 1_000, &sample::phone_key()).to_header();
    assert!(packed.len() + header.len() <= 190, "{} + {} bytes", packed.len(), header.len());
    let response = sample::empty_response().to_wire();
    assert!(response.len() <= 16, "{} bytes", response.len());
}

#[test]
fn a_delivered_document_costs_little_more_than_its_signature_and_id() {
    let subjects = (0..60_u64).map(|index| SubjectPart {
        subject: Subject::new(Word::Visit, onsite_domain::Id::from_bytes(noise(500 + index))).into(),
        how: How::Enter,
        runs: vec![DeliveredRun {
            actor: 0,
            bytes: Vec::new(),
            change_count: 12,
            changes: None,
            newest: None,
            proof: Some(Signature(noise(600 + index)).into()),
            is_by_server: true,
            is_in_review: false,
        }],
        facts: Vec::new(),
        records: Vec::new(),
    });
    let response = SyncResponse { subjects: subjects.collect(), ..sample::empty_response() };
    let packed = response.to_wire();
    assert!(packed.len() <= 60 * (64 + 16 + 8), "{} bytes", packed.len());
}
