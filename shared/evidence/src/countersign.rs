//! The server's receipt behind a sealed report: that it had the signature, and when.

use crate::{
    Issuer, SealError,
    append::{Addition, Own, append},
    cms::Content,
};
use minicbor::{Decode, Encode};
use onsite_domain::fact::FACT_SIZE_BYTES_MAX;
use onsite_wire::{
    Message, Sealed, Signature, limit,
    trust::{ServerKeyCertificate, X509},
};

/// The server's receipt fact for the signature, as it was recorded, and whom to believe.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Countersignature {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub receipt: Vec<u8>,
    /// By a server key, over the receipt.
    #[n(1)]
    pub signature: Signature,
    #[n(2)]
    pub server_key: Sealed<ServerKeyCertificate>,
    /// Of the server key's companion as one that signs for readers of PDF, as one that issues, of the root's.
    #[cbor(n(3), decode_with = "limit::vec::<Ctx, _, 3>")]
    pub x509: Vec<X509>,
    /// The receipt's time, for readers of PDF.
    #[n(4)]
    pub at_ms: i64,
    /// The company.
    #[n(5)]
    pub name: String,
}

impl Message for Countersignature {
    const SIZE_BYTES_MAX: usize = FACT_SIZE_BYTES_MAX;
}

/// F with the receipt behind it. The same input gives the same bytes, so it need not be kept.
///
/// # Errors
/// [`SealError`] for a file that is no plain PDF, or certificates that are not this issuer's.
pub fn countersign(file: &[u8], by: &Countersignature, issuer: &Issuer) -> Result<Vec<u8>, SealError> {
    if by.x509.first().and_then(crate::key_of) != Some(issuer.key().point()) {
        return Err(SealError::NoCertificate);
    }
    written(file, by, |content| content.signed(issuer.key()).ok())
}

/// What a countersigned file must look like with this signature.
pub(crate) fn rebuilt(file: &[u8], by: &Countersignature, signature: &[u8]) -> Option<Vec<u8>> {
    let is_by = |content: &Content<'_>| content.is_signed_with(signature);
    written(file, by, |content| is_by(content).then(|| content.with(signature).ok()).flatten()).ok()
}

fn written(
    file: &[u8],
    by: &Countersignature,
    sign: impl Fn(&Content<'_>) -> Option<Vec<u8>>,
) -> Result<Vec<u8>, SealError> {
    let addition = Addition {
        field: "OnsiteReceipt",
        seal: None,
        mark: None,
        files: &[],
        own: Own::Sealed,
        name: &by.name,
        at_ms: by.at_ms,
    };
    let (mut bytes, slot) = append(file, &addition).map_err(|e| SealError::Pdf(e.to_string()))?;
    let own = by.to_bytes();
    let content = Content { hash: slot.hash_around(&bytes).0, x509: &by.x509, own: &own };
    let content = sign(&content).ok_or(SealError::NoCertificate)?;
    if slot.fill(&mut bytes, &content) { Ok(bytes) } else { Err(SealError::TooLarge) }
}
