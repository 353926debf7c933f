-- The schedule: of every visit that is not cancelled what a timeline shows, and when it is or was. Derived like a view, and
-- kept with it by triggers, so that no writer can forget it and a rebuild makes it anew. A week of 200 engineers is read
-- from here without opening a single visit: their bodies hold steps, answers and photos.

CREATE TABLE schedule_row (
    subject TEXT NOT NULL PRIMARY KEY,
    from_ms INTEGER NOT NULL,           -- the earliest of its windows and of what was done
    to_ms   INTEGER NOT NULL,           -- the latest; far ahead while somebody is on the way or there
    body    TEXT NOT NULL               -- JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX schedule_row_time ON schedule_row (to_ms, from_ms);

CREATE VIEW schedule_made AS
WITH timed AS (
    SELECT subject, status, work_order, device, site, customer, has_ended, window_start_ms, body,
           json_extract(body, '$.window_end_ms') AS window_end_ms,
           json_extract(body, '$.agreed_start_ms') AS agreed_start_ms,
           json_extract(body, '$.agreed_end_ms') AS agreed_end_ms,
           json_extract(body, '$.reached_ms.travelling') AS set_out_ms,
           json_extract(body, '$.reached_ms.on_site') AS arrived_ms,
           json_extract(body, '$.reached_ms.working') AS started_ms,
           coalesce(json_extract(body, '$.reached_ms.finished'), json_extract(body, '$.reached_ms.not_completed'),
                    json_extract(body, '$.reached_ms.second_visit_needed')) AS ended_ms
    FROM view WHERE word = 'visit' AND status <> 'cancelled'
)
SELECT subject,
       min(ifnull(window_start_ms, 8640000000000000), ifnull(agreed_start_ms, 8640000000000000),
           ifnull(set_out_ms, 8640000000000000), ifnull(arrived_ms, 8640000000000000),
           ifnull(started_ms, 8640000000000000), ifnull(ended_ms, 8640000000000000)) AS from_ms,
       CASE WHEN status IN ('travelling', 'on_site', 'working', 'paused') THEN 8640000000000000
            ELSE max(ifnull(window_start_ms, -1), ifnull(window_end_ms, -1), ifnull(agreed_end_ms, -1),
                     ifnull(set_out_ms, -1), ifnull(arrived_ms, -1), ifnull(started_ms, -1), ifnull(ended_ms, -1))
       END AS to_ms,
       json_object(
           'status', status, 'has_ended', json(iif(has_ended, 'true', 'false')), 'work_order', work_order,
           'device', device, 'site', site, 'customer', customer,
           'window_start_ms', window_start_ms, 'window_end_ms', window_end_ms,
           'agreed_start_ms', agreed_start_ms, 'agreed_end_ms', agreed_end_ms,
           'set_out_ms', set_out_ms, 'arrived_ms', arrived_ms, 'started_ms', started_ms, 'ended_ms', ended_ms,
           'zone', json_extract(body, '$.zone'), 'lead', json_extract(body, '$.lead'),
           'helpers', json(ifnull(json_extract(body, '$.helpers'), '[]')), 'expert', json_extract(body, '$.expert'),
           'procedure', json_extract(body, '$.procedure'), 'route_position', json_extract(body, '$.route_position'),
           'created_by', json_extract(body, '$.created_by.user'),
           -- The last place of each person: a bare column beside max() is that of its row.
           'places', json((
               SELECT json_group_array(json_object('user', user, 'at_ms', at_ms, 'place', json(place)))
               FROM (SELECT json_extract(press.value, '$.by.user') AS user,
                            max(json_extract(press.value, '$.at_ms')) AS at_ms,
                            json_extract(press.value, '$.place') AS place
                     FROM json_each(body, '$.presses') AS press
                     WHERE json_extract(press.value, '$.place') IS NOT NULL
                     GROUP BY 1)))) AS body
FROM timed;

CREATE TRIGGER schedule_row_insert AFTER INSERT ON view WHEN NEW.word = 'visit' BEGIN
    INSERT OR REPLACE INTO schedule_row (subject, from_ms, to_ms, body)
    SELECT subject, from_ms, to_ms, body FROM schedule_made WHERE subject = NEW.subject;
END;
CREATE TRIGGER schedule_row_update AFTER UPDATE ON view WHEN NEW.word = 'visit' BEGIN
    DELETE FROM schedule_row WHERE subject = NEW.subject;
    INSERT INTO schedule_row (subject, from_ms, to_ms, body)
    SELECT subject, from_ms, to_ms, body FROM schedule_made WHERE subject = NEW.subject;
END;
CREATE TRIGGER schedule_row_delete AFTER DELETE ON view WHEN OLD.word = 'visit' BEGIN
    DELETE FROM schedule_row WHERE subject = OLD.subject;
END;

INSERT INTO schedule_row (subject, from_ms, to_ms, body)
SELECT subject, from_ms, to_ms, body FROM schedule_made;
