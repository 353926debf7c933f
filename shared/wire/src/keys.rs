//! Ed25519 keys and signatures. What they sign is in [`crate::statement`].

use crate::{binary::binary_type, statement::Statement};
use ed25519_dalek::{Signer as _, VerifyingKey};
use onsite_domain::id::Hash;
use std::{cell::RefCell, collections::HashMap};
use zeroize::Zeroizing;

/// Points that a thread keeps, of 200 bytes each.
const POINTS_MAX: usize = 1_000;

thread_local! {
    static POINTS: RefCell<HashMap<[u8; 32], VerifyingKey>> = RefCell::default();
}

binary_type!(
    /// A key that verifies.
    PublicKey, 32
);
binary_type!(
    /// The first 16 bytes of the SHA-256 of a public key.
    KeyId, 16
);
binary_type!(
    /// A company's server, whichever of its keys it uses today: the [`KeyId`] of the company's root key.
    ServerId, 16
);
binary_type!(Signature, 64);

/// A key that signs. Its bytes are wiped from memory when it is dropped.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// From 32 random bytes; the caller wipes its own copy.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(bytes))
    }

    /// For the key store; nobody else needs it.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    pub fn sign(&self, statement: &Statement<'_>) -> Signature {
        Signature(self.0.sign(&statement.message()).to_bytes())
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public().id())
    }
}

impl PublicKey {
    /// SHA-256 of the key: what people compare and what an invite pins.
    pub fn fingerprint(&self) -> Hash {
        Hash::of(&self.0)
    }

    pub fn id(&self) -> KeyId {
        KeyId(self.fingerprint().id().to_bytes())
    }

    /// Checks that this key signed exactly this statement, strictly (no malleable signatures, no weak keys).
    pub fn verify(&self, statement: &Statement<'_>, signature: &Signature) -> Result<(), SignatureError> {
        let error = SignatureError { domain: statement.domain().as_str() };
        let key = self.point().ok_or(error)?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(&statement.message(), &signature).map_err(|_| error)
    }

    /// The key as a point of the curve, which is worth keeping: a few keys sign nearly everything.
    fn point(&self) -> Option<VerifyingKey> {
        POINTS.with_borrow_mut(|points| {
            if let Some(point) = points.get(&self.0) {
                return Some(*point);
            }
            let point = VerifyingKey::from_bytes(&self.0).ok()?;
            if points.len() >= POINTS_MAX {
                points.clear();
            }
            points.insert(self.0, point);
            Some(point)
        })
    }
}

impl ServerId {
    pub fn of_root(root: &PublicKey) -> Self {
        Self(root.id().0)
    }
}

/// The signature is not by this key over this statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit ({domain})")]
pub struct SignatureError {
    pub domain: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(server: u8) -> (ServerId, Hash) {
        (ServerId([server; 16]), Hash::of(b"a fact"))
    }

    #[test]
    fn a_signature_holds_for_its_statement_and_key_only() {
        let (key, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let (server, hash) = fact(7);
        let statement = Statement::Fact { server, hash: &hash };
        let signature = key.sign(&statement);
        assert!(key.public().verify(&statement, &signature).is_ok());
        assert!(other.public().verify(&statement, &signature).is_err());
        assert!(key.public().verify(&Statement::Record { server, hash: &hash }, &signature).is_err());
        let (server, hash) = fact(8);
        assert!(key.public().verify(&Statement::Fact { server, hash: &hash }, &signature).is_err());
    }

    #[test]
    fn a_key_that_is_no_point_and_a_weak_key_verify_nothing() {
        let (server, hash) = fact(7);
        let statement = Statement::Fact { server, hash: &hash };
        for bytes in [[0xff; 32], [0; 32], [2; 32]] {
            assert!(PublicKey(bytes).verify(&statement, &Signature([0; 64])).is_err());
        }
    }

    #[test]
    fn a_key_shows_only_its_id_when_debugged() {
        let text = format!("{:?}", SigningKey::from_bytes(&[1; 32]));
        assert!(!text.contains("0101"), "{text}");
    }
}
