//! Bounded reading and writing of bytes and LEB128 numbers. Overlong numbers are refused, as Automerge refuses them:
//! a number has one spelling.

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LebError {
    #[error("the bytes end too early")]
    Truncated,
    #[error("a number is too large or not in its shortest form")]
    Number,
}

/// A cursor over bytes that never reads outside them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], LebError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(LebError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], LebError> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or(LebError::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, LebError> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn unsigned(&mut self) -> Result<u64, LebError> {
        let mut value = 0_u64;
        for index in 0_u32..10 {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if index == 9 && byte > 1 {
                return Err(LebError::Number);
            }
            value |= bits << (7 * index);
            if byte & 0x80 == 0 {
                return if index > 0 && byte == 0 { Err(LebError::Number) } else { Ok(value) };
            }
        }
        Err(LebError::Number)
    }

    pub(crate) fn signed(&mut self) -> Result<i64, LebError> {
        let mut value = 0_i64;
        let mut previous = 0_u8;
        for index in 0_u32..10 {
            let byte = self.byte()?;
            let shift = 7 * index;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 != 0 {
                previous = byte;
                continue;
            }
            if index == 9 && byte != 0 && byte != 0x7f {
                return Err(LebError::Number);
            }
            let is_overlong =
                index > 0 && ((byte == 0 && previous & 0x40 == 0) || (byte == 0x7f && previous & 0x40 != 0));
            if is_overlong {
                return Err(LebError::Number);
            }
            if byte & 0x40 != 0 && shift + 7 < 64 {
                value |= -1_i64 << (shift + 7);
            }
            return Ok(value);
        }
        Err(LebError::Number)
    }

    /// A count or length, refused above `most`.
    pub(crate) fn count(&mut self, most: usize) -> Result<usize, LebError> {
        let value = usize::try_from(self.unsigned()?).map_err(|_| LebError::Number)?;
        if value > most { Err(LebError::Number) } else { Ok(value) }
    }
}

pub(crate) fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let [byte, ..] = (value & 0x7f).to_le_bytes();
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

pub(crate) fn write_signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let [byte, ..] = (value & 0x7f).to_le_bytes();
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

pub(crate) fn write_length(out: &mut Vec<u8>, length: usize) {
    // A length in memory always fits 64 bits.
    write_unsigned(out, u64::try_from(length).unwrap_or(u64::MAX));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_survive(unsigned: u64, signed: i64) {
            let mut out = Vec::new();
            write_unsigned(&mut out, unsigned);
            write_signed(&mut out, signed);
            let mut reader = Reader::new(&out);
            prop_assert_eq!(reader.unsigned(), Ok(unsigned));
            prop_assert_eq!(reader.signed(), Ok(signed));
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn what_is_read_was_written_in_its_one_spelling(bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
            let mut reader = Reader::new(&bytes);
            if let Ok(value) = reader.unsigned() {
                let mut out = Vec::new();
                write_unsigned(&mut out, value);
                prop_assert_eq!(&out[..], &bytes[..bytes.len() - reader.rest().len()]);
            }
            let mut reader = Reader::new(&bytes);
            if let Ok(value) = reader.signed() {
                let mut out = Vec::new();
                write_signed(&mut out, value);
                prop_assert_eq!(&out[..], &bytes[..bytes.len() - reader.rest().len()]);
            }
        }
    }
}
