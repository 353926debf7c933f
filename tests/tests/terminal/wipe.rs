//! A lost phone that is found again: revoked, it may only bring what it has; it wipes itself on the company's order, once
//! everything has a receipt.

use crate::company::Company;
use serde_json::{Value, json};
use std::fs;

pub(crate) fn field_device(company: &Company) -> String {
    company.li(&["status"]).done()["status"]["field_device"].as_str().unwrap().to_owned()
}

fn result(sync: &Value) -> &Value {
    &sync["sync"]["result"]["result"]
}

fn write_and_photograph(company: &Company) {
    company.li(&["note", &company.order, "not sent yet"]).done();
    let photo = company.path("photo.png");
    image::DynamicImage::new_luma8(64, 48).save(&photo).unwrap();
    company.li(&["photo", &company.order, &photo.to_string_lossy()]).done();
}

#[test]
fn it_brings_what_it_has_and_then_wipes_itself_as_ordered() {
    let company = Company::open();
    let id = field_device(&company);
    write_and_photograph(&company);
    company.server(&["revoke", &id, "--reason", "lost"]).done();
    let revoked = company.li(&["sync"]);
    assert_eq!((revoked.code, result(&revoked.json)), (Some(1), &json!("revoked")));
    company.li(&["note", &company.order, "written after it was revoked"]).done();
    company.server(&["revoke", &id, "--reason", "lost", "--wipe"]).done();
    let wiped = company.li(&["sync"]);
    assert_eq!((wiped.code, result(&wiped.json)), (Some(5), &json!("wiped")), "{wiped:?}");
    for file in ["onsite.sqlite", "blobs.sqlite", "enrolment.json", "database.key.sealed", "keys/database.key"] {
        assert!(!company.path("phone").join(file).exists(), "{file}");
    }
    assert_eq!(company.li(&["jobs"]).code, Some(5));
    assert!(company.notes().is_empty(), "what a revoked phone sends counts only once somebody looked");
    let stats = company.server(&["stats"]).done();
    assert_eq!(stats["quarantined"], json!(2), "{stats}");
    assert_eq!(stats["blobs"], json!(2), "picture and thumbnail: {stats}");
}

#[test]
fn it_keeps_everything_while_something_has_no_receipt_unless_the_loss_is_ordered() {
    let company = Company::open();
    let id = field_device(&company);
    write_and_photograph(&company);
    // An old store with unsent work in it lies beside.
    fs::write(company.path("phone/keys/database.key"), [5; 32]).unwrap();
    company.li(&["sync"]).done();
    company.server(&["revoke", &id, "--reason", "lost", "--wipe"]).done();
    let kept = company.li(&["sync"]);
    assert_eq!((kept.code, result(&kept.json)), (Some(1), &json!("revoked")), "{kept:?}");
    let status = company.li(&["status"]).done();
    assert_eq!(status["status"]["wipe_ordered"]["old_stores"], json!(1), "{status}");
    assert!(company.path("phone/damaged-1/onsite.sqlite").exists());
    company.server(&["revoke", &id, "--reason", "lost for good", "--wipe", "--lose-unsent"]).done();
    assert_eq!(result(&company.li(&["sync"]).json), &json!("wiped"));
    assert!(!company.path("phone/damaged-1").exists());
}

#[test]
fn an_ordered_loss_is_obeyed_before_anything_else_is_sent() {
    let company = Company::open();
    let id = field_device(&company);
    write_and_photograph(&company);
    company.server(&["revoke", &id, "--reason", "stolen", "--wipe", "--lose-unsent"]).done();
    assert_eq!(result(&company.li(&["sync"]).json), &json!("wiped"));
    assert_eq!(company.server(&["stats"]).done()["blobs"], json!(0));
}

#[test]
fn a_power_cut_in_the_middle_of_the_wipe_is_completed_at_the_next_start() {
    let company = Company::open();
    write_and_photograph(&company);
    fs::write(company.path("phone/wiping"), "").unwrap();
    fs::remove_file(company.path("phone/keys/database.key")).unwrap();
    let status = company.li(&["status"]);
    assert_eq!(status.code, Some(5), "{status:?}");
    assert!(!company.path("phone/wiping").exists());
    assert!(!company.path("phone/enrolment.json").exists());
    company.enrol("li", &[]).done();
    company.li(&["sync"]).done();
    assert_eq!(company.li(&["jobs"]).code, Some(0));
}
