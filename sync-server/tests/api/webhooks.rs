//! Webhooks against a receiver of ours: what is told, signed how, again when, and to whom never.

use crate::{
    phone::Phone,
    support::{COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, Person, id, user_of},
};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use onsite_domain::{
    Id, Stamp, Subject, Word, document_kind,
    id::Hash,
    signature::{SignatureFact, Signed, SignedDocument, SigningOutcome},
    user::Role,
};
use onsite_server::{http::Options, webhook::courier::Courier};
use onsite_store::{ground, meta};
use onsite_wire::sync::SyncRequest;
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

const EVERYTHING: &[&str] = &[
    "work_order.created",
    "work_order.status_changed",
    "visit.created",
    "visit.status_changed",
    "visit.signed",
    "request.received",
    "request.status_changed",
    "attention.opened",
    "attention.decided",
    "part_request.changed",
    "device.changed",
];

/// Somebody else's server.
#[derive(Clone)]
struct Receiver {
    url: String,
    answers: Arc<AtomicU16>,
    got: Arc<Mutex<Vec<Message>>>,
}

#[derive(Clone, Debug)]
struct Message {
    id: String,
    timestamp: String,
    signature: String,
    body: String,
}

impl Message {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn is_signed_with(&self, secret: &str) -> bool {
        let secret = BASE64.decode(secret.strip_prefix("whsec_").unwrap().as_bytes()).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
        mac.update(format!("{}.{}.{}", self.id, self.timestamp, self.body).as_bytes());
        let signature = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
        self.signature.split(' ').any(|signed| signed == signature)
    }
}

impl Receiver {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let receiver = Self { url, answers: Arc::new(AtomicU16::new(204)), got: Arc::default() };
        let router = Router::new().route("/hook", post(Self::take)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    async fn take(State(receiver): State<Self>, headers: HeaderMap, body: Bytes) -> (StatusCode, HeaderMap) {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        receiver.got.lock().unwrap().push(Message {
            id: text("webhook-id"),
            timestamp: text("webhook-timestamp"),
            signature: text("webhook-signature"),
            body: String::from_utf8(body.to_vec()).unwrap(),
        });
        let status = StatusCode::from_u16(receiver.answers.load(Ordering::SeqCst)).unwrap();
        let mut answer = HeaderMap::new();
        if status.is_redirection() {
            answer.insert("location", receiver.url.parse().unwrap());
        }
        (status, answer)
    }

    fn answer(&self, status: u16) {
        self.answers.store(status, Ordering::SeqCst);
    }

    fn take_all(&self) -> Vec<Message> {
        std::mem::take(&mut *self.got.lock().unwrap())
    }

    /// What came, by kind.
    fn take_kinds(&self) -> Vec<String> {
        let mut kinds: Vec<String> =
            self.take_all().iter().map(|message| message.json()["type"].as_str().unwrap().to_owned()).collect();
        kinds.sort();
        kinds
    }
}

fn company() -> Company {
    Company::with(Options { may_webhooks_reach_private: true, ..Options::default() })
}

fn courier(company: &Company) -> Courier {
    Courier::new(company.writer.clone(), true).unwrap()
}

async fn subscribe(admin: &Person, receiver: &Receiver, events: &[&str]) -> (String, String) {
    let made =
        admin.post("/v1/webhooks", json!({ "name": "the planning tool", "url": receiver.url, "events": events })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    (made.header("location").to_owned(), made.body["secret"].as_str().unwrap().to_owned())
}

async fn log(admin: &Person, webhook: &str) -> Vec<Value> {
    let reply = admin.get(&format!("{webhook}/deliveries")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    reply.body["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_is_told_what_happened_signed_and_without_content() {
    let company = company();
    let (admin, wang) = (company.person(Role::Administrator).await, company.person(Role::Dispatcher).await);
    let (receiver, courier) = (Receiver::start().await, courier(&company));
    let (before, _) = company.order(DEVICE, CONTRACTOR).await;
    let (webhook, secret) = subscribe(&admin, &receiver, EVERYTHING).await;
    assert_eq!(courier.pass().await.unwrap(), 0, "what was there before is no news");

    let (order, visit) = company.order(DEVICE, COMPANY).await;
    courier.pass().await.unwrap();
    let messages = receiver.take_all();
    assert!(messages.iter().all(|message| message.is_signed_with(&secret)), "{messages:?}");
    let mut told: Vec<Value> = messages.iter().map(Message::json).collect();
    told.sort_by_key(|message| message["type"].as_str().unwrap().to_owned());
    let kinds: Vec<&str> = told.iter().map(|message| message["type"].as_str().unwrap()).collect();
    // The second open order for one device is a likely duplicate.
    assert_eq!(kinds, ["attention.opened", "visit.created", "work_order.created"]);
    let created = &told[2];
    assert_eq!(created["data"]["id"], json!(order));
    assert_eq!(created["data"]["href"], json!(format!("/v1/work-orders/{order}")));
    assert_eq!(created["data"]["status"], "new");
    assert!(created["timestamp"].is_string());
    assert_eq!(told[1]["data"]["work_order"], json!(order));
    assert_eq!(told[1]["data"]["id"], json!(visit));
    let bodies = messages.iter().map(|message| message.body.clone()).collect::<String>();
    assert!(!bodies.contains("leak") && !bodies.contains("漏水"), "{bodies}");

    wang.post(&format!("/v1/work-orders/{order}/press/cancel"), json!({ "reason": "no longer needed" })).await;
    let heads = wang.get(&format!("/v1/work-orders/{before}")).await.body["body"]["heads"].clone();
    let patch = json!({ "fields": { "title": "another title" }, "heads": heads });
    wang.send("PATCH", &format!("/v1/work-orders/{before}"), Some(&patch), &[]).await;
    courier.pass().await.unwrap();
    assert_eq!(receiver.take_kinds(), ["visit.status_changed", "work_order.status_changed"], "a title is no status");
    wang.post(&format!("/v1/work-orders/{before}/press/cancel"), json!({ "reason": "no longer needed" })).await;
    courier.pass().await.unwrap();
    assert_eq!(receiver.take_kinds(), ["visit.status_changed", "work_order.status_changed"]);
    assert_eq!(courier.pass().await.unwrap(), 0, "once");
    let log = log(&admin, &webhook).await;
    assert_eq!(log.len(), 7);
    assert!(
        log.iter().all(|row| row["state"] == "delivered" && row["status"] == 204 && row["attempts"] == 1),
        "{log:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_devices_attention_and_only_what_was_subscribed_to() {
    let company = company();
    let (admin, wang) = (company.person(Role::Administrator).await, company.person(Role::Dispatcher).await);
    let (receiver, courier) = (Receiver::start().await, courier(&company));
    subscribe(
        &admin,
        &receiver,
        &["request.received", "request.status_changed", "device.changed", "attention.decided"],
    )
    .await;
    let agent = company.person(Role::IntakeAgent).await;
    let made =
        agent.post("/v1/requests", json!({ "channel": "phone", "words": "it leaks", "device": id(DEVICE) })).await;
    let href = made.header("location").to_owned();
    agent.post(&format!("{href}/press/verify"), json!({})).await;
    courier.pass().await.unwrap();
    assert_eq!(receiver.take_kinds(), ["request.received", "request.status_changed"]);

    let device = format!("/v1/records/device/{}", id(DEVICE));
    let held = wang.get(&device).await;
    let etag = held.header("etag").to_owned();
    let mut body = held.body["body"].clone();
    body["serial"] = json!("SN-1a");
    let written = wang.send("PUT", &device, Some(&body), &[("if-match", &etag)]).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.body);
    courier.pass().await.unwrap();
    assert_eq!(receiver.take_kinds(), ["device.changed"]);

    company.order(DEVICE, COMPANY).await;
    company.order(DEVICE, COMPANY).await;
    let items = wang.get("/v1/attention").await.body;
    let item = items["items"][0]["id"].as_str().unwrap().to_owned();
    courier.pass().await.unwrap();
    assert_eq!(receiver.take_kinds(), Vec::<String>::new());
    let dismissed = wang.post(&format!("/v1/attention/{item}/dismiss"), json!({ "reason": "two machines" })).await;
    assert_eq!(dismissed.status, StatusCode::OK, "{}", dismissed.body);
    courier.pass().await.unwrap();
    let told = receiver.take_all();
    assert_eq!(told.len(), 1);
    let data = &told[0].json()["data"];
    assert_eq!(
        (&data["id"], &data["status"], &data["kind"]),
        (&json!(item), &json!("dismissed"), &json!("likely_duplicate"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_from_a_phone_is_told_and_a_refusal_to_sign_is_none() {
    for outcome in [SigningOutcome::Signed, SigningOutcome::Refused] {
        let company = company();
        let (admin, wang) = (company.person(Role::Administrator).await, company.person(Role::Dispatcher).await);
        let (receiver, courier) = (Receiver::start().await, courier(&company));
        let mut phone = Phone::enrol(&company).await;
        let (order, _) = company.order(DEVICE, COMPANY).await;
        let team = json!({ "team": { "lead": user_of(Role::Engineer) } });
        let assigned = wang.post(&format!("/v1/work-orders/{order}/assign"), team).await;
        let visit: Id = assigned.body["body"]["visits"][0]["visit"].as_str().unwrap().parse().unwrap();
        subscribe(&admin, &receiver, &["visit.signed"]).await;
        let subject = Subject::new(Word::Visit, visit);
        let heads =
            company.writer.write(move |store| Ok(ground::heads(store.database(), subject)?)).await.unwrap().unwrap();
        let signature = SignatureFact {
            over: Signed::Report,
            outcome,
            reason: (outcome == SigningOutcome::Refused).then(|| "no time".to_owned()),
            documents: vec![SignedDocument { word: "visit".to_owned(), id: visit, heads }],
            view_hash: Hash::of(b"what was seen"),
            ink: (outcome == SigningOutcome::Signed).then(|| Hash::of(b"a picture")),
            signer_name: "A. Example".to_owned(),
            ..SignatureFact::default()
        };
        let stamp = Stamp { wall_ms: 1_795_000_000_000, boot: 5, since_boot_ms: 1_000 };
        let fact = phone.fact(id(601), stamp, vec![subject, Subject::new(Word::WorkOrder, order)], &signature);
        let push = phone.unit(stamp, None, &[fact]);
        let asked =
            SyncRequest { schema: document_kind::SCHEMA, stamp, push: Some(push.clone()), ..SyncRequest::default() };
        for _ in 0..2 {
            let answer = phone.sync(asked.clone()).await;
            let outcomes = answer.outcome.unwrap().units;
            assert!(outcomes.iter().all(|unit| format!("{unit:?}").contains("Duplicate")), "{outcomes:?}");
        }
        courier.pass().await.unwrap();
        let told = receiver.take_all();
        if outcome == SigningOutcome::Refused {
            assert!(told.is_empty(), "{told:?}");
            continue;
        }
        assert_eq!(told.len(), 1, "sent twice, told once");
        let data = &told[0].json()["data"];
        assert_eq!((&data["signature"], &data["over"]), (&json!(id(601)), &json!("report")));
        assert!(!told[0].body.contains("Example"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taken_comes_again_with_the_same_identity_and_not_for_ever() {
    let company = company();
    let admin = company.person(Role::Administrator).await;
    let (receiver, courier) = (Receiver::start().await, courier(&company));
    let (webhook, _) = subscribe(&admin, &receiver, &["work_order.created"]).await;
    company.order(DEVICE, COMPANY).await;
    receiver.answer(500);
    assert_eq!(courier.pass().await.unwrap(), 1);
    let first = receiver.take_all().remove(0);
    let row = log(&admin, &webhook).await.remove(0);
    assert_eq!((&row["state"], &row["status"], &row["error"]), (&json!("waiting"), &json!(500), &json!("answered")));
    assert_eq!(courier.pass().await.unwrap(), 0, "not at once");
    company.pass(5_600);
    assert_eq!(courier.pass().await.unwrap(), 1);
    let second = receiver.take_all().remove(0);
    assert_eq!((&second.id, &second.body), (&first.id, &first.body));
    assert_ne!(second.timestamp, first.timestamp, "a receiver that checks the time takes it");

    // A redirect leads nowhere.
    receiver.answer(307);
    let mut attempts = 2;
    let (admin, held) = loop {
        company.pass(27 * 3_600_000);
        attempts += courier.pass().await.unwrap();
        assert!(receiver.take_all().len() <= 1 && attempts <= 10);
        let admin = company.person(Role::Administrator).await;
        let held = admin.get(&webhook).await.body;
        if held["is_enabled"] == false {
            break (admin, held);
        }
    };
    assert_eq!(held["disabled_because"], "failing", "{held}");
    company.order(DEVICE, COMPANY).await;
    assert_eq!((courier.pass().await.unwrap(), log(&admin, &webhook).await.len()), (0, 1));

    // Somebody looked at the receiver.
    receiver.answer(200);
    let etag = held["etag"].as_str().unwrap();
    let body = json!({ "name": "again", "url": receiver.url, "events": ["work_order.created"] });
    let enabled = admin.send("PUT", &webhook, Some(&body), &[("if-match", etag)]).await;
    assert_eq!((enabled.status, &enabled.body["failing_since"]), (StatusCode::OK, &Value::Null), "{}", enabled.body);
    let delivery = log(&admin, &webhook).await[0]["id"].as_str().unwrap().to_owned();
    let again = admin.post(&format!("{webhook}/deliveries/{delivery}/again"), json!({})).await;
    assert_eq!((again.status, &again.body["state"]), (StatusCode::OK, &json!("waiting")), "{}", again.body);
    assert_eq!(courier.pass().await.unwrap(), 1);
    assert_eq!(receiver.take_all()[0].id, first.id);

    receiver.answer(410);
    admin.post(&format!("{webhook}/test"), json!({})).await;
    courier.pass().await.unwrap();
    assert_eq!(receiver.take_kinds(), ["webhook.test"]);
    assert_eq!(admin.get(&webhook).await.body["disabled_because"], "gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_secret_signs_beside_the_new_one_until_its_time_is_over() {
    let company = company();
    let admin = company.person(Role::Administrator).await;
    let (receiver, courier) = (Receiver::start().await, courier(&company));
    let (webhook, old) = subscribe(&admin, &receiver, &["work_order.created"]).await;
    let rotated = admin.post(&format!("{webhook}/rotate"), json!({ "keep_old_hours": 1 })).await;
    assert_eq!(rotated.status, StatusCode::OK, "{}", rotated.body);
    let new = rotated.body["secret"].as_str().unwrap().to_owned();
    assert_ne!(old, new);
    let signed = async || {
        admin.post(&format!("{webhook}/test"), json!({})).await;
        courier.pass().await.unwrap();
        let message = receiver.take_all().remove(0);
        (message.is_signed_with(&old), message.is_signed_with(&new))
    };
    assert_eq!(signed().await, (true, true));
    company.pass(3_600_001);
    assert_eq!(signed().await, (false, true));
    assert!(!admin.get(&webhook).await.body.to_string().contains("whsec_"), "shown once");
    let refused = admin.post(&format!("{webhook}/rotate"), json!({ "keep_old_hours": 1_000 })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_restored_server_finds_untold_waits_for_a_person() {
    let company = company();
    let admin = company.person(Role::Administrator).await;
    let (receiver, courier) = (Receiver::start().await, courier(&company));
    let (webhook, _) = subscribe(&admin, &receiver, &["work_order.created"]).await;
    company.order(DEVICE, COMPANY).await;
    // What a restore begins with.
    company.writer.write(|store| Ok(meta::put(store.database(), "epoch", &2_u32)?)).await.unwrap();
    let admin = {
        drop(admin);
        company.person(Role::Administrator).await
    };
    assert_eq!((courier.pass().await.unwrap(), receiver.take_all().len()), (0, 0));
    let row = log(&admin, &webhook).await.remove(0);
    assert_eq!((&row["state"], &row["next_attempt"]), (&json!("held"), &Value::Null));
    let again = format!("{webhook}/deliveries/{}/again", row["id"].as_str().unwrap());
    assert_eq!(admin.post(&again, json!({})).await.body["state"], "waiting");
    assert_eq!(courier.pass().await.unwrap(), 1);
    assert_eq!(receiver.take_all()[0].id, row["event"].as_str().unwrap());
    company.order(DEVICE, COMPANY).await;
    assert_eq!(courier.pass().await.unwrap(), 1, "what happens from now on is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_into_a_private_network_by_whatever_name() {
    let company = Company::new();
    let admin = company.person(Role::Administrator).await;
    let receiver = Receiver::start().await;
    let port = receiver.url.rsplit(':').next().unwrap().split('/').next().unwrap().to_owned();
    for url in [
        receiver.url.clone(),
        format!("https://127.0.0.1:{port}/hook"),
        format!("https://2130706433:{port}/hook"),
        "https://[::1]/".to_owned(),
        "https://[::ffff:10.0.0.1]/".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://name:word@service.example/".to_owned(),
        "http://service.example/".to_owned(),
        "ftp://service.example/".to_owned(),
        "nothing".to_owned(),
    ] {
        let refused =
            admin.post("/v1/webhooks", json!({ "name": "x", "url": url, "events": ["device.changed"] })).await;
        assert_eq!((refused.status, &refused.body["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("url")), "{url}");
    }
    let wanted = json!({ "name": "x", "url": format!("https://localhost:{port}/hook"), "events": ["device.changed"] });
    let made = admin.post("/v1/webhooks", wanted).await;
    assert_eq!(made.status, StatusCode::CREATED, "a name says nothing yet: {}", made.body);
    let webhook = made.header("location").to_owned();
    admin.post(&format!("{webhook}/test"), json!({})).await;
    let courier = Courier::new(company.writer.clone(), false).unwrap();
    assert_eq!(courier.pass().await.unwrap(), 1);
    assert!(receiver.take_all().is_empty());
    assert_eq!(log(&admin, &webhook).await[0]["error"], "not_public");

    // One that was allowed when the operator allowed it, and is not any more.
    let path = webhook.clone();
    let url = receiver.url.clone();
    company
        .writer
        .write(move |store| {
            let id = path.rsplit('/').next().unwrap().to_owned();
            store.database().execute("UPDATE webhook SET url = ?1, rest_until_ms = 0 WHERE id = ?2", [url, id])?;
            Ok(())
        })
        .await
        .unwrap();
    admin.post(&format!("{webhook}/test"), json!({})).await;
    assert_eq!(courier.pass().await.unwrap(), 1);
    assert!(receiver.take_all().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_administrator_has_to_do_with_webhooks() {
    let company = company();
    let admin = company.person(Role::Administrator).await;
    let receiver = Receiver::start().await;
    let (webhook, _) = subscribe(&admin, &receiver, &["device.changed"]).await;
    let body = json!({ "name": "x", "url": receiver.url, "events": ["device.changed"] });
    for role in Role::ALL.iter().filter(|role| **role != Role::Administrator) {
        let person = company.person(*role).await;
        for (method, path) in [
            ("GET", "/v1/webhooks".to_owned()),
            ("POST", "/v1/webhooks".to_owned()),
            ("GET", webhook.clone()),
            ("PUT", webhook.clone()),
            ("DELETE", webhook.clone()),
            ("POST", format!("{webhook}/rotate")),
            ("POST", format!("{webhook}/test")),
            ("GET", format!("{webhook}/deliveries")),
            ("POST", format!("{webhook}/deliveries/{}/again", id(1))),
        ] {
            let body = Some(&body).filter(|_| method != "GET");
            assert_eq!(
                person.send(method, &path, body, &[]).await.status,
                StatusCode::FORBIDDEN,
                "{role} {method} {path}"
            );
        }
    }
    for (key, value, path) in [
        ("name", json!(""), "name"),
        ("events", json!([]), "events"),
        ("events", json!(["everything"]), "events"),
        ("events", json!(["webhook.test"]), "events"),
        ("url", json!(format!("https://service.example/{}", "x".repeat(3_000))), "url"),
    ] {
        let mut wrong = body.clone();
        wrong[key] = value;
        let refused = admin.post("/v1/webhooks", wrong).await;
        assert!(refused.status.is_client_error() && refused.body["path"] == path, "{}", refused.body);
    }
    assert_eq!(admin.send("PUT", &webhook, Some(&body), &[]).await.status, StatusCode::PRECONDITION_REQUIRED);
    let stale = admin.send("PUT", &webhook, Some(&body), &[("if-match", "\"7\"")]).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(admin.get(&format!("{webhook}/deliveries?state=lost")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let missing = format!("{webhook}/deliveries/{}/again", id(1));
    assert_eq!(admin.post(&missing, json!({})).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.send("DELETE", &webhook, None, &[]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(admin.get(&webhook).await.status, StatusCode::NOT_FOUND);
    let path = format!("/v1/records/customer/{}", id(CUSTOMER));
    assert_eq!(admin.get(&path).await.status, StatusCode::OK);
}
