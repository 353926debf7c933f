//! Certificates of companion keys, as readers of PDF know them: root, server key, field device. What they say is for such
//! readers; nothing of ours believes it.

use crate::PdfKey;
use der::{
    Any, Decode as _, Encode as _,
    asn1::{BitString, GeneralizedTime, ObjectIdentifier, OctetString, SetOfVec},
};
use onsite_wire::trust::X509;
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

/// Whose key is certified.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    pub name: &'a str,
    /// The company; empty where it has no name yet.
    pub organisation: &'a str,
    /// The companion's point, SEC1.
    pub point: &'a [u8],
    /// Whether it certifies others itself.
    pub is_issuer: bool,
    /// Milliseconds since 1970; from then on, without an end.
    pub from_ms: i64,
}

/// The root's certificate over itself.
///
/// # Errors
/// [`IssueError`] for a name that cannot be written.
pub fn issue_root(name: &str, root: &PdfKey, from_ms: i64) -> Result<X509, IssueError> {
    let point = root.point();
    let subject = Subject { name, organisation: "", point: &point, is_issuer: true, from_ms };
    build(&subject, subject.full_name()?, root)
}

/// A certificate for `subject` by the key that `issuer` is about. The same input gives the same bytes.
///
/// # Errors
/// [`IssueError::Point`] for what is no key, [`IssueError::Broken`] for an issuer that cannot be read.
pub fn issue(subject: &Subject<'_>, issuer: &X509, key: &PdfKey) -> Result<X509, IssueError> {
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
    use onsite_wire::SigningKey;
    use p256::ecdsa::{DerSignature, signature::Verifier as _};

    #[test]
    fn a_chain_is_three_certificates_each_by_the_one_before() {
        let key = |byte: u8| PdfKey::beside(&SigningKey::from_bytes(&[byte; 32]));
        let (root, server, device) = (key(1), key(2), key(3));
        let root_x509 = issue_root("A root", &root, 1_800_000_000_000).unwrap();
        let point = server.point();
        let subject = Subject { name: "服务器", organisation: "示例", point: &point, is_issuer: true, from_ms: 0 };
        let server_x509 = issue(&subject, &root_x509, &root).unwrap();
        assert_eq!(issue(&subject, &root_x509, &root).unwrap(), server_x509);
        let long = "长".repeat(200);
        let point = device.point();
        let subject =
            Subject { name: &long, organisation: "示例", point: &point, is_issuer: false, from_ms: i64::MAX };
        assert!(issue(&subject, &server_x509, &server).is_err(), "a year beyond 9999");
        let device_x509 = issue(&Subject { from_ms: 5, ..subject }, &server_x509, &server).unwrap();
        for (x509, by, about) in
            [(&root_x509, &root, &root), (&server_x509, &root, &server), (&device_x509, &server, &device)]
        {
            let certificate = Certificate::from_der(&x509.0).unwrap();
            let signature = DerSignature::from_bytes(certificate.signature().as_bytes().unwrap()).unwrap();
            by.public().verify(&certificate.tbs_certificate().to_der().unwrap(), &signature).unwrap();
            assert_eq!(key_of(x509), Some(about.point()));
        }
    }

    #[test]
    fn what_is_no_point_gets_no_certificate() {
        let root = PdfKey::beside(&SigningKey::from_bytes(&[1; 32]));
        let by = issue_root("A root", &root, 0).unwrap();
        for point in [&[][..], &[4; 65], &[0; 33]] {
            let subject = Subject { name: "x", organisation: "", point, is_issuer: false, from_ms: 0 };
            assert!(matches!(issue(&subject, &by, &root), Err(IssueError::Point)));
        }
    }
}
