//! What the office publishes and plans reaches phones at their next sync, and nothing that runs becomes another.

use crate::workshop::{LI, Workshop};
use onsite_core::device::DeviceFile;
use onsite_domain::{
    Author, Id, Subject, Text, Word,
    maintenance_due::MaintenanceState,
    maintenance_plan::{CatchUp, Floating, IntervalUnit, MaintenancePlan, Schedule},
    order_kind::{Kind, Mode},
    press::{self, Press, PressFact},
    procedure::Procedure,
    step::{Step, StepKind},
    user::{Role, User},
};
use onsite_server::office::{NewWorkOrder, Team};
use onsite_store::{Touched, derived};
use onsite_tests::sim::company::{self, BEGIN_MS, COMPANY, CUSTOMERS, DEVICES, DISPATCHER, as_user, at, new_fact};
use serde_json::json;

const DAY_MS: i64 = 86_400_000;

fn dora() -> Author {
    Author::Console { user: DISPATCHER }
}

/// Dora manages the service too.
fn promote(workshop: &Workshop) {
    let promoted = workshop.server.office(|store| {
        let mut user: User = store.record_as(Word::User, DISPATCHER)?.unwrap();
        user.roles.insert(Role::ServiceManager);
        put(store, Word::User, DISPATCHER, json!(user))
    });
    promoted.unwrap();
}

fn put(
    store: &mut onsite_server::ServerStore,
    word: Word,
    id: Id,
    body: serde_json::Value,
) -> Result<(), onsite_server::ServerError> {
    let mut touched = Touched::new();
    store.put_record(&Author::rule("import"), Subject::new(word, id), body, &mut touched)?;
    store.finish(&touched)
}

fn order(procedure: Option<Id>, plan: Option<(Id, String)>) -> NewWorkOrder {
    NewWorkOrder {
        kind: Kind::Maintain,
        device: Some(at(&DEVICES, 0)),
        customer: Some(at(&CUSTOMERS, 0)),
        organisation: Some(COMPANY),
        procedure,
        maintenance_plan: plan.as_ref().map(|(plan, _)| *plan),
        occurrence: plan.map(|(_, occurrence)| occurrence),
        team: Some(Team { lead: Some(company::engineer(LI)), ..Team::default() }),
        ..NewWorkOrder::default()
    }
}

fn titles(workshop: &Workshop, visit: Id) -> Vec<String> {
    let seen = workshop.on_phone(LI, visit).unwrap();
    seen.steps.iter().map(|step| step.value.step.title.en.clone()).collect()
}

#[test]
fn a_published_procedure_reaches_the_phone_at_its_next_sync_and_the_running_visit_keeps_its_own() {
    let mut workshop = Workshop::open();
    promote(&workshop);
    let first = workshop.server.office(|store| Ok(store.ports().new_id())).unwrap();
    let step = |number: u128, title: &str| Step {
        id: Id::from_parts(1, number),
        kind: StepKind::Check,
        title: Text::same(title),
        ..Step::default()
    };
    let body = Procedure {
        number: "P-1".into(),
        revision: 1,
        name: Text::same("Yearly"),
        steps: vec![step(1, "Look")],
        ..Procedure::default()
    };
    let running = workshop.server.office(move |store| {
        put(store, Word::Procedure, first, json!(body))?;
        store.create_work_order(&dora(), order(Some(first), None))
    });
    let running = running.unwrap().visit.unwrap();
    workshop.sync(LI);
    assert_eq!(titles(&workshop, running), ["Look"]);

    let next = workshop.server.office(move |store| {
        let draft = store.draft_procedure(&dora(), Some(first))?;
        let listen = onsite_server::office::DraftStep { step: step(2, "Listen"), position: 10, replaces: Vec::new() };
        store.edit_draft(&dora(), draft, Vec::new(), vec![listen], Vec::new(), None)?;
        Ok(store.publish_procedure(&dora(), draft, None)?.procedure)
    });
    let next = next.unwrap();
    let on_phone = |workshop: &Workshop, id: Id| -> Option<Procedure> {
        let app = workshop.phones[LI].app.as_ref().unwrap();
        derived::view_as(app.database(), Subject::new(Word::Procedure, id)).unwrap()
    };
    assert!(on_phone(&workshop, next).is_none(), "no network, no news");
    workshop.sync(LI);
    assert_eq!(on_phone(&workshop, next).unwrap().steps.len(), 2);
    assert!(on_phone(&workshop, first).unwrap().is_retired, "new orders made on the phone take the new one");
    assert_eq!(titles(&workshop, running), ["Look"], "the visit goes on as it began");

    let fresh = workshop.server.office(move |store| store.create_work_order(&dora(), order(Some(next), None)));
    let fresh = fresh.unwrap().visit.unwrap();
    workshop.sync(LI);
    assert_eq!(titles(&workshop, fresh), ["Look", "Listen"]);
    workshop.verify();
}

#[test]
fn what_is_due_of_a_machine_is_known_on_the_phone_without_a_network() {
    let mut workshop = Workshop::open();
    promote(&workshop);
    let file = |workshop: &Workshop| -> DeviceFile {
        workshop.phones[LI].app.as_ref().unwrap().device_file(at(&DEVICES, 0)).unwrap()
    };
    workshop.server.office(|store| store.create_work_order(&dora(), order(None, None)).map(drop)).unwrap();
    workshop.sync(LI);
    assert!(file(&workshop).maintenance.is_empty());

    let plan = workshop.server.office(|store| Ok(store.ports().new_id())).unwrap();
    let begun = jiff::Timestamp::from_millisecond(BEGIN_MS).unwrap().to_zoned(jiff::tz::TimeZone::UTC).date();
    let floating = Floating { every: 30, unit: IntervalUnit::Day, first_on: Some(begun) };
    let body = MaintenancePlan {
        name: Text::same("Filter"),
        organisation: COMPANY,
        devices: vec![at(&DEVICES, 0)],
        kind: Kind::Maintain,
        mode: Mode::Onsite,
        zone: "UTC".into(),
        schedule: Schedule { floating: Some(floating), ..Schedule::default() },
        window_before_days: 2,
        window_after_days: 2,
        catch_up: CatchUp::Latest,
        ..MaintenancePlan::default()
    };
    workshop.server.office(move |store| put(store, Word::MaintenancePlan, plan, json!(body))).unwrap();
    workshop.sync(LI);
    let due = file(&workshop).maintenance;
    assert_eq!((due.len(), due[0].state, due[0].last_done_ms), (1, MaintenanceState::Due, None));

    // The phone lies in a drawer: time alone makes it overdue.
    workshop.phones[LI].clock.set_world(BEGIN_MS + 10 * DAY_MS);
    assert_eq!(file(&workshop).maintenance[0].state, MaintenanceState::Overdue);

    // Somebody else's order for it is done at the office's word; its end is what the next is reckoned from.
    workshop.server.clock.set_world(BEGIN_MS + 10 * DAY_MS);
    let done = workshop.server.office(move |store| {
        let made = store.create_work_order(&dora(), order(None, Some((plan, "first".to_owned()))))?;
        let body = PressFact { press: Press::Close, reason: Some("done by the maker".into()), ..PressFact::default() };
        let id = store.ports().new_id();
        let fact = new_fact(
            id,
            press::subjects_of_order_press(made.work_order, &made.visit.into_iter().collect::<Vec<_>>()),
            &body,
        );
        as_user(store, DISPATCHER, &onsite_domain::command::Command::new("close").fact(fact))?;
        Ok(made.work_order)
    });
    let done = done.unwrap();
    workshop.sync(LI);
    let after = file(&workshop).maintenance;
    assert_eq!((after[0].state, after[0].last_order), (MaintenanceState::Planned, Some(done)));
    let next_ms = after[0].next.as_ref().unwrap().due_ms;
    assert_eq!(next_ms - after[0].last_done_ms.unwrap(), 30 * DAY_MS);
    workshop.verify();
}
