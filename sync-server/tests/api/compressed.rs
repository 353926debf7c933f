//! What is made smaller on its way to a browser, and what is not.

use crate::support::{COMPANY, Company, DEVICE, PASSWORD, id, request, user_of};
use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode},
};
use onsite_domain::user::Role;
use serde_json::{Value, json};
use std::io::Read as _;
use tower::ServiceExt as _;

const BROWSER: &str = "gzip, deflate, br, zstd";

/// How an answer came (`-` as it is, and its type), and its bytes.
async fn answered(company: &Company, asked: Request<Body>) -> (String, Vec<u8>) {
    let path = asked.uri().to_string();
    let response = company.router.clone().oneshot(asked).await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_ne!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
    let came = header("content-encoding").unwrap_or("-".to_owned());
    if came != "-" {
        let vary = response.headers().get_all("vary").iter().any(|value| value == "accept-encoding");
        assert!(vary, "{path}");
        assert_eq!(header("content-length"), None, "{path}");
    }
    let media_type = header("content-type").unwrap_or_default();
    (format!("{came} {media_type}"), to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec())
}

fn unpacked(came: &str, bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    if came.starts_with("gzip ") {
        flate2::read::GzDecoder::new(bytes).read_to_end(&mut text).unwrap();
    } else {
        zstd::Decoder::new(bytes).unwrap().read_to_end(&mut text).unwrap();
    }
    text
}

/// As a browser of somebody who is signed in.
struct Browser<'a> {
    company: &'a Company,
    cookie: String,
    csrf: String,
}

impl Browser<'_> {
    async fn asks(&self, takes: &str, method: Method, path: &str, body: Option<&Value>) -> (String, Vec<u8>) {
        let headers = [("cookie", self.cookie.as_str()), ("x-csrf", &self.csrf), ("accept-encoding", takes)];
        answered(self.company, request(method.as_str(), path, &headers, body)).await
    }

    async fn gets(&self, path: &str) -> (String, Vec<u8>) {
        self.asks(BROWSER, Method::GET, path, None).await
    }
}

async fn browser<'a>(company: &'a Company, role: Role) -> Browser<'a> {
    let reply = company.log_in(role.as_str(), PASSWORD).await;
    let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
    Browser { company, cookie, csrf: reply.body["csrf"].as_str().unwrap().to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_pages_and_tables_of_text_come_smaller_to_whoever_takes_it() {
    let company = Company::new();
    for _ in 0..8 {
        company.order(DEVICE, COMPANY).await;
    }
    let wang = browser(&company, Role::Dispatcher).await;
    let path = "/v1/work-orders";
    let (came, plain) = wang.asks("identity", Method::GET, path, None).await;
    assert_eq!(came, "- application/json");
    for (takes, encoding) in [("gzip", "gzip"), ("zstd", "zstd"), (BROWSER, "zstd"), ("zstd;q=0, gzip", "gzip")] {
        let (came, bytes) = wang.asks(takes, Method::GET, path, None).await;
        assert_eq!(came, format!("{encoding} application/json"), "{takes}");
        assert_eq!(unpacked(&came, &bytes), plain, "{takes}");
        assert!(bytes.len() * 3 < plain.len(), "{takes}: {} of {}", bytes.len(), plain.len());
    }
    for (path, came) in [
        ("/v1/work-orders.csv", "zstd text/csv; charset=utf-8"),
        ("/d/7F3K9XABCDEE", "zstd text/html; charset=utf-8"),
        ("/v1/openapi.json", "zstd application/json"),
        ("/v1/labels?format=60x40&codes=7F3K9XABCDEE&kind=svg", "zstd image/svg+xml"),
    ] {
        assert_eq!(wang.gets(path).await.0, came, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_small_or_packed_already_comes_as_it_is() {
    let company = Company::new();
    let keeper = browser(&company, Role::StockKeeper).await;
    let sheet = "- application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    for (path, came) in [
        ("/v1/counts", "- application/json"),
        ("/v1/devices.xlsx", sheet),
        ("/v1/labels?format=L7160&codes=7F3K9XABCDEE", "- application/pdf"),
        ("/v1/labels?format=60x40&codes=7F3K9XABCDEE&kind=png", "- image/png"),
    ] {
        assert_eq!(keeper.gets(path).await.0, came, "{path}");
    }
}

/// Whoever sees how large a compressed answer is could guess what stands in it beside what they had sent.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_holds_a_secret_is_not_compressed() {
    let company = Company::new();
    let admin = browser(&company, Role::Administrator).await;
    // The name is long enough for the answer to be worth it.
    let long = "x".repeat(190);
    let webhook = json!({ "name": "x", "url": format!("https://receiver.example/{}", "y".repeat(1_500)), "events": ["device.changed"] });
    for (method, path, body) in [
        (Method::GET, "/v1/session".to_owned(), None),
        (Method::POST, "/v1/session".to_owned(), Some(json!({ "login": "administrator", "password": PASSWORD }))),
        (
            Method::POST,
            "/v1/tokens".to_owned(),
            Some(json!({ "name": long, "user": user_of(Role::Dispatcher), "scopes": ["work_orders:read"] })),
        ),
        (Method::POST, "/v1/webhooks".to_owned(), Some(webhook)),
        (
            Method::POST,
            format!("/v1/users/{}/invite", user_of(Role::Engineer)),
            Some(json!({ "url": "https://service.example" })),
        ),
    ] {
        let (came, bytes) = admin.asks(BROWSER, method.clone(), &path, body.as_ref()).await;
        assert_eq!(came, "- application/json", "{method} {path}: {}", String::from_utf8_lossy(&bytes));
    }
    // Everybody's rights make this one large enough to be compressed otherwise.
    assert!(admin.gets("/v1/session").await.1.len() > 1_024);
    let wang = browser(&company, Role::Dispatcher).await;
    let made = json!({ "kind": "repair", "device": id(DEVICE), "description": "leaks ".repeat(300) });
    let (came, bytes) = wang.asks(BROWSER, Method::POST, "/v1/work-orders", Some(&made)).await;
    assert_eq!(came, "- application/json", "{}", String::from_utf8_lossy(&bytes));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_told_at_once_to_a_browser_that_takes_compressed_answers() {
    use tokio_stream::StreamExt as _;
    let company = Company::new();
    let wang = browser(&company, Role::Dispatcher).await;
    let headers = [("cookie", wang.cookie.as_str()), ("accept-encoding", BROWSER)];
    let response = company.router.clone().oneshot(request("GET", "/v1/events", &headers, None)).await.unwrap();
    assert_eq!(response.headers().get("content-encoding"), None);
    let mut stream = response.into_body().into_data_stream();
    let mut next = async || String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert_eq!(next().await, ": open\n\n");
    let (order, _) = company.order(DEVICE, COMPANY).await;
    // Nothing ends the stream: what is heard was not waiting for more.
    assert!(next().await.contains(&order.to_string()));
}
