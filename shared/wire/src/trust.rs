//! Whom to believe. The company's root key certifies server keys, a server key certifies field devices; a rotated server
//! key adds one and what the old one signed still verifies.

use crate::{
    binary,
    keys::{PublicKey, ServerId, Signature, SignatureError, SigningKey},
    limit,
    sealed::{Content, Sealed, SealedError},
    statement::{Domain, Statement},
};
use minicbor::{Decode, Encode};
use onsite_domain::Id;

/// The company's root says: this is a key of our server.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct ServerKeyCertificate {
    #[n(0)]
    pub key: PublicKey,
    /// Counts the server's keys, from 1.
    #[n(1)]
    pub serial: u32,
    /// Informative: the clock of whoever rotated. Nothing is refused by it.
    #[n(2)]
    pub not_before_ms: i64,
}

impl Content for ServerKeyCertificate {
    const DOMAIN: Domain = Domain::ServerKey;
}

/// The server says: this key is that field device in the hands of that user.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Certificate {
    #[cbor(n(0), with = "binary::one")]
    pub field_device: Id,
    #[n(1)]
    pub key: PublicKey,
    #[cbor(n(2), with = "binary::one")]
    pub user: Id,
    #[cbor(n(3), with = "binary::one")]
    pub organisation: Id,
    /// The server's clock.
    #[n(4)]
    pub issued_ms: i64,
}

impl Content for Certificate {
    const DOMAIN: Domain = Domain::Certificate;
}

/// A certificate with what leads from it to the root: verifiable by anyone who knows the root key, for ever.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct CertificateChain {
    #[n(0)]
    pub certificate: Sealed<Certificate>,
    #[n(1)]
    pub server_key: Sealed<ServerKeyCertificate>,
}

/// A certificate as the rest of the world knows it, DER, of the companion of one of our keys (`shared/evidence`). Nothing
/// here believes it.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct X509(#[cbor(n(0), with = "minicbor::bytes")] pub Vec<u8>);

impl std::fmt::Debug for X509 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "X509({} bytes)", self.0.len())
    }
}

impl crate::Message for CertificateChain {
    const SIZE_BYTES_MAX: usize = limit::SMALL_BYTES_MAX;
}

impl ServerKeyCertificate {
    pub fn seal(&self, root: &SigningKey) -> Sealed<Self> {
        Sealed::seal(self, ServerId::of_root(&root.public()), root)
    }
}

/// The root key of one company and the server keys it certified.
#[derive(Clone, Debug)]
pub struct TrustStore {
    root: PublicKey,
    server_keys: Vec<ServerKeyCertificate>,
}

impl TrustStore {
    pub fn new(root: PublicKey) -> Self {
        Self { root, server_keys: Vec::new() }
    }

    pub fn root(&self) -> &PublicKey {
        &self.root
    }

    pub fn server(&self) -> ServerId {
        ServerId::of_root(&self.root)
    }

    /// Newest serial first.
    pub fn server_keys(&self) -> &[ServerKeyCertificate] {
        &self.server_keys
    }

    /// Adds a server key if the root certified it. `false` if it was known already.
    pub fn admit(&mut self, certificate: &Sealed<ServerKeyCertificate>) -> Result<bool, TrustError> {
        let admitted = certificate.open(self.server(), &self.root).map_err(TrustError::ServerKey)?;
        if self.server_keys.iter().any(|known| known.key == admitted.key) {
            return Ok(false);
        }
        let place = self.server_keys.partition_point(|known| known.serial > admitted.serial);
        self.server_keys.insert(place, admitted);
        Ok(true)
    }

    /// Whether any certified server key signed the statement.
    pub fn verify_by_server(&self, statement: &Statement<'_>, signature: &Signature) -> Result<(), TrustError> {
        let is_signed = |known: &ServerKeyCertificate| known.key.verify(statement, signature).is_ok();
        if self.server_keys.iter().any(is_signed) {
            Ok(())
        } else {
            Err(TrustError::NotByServer(SignatureError { domain: statement.domain().as_str() }))
        }
    }

    /// The content, if any certified server key sealed it: receipts, orders.
    pub fn open_by_server<T: Content>(&self, sealed: &Sealed<T>) -> Result<T, TrustError> {
        self.verify_by_server(
            &Statement::Sealed { domain: T::DOMAIN, server: self.server(), bytes: &sealed.bytes },
            &sealed.signature,
        )?;
        sealed.unverified().map_err(|error| TrustError::Content(SealedError::Unreadable(error)))
    }

    /// The certificate at the end of the chain; asks nothing but the root key.
    pub fn certificate(&self, chain: &CertificateChain) -> Result<Certificate, TrustError> {
        let server_key = chain.server_key.open(self.server(), &self.root).map_err(TrustError::ServerKey)?;
        chain.certificate.open(self.server(), &server_key.key).map_err(TrustError::Content)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    #[error("this server key is not certified by the company's root: {0}")]
    ServerKey(#[source] SealedError),
    #[error("not signed by a key of the company's server: {0}")]
    NotByServer(#[source] SignatureError),
    #[error("not sealed by the server key that was named: {0}")]
    Content(#[source] SealedError),
}
