//! Identities.

use crate::schema::{self, described};
use sha2::{Digest as _, Sha256};

/// The identity of a document, fact, record or entry: a ULID (48 bits of milliseconds, 80 random bits), written as 26
/// characters of Crockford's base 32.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Id(ulid::Ulid);

described!(Id, schema::text("26 characters of Crockford's base 32"));

impl Id {
    /// From the first 48 bits, milliseconds since 1970, and the other 80.
    pub const fn from_parts(at_ms: u64, random: u128) -> Self {
        Self(ulid::Ulid::from_parts(at_ms, random))
    }

    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(ulid::Ulid::from_bytes(bytes))
    }

    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_bytes()
    }

    /// The identity of nothing.
    pub const fn nil() -> Self {
        Self(ulid::Ulid::nil())
    }

    pub const fn is_nil(self) -> bool {
        self.0.is_nil()
    }

    /// The first 48 bits: when it was drawn, by the clock that drew it.
    pub const fn timestamp_ms(self) -> u64 {
        self.0.timestamp_ms()
    }

    /// The other 80 bits.
    pub const fn random(self) -> u128 {
        self.0.random()
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}

impl std::fmt::Debug for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&self.0, f)
    }
}

impl std::str::FromStr for Id {
    type Err = ulid::DecodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A SHA-256 hash, of a change, a fact's bytes or a blob.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

described!(Hash, schema::text("64 lowercase hexadecimal digits, of SHA-256"));

impl Hash {
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// A hash over several parts; each part's length is hashed too, so that no two lists of parts share a hash.
    pub fn of_parts(domain: &str, parts: &[&[u8]]) -> Self {
        let mut sha = Sha256::new();
        sha.update((domain.len() as u64).to_be_bytes());
        sha.update(domain.as_bytes());
        for part in parts {
            sha.update((part.len() as u64).to_be_bytes());
            sha.update(part);
        }
        Self(sha.finalize().into())
    }

    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// An identity that everybody derives alike from the same content, for things nobody has to invent an id for.
    pub fn id(&self) -> Id {
        let mut first = [0; 16];
        first.copy_from_slice(self.0.first_chunk::<16>().unwrap_or(&[0; 16]));
        Id::from_bytes(first)
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Hash {
    type Err = HashTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| HashTextError)?;
        Self::from_slice(&bytes).ok_or(HashTextError)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a hash is 64 lowercase hexadecimal digits")]
pub struct HashTextError;

impl serde::Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_over_parts_depends_on_where_they_are_cut() {
        assert_ne!(Hash::of_parts("t", &[b"ab", b"c"]), Hash::of_parts("t", &[b"a", b"bc"]));
    }

    #[test]
    fn a_hash_survives_its_text() {
        let hash = Hash::of(b"onsite");
        assert_eq!(hash.to_string().parse::<Hash>().ok(), Some(hash));
    }
}
