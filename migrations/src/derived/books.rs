//! Closed books of stock locations (`onsite_domain::stock_books`): a few for each, the further back the sparser, so that what
//! arrives late is gone on from not far before it. Triggers drop those that a fact was missing in.

use crate::{StoreError, fact};
use onsite_domain::{Subject, fact::StoredFact, record::Record, stock_books::Books};
use rusqlite::{Connection, OptionalExtension as _, named_params};

/// Books are closed so many facts before the last, again four times as far, and so on.
const BEHIND: usize = 64;
const FURTHER: usize = 4;
/// Facts after the newest books before new ones are closed.
const OPEN_MAX: usize = 2 * BEHIND;

/// What a location is projected from.
pub(super) struct Opened {
    /// The newest that are closed, with how many facts are in them.
    pub(super) books: Option<(Books, usize)>,
    /// Those that the books keep, then all after them, in order.
    pub(super) facts: Vec<StoredFact>,
    after: usize,
}

pub(super) fn open(connection: &Connection, subject: Subject, record: Option<&Record>) -> Result<Opened, StoreError> {
    let Some((books, count)) = newest(connection, subject)? else { return whole(connection, subject) };
    let Some(until) = books.until().filter(|_| books.fit(subject, record)) else {
        connection
            .prepare_cached("DELETE FROM stock_books WHERE subject = :subject")?
            .execute(named_params! {":subject": subject.to_string()})?;
        return whole(connection, subject);
    };
    let mut facts = Vec::with_capacity(books.kept().len().saturating_add(OPEN_MAX));
    for id in books.kept() {
        let stored = fact::get(connection, *id)?;
        facts.push(
            stored.ok_or_else(|| StoreError::broken(format!("the books of {subject} keep a fact that is gone")))?,
        );
    }
    let newer = fact::about_after(connection, subject, until)?;
    let after = facts.len();
    facts.extend(newer);
    Ok(Opened { books: Some((books, count)), facts, after })
}

fn whole(connection: &Connection, subject: Subject) -> Result<Opened, StoreError> {
    Ok(Opened { books: None, facts: fact::about(connection, subject)?, after: 0 })
}

fn newest(connection: &Connection, subject: Subject) -> Result<Option<(Books, usize)>, StoreError> {
    let found: Option<(String, usize)> = connection
        .prepare_cached("SELECT body, count FROM stock_books WHERE subject = :subject ORDER BY count DESC LIMIT 1")?
        .query_row(named_params! {":subject": subject.to_string()}, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    // What another version wrote and this one cannot read is made again.
    Ok(found.and_then(|(body, count)| Some((serde_json::from_str(&body).ok()?, count))))
}

/// Closes books where many facts came since the newest.
pub(super) fn close(
    connection: &Connection,
    subject: Subject,
    record: Option<&Record>,
    opened: Opened,
) -> Result<(), StoreError> {
    let newer = opened.facts.get(opened.after..).unwrap_or_default();
    if newer.len() <= OPEN_MAX {
        return Ok(());
    }
    let (mut books, held) = opened.books.unwrap_or_else(|| (Books::new(subject, record), 0));
    let mut taken = 0_usize;
    for place in places(newer.len()) {
        newer.iter().take(place).skip(taken).for_each(|stored| books.take(stored));
        taken = place;
        put(connection, subject, &books, held.saturating_add(taken))?;
    }
    thin(connection, subject, held.saturating_add(newer.len()))
}

/// How many of so many facts are taken in before books are closed, rising.
fn places(facts: usize) -> Vec<usize> {
    let mut places = Vec::new();
    let mut behind = BEHIND;
    while behind < facts {
        places.push(facts.saturating_sub(behind));
        behind = behind.saturating_mul(FURTHER);
    }
    places.reverse();
    places
}

fn put(connection: &Connection, subject: Subject, books: &Books, count: usize) -> Result<(), StoreError> {
    let Some((until_ms, until_fact)) = books.until() else { return Ok(()) };
    let body = serde_json::to_string(books).map_err(|e| StoreError::broken(e.to_string()))?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO stock_books (subject, count, until_ms, until_fact, body)
             VALUES (:subject, :count, :until_ms, :until_fact, :body)",
        )?
        .execute(named_params! {
            ":subject": subject.to_string(), ":count": i64::try_from(count).unwrap_or(i64::MAX),
            ":until_ms": until_ms, ":until_fact": until_fact.to_string(), ":body": body,
        })?;
    Ok(())
}

/// Of those about equally far back only the oldest stays, and the newest of all.
fn thin(connection: &Connection, subject: Subject, facts: usize) -> Result<(), StoreError> {
    let subject = subject.to_string();
    let counts: Vec<usize> = connection
        .prepare_cached("SELECT count FROM stock_books WHERE subject = :subject ORDER BY count")?
        .query_map(named_params! {":subject": subject}, |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let newest = counts.last().copied();
    let mut kept = None;
    for count in counts {
        let distance = facts.saturating_sub(count).checked_div(BEHIND).unwrap_or(0).max(1).ilog(FURTHER);
        if kept.replace(distance) == Some(distance) && Some(count) != newest {
            connection
                .prepare_cached("DELETE FROM stock_books WHERE subject = :subject AND count = :count")?
                .execute(named_params! {":subject": subject, ":count": count})?;
        }
    }
    Ok(())
}
