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

-- Whom to tell over HTTP what happened. The secrets sign what is sent, so they are kept as they are.
CREATE TABLE webhook (
    id               TEXT NOT NULL PRIMARY KEY,
    version          INTEGER NOT NULL DEFAULT 1,
    name             TEXT NOT NULL,
    url              TEXT NOT NULL,
    events           TEXT NOT NULL,              -- JSON list
    secret           BLOB NOT NULL,
    old_secret       BLOB NOT NULL DEFAULT x'',  -- signs too until then
    old_until_ms     INTEGER NOT NULL DEFAULT 0,
    is_enabled       INTEGER NOT NULL DEFAULT 1,
    disabled_because TEXT NOT NULL DEFAULT '',   -- failing, gone, too_many_waiting; empty where a person did it
    created_by       TEXT NOT NULL,
    created_ms       INTEGER NOT NULL,
    failing_since_ms INTEGER NOT NULL DEFAULT 0,
    failures         INTEGER NOT NULL DEFAULT 0, -- since the last success
    rest_until_ms    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What is to be told or was, written with what happened. `event` follows from what happened alone, so nothing is told twice.
CREATE TABLE webhook_delivery (
    id         TEXT NOT NULL PRIMARY KEY,
    webhook    TEXT NOT NULL,
    event      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    body       TEXT NOT NULL,
    epoch      INTEGER NOT NULL,            -- what an older epoch left waits for a person
    state      TEXT NOT NULL,               -- waiting, delivered, given_up
    attempts   INTEGER NOT NULL DEFAULT 0,
    due_ms     INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    tried_ms   INTEGER NOT NULL DEFAULT 0,
    status     INTEGER NOT NULL DEFAULT 0,  -- of the last answer
    error      TEXT NOT NULL DEFAULT ''     -- of the last attempt
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX webhook_delivery_event ON webhook_delivery (webhook, event);
CREATE INDEX webhook_delivery_list ON webhook_delivery (webhook, id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook, due_ms) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_created ON webhook_delivery (created_ms);

-- What was last told of, to see what is new. Kept only while there are webhooks.
CREATE TABLE webhook_seen (
    key  TEXT NOT NULL PRIMARY KEY,
    seen TEXT NOT NULL
) STRICT, WITHOUT ROWID;
