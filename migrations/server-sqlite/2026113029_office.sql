-- What the desk's long lists are gone through in. Both hold what lists filter by beside the order that they are in, so that
-- a filter that leaves few opens no body: a hundred thousand orders are a few megabytes here.

-- All orders, newest last.
CREATE INDEX view_order_office ON view (
    subject,
    status,
    organisation,
    json_extract(body, '$.kind'),
    json_extract(body, '$.priority')
) WHERE word = 'work_order';

-- Orders of a state, the first promise first: the board, and everything that is asked of open ones.
CREATE INDEX view_order_board ON view (
    status,
    json_extract(body, '$.promised_resolution_ms') IS NULL,
    json_extract(body, '$.promised_resolution_ms'),
    subject,
    organisation,
    window_start_ms,
    json_extract(body, '$.kind'),
    json_extract(body, '$.priority'),
    json_extract(body, '$.lead')
) WHERE word = 'work_order';

CREATE INDEX view_order_request ON view (json_extract(body, '$.request'))
    WHERE word = 'work_order' AND json_extract(body, '$.request') IS NOT NULL;

CREATE INDEX view_request_office ON view (subject, status, json_extract(body, '$.channel')) WHERE word = 'request';
CREATE INDEX view_request_status ON view (status) WHERE word = 'request';
CREATE INDEX view_visit_office ON view (subject, status) WHERE word = 'visit';

-- Machines of which a contractor has orders, and those that were merged into another.
CREATE INDEX view_order_given ON view (device, organisation) WHERE word = 'work_order' AND device IS NOT NULL;
CREATE INDEX view_device_double ON view (subject)
    WHERE word = 'device' AND json_extract(body, '$.merged_into') IS NOT NULL;

CREATE INDEX attention_kind ON attention (kind, is_open, since_ms, id);

-- What changed since an instant.
CREATE INDEX log_at ON log (at_ms, subject);
