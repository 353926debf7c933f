//! The company's own pages and logo: tried and taken at the server, on the engineer's phone with the next sync.

use crate::{
    company::Company,
    day::{pdf_text, picture},
};
use std::path::Path;

#[test]
fn a_company_makes_the_pages_its_own_and_the_phones_print_them() {
    let company = Company::open();
    let job = company.order.as_str();
    let at = |name: &str| company.path(name).to_string_lossy().into_owned();
    company.server(&["paper", "source", &at("pages")]).done();
    let main = company.path("pages/main.typ");
    let ours = std::fs::read_to_string(&main).unwrap();

    // A mistake is refused with its line, and nothing changes.
    let lines = ours.lines().count();
    std::fs::write(&main, format!("{ours}\n#no-such-thing\n")).unwrap();
    let refused = company.server(&["paper", "template", &at("pages")]);
    assert_eq!(refused.code, Some(4), "{refused:?}");
    let place = format!("main.typ:{}", lines + 2);
    assert!(refused.stderr.contains(&place) && refused.stderr.contains("no-such-thing"), "{place}: {refused:?}");
    assert_eq!(company.server(&["paper", "show"]).done()["template"], "report/2");

    std::fs::write(&main, format!("{ours}\n#text(lang: \"en\")[Pages of our own]\n")).unwrap();
    let taken = company.server(&["paper", "template", &at("pages")]).done();
    let version = taken["template"].as_str().unwrap().to_owned();
    assert!(version.starts_with("company/"), "{taken}");
    let logo = at("logo.png");
    picture(Path::new(&logo), 120);
    assert_eq!(company.server(&["paper", "logo", &main.to_string_lossy()]).code, Some(1), "a template is no logo");
    company.server(&["paper", "logo", &logo]).done();

    let draft = at("draft.pdf");
    company.li(&["report", job, "--out", &draft]).done();
    assert!(!pdf_text(&draft).contains("Pages of our own"), "they have not arrived yet");
    let synced = company.li(&["sync"]).done();
    assert_eq!(synced["sync"]["files_fetched"], 2, "{synced}");
    company.li(&["report", job, "--out", &draft]).done();
    assert!(pdf_text(&draft).contains("Pages of our own"));
    assert_eq!(company.li(&["sync"]).done()["sync"]["files_fetched"], 0);

    // The server makes the same pages, and the desk reads them.
    let drawn = company.server(&["report", job, "--language", "both", "--out", &at("desk.pdf")]).done();
    assert_eq!((&drawn["template"], &drawn["is_signed"]), (&version.as_str().into(), &false.into()), "{drawn}");
    let text = pdf_text(&at("desk.pdf"));
    assert!(text.contains("服务报告") && text.contains("Service report") && text.contains(job), "{text}");
    let shown = company.server(&["order", "show", job]).done();
    let visit = shown["visits"][0]["visit"].as_str().unwrap_or_else(|| panic!("{shown}"));
    let bytes = company.desk().bytes(&format!("visits/{visit}/report?language=en"));
    std::fs::write(at("api.pdf"), bytes).unwrap();
    assert!(pdf_text(&at("api.pdf")).contains("Pages of our own"));

    // What is signed names the pages; taken back, ours return with the next sync.
    for press in ["accept", "depart", "arrive", "start"] {
        company.li(&["visit", press, job]).done();
    }
    let (ink, report) = (at("ink.png"), at("report.pdf"));
    picture(Path::new(&ink), 200);
    company.li(&["sign", job, "--ink", &ink, "--name", "Chen", "--verdict", "accepted"]).done();
    company.li(&["report", job, "--out", &report]).done();
    let root = company.path("server/root.pub");
    let verified = company.on("nowhere", &["verify", &report, "--root", &root.to_string_lossy()]).done();
    assert_eq!(verified["signed"]["template_version"], version, "{verified}");
    company.server(&["paper", "template", "--none"]).done();
    company.li(&["sync"]).done();
    company.li(&["report", job, "--out", &draft, "--language", "en"]).done();
    assert!(!pdf_text(&draft).contains("Pages of our own"));
}
