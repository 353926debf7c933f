//! Machines at the desk: filed, found, labelled, and two files of one machine joined and parted again.

use crate::{
    hands::{Job, PRESSURE},
    phone::Phone,
    support::{
        CODE, COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, OTHER_DEVICE, PART, Person, Reply, SITE, id, user_of,
    },
};
use axum::http::StatusCode;
use onsite_domain::{answer::Answer, user::Role};
use serde_json::{Value, json};

fn ids(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    reply.body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

fn words(body: &Value, pointer: &str, key: &str) -> Vec<String> {
    let rows = body.pointer(pointer).and_then(Value::as_array).unwrap_or_else(|| panic!("{pointer}: {body}"));
    rows.iter().map(|row| row[key].as_str().unwrap_or_default().to_owned()).collect()
}

async fn put(person: &Person, word: &str, number: u64, body: Value) {
    let path = format!("/v1/records/{word}/{}", id(number));
    let held = person.get(&path).await;
    let seen = [("if-match", held.header("etag"))];
    let more = if held.status == StatusCode::OK { &seen[..] } else { &[] };
    let reply = person.send("PUT", &path, Some(&body), more).await;
    assert!(reply.status.is_success(), "{word}: {}", reply.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_is_filed_with_its_code_and_told_of_others_with_its_serial() {
    let company = Company::new();
    let dora = company.person(Role::Dispatcher).await;
    let record = json!({
        "model": "CT-9", "serial": "SN-1", "customer": id(CUSTOMER), "site": id(SITE), "life_cycle": "in_use",
        "name": { "en": "Second scanner" },
    });
    let key = [("idempotency-key", "device-1")];
    let body = json!({ "record": record, "code": "NEW-7" });
    let filed = dora.send("POST", "/v1/devices", Some(&body), &key).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
    assert_eq!(dora.send("POST", "/v1/devices", Some(&body), &key).await.body["id"], filed.body["id"]);
    assert_eq!((&filed.body["body"]["codes"], &filed.body["same_serial"]), (&json!(["NEW-7"]), &json!([id(DEVICE)])));
    assert_eq!(filed.header("location"), format!("/v1/devices/{}", filed.body["id"].as_str().unwrap()));
    let by_code = dora.get("/v1/device-codes/new-7").await;
    assert_eq!(by_code.body["devices"][0]["id"], filed.body["id"], "{}", by_code.body);
    for (wrong, path) in [
        (json!({ "record": record, "code": "NEW-7" }), "code"),
        (json!({ "record": { "model": "CT-9", "customer": id(999), "life_cycle": "in_use" } }), "customer"),
        (
            json!({ "record": { "model": "CT-9", "customer": id(CUSTOMER), "site": id(999), "life_cycle": "in_use" } }),
            "site",
        ),
        (json!({ "record": { "model": "", "customer": id(CUSTOMER), "life_cycle": "in_use" } }), "model"),
        (json!({ "record": { "model": 7 } }), "model"),
    ] {
        let refused = dora.post("/v1/devices", wrong).await;
        assert!(refused.status.is_client_error(), "{}", refused.body);
        assert_eq!(refused.body["path"], path, "{}", refused.body);
    }
    let all = ids(&dora.get("/v1/devices").await);
    assert_eq!(all.len(), 3, "what was refused left nothing behind");
    // A manager files and labels, too; whoever only reads does not.
    let manager = company.person(Role::ServiceManager).await;
    let second = manager.post("/v1/devices", json!({ "record": record, "code": "NEW-8" })).await;
    assert_eq!(second.status, StatusCode::CREATED, "{}", second.body);
    let keeper = company.person(Role::StockKeeper).await;
    assert_eq!(keeper.post("/v1/devices", json!({ "record": record })).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_are_found_by_words_state_warranty_contract_plan_and_code() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let manager = company.person(Role::ServiceManager).await;
    let warranty = json!({
        "name": { "en": "One year" }, "starts": "accepted", "months": 12, "cover": { "parts": "all" },
    });
    put(&manager, "warranty", 300, warranty).await;
    let device = |serial: &str, more: Value| {
        let mut body = json!({
            "serial": serial, "model": "CT-9", "customer": id(CUSTOMER), "site": id(SITE), "name": { "en": "Scanner" },
            "life_cycle": "in_use", "organisation": id(COMPANY),
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    put(
        &admin,
        "device",
        DEVICE,
        device("SN-1", json!({ "codes": ["CODE-1", CODE], "warranty": id(300), "accepted_on": "2024-02-29" })),
    )
    .await;
    put(
        &admin,
        "device",
        OTHER_DEVICE,
        device("SN-2", json!({ "warranty_ends_on": "2027-06-30", "life_cycle": "stopped" })),
    )
    .await;
    let contract = json!({ "number": "C-1", "customer": id(CUSTOMER), "devices": [id(OTHER_DEVICE)], "cover": { "parts": "none" } });
    put(&manager, "contract", 301, contract).await;
    let whole = json!({ "number": "C-2", "customer": id(CUSTOMER), "cover": { "parts": "none" } });
    put(&manager, "contract", 302, whole).await;
    let plan = json!({
        "name": { "en": "Yearly" }, "organisation": id(COMPANY), "devices": [id(DEVICE)], "kind": "maintain",
        "mode": "onsite", "zone": "Asia/Shanghai", "catch_up": "latest",
        "schedule": { "fixed": { "starts_at": "2026-01-15T09:00:00", "rule": "FREQ=YEARLY" } },
    });
    put(&manager, "maintenance_plan", 303, plan).await;
    let (one, other) = (id(DEVICE).to_string(), id(OTHER_DEVICE).to_string());
    let both = || vec![other.clone(), one.clone()];
    for (filter, expected) in [
        ("q=scanner".to_owned(), both()),
        ("q=SN-2".to_owned(), vec![other.clone()]),
        (format!("q={CODE}"), vec![one.clone()]),
        ("q=nothing".to_owned(), vec![]),
        ("life_cycle=stopped".to_owned(), vec![other.clone()]),
        ("life_cycle=scrapped".to_owned(), vec![]),
        // A year from the 29th of February ends on the 27th.
        ("warranty_ends_before=2025-02-28".to_owned(), vec![one.clone()]),
        ("warranty_ends_before=2025-02-27".to_owned(), vec![]),
        ("warranty_ends_from=2025-02-28".to_owned(), vec![other.clone()]),
        ("warranty_ends_from=2025-01-01&warranty_ends_before=2028-01-01".to_owned(), both()),
        (format!("contract={}", id(301)), vec![other.clone()]),
        (format!("contract={}", id(302)), both()),
        (format!("plan={}", id(303)), vec![one.clone()]),
        ("has_code=false".to_owned(), vec![other.clone()]),
        (format!("has_code=true&customer={}", id(CUSTOMER)), vec![one.clone()]),
        (format!("site={}&life_cycle=in_use", id(SITE)), vec![one.clone()]),
        ("is_double=true".to_owned(), vec![]),
    ] {
        assert_eq!(ids(&manager.get(&format!("/v1/devices?{filter}")).await), expected, "{filter}");
    }
    company.check_kept_rows().await;
    let page = manager.get("/v1/devices?limit=1").await;
    assert_eq!(page.body["names"][format!("customer/{}", id(CUSTOMER))]["name"]["en"], "Example Hospital");
    assert_eq!(page.body["names"][format!("site/{}", id(SITE))]["name"]["en"], "Main building");
    assert_eq!(manager.get("/v1/devices?warranty_ends_before=soon").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let keeper = company.person(Role::StockKeeper).await;
    assert_eq!(keeper.get(&format!("/v1/devices?contract={}", id(301))).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        keeper.get("/v1/devices").await.body["names"].as_object().unwrap().len(),
        0,
        "customers are not for them"
    );

    let file = manager.get(&format!("/v1/devices/{}", id(DEVICE))).await;
    let terms = &file.body["warranty"];
    assert_eq!(
        (&terms["last_day"], &terms["is_over"], &terms["starts_on"]),
        (&json!("2025-02-27"), &json!(true), &json!("2024-02-29")),
        "{terms}"
    );
    assert_eq!(words(&file.body, "/contracts", "number"), ["C-2"]);
    let file = keeper.get(&format!("/v1/devices/{}", id(DEVICE))).await;
    assert_eq!((&file.body["warranty"], &file.body["contracts"]), (&Value::Null, &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_is_put_on_and_taken_off_at_the_desk() {
    let company = Company::new();
    let dora = company.person(Role::Dispatcher).await;
    let codes = format!("/v1/devices/{}/codes", id(DEVICE));
    let bound = dora.post(&codes, json!({ "code": "LABEL-1" })).await;
    assert_eq!(bound.status, StatusCode::OK, "{}", bound.body);
    assert!(bound.body["body"]["codes"].as_array().unwrap().contains(&json!("LABEL-1")));
    let taken = dora.post(&format!("/v1/devices/{}/codes", id(OTHER_DEVICE)), json!({ "code": "label-1" })).await;
    assert_eq!((taken.status, &taken.body["path"]), (StatusCode::CONFLICT, &json!("code")), "{}", taken.body);
    for wrong in ["", "https://service.example/d/7F3K9XABCDEF"] {
        assert_eq!(
            dora.post(&codes, json!({ "code": wrong })).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{wrong}"
        );
    }
    let release = format!("{codes}/release");
    let silent = dora.post(&release, json!({ "code": "LABEL-1", "reason": " " })).await;
    assert_eq!((silent.status, &silent.body["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason")));
    // The office's own, too.
    for code in ["LABEL-1", "CODE-1"] {
        company.pass(1);
        let released = dora.post(&release, json!({ "code": code, "reason": "scratched" })).await;
        assert_eq!(released.status, StatusCode::OK, "{}", released.body);
        assert_eq!(dora.get(&format!("/v1/device-codes/{code}")).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(dora.post(&release, json!({ "code": "LABEL-1", "reason": "x" })).await.status, StatusCode::NOT_FOUND);
    let expert = company.person(Role::Expert).await;
    assert_eq!(expert.post(&codes, json!({ "code": "LABEL-2" })).await.status, StatusCode::FORBIDDEN);
    let history = dora.get(&format!("/v1/devices/{}/history", id(DEVICE))).await;
    assert_eq!(words(&history.body, "/items", "kind"), ["code_released", "code_released", "code_bound", "filed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_files_of_one_machine_become_one_and_two_again() {
    let company = Company::new();
    let phone = Phone::enrol(&company).await;
    let dora = company.person(Role::Dispatcher).await;
    let (of_double, of_other) =
        (Job::on(&company, &phone, OTHER_DEVICE).await, Job::on(&company, &phone, DEVICE).await);
    let merge = format!("/v1/devices/{}/merge", id(OTHER_DEVICE));
    for (into, path) in [(id(OTHER_DEVICE), "into"), (id(999), "into")] {
        let refused = dora.post(&merge, json!({ "into": into })).await;
        assert_eq!(refused.body["path"], path, "{}", refused.body);
    }
    let expert = company.person(Role::Expert).await;
    assert_eq!(expert.post(&merge, json!({ "into": id(DEVICE) })).await.status, StatusCode::FORBIDDEN);
    let merged = dora.post(&merge, json!({ "into": id(DEVICE), "reason": "filed twice" })).await;
    assert_eq!((merged.status, &merged.body["id"]), (StatusCode::OK, &json!(id(DEVICE))), "{}", merged.body);
    let mut codes: Vec<&str> =
        merged.body["body"]["codes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    codes.sort_unstable();
    assert_eq!(codes, [CODE, "CODE-1", "CODE-2"]);
    // Whatever led to the double leads to the file that goes on.
    assert_eq!(dora.get("/v1/device-codes/CODE-2").await.body["devices"][0]["id"], json!(id(DEVICE)));
    assert_eq!(ids(&dora.get("/v1/devices?q=SN-2").await), [id(DEVICE).to_string()]);
    assert_eq!(ids(&dora.get("/v1/devices").await), [id(DEVICE).to_string()]);
    assert_eq!(ids(&dora.get("/v1/devices?is_double=true").await), [id(OTHER_DEVICE).to_string()]);
    let file = dora.get(&format!("/v1/devices/{}", id(DEVICE))).await;
    let mut visits = words(&file.body, "/history", "id");
    visits.sort_unstable();
    let mut expected = [of_double.visit.to_string(), of_other.visit.to_string()];
    expected.sort_unstable();
    assert_eq!(visits, expected);
    assert_eq!(file.body["open_orders"].as_array().unwrap().len(), 2);
    let double = dora.get(&format!("/v1/devices/{}", id(OTHER_DEVICE))).await;
    assert_eq!((&double.body["body"]["merged_into"], &double.body["body"]["codes"]), (&json!(id(DEVICE)), &json!([])));
    // The phone of somebody with a job on the double carries the file that goes on, too.
    let carried = company.writer.write({
        let device = phone.field_device;
        let subject = onsite_domain::Subject::new(onsite_domain::Word::Device, id(DEVICE));
        move |store| Ok(onsite_server::scope::holders(store.database(), subject)?.contains(&device))
    });
    assert!(carried.await.unwrap());
    // No double of a double, in a circle or otherwise.
    let back = dora.post(&format!("/v1/devices/{}/merge", id(DEVICE)), json!({ "into": id(OTHER_DEVICE) })).await;
    assert_eq!((back.status, &back.body["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("into")), "{}", back.body);
    let again = dora.post(&merge, json!({ "into": id(DEVICE) })).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.body);
    let label = dora.post(&format!("/v1/devices/{}/codes", id(OTHER_DEVICE)), json!({ "code": "X-1" })).await;
    assert_eq!(label.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", label.body);

    company.pass(1_000);
    let unmerge = format!("/v1/devices/{}/unmerge", id(OTHER_DEVICE));
    assert_eq!(dora.post(&unmerge, json!({ "reason": "" })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let parted = dora.post(&unmerge, json!({ "reason": "two machines" })).await;
    assert_eq!((parted.status, &parted.body["body"]["codes"]), (StatusCode::OK, &json!(["CODE-2"])), "{}", parted.body);
    assert_eq!(dora.get("/v1/device-codes/CODE-2").await.body["devices"][0]["id"], json!(id(OTHER_DEVICE)));
    assert_eq!(ids(&dora.get("/v1/devices?q=SN-2").await), [id(OTHER_DEVICE).to_string()]);
    let history = dora.get(&format!("/v1/devices/{}/history", id(OTHER_DEVICE))).await;
    let kinds = words(&history.body, "/items", "kind");
    assert_eq!(kinds.iter().filter(|kind| kind.starts_with("merge")).collect::<Vec<_>>(), ["merge_undone", "merged"]);
    assert_eq!(dora.post(&unmerge, json!({ "reason": "again" })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problems = company.writer.write(|store| store.verify()).await.unwrap();
    assert!(problems.is_clean(), "{:?}", problems.problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contractor_is_told_nothing_of_a_machine_that_it_has_no_order_for() {
    let company = Company::new();
    company.order(DEVICE, CONTRACTOR).await;
    let dora = company.person(Role::Dispatcher).await;
    let chen = company.person(Role::ContractorDispatcher).await;
    for path in ["", "/history", "/readings"] {
        assert_eq!(chen.get(&format!("/v1/devices/{}{path}", id(OTHER_DEVICE))).await.status, StatusCode::NOT_FOUND);
        assert_eq!(chen.get(&format!("/v1/devices/{}{path}", id(DEVICE))).await.status, StatusCode::OK);
    }
    assert!(ids(&chen.get("/v1/devices?q=SN-2").await).is_empty());
    let merge = json!({ "into": id(DEVICE) });
    let unknown = chen.post(&format!("/v1/devices/{}/merge", id(OTHER_DEVICE)), merge).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let known = chen.post(&format!("/v1/devices/{}/codes", id(DEVICE)), json!({ "code": "X-1" })).await;
    assert_eq!(known.status, StatusCode::FORBIDDEN);
    let file = chen.get(&format!("/v1/devices/{}", id(DEVICE))).await;
    assert_eq!(
        (&file.body["warranty"], &file.body["contracts"], &file.body["articles"]),
        (&Value::Null, &json!([]), &json!([]))
    );
    let own = dora.get(&format!("/v1/devices/{}", id(DEVICE))).await;
    assert!(own.body["names"].as_object().unwrap().len() >= file.body["names"].as_object().unwrap().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn readings_of_a_step_are_followed_from_visit_to_visit_and_the_life_told_in_pages() {
    let company = Company::new();
    let phone = Phone::enrol(&company).await;
    for (place, value) in ["1.5", "2.5"].iter().enumerate() {
        let job = Job::on(&company, &phone, DEVICE).await;
        let answer = Answer { step: job.step(PRESSURE), value: Some((*value).to_owned()), ..Answer::default() };
        job.add(&company, 600 + u64::try_from(place).unwrap(), &answer).await;
        job.finish(&company).await;
        company.pass(86_400_000);
    }
    let dora = company.person(Role::Dispatcher).await;
    let readings = dora.get(&format!("/v1/devices/{}/readings", id(DEVICE))).await;
    let series = &readings.body["steps"][0];
    assert_eq!(
        (&series["step"], &series["unit"], &series["high"]),
        (&json!(id(PRESSURE)), &json!("bar"), &json!("2")),
        "{}",
        readings.body
    );
    let points: Vec<(&Value, &Value)> =
        series["points"].as_array().unwrap().iter().map(|p| (&p["value"], &p["is_outside"])).collect();
    assert_eq!(points, [(&json!("1.5"), &json!(false)), (&json!("2.5"), &json!(true))]);
    let both_times = |point: &Value| point["at"].is_string() && point["received"].is_string();
    assert!(series["points"].as_array().unwrap().iter().all(both_times), "{series}");
    let none = dora.get(&format!("/v1/devices/{}/readings?step={}", id(DEVICE), id(PART))).await;
    assert_eq!(none.body["steps"], json!([]));

    let path = format!("/v1/devices/{}/history", id(DEVICE));
    let whole = dora.get(&path).await;
    assert_eq!(words(&whole.body, "/items", "kind"), ["visit", "visit", "filed"]);
    assert_eq!(whole.body["names"][format!("user/{}", user_of(Role::Engineer))]["number"], "engineer");
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = dora.get(&format!("{path}?limit=1{cursor}")).await;
        paged.extend(page.body["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page.body["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(&paged, whole.body["items"].as_array().unwrap());
    assert_eq!(dora.get(&format!("{path}?cursor=eA")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_off_the_plate_is_corrected_on_what_was_seen() {
    let company = Company::new();
    let dora = company.person(Role::Dispatcher).await;
    let path = format!("/v1/devices/{}", id(DEVICE));
    let before = dora.get(&path).await;
    let body = json!({ "fields": { "location": "B2, plant room" } });
    assert_eq!(dora.send("PATCH", &path, Some(&body), &[]).await.status, StatusCode::PRECONDITION_REQUIRED);
    let seen = [("if-match", before.header("etag"))];
    let changed = dora.send("PATCH", &path, Some(&body), &seen).await;
    assert_eq!(
        (changed.status, &changed.body["body"]["location"]),
        (StatusCode::OK, &json!("B2, plant room")),
        "{}",
        changed.body
    );
    assert_eq!(dora.send("PATCH", &path, Some(&body), &seen).await.status, StatusCode::PRECONDITION_FAILED);
    let wrong = json!({ "fields": { "colour": "red" }, "heads": [] });
    assert!(dora.send("PATCH", &path, Some(&wrong), &[]).await.status.is_client_error());
    let expert = company.person(Role::Expert).await;
    let body = json!({ "fields": { "location": "roof" }, "heads": changed.body["body"]["heads"] });
    assert_eq!(expert.send("PATCH", &path, Some(&body), &[]).await.status, StatusCode::FORBIDDEN);
    // The office's record changes through its own door, and the life says what became of it.
    let record = format!("/v1/records/device/{}", id(DEVICE));
    let held = dora.get(&record).await;
    let mut next = held.body["body"].clone();
    next["life_cycle"] = json!("stopped");
    company.pass(1_000);
    let written = dora.send("PUT", &record, Some(&next), &[("if-match", held.header("etag"))]).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.body);
    let history = dora.get(&format!("{path}/history")).await;
    let newest = &history.body["items"][0];
    assert_eq!((&newest["kind"], &newest["detail"]["changed"]), (&json!("changed"), &json!(["life_cycle"])));
    assert_eq!(newest["detail"]["values"]["life_cycle"], json!({ "was": "in_use", "became": "stopped" }));
}
