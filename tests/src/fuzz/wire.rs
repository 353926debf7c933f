//! What travels: messages of sync and enrolment, export files, runs of changes, facts and records. What is read says the same
//! when it was written again and read again.

use crate::sim::forge::{push_of, sync_request};
use onsite_documents::ActorId;
use onsite_domain::{Author, Id, Stamp, Subject, Word, fact::Fact, id::Hash, record::Record};
use onsite_store::ground;
use onsite_wire::{
    Message, PROTOCOL, ServerId, SigningKey, Statement, SubjectRef,
    compress::{Quality, pack},
    enrol::{EnrolRequest, EnrolResponse},
    export::ExportReader,
    outcome::ChainPoint,
    push::{ActorBinding, FactPart, Push, RunPart},
    sync::{CursorRef, SyncRequest, SyncResponse},
};
use serde_json::json;

const KEY: [u8; 32] = [7; 32];

fn id(number: u128) -> Id {
    Id::from_parts(1_750_032_000_000, number)
}

fn author() -> Author {
    Author::FieldDevice { field_device: id(1), user: id(2) }
}

fn fact() -> Fact {
    Fact {
        id: id(3),
        kind: "press".to_owned(),
        author: author(),
        at: Stamp::default(),
        subjects: vec![Subject::new(Word::Visit, id(4))],
        body: json!({ "press": "depart" }),
    }
}

fn push() -> Push {
    let (key, actor, subject) = (SigningKey::from_bytes(&KEY), ActorId([5; 16]), Subject::new(Word::Visit, id(4)));
    let server = ServerId::of_root(&key.public());
    let bytes = fact().to_bytes();
    let signature = key.sign(&Statement::Fact { server, hash: &Hash::of(&bytes) });
    let run = RunPart {
        subject: SubjectRef::from(subject),
        actor: 0,
        is_creating: false,
        bytes: ground::encode_run(subject, actor, &[]),
        change_count: 0,
        newest: None,
        signature,
    };
    let actors: Vec<ActorBinding> = Vec::new();
    push_of(&ChainPoint::default(), actors, vec![run], vec![FactPart { bytes, signature }], Stamp::default())
}

/// The first byte says what the rest is to be read as.
pub(super) fn honest() -> Vec<Vec<u8>> {
    let key = SigningKey::from_bytes(&KEY);
    let asked = sync_request(Some(CursorRef { epoch: 1, seq: 9, chain: [3; 16] }), Some(push()), Stamp::default());
    let enrolling = EnrolRequest {
        protocol: PROTOCOL,
        code: vec![9; 16],
        key: key.public(),
        proof: key.sign(&Statement::Fact { server: ServerId::of_root(&key.public()), hash: &Hash::of(b"") }),
        app_version: "0.1.0".to_owned(),
        platform: "linux".to_owned(),
        name: "Phone".to_owned(),
        stamp: Stamp::default(),
        certificates: Vec::new(),
        pdf_key: Vec::new(),
    };
    let record = Record {
        word: Word::Customer,
        id: id(6),
        epoch: 1,
        version: 2,
        at_ms: 1,
        is_removed: false,
        body: json!({ "name": { "zh": "示例客户" } }),
    };
    let answer = SyncResponse { epoch: 1, server_ms: 2, has_more: true, ..SyncResponse::default() };
    let of = |kind: u8, bytes: Vec<u8>| [vec![kind], bytes].concat();
    vec![
        of(0, asked.to_bytes()),
        of(1, asked.to_wire()),
        of(2, answer.to_bytes()),
        of(3, enrolling.to_bytes()),
        of(5, push().to_bytes()),
        of(6, fact().to_bytes()),
        of(7, record.to_bytes()),
    ]
}

/// What was read, written again, is read as the same.
fn again<T: Message + PartialEq>(read: Option<T>) {
    if let Some(read) = read {
        let second = T::from_bytes(&read.to_bytes()).ok();
        assert!(second.is_some_and(|second| second == read), "written again it is another message");
    }
}

/// Messages come packed as they travel, so that a change of a byte is one of what is in them; kind 1 as it is.
pub(super) fn run(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let packed = pack(rest, Quality::Stored);
    match kind % 10 {
        0 => again(SyncRequest::receive(&packed).ok()),
        1 => again(SyncRequest::receive(rest).ok()),
        2 => again(SyncResponse::from_wire(&packed).ok()),
        3 => again(EnrolRequest::from_wire(&packed).ok()),
        4 => drop(EnrolResponse::from_wire(&packed)),
        5 => again(Push::from_wire(&packed).ok()),
        6 => {
            if let Ok(fact) = Fact::from_bytes(rest) {
                assert_eq!(Fact::from_bytes(&fact.to_bytes()).ok(), Some(fact), "a fact written again");
            }
        }
        7 => {
            if let Ok(record) = Record::from_bytes(rest) {
                assert_eq!(Record::from_bytes(&record.to_bytes()).ok(), Some(record), "a record written again");
            }
        }
        8 => read_export(rest),
        _ => drop(ground::decode_run(Subject::new(Word::Visit, id(4)), ActorId([5; 16]), rest, 3)),
    }
}

/// To its end, or to what is wrong with it; every section takes some of the file, so it ends.
fn read_export(bytes: &[u8]) {
    let Ok(mut reader) = ExportReader::new(bytes) else { return };
    let mut left = bytes.len();
    while let Ok(Some(_)) = reader.next_section() {
        assert!(left > 0, "more sections than bytes");
        left = left.saturating_sub(1);
    }
}
