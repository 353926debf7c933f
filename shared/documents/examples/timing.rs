//! How long documents take: loading, writing, the gate. Prints milliseconds or microseconds, best of several.
//!
//! `cargo run --release -p onsite-documents --example timing`

use anyhow::{Context as _, Result, ensure};
use onsite_documents::{ActorId, Document, GateLimits};
use onsite_domain::document::{DocumentKind, Write};
use onsite_domain::{Id, Word};
use serde_json::json;
use std::time::Duration;

static VISIT: DocumentKind = DocumentKind {
    word: Word::Visit,
    schema: 1,
    fields: &["priority", "remark", "status"],
    collections: &[("answers", 1), ("notes", 1), ("part_usages", 1)],
};

fn main() -> Result<()> {
    for changes in [60, 500, 2000] {
        measure(changes)?;
    }
    Ok(())
}

fn measure(changes: u32) -> Result<()> {
    let id = Id::from_parts(1, 1);
    let mut document = Document::create(&VISIT, id)?;
    let mut made = Vec::new();
    for n in 0..changes {
        made.push(document.write(actor(n / 50), i64::from(n) * 60_000, &edits(n))?.context("a change")?.bytes);
    }
    let size_bytes: usize = made.iter().map(Vec::len).sum();
    println!("{changes} changes, {} operations, {size_bytes} bytes", document.operation_count());

    best("load", 7, || Ok(Document::from_changes(&VISIT, id, &made)?))?;
    best("state", 7, || Ok(document.state(&|_| None)?))?;
    best("clone", 7, || Ok(document.clone()))?;
    let write = |document: &mut Document| Ok(document.write(actor(999), 1, &edits(changes))?);
    best_on("write one change", 7, || document.clone(), write)?;

    for run in [1, 32] {
        let mut author = document.clone();
        let mut bytes = Vec::new();
        for n in 0..run {
            bytes.push(author.write(actor(1000), 1, &edits(changes + n))?.context("a change")?.bytes);
        }
        let slices: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
        let gate = |document: &mut Document| {
            ensure!(document.admit(&slices, &GateLimits::default()).refused.is_none(), "refused");
            Ok(())
        };
        best_on(&format!("gate, run of {run}"), 7, || document.clone(), gate)?;
    }
    Ok(())
}

/// One edit: a register, or an entry of the size of an answer to a step.
fn edits(n: u32) -> Vec<Write> {
    if n.is_multiple_of(4) {
        return vec![Write::Set { field: "status".to_owned(), value: json!(n) }];
    }
    let entry =
        json!({ "step": n % 15, "value": f64::from(n) / 7.0, "unit": "bar", "remark": "压力 normal", "wall_ms": n });
    vec![Write::Add { collection: "answers".to_owned(), id: Id::from_parts(u64::from(n), u128::from(n)), entry }]
}

fn actor(n: u32) -> ActorId {
    ActorId(u128::from(n).to_be_bytes())
}

fn best<T>(what: &str, times: u32, mut work: impl FnMut() -> Result<T>) -> Result<()> {
    best_on(what, times, || (), |()| work())
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch")]
fn best_on<S, T>(
    what: &str,
    times: u32,
    mut subject: impl FnMut() -> S,
    mut work: impl FnMut(&mut S) -> Result<T>,
) -> Result<()> {
    let mut shortest = Duration::MAX;
    for _ in 0..times {
        let mut subject = subject();
        let start = std::time::Instant::now();
        work(&mut subject)?;
        shortest = shortest.min(start.elapsed());
    }
    println!("  {what:20} {:9.3} ms", shortest.as_secs_f64() * 1000.0);
    Ok(())
}
