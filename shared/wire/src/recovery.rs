//! The company's recovery key: a field device seals the key of its database to it, so that an operator can give the key
//! back when the field device's own key store lost it. HPKE (RFC 9180): X25519, HKDF-SHA256, ChaCha20-Poly1305.

use crate::{binary::binary_type, keys::ServerId, sealed::Content, statement::Domain};
use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::X25519HkdfSha256 as Kem,
};
use minicbor::{Decode, Encode};
use onsite_domain::Id;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use zeroize::Zeroizing;

binary_type!(
    /// What field devices seal to.
    RecoveryPublicKey, 32
);

/// What opens it; it never leaves the operator.
pub struct RecoveryKey(Zeroizing<[u8; 32]>);

/// The server says: this is the company's recovery key.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct RecoveryKeyNotice {
    #[n(0)]
    pub key: RecoveryPublicKey,
}

impl Content for RecoveryKeyNotice {
    const DOMAIN: Domain = Domain::RecoveryKey;
}

/// A sealed database key as it lies beside the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedDatabaseKey {
    pub server: ServerId,
    pub field_device: Id,
    /// Encapsulated key, then the sealed one.
    bytes: Vec<u8>,
}

const MAGIC: &str = "onsite-sealed-database-key-1";
const ENCAPSULATED_BYTES: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryError {
    #[error("this is not a sealed database key")]
    NotASealedKey,
    #[error("this key was sealed for another company, or it is damaged")]
    DoesNotOpen,
    #[error("the company's recovery key is not usable")]
    Key,
}

impl RecoveryKey {
    /// From 32 random bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    /// For its file.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.clone()
    }

    pub fn public(&self) -> RecoveryPublicKey {
        let (_, public) = Kem::derive_keypair(&*self.0);
        RecoveryPublicKey(public.to_bytes().into())
    }

    /// The database key that a field device of this company sealed.
    pub fn open(&self, sealed: &SealedDatabaseKey) -> Result<Zeroizing<[u8; 32]>, RecoveryError> {
        let (private, _) = Kem::derive_keypair(&*self.0);
        let (encapsulated, ciphertext) =
            sealed.bytes.split_at_checked(ENCAPSULATED_BYTES).ok_or(RecoveryError::NotASealedKey)?;
        let encapsulated =
            <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| RecoveryError::NotASealedKey)?;
        let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &private,
            &encapsulated,
            MAGIC.as_bytes(),
            ciphertext,
            &sealed.bound_to(),
        )
        .map_err(|_| RecoveryError::DoesNotOpen)?;
        let opened = Zeroizing::new(opened);
        opened.as_slice().try_into().map(Zeroizing::new).map_err(|_| RecoveryError::DoesNotOpen)
    }
}

impl SealedDatabaseKey {
    /// Seals a database key. `seed` is 32 random bytes that are used for nothing else.
    pub fn seal(
        database_key: &[u8; 32],
        server: ServerId,
        field_device: Id,
        to: &RecoveryPublicKey,
        seed: &[u8; 32],
    ) -> Result<Self, RecoveryError> {
        let mut sealed = Self { server, field_device, bytes: Vec::new() };
        let to = <Kem as hpke::Kem>::PublicKey::from_bytes(&to.0).map_err(|_| RecoveryError::Key)?;
        let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &to,
            MAGIC.as_bytes(),
            database_key,
            &sealed.bound_to(),
            &mut ChaCha20Rng::from_seed(*seed),
        )
        .map_err(|_| RecoveryError::Key)?;
        sealed.bytes.extend_from_slice(&encapsulated.to_bytes());
        sealed.bytes.extend(ciphertext);
        Ok(sealed)
    }

    fn bound_to(&self) -> Vec<u8> {
        [self.server.0.as_slice(), &self.field_device.to_bytes()].concat()
    }

    /// One line of text.
    pub fn to_text(&self) -> String {
        let server = data_encoding::HEXLOWER.encode(&self.server.0);
        let bytes = data_encoding::BASE64URL_NOPAD.encode(&self.bytes);
        format!("{MAGIC} {server} {} {bytes}\n", self.field_device)
    }

    pub fn from_text(text: &str) -> Result<Self, RecoveryError> {
        let wrong = RecoveryError::NotASealedKey;
        let mut words = text.split_whitespace();
        if words.next() != Some(MAGIC) {
            return Err(wrong);
        }
        let (Some(server), Some(field_device), Some(bytes), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(wrong);
        };
        let server = data_encoding::HEXLOWER.decode(server.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        Ok(Self {
            server: ServerId(server.ok_or(wrong)?),
            field_device: field_device.parse().map_err(|_| wrong)?,
            bytes: data_encoding::BASE64URL_NOPAD.decode(bytes.as_bytes()).map_err(|_| wrong)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_gets_the_key_back_and_nobody_else_does() {
        let company = RecoveryKey::from_bytes(&[1; 32]);
        let (server, field_device) = (ServerId([2; 16]), Id::from_parts(1, 3));
        let sealed = SealedDatabaseKey::seal(&[7; 32], server, field_device, &company.public(), &[4; 32]).unwrap();
        let read = SealedDatabaseKey::from_text(&sealed.to_text()).unwrap();
        assert_eq!(read, sealed);
        assert_eq!(*company.open(&read).unwrap(), [7; 32]);
        let other = RecoveryKey::from_bytes(&[9; 32]);
        assert_eq!(other.open(&read).unwrap_err(), RecoveryError::DoesNotOpen);
        let moved = SealedDatabaseKey { field_device: Id::from_parts(1, 4), ..read.clone() };
        assert_eq!(company.open(&moved).unwrap_err(), RecoveryError::DoesNotOpen);
        let cut = SealedDatabaseKey { bytes: read.bytes[..20].to_vec(), ..read };
        assert_eq!(company.open(&cut).unwrap_err(), RecoveryError::NotASealedKey);
        for text in ["", "onsite-sealed-database-key-1", "onsite-sealed-database-key-1 x y z", "PK\u{3}\u{4}"] {
            assert_eq!(SealedDatabaseKey::from_text(text), Err(RecoveryError::NotASealedKey), "{text}");
        }
    }
}
