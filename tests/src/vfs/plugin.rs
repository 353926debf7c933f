//! The side that SQLite sees.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ptr::NonNull;
use std::sync::atomic::{Ordering, fence};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use sqlite_plugin::flags::{AccessFlags, LockLevel, OpenOpts, ShmLockMode};
use sqlite_plugin::vars::{SQLITE_CANTOPEN, SQLITE_IOCAP_POWERSAFE_OVERWRITE, SQLITE_IOERR};
use sqlite_plugin::vfs::{RegisterOpts, Vfs, VfsHandle, VfsResult, register_static};

use super::disk::OpenFile;
use super::file::{SECTOR_BYTES, put, take};
use super::{Shared, SimDisk};

/// The name under which SQLite knows all simulated disks of this process.
pub const VFS_NAME: &str = "onsite-sim";

static DISKS: Mutex<BTreeMap<String, Weak<Shared>>> = Mutex::new(BTreeMap::new());

/// Makes a disk reachable, and the VFS too when it is the first.
pub(super) fn announce(id: &str, shared: &Arc<Shared>) -> rusqlite::Result<()> {
    static REGISTERED: OnceLock<VfsResult<()>> = OnceLock::new();
    let registered = REGISTERED.get_or_init(|| {
        let options = RegisterOpts { make_default: false };
        register_static(c"onsite-sim".to_owned(), SimVfs, options).map(drop)
    });
    if let Err(code) = registered {
        let failure = rusqlite::ffi::Error::new(*code);
        return Err(rusqlite::Error::SqliteFailure(failure, Some(format!("the VFS {VFS_NAME} cannot be registered"))));
    }
    DISKS.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), Arc::downgrade(shared));
    Ok(())
}

pub(super) fn forget(id: &str) {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
}

fn disk_of(path: &str) -> Option<(SimDisk, &str)> {
    let (id, name) = path.split_once('/')?;
    let shared = DISKS.lock().unwrap_or_else(PoisonError::into_inner).get(id)?.upgrade()?;
    Some((SimDisk { shared }, name))
}

struct SimVfs;

/// A file on a disk, or a temporary file that SQLite did not name and that needs no disk.
enum SimHandle {
    OnDisk { disk: SimDisk, open: OpenFile },
    Temporary { content: Vec<u8> },
}

impl VfsHandle for SimHandle {
    fn readonly(&self) -> bool {
        matches!(self, Self::OnDisk { open, .. } if open.is_read_only())
    }

    fn in_memory(&self) -> bool {
        false
    }
}

impl Vfs for SimVfs {
    type Handle = SimHandle;

    fn canonical_path<'a>(&self, path: Cow<'a, str>) -> VfsResult<Cow<'a, str>> {
        Ok(path)
    }

    fn open(&self, path: Option<&str>, opts: OpenOpts) -> VfsResult<SimHandle> {
        let Some(path) = path else { return Ok(SimHandle::Temporary { content: Vec::new() }) };
        let (disk, name) = disk_of(path).ok_or(SQLITE_CANTOPEN)?;
        let open = disk.shared.state().open(name, &opts.mode())?;
        Ok(SimHandle::OnDisk { disk, open })
    }

    fn delete(&self, path: &str) -> VfsResult<()> {
        let (disk, name) = disk_of(path).ok_or(SQLITE_IOERR)?;
        disk.shared.state().delete(name)
    }

    fn access(&self, path: &str, flags: AccessFlags) -> VfsResult<bool> {
        let (disk, name) = disk_of(path).ok_or(SQLITE_IOERR)?;
        disk.shared.state().is_accessible(name, flags == AccessFlags::ReadWrite)
    }

    fn file_size(&self, handle: &mut SimHandle) -> VfsResult<usize> {
        match handle {
            SimHandle::OnDisk { disk, open } => disk.shared.state().file_size(open),
            SimHandle::Temporary { content } => Ok(content.len()),
        }
    }

    fn truncate(&self, handle: &mut SimHandle, size: usize) -> VfsResult<()> {
        match handle {
            SimHandle::OnDisk { disk, open } => disk.shared.state().truncate(open, size),
            SimHandle::Temporary { content } => {
                content.resize(size, 0);
                Ok(())
            }
        }
    }

    fn write(&self, handle: &mut SimHandle, offset: usize, data: &[u8]) -> VfsResult<usize> {
        match handle {
            SimHandle::OnDisk { disk, open } => disk.shared.state().write(open, offset, data),
            SimHandle::Temporary { content } => {
                put(content, offset, data);
                Ok(data.len())
            }
        }
    }

    fn read(&self, handle: &mut SimHandle, offset: usize, data: &mut [u8]) -> VfsResult<usize> {
        match handle {
            SimHandle::OnDisk { disk, open } => disk.shared.state().read(open, offset, data),
            SimHandle::Temporary { content } => Ok(take(content, offset, data)),
        }
    }

    fn lock(&self, handle: &mut SimHandle, level: LockLevel) -> VfsResult<()> {
        match handle {
            SimHandle::OnDisk { disk, open } => disk.shared.state().lock(open, level),
            SimHandle::Temporary { .. } => Ok(()),
        }
    }

    fn unlock(&self, handle: &mut SimHandle, level: LockLevel) -> VfsResult<()> {
        if let SimHandle::OnDisk { disk, open } = handle {
            disk.shared.state().unlock(open, level);
        }
        Ok(())
    }

    fn check_reserved_lock(&self, handle: &mut SimHandle) -> VfsResult<bool> {
        match handle {
            SimHandle::OnDisk { disk, open } => disk.shared.state().is_reserved(open),
            SimHandle::Temporary { .. } => Ok(false),
        }
    }

    fn sync(&self, handle: &mut SimHandle) -> VfsResult<()> {
        match handle {
            SimHandle::OnDisk { disk, open } => disk.shared.state().sync(open),
            SimHandle::Temporary { .. } => Ok(()),
        }
    }

    fn close(&self, handle: SimHandle) -> VfsResult<()> {
        if let SimHandle::OnDisk { disk, open } = handle {
            disk.shared.state().close(open);
        }
        Ok(())
    }

    fn sector_size(&self, _handle: &mut SimHandle) -> VfsResult<i32> {
        i32::try_from(SECTOR_BYTES).map_err(|_| SQLITE_IOERR)
    }

    fn device_characteristics(&self, _handle: &mut SimHandle) -> VfsResult<i32> {
        Ok(SQLITE_IOCAP_POWERSAFE_OVERWRITE)
    }

    fn shm_map(
        &self,
        handle: &mut SimHandle,
        region_idx: usize,
        region_size: usize,
        extend: bool,
    ) -> VfsResult<Option<NonNull<u8>>> {
        match handle {
            SimHandle::OnDisk { disk, open } => {
                Ok(disk.shared.state().map_memory(open)?.region(region_idx, region_size, extend))
            }
            SimHandle::Temporary { .. } => Err(SQLITE_IOERR),
        }
    }

    fn shm_lock(&self, handle: &mut SimHandle, offset: u32, count: u32, mode: ShmLockMode) -> VfsResult<()> {
        match handle {
            SimHandle::OnDisk { disk, open } => disk.shared.state().lock_slots(open, offset, count, mode),
            SimHandle::Temporary { .. } => Err(SQLITE_IOERR),
        }
    }

    fn shm_barrier(&self, _handle: &mut SimHandle) {
        fence(Ordering::SeqCst);
    }

    fn shm_unmap(&self, handle: &mut SimHandle, _delete: bool) -> VfsResult<()> {
        if let SimHandle::OnDisk { disk, open } = handle {
            disk.shared.state().unmap_memory(open);
        }
        Ok(())
    }
}
