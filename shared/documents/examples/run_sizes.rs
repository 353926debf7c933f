//! How many bytes a day of edits takes on the wire. Reads a `field-day/1` workload (JSON) whose path is the argument,
//! makes one change of each edit of its first engineer, and prints the size of the runs in several forms.
//!
//! `cargo run -p onsite-documents --example run_sizes -- workload.json`

use anyhow::{Context as _, Result, ensure};
use onsite_documents::run::{Run, RunBase, RunLimits, decode_runs, encode_run, encode_runs};
use onsite_documents::{ActorId, Document};
use onsite_domain::document::{DocumentKind, Write};
use onsite_domain::id::Hash;
use onsite_domain::{Id, Word};
use serde_json::Value;
use std::collections::BTreeMap;

struct Pushed {
    base: RunBase,
    changes: Vec<Vec<u8>>,
}

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("the path of a workload")?;
    let workload: Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let runs = day(&workload)?;
    let changes: Vec<Vec<&[u8]>> = runs.iter().map(|run| run.changes.iter().map(Vec::as_slice).collect()).collect();
    let raw: Vec<u8> = changes.iter().flatten().flat_map(|bytes| bytes.iter().copied()).collect();
    println!("{} changes in {} documents", changes.iter().flatten().count(), changes.len());
    report("as they are", &raw)?;

    let one_by_one: Vec<u8> =
        runs.iter().zip(&changes).flat_map(|(run, changes)| encode_run(&run.base, changes)).collect();
    report("each run by itself", &one_by_one)?;

    let together: Vec<Run<'_>> =
        runs.iter().zip(&changes).map(|(run, changes)| Run { base: &run.base, changes }).collect();
    let batch = encode_runs(&together);
    report("one batch", &batch)?;
    let bases: Vec<&RunBase> = runs.iter().map(|run| &run.base).collect();
    let decoded = decode_runs(&bases, &batch, &RunLimits::default())?;
    ensure!(decoded.iter().zip(&runs).all(|(decoded, run)| *decoded == run.changes), "bytes differ");

    let bare: Vec<RunBase> = runs.iter().map(|run| RunBase { known: Vec::new(), ..run.base.clone() }).collect();
    let together: Vec<Run<'_>> = bare.iter().zip(&changes).map(|(base, changes)| Run { base, changes }).collect();
    report("one batch, heads not known", &encode_runs(&together))
}

fn report(form: &str, bytes: &[u8]) -> Result<()> {
    let zstd = zstd::bulk::compress(bytes, 9)?;
    println!("{form:28} {:7} bytes, zstd-9 {:6}", bytes.len(), zstd.len());
    Ok(())
}

/// Every document of the first engineer that was edited: made by the server, edited on the phone.
fn day(workload: &Value) -> Result<Vec<Pushed>> {
    let edits = workload.pointer("/day/eng-01").and_then(Value::as_array).context("the day of eng-01")?;
    let mut order: Vec<&str> = Vec::new();
    let mut by_document: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for edit in edits {
        let document = edit["doc"].as_str().context("doc")?;
        if !order.contains(&document) {
            order.push(document);
        }
        by_document.entry(document).or_default().push(edit);
    }
    let docs = workload["docs"].as_array().context("docs")?;
    let mut runs = Vec::new();
    for name in order {
        let body = docs.iter().find(|doc| doc["id"] == name).and_then(|doc| doc["body"].as_object()).context("body")?;
        let mut document = Document::create(kind(body), id_of(name)?)?;
        let seed: Vec<Write> = body
            .iter()
            .filter(|(_, value)| !value.is_array() && !value.is_object())
            .map(|(field, value)| Write::Set { field: field.clone(), value: value.clone() })
            .collect();
        document.write(actor("server"), 1_750_000_000_000, &seed)?;
        let base = RunBase { actor: actor("phone"), known: document.heads() };
        let mut changes = Vec::new();
        for edit in by_document.get(name).into_iter().flatten() {
            let wall_ms = edit["t"].as_i64().context("t")?;
            let change =
                document.write(base.actor, wall_ms, &[write_of(edit)?])?.context("an edit that changes nothing")?;
            changes.push(change.bytes);
        }
        runs.push(Pushed { base, changes });
    }
    Ok(runs)
}

fn write_of(edit: &Value) -> Result<Write> {
    let path: Vec<&str> = edit["path"].as_array().context("path")?.iter().filter_map(Value::as_str).collect();
    let mut value = edit["value"].clone();
    if edit["op"] == "set" {
        // A register holds scalars; an object goes in as text.
        let value = if value.is_object() { Value::String(value.to_string()) } else { value };
        return Ok(Write::Set { field: path.join("."), value });
    }
    let id = value.as_object_mut().and_then(|entry| entry.remove("id")).context("id")?;
    let id = id_of(id.as_str().context("id")?)?;
    Ok(Write::Add { collection: path.join("."), id, entry: value })
}

/// The 128 bits of a UUID, which may stand behind a prefix.
fn id_of(text: &str) -> Result<Id> {
    let digits: String =
        text.chars().rev().filter(|c| *c != '-').take(32).collect::<Vec<_>>().into_iter().rev().collect();
    Ok(Id::from_bytes(u128::from_str_radix(&digits, 16)?.to_be_bytes()))
}

fn actor(name: &str) -> ActorId {
    ActorId(Hash::of(name.as_bytes()).0.first_chunk::<16>().copied().unwrap_or_default())
}

fn kind(body: &serde_json::Map<String, Value>) -> &'static DocumentKind {
    let scalars = body.keys().cloned();
    let steps = (1..=15).map(|step| format!("stepResults.s{step:02}"));
    let fields: Vec<&'static str> = scalars.chain(steps).map(|name| &*name.leak()).collect();
    Box::leak(Box::new(DocumentKind {
        word: Word::WorkOrder,
        schema: 1,
        fields: fields.leak(),
        collections: &[("notes", 1), ("parts", 1), ("timeEntries", 1), ("dispatchNotes", 1)],
    }))
}
