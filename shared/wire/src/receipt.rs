//! The server's signed word that it has something.

use crate::{binary, sealed::Content, statement::Domain};
use minicbor::{Decode, Encode};
use onsite_domain::{Id, id::Hash};

/// A receipt for a signature fact, or for everything a field device pushed up to a unit.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Receipt {
    /// Hash of the signature fact's bytes, or [`push_hash`].
    #[cbor(n(0), with = "binary::one")]
    pub of: Hash,
    /// Where in the server's feed it stands.
    #[n(1)]
    pub epoch: u32,
    #[n(2)]
    pub seq: u64,
    /// The feed's running hash there.
    #[cbor(n(3), with = "binary::one")]
    pub chain: [u8; 16],
    /// The server's clock.
    #[n(4)]
    pub server_ms: i64,
}

impl Content for Receipt {
    const DOMAIN: Domain = Domain::Receipt;
}

/// What a receipt for a push names: every unit of this branch up to and including `number`, whose chain value is `chain`.
pub fn push_hash(field_device: Id, branch: &[u8; 16], number: u64, chain: &[u8; 16]) -> Hash {
    Hash::of_parts("onsite/push-receipt/v1", &[&field_device.to_bytes(), branch, &number.to_be_bytes(), chain])
}
