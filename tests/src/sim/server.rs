//! The simulated server: the real router and the real store on a disk that fails.

use super::ports::{SimClock, SimRandom};
use crate::vfs::{DiskImage, SimDisk, VFS_NAME};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response},
};
use onsite_core::sync::{HttpRequest, Input};
use onsite_domain::{Word, document::DocumentKind, document_kind};
use onsite_server::{ServerError, ServerKeys, ServerStore, StoreOptions, Writer, http};
use onsite_wire::{
    MEDIA_TYPE,
    blob::OFFSET,
    request::{COUNTER, HEADER},
};
use std::path::Path;
use std::sync::OnceLock;
use tower::ServiceExt as _;

/// Every fleet's server has the keys of the same company, so that all can begin from one prepared image.
const KEYS_SEED: u64 = 0x6b65_7973;

/// A register of visits that an older server does not know.
pub const NEW_FIELD: &str = "route_position";

pub struct SimServer {
    pub disk: SimDisk,
    pub clock: SimClock,
    /// It does not know yet all that the phones write.
    pub is_older: bool,
    /// Apps of an older schema get nothing new.
    pub schema_oldest: u32,
    random: SimRandom,
    runtime: tokio::runtime::Runtime,
    running: Option<Running>,
}

struct Running {
    writer: Writer,
    router: Router,
}

impl SimServer {
    /// A stopped server on a disk with that content.
    ///
    /// # Errors
    /// When the VFS or the runtime cannot be made.
    pub fn new(seed: u64, image: &DiskImage, clock: SimClock) -> anyhow::Result<Self> {
        Ok(Self {
            disk: SimDisk::from_image("server", seed, image)?,
            clock,
            is_older: false,
            schema_oldest: 0,
            random: SimRandom::new(seed),
            runtime: tokio::runtime::Builder::new_current_thread().enable_time().build()?,
            running: None,
        })
    }

    /// The store itself, for set-up and checks; nothing serves meanwhile.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub fn open_store(&self) -> Result<ServerStore, ServerError> {
        let mut fixed = SimRandom::new(KEYS_SEED).ports(&SimClock::new(0, 0));
        let (keys, _root) = ServerKeys::generate(&mut fixed)?;
        let directory = self.disk.path("");
        let mut store = ServerStore::open(StoreOptions {
            directory: Path::new(&directory),
            keys,
            ports: self.random.ports(&self.clock),
            vfs: Some(VFS_NAME),
        })?;
        store.serve_from(self.schema_oldest);
        if self.is_older {
            store.know_documents_by(older_kind);
        }
        Ok(store)
    }

    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// # Errors
    /// When the database cannot be opened.
    pub fn start(&mut self) -> Result<(), ServerError> {
        let store = self.open_store()?;
        let hints = store.hints();
        let writer = Writer::start(store)?;
        let router = http::router(http::AppState { writer: writer.clone(), hints });
        self.running = Some(Running { writer, router });
        Ok(())
    }

    /// The process dies: whatever is open on the disk is worthless from here on.
    pub fn kill(&mut self) {
        self.disk.kill_process();
        self.running = None;
    }

    /// One job of the office, in a transaction of its own.
    ///
    /// # Errors
    /// The job's error, or that the server does not run.
    pub fn office<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut ServerStore) -> Result<T, ServerError> + Send + 'static,
    ) -> Result<T, ServerError> {
        let Some(running) = &self.running else { return Err(ServerError::Unavailable("the server is off".to_owned())) };
        self.runtime.block_on(running.writer.write(job))
    }

    /// What runs by the clock: documents that have ended are packed. The number of them.
    ///
    /// # Errors
    /// That they cannot be packed now, or that the server does not run.
    pub fn pack_closed(&self) -> Result<u64, ServerError> {
        let Some(running) = &self.running else { return Err(ServerError::Unavailable("the server is off".to_owned())) };
        self.runtime.block_on(onsite_server::packing::pack_closed(&running.writer))
    }

    /// Carries a request through the router.
    pub fn answer(&self, request: &HttpRequest) -> Input {
        let mut builder =
            Request::builder().method(request.method).uri(&request.path).header(HEADER, &request.signature);
        if request.headers.iter().all(|(name, _)| *name != "content-type") && !request.body.is_empty() {
            builder = builder.header("content-type", MEDIA_TYPE);
        }
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let Ok(http_request) = builder.body(Body::from(request.body.clone())) else { return Input::Failed };
        let Some(response) = self.ask(http_request) else { return Input::Failed };
        let status = response.status().as_u16();
        let number = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()?.parse().ok());
        let (offset, counter) = (number(OFFSET), number(COUNTER));
        Input::Answered { status, offset, counter, body: response.into_body() }
    }

    /// Any request to the router, answered whole; `None` while the server is off.
    pub fn ask(&self, request: Request<Body>) -> Option<Response<Vec<u8>>> {
        let router = self.running.as_ref()?.router.clone();
        self.runtime.block_on(async move {
            let Ok(response) = router.oneshot(request).await;
            let (parts, body) = response.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.ok()?;
            Some(Response::from_parts(parts, bytes.to_vec()))
        })
    }
}

/// The kinds of documents before visits had a place in the route.
fn older_kind(word: Word) -> Option<&'static DocumentKind> {
    static VISIT: OnceLock<DocumentKind> = OnceLock::new();
    let kind = document_kind::of(word)?;
    if word != Word::Visit {
        return Some(kind);
    }
    Some(VISIT.get_or_init(|| {
        let fields: Vec<&'static str> = kind.fields.iter().copied().filter(|field| *field != NEW_FIELD).collect();
        DocumentKind {
            word,
            schema: kind.schema.saturating_sub(1),
            fields: fields.leak(),
            collections: kind.collections,
        }
    }))
}
