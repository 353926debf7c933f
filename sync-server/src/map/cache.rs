//! Tiles that were fetched, in a file of their own beside the databases: bounded, and worth nothing in a backup.

use super::{Place, Tile};
use rusqlite::{Connection, OptionalExtension as _, named_params};
use std::path::Path;

const SIZE_BYTES_MAX: u64 = 512 << 20;
/// Forgotten at a time, those that were longest not asked for.
const FORGOTTEN: u32 = 500;
/// When a tile was last asked for is written this often.
const SEEN_EVERY_MS: i64 = 24 * 3_600_000;

pub(super) struct Cache {
    db: Connection,
    size_bytes: u64,
    size_bytes_max: u64,
}

impl Cache {
    pub(super) fn open(path: Option<&Path>) -> Result<Self, rusqlite::Error> {
        Self::bounded(path, SIZE_BYTES_MAX)
    }

    fn bounded(path: Option<&Path>, size_bytes_max: u64) -> Result<Self, rusqlite::Error> {
        let db = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        // What a power cut takes is fetched again.
        db.pragma_update(None, "synchronous", "OFF")?;
        db.execute_batch(
            "CREATE TABLE IF NOT EXISTS tile (
                 z INTEGER NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL, bytes BLOB NOT NULL,
                 fetched_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL, PRIMARY KEY (z, x, y)
             ) STRICT;
             CREATE INDEX IF NOT EXISTS tile_seen ON tile (seen_ms);",
        )?;
        let size_bytes = db.query_row("SELECT coalesce(sum(length(bytes)), 0) FROM tile", [], |row| row.get(0))?;
        Ok(Self { db, size_bytes, size_bytes_max })
    }

    pub(super) fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// A tile and when it was fetched. What cannot be read is not there.
    pub(super) fn get(&mut self, place: Place, now_ms: i64) -> Option<(Tile, i64)> {
        let params = named_params! {":z": place.z, ":x": place.x, ":y": place.y};
        let (bytes, fetched_ms, seen_ms): (Vec<u8>, i64, i64) = self
            .db
            .prepare_cached("SELECT bytes, fetched_ms, seen_ms FROM tile WHERE z = :z AND x = :x AND y = :y")
            .and_then(|mut found| found.query_row(params, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional())
            .unwrap_or_else(|error| warned(&error, None))?;
        if now_ms.saturating_sub(seen_ms) > SEEN_EVERY_MS {
            self.run(
                "UPDATE tile SET seen_ms = :now_ms WHERE z = :z AND x = :x AND y = :y",
                named_params! {":now_ms": now_ms, ":z": place.z, ":x": place.x, ":y": place.y},
            );
        }
        Some((Tile::read(bytes)?, fetched_ms))
    }

    pub(super) fn put(&mut self, place: Place, bytes: &[u8], now_ms: i64) {
        let params = named_params! {":z": place.z, ":x": place.x, ":y": place.y};
        let before: Option<u64> = self
            .db
            .prepare_cached("DELETE FROM tile WHERE z = :z AND x = :x AND y = :y RETURNING length(bytes)")
            .and_then(|mut gone| gone.query_row(params, |row| row.get(0)).optional())
            .unwrap_or_else(|error| warned(&error, None));
        self.size_bytes = self.size_bytes.saturating_sub(before.unwrap_or(0));
        self.run(
            "INSERT INTO tile (z, x, y, bytes, fetched_ms, seen_ms) VALUES (:z, :x, :y, :bytes, :now_ms, :now_ms)",
            named_params! {":z": place.z, ":x": place.x, ":y": place.y, ":bytes": bytes, ":now_ms": now_ms},
        );
        self.size_bytes = self.size_bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        while self.size_bytes > self.size_bytes_max {
            let gone = self.run(
                "DELETE FROM tile WHERE (z, x, y) IN (SELECT z, x, y FROM tile ORDER BY seen_ms LIMIT :count)",
                named_params! {":count": FORGOTTEN},
            );
            let counted = self.db.query_row("SELECT coalesce(sum(length(bytes)), 0) FROM tile", [], |row| row.get(0));
            self.size_bytes = counted.unwrap_or_else(|error| warned(&error, 0));
            if gone == 0 {
                break;
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.run("DELETE FROM tile", named_params! {});
        self.size_bytes = 0;
    }

    fn run(&self, sql: &str, params: &[(&str, &dyn rusqlite::ToSql)]) -> usize {
        let done = self.db.prepare_cached(sql).and_then(|mut statement| statement.execute(params));
        done.unwrap_or_else(|error| warned(&error, 0))
    }
}

fn warned<T>(error: &rusqlite::Error, instead: T) -> T {
    tracing::warn!(%error, "tiles cannot be kept");
    instead
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_longest_not_seen_is_forgotten_first() {
        let mut cache = Cache::bounded(None, 6_000).unwrap();
        let picture = [b"\x89PNG".as_slice(), &[0; 996]].concat();
        let place = |x| Place::new(12, x, 0).unwrap();
        for x in 0..6 {
            cache.put(place(x), &picture, i64::from(x));
        }
        assert_eq!(cache.size_bytes(), 6_000);
        cache.put(place(0), &picture, 10);
        cache.put(place(7), &picture, 11);
        assert!(cache.size_bytes() <= 6_000);
        assert!(cache.get(place(1), 12).is_none());
        cache.clear();
        assert_eq!((cache.size_bytes(), cache.get(place(7), 13)), (0, None));
    }
}
