//! A local database that is damaged, locked or without its key: clear words, and nothing unsent is lost.

use crate::company::Company;
use serde_json::json;
use std::fs;

/// Cuts a file in half.
fn cut(path: &std::path::Path) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

#[test]
fn a_database_cut_in_half_is_set_aside_and_what_can_be_read_of_it_is_recovered() {
    let company = Company::open();
    company.li(&["note", &company.order, "sent before"]).done();
    company.li(&["sync"]).done();
    for number in 0..12 {
        let text = format!("{number} {}", "地下室的记录。".repeat(500));
        company.li(&["note", &company.order, &text]).done();
    }
    cut(&company.path("phone/onsite.sqlite"));
    let status = company.li(&["status"]);
    assert!(status.stderr.contains("damaged-1"), "{status:?}");
    let status = status.done();
    assert_eq!(status["status"]["outbox"]["waiting"], json!(0));
    let doctor = company.li(&["doctor"]);
    assert_eq!(doctor.code, Some(6));
    assert!(doctor.json.to_string().contains("onsite recover"), "{doctor:?}");
    let early = company.li(&["recover"]);
    assert_eq!(early.code, Some(1), "what the work was built on is not here yet: {early:?}");
    company.li(&["sync"]).done();
    let recovered = company.li(&["recover"]);
    assert!(matches!(recovered.code, Some(0 | 6)), "{recovered:?}");
    assert!(company.path("phone/damaged-1/onsite.sqlite").exists(), "the old file stays");
    assert_eq!(company.li(&["recover"]).done(), json!({"stores": []}));
    let counts = &recovered.json["stores"][0]["recovered"];
    let brought = counts["units"].as_u64().unwrap() + counts["done_again"].as_u64().unwrap();
    assert!(brought > 0, "{counts}");
    company.li(&["sync"]).done();
    let notes = company.notes();
    assert!(notes.contains(&"sent before".to_owned()));
    assert_eq!(u64::try_from(notes.len()).unwrap(), brought + 1);
}

#[test]
fn a_whole_database_that_went_aside_gives_back_every_unsent_thing_as_it_was() {
    let company = Company::open();
    company.li(&["note", &company.order, "sent before"]).done();
    company.li(&["sync"]).done();
    company.li(&["note", &company.order, "written in the basement"]).done();
    let photo = company.path("photo.png");
    image::DynamicImage::new_luma8(64, 48).save(&photo).unwrap();
    company.li(&["photo", &company.order, &photo.to_string_lossy()]).done();
    // Somebody put the key of another store in its place; later the right one comes back.
    let key_file = company.path("phone/keys/database.key");
    let key = fs::read(&key_file).unwrap();
    fs::write(&key_file, [5; 32]).unwrap();
    let moved = company.li(&["sync"]);
    assert!(moved.stderr.contains("damaged-1"), "{moved:?}");
    moved.done();
    let wrong = company.li(&["recover", "--key", &"0".repeat(64)]);
    assert_eq!(wrong.code, Some(4), "{wrong:?}");
    let unsealed =
        company.server(&["unseal-key", &company.path("phone/damaged-1/database.key.sealed").to_string_lossy()]);
    let unsealed = unsealed.done()["key"].as_str().unwrap().to_owned();
    assert_eq!(unsealed, key.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let recovered = company.li(&["recover", "--key", &unsealed]).done();
    assert_eq!(recovered["stores"][0]["recovered"]["units"], json!(2), "{recovered}");
    assert_eq!(recovered["stores"][0]["recovered"]["lost"], json!([]));
    assert!(recovered["stores"][0]["recovered"]["blobs"].as_u64() > Some(0), "{recovered}");
    let again = company.path("phone/damaged-1").to_string_lossy().into_owned();
    let again = company.li(&["recover", &again, "--key", &unsealed]).done();
    assert_eq!(again["stores"][0]["recovered"]["units"], json!(0), "twice changes nothing: {again}");
    let synced = company.li(&["sync"]).done();
    assert_eq!(synced["sync"]["units_accepted"], json!(2), "{synced}");
    assert_eq!(company.notes(), ["sent before", "written in the basement"]);
    assert_eq!(company.li(&["doctor"]).done()["is_sound"], json!(true));
    // It went on where it ended: no clone, nothing suspended.
    company.server(&["verify"]).done();
    let attention = company.li(&["attention"]).json;
    assert!(!attention.to_string().contains("field_device_forked"), "{attention}");
}

#[test]
fn a_file_that_is_no_database_is_set_aside() {
    let company = Company::open();
    for file in ["onsite.sqlite", "blobs.sqlite"] {
        fs::write(company.path("phone").join(file), "这不是数据库".repeat(1000)).unwrap();
    }
    company.li(&["sync"]).done();
    assert!(company.path("phone/damaged-1/blobs.sqlite").exists());
    assert_eq!(company.li(&["jobs"]).code, Some(0));
    let recovered = company.li(&["recover"]);
    assert_eq!(recovered.code, Some(4), "nothing of it can be read: {recovered:?}");
    assert!(company.path("phone/damaged-1/onsite.sqlite").exists());
}

#[test]
fn a_lost_key_is_given_back_by_the_office() {
    let company = Company::open();
    company.li(&["note", &company.order, "not sent yet"]).done();
    fs::remove_file(company.path("phone/keys/database.key")).unwrap();
    let lost = company.li(&["jobs"]);
    assert_eq!((lost.code, &lost.json["error"]["code"]), (Some(4), &json!("key_lost")));
    let doctor = company.li(&["doctor"]);
    assert_eq!(doctor.code, Some(6));
    assert!(doctor.json.to_string().contains("unseal-key"), "{doctor:?}");
    let sealed = company.path("phone/database.key.sealed");
    let not_sealed = company.server(&["unseal-key", &company.path("customers.csv").to_string_lossy()]);
    assert_eq!(not_sealed.code, Some(1), "{not_sealed:?}");
    let key = company.server(&["unseal-key", &sealed.to_string_lossy()]).done();
    for wrong in ["", "abc", &"0".repeat(64)] {
        assert_eq!(company.li(&["recover", "--key", wrong]).code, Some(1), "{wrong}");
    }
    company.li(&["recover", "--key", key["key"].as_str().unwrap()]).done();
    company.li(&["sync"]).done();
    assert_eq!(company.notes(), ["not sent yet"]);
}

#[test]
fn a_key_that_nobody_has_any_more_leaves_the_old_file_and_a_fresh_store() {
    let company = Company::open();
    fs::remove_file(company.path("phone/keys/database.key")).unwrap();
    let afresh = company.li(&["recover", "--afresh"]).done();
    assert_eq!(afresh["is_enrolled"], json!(true));
    company.li(&["sync"]).done();
    assert_eq!(company.li(&["jobs"]).code, Some(0));
    assert!(company.path("phone/damaged-1/onsite.sqlite").exists());
}

#[test]
fn a_second_process_is_told_that_the_store_is_open() {
    let company = Company::open();
    let (watching, _) = company.phone().args(["sync", "--watch"]).start_until("complete").unwrap();
    let second = company.li(&["jobs"]);
    assert_eq!((second.code, &second.json["error"]["code"]), (Some(3), &json!("unavailable")));
    assert!(second.json["error"]["detail"].as_str().unwrap().contains("another process"), "{second:?}");
    drop(watching);
    company.li(&["jobs"]).done();
}
