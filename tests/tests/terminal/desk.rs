//! The desk as a browser or an integration meets it: the server's API over HTTP, signed in.

use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::runtime::Runtime;

pub(crate) struct Desk {
    runtime: Runtime,
    client: reqwest::Client,
    url: String,
    cookie: String,
    csrf: String,
}

impl Desk {
    pub(crate) fn log_in(address: SocketAddr, login: &str, password: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = onsite_core::sync::runner::client(None).unwrap();
        let mut desk =
            Self { runtime, client, url: format!("http://{address}"), cookie: String::new(), csrf: String::new() };
        let (cookie, session) =
            desk.send("POST", "session", None, Some(&json!({"login": login, "password": password})));
        desk.cookie = cookie.unwrap();
        desk.csrf = session["csrf"].as_str().unwrap().to_owned();
        desk
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Value {
        self.send("GET", path, None, None).1
    }

    /// A file below `/v1`.
    #[track_caller]
    pub(crate) fn bytes(&self, path: &str) -> Vec<u8> {
        let request = self.client.get(format!("{}/v1/{path}", self.url)).header("cookie", &self.cookie);
        let (status, bytes) = self.runtime.block_on(async {
            let response = request.send().await.unwrap();
            (response.status(), response.bytes().await.unwrap().to_vec())
        });
        assert!(status.is_success(), "GET {path}: {status}");
        bytes
    }

    #[track_caller]
    pub(crate) fn post(&self, path: &str, body: &Value) -> Value {
        self.send("POST", path, None, Some(body)).1
    }

    /// Writes a record over the version that was seen, or its first.
    #[track_caller]
    pub(crate) fn put(&self, path: &str, seen: Option<&str>, body: &Value) -> Value {
        self.send("PUT", path, seen, Some(body)).1
    }

    /// Asks below `/v1`; gives the session cookie, where one was set, and the body. It must succeed.
    #[track_caller]
    fn send(&self, method: &str, path: &str, seen: Option<&str>, body: Option<&Value>) -> (Option<String>, Value) {
        let request = self.client.request(method.parse().unwrap(), format!("{}/v1/{path}", self.url));
        let mut request = request.header("cookie", &self.cookie).header("x-csrf", &self.csrf);
        if let Some(etag) = seen {
            request = request.header("if-match", etag);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let (status, cookie, text) = self.runtime.block_on(async {
            let response = request.send().await.unwrap();
            let cookie = response.headers().get("set-cookie").map(|cookie| cookie.to_str().unwrap().to_owned());
            (response.status(), cookie, response.text().await.unwrap())
        });
        assert!(status.is_success(), "{method} {path}: {status} {text}");
        let cookie = cookie.and_then(|cookie| Some(cookie.split_once(';')?.0.to_owned()));
        (cookie, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
    }
}
