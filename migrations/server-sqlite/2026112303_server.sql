-- What only the server has.

-- The feed: everything accepted, in one order, under one running hash. Scope changes are rows of one field device.
CREATE TABLE log (
    seq            INTEGER PRIMARY KEY,
    kind           TEXT NOT NULL,                -- change, fact, record, enter, leave, erased
    subject        TEXT NOT NULL,
    field_device   TEXT NOT NULL DEFAULT '',     -- enter and leave: whose; else the origin, or empty
    unit           INTEGER NOT NULL DEFAULT 0,   -- the origin's unit number
    first_position INTEGER NOT NULL DEFAULT 0,   -- change: positions in the document
    count          INTEGER NOT NULL DEFAULT 0,
    hash           BLOB NOT NULL,                -- newest change hash, fact hash or record hash
    ref            TEXT NOT NULL DEFAULT '',     -- fact id
    chain          BLOB NOT NULL,
    at_ms          INTEGER NOT NULL
) STRICT;
CREATE INDEX log_subject ON log (subject, seq);

CREATE TABLE member (
    field_device TEXT NOT NULL,
    subject      TEXT NOT NULL,
    entered_seq  INTEGER NOT NULL,
    PRIMARY KEY (field_device, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_subject ON member (subject, field_device);

-- What a subject's view said about scope when scopes were last computed from it: most writes change nothing there.
CREATE TABLE scope_seen (
    subject TEXT NOT NULL PRIMARY KEY,
    print   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE field_device_state (
    field_device   TEXT NOT NULL PRIMARY KEY,
    key            BLOB NOT NULL,
    counter        INTEGER NOT NULL DEFAULT 0,
    is_revoked     INTEGER NOT NULL DEFAULT 0,
    is_forked      INTEGER NOT NULL DEFAULT 0,
    heard_epoch    INTEGER NOT NULL DEFAULT 0,
    confirmed_seq  INTEGER NOT NULL DEFAULT 0,
    covers_seq     INTEGER NOT NULL DEFAULT 0,   -- what its new work must build on
    last_sync_ms   INTEGER NOT NULL DEFAULT 0,
    app_version    TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Who enrolled on each, with the certificate they were given; whoever was taken off it stays, for what they signed.
CREATE TABLE field_device_certificate (
    field_device TEXT NOT NULL,
    user         TEXT NOT NULL,
    bytes        BLOB NOT NULL,
    PRIMARY KEY (field_device, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX field_device_certificate_user ON field_device_certificate (user);

-- Every unit that a field device pushed, as a tree of chain values: a value with two children is a clone or a restored phone.
CREATE TABLE unit (
    field_device TEXT NOT NULL,
    chain        BLOB NOT NULL,
    parent       BLOB NOT NULL,
    number       INTEGER NOT NULL,
    outcome      TEXT NOT NULL,           -- JSON
    basis        TEXT NOT NULL,           -- JSON: server time and the request's stamp at first receipt
    PRIMARY KEY (field_device, chain)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_parent ON unit (field_device, parent);

CREATE TABLE record_version (
    subject   TEXT NOT NULL,
    epoch     INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    author    TEXT NOT NULL,
    bytes     BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (subject, epoch, version)
) STRICT, WITHOUT ROWID;

-- Units that policy kept beside what counts: late work, rights lost, signed states that hold something refused. One row a
-- change and one a fact; a unit is named by its chain value, for a clone's unit has the same number.
CREATE TABLE review_run (
    id           INTEGER PRIMARY KEY,
    subject      TEXT NOT NULL,
    field_device TEXT NOT NULL,
    user         TEXT NOT NULL,
    chain        BLOB NOT NULL,
    unit         INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    at_ms        INTEGER NOT NULL,
    changes      BLOB NOT NULL,
    signature    BLOB NOT NULL DEFAULT x'',   -- the author's, on the change that it names
    fact         TEXT NOT NULL DEFAULT '',
    decided      TEXT NOT NULL DEFAULT ''     -- accepted, set_aside
) STRICT;
CREATE INDEX review_run_unit ON review_run (field_device, chain);
CREATE INDEX review_run_fact ON review_run (fact) WHERE fact <> '';

-- Bytes that were refused, kept for a person or a bug report.
CREATE TABLE quarantine (
    id           INTEGER PRIMARY KEY,
    at_ms        INTEGER NOT NULL,
    field_device TEXT NOT NULL,
    unit         INTEGER NOT NULL,
    subject      TEXT NOT NULL,
    reason       TEXT NOT NULL,
    bytes        BLOB NOT NULL
) STRICT;
CREATE INDEX quarantine_field_device ON quarantine (field_device);

-- What the desk's lists filter by, beside what both sides ask for.
CREATE INDEX view_customer ON view (word, customer) WHERE customer IS NOT NULL;
CREATE INDEX view_order_organisation ON view (organisation) WHERE word = 'work_order';
CREATE INDEX view_visit_status ON view (status) WHERE word = 'visit';

CREATE TABLE enrolment_code (
    code_hash     BLOB NOT NULL PRIMARY KEY,
    user          TEXT NOT NULL,
    expires_ms    INTEGER NOT NULL,
    attempts_left INTEGER NOT NULL,
    used_ms       INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE password (
    user          TEXT NOT NULL PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    hash          TEXT NOT NULL,
    failed        INTEGER NOT NULL DEFAULT 0,
    locked_until_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    user       TEXT NOT NULL,
    epoch      INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    seen_ms    INTEGER NOT NULL,
    csrf       BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
    user    TEXT NOT NULL,
    key     TEXT NOT NULL,
    request BLOB NOT NULL,
    status  INTEGER NOT NULL,
    body    BLOB NOT NULL,
    at_ms   INTEGER NOT NULL,
    PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
