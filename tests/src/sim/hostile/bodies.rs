//! Requests that are not what they say, each rightly signed over the bytes that are sent.

use super::{Answer, Attack, Failure, Strike, sync_request};
use onsite_wire::{
    Message as _,
    compress::{self, Quality},
    limit,
    push::{CHAIN_START, Push, Unit, UnitRun},
    sync::SyncRequest,
};
use rand::RngExt as _;
use std::sync::OnceLock;

pub(super) const ATTACKS: &[Attack] = &[
    ("body truncated", truncated),
    ("body damaged", damaged),
    ("body oversized", oversized),
    ("body that unpacks to too much", bomb),
    ("body packed in an unknown way", unknown_packing),
    ("body nested too deeply", nested),
    ("body with a key twice", key_twice),
    ("body of another version", other_version),
    ("body of another kind", other_kind),
    ("push that contradicts itself", contradicting),
    ("unsigned request", unsigned),
    ("request signed for another path", other_path),
    ("request replayed", replayed),
    ("request counter at its end", last_counter),
];

const WRONG_SHAPE: &[(u16, &str)] = &[(422, "wrong_shape")];

fn valid(strike: &mut Strike<'_>) -> Result<SyncRequest, Failure> {
    let standing = strike.standing()?;
    Ok(sync_request(Some(standing.cursor), None, strike.stamp()))
}

fn sent(strike: &mut Strike<'_>, body: Vec<u8>, expected: &[(u16, &str)]) -> Result<(), Failure> {
    let request = strike.mallory.forger.sync(body);
    strike.expect_problem(&request, expected)
}

fn truncated(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let mut body = valid(strike)?.to_wire();
    body.truncate(strike.rng.random_range(0..body.len()));
    sent(strike, body, WRONG_SHAPE)
}

/// Any bit may turn: it is refused, or it is still a request.
fn damaged(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let mut body = valid(strike)?.to_wire_at(Quality::Stored);
    for _ in 0..strike.rng.random_range(1..5u32) {
        let place = strike.rng.random_range(0..body.len());
        let bit = 1_u8 << strike.rng.random_range(0..8u32);
        if let Some(byte) = body.get_mut(place) {
            *byte ^= bit;
        }
    }
    let request = strike.mallory.forger.sync(body);
    match strike.send(&request)? {
        Answer::Problem { status: 422, .. } | Answer::Synced(_) => Ok(()),
        other => Err(strike.failure(format!("got {other:?}"))),
    }
}

fn oversized(strike: &mut Strike<'_>) -> Result<(), Failure> {
    sent(strike, vec![0; limit::REQUEST_PACKED_BYTES_MAX + 1], &[(413, "too_large")])
}

fn bomb(strike: &mut Strike<'_>) -> Result<(), Failure> {
    static BOMBS: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
    let bombs = BOMBS.get_or_init(|| {
        let zeros = vec![0; 64 << 20];
        [Quality::Zstd(3), Quality::Zstd(19)].map(|quality| compress::pack(&zeros, quality))
    });
    let body = strike.one_of(bombs)?.clone();
    sent(strike, body, WRONG_SHAPE)
}

fn unknown_packing(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let mut body = valid(strike)?.to_wire();
    if let Some(first) = body.first_mut() {
        *first = strike.rng.random_range(3..=u8::MAX);
    }
    sent(strike, body, WRONG_SHAPE)
}

fn nested(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let mut body = vec![0];
    body.extend(match strike.rng.random_range(0..2u32) {
        0 => vec![0x81; 100_000],
        _ => [0xa1, 0x00].repeat(50_000),
    });
    sent(strike, body, WRONG_SHAPE)
}

/// The first key of the message stands there a second time.
fn key_twice(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let mut body = valid(strike)?.to_wire_at(Quality::Stored);
    if let Some(count) = body.get_mut(1) {
        *count = count.wrapping_add(1);
    }
    body.splice(2..2, [0x00, 0x01]);
    sent(strike, body, WRONG_SHAPE)
}

fn other_version(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let protocol = *strike.one_of(&[0, 2, u32::MAX])?;
    let body = SyncRequest { protocol, ..valid(strike)? }.to_wire();
    sent(strike, body, WRONG_SHAPE)
}

fn other_kind(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bodies: [&[u8]; 5] = [b"", b"\0", b"{\"protocol\":1}", b"\0\xf6", b"\0\xa0"];
    let body = strike.one_of(&bodies)?.to_vec();
    sent(strike, body, WRONG_SHAPE)
}

fn contradicting(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let unit = Unit { stamp: strike.stamp(), ..Unit::default() };
    let whole = Push {
        branch: [0; 16],
        parent: CHAIN_START,
        first_number: 1,
        actors: Vec::new(),
        runs: Vec::new(),
        units: vec![unit.clone()],
        blobs: Vec::new(),
    };
    let astray = Unit { runs: vec![UnitRun { run: 7, change_count: 1 }], ..unit };
    let pushes = [
        Push { units: Vec::new(), first_number: 0, ..whole.clone() },
        Push { first_number: 0, ..whole.clone() },
        Push { first_number: u64::MAX, ..whole.clone() },
        Push { first_number: 1 << 63, ..whole.clone() },
        Push { units: vec![astray], ..whole },
    ];
    let push = strike.one_of(&pushes)?.clone();
    let body = SyncRequest { push: Some(push), ..valid(strike)? }.to_wire();
    sent(strike, body, WRONG_SHAPE)
}

fn unsigned(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let body = valid(strike)?.to_wire();
    let mut request = strike.mallory.forger.sync(body);
    let other = strike.mallory.forger.bytes::<66>();
    let signatures = ["".to_owned(), "AAAA".to_owned(), "?".repeat(4000), base64ish(&other)];
    request.signature = strike.one_of(&signatures)?.clone();
    strike.expect_problem(&request, &[(401, "unauthenticated")])
}

/// As many characters as a signature has.
fn base64ish(bytes: &[u8]) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let letter = |byte: &u8| letters.get(usize::from(*byte % 64)).copied().map_or('A', char::from);
    bytes.iter().chain(bytes).map(letter).take(118).collect()
}

fn other_path(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let body = valid(strike)?.to_wire();
    let mut request = strike.mallory.forger.request("POST", "/v1/enrol", Vec::new(), body);
    onsite_wire::PATH_SYNC.clone_into(&mut request.path);
    strike.expect_problem(&request, &[(401, "unauthenticated")])
}

fn replayed(strike: &mut Strike<'_>) -> Result<(), Failure> {
    strike.confirm()?;
    let Some(request) = strike.mallory.last_request.clone() else { return Ok(()) };
    strike.expect_problem(&request, &[(409, "counter_used")])
}

/// A counter that no database column holds is no counter, and uses none up.
fn last_counter(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let body = valid(strike)?.to_wire();
    let counter = *strike.one_of(&[u64::MAX, 1 << 63])?;
    let request = strike.mallory.forger.request_under(counter, "POST", onsite_wire::PATH_SYNC, Vec::new(), body);
    strike.expect_problem(&request, &[(401, "unauthenticated")])?;
    strike.confirm()
}
