//! A field device of the past: the real app on a disk in memory, talking to the server without a network between.

use super::story_clock::{Seeded, StoryClock};
use crate::vfs::{SimDisk, VFS_NAME};
use anyhow::{Context as _, bail};
use onsite_core::{
    App, AppError, AppOptions,
    key_store::{KeyStore, Secret},
    sync::{Input, Output, Sync, SyncResult},
};
use onsite_domain::{Id, Text, command::Command, id::Hash};
use onsite_server::{ServerStore, signed_request::SignedRequest};
use onsite_store::ports::Ports;
use onsite_wire::{
    Message as _, PATH_SYNC,
    compress::{Quality, pack},
    enrol::EnrolRequest,
    sync::SyncRequest,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

pub(super) struct Phone {
    app: App,
    pub(super) field_device: Id,
    _disk: SimDisk,
}

impl Phone {
    /// A new phone, enrolled for a user.
    pub(super) fn enrol(
        store: &mut ServerStore,
        clock: &StoryClock,
        login: &str,
        user: Id,
        seed: u64,
    ) -> anyhow::Result<Self> {
        let disk = SimDisk::new(login, seed)?;
        let path = disk.path("x");
        let directory = Path::new(&path).parent().context("a disk has a name")?;
        let mut app = App::open(AppOptions {
            directory,
            key_store: Box::new(InMemory::default()),
            ports: Ports { clock: Box::new(clock.clone()), random: Box::new(Seeded::new(seed)) },
            vfs: Some(VFS_NAME),
        })?;
        let invite = store.invite(user, "http://127.0.0.1")?;
        let request = app.enrol_request(&invite, &format!("phone-{login}-old"), "android")?;
        let response = store.enrol(&EnrolRequest::from_wire(&request)?)?;
        let identity = app.finish_enrolment(&invite, &response.to_wire())?;
        Ok(Self { app, field_device: identity.field_device, _disk: disk })
    }

    pub(super) fn commit(&mut self, command: &Command) -> anyhow::Result<()> {
        self.app.commit(command).with_context(|| command.verb.clone())?;
        Ok(())
    }

    /// Everything both ways.
    pub(super) fn sync(&mut self, store: &mut ServerStore) -> anyhow::Result<()> {
        let mut sync = Sync::default();
        let mut output = sync.step(&mut self.app, Input::Start)?;
        loop {
            match output {
                Output::Done(report) if report.result == SyncResult::Complete && report.units_refused == 0 => {
                    return Ok(());
                }
                Output::Done(report) => {
                    let rows: Vec<String> =
                        self.app.outbox()?.iter().map(|row| format!("{}: {:?}", row.verb, row.outcome)).collect();
                    bail!("{report:?} {}", rows.join("; "));
                }
                Output::Send(request) if request.path == PATH_SYNC => {
                    let hash = Hash::of(&request.body);
                    let signed = SignedRequest::read(&request.signature, request.method, &request.path, hash)?;
                    let device = store.authenticate(&signed)?;
                    let response = store.sync(device, SyncRequest::receive(&request.body)?)?.to_bytes();
                    // Nobody waits for a line here: packing tightly would be most of the work.
                    let body = pack(&response, Quality::Stored);
                    output =
                        sync.step(&mut self.app, Input::Answered { status: 200, offset: None, counter: None, body })?;
                }
                Output::Send(request) => bail!("the past has no blobs: {}", request.path),
            }
        }
    }
}

#[derive(Default)]
struct InMemory(Mutex<BTreeMap<String, Secret>>);

impl KeyStore for InMemory {
    fn get(&self, name: &str) -> Result<Option<Secret>, AppError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned())
    }

    fn put(&self, name: &str, secret: &[u8; 32]) -> Result<(), AppError> {
        let secret = Secret::new(*secret);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), secret);
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), AppError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        Ok(())
    }

    fn description(&self) -> Text {
        Text::same("memory")
    }
}
