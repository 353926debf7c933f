//! A new phone's first sync, over loopback, with both ends on this machine.

use super::{
    ms, now,
    office::{Job, Office},
    report::Row,
};
use onsite_core::sync::{SyncResult, runner};
use std::net::Ipv4Addr;
use std::path::Path;

/// Documents of each size, each with ten changes; the phone of the last is left at `directory/phone` with its jobs.
pub async fn run(directory: &Path, sizes: &[usize], rows: &mut Vec<Row>) -> anyhow::Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for size in sizes {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let mut office = Office::open(&directory.join(format!("office-{size}")))?;
        let engineer = office.engineer("li")?;
        jobs = office.jobs(engineer, size / 3, 10)?;
        let phone = directory.join("phone");
        if phone.exists() {
            std::fs::remove_dir_all(&phone)?;
        }
        let mut app = office.phone(engineer, &phone, &url)?;
        let serving = office.serve()?;
        let router = serving.router.clone();
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let client = runner::client(None)?;
        let started = now();
        let report = runner::run(&mut app, &client).await?;
        let taken = started.elapsed();
        server.abort();
        anyhow::ensure!(report.result == SyncResult::Complete, "{report:?}");
        let documents = f64::from(u32::try_from(jobs.len().saturating_mul(3))?);
        rows.push(Row::at_most(
            format!("first sync of {size} documents"),
            taken.as_secs_f64(),
            "s",
            if *size >= 5000 { 10.0 } else { 1.0 },
        ));
        rows.push(Row::plain(format!("… per document, of {size}"), ms(taken) / documents, "ms"));
    }
    Ok(jobs)
}
