//! What an engineer does in the field, as the server has it afterwards.

use crate::{
    phone::Phone,
    support::{COMPANY, CUSTOMER, Company, id, user_of},
};
use onsite_domain::{
    Author, Id, Subject, Word,
    command::{Command, NewFact},
    document::Write,
    entry::{self, EntryBody},
    fact_kind::{self, FactBody},
    press::{self, Press, PressFact, PressSource},
    user::Role,
    visit_step,
};
use onsite_server::office::{NewWorkOrder, Team};
use serde_json::{Value, json};

pub(crate) const PROCEDURE: u64 = 200;
pub(crate) const PRESSURE: u64 = 201;
pub(crate) const COVER: u64 = 202;

/// A job on a device, given to the engineer, with the steps of [`PROCEDURE`].
pub(crate) struct Job {
    pub(crate) author: Author,
    pub(crate) order: Id,
    pub(crate) visit: Id,
}

/// Publishes a procedure of two steps: a pressure between 1 and 2 bar, and a check of the cover.
pub(crate) fn procedure() -> Value {
    json!({
        "number": "PR-1", "revision": 1, "name": { "en": "Service" },
        "steps": [
            {
                "id": id(PRESSURE), "kind": "measurement", "title": { "en": "Pressure" }, "is_required": true,
                "measurement": { "unit": "bar", "low": "1", "high": "2" },
            },
            { "id": id(COVER), "kind": "check", "title": { "en": "Cover closed" } },
        ],
    })
}

impl Job {
    /// A job of today for a device.
    pub(crate) async fn on(company: &Company, phone: &Phone, device: u64) -> Self {
        let record = procedure();
        let field_device = phone.field_device;
        let engineer = user_of(Role::Engineer);
        let made = company.writer.write(move |store| {
            let mut touched = onsite_store::Touched::new();
            let subject = Subject::new(Word::Procedure, id(PROCEDURE));
            if onsite_store::record::get(store.database(), subject)?.is_none() {
                store.put_record(&Author::rule("init"), subject, record, &mut touched)?;
                store.finish(&touched)?;
            }
            let order = NewWorkOrder {
                kind: onsite_domain::order_kind::Kind::Maintain,
                title: Some("Yearly service".to_owned()),
                device: Some(id(device)),
                customer: Some(id(CUSTOMER)),
                organisation: Some(id(COMPANY)),
                procedure: Some(id(PROCEDURE)),
                team: Some(Team { lead: Some(engineer), ..Team::default() }),
                ..NewWorkOrder::default()
            };
            store.create_work_order(&Author::Console { user: user_of(Role::Dispatcher) }, order)
        });
        let made = made.await.unwrap();
        let author = Author::FieldDevice { field_device, user: engineer };
        Self { author, order: made.work_order, visit: made.visit.unwrap() }
    }

    /// The visit's copy of a step.
    pub(crate) fn step(&self, step: u64) -> Id {
        visit_step::id_in_visit(self.visit, id(PROCEDURE), 1, id(step))
    }

    pub(crate) async fn command(&self, company: &Company, command: Command) {
        let author = self.author.clone();
        company.pass(1_000);
        company.writer.write(move |store| store.command(&author, &command)).await.unwrap();
    }

    pub(crate) async fn add<T: EntryBody>(&self, company: &Company, entry_id: u64, entry: &T) {
        self.add_with(company, id(entry_id), entry).await;
    }

    pub(crate) async fn add_with<T: EntryBody>(&self, company: &Company, entry_id: Id, entry: &T) {
        let subject = Subject::new(Word::Visit, self.visit);
        let writes: Vec<Write> = vec![entry::add(entry_id, entry)];
        self.command(company, Command::new("record").write(subject, writes)).await;
    }

    pub(crate) async fn state<T: FactBody>(&self, company: &Company, fact_id: u64, subjects: Vec<Subject>, body: &T) {
        let fact = NewFact { id: id(fact_id), kind: T::KIND.to_owned(), subjects, body: fact_kind::body(body) };
        self.command(company, Command::new("state").fact(fact)).await;
    }

    /// From accepting to finishing, one after the other.
    pub(crate) async fn press(&self, company: &Company, presses: &[Press]) {
        for press in presses {
            let at = company.clock.load(std::sync::atomic::Ordering::SeqCst);
            let fact = u64::try_from(at).unwrap();
            let body = PressFact { press: *press, source: PressSource::Button, ..PressFact::default() };
            let subjects = press::subjects_of_visit_press(self.visit, self.order);
            self.state(company, fact, subjects, &body).await;
        }
    }

    pub(crate) async fn finish(&self, company: &Company) {
        let presses = [Press::Accept, Press::Depart, Press::Arrive, Press::Start, Press::Finish];
        self.press(company, &presses).await;
    }
}
