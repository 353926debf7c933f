//! Blobs that are not what they say, and blobs of others.

use super::{Answer, Attack, Failure, Strike};
use onsite_core::sync::HttpRequest;
use onsite_domain::id::Hash;
use onsite_wire::{
    PATH_BLOBS,
    blob::{CHUNK_BYTES_MAX, LENGTH, OFFSET, SIZE_BYTES_MAX},
};

pub(super) const ATTACKS: &[Attack] = &[
    ("upload with the wrong hash", wrong_hash),
    ("upload larger than allowed", too_large),
    ("upload of more than was announced", more_than_announced),
    ("upload that goes on where nothing is", gap),
    ("upload without saying what", without_headers),
    ("upload to what is no hash", no_hash),
    ("uploads without end", endless),
    ("download of another's blob", anothers_blob),
];

fn patch(strike: &mut Strike<'_>, hash: &str, offset: u64, length: u64, body: Vec<u8>) -> HttpRequest {
    let headers =
        vec![(OFFSET, offset.to_string()), (LENGTH, length.to_string()), ("content-type", "image/jpeg".to_owned())];
    strike.mallory.forger.request("PATCH", &format!("{PATH_BLOBS}{hash}"), headers, body)
}

/// The first bytes of an upload, taken or refused.
const BEGUN: &[(u16, &str)] = &[(422, "quota_exceeded")];

fn random_hash(strike: &mut Strike<'_>) -> Hash {
    Hash(strike.mallory.forger.bytes())
}

fn wrong_hash(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let hash = random_hash(strike).to_string();
    let request = patch(strike, &hash, 0, 9, b"no photo!".to_vec());
    strike.expect_problem(&request, &[(422, "wrong_shape"), (422, "quota_exceeded")])
}

fn too_large(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let hash = random_hash(strike).to_string();
    let length = *strike.one_of(&[SIZE_BYTES_MAX + 1, 1 << 40, 1 << 63, u64::MAX])?;
    let request = patch(strike, &hash, 0, length, b"much".to_vec());
    strike.expect_problem(&request, &[(413, "too_large"), (422, "quota_exceeded"), (422, "missing")])?;
    let request = patch(strike, &hash, 0, 6 << 20, vec![0; usize::try_from(CHUNK_BYTES_MAX).unwrap_or(0) + 1]);
    strike.expect_problem(&request, &[(413, "too_large")])
}

fn more_than_announced(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let hash = random_hash(strike).to_string();
    let request = patch(strike, &hash, 0, 3, b"more than three".to_vec());
    let expected = [(413, "too_large"), (422, "out_of_range"), (422, "wrong_shape"), (422, "quota_exceeded")];
    strike.expect_problem(&request, &expected)
}

fn gap(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let hash = random_hash(strike).to_string();
    let offset = *strike.one_of(&[1, 500, 999])?;
    let request = patch(strike, &hash, offset, 1000, b"x".to_vec());
    match strike.send(&request)? {
        // Where it really goes on.
        Answer::Done { offset: Some(0) } => Ok(()),
        Answer::Problem { status, code } if BEGUN.contains(&(status, code.as_str())) => Ok(()),
        other => Err(strike.failure(format!("got {other:?}"))),
    }
}

fn without_headers(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let path = format!("{PATH_BLOBS}{}", random_hash(strike));
    let numbers = ["", "-1", "1e9", "0x10", "18446744073709551616", "9223372036854775808"];
    let number = (*strike.one_of(&numbers)?).to_owned();
    let headers = vec![(OFFSET, number.clone()), (LENGTH, number)];
    let request = strike.mallory.forger.request("PATCH", &path, headers, b"x".to_vec());
    strike.expect_problem(&request, &[(422, "missing"), (413, "too_large"), (428, "missing"), (422, "quota_exceeded")])
}

fn no_hash(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let names = ["..%2f..%2fonsite-server.sqlite", "x", "%00", &"A".repeat(64), &"0".repeat(63)];
    let name = (*strike.one_of(&names)?).to_owned();
    let request = patch(strike, &name, 0, 1, b"x".to_vec());
    strike.expect_problem(&request, &[(422, "wrong_shape"), (404, "not_found")])
}

/// Announces more than one field device may have under way.
fn endless(strike: &mut Strike<'_>) -> Result<(), Failure> {
    for _ in 0..8 {
        let hash = random_hash(strike).to_string();
        let request = patch(strike, &hash, 0, SIZE_BYTES_MAX, b"x".to_vec());
        match strike.send(&request)? {
            Answer::Done { .. } => {}
            Answer::Problem { status: 422, code } if code == "quota_exceeded" => {
                strike.trace.outcome("hostile: 422 quota_exceeded");
                return Ok(());
            }
            other => return Err(strike.failure(format!("got {other:?}"))),
        }
    }
    Err(strike.failure("uploads without end"))
}

/// Not even whether it exists is said.
fn anothers_blob(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let own = strike.mallory.forger.field_device.to_string();
    let blobs = strike.office(move |store| {
        let mut statement = store.blobs().prepare("SELECT hash FROM blob ORDER BY hash")?;
        let all = statement.query_map([], |row| row.get::<_, [u8; 32]>(0))?.collect::<Result<Vec<_>, _>>()?;
        let sql = "SELECT EXISTS (SELECT 1 FROM blob_name JOIN member ON member.subject = blob_name.subject
                   WHERE blob_name.hash = ?1 AND member.field_device = ?2)";
        let mut foreign = Vec::new();
        for hash in all.into_iter().map(Hash) {
            let is_named: bool = store.database().query_row(sql, [hash.to_string(), own.clone()], |row| row.get(0))?;
            if !is_named {
                foreign.push(hash);
            }
        }
        Ok(foreign)
    })?;
    if blobs.is_empty() {
        return Ok(());
    }
    let path = format!("{PATH_BLOBS}{}", strike.one_of(&blobs)?);
    let request = strike.mallory.forger.request("GET", &path, Vec::new(), Vec::new());
    strike.expect_problem(&request, &[(404, "not_found")])?;
    let request = strike.mallory.forger.request("HEAD", &path, Vec::new(), Vec::new());
    match strike.send(&request)? {
        Answer::Done { offset: Some(0) } => Ok(()),
        other => Err(strike.failure(format!("got {other:?}"))),
    }
}
