//! What is planned to go wrong, and what happened so far.

use sqlite_plugin::vfs::VfsResult;

/// Operations since the disk was made, the failed ones included.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct IoCounts {
    pub opens: u64,
    pub reads: u64,
    pub writes: u64,
    pub syncs: u64,
    pub written_bytes: u64,
}

/// What [`super::SimDisk::fail_io`] can let fail. A write is also a truncation or a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IoKind {
    Read,
    Write,
    Sync,
}

#[derive(Default)]
pub(super) struct Faults {
    pub(super) cut_at_write: Option<u64>,
    pub(super) cut_at_sync: Option<u64>,
    pub(super) failures: Vec<Failure>,
    pub(super) capacity_bytes: Option<u64>,
    pub(super) read_only: bool,
}

pub(super) struct Failure {
    pub(super) kind: IoKind,
    pub(super) skip: u64,
    pub(super) times: u64,
}

impl Faults {
    pub(super) fn cuts_at_write(&mut self) -> bool {
        strikes(&mut self.cut_at_write)
    }

    pub(super) fn cuts_at_sync(&mut self) -> bool {
        strikes(&mut self.cut_at_sync)
    }

    pub(super) fn fail_if_planned(&mut self, kind: IoKind, code: i32) -> VfsResult<()> {
        let mut fails = false;
        for failure in self.failures.iter_mut().filter(|failure| failure.kind == kind) {
            if failure.skip > 0 {
                failure.skip = failure.skip.saturating_sub(1);
            } else {
                failure.times = failure.times.saturating_sub(1);
                fails = true;
            }
        }
        self.failures.retain(|failure| failure.times > 0);
        if fails { Err(code) } else { Ok(()) }
    }
}

/// Counts down to the n-th event; true when this is the one.
fn strikes(plan: &mut Option<u64>) -> bool {
    match plan {
        None => false,
        Some(0 | 1) => {
            *plan = None;
            true
        }
        Some(left) => {
            *left = left.saturating_sub(1);
            false
        }
    }
}
