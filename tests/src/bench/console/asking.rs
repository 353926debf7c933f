//! People at desks who ask the server in this process, without a network between.

use super::super::{median_ms, ms, now};
use super::{company::Company, questions};
use anyhow::Context as _;
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{Request, StatusCode, header},
};
use onsite_server::{
    ServerStore, Writer,
    http::{AppState, Options, router_with},
    setup,
};
use std::collections::BTreeMap;
use std::path::Path;
use tower::ServiceExt as _;

/// How often each question is asked. The first time is among them.
const TIMES: usize = 9;
/// Threads that answer, as a server has them.
const READERS: usize = 4;

/// The server of a folder.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) router: Router,
    pub(super) writer: Writer,
}

impl Server {
    pub(super) fn open(directory: &Path) -> anyhow::Result<Self> {
        let store = setup::open(directory)?;
        let hints = store.hints();
        let readers = (0..READERS).map(|_| setup::open(directory)).collect::<Result<Vec<ServerStore>, _>>()?;
        let writer = Writer::start(store)?.with_readers(readers)?;
        // Plain HTTP on the loopback: browsers keep no `Secure` cookie there.
        let options = Options { is_cookie_secure: false, ..Options::default() };
        let router = router_with(AppState { writer: writer.clone(), hints }, options);
        Ok(Self { router, writer })
    }

    async fn send(&self, request: Request<Body>) -> anyhow::Result<(StatusCode, header::HeaderMap, Bytes)> {
        let (head, body) = self.router.clone().oneshot(request).await?.into_parts();
        Ok((head.status, head.headers, to_bytes(body, usize::MAX).await?))
    }

    /// Signs somebody of the demonstration company in; gives the cookie.
    pub(super) async fn sign_in(&self, login: &str) -> anyhow::Result<String> {
        let body = serde_json::json!({ "login": login, "password": format!("{login}-demo-only") }).to_string();
        let request = Request::post("/v1/session").header(header::CONTENT_TYPE, "application/json");
        let (status, headers, _) = self.send(request.body(Body::from(body))?).await?;
        anyhow::ensure!(status == StatusCode::OK, "{login} is not let in: {status}");
        let cookie = headers.get(header::SET_COOKIE).context("a cookie")?.to_str()?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }
}

/// How long one question takes.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) name: &'static str,
    pub(super) median_ms: f64,
    pub(super) worst_ms: f64,
    pub(super) bytes: usize,
}

/// Asks everything that screens ask.
pub(super) async fn ask_all(
    server: &Server,
    company: &Company,
    now_ms: i64,
    only: Option<&str>,
) -> anyhow::Result<Vec<Taken>> {
    let mut cookies: BTreeMap<&str, String> = BTreeMap::new();
    let mut all = Vec::new();
    let wanted = |name: &str| only.is_none_or(|only| name.contains(only));
    for question in questions::of(company, now_ms).into_iter().filter(|question| wanted(question.name)) {
        if !cookies.contains_key(question.login) {
            cookies.insert(question.login, server.sign_in(question.login).await?);
        }
        let cookie = cookies.get(question.login).context("a cookie")?;
        let uri = written(&question.path);
        let (mut samples, mut bytes) = (Vec::with_capacity(TIMES), 0);
        for _ in 0..TIMES {
            let request = Request::get(&uri).header(header::COOKIE, cookie).body(Body::empty())?;
            let started = now();
            let (status, _, body) = server.send(request).await?;
            samples.push(started.elapsed());
            bytes = body.len();
            anyhow::ensure!(
                status == StatusCode::OK,
                "{}: {status} {} {}",
                question.name,
                question.path,
                String::from_utf8_lossy(&body)
            );
        }
        let worst_ms = samples.iter().max().copied().map(ms).unwrap_or_default();
        all.push(Taken { name: question.name, median_ms: median_ms(&mut samples), worst_ms, bytes });
    }
    Ok(all)
}

/// An address with everything that is no ASCII, and blanks, written as bytes.
fn written(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_graphic() {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}
