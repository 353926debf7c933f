-- Which version a draft of a procedure became: a published draft is a draft no more.
CREATE INDEX view_procedure_draft ON view (json_extract(body, '$.draft')) WHERE word = 'procedure';

-- Which visits used an article, and which it solved: kept with the views of visits by triggers, as the schedule is, so that no
-- writer can forget it. The bodies of a hundred thousand visits are not gone through to say whether an article is any good.
CREATE TABLE article_use (
    article   TEXT NOT NULL,
    visit     TEXT NOT NULL,            -- subject
    is_solved INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL,         -- the last time that it was named there
    by_user   TEXT NOT NULL DEFAULT '', -- by whom
    PRIMARY KEY (article, visit)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_use_visit ON article_use (visit);
CREATE INDEX article_use_time ON article_use (article, at_ms, visit);

CREATE VIEW article_use_made AS
SELECT json_extract(used.value, '$.article') AS article,
       view.subject AS visit,
       max(coalesce(json_extract(used.value, '$.solved'), 0)) AS is_solved,
       max(json_extract(finding.value, '$.at_ms')) AS at_ms,
       ifnull(json_extract(finding.value, '$.by.user'), '') AS by_user
FROM view, json_each(view.body, '$.findings') AS finding, json_each(finding.value, '$.articles') AS used
WHERE view.word = 'visit' AND json_extract(finding.value, '$.is_current')
  AND json_extract(used.value, '$.article') IS NOT NULL
GROUP BY view.subject, 1;

CREATE TRIGGER article_use_insert AFTER INSERT ON view WHEN NEW.word = 'visit' BEGIN
    INSERT OR REPLACE INTO article_use (article, visit, is_solved, at_ms, by_user)
    SELECT article, visit, is_solved, at_ms, by_user FROM article_use_made WHERE visit = NEW.subject;
END;
CREATE TRIGGER article_use_update AFTER UPDATE OF body ON view
WHEN NEW.word = 'visit' AND json_extract(NEW.body, '$.findings') IS NOT json_extract(OLD.body, '$.findings') BEGIN
    DELETE FROM article_use WHERE visit = NEW.subject;
    INSERT INTO article_use (article, visit, is_solved, at_ms, by_user)
    SELECT article, visit, is_solved, at_ms, by_user FROM article_use_made WHERE visit = NEW.subject;
END;
CREATE TRIGGER article_use_delete AFTER DELETE ON view WHEN OLD.word = 'visit' BEGIN
    DELETE FROM article_use WHERE visit = OLD.subject;
END;

INSERT INTO article_use (article, visit, is_solved, at_ms, by_user)
SELECT article, visit, is_solved, at_ms, by_user FROM article_use_made;
