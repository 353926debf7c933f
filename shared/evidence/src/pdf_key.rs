//! The companion of a key: what readers of PDF understand.

use onsite_wire::SigningKey;
use p256::{
    FieldBytes, NonZeroScalar,
    ecdsa::{DerSignature, Signature, signature::Signer as _},
    elliptic_curve::ops::Reduce as _,
};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

const DOMAIN: &[u8] = b"onsite/pdf-key/v1";

/// A key for ECDSA on P-256 that follows from an Ed25519 key of ours, so that nobody has a second secret to keep. From it
/// nothing leads back.
#[derive(Clone)]
pub struct PdfKey(pub(crate) p256::ecdsa::SigningKey);

impl PdfKey {
    pub fn beside(key: &SigningKey) -> Self {
        let secret = key.to_bytes();
        let hash: Zeroizing<[u8; 32]> =
            Zeroizing::new(Sha256::new().chain_update(DOMAIN).chain_update(*secret).finalize().into());
        // The order of P-256 lies so near to 2^256 that one hash in 2^32 is changed by this.
        let scalar = NonZeroScalar::reduce(&FieldBytes::from(*hash));
        Self(scalar.into())
    }

    /// The public half as a point, SEC1, 65 bytes.
    pub fn point(&self) -> Vec<u8> {
        self.0.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// Deterministic (RFC 6979), with the smaller of the two values that verify.
    pub(crate) fn sign(&self, message: &[u8]) -> DerSignature {
        let signature: Signature = self.0.sign(message);
        signature.normalize_s().to_der()
    }

    #[cfg(test)]
    pub(crate) fn public(&self) -> p256::ecdsa::VerifyingKey {
        *self.0.verifying_key()
    }
}
