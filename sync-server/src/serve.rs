//! Serving: a listener, the writer, what runs by the clock, and an orderly end.

use crate::{
    ServerError, ServerStore, Writer, backup,
    http::{self, AppState, MakeEngine, PaperShop},
    maintenance,
    map::MapOptions,
    packing, setup, tls, watch,
    webhook::courier::Courier,
};
use axum::Router;
use std::io::Write as _;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::task::JoinHandle;

/// Windows of time move: what field devices hold is looked at again this often.
const SCOPES_EVERY: Duration = Duration::from_secs(3600);
/// How soon field devices hear of what another process wrote.
const OTHERS_EVERY: Duration = Duration::from_secs(5);
/// What has ended is packed this often; what opens again meanwhile costs nothing.
const PACKING_EVERY: Duration = Duration::from_secs(3600);
/// What stands still is looked for this often.
const WATCH_EVERY: Duration = Duration::from_secs(60);
/// Maintenance that is due becomes orders.
const MAINTENANCE_EVERY: Duration = Duration::from_secs(3600);
/// Threads that answer questions of the desk beside the writer.
const READERS: usize = 4;
/// How long requests that are under way may take when the server ends.
const GRACE: Duration = Duration::from_secs(10);
/// Where the address is written that the command line puts into enrolment links.
pub const ADDRESS_FILE: &str = "address";
/// Tiles of maps that were fetched; worth nothing in a backup.
const TILES_FILE: &str = "map-tiles.sqlite3";

#[derive(Clone, Debug)]
pub struct ServeOptions {
    pub directory: PathBuf,
    pub listen: SocketAddr,
    /// Certificate chain and key, PEM.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Enrolment links name the certificate's key, and field devices enrolled with them take no other.
    pub is_tls_pinned: bool,
    /// "There is a proxy with TLS in front, or the network is trusted", said in so many words.
    pub is_plain_http_wanted: bool,
    /// Lets its bearer read `/metrics` from elsewhere.
    pub metrics_token: Option<String>,
    /// Webhooks may lead into private networks, and over plain HTTP.
    pub may_webhooks_reach_private: bool,
    pub engine: MakeEngine,
    pub paper: PaperShop,
    /// A file of raster tiles for the map, in the MBTiles form.
    pub map_tiles: Option<PathBuf>,
    /// A source of tiles may lead into private networks, and over plain HTTP.
    pub may_map_reach_private: bool,
}

/// Serves until it is asked to stop (SIGTERM, ctrl-c). Prints one line to standard output when it is ready:
/// `listening on http://127.0.0.1:PORT`.
///
/// # Errors
/// [`ServerError::Unavailable`] for an address that may not be served without TLS, or that is taken.
pub async fn serve(options: ServeOptions) -> Result<(), ServerError> {
    if options.tls.is_none() && !is_loopback(options.listen.ip()) && !options.is_plain_http_wanted {
        return Err(ServerError::Unavailable(format!(
            "{} can be reached from elsewhere: give --tls-cert and --tls-key, or say --plain-http-behind-proxy-or-on-trusted-network",
            options.listen
        )));
    }
    let _lock = backup::lock(&options.directory)?;
    let mut store = setup::open(&options.directory)?;
    let unusable = |e: tls::TlsError| ServerError::Unavailable(e.to_string());
    let pin = match &options.tls {
        Some((certificate, _)) if options.is_tls_pinned => Some(tls::pin(certificate).map_err(unusable)?),
        _ => None,
    };
    store.run(|store| store.set_tls_pin(pin))?;
    let (end, ending) = tokio::sync::watch::channel(());
    let served_as = http::Options {
        // Browsers keep a `Secure` cookie over plain HTTP from nowhere; only on this machine is that harmless.
        is_cookie_secure: options.tls.is_some() || !is_loopback(options.listen.ip()),
        is_behind_proxy: options.tls.is_none() && options.is_plain_http_wanted,
        metrics_token: options.metrics_token.clone(),
        may_webhooks_reach_private: options.may_webhooks_reach_private,
        engine: Some(options.engine),
        paper: Some(options.paper),
        map: MapOptions {
            file: options.map_tiles.clone(),
            may_reach_private: options.may_map_reach_private,
            ..MapOptions::default()
        },
        ending,
        ..http::Options::default()
    };
    let failed = |e: std::io::Error| ServerError::Unavailable(format!("{}: {e}", options.listen));
    let listener = TcpListener::bind(options.listen).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let mut running = Running::start(store, &options.directory, served_as)?;
    running.go_by_the_clock();
    let handle = axum_server::Handle::new();
    let stopping = tokio::spawn({
        let handle = handle.clone();
        async move {
            asked_to_stop().await;
            tracing::info!("stopping");
            // Nobody may be listening.
            let _ = end.send(());
            handle.graceful_shutdown(Some(GRACE));
        }
    });
    let scheme = if options.tls.is_some() { "https" } else { "http" };
    let service = running.router().into_make_service_with_connect_info::<SocketAddr>();
    announce(&options.directory, &format!("{scheme}://{address}"));
    let served = match &options.tls {
        Some((certificate, key)) => {
            let config = tls::config(certificate, key).map_err(unusable)?;
            axum_server::from_tcp_rustls(listener, config).map_err(failed)?.handle(handle).serve(service).await
        }
        None => axum_server::from_tcp(listener).map_err(failed)?.handle(handle).serve(service).await,
    };
    stopping.abort();
    served.map_err(failed)
}

/// A server at work: what it answers with, and what it does unasked until this is dropped. Who listens, and where, is the
/// program's: `onsite-server` and the demonstration start the same.
pub struct Running {
    writer: Writer,
    router: Router,
    unasked: Vec<JoinHandle<()>>,
}

impl Running {
    /// With threads that answer questions beside the writer, and the courier of webhooks. Maps keep the tiles of others in the
    /// directory. In a runtime of tokio.
    ///
    /// # Errors
    /// Where the directory holds no server, or there can be no thread.
    pub fn start(store: ServerStore, directory: &Path, mut options: http::Options) -> Result<Self, ServerError> {
        options.map.cache = Some(directory.join(TILES_FILE));
        let hints = store.hints();
        let readers = (0..READERS).map(|_| setup::open(directory)).collect::<Result<_, _>>()?;
        let writer = Writer::start(store)?.with_readers(readers)?;
        let courier = Courier::new(writer.clone(), options.may_webhooks_reach_private)?;
        let router = http::router_with(AppState { writer: writer.clone(), hints }, options);
        Ok(Self { writer, router, unasked: vec![tokio::spawn(courier.run())] })
    }

    pub fn writer(&self) -> &Writer {
        &self.writer
    }

    /// To be served with `into_make_service_with_connect_info::<SocketAddr>()`.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// From now on what stands still is noticed, maintenance that is due becomes orders, and what has ended is packed.
    pub fn go_by_the_clock(&mut self) {
        self.unasked.push(tokio::spawn(run_by_the_clock(self.writer.clone())));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.unasked.iter().for_each(JoinHandle::abort);
    }
}

/// The one line that says it is ready.
fn announce(directory: &Path, url: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody reads standard output of a service; it serves all the same.
    let _ = writeln!(out, "listening on {url}").and_then(|()| out.flush());
    keep_address(directory, url);
}

/// Keeps the address for the command line, which needs it for enrolment links.
pub fn keep_address(directory: &Path, url: &str) {
    let path = directory.join(ADDRESS_FILE);
    if let Err(error) = std::fs::write(&path, url) {
        tracing::warn!(%error, "the address was not written; enrolment links need --url");
    }
}

async fn run_by_the_clock(writer: Writer) {
    let mut scopes = tokio::time::interval(SCOPES_EVERY);
    let mut others = tokio::time::interval(OTHERS_EVERY);
    let mut closed = tokio::time::interval(PACKING_EVERY);
    let mut watched = tokio::time::interval(WATCH_EVERY);
    let mut maintained = tokio::time::interval(MAINTENANCE_EVERY);
    loop {
        let result = tokio::select! {
            _ = scopes.tick() => writer.write(|store| store.update_all_scopes()).await,
            // Beginning a transaction looks for what other processes wrote, and hints.
            _ = others.tick() => writer.write(|_| Ok(())).await,
            _ = watched.tick() => watch::run(&writer).await,
            _ = maintained.tick() => maintenance::run(&writer).await,
            _ = closed.tick() => packing::pack_closed(&writer).await.map(|packed| tracing::info!(packed, "documents that have ended")),
        };
        if let Err(error) = result {
            tracing::warn!(%error, "what runs by the clock failed; it is tried again");
        }
    }
}

async fn asked_to_stop() {
    #[cfg(unix)]
    {
        let mut terminated = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(terminated) => terminated,
            Err(error) => {
                tracing::warn!(%error, "SIGTERM is not heard");
                return std::future::pending().await;
            }
        };
        tokio::select! {
            _ = terminated.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
