//! Full-text search in Chinese and English: words for what is written with spaces, one- and two-character grams for what
//! is not.

use crate::StoreError;
use onsite_domain::{Subject, Word, view::SearchText};
use rusqlite::{Connection, OptionalExtension as _, named_params};
use utoipa::ToSchema;

/// A hit, best first.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, ToSchema)]
pub struct Hit {
    pub subject: Subject,
    pub title: String,
}

/// Texts longer than this are indexed up to here.
const TEXT_CHARS_MAX: usize = 20_000;
const QUERY_TERMS_MAX: usize = 16;
/// Of a query that more fits than this, the newest are ranked: ranking reads the length of everything that fits.
const RANKED_MAX: u32 = 1_000;

/// Makes subjects findable by these words, and by none where there are none. The index takes rows in ascending order in one
/// piece, and begins another piece of itself with each row that goes back: all that goes is taken out before anything is put in.
pub fn put(connection: &Connection, subjects: &[(Subject, Option<SearchText>)]) -> Result<(), StoreError> {
    let (mut leaving, mut coming) = (Vec::new(), Vec::new());
    for (subject, text) in subjects {
        let held: Option<(i64, String, String)> = connection
            .prepare_cached("SELECT id, grams, title FROM search_entry WHERE subject = :subject")?
            .query_row(named_params! {":subject": subject.to_string()}, |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let wanted = text.as_ref().map(|text| (index_grams(&format!("{} {}", text.title, text.text)), &text.title));
        if held.as_ref().map(|(_, grams, title)| (grams, title))
            == wanted.as_ref().map(|(grams, title)| (grams, *title))
        {
            continue;
        }
        leaving.extend(held.map(|(id, grams, _)| (id, grams)));
        coming.extend(wanted.map(|(grams, title)| (subject, grams, title)));
    }
    leaving.sort_unstable();
    for (id, grams) in leaving {
        connection
            .prepare_cached("INSERT INTO search (search, rowid, grams) VALUES ('delete', :id, :grams)")?
            .execute(named_params! {":id": id, ":grams": grams})?;
        connection.prepare_cached("DELETE FROM search_entry WHERE id = :id")?.execute(named_params! {":id": id})?;
    }
    for (subject, grams, title) in coming {
        connection
            .prepare_cached(
                "INSERT INTO search_entry (subject, word, title, grams) VALUES (:subject, :word, :title, :grams)",
            )?
            .execute(named_params! {
                ":subject": subject.to_string(), ":word": subject.word.as_str(), ":title": title, ":grams": grams,
            })?;
        connection
            .prepare_cached("INSERT INTO search (rowid, grams) VALUES (:id, :grams)")?
            .execute(named_params! {":id": connection.last_insert_rowid(), ":grams": grams})?;
    }
    Ok(())
}

/// Finds subjects that hold every term of the query, best first; the last term of a word with spaces is a prefix.
pub fn find(connection: &Connection, query: &str, word: Option<Word>, limit: u32) -> Result<Vec<Hit>, StoreError> {
    let Some(expression) = match_expression(query) else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT subject, title FROM (
             SELECT search_entry.subject, search_entry.title, search.rank AS rank FROM search
             JOIN search_entry ON search_entry.id = search.rowid
             WHERE search MATCH :expression AND (:word = '' OR search_entry.word = :word)
             ORDER BY search.rowid DESC LIMIT :ranked)
         ORDER BY rank, subject LIMIT :limit",
    )?;
    let word = word.map_or("", Word::as_str);
    let params = named_params! {":expression": expression, ":word": word, ":ranked": RANKED_MAX, ":limit": limit};
    let rows = statement.query_map(params, |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut hits = Vec::new();
    for row in rows {
        let (subject, title) = row?;
        if let Ok(subject) = subject.parse() {
            hits.push(Hit { subject, title });
        }
    }
    Ok(hits)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Spaced,
    Unspaced,
    Between,
}

fn script(c: char) -> Script {
    let is_unspaced = matches!(u32::from(c), 0x2E80..=0x2FDF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF);
    match c {
        _ if is_unspaced => Script::Unspaced,
        c if c.is_alphanumeric() => Script::Spaced,
        _ => Script::Between,
    }
}

/// Cuts text into runs of one script, lower case.
fn runs(text: &str) -> Vec<(Script, Vec<char>)> {
    let mut found: Vec<(Script, Vec<char>)> = Vec::new();
    for c in text.chars().take(TEXT_CHARS_MAX).flat_map(char::to_lowercase) {
        let kind = script(c);
        match found.last_mut() {
            Some((last, run)) if *last == kind => run.push(c),
            _ => found.push((kind, vec![c])),
        }
    }
    found.retain(|(kind, _)| *kind != Script::Between);
    found
}

fn index_grams(text: &str) -> String {
    let mut grams = std::collections::BTreeSet::new();
    for (kind, run) in runs(text) {
        if kind == Script::Spaced {
            grams.insert(run.into_iter().collect::<String>());
            continue;
        }
        grams.extend(run.iter().map(char::to_string));
        grams.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
    }
    grams.into_iter().collect::<Vec<_>>().join(" ")
}

fn match_expression(query: &str) -> Option<String> {
    let mut terms = Vec::new();
    for (kind, run) in runs(query) {
        match (kind, run.len()) {
            (Script::Spaced, _) => terms.push(format!("\"{}\"*", run.into_iter().collect::<String>())),
            (_, 1) => terms.push(format!("\"{}\"", run.into_iter().collect::<String>())),
            _ => terms.extend(run.windows(2).map(|pair| format!("\"{}\"", pair.iter().collect::<String>()))),
        }
    }
    terms.truncate(QUERY_TERMS_MAX);
    if terms.is_empty() { None } else { Some(terms.join(" AND ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OpenOptions, Schema, open};
    use onsite_domain::Id;

    #[test]
    fn two_character_chinese_words_and_english_prefixes_are_found() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.sqlite");
        let connection = open(&OpenOptions { path: &path, schema: Schema::Device, key: None, vfs: None }).unwrap();
        let subject = |n| Subject::new(Word::WorkOrder, Id::from_parts(n, 0));
        let put = |n, title: &str, text: &str| {
            let text = SearchText { title: title.into(), text: text.into() };
            put(&connection, &[(subject(n), Some(text))]).unwrap();
        };
        put(1, "WO-7F3K-1", "冷水机组压缩机漏水，Compressor leaks");
        put(2, "WO-7F3K-2", "打印头清洗 print head");
        for (query, expected) in
            [("漏水", 1), ("压缩机", 1), ("compr", 1), ("机", 1), ("打印", 2), ("HEAD print", 2), ("7f3k 漏水", 1)]
        {
            let hits: Vec<Subject> =
                find(&connection, query, None, 10).unwrap().into_iter().map(|hit| hit.subject).collect();
            assert_eq!(hits, [subject(expected)], "{query}");
        }
        assert!(find(&connection, "缩水", None, 10).unwrap().is_empty());
        assert!(find(&connection, "\" OR *", None, 10).unwrap().is_empty());
        assert!(find(&connection, "漏水", Some(Word::Device), 10).unwrap().is_empty());
        super::put(&connection, &[(subject(1), None)]).unwrap();
        assert!(find(&connection, "漏水", None, 10).unwrap().is_empty());
    }
}
