-- Ground state and derived state that both sides have. Ground state is append-only; everything below "derived" can be
-- rebuilt from what is above it.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Who speaks through an Automerge actor; one actor, one principal.
CREATE TABLE actor (
    actor  BLOB NOT NULL PRIMARY KEY,
    author TEXT NOT NULL              -- JSON of Author
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
    subject      TEXT NOT NULL PRIMARY KEY,
    heads        BLOB NOT NULL,               -- sorted hashes, 32 bytes each
    change_count INTEGER NOT NULL,
    op_count     INTEGER NOT NULL,
    is_hidden    INTEGER NOT NULL DEFAULT 0   -- left the scope; kept while own work in it is unconfirmed
) STRICT, WITHOUT ROWID;

-- One change a row, original bytes, in an order in which each comes after what it depends on.
CREATE TABLE change (
    subject  TEXT NOT NULL,
    position INTEGER NOT NULL,
    hash     BLOB NOT NULL,
    actor    BLOB NOT NULL,
    seq      INTEGER NOT NULL,
    bytes    BLOB NOT NULL,
    PRIMARY KEY (subject, position)
) STRICT, WITHOUT ROWID;

-- The first `count` changes of a closed document, in their order, compressed; later ones stand in rows.
CREATE TABLE document_pack (
    id      INTEGER PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE,
    count   INTEGER NOT NULL,
    bytes   BLOB NOT NULL
) STRICT;

-- A signature over the newest change of an actor in a document vouches for that actor's changes before it.
CREATE TABLE run_signature (
    subject   TEXT NOT NULL,
    actor     BLOB NOT NULL,
    seq       INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (subject, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
    id           TEXT NOT NULL PRIMARY KEY,
    kind         TEXT NOT NULL,
    hash         BLOB NOT NULL,
    bytes        BLOB NOT NULL,
    signature    BLOB NOT NULL,
    received     TEXT NOT NULL DEFAULT '',    -- JSON of Received; empty until the server has it
    effective_ms INTEGER NOT NULL,
    is_in_review INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE fact_subject (
    subject      TEXT NOT NULL,
    effective_ms INTEGER NOT NULL,
    fact         TEXT NOT NULL,
    PRIMARY KEY (subject, effective_ms, fact)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    subject    TEXT NOT NULL PRIMARY KEY,
    epoch      INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    is_removed INTEGER NOT NULL DEFAULT 0,
    bytes      BLOB NOT NULL,
    signature  BLOB NOT NULL
) STRICT;

-- Derived.

-- The columns before the body are taken from it, for the queries; it comes last, so that reading them needs no page of it.
CREATE TABLE view (
    id              INTEGER PRIMARY KEY,
    subject         TEXT NOT NULL UNIQUE,
    word            TEXT NOT NULL,
    status          TEXT,
    number          TEXT,
    serial          TEXT,
    work_order      TEXT,
    device          TEXT,
    site            TEXT,
    customer        TEXT,
    organisation    TEXT,
    model           TEXT,
    holder          TEXT,       -- of a van: the field device with custody
    has_ended       INTEGER,
    window_start_ms INTEGER,
    body            TEXT NOT NULL
) STRICT;
CREATE INDEX view_word ON view (word, subject);
CREATE INDEX view_order_status ON view (status, window_start_ms) WHERE word = 'work_order';
CREATE INDEX view_number ON view (word, number) WHERE number IS NOT NULL;
CREATE INDEX view_serial ON view (serial) WHERE word = 'device';
CREATE INDEX view_model ON view (model) WHERE word = 'device';
CREATE INDEX view_work_order ON view (word, work_order) WHERE work_order IS NOT NULL;
CREATE INDEX view_device ON view (word, device) WHERE device IS NOT NULL;
CREATE INDEX view_site ON view (word, site) WHERE site IS NOT NULL;
CREATE INDEX view_site_customer ON view (customer) WHERE word = 'site';
CREATE INDEX view_holder ON view (holder) WHERE holder IS NOT NULL;
CREATE INDEX view_visit_day ON view (has_ended, window_start_ms) WHERE word = 'visit';

CREATE TABLE attention (
    id       TEXT NOT NULL PRIMARY KEY,
    subject  TEXT NOT NULL,
    kind     TEXT NOT NULL,
    is_open  INTEGER NOT NULL,
    since_ms INTEGER NOT NULL,
    body     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attention_subject ON attention (subject);
CREATE INDEX attention_open ON attention (is_open, since_ms);

-- Which device a code means; several rows for one code are several devices that claim it.
CREATE TABLE device_code (
    code    TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (code, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX device_code_subject ON device_code (subject);

CREATE TABLE movement_line (
    fact          TEXT NOT NULL,
    line          INTEGER NOT NULL,
    part          TEXT NOT NULL,
    from_location TEXT NOT NULL,
    to_location   TEXT NOT NULL,
    condition     TEXT NOT NULL,
    serial        TEXT NOT NULL,
    lot           TEXT NOT NULL,
    quantity      INTEGER NOT NULL,
    PRIMARY KEY (fact, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX movement_line_part ON movement_line (part);

CREATE TABLE stock_balance (
    location  TEXT NOT NULL,
    part      TEXT NOT NULL,
    condition TEXT NOT NULL,
    serial    TEXT NOT NULL,
    lot       TEXT NOT NULL,
    quantity  INTEGER NOT NULL,
    PRIMARY KEY (location, part, condition, serial, lot)
) STRICT, WITHOUT ROWID;

-- Grams made in Rust: the tokenizers that come with FTS5 do not find two-character Chinese words. `search.rs` writes both
-- tables; a trigger would make SQLite write FTS5's pending words out with every row.
CREATE TABLE search_entry (
    id      INTEGER PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE,
    word    TEXT NOT NULL,
    title   TEXT NOT NULL,
    grams   TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (grams, content = 'search_entry', content_rowid = 'id', detail = 'column', tokenize = "unicode61 remove_diacritics 2");

-- Which subjects name a blob: whoever may read one of them may read it.
CREATE TABLE blob_name (
    hash    TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (hash, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_name_subject ON blob_name (subject);

-- Which subjects name a person (lead, helper, asked by an offer).
CREATE TABLE view_person (
    person  TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (person, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX view_person_subject ON view_person (subject);
