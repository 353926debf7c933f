//! Certificates of companion keys, as readers of PDF know them: root, server key, field device. What they say is for such
//! readers; nothing of ours believes it.

use crate::PdfKey;
use der::{
    Any, Decode as _, DecodePem as _, Encode as _, EncodePem as _,
    asn1::{BitString, GeneralizedTime, ObjectIdentifier, OctetString, SetOfVec},
    pem::LineEnding,
};
use onsite_wire::{SigningKey, trust::X509};
use p256::{ecdsa::VerifyingKey, pkcs8::EncodePublicKey as _};
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use x509_cert::{
    Certificate,
    attr::AttributeTypeAndValue,
    builder::{self, Builder as _, CertificateBuilder, profile::BuilderProfile},
    certificate::TbsCertificate,
    ext::{
        Extension, ToExtension as _,
        pkix::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier},
    },
    name::{Name, RdnSequence, RelativeDistinguishedName},
    serial_number::SerialNumber,
    spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoRef},
    time::{Time, Validity},
};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
/// RFC 5280, upper bounds.
const NAME_CHARS_MAX: usize = 64;
/// RFC 5280 4.1.2.5: no well-defined end.
const FOR_EVER: Duration = Duration::from_secs(253_402_300_799);

#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    #[error("no point of P-256 in SEC1 form")]
    Point,
    /// The issuer's certificate was not made here.
    #[error("the certificate could not be written: {0}")]
    Broken(String),
}

impl From<der::Error> for IssueError {
    fn from(error: der::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<builder::Error> for IssueError {
    fn from(error: builder::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// A server key's companion, which certifies those of field devices. The same input gives the same certificates.
#[derive(Clone)]
pub struct Issuer {
    key: PdfKey,
    own: X509,
    root: X509,
}

impl Issuer {
    /// Certifies a server key's companion by the root's.
    ///
    /// # Errors
    /// [`IssueError::Broken`] for a time beyond the year 9999.
    pub fn found(root: &SigningKey, server_key: &SigningKey, from_ms: i64) -> Result<Self, IssueError> {
        let (root_key, key) = (PdfKey::beside(root), PdfKey::beside(server_key));
        let named = |what: &str, key: &SigningKey| {
            format!("Onsite {what} {}", key.public().id().to_string().get(..8).unwrap_or_default())
        };
        let (root_name, name) = (named("root", root), named("server", server_key));
        let root_point = root_key.point();
        let subject = Subject { name: &root_name, organisation: "", point: &root_point, is_issuer: true, from_ms };
        let root = build(&subject, subject.full_name()?, &root_key)?;
        let point = key.point();
        let own = issue(&Subject { name: &name, point: &point, ..subject }, &root, &root_key)?;
        Ok(Self { key, own, root })
    }

    /// From the certificates as they were kept, PEM; `None` where they are not of this server key.
    pub fn read(server_key: &SigningKey, own: &str, root: &str) -> Option<Self> {
        let der = |pem: &str| Some(X509(Certificate::from_pem(pem).ok()?.to_der().ok()?));
        let read = Self { key: PdfKey::beside(server_key), own: der(own)?, root: der(root)? };
        (key_of(&read.own)? == read.key.point()).then_some(read)
    }

    /// Of the server key and of the root, as they are kept and given to readers, PEM.
    ///
    /// # Errors
    /// [`IssueError::Broken`], which is ours.
    pub fn to_pem(&self) -> Result<[String; 2], IssueError> {
        let pem = |x509: &X509| Certificate::from_der(&x509.0)?.to_pem(LineEnding::LF);
        Ok([pem(&self.own)?, pem(&self.root)?])
    }

    /// For the companion of a field device; then this one's own certificate, then the root's.
    ///
    /// # Errors
    /// [`IssueError::Point`] for what is no key.
    pub fn field_device(
        &self,
        name: &str,
        organisation: &str,
        point: &[u8],
        from_ms: i64,
    ) -> Result<Vec<X509>, IssueError> {
        self.issued(&Subject { name, organisation, point, is_issuer: false, from_ms })
    }

    /// For this key itself as one that signs receipts, which readers do not take from one that issues.
    ///
    /// # Errors
    /// [`IssueError::Broken`], which is ours.
    pub fn receipts(&self, organisation: &str) -> Result<Vec<X509>, IssueError> {
        let point = self.key.point();
        self.issued(&Subject { name: "Onsite receipts", organisation, point: &point, is_issuer: false, from_ms: 0 })
    }

    pub(crate) fn key(&self) -> &PdfKey {
        &self.key
    }

    fn issued(&self, subject: &Subject<'_>) -> Result<Vec<X509>, IssueError> {
        Ok(vec![issue(subject, &self.own, &self.key)?, self.own.clone(), self.root.clone()])
    }
}

/// Whose key is certified.
#[derive(Clone, Debug)]
struct Subject<'a> {
    name: &'a str,
    /// The company; empty where it has no name yet.
    organisation: &'a str,
    /// The companion's point, SEC1.
    point: &'a [u8],
    /// Whether it certifies others itself.
    is_issuer: bool,
    /// Milliseconds since 1970; from then on, without an end.
    from_ms: i64,
}

fn issue(subject: &Subject<'_>, issuer: &X509, key: &PdfKey) -> Result<X509, IssueError> {
    let issuer = Certificate::from_der(&issuer.0)?;
    build(subject, issuer.tbs_certificate().subject().clone(), key)
}

fn build(subject: &Subject<'_>, issuer: Name, key: &PdfKey) -> Result<X509, IssueError> {
    let public = VerifyingKey::from_sec1_bytes(subject.point).map_err(|_| IssueError::Point)?;
    let info = public.to_public_key_der().map_err(|e| IssueError::Broken(e.to_string()))?;
    let info = SubjectPublicKeyInfo::from_der(info.as_bytes())?;
    let from = Duration::from_millis(u64::try_from(subject.from_ms).unwrap_or_default());
    let not_before = Time::GeneralTime(GeneralizedTime::from_unix_duration(Duration::from_secs(from.as_secs()))?);
    let validity = Validity::new(not_before, Time::GeneralTime(GeneralizedTime::from_unix_duration(FOR_EVER)?));
    let profile = Profile { subject: subject.full_name()?, issuer, is_issuer: subject.is_issuer };
    let builder = CertificateBuilder::new(profile, serial(subject)?, validity, info)?;
    let certificate = builder.build::<_, p256::ecdsa::DerSignature>(&key.0)?;
    Ok(X509(certificate.to_der()?))
}

/// From what is certified, so that the same certificate is never two.
fn serial(subject: &Subject<'_>) -> Result<SerialNumber, IssueError> {
    let hash = Sha256::new()
        .chain_update(subject.point)
        .chain_update(subject.from_ms.to_be_bytes())
        .chain_update(subject.name.as_bytes())
        .finalize();
    let mut bytes: Vec<u8> = hash.into_iter().take(16).collect();
    if let Some(first) = bytes.first_mut() {
        // Positive, and never shorter.
        *first = *first & 0x7f | 0x40;
    }
    Ok(SerialNumber::new(&bytes)?)
}

impl Subject<'_> {
    fn full_name(&self) -> Result<Name, IssueError> {
        let mut sequence = RdnSequence::default();
        for (oid, text) in [(ORGANISATION, self.organisation), (COMMON_NAME, self.name)] {
            if !text.is_empty() {
                let cut: String = text.chars().take(NAME_CHARS_MAX).collect();
                let value = Any::new(der::Tag::Utf8String, cut.into_bytes())?;
                sequence
                    .push(RelativeDistinguishedName::from(SetOfVec::try_from([AttributeTypeAndValue { oid, value }])?));
            }
        }
        Ok(Name::from_der(&sequence.to_der()?)?)
    }
}

struct Profile {
    subject: Name,
    issuer: Name,
    is_issuer: bool,
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _subject: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        own: SubjectPublicKeyInfoRef<'_>,
        issuer: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let usage = match self.is_issuer {
            true => KeyUsages::KeyCertSign | KeyUsages::CRLSign | KeyUsages::DigitalSignature,
            false => KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
        };
        let constraints = BasicConstraints { ca: self.is_issuer, path_len_constraint: None };
        let own = SubjectKeyIdentifier(key_identifier(&own.subject_public_key)?);
        let issuer = AuthorityKeyIdentifier {
            key_identifier: Some(key_identifier(&issuer.subject_public_key)?),
            authority_cert_issuer: None,
            authority_cert_serial_number: None,
        };
        let subject = tbs.subject();
        Ok(vec![
            (&constraints).to_extension(subject, &[])?,
            (&KeyUsage(usage)).to_extension(subject, &[])?,
            (&own).to_extension(subject, &[])?,
            (&issuer).to_extension(subject, &[])?,
        ])
    }
}

/// RFC 7093, method 1: the first 160 bits of the SHA-256 of the key.
fn key_identifier(key: &der::asn1::BitStringRef<'_>) -> der::Result<OctetString> {
    let hash: [u8; 32] = Sha256::digest(key.raw_bytes()).into();
    OctetString::new(hash.into_iter().take(20).collect::<Vec<u8>>())
}

/// The point that a certificate is about, SEC1.
pub fn key_of(certificate: &X509) -> Option<Vec<u8>> {
    let certificate = Certificate::from_der(&certificate.0).ok()?;
    let key: &BitString = &certificate.tbs_certificate().subject_public_key_info().subject_public_key;
    let point = key.as_bytes()?;
    VerifyingKey::from_sec1_bytes(point).ok().map(|_| point.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::{DerSignature, signature::Verifier as _};

    fn key(byte: u8) -> SigningKey {
        SigningKey::from_bytes(&[byte; 32])
    }

    #[test]
    fn a_chain_is_three_certificates_each_by_the_next() {
        let issuer = Issuer::found(&key(1), &key(2), 1_800_000_000_000).unwrap();
        let device = PdfKey::beside(&key(3));
        let long = "长".repeat(200);
        let made = |from_ms| issuer.field_device(&long, "示例", &device.point(), from_ms);
        assert!(made(i64::MAX).is_err(), "a year beyond 9999");
        let chain = made(5).unwrap();
        assert_eq!(made(5).unwrap(), chain);
        let keys = [device, PdfKey::beside(&key(2)), PdfKey::beside(&key(1))];
        let issuers = [&keys[1], &keys[2], &keys[2]];
        for ((x509, about), by) in chain.iter().zip(&keys).zip(issuers) {
            let certificate = Certificate::from_der(&x509.0).unwrap();
            let signature = DerSignature::from_bytes(certificate.signature().as_bytes().unwrap()).unwrap();
            by.public().verify(&certificate.tbs_certificate().to_der().unwrap(), &signature).unwrap();
            assert_eq!(key_of(x509), Some(about.point()));
        }
        let [own, root] = issuer.to_pem().unwrap();
        let read = Issuer::read(&key(2), &own, &root).unwrap();
        assert_eq!(read.receipts("示例").unwrap(), issuer.receipts("示例").unwrap());
        assert!(Issuer::read(&key(3), &own, &root).is_none());
        assert!(Issuer::read(&key(2), "nothing", &root).is_none());
    }

    #[test]
    fn what_is_no_point_gets_no_certificate() {
        let issuer = Issuer::found(&key(1), &key(2), 0).unwrap();
        for point in [&[][..], &[4; 65], &[0; 33]] {
            assert!(matches!(issuer.field_device("x", "", point, 0), Err(IssueError::Point)));
        }
    }
}
