-- What lists say of orders, machines, customers and sites that they only name: a few fields of each view, kept beside it by
-- triggers as the schedule is. A week of 200 engineers names thousands, and their bodies are some kilobytes each. The fields
-- have their names and places of the view, so that what reads a view reads its brief; what is null is left out.

CREATE TABLE view_brief (
    subject TEXT NOT NULL PRIMARY KEY,
    body    TEXT NOT NULL               -- JSON
) STRICT, WITHOUT ROWID;

CREATE VIEW view_brief_made AS
SELECT subject, json_patch('{}', CASE word
    WHEN 'work_order' THEN json_object(
        'number', json_extract(body, '$.number'), 'title', json_extract(body, '$.title'),
        'kind', json_extract(body, '$.kind'), 'mode', json_extract(body, '$.mode'),
        'priority', json_extract(body, '$.priority'), 'status', status, 'organisation', organisation, 'device', device,
        'is_open', json(iif(json_extract(body, '$.is_open'), 'true', 'false')),
        'promised_response_ms', json_extract(body, '$.promised_response_ms'),
        'promised_resolution_ms', json_extract(body, '$.promised_resolution_ms'),
        'maintenance_plan', json_extract(body, '$.maintenance_plan'),
        'since_ms', json_extract(body, '$.since_ms'), 'reached_ms', json_extract(body, '$.reached_ms'))
    WHEN 'device' THEN json_object(
        'name', json_extract(body, '$.name'), 'serial', serial, 'model', model,
        'record', json_object('name', json_extract(body, '$.record.name')))
    WHEN 'site' THEN json_object(
        'name', json_extract(body, '$.name'), 'address', json_extract(body, '$.address'),
        'coordinates', json_extract(body, '$.coordinates'))
    ELSE json_object('name', json_extract(body, '$.name'))
    END) AS body
FROM view WHERE word IN ('work_order', 'device', 'site', 'customer');

CREATE TRIGGER view_brief_insert AFTER INSERT ON view WHEN NEW.word IN ('work_order', 'device', 'site', 'customer') BEGIN
    INSERT OR REPLACE INTO view_brief (subject, body) SELECT subject, body FROM view_brief_made WHERE subject = NEW.subject;
END;
CREATE TRIGGER view_brief_update AFTER UPDATE ON view WHEN NEW.word IN ('work_order', 'device', 'site', 'customer') BEGIN
    INSERT OR REPLACE INTO view_brief (subject, body) SELECT subject, body FROM view_brief_made WHERE subject = NEW.subject;
END;
CREATE TRIGGER view_brief_delete AFTER DELETE ON view WHEN OLD.word IN ('work_order', 'device', 'site', 'customer') BEGIN
    DELETE FROM view_brief WHERE subject = OLD.subject;
END;
INSERT INTO view_brief (subject, body) SELECT subject, body FROM view_brief_made;

-- What was made of a maintenance plan, by machine.
CREATE INDEX view_order_plan ON view (json_extract(body, '$.maintenance_plan'), device)
    WHERE word = 'work_order' AND json_extract(body, '$.maintenance_plan') IS NOT NULL;

-- What the list of machines is filtered by, one row a machine. The last day of the warranty as `Warranty::last_day` and `cover`
-- reckon it: the device's own, or so many months from the day that the terms count from, less a day; a month that is too short
-- ends on its last day.
CREATE TABLE device_row (
    subject          TEXT NOT NULL PRIMARY KEY,
    life_cycle       TEXT,
    has_code         INTEGER NOT NULL,
    contract         TEXT,
    warranty         TEXT,
    warranty_ends_on TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX device_row_life_cycle ON device_row (life_cycle, subject);
CREATE INDEX device_row_code ON device_row (has_code, subject);
CREATE INDEX device_row_contract ON device_row (contract, subject) WHERE contract IS NOT NULL;
CREATE INDEX device_row_warranty ON device_row (warranty) WHERE warranty IS NOT NULL;
CREATE INDEX device_row_ends ON device_row (warranty_ends_on) WHERE warranty_ends_on IS NOT NULL;

CREATE VIEW device_row_made AS
SELECT device.subject AS subject,
       json_extract(device.body, '$.record.life_cycle') AS life_cycle,
       coalesce(json_array_length(device.body, '$.codes'), 0) > 0 AS has_code,
       json_extract(device.body, '$.record.contract') AS contract,
       json_extract(device.body, '$.record.warranty') AS warranty,
       coalesce(
           json_extract(device.body, '$.record.warranty_ends_on'),
           date(CASE json_extract(terms.body, '$.starts')
                    WHEN 'made' THEN json_extract(device.body, '$.record.made_on')
                    WHEN 'bought' THEN json_extract(device.body, '$.record.bought_on')
                    WHEN 'installed' THEN json_extract(device.body, '$.record.installed_on')
                    WHEN 'accepted' THEN json_extract(device.body, '$.record.accepted_on')
                END,
                '+' || json_extract(terms.body, '$.months') || ' months', 'floor', '-1 day')) AS warranty_ends_on
FROM view AS device
LEFT JOIN view AS terms ON terms.subject = 'warranty/' || json_extract(device.body, '$.record.warranty')
WHERE device.word = 'device';

CREATE TRIGGER device_row_insert AFTER INSERT ON view WHEN NEW.word = 'device' BEGIN
    INSERT OR REPLACE INTO device_row (subject, life_cycle, has_code, contract, warranty, warranty_ends_on)
    SELECT subject, life_cycle, has_code, contract, warranty, warranty_ends_on FROM device_row_made WHERE subject = NEW.subject;
END;
CREATE TRIGGER device_row_update AFTER UPDATE ON view WHEN NEW.word = 'device' BEGIN
    INSERT OR REPLACE INTO device_row (subject, life_cycle, has_code, contract, warranty, warranty_ends_on)
    SELECT subject, life_cycle, has_code, contract, warranty, warranty_ends_on FROM device_row_made WHERE subject = NEW.subject;
END;
CREATE TRIGGER device_row_delete AFTER DELETE ON view WHEN OLD.word = 'device' BEGIN
    DELETE FROM device_row WHERE subject = OLD.subject;
END;
-- Terms that change, or that come after their machines, move the last day of all of these.
CREATE TRIGGER device_row_terms_insert AFTER INSERT ON view WHEN NEW.word = 'warranty' BEGIN
    UPDATE device_row
    SET warranty_ends_on = (SELECT made.warranty_ends_on FROM device_row_made AS made WHERE made.subject = device_row.subject)
    WHERE warranty = substr(NEW.subject, 10);
END;
CREATE TRIGGER device_row_terms_update AFTER UPDATE ON view WHEN NEW.word = 'warranty' BEGIN
    UPDATE device_row
    SET warranty_ends_on = (SELECT made.warranty_ends_on FROM device_row_made AS made WHERE made.subject = device_row.subject)
    WHERE warranty = substr(NEW.subject, 10);
END;
INSERT INTO device_row (subject, life_cycle, has_code, contract, warranty, warranty_ends_on)
SELECT subject, life_cycle, has_code, contract, warranty, warranty_ends_on FROM device_row_made;
DROP INDEX view_device_office;

-- Movements of one reason at one location: both may be frequent, and the two together rare.
CREATE TABLE movement_reason (
    subject      TEXT NOT NULL,         -- of the location
    reason       TEXT NOT NULL,
    effective_ms INTEGER NOT NULL,
    fact         TEXT NOT NULL,
    PRIMARY KEY (subject, reason, effective_ms, fact)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER movement_reason_insert AFTER INSERT ON fact_subject
WHEN NEW.subject > 'stock_location/' AND NEW.subject < 'stock_location0' BEGIN
    INSERT OR IGNORE INTO movement_reason (subject, reason, effective_ms, fact)
    SELECT NEW.subject, ifnull(json_extract(CAST(bytes AS TEXT), '$.body.reason'), ''), NEW.effective_ms, id
    FROM fact WHERE id = NEW.fact AND kind = 'movement';
END;
CREATE TRIGGER movement_reason_delete AFTER DELETE ON fact_subject
WHEN OLD.subject > 'stock_location/' AND OLD.subject < 'stock_location0' BEGIN
    DELETE FROM movement_reason
    WHERE subject = OLD.subject AND effective_ms = OLD.effective_ms AND fact = OLD.fact
      AND reason = (SELECT ifnull(json_extract(CAST(bytes AS TEXT), '$.body.reason'), '') FROM fact WHERE id = OLD.fact);
END;
INSERT OR IGNORE INTO movement_reason (subject, reason, effective_ms, fact)
SELECT fact_subject.subject, ifnull(json_extract(CAST(fact.bytes AS TEXT), '$.body.reason'), ''), fact_subject.effective_ms, fact.id
FROM fact_subject JOIN fact ON fact.id = fact_subject.fact
WHERE fact.kind = 'movement' AND fact_subject.subject > 'stock_location/' AND fact_subject.subject < 'stock_location0';
