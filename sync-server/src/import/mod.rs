//! Taking tables over: customers, sites, contacts, devices, parts, stock, users, work orders as CSV, procedures as JSON.
//!
//! - UTF-8 with or without a byte order mark, or GB18030; the first row names the columns, in any order, by their names or as
//!   people call them in either language (`template`).
//! - All or nothing: every row is checked, what is wrong is reported with line and column, and nothing is written unless
//!   every row is right.
//! - Each kind has a key column. What the key names already is brought up to date, or left alone where nothing differs, so
//!   that running the same file again changes nothing. A column that is not in the file leaves its field alone; an empty
//!   cell clears it.

pub(crate) mod cell;
mod kinds;
mod orders;
pub(crate) mod own;
mod procedures;
mod records;
pub(crate) mod sheet;
mod stock;
pub(crate) mod template;

pub use kinds::ImportKind;
pub(crate) use kinds::{Column, columns, word};
use own::{OwnCells, OwnColumns};
pub(crate) use records::Keys;

use crate::{ServerError, ServerStore};
use onsite_domain::{Author, Id, Language, Rejected};
use serde::Serialize;

/// Rows of one request: they hold up the writer.
pub(crate) const ROWS_MAX: usize = 10_000;

/// A table larger than this is split by whoever sends it.
pub const TABLE_BYTES_MAX: usize = 64 << 20;
/// So many mistakes are reported; whoever has more has one cause for them.
const MISTAKES_MAX: usize = 1_000;
/// So many rows are told of one by one.
const ROWS_REPORTED_MAX: usize = 10_000;

/// What became of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    pub rows: u64,
    pub created: u64,
    pub changed: u64,
    pub unchanged: u64,
}

/// One thing that is wrong in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// In the file, the heading is line 1; 0 where it is about the whole file.
    pub line: u64,
    /// Empty where it is about the whole row.
    pub column: String,
    pub problem: String,
}

/// What became of a right row, or would have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowReport {
    pub(crate) line: u64,
    /// created, changed or unchanged.
    pub(crate) effect: &'static str,
}

/// What became of a table that was tried.
#[derive(Debug)]
pub(crate) struct Tried {
    pub(crate) is_taken: bool,
    pub(crate) imported: Imported,
    pub(crate) rows: Vec<RowReport>,
    pub(crate) mistakes: Vec<Mistake>,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{} mistakes, nothing was imported", .0.len())]
    Mistakes(Vec<Mistake>),
    #[error(transparent)]
    Server(#[from] ServerError),
}

impl ServerStore {
    /// Imports a table in a transaction of its own, or nothing.
    pub fn import(&mut self, kind: ImportKind, bytes: &[u8]) -> Result<Imported, ImportError> {
        let mut report = Report::by(author());
        let result = self.run(|store| {
            store.import_rows(kind, bytes, &mut report)?;
            // The error undoes what the right rows wrote; its text is not shown.
            if report.mistakes.is_empty() { Ok(()) } else { Err(ServerError::Unavailable("mistakes".to_owned())) }
        });
        if !report.mistakes.is_empty() {
            return Err(ImportError::Mistakes(report.mistakes));
        }
        result?;
        Ok(report.imported)
    }

    /// What the import of a file would find wrong with it; nothing is written.
    ///
    /// # Errors
    /// As of an import: for a spreadsheet that cannot be read, and for a file that is too long.
    pub fn check_table(&mut self, kind: ImportKind, file: &[u8]) -> Result<Vec<Mistake>, ServerError> {
        let table = sheet::as_csv(file, ROWS_MAX)?;
        self.run(|store| Ok(store.try_import(kind, &table, true, &author())?.mistakes))
    }

    /// Imports a table within a job, or only says what would happen; with a mistake nothing is written. Records bear the
    /// author; what asks policy about each, orders and stock, is the import's own as at the command line.
    pub(crate) fn try_import(
        &mut self,
        kind: ImportKind,
        bytes: &[u8],
        is_trial: bool,
        by: &Author,
    ) -> Result<Tried, ServerError> {
        let mut report = Report::by(by.clone());
        let mut is_read = false;
        let result = self.in_savepoint(|store| {
            store.import_rows(kind, bytes, &mut report)?;
            is_read = true;
            // The error undoes what the right rows wrote; its text is not shown.
            if report.mistakes.is_empty() && !is_trial {
                Ok(())
            } else {
                Err(ServerError::Unavailable("undone".to_owned()))
            }
        });
        let is_taken = result.is_ok();
        if !is_read {
            result?;
        }
        Ok(Tried { is_taken, imported: report.imported, rows: report.rows, mistakes: report.mistakes })
    }

    fn import_rows(&mut self, kind: ImportKind, bytes: &[u8], report: &mut Report) -> Result<(), ServerError> {
        if bytes.len() > TABLE_BYTES_MAX {
            report.add(0, "", format!("the file is larger than {TABLE_BYTES_MAX} bytes"));
            return Ok(());
        }
        let Some(text) = decoded(bytes) else {
            report.add(0, "", "the file is neither UTF-8 nor GB18030");
            return Ok(());
        };
        if kind == ImportKind::Procedures {
            return self.import_procedures(&text, report);
        }
        let own = self.own_columns(kind)?;
        let Some(rows) = read_rows(kind, &own, &text, report) else { return Ok(()) };
        match kind {
            ImportKind::Stock => self.import_stock(&rows, report),
            ImportKind::WorkOrders => self.import_orders(&rows, &own, report),
            _ => self.import_records(kind, &rows, &own, report),
        }
    }
}

/// Who writes what a table says.
fn author() -> Author {
    Author::rule("import")
}

/// What was found so far.
struct Report {
    /// Who writes records.
    author: Author,
    imported: Imported,
    rows: Vec<RowReport>,
    mistakes: Vec<Mistake>,
}

/// What a row did.
enum Effect {
    Created,
    Changed,
    Unchanged,
}

impl Report {
    fn by(author: Author) -> Self {
        Self { author, imported: Imported::default(), rows: Vec::new(), mistakes: Vec::new() }
    }

    fn add(&mut self, line: u64, column: &str, problem: impl Into<String>) {
        if self.mistakes.len() < MISTAKES_MAX {
            self.mistakes.push(Mistake { line, column: column.to_owned(), problem: problem.into() });
        }
    }

    fn add_rejected(&mut self, line: u64, column: &str, rejected: &Rejected) {
        let detail = if rejected.detail.is_empty() { rejected.code.en() } else { rejected.detail.as_str() };
        self.add(line, if column.is_empty() { &rejected.path } else { column }, detail);
    }

    fn did(&mut self, line: u64, effect: Effect) {
        let name = match effect {
            Effect::Created => "created",
            Effect::Changed => "changed",
            Effect::Unchanged => "unchanged",
        };
        if self.rows.len() < ROWS_REPORTED_MAX {
            self.rows.push(RowReport { line, effect: name });
        }
        let counted = &mut self.imported;
        counted.rows = counted.rows.saturating_add(1);
        let count = match effect {
            Effect::Created => &mut counted.created,
            Effect::Changed => &mut counted.changed,
            Effect::Unchanged => &mut counted.unchanged,
        };
        *count = count.saturating_add(1);
    }
}

/// One row: where it stands, and its cells beside their columns.
struct Row {
    line: u64,
    cells: Vec<(&'static Column, String)>,
    /// Cells of the company's own fields.
    own: OwnCells,
}

impl Row {
    /// The trimmed text of a column; empty where the file does not have it.
    fn text(&self, column: &str) -> &str {
        self.cells.iter().find(|(known, _)| known.name == column).map_or("", |(_, text)| text.trim())
    }
}

/// The text of a file in one of the two encodings that spreadsheets write here.
fn decoded(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

/// The rows under a heading that fits the kind; `None` where the heading does not.
fn read_rows(kind: ImportKind, own: &OwnColumns, text: &str, report: &mut Report) -> Option<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headings = match reader.headers() {
        Ok(headings) => headings.clone(),
        Err(error) => {
            report.add(1, "", format!("the heading cannot be read: {error}"));
            return None;
        }
    };
    let known = columns(kind);
    let mut places: Vec<Place> = Vec::new();
    for heading in &headings {
        let heading = heading.trim();
        let column = known.iter().find(|column| template::is_headed(column, heading)).map(Place::Column);
        match column.or_else(|| own::headed(own, heading).map(Place::Own)) {
            Some(place) if places.contains(&place) => report.add(1, heading, "this column stands twice"),
            Some(place) => places.push(place),
            None => {
                let names = known.iter().map(|column| column.name.to_owned());
                let names = names.chain(own.iter().map(|(id, _)| own::heading(kind, own, *id, Language::En)));
                let names: Vec<String> = names.collect();
                report.add(1, heading, format!("no such column; there are {}", names.join(", ")));
            }
        }
    }
    for column in known.iter().filter(|column| column.is_required) {
        if !places.contains(&Place::Column(column)) {
            report.add(1, column.name, "this column is missing");
        }
    }
    if !report.mistakes.is_empty() {
        return None;
    }
    let mut rows = Vec::new();
    for result in reader.records() {
        let record = match result {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                report.add(line, "", format!("the row cannot be read: {error}"));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() != places.len() {
            report.add(line, "", format!("{} cells under {} columns", record.len(), places.len()));
            continue;
        }
        let (mut cells, mut own) = (Vec::new(), OwnCells::new());
        for (place, cell) in places.iter().zip(&record) {
            let text = cell::bare(cell).to_owned();
            match place {
                Place::Column(column) => cells.push((*column, text)),
                Place::Own(id) => drop(own.insert(*id, text)),
            }
        }
        for (column, text) in &cells {
            if column.is_required && text.trim().is_empty() {
                report.add(line, column.name, "this must be filled in");
            }
        }
        rows.push(Row { line, cells, own });
    }
    Some(rows)
}

/// What a column of a file is about.
#[derive(Clone, Copy)]
enum Place {
    Column(&'static Column),
    Own(Id),
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Column(one), Self::Column(other)) => one.name == other.name,
            (Self::Own(one), Self::Own(other)) => one == other,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_in_both_encodings_and_refused_in_a_third() {
        let text = "number,name_zh\nC1,上海示例医院\n";
        let gb = encoding_rs::GB18030.encode(text).0.into_owned();
        let with_mark = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &gb, &with_mark] {
            assert_eq!(decoded(bytes).as_deref(), Some(text));
        }
        assert_eq!(decoded(b"\xFF\xFEn\x00"), None);
    }

    #[test]
    fn a_wrong_heading_is_named() {
        let mut report = Report::by(author());
        assert!(
            read_rows(ImportKind::Customers, &OwnColumns::new(), "name_zh,colour,name_zh\n", &mut report).is_none()
        );
        let found: Vec<(&str, u64)> = report.mistakes.iter().map(|m| (m.column.as_str(), m.line)).collect();
        assert_eq!(found, [("colour", 1), ("name_zh", 1), ("number", 1)]);
    }
}
