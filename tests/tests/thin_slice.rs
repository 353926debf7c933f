//! One order through every layer and back, with the real programs: made at the server's command line, pulled, a step
//! answered offline, pushed over a line that breaks, read back at the server.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]
#![allow(clippy::indexing_slicing, reason = "indexing JSON gives null where there is nothing")]

use onsite_tests::{
    processes::Launch,
    proxy::{Door, Proxy, Weather},
    terminal::{done, found_company, onsite, server},
};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_goes_out_a_step_is_answered_offline_and_comes_back_over_a_line_that_breaks() {
    let folder = tempfile::tempdir().unwrap();
    let (office, phone) = (folder.path().join("office"), folder.path().join("phone"));
    let number = found_company(&office, folder.path());
    let serve = Launch::ours("onsite-server").unwrap().args(["--data", office.to_str().unwrap(), "serve"]);
    let (serving, ready) = serve.args(["--listen", "127.0.0.1:0"]).start_until("listening on").unwrap();
    let address = ready.rsplit("http://").next().unwrap().trim().parse().unwrap();
    let proxy = Proxy::start(address).await.unwrap();
    let url = format!("http://{}", proxy.address());
    let invite = server(&office, &["enrol", "lin", "--url", &url]);

    done(&phone, &["enrol", invite["link"].as_str().unwrap(), "--yes", "--name", "Lin's phone"]);
    let synced = done(&phone, &["sync"]);
    assert_eq!(synced["sync"]["result"]["result"], "complete");
    let jobs = done(&phone, &["jobs", "--all"]);
    assert_eq!((&jobs["jobs"][0]["number"], jobs["jobs"].as_array().unwrap().len()), (&Value::from(&*number), 1));

    // Down in the cellar. The order is named by the serial number of its device.
    proxy.set(Weather::door(Door::Refusing));
    done(&phone, &["visit", "accept", &number]);
    done(&phone, &["visit", "start", "SN-42"]);
    done(&phone, &["step", "answer", "sn-42", "2", "21.5"]);
    let (exit, refused) = onsite(&phone, &["step", "answer", "SN-42", "2", "99"]);
    assert_eq!((exit, &refused["error"]["code"]), (1, &"missing".into()), "{refused}");
    let (exit, refused) = onsite(&phone, &["visit", "finish", &number]);
    assert_eq!((exit, &refused["error"]["code"]), (1, &"missing".into()), "{refused}");
    let (exit, missing) = onsite(&phone, &["visit", "missing", &number]);
    assert_eq!((exit, missing["missing"].as_array().unwrap().len()), (6, 1), "{missing}");
    let (exit, offline) = onsite(&phone, &["sync"]);
    assert_eq!((exit, &offline["outbox"]["waiting"]), (3, &3.into()), "{offline}");

    // The line lets the request through and breaks in the answer: nobody knows what arrived.
    let mut breaking = Weather::fair();
    breaking.down.cut_after_bytes = Some(40);
    proxy.set(breaking);
    assert_eq!(onsite(&phone, &["sync"]).0, 3);
    proxy.set(Weather::fair());
    assert_eq!(done(&phone, &["sync"])["outbox"]["waiting"], 0);

    proxy.stop().await;
    serving.stop().unwrap();
    let shown = server(&office, &["order", "show", &number]);
    let visit = &shown["visits"][0]["view"];
    let answers = visit["answers"].as_array().unwrap();
    assert_eq!((answers.len(), &answers[0]["value"]), (1, &"21.5".into()), "{visit}");
    assert_eq!((visit["presses"].as_array().unwrap().len(), &visit["status"]), (2, &"working".into()), "{visit}");
    server(&office, &["verify"]);
}
