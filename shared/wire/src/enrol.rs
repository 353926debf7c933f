//! How a phone becomes a field device: the invite in the QR code, the phone's request, the server's answer.

use crate::{
    binary,
    codec::{self, Message},
    keys::{PublicKey, ServerId, Signature, SignatureError, SigningKey},
    limit,
    recovery::RecoveryKeyNotice,
    sealed::Sealed,
    statement::Statement,
    sync,
    trust::{CertificateChain, ServerKeyCertificate, X509},
};
use minicbor::{Decode, Encode};
use onsite_domain::{Id, Stamp, id::Hash};

/// What the QR code holds: where the server is, which company's it must be, and a code that works once.
#[derive(Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolmentInvite {
    /// `https://host[:port][/prefix]`, without a slash at the end.
    #[n(0)]
    pub url: String,
    /// [`PublicKey::fingerprint`] of the company's root key.
    #[cbor(n(1), with = "binary::one")]
    pub root_fingerprint: Hash,
    /// SHA-256 of the public key in the server's TLS certificate, for servers without a public one.
    #[cbor(n(2), with = "binary::maybe", skip_if = "Option::is_none")]
    pub tls_pin: Option<Hash>,
    /// Random, used once; the server keeps its hash only.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub code: Vec<u8>,
}

pub const CODE_BYTES_MIN: usize = 16;
pub const CODE_BYTES_MAX: usize = 64;
const LINK_PREFIX: &str = "onsite://enrol/";
const LINK_BYTES_MAX: usize = 2048;

impl EnrolmentInvite {
    /// The link that the QR code shows.
    pub fn to_link(&self) -> String {
        format!("{LINK_PREFIX}{}", data_encoding::BASE64URL_NOPAD.encode(&codec::encode(self)))
    }

    /// Reads a link, strictly: what a person scans may be anything.
    pub fn from_link(link: &str) -> Result<Self, InviteError> {
        let link = link.trim();
        let text = link.strip_prefix(LINK_PREFIX).ok_or(InviteError::OtherLink)?;
        if link.len() > LINK_BYTES_MAX {
            return Err(InviteError::Damaged);
        }
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| InviteError::Damaged)?;
        let invite: Self = codec::decode(&bytes, LINK_BYTES_MAX).map_err(|_| InviteError::Damaged)?;
        if !(CODE_BYTES_MIN..=CODE_BYTES_MAX).contains(&invite.code.len()) {
            return Err(InviteError::Code);
        }
        match invite.host() {
            Some(_) => Ok(invite),
            None => Err(InviteError::Url),
        }
    }

    /// `host[:port]` as a person is asked to confirm it; `None` if the URL is not one that we follow.
    pub fn host(&self) -> Option<&str> {
        let rest = self.url.strip_prefix("https://").or_else(|| self.url.strip_prefix("http://"))?;
        let host = rest.split('/').next()?;
        // Characters of a host, a port and a plain path; no user name, query or fragment to hide something in.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:[]/".contains(c);
        let is_whole = !host.is_empty() && !host.starts_with(':') && !self.url.ends_with('/');
        (is_whole && rest.chars().all(is_plain)).then_some(host)
    }

    /// Without TLS: a client refuses it unless told otherwise in so many words.
    pub fn is_plain_http(&self) -> bool {
        self.url.starts_with("http://")
    }

    /// The server id that the invite stands for.
    pub fn server(&self) -> ServerId {
        ServerId(self.root_fingerprint.id().to_bytes())
    }
}

impl std::fmt::Debug for EnrolmentInvite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the code, which is a secret.
        write!(f, "EnrolmentInvite({}, {})", self.url, self.root_fingerprint)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InviteError {
    #[error("this is not an enrolment link: it does not begin with {LINK_PREFIX}")]
    OtherLink,
    #[error("this enrolment link is damaged or incomplete; scan it again")]
    Damaged,
    #[error("this enrolment link names an address that is no web address")]
    Url,
    #[error("this enrolment link has no usable code")]
    Code,
}

/// A phone asks to become a field device. The private key never leaves it.
#[derive(Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolRequest {
    #[n(0)]
    pub protocol: u32,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub code: Vec<u8>,
    #[n(2)]
    pub key: PublicKey,
    /// By the key, over [`Statement::Enrol`].
    #[n(3)]
    pub proof: Signature,
    #[n(4)]
    pub app_version: String,
    /// Operating system and model, for the list in the office.
    #[n(5)]
    pub platform: String,
    /// What its user calls it.
    #[n(6)]
    pub name: String,
    #[cbor(n(7), with = "sync::stamp")]
    pub stamp: Stamp,
    /// Of a field device that is enrolled already and gets a further user: those of all its users, which say who it is.
    #[cbor(n(8), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::USERS_MAX }>")]
    pub certificates: Vec<CertificateChain>,
    /// The key's companion for readers of PDF: a point of P-256, SEC1. The phone finds it again in the first of
    /// [`EnrolResponse::x509`].
    #[cbor(n(9), with = "minicbor::bytes", skip_if = "Vec::is_empty", default)]
    pub pdf_key: Vec<u8>,
}

impl Message for EnrolRequest {
    const SIZE_BYTES_MAX: usize = limit::SMALL_BYTES_MAX;
}

impl EnrolRequest {
    pub fn prove(server: ServerId, code: &[u8], key: &SigningKey) -> Signature {
        key.sign(&Statement::Enrol { server, code, key: &key.public() })
    }

    /// Whether the sender holds the key it sent, for this server and this code.
    pub fn verify(&self, server: ServerId) -> Result<(), SignatureError> {
        self.key.verify(&Statement::Enrol { server, code: &self.code, key: &self.key }, &self.proof)
    }
}

impl std::fmt::Debug for EnrolRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EnrolRequest({}, {:?})", self.key.id(), self.platform)
    }
}

/// The server's answer. The phone first compares the root key with the invite's fingerprint.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolResponse {
    #[n(0)]
    pub server: ServerId,
    #[n(1)]
    pub root: PublicKey,
    #[cbor(n(2), decode_with = "limit::vec::<Ctx, _, 1000>")]
    pub server_keys: Vec<Sealed<ServerKeyCertificate>>,
    #[n(3)]
    pub certificate: CertificateChain,
    #[cbor(n(4), with = "binary::one")]
    pub field_device: Id,
    #[cbor(n(5), with = "binary::one")]
    pub user: Id,
    #[n(6)]
    pub epoch: u32,
    /// The server's clock.
    #[n(7)]
    pub server_ms: i64,
    /// What the field device seals the key of its database to; missing where the company keeps no recovery key.
    #[n(8)]
    pub recovery: Option<Sealed<RecoveryKeyNotice>>,
    /// For readers of PDF: of the field device's companion key, of the server's, of the root's.
    #[cbor(n(9), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, 3>")]
    pub x509: Vec<X509>,
}

impl Message for EnrolResponse {
    const SIZE_BYTES_MAX: usize = 1 << 20;
}

impl EnrolResponse {
    /// What the phone checks before it believes a word: the root is the invite's, the server id follows from it, every
    /// server key is certified, and the certificate is for `key`. Gives the trust to keep.
    pub fn verify(&self, invite: &EnrolmentInvite, key: &PublicKey) -> Result<crate::TrustStore, EnrolResponseError> {
        if self.root.fingerprint() != invite.root_fingerprint || self.server != invite.server() {
            return Err(EnrolResponseError::OtherServer);
        }
        let mut trust = crate::TrustStore::new(self.root);
        for server_key in &self.server_keys {
            trust.admit(server_key)?;
        }
        trust.admit(&self.certificate.server_key)?;
        let certificate = trust.certificate(&self.certificate)?;
        self.recovery.as_ref().map(|notice| trust.open_by_server(notice)).transpose()?;
        let names = (certificate.key, certificate.field_device, certificate.user);
        match names == (*key, self.field_device, self.user) {
            true => Ok(trust),
            false => Err(EnrolResponseError::OtherCertificate),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum EnrolResponseError {
    #[error("the server that answered is not the one in the enrolment link")]
    OtherServer,
    #[error("the certificate is for another key, field device or user")]
    OtherCertificate,
    #[error(transparent)]
    Trust(#[from] crate::trust::TrustError),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invite() -> EnrolmentInvite {
        EnrolmentInvite {
            url: "https://field.example:8443/onsite".to_owned(),
            root_fingerprint: Hash::of(b"root"),
            tls_pin: None,
            code: vec![7; 16],
        }
    }

    #[test]
    fn an_invite_survives_its_link() {
        let with_pin = EnrolmentInvite { tls_pin: Some(Hash::of(b"tls")), ..invite() };
        for invite in [invite(), with_pin] {
            assert_eq!(EnrolmentInvite::from_link(&invite.to_link()), Ok(invite.clone()));
            assert_eq!(EnrolmentInvite::from_link(&format!(" {}\n", invite.to_link())), Ok(invite));
        }
    }

    #[test]
    fn a_link_that_is_something_else_says_so() {
        for link in ["", "https://field.example/d/abc", "onsite://", "WIFI:T:WPA;S:x;;", "二维码"] {
            assert_eq!(EnrolmentInvite::from_link(link), Err(InviteError::OtherLink), "{link}");
        }
        let link = invite().to_link();
        for end in LINK_PREFIX.len()..link.len() {
            assert_eq!(EnrolmentInvite::from_link(link.get(..end).unwrap()), Err(InviteError::Damaged));
        }
        assert_eq!(EnrolmentInvite::from_link(&format!("{link}AAAA")), Err(InviteError::Damaged));
        let short = EnrolmentInvite { code: vec![7; 15], ..invite() };
        assert_eq!(EnrolmentInvite::from_link(&short.to_link()), Err(InviteError::Code));
    }

    #[test]
    fn an_address_that_hides_something_is_refused() {
        for url in [
            "ftp://field.example",
            "https://",
            "https:///x",
            "https://:443",
            "https://field.example/",
            "https://user@field.example",
            "https://field.example?x",
            "https://field.example#x",
            "https://field.example\\@evil.example",
            "https://fìeld.example",
            "javascript:alert(1)",
            "https://field.example\n",
        ] {
            let link = EnrolmentInvite { url: url.to_owned(), ..invite() }.to_link();
            assert_eq!(EnrolmentInvite::from_link(&link), Err(InviteError::Url), "{url}");
        }
        assert_eq!(invite().host(), Some("field.example:8443"));
    }

    #[test]
    fn an_enrolment_is_believed_only_from_the_invited_server() {
        let (root, server_key, phone) =
            (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]), SigningKey::from_bytes(&[3; 32]));
        let server = ServerId::of_root(&root.public());
        let invite = EnrolmentInvite { root_fingerprint: root.public().fingerprint(), ..invite() };
        let request = EnrolRequest {
            protocol: 1,
            code: invite.code.clone(),
            key: phone.public(),
            proof: EnrolRequest::prove(server, &invite.code, &phone),
            app_version: "0.1.0".to_owned(),
            platform: "android".to_owned(),
            name: "Lin's phone".to_owned(),
            stamp: Stamp::default(),
            certificates: Vec::new(),
            pdf_key: Vec::new(),
        };
        let request = EnrolRequest::from_bytes(&request.to_bytes()).unwrap();
        assert!(request.verify(invite.server()).is_ok());
        assert!(EnrolRequest { code: vec![8; 16], ..request.clone() }.verify(server).is_err());
        assert!(request.verify(ServerId([0; 16])).is_err());

        let certified = ServerKeyCertificate { key: server_key.public(), serial: 1, not_before_ms: 0 }.seal(&root);
        let (field_device, user) = (Id::from_parts(1, 1), Id::from_parts(1, 2));
        let certificate = crate::trust::Certificate {
            field_device,
            key: phone.public(),
            user,
            organisation: Id::from_parts(1, 3),
            issued_ms: 0,
        };
        let chain = |by: &SigningKey| CertificateChain {
            certificate: Sealed::seal(&certificate, server, by),
            server_key: certified.clone(),
        };
        let response = EnrolResponse {
            server,
            root: root.public(),
            server_keys: vec![certified.clone()],
            certificate: chain(&server_key),
            field_device,
            user,
            epoch: 1,
            server_ms: 0,
            recovery: None,
            x509: Vec::new(),
        };
        let response = EnrolResponse::from_bytes(&response.to_bytes()).unwrap();
        assert!(response.verify(&invite, &phone.public()).is_ok());
        assert!(response.verify(&invite, &server_key.public()).is_err());
        assert!(
            EnrolResponse { certificate: chain(&phone), ..response.clone() }.verify(&invite, &phone.public()).is_err()
        );
        let other = EnrolmentInvite { root_fingerprint: Hash::of(b"other"), ..invite };
        assert!(response.verify(&other, &phone.public()).is_err());
    }
}
