//! The slot: where a seal stands in a file, and what it leaves out.

use onsite_domain::id::Hash;
use sha2::{Digest as _, Sha256};
use std::ops::Range;

/// Room for the content of a slot, in bytes; three certificates with long names take half of it.
pub(crate) const SLOT_BYTES: usize = 6 * 1024;
/// As it stands in the file: hexadecimal between angle brackets.
pub(crate) const SLOT_WIDTH: usize = SLOT_BYTES * 2 + 2;
/// Numbers that are known only once all is written have this many digits.
pub(crate) const NUMBER_WIDTH: usize = 10;

const BYTE_RANGE: &[u8] = b"/ByteRange[";

/// Where the last seal of a file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// With its brackets.
    pub(crate) at: Range<usize>,
}

impl Slot {
    /// Finds the last slot of a file; `None` where the file does not end with what it covers.
    pub(crate) fn last(file: &[u8]) -> Option<Self> {
        let at = rfind(file, BYTE_RANGE)?;
        let [from, before, after, rest] = numbers::<4>(file.get(at + BYTE_RANGE.len()..)?)?;
        let slot = Self { at: before..after };
        let is_whole = from == 0 && after.checked_add(rest)? == file.len() && slot.at.len() == SLOT_WIDTH;
        let brackets = (file.get(before)?, file.get(after.checked_sub(1)?)?);
        (is_whole && brackets == (&b'<', &b'>')).then_some(slot)
    }

    /// SHA-256 of every byte but the slot.
    pub(crate) fn hash_around(&self, file: &[u8]) -> Hash {
        let mut hash = Sha256::new();
        hash.update(file.get(..self.at.start).unwrap_or_default());
        hash.update(file.get(self.at.end..).unwrap_or_default());
        Hash(hash.finalize().into())
    }

    /// The bytes in it. Digits have one spelling.
    pub(crate) fn read(&self, file: &[u8]) -> Option<Vec<u8>> {
        let digits = file.get(self.at.start + 1..self.at.end.checked_sub(1)?)?;
        data_encoding::HEXLOWER.decode(digits).ok()
    }

    /// Writes content into it; `false` where there is no room.
    pub(crate) fn fill(&self, file: &mut [u8], content: &[u8]) -> bool {
        let digits = data_encoding::HEXLOWER.encode(content).into_bytes();
        let Some(place) = file.get_mut(self.at.start + 1..self.at.start + 1 + digits.len()) else { return false };
        let has_room = digits.len() <= SLOT_BYTES * 2;
        if has_room {
            place.copy_from_slice(&digits);
        }
        has_room
    }
}

/// Numbers between spaces, up to a closing bracket.
pub(crate) fn numbers<const N: usize>(text: &[u8]) -> Option<[usize; N]> {
    let end = text.iter().take(NUMBER_WIDTH * N * 2).position(|byte| *byte == b']')?;
    let text = std::str::from_utf8(text.get(..end)?).ok()?;
    let numbers: Vec<usize> = text.split_ascii_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}

/// The last place of `wanted`.
pub(crate) fn rfind(file: &[u8], wanted: &[u8]) -> Option<usize> {
    file.windows(wanted.len()).rposition(|window| window == wanted)
}
