//! Messages to bytes and back.

use crate::{compress, limit};
use minicbor::{Decode, Decoder, Encode, data::Type};

/// A message with its limits.
pub trait Message: Encode<()> + for<'b> Decode<'b, ()> {
    /// The largest encoding that is read, unpacked.
    const SIZE_BYTES_MAX: usize;

    fn to_bytes(&self) -> Vec<u8> {
        encode(self)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        decode(bytes, Self::SIZE_BYTES_MAX)
    }

    /// Encoded and compressed as its size is worth, as it goes over the line.
    fn to_wire(&self) -> Vec<u8> {
        let bytes = self.to_bytes();
        compress::pack(&bytes, compress::quality_for(bytes.len()))
    }

    fn to_wire_at(&self, quality: compress::Quality) -> Vec<u8> {
        compress::pack(&self.to_bytes(), quality)
    }

    fn from_wire(packed: &[u8]) -> Result<Self, DecodeError> {
        Self::from_bytes(&compress::unpack(packed, Self::SIZE_BYTES_MAX)?)
    }
}

pub fn encode<T: Encode<()> + ?Sized>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to a Vec cannot fail, and none of our encoders reports an error of its own.
    let result = minicbor::encode(value, &mut bytes);
    debug_assert!(result.is_ok(), "an encoder failed");
    bytes
}

/// Decodes a whole message: nothing may follow it.
pub fn decode<'b, T: Decode<'b, ()>>(bytes: &'b [u8], size_bytes_max: usize) -> Result<T, DecodeError> {
    if bytes.len() > size_bytes_max {
        return Err(DecodeError::TooLarge { size_bytes: bytes.len(), size_bytes_max });
    }
    check_structure(bytes)?;
    minicbor::decode(bytes).map_err(DecodeError::from)
}

#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error("a message of {size_bytes} bytes is larger than {size_bytes_max}")]
    TooLarge { size_bytes: usize, size_bytes_max: usize },
    #[error("not a message: {what} at byte {at}")]
    Structure { what: &'static str, at: usize },
    #[error("not this kind of message: {0}")]
    Shape(String),
    #[error(transparent)]
    Unpack(#[from] compress::UnpackError),
}

impl From<minicbor::decode::Error> for DecodeError {
    fn from(error: minicbor::decode::Error) -> Self {
        Self::Shape(error.to_string())
    }
}

/// Walks over the bytes without building anything. Only what our encoders produce passes: definite lengths that the
/// bytes can hold, no tags, maps with ascending unsigned keys (so no key twice), bounded nesting, nothing after the end.
pub fn check_structure(bytes: &[u8]) -> Result<(), DecodeError> {
    let mut d = Decoder::new(bytes);
    let mut open: Vec<Level> = Vec::with_capacity(limit::DEPTH_MAX);
    loop {
        let at = d.position();
        let refuse = |what| DecodeError::Structure { what, at };
        if let Some(level) = open.last_mut()
            && level.is_map
        {
            let key = d.u64().map_err(|_| refuse("a map key that is no unsigned integer"))?;
            if level.last_key.is_some_and(|last| last >= key) {
                return Err(refuse("map keys that do not ascend"));
            }
            level.last_key = Some(key);
        }
        let unreadable = |_| refuse("an unreadable value");
        let mut entered = None;
        match d.datatype().map_err(|_| refuse("the end in the middle"))? {
            Type::Array => entered = d.array().map_err(unreadable)?.map(|count| (count, false)),
            Type::Map => entered = d.map().map_err(unreadable)?.map(|count| (count, true)),
            Type::ArrayIndef | Type::MapIndef | Type::BytesIndef | Type::StringIndef | Type::Break => {
                return Err(refuse("a value without a length"));
            }
            Type::Tag => return Err(refuse("a tag")),
            Type::Unknown(_) => return Err(refuse("an unknown type")),
            _ => d.skip().map_err(unreadable)?,
        }
        if let Some((count, is_map)) = entered {
            if open.len() >= limit::DEPTH_MAX {
                return Err(refuse("too deep nesting"));
            }
            let left = bytes.len().saturating_sub(d.position());
            if usize::try_from(count).map_or(true, |count| count > left) {
                return Err(refuse("a count larger than the message"));
            }
            open.push(Level { left: count, is_map, last_key: None });
        }
        // The value read completes a level when it was its last one; an empty level is complete at once.
        let mut completes = entered.is_none();
        while let Some(level) = open.last_mut() {
            if completes {
                level.left = level.left.saturating_sub(1);
            }
            if level.left > 0 {
                break;
            }
            open.pop();
            completes = true;
        }
        if open.is_empty() {
            break;
        }
    }
    match d.position() == bytes.len() {
        true => Ok(()),
        false => Err(DecodeError::Structure { what: "something after the end", at: d.position() }),
    }
}

struct Level {
    left: u64,
    is_map: bool,
    last_key: Option<u64>,
}
