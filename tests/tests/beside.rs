//! The screens work while a sync waits for an answer: in between, the store is nobody's.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]
#![allow(clippy::indexing_slicing, reason = "indexing JSON gives null where there is nothing")]

use onsite_core::{
    App, AppOptions, Lease as _, SharedApp,
    key_store::FileKeyStore,
    press::VisitPress,
    sync::{SyncResult, runner},
};
use onsite_domain::{press::Press, visit_status::VisitStatus};
use onsite_store::ports::Ports;
use onsite_tests::{
    processes::Launch,
    proxy::{Proxy, Weather},
    terminal::{done, found_company, server},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_press_does_not_wait_for_an_answer_that_is_out() {
    let folder = tempfile::tempdir().unwrap();
    let (office, phone) = (folder.path().join("office"), folder.path().join("phone"));
    found_company(&office, folder.path());
    let serve = Launch::ours("onsite-server").unwrap().args(["--data", office.to_str().unwrap(), "serve"]);
    let (serving, ready) = serve.args(["--listen", "127.0.0.1:0"]).start_until("listening on").unwrap();
    let proxy = Proxy::start(ready.rsplit("http://").next().unwrap().trim().parse().unwrap()).await.unwrap();
    let invite = server(&office, &["enrol", "lin", "--url", &format!("http://{}", proxy.address())]);
    done(&phone, &["enrol", invite["link"].as_str().unwrap(), "--yes"]);
    done(&phone, &["sync"]);

    let key_store = Box::new(FileKeyStore::new(phone.join("keys")));
    let options = AppOptions { directory: &phone, key_store, ports: Ports::system(), vfs: None };
    let mut app = SharedApp::new(App::open(options).unwrap());
    let visit = app.with(|app| app.job_list(None).unwrap()[0].visit);
    app.with(|app| app.press_visit(visit, VisitPress::new(Press::Accept)).unwrap());

    // The request goes through; its answer hangs in the line.
    let mut weather = Weather::fair();
    weather.down.is_stalled = true;
    proxy.set(weather);
    let before = proxy.counts();
    let mut beside = app.clone();
    let syncing = tokio::spawn(async move { runner::run(&mut beside, &runner::client(None).unwrap()).await });
    proxy.until(|counts| counts.up_bytes > before.up_bytes).await;
    app.with(|app| app.press_visit(visit, VisitPress::new(Press::Depart)).unwrap());
    let (status, waiting) = app.with(|app| (app.visit(visit).unwrap().status, app.outbox_counts().unwrap().waiting));
    assert_eq!((status, waiting), (VisitStatus::Travelling, 2));
    assert!(!syncing.is_finished());

    proxy.set(Weather::fair());
    let report = syncing.await.unwrap().unwrap();
    assert_eq!((report.result, report.units_accepted), (SyncResult::Complete, 2), "the second went as well");
    assert_eq!(app.with(|app| app.outbox_counts().unwrap().waiting), 0);
    proxy.stop().await;
    serving.stop().unwrap();
}
