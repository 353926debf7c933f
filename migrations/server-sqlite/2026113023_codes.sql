-- What the desk asks of device codes: who bound one and took it off, and which labels were printed.

CREATE INDEX fact_code_binding ON fact (upper(json_extract(CAST(bytes AS TEXT), '$.body.code')), effective_ms, id)
    WHERE kind = 'code_binding';

-- Operational: that a label was asked for. A restored server forgets it, and nothing follows from that.
CREATE TABLE printed_code (
    code     TEXT NOT NULL PRIMARY KEY,
    first_ms INTEGER NOT NULL,
    last_ms  INTEGER NOT NULL,
    times    INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
