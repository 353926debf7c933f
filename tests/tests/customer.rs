//! A customer reports a fault, follows it to the end on an own phone, rates the visit and gets the report; nobody of them has an
//! account, and the engineer works without a network.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

use onsite_core::press::VisitPress;
use onsite_domain::{
    Author, Id, Subject, Word, device_record::DeviceRecord, order_kind::Kind, press::Press,
    questionnaire::Questionnaire, request::Request, visit::VisitView,
};
use onsite_evidence::{Root, verify};
use onsite_server::office::{NewWorkOrder, Team, customer::LinkFor};
use onsite_store::derived;
use onsite_tests::demo::{
    id,
    play::{self, JOBS},
    scene::{FieldPhone, Scene},
};
use reqwest::{
    Client, StatusCode,
    header::{ACCEPT_LANGUAGE, CONTENT_TYPE},
};

/// Somebody's browser.
struct Browser {
    client: Client,
    url: String,
}

impl Browser {
    /// A page by its path, or by an address of the company's public server.
    async fn open(&self, address: &str) -> (StatusCode, String) {
        let answer = self.client.get(self.whole(address)).header(ACCEPT_LANGUAGE, "en").send().await.unwrap();
        (answer.status(), text(answer).await)
    }

    async fn send(&self, address: &str, content_type: &str, body: String) -> (StatusCode, String) {
        let asked = self.client.post(self.whole(address)).header(ACCEPT_LANGUAGE, "en");
        let answer = asked.header(CONTENT_TYPE, content_type).body(body).send().await.unwrap();
        (answer.status(), text(answer).await)
    }

    async fn file(&self, address: &str) -> Vec<u8> {
        let answer = self.client.get(self.whole(address)).send().await.unwrap();
        assert_eq!(answer.headers()[CONTENT_TYPE], "application/pdf");
        answer.bytes().await.unwrap().to_vec()
    }

    fn whole(&self, address: &str) -> String {
        if address.starts_with(&self.url) {
            return address.to_owned();
        }
        let path = address.split_once(".example").map_or(address, |(_, path)| path);
        format!("{}{path}", self.url)
    }
}

/// A page without its styles.
async fn text(answer: reqwest::Response) -> String {
    let page = answer.text().await.unwrap();
    page.split_once("</style>").map_or(page.clone(), |(_, body)| body.to_owned())
}

fn after<'a>(page: &'a str, mark: &str) -> &'a str {
    let (_, rest) = page.split_once(mark).unwrap_or_else(|| panic!("{mark} in {page}"));
    rest.split('"').next().unwrap()
}

/// The stage that a page shows as the present one.
fn stage(page: &str) -> &str {
    let (_, rest) = page.split_once("class=\"now\"").unwrap_or_else(|| panic!("{page}"));
    rest.split_once("</i>").unwrap().1.split('<').next().unwrap()
}

fn form(fields: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    fields.iter().map(part).chain(["--x--\r\n".to_owned()]).collect()
}

const DISPATCHER: &str = "zheng";

fn dispatcher() -> Author {
    Author::Console { user: id("user", DISPATCHER) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_reported_from_the_code_is_followed_until_the_engineer_is_at_work() {
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::open(&folder.path().join("server"), 0).await.unwrap();
    let url = format!("http://{}", scene.address);
    let mut phone = FieldPhone::enrol(&scene, &folder.path().join("lin"), "lin", &url).await.unwrap();
    let browser = Browser { client: Client::builder().no_proxy().build().unwrap(), url };
    phone.sync_through(5).await.unwrap();
    let (_, planned) = scene.company.orders["mri-helium"];
    let device = phone.app.visit(planned.unwrap()).unwrap().device.unwrap();
    let code = phone.app.device(device).unwrap().codes.first().cloned().unwrap();

    let fault = format!("/d/{code}/fault");
    let (_, shown) = browser.open(&fault).await;
    let token = after(&shown, "name=\"form\" value=\"").to_owned();
    let words = "The screen says E-17 and it does not cool";
    let fields = [("form", token.as_str()), ("words", words), ("state", "stopped"), ("phone", "+86 21 5555 0199")];
    let (status, sent) = browser.send(&fault, "multipart/form-data; boundary=x", form(&fields)).await;
    assert_eq!(status, StatusCode::OK, "{sent}");
    let follow = after(&sent, "readonly value=\"").to_owned();
    assert_eq!(stage(&browser.open(&follow).await.1), "Received");

    let made = scene.write(move |store| {
        let found: Vec<(Subject, Request)> = derived::views(store.database(), "word = 'request'", &[])?;
        let (request, asked) = found.into_iter().find(|(_, asked)| asked.words == words).unwrap();
        let record: DeviceRecord = store.record_as(Word::Device, device)?.unwrap();
        assert_eq!((asked.device, asked.customer), (Some(device), Some(record.customer)));
        let order = NewWorkOrder {
            kind: Kind::Repair,
            window_start_ms: Some(store.now_ms().saturating_add(3_600_000)),
            team: Some(Team { lead: Some(id("user", "lin")), ..Team::default() }),
            ..NewWorkOrder::default()
        };
        Ok(store.order_from_request(&dispatcher(), request.id, order)?.visit.unwrap())
    });
    let visit: Id = made.await.unwrap();
    let (_, shown) = browser.open(&follow).await;
    assert_eq!(stage(&shown), "An engineer is planned");
    assert!(shown.contains("Engineer: Lin<") && !shown.contains("Jia"), "{shown}");
    phone.sync_through(5).await.unwrap();
    for (press, seen) in
        [(Press::Depart, "The engineer is on the way"), (Press::Arrive, "At work"), (Press::Start, "At work")]
    {
        phone.app.press_visit(visit, VisitPress::new(press)).unwrap();
        phone.sync_through(5).await.unwrap();
        assert_eq!(stage(&browser.open(&follow).await.1), seen);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_the_visit_is_rated_once_and_the_report_can_be_taken_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::open(&folder.path().join("server"), 0).await.unwrap();
    let url = format!("http://{}", scene.address);
    let mut phone = FieldPhone::enrol(&scene, &folder.path().join("lin"), "lin", &url).await.unwrap();
    let browser = Browser { client: Client::builder().no_proxy().build().unwrap(), url };
    phone.sync_through(5).await.unwrap();
    let (order, _) = scene.company.orders["mri-helium"];
    let sent = async |purpose| scene.write(move |store| store.link_about_order(&dispatcher(), order, purpose)).await;
    let follow = sent(LinkFor::Follow).await.unwrap().url;
    assert_eq!(stage(&browser.open(&follow).await.1), "An engineer is planned");
    assert!(sent(LinkFor::Rate).await.is_err() && sent(LinkFor::Report).await.is_err(), "nothing is done yet");

    let signed = play::work(&mut phone.app, &scene.company, &JOBS[0]).unwrap();
    let by_phone = phone.app.rating_link(signed.visit).unwrap();
    phone.sync_through(10).await.unwrap();
    let (_, shown) = browser.open(&follow).await;
    assert!(shown.contains("Rate the visit") && shown.contains("See the service report"), "{shown}");
    assert!(!shown.contains("Engineer:") && !shown.contains("name=\"form\""), "{shown}");
    for inside in ["冷却水管", "7.6", "CNY", "现场已完成"] {
        assert!(!shown.contains(inside), "{inside} in {shown}");
    }

    // The report: from the page, and by a link of its own.
    let page = format!("/p/{}", after(&shown, "href=\"/p/").split('?').next().unwrap());
    for page in [page, sent(LinkFor::Report).await.unwrap().url] {
        let (status, shown) = browser.open(&page).await;
        assert_eq!(status, StatusCode::OK, "{shown}");
        let file = browser.file(after(&shown, "class=\"action\" href=\"")).await;
        let root = scene.look().unwrap().keys().root().to_owned();
        let verified = verify(&file, &Root::from(root)).unwrap();
        assert_eq!(verified.fact.id, signed.signature);
        assert!(verified.receipt.is_some(), "with the server's word behind it");
        let check = format!("/v/{}", signed.signature);
        assert!(shown.contains(&check), "{shown}");
        assert_eq!(browser.open(&check).await.0, StatusCode::OK);
    }

    // The rating: once, whoever made the link.
    let rate = sent(LinkFor::Rate).await.unwrap().url;
    let on_page = format!("/r/{}", after(&shown, "href=\"/r/").split('?').next().unwrap());
    for link in [&rate, &on_page, &by_phone] {
        let (status, shown) = browser.open(link).await;
        assert!(status == StatusCode::OK && shown.contains("type=\"radio\""), "{shown}");
    }
    let (_, asked): (Id, Questionnaire) = phone.app.questionnaire_for(signed.visit).unwrap().unwrap();
    let answers = asked.questions.iter().filter_map(|question| Some((question.id, *question.range()?.end())));
    let body: Vec<String> = answers.map(|(question, answer)| format!("{question}={answer}")).collect();
    let (status, thanks) = browser.send(&rate, "application/x-www-form-urlencoded", body.join("&")).await;
    assert_eq!(status, StatusCode::OK, "{thanks}");
    for link in [&rate, &on_page, &by_phone] {
        let (_, shown) = browser.open(link).await;
        assert!(shown.contains("You have rated this visit already"), "{shown}");
        browser.send(link, "application/x-www-form-urlencoded", body.join("&")).await;
    }
    let look = scene.look().unwrap();
    let view: VisitView = derived::view_as(look.database(), Subject::new(Word::Visit, signed.visit)).unwrap().unwrap();
    let by_customer = view.ratings.iter().filter(|rating| matches!(rating.by, Author::CustomerLink { .. }));
    assert_eq!(by_customer.count(), 1);
    assert!(!browser.open(&follow).await.1.contains("Rate the visit"), "it was rated");
}
