//! Device codes: drawn for labels, and what a label leads to.

use crate::support::{CODE, CUSTOMER, Company, DEVICE, OTHER_DEVICE, id, request, send};
use axum::http::StatusCode;
use onsite_domain::{Word, device_code::DeviceCode, user::Role};
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
    let reply = keeper.send("PUT", &format!("/v1/records/code_batch/{}", id(77)), Some(&own), &[]).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_taken_off_is_used_on_no_other_machine_unless_it_was_never_there() {
    let company = Company::new();
    let (dispatcher, keeper) = (company.person(Role::Dispatcher).await, company.person(Role::StockKeeper).await);
    let drawn = keeper.post("/v1/device-codes", json!({ "count": 3, "purpose": "roll 8" })).await;
    let codes: Vec<&str> =
        drawn.body["codes"].as_array().unwrap().iter().map(|code| code["code"].as_str().unwrap()).collect();
    let bind = async |device: u64, code: &str| {
        company.pass(1);
        dispatcher.post(&format!("/v1/devices/{}/codes", id(device)), json!({ "code": code })).await
    };
    let release = async |device: u64, code: &str, is_mistake: bool| {
        company.pass(1);
        let body = json!({ "code": code, "reason": "as it was", "is_mistake": is_mistake });
        dispatcher.post(&format!("/v1/devices/{}/codes/release", id(device)), body).await
    };
    for code in &codes[..2] {
        assert_eq!(bind(DEVICE, code).await.status, StatusCode::OK);
    }
    assert_eq!(bind(OTHER_DEVICE, codes[0]).await.body["code"], "id_taken", "it is on another");
    assert_eq!(release(DEVICE, codes[0], false).await.status, StatusCode::OK);
    assert_eq!(release(DEVICE, codes[1], true).await.status, StatusCode::OK);
    let again = bind(OTHER_DEVICE, codes[0]).await;
    assert_eq!((again.status, &again.body["code"]), (StatusCode::CONFLICT, &json!("id_taken")), "{}", again.body);
    assert!(again.body["detail"].as_str().unwrap().contains("never used again"), "{}", again.body);
    assert_eq!(bind(OTHER_DEVICE, codes[1]).await.status, StatusCode::OK, "a mistake is put right");
    assert_eq!(bind(DEVICE, codes[0]).await.status, StatusCode::OK, "it is the same machine");
    assert_eq!(release(DEVICE, codes[0], false).await.status, StatusCode::OK);

    let story = dispatcher.get(&format!("/v1/device-codes/{}/history", codes[1].to_lowercase())).await;
    assert_eq!(story.status, StatusCode::OK, "{}", story.body);
    let steps = story.body["items"].as_array().unwrap();
    let told: Vec<&str> = steps.iter().map(|step| step["what"].as_str().unwrap()).collect();
    assert_eq!(told.len(), 3);
    assert!(told.contains(&"mistake") && story.body["names"][format!("device/{}", id(DEVICE))].is_object());
    let contractor = company.person(Role::ContractorDispatcher).await;
    let hidden = contractor.get(&format!("/v1/device-codes/{}/history", codes[1])).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND, "whether there is one is not said");

    let sheet = keeper.get(&format!("/v1/labels?format=30x20&codes={}", codes[2])).await;
    assert_eq!(sheet.status, StatusCode::OK);
    let batches = keeper.get("/v1/device-codes/batches").await;
    let batch = &batches.body["items"][0];
    let figures = |key: &str| batch[key].as_u64().unwrap();
    assert_eq!(
        (figures("count"), figures("bound"), figures("released"), figures("free"), figures("printed")),
        (3, 1, 1, 1, 1),
        "{batch}"
    );
    let one = keeper.get(&format!("/v1/device-codes/batches/{}", batch["id"].as_str().unwrap())).await;
    let states: Vec<&str> =
        one.body["codes"].as_array().unwrap().iter().map(|code| code["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["released", "bound", "free"]);
    assert_eq!((&one.body["first"], &one.body["codes"][2]["printed"]), (&json!(codes[0]), &json!(1)));
    assert_eq!(contractor.get("/v1/device-codes/batches").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_says_what_there_is_for_it_and_likely_doubles_are_found_however_the_number_was_typed() {
    let company = Company::new();
    let dispatcher = company.person(Role::Dispatcher).await;
    company
        .put(
            Word::Part,
            90,
            json!({ "number": "P-9", "name": { "en": "Tube" }, "base_unit": "piece", "tracked_by": "none", "models": ["CT-9"] }),
        )
        .await;
    let models = dispatcher.get("/v1/device-models?q=ct").await;
    assert_eq!(models.body["items"], json!([{ "model": "CT-9", "devices": 2 }]), "{}", models.body);
    let model = dispatcher.get("/v1/device-models/CT-9").await;
    assert_eq!((&model.body["devices"], &model.body["parts"]["items"][0]["number"]), (&json!(2), &json!("P-9")));
    assert_eq!(dispatcher.get("/v1/device-models/none").await.status, StatusCode::NOT_FOUND);
    assert_eq!(dispatcher.get("/v1/devices?is_likely_double=true").await.body["items"], json!([]));
    let record = json!({ "model": "CT-9", "serial": "sn 1", "customer": id(CUSTOMER), "life_cycle": "in_use" });
    let filed = dispatcher.post("/v1/devices", json!({ "record": record })).await;
    assert!(filed.status.is_success(), "{}", filed.body);
    let likely = dispatcher.get("/v1/devices?is_likely_double=true").await;
    let rows = likely.body["items"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{}", likely.body);
    assert!(rows.iter().any(|row| row["id"] == json!(id(DEVICE)) && row["likely_double"].is_string()));
    let contractor = company.person(Role::ContractorDispatcher).await;
    assert_eq!(contractor.get("/v1/devices?is_likely_double=true").await.status, StatusCode::FORBIDDEN);
    assert_eq!(contractor.get("/v1/device-models").await.body["items"], json!([]));
}
