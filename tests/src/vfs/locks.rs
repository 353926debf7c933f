//! SQLite's two families of locks: the five levels on the file, and the eight slots of the shared memory.

use std::ptr::NonNull;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, PoisonError};

use sqlite_plugin::flags::{LockLevel, ShmLockMode};
use sqlite_plugin::vars::{SQLITE_BUSY, SQLITE_IOERR_SHMLOCK};
use sqlite_plugin::vfs::VfsResult;

/// `SQLITE_SHM_NLOCK`
const SHM_SLOTS: usize = 8;

/// Who holds what on one file, summed over its handles.
#[derive(Default)]
pub(super) struct FileLocks {
    readers: u32,
    reserved: bool,
    /// A writer waits for the readers to leave, or has the file for itself: no new reader.
    pending: bool,
    slot_readers: [u32; SHM_SLOTS],
    /// One bit a slot.
    slot_writers: u8,
}

/// What one handle holds.
pub(super) struct Held {
    level: LockLevel,
    /// One bit a slot, as `exclusive_slots`.
    shared_slots: u8,
    exclusive_slots: u8,
}

impl Default for Held {
    fn default() -> Self {
        Self { level: LockLevel::Unlocked, shared_slots: 0, exclusive_slots: 0 }
    }
}

impl FileLocks {
    pub(super) fn is_reserved(&self) -> bool {
        self.reserved || self.pending
    }

    pub(super) fn lock(&mut self, held: &mut Held, level: LockLevel) -> VfsResult<()> {
        if level <= held.level {
            return Ok(());
        }
        match level {
            LockLevel::Unlocked => {}
            LockLevel::Shared => {
                if self.pending {
                    return Err(SQLITE_BUSY);
                }
                self.readers = self.readers.saturating_add(1);
            }
            LockLevel::Reserved => {
                if self.is_reserved() {
                    return Err(SQLITE_BUSY);
                }
                self.reserved = true;
            }
            LockLevel::Pending | LockLevel::Exclusive => {
                if held.level < LockLevel::Pending {
                    let others_reserved = self.reserved && held.level < LockLevel::Reserved;
                    if self.pending || others_reserved {
                        return Err(SQLITE_BUSY);
                    }
                    self.pending = true;
                    self.reserved = true;
                    held.level = LockLevel::Pending;
                }
                if level == LockLevel::Exclusive && self.readers > 1 {
                    return Err(SQLITE_BUSY);
                }
            }
        }
        held.level = level;
        Ok(())
    }

    pub(super) fn unlock(&mut self, held: &mut Held, level: LockLevel) {
        if level >= held.level {
            return;
        }
        if held.level >= LockLevel::Pending && level < LockLevel::Pending {
            self.pending = false;
        }
        if held.level >= LockLevel::Reserved && level < LockLevel::Reserved {
            self.reserved = false;
        }
        if level == LockLevel::Unlocked {
            self.readers = self.readers.saturating_sub(1);
        }
        held.level = level;
    }

    /// All slots of the range or none.
    pub(super) fn lock_slots(&mut self, held: &mut Held, offset: u32, count: u32, mode: ShmLockMode) -> VfsResult<()> {
        let range = slot_mask(offset, count).ok_or(SQLITE_IOERR_SHMLOCK)?;
        let written_by_others = self.slot_writers & range & !held.exclusive_slots;
        match mode {
            ShmLockMode::LockShared => {
                if written_by_others != 0 {
                    return Err(SQLITE_BUSY);
                }
                for readers in chosen(&mut self.slot_readers, range & !held.shared_slots) {
                    *readers = readers.saturating_add(1);
                }
                held.shared_slots |= range;
            }
            ShmLockMode::LockExclusive => {
                let read_by_others = chosen(&mut self.slot_readers, range & !held.shared_slots).any(|n| *n > 0)
                    || chosen(&mut self.slot_readers, range & held.shared_slots).any(|n| *n > 1);
                if written_by_others != 0 || read_by_others {
                    return Err(SQLITE_BUSY);
                }
                self.slot_writers |= range;
                held.exclusive_slots |= range;
            }
            ShmLockMode::UnlockShared | ShmLockMode::UnlockExclusive => self.release_slots(held, range),
        }
        Ok(())
    }

    /// Gives back whatever `held` has of the slots in `range`.
    pub(super) fn release_slots(&mut self, held: &mut Held, range: u8) {
        for readers in chosen(&mut self.slot_readers, range & held.shared_slots) {
            *readers = readers.saturating_sub(1);
        }
        self.slot_writers &= !(range & held.exclusive_slots);
        held.shared_slots &= !range;
        held.exclusive_slots &= !range;
    }
}

fn slot_mask(offset: u32, count: u32) -> Option<u8> {
    let ones = 1_u16.checked_shl(count)?.checked_sub(1)?;
    u8::try_from(ones.checked_shl(offset)?).ok()
}

fn chosen(readers: &mut [u32; SHM_SLOTS], mask: u8) -> impl Iterator<Item = &mut u32> {
    readers.iter_mut().enumerate().filter(move |(slot, _)| (mask >> slot) & 1 == 1).map(|(_, n)| n)
}

/// The memory that the connections to one WAL database share. It stays where it is while anybody holds it: SQLite keeps
/// the addresses, and a connection that outlives a power cut may still read them.
#[derive(Default)]
pub(super) struct SharedMemory {
    regions: Mutex<Vec<Box<[AtomicU64]>>>,
}

impl SharedMemory {
    /// The address of region number `index`; `None` when it does not exist and `extend` is false.
    pub(super) fn region(&self, index: usize, size_bytes: usize, extend: bool) -> Option<NonNull<u8>> {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        while extend && regions.len() <= index {
            let words = size_bytes.div_ceil(size_of::<AtomicU64>());
            regions.push((0..words).map(|_| AtomicU64::new(0)).collect());
        }
        let region = regions.get(index)?;
        NonNull::new(region.as_ptr().cast_mut().cast())
    }
}
