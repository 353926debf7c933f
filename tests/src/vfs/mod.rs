//! A disk that can lose its power: an in-memory file system for SQLite with faults chosen from a seed.
//!
//! One [`SimDisk`] is the disk of one simulated machine. SQLite reaches it through the VFS named [`VFS_NAME`], at paths
//! of the form `disk-id/file-name` that [`SimDisk::path`] gives.
//!
//! What a file holds is what a running machine sees (its page cache); beside it stands the list of writes that no sync
//! has covered yet. [`SimDisk::power_cut`] keeps all that was synced and, of the rest, a subset chosen by the seed, with
//! single writes torn at [`SECTOR_BYTES`]. Creating and deleting a file becomes durable with the next sync of any file of
//! the disk, as in a journalling file system.
//!
//! Invariants:
//! - The same seed and the same sequence of calls give the same disk.
//! - After a power cut, a kill or a restore, every connection that was open fails all further I/O for ever, however long
//!   it lives on; a machine that starts again opens new ones.
//! - Faults wait for the n-th operation from the moment they are planned, counted from 1.
//!
//! Bytes of a sector that a write does not name are never damaged by it (`SQLITE_IOCAP_POWERSAFE_OVERWRITE`, which is
//! also what SQLite assumes of every Unix file system).

mod disk;
mod faults;
mod file;
mod locks;
mod plugin;
#[cfg(test)]
mod tests;

pub use disk::DiskImage;
pub use faults::{IoCounts, IoKind};
pub use file::SECTOR_BYTES;
pub use plugin::VFS_NAME;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags};

use disk::State;

/// The disk of one simulated machine. Clones are the same disk; it disappears with the last clone and the last file
/// open on it.
#[derive(Clone)]
pub struct SimDisk {
    shared: Arc<Shared>,
}

/// What SQLite's side and the simulation's side hold together.
struct Shared {
    id: String,
    state: Mutex<State>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere must not hide behind a second one here: the state is valid between any two calls.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        plugin::forget(&self.id);
    }
}

impl SimDisk {
    /// An empty disk. `label` (without `/`) only names it in paths and messages; two disks may have the same.
    ///
    /// # Errors
    /// When SQLite refuses to register the VFS.
    pub fn new(label: &str, seed: u64) -> rusqlite::Result<Self> {
        Self::from_image(label, seed, &DiskImage::default())
    }

    /// A second disk with the content of the first: a phone that was cloned, a server built from a backup.
    ///
    /// # Errors
    /// As [`SimDisk::new`].
    pub fn from_image(label: &str, seed: u64, image: &DiskImage) -> rusqlite::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = format!("{}-{}", label.replace('/', "_"), NEXT.fetch_add(1, Ordering::Relaxed));
        let shared = Arc::new(Shared { id, state: Mutex::new(State::new(seed, image)) });
        plugin::announce(&shared.id, &shared)?;
        Ok(Self { shared })
    }

    /// The path under which SQLite finds `name` on this disk, together with [`VFS_NAME`].
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.shared.id)
    }

    /// Opens (or creates) a database with rusqlite's usual flags and no pragma set.
    ///
    /// # Errors
    /// `CannotOpen` while the power is off; otherwise what SQLite says.
    pub fn open(&self, name: &str) -> rusqlite::Result<Connection> {
        Connection::open_with_flags_and_vfs(self.path(name), OpenFlags::default(), VFS_NAME)
    }

    /// Cuts the power now: all I/O fails until [`SimDisk::restart`].
    pub fn power_cut(&self) {
        self.shared.state().cut_power();
    }

    /// Plans a power cut in the middle of the n-th write, truncation or deletion from now.
    pub fn cut_power_at_write(&self, nth: u64) {
        self.shared.state().faults_mut().cut_at_write = Some(nth);
    }

    /// Plans a power cut in the middle of the n-th sync from now: that sync is not known to have happened.
    pub fn cut_power_at_sync(&self, nth: u64) {
        self.shared.state().faults_mut().cut_at_sync = Some(nth);
    }

    /// Gives the power back. Planned faults that have not struck yet stay planned.
    pub fn restart(&self) {
        self.shared.state().restart();
    }

    #[must_use]
    pub fn is_powered(&self) -> bool {
        self.shared.state().is_powered()
    }

    /// The process dies, the machine does not: open connections fail from now on, every write so far stays as it is.
    pub fn kill_process(&self) {
        self.shared.state().kill_process();
    }

    /// Lets `times` operations of one kind fail with an I/O error, beginning with the n-th from now.
    pub fn fail_io(&self, kind: IoKind, nth: u64, times: u64) {
        self.shared.state().faults_mut().failures.push(faults::Failure { kind, skip: nth.saturating_sub(1), times });
    }

    /// The disk takes `more_bytes` from now on and then answers `SQLITE_FULL` to whatever would make a file longer.
    pub fn fill_after(&self, more_bytes: u64) {
        let mut state = self.shared.state();
        let capacity_bytes = state.used_bytes().saturating_add(more_bytes);
        state.faults_mut().capacity_bytes = Some(capacity_bytes);
    }

    /// Ends [`SimDisk::fill_after`].
    pub fn make_space(&self) {
        self.shared.state().faults_mut().capacity_bytes = None;
    }

    /// A read-only disk: files open read-only, files open already fail their writes. A WAL database opens only if its
    /// `-wal` file is there.
    pub fn set_read_only(&self, read_only: bool) {
        self.shared.state().faults_mut().read_only = read_only;
    }

    /// Forgets every planned fault, the full disk and the read-only state included.
    pub fn clear_faults(&self) {
        *self.shared.state().faults_mut() = faults::Faults::default();
    }

    /// All files as a running machine sees them, synced or not. Take it after [`SimDisk::power_cut`] or
    /// [`SimDisk::kill_process`] for what a stopped machine holds.
    #[must_use]
    pub fn snapshot(&self) -> DiskImage {
        self.shared.state().image()
    }

    /// Puts the whole disk back to `image`, with the power on and connections that were open dead.
    pub fn restore(&self, image: &DiskImage) {
        self.shared.state().restore(image);
    }

    /// What was read, written and synced since the disk was made.
    #[must_use]
    pub fn io(&self) -> IoCounts {
        self.shared.state().counts()
    }

    /// Bytes of all files together, deleted ones included until a sync covers the deletion.
    #[must_use]
    pub fn used_bytes(&self) -> u64 {
        self.shared.state().used_bytes()
    }

    /// Names of all files, sorted.
    #[must_use]
    pub fn file_names(&self) -> Vec<String> {
        self.shared.state().image().files.into_keys().collect()
    }

    /// The content of a file, or `None` when there is none.
    #[must_use]
    pub fn read_file(&self, name: &str) -> Option<Vec<u8>> {
        self.shared.state().read_whole(name)
    }

    /// Replaces a file from outside SQLite (a damaged database, a key file); durable at once. Connections that have the
    /// old file open keep it.
    pub fn write_file(&self, name: &str, content: &[u8]) {
        self.shared.state().replace_whole(name, content);
    }

    /// Renames a file, durable at once; false when there is none of that name.
    #[must_use]
    pub fn rename_file(&self, from: &str, to: &str) -> bool {
        self.shared.state().rename(from, to)
    }
}
