//! Older and newer versions read each other.

use crate::sample;
use minicbor::{Encoder, data::Token};
use onsite_domain::RejectedCode;
use onsite_wire::{
    Message, Sealed, codec,
    delivery::{AuthorRef, How, SubjectPart, SubjectRef},
    order::Order,
    outcome::{Outcome, UnitOutcome},
    push::Push,
    sync::{SyncRequest, SyncResponse},
};

/// The same message from a newer version: every map has one key more, every array of a struct one element more would
/// need a schema, so maps only.
fn with_unknown_keys(bytes: &[u8]) -> Vec<u8> {
    fn copy<'b>(tokens: &mut impl Iterator<Item = Token<'b>>, e: &mut Encoder<&mut Vec<u8>>) {
        match tokens.next().unwrap() {
            Token::Map(count) => {
                e.map(count + 1).unwrap();
                for _ in 0..2 * count {
                    copy(tokens, e);
                }
                e.u16(999)
                    .unwrap()
                    .array(2)
                    .unwrap()
                    .str("newer")
                    .unwrap()
                    .map(1)
                    .unwrap()
                    .u8(0)
                    .unwrap()
                    .bool(true)
                    .unwrap();
            }
            Token::Array(count) => {
                e.array(count).unwrap();
                for _ in 0..count {
                    copy(tokens, e);
                }
            }
            other => {
                e.encode(other).unwrap();
            }
        }
    }
    let mut out = Vec::new();
    let mut tokens = minicbor::decode::Tokenizer::new(bytes).map(Result::unwrap);
    copy(&mut tokens, &mut Encoder::new(&mut out));
    out
}

fn survives_newer<T: Message + PartialEq + std::fmt::Debug>(message: &T) {
    let newer = with_unknown_keys(&message.to_bytes());
    assert!(newer.len() > message.to_bytes().len());
    assert_eq!(&T::from_bytes(&newer).unwrap(), message);
}

#[test]
fn a_message_with_keys_of_a_newer_version_is_read() {
    survives_newer(&sample::request());
    survives_newer(&sample::reset_request());
    survives_newer(&sample::wiping_request());
    survives_newer(&sample::response());
    survives_newer(&sample::certificate_chain());
}

#[test]
fn a_message_of_an_older_version_without_newer_keys_is_read() {
    // Only what the first version could not do without.
    let mut request = Vec::new();
    Encoder::new(&mut request)
        .map(4)
        .unwrap()
        .u8(0)
        .unwrap()
        .u8(1)
        .unwrap()
        .u8(1)
        .unwrap()
        .str("0.1.0")
        .unwrap()
        .u8(2)
        .unwrap()
        .u8(1)
        .unwrap()
        .u8(4)
        .unwrap()
        .array(3)
        .unwrap()
        .u8(7)
        .unwrap()
        .u8(8)
        .unwrap()
        .u8(9)
        .unwrap();
    let request = SyncRequest::from_bytes(&request).unwrap();
    assert_eq!((request.protocol, request.cursor, request.push), (1, None, None));

    let response = SyncResponse::from_bytes(&[0xa2, 0x00, 0x01, 0x01, 0x05]).unwrap();
    assert_eq!((response.epoch, response.server_ms, response.subjects.len()), (1, 5, 0));
}

#[test]
fn words_authors_and_deliveries_of_a_newer_version_spoil_nothing_else() {
    let part = SubjectPart {
        subject: SubjectRef { word: "teleport".to_owned(), id: sample::id(1) },
        how: How::Unknown(77),
        runs: Vec::new(),
        facts: Vec::new(),
        records: Vec::new(),
    };
    let response = SyncResponse { subjects: vec![part, sample::subject_part()], ..sample::empty_response() };
    let read = SyncResponse::from_bytes(&response.to_bytes()).unwrap();
    assert_eq!(read, response);
    assert_eq!(read.subjects[0].subject.subject(), None);
    assert!(read.subjects[1].subject.subject().is_some());
    let author = AuthorRef { by: "swarm".to_owned(), id: None, user: None, rule: None };
    assert_eq!(author.author(), None);
}

#[test]
fn an_outcome_of_a_newer_version_keeps_the_unit_in_the_outbox() {
    // {0: 42, 1: 99, 2: "later"}
    let bytes = [0xa3, 0x00, 0x18, 42, 0x01, 0x18, 99, 0x02, 0x65, b'l', b'a', b't', b'e', b'r'];
    let read: UnitOutcome = codec::decode(&bytes, 100).unwrap();
    assert_eq!(read.outcome, Outcome::Unavailable { reason: "later".to_owned() });
}

#[test]
fn a_refusal_with_a_newer_code_is_still_a_refusal() {
    let known = Outcome::from(onsite_domain::Rejected::because(RejectedCode::Forbidden, "fields/x", "y"));
    assert_eq!(known.rejected().map(|rejected| rejected.code), Some(RejectedCode::Forbidden));
    let newer = Outcome::Rejected { code: "gravity".to_owned(), path: String::new(), detail: String::new() };
    assert_eq!(newer.rejected(), None);
}

#[test]
fn an_order_of_a_newer_kind_is_handed_on_as_it_came() {
    let mut order = sample::order().unverified().unwrap();
    order.kind = "levitate".to_owned();
    let sealed = Sealed::seal(&order, sample::server(), &sample::server_key());
    let read: Sealed<Order> = codec::decode(&codec::encode(&sealed), 10_000).unwrap();
    assert_eq!(read, sealed);
    assert_eq!(sample::trust().open_by_server(&read).unwrap().action(), None);
}

#[test]
fn sealed_content_with_unknown_keys_still_verifies() {
    let newer = with_unknown_keys(&sample::order().bytes);
    let statement = onsite_wire::Statement::Sealed {
        domain: onsite_wire::statement::Domain::Order,
        server: sample::server(),
        bytes: &newer,
    };
    let mut sealed = sample::order();
    sealed.signature = sample::server_key().sign(&statement);
    sealed.bytes = newer;
    assert!(sample::trust().open_by_server(&sealed).is_ok());
}

#[test]
fn a_push_survives_its_columns_also_when_alone() {
    assert_eq!(Push::from_bytes(&sample::push().to_bytes()).unwrap(), sample::push());
}
