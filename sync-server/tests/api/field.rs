//! What field devices do, as the desk sees it: people, vans and presses that need no phone in the test.

use crate::support::{COMPANY, Company, id};
use onsite_domain::{
    Author, Id, Subject, Word,
    command::{Command, NewFact},
    fact_kind::{self, FactBody},
    policy::Rights,
    press::{self, Press, PressFact},
    user::Role,
};
use onsite_server::office::{NewWorkOrder, Team};
use onsite_store::Touched;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

pub(crate) const LI: u64 = 501;
pub(crate) const ZHAO: u64 = 502;
/// Of the contractor.
pub(crate) const SUN: u64 = 503;
pub(crate) const HOUR_MS: i64 = 3_600_000;

fn rights(author: &Author, organisation: Id, role: Role, subjects: &[Subject]) -> Rights {
    Rights {
        author: author.clone(),
        organisation,
        roles: BTreeSet::from([role]),
        skills: BTreeSet::new(),
        held: BTreeMap::new(),
        suspended: BTreeSet::new(),
        in_scope: subjects.iter().copied().collect(),
        was_in_scope: BTreeSet::new(),
        is_issuing_frozen: false,
    }
}

impl Company {
    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    pub(crate) async fn put(&self, word: Word, number: u64, body: Value) {
        let job = move |store: &mut onsite_server::ServerStore| {
            let mut touched = Touched::new();
            store.put_record(&Author::rule("init"), Subject::new(word, id(number)), body, &mut touched)?;
            store.finish(&touched)
        };
        self.writer.write(job).await.unwrap();
    }

    pub(crate) async fn engineer(&self, number: u64, organisation: u64, more: Value) {
        let mut body = json!({
            "login": format!("engineer.{number}"), "name": { "en": format!("Engineer {number}") },
            "organisation": id(organisation), "roles": ["engineer"],
        });
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.put(Word::User, number, body).await;
    }

    /// An order for an engineer, with a window.
    pub(crate) async fn planned(&self, order: NewWorkOrder, lead: Option<u64>, start_ms: i64, hours: i64) -> (Id, Id) {
        let order = NewWorkOrder {
            window_start_ms: Some(start_ms),
            window_end_ms: Some(start_ms + hours * HOUR_MS),
            team: lead.map(|lead| Team { lead: Some(id(lead)), ..Team::default() }),
            ..order
        };
        let author = Author::Console { user: crate::support::user_of(Role::Dispatcher) };
        let created = self.writer.write(move |store| store.create_work_order(&author, order)).await.unwrap();
        (created.work_order, created.visit.unwrap())
    }

    /// A press on the phone of an engineer of the company.
    pub(crate) async fn press(&self, (order, visit): (Id, Id), user: u64, body: PressFact) {
        let fact = NewFact {
            id: Id::from_parts(u64::try_from(self.now_ms()).unwrap(), u128::from(user) << 8 | body.press as u128),
            kind: PressFact::KIND.to_owned(),
            subjects: press::subjects_of_visit_press(visit, order),
            body: fact_kind::body(&body),
        };
        self.on_phone(user, COMPANY, Command::new("press").fact(fact)).await;
    }

    pub(crate) async fn pressed(&self, subjects: (Id, Id), user: u64, press: Press) {
        self.press(subjects, user, PressFact { press, ..PressFact::default() }).await;
    }

    async fn on_phone(&self, user: u64, organisation: u64, command: Command) {
        let author = Author::FieldDevice { field_device: id(user + 1_000), user: id(user) };
        let subjects: Vec<Subject> = command.facts.iter().flat_map(|fact| fact.subjects.clone()).collect();
        let rights = rights(&author, id(organisation), Role::Engineer, &subjects);
        let job = move |store: &mut onsite_server::ServerStore| {
            store.commit_command(&author, &rights, &command, &BTreeMap::new()).map(|_| ())
        };
        self.writer.write(job).await.unwrap();
    }
}
