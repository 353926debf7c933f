//! Tiles of the map, from a source of ours: fetched by the server, kept, bounded, and never from where nobody may look.

use crate::support::{Company, Person, Reply};
use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use onsite_domain::user::Role;
use onsite_server::{http::Options, map::MapOptions};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicU16, AtomicUsize, Ordering},
};

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n a street";

/// Somebody else's server of tiles.
#[derive(Clone)]
struct Streets {
    url: String,
    answers: Arc<AtomicU16>,
    asked: Arc<AtomicUsize>,
}

impl Streets {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/k3y/{{z}}/{{x}}/{{y}}.png", listener.local_addr().unwrap());
        let streets = Self { url, answers: Arc::new(AtomicU16::new(200)), asked: Arc::default() };
        let router = Router::new().route("/k3y/{z}/{x}/{y}", get(Self::give)).with_state(streets.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        streets
    }

    async fn give(State(streets): State<Self>, Path((z, x, y)): Path<(String, String, String)>) -> Response {
        streets.asked.fetch_add(1, Ordering::SeqCst);
        let status = streets.answers.load(Ordering::SeqCst);
        match (status, z.as_str(), x.as_str(), y.as_str()) {
            (200, "9", ..) => Body::from(b"<svg onload=\"steal()\"/>".as_slice()).into_response(),
            (200, "8", ..) => Body::from(vec![b'\x89'; 3 << 20]).into_response(),
            (200, ..) => Body::from(PICTURE).into_response(),
            (302, ..) => (StatusCode::FOUND, [("location", "http://127.0.0.1:1/")]).into_response(),
            _ => StatusCode::from_u16(status).unwrap().into_response(),
        }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn on_private_networks() -> Company {
    let map = MapOptions { may_reach_private: true, ..MapOptions::default() };
    Company::with(Options { map, ..Options::default() })
}

async fn set(admin: &Person, body: Value) -> Reply {
    admin.send("PUT", "/v1/map/source", Some(&body), &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_source_there_is_a_map_without_tiles() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    let map = wang.get("/v1/map").await;
    assert_eq!((map.status, &map.body["has_tiles"]), (StatusCode::OK, &json!(false)));
    assert_eq!(wang.get("/v1/map/tiles/0/0/0").await.status, StatusCode::NOT_FOUND);
    let engineer = company.person(Role::Engineer).await;
    assert_eq!(engineer.get("/v1/map").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn tiles_are_fetched_once_by_the_server_and_the_address_is_told_to_nobody() {
    let company = on_private_networks();
    let streets = Streets::start().await;
    let admin = company.person(Role::Administrator).await;
    let body = json!({
        "kind": "url", "url": streets.url, "attribution": " © Example Maps ", "datum": "gcj02", "zoom_max": 9,
    });
    let said = set(&admin, body.clone()).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.body);
    assert_eq!((&said.body["host"], &said.body["attribution"]), (&json!("127.0.0.1"), &json!("© Example Maps")));
    let test = admin.post("/v1/map/source/test", json!({})).await;
    assert_eq!(test.body, json!({ "is_ok": true, "code": null }));

    let feng = company.person(Role::ContractorDispatcher).await;
    let map = feng.get("/v1/map").await;
    assert_eq!(
        (&map.body["has_tiles"], &map.body["datum"], &map.body["zoom_max"]),
        (&json!(true), &json!("gcj02"), &json!(9))
    );
    let before = streets.asked();
    for _ in 0..3 {
        let tile = feng.get("/v1/map/tiles/5/3/2").await;
        assert_eq!((tile.status, tile.header("content-type")), (StatusCode::OK, "image/png"));
        assert_eq!(tile.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(streets.asked(), before + 1, "kept");
    // An old street is better than none; what went wrong is told to whoever looks after it.
    company.pass(40 * 24 * 3_600_000);
    let (admin, feng) = (company.person(Role::Administrator).await, company.person(Role::ContractorDispatcher).await);
    streets.answers.store(500, Ordering::SeqCst);
    assert_eq!(feng.get("/v1/map/tiles/5/3/2").await.status, StatusCode::OK);
    let source = admin.get("/v1/map/source").await;
    assert_eq!(source.body["last_failure"], "answered");
    for text in [&said.body, &map.body, &source.body] {
        assert!(!text.to_string().contains("k3y"), "{text}");
    }
    // The address stays where only the words change.
    streets.answers.store(200, Ordering::SeqCst);
    let changed = set(&admin, json!({ "kind": "url", "attribution": "Example", "zoom_max": 8 })).await;
    assert_eq!((changed.status, &changed.body["host"]), (StatusCode::OK, &json!("127.0.0.1")), "{}", changed.body);
    let before = streets.asked();
    assert_eq!(feng.get("/v1/map/tiles/5/3/2").await.status, StatusCode::OK);
    assert_eq!(streets.asked(), before + 1, "what was kept of the source before is forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_tile_is_not_handed_out() {
    let company = on_private_networks();
    let streets = Streets::start().await;
    let admin = company.person(Role::Administrator).await;
    set(&admin, json!({ "kind": "url", "url": streets.url, "zoom_max": 9 })).await;
    let wang = company.person(Role::Dispatcher).await;
    for (path, status) in [
        ("/v1/map/tiles/9/1/1", 503),
        ("/v1/map/tiles/8/1/1", 503),
        ("/v1/map/tiles/10/1/1", 404),
        ("/v1/map/tiles/3/8/1", 404),
        ("/v1/map/tiles/3/1/8", 404),
        ("/v1/map/tiles/3/-1/1", 422),
        ("/v1/map/tiles/300/1/1", 422),
        ("/v1/map/tiles/3/..%2f..%2fetc/1", 422),
    ] {
        let reply = wang.get(path).await;
        assert_eq!(reply.status.as_u16(), status, "{path}: {}", reply.body);
    }
    for (answer, code) in [(302, "answered"), (403, "refused"), (404, "not_there"), (500, "answered")] {
        streets.answers.store(answer, Ordering::SeqCst);
        set(&admin, json!({ "kind": "url", "url": streets.url, "zoom_max": 9 })).await;
        let test = admin.post("/v1/map/source/test", json!({})).await;
        assert_eq!(test.body, json!({ "is_ok": false, "code": code }), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_nobody_may_look_at_is_refused_and_only_an_administrator_says_which() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let streets = Streets::start().await;
    for url in [
        streets.url.as_str(),
        "https://127.0.0.1/{z}/{x}/{y}.png",
        "https://169.254.169.254/latest/{z}/{x}/{y}",
        "https://{x}.example/{z}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "file:///etc/passwd?{z}{x}{y}",
    ] {
        let refused = set(&admin, json!({ "kind": "url", "url": url, "zoom_max": 9 })).await;
        assert_eq!(
            (refused.status.is_client_error(), &refused.body["path"]),
            (true, &json!("url")),
            "{url}: {}",
            refused.body
        );
    }
    let refused = set(&admin, json!({ "kind": "url", "zoom_max": 9 })).await;
    assert_eq!(refused.body["path"], "url", "there is none yet");
    assert_eq!(set(&admin, json!({ "kind": "file" })).await.body["path"], "file");
    // A name that leads into a private network is found out at the connection.
    let said = set(&admin, json!({ "kind": "url", "url": "https://localhost/{z}/{x}/{y}.png", "zoom_max": 9 })).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.body);
    let test = admin.post("/v1/map/source/test", json!({})).await;
    assert_eq!(test.body, json!({ "is_ok": false, "code": "not_public" }));
    assert_eq!(streets.asked(), 0);
    for role in [Role::Dispatcher, Role::ServiceManager, Role::StockKeeper, Role::ContractorDispatcher] {
        let person = company.person(role).await;
        assert_eq!(person.get("/v1/map/source").await.status, StatusCode::FORBIDDEN, "{role}");
        assert_eq!(set(&person, json!({ "kind": "none" })).await.status, StatusCode::FORBIDDEN, "{role}");
        let test = person.post("/v1/map/source/test", json!({})).await;
        assert_eq!(test.status, StatusCode::FORBIDDEN, "{role}");
    }
}
