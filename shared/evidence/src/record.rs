//! What a signed report carries beside its pages.

use minicbor::{Decode, Encode};
use onsite_domain::{fact::FACT_SIZE_BYTES_MAX, id::Hash};
use onsite_wire::{CertificateChain, Message, PublicKey, Signature, limit, trust::X509};

/// The record in a signed report: the signature as the field device recorded it, and whom to believe.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Record {
    /// The company's. It is here to be compared with the one that the reader has.
    #[n(0)]
    pub root: PublicKey,
    /// Of the field device that signed.
    #[n(1)]
    pub chain: CertificateChain,
    /// The signature fact, as its author wrote it.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub fact: Vec<u8>,
    /// By the field device, over the fact.
    #[n(3)]
    pub signature: Signature,
    /// How much of the file is V.
    #[n(4)]
    pub view_bytes: u64,
    /// For readers of PDF: of the field device's companion key, of the server's, of the root's.
    #[cbor(n(5), decode_with = "limit::vec::<Ctx, _, 3>")]
    pub x509: Vec<X509>,
    #[n(6)]
    pub shown: Shown,
}

/// What a page that knows nothing else may say about the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Shown {
    #[n(0)]
    pub number: String,
    #[n(1)]
    pub device: String,
    /// Of the site, IANA.
    #[n(2)]
    pub zone: String,
}

impl Message for Record {
    const SIZE_BYTES_MAX: usize = FACT_SIZE_BYTES_MAX + limit::SMALL_BYTES_MAX;
}

impl Record {
    pub(crate) fn fact_hash(&self) -> Hash {
        Hash::of(&self.fact)
    }
}
