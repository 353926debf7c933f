//! The thin slice: an order made in the office, pulled, a note written offline, pushed, read back.

use axum::{body::Body, http::Request};
use onsite_core::{
    App, AppOptions,
    key_store::FileKeyStore,
    sync::{HttpRequest, Input, Output, Report, Sync, SyncResult},
};
use onsite_domain::{
    Author, Id, Subject, Word,
    assignment::AssignmentFact,
    command::{Command, NewFact},
    document::Write,
    fact_kind::FactBody as _,
};
use onsite_server::{
    ServerKeys, ServerStore, StoreOptions, Writer,
    http::{AppState, router},
};
use onsite_store::{Touched, derived, ports::Ports};
use serde_json::json;
use tower::ServiceExt as _;

struct Server {
    router: axum::Router,
    writer: Writer,
}

impl Server {
    fn start(directory: &std::path::Path) -> Self {
        let mut ports = Ports::system();
        let (keys, _) = ServerKeys::generate(&mut ports);
        let store = ServerStore::open(StoreOptions { directory, keys, ports, vfs: None }).unwrap();
        let hints = store.hints();
        let writer = Writer::start(store).unwrap();
        Self { router: router(AppState { writer: writer.clone(), hints }), writer }
    }

    async fn answer(&self, request: &HttpRequest) -> (u16, Option<u64>, Vec<u8>) {
        let mut builder =
            Request::builder().method(request.method).uri(&request.path).header("onsite", &request.signature);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let response =
            self.router.clone().oneshot(builder.body(Body::from(request.body.clone())).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let offset = response.headers().get("upload-offset").map(|v| v.to_str().unwrap().parse().unwrap());
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, offset, body.to_vec())
    }

    async fn sync(&self, app: &mut App) -> Report {
        let mut sync = Sync::default();
        let mut output = sync.step(app, Input::Start).unwrap();
        loop {
            match output {
                Output::Done(report) => return report,
                Output::Send(request) => {
                    let (status, offset, body) = self.answer(&request).await;
                    output = sync.step(app, Input::Answered { status, offset, body }).unwrap();
                }
            }
        }
    }
}

fn phone(directory: &std::path::Path) -> App {
    let key_store = Box::new(FileKeyStore::new(directory.join("keys")));
    App::open(AppOptions { directory, key_store, ports: Ports::system(), vfs: None }).unwrap()
}

#[tokio::test]
async fn an_order_goes_out_and_a_note_comes_back() {
    let (office, van) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::start(office.path());
    let rule = Author::rule("setup");
    let ids: Vec<Id> = (1..10).map(|n| Id::from_parts(1000 + n, u128::from(n))).collect();
    let (organisation, user, customer, site, order, visit) = (ids[0], ids[1], ids[2], ids[3], ids[4], ids[5]);
    let invite = server
        .writer
        .write(move |store| {
            let mut touched = Touched::new();
            let text = |zh: &str, en: &str| json!({"zh": zh, "en": en});
            let records = [
                (Word::Organisation, organisation, json!({"name": text("示例", "Example"), "kind": "company", "zone": "Asia/Shanghai"})),
                (
                    Word::User,
                    user,
                    json!({"login": "li", "name": text("李工", "Li"), "organisation": organisation, "roles": ["engineer"], "zone": "Asia/Shanghai"}),
                ),
                (Word::Customer, customer, json!({"name": text("客户", "Customer"), "number": "C1", "organisation": organisation})),
                (Word::Site, site, json!({"name": text("地点", "Site"), "customer": customer, "organisation": organisation, "zone": "Asia/Shanghai"})),
            ];
            for (word, id, body) in records {
                store.put_record(&rule, Subject::new(word, id), body, &mut touched)?;
            }
            let order = Subject::new(Word::WorkOrder, order);
            let visit = Subject::new(Word::Visit, visit);
            let set = |field: &str, value: serde_json::Value| Write::Set { field: field.to_owned(), value };
            let number = onsite_domain::number::WorkOrderNumber::from_random(77).to_string();
            let assignment = AssignmentFact { lead: Some(user), ..AssignmentFact::default() };
            let command = Command::new("new_order")
                .write(
                    order,
                    [
                        set("number", json!(number)),
                        set("title", json!("漏水")),
                        set("site", json!(site)),
                        set("customer", json!(customer)),
                    ],
                )
                .write(visit, [set("work_order", json!(order.id)), set("site", json!(site))])
                .fact(NewFact {
                    id: Id::from_parts(5000, 1),
                    kind: AssignmentFact::KIND.to_owned(),
                    subjects: vec![visit, order],
                    body: onsite_domain::fact_kind::body(&assignment),
                });
            let rights = store.rights_of(&rule)?;
            store.finish(&touched)?;
            store.commit_command(&rule, &rights, &command, &std::collections::BTreeMap::new())?;
            store.invite(user, "http://127.0.0.1:1")
        })
        .await
        .unwrap();
    let mut app = phone(van.path());
    let body = app.enrol_request(&invite, "phone", "linux").unwrap();
    let request =
        HttpRequest { method: "POST", path: "/v1/enrol".to_owned(), signature: String::new(), headers: vec![], body };
    let (status, _, body) = server.answer(&request).await;
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    app.finish_enrolment(&invite, &body).unwrap();

    let report = server.sync(&mut app).await;
    assert_eq!(report.result, SyncResult::Complete, "{report:?}");
    let visit = Subject::new(Word::Visit, visit);
    let view = derived::view(app.database(), visit).unwrap().expect("the visit came");
    assert_eq!(view["lead"], json!(user));

    let note = onsite_domain::note::Note { text: "水泵密封圈老化".to_owned(), ..Default::default() };
    app.commit(&Command::new("note").write(visit, [onsite_domain::entry::add(Id::from_parts(6000, 1), &note)]))
        .unwrap();
    assert_eq!(app.outbox_counts().unwrap().waiting, 1);
    let report = server.sync(&mut app).await;
    assert_eq!((report.result, report.units_accepted, report.rounds), (SyncResult::Complete, 1, 1));
    assert_eq!(app.outbox().unwrap(), []);

    let verification = server
        .writer
        .write(move |store| {
            let view = derived::view(store.database(), visit)?.unwrap();
            assert_eq!(view["notes"][0]["text"], json!("水泵密封圈老化"));
            Ok(())
        })
        .await;
    assert!(verification.is_ok(), "{verification:?}");
    let verification = server.writer.write(|store| store.verify()).await.unwrap();
    assert_eq!(verification.problems, Vec::<String>::new());
}
