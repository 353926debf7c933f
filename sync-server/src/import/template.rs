//! A table to fill in: the columns that the reader takes, headed in the reader's language, with one row that shows how. It is
//! made from the columns themselves, and a test takes every example over, so that neither drifts from what is read.

use super::{
    kinds::{Cell, Column, ImportKind, columns},
    own::{self, OwnColumns},
};
use crate::ServerError;
use onsite_domain::{
    Language, Text,
    order_kind::Kind,
    procedure::Procedure,
    step::{Step, StepKind},
};
use onsite_messages::say;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde_json::{Value, json};

/// Behind the heading of a column that must be filled in.
const REQUIRED: &str = " *";
const WIDTH_MIN: f64 = 12.0;

/// What a column is called by people; its name where there is no word for it.
pub(crate) fn heading(language: Language, column: &str) -> String {
    let key = format!("column-{}", column.replace('_', "-"));
    match say(language, &key) {
        unsaid if unsaid == key => column.to_owned(),
        said => said.to_owned(),
    }
}

/// Whether a heading of a file means a column: by its name, or as people call it in either language.
pub(super) fn is_headed(column: &Column, written: &str) -> bool {
    let written = written.trim().trim_end_matches('*').trim_end().to_lowercase();
    column.name == written
        || [Language::Zh, Language::En].iter().any(|language| heading(*language, column.name).to_lowercase() == written)
}

fn headed(language: Language, column: &Column) -> String {
    let end = if column.is_required { REQUIRED } else { "" };
    format!("{}{end}", heading(language, column.name))
}

/// The columns of a table that say something at import.
fn asked(kind: ImportKind) -> impl Iterator<Item = &'static Column> {
    // The key of contacts is read although it stands in no body.
    columns(kind).iter().filter(|column| column.is_required || column.cell != Cell::Ignored)
}

/// As CSV with a byte order mark, without which spreadsheets take UTF-8 for something else.
pub(crate) fn csv(kind: ImportKind, own: &OwnColumns, language: Language) -> Result<Vec<u8>, ServerError> {
    let failed = |e: ::csv::Error| ServerError::broken(format!("csv: {e}"));
    let mut writer = ::csv::Writer::from_writer(b"\xEF\xBB\xBF".to_vec());
    let (headings, examples): (Vec<String>, Vec<String>) = filled(kind, own, language).into_iter().unzip();
    writer.write_record(headings).map_err(failed)?;
    writer.write_record(examples).map_err(failed)?;
    writer.into_inner().map_err(|e| ServerError::broken(format!("csv: {e}")))
}

/// Each column with its heading and its example; behind those that every company's table has, the company's own.
fn filled(kind: ImportKind, own: &OwnColumns, language: Language) -> Vec<(String, String)> {
    let known = asked(kind).map(|column| (headed(language, column), example(kind, column.name).to_owned()));
    let own = own.iter().filter(|(_, field)| !field.is_retired).map(|(id, field)| {
        let end = if field.is_required { REQUIRED } else { "" };
        (format!("{}{end}", own::heading(kind, own, *id, language)), own::example(field))
    });
    known.chain(own).collect()
}

pub(crate) fn xlsx(kind: ImportKind, own: &OwnColumns, language: Language) -> Result<Vec<u8>, ServerError> {
    sheet(kind, own, language).map_err(|e| ServerError::broken(format!("xlsx: {e}")))
}

fn sheet(kind: ImportKind, own: &OwnColumns, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut sheet = Worksheet::new();
    let (bold, quiet) = (Format::new().set_bold(), Format::new().set_italic());
    for (place, (heading, example)) in (0_u16..).zip(filled(kind, own, language)) {
        let width: f64 = heading.chars().map(|c| if c.is_ascii() { 1.2 } else { 2.2 }).sum();
        sheet.set_column_width(place, width.max(WIDTH_MIN))?;
        sheet.write_string_with_format(0, place, heading, &bold)?;
        // As text: a spreadsheet would take numbers and days for its own and write them otherwise.
        sheet.write_string_with_format(1, place, example, &quiet)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let mut workbook = Workbook::new();
    workbook.push_worksheet(sheet);
    workbook.save_to_buffer()
}

/// Procedures are taken over as JSON.
pub(crate) fn json() -> Result<Vec<u8>, ServerError> {
    let step = |kind, zh: &str, en: &str| Step { kind, title: Text::new(zh, en), is_required: true, ..Step::default() };
    let procedure = Procedure {
        number: "P-0001".to_owned(),
        revision: 1,
        name: Text::new("年度保养（示例）", "Yearly maintenance (example)"),
        kinds: vec![Kind::Maintain],
        models: vec!["EX-100".to_owned()],
        steps: vec![
            step(StepKind::Check, "外罩已关好", "The cover is closed"),
            step(StepKind::Photo, "设备全貌", "The whole device"),
        ],
        target_minutes: Some(60),
        ..Procedure::default()
    };
    let mut body = json!([procedure]);
    // A step that has no id gets one from its procedure and place.
    for step in body.pointer_mut("/0/steps").and_then(Value::as_array_mut).into_iter().flatten() {
        step.as_object_mut().and_then(|step| step.remove("id"));
    }
    serde_json::to_vec_pretty(&body).map_err(|e| ServerError::broken(e.to_string()))
}

/// What stands in the example's cell. Keys fit together from table to table; people and places are invented.
fn example(kind: ImportKind, column: &str) -> &'static str {
    match (kind, column) {
        (ImportKind::Organisations, "number") => "BR-01",
        (ImportKind::Organisations, "kind") => "branch",
        (ImportKind::Organisations, "name_zh") => "示例分公司",
        (ImportKind::Organisations, "name_en") => "Example branch",
        (ImportKind::Users, "login") => "engineer.example",
        (ImportKind::Users, "number") => "E-001",
        (ImportKind::Users, "name_zh") => "示例工程师",
        (ImportKind::Users, "name_en") => "Example engineer",
        (ImportKind::Customers, "number") | (_, "customer") => "C-0001",
        (ImportKind::Customers, "name_zh") => "示例医院",
        (ImportKind::Customers, "name_en") => "Example hospital",
        (ImportKind::Customers, "short_name_zh") => "示例医院",
        (ImportKind::Customers, "short_name_en") => "Example",
        (ImportKind::Sites, "number") | (_, "site") => "S-0001",
        (ImportKind::Sites, "name_zh") => "门诊楼",
        (ImportKind::Sites, "name_en") => "Outpatient building",
        (ImportKind::Contacts, "key") => "C-0001-1",
        (ImportKind::Contacts, "name_zh") => "示例联系人",
        (ImportKind::Contacts, "name_en") => "Example contact",
        (ImportKind::Devices, "number") | (_, "device") => "D-0001",
        (ImportKind::Devices, "name_zh") => "示例设备",
        (ImportKind::Devices, "name_en") => "Example device",
        (ImportKind::Parts, "number") | (_, "part") => "F-0001",
        (ImportKind::Parts, "name_zh") => "滤芯",
        (ImportKind::Parts, "name_en") => "Filter",
        (ImportKind::StockLocations, "number") | (_, "location") => "W-01",
        (ImportKind::StockLocations, "kind") => "warehouse",
        (ImportKind::StockLocations, "name_zh") => "示例仓库",
        (ImportKind::StockLocations, "name_en") => "Example warehouse",
        (ImportKind::Stock, "reference") => "OPENING-0001",
        (ImportKind::WorkOrders, "reference") => "PO-0001",
        (ImportKind::WorkOrders, "kind") => "repair",
        (_, "lead" | "responsible_engineer") => "engineer.example",
        (_, "roles") => "engineer",
        (_, "skills") => "ct:3:2030-12-31",
        (_, "zone") => "Asia/Shanghai",
        (_, "language") => "zh",
        (_, "phone" | "phones") => "021-5555-0100",
        (_, "email") => "office@example.com",
        (_, "industry") => "medical",
        (_, "grade") => "A",
        (_, "payment_days") => "30",
        (_, "country") => "CN",
        (_, "postcode") => "200000",
        (_, "latitude") => "31.230400",
        (_, "longitude") => "121.473700",
        (_, "may_order") => "yes",
        (_, "position_zh") => "设备科",
        (_, "position_en") => "Device management",
        (_, "serial") if kind == ImportKind::Devices => "EX-2026-0001",
        (_, "model" | "models") => "EX-100",
        (_, "maker") => "Example Works",
        (_, "made_on" | "bought_on" | "installed_on" | "accepted_on") => "2026-01-31",
        (_, "warranty_ends_on") => "2028-01-31",
        (_, "support_ends_on") => "2036-01-31",
        (_, "life_cycle") => "in_use",
        (_, "base_unit") => "piece",
        (_, "tracked_by") => "none",
        (_, "price_minor") => "12000",
        (_, "price_currency") => "CNY",
        (_, "minimum") => "2",
        (_, "quantity") => "10",
        (_, "condition") => "new",
        (_, "is_old_part_returned" | "is_retired" | "is_disabled") => "no",
        (_, "mode") => "onsite",
        (_, "title") => "示例：不制冷",
        (_, "priority") => "normal",
        (_, "window_start") => "2027-01-11T09:00:00+08:00",
        (_, "window_end") => "2027-01-11T12:00:00+08:00",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_column_has_a_heading_of_its_own_in_both_languages() {
        for kind in ImportKind::ALL {
            for language in [Language::Zh, Language::En] {
                let names: Vec<String> = columns(*kind).iter().map(|column| heading(language, column.name)).collect();
                let different: BTreeSet<&String> = names.iter().collect();
                assert_eq!(different.len(), names.len(), "{}: {names:?}", kind.as_str());
                for column in columns(*kind) {
                    let is_said = say(language, &format!("column-{}", column.name.replace('_', "-"))).chars().count()
                        > 0
                        && heading(language, column.name) != column.name;
                    assert!(is_said || language == Language::En, "{} has no word", column.name);
                    let meant: Vec<&str> = columns(*kind)
                        .iter()
                        .filter(|other| is_headed(other, &headed(language, column)))
                        .map(|other| other.name)
                        .collect();
                    assert_eq!(meant, [column.name]);
                }
            }
        }
    }

    #[test]
    fn what_must_be_filled_in_is_in_the_example() {
        for kind in ImportKind::ALL {
            for column in columns(*kind).iter().filter(|column| column.is_required) {
                assert_ne!(example(*kind, column.name), "", "{} {}", kind.as_str(), column.name);
            }
        }
    }
}
