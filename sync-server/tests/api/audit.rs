//! The audit trail: who did what to a subject, when, from where; and who may not know.

use crate::{
    phone::Phone,
    support::{COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, PART, Person, WAREHOUSE, id, user_of},
};
use axum::http::StatusCode;
use onsite_documents::{ActorId, Document};
use onsite_domain::{
    Id, Stamp, Subject, Word,
    document::Write,
    document_kind, entry,
    note::Note,
    press::{Press, PressFact},
    user::Role,
};
use onsite_store::ground;
use onsite_wire::{push::Push, sync::SyncRequest};
use serde_json::{Value, json};

async fn trail(person: &Person, path: &str) -> Vec<Value> {
    let reply = person.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    reply.body["items"].as_array().unwrap().clone()
}

/// Every row, a page of `limit` at a time.
async fn paged(person: &Person, path: &str, limit: u32) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("{path}?limit={limit}&cursor={cursor}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let items = page.body["items"].as_array().unwrap().clone();
        assert!(items.len() <= limit as usize);
        found.extend(items);
        match page.body["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return found,
        }
    }
}

fn of<'a>(rows: &'a [Value], what: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row["what"] == what).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orders_trail_says_what_stood_there_before_and_who_changed_it() {
    let company = Company::new();
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let path = format!("/v1/work-orders/{order}");
    let wang = company.person(Role::Dispatcher).await;
    for title in ["second", "third"] {
        let heads = wang.get(&path).await.body["body"]["heads"].clone();
        company.pass(60_000);
        let body = json!({ "fields": { "title": title }, "heads": heads });
        let changed = wang.send("PATCH", &path, Some(&body), &[]).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    }
    wang.post(&format!("{path}/remarks"), json!({ "text": "the gate is locked" })).await;
    wang.post(&format!("{path}/press/verify"), json!({})).await;

    let audit = format!("/v1/audit/work_order/{order}");
    let rows = trail(&wang, &audit).await;
    let dispatcher = json!({ "by": "console", "user": user_of(Role::Dispatcher) });
    assert!(rows.iter().all(|row| row["by"] == dispatcher && row["field_device"].is_null()), "{rows:?}");
    let press = &rows[0];
    assert_eq!(
        (&press["what"], &press["kind"], &press["body"]["press"]),
        (&json!("fact"), &json!("press"), &json!("verify"))
    );
    let remark = of(&rows, "entry")[0];
    assert_eq!((&remark["collection"], &remark["body"]["text"]), (&json!("remarks"), &json!("the gate is locked")));
    let titles = trail(&wang, &format!("{audit}?field=title")).await;
    let values: Vec<(&Value, &Value)> = titles.iter().map(|row| (&row["old"], &row["new"])).collect();
    assert_eq!(
        values,
        [
            (&json!(["second"]), &json!("third")),
            (&json!(["漏水 leak"]), &json!("second")),
            (&json!([]), &json!("漏水 leak")),
        ]
    );
    assert!(titles[0]["received"].as_str() > titles[1]["received"].as_str());
    // However it is cut into pages, it is the same trail.
    for limit in [1, 2, 7] {
        assert_eq!(paged(&wang, &audit, limit).await, rows);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_did_not_know_of_each_other_had_the_same_before() {
    let company = Company::new();
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let path = format!("/v1/work-orders/{order}");
    let wang = company.person(Role::Dispatcher).await;
    let heads = wang.get(&path).await.body["body"]["heads"].clone();
    for title in ["A", "B"] {
        let body = json!({ "fields": { "title": title }, "heads": heads });
        let reply = wang.send("PATCH", &path, Some(&body), &[]).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    }
    let rows = trail(&wang, &format!("/v1/audit/work_order/{order}?field=title")).await;
    let old: Vec<&Value> = rows.iter().map(|row| &row["old"]).collect();
    assert_eq!(old, [&json!(["漏水 leak"]), &json!(["漏水 leak"]), &json!([])]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_records_trail_names_the_fields_that_differ() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let path = format!("/v1/records/customer/{}", id(CUSTOMER));
    for (name, phone) in [("Example Clinic", "+86 21 5555 0101"), ("Example Clinic", "+86 21 5555 0102")] {
        let etag = admin.get(&path).await.header("etag").to_owned();
        let body = json!({ "name": { "en": name }, "organisation": id(COMPANY), "ext": { id(7).to_string(): phone } });
        let body = if phone.ends_with('1') {
            json!({ "name": body["name"], "organisation": body["organisation"] })
        } else {
            body
        };
        let reply = admin.send("PUT", &path, Some(&body), &[("if-match", &etag)]).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    }
    let audit = format!("/v1/audit/customer/{}", id(CUSTOMER));
    let rows = trail(&admin, &audit).await;
    assert_eq!(rows.len(), 3);
    let fields: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect())
        .collect();
    let own = format!("ext.{}", id(7));
    assert_eq!(fields, [vec![own.as_str()], vec!["name"], vec!["name", "organisation"]]);
    assert_eq!(rows[1]["fields"][0]["old"], json!({ "en": "Example Hospital" }));
    assert_eq!(rows[1]["by"], json!({ "by": "console", "user": user_of(Role::Administrator) }));
    assert_eq!(rows[2]["by"]["by"], "rule");
    for field in ["ext", &own] {
        assert_eq!(trail(&admin, &format!("{audit}?field={field}")).await.len(), 1, "{field}");
    }
    assert_eq!(paged(&admin, &audit, 1).await, rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_phone_wrote_offline_names_the_phone_and_every_clock() {
    let company = Company::new();
    let mut phone = Phone::enrol(&company).await;
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let wang = company.person(Role::Dispatcher).await;
    let team = json!({ "team": { "lead": user_of(Role::Engineer) } });
    let assigned = wang.post(&format!("/v1/work-orders/{order}/assign"), team).await;
    let visit: Id = assigned.body["body"]["visits"][0]["visit"].as_str().unwrap().parse().unwrap();

    // The phone's clock is an hour behind; it wrote ten minutes before it had a signal.
    company.pass(3_600_000);
    let now_ms = company.writer.write(|store| Ok(store.now_ms())).await.unwrap();
    let request_stamp = Stamp { wall_ms: now_ms - 3_600_000, boot: 5, since_boot_ms: 1_000_000 };
    let written = Stamp { wall_ms: request_stamp.wall_ms - 600_000, boot: 5, since_boot_ms: 400_000 };
    let push = work(&company, &phone, visit, order, written).await;
    let asked =
        SyncRequest { schema: document_kind::SCHEMA, stamp: request_stamp, push: Some(push), ..SyncRequest::default() };
    let answer = phone.sync(asked).await;
    assert_eq!(answer.outcome.unwrap().units, []);

    let rows = trail(&wang, &format!("/v1/audit/visit/{visit}")).await;
    let engineer = json!({ "by": "field_device", "field_device": phone.field_device, "user": user_of(Role::Engineer) });
    let (note, press) = (of(&rows, "entry")[0], of(&rows, "fact")[0]);
    let time = |ms: i64| json!(jiff::Timestamp::from_millisecond(ms).unwrap());
    for row in [note, press] {
        assert_eq!((&row["by"], &row["field_device"]), (&engineer, &json!(phone.field_device)), "{row}");
        assert_eq!(row["received"], time(now_ms));
        assert_eq!(row["device_time"], time(written.wall_ms));
        assert_eq!(row["corrected_time"], time(now_ms - 600_000));
    }
    assert_eq!((&note["collection"], &note["body"]["text"]), (&json!("notes"), &json!("the filter is torn")));
    assert_eq!((&press["kind"], &press["body"]["press"]), (&json!("press"), &json!("accept")));
    // The visit itself says both times, of the press and of the entry.
    let seen = wang.get(&format!("/v1/visits/{visit}")).await;
    assert_eq!(seen.body["body"]["notes"][0]["received_ms"], json!(now_ms));
    assert_eq!(seen.body["body"]["presses"][0]["received_ms"], json!(now_ms));
    company.rebuild().await;
    assert_eq!(wang.get(&format!("/v1/visits/{visit}")).await.body, seen.body, "and so after a rebuild");
    // Who reads orders and not visits is told of the press and not of what it holds.
    let agent = company.person(Role::IntakeAgent).await;
    let rows = trail(&agent, &format!("/v1/audit/work_order/{order}")).await;
    let press = rows.iter().find(|row| row["kind"] == "press").unwrap();
    assert_eq!((&press["body"], &press["is_withheld"]), (&Value::Null, &json!(true)));
}

/// A push with one unit: a note on a visit, and its acceptance.
async fn work(company: &Company, phone: &Phone, visit: Id, order: Id, stamp: Stamp) -> Push {
    let subject = Subject::new(Word::Visit, visit);
    let held = company.writer.write(move |store| Ok(ground::changes(store.database(), subject, 0)?)).await.unwrap();
    let kind = document_kind::of(Word::Visit).unwrap();
    let mut document = Document::from_changes(kind, visit, held.iter().map(|change| change.bytes.as_slice())).unwrap();
    let note = Note { text: "the filter is torn".to_owned(), ..Note::default() };
    let writes: [Write; 1] = [entry::add(id(501), &note)];
    let change = document.write(ActorId([6; 16]), stamp.wall_ms, &writes).unwrap().unwrap();
    let accept = PressFact { press: Press::Accept, ..PressFact::default() };
    let fact = phone.fact(id(502), stamp, vec![subject, Subject::new(Word::WorkOrder, order)], &accept);
    phone.unit(stamp, Some((subject, change)), &[fact])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contractor_learns_no_more_from_the_trail_than_from_the_subject() {
    let company = Company::new();
    let (given, _) = company.order(DEVICE, CONTRACTOR).await;
    let (kept, _) = company.order(DEVICE, COMPANY).await;
    let wang = company.person(Role::Dispatcher).await;
    let path = format!("/v1/work-orders/{given}");
    let heads = wang.get(&path).await.body["body"]["heads"].clone();
    let body = json!({ "fields": { "title": "what it is called now" }, "heads": heads });
    assert_eq!(wang.send("PATCH", &path, Some(&body), &[]).await.status, StatusCode::OK);
    wang.post(&format!("{path}/press/verify"), json!({})).await;

    let chen = company.person(Role::ContractorDispatcher).await;
    let rows = trail(&chen, &format!("/v1/audit/work_order/{given}")).await;
    let titles = trail(&chen, &format!("/v1/audit/work_order/{given}?field=title")).await;
    assert_eq!(titles[0]["new"], "what it is called now");
    assert_eq!((&titles[1]["new"], &titles[1]["is_withheld"]), (&Value::Null, &json!(true)));
    assert!(rows.iter().all(|row| row["old"].is_null() || row["old"] == json!([])), "{rows:?}");
    let view = chen.get(&path).await.body.to_string();
    for row in &rows {
        assert!(row["body"].is_null() && row["subjects"].as_array().is_none_or(Vec::is_empty), "{row}");
        let fact = row["id"].as_str().unwrap_or_default();
        assert!(fact.is_empty() || view.contains(fact), "{row}");
        let user = row["by"]["user"].as_str().unwrap_or_default();
        assert!(user.is_empty() || view.contains(user), "{row}");
    }
    let text = json!(rows).to_string();
    assert!(!text.contains("leak") && !text.contains(&kept.to_string()), "{text}");
    // Of a customer it is told the version that it sees, and nothing of those before.
    let customer = trail(&chen, &format!("/v1/audit/customer/{}", id(CUSTOMER))).await;
    assert_eq!((customer.len(), &customer[0]["fields"], &customer[0]["by"]), (1, &json!([]), &Value::Null));
    for (path, status) in [
        (format!("/v1/audit/work_order/{kept}"), StatusCode::NOT_FOUND),
        (format!("/v1/audit/work_order/{}", id(9_999)), StatusCode::NOT_FOUND),
        (format!("/v1/audit/stock_location/{}", id(WAREHOUSE)), StatusCode::FORBIDDEN),
        (format!("/v1/audit/part/{}", id(PART)), StatusCode::FORBIDDEN),
    ] {
        assert_eq!(chen.get(&path).await.status, status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_is_asked_for_in_the_right_form_and_stays_small() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    for path in [
        "/v1/audit/spaceship/01J00000000000000000000000".to_owned(),
        "/v1/audit/work_order/nobody".to_owned(),
        format!("/v1/audit/device/{}?cursor=%21%21", id(DEVICE)),
        format!("/v1/audit/device/{}?cursor=YWJj", id(DEVICE)),
    ] {
        assert_eq!(wang.get(&path).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    let (order, _) = company.order(DEVICE, COMPANY).await;
    let path = format!("/v1/work-orders/{order}");
    let heads = wang.get(&path).await.body["body"]["heads"].clone();
    let long = "长".repeat(3_000);
    let body = json!({ "fields": { "description": long }, "heads": heads });
    assert_eq!(wang.send("PATCH", &path, Some(&body), &[]).await.status, StatusCode::OK);
    let rows = trail(&wang, &format!("/v1/audit/work_order/{order}?field=description")).await;
    assert_eq!(rows[0]["is_cut"], true);
    assert_eq!(rows[0]["new"].as_str().unwrap().chars().count(), 1_000);
}
