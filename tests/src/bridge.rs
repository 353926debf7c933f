//! The screens in a browser against the real core: for tests and for whoever works on the screens. The same frames that the
//! window carries go over HTTP on the loopback; nothing but tests opens this.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use onsite_core::key_store::FileKeyStore;
use onsite_domain::Language;
use onsite_door::{Door, DoorOptions, Environment, frame};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Pictures of a phone's camera are smaller.
const FRAME_BYTES_MAX: usize = 64 << 20;

/// One phone's door, with the screens before it.
pub struct Bridge {
    pub address: SocketAddr,
    pub door: Arc<Door>,
}

#[derive(Clone)]
struct Served {
    door: Arc<Door>,
    screens: Arc<PathBuf>,
}

impl Bridge {
    /// Opens the store in a folder and serves it, with the built screens, on the loopback; 0 takes any port.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn start(folder: &Path, screens: &Path, port: u16, language: Language) -> anyhow::Result<Self> {
        let keys = folder.join("keys");
        let door = Door::open(DoorOptions {
            directory: folder.to_owned(),
            key_stores: Box::new(move || Box::new(FileKeyStore::new(keys.clone()))),
            environment: Environment { platform: "linux".to_owned(), device_name: "bridge".to_owned(), language },
        });
        tokio::spawn(Arc::clone(&door).keep_in_sync());
        let served = Served { door: Arc::clone(&door), screens: Arc::new(screens.to_owned()) };
        let router = Router::new()
            .route("/door", post(call))
            .route("/changes", get(changes))
            .fallback(screen)
            .layer(axum::extract::DefaultBodyLimit::max(FRAME_BYTES_MAX))
            .with_state(served);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, door })
    }
}

async fn call(State(served): State<Served>, body: Bytes) -> Response {
    frame::answer(&served.door, &body).await.into_response()
}

async fn changes(State(served): State<Served>) -> Response {
    use axum::response::sse::{Event, KeepAlive, Sse};
    let heard = served.door.changes();
    let stream = tokio_stream::wrappers::BroadcastStream::new(heard);
    let events = tokio_stream::StreamExt::map(stream, |topics| {
        let topics = topics.unwrap_or_else(|_lagged| vec!["*".to_owned()]);
        Ok::<_, Infallible>(Event::default().json_data(topics).unwrap_or_default())
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

async fn screen(State(served): State<Served>, uri: axum::http::Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    if path.split('/').any(|part| part == "..") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let kind = match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript",
        "css" => "text/css",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    };
    match tokio::fs::read(served.screens.join(path)).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
