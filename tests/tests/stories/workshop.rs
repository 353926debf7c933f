//! The people and machines of the stories.

use axum::{body::Body, http::Request};
use onsite_core::sync::{Input, Output, Sync, SyncResult};
use onsite_domain::{
    Id, Subject, Word,
    assignment::{self, AssignmentFact},
    attention::AttentionItem,
    command::Command,
    document::Write,
    entry,
    note::Note,
    number::WorkOrderNumber,
    visit::VisitView,
};
use onsite_store::derived;
use onsite_tests::sim::{
    company::{self, BEGIN_MS, Company, DEVICES, DISPATCHER, as_user, at, new_fact},
    phone::SimPhone,
    ports::SimClock,
    server::SimServer,
    sync::sync_once,
};
use serde_json::json;

/// Dora dispatches; Li and Wang go out.
pub(crate) struct Workshop {
    pub(crate) server: SimServer,
    pub(crate) phones: Vec<SimPhone>,
}

pub(crate) const LI: usize = 0;
pub(crate) const WANG: usize = 1;

pub(crate) struct Job {
    pub(crate) order: Id,
    pub(crate) visit: Id,
}

impl Workshop {
    pub(crate) fn open() -> Self {
        let company = Company::prepare().unwrap();
        let mut server = SimServer::new(7, &company.server, SimClock::new(BEGIN_MS, 100)).unwrap();
        server.start().unwrap();
        let phone = |place: usize, name: &str| {
            let (image, keys) = &company.phones[place];
            let boot = u64::try_from(place).unwrap();
            let clock = SimClock::new(BEGIN_MS, 200 + boot);
            let user = company::engineer(place);
            let mut phone = SimPhone::new(name, user, 10 + boot, image, keys.copy(), clock).unwrap();
            phone.open().unwrap();
            phone
        };
        let phones = vec![phone(LI, "li"), phone(WANG, "wang")];
        Self { server, phones }
    }

    /// Dora makes an order with a visit and gives it to somebody.
    pub(crate) fn new_job(&self, lead: usize, helpers: Vec<Id>) -> Job {
        let new_id = || self.server.office(|store| Ok(store.ports().new_id())).unwrap();
        let job = Job { order: new_id(), visit: new_id() };
        let set = |field: &str, value: serde_json::Value| Write::Set { field: field.to_owned(), value };
        let number = WorkOrderNumber::from_random(42);
        let assigned = AssignmentFact { lead: Some(company::engineer(lead)), helpers, ..AssignmentFact::default() };
        self.dora(
            Command::new("new_order")
                .write(
                    Subject::new(Word::WorkOrder, job.order),
                    [set("number", json!(number.as_str())), set("device", json!(at(&DEVICES, 0)))],
                )
                .write(Subject::new(Word::Visit, job.visit), [set("work_order", json!(job.order))])
                .fact(new_fact(new_id(), assignment::subjects(job.visit, job.order), &assigned)),
        );
        job
    }

    pub(crate) fn assign(&self, job: &Job, lead: usize) {
        // Later than the first assignment, by the clock that decides.
        self.server.clock.set_world(BEGIN_MS + 60_000);
        let id = self.server.office(|store| Ok(store.ports().new_id())).unwrap();
        let body = AssignmentFact { lead: Some(company::engineer(lead)), ..AssignmentFact::default() };
        self.dora(Command::new("assign").fact(new_fact(id, assignment::subjects(job.visit, job.order), &body)));
    }

    pub(crate) fn dora(&self, command: Command) {
        self.server.office(move |store| as_user(store, DISPATCHER, &command)).unwrap();
    }

    pub(crate) fn set_window(start_ms: i64, visit: Id) -> Command {
        let write = Write::Set { field: "window_start_ms".to_owned(), value: json!(start_ms) };
        Command::new("reschedule").write(Subject::new(Word::Visit, visit), [write])
    }

    pub(crate) fn note(&mut self, engineer: usize, visit: Id, text: &str) {
        let id = self.phones[engineer].app.as_mut().unwrap().ports().new_id();
        let note = Note { text: text.to_owned(), ..Note::default() };
        let command = Command::new("write_note").write(Subject::new(Word::Visit, visit), [entry::add(id, &note)]);
        self.commit(engineer, &command);
    }

    pub(crate) fn commit(&mut self, engineer: usize, command: &Command) {
        self.phones[engineer].app.as_mut().unwrap().commit(command).unwrap();
    }

    pub(crate) fn sync(&mut self, engineer: usize) {
        let report = sync_once(&self.server, &mut self.phones[engineer]).unwrap();
        assert_eq!(report.result, SyncResult::Complete);
    }

    /// The first request of a sync reaches the server; its answer does not come back.
    pub(crate) fn push_and_lose_the_answer(&mut self, engineer: usize) {
        let app = self.phones[engineer].app.as_mut().unwrap();
        let mut sync = Sync::default();
        if let Output::Send(request) = sync.step(app, Input::Start).unwrap() {
            self.server.answer(&request);
        }
        sync.step(app, Input::Failed).unwrap();
    }

    /// Dora decides an attention item at the console, over HTTP.
    pub(crate) fn dora_decides(&self, item: Id, body: &serde_json::Value) -> serde_json::Value {
        const PASSWORD: &str = "stories-need-no-secret";
        self.server
            .office(|store| {
                let hash = onsite_server::password::hash(PASSWORD, [1; 16])?;
                store.put_password(DISPATCHER, &hash)
            })
            .unwrap();
        let post = |path: &str, headers: &[(&str, &str)], body: &serde_json::Value| {
            let mut request = Request::post(path).header("content-type", "application/json");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            self.server.ask(request.body(Body::from(body.to_string())).unwrap()).unwrap()
        };
        let signed_in = post("/v1/session", &[], &json!({"login": "dora", "password": PASSWORD}));
        let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let session: serde_json::Value = serde_json::from_slice(signed_in.body()).unwrap();
        let csrf = session["csrf"].as_str().unwrap();
        let decided = post(&format!("/v1/attention/{item}/decide"), &[("cookie", &cookie), ("x-csrf", csrf)], body);
        let said: serde_json::Value = serde_json::from_slice(decided.body()).unwrap();
        assert_eq!(decided.status(), 200, "{said}");
        said
    }

    /// What waits for the desk.
    pub(crate) fn attention(&self) -> Vec<AttentionItem> {
        self.server.office(|store| Ok(derived::attention(store.database(), true, 100)?)).unwrap()
    }

    pub(crate) fn verify(&self) {
        let found = self.server.office(onsite_server::ServerStore::verify).unwrap();
        assert!(found.is_clean(), "{:?}", found.problems);
    }

    pub(crate) fn on_server(&self, visit: Id) -> VisitView {
        let subject = Subject::new(Word::Visit, visit);
        self.server.office(move |store| Ok(derived::view_as(store.database(), subject)?)).unwrap().unwrap()
    }

    pub(crate) fn on_phone(&self, engineer: usize, visit: Id) -> Option<VisitView> {
        let app = self.phones[engineer].app.as_ref().unwrap();
        derived::view_as(app.database(), Subject::new(Word::Visit, visit)).unwrap()
    }
}

pub(crate) fn notes(view: &VisitView) -> Vec<&str> {
    let mut texts: Vec<&str> = view.notes.iter().map(|note| note.value.text.as_str()).collect();
    texts.sort_unstable();
    texts
}
