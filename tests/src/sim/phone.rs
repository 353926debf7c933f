//! A simulated phone: the real app on a disk that fails, with clocks that lie.

use super::ports::{MemoryKeyStore, SimClock, SimRandom};
use crate::vfs::{DiskImage, SimDisk, VFS_NAME};
use onsite_core::{App, AppError, AppOptions};
use onsite_domain::{Id, Subject};
use std::path::Path;

pub struct SimPhone {
    pub name: String,
    pub user: Id,
    pub disk: SimDisk,
    pub clock: SimClock,
    pub keys: MemoryKeyStore,
    pub random: SimRandom,
    pub app: Option<App>,
    /// No network in either direction.
    pub is_offline: bool,
    /// Requests arrive, answers do not.
    pub is_deaf: bool,
    pub is_revoked: bool,
    /// Of the app installed on it.
    pub schema: u32,
    /// Two of these go on with the same identity.
    pub is_cloned: bool,
    /// An older content of the disk, and how many units had been committed by then.
    pub backup: Option<(DiskImage, usize)>,
    /// What this phone was told is durable.
    pub committed: Vec<Committed>,
}

/// One command that the phone said is durable, kept outside all databases.
#[derive(Clone, Debug)]
pub struct Committed {
    /// Who was at work.
    pub user: Id,
    pub verb: String,
    /// Entries and facts that must not be lost.
    pub ids: Vec<Id>,
    /// Bare writes of registers: subject, field, a value that nobody else writes.
    pub registers: Vec<(Subject, String, i64)>,
}

impl SimPhone {
    /// # Errors
    /// When the VFS refuses.
    pub fn new(
        name: &str,
        user: Id,
        seed: u64,
        image: &DiskImage,
        keys: MemoryKeyStore,
        clock: SimClock,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            name: name.to_owned(),
            user,
            disk: SimDisk::from_image("phone", seed, image)?,
            clock,
            keys,
            random: SimRandom::new(seed),
            app: None,
            is_offline: false,
            is_deaf: false,
            is_revoked: false,
            schema: onsite_core::SCHEMA,
            is_cloned: false,
            backup: None,
            committed: Vec::new(),
        })
    }

    /// # Errors
    /// When the store cannot be opened.
    pub fn open(&mut self) -> Result<(), AppError> {
        let directory = self.disk.path("");
        let mut app = App::open(AppOptions {
            directory: Path::new(&directory),
            key_store: Box::new(self.keys.clone()),
            ports: self.random.ports(&self.clock),
            vfs: Some(VFS_NAME),
        })?;
        app.say_schema(self.schema);
        self.app = Some(app);
        Ok(())
    }

    /// After a disk went back in time, which registers were written since is not looked for.
    pub fn forget_registers(&mut self) {
        self.committed.iter_mut().for_each(|unit| unit.registers.clear());
    }

    /// The process dies.
    pub fn kill(&mut self) {
        self.disk.kill_process();
        self.app = None;
    }

    /// After a fault: gives the power back and starts the app again, if anything died.
    ///
    /// # Errors
    /// When the store cannot be opened though nothing is wrong with the disk any more.
    pub fn revive(&mut self, boot: u64) -> Result<bool, AppError> {
        self.disk.clear_faults();
        let lost_power = !self.disk.is_powered();
        if lost_power {
            self.app = None;
            self.disk.restart();
            self.clock.reboot(boot);
        }
        if self.app.is_none() {
            self.open()?;
            return Ok(true);
        }
        Ok(lost_power)
    }
}
