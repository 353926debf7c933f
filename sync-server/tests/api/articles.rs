//! Articles: for whom each is, at the desk and on phones; and what each was good for.

use crate::{
    hands::Job,
    phone::Phone,
    support::{Company, DEVICE, OTHER_DEVICE, Person, id, user_of},
};
use axum::http::StatusCode;
use onsite_domain::{
    finding::{ArticleUse, Finding},
    user::Role,
};
use serde_json::{Value, json};

const EVERYBODY: u64 = 801;
const COMPANYS: u64 = 802;
const EXPERTS: u64 = 803;

async fn write(expert: &Person) {
    for (number, audience) in [(EVERYBODY, "everybody"), (COMPANYS, "company"), (EXPERTS, "experts")] {
        let body = json!({
            "number": format!("KB-{number}"), "title": { "en": format!("Leaking valve {audience}") },
            "audience": audience, "models": ["CT-9"],
        });
        let made = expert.send("PUT", &format!("/v1/records/article/{}", id(number)), Some(&body), &[]).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
}

fn ids(body: &Value) -> Vec<String> {
    let mut ids: Vec<String> =
        body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

fn named(numbers: &[u64]) -> Vec<String> {
    numbers.iter().map(|number| id(*number).to_string()).collect()
}

async fn on_phone(company: &Company, phone: &Phone) -> Vec<String> {
    let field_device = phone.field_device.to_string();
    let held = company.writer.write(move |store| {
        let mut statement = store.database().prepare(
            "SELECT substr(subject, 9) FROM member WHERE field_device = ? AND subject LIKE 'article/%' ORDER BY 1",
        )?;
        let rows = statement.query_map([field_device], |row| row.get::<_, String>(0))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    });
    held.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_experts_is_found_by_nobody_else() {
    let company = Company::new();
    let expert = company.person(Role::Expert).await;
    write(&expert).await;
    let all = named(&[EVERYBODY, COMPANYS, EXPERTS]);
    let desk = named(&[EVERYBODY, COMPANYS]);
    let hidden = format!("/v1/records/article/{}", id(EXPERTS));
    for (role, seen) in [(Role::Expert, &all), (Role::ServiceManager, &all), (Role::Dispatcher, &desk)] {
        let person = company.person(role).await;
        assert_eq!(ids(&person.get("/v1/records/article").await.body), *seen, "{role}");
        assert_eq!(ids(&person.get("/v1/search?q=leaking").await.body), *seen, "{role}");
        let file = person.get(&format!("/v1/devices/{}", id(DEVICE))).await;
        assert_eq!(file.body["articles"].as_array().unwrap().len(), seen.len(), "{role}");
        let names = person.get(&format!("/v1/names?of=article/{}", id(EXPERTS))).await;
        assert_eq!(names.body["items"].as_array().unwrap().len(), seen.len() - 2, "{role}");
        let one = person.get(&hidden).await;
        assert_eq!(one.status.is_success(), seen.len() == 3, "{role}");
        let uses = person.get(&format!("/v1/articles/{}/uses", id(EXPERTS))).await;
        assert_eq!(uses.status, one.status, "{role}");
    }
    let contractor = company.person(Role::ContractorDispatcher).await;
    for path in ["/v1/records/article".to_owned(), hidden, format!("/v1/articles/{}/uses", id(EVERYBODY))] {
        assert_eq!(contractor.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_gets_what_its_user_may_read() {
    let company = Company::new();
    let phone = Phone::enrol(&company).await;
    let expert = company.person(Role::Expert).await;
    write(&expert).await;
    assert_eq!(on_phone(&company, &phone).await, named(&[EVERYBODY, COMPANYS]));

    let administrator = company.person(Role::Administrator).await;
    let path = format!("/v1/records/user/{}", user_of(Role::Engineer));
    let change = async |key: &str, value: Value| {
        let held = administrator.get(&path).await;
        let mut body = held.body["body"].clone();
        body[key] = value;
        let done = administrator.send("PUT", &path, Some(&body), &[("if-match", held.header("etag"))]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    };
    change("roles", json!(["engineer", "expert"])).await;
    assert_eq!(on_phone(&company, &phone).await, named(&[EVERYBODY, COMPANYS, EXPERTS]));
    change("roles", json!(["engineer"])).await;
    change("organisation", json!(id(crate::support::CONTRACTOR))).await;
    assert_eq!(on_phone(&company, &phone).await, named(&[EVERYBODY]), "a contractor's engineer");

    let held = expert.get(&format!("/v1/records/article/{}", id(EVERYBODY))).await;
    let mut body = held.body["body"].clone();
    body["audience"] = json!("company");
    let path = format!("/v1/records/article/{}", id(EVERYBODY));
    let done = expert.send("PUT", &path, Some(&body), &[("if-match", held.header("etag"))]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(on_phone(&company, &phone).await.is_empty(), "what became internal is taken back");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_says_which_visits_used_it_and_which_it_solved() {
    let company = Company::new();
    let phone = Phone::enrol(&company).await;
    let expert = company.person(Role::Expert).await;
    write(&expert).await;
    let used = |solved| Finding { articles: vec![ArticleUse { article: id(EVERYBODY), solved }], ..Finding::default() };
    let first = Job::on(&company, &phone, DEVICE).await;
    first.add(&company, 810, &used(false)).await;
    company.pass(60_000);
    let second = Job::on(&company, &phone, OTHER_DEVICE).await;
    second.add(&company, 811, &used(false)).await;
    second.add(&company, 812, &used(true)).await;

    let path = format!("/v1/articles/{}/uses", id(EVERYBODY));
    let uses = expert.get(&path).await;
    assert_eq!(uses.status, StatusCode::OK, "{}", uses.body);
    assert_eq!((&uses.body["used"], &uses.body["solved"]), (&json!(2), &json!(1)));
    let rows: Vec<(&Value, &Value, &Value)> = uses.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["visit"], &row["is_solved"], &row["user"]))
        .collect();
    let engineer = json!(user_of(Role::Engineer));
    assert_eq!(
        rows,
        [(&json!(second.visit), &json!(true), &engineer), (&json!(first.visit), &json!(false), &engineer)]
    );
    let page = expert.get(&format!("{path}?limit=1")).await;
    let next = expert.get(&format!("{path}?limit=1&cursor={}", page.body["next"].as_str().unwrap())).await;
    assert_eq!(next.body["items"][0]["visit"], json!(first.visit));
    assert!(next.body.get("next").is_none());

    // What was replaced counts no more.
    let corrected = Finding { replaces: vec![id(810)], ..used(true) };
    first.add(&company, 813, &corrected).await;
    assert_eq!(expert.get(&path).await.body["solved"], json!(2));
    let keeper = company.person(Role::StockKeeper).await;
    let seen = keeper.get(&path).await;
    assert_eq!(
        (&seen.body["used"], &seen.body["items"]),
        (&json!(2), &json!([])),
        "who reads no visits is told how many"
    );
}
