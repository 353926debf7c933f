//! An engineer's day, command by command, with what can be typed wrong on the way. Nothing wrong leaves a trace: at the
//! end everything recorded is with the server, once.

use crate::company::Company;
use onsite_tests::processes::examined;
use std::path::Path;

/// What was typed, the exit code, and the code of the error.
type Typed<'a> = (&'a [&'a str], i32, &'a str);

pub(crate) fn picture(path: &Path, size: u32) {
    let shade = |x: u32, y: u32| image::Luma([u8::try_from((x * 7 + y * 13) % 200).unwrap()]);
    image::GrayImage::from_fn(size, size, shade).save(path).unwrap();
}

/// Whether each was refused as it must be; all that were not are shown together.
fn refused(company: &Company, typed: &[Typed<'_>]) {
    let before = company.li(&["outbox"]).json;
    let mut wrong = Vec::new();
    for (arguments, exit, code) in typed {
        let said = company.li(arguments);
        let error = &said.json["error"];
        let has_words = error["message"].as_str().is_some_and(|words| !words.is_empty()) || !said.stderr.is_empty();
        if said.code != Some(*exit) || error["code"].as_str().unwrap_or_default() != *code || !has_words {
            wrong.push(format!("{arguments:?}: {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(company.li(&["outbox"]).json, before, "something wrong was recorded");
}

#[test]
fn a_day_with_every_mistake_reaches_the_server_whole() {
    let company = Company::open();
    let job = company.order.as_str();
    let at = |name: &str| company.path(name).to_string_lossy().into_owned();
    let (photo, ink, text) = (at("photo.png"), at("ink.png"), at("text.jpg"));
    picture(Path::new(&photo), 64);
    picture(Path::new(&ink), 200);
    std::fs::write(&text, "no picture").unwrap();

    refused(
        &company,
        &[
            (&["visit", "accept", "WO-NONE"], 1, "not_found"),
            (&["visit", "finish", job], 1, "illegal_transition"),
            (&["visit", "depart", job, "--place", "geo:91,200"], 1, "out_of_range"),
            (&["visit", "depart", job, "--place", "here"], 1, "wrong_shape"),
            (&["visit", "fly", job], 2, "usage"),
        ],
    );
    company.li(&["visit", "accept", job]).done();
    company.li(&["visit", "depart", job, "--place", "geo:31.230416,121.473701"]).done();
    company.li(&["visit", "arrive", job]).done();
    company.li(&["visit", "start", job]).done();

    let long = "长".repeat(40_000);
    refused(
        &company,
        &[
            (&["note", job, ""], 1, "missing"),
            (&["note", job, &long], 1, "too_large"),
            (&["expense", job, "parking", "-5"], 2, "usage"),
            (&["expense", job, "parking", "0"], 1, "out_of_range"),
            (&["expense", job, "parking", "1e9"], 2, "usage"),
            (&["expense", job, "bribe", "5"], 1, "wrong_shape"),
            (&["expense", job, "parking", "5", "--currency", "yuan"], 1, "wrong_shape"),
            (&["time", job, "work", "--from", "2026-13-40T25:00"], 2, "usage"),
            (&["time", job, "work", "--from", "10:00", "--until", "09:00"], 1, "out_of_range"),
            (&["photo", job, &text], 1, "wrong_shape"),
            (&["photo", job, "/nowhere/at-all.jpg"], 2, "file"),
            (&["finding", job], 1, "missing"),
            (&["help", job, "?", "--expert", "nobody"], 1, "not_found"),
            (&["step", "answer", job, "1", "yes"], 1, "not_found"),
            (&["part", "use", job, "NONE"], 1, "not_found"),
            (&["part", "use", job, "NONE", "0"], 1, "not_found"),
            (&["device", "meter", "NONE", "1"], 2, "usage"),
            (&["correct", "customer/Nobody", "phone", "1"], 1, "not_found"),
            (&["hand-over", job, "--to", "nobody", "--reason", "ill"], 1, "not_found"),
            (&["sign", job, "--ink", &text, "--name", "Chen", "--verdict", "accepted"], 1, "wrong_shape"),
            (&["sign", job, "--refused", ""], 1, "missing"),
        ],
    );
    company.li(&["note", job, "泵已更换 — \u{202e}override\u{202c} \u{1f6e0}"]).done();
    company.li(&["expense", job, "parking", "35.50"]).done();
    company.li(&["finding", job, "--fault-text", "漏水", "--remedy-text", "更换密封圈"]).done();
    company.li(&["photo", job, &photo, "--moment", "after", "--caption", "After"]).done();
    company.li(&["help", job, "Which seal?"]).done();
    company.li(&["correct", "customer/C1", "phone", "021-5550 0100", "--during", job]).done();
    company.li(&["visit", "pause", job, "--for", "customer"]).done();
    company.li(&["visit", "resume", job]).done();
    let draft = company.li(&["report", job, "--out", &at("draft.pdf"), "--language", "en"]).done();
    assert_eq!(draft["is_signed"], false, "{draft}");
    let sign = ["sign", job, "--ink", &ink, "--name", "Chen", "--verdict", "accepted", "--language", "both"];
    let signed = company.li(&sign).done();
    let report = company.li(&["report", job, "--out", &at("report.pdf")]).done();
    assert_eq!((&report["is_signed"], &report["sha256"]), (&true.into(), &signed["file_hash"]), "{report}");
    company.li(&["note", job, "Left a spare seal", "--amends", "forgot to say"]).done();
    // What was signed stays as it was signed, whatever was written since, byte for byte.
    let again = company.li(&["report", job, "--out", &at("again.pdf")]).done();
    assert_eq!(again["sha256"], report["sha256"]);
    let copy = company.li(&["report", job, "--out", &at("copy.pdf"), "--language", "en"]).done();
    assert_eq!((&copy["is_signed"], &copy["content_hash"]), (&false.into(), &report["content_hash"]), "{copy}");
    refused(&company, &[(&["report", job, "--out", &at("no/folder/r.pdf")], 2, "file")]);
    verified_anywhere(&company, &at("report.pdf"));
    let text = pdf_text(&at("report.pdf"));
    for words in [job, "Chen", "漏水", "更换密封圈", "服务报告", "Service report"] {
        assert!(text.contains(words), "{words} is missing in:\n{text}");
    }
    assert!(!text.contains("spare seal"), "{text}");
    let follow_up = company.li(&["job", "follow-up", job, "inspect", "Look again"]).done();
    company.li(&["visit", "finish", job]).done();
    refused(&company, &[(&["visit", "start", job], 1, "illegal_transition")]);

    let file = at("unsent.onsite");
    company.li(&["export", &file]).done();
    refused(&company, &[(&["export", &file], 2, "file")]);
    let synced = company.li(&["sync"]).done();
    assert_eq!(synced["sync"]["units_refused"], 0, "{synced}");
    let outbox = company.li(&["outbox"]).done();
    assert_eq!(outbox["units"], serde_json::json!([]), "{outbox}");

    let shown = company.server(&["order", "show", job]).done().to_string();
    for part in ["漏水", "35", "Left a spare seal", "Which seal?"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let verified = company.server(&["verify-report", &at("report.pdf")]).done();
    assert_eq!((&verified["is_genuine"], &verified["is_amended"]), (&true.into(), &true.into()), "{verified}");
    assert_eq!(verified["standing"]["amendments"][0]["reason"], "forgot to say", "{verified}");
    let notes = company.notes();
    assert_eq!(notes.len(), 2, "{notes:?}");
    let number = follow_up["number"].as_str().unwrap();
    company.server(&["order", "show", number]).done();
    // The same units again, out of the file: nothing is there twice.
    company.server(&["import-export-file", &file]).done();
    assert_eq!(company.notes(), notes);
}

/// On a machine that knows nothing but the company's key; with one byte changed it is not genuine.
fn verified_anywhere(company: &Company, file: &str) {
    let key = company.path("server/root.pub");
    let key = key.to_string_lossy();
    let verified = company.on("nowhere", &["verify", file, "--root", &key]).done();
    assert_eq!((&verified["is_genuine"], &verified["receipt"]), (&true.into(), &serde_json::Value::Null), "{verified}");
    let digits = verified["root"].as_str().unwrap();
    // The report itself is none of its photos.
    let foreign = company.on("nowhere", &["verify", file, "--root", digits, "--photo", file]);
    assert_eq!((foreign.code, &foreign.json["photos"][0]["is_bound"]), (Some(1), &false.into()), "{foreign:?}");
    let mut bytes = std::fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let changed = company.path("changed.pdf");
    std::fs::write(&changed, bytes).unwrap();
    let found = company.on("nowhere", &["verify", &changed.to_string_lossy(), "--root", digits]);
    assert_eq!((found.code, &found.json["is_genuine"]), (Some(1), &false.into()), "{found:?}");
    assert!(!company.path("nowhere").exists(), "verifying leaves nothing behind");
}

pub(crate) fn pdf_text(file: &str) -> String {
    examined("pdftotext", &["-layout", file, "-"]).unwrap()
}
