//! Logging in, sessions, headers, limits.

use crate::support::{Company, PASSWORD, Person, request, send, user_of};
use axum::http::StatusCode;
use onsite_domain::user::Role;
use onsite_server::http::{Options, openapi};
use serde_json::json;

const HOUR_MS: i64 = 3_600_000;

/// What a browser hears that asks who it is; another address says no to nobody.
async fn is_signed_in(person: &Person) -> bool {
    let (who, other) = (person.get("/v1/session").await, person.get("/v1/counts").await);
    assert_eq!(who.status, StatusCode::OK, "{}", who.body);
    let is_signed_in = who.body["csrf"].is_string();
    assert_eq!(other.status == StatusCode::UNAUTHORIZED, !is_signed_in, "{}", other.body);
    if !is_signed_in {
        assert_eq!(who.body, json!({ "is_signed_in": false }));
    }
    is_signed_in
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let company = Company::new();
    let reply = company.log_in(" Dispatcher ", PASSWORD).await;
    assert_eq!(reply.status, StatusCode::OK);
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("__Host-onsite="), "{cookie}");
    for flag in ["; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure", "; Max-Age="] {
        assert!(cookie.contains(flag), "{cookie} lacks {flag}");
    }
    assert_eq!(reply.body["roles"], json!(["dispatcher"]));
    let plain = Company::with(Options { is_cookie_secure: false, ..Options::default() });
    let cookie = plain.log_in("dispatcher", PASSWORD).await.header("set-cookie").to_owned();
    assert!(cookie.starts_with("onsite=") && !cookie.contains("Secure"), "{cookie}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_signed_in_is_told_so_without_an_error() {
    let company = Company::new();
    for cookie in [None, Some(("cookie", "onsite=bm9uc2Vuc2U"))] {
        let reply = send(&company.router, request("GET", "/v1/session", cookie.as_slice(), None)).await;
        assert_eq!((reply.status, reply.body), (StatusCode::OK, json!({ "is_signed_in": false })));
    }
    let made_up = [("authorization", "Bearer onsite_made-up")];
    let reply = send(&company.router, request("GET", "/v1/session", &made_up, None)).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "who shows a token is told that it is none: {}", reply.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_nobody_has_is_refused_and_limited_like_one_that_somebody_has() {
    let company = Company::new();
    for login in ["dispatcher", "nobody"] {
        for _ in 0..5 {
            let reply = company.log_in(login, "a wrong one, but long enough").await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
            assert_eq!(reply.body["code"], "unauthenticated");
        }
        let reply = company.log_in(login, PASSWORD).await;
        assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS, "{login}: {}", reply.body);
        assert!(!reply.header("retry-after").is_empty());
    }
    company.pass(HOUR_MS);
    assert_eq!(company.log_in("dispatcher", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_idle_when_old_and_when_logged_out() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    company.pass(HOUR_MS);
    assert!(is_signed_in(&wang).await);
    company.pass(3 * HOUR_MS);
    assert!(!is_signed_in(&wang).await, "idle");
    let wang = company.person(Role::Dispatcher).await;
    for _ in 0..13 {
        company.pass(HOUR_MS);
        assert!(is_signed_in(&wang).await);
    }
    company.pass(HOUR_MS);
    assert!(!is_signed_in(&wang).await, "old");
    let wang = company.person(Role::Dispatcher).await;
    assert_eq!(wang.send_without_csrf("DELETE", "/v1/session", None).await.status, StatusCode::FORBIDDEN);
    assert_eq!(wang.send("DELETE", "/v1/session", None, &[]).await.status, StatusCode::NO_CONTENT);
    assert!(!is_signed_in(&wang).await, "logged out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_an_older_epoch_or_of_somebody_disabled_is_none() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let expert = company.person(Role::Expert).await;
    let path = format!("/v1/records/user/{}", user_of(Role::Expert));
    let record = admin.get(&path).await;
    let mut body = record.body["body"].clone();
    body["is_disabled"] = json!(true);
    let etag = record.header("etag").to_owned();
    let reply = admin.send("PUT", &path, Some(&body), &[("if-match", &etag)]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert!(!is_signed_in(&expert).await);
    assert_eq!(company.log_in("expert", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    company.writer.write(|store| Ok(onsite_store::meta::put(store.database(), "epoch", &2u32)?)).await.unwrap();
    assert!(!is_signed_in(&admin).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_is_a_problem_and_every_answer_is_safe_in_a_browser() {
    let company = Company::new();
    let reply = send(&company.router, request("GET", "/v1/work-orders", &[], None)).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert_eq!(reply.body["type"], "/problems/unauthenticated");
    assert_eq!(reply.body["status"], 401);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(reply.header(name), value);
    }
    assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert!(!reply.header("strict-transport-security").is_empty());
    for (method, path, status) in
        [("GET", "/v1/nothing", StatusCode::NOT_FOUND), ("DELETE", "/v1/users", StatusCode::METHOD_NOT_ALLOWED)]
    {
        let reply = send(&company.router, request(method, path, &[], None)).await;
        assert_eq!((reply.status, reply.header("content-type")), (status, "application/problem+json"), "{path}");
    }
    let wang = company.person(Role::Dispatcher).await;
    let large = json!({ "title": "x".repeat(2 << 20) });
    assert_eq!(wang.post("/v1/work-orders", large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let reply = wang.post("/v1/work-orders", json!({ "kind": "repair", "titel": "x" })).await;
    assert_eq!((reply.status, &reply.body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("wrong_shape")));
    assert_eq!(wang.get("/v1/work-orders?limit=many").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wang.get("/v1/work-orders?cursor=%F0").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_for_the_bearer_of_the_token() {
    let company = Company::new();
    let reply = send(&company.router, request("GET", "/metrics", &[], None)).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "nobody knows where this comes from");
    let company = Company::with(Options { metrics_token: Some("let-me-see".to_owned()), ..Options::default() });
    let wrong = send(&company.router, request("GET", "/metrics", &[("authorization", "Bearer other")], None)).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let reply =
        send(&company.router, request("GET", "/metrics", &[("authorization", "Bearer let-me-see")], None)).await;
    let text = reply.body.as_str().unwrap();
    for figure in ["onsite_http_requests_total{", "onsite_writer_queue ", "onsite_feed_seq ", "onsite_attention_open "]
    {
        assert!(text.contains(figure), "{figure} is not in {text}");
    }
}

#[test]
fn the_committed_description_is_the_one_the_code_makes() {
    let made = format!("{}\n", serde_json::to_string_pretty(&openapi()).unwrap());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var_os("ONSITE_WRITE_OPENAPI").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(made.contains("\"openapi\": \"3.1.0\""));
    assert!(committed == made, "run the tests once with ONSITE_WRITE_OPENAPI=1 and commit sync-server/openapi.json");
}
