//! The table and its JSON.

use serde::{Deserialize, Serialize};

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub name: String,
    pub value: f64,
    pub unit: String,
    /// What it must reach: `(true, 5.0)` at most 5, `(false, 5.0)` at least 5.
    pub target: Option<(bool, f64)>,
}

impl Row {
    pub fn at_most(name: impl Into<String>, value: f64, unit: &str, most: f64) -> Self {
        Self { name: name.into(), value, unit: unit.to_owned(), target: Some((true, most)) }
    }

    pub fn at_least(name: impl Into<String>, value: f64, unit: &str, least: f64) -> Self {
        Self { name: name.into(), value, unit: unit.to_owned(), target: Some((false, least)) }
    }

    pub fn plain(name: impl Into<String>, value: f64, unit: &str) -> Self {
        Self { name: name.into(), value, unit: unit.to_owned(), target: None }
    }

    fn is_reached(&self) -> Option<bool> {
        self.target.map(|(is_most, bound)| if is_most { self.value <= bound } else { self.value >= bound })
    }
}

/// The rows as a table for people.
pub fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for row in rows {
        let target = row.target.map_or(String::new(), |(is_most, bound)| {
            format!("{} {bound} {}", if is_most { "≤" } else { "≥" }, row.unit)
        });
        let verdict = match row.is_reached() {
            Some(true) => "reached",
            Some(false) => "missed",
            None => "",
        };
        let line =
            format!("{:width$}  {:>10.2} {:<4}  {target:<16} {verdict}", row.name, row.value, row.unit, width = width);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
