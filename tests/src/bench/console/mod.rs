//! The office's console at size: a company is made at two sizes, and everything that screens ask is asked of both, so that one
//! sees what a question costs and how that grows.

mod asking;
mod company;
mod field;
mod questions;
mod screens;

use super::report::Row;
use anyhow::Context as _;
use asking::{Server, Taken};
use company::Size;
use std::path::Path;

/// What a list, a search, a detail may take at the server.
const ANSWER_MS_MAX: f64 = 100.0;

/// Measures the companies of these sizes in `directory`, the largest last; makes those that are not there.
pub async fn run(directory: &Path, sizes: &[usize], only: Option<&str>) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut measured: Vec<(usize, Vec<Taken>)> = Vec::new();
    let mut last = None;
    for orders in sizes {
        let folder = directory.join(orders.to_string());
        let size = Size::of(*orders);
        eprintln!("the company with {orders} orders, {} engineers: {}", size.engineers, folder.display());
        let company = company::open_or_make(&folder, size)?;
        rows.push(Row::plain(format!("making a company with {orders} orders"), company.made_in_s, "s"));
        let server = Server::open(&folder)?;
        let now_ms = server.writer.write(|store| Ok(store.now_ms())).await?;
        measured.push((*orders, asking::ask_all(&server, &company, now_ms, only).await?));
        last = Some((server, company));
    }
    if only.is_none() {
        let (server, company) = last.context("no size")?;
        rows.push(field::heard(&server, &company).await?);
        rows.extend(screens::run(&server, &company).await?);
    }
    let (orders, largest) = measured.last().context("no size")?;
    for (place, taken) in largest.iter().enumerate() {
        let small = measured.first().filter(|(smaller, _)| smaller < orders);
        let times = small.and_then(|(smaller, all)| {
            let ratio = taken.median_ms / all.get(place)?.median_ms.max(0.001);
            Some(format!(", {ratio:.1} × that of {smaller}"))
        });
        let name = format!(
            "{}: worst {:.0} ms, {} kB{}",
            taken.name,
            taken.worst_ms,
            taken.bytes.div_ceil(1_000),
            times.unwrap_or_default()
        );
        rows.push(Row::at_most(name, taken.median_ms, "ms", ANSWER_MS_MAX));
    }
    Ok(rows)
}
