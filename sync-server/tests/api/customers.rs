//! The customers' pages: reporting a fault behind a code, following it, links that the desk sends.

use crate::support::{
    CODE, COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, Person, Reply, SETTINGS, SITE, id, request, send, user_of,
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use onsite_domain::{
    Author, Subject, Word,
    device_code::DeviceCode,
    request::{Channel, Request as Asked},
    user::Role,
};
use onsite_store::{Touched, blob, derived};
use serde_json::{Value, json};

/// Nobody issued it, and it is on no device.
const UNKNOWN: &str = "000000000012";
const WORDS: &str = "It beeps three times & stops <now>";

/// A part of a form: name, file name, content.
type Part<'a> = (&'a str, Option<&'a str>, Vec<u8>);

fn text<'a>(name: &'a str, value: &str) -> Part<'a> {
    (name, None, value.as_bytes().to_vec())
}

fn body(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: image/jpeg")).unwrap_or_default();
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").into_bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    body
}

fn posted(path: &str, body: Vec<u8>) -> Request<Body> {
    let builder = Request::builder().method("POST").uri(path).header("accept-language", "en");
    builder.header("content-type", "multipart/form-data; boundary=x").body(Body::from(body)).unwrap()
}

async fn page(company: &Company, path: &str) -> Reply {
    send(&company.router, request("GET", path, &[("accept-language", "en")], None)).await
}

/// What a page says, without its styles.
fn html(reply: &Reply) -> &str {
    let page = reply.body.as_str().unwrap_or_else(|| panic!("{}", reply.body));
    page.split_once("</style>").map_or(page, |(_, body)| body)
}

/// What stands in a page behind a text, up to the next quotation mark.
fn after<'a>(page: &'a str, mark: &str) -> &'a str {
    let (_, rest) = page.split_once(mark).unwrap_or_else(|| panic!("{mark} in {page}"));
    rest.split('"').next().unwrap()
}

fn token(page: &str) -> String {
    after(page, "name=\"form\" value=\"").to_owned()
}

fn fault(token: &str) -> Vec<Part<'static>> {
    vec![
        text("form", token),
        text("lang", "en"),
        text("website", ""),
        text("words", WORDS),
        text("state", "stopped"),
        text("phone", "+86 21 5555 0199"),
        text("name", "Nurse Example"),
    ]
}

fn with(mut parts: Vec<Part<'static>>, name: &'static str, value: &str) -> Vec<Part<'static>> {
    parts.retain(|part| part.0 != name);
    parts.push(text(name, value));
    parts
}

async fn form(company: &Company, code: &str) -> String {
    let reply = page(company, &format!("/d/{code}/fault")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", html(&reply));
    token(html(&reply))
}

async fn report(company: &Company, code: &str, parts: &[Part<'_>]) -> Reply {
    send(&company.router, posted(&format!("/d/{code}/fault"), body(parts))).await
}

/// A picture of so many pixels on a side.
fn picture(side: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(side, side, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

async fn requests(company: &Company) -> Vec<(Subject, Asked)> {
    let found =
        company.writer.write(|store| Ok(derived::views(store.database(), "word = 'request' ORDER BY subject", &[])?));
    found.await.unwrap()
}

async fn blobs(company: &Company) -> u64 {
    let count = |store: &mut onsite_server::ServerStore| {
        Ok(store.blobs().query_row("SELECT count(*) FROM blob", [], |row| row.get(0))?)
    };
    company.writer.write(count).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_is_reported_from_the_code_with_photos_and_becomes_a_request() {
    let company = Company::new();
    let code_page = page(&company, &format!("/d/{CODE}")).await;
    assert!(html(&code_page).contains(&format!("href=\"/d/{CODE}/fault?lang=en\"")), "{}", html(&code_page));
    let token = form(&company, CODE).await;
    let mut parts = fault(&token);
    parts.push(("photo", Some("../../etc/passwd.jpg"), picture(64)));
    parts.push(("photo", Some(""), Vec::new()));
    let sent = report(&company, CODE, &parts).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", html(&sent));
    let thanks = html(&sent);
    assert!(thanks.contains("We have your report") && thanks.contains("+86 21 5555 0100"), "{thanks}");
    assert!(!thanks.contains("SN-1") && !thanks.contains("Hospital") && !thanks.contains("Scanner"), "{thanks}");
    let found = requests(&company).await;
    let [(_, asked)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((asked.words.as_str(), asked.channel), (WORDS, Channel::CustomerPage));
    assert_eq!((asked.device, asked.customer, asked.site), (Some(id(DEVICE)), Some(id(CUSTOMER)), Some(id(SITE))));
    assert_eq!((asked.device_code.as_str(), asked.reporter_phone.as_str()), ("", "+86 21 5555 0199"));
    assert_eq!(asked.device_state.map(|state| state.as_str()), Some("stopped"));
    assert_eq!(asked.organisation, id(COMPANY));
    assert!(asked.number.starts_with("RQ-") && thanks.contains(&asked.number), "{}", asked.number);
    let [attachment] = asked.attachments.as_slice() else { panic!("{:?}", asked.attachments) };
    assert_eq!((attachment.name.as_str(), attachment.media_type.as_str()), ("photo-1.jpg", "image/jpeg"));
    let hash = attachment.blob;
    let kept = company.writer.write(move |store| Ok(blob::get(store.blobs(), hash)?)).await.unwrap().unwrap();
    assert_eq!(kept.len() as u64, attachment.size_bytes);

    // Sent again, with other words even: the same request and the same answer.
    let again = report(&company, CODE, &with(fault(&token), "words", "something else entirely")).await;
    assert_eq!((again.status, html(&again)), (StatusCode::OK, thanks));
    company.pass(13 * 3_600_000);
    assert_eq!(html(&report(&company, CODE, &parts).await), thanks);
    assert_eq!(requests(&company).await.len(), 1);

    // An intake agent sees it in the list with its words.
    let li = company.person(Role::IntakeAgent).await;
    let list = li.get("/v1/requests").await;
    assert_eq!(list.body["items"][0]["channel"], "customer_page", "{}", list.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_say_the_same_for_a_code_that_nobody_issued() {
    let company = Company::new();
    let mut pages = Vec::new();
    for code in [CODE, UNKNOWN] {
        let token = form(&company, code).await;
        let empty = report(&company, code, &fault(&token)[..3]).await;
        let sent = report(&company, code, &fault(&token)).await;
        let follow = after(html(&sent), "readonly value=\"https://service.example").to_owned();
        let followed = page(&company, &follow).await;
        let number = after(html(&sent), "class=\"number\">").split('<').next().unwrap().to_owned();
        let plain = |reply: &Reply| {
            let clear = code.parse::<DeviceCode>().unwrap().in_clear();
            let mut text = html(reply).replace(code, "CODE").replace(&clear, "CODE").replace(&token, "TOKEN");
            text = text
                .replace(&number, "NUMBER")
                .replace(&follow, "FOLLOW")
                .replace(follow.trim_start_matches("/f/"), "FOLLOW");
            if let Some((before, rest)) = text.split_once("<path") {
                text = format!("{before}{}", rest.split_once("</path>").unwrap().1);
            }
            if text.contains("name=\"form\"") {
                text = text.replace(&super::customers::token(&text), "TOKEN");
            }
            text
        };
        pages.push((plain(&empty), plain(&sent), plain(&followed), sent.status, empty.status));
    }
    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0].4, StatusCode::UNPROCESSABLE_ENTITY);
    let found = requests(&company).await;
    let unknown = &found.iter().find(|(_, asked)| asked.device.is_none()).unwrap().1;
    assert_eq!((unknown.device, unknown.customer, unknown.device_code.as_str()), (None, None, UNKNOWN));
    assert_eq!(unknown.organisation, id(COMPANY));
    let misread = page(&company, "/d/7F3K9XABCDEF/fault").await;
    assert_eq!(misread.status, StatusCode::NOT_FOUND, "{}", misread.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_comes_back_as_it_was_filled_in_and_leaves_no_photo() {
    let company = Company::new();
    let token = form(&company, CODE).await;
    let whole = fault(&token);
    let big = vec![0xff; (12 << 20) + 1];
    let photo = |file: Vec<u8>| [whole.clone(), vec![("photo", Some("a.jpg"), file)]].concat();
    let five = [whole.clone(), (0..5).map(|_| ("photo", Some("a.jpg"), picture(8))).collect()].concat();
    let html_as_photo = b"<html><script>alert(1)</script>".to_vec();
    for (parts, wanted) in [
        (with(whole.clone(), "words", "help"), "say in a few words"),
        (with(whole.clone(), "words", &"x".repeat(4_001)), "too long"),
        (with(whole.clone(), "words", "it \u{1b}[31m leaks badly"), "cannot be used"),
        (with(whole.clone(), "state", "exploded"), "choose how the machine"),
        (with(whole.clone(), "phone", "  "), "leave a telephone number"),
        (with(whole.clone(), "phone", "call me"), "digits, spaces"),
        (with(whole.clone(), "name", &"x".repeat(201)), "name is too long"),
        (with(whole.clone(), "website", "https://spam.example"), "had to stay empty"),
        (photo(html_as_photo), "cannot be opened"),
        (photo(b"GIF89a\x01\x00\x01\x00".to_vec()), "cannot be opened"),
        (photo(big), "too large"),
        (five, "too many photos"),
    ] {
        let reply = report(&company, CODE, &parts).await;
        company.pass(16 * 60_000);
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wanted}");
        let shown = html(&reply);
        assert!(shown.contains(wanted), "{wanted} in {shown}");
        assert!(shown.contains("choose the photos again"), "{shown}");
        let is_own = |name: &str| parts.iter().any(|part| part.0 == name && whole.contains(part));
        if is_own("words") {
            assert!(shown.contains("It beeps three times &amp; stops &lt;now&gt;"), "{shown}");
        }
        if is_own("phone") {
            assert!(shown.contains("value=\"+86 21 5555 0199\""), "{shown}");
        }
        if is_own("state") {
            assert!(shown.contains("value=\"stopped\" required checked"), "{shown}");
        }
        assert_eq!(super::customers::token(shown), token, "a form that can still be sent keeps its token");
    }
    assert_eq!((requests(&company).await.len(), blobs(&company).await), (0, 0));
    // The switch of languages keeps what was typed, and refuses nothing.
    let switched = report(&company, CODE, &with(with(whole.clone(), "words", "漏"), "switch", "zh")).await;
    assert_eq!(switched.status, StatusCode::OK);
    assert!(
        html(&switched).contains("发生了什么") && html(&switched).contains(">漏</textarea>"),
        "{}",
        html(&switched)
    );
    assert_eq!(report(&company, CODE, &whole).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_for_its_code_its_purpose_its_server_and_half_a_day() {
    let company = Company::new();
    let own = form(&company, CODE).await;
    let foreign = {
        let other = Company::seeded(99);
        form(&other, CODE).await
    };
    let sent = report(&company, UNKNOWN, &fault(&form(&company, UNKNOWN).await)).await;
    let follow = after(html(&sent), "href=\"https://service.example/f/").to_owned();
    let mut tampered = own.clone().into_bytes();
    tampered[10] = if tampered[10] == b'A' { b'B' } else { b'A' };
    let tampered = String::from_utf8(tampered).unwrap();
    for (code, wrong) in [
        (UNKNOWN, own.as_str()),
        (CODE, &foreign),
        (CODE, &follow),
        (CODE, &tampered),
        (CODE, ""),
        (CODE, &"A".repeat(9_000)),
    ] {
        let reply = report(&company, code, &fault(wrong)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(html(&reply).contains("open for too long"), "{}", html(&reply));
        assert_ne!(token(html(&reply)), wrong, "another one stands in the form");
    }
    assert_eq!(requests(&company).await.len(), 1);
    company.pass(12 * 3_600_000);
    let late = report(&company, CODE, &fault(&own)).await;
    assert!(html(&late).contains("open for too long") && html(&late).contains("It beeps"), "{}", html(&late));
    let sent = report(&company, CODE, &fault(&token(html(&late)))).await;
    assert_eq!(sent.status, StatusCode::OK, "pressing once more is enough");
    // A token of a form opens none of the other pages.
    for path in
        [format!("/f/{own}"), format!("/p/{own}"), format!("/r/{own}"), format!("/p/{follow}"), format!("/r/{follow}")]
    {
        assert_eq!(page(&company, &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_form_is_told_so_and_nothing_breaks() {
    let company = Company::new();
    let token = form(&company, CODE).await;
    let path = format!("/d/{CODE}/fault");
    let whole = body(&fault(&token));
    let many: Vec<Part<'_>> = (0..5_000).map(|_| text("words", "x")).collect();
    let broken = [
        posted(&path, whole[..whole.len() - 40].to_vec()),
        posted(&path, body(&[fault(&token), many].concat())),
        posted(&path, Vec::new()),
        posted(&path, b"--x\r\nContent-Disposition: nothing\r\n\r\n\r\n--x--".to_vec()),
        posted(&path, vec![b'-'; 1 << 20]),
        request("POST", &path, &[("content-type", "multipart/form-data"), ("accept-language", "en")], None),
        request("POST", &path, &[("content-type", "text/plain"), ("accept-language", "en")], None),
        request("POST", &path, &[("accept-language", "en")], Some(&json!({ "words": WORDS }))),
        posted(
            &path,
            body(&[fault(&token), vec![text("words\"; name=\"x", "y"), ("words", None, vec![0xff, 0xfe])]].concat()),
        ),
    ];
    for (number, asked) in broken.into_iter().enumerate() {
        let reply = send(&company.router, asked).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}: {}", html(&reply));
        assert!(html(&reply).contains("name=\"form\""), "{number}: the form comes back: {}", html(&reply));
    }
    assert_eq!(requests(&company).await.len(), 0);
    // The words stand before what is too large, and are not lost.
    let huge = body(&[fault(&token), vec![("photo", Some("a.jpg"), vec![0; 49 << 20])]].concat());
    let mut asked = posted(&path, Vec::new());
    let chunks: Vec<Result<Vec<u8>, std::io::Error>> = huge.chunks(64 << 10).map(|chunk| Ok(chunk.to_vec())).collect();
    *asked.body_mut() = Body::from_stream(tokio_stream::iter(chunks));
    let reply = send(&company.router, asked).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html(&reply).contains("It beeps three times"), "{}", html(&reply));
    let secure = page(&company, &path).await;
    let policy = secure.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"), "{policy}");
    assert!(!html(&secure).contains("<script") && secure.header("cache-control") == "no-store");
    assert_eq!((secure.header("x-content-type-options"), secure.header("referrer-policy")), ("nosniff", "no-referrer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_code_is_reported_ten_times_in_a_quarter_of_an_hour_and_then_one_calls() {
    let company = Company::new();
    for number in 0..10 {
        let token = form(&company, CODE).await;
        let reply = report(&company, CODE, &fault(&token)).await;
        assert_eq!(reply.status, StatusCode::OK, "{number}: {}", html(&reply));
    }
    let token = form(&company, CODE).await;
    let stopped = report(&company, CODE, &fault(&token)).await;
    assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(stopped.header("retry-after"), "900");
    let shown = html(&stopped);
    assert!(
        shown.contains("or call us") && shown.contains("tel:+862155550100") && shown.contains("It beeps"),
        "{shown}"
    );
    // Another code may still be reported, until the address has had enough.
    assert_eq!(report(&company, UNKNOWN, &fault(&form(&company, UNKNOWN).await)).await.status, StatusCode::OK);
    for _ in 0..8 {
        report(&company, UNKNOWN, &fault("")).await;
    }
    let stopped = report(&company, UNKNOWN, &fault(&form(&company, UNKNOWN).await)).await;
    assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS);
    company.pass(15 * 60_000 + 1);
    assert_eq!(report(&company, CODE, &fault(&token)).await.status, StatusCode::OK, "what was typed can be sent now");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_promise_is_the_companys_own_and_never_the_machines() {
    let company = Company::new();
    company.writer.write(promise).await.unwrap();
    for code in [CODE, UNKNOWN] {
        let sent = report(&company, code, &fault(&form(&company, code).await)).await;
        // It is Wednesday evening in Shanghai.
        assert!(html(&sent).contains("by Thu 2026-11-19 10:00"), "{}", html(&sent));
        assert!(html(&sent).contains("Mon–Fri") && html(&sent).contains("09:00–17:30"), "{}", html(&sent));
    }
}

/// The company answers within an hour of its working hours, and whoever has a contract for the machine within two minutes.
fn promise(store: &mut onsite_server::ServerStore) -> Result<(), onsite_server::ServerError> {
    let (calendar, level, own) = (id(300), id(301), id(302));
    let mut settings = serde_json::to_value(store.settings()?).unwrap();
    settings["calendar"] = json!(calendar);
    settings["service_level"] = json!(level);
    let mut device =
        onsite_store::record::get(store.database(), Subject::new(Word::Device, id(DEVICE)))?.unwrap().record.body;
    device["service_level"] = json!(own);
    let weekly: Value =
        (1..=5).map(|day| (day.to_string(), json!([{ "from_minute": 540, "to_minute": 1_050 }]))).collect();
    let level_of =
        |minutes: u32| json!({ "name": { "en": "Level" }, "targets": [{ "first_response_minutes": minutes }] });
    let author = Author::rule("test");
    let mut touched = Touched::new();
    for (word, number, body) in [
        (Word::Calendar, 300, json!({ "name": { "en": "Office" }, "zone": "Asia/Shanghai", "weekly": weekly })),
        (Word::ServiceLevel, 301, level_of(60)),
        (Word::ServiceLevel, 302, level_of(2)),
        (Word::Settings, SETTINGS, settings),
        (Word::Device, DEVICE, device),
    ] {
        store.put_record(&author, Subject::new(word, id(number)), body, &mut touched)?;
    }
    store.finish(&touched)
}

/// Reports a fault and gives the path to follow it at, with the request.
async fn reported(company: &Company) -> (String, Subject) {
    let sent = report(company, CODE, &fault(&form(company, CODE).await)).await;
    let follow = after(html(&sent), "readonly value=\"https://service.example").to_owned();
    let number = after(html(&sent), "class=\"number\">").split('<').next().unwrap();
    let made = requests(company).await.into_iter().find(|(_, asked)| asked.number == number);
    (follow, made.unwrap().0)
}

async fn press(person: &Person, request: Subject, press: &str, body: Value) {
    let reply = person.post(&format!("/v1/requests/{}/press/{press}", request.id), body).await;
    assert_eq!(reply.status, StatusCode::OK, "{press}: {}", reply.body);
}

/// The stage that a page shows as the present one.
fn stage(page: &str) -> &str {
    let (_, rest) = page.split_once("class=\"now\"").unwrap_or_else(|| panic!("{page}"));
    rest.split_once("</i>").unwrap().1.split('<').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_followed_until_somebody_is_planned_and_nothing_internal_shows() {
    let company = Company::new();
    let (follow, request) = reported(&company).await;
    let wang = company.person(Role::Dispatcher).await;
    let seen = page(&company, &follow).await;
    assert_eq!((seen.status, stage(html(&seen))), (StatusCode::OK, "Received"));
    assert!(html(&seen).contains("It beeps three times &amp; stops &lt;now&gt;"), "{}", html(&seen));
    press(&wang, request, "verify", json!({})).await;
    assert_eq!(stage(html(&page(&company, &follow).await)), "Somebody is looking after it");
    let made = wang.post(&format!("/v1/requests/{}/order", request.id), json!({ "kind": "repair" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let order = made.body["work_order"].as_str().unwrap().to_owned();
    let remark = wang.post(&format!("/v1/work-orders/{order}/remarks"), json!({ "text": "customer shouts" })).await;
    assert!(remark.status.is_success(), "{}", remark.body);
    let window = json!({ "start": "2026-11-24T01:00:00Z", "end": "2026-11-24T03:00:00Z", "reason": "asked for" });
    let moved = wang.post(&format!("/v1/work-orders/{order}/reschedule"), window).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
    assert_eq!(stage(html(&page(&company, &follow).await)), "Somebody is looking after it", "nobody is assigned yet");
    let team = json!({ "team": { "lead": user_of(Role::Engineer) } });
    let assigned = wang.post(&format!("/v1/work-orders/{order}/assign"), team).await;
    assert_eq!(assigned.status, StatusCode::OK, "{}", assigned.body);
    let planned = page(&company, &follow).await;
    let shown = html(&planned);
    assert_eq!(stage(shown), "An engineer is planned");
    assert!(shown.contains("Tue 2026-11-24 09:00–11:00") && shown.contains("Engineer: engineer"), "{shown}");
    for inside in ["shouts", "SN-1", "Hospital", "asked for", "CT-9", "Main building", &order] {
        assert!(!shown.contains(inside), "{inside} in {shown}");
    }
    // In the other language by the switch.
    let zh = page(&company, &format!("{follow}?lang=zh")).await;
    assert!(html(&zh).contains("已安排工程师") && html(&zh).contains("2026-11-24 周二 09:00–11:00"), "{}", html(&zh));
    let cancelled = wang.post(&format!("/v1/work-orders/{order}/press/cancel"), json!({ "reason": "double" })).await;
    assert_eq!(cancelled.status, StatusCode::OK, "{}", cancelled.body);
    let shown = page(&company, &follow).await;
    assert!(html(&shown).contains("This order was cancelled") && !html(&shown).contains("double"), "{}", html(&shown));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_dies_with_its_request_and_ninety_days_after_the_end() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    let (follow, request) = reported(&company).await;
    press(&wang, request, "withdraw", json!({ "reason": "spam" })).await;
    let gone = page(&company, &follow).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(html(&gone).contains("was withdrawn") && !html(&gone).contains("spam"), "{}", html(&gone));
    press(&wang, request, "reopen", json!({ "reason": "a mistake" })).await;
    assert_eq!(page(&company, &follow).await.status, StatusCode::OK);
    let (other, second) = reported(&company).await;
    press(&wang, second, "mark_duplicate", json!({ "duplicate_of": request.id })).await;
    let gone = page(&company, &other).await;
    assert!(gone.status == StatusCode::GONE && html(&gone).contains("reported the same before"), "{}", html(&gone));
    press(&wang, request, "answer", json!({ "answer": "Switch it off and on (internal: ticket 4711)" })).await;
    let answered = page(&company, &follow).await;
    assert!(
        html(&answered).contains("We have answered you") && !html(&answered).contains("4711"),
        "{}",
        html(&answered)
    );
    company.pass(90 * 86_400_000 - 1);
    assert_eq!(page(&company, &follow).await.status, StatusCode::OK);
    company.pass(1);
    let late = page(&company, &follow).await;
    assert!(late.status == StatusCode::GONE && html(&late).contains("has expired"), "{}", html(&late));
    for nothing in
        ["/f/x", "/f/", "/p/x", "/p/x/pdf", &format!("/f/{}", "A".repeat(50)), &format!("/f/{}", "A".repeat(5_000))]
    {
        let unknown = page(&company, nothing).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn something_is_added_once_for_each_form_and_never_after_the_end() {
    let company = Company::new();
    let (follow, request) = reported(&company).await;
    let add = async |token: &str, words: &str, photo: Option<Vec<u8>>| {
        let mut parts = vec![text("form", token), text("lang", "en"), text("website", ""), text("words", words)];
        parts.extend(photo.map(|photo| ("photo", Some("b.jpg"), photo)));
        send(&company.router, posted(&follow, body(&parts))).await
    };
    let fresh = async || token(html(&page(&company, &follow).await));
    let first = fresh().await;
    let short = add(&first, "hm", None).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html(&short).contains(">hm</textarea>") && html(&short).contains("in a few words"), "{}", html(&short));
    let wrong = add(&first, "It smokes now", Some(b"no picture".to_vec())).await;
    assert!(html(&wrong).contains("cannot be opened") && html(&wrong).contains("It smokes now"), "{}", html(&wrong));
    assert_eq!(blobs(&company).await, 0);
    for _ in 0..2 {
        let added = add(&first, "It smokes now", Some(picture(32))).await;
        assert_eq!(added.status, StatusCode::OK, "{}", html(&added));
        assert!(html(&added).contains("We have what you added"), "{}", html(&added));
    }
    let asked = requests(&company).await.into_iter().find(|(subject, _)| *subject == request).unwrap().1;
    let [said] = asked.interactions.as_slice() else { panic!("{:?}", asked.interactions) };
    assert_eq!((said.words.as_str(), said.user, said.attachments.len()), ("It smokes now", None, 1));
    assert_eq!((asked.words.as_str(), asked.first_response_ms()), (WORDS, None), "nobody of the company answered");
    // The token of another request, of another purpose, an old one.
    let (other, _) = reported(&company).await;
    let foreign = token(html(&page(&company, &other).await));
    let of_fault = form(&company, CODE).await;
    let old = fresh().await;
    company.pass(12 * 3_600_000);
    for token in [&foreign, &of_fault, &old] {
        let stale = add(token, "It smokes again", None).await;
        assert!(
            html(&stale).contains("open for too long") && html(&stale).contains("It smokes again"),
            "{}",
            html(&stale)
        );
    }
    // By its link, ten in a quarter of an hour.
    company.pass(16 * 60_000);
    let mut last = StatusCode::OK;
    for number in 0..11 {
        last = add(&fresh().await, &format!("And one thing more, number {number}"), None).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let open = fresh().await;
    let wang = company.person(Role::Dispatcher).await;
    press(&wang, request, "answer", json!({ "answer": "done" })).await;
    company.pass(16 * 60_000);
    let ended = add(&open, "One thing more after the end", None).await;
    assert!(html(&ended).contains("Please call us") && !html(&ended).contains("name=\"form\""), "{}", html(&ended));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_sends_links_and_whoever_does_not_speak_with_customers_does_not() {
    let company = Company::new();
    let (_, request) = reported(&company).await;
    let path = format!("/v1/requests/{}/link", request.id);
    let (order, _) = company.order(DEVICE, CONTRACTOR).await;
    let order_path = format!("/v1/work-orders/{order}/link");
    let follow = json!({ "purpose": "follow" });
    for role in Role::ALL {
        let person = company.person(*role).await;
        let may = [Role::IntakeAgent, Role::Dispatcher, Role::ServiceManager, Role::ComplaintHandler].contains(role);
        for path in [&path, &order_path] {
            let reply = person.post(path, follow.clone()).await;
            assert_eq!(reply.status == StatusCode::OK, may, "{role} {path}: {}", reply.body);
        }
    }
    let wang = company.person(Role::Dispatcher).await;
    for path in [&path, &order_path] {
        let link = wang.send("POST", path, Some(&follow), &[("idempotency-key", path)]).await;
        let url = link.body["url"].as_str().unwrap().to_owned();
        let again = wang.send("POST", path, Some(&follow), &[("idempotency-key", path)]).await;
        assert_eq!((again.body["url"].as_str(), again.status), (Some(url.as_str()), link.status), "one key, one link");
        assert!(link.body["expires"].as_str().unwrap() > "2027", "{}", link.body);
        let seen = page(&company, url.strip_prefix("https://service.example").unwrap()).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", html(&seen));
        for purpose in ["rate", "report"] {
            let nothing = wang.post(path, json!({ "purpose": purpose })).await;
            assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.body);
            assert_eq!(nothing.body["code"], "illegal_transition");
        }
        for wrong in [json!({}), json!({ "purpose": "steal" }), json!({ "purpose": "follow", "expires": "2099" })] {
            let reply = wang.post(path, wrong).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
        }
        assert_eq!(wang.send_without_csrf("POST", path, Some(&follow)).await.status, StatusCode::FORBIDDEN);
    }
    let nothing = wang.post(&format!("/v1/requests/{}/link", id(1)), follow.clone()).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND, "{}", nothing.body);
    press(&wang, request, "withdraw", json!({ "reason": "spam" })).await;
    assert_eq!(wang.post(&path, follow).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
