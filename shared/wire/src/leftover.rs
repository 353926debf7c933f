//! What a field device that was told to wipe itself still holds and no push carries: units that were refused or set aside,
//! with the command behind them, and pieces of its quarantine.

use minicbor::{Decode, Encode};
use onsite_domain::{Id, id::Hash};

/// One such thing, kept by the server as it comes and never interpreted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Leftover {
    /// `unit` or `quarantine`.
    #[n(0)]
    pub what: String,
    /// JSON for people, with the bytes in question in base64.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

impl Leftover {
    /// What a receipt for it names.
    pub fn hash(&self, field_device: Id) -> Hash {
        Hash::of_parts("onsite/leftover/v1", &[&field_device.to_bytes(), self.what.as_bytes(), &self.bytes])
    }
}
