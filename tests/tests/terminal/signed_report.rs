//! A signed report after it was signed: handed out with the server's receipt, checked by whoever has it, amended, signed
//! again, and what a revoked phone signed before.

use crate::{company::Company, day::picture, wipe::field_device};
use onsite_tests::processes::examined;
use serde_json::{Value, json};
use std::path::Path;
use tokio::runtime::Runtime;

/// A browser without an account.
struct Visitor {
    runtime: Runtime,
    client: reqwest::Client,
    url: String,
}

impl Visitor {
    fn of(company: &Company) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = onsite_core::sync::runner::client(None).unwrap();
        Self { runtime, client, url: format!("http://{}", company.address) }
    }

    fn send(&self, request: reqwest::RequestBuilder) -> (u16, String) {
        let request = request.header("accept-language", "en");
        self.runtime.block_on(async {
            let response = request.send().await.unwrap();
            (response.status().as_u16(), response.text().await.unwrap())
        })
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.send(self.client.get(format!("{}{path}", self.url)))
    }

    /// What the page says of a file.
    #[track_caller]
    fn check(&self, path: &str, file: &[u8]) -> String {
        let head = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.pdf\"\r\n\r\n";
        let body = [head.as_slice(), file, b"\r\n--x--\r\n"].concat();
        let request = self.client.post(format!("{}{path}", self.url));
        let (status, text) = self.send(request.header("content-type", "multipart/form-data; boundary=x").body(body));
        assert_eq!(status, 200, "{text}");
        text
    }
}

#[test]
fn a_signed_report_stays_what_it_was_whatever_comes_after() {
    let company = Company::open();
    let job = company.order.as_str();
    let at = |name: &str| company.path(name).to_string_lossy().into_owned();
    let visitor = Visitor::of(&company);
    let ink = at("ink.png");
    picture(Path::new(&ink), 200);
    for press in ["accept", "depart", "arrive", "start"] {
        company.li(&["visit", press, job]).done();
    }
    company.li(&["finding", job, "--fault-text", "漏水", "--remedy-text", "更换密封圈"]).done();
    let sign = ["sign", job, "--ink", &ink, "--name", "Chen", "--verdict", "accepted"];
    let first = signature(&company.li(&sign).done());
    company.li(&["report", job, "--out", &at("first.pdf")]).done();
    let page = format!("/v/{first}");
    let (status, text) = visitor.get(&page);
    assert!(status == 404 && text.contains("not known here"), "{text}");
    let draft = company.server(&["report", job, "--out", &at("draft.pdf")]).done();
    assert_eq!(draft["is_signed"], false, "{draft}");
    company.li(&["sync"]).done();

    // With the receipt behind it, it is the same report.
    let handed = company.server(&["report", job, "--out", &at("handed.pdf")]).done();
    assert_eq!((&handed["is_countersigned"], &handed["signature"]), (&true.into(), &json!(first)), "{handed}");
    let (first_pdf, handed_pdf) = (std::fs::read(at("first.pdf")).unwrap(), std::fs::read(at("handed.pdf")).unwrap());
    assert!(handed_pdf.starts_with(&first_pdf) && handed_pdf.len() > first_pdf.len());
    let (_, root) = visitor.get("/v/root.pub");
    std::fs::write(at("published.pub"), &root).unwrap();
    let verified = company.on("nowhere", &["verify", &at("handed.pdf"), "--root", &at("published.pub")]).done();
    assert!(verified["receipt"]["server_ms"].is_i64(), "{verified}");
    let (status, certificate) = visitor.get("/v/root.crt");
    assert!(status == 200 && certificate.starts_with("-----BEGIN CERTIFICATE-----"), "{certificate}");
    let signatures = examined("pdfsig", &["-nocert", &at("handed.pdf")]).unwrap();
    assert_eq!(signatures.matches("Signature is Valid.").count(), 2, "{signatures}");
    examined("qpdf", &["--check", &at("handed.pdf")]).unwrap();
    let listed = company.desk();
    assert_eq!(listed.bytes(&format!("signatures/{first}/report")), handed_pdf, "the same bytes each time");

    // Anybody may ask about it, and says who asks nothing.
    let (status, text) = visitor.get(&page);
    assert!(status == 200 && text.contains(job) && !text.contains("Chen"), "{text}");
    for (path, file) in [(page.as_str(), &first_pdf), ("/v", &handed_pdf)] {
        let text = visitor.check(path, file);
        assert!(text.contains("Genuine and unchanged"), "{text}");
        assert_eq!(text.contains("With the server since"), file == &handed_pdf, "{text}");
    }
    let mut changed = handed_pdf.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let text = visitor.check(&page, &changed);
    assert!(text.contains("Not genuine") && !text.contains(job), "{text}");

    // Amended: what was signed is genuine, and what changed is said with its reason.
    company.li(&["note", job, "Left a spare seal", "--amends", "forgot to say"]).done();
    company.li(&["sync"]).done();
    assert!(visitor.get(&page).1.contains("amended"));
    let text = visitor.check(&page, &first_pdf);
    for said in ["amended since it was signed", "Left a spare seal", "Reason: forgot to say"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let told = company.server(&["verify-report", &at("first.pdf")]).done();
    assert_eq!((&told["is_genuine"], &told["is_amended"]), (&true.into(), &true.into()), "{told}");

    // Signed again: the later one counts, and the first is not replaced.
    let second = signature(&company.li(&sign).done());
    company.li(&["report", job, "--out", &at("second.pdf")]).done();
    company.li(&["sync"]).done();
    let told = company.server(&["verify-report", &at("first.pdf")]).done();
    assert_eq!(told["standing"]["superseded_by"], json!(second), "{told}");
    assert!(visitor.check(&page, &first_pdf).contains("signed again later"));
    let told = company.server(&["verify-report", &at("second.pdf")]).done();
    assert_eq!((&told["is_genuine"], &told["is_amended"]), (&true.into(), &false.into()), "{told}");
    company.server(&["report", &first, "--out", &at("first-again.pdf")]).done();
    assert_eq!(std::fs::read(at("first-again.pdf")).unwrap(), handed_pdf);
    let newest = company.server(&["report", job, "--out", &at("newest.pdf")]).done();
    assert_eq!(newest["signature"], json!(second), "{newest}");

    // The phone is lost: what it signed before stays signed.
    company.server(&["revoke", &field_device(&company), "--reason", "lost"]).done();
    let told = company.server(&["verify-report", &at("second.pdf")]).done();
    assert_eq!((&told["is_genuine"], &told["is_amended"]), (&true.into(), &false.into()), "{told}");
    assert_eq!(company.server(&["report", &first, "--out", &at("later.pdf")]).done()["is_countersigned"], true);
    assert_eq!(std::fs::read(at("later.pdf")).unwrap(), handed_pdf);
}

fn signature(made: &Value) -> String {
    made["done"]["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}
