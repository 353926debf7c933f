//! A customer rates a visit on their own phone: the engineer's phone makes the link without a network, the server's page takes
//! the answers once.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use onsite_domain::{Author, Subject, Word, questionnaire::QuestionKind, rating::RatedOn, visit::VisitView};
use onsite_store::derived;
use onsite_tests::demo::scene::{FieldPhone, Scene};
use reqwest::{Client, StatusCode};
use std::collections::BTreeMap;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_from_the_engineers_screen_gives_one_rating_that_the_engineer_did_not_see() {
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::open(&folder.path().join("server"), 0).await.unwrap();
    let url = format!("http://{}", scene.address);
    let mut phone = FieldPhone::enrol(&scene, &folder.path().join("lin"), "lin", &url).await.unwrap();
    phone.sync_through(5).await.unwrap();
    let (_, visit) = scene.company.orders["mri-helium"];
    let visit = visit.unwrap();
    let link = phone.app.rating_link(visit).unwrap();
    assert_eq!(phone.app.rating_link(visit).unwrap(), link, "the symbol stands still");
    assert!(link.starts_with(&format!("{url}/r/")) && link.len() < 330, "{link}");
    assert!(!phone.app.has_unsent().unwrap(), "nothing is written by that");

    let browser = Client::builder().no_proxy().build().unwrap();
    let page = async |link: &str| {
        let answer = browser.get(link).header("accept-language", "zh-CN").send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    let (status, shown) = page(&link).await;
    assert_eq!(status, StatusCode::OK, "{shown}");
    let (_, questionnaire) = phone.app.questionnaire_for(visit).unwrap().unwrap();
    for question in &questionnaire.questions {
        assert!(shown.contains(&question.title.zh), "{} in {shown}", question.title.zh);
    }
    assert!(!shown.contains("林") && !shown.contains("<script"), "nobody is named and nothing runs: {shown}");

    // Nothing chosen: it comes back with what was written.
    let form = |fields: BTreeMap<String, String>| {
        let pairs = fields.iter().map(|(key, value)| format!("{}={}", escaped(key), escaped(value)));
        let request = browser.post(&link).header("accept-language", "zh-CN");
        request.header("content-type", "application/x-www-form-urlencoded").body(pairs.collect::<Vec<_>>().join("&"))
    };
    let written = BTreeMap::from([("comment".to_owned(), "师傅很准时 <b>".to_owned())]);
    let answer = form(written.clone()).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let again = answer.text().await.unwrap();
    assert!(again.contains("师傅很准时 &lt;b&gt;") && again.contains("请回答带 * 的问题"), "{again}");

    let asked = questionnaire.questions.iter().filter(|question| question.kind != QuestionKind::Comment);
    let answers = asked.map(|question| (question.id.to_string(), question.range().unwrap().end().to_string()));
    let full: BTreeMap<String, String> = answers.chain(written).collect();
    let off = full.keys().next().map(|key| BTreeMap::from([(key.clone(), "99".to_owned())])).unwrap();
    let off: BTreeMap<String, String> = full.clone().into_iter().chain(off).collect();
    assert!(form(off).send().await.unwrap().status().is_client_error());
    assert_eq!(form(full.clone()).send().await.unwrap().status(), StatusCode::OK);
    let (_, twice) = page(&link).await;
    assert!(twice.contains("您已评价过"), "{twice}");
    form(full).send().await.unwrap();
    let view: VisitView =
        derived::view_as(scene.look().unwrap().database(), Subject::new(Word::Visit, visit)).unwrap().unwrap();
    let [rating] = view.ratings.as_slice() else { panic!("{:?}", view.ratings) };
    assert_eq!(rating.body.given_on, RatedOn::CustomerPhone);
    assert_eq!(rating.body.comment.as_deref(), Some("师傅很准时 <b>"));
    assert!(matches!(rating.by, Author::CustomerLink { .. }));

    // A letter changed, somebody else's visit, a phone that was taken out of use.
    let mut wrong = link.clone();
    wrong.replace_range(
        link.len() - 20..link.len() - 19,
        if link.as_bytes()[link.len() - 20] == b'A' { "B" } else { "A" },
    );
    for link in [wrong.as_str(), &format!("{url}/r/nothing"), &format!("{url}/r/{}", "A".repeat(5_000))] {
        assert_eq!(page(link).await.0, StatusCode::NOT_FOUND, "{link}");
    }
    let (_, other) = scene.company.orders["ct-fan"];
    let other = phone.app.rating_link(other.unwrap()).unwrap();
    assert_eq!(page(&other).await.0, StatusCode::OK);
    scene.revoke("lin").await.unwrap();
    assert_eq!(page(&other).await.0, StatusCode::NOT_FOUND);
}

/// As a form writes it.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
