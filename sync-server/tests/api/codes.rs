//! Device codes: drawn for labels, and what a label leads to.

use crate::support::{CODE, Company, request, send};
use axum::http::StatusCode;
use onsite_domain::{device_code::DeviceCode, user::Role};
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn blank_codes_are_drawn_once_and_written_down() {
    let company = Company::new();
    let keeper = company.person(Role::StockKeeper).await;
    let mut drawn = BTreeSet::new();
    for count in [1, 1_001] {
        let reply = keeper.post("/v1/device-codes", json!({ "count": count, "purpose": "roll 7" })).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.body);
        for issued in reply.body["codes"].as_array().unwrap() {
            let code: DeviceCode = issued["code"].as_str().unwrap().parse().unwrap();
            assert_eq!(issued["link"], format!("HTTPS://SERVICE.EXAMPLE/D/{code}"));
            assert_eq!(issued["in_clear"], code.in_clear());
            assert!(drawn.insert(code));
        }
    }
    assert_eq!(drawn.len(), 1_002);
    let batches = keeper.get("/v1/records/code_batch").await.body;
    let sizes: Vec<usize> = batches["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|batch| batch["body"]["codes"].as_array().unwrap().len())
        .collect();
    assert_eq!(sizes.iter().sum::<usize>(), 1_002);
    assert_eq!(sizes.len(), 3);
    for count in [0, 10_001] {
        let reply = keeper.post("/v1/device-codes", json!({ "count": count })).await;
        assert_eq!((reply.status, &reply.body["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("count")));
    }
    let own = json!({ "codes": [drawn.first()] });
    let reply =
        keeper.send("PUT", &format!("/v1/records/code_batch/{}", crate::support::id(77)), Some(&own), &[]).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN, "nobody writes a batch by hand");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_leads_to_a_page_that_tells_nothing_of_the_machine_or_its_owner() {
    let company = Company::new();
    let page = async |path: &str, language: &str| {
        send(&company.router, request("GET", path, &[("accept-language", language)], None)).await
    };
    let unissued = DeviceCode::from_random(4_711);
    let bound: DeviceCode = CODE.parse().unwrap();
    let mut texts = Vec::new();
    for code in [&bound, &unissued] {
        for path in [format!("/d/{code}"), format!("/D/{}", code.in_clear().to_lowercase())] {
            let reply = page(&path, "en-GB,en;q=0.9").await;
            assert_eq!((reply.status, reply.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
            assert!(reply.header("content-security-policy").starts_with("default-src 'none';"));
            let text = reply.body.as_str().unwrap().to_owned();
            assert!(text.contains(&format!("href=\"onsite://d/{code}\"")), "{text}");
            assert!(text.contains("Example &lt;Service&gt;") && text.contains("tel:+862155550100"), "{text}");
            for secret in ["SN-1", "CT-9", "Scanner", "Hospital", "Main building"] {
                assert!(!text.contains(secret), "{secret}: {text}");
            }
            texts.push(text.replace(code.as_str(), "…").replace(&code.in_clear(), "…"));
        }
    }
    assert!(texts.windows(2).all(|pair| pair[0] == pair[1]), "issued or not, bound or not: the same page");
    let chinese = page(&format!("/d/{bound}"), "zh-CN,zh").await.body;
    assert!(chinese.as_str().unwrap().contains("示例服务"), "{chinese}");
    let misread = page("/d/ABCD-EFGH-JKMN", "en").await;
    assert_eq!(misread.status, StatusCode::NOT_FOUND);
    assert!(misread.body.as_str().unwrap().contains("This code has a mistake"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_with_one_mistake_names_those_that_may_have_been_meant() {
    let company = Company::new();
    let dispatcher = company.person(Role::Dispatcher).await;
    let found = dispatcher.get(&format!("/v1/device-codes/{}", CODE.to_lowercase())).await;
    assert_eq!(found.body["devices"].as_array().unwrap().len(), 1, "{}", found.body);
    let mut typed = CODE.to_owned();
    typed.replace_range(3..4, "7");
    let reply = dispatcher.get(&format!("/v1/device-codes/{typed}")).await;
    assert_eq!((reply.status, &reply.body["path"]), (StatusCode::NOT_FOUND, &json!("code")));
    let clear = CODE.parse::<DeviceCode>().unwrap().in_clear();
    assert!(reply.body["detail"].as_str().unwrap().contains(&clear), "{}", reply.body);
    let contractor = company.person(Role::ContractorDispatcher).await;
    let reply = contractor.get(&format!("/v1/device-codes/{typed}")).await;
    assert!(!reply.body.to_string().contains(&clear), "not within their reach: {}", reply.body);
}
