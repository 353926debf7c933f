//! Blobs: photos, manuals, PDFs, ink. Named by the SHA-256 of their bytes, kept in chunks in a database file of their own.
//!
//! An upload grows in [`add_part`] and becomes a blob only in [`finish`], when its hash is the one that was promised.

use crate::StoreError;
use onsite_domain::{Rejected, RejectedCode, id::Hash};
use rusqlite::{Connection, OptionalExtension as _, named_params};
use sha2::{Digest as _, Sha256};

/// The largest blob, in bytes.
pub const BLOB_SIZE_BYTES_MAX: u64 = 200 * 1024 * 1024;
const CHUNK_SIZE_BYTES: usize = 256 * 1024;

/// What is known about a whole blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobInfo {
    pub hash: Hash,
    pub size_bytes: u64,
    pub media_type: String,
}

/// Keeps whole bytes under their hash; the same bytes again change nothing.
pub fn put(connection: &Connection, bytes: &[u8], media_type: &str, now_ms: i64) -> Result<Hash, StoreError> {
    check_size(bytes.len() as u64)?;
    let hash = Hash::of(bytes);
    if info(connection, hash)?.is_some() {
        return Ok(hash);
    }
    for (position, chunk) in bytes.chunks(CHUNK_SIZE_BYTES).enumerate() {
        insert_chunk(connection, hash, i64::try_from(position).unwrap_or(i64::MAX), chunk)?;
    }
    insert_info(connection, hash, bytes.len() as u64, media_type, now_ms)?;
    Ok(hash)
}

pub fn info(connection: &Connection, hash: Hash) -> Result<Option<BlobInfo>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT size_bytes, media_type FROM blob WHERE hash = :hash")?
        .query_row(named_params! {":hash": hash.0.as_slice()}, |row| {
            Ok(BlobInfo { hash, size_bytes: row.get(0)?, media_type: row.get(1)? })
        })
        .optional()?)
}

/// Up to `length` bytes from `offset`; shorter at the end, empty where nothing is held.
pub fn read(connection: &Connection, hash: Hash, offset: u64, length: usize) -> Result<Vec<u8>, StoreError> {
    let chunk_size = CHUNK_SIZE_BYTES as u64;
    let mut position = offset / chunk_size;
    let mut skip = usize::try_from(offset % chunk_size).unwrap_or(0);
    let mut found = Vec::new();
    while found.len() < length {
        let chunk: Option<Vec<u8>> = connection
            .prepare_cached("SELECT bytes FROM chunk WHERE hash = :hash AND position = :position")?
            .query_row(named_params! {":hash": hash.0.as_slice(), ":position": position}, |row| row.get(0))
            .optional()?;
        let Some(chunk) = chunk else { break };
        let wanted = length.saturating_sub(found.len());
        found.extend(chunk.iter().skip(skip).take(wanted));
        skip = 0;
        position = position.saturating_add(1);
    }
    Ok(found)
}

/// The whole blob; `None` where it is not here.
pub fn get(connection: &Connection, hash: Hash) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(info) = info(connection, hash)? else { return Ok(None) };
    let bytes = read(connection, hash, 0, usize::try_from(info.size_bytes).unwrap_or(usize::MAX))?;
    if Hash::of(&bytes) != hash {
        return Err(StoreError::broken(format!("blob {hash} does not have its hash any more")));
    }
    Ok(Some(bytes))
}

/// Forgets a whole blob, which nothing may name.
pub fn remove(connection: &Connection, hash: Hash) -> Result<(), StoreError> {
    let params = named_params! {":hash": hash.0.as_slice()};
    connection.prepare_cached("DELETE FROM chunk WHERE hash = :hash")?.execute(params)?;
    connection.prepare_cached("DELETE FROM blob WHERE hash = :hash")?.execute(params)?;
    Ok(())
}

/// How many bytes of an unfinished transfer are here.
pub fn have_bytes(connection: &Connection, hash: Hash, owner: &str) -> Result<u64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT have_bytes FROM partial WHERE hash = :hash AND owner = :owner")?
        .query_row(named_params! {":hash": hash.0.as_slice(), ":owner": owner}, |row| row.get(0))
        .optional()?
        .unwrap_or(0))
}

/// One transfer that is under way.
#[derive(Clone, Debug)]
pub struct Transfer<'a> {
    pub hash: Hash,
    /// Whose transfer: nobody can spoil or read somebody else's.
    pub owner: &'a str,
    pub size_bytes: u64,
    pub media_type: &'a str,
}

/// Adds bytes at `offset`, which must be where the transfer stands.
///
/// # Errors
/// [`RejectedCode::Stale`] with the offset to go on from, [`RejectedCode::TooLarge`].
pub fn add_part(
    connection: &Connection,
    transfer: &Transfer<'_>,
    offset: u64,
    bytes: &[u8],
    now_ms: i64,
) -> Result<u64, StoreError> {
    check_size(transfer.size_bytes)?;
    let have = have_bytes(connection, transfer.hash, transfer.owner)?;
    if offset != have {
        return Err(Rejected::because(RejectedCode::Stale, "offset", format!("go on from {have}")).into());
    }
    let after = have.saturating_add(bytes.len() as u64);
    if after > transfer.size_bytes {
        return Err(Rejected::because(RejectedCode::TooLarge, "body", "more bytes than were announced").into());
    }
    let id: i64 = connection
        .prepare_cached(
            "INSERT INTO partial (hash, owner, size_bytes, have_bytes, media_type, touched_ms)
             VALUES (:hash, :owner, :size_bytes, :have_bytes, :media_type, :now_ms)
             ON CONFLICT (hash, owner) DO UPDATE SET have_bytes = excluded.have_bytes, touched_ms = excluded.touched_ms
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":hash": transfer.hash.0.as_slice(), ":owner": transfer.owner, ":size_bytes": transfer.size_bytes,
                ":have_bytes": after, ":media_type": transfer.media_type, ":now_ms": now_ms,
            },
            |row| row.get(0),
        )?;
    connection
        .prepare_cached("INSERT INTO partial_chunk (partial, position, bytes) VALUES (:id, :offset, :bytes)")?
        .execute(named_params! {":id": id, ":offset": offset, ":bytes": bytes})?;
    Ok(after)
}

/// Makes a complete transfer a blob.
///
/// # Errors
/// [`RejectedCode::WrongShape`] if the bytes do not have the promised hash: the transfer is dropped and starts again.
pub fn finish(connection: &Connection, transfer: &Transfer<'_>, now_ms: i64) -> Result<(), StoreError> {
    if info(connection, transfer.hash)?.is_some() {
        return drop_partial(connection, transfer);
    }
    let mut sha = Sha256::new();
    let mut pending: Vec<u8> = Vec::with_capacity(CHUNK_SIZE_BYTES);
    let mut position = 0i64;
    let mut statement = connection.prepare_cached(
        "SELECT partial_chunk.bytes FROM partial_chunk JOIN partial ON partial.id = partial_chunk.partial
         WHERE partial.hash = :hash AND partial.owner = :owner ORDER BY partial_chunk.position",
    )?;
    let mut rows = statement.query(named_params! {":hash": transfer.hash.0.as_slice(), ":owner": transfer.owner})?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(0)?;
        sha.update(&bytes);
        pending.extend_from_slice(&bytes);
        while pending.len() >= CHUNK_SIZE_BYTES {
            let rest = pending.split_off(CHUNK_SIZE_BYTES);
            insert_chunk(connection, transfer.hash, position, &pending)?;
            pending = rest;
            position = position.saturating_add(1);
        }
    }
    drop(rows);
    if !pending.is_empty() {
        insert_chunk(connection, transfer.hash, position, &pending)?;
    }
    drop_partial(connection, transfer)?;
    let found = Hash(sha.finalize().into());
    if found != transfer.hash {
        connection
            .prepare_cached("DELETE FROM chunk WHERE hash = :hash")?
            .execute(named_params! {":hash": transfer.hash.0.as_slice()})?;
        return Err(Rejected::because(RejectedCode::WrongShape, "hash", format!("the bytes hash to {found}")).into());
    }
    insert_info(connection, transfer.hash, transfer.size_bytes, transfer.media_type, now_ms)
}

fn drop_partial(connection: &Connection, transfer: &Transfer<'_>) -> Result<(), StoreError> {
    let params = named_params! {":hash": transfer.hash.0.as_slice(), ":owner": transfer.owner};
    connection
        .prepare_cached(
            "DELETE FROM partial_chunk WHERE partial IN (SELECT id FROM partial WHERE hash = :hash AND owner = :owner)",
        )?
        .execute(params)?;
    connection.prepare_cached("DELETE FROM partial WHERE hash = :hash AND owner = :owner")?.execute(params)?;
    Ok(())
}

fn check_size(size_bytes: u64) -> Result<(), StoreError> {
    if size_bytes == 0 || size_bytes > BLOB_SIZE_BYTES_MAX {
        return Err(Rejected::because(
            RejectedCode::TooLarge,
            "size",
            format!("a file has 1 to {BLOB_SIZE_BYTES_MAX} bytes, this one {size_bytes}"),
        )
        .into());
    }
    Ok(())
}

fn insert_chunk(connection: &Connection, hash: Hash, position: i64, bytes: &[u8]) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO chunk (hash, position, bytes) VALUES (:hash, :position, :bytes)")?
        .execute(named_params! {":hash": hash.0.as_slice(), ":position": position, ":bytes": bytes})?;
    Ok(())
}

fn insert_info(c: &Connection, hash: Hash, size_bytes: u64, media_type: &str, now_ms: i64) -> Result<(), StoreError> {
    c.prepare_cached(
        "INSERT INTO blob (hash, size_bytes, media_type, added_ms) VALUES (:hash, :size_bytes, :media_type, :now_ms)",
    )?
    .execute(named_params! {
        ":hash": hash.0.as_slice(), ":size_bytes": size_bytes, ":media_type": media_type, ":now_ms": now_ms,
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OpenOptions, Schema, open};

    fn database(directory: &tempfile::TempDir) -> Connection {
        let path = directory.path().join("blobs.sqlite");
        open(&OpenOptions { path: &path, schema: Schema::Blobs, key: None, vfs: None }).unwrap()
    }

    #[test]
    fn a_blob_arrives_in_parts_of_any_size_and_reads_back_from_anywhere() {
        let directory = tempfile::tempdir().unwrap();
        let connection = database(&directory);
        let bytes: Vec<u8> = (0..700_001u32).map(|n| (n % 251) as u8).collect();
        let hash = Hash::of(&bytes);
        let transfer = Transfer { hash, owner: "a", size_bytes: bytes.len() as u64, media_type: "image/jpeg" };
        let mut offset = 0;
        for part in bytes.chunks(99_991) {
            assert!(add_part(&connection, &transfer, offset + 1, part, 1).is_err());
            offset = add_part(&connection, &transfer, offset, part, 1).unwrap();
        }
        assert_eq!(get(&connection, hash).unwrap(), None);
        finish(&connection, &transfer, 2).unwrap();
        assert_eq!(get(&connection, hash).unwrap().unwrap(), bytes);
        assert_eq!(read(&connection, hash, 262_143, 3).unwrap(), bytes[262_143..262_146]);
        assert_eq!(read(&connection, hash, 700_000, 10).unwrap(), bytes[700_000..]);
        assert_eq!(have_bytes(&connection, hash, "a").unwrap(), 0);
    }

    #[test]
    fn bytes_with_another_hash_never_become_the_blob() {
        let directory = tempfile::tempdir().unwrap();
        let connection = database(&directory);
        let hash = Hash::of(b"right");
        let transfer = Transfer { hash, owner: "a", size_bytes: 5, media_type: "image/png" };
        add_part(&connection, &transfer, 0, b"wrong", 1).unwrap();
        assert!(finish(&connection, &transfer, 1).is_err());
        assert_eq!(info(&connection, hash).unwrap(), None);
        add_part(&connection, &transfer, 0, b"right", 1).unwrap();
        finish(&connection, &transfer, 1).unwrap();
        assert_eq!(get(&connection, hash).unwrap().unwrap(), b"right");
    }

    #[test]
    fn a_blob_that_is_removed_can_be_put_again() {
        let directory = tempfile::tempdir().unwrap();
        let connection = database(&directory);
        let hash = put(&connection, b"a picture", "image/png", 1).unwrap();
        remove(&connection, hash).unwrap();
        assert_eq!((info(&connection, hash).unwrap(), get(&connection, hash).unwrap()), (None, None));
        assert_eq!(put(&connection, b"a picture", "image/png", 2).unwrap(), hash);
        assert_eq!(get(&connection, hash).unwrap().unwrap(), b"a picture");
    }

    #[test]
    fn empty_and_enormous_blobs_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let connection = database(&directory);
        assert!(put(&connection, b"", "image/png", 1).is_err());
        let transfer = Transfer { hash: Hash::of(b"x"), owner: "a", size_bytes: 1 << 40, media_type: "x/y" };
        assert!(add_part(&connection, &transfer, 0, b"x", 1).is_err());
    }
}
