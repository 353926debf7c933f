//! Bytes that nobody honest sends: refused, never a panic, never more memory than the message is worth.

use crate::sample;
use onsite_wire::{
    Message,
    codec::{self, DecodeError, check_structure},
    compress::{self, Quality},
    enrol::{EnrolRequest, EnrolResponse},
    export::{ExportHeader, ExportReader},
    outcome::UnitOutcome,
    push::Push,
    sync::{SyncRequest, SyncResponse},
};
use proptest::prelude::*;

/// Every decoder gets the bytes.
fn decode_as_everything(bytes: &[u8]) {
    let _ = SyncRequest::receive(bytes);
    let _ = SyncRequest::from_bytes(bytes);
    let _ = SyncResponse::from_bytes(bytes);
    let _ = SyncResponse::from_wire(bytes);
    let _ = Push::from_bytes(bytes).map(|push| push.check());
    let _ = EnrolRequest::from_bytes(bytes);
    let _ = EnrolResponse::from_bytes(bytes);
    let _ = codec::decode::<UnitOutcome>(bytes, 1000);
    let _ = codec::decode::<ExportHeader>(bytes, 1000);
    if let Ok(mut reader) = ExportReader::new(bytes) {
        while let Ok(Some(_)) = reader.next_section() {}
    }
}

fn flipped(mut bytes: Vec<u8>, flips: &[(usize, u8)]) -> Vec<u8> {
    for (place, bit) in flips {
        let place = place % bytes.len();
        bytes[place] ^= bit;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        decode_as_everything(&bytes);
    }

    #[test]
    fn damaged_messages_never_panic(flips in prop::collection::vec((any::<usize>(), any::<u8>()), 1..6), cut: usize) {
        for bytes in [
            sample::request().to_bytes(),
            sample::reset_request().to_bytes(),
            sample::wiping_request().to_bytes(),
            sample::response().to_bytes(),
            sample::push().to_bytes(),
        ] {
            let mut bytes = flipped(bytes, &flips);
            decode_as_everything(&bytes);
            bytes.truncate(cut % bytes.len());
            decode_as_everything(&bytes);
        }
    }

    #[test]
    fn damaged_packing_never_panics_and_stays_within_its_limit(
        flips in prop::collection::vec((any::<usize>(), any::<u8>()), 1..6), cut: usize
    ) {
        let bytes = sample::response().to_bytes().repeat(8);
        for quality in [Quality::Zstd(3), Quality::Zstd(9), Quality::Stored] {
            let mut packed = flipped(compress::pack(&bytes, quality), &flips);
            packed.truncate(1 + cut % packed.len());
            if let Ok(unpacked) = compress::unpack(&packed, 20_000) {
                prop_assert!(unpacked.len() <= 20_000);
            }
        }
    }
}

fn refusal(bytes: &[u8]) -> &'static str {
    match check_structure(bytes) {
        Err(DecodeError::Structure { what, .. }) => what,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_truncated_message_is_refused_at_every_length() {
    let bytes = sample::response().to_bytes();
    for end in 0..bytes.len() {
        assert!(SyncResponse::from_bytes(&bytes[..end]).is_err(), "{end}");
    }
}

#[test]
fn deep_nesting_is_refused() {
    assert_eq!(refusal(&[0x81; 100_000]), "too deep nesting");
    assert_eq!(refusal(&[0xa1, 0x00].repeat(50_000)), "too deep nesting");
}

#[test]
fn nesting_bombs_inside_an_unknown_key_are_refused() {
    let mut bytes = sample::empty_request().to_bytes();
    bytes[0] += 1;
    bytes.extend([0x18, 99]);
    bytes.extend([0x81; 10_000]);
    bytes.push(0);
    assert!(matches!(SyncRequest::from_bytes(&bytes), Err(DecodeError::Structure { what: "too deep nesting", .. })));
}

#[test]
fn counts_that_the_bytes_cannot_hold_are_refused() {
    assert_eq!(refusal(&[0x9b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0]), "a count larger than the message");
    assert_eq!(refusal(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), "a count larger than the message");
    assert_eq!(refusal(&[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), "a count larger than the message");
    assert_eq!(refusal(&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), "an unreadable value");
}

#[test]
fn duplicate_and_disordered_keys_are_refused() {
    assert_eq!(refusal(&[0xa2, 0x01, 0x00, 0x01, 0x00]), "map keys that do not ascend");
    assert_eq!(refusal(&[0xa2, 0x02, 0x00, 0x01, 0x00]), "map keys that do not ascend");
    assert_eq!(refusal(&[0xa1, 0x61, b'a', 0x00]), "a map key that is no unsigned integer");
}

#[test]
fn what_our_encoders_never_write_is_refused() {
    assert_eq!(refusal(&[0x9f, 0xff]), "a value without a length");
    assert_eq!(refusal(&[0xbf, 0xff]), "a value without a length");
    assert_eq!(refusal(&[0x5f, 0xff]), "a value without a length");
    assert_eq!(refusal(&[0xc0, 0x00]), "a tag");
    assert_eq!(refusal(&[0x00, 0x00]), "something after the end");
    assert_eq!(refusal(&[]), "the end in the middle");
}

#[test]
fn an_array_with_more_elements_than_allowed_is_refused_before_it_is_built() {
    // {0: 1, 1: 5, 4: [0, 0, ...]}: the elements are not even subjects.
    let mut bytes = vec![0xa3, 0x00, 0x01, 0x01, 0x05, 0x04, 0x9a, 0, 3, 0, 0];
    bytes.extend(vec![0; 3 << 16]);
    let error = SyncResponse::from_bytes(&bytes).unwrap_err();
    assert!(error.to_string().contains("more elements than allowed"), "{error}");
}

#[test]
fn a_message_over_its_size_is_refused_before_it_is_read() {
    let error = EnrolRequest::from_bytes(&vec![0; EnrolRequest::SIZE_BYTES_MAX + 1]).unwrap_err();
    assert!(matches!(error, DecodeError::TooLarge { .. }));
}

#[test]
fn a_body_of_another_kind_or_version_is_refused() {
    for body in [&b"<html>log in to the hotel</html>"[..], b"{\"protocol\":1}", b"\x1f\x8b\x08gzip", b""] {
        assert!(SyncResponse::from_wire(body).is_err());
        assert!(SyncRequest::receive(body).is_err());
    }
    assert!(SyncRequest::from_bytes(&sample::response().to_bytes()).is_err());
}
