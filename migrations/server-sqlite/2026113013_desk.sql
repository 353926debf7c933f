-- What the desk asks of stock beside what both sides ask for.

-- Movements by time, and those for one reason.
CREATE INDEX fact_movement ON fact (effective_ms, id) WHERE kind = 'movement';
CREATE INDEX fact_movement_reason ON fact (json_extract(CAST(bytes AS TEXT), '$.body.reason'), effective_ms, id)
    WHERE kind = 'movement';
CREATE INDEX fact_count ON fact (effective_ms, id) WHERE kind = 'count';
CREATE INDEX movement_line_serial ON movement_line (serial) WHERE serial <> '';
CREATE INDEX stock_balance_part ON stock_balance (part);
CREATE INDEX view_part_request_status ON view (status) WHERE word = 'part_request';
CREATE INDEX view_part_request_location ON view (json_extract(body, '$.location')) WHERE word = 'part_request';

-- What the list of machines is filtered by. The whole list is gone through in this index, which is a small part of the
-- bodies; it is read only where a query names it.
CREATE INDEX view_device_office ON view (
    subject,
    json_extract(body, '$.record.life_cycle'),
    json_extract(body, '$.record.warranty'),
    json_extract(body, '$.record.warranty_ends_on'),
    json_extract(body, '$.record.made_on'),
    json_extract(body, '$.record.bought_on'),
    json_extract(body, '$.record.installed_on'),
    json_extract(body, '$.record.accepted_on'),
    json_extract(body, '$.record.contract'),
    json_array_length(body, '$.codes'),
    json_extract(body, '$.merged_into')
) WHERE word = 'device';

-- When visits ended: samples are drawn of a period.
CREATE INDEX view_visit_ended ON view (
    coalesce(json_extract(body, '$.reached_ms.finished'), json_extract(body, '$.reached_ms.not_completed'),
        json_extract(body, '$.reached_ms.second_visit_needed'))
) WHERE word = 'visit' AND has_ended = 1;
