-- What the office is told of beside history: work that waits on field devices, backups that were made, where maps come from.

-- By a field device's own word at its latest sync; no row where its app says nothing of it.
CREATE TABLE field_device_waiting (
    field_device TEXT NOT NULL PRIMARY KEY,
    at_ms        INTEGER NOT NULL,             -- when it said so
    units        INTEGER NOT NULL,
    files        INTEGER NOT NULL,             -- fewer with every one that arrives
    file_bytes   INTEGER NOT NULL,
    since_ms     INTEGER NOT NULL DEFAULT 0    -- when the oldest was made, by the server's clock; 0 where nothing waits
) STRICT, WITHOUT ROWID;

-- Backups, newest 1,000. The row of a backup is not in the backup itself.
CREATE TABLE backup_made (
    id            INTEGER PRIMARY KEY,
    at_ms         INTEGER NOT NULL,
    took_ms       INTEGER NOT NULL,
    place         TEXT NOT NULL,               -- the file as it was called
    size_bytes    INTEGER NOT NULL,
    has_root_key  INTEGER NOT NULL DEFAULT 0,
    is_verified   INTEGER NOT NULL DEFAULT 0   -- it was read again, whole, after it was written
) STRICT;
CREATE INDEX backup_made_at ON backup_made (at_ms);

-- Where tiles of maps come from: one row or none. It is no record, for its address may hold a key, which no field device and
-- no browser is to see.
CREATE TABLE map_source (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    body       TEXT NOT NULL,                  -- JSON
    changed_ms INTEGER NOT NULL,
    changed_by TEXT NOT NULL                   -- user
) STRICT;
