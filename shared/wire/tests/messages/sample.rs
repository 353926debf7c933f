//! One believable message of each kind, the same at every run.

use onsite_domain::{Author, Id, Stamp, Subject, Word, id::Hash, stamp::Received};
use onsite_wire::{
    PROTOCOL, Sealed, ServerId, Signature, SigningKey, TrustStore,
    delivery::{ActorPart, DeliveredFact, DeliveredRecord, DeliveredRun, How, Relay, SubjectPart, sign_fact},
    export::ExportHeader,
    leftover::Leftover,
    order::{Order, OrderAction},
    outcome::{ChainPoint, Correction, Outcome, PushOutcome, UnitOutcome},
    push::{ActorBinding, BlobRef, FactPart, Push, RunPart, Unit, UnitRun},
    receipt::Receipt,
    sync::{CursorRef, Fingerprint, Fingerprints, Reset, SyncRequest, SyncResponse, Wants, fingerprint},
    trust::{Certificate, CertificateChain, ServerKeyCertificate},
};

pub(crate) fn root_key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

pub(crate) fn server_key() -> SigningKey {
    SigningKey::from_bytes(&[2; 32])
}

pub(crate) fn phone_key() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

pub(crate) fn server() -> ServerId {
    ServerId::of_root(&root_key().public())
}

pub(crate) fn id(number: u128) -> Id {
    Id::from_parts(1_800_000_000_000, number)
}

pub(crate) fn field_device() -> Id {
    id(1)
}

pub(crate) fn trust() -> TrustStore {
    let mut trust = TrustStore::new(root_key().public());
    trust.admit(&server_key_certificate()).unwrap();
    trust
}

pub(crate) fn server_key_certificate() -> Sealed<ServerKeyCertificate> {
    ServerKeyCertificate { key: server_key().public(), serial: 1, not_before_ms: 1_800_000_000_000 }.seal(&root_key())
}

pub(crate) fn certificate_chain() -> CertificateChain {
    let certificate = Certificate {
        field_device: field_device(),
        key: phone_key().public(),
        user: id(2),
        organisation: id(3),
        issued_ms: 1_800_000_000_500,
    };
    CertificateChain {
        certificate: Sealed::seal(&certificate, server(), &server_key()),
        server_key: server_key_certificate(),
    }
}

pub(crate) fn stamp(after_ms: i64) -> Stamp {
    Stamp {
        wall_ms: 1_800_000_100_000 + after_ms,
        boot: 0x1234_5678_9abc_def0,
        since_boot_ms: (5_000_000 + after_ms).unsigned_abs(),
    }
}

pub(crate) fn fact_bytes() -> Vec<u8> {
    br#"{"id":"01M2","kind":"press","body":{"press":"arrive"}}"#.to_vec()
}

pub(crate) fn push() -> Push {
    let fact = FactPart { bytes: fact_bytes(), signature: sign_fact(&fact_bytes(), server(), &phone_key()) };
    Push {
        branch: [0xb1; 16],
        parent: [0xc1; 16],
        first_number: 41,
        actors: vec![ActorBinding { actor: [0xa1; 16], user: id(2) }],
        runs: vec![RunPart {
            subject: Subject::new(Word::Visit, id(10)).into(),
            actor: 0,
            is_creating: true,
            bytes: b"three changes".to_vec(),
            change_count: 3,
            newest: None,
            signature: Signature([0x51; 64]),
        }],
        units: vec![
            Unit {
                stamp: stamp(0),
                runs: vec![UnitRun { run: 0, change_count: 2 }],
                facts: vec![fact],
                intent: Some("press".to_owned()),
                is_signed: true,
            },
            Unit { stamp: stamp(4_200), runs: vec![UnitRun { run: 0, change_count: 1 }], ..Unit::default() },
        ],
        blobs: vec![BlobRef {
            hash: Hash::of(b"photo"),
            size_bytes: 180_000,
            media: Some("image/jpeg".to_owned()),
            is_thumbnail: false,
        }],
    }
}

pub(crate) fn cursor() -> CursorRef {
    CursorRef { epoch: 1, seq: 4711, chain: [0xcc; 16] }
}

pub(crate) fn empty_request() -> SyncRequest {
    SyncRequest {
        protocol: PROTOCOL,
        app_version: "0.1.0".to_owned(),
        schema: 1,
        cursor: Some(cursor()),
        stamp: stamp(10_000),
        ..SyncRequest::default()
    }
}

pub(crate) fn request() -> SyncRequest {
    SyncRequest { push: Some(push()), budget_bytes: 262_144, ..empty_request() }
}

pub(crate) fn reset_request() -> SyncRequest {
    let print = fingerprint(&[Hash::of(b"head")], &[Hash::of(b"fact")], None);
    SyncRequest {
        signed_cursor: Some(cursor().sign(server(), field_device(), &server_key())),
        fingerprints: Some(Fingerprints {
            subjects: vec![Fingerprint { subject: Subject::new(Word::Visit, id(10)).into(), print }],
            is_complete: true,
        }),
        relay: Some(Relay {
            actors: vec![actor()],
            certificates: vec![certificate_chain()],
            subjects: vec![subject_part()],
            orders: vec![order()],
            has_more: true,
        }),
        ..empty_request()
    }
}

pub(crate) fn wiping_request() -> SyncRequest {
    SyncRequest {
        receipts_wanted: vec![Hash::of(b"photo")],
        leftovers: vec![Leftover { what: "unit".to_owned(), bytes: b"{}".to_vec() }],
        unsent: Some(2),
        is_wiped: true,
        asks_to_leave: true,
        ..empty_request()
    }
}

pub(crate) fn actor() -> ActorPart {
    ActorPart { actor: [0xa2; 16], author: (&Author::Console { user: id(4) }).into() }
}

pub(crate) fn subject_part() -> SubjectPart {
    SubjectPart {
        subject: Subject::new(Word::Visit, id(10)).into(),
        how: How::Tail,
        runs: vec![DeliveredRun {
            actor: 0,
            bytes: b"one change".to_vec(),
            change_count: 1,
            changes: None,
            newest: Some(Hash::of(b"newest")),
            proof: Some(Signature([0x52; 64]).into()),
            is_by_server: true,
            is_in_review: true,
        }],
        facts: vec![DeliveredFact {
            bytes: fact_bytes(),
            signature: Signature([0x53; 64]),
            received: Some(Received {
                received_ms: 1_800_000_200_000,
                corrected_ms: 1_800_000_100_250,
                uncertain_ms: 40,
            }),
            is_in_review: false,
        }],
        records: vec![DeliveredRecord { bytes: b"{}".to_vec(), signature: Signature([0x54; 64]) }],
    }
}

pub(crate) fn order() -> Sealed<Order> {
    let action = OrderAction::Wipe { field_device: field_device(), is_loss_accepted: true };
    Sealed::seal(&Order::new(id(20), 1_800_000_300_000, &action, "lost on the train"), server(), &server_key())
}

pub(crate) fn receipt() -> Sealed<Receipt> {
    let receipt = Receipt {
        of: Hash::of(b"signature fact"),
        epoch: 1,
        seq: 4712,
        chain: [0xcd; 16],
        server_ms: 1_800_000_300_000,
    };
    Sealed::seal(&receipt, server(), &server_key())
}

pub(crate) fn empty_response() -> SyncResponse {
    SyncResponse { epoch: 1, server_ms: 1_800_000_300_000, ..SyncResponse::default() }
}

pub(crate) fn outcomes() -> Vec<UnitOutcome> {
    let outcome = |number, outcome| UnitOutcome { number, outcome };
    vec![
        outcome(40, Outcome::Ok),
        outcome(41, Outcome::Duplicate),
        outcome(
            42,
            Outcome::Rejected {
                code: "forbidden".to_owned(),
                path: "fields/priority".to_owned(),
                detail: String::new(),
            },
        ),
        outcome(43, Outcome::BlockedBy { number: 42 }),
        outcome(44, Outcome::Review { reason: "late".to_owned() }),
        outcome(45, Outcome::Unavailable { reason: "server_older".to_owned() }),
    ]
}

pub(crate) fn response() -> SyncResponse {
    SyncResponse {
        outcome: Some(PushOutcome {
            accepted_through: Some(45),
            units: outcomes(),
            chain_unknown: Some(ChainPoint { number: 39, chain: [0xc0; 16] }),
            is_forked: true,
            corrections: vec![Correction {
                first_number: 40,
                last_number: 45,
                received_ms: 1_800_000_300_000,
                offset_ms: -750,
                uncertain_ms: 0,
            }],
        }),
        cursor: Some(cursor().sign(server(), field_device(), &server_key())),
        subjects: vec![
            subject_part(),
            SubjectPart {
                subject: Subject::new(Word::WorkOrder, id(11)).into(),
                how: How::Leave,
                runs: Vec::new(),
                facts: Vec::new(),
                records: Vec::new(),
            },
        ],
        actors: vec![actor()],
        certificates: vec![certificate_chain()],
        server_keys: vec![server_key_certificate()],
        has_more: true,
        reset: Some(Reset { epoch: 2, is_server_restored: true }),
        orders: vec![order()],
        receipts: vec![receipt()],
        wants: Some(Wants {
            signed_cursor: true,
            fingerprints: true,
            subjects: vec![Subject::new(Word::Visit, id(10)).into()],
            blobs: vec![Hash::of(b"photo"), Hash::of(b"thumbnail")],
        }),
        ..empty_response()
    }
}

pub(crate) fn export_header() -> ExportHeader {
    ExportHeader {
        server: server(),
        field_device: field_device(),
        certificates: vec![certificate_chain()],
        app_version: "0.1.0".to_owned(),
        schema: 1,
        stamp: stamp(20_000),
    }
}
