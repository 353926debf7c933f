//! Every route with a body that is too large, and without a log-in or signature.

use crate::{
    phone::Phone,
    support::{Company, id, request, send},
};
use axum::{body::Body, http::StatusCode};
use onsite_domain::user::Role;
use onsite_wire::{PATH_ENROL, PATH_SYNC, blob::CHUNK_BYTES_MAX, limit};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// JSON of so many bytes.
fn of_size(size_bytes: usize) -> Value {
    Value::String("x".repeat(size_bytes - 2))
}

fn filled(path: &str) -> String {
    let path = match path {
        "/v1/search" => "/v1/search?q=leak",
        "/v1/names" => "/v1/names?of=",
        "/v1/visits/sample" => "/v1/visits/sample?from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z&seed=x",
        "/v1/procedures/{id}/compare" => "/v1/procedures/{id}/compare?with={id}",
        "/v1/import/{kind}/template" => "/v1/import/{kind}/template?format=csv&language=en",
        path => path,
    };
    let filled = path.replace("{id}", &id(1).to_string()).replace("{word}", "customer");
    let filled = filled.replace("{delivery}", &id(1).to_string()).replace("{part}", &id(1).to_string());
    let filled = filled.replace("{serial}", "S-1").replace("{model}", "CT-9");
    let filled = filled.replace("{question}", &id(1).to_string());
    let filled = filled.replace("{z}", "0").replace("{x}", "0").replace("{y}", "0");
    filled.replace("{code}", "CODE-1").replace("{press}", "verify").replace("{kind}", "customers")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_desk_has_a_limit_and_lets_in_nobody_unknown() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let spec = onsite_server::http::openapi();
    let mut table = String::new();
    for (path, methods) in spec["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().map(|method| method.to_uppercase()) {
            let is_log_in = path == "/v1/session" && method == "POST";
            let is_who_am_i = path == "/v1/session" && method == "GET";
            let url = filled(path);
            let empty = Some(json!({})).filter(|_| method != "GET");
            let stranger = send(&company.router, request(&method, &url, &[], empty.as_ref())).await;
            assert_eq!(
                stranger.status == StatusCode::UNAUTHORIZED,
                !is_log_in && !is_who_am_i,
                "{method} {path}: {}",
                stranger.body
            );
            let mut limit = "none";
            if method != "GET" {
                let (size_bytes_max, said) = match path.as_str() {
                    "/v1/session" if is_log_in => (8 << 10, "8 KiB"),
                    "/v1/files" => (20 << 20, "20 MiB"),
                    "/v1/paper/template" | "/v1/paper/template/check" | "/v1/paper/preview" => (6 << 20, "6 MiB"),
                    path if path.starts_with("/v1/import/") => (4 << 20, "4 MiB"),
                    _ => (1 << 20, "1 MiB"),
                };
                limit = said;
                let over = admin.send(&method, &url, Some(&of_size(size_bytes_max + 1)), &[]).await;
                assert_eq!(over.status, StatusCode::PAYLOAD_TOO_LARGE, "{method} {path}");
                assert_eq!(over.body["code"], "too_large", "{method} {path}: {}", over.body);
                if path != "/v1/session" {
                    let at = admin.send(&method, &url, Some(&of_size(size_bytes_max)), &[]).await;
                    assert_ne!(at.status, StatusCode::PAYLOAD_TOO_LARGE, "{method} {path}");
                }
            }
            writeln!(table, "{:<56} {limit:<6} {}", format!("{method:<6} {path}"), stranger.status.as_u16()).unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_field_devices_has_a_limit_and_wants_a_signature() {
    let company = Company::new();
    let mut phone = Phone::enrol(&company).await;
    let blob = format!("/v1/blobs/{}", "ab".repeat(32));
    let chunk = usize::try_from(CHUNK_BYTES_MAX).unwrap();
    for (method, path, size_bytes_max) in [
        ("POST", PATH_SYNC, Some(limit::REQUEST_PACKED_BYTES_MAX)),
        ("PATCH", blob.as_str(), Some(chunk)),
        ("HEAD", &blob, None),
        ("GET", &blob, None),
        ("GET", "/v1/hints", None),
    ] {
        let stranger = send(&company.router, request(method, path, &[], None)).await;
        assert_eq!(stranger.status, StatusCode::UNAUTHORIZED, "{method} {path}: {}", stranger.body);
        let Some(size_bytes_max) = size_bytes_max else { continue };
        let over = phone.send(method, path, vec![0; size_bytes_max + 1]).await;
        assert_eq!(over.status, StatusCode::PAYLOAD_TOO_LARGE, "{method} {path}: {}", over.body);
        let at = phone.send(method, path, vec![0; size_bytes_max]).await;
        assert_eq!(at.status, StatusCode::UNPROCESSABLE_ENTITY, "{method} {path}: {}", at.body);
    }
    let enrol = async |size_bytes: usize| {
        let mut asked = request("POST", PATH_ENROL, &[], None);
        *asked.body_mut() = Body::from(vec![0; size_bytes]);
        send(&company.router, asked).await.status
    };
    assert_eq!(enrol(limit::SMALL_BYTES_MAX + 1).await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(enrol(limit::SMALL_BYTES_MAX).await, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn enrolment_codes_are_not_guessed_from_one_address() {
    let company = Company::new();
    let phone = Phone::enrol(&company).await;
    let wrong = phone.enrol_request(&[7; 24]);
    let asked = async || {
        let mut asked = request("POST", PATH_ENROL, &[], None);
        *asked.body_mut() = Body::from(wrong.clone());
        send(&company.router, asked).await
    };
    for _ in 0..30 {
        assert_eq!(asked().await.status, StatusCode::FORBIDDEN);
    }
    let stopped = asked().await;
    assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS, "{}", stopped.body);
    assert!(!stopped.header("retry-after").is_empty());
    company.pass(15 * 60_000 + 1);
    assert_eq!(asked().await.status, StatusCode::FORBIDDEN);
}
