-- The audit trail asks for the unit that a row of the feed came with, for its clock.
CREATE INDEX unit_number ON unit (field_device, number);

-- Tokens of integrations. Only the hash of what was shown once; valid in the epoch they were made in and never after a restore.
CREATE TABLE token (
    id         TEXT NOT NULL PRIMARY KEY,
    hash       BLOB NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    user       TEXT NOT NULL,                -- as whom it acts
    scopes     TEXT NOT NULL,                -- JSON list
    epoch      INTEGER NOT NULL,
    created_by TEXT NOT NULL,                -- user
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_ms    INTEGER NOT NULL DEFAULT 0,   -- written once a minute at most
    revoked_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
