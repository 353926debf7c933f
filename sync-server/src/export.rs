//! Tables for a spreadsheet: the same columns that an import takes, so that what comes out goes in again elsewhere.

use crate::{
    ServerError, ServerStore,
    import::{
        Column, ImportKind, Keys, cell, columns,
        own::{self, OwnColumns},
        word,
    },
};
use onsite_domain::{Id, Language, Subject, Word};
use onsite_store::{derived, record, stock};
use serde::de::IgnoredAny;
use serde_json::Value;

impl ServerStore {
    /// A table as CSV in UTF-8 with a byte order mark, which spreadsheets want; procedures as JSON.
    pub fn export(&self, kind: ImportKind) -> Result<Vec<u8>, ServerError> {
        if kind == ImportKind::Procedures {
            let all: Vec<Value> = self.records_of(Word::Procedure)?.into_iter().map(|(_, body)| body).collect();
            return serde_json::to_vec_pretty(&all).map_err(|e| ServerError::broken(e.to_string()));
        }
        let keys = Keys::read(&self.db)?;
        let columns = columns(kind);
        let failed = |e: csv::Error| ServerError::broken(format!("csv: {e}"));
        let mut writer = csv::Writer::from_writer(b"\xEF\xBB\xBF".to_vec());
        let own = self.own_columns(kind)?;
        let names = columns.iter().map(|column| column.name.to_owned());
        let own_names = own.iter().map(|(id, _)| own::heading(kind, &own, *id, Language::En));
        writer.write_record(names.chain(own_names)).map_err(failed)?;
        for row in self.rows_of(kind, columns, &own, &keys)? {
            writer.write_record(row.into_iter().map(cell::guarded)).map_err(failed)?;
        }
        writer.into_inner().map_err(|e| ServerError::broken(format!("csv: {e}")))
    }

    fn rows_of(
        &self,
        kind: ImportKind,
        columns: &[Column],
        own: &OwnColumns,
        keys: &Keys,
    ) -> Result<Vec<Vec<String>>, ServerError> {
        match kind {
            ImportKind::Stock => self.stock_rows(columns, keys),
            ImportKind::WorkOrders => {
                let orders: Vec<(Subject, Value)> =
                    derived::views(&self.db, "word = 'work_order' ORDER BY subject", &[])?;
                let rows = orders.into_iter().map(|(_, mut view)| {
                    // An order that nobody gave a reference goes by its number.
                    let reference = view.get("customer_reference").filter(|r| !r.is_null());
                    let reference = reference.or_else(|| view.get("number")).cloned().unwrap_or_default();
                    if let Some(fields) = view.as_object_mut() {
                        fields.insert("customer_reference".to_owned(), reference);
                    }
                    let row = cells(&view, columns, keys);
                    with_own(row, &view, own)
                });
                Ok(rows.collect())
            }
            ImportKind::Contacts => {
                let contacts = self.records_of(Word::Contact)?;
                let rows = contacts.into_iter().map(|(subject, body)| {
                    let mut row = cells(&body, columns, keys);
                    if let Some(key) = row.first_mut() {
                        *key = subject.id.to_string();
                    }
                    row
                });
                Ok(rows.collect())
            }
            _ => {
                let mut rows = Vec::new();
                for (subject, body) in self.records_of(word(kind))? {
                    let row = cells(&body, columns, keys);
                    // Of a machine what was written about itself goes before what the record says.
                    let view = match kind {
                        ImportKind::Devices => derived::view(&self.db, subject)?.unwrap_or_default(),
                        _ => body,
                    };
                    rows.push(with_own(row, &view, own));
                }
                Ok(rows)
            }
        }
    }

    fn stock_rows(&self, columns: &[Column], keys: &Keys) -> Result<Vec<Vec<String>>, ServerError> {
        let locations: Vec<(Subject, IgnoredAny)> =
            derived::views(&self.db, "word = 'stock_location' ORDER BY subject", &[])?;
        let mut rows = Vec::new();
        for (subject, _) in locations {
            for balance in stock::balances(&self.db, subject.id)? {
                // No reference: a balance is no movement, and taking it over is a decision of its own.
                let row = [
                    String::new(),
                    keys.key_of(Word::StockLocation, subject.id).unwrap_or_default().to_owned(),
                    keys.key_of(Word::Part, balance.part).unwrap_or_default().to_owned(),
                    balance.quantity.to_string(),
                    balance.condition,
                    balance.serial,
                    balance.lot,
                ];
                debug_assert_eq!(row.len(), columns.len());
                rows.push(row.to_vec());
            }
        }
        Ok(rows)
    }

    /// The bodies of all records of a word that were not removed, oldest id first.
    fn records_of(&self, word: Word) -> Result<Vec<(Subject, Value)>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT subject FROM view WHERE word = :word AND EXISTS
                 (SELECT 1 FROM record WHERE record.subject = view.subject AND is_removed = 0)
             ORDER BY subject",
        )?;
        let rows =
            statement.query_map(rusqlite::named_params! {":word": word.as_str()}, |row| row.get::<_, String>(0))?;
        let subjects: Vec<String> = rows.collect::<Result<_, _>>()?;
        let mut found = Vec::new();
        for text in subjects {
            let Ok(subject) = text.parse::<Subject>() else { continue };
            if let Some(held) = record::get(&self.db, subject)? {
                found.push((subject, held.record.body));
            }
        }
        Ok(found)
    }
}

/// A row with the company's own fields behind it.
fn with_own(mut row: Vec<String>, body: &Value, own: &OwnColumns) -> Vec<String> {
    let value = |id: &Id| body.get("ext").and_then(|ext| ext.get(id.to_string())).unwrap_or(&Value::Null);
    row.extend(own.iter().map(|(id, field)| own::write(field, value(id))));
    row
}

fn cells(body: &Value, columns: &[Column], keys: &Keys) -> Vec<String> {
    columns
        .iter()
        .map(|column| {
            let value = column.path.split('.').try_fold(body, |value, key| value.get(key));
            let value = value.filter(|_| !column.path.is_empty());
            value.map_or_else(String::new, |value| cell::write(column.cell, value, keys))
        })
        .collect()
}
