//! The office's side: a seeded company, the real router over the real store, the dispatcher's edits, the final state.

use super::{
    Place, body,
    workload::{Workload, person},
};
use anyhow::Context as _;
use onsite_core::{App, AppOptions, key_store::FileKeyStore};
use onsite_domain::{
    Author, Id, Subject, Text, Word,
    attention::AttentionKind,
    command::Command,
    document::Write,
    entry::compact,
    id::Hash,
    number::WorkOrderNumber,
    organisation::{Organisation, OrganisationKind},
    user::{Role, User},
};
use onsite_server::{
    ServerError, ServerKeys, ServerStore, StoreOptions, Writer,
    http::{AppState, router},
};
use onsite_store::{DocumentCache, Touched, derived, ground, ports::Ports};
use onsite_wire::{Message as _, enrol::EnrolRequest};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};
use std::net::Ipv4Addr;

const DISPATCHER: &str = "dispatcher";

/// Makes the company, its documents and an enrolled phone for each engineer.
pub fn seed(place: &Place) -> anyhow::Result<()> {
    let workload = Workload::read(&place.workload, place.engineers)?;
    let mut ports = Ports::system();
    let (keys, root) = ServerKeys::generate(&mut ports)?;
    keys.save(&root, &place.directory)?;
    let mut store = ServerStore::open(StoreOptions { directory: &place.directory, keys, ports, vfs: None })?;
    let intake = [Role::Engineer, Role::IntakeAgent];
    put_people(&mut store, &workload, &intake)?;
    for doc in &workload.docs {
        let subject = body::subject(&doc.id)?;
        let mut writes = body::creation(&doc.body)?;
        let name = if subject.word == Word::Device { DISPATCHER } else { &doc.engineer };
        if subject.word == Word::WorkOrder {
            let number = WorkOrderNumber::from_random(u64::from_be_bytes(
                *Hash::of(doc.id.as_bytes()).0.first_chunk().context("8 bytes of a hash")?,
            ));
            writes.push(Write::Set { field: "number".to_owned(), value: json!(number) });
        }
        command(&mut store, name, &Command::new("make").write(subject, writes))?;
    }
    // From here on an engineer may edit an order because they took it in, and for no other reason.
    put_people(&mut store, &workload, &[Role::Engineer])?;
    for engineer in &workload.engineers {
        enrol(&mut store, place, engineer)?;
    }
    Ok(())
}

fn put_people(store: &mut ServerStore, workload: &Workload, roles: &[Role]) -> anyhow::Result<()> {
    let company = person("company");
    let office = Author::rule("init");
    let mut records: Vec<(Subject, Value)> = Vec::new();
    let organisation =
        Organisation { kind: OrganisationKind::Company, name: Text::same("Field Day"), ..Organisation::default() };
    records.push((Subject::new(Word::Organisation, company), compact(&organisation)));
    let people = std::iter::once((DISPATCHER, &[Role::Dispatcher][..]))
        .chain(workload.engineers.iter().map(|name| (name.as_str(), roles)));
    for (name, roles) in people {
        let user = User {
            login: name.to_owned(),
            name: Text::same(name),
            organisation: company,
            roles: roles.iter().copied().collect(),
            ..User::default()
        };
        records.push((Subject::new(Word::User, person(name)), compact(&user)));
    }
    store.run(|store| {
        let mut touched = Touched::new();
        for (subject, record) in records {
            store.put_record(&office, subject, record, &mut touched)?;
        }
        store.finish(&touched)
    })?;
    Ok(())
}

fn command(store: &mut ServerStore, name: &str, command: &Command) -> Result<(), ServerError> {
    store.run(|store| commit(store, name, command))
}

fn commit(store: &mut ServerStore, name: &str, command: &Command) -> Result<(), ServerError> {
    let author = Author::Console { user: person(name) };
    let rights = store.rights_of(&author)?;
    store.commit_command(&author, &rights, command, &BTreeMap::new()).map(drop)
}

/// Enrols a phone as an engineer does, by an invite, and leaves it for its first start.
fn enrol(store: &mut ServerStore, place: &Place, engineer: &str) -> anyhow::Result<()> {
    let directory = place.enrolled(engineer);
    if directory.exists() {
        std::fs::remove_dir_all(&directory)?;
    }
    std::fs::create_dir_all(&directory)?;
    let key_store = Box::new(FileKeyStore::new(directory.join("keys")));
    let mut app = App::open(AppOptions { directory: &directory, key_store, ports: Ports::system(), vfs: None })?;
    let invite = store.run(|store| store.invite(person(engineer), "http://127.0.0.1:1"))?;
    let request = EnrolRequest::from_wire(&app.enrol_request(&invite, "phone", "linux")?)?;
    let response = store.run(|store| store.enrol(&request))?;
    app.finish_enrolment(&invite, &response.to_wire())?;
    Ok(())
}

/// Serves until SIGTERM; obeys `DISPATCH` and `DUMP <path>` from the standard input.
pub async fn serve(place: &Place, port: u16) -> anyhow::Result<()> {
    let keys = ServerKeys::load(&place.directory)?;
    let ports = Ports::system();
    let store = ServerStore::open(StoreOptions { directory: &place.directory, keys, ports, vfs: None })?;
    let hints = store.hints();
    let writer = Writer::start(store)?;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let app = router(AppState { writer: writer.clone(), hints });
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    let (orders, mut lines) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            // Nobody listens any more while the program ends.
            let _ = orders.send(line);
        }
    });
    say("READY")?;
    loop {
        let line = tokio::select! {
            _ = terminated.recv() => break,
            line = lines.recv() => line,
        };
        let Some(line) = line else {
            terminated.recv().await;
            break;
        };
        match obey(place, &writer, &line).await {
            Ok(done) => say(&format!("OK {done}"))?,
            Err(error) => say(&format!("ERR {error:#}"))?,
        }
    }
    serving.abort();
    Ok(())
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

async fn obey(place: &Place, writer: &Writer, line: &str) -> anyhow::Result<&'static str> {
    let workload = Workload::read(&place.workload, place.engineers)?;
    match line.trim().split_once(' ') {
        None if line.trim() == "DISPATCH" => {
            for edit in &workload.dispatch {
                let command = Command::new("plan").write(body::subject(&edit.doc)?, [body::edit(edit)?]);
                writer.write(move |store| commit(store, DISPATCHER, &command)).await?;
            }
            Ok("DISPATCH")
        }
        Some(("DUMP", path)) => {
            let subjects = workload.docs.iter().map(|doc| body::subject(&doc.id)).collect::<Result<Vec<_>, _>>()?;
            let dumped = writer.write(move |store| Ok(dump(store.database(), &subjects))).await??;
            std::fs::write(path, serde_json::to_vec(&dumped)?)?;
            Ok("DUMP")
        }
        _ => anyhow::bail!("{line} is not known here"),
    }
}

/// `{docs, losing}`: bodies, and for each field that attention says was set by two people the body with the other value.
pub fn dump(database: &onsite_store::Connection, subjects: &[Subject]) -> anyhow::Result<Value> {
    let mut cache = DocumentCache::default();
    let mut docs = serde_json::Map::new();
    for subject in subjects {
        let state =
            ground::state(database, &mut cache, *subject)?.with_context(|| format!("{subject} is not there"))?;
        docs.insert(body::doc_id(*subject), Value::Object(body::body(*subject, &state)?));
    }
    let mut losing: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for item in derived::attention(database, true, u32::MAX)? {
        let id = body::doc_id(item.subject);
        if item.kind != AttentionKind::FieldConflict || !docs.contains_key(&id) {
            continue;
        }
        for other in item.detail.get("others").and_then(Value::as_array).into_iter().flatten() {
            let value = other.get("value").context("a value that was set too")?;
            if let Some((path, value)) = body::field(&item.key, value)? {
                let mut lost = docs.get(&id).and_then(Value::as_object).cloned().unwrap_or_default();
                body::put(&mut lost, &path, value)?;
                losing.entry(id.clone()).or_default().push(Value::Object(lost));
            }
        }
    }
    Ok(json!({"docs": docs, "losing": losing}))
}

/// The documents of a phone.
pub fn documents(database: &onsite_store::Connection) -> anyhow::Result<Vec<Subject>> {
    let mut found: Vec<Subject> = derived::subjects(database)?.into_iter().collect();
    found.retain(|subject| matches!(subject.word, Word::WorkOrder | Word::Device));
    Ok(found)
}

/// The id of an engineer's user.
pub fn user(engineer: &str) -> Id {
    person(engineer)
}
