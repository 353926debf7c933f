//! A tablet that two people share: who is at work is kept, and everything is recorded, signed and drafted in that name.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a story stops where it goes wrong")]

mod office;

use office::{Office, id};
use onsite_core::{App, AppError};
use onsite_domain::{Id, RejectedCode, Subject, Word, command::Command, entry, note::Note};
use onsite_store::ground;
use serde_json::json;

const TABLET: u128 = 1;
const LI: u128 = 2;
const WANG: u128 = 3;

fn note(app: &mut App, text: &str) {
    let entry = entry::add(app.ports().new_id(), &Note { text: text.to_owned(), ..Note::default() });
    app.commit(&Command::new("write_note").write(Subject::new(Word::Visit, id(9)), [entry])).unwrap();
}

fn authors(app: &App) -> Vec<Option<Id>> {
    app.outbox().unwrap().into_iter().map(|row| row.user).collect()
}

#[test]
fn each_writes_under_an_actor_of_their_own_and_drafts_stay_apart() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(TABLET), id(LI));
    note(&mut app, "by Li, not sent yet");
    app.save_draft("visit/note", &json!("half a sentence of Li")).unwrap();
    office.enrol(&mut app, id(TABLET), id(WANG));
    assert_eq!(app.draft("visit/note").unwrap(), None, "Wang does not see it");
    note(&mut app, "by Wang");
    app.switch_user(id(LI)).unwrap();
    note(&mut app, "by Li again");
    assert_eq!(authors(&app), [Some(id(LI)), Some(id(WANG)), Some(id(LI))]);
    assert!(app.draft("visit/note").unwrap().is_some());

    let changes = ground::changes(app.database(), Subject::new(Word::Visit, id(9)), 0).unwrap();
    let of_change = |change: &ground::StoredChange| ground::author(app.database(), &change.actor).unwrap();
    let written: Vec<Option<Id>> = changes.iter().filter_map(|change| of_change(change).map(|by| by.user())).collect();
    assert_eq!(written, [Some(id(LI)), Some(id(WANG)), Some(id(LI))]);
    let AppError::Rejected(refused) = app.leave(true).unwrap_err() else { panic!("the tablet is Wang's too") };
    assert_eq!(refused.code, RejectedCode::IllegalTransition);
    let waiting: Vec<(Id, u64)> = app.users().unwrap().iter().map(|row| (row.user, row.waiting)).collect();
    assert_eq!(waiting, [(id(LI), 2), (id(WANG), 1)]);
    assert!(app.doctor().unwrap().is_sound);
}

#[test]
fn who_is_at_work_survives_a_restart_and_the_loss_of_the_database() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(TABLET), id(LI));
    office.enrol(&mut app, id(TABLET), id(WANG));
    app.switch_user(id(LI)).unwrap();
    app.switch_user(id(WANG)).unwrap();
    drop(app);
    let app = office.open(directory.path(), 50);
    assert_eq!(app.identity().unwrap().user, id(WANG));
    drop(app);
    std::fs::write(directory.path().join("onsite.sqlite"), "no database any more").unwrap();
    let mut app = office.open(directory.path(), 51);
    let identity = app.identity().unwrap();
    assert_eq!((identity.user, identity.others[0].user), (id(WANG), id(LI)));
    note(&mut app, "goes on");
    assert_eq!(authors(&app), [Some(id(WANG))]);
}

#[test]
fn nobody_takes_over_who_has_not_enrolled() {
    let (office, directory) = (Office::new(), tempfile::tempdir().unwrap());
    let mut app = office.phone(directory.path(), id(TABLET), id(LI));
    let Err(AppError::Rejected(refused)) = app.switch_user(id(WANG)) else { panic!("Wang has no certificate") };
    assert_eq!(refused.code, RejectedCode::NotFound);
    assert_eq!(app.identity().unwrap().user, id(LI));
    // The same person again changes nothing but the certificate.
    office.enrol(&mut app, id(TABLET), id(LI));
    assert_eq!(app.users().unwrap().len(), 1);
}
