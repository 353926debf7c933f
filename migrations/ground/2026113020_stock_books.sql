-- Books of stock locations, closed at an earlier fact each: what a projection goes on from, instead of going through every
-- movement that ever was. Derived, thrown away and made again at will.
CREATE TABLE stock_books (
    subject    TEXT NOT NULL,
    count      INTEGER NOT NULL,        -- facts in them
    until_ms   INTEGER NOT NULL,        -- effective time and id of the last of these
    until_fact TEXT NOT NULL,
    body       TEXT NOT NULL,           -- JSON
    PRIMARY KEY (subject, count)
) STRICT, WITHOUT ROWID;

-- What arrives late, or goes, stands in no books that were closed after it.
CREATE TRIGGER stock_books_late AFTER INSERT ON fact_subject
WHEN NEW.subject > 'stock_location/' AND NEW.subject < 'stock_location0' BEGIN
    DELETE FROM stock_books
    WHERE subject = NEW.subject AND (until_ms, until_fact) >= (NEW.effective_ms, NEW.fact);
END;
CREATE TRIGGER stock_books_gone AFTER DELETE ON fact_subject
WHEN OLD.subject > 'stock_location/' AND OLD.subject < 'stock_location0' BEGIN
    DELETE FROM stock_books
    WHERE subject = OLD.subject AND (until_ms, until_fact) >= (OLD.effective_ms, OLD.fact);
END;
