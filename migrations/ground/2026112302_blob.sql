-- Blobs live in a database file of their own, in chunks: crash-safe, encrypted on the phone like everything else, and
-- the ground database stays small enough to copy.
CREATE TABLE blob (
    hash       BLOB NOT NULL PRIMARY KEY,
    size_bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    added_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An upload or download that has not reached its end, one for each (hash, owner).
CREATE TABLE partial (
    id         INTEGER PRIMARY KEY,
    hash       BLOB NOT NULL,
    owner      TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    have_bytes INTEGER NOT NULL DEFAULT 0,
    media_type TEXT NOT NULL,
    touched_ms INTEGER NOT NULL,
    UNIQUE (hash, owner)
) STRICT;

CREATE TABLE partial_chunk (
    partial  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    bytes    BLOB NOT NULL,
    PRIMARY KEY (partial, position)
) STRICT;

CREATE TABLE chunk (
    id       INTEGER PRIMARY KEY,
    hash     BLOB NOT NULL,
    position INTEGER NOT NULL,
    bytes    BLOB NOT NULL,
    UNIQUE (hash, position)
) STRICT;
