//! The bytes of one file and the writes that no sync has covered.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// A write may be torn at these boundaries, and nowhere else.
pub const SECTOR_BYTES: usize = 512;

/// Content as the running machine sees it, and how to take the unsynced part of it back.
#[derive(Default)]
pub(super) struct FileBytes {
    content: Vec<u8>,
    unsynced: Vec<Unsynced>,
}

enum Unsynced {
    /// `before` is what the written range held, as far as the file reached; `len_before` the file's length then.
    Write { offset: usize, data: Vec<u8>, before: Vec<u8>, len_before: usize },
    /// The file had `len_before` bytes and was cut to (or filled with zeros to) `len`; `tail` is what was cut off.
    Resize { len: usize, len_before: usize, tail: Vec<u8> },
}

/// How much of the unsynced writes reaches the platter in one power cut.
#[derive(Clone, Copy)]
enum Survival {
    None,
    All,
    /// The first so many, the one after them torn.
    Prefix(usize),
    /// Each for itself: kept, lost or torn.
    Scattered,
}

enum Fate {
    Kept,
    Lost,
    Torn,
}

impl FileBytes {
    pub(super) fn synced(content: Vec<u8>) -> Self {
        Self { content, unsynced: Vec::new() }
    }

    pub(super) fn content(&self) -> &[u8] {
        &self.content
    }

    pub(super) fn len(&self) -> usize {
        self.content.len()
    }

    pub(super) fn write(&mut self, offset: usize, data: &[u8]) {
        let reach = offset.saturating_add(data.len()).min(self.content.len());
        self.unsynced.push(Unsynced::Write {
            offset,
            data: data.to_vec(),
            before: self.content.get(offset..reach).unwrap_or_default().to_vec(),
            len_before: self.content.len(),
        });
        put(&mut self.content, offset, data);
    }

    pub(super) fn resize(&mut self, len: usize) {
        let tail = self.content.get(len..).unwrap_or_default().to_vec();
        self.unsynced.push(Unsynced::Resize { len, len_before: self.content.len(), tail });
        self.content.resize(len, 0);
    }

    pub(super) fn sync(&mut self) {
        self.unsynced.clear();
    }

    /// Takes every unsynced write back, then lets some of them reach the platter after all, in their order.
    pub(super) fn lose_power(&mut self, rng: &mut ChaCha8Rng) {
        let unsynced = std::mem::take(&mut self.unsynced);
        for step in unsynced.iter().rev() {
            match step {
                Unsynced::Write { offset, before, len_before, .. } => {
                    put(&mut self.content, *offset, before);
                    self.content.truncate(*len_before);
                }
                Unsynced::Resize { len, len_before, tail } => {
                    self.content.resize(*len_before, 0);
                    put(&mut self.content, *len, tail);
                }
            }
        }
        let survival = Survival::choose(rng, unsynced.len());
        for (position, step) in unsynced.iter().enumerate() {
            let fate = survival.fate(rng, position);
            match (step, fate) {
                (_, Fate::Lost) => {}
                (Unsynced::Write { offset, data, .. }, Fate::Kept) => put(&mut self.content, *offset, data),
                (Unsynced::Write { offset, data, .. }, Fate::Torn) => put_torn(&mut self.content, *offset, data, rng),
                (Unsynced::Resize { len, .. }, Fate::Kept | Fate::Torn) => self.content.resize(*len, 0),
            }
        }
    }
}

impl Survival {
    fn choose(rng: &mut ChaCha8Rng, count: usize) -> Self {
        match rng.random_range(0..8_u8) {
            0 => Self::None,
            1 => Self::All,
            2..4 => Self::Prefix(rng.random_range(0..=count)),
            _ => Self::Scattered,
        }
    }

    fn fate(self, rng: &mut ChaCha8Rng, position: usize) -> Fate {
        match self {
            Self::None => Fate::Lost,
            Self::All => Fate::Kept,
            Self::Prefix(kept) if position < kept => Fate::Kept,
            Self::Prefix(kept) if position == kept => Fate::Torn,
            Self::Prefix(_) => Fate::Lost,
            Self::Scattered => match rng.random_range(0..5_u8) {
                0 | 1 => Fate::Kept,
                2 | 3 => Fate::Lost,
                _ => Fate::Torn,
            },
        }
    }
}

/// Copies what there is at `offset` and says how many bytes that was.
pub(super) fn take(content: &[u8], offset: usize, into: &mut [u8]) -> usize {
    let available = content.get(offset..).unwrap_or_default();
    let count = available.len().min(into.len());
    if let (Some(from), Some(to)) = (available.get(..count), into.get_mut(..count)) {
        to.copy_from_slice(from);
    }
    count
}

/// Writes `data` at `offset`; a gap before it reads as zeros. Writing nothing changes nothing, the length included.
pub(super) fn put(content: &mut Vec<u8>, offset: usize, data: &[u8]) {
    if data.is_empty() {
        return;
    }
    let end = offset.saturating_add(data.len());
    if content.len() < end {
        content.resize(end, 0);
    }
    if let Some(target) = content.get_mut(offset..end) {
        target.copy_from_slice(data);
    }
}

/// Writes each touched sector with even odds.
fn put_torn(content: &mut Vec<u8>, offset: usize, data: &[u8], rng: &mut ChaCha8Rng) {
    let mut at = offset;
    let mut rest = data;
    while !rest.is_empty() {
        let room = SECTOR_BYTES - at % SECTOR_BYTES;
        let (sector, after) = rest.split_at(room.min(rest.len()));
        if rng.random_bool(0.5) {
            put(content, at, sector);
        }
        at = at.saturating_add(sector.len());
        rest = after;
    }
}
