use crate::workshop::{LI, Workshop, notes};
use onsite_core::{
    App,
    signature::{Given, GivenVerdict, Reader},
};
use onsite_domain::{
    Subject, Word,
    acceptance::Verdict,
    attention::AttentionKind,
    command::Command,
    document::Write,
    id::{Hash, Id},
};
use onsite_evidence::sample::PlainEngine;
use onsite_store::{derived, ground};
use serde_json::json;

fn sign(app: &mut App, visit: Id) {
    let mut ink = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(120, 40).write_to(&mut ink, image::ImageFormat::Png).unwrap();
    let reader = Reader { name: "Chen Yu".to_owned(), role: "head nurse".to_owned(), ..Reader::default() };
    let verdict = GivenVerdict { verdict: Verdict::Accepted, ..GivenVerdict::default() };
    app.sign_report(visit, Some(verdict), reader, &Given::Ink(ink.into_inner()), &PlainEngine).unwrap();
}

/// Li moves the visit to another order, which nobody may; the customer signs over that and two notes.
fn signed_over_something_refused(workshop: &mut Workshop) -> (Id, Vec<Hash>) {
    let job = workshop.new_job(LI, Vec::new());
    let other = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    let visit = Subject::new(Word::Visit, job.visit);
    workshop.note(LI, job.visit, "before");
    let moved = Write::Set { field: "work_order".to_owned(), value: json!(other.order) };
    workshop.commit(LI, &Command::new("move").write(visit, [moved]));
    workshop.note(LI, job.visit, "after");
    let back = Write::Set { field: "work_order".to_owned(), value: json!(job.order) };
    workshop.commit(LI, &Command::new("move").write(visit, [back]));
    let app = workshop.phones[LI].app.as_mut().unwrap();
    let heads = ground::heads(app.database(), visit).unwrap().unwrap();
    sign(app, job.visit);
    (job.visit, heads)
}

fn signed_items(workshop: &Workshop) -> Vec<Id> {
    let items = workshop.attention().into_iter();
    items.filter(|item| item.kind == AttentionKind::SignedDiffers).map(|item| item.id).collect()
}

#[test]
fn what_was_signed_is_kept_byte_for_byte_until_dora_accepts_it() {
    let mut workshop = Workshop::open();
    let (visit, signed_heads) = signed_over_something_refused(&mut workshop);
    workshop.sync(LI);
    let subject = Subject::new(Word::Visit, visit);
    assert_eq!(notes(&workshop.on_server(visit)), ["before"]);
    assert_eq!(notes(&workshop.on_phone(LI, visit).unwrap()), ["before"]);
    let items = signed_items(&workshop);
    assert!(!items.is_empty());
    let li = workshop.phones[LI].app.as_ref().unwrap();
    let on_phone = derived::attention_about(li.database(), subject).unwrap();
    assert!(on_phone.iter().any(|item| item.kind == AttentionKind::SignedDiffers), "{on_phone:?}");
    assert!(!li.outbox().unwrap().iter().any(|row| row.state == "waiting"), "nothing was made anew");
    workshop.dora_decides(items[0], &json!({"choice": "accept"}));
    assert_eq!(signed_items(&workshop), [], "what was signed is decided whole");
    let server_heads = workshop.server.office(move |store| Ok(ground::heads(store.database(), subject)?)).unwrap();
    assert_eq!(server_heads.as_ref(), Some(&signed_heads), "exactly the signed state");
    assert_eq!(notes(&workshop.on_server(visit)), ["after", "before"]);
    workshop.sync(LI);
    assert_eq!(notes(&workshop.on_phone(LI, visit).unwrap()), ["after", "before"]);
    let li = workshop.phones[LI].app.as_ref().unwrap();
    assert_eq!(ground::heads(li.database(), subject).unwrap(), Some(signed_heads));
    assert_eq!(li.outbox().unwrap(), []);
    let signature = workshop.on_phone(LI, visit).unwrap().signatures[0].id;
    assert_eq!(li.check_signature_of(visit, signature).unwrap().is_file_genuine, Some(true));
    workshop.verify();
}

#[test]
fn what_dora_does_not_accept_stays_beside_the_visit_with_its_signature() {
    let mut workshop = Workshop::open();
    let (visit, _) = signed_over_something_refused(&mut workshop);
    workshop.sync(LI);
    let items = signed_items(&workshop);
    workshop.dora_decides(items[0], &json!({"choice": "reject", "reason": "wrong order"}));
    assert_eq!(signed_items(&workshop), []);
    workshop.sync(LI);
    assert_eq!(notes(&workshop.on_server(visit)), ["before"]);
    assert_eq!(workshop.on_server(visit).signatures.len(), 1);
    let li = workshop.phones[LI].app.as_ref().unwrap();
    let beside: u64 = li.database().query_row("SELECT count(*) FROM review_change", [], |row| row.get(0)).unwrap();
    assert_eq!(beside, 3);
    workshop.verify();
}

#[test]
fn a_signature_given_after_the_refusal_got_lost_still_binds_what_was_there() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    let other = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    let visit = Subject::new(Word::Visit, job.visit);
    let moved = Write::Set { field: "work_order".to_owned(), value: json!(other.order) };
    workshop.commit(LI, &Command::new("move").write(visit, [moved]));
    workshop.note(LI, job.visit, "after");
    workshop.push_and_lose_the_answer(LI);
    let back = Write::Set { field: "work_order".to_owned(), value: json!(job.order) };
    workshop.commit(LI, &Command::new("move").write(visit, [back]));
    let app = workshop.phones[LI].app.as_mut().unwrap();
    sign(app, job.visit);
    let signed_heads = ground::heads(app.database(), visit).unwrap().unwrap();
    workshop.sync(LI);
    let items = signed_items(&workshop);
    workshop.dora_decides(items[0], &json!({"choice": "accept"}));
    let server_heads = workshop.server.office(move |store| Ok(ground::heads(store.database(), visit)?)).unwrap();
    assert_eq!(server_heads, Some(signed_heads));
    workshop.sync(LI);
    workshop.verify();
}
