//! Identities.

use sha2::{Digest as _, Sha256};

/// The identity of a document, fact, record or entry: a ULID (48 bits of milliseconds, 80 random bits), written as 26
/// characters of Crockford's base 32.
pub type Id = ulid::Ulid;

/// A SHA-256 hash, of a change, a fact's bytes or a blob.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

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
