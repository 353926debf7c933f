//! The content of a slot: a CMS signature (RFC 5652, PAdES baseline B) over a hash, with one attribute of our own.

use crate::PdfKey;
use cms::{
    cert::{CertificateChoices, IssuerAndSerialNumber},
    content_info::{CmsVersion, ContentInfo},
    signed_data::{CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos},
};
use der::{
    Any, Decode as _, Encode as _, Sequence, Tag,
    asn1::{ObjectIdentifier, OctetString, SetOfVec},
};
use onsite_wire::trust::X509;
use p256::ecdsa::{DerSignature, Signature, VerifyingKey, signature::Verifier as _};
use sha2::{Digest as _, Sha256};
use x509_cert::{
    Certificate,
    attr::{Attribute, Attributes},
    spki::AlgorithmIdentifierOwned,
};

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
/// RFC 5035.
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const ECDSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
/// Ours, under the arc that is free for UUIDs (ITU-T X.667).
const OWN: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.25.267641337.1");

/// What stands in a slot.
pub(crate) struct Content<'a> {
    /// SHA-256 of every byte of the file but the slot.
    pub(crate) hash: [u8; 32],
    /// The signer's certificate first.
    pub(crate) x509: &'a [X509],
    /// Ours.
    pub(crate) own: &'a [u8],
}

#[derive(Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<EssCertId>,
}

/// SHA-256 is the hash where none is named.
#[derive(Sequence)]
struct EssCertId {
    hash: OctetString,
}

impl Content<'_> {
    pub(crate) fn signed(&self, key: &PdfKey) -> der::Result<Vec<u8>> {
        self.with(key.sign(&self.attributes()?.to_der()?).as_bytes())
    }

    /// The bytes with this signature, whether it fits or not.
    pub(crate) fn with(&self, signature: &[u8]) -> der::Result<Vec<u8>> {
        let mut certificates = Vec::with_capacity(self.x509.len());
        for x509 in self.x509 {
            certificates.push(CertificateChoices::Certificate(Certificate::from_der(&x509.0)?));
        }
        let signer = self.signer()?;
        let signer = SignerInfo {
            version: CmsVersion::V1,
            sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
                issuer: signer.tbs_certificate().issuer().clone(),
                serial_number: signer.tbs_certificate().serial_number().clone(),
            }),
            digest_alg: algorithm(SHA_256),
            signed_attrs: Some(self.attributes()?),
            signature_algorithm: algorithm(ECDSA_WITH_SHA_256),
            signature: OctetString::new(signature)?,
            unsigned_attrs: None,
        };
        let data = SignedData {
            version: CmsVersion::V1,
            digest_algorithms: SetOfVec::try_from([algorithm(SHA_256)])?,
            encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
            certificates: Some(CertificateSet::try_from(certificates)?),
            crls: None,
            signer_infos: SignerInfos::try_from(vec![signer])?,
        };
        ContentInfo { content_type: SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()
    }

    /// Whether the signer's certificate names the key that made this signature, which has one form only.
    pub(crate) fn is_signed_with(&self, signature: &[u8]) -> bool {
        let verified = || {
            let point = crate::key_of(self.x509.first()?)?;
            let key = VerifyingKey::from_sec1_bytes(&point).ok()?;
            let read: Signature = DerSignature::from_bytes(signature).ok()?.try_into().ok()?;
            let is_least = read.normalize_s() == read;
            let attributes = self.attributes().ok()?.to_der().ok()?;
            (is_least && key.verify(&attributes, &read).is_ok()).then_some(())
        };
        verified().is_some()
    }

    fn signer(&self) -> der::Result<Certificate> {
        let first = self.x509.first().ok_or_else(|| Tag::Sequence.value_error())?;
        Certificate::from_der(&first.0)
    }

    fn attributes(&self) -> der::Result<Attributes> {
        let signer = self.x509.first().map(|x509| Sha256::digest(&x509.0).to_vec()).unwrap_or_default();
        let signer = SigningCertificateV2 { certificates: vec![EssCertId { hash: OctetString::new(signer)? }] };
        let values = [
            (CONTENT_TYPE, Any::encode_from(&DATA)?),
            (MESSAGE_DIGEST, Any::encode_from(&OctetString::new(self.hash)?)?),
            (SIGNING_CERTIFICATE_V2, Any::encode_from(&signer)?),
            (OWN, Any::encode_from(&OctetString::new(self.own)?)?),
        ];
        let mut attributes = Vec::with_capacity(values.len());
        for (oid, value) in values {
            attributes.push(Attribute { oid, values: SetOfVec::try_from([value])? });
        }
        Attributes::try_from(attributes)
    }
}

/// What a slot holds: our own attribute and the signature. Nothing of it is believed yet.
pub(crate) struct Found {
    pub(crate) own: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    /// The length of all of it, in bytes.
    pub(crate) size_bytes: usize,
}

/// Reads a slot, behind whose content only zeros stand.
pub(crate) fn found(slot: &[u8]) -> Option<Found> {
    let (info, rest) = ContentInfo::from_der_partial(slot).ok()?;
    if rest.iter().any(|byte| *byte != 0) {
        return None;
    }
    let data: SignedData = info.content.decode_as().ok()?;
    let signer = data.signer_infos.0.iter().next()?;
    let own = signer.signed_attrs.as_ref()?.iter().find(|attribute| attribute.oid == OWN)?;
    let own: OctetString = own.values.iter().next()?.decode_as().ok()?;
    Some(Found {
        own: own.as_bytes().to_vec(),
        signature: signer.signature.as_bytes().to_vec(),
        size_bytes: slot.len().saturating_sub(rest.len()),
    })
}

fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: None }
}
