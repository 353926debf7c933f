//! Whether a file is what a field device of this company sealed, to the last byte.

use crate::{
    FILE_BYTES_MAX, Record,
    append::{RECORD, SEALED},
    cms::{self, Content},
    countersign::{Countersignature, rebuilt},
    slot::{Slot, numbers, rfind},
};
use onsite_domain::{fact::Fact, fact_kind::FactBody as _, id::Hash, receipt::ReceiptFact, signature::SignatureFact};
use onsite_wire::{Message as _, PublicKey, Signature, Statement, TrustStore, trust::Certificate};
use serde::Serialize;

/// The company that is believed: its root key, or the fingerprint of it that stands on every report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root([u8; 32]);

impl From<PublicKey> for Root {
    fn from(key: PublicKey) -> Self {
        Self(key.0)
    }
}

impl Root {
    /// From 64 hexadecimal digits, with or without spaces and colons between them.
    pub fn from_text(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// From the 32 bytes of a key file.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    fn is(&self, key: &PublicKey) -> bool {
        self.0 == key.0 || self.0 == key.fingerprint().0
    }
}

/// A file that is genuine and unchanged.
#[derive(Clone, Debug)]
pub struct Verified {
    pub record: Record,
    /// The signature, with its id, time and author.
    pub fact: Fact,
    pub signature: SignatureFact,
    /// Of the field device that sealed it.
    pub certificate: Certificate,
    /// The server's word, where it stands behind the file.
    pub receipt: Option<Receipt>,
    /// SHA-256 of F, without what the server wrote behind it.
    pub file_hash: Hash,
}

/// That the server had the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    pub server_ms: i64,
    pub epoch: u32,
    pub seq: u64,
}

/// Which part is at fault. The first that is wrong is named, from the outside to the inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NotGenuine {
    #[error("no sealed report: the file does not end with a seal of ours. It was cut, saved again, or never sealed")]
    NoSeal,
    #[error("the record in it cannot be read")]
    Record,
    #[error("sealed for another company")]
    OtherCompany,
    #[error("the certificate of the field device is not by this company")]
    Certificate,
    #[error("the signature in the record is not by that field device")]
    Signature,
    #[error("the pages are not those that were signed")]
    View,
    #[error("changed after it was sealed: a mark, an attachment or something else behind the pages")]
    Seal,
    #[error("the signature for readers of PDF was changed")]
    Slot,
    #[error("the server's receipt behind it is not genuine")]
    Receipt,
    #[error("larger than {FILE_BYTES_MAX} bytes")]
    TooLarge,
}

impl NotGenuine {
    /// What the catalogue of messages says about it.
    pub fn message_key(self) -> &'static str {
        match self {
            Self::NoSeal => "verify-fault-no-seal",
            Self::Record => "verify-fault-record",
            Self::OtherCompany => "verify-fault-other-company",
            Self::Certificate => "verify-fault-certificate",
            Self::Signature => "verify-fault-signature",
            Self::View => "verify-fault-view",
            Self::Seal => "verify-fault-seal",
            Self::Slot => "verify-fault-slot",
            Self::Receipt => "verify-fault-receipt",
            Self::TooLarge => "verify-fault-too-large",
        }
    }
}

/// Checks a report against the company's root. Nothing but the file and the root is asked, and nothing of it is rendered.
///
/// # Errors
/// [`NotGenuine`] with the part at fault. A later rotation of the server's key or a revocation of the field device changes
/// nothing: what it signed before stays signed.
pub fn verify(file: &[u8], root: &Root) -> Result<Verified, NotGenuine> {
    if file.len() > FILE_BYTES_MAX {
        return Err(NotGenuine::TooLarge);
    }
    let slot = Slot::last(file).ok_or(NotGenuine::NoSeal)?;
    match listed::<1>(file, SEALED, &slot) {
        Some([length]) => countersigned(file, &slot, length, root),
        None => sealed(file, &slot, root),
    }
}

fn sealed(file: &[u8], slot: &Slot, root: &Root) -> Result<Verified, NotGenuine> {
    let [at, length] = listed::<2>(file, RECORD, slot).ok_or(NotGenuine::NoSeal)?;
    let record = at.checked_add(length).and_then(|end| file.get(at..end)).ok_or(NotGenuine::Record)?;
    let record = Record::from_bytes(record).map_err(|_| NotGenuine::Record)?;
    if !root.is(&record.root) {
        return Err(NotGenuine::OtherCompany);
    }
    let trust = TrustStore::new(record.root);
    let server = trust.server();
    let certificate = trust.certificate(&record.chain).map_err(|_| NotGenuine::Certificate)?;
    let hash = record.fact_hash();
    let fact = Fact::from_bytes(&record.fact).map_err(|_| NotGenuine::Record)?;
    let statement = Statement::Fact { server, hash: &hash };
    certificate.key.verify(&statement, &record.signature).map_err(|_| NotGenuine::Signature)?;
    let is_by = fact.kind == SignatureFact::KIND
        && fact.author.field_device() == Some(certificate.field_device)
        && fact.author.user() == Some(certificate.user);
    let signature = fact.body::<SignatureFact>().filter(|_| is_by).ok_or(NotGenuine::Signature)?;
    let view = usize::try_from(record.view_bytes).ok().and_then(|length| file.get(..length)).ok_or(NotGenuine::View)?;
    if Hash::of(view) != signature.view_hash {
        return Err(NotGenuine::View);
    }
    // Everything else: first what the field device sealed, then what readers of PDF are shown of it.
    let slot_bytes = slot.read(file).ok_or(NotGenuine::Slot)?;
    let found = cms::found(&slot_bytes).ok_or(NotGenuine::Slot)?;
    let around = slot.hash_around(file);
    let own: [u8; 64] = found.own.as_slice().try_into().map_err(|_| NotGenuine::Slot)?;
    let statement = Statement::ReportSeal { server, hash: &around };
    certificate.key.verify(&statement, &Signature(own)).map_err(|_| NotGenuine::Seal)?;
    let content = Content { hash: around.0, x509: &record.x509, own: &own };
    let expected = content.with(&found.signature).map_err(|_| NotGenuine::Slot)?;
    if !content.is_signed_with(&found.signature) || slot_bytes.get(..found.size_bytes) != Some(expected.as_slice()) {
        return Err(NotGenuine::Slot);
    }
    Ok(Verified { record, fact, signature, certificate, receipt: None, file_hash: Hash::of(file) })
}

fn countersigned(file: &[u8], slot: &Slot, length: usize, root: &Root) -> Result<Verified, NotGenuine> {
    let inner = file.get(..length).ok_or(NotGenuine::Receipt)?;
    let inner_slot = Slot::last(inner).ok_or(NotGenuine::NoSeal)?;
    let verified = sealed(inner, &inner_slot, root)?;
    let by = || -> Option<Receipt> {
        let slot_bytes = slot.read(file)?;
        let found = cms::found(&slot_bytes)?;
        let by = Countersignature::from_bytes(&found.own).ok()?;
        let mut trust = TrustStore::new(verified.record.root);
        trust.admit(&by.server_key).ok()?;
        let hash = Hash::of(&by.receipt);
        trust.verify_by_server(&Statement::Fact { server: trust.server(), hash: &hash }, &by.signature).ok()?;
        let fact = Fact::from_bytes(&by.receipt).ok().filter(|fact| fact.kind == ReceiptFact::KIND)?;
        let receipt = fact.body::<ReceiptFact>()?;
        let is_of = receipt.signature == verified.fact.id
            && receipt.signature_hash == verified.record.fact_hash()
            && by.at_ms == receipt.server_ms;
        let is_whole = || rebuilt(inner, &by, &found.signature).as_deref() == Some(file);
        (is_of && is_whole()).then_some(Receipt {
            server_ms: receipt.server_ms,
            epoch: receipt.epoch,
            seq: receipt.seq,
        })
    };
    let receipt = by().ok_or(NotGenuine::Receipt)?;
    Ok(Verified { receipt: Some(receipt), ..verified })
}

/// Numbers of ours in the dictionary of the seal, which stands around its slot.
fn listed<const N: usize>(file: &[u8], key: &str, slot: &Slot) -> Option<[usize; N]> {
    let key = format!("/{key}[");
    let behind = file.get(slot.at.end..)?;
    let at = rfind(behind, key.as_bytes())? + key.len();
    numbers(behind.get(at..)?)
}
