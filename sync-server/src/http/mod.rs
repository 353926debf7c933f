//! The server over HTTP: what field devices ask, the desk's API, health and figures.

mod api;
mod around;
mod bearer;
mod blobs;
mod compressed;
mod console;
mod contact;
mod fault_page;
mod field;
mod follow_page;
mod form;
mod hints;
mod limits;
mod metrics;
mod openapi;
mod pages;
mod problem;
mod rating_page;
mod report_page;
mod session;
mod sse;

use crate::{
    ServerError,
    map::{MapOptions, Tiles},
    writer::Writer,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware,
    routing::{get, post},
};
use onsite_domain::Id;
use onsite_report::{Engine, Spoken};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit, broadcast, watch};
use utoipa_axum::routes;

pub use problem::Problem;

/// Password hashes computed at the same time.
const HASHING_MAX: usize = 2;
/// Requests for labels that are printed or wait for it.
const PRINTING_MAX: usize = 8;
/// Reports checked at the same time, each up to [`report_page::FILE_BYTES_MAX`] in memory.
const VERIFYING_MAX: usize = 2;
/// Forms with photos that are received at the same time, each up to [`fault_page::BODY_BYTES_MAX`] in memory.
const RECEIVING_MAX: usize = 6;

/// What the server is over HTTP.
#[derive(Clone)]
pub struct AppState {
    pub writer: Writer,
    pub hints: broadcast::Sender<BTreeSet<Id>>,
}

/// From the company's template, as it is kept.
pub type MakeEngine = fn(Option<&[u8]>) -> Box<dyn Engine>;

/// Files of a template by their names, tried; as they are kept.
pub type ReadTemplate = fn(BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, TemplateFault>;
/// A sample with a company's template, as it is kept, and its logo: PDF.
pub type MakeSample = fn(Option<&[u8]>, Option<&[u8]>, Spoken) -> Result<Vec<u8>, String>;

/// What tries a company's pages and shows them: the engine is the program's (`crate::press`), the router knows none.
#[derive(Clone, Copy, Debug)]
pub struct PaperShop {
    pub read: ReadTemplate,
    pub sample: MakeSample,
    /// Our own pages.
    pub source: fn() -> &'static str,
}

/// Why pages are not taken.
#[derive(Clone, Debug, Default)]
pub struct TemplateFault {
    /// `too_large`, `name`, `no_main`, `faults`, `slow`.
    pub code: &'static str,
    /// The paper that they fail on.
    pub paper: Option<&'static str>,
    pub name: Option<String>,
    pub lines: Vec<TemplateFaultLine>,
}

#[derive(Clone, Debug, Default)]
pub struct TemplateFaultLine {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub hint: String,
}

/// How it is served.
#[derive(Clone, Debug)]
pub struct Options {
    /// `Secure` on the session cookie, which browsers send over TLS only. Off for plain HTTP on loopback.
    pub is_cookie_secure: bool,
    /// The last address of `X-Forwarded-For` is the client's; only where a proxy in front writes it.
    pub is_behind_proxy: bool,
    /// Whoever bears it reads `/metrics` from anywhere; without one only this machine does.
    pub metrics_token: Option<String>,
    /// How long a request of the desk may take.
    pub timeout: Duration,
    /// Makes an engine of pages, with the company's own where it has any; without one no pages are made.
    pub engine: Option<MakeEngine>,
    /// What a company's own pages are tried with.
    pub paper: Option<PaperShop>,
    /// Where tiles of maps may come from, and are kept.
    pub map: MapOptions,
    /// Webhooks may lead into private networks, and over plain HTTP.
    pub may_webhooks_reach_private: bool,
    /// Changes when the server is asked to end.
    pub ending: watch::Receiver<()>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            is_cookie_secure: true,
            is_behind_proxy: false,
            metrics_token: None,
            timeout: Duration::from_secs(30),
            engine: None,
            paper: None,
            map: MapOptions::default(),
            may_webhooks_reach_private: false,
            ending: watch::channel(()).1,
        }
    }
}

/// What every handler shares.
#[derive(Clone)]
struct HttpState {
    app: AppState,
    options: Arc<Options>,
    attempts: Arc<limits::Attempts>,
    bearers: Arc<limits::Attempts>,
    metrics: Arc<metrics::Metrics>,
    openapi: Arc<serde_json::Value>,
    hashing: Arc<Semaphore>,
    printing: Arc<Semaphore>,
    queueing: Arc<Semaphore>,
    verifying: Arc<Semaphore>,
    checked: Arc<limits::Attempts>,
    packed: console::Packed,
    /// What customers send on their pages.
    customers: Arc<limits::Attempts>,
    receiving: Arc<Semaphore>,
    /// Of customers' photos, one at a time.
    unpacking: Arc<Semaphore>,
    /// A company's own pages, one at a time.
    trying: Arc<Semaphore>,
    map: Arc<Tiles>,
}

/// A place at the press, given back when it goes.
struct Turn<'a> {
    _place: SemaphorePermit<'a>,
    _press: SemaphorePermit<'a>,
}

impl HttpState {
    /// Labels and pages are printed one at a time; a few wait.
    ///
    /// # Errors
    /// [`ServerError::Unavailable`] where too many do: they come again.
    async fn turn_to_print(&self) -> Result<Turn<'_>, ServerError> {
        let place = self.queueing.try_acquire();
        let busy = |_| ServerError::Unavailable("others are printing; try again in a moment".to_owned());
        let place = place.map_err(busy)?;
        let press = self.printing.acquire().await.map_err(|e| ServerError::broken(e.to_string()))?;
        Ok(Turn { _place: place, _press: press })
    }
}

impl FromRef<HttpState> for AppState {
    fn from_ref(state: &HttpState) -> Self {
        state.app.clone()
    }
}

/// Where a request comes from; empty where that is not known.
#[derive(Clone)]
struct ClientAddress(String);

/// Everything the server answers, as it is served over TLS.
pub fn router(state: AppState) -> Router {
    router_with(state, Options::default())
}

/// [`router`] as it is served otherwise. To limit attempts by address, serve it with
/// `into_make_service_with_connect_info::<SocketAddr>()`.
pub fn router_with(state: AppState, options: Options) -> Router {
    let (desk, description) = desk().split_for_parts();
    let state = HttpState {
        app: state,
        map: Arc::new(Tiles::new(&options.map)),
        options: Arc::new(options),
        attempts: Arc::default(),
        bearers: Arc::default(),
        metrics: Arc::default(),
        openapi: Arc::new(openapi::whole(&description)),
        hashing: Arc::new(Semaphore::new(HASHING_MAX)),
        printing: Arc::new(Semaphore::new(1)),
        queueing: Arc::new(Semaphore::new(PRINTING_MAX)),
        verifying: Arc::new(Semaphore::new(VERIFYING_MAX)),
        checked: Arc::default(),
        packed: Arc::default(),
        customers: Arc::default(),
        receiving: Arc::new(Semaphore::new(RECEIVING_MAX)),
        unpacking: Arc::new(Semaphore::new(1)),
        trying: Arc::new(Semaphore::new(1)),
    };
    let reports = Router::new()
        .route("/v", get(report_page::ask).post(report_page::check))
        .route("/v/{id}", get(report_page::show).post(report_page::check))
        .layer(DefaultBodyLimit::max(report_page::FILE_BYTES_MAX))
        .layer(middleware::from_fn_with_state(state.clone(), around::timeout));
    let ratings = Router::new()
        .route("/r/{link}", get(rating_page::show).post(rating_page::give))
        .layer(DefaultBodyLimit::max(rating_page::BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(state.clone(), around::timeout));
    // These end by themselves (`form.rs`): a phone on a slow line sends its photos for minutes.
    let faults = post(fault_page::report).layer(DefaultBodyLimit::max(fault_page::BODY_BYTES_MAX));
    let additions = post(follow_page::add).layer(DefaultBodyLimit::max(follow_page::BODY_BYTES_MAX));
    let desk = desk.layer(middleware::from_fn_with_state(state.clone(), around::timeout));
    Router::new()
        .merge(desk)
        .route("/v1/openapi.json", get(openapi::json))
        .route("/metrics", get(metrics::get))
        .route("/d/{code}", get(pages::device))
        .route("/D/{code}", get(pages::device))
        .route("/d/{code}/fault", faults.get(fault_page::show))
        .route("/f/{link}", additions.get(follow_page::show))
        .route("/p/{link}", get(follow_page::report))
        .route("/p/{link}/pdf", get(follow_page::report_file))
        .route("/v/root.pub", get(report_page::root_key))
        .route("/v/root.crt", get(report_page::root_certificate))
        .merge(reports)
        .merge(ratings)
        .fallback(console::serve)
        .layer(middleware::from_fn_with_state(state.clone(), around::browsers))
        .layer(middleware::from_fn(compressed::changes_are_secret))
        .layer(compressed::layer())
        // What no browser asks carries no headers for browsers: they would be most of an answer that says "nothing new".
        .merge(field())
        .route("/healthz", get(field::health))
        .method_not_allowed_fallback(problem::wrong_method)
        .layer(middleware::from_fn_with_state(state.clone(), around::every_request))
        .with_state(state)
}

/// The description of the desk's API (OpenAPI 3.1), as `/v1/openapi.json` serves it.
pub fn openapi() -> serde_json::Value {
    openapi::whole(&desk().into_openapi())
}

fn desk() -> utoipa_axum::router::OpenApiRouter<HttpState> {
    let log_in = utoipa_axum::router::OpenApiRouter::new()
        .routes(routes!(session::log_in))
        .layer(DefaultBodyLimit::max(limits::LOG_IN_BYTES_MAX));
    let files = api::files().layer(DefaultBodyLimit::max(api::files::FILE_BYTES_MAX));
    let desk = api::router().layer(DefaultBodyLimit::max(limits::BODY_BYTES_MAX));
    let paper = api::paper_router().layer(DefaultBodyLimit::max(api::paper::BODY_BYTES_MAX));
    openapi::described().merge(desk).merge(files).merge(paper).merge(api::import_router()).merge(log_in)
}

fn field() -> Router<HttpState> {
    let sync = Router::new()
        .route(onsite_wire::PATH_SYNC, post(field::sync))
        .layer(DefaultBodyLimit::max(onsite_wire::limit::REQUEST_PACKED_BYTES_MAX));
    let enrol = Router::new()
        .route(onsite_wire::PATH_ENROL, post(field::enrol))
        .layer(DefaultBodyLimit::max(onsite_wire::limit::SMALL_BYTES_MAX));
    let blobs = Router::new()
        .route("/v1/blobs/{hash}", get(blobs::get).head(blobs::head).patch(blobs::patch))
        .layer(DefaultBodyLimit::max(usize::try_from(onsite_wire::blob::CHUNK_BYTES_MAX).unwrap_or(usize::MAX)));
    Router::new().merge(sync).merge(enrol).merge(blobs).route("/v1/hints", get(hints::stream))
}
