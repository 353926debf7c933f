//! A company with engineers and a history, on a server in this process.

use anyhow::Context as _;
use onsite_core::{App, AppOptions, key_store::FileKeyStore, sync::HttpRequest};
use onsite_domain::{
    Author, Id, Subject, Text, Word,
    assignment::{self, AssignmentFact},
    command::{Command, NewFact},
    customer::Customer,
    document::Write,
    entry::{self, compact},
    fact_kind::{self, FactBody},
    id::Hash,
    note::{Note, Remark},
    number::WorkOrderNumber,
    organisation::{Organisation, OrganisationKind},
    press::{Press, PressFact},
    site::Site,
    user::{Role, User},
};
use onsite_server::{
    ServerError, ServerKeys, ServerStore, StoreOptions, Writer,
    http::{AppState, router},
};
use onsite_store::{Touched, ports::Ports};
use onsite_wire::{Message as _, enrol::EnrolRequest};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use tower::ServiceExt as _;

/// Commands made durable together while history is made up.
const TOGETHER: usize = 200;
const JOBS_A_DAY: usize = 12;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The server before it serves.
pub struct Office {
    store: ServerStore,
    made: u64,
    now_ms: i64,
}

/// The server as it serves.
#[derive(Clone)]
pub struct Serving {
    pub router: axum::Router,
    pub writer: Writer,
}

/// One job of the history.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    pub visit: Id,
    pub work_order: Id,
    pub device: Id,
}

impl Office {
    pub fn open(directory: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(directory)?;
        let mut ports = Ports::system();
        let (keys, _) = ServerKeys::generate(&mut ports)?;
        let store = ServerStore::open(StoreOptions { directory, keys, ports, vfs: None })?;
        let now_ms = Ports::system().clock.stamp().wall_ms;
        let mut office = Self { store, made: 0, now_ms };
        let company = Organisation {
            kind: OrganisationKind::Company,
            name: Text::new("示例", "Example"),
            zone: "Asia/Shanghai".to_owned(),
            ..Organisation::default()
        };
        office.records(vec![(Subject::new(Word::Organisation, named("company")), compact(&company))])?;
        Ok(office)
    }

    fn records(&mut self, records: Vec<(Subject, Value)>) -> anyhow::Result<()> {
        self.store.run(|store| {
            let mut touched = Touched::new();
            for (subject, body) in records {
                store.put_record(&Author::rule("bench"), subject, body, &mut touched)?;
            }
            store.finish(&touched)
        })?;
        Ok(())
    }

    /// An engineer.
    pub fn engineer(&mut self, name: &str) -> anyhow::Result<Id> {
        let user = User {
            login: name.to_owned(),
            name: Text::same(name),
            organisation: named("company"),
            roles: [Role::Engineer].into(),
            zone: "Asia/Shanghai".to_owned(),
            ..User::default()
        };
        self.records(vec![(Subject::new(Word::User, named(name)), compact(&user))])?;
        Ok(named(name))
    }

    fn id(&mut self) -> Id {
        self.made = self.made.saturating_add(1);
        Hash::of_parts("bench", &[&self.made.to_be_bytes()]).id()
    }

    /// Jobs led by an engineer, each an order, a visit and a device, every document with `changes` changes.
    pub fn jobs(&mut self, engineer: Id, count: usize, changes: usize) -> anyhow::Result<Vec<Job>> {
        let mut jobs = Vec::with_capacity(count);
        let mut commands = Vec::new();
        for number in 0..count {
            let job = Job { visit: self.id(), work_order: self.id(), device: self.id() };
            jobs.push(job);
            let (customer, site) = if number % 20 == 0 {
                let places = (self.id(), self.id());
                self.places(places.0, places.1)?;
                places
            } else {
                (named("customer"), named("site"))
            };
            let days_ago = i64::try_from(number / JOBS_A_DAY)?;
            commands.push(self.beginning(&job, engineer, (customer, site), days_ago));
        }
        if count > 0 {
            self.places(named("customer"), named("site"))?;
        }
        for change in 1..changes {
            for job in &jobs {
                let remark = Remark {
                    text: format!("第{change}次检查：水泵密封圈正常 seal {change}"),
                    replaces: vec![],
                };
                let note = Note { text: format!("现场情况 {change}: pressure 4.{change} bar"), ..Note::default() };
                let (order, visit, device) = subjects(job);
                commands.push(
                    Command::new("history")
                        .write(order, [entry::add(self.id(), &remark)])
                        .write(visit, [entry::add(self.id(), &note)])
                        .write(device, [entry::add(self.id(), &remark)]),
                );
            }
        }
        for some in commands.chunks(TOGETHER) {
            self.store.run(|store| some.iter().try_for_each(|command| commit(store, command)))?;
        }
        Ok(jobs)
    }

    fn places(&mut self, customer: Id, site: Id) -> anyhow::Result<()> {
        let of_customer = Customer {
            number: "C1".to_owned(),
            name: Text::same("Customer"),
            organisation: named("company"),
            ..Customer::default()
        };
        let of_site = Site { name: Text::same("Site"), customer, zone: "Asia/Shanghai".to_owned(), ..Site::default() };
        self.records(vec![
            (Subject::new(Word::Customer, customer), compact(&of_customer)),
            (Subject::new(Word::Site, site), compact(&of_site)),
        ])
    }

    /// What was for an earlier day is over.
    fn beginning(&mut self, job: &Job, engineer: Id, (customer, site): (Id, Id), days_ago: i64) -> Command {
        let (order, visit, device) = subjects(job);
        let number = WorkOrderNumber::from_random(self.made);
        let set = |field: &str, value: Value| Write::Set { field: field.to_owned(), value };
        let places = [set("customer", json!(customer)), set("site", json!(site))];
        let assigned = AssignmentFact { lead: Some(engineer), ..AssignmentFact::default() };
        let start_ms = self.now_ms.saturating_sub(days_ago.saturating_mul(DAY_MS));
        let window = [set("window_start_ms", json!(start_ms)), set("window_end_ms", json!(start_ms + HOUR_MS))];
        let made = Command::new("new_order")
            .write(device, places.clone())
            .write(
                device,
                [set("serial", json!(serial(job))), set("model", json!("KX-200")), set("name", json!("空压机"))],
            )
            .write(
                order,
                [
                    set("number", json!(number)),
                    set("title", json!("漏水 leak at the pump")),
                    set("kind", json!("repair")),
                ],
            )
            .write(order, places.clone())
            .write(order, [set("device", json!(job.device))])
            .write(visit, [set("work_order", json!(job.work_order)), set("device", json!(job.device))])
            .write(visit, places)
            .write(visit, window)
            .fact(self.fact(job, &assigned));
        if days_ago == 0 {
            return made;
        }
        let ended = PressFact { press: Press::Cancel, reason: Some("other".to_owned()), ..PressFact::default() };
        made.fact(self.fact(job, &ended))
    }

    fn fact<T: FactBody + serde::Serialize>(&mut self, job: &Job, body: &T) -> NewFact {
        NewFact {
            id: self.id(),
            kind: T::KIND.to_owned(),
            subjects: assignment::subjects(job.visit, job.work_order),
            body: fact_kind::body(body),
        }
    }

    /// An enrolled phone that has not synced.
    pub fn phone(&mut self, user: Id, directory: &Path, url: &str) -> anyhow::Result<App> {
        let mut app = open_phone(directory)?;
        let invite = self.store.run(|store| store.invite(user, url))?;
        let request = EnrolRequest::from_wire(&app.enrol_request(&invite, "phone", "linux")?)?;
        let response = self.store.run(|store| store.enrol(&request))?;
        app.finish_enrolment(&invite, &response.to_wire())?;
        Ok(app)
    }

    pub fn serve(self) -> anyhow::Result<Serving> {
        let hints = self.store.hints();
        let writer = Writer::start(self.store)?;
        Ok(Serving { router: router(AppState { writer: writer.clone(), hints }), writer })
    }
}

impl Serving {
    /// One request, without a network.
    pub async fn answer(&self, request: &HttpRequest) -> anyhow::Result<Vec<u8>> {
        let mut builder = axum::http::Request::builder()
            .method(request.method)
            .uri(&request.path)
            .header(onsite_wire::request::HEADER, &request.signature);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let request = builder.body(axum::body::Body::from(request.body.clone()))?;
        let response = self.router.clone().oneshot(request).await?;
        let is_success = response.status().is_success();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await?;
        anyhow::ensure!(is_success, "{}", String::from_utf8_lossy(&body));
        Ok(body.to_vec())
    }
}

pub fn open_phone(directory: &Path) -> anyhow::Result<App> {
    std::fs::create_dir_all(directory)?;
    let key_store = Box::new(FileKeyStore::new(directory.join("keys")));
    App::open(AppOptions { directory, key_store, ports: Ports::system(), vfs: None })
        .with_context(|| directory.display().to_string())
}

/// What the plate of a job's device says.
pub fn serial(job: &Job) -> String {
    job.device.to_string()
}

fn commit(store: &mut ServerStore, command: &Command) -> Result<(), ServerError> {
    let author = Author::rule("bench");
    let rights = store.rights_of(&author)?;
    store.commit_command(&author, &rights, command, &BTreeMap::new()).map(drop)
}

fn subjects(job: &Job) -> (Subject, Subject, Subject) {
    let (order, visit) = (Subject::new(Word::WorkOrder, job.work_order), Subject::new(Word::Visit, job.visit));
    (order, visit, Subject::new(Word::Device, job.device))
}

fn named(name: &str) -> Id {
    Hash::of_parts("bench name", &[name.as_bytes()]).id()
}
