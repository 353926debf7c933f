//! Values of a fixed size as CBOR byte strings: identities, hashes, keys. Used with `#[cbor(with = "...")]` where the type
//! belongs to another crate.

use minicbor::{
    Decoder, Encoder,
    decode::Error as DecodeError,
    encode::{Error as EncodeError, Write},
};
use onsite_domain::{Id, id::Hash};

/// A value that is exactly `SIZE` bytes.
pub trait Binary: Sized {
    const SIZE: usize;
    fn to_binary(&self) -> impl AsRef<[u8]>;
    /// `None` unless `bytes` are exactly `SIZE` long.
    fn from_binary(bytes: &[u8]) -> Option<Self>;
}

impl Binary for Id {
    const SIZE: usize = 16;

    fn to_binary(&self) -> impl AsRef<[u8]> {
        self.to_bytes()
    }

    fn from_binary(bytes: &[u8]) -> Option<Self> {
        Some(Self::from_bytes(bytes.try_into().ok()?))
    }
}

impl Binary for Hash {
    const SIZE: usize = 32;

    fn to_binary(&self) -> impl AsRef<[u8]> {
        self.0
    }

    fn from_binary(bytes: &[u8]) -> Option<Self> {
        Self::from_slice(bytes)
    }
}

impl<const N: usize> Binary for [u8; N] {
    const SIZE: usize = N;

    fn to_binary(&self) -> impl AsRef<[u8]> {
        *self
    }

    fn from_binary(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok()
    }
}

/// Declares a type of `N` bytes with hexadecimal text, serde through that text, and CBOR through bytes.
macro_rules! binary_type {
    ($(#[$doc:meta])* $name:ident, $size:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $size]);

        impl $crate::binary::Binary for $name {
            const SIZE: usize = $size;

            fn to_binary(&self) -> impl AsRef<[u8]> {
                self.0
            }

            fn from_binary(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl<Ctx> minicbor::Encode<Ctx> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                ctx: &mut Ctx,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                $crate::binary::one::encode(self, e, ctx)
            }
        }

        impl<'b, Ctx> minicbor::Decode<'b, Ctx> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut Ctx) -> Result<Self, minicbor::decode::Error> {
                $crate::binary::one::decode(d, ctx)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::binary::HexTextError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let error = $crate::binary::HexTextError { digits: $size * 2 };
                let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map_err(|_| error)?;
                bytes.try_into().ok().map(Self).ok_or(error)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use binary_type;

#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("expected {digits} hexadecimal digits")]
pub struct HexTextError {
    pub digits: usize,
}

/// A value.
pub mod one {
    use super::*;

    pub fn encode<Ctx, T: Binary, W: Write>(
        value: &T,
        e: &mut Encoder<W>,
        _: &mut Ctx,
    ) -> Result<(), EncodeError<W::Error>> {
        e.bytes(value.to_binary().as_ref())?.ok()
    }

    pub fn decode<'b, Ctx, T: Binary>(d: &mut Decoder<'b>, _: &mut Ctx) -> Result<T, DecodeError> {
        let at = d.position();
        T::from_binary(d.bytes()?).ok_or_else(|| DecodeError::message("a byte string of another length").at(at))
    }
}

/// An `Option` of a value; use with `skip_if = "Option::is_none"`.
pub mod maybe {
    use super::*;

    pub fn encode<Ctx, T: Binary, W: Write>(
        value: &Option<T>,
        e: &mut Encoder<W>,
        ctx: &mut Ctx,
    ) -> Result<(), EncodeError<W::Error>> {
        match value {
            Some(value) => one::encode(value, e, ctx),
            None => e.null()?.ok(),
        }
    }

    pub fn decode<'b, Ctx, T: Binary>(d: &mut Decoder<'b>, ctx: &mut Ctx) -> Result<Option<T>, DecodeError> {
        one::decode(d, ctx).map(Some)
    }
}

/// Many values, as one byte string without lengths between them; use with `skip_if = "Vec::is_empty"`.
pub mod many {
    use super::*;

    pub fn encode<Ctx, T: Binary, W: Write>(
        values: &[T],
        e: &mut Encoder<W>,
        _: &mut Ctx,
    ) -> Result<(), EncodeError<W::Error>> {
        let mut bytes = Vec::with_capacity(values.len().saturating_mul(T::SIZE));
        for value in values {
            bytes.extend_from_slice(value.to_binary().as_ref());
        }
        e.bytes(&bytes)?.ok()
    }

    pub fn decode<'b, Ctx, T: Binary>(d: &mut Decoder<'b>, _: &mut Ctx) -> Result<Vec<T>, DecodeError> {
        let at = d.position();
        let bytes = d.bytes()?;
        let error = || DecodeError::message("a byte string that is no multiple of its element").at(at);
        if T::SIZE == 0 || !bytes.len().is_multiple_of(T::SIZE) {
            return Err(error());
        }
        bytes.chunks_exact(T::SIZE).map(|chunk| T::from_binary(chunk).ok_or_else(error)).collect()
    }
}
