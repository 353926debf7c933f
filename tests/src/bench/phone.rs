//! A phone with a history: opening, asking, editing. Runs as a process of its own, so that its memory is its own.

use super::{median_ms, ms, now, office, report::Row, timed};
use anyhow::Context as _;
use onsite_core::App;
use onsite_domain::{Id, note::Note};
use std::path::Path;
use std::time::Duration;

const QUERIES: usize = 50;
const EDITS: usize = 100;

/// Measures the phone in `directory`; `visit` and `serial` are of one of its jobs.
pub fn run(directory: &Path, visit: Id, serial: &str) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    let started = now();
    let mut app = office::open_phone(directory)?;
    app.visit_detail(visit)?;
    rows.push(Row::at_most("open to first query", ms(started.elapsed()), "ms", 150.0));
    let now = jiff::Timestamp::from_millisecond(app.ports().clock.stamp().wall_ms)?;
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    rows.push(query("job list of a day", || app.job_list(Some((today, "UTC"))).map(|jobs| jobs.len()))?);
    rows.push(query("visit detail", || app.visit_detail(visit).map(|_| 1))?);
    rows.push(query("device by serial", || app.devices_by_serial(serial).map(|found| found.len()))?);
    for (name, words) in
        [("search, two Chinese characters", "漏水"), ("search, an English word", "seal"), ("search, a serial", serial)]
    {
        rows.push(query(name, || app.search(words, None, 20).map(|hits| hits.len()))?);
    }
    let durable = edits(&mut app, visit)?;
    rows.push(Row::plain("edit, durable", durable, "ms"));
    app.database().pragma_update(None, "synchronous", "OFF")?;
    let without = edits(&mut app, visit)?;
    rows.push(Row::at_most("edit without the disk's sync", without, "ms", 5.0));
    rows.push(Row::at_most("resident memory", resident_mb()?, "MB", 120.0));
    Ok(rows)
}

fn query<E: std::error::Error + Send + Sync + 'static>(
    name: &str,
    ask: impl Fn() -> Result<usize, E>,
) -> anyhow::Result<Row> {
    let mut samples = Vec::with_capacity(QUERIES);
    let mut found = 0;
    for _ in 0..QUERIES {
        let (answer, taken) = timed(&ask);
        found = answer?;
        samples.push(taken);
    }
    anyhow::ensure!(found > 0, "{name} found nothing");
    Ok(Row::at_most(format!("{name} ({found} found)"), median_ms(&mut samples), "ms", 10.0))
}

fn edits(app: &mut App, visit: Id) -> anyhow::Result<f64> {
    let mut samples: Vec<Duration> = Vec::with_capacity(EDITS);
    for number in 0..EDITS {
        let note = Note { text: format!("换了密封圈，第 {number} 次"), ..Note::default() };
        let (done, taken) = timed(|| app.write_note(visit, note));
        done?;
        samples.push(taken);
    }
    Ok(median_ms(&mut samples))
}

fn resident_mb() -> anyhow::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kb: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kb / 1024.0)
}
