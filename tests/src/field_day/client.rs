//! An engineer's phone: the first sync, the day without a network, the sync afterwards.

use super::{Place, body, server, workload::Workload};
use anyhow::{Context as _, bail};
use onsite_core::{
    App, AppOptions,
    key_store::FileKeyStore,
    sync::{SyncResult, runner},
};
use onsite_domain::{Stamp, command::Command};
use onsite_store::{
    meta,
    ports::{Clock, Ports},
};
use serde_json::{Value, json};
use std::path::Path;

/// The phone was switched on long before its day began, whatever this machine was.
const SWITCHED_ON_BEFORE_MS: u64 = 2 * 86_400_000;
/// A phone in a profile that cuts connections tries again; more often than this is a failure.
const TRIES_MAX: u32 = 100;

/// Opens the phone of an engineer, on its first start as the seed enrolled it, to talk to this server.
pub fn open(place: &Place, engineer: &str, server_url: Option<&str>) -> anyhow::Result<App> {
    if !place.directory.join("lock").exists() {
        copy(&place.enrolled(engineer), &place.directory).context("no phone was enrolled for this engineer")?;
    }
    let app = open_store(&place.directory)?;
    let mut identity = app.identity()?.clone();
    let Some(url) = server_url.filter(|url| *url != identity.server_url) else { return Ok(app) };
    // Each run of the harness has the same server at another port.
    identity.server_url = url.to_owned();
    meta::put(app.database(), "identity", &identity)?;
    drop(app);
    open_store(&place.directory)
}

fn open_store(directory: &Path) -> anyhow::Result<App> {
    let key_store = Box::new(FileKeyStore::new(directory.join("keys")));
    let mut ports = Ports::system();
    ports.clock = Box::new(At(phone_stamp(&ports.clock.stamp()), Some(ports.clock)));
    Ok(App::open(AppOptions { directory, key_store, ports, vfs: None })?)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A clock that stands at a moment of the script, or follows another one.
struct At(Stamp, Option<Box<dyn Clock>>);

impl Clock for At {
    fn stamp(&self) -> Stamp {
        self.1.as_ref().map_or(self.0, |clock| phone_stamp(&clock.stamp()))
    }
}

fn phone_stamp(stamp: &Stamp) -> Stamp {
    Stamp { since_boot_ms: stamp.since_boot_ms.saturating_add(SWITCHED_ON_BEFORE_MS), ..*stamp }
}

/// Carries everything both ways.
pub async fn sync(app: &mut App, client: &reqwest::Client) -> anyhow::Result<Value> {
    let mut rounds = 0u32;
    for tries in 1..=TRIES_MAX {
        let report = runner::run(app, client).await?;
        rounds = rounds.saturating_add(report.rounds);
        match report.result {
            SyncResult::Complete => {
                if report.units_refused > 0 {
                    bail!("{} units were refused: {:?}", report.units_refused, app.outbox()?);
                }
                return Ok(json!({"rounds": rounds, "tries": tries, "units": report.units_accepted}));
            }
            SyncResult::Offline | SyncResult::NotOurServer { .. } => {}
            other => bail!("{other:?}"),
        }
    }
    bail!("no sync in {TRIES_MAX} tries")
}

/// The day: each edit is a command, committed before the next begins, at the time the script gives it; the day ends now.
pub fn day(app: &mut App, workload: &Workload, engineer: &str) -> anyhow::Result<Value> {
    let edits = workload.day.get(engineer).context("no day for this engineer")?;
    let end_ms = edits.iter().map(|edit| edit.t).max().unwrap_or_default();
    let now = app.ports().clock.stamp();
    for edit in edits {
        let ago_ms = end_ms.saturating_sub(edit.t);
        let stamp = Stamp {
            wall_ms: now.wall_ms.saturating_sub(ago_ms),
            since_boot_ms: now.since_boot_ms.saturating_sub(u64::try_from(ago_ms)?),
            ..now
        };
        app.ports().clock = Box::new(At(stamp, None));
        app.commit(&Command::new("record").write(body::subject(&edit.doc)?, [body::edit(edit)?]))?;
    }
    Ok(json!({"edits": edits.len()}))
}

/// What the phone holds, in the harness's shape.
pub fn dump(app: &App) -> anyhow::Result<Value> {
    server::dump(app.database(), &server::documents(app.database())?)
}
