//! Closed documents: all changes of one in a single compressed row, in their order and byte for byte. What is written to
//! such a document later stands in rows beside it, until it is packed again.

use crate::{
    StoreError,
    ground::{self, StoredChange},
};
use onsite_documents::{ActorId, RawChange};
use onsite_domain::Subject;
use onsite_wire::compress::{self, Quality};
use rusqlite::{Connection, OptionalExtension as _, ToSql, named_params};

/// The form of a packed row: version · number of runs · the actor of each · the runs, compressed as a whole.
const VERSION: u8 = 1;
const QUALITY: Quality = Quality::Zstd(9);
/// What does not fit stays as it is.
const UNPACKED_BYTES_MAX: usize = 256 << 20;

/// Documents with unpacked changes whose visit or order has ended, by subject. `condition` says what else must hold, over
/// the columns of `document`.
pub fn closed(
    connection: &Connection,
    condition: &'static str,
    after: &str,
    limit: u32,
) -> Result<Vec<Subject>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT document.subject FROM document JOIN view ON view.subject = document.subject
         WHERE document.subject > :after AND {condition}
             AND (view.word = 'visit' AND view.has_ended = 1
                  OR view.word = 'work_order' AND view.status IN ('closed', 'cancelled'))
             AND EXISTS (SELECT 1 FROM change WHERE change.subject = document.subject)
         ORDER BY document.subject LIMIT :limit"
    ))?;
    let params: &[(&str, &dyn ToSql)] = &[(":after", &after), (":limit", &limit)];
    let rows = statement.query_map(params, |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for row in rows {
        let text = row?;
        found.push(text.parse().map_err(|_| StoreError::broken(format!("'{text}' is no subject")))?);
    }
    Ok(found)
}

/// Packs documents; the number of those that were. One that cannot be read, or does not come out as it went in, stays as
/// it is.
pub fn pack_all(connection: &Connection, subjects: &[Subject]) -> Result<u64, StoreError> {
    let mut count = 0_u64;
    for subject in subjects {
        match pack(connection, *subject) {
            Ok(true) => count = count.saturating_add(1),
            Ok(false) | Err(StoreError::Broken(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

/// Packs a document into one row, after every change was reproduced from it with its hash; `false` where that failed.
pub fn pack(connection: &Connection, subject: Subject) -> Result<bool, StoreError> {
    let stored = ground::changes(connection, subject, 0)?;
    let packed = packed(subject, &stored);
    if stored.is_empty() || unpacked(subject, &packed).ok().as_ref() != Some(&stored) {
        return Ok(false);
    }
    let params = named_params! {":subject": subject.to_string(), ":count": stored.len() as u64, ":bytes": packed};
    connection
        .prepare_cached(
            "INSERT INTO document_pack (subject, count, bytes) VALUES (:subject, :count, :bytes)
             ON CONFLICT (subject) DO UPDATE SET count = excluded.count, bytes = excluded.bytes",
        )?
        .execute(params)?;
    connection
        .prepare_cached("DELETE FROM change WHERE subject = :subject")?
        .execute(named_params! {":subject": subject.to_string()})?;
    Ok(true)
}

/// The packed changes of a document, if some of them are at `first_position` or after.
pub fn changes(
    connection: &Connection,
    subject: Subject,
    first_position: u64,
) -> Result<Vec<StoredChange>, StoreError> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT bytes FROM document_pack WHERE subject = :subject AND count > :first")?
        .query_row(named_params! {":subject": subject.to_string(), ":first": first_position}, |row| row.get(0))
        .optional()?;
    bytes.map_or(Ok(Vec::new()), |bytes| unpacked(subject, &bytes))
}

fn packed(subject: Subject, stored: &[StoredChange]) -> Vec<u8> {
    let of_run = |run: &[StoredChange]| {
        let actor = run.first()?.actor;
        Some((subject, actor, run.iter().map(|change| change.bytes.clone()).collect::<Vec<_>>()))
    };
    let runs: Vec<_> = stored.chunk_by(|a, b| a.actor == b.actor).filter_map(of_run).collect();
    let mut bytes = vec![VERSION];
    bytes.extend(u32::try_from(runs.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend(runs.iter().flat_map(|(_, actor, _)| actor.0));
    bytes.extend(ground::encode_runs(&runs));
    compress::pack(&bytes, QUALITY)
}

fn unpacked(subject: Subject, packed: &[u8]) -> Result<Vec<StoredChange>, StoreError> {
    let damaged =
        |what: &dyn std::fmt::Display| StoreError::broken(format!("document {subject}: its packed row: {what}"));
    let bytes = compress::unpack(packed, UNPACKED_BYTES_MAX).map_err(|e| damaged(&e))?;
    let Some(([VERSION, count @ ..], rest)) = bytes.split_first_chunk::<5>() else {
        return Err(damaged(&"a form that is not known"));
    };
    let actors_bytes = usize::try_from(u32::from_be_bytes(*count)).ok().and_then(|count| count.checked_mul(16));
    let Some((actors, runs)) = actors_bytes.and_then(|length| rest.split_at_checked(length)) else {
        return Err(damaged(&"it is cut"));
    };
    let named: Vec<(Subject, ActorId)> =
        actors.chunks_exact(16).filter_map(ActorId::from_slice).map(|actor| (subject, actor)).collect();
    let runs = ground::decode_runs(&named, runs).map_err(|e| damaged(&e))?;
    (0..)
        .zip(runs.into_iter().flatten())
        .map(|(position, bytes)| {
            let RawChange { meta, bytes } = RawChange::read(&bytes, usize::MAX).map_err(|e| damaged(&e))?;
            Ok(StoredChange { position, hash: meta.hash, actor: meta.actor, seq: meta.seq, bytes })
        })
        .collect()
}
