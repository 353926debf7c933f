//! Derived rows: views, attention, codes and search, made from ground rows and from nothing else.

mod beside;
mod books;
mod codes;
mod put;

pub use codes::{CodeStep, code_history, taken_off_of};

use crate::{DocumentCache, StoreError, Touched, fact, ground, record, search, stock};
use onsite_domain::{
    Id, Subject, Word,
    attention::AttentionItem,
    device_code::DeviceCode,
    project,
    scanned::Scanned,
    view::{Projection, Sources},
};
use rusqlite::{Connection, OptionalExtension as _, named_params};
use serde::de::{DeserializeOwned, Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

/// What is held in memory for the search index at once.
const TEXTS_MAX: usize = 1_000;

/// Makes the derived rows of the touched subjects anew.
pub fn project(connection: &Connection, cache: &mut DocumentCache, touched: &Touched) -> Result<(), StoreError> {
    let mut texts = Vec::new();
    for subject in touched {
        let projection = match subject.word {
            Word::StockLocation => stock_location(connection, *subject)?,
            _ => projection(connection, cache, *subject)?,
        };
        put::put(connection, *subject, &projection)?;
        texts.push((*subject, projection.search));
        if texts.len() == TEXTS_MAX {
            search::put(connection, &std::mem::take(&mut texts))?;
        }
    }
    search::put(connection, &texts)
}

/// What follows from the ground rows of a stock location: from its last books on, and with new ones where it had many
/// movements since.
fn stock_location(connection: &Connection, subject: Subject) -> Result<Projection, StoreError> {
    let Some(stored) = record::get(connection, subject)? else { return Ok(Projection::default()) };
    let record = Some(&stored.record);
    let opened = books::open(connection, subject, record)?;
    let sources = Sources { subject, record, document: None, facts: &opened.facts };
    let projection = project::project_from(&sources, opened.books.as_ref().map(|(books, _)| books));
    books::close(connection, subject, record, opened)?;
    Ok(projection)
}

/// What follows from the ground rows of one subject.
pub fn projection(
    connection: &Connection,
    cache: &mut DocumentCache,
    subject: Subject,
) -> Result<Projection, StoreError> {
    let record = record::get(connection, subject)?;
    let document = ground::state(connection, cache, subject)?;
    if record.is_none() && document.is_none() {
        // Facts about something else that stayed, or a document that was undone: there is nothing to show.
        return Ok(Projection::default());
    }
    let facts = fact::about(connection, subject)?;
    Ok(project::project(&Sources {
        subject,
        record: record.as_ref().map(|stored| &stored.record),
        document: document.as_ref(),
        facts: &facts,
    }))
}

/// Every subject that has any ground row.
pub fn subjects(connection: &Connection) -> Result<Touched, StoreError> {
    let mut statement = connection.prepare(
        "SELECT subject FROM document UNION SELECT subject FROM record UNION SELECT DISTINCT subject FROM fact_subject",
    )?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut found = Touched::new();
    for row in rows {
        let text = row?;
        found.insert(text.parse().map_err(|_| StoreError::broken(format!("'{text}' is no subject")))?);
    }
    Ok(found)
}

/// Throws all derived rows away and makes them again.
pub fn rebuild(connection: &Connection, cache: &mut DocumentCache) -> Result<(), StoreError> {
    cache.clear();
    connection.execute_batch(
        "DELETE FROM view; DELETE FROM attention; DELETE FROM device_code; DELETE FROM search_entry;
         INSERT INTO search (search) VALUES ('delete-all');
         DELETE FROM blob_name; DELETE FROM view_person; DELETE FROM movement_line; DELETE FROM stock_balance;
         DELETE FROM stock_books;",
    )?;
    let ids: Vec<String> = {
        let mut statement = connection.prepare("SELECT id FROM fact ORDER BY id")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for id in ids {
        let id: Id = id.parse().map_err(|_| StoreError::broken(format!("'{id}' is no fact id")))?;
        if let Some(stored) = fact::get(connection, id)? {
            stock::add_movement(connection, &stored)?;
        }
    }
    project(connection, cache, &subjects(connection)?)
}

/// All derived rows as text, sorted: two databases with the same ground rows have the same.
pub fn dump(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    for sql in [
        "SELECT 'view ' || subject || ' ' || body FROM view",
        "SELECT 'attention ' || id || ' ' || body FROM attention",
        "SELECT 'code ' || code || ' ' || subject FROM device_code",
        "SELECT 'line ' || fact || ' ' || line || ' ' || quantity FROM movement_line",
        "SELECT 'balance ' || location || ' ' || part || ' ' || condition || ' ' || serial || ' ' || lot || ' ' || quantity
             FROM stock_balance WHERE quantity <> 0",
        "SELECT 'blob ' || hash || ' ' || subject FROM blob_name",
        "SELECT 'person ' || person || ' ' || subject FROM view_person",
        "SELECT 'search ' || subject || ' ' || title || ' ' || grams FROM search_entry",
    ] {
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        for row in rows {
            found.push(row?);
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// The view of a subject as JSON.
pub fn view(connection: &Connection, subject: Subject) -> Result<Option<serde_json::Value>, StoreError> {
    view_as(connection, subject)
}

/// The view of a subject as the JSON it is kept as.
pub fn view_text(connection: &Connection, subject: Subject) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT body FROM view WHERE subject = :subject")?
        .query_row(named_params! {":subject": subject.to_string()}, |row| row.get(0))
        .optional()?)
}

/// Some fields of the view of a subject; the rest is not even taken apart.
pub fn view_fields(
    connection: &Connection,
    subject: Subject,
    keys: &[&str],
) -> Result<Option<Map<String, Value>>, StoreError> {
    struct Fields<'a>(&'a [&'a str]);
    impl<'de> Visitor<'de> for Fields<'_> {
        type Value = Map<String, Value>;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("a view")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = Map::new();
            while let Some(key) = map.next_key::<String>()? {
                if self.0.contains(&key.as_str()) {
                    found.insert(key, map.next_value()?);
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(found)
        }
    }
    let Some(text) = view_text(connection, subject)? else { return Ok(None) };
    serde_json::Deserializer::from_str(&text)
        .deserialize_map(Fields(keys))
        .map(Some)
        .map_err(|e| StoreError::broken(format!("view {subject}: {e}")))
}

/// The view of a subject as its struct.
pub fn view_as<T: DeserializeOwned>(connection: &Connection, subject: Subject) -> Result<Option<T>, StoreError> {
    view_text(connection, subject)?
        .map(|text| serde_json::from_str(&text).map_err(|e| StoreError::broken(format!("view {subject}: {e}"))))
        .transpose()
}

/// The views a query over the `view` table selects, each with its subject. `condition` may end in an order and a limit,
/// over the columns of `view`. Where an index of another column should be used the order is by `+subject`: otherwise
/// SQLite takes the rows of the word in order and reads every body.
pub fn views<T: DeserializeOwned>(
    connection: &Connection,
    condition: &'static str,
    params: &[(&str, &dyn rusqlite::ToSql)],
) -> Result<Vec<(Subject, T)>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT subject, body FROM view WHERE {condition}"))?;
    let rows = statement.query_map(params, |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (subject, body) = row?;
        let broken = |what: &dyn std::fmt::Display| StoreError::broken(format!("view {subject}: {what}"));
        let view = serde_json::from_str(&body).map_err(|e| broken(&e))?;
        found.push((subject.parse().map_err(|e| broken(&e))?, view));
    }
    Ok(found)
}

/// Attention items, oldest first.
pub fn attention(connection: &Connection, is_open: bool, limit: u32) -> Result<Vec<AttentionItem>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT body FROM attention WHERE is_open = :is_open ORDER BY since_ms, id LIMIT :limit")?;
    let rows =
        statement.query_map(named_params! {":is_open": is_open, ":limit": limit}, |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for row in rows {
        found.push(serde_json::from_str(&row?).map_err(|e| StoreError::broken(format!("attention: {e}")))?);
    }
    Ok(found)
}

/// Attention items about a subject, decided ones too.
pub fn attention_about(connection: &Connection, subject: Subject) -> Result<Vec<AttentionItem>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT body FROM attention WHERE subject = :subject ORDER BY id")?;
    let rows = statement.query_map(named_params! {":subject": subject.to_string()}, |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for row in rows {
        found.push(serde_json::from_str(&row?).map_err(|e| StoreError::broken(format!("attention: {e}")))?);
    }
    Ok(found)
}

pub fn attention_item(connection: &Connection, id: Id) -> Result<Option<AttentionItem>, StoreError> {
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM attention WHERE id = :id")?
        .query_row(named_params! {":id": id.to_string()}, |row| row.get(0))
        .optional()?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
}

/// How many doubles of doubles are followed; more is a mistake in a circle.
const MERGES_MAX: usize = 8;

/// The file that goes on in a device's place where it is a double; itself otherwise, and where the other is not here.
pub fn survivor(connection: &Connection, device: Subject) -> Result<Subject, StoreError> {
    let mut found = device;
    for _ in 0..MERGES_MAX {
        let Some(fields) = view_fields(connection, found, &["merged_into"])? else { break };
        let into = fields.get("merged_into").and_then(|into| into.as_str()?.parse().ok());
        match into.map(|into| Subject::new(found.word, into)) {
            Some(into) if view_fields(connection, into, &[])?.is_some() => found = into,
            _ => break,
        }
    }
    Ok(found)
}

/// The devices that a code means: none, one, or several that claim it. A double means the file that goes on.
pub fn devices_by_code(connection: &Connection, code: &Scanned) -> Result<Vec<Subject>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT subject FROM device_code WHERE code = :code ORDER BY subject")?;
    let rows = statement.query_map(named_params! {":code": code.key()}, |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for row in rows {
        let Ok(subject) = row?.parse() else { continue };
        let subject = survivor(connection, subject)?;
        if !found.contains(&subject) {
            found.push(subject);
        }
    }
    Ok(found)
}

/// Of a code that nothing has, those in use that differ from it by one mistake, each with its devices.
pub fn near_codes(connection: &Connection, code: &Scanned) -> Result<Vec<(DeviceCode, Vec<Subject>)>, StoreError> {
    let mut near = Vec::new();
    for code in code.near() {
        let devices = devices_by_code(connection, &Scanned::Device(code.clone()))?;
        if !devices.is_empty() {
            near.push((code, devices));
        }
    }
    Ok(near)
}
