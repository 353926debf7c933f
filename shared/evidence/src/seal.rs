//! Making F.

use crate::{
    PdfKey, Record,
    append::{Addition, File, Own, append},
    cms::Content,
};
use onsite_report::SignatureBox;
use onsite_wire::{Message as _, ServerId, SigningKey, Statement};

/// A mark in its place on V.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    pub place: SignatureBox,
    /// One page of that size, PDF.
    pub pdf: &'a [u8],
    /// For whoever does not see it.
    pub words: &'a str,
}

/// What becomes F.
#[derive(Clone, Debug)]
pub struct ToSeal<'a> {
    /// V.
    pub view: &'a [u8],
    /// The person's mark.
    pub mark: Placed<'a>,
    /// The field device's own; readers show the seal there.
    pub seal: Placed<'a>,
    /// The ink as it was taken, PNG; attached.
    pub ink: Option<&'a [u8]>,
    pub record: &'a Record,
    /// Who seals, for readers of PDF.
    pub name: &'a str,
    pub at_ms: i64,
}

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("this field device has no certificate for PDF; enrol it again")]
    NoCertificate,
    #[error("this PDF cannot be written behind: {0}")]
    Pdf(String),
    #[error("the certificates do not fit into the seal")]
    TooLarge,
}

pub(crate) const RECORD_NAME: &str = "onsite-record.cbor";
pub(crate) const INK_NAME: &str = "onsite-ink.png";

/// F: V, the mark, the record and the seal of the field device over all of it.
///
/// # Errors
/// [`SealError`] for a V that is no plain PDF, or a record whose certificate is not of this key's companion.
pub fn seal(to: &ToSeal<'_>, key: &SigningKey) -> Result<Vec<u8>, SealError> {
    let companion = PdfKey::beside(key);
    if to.record.x509.first().and_then(crate::key_of) != Some(companion.point()) {
        return Err(SealError::NoCertificate);
    }
    let record = to.record.to_bytes();
    let file = |name, media_type, describes, bytes| File { name, media_type, describes, bytes };
    let mut files =
        vec![file(RECORD_NAME, "application/cbor", "The signature as it was recorded, with certificates", &*record)];
    files.extend(to.ink.map(|ink| file(INK_NAME, "image/png", "The ink as it was taken", ink)));
    let addition = Addition {
        field: "OnsiteSeal",
        seal: Some(&to.seal),
        mark: Some(&to.mark),
        files: &files,
        own: Own::Record(&record),
        name: to.name,
        at_ms: to.at_ms,
    };
    let (mut bytes, slot) = append(to.view, &addition).map_err(|e| SealError::Pdf(e.to_string()))?;
    let hash = slot.hash_around(&bytes);
    let server = ServerId::of_root(&to.record.root);
    let own = key.sign(&Statement::ReportSeal { server, hash: &hash });
    let content = Content { hash: hash.0, x509: &to.record.x509, own: &own.0 };
    let content = content.signed(&companion).map_err(|e| SealError::Pdf(e.to_string()))?;
    if slot.fill(&mut bytes, &content) { Ok(bytes) } else { Err(SealError::TooLarge) }
}
