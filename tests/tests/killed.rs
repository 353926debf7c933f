//! The real programs on real disks, killed without a word (signal 9) in the middle of writing and of syncing, phone and
//! server in turn. Whatever was acknowledged is there once at the end, on both sides.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]
#![allow(clippy::indexing_slicing, reason = "indexing JSON gives null where there is nothing")]

use onsite_tests::{
    processes::{Launch, Program, free_port},
    proxy::{Lane, Proxy, Weather},
    terminal::{done, found_company, onsite, server},
};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Who dies.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Victim {
    Phone,
    Server,
}

/// When it dies.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// So many bytes of the requests have passed, and the rest never does.
    Up(u64),
    /// So many bytes of the answers have passed.
    Down(u64),
    /// The victim has written so many bytes to its write-ahead logs.
    Written(u64),
}

struct Field {
    office: PathBuf,
    phone: PathBuf,
    order: String,
    port: u16,
    /// Notes that the phone said are written, and all that it was asked to write.
    acknowledged: BTreeSet<String>,
    asked: BTreeSet<String>,
    photos: usize,
}

impl Field {
    fn serve(&self) -> Program {
        let serve = Launch::ours("onsite-server").unwrap().args(["--data", self.office.to_str().unwrap(), "serve"]);
        let listen = format!("127.0.0.1:{}", self.port);
        serve.args(["--listen", &listen]).start_until("listening on").unwrap().0
    }

    fn start(&self, arguments: &[&str]) -> Program {
        let launch = Launch::ours("onsite").unwrap().args(["--json", "--data", self.phone.to_str().unwrap()]);
        launch.args(arguments.iter().copied()).start().unwrap()
    }

    /// Writes a note in a process that is killed once so many bytes are in its write-ahead log, or never.
    fn note(&mut self, killed_after: Option<u64>) {
        let text = format!("note {}", self.asked.len());
        self.asked.insert(text.clone());
        let mut program = self.start(&["note", &self.order, &text]);
        let ended = match killed_after {
            Some(bytes) => {
                until_written(&self.phone, bytes, &mut program);
                program.kill().unwrap()
            }
            None => program.wait().unwrap(),
        };
        if ended.status.success() {
            self.acknowledged.insert(text);
        } else {
            assert!(killed_after.is_some(), "{ended:?}");
        }
    }

    fn photo(&mut self, folder: &Path) {
        let path = folder.join(format!("photo-{}.png", self.photos));
        let shade = u32::try_from(self.photos).unwrap().wrapping_mul(977);
        // Noise does not compress: the upload takes several pieces.
        let noise = |x: u32, y: u32| {
            image::Rgb([x ^ y, x.wrapping_mul(y), shade ^ x].map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[1]))
        };
        image::RgbImage::from_fn(800, 600, noise).save(&path).unwrap();
        done(&self.phone, &["photo", &self.order, path.to_str().unwrap()]);
        self.photos += 1;
    }

    /// Starts a sync and kills the victim at the moment; the server runs again afterwards.
    async fn sync_and_kill(&self, serving: Program, proxy: &Proxy, victim: Victim, moment: Moment) -> Program {
        let before = proxy.counts();
        let stall = |bytes| Lane { stall_after_bytes: Some(bytes), ..Lane::default() };
        proxy.set(match moment {
            Moment::Up(bytes) => Weather { up: stall(bytes), ..Weather::fair() },
            Moment::Down(bytes) => Weather { down: stall(bytes), ..Weather::fair() },
            Moment::Written(_) => Weather::fair(),
        });
        let mut syncing = self.start(&["sync"]);
        match moment {
            Moment::Up(bytes) => proxy.until(|counts| counts.up_bytes >= before.up_bytes + bytes).await,
            Moment::Down(bytes) => proxy.until(|counts| counts.down_bytes >= before.down_bytes + bytes).await,
            Moment::Written(bytes) => {
                let store = if victim == Victim::Phone { &self.phone } else { &self.office };
                until_written(store, bytes, &mut syncing);
            }
        }
        let serving = match victim {
            Victim::Phone => {
                syncing.kill().unwrap();
                serving
            }
            Victim::Server => {
                serving.kill().unwrap();
                proxy.cut_all();
                syncing.wait().unwrap();
                self.serve()
            }
        };
        proxy.set(Weather::fair());
        serving
    }
}

/// Comes back once the write-ahead logs in a folder have grown by so many bytes, or the program has ended.
fn until_written(folder: &Path, bytes: u64, program: &mut Program) {
    let before = logs_bytes(folder);
    while logs_bytes(folder) < before + bytes && !program.has_ended().unwrap() {
        std::thread::yield_now();
    }
}

fn logs_bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map_while(Result::ok);
    let logs = entries.filter(|entry| entry.file_name().to_string_lossy().ends_with("-wal"));
    // A log may go away between the listing and the look.
    logs.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

fn texts(visit: &Value) -> Vec<String> {
    let notes = visit["notes"].as_array().unwrap_or_else(|| panic!("no notes: {visit}"));
    notes.iter().map(|note| note["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_killed_whenever_what_was_acknowledged_is_there_once_on_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    let (office, phone) = (folder.path().join("office"), folder.path().join("phone"));
    let order = found_company(&office, folder.path());
    let mut field = Field {
        office,
        phone,
        order,
        port: free_port().unwrap(),
        acknowledged: BTreeSet::new(),
        asked: BTreeSet::new(),
        photos: 0,
    };
    let mut serving = field.serve();
    let proxy = Proxy::start(([127, 0, 0, 1], field.port).into()).await.unwrap();
    let invite = server(&field.office, &["enrol", "lin", "--url", &format!("http://{}", proxy.address())]);
    done(&field.phone, &["enrol", invite["link"].as_str().unwrap(), "--yes", "--name", "Lin's phone"]);
    done(&field.phone, &["sync"]);
    done(&field.phone, &["visit", "accept", &field.order]);

    let moments = [
        Moment::Up(100),
        Moment::Written(1),
        Moment::Down(10),
        Moment::Up(40_000),
        Moment::Written(20_000),
        Moment::Down(150),
        Moment::Written(60_000),
    ];
    for (round, moment) in moments.into_iter().enumerate() {
        for victim in [Victim::Phone, Victim::Server] {
            field.note(None);
            field.note(Some(1 + 9_000 * u64::try_from(round).unwrap()));
            field.photo(folder.path());
            serving = field.sync_and_kill(serving, &proxy, victim, moment).await;
        }
    }

    let synced = done(&field.phone, &["sync"]);
    for waiting in ["waiting", "blobs_waiting", "needs_attention"] {
        assert_eq!(synced["outbox"][waiting], 0, "{synced}");
    }
    assert_eq!(onsite(&field.phone, &["doctor"]).0, 0);
    let shown = done(&field.phone, &["job", "show", &field.order]);
    proxy.stop().await;
    serving.stop().unwrap();
    server(&field.office, &["verify"]);
    let order = server(&field.office, &["order", "show", &field.order]);
    let (there, here) = (&order["visits"][0]["view"], &shown["visit"]["visit"]);
    assert_eq!(there["notes"], here["notes"]);
    let (all, once) = (texts(there), texts(there).into_iter().collect::<BTreeSet<_>>());
    assert_eq!(all.len(), once.len(), "nothing twice: {all:?}");
    assert!(once.is_superset(&field.acknowledged), "{:?}", field.acknowledged.difference(&once));
    assert!(once.is_subset(&field.asked), "{once:?}");
    assert_eq!(there["photos"].as_array().map(Vec::len), Some(field.photos));
}
