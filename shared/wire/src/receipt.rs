//! The server's signed word that it has something.

use crate::{binary, codec, push::Push, sealed::Content, statement::Domain};
use minicbor::{Decode, Encode};
use onsite_domain::{Id, id::Hash};

/// A receipt for a signature fact, for a push that was kept as it came, or for a blob.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Receipt {
    /// Hash of the signature fact's bytes, [`push_hash`], a blob's hash, or that of a leftover.
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

/// What a receipt for a push names: every byte of it, from this field device.
pub fn push_hash(field_device: Id, push: &Push) -> Hash {
    Hash::of_parts("onsite/push-receipt/v1", &[&field_device.to_bytes(), &codec::encode(push)])
}
