-- What only a field device has.

-- The device's own units in the order of its hash chain: the outbox, and what became of each.
CREATE TABLE unit (
    number     INTEGER PRIMARY KEY,
    hash       BLOB NOT NULL,
    chain      BLOB NOT NULL,               -- after this unit
    user       TEXT NOT NULL,
    stamp      TEXT NOT NULL,               -- JSON of Stamp
    intent     TEXT NOT NULL,               -- JSON of the command behind it; kept until confirmed
    state      TEXT NOT NULL,               -- waiting, accepted, rejected, review, reissued, received (after a revocation)
    outcome    TEXT NOT NULL DEFAULT '',    -- JSON of the refusal, where there is one
    settled_ms INTEGER NOT NULL DEFAULT 0,
    again      INTEGER NOT NULL DEFAULT 0   -- how often it was done again while the server decided nothing else
) STRICT;
CREATE INDEX unit_state ON unit (state, number);

CREATE TABLE unit_change (
    unit     INTEGER NOT NULL,
    line     INTEGER NOT NULL,
    subject  TEXT NOT NULL,
    actor    BLOB NOT NULL,
    hash     BLOB NOT NULL,
    PRIMARY KEY (unit, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_change_subject ON unit_change (subject);

CREATE TABLE unit_fact (
    unit INTEGER NOT NULL,
    line INTEGER NOT NULL,
    fact TEXT NOT NULL,
    PRIMARY KEY (unit, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit_blob (
    hash       BLOB NOT NULL PRIMARY KEY,
    unit       INTEGER NOT NULL,
    state      TEXT NOT NULL DEFAULT 'waiting',   -- waiting, sent, refused, received (under receipt)
    outcome    TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Work that the server refused or could not take, and other people's bytes that failed the gate: never thrown away.
CREATE TABLE quarantine (
    id      INTEGER PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    what    TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason  TEXT NOT NULL,
    bytes   BLOB NOT NULL
) STRICT;

-- What the server has given its signed word for, since this field device was told to wipe itself.
CREATE TABLE leftover_receipt (
    of BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Beside the documents: own changes that the server keeps for a decision, and those that stand on such and that somebody
-- signed over. They are sent as they are and never made anew.
CREATE TABLE review_change (
    subject TEXT NOT NULL,
    hash    BLOB NOT NULL,
    bytes   BLOB NOT NULL,
    PRIMARY KEY (subject, hash)
) STRICT, WITHOUT ROWID;

-- What left this field device's reach, the newest of it as it would be relayed to a server that was restored and lost it.
CREATE TABLE left_subject (
    place   INTEGER PRIMARY KEY,    -- in the order of leaving
    subject TEXT NOT NULL UNIQUE,
    print   BLOB NOT NULL,          -- its fingerprint when it left
    relay   BLOB NOT NULL           -- CBOR of a relay with this subject
) STRICT;

-- Facts that are nowhere else any more.
CREATE TABLE left_fact (
    fact    TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX left_fact_subject ON left_fact (subject);

-- Subjects the server says this field device holds.
CREATE TABLE member (
    subject   TEXT NOT NULL PRIMARY KEY,
    is_leaving INTEGER NOT NULL DEFAULT 0,
    is_unconfirmed INTEGER NOT NULL DEFAULT 0   -- since a reset, until the feed names it again
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    user  TEXT NOT NULL,
    place TEXT NOT NULL,    -- which form of which subject
    at_ms INTEGER NOT NULL,
    body  TEXT NOT NULL,
    PRIMARY KEY (user, place)
) STRICT, WITHOUT ROWID;

-- Keys of other people's field devices, each under a certificate of the company.
CREATE TABLE certificate (
    field_device TEXT NOT NULL,
    user         TEXT NOT NULL,
    key          BLOB NOT NULL,
    bytes        BLOB NOT NULL,
    PRIMARY KEY (field_device, user, key)
) STRICT, WITHOUT ROWID;
