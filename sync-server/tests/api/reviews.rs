//! Reviewing a visit: everything on one page; what comes of it: a follow-up, an article, a score of a sample.

use crate::{
    hands::{COVER, Job, PRESSURE},
    phone::Phone,
    support::{COMPANY, CONTRACTOR, Company, DEVICE, OTHER_DEVICE, PART, Person, Reply, id, user_of},
};
use axum::http::StatusCode;
use onsite_domain::{
    Quantity, Subject, Word,
    answer::Answer,
    command::{Command, NewFact},
    entry, fact_kind,
    finding::{Coded, Finding},
    id::Hash,
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    part_usage::PartUsage,
    photo::{Photo, PhotoMoment},
    press::Press,
    user::Role,
};
use serde_json::{Value, json};

const VAN: u64 = 43;
const AT_CUSTOMER: u64 = 45;

async fn put(person: &Person, word: &str, number: u64, body: Value) -> Reply {
    person.send("PUT", &format!("/v1/records/{word}/{}", id(number)), Some(&body), &[]).await
}

async fn with_van(company: &Company) -> Phone {
    let phone = Phone::enrol(company).await;
    let keeper = company.person(Role::StockKeeper).await;
    let van = json!({
        "kind": "van", "name": { "en": "Van 1" }, "organisation": id(COMPANY), "user": user_of(Role::Engineer),
        "holder": phone.field_device,
    });
    assert_eq!(put(&keeper, "stock_location", VAN, van).await.status, StatusCode::CREATED);
    let place = json!({ "kind": "customer", "name": { "en": "At customers" }, "organisation": id(COMPANY) });
    assert_eq!(put(&keeper, "stock_location", AT_CUSTOMER, place).await.status, StatusCode::CREATED);
    phone
}

/// A part from the van, with a movement of so many.
async fn use_part(company: &Company, job: &Job, moved: i64) {
    let line = MovementLine {
        part: id(PART),
        quantity: Quantity(moved),
        from: id(VAN),
        to: id(AT_CUSTOMER),
        condition: Condition::New,
        ..MovementLine::default()
    };
    let body = MovementFact {
        reason: MovementReason::Use,
        lines: vec![line],
        visit: Some(job.visit),
        work_order: Some(job.order),
        custody_epoch: Some(0),
        ..MovementFact::default()
    };
    let fact = NewFact {
        id: id(700),
        kind: "movement".into(),
        subjects: movement::subjects(&body),
        body: fact_kind::body(&body),
    };
    let usage = PartUsage {
        part: id(PART),
        quantity: Quantity(1_000),
        condition: Condition::New,
        location: id(VAN),
        movement: Some(id(700)),
        ..PartUsage::default()
    };
    let writes = [entry::add(id(701), &usage)];
    let command = Command::new("use_part").write(Subject::new(Word::Visit, job.visit), writes).fact(fact);
    job.command(company, command).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_came_back_stands_on_one_page() {
    let company = Company::new();
    let phone = with_van(&company).await;
    let before = Job::on(&company, &phone, DEVICE).await;
    let answered =
        |job: &Job, value: &str| Answer { step: job.step(PRESSURE), value: Some(value.into()), ..Answer::default() };
    before.add(&company, 600, &answered(&before, "1.2")).await;
    before.finish(&company).await;

    let job = Job::on(&company, &phone, DEVICE).await;
    job.press(&company, &[Press::Accept]).await;
    company.pass(60_000);
    let dora = company.person(Role::Dispatcher).await;
    let changed = json!({ "fields": { "title": "Yearly service, and the lamp" }, "heads": [] });
    let order = dora.get(&format!("/v1/work-orders/{}", job.order)).await;
    let seen = [("if-match", order.header("etag"))];
    let written = json!({ "fields": changed["fields"] });
    let path = format!("/v1/work-orders/{}", job.order);
    assert_eq!(dora.send("PATCH", &path, Some(&written), &seen).await.status, StatusCode::OK);
    company.pass(60_000);
    job.press(&company, &[Press::Depart, Press::Arrive, Press::Start]).await;
    job.add(&company, 601, &answered(&job, "2.5")).await;
    let photo = Photo {
        hash: Hash::of(b"a picture"),
        size_bytes: 9,
        media_type: "image/jpeg".into(),
        step: Some(job.step(COVER)),
        moment: Some(PhotoMoment::After),
        ..Photo::default()
    };
    job.add(&company, 602, &photo).await;
    use_part(&company, &job, 2_000).await;
    company.pass(30 * 60_000);
    job.press(&company, &[Press::Finish]).await;

    let manager = company.person(Role::ServiceManager).await;
    let review = manager.get(&format!("/v1/visits/{}/review", job.visit)).await;
    assert_eq!(review.status, StatusCode::OK, "{}", review.body);
    let body = &review.body;
    let step = &body["steps"][0];
    assert_eq!((&step["title"]["en"], &step["measurement"]["high"]), (&json!("Pressure"), &json!("2")));
    assert_eq!((&step["answers"][0]["value"], &step["answers"][0]["is_outside"]), (&json!("2.5"), &json!(true)));
    assert_eq!((&step["past"][0]["value"], &step["past"][0]["visit"]), (&json!("1.2"), &json!(before.visit)));
    assert_eq!(
        body["missing"].as_array().unwrap().len(),
        1,
        "a reading outside its limits wants a word: {}",
        body["missing"]
    );
    let field = &body["changed"]["fields"][0];
    assert_eq!((&field["field"], &field["was"]), (&json!("title"), &json!("Yearly service")), "{}", body["changed"]);
    assert_eq!(field["by"]["user"], json!(user_of(Role::Dispatcher)));
    assert_eq!(body["changed"]["fields"].as_array().unwrap().len(), 1);
    let photo = &body["photos"][0];
    assert_eq!(
        (&photo["moment"], &photo["step"], &photo["is_here"]),
        (&json!("after"), &json!(job.step(COVER)), &json!(false))
    );
    let usage = &body["parts"]["usages"][0];
    assert_eq!((&usage["state"], &usage["quantity"]), (&json!("differs"), &json!(1000)));
    assert_eq!(
        (&body["parts"]["differences"][0]["moved"], &body["parts"]["differences"][0]["written"]),
        (&json!(2000), &json!(1000))
    );
    let work = body["times"]["totals"].as_array().unwrap().iter().find(|total| total["kind"] == "work").unwrap();
    assert!(work["minutes"].as_i64().unwrap() >= 30, "{work}");
    assert_eq!(body["attention"].as_array().unwrap().iter().filter(|item| item["kind"] == "out_of_limits").count(), 1);
    assert_eq!(body["names"][format!("part/{}", id(PART))]["name"]["en"], "Pump");
    assert_eq!(body["order"]["id"], json!(job.order));
    assert_eq!((&body["signatures"], &body["held"], &body["inspection"]), (&json!([]), &json!([]), &Value::Null));

    let unknown = manager.get(&format!("/v1/visits/{}/review", id(999))).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let chen = company.person(Role::ContractorDispatcher).await;
    assert_eq!(chen.get(&format!("/v1/visits/{}/review", job.visit)).await.status, StatusCode::NOT_FOUND);
    let (_, given) = company.order(OTHER_DEVICE, CONTRACTOR).await;
    let own = chen.get(&format!("/v1/visits/{}/review", given.unwrap())).await;
    assert_eq!((own.status, &own.body["inspection"]), (StatusCode::OK, &Value::Null), "{}", own.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_takes_over_what_the_visit_was_about() {
    let company = Company::new();
    let phone = Phone::enrol(&company).await;
    let job = Job::on(&company, &phone, DEVICE).await;
    job.finish(&company).await;
    let dora = company.person(Role::Dispatcher).await;
    let path = format!("/v1/visits/{}/follow-up", job.visit);
    let key = [("idempotency-key", "next-1")];
    let body = json!({ "kind": "repair", "title": "Replace the lamp", "priority": "high" });
    let made = dora.send("POST", &path, Some(&body), &key).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(dora.send("POST", &path, Some(&body), &key).await.body["id"], made.body["id"]);
    let order = &made.body["body"];
    assert_eq!(
        (&order["cause_order"], &order["device"], &order["kind"]),
        (&json!(job.order), &json!(id(DEVICE)), &json!("repair"))
    );
    assert_eq!((&order["title"], &order["priority"]), (&json!("Replace the lamp"), &json!("high")));
    let review = dora.get(&format!("/v1/visits/{}/review", job.visit)).await;
    assert_eq!(review.body["follow_ups"][0]["id"], made.body["id"]);
    for wrong in [
        json!({ "kind": "dance" }),
        json!({ "mode": "by air" }),
        json!({ "priority": "extreme" }),
        json!({ "colour": 1 }),
    ] {
        assert_eq!(dora.post(&path, wrong.clone()).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let manager = company.person(Role::ServiceManager).await;
    assert_eq!(manager.post(&path, json!({})).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_drafted_from_a_visit_and_stays_at_the_office_until_it_is_published() {
    let company = Company::new();
    let phone = Phone::enrol(&company).await;
    let admin = company.person(Role::Administrator).await;
    let code = json!({ "kind": "fault", "code": "F-7", "name": { "zh": "漏水", "en": "Leak" } });
    assert_eq!(put(&admin, "fault_code", 310, code).await.status, StatusCode::CREATED);
    let job = Job::on(&company, &phone, DEVICE).await;
    let finding = Finding {
        fault: Coded { code: Some(id(310)), text: None },
        cause: Coded { code: None, text: Some("密封圈老化".into()) },
        remedy: Coded { code: None, text: Some("Seal replaced".into()) },
        ..Finding::default()
    };
    job.add(&company, 620, &finding).await;
    let expert = company.person(Role::Expert).await;
    let path = format!("/v1/visits/{}/article", job.visit);
    let made = expert.post(&path, json!({})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let article = &made.body["body"];
    assert_eq!(
        (&article["is_draft"], &article["from_visit"], &article["models"]),
        (&json!(true), &json!(job.visit), &json!(["CT-9"]))
    );
    assert_eq!(
        (&article["fault_codes"], &article["symptoms"]),
        (&json!(["F-7"]), &json!({ "zh": "漏水", "en": "Leak" }))
    );
    assert_eq!(
        (&article["cause"], &article["what_helped"]),
        (&json!({ "zh": "密封圈老化" }), &json!({ "en": "Seal replaced" }))
    );
    let article_id = made.body["id"].as_str().unwrap().parse().unwrap();
    let carried = async || {
        let device = phone.field_device;
        let subject = Subject::new(Word::Article, article_id);
        let held = company
            .writer
            .write(move |store| Ok(onsite_server::scope::holders(store.database(), subject)?.contains(&device)));
        held.await.unwrap()
    };
    assert!(!carried().await, "a draft");
    let record = made.header("location").to_owned();
    let held = expert.get(&record).await;
    let mut body = held.body["body"].clone();
    body["is_draft"] = json!(false);
    body["published_ms"] = json!(1_795_000_000_000_i64);
    let published = expert.send("PUT", &record, Some(&body), &[("if-match", held.header("etag"))]).await;
    assert_eq!(published.status, StatusCode::OK, "{}", published.body);
    assert!(carried().await, "published");
    let dora = company.person(Role::Dispatcher).await;
    assert_eq!(dora.post(&path, json!({})).await.status, StatusCode::FORBIDDEN);
}

fn checklist() -> Value {
    json!({
        "name": { "en": "Visits" }, "pass_percent": 80,
        "items": [
            { "id": id(801), "title": { "en": "Photos" }, "weight": 3, "points": 5 },
            { "id": id(802), "title": { "en": "Safety" }, "weight": 1, "points": 1, "is_critical": true },
        ],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_is_the_same_each_time_and_shrinks_as_visits_are_scored() {
    let company = Company::new();
    let phone = Phone::enrol(&company).await;
    let mut visits = Vec::new();
    for _ in 0..5 {
        let job = Job::on(&company, &phone, DEVICE).await;
        job.finish(&company).await;
        visits.push(job.visit.to_string());
    }
    let open = Job::on(&company, &phone, DEVICE).await;
    let rita = company.person(Role::QualityInspector).await;
    assert_eq!(put(&rita, "checklist", 800, checklist()).await.status, StatusCode::CREATED);
    let sample = async |rule: &str| {
        let period = "from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z";
        let drawn = rita.get(&format!("/v1/visits/sample?{period}&{rule}")).await;
        assert_eq!(drawn.status, StatusCode::OK, "{}", drawn.body);
        drawn.body
    };
    let drawn = |body: &Value| -> Vec<String> {
        body["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let first = sample("percent=30&seed=november").await;
    assert_eq!((&first["population"], &first["drawn"]), (&json!(5), &json!(2)));
    assert_eq!(drawn(&sample("percent=30&seed=november").await), drawn(&first));
    let whole = sample("percent=100&seed=x").await;
    assert_eq!(drawn(&whole).len(), 5);
    assert!(drawn(&whole).iter().all(|visit| visits.contains(visit)));
    let nobody = sample(&format!("percent=100&seed=x&user={}", user_of(Role::Expert))).await;
    assert_eq!(nobody["population"], json!(0));

    let visit = drawn(&first)[0].clone();
    let path = format!("/v1/visits/{visit}/inspection");
    assert_eq!(rita.get(&path).await.status, StatusCode::NOT_FOUND);
    let scored = |photos: i64, reason: Value, safety: Value| {
        json!({ "checklist": id(800), "scores": [
            { "item": id(801), "points": photos, "reason": reason }, { "item": id(802), "points": safety },
        ] })
    };
    let silent = rita.post(&path, scored(4, Value::Null, json!(1))).await;
    assert_eq!(
        (silent.status, &silent.body["path"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("scores[0].reason")),
        "{}",
        silent.body
    );
    let made = rita.post(&path, scored(4, json!("one is blurred"), json!(1))).await;
    assert_eq!(
        (made.status, &made.body["body"]["verdict"], &made.body["body"]["score_bp"]),
        (StatusCode::CREATED, &json!("passed"), &json!(8500)),
        "{}",
        made.body
    );
    assert_eq!(made.body["body"]["lead"], json!(user_of(Role::Engineer)));
    assert!(!drawn(&sample("percent=30&seed=november").await).contains(&visit));
    assert_eq!(sample("percent=30&seed=november").await["drawn"], json!(2), "others are not drawn instead");
    // Again: on the version that was seen.
    let again = scored(5, Value::Null, Value::Null);
    assert_eq!(rita.post(&path, again.clone()).await.status, StatusCode::PRECONDITION_REQUIRED);
    let second = rita.send("POST", &path, Some(&again), &[("if-match", made.header("etag"))]).await;
    assert_eq!((second.status, &second.body["body"]["score_bp"]), (StatusCode::OK, &json!(10_000)), "{}", second.body);
    let critical = scored(5, Value::Null, json!(0));
    let stale = rita.send("POST", &path, Some(&critical), &[("if-match", made.header("etag"))]).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(
        rita.get(&format!("/v1/visits/{visit}/review")).await.body["inspection"]["body"]["score_bp"],
        json!(10_000)
    );

    let early = rita.post(&format!("/v1/visits/{}/inspection", open.visit), scored(5, Value::Null, json!(1))).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.body);
    for role in [Role::Dispatcher, Role::Administrator, Role::ContractorDispatcher] {
        let other = company.person(role).await;
        assert_eq!(other.get(&path).await.status, StatusCode::FORBIDDEN, "{role}");
        assert_eq!(other.get("/v1/records/inspection").await.status, StatusCode::FORBIDDEN, "{role}");
    }
    let dora = company.person(Role::Dispatcher).await;
    assert_eq!(dora.get(&format!("/v1/visits/{visit}/review")).await.body["inspection"], Value::Null);
    // Nobody writes a score by the back door, and no phone carries one.
    let record = format!("/v1/records/inspection/{}", id(803));
    assert_eq!(rita.send("PUT", &record, Some(&json!({})), &[]).await.status, StatusCode::FORBIDDEN);
    let held = company.writer.write(|store| {
        let count = "SELECT count(*) FROM member WHERE subject LIKE 'inspection/%' OR subject LIKE 'checklist/%'";
        Ok(store.database().query_row(count, [], |row| row.get::<_, i64>(0)).unwrap())
    });
    assert_eq!(held.await.unwrap(), 0);
    let wrong =
        rita.get("/v1/visits/sample?from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z&seed=x&percent=101").await;
    assert_eq!((wrong.status, &wrong.body["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("percent")));
}
