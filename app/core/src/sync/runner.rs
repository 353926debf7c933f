//! The thin part of sync that does I/O: it carries requests to the server and answers back.

use super::{HttpRequest, Input, Output, Report, Sync, pinned};
use crate::{AppError, Lease};
use onsite_domain::id::Hash;
use onsite_wire::{
    MEDIA_TYPE,
    blob::OFFSET,
    limit,
    request::{COUNTER, HEADER},
};
use std::time::Duration;

/// A connection attempt that takes longer is no connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// An answer that stalls for longer will not come.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// A client that is kept, so that a second sync reuses its connection. With a pin (of the invite, of the identity) it takes
/// a TLS certificate with that public key and no other; without one, those that the system trusts.
pub fn client(tls_pin: Option<Hash>) -> Result<reqwest::Client, AppError> {
    // Fails only when one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let no_client = |e: &dyn std::fmt::Display| AppError::Unavailable(format!("no HTTP client: {e}"));
    let mut builder = reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .tcp_nodelay(true);
    if let Some(pin) = tls_pin {
        builder = builder.tls_backend_preconfigured(pinned::config(pin).map_err(|e| no_client(&e))?);
    }
    builder.build().map_err(|e| no_client(&e))
}

/// Runs one sync to its end; the store is free for others while the network is waited for. Whatever happens to the
/// connection, the report says how far it came.
pub async fn run(app: &mut impl Lease, client: &reqwest::Client) -> Result<Report, AppError> {
    let mut sync = Sync::default();
    // Kept here: a field device that wipes itself tells the server afterwards.
    let (server_url, mut output) = app.with(|app| {
        let server_url = app.identity()?.server_url.trim_end_matches('/').to_owned();
        Ok::<_, AppError>((server_url, sync.step(app, Input::Start)?))
    })?;
    loop {
        let input = match output {
            Output::Done(report) => return Ok(report),
            Output::Send(request) => send(&server_url, client, request).await,
        };
        output = app.with(|app| sync.step(app, input))?;
    }
}

async fn send(server_url: &str, client: &reqwest::Client, request: HttpRequest) -> Input {
    let url = format!("{server_url}{}", request.path);
    let method = match request.method {
        "HEAD" => reqwest::Method::HEAD,
        "PATCH" => reqwest::Method::PATCH,
        "GET" => reqwest::Method::GET,
        _ => reqwest::Method::POST,
    };
    let mut builder = client.request(method, url).header(HEADER, request.signature);
    if request.headers.iter().all(|(name, _)| *name != "content-type") && !request.body.is_empty() {
        builder = builder.header("content-type", MEDIA_TYPE);
    }
    for (name, value) in request.headers {
        builder = builder.header(name, value);
    }
    let response = match builder.body(request.body).send().await {
        Ok(response) => response,
        Err(error) => {
            tracing::info!(?error, "no answer");
            return Input::Failed;
        }
    };
    let status = response.status().as_u16();
    let number = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()?.parse().ok());
    let (offset, counter) = (number(OFFSET), number(COUNTER));
    match bounded_body(response).await {
        Some(body) => Input::Answered { status, offset, counter, body },
        None => Input::Failed,
    }
}

async fn bounded_body(mut response: reqwest::Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.ok()? {
        if body.len().saturating_add(part.len()) > limit::RESPONSE_BYTES_MAX {
            return None;
        }
        body.extend_from_slice(&part);
    }
    Some(body)
}
