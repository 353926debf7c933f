//! The harness's file of work.

use anyhow::Context as _;
use onsite_domain::{Id, id::Hash};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Clone, Debug, Deserialize)]
pub struct Workload {
    pub engineers: Vec<String>,
    pub docs: Vec<Doc>,
    pub day: BTreeMap<String, Vec<Edit>>,
    pub dispatch: Vec<Edit>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Doc {
    pub id: String,
    pub engineer: String,
    pub body: serde_json::Map<String, Value>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Edit {
    #[serde(default)]
    pub engineer: String,
    /// Milliseconds since 1970.
    pub t: i64,
    pub doc: String,
    pub op: Op,
    pub path: Vec<String>,
    pub value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Set,
    Append,
}

impl Workload {
    /// Reads the file and keeps what the first `engineers` need.
    pub fn read(path: &Path, engineers: usize) -> anyhow::Result<Self> {
        let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
        let mut workload: Self = serde_json::from_slice(&bytes)?;
        workload.engineers.truncate(engineers);
        let chosen = workload.engineers.clone();
        workload.docs.retain(|doc| chosen.contains(&doc.engineer));
        workload.dispatch.retain(|edit| chosen.contains(&edit.engineer));
        workload.day.retain(|engineer, _| chosen.contains(engineer));
        Ok(workload)
    }
}

/// The id of a person of the company.
pub fn person(name: &str) -> Id {
    Hash::of_parts("field day", &[name.as_bytes()]).id()
}
