//! A phone that will not sync any more: its export file is imported at the server, twice, and then the phone syncs after
//! all. Nothing is doubled and nothing is lost.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use onsite_tests::{
    processes::Launch,
    terminal::{done, found_company, server},
};

#[test]
fn an_export_file_is_taken_twice_and_then_the_phone_syncs_and_nothing_is_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let (office, phone) = (folder.path().join("office"), folder.path().join("phone"));
    let number = found_company(&office, folder.path());
    let serve = Launch::ours("onsite-server").unwrap().args(["--data", office.to_str().unwrap(), "serve"]);
    let serve = |listen: &str| serve.clone().args(["--listen", listen]).start_until("listening on").unwrap();
    let (serving, ready) = serve("127.0.0.1:0");
    let address = ready.rsplit("http://").next().unwrap().trim().to_owned();
    let invite = server(&office, &["enrol", "lin"]);
    done(&phone, &["enrol", invite["link"].as_str().unwrap(), "--yes", "--name", "Lin's phone"]);
    done(&phone, &["sync"]);
    serving.stop().unwrap();

    done(&phone, &["visit", "accept", &number]);
    done(&phone, &["visit", "start", &number]);
    done(&phone, &["step", "answer", "SN-42", "2", "21.5"]);
    done(&phone, &["note", &number, "the compressor rattles"]);
    let photo = folder.path().join("photo.png");
    image::RgbImage::from_pixel(40, 30, image::Rgb([9, 90, 200])).save(&photo).unwrap();
    done(&phone, &["photo", &number, photo.to_str().unwrap()]);
    let file = folder.path().join("unsent.onsite");
    let exported = done(&phone, &["export", file.to_str().unwrap()])["exported"].clone();
    assert_eq!((&exported["units"], exported["blobs"].as_u64() >= Some(1)), (&5.into(), true), "{exported}");

    let file = file.to_str().unwrap();
    let taken = server(&office, &["import-export-file", file]);
    assert_eq!(
        (&taken["units"], &taken["held"], &taken["is_whole"]),
        (&5.into(), &serde_json::json!([]), &true.into())
    );
    assert_eq!(taken["blobs"], exported["blobs"]);
    let shown = |what: &str| {
        let order = server(&office, &["order", "show", &number]);
        order["visits"][0]["view"][what].as_array().unwrap().len()
    };
    let before: Vec<usize> = ["notes", "answers", "photos", "presses"].map(shown).to_vec();
    assert_eq!(before, [1, 1, 1, 2]);
    let rows = server(&office, &["stats"])["feed_rows"].clone();
    let again = server(&office, &["import-export-file", file]);
    assert_eq!((&again["held"], &again["blobs"]), (&serde_json::json!([]), &0.into()), "{again}");

    let (serving, _) = serve(&address);
    let synced = done(&phone, &["sync"]);
    assert_eq!(
        (&synced["outbox"]["waiting"], &synced["outbox"]["needs_attention"]),
        (&0.into(), &0.into()),
        "{synced}"
    );
    serving.stop().unwrap();
    assert_eq!(["notes", "answers", "photos", "presses"].map(shown).to_vec(), before);
    assert_eq!(server(&office, &["stats"])["feed_rows"], rows);
    server(&office, &["verify"]);

    // A file that breaks off is used as far as it goes.
    let whole = std::fs::read(file).unwrap();
    let cut = folder.path().join("cut.onsite");
    std::fs::write(&cut, &whole[..whole.len() - 40]).unwrap();
    let taken = server(&office, &["import-export-file", cut.to_str().unwrap()]);
    assert_eq!((&taken["is_whole"], &taken["units"]), (&false.into(), &5.into()), "{taken}");
}
