//! Labels over the API.

use crate::support::{CODE, Company, DEVICE, id};
use axum::http::StatusCode;
use onsite_domain::{device_code::DeviceCode, user::Role};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn labels_come_as_sheets_and_one_by_one() {
    let company = Company::new();
    let keeper = company.person(Role::StockKeeper).await;
    let issued = keeper.post("/v1/device-codes", json!({ "count": 3 })).await.body;
    let codes: Vec<&str> =
        issued["codes"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap()).collect();
    let batch = keeper.get("/v1/records/code_batch").await.body["items"][0]["id"].as_str().unwrap().to_owned();
    for (query, content_type) in [
        (format!("format=L7160&batches={batch}&skipped=4"), "application/pdf"),
        (format!("format=30x20&codes={}", codes.join(",").to_lowercase()), "application/pdf"),
        (format!("format=60x40&level=H&devices={}&kind=svg&line=Scan", id(DEVICE)), "image/svg+xml"),
        (format!("format=45x30&codes={CODE}&kind=png&language=en"), "image/png"),
    ] {
        let reply = keeper.get(&format!("/v1/labels?{query}")).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (StatusCode::OK, content_type),
            "{query} {}",
            reply.body
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_that_could_not_be_read_or_should_not_be_is_refused_with_the_reason() {
    let company = Company::new();
    let keeper = company.person(Role::StockKeeper).await;
    let unissued = DeviceCode::from_random(4_711);
    let long = "wide".repeat(60);
    for (query, status, path, words) in [
        (format!("format=45x30&level=H&codes={CODE}"), 422, "format", "the smallest that fits is 60x40"),
        (format!("format=30x20&codes={CODE}&line={long}"), 422, "line", "shorten it"),
        (format!("format=A5&codes={CODE}"), 422, "format", "L7160"),
        (format!("format=30x20&level=M&codes={CODE}"), 422, "level", "Q, H"),
        (format!("format=30x20&codes={unissued}"), 404, "code", "was never issued"),
        ("format=30x20&codes=ABCD-EFGH-JKMN".to_owned(), 422, "code", ""),
        (format!("format=L7160&codes={CODE}&skipped=21"), 422, "skipped", "21 labels"),
        ("format=L7160".to_owned(), 422, "labels", "from 1 to 10000"),
        (format!("format=L7160&kind=gif&codes={CODE}"), 422, "kind", "pdf, svg and png"),
        (format!("format=L7160&kind=png&codes={CODE},{CODE}"), 422, "kind", "one at a time"),
        (format!("format=L7160&batches={}", id(9_999)), 404, "", ""),
    ] {
        let reply = keeper.get(&format!("/v1/labels?{query}")).await;
        assert_eq!(reply.status.as_u16(), status, "{query}: {}", reply.body);
        assert!(path.is_empty() || reply.body["path"] == json!(path), "{query}: {}", reply.body);
        assert!(reply.body.to_string().contains(words), "{query}: {}", reply.body);
    }
    let expert = company.person(Role::Expert).await;
    let reply = expert.get(&format!("/v1/labels?format=30x20&codes={CODE}")).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
}
