//! The console in a browser, before the server of this process. The script beside the tests of the screens drives it; here the
//! server is served, and an engineer's phone presses when the script asks for it.

use super::super::report::Row;
use super::{
    asking::Server,
    company::Company,
    field::{PRESSES, Phone, not_begun},
};
use anyhow::{Context as _, ensure};
use axum::{Router, extract::State, http::StatusCode, routing::post};
use onsite_domain::{Id, press::Press};
use serde_json::json;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Mutex;

/// An engineer who presses at one visit when asked to.
struct Engineer {
    server: Server,
    phone: Phone,
    visit: Id,
    left: Vec<Press>,
}

/// Serves the company on the loopback and lets the script measure it. Needs Chromium and the built console.
pub(super) async fn run(server: &Server, company: &Company) -> anyhow::Result<Vec<Row>> {
    let (order, visit, engineer) = not_begun(server, company).await?;
    let scratch = tempfile::tempdir()?;
    let phone = Phone::enrol(server, scratch.path(), engineer).await?;
    let engineer = Engineer { server: server.clone(), phone, visit, left: PRESSES.into_iter().rev().collect() };
    let pressing = Router::new().route("/bench/press", post(press)).with_state(Arc::new(Mutex::new(engineer)));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let router = server.router.clone().merge(pressing).into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let told = json!({ "server": format!("http://{address}"), "order": order, "presses": PRESSES.len() });
    let measured = tokio::process::Command::new("node")
        .arg("measure_console.js")
        .arg(told.to_string())
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("screens"))
        .output()
        .await
        .context("starting node")?;
    serving.abort();
    let told = String::from_utf8_lossy(&measured.stderr);
    ensure!(measured.status.success(), "measure_console.js ended with {}: {told}", measured.status);
    serde_json::from_slice(&measured.stdout).context("the rows of measure_console.js")
}

/// The next press of the engineer; answered when the server has answered the sync.
async fn press(State(engineer): State<Arc<Mutex<Engineer>>>) -> Result<String, StatusCode> {
    let mut engineer = engineer.lock().await;
    let Engineer { server, phone, visit, left } = &mut *engineer;
    let press = left.pop().ok_or(StatusCode::GONE)?;
    phone.press(server, *visit, press).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(press.to_string())
}
