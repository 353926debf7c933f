//! What stands before a server in many companies: an HTTP gateway that hands requests on, and may not like streams.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    response::Response,
};
use onsite_core::sync::watch::PATH_HINTS;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::runtime::Runtime;

/// Hands everything on, except that it refuses so many streams first.
pub(crate) struct Gateway {
    pub(crate) address: SocketAddr,
    _runtime: Runtime,
}

#[derive(Clone)]
struct Before {
    server: SocketAddr,
    client: reqwest::Client,
    streams_to_refuse: Arc<AtomicU32>,
}

impl Gateway {
    pub(crate) fn open(server: SocketAddr, streams_to_refuse: u32) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let client = onsite_core::sync::runner::client(None).unwrap();
        let before = Before { server, client, streams_to_refuse: Arc::new(AtomicU32::new(streams_to_refuse)) };
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(hand_on).with_state(before);
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { address, _runtime: runtime }
    }
}

async fn hand_on(State(before): State<Before>, request: Request) -> Response {
    let answer = |status: u16, body: Body| Response::builder().status(status).body(body).unwrap();
    let (parts, body) = request.into_parts();
    let less = |left: u32| left.checked_sub(1);
    if parts.uri.path() == PATH_HINTS
        && before.streams_to_refuse.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok()
    {
        return answer(503, Body::from("no streams here"));
    }
    let body: Bytes = axum::body::to_bytes(body, 1 << 24).await.unwrap();
    let asked = before.client.request(parts.method, format!("http://{}{}", before.server, parts.uri));
    match asked.headers(parts.headers).body(body).send().await {
        Ok(response) => {
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let mut answer = answer(status, Body::from_stream(response.bytes_stream()));
            *answer.headers_mut() = headers;
            answer
        }
        Err(_) => answer(502, Body::empty()),
    }
}
