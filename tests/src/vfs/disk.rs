//! The state of one disk: its directory, its files, the power, the planned faults.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sqlite_plugin::flags::{CreateMode, LockLevel, OpenMode, ShmLockMode};
use sqlite_plugin::vars::{
    SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR, SQLITE_IOERR_DELETE, SQLITE_IOERR_DELETE_NOENT, SQLITE_IOERR_FSYNC,
    SQLITE_IOERR_READ, SQLITE_IOERR_WRITE,
};
use sqlite_plugin::vfs::VfsResult;

use super::faults::{Faults, IoCounts, IoKind};
use super::file::{FileBytes, take};
use super::locks::{FileLocks, Held, SharedMemory};

/// The files of a disk at one moment.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct DiskImage {
    pub files: BTreeMap<String, Vec<u8>>,
}

/// One open file of one connection.
pub(super) struct OpenFile {
    boot: u64,
    inode: Inode,
    read_only: bool,
    held: Held,
    memory: Option<Arc<SharedMemory>>,
}

impl OpenFile {
    pub(super) fn is_read_only(&self) -> bool {
        self.read_only
    }
}

type Inode = u64;

struct File {
    bytes: FileBytes,
    /// The directory entry, unsynced directory changes that name it, and handles: the file goes with the last.
    references: u64,
    locks: FileLocks,
    memory: Option<Arc<SharedMemory>>,
    memory_users: u64,
}

enum DirectoryChange {
    Created { name: String, inode: Inode },
    Deleted { name: String, inode: Inode },
}

pub(super) struct State {
    rng: ChaCha8Rng,
    /// Rises whenever what was open becomes worthless.
    boot: u64,
    is_powered: bool,
    directory: BTreeMap<String, Inode>,
    unsynced_directory: Vec<DirectoryChange>,
    files: BTreeMap<Inode, File>,
    next_inode: Inode,
    used_bytes: u64,
    faults: Faults,
    counts: IoCounts,
}

impl State {
    pub(super) fn new(seed: u64, image: &DiskImage) -> Self {
        let mut state = Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            boot: 0,
            is_powered: true,
            directory: BTreeMap::new(),
            unsynced_directory: Vec::new(),
            files: BTreeMap::new(),
            next_inode: 1,
            used_bytes: 0,
            faults: Faults::default(),
            counts: IoCounts::default(),
        };
        state.restore(image);
        state
    }

    pub(super) fn faults_mut(&mut self) -> &mut Faults {
        &mut self.faults
    }

    pub(super) fn counts(&self) -> IoCounts {
        self.counts
    }

    pub(super) fn used_bytes(&self) -> u64 {
        self.used_bytes
    }

    pub(super) fn is_powered(&self) -> bool {
        self.is_powered
    }

    // ---- the machine as a whole

    pub(super) fn cut_power(&mut self) {
        if !self.is_powered {
            return;
        }
        self.is_powered = false;
        let changes = std::mem::take(&mut self.unsynced_directory);
        let kept = self.rng.random_range(0..=changes.len());
        for change in changes.into_iter().skip(kept).rev() {
            match change {
                DirectoryChange::Created { name, .. } => drop(self.directory.remove(&name)),
                DirectoryChange::Deleted { name, inode } => drop(self.directory.insert(name, inode)),
            }
        }
        let linked: Vec<Inode> = self.directory.values().copied().collect();
        for inode in linked {
            if let Some(file) = self.files.get_mut(&inode) {
                file.bytes.lose_power(&mut self.rng);
            }
        }
        self.drop_everything_open();
    }

    pub(super) fn restart(&mut self) {
        self.is_powered = true;
    }

    pub(super) fn kill_process(&mut self) {
        self.drop_everything_open();
    }

    pub(super) fn image(&self) -> DiskImage {
        let content = |inode| self.files.get(inode).map(|file| file.bytes.content().to_vec()).unwrap_or_default();
        DiskImage { files: self.directory.iter().map(|(name, inode)| (name.clone(), content(inode))).collect() }
    }

    pub(super) fn restore(&mut self, image: &DiskImage) {
        self.directory.clear();
        self.unsynced_directory.clear();
        self.is_powered = true;
        for (name, content) in &image.files {
            self.replace_whole(name, content);
        }
        self.drop_everything_open();
    }

    /// Handles and locks vanish; files that only they kept alive go with them.
    fn drop_everything_open(&mut self) {
        self.boot = self.boot.saturating_add(1);
        for file in self.files.values_mut() {
            file.references = 0;
            file.locks = FileLocks::default();
            file.memory = None;
            file.memory_users = 0;
        }
        for inode in self.directory.values() {
            if let Some(file) = self.files.get_mut(inode) {
                file.references = 1;
            }
        }
        for DirectoryChange::Created { inode, .. } | DirectoryChange::Deleted { inode, .. } in &self.unsynced_directory
        {
            if let Some(file) = self.files.get_mut(inode) {
                file.references = file.references.saturating_add(1);
            }
        }
        self.files.retain(|_, file| file.references > 0);
        self.used_bytes = self.files.values().map(|file| bytes_u64(file.bytes.len())).sum();
    }

    // ---- whole files, from outside SQLite

    pub(super) fn read_whole(&self, name: &str) -> Option<Vec<u8>> {
        let inode = self.directory.get(name)?;
        self.files.get(inode).map(|file| file.bytes.content().to_vec())
    }

    pub(super) fn replace_whole(&mut self, name: &str, content: &[u8]) {
        self.sync_directory();
        let inode = self.add_file(FileBytes::synced(content.to_vec()));
        if let Some(old) = self.directory.insert(name.to_owned(), inode) {
            self.release(old);
        }
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) -> bool {
        self.sync_directory();
        let Some(inode) = self.directory.remove(from) else { return false };
        if let Some(old) = self.directory.insert(to.to_owned(), inode) {
            self.release(old);
        }
        true
    }

    // ---- what SQLite asks for

    pub(super) fn open(&mut self, name: &str, mode: &OpenMode) -> VfsResult<OpenFile> {
        if !self.is_powered {
            return Err(SQLITE_CANTOPEN);
        }
        self.counts.opens = self.counts.opens.saturating_add(1);
        let may_create = matches!(mode, OpenMode::ReadWrite { create: CreateMode::Create | CreateMode::MustCreate });
        let inode = match self.directory.get(name) {
            Some(_) if mode.must_create() => return Err(SQLITE_CANTOPEN),
            Some(inode) => *inode,
            None if !may_create || self.faults.read_only => return Err(SQLITE_CANTOPEN),
            None => {
                let inode = self.add_file(FileBytes::default());
                self.directory.insert(name.to_owned(), inode);
                self.note_directory_change(DirectoryChange::Created { name: name.to_owned(), inode });
                inode
            }
        };
        if let Some(file) = self.files.get_mut(&inode) {
            file.references = file.references.saturating_add(1);
        }
        let read_only = mode.is_readonly() || self.faults.read_only;
        Ok(OpenFile { boot: self.boot, inode, read_only, held: Held::default(), memory: None })
    }

    pub(super) fn close(&mut self, mut open: OpenFile) {
        if open.boot != self.boot {
            return;
        }
        self.unmap_memory(&mut open);
        if let Some(file) = self.files.get_mut(&open.inode) {
            file.locks.unlock(&mut open.held, LockLevel::Unlocked);
        }
        self.release(open.inode);
    }

    pub(super) fn delete(&mut self, name: &str) -> VfsResult<()> {
        self.before_write(SQLITE_IOERR_DELETE)?;
        let Some(inode) = self.directory.remove(name) else { return Err(SQLITE_IOERR_DELETE_NOENT) };
        self.note_directory_change(DirectoryChange::Deleted { name: name.to_owned(), inode });
        self.release(inode);
        self.after_write(SQLITE_IOERR_DELETE)
    }

    /// As on Unix, an empty file does not count as one that exists.
    pub(super) fn is_accessible(&self, name: &str, for_writing: bool) -> VfsResult<bool> {
        if !self.is_powered {
            return Err(SQLITE_IOERR);
        }
        let file = self.directory.get(name).and_then(|inode| self.files.get(inode));
        Ok(file.is_some_and(|file| if for_writing { !self.faults.read_only } else { file.bytes.len() > 0 }))
    }

    pub(super) fn file_size(&mut self, open: &OpenFile) -> VfsResult<usize> {
        Ok(self.file(open)?.bytes.len())
    }

    pub(super) fn read(&mut self, open: &OpenFile, offset: usize, into: &mut [u8]) -> VfsResult<usize> {
        self.file(open)?;
        self.counts.reads = self.counts.reads.saturating_add(1);
        self.faults.fail_if_planned(IoKind::Read, SQLITE_IOERR_READ)?;
        Ok(take(self.file(open)?.bytes.content(), offset, into))
    }

    pub(super) fn write(&mut self, open: &OpenFile, offset: usize, data: &[u8]) -> VfsResult<usize> {
        self.file(open)?;
        self.before_write(SQLITE_IOERR_WRITE)?;
        let end = offset.checked_add(data.len()).ok_or(SQLITE_IOERR_WRITE)?;
        self.make_room(open, end)?;
        self.file(open)?.bytes.write(offset, data);
        self.counts.written_bytes = self.counts.written_bytes.saturating_add(bytes_u64(data.len()));
        self.after_write(SQLITE_IOERR_WRITE)?;
        Ok(data.len())
    }

    pub(super) fn truncate(&mut self, open: &OpenFile, len: usize) -> VfsResult<()> {
        self.file(open)?;
        self.before_write(SQLITE_IOERR_WRITE)?;
        self.make_room(open, len)?;
        let file = self.file(open)?;
        let cut = bytes_u64(file.bytes.len().saturating_sub(len));
        file.bytes.resize(len);
        self.used_bytes = self.used_bytes.saturating_sub(cut);
        self.after_write(SQLITE_IOERR_WRITE)
    }

    pub(super) fn sync(&mut self, open: &OpenFile) -> VfsResult<()> {
        self.file(open)?;
        self.counts.syncs = self.counts.syncs.saturating_add(1);
        if self.faults.cuts_at_sync() {
            self.cut_power();
            return Err(SQLITE_IOERR_FSYNC);
        }
        self.faults.fail_if_planned(IoKind::Sync, SQLITE_IOERR_FSYNC)?;
        self.file(open)?.bytes.sync();
        self.sync_directory();
        Ok(())
    }

    pub(super) fn lock(&mut self, open: &mut OpenFile, level: LockLevel) -> VfsResult<()> {
        let file = self.file(open)?;
        file.locks.lock(&mut open.held, level)
    }

    /// Giving back always works, also after the lights went out.
    pub(super) fn unlock(&mut self, open: &mut OpenFile, level: LockLevel) {
        if let Ok(file) = self.file(open) {
            file.locks.unlock(&mut open.held, level);
        }
    }

    pub(super) fn is_reserved(&mut self, open: &OpenFile) -> VfsResult<bool> {
        Ok(self.file(open)?.locks.is_reserved())
    }

    pub(super) fn map_memory(&mut self, open: &mut OpenFile) -> VfsResult<Arc<SharedMemory>> {
        if let Some(memory) = &open.memory {
            self.file(open)?;
            return Ok(Arc::clone(memory));
        }
        let file = self.file(open)?;
        let memory = Arc::clone(file.memory.get_or_insert_default());
        file.memory_users = file.memory_users.saturating_add(1);
        open.memory = Some(Arc::clone(&memory));
        Ok(memory)
    }

    pub(super) fn lock_slots(
        &mut self,
        open: &mut OpenFile,
        offset: u32,
        count: u32,
        mode: ShmLockMode,
    ) -> VfsResult<()> {
        match (self.file(open), mode) {
            (Ok(file), _) => file.locks.lock_slots(&mut open.held, offset, count, mode),
            (Err(_), ShmLockMode::UnlockShared | ShmLockMode::UnlockExclusive) => Ok(()),
            (Err(failure), _) => Err(failure),
        }
    }

    /// The last connection to leave takes the memory with it, as closing the last handle does on Unix.
    pub(super) fn unmap_memory(&mut self, open: &mut OpenFile) {
        if open.memory.take().is_none() {
            return;
        }
        if let Ok(file) = self.file(open) {
            file.locks.release_slots(&mut open.held, u8::MAX);
            file.memory_users = file.memory_users.saturating_sub(1);
            if file.memory_users == 0 {
                file.memory = None;
            }
        }
    }

    // ---- below

    fn file(&mut self, open: &OpenFile) -> VfsResult<&mut File> {
        if !self.is_powered || open.boot != self.boot {
            return Err(SQLITE_IOERR);
        }
        self.files.get_mut(&open.inode).ok_or(SQLITE_IOERR)
    }

    fn before_write(&mut self, code: i32) -> VfsResult<()> {
        if !self.is_powered || self.faults.read_only {
            return Err(code);
        }
        self.counts.writes = self.counts.writes.saturating_add(1);
        self.faults.fail_if_planned(IoKind::Write, code)
    }

    /// A cut strikes after the write was handed over, so that it may be lost, torn or kept.
    fn after_write(&mut self, code: i32) -> VfsResult<()> {
        if self.faults.cuts_at_write() {
            self.cut_power();
            return Err(code);
        }
        Ok(())
    }

    /// Accounts for a file that is about to reach `end`.
    fn make_room(&mut self, open: &OpenFile, end: usize) -> VfsResult<()> {
        let growth = bytes_u64(end.saturating_sub(self.file(open)?.bytes.len()));
        let used_bytes = self.used_bytes.saturating_add(growth);
        if growth > 0 && self.faults.capacity_bytes.is_some_and(|capacity| used_bytes > capacity) {
            return Err(SQLITE_FULL);
        }
        self.used_bytes = used_bytes;
        Ok(())
    }

    /// A file with one reference: the directory entry that the caller makes.
    fn add_file(&mut self, bytes: FileBytes) -> Inode {
        let inode = self.next_inode;
        self.next_inode = inode.saturating_add(1);
        self.used_bytes = self.used_bytes.saturating_add(bytes_u64(bytes.len()));
        let file = File { bytes, references: 1, locks: FileLocks::default(), memory: None, memory_users: 0 };
        self.files.insert(inode, file);
        inode
    }

    fn release(&mut self, inode: Inode) {
        let Some(file) = self.files.get_mut(&inode) else { return };
        file.references = file.references.saturating_sub(1);
        if file.references == 0 {
            self.used_bytes = self.used_bytes.saturating_sub(bytes_u64(file.bytes.len()));
            self.files.remove(&inode);
        }
    }

    fn note_directory_change(&mut self, change: DirectoryChange) {
        let (DirectoryChange::Created { inode, .. } | DirectoryChange::Deleted { inode, .. }) = &change;
        if let Some(file) = self.files.get_mut(inode) {
            file.references = file.references.saturating_add(1);
        }
        self.unsynced_directory.push(change);
    }

    fn sync_directory(&mut self) {
        for change in std::mem::take(&mut self.unsynced_directory) {
            let (DirectoryChange::Created { inode, .. } | DirectoryChange::Deleted { inode, .. }) = change;
            self.release(inode);
        }
    }
}

fn bytes_u64(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}
