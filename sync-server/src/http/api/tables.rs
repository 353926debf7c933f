//! Lists as tables for a spreadsheet: the rows that the list itself shows to the caller, by its own filters.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::Desk,
    devices::{self, DeviceRow},
    movements::{self, MovementRow},
    reach::{Item, PAGE_ITEMS_MAX, Page, Paging},
    requests, stock, visits, work_orders,
};
use crate::{
    ServerError,
    import::{cell, own},
};
use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse as _, Response},
};
use onsite_domain::{
    Id, Language, RejectedCode, Word,
    field_definition::{FieldDefinition, path_of},
};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::future::Future;

/// Rows of one table. Who needs more filters, or takes them at the server's own command line.
const ROWS_MAX: usize = 50_000;
/// A cell of a spreadsheet holds a little more.
const CELL_CHARS_MAX: usize = 32_000;
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Written {
    /// Whether CSV begins with a byte order mark, without which spreadsheets take UTF-8 for something else; true where
    /// missing.
    #[serde(default = "yes")]
    bom: bool,
}

fn yes() -> bool {
    true
}

/// Which table: the name of its file, and its columns in their order. Further keys of a row follow behind.
struct Named {
    name: &'static str,
    /// Whose own fields, which the company defined for itself, have columns of their own.
    word: Option<Word>,
    columns: &'static [&'static str],
}

const WORK_ORDERS: Named = Named {
    name: "work-orders",
    word: Some(Word::WorkOrder),
    columns: &["number", "status", "since", "kind", "mode", "priority", "title", "customer", "site", "device"],
};
const REQUESTS: Named = Named {
    name: "requests",
    word: Some(Word::Request),
    columns: &["number", "status", "channel", "received", "customer", "device", "words", "orders"],
};
const VISITS: Named = Named {
    name: "visits",
    word: Some(Word::Visit),
    columns: &["id", "work_order", "status", "since", "has_ended", "customer", "site", "device", "lead", "helpers"],
};
const DEVICES: Named = Named {
    name: "devices",
    word: Some(Word::Device),
    columns: &["number", "serial", "name", "maker", "model", "customer", "site", "location", "codes"],
};
const BALANCES: Named = Named {
    name: "stock-balances",
    word: None,
    columns: &["location", "location_number", "part", "condition", "serial", "lot", "quantity"],
};
const MOVEMENTS: Named = Named {
    name: "stock-movements",
    word: None,
    columns: &["at", "reason", "part", "quantity", "condition", "serial", "lot", "from", "to"],
};

/// Keys that lead somewhere and are nothing for a table.
const LEFT_OUT: &[&str] = &["href", "etag"];

/// A table as CSV and as XLSX, from a list with its filters.
macro_rules! table {
    ($csv:ident $csv_path:literal, $xlsx:ident $xlsx_path:literal, $tag:literal, $named:ident, $filter:ty, $list:path, $rows:path) => {
        /// The list as CSV in UTF-8, at most 50,000 rows: `x-rows` says how many, `x-has-more` whether there are more. Cells
        /// that a spreadsheet would take for a formula begin with an apostrophe.
        #[utoipa::path(get, path = $csv_path, tag = $tag, params(Written, $filter), responses(
            (status = OK, content_type = "text/csv", body = String),
            (status = "default", body = Problem, content_type = "application/problem+json")))]
        pub(super) async fn $csv(
            State(state): State<HttpState>,
            uri: Uri,
            Asked(written): Asked<Written>,
            desk: Desk,
        ) -> Result<Response, Problem> {
            let list = |paging, filter| $list(State(state.clone()), desk.clone(), Asked(paging), Asked(filter));
            let table = gathered::<$filter, _, _, _>(&uri, list, $rows).await?;
            answer(&state, &$named, with_own(&state, desk, $named.word, table).await?, Some(written.bom)).await
        }

        /// The list as XLSX, at most 50,000 rows: `x-rows` says how many, `x-has-more` whether there are more.
        #[utoipa::path(get, path = $xlsx_path, tag = $tag, params($filter), responses(
            (status = OK, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = String),
            (status = "default", body = Problem, content_type = "application/problem+json")))]
        pub(super) async fn $xlsx(
            State(state): State<HttpState>,
            uri: Uri,
            desk: Desk,
        ) -> Result<Response, Problem> {
            let list = |paging, filter| $list(State(state.clone()), desk.clone(), Asked(paging), Asked(filter));
            let table = gathered::<$filter, _, _, _>(&uri, list, $rows).await?;
            answer(&state, &$named, with_own(&state, desk, $named.word, table).await?, None).await
        }
    };
}

table!(work_orders_csv "/v1/work-orders.csv", work_orders_xlsx "/v1/work-orders.xlsx", "work orders", WORK_ORDERS,
    work_orders::Filter, work_orders::list, one);
table!(requests_csv "/v1/requests.csv", requests_xlsx "/v1/requests.xlsx", "requests", REQUESTS,
    requests::Filter, requests::list, one);
table!(visits_csv "/v1/visits.csv", visits_xlsx "/v1/visits.xlsx", "visits", VISITS, visits::Filter, visits::list, one);
table!(devices_csv "/v1/devices.csv", devices_xlsx "/v1/devices.xlsx", "devices", DEVICES,
    devices::Filter, devices, one);
table!(movements_csv "/v1/stock/movements.csv", movements_xlsx "/v1/stock/movements.xlsx", "stock", MOVEMENTS,
    movements::Trail, movements, one);
table!(balances_csv "/v1/stock/balances.csv", balances_xlsx "/v1/stock/balances.xlsx", "stock", BALANCES,
    stock::Filter, stock::locations, balances);

async fn devices(
    state: State<HttpState>,
    desk: Desk,
    paging: Asked<Paging>,
    filter: Asked<devices::Filter>,
) -> Result<Json<Page<DeviceRow>>, Problem> {
    Ok(Json(devices::list(state, desk, paging, filter).await?.0.alone()))
}

async fn movements(
    state: State<HttpState>,
    desk: Desk,
    paging: Asked<Paging>,
    filter: Asked<movements::Trail>,
) -> Result<Json<Page<MovementRow>>, Problem> {
    Ok(Json(movements::movements(state, desk, paging, filter).await?.0.alone()))
}

/// A row of a list is a row of the table.
fn one<T: Serialize>(item: T) -> Vec<Value> {
    serde_json::to_value(item).into_iter().collect()
}

/// A location is a row for each balance.
fn balances(location: Item) -> Vec<Value> {
    let number = location.body.get("number").cloned().unwrap_or_default();
    let held = location.body.get("balances").and_then(Value::as_array).cloned().unwrap_or_default();
    held.into_iter()
        .map(|mut balance| {
            if let Some(fields) = balance.as_object_mut() {
                fields.insert("location".to_owned(), location.id.clone().into());
                fields.insert("location_number".to_owned(), number.clone());
            }
            balance
        })
        .collect()
}

/// The rows of a table as JSON objects.
struct Table {
    rows: Vec<Value>,
    /// Keys of the company's own fields, in its order; they stand behind the others.
    own: Vec<String>,
    has_more: bool,
}

/// Reads a list page by page.
async fn gathered<F, T, L, A>(uri: &Uri, list: L, rows_of: fn(T) -> Vec<Value>) -> Result<Table, Problem>
where
    F: DeserializeOwned,
    L: Fn(Paging, F) -> A,
    A: Future<Output = Result<Json<Page<T>>, Problem>>,
{
    let mut table = Table { rows: Vec::new(), own: Vec::new(), has_more: false };
    let mut cursor = None;
    loop {
        let wrong = |_| ServerError::rejected(RejectedCode::WrongShape, "query");
        let Query(filter) = Query::<F>::try_from_uri(uri).map_err(wrong)?;
        let Json(page) = list(Paging { cursor, limit: Some(PAGE_ITEMS_MAX) }, filter).await?;
        table.rows.extend(page.items.into_iter().flat_map(rows_of));
        table.has_more = table.rows.len() > ROWS_MAX || (table.rows.len() == ROWS_MAX && page.next.is_some());
        if table.has_more {
            table.rows.truncate(ROWS_MAX);
            return Ok(table);
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(table),
        }
    }
}

/// Gives each of the company's own fields a column by its name, behind the others.
async fn with_own(state: &HttpState, desk: Desk, word: Option<Word>, mut table: Table) -> Result<Table, Problem> {
    let Some(word) = word else { return Ok(table) };
    let definitions = state.read(desk, |store, _| store.field_definitions()).await?;
    let mut fields: Vec<(Id, FieldDefinition)> =
        definitions.into_iter().filter(|(_, field)| field.extends == Some(word)).collect();
    fields.sort_by_key(|(id, field)| (field.sort, *id));
    for row in table.rows.iter_mut().filter_map(Value::as_object_mut) {
        let ext = row.remove("ext").unwrap_or_default();
        for (id, field) in &fields {
            let value = ext.get(id.to_string()).unwrap_or(&Value::Null);
            let text = Some(own::write(field, value)).filter(|text| !text.is_empty());
            let named = field.label.in_language(Language::En);
            // Two fields of one name, or one that is called as a column of every company's, are told apart by the id.
            let column = if row.contains_key(named) { path_of(*id) } else { named.to_owned() };
            if !table.own.contains(&column) {
                table.own.push(column.clone());
            }
            row.insert(column, json!(text));
        }
    }
    Ok(table)
}

/// `bom` of CSV; `None` is XLSX.
async fn answer(
    state: &HttpState,
    named: &'static Named,
    table: Table,
    bom: Option<bool>,
) -> Result<Response, Problem> {
    // Large ones take a core and memory for a moment: one at a time.
    let _turn = state.turn_to_print().await?;
    let (count, has_more) = (table.rows.len(), table.has_more);
    let written = tokio::task::spawn_blocking(move || match bom {
        Some(bom) => csv_of(named, &table, bom),
        None => xlsx_of(named, &table).map_err(|e| ServerError::broken(format!("xlsx: {e}"))),
    });
    let bytes = written.await.map_err(|e| ServerError::broken(format!("table: {e}")))??;
    let (content_type, end) = if bom.is_some() { ("text/csv; charset=utf-8", "csv") } else { (XLSX, "xlsx") };
    // Whoever opens the file later sees by its name that it is not everything.
    let part = if has_more { format!("-first-{count}") } else { String::new() };
    let file = format!("attachment; filename=\"{}{part}.{end}\"", named.name);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    for (name, value) in [
        ("content-disposition", file),
        ("x-rows", count.to_string()),
        ("x-rows-max", ROWS_MAX.to_string()),
        ("x-has-more", has_more.to_string()),
    ] {
        let value = HeaderValue::from_str(&value).map_err(|e| ServerError::broken(e.to_string()))?;
        headers.insert(name, value);
    }
    Ok((headers, bytes).into_response())
}

/// The known columns first, then whatever else the rows have.
fn columns(named: &Named, table: &Table) -> Vec<String> {
    let mut columns: Vec<String> = named.columns.iter().map(|column| (*column).to_owned()).collect();
    let further = table.rows.first().and_then(Value::as_object).into_iter().flat_map(|fields| fields.keys());
    for key in further.filter(|key| !LEFT_OUT.contains(&key.as_str()) && !table.own.contains(key)) {
        if !columns.contains(key) {
            columns.push(key.clone());
        }
    }
    columns.extend(table.own.iter().cloned());
    columns
}

fn csv_of(named: &Named, table: &Table, bom: bool) -> Result<Vec<u8>, ServerError> {
    let failed = |e: csv::Error| ServerError::broken(format!("csv: {e}"));
    let mark: &[u8] = if bom { b"\xEF\xBB\xBF" } else { b"" };
    let mut writer = csv::Writer::from_writer(mark.to_vec());
    let columns = columns(named, table);
    writer.write_record(&columns).map_err(failed)?;
    for row in &table.rows {
        writer
            .write_record(columns.iter().map(|column| cell::guarded(text(row.get(column).unwrap_or(&Value::Null)))))
            .map_err(failed)?;
    }
    writer.into_inner().map_err(|e| ServerError::broken(format!("csv: {e}")))
}

fn xlsx_of(named: &Named, table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut sheet = Worksheet::new();
    let columns = columns(named, table);
    let heading = Format::new().set_bold();
    for (place, column) in (0_u16..).zip(&columns) {
        sheet.write_string_with_format(0, place, column, &heading)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (line, row) in (1_u32..).zip(&table.rows) {
        for (place, column) in (0_u16..).zip(&columns) {
            match row.get(column).unwrap_or(&Value::Null) {
                Value::Null => {}
                Value::Bool(value) => {
                    sheet.write_boolean(line, place, *value)?;
                }
                // Larger ones would lose digits.
                Value::Number(number) if number.as_i64().is_some_and(|number| number.unsigned_abs() < 1 << 53) => {
                    sheet.write_number(line, place, number.as_f64().unwrap_or_default())?;
                }
                // A text is never a formula here.
                value => {
                    let text: String = text(value).chars().take(CELL_CHARS_MAX).collect();
                    sheet.write_string(line, place, text)?;
                }
            }
        }
    }
    let mut workbook = Workbook::new();
    workbook.push_worksheet(sheet);
    workbook.save_to_buffer()
}

/// What a cell says of a value.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join("; "),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_none() {
        let rows = vec![json!({ "number": "=1+1", "title": "@SUM(A1)", "further": -5, "codes": ["a", "=b"] })];
        let table = Table { rows, own: Vec::new(), has_more: false };
        let csv = String::from_utf8(csv_of(&WORK_ORDERS, &table, true).unwrap()).unwrap();
        let row = csv.lines().nth(1).unwrap();
        assert!(csv.starts_with('\u{feff}') && row.starts_with("'=1+1,") && row.contains("'@SUM(A1)"), "{csv}");
        assert!(row.ends_with("a; =b,-5"), "{row}");
        let xlsx = xlsx_of(&WORK_ORDERS, &table).unwrap();
        assert!(xlsx.starts_with(b"PK"));
    }
}
