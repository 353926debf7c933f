//! TLS from certificate files.

use axum_server::tls_rustls::RustlsConfig;
use onsite_domain::id::Hash;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::ParsedCertificate,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("{}: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("{}: holds no certificate; expected PEM, the server's own first", path.display())]
    NoCertificate { path: PathBuf },
    #[error("{} and {}: the key does not belong to the certificate, or cannot be used: {reason}", certificate.display(), key.display())]
    DoNotFit { certificate: PathBuf, key: PathBuf, reason: String },
}

/// What a TLS listener needs, from a PEM file with the certificate chain and one with its private key. To take renewed
/// files into use without a restart, hand the inner configuration of a new one to `reload_from_config`.
///
/// # Errors
/// [`TlsError`] names the file at fault.
pub fn config(certificate: &Path, key: &Path) -> Result<RustlsConfig, TlsError> {
    let unreadable = |path: &Path, reason: &dyn std::fmt::Display| TlsError::Unreadable {
        path: path.to_owned(),
        reason: reason.to_string(),
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|e| unreadable(certificate, &e))?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate { path: certificate.to_owned() });
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|e| unreadable(key, &e))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let do_not_fit = |e: rustls::Error| TlsError::DoNotFit {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        reason: e.to_string(),
    };
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, private))
        .map_err(do_not_fit)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}

/// SHA-256 of the public key in a certificate, for enrolment links: a field device that was given it takes this key and no
/// other, whoever signed the certificate. It stays while the certificate is renewed with the same key.
///
/// # Errors
/// [`TlsError`] names the file.
pub fn pin(certificate: &Path) -> Result<Hash, TlsError> {
    let unreadable = |reason: &dyn std::fmt::Display| TlsError::Unreadable {
        path: certificate.to_owned(),
        reason: reason.to_string(),
    };
    let own = CertificateDer::from_pem_file(certificate).map_err(|e| unreadable(&e))?;
    let parsed = ParsedCertificate::try_from(&own).map_err(|e| unreadable(&e))?;
    Ok(Hash::of(&parsed.subject_public_key_info()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(certificate: &str, key: &str) -> String {
        let directory = tempfile::tempdir().unwrap();
        let (certificate_path, key_path) = (directory.path().join("server.pem"), directory.path().join("server.key"));
        std::fs::write(&certificate_path, certificate).unwrap();
        std::fs::write(&key_path, key).unwrap();
        config(&certificate_path, &key_path).unwrap_err().to_string()
    }

    #[test]
    fn an_error_names_the_file_at_fault() {
        let missing = config(Path::new("/nowhere/chain.pem"), Path::new("/nowhere/key.pem")).unwrap_err();
        assert!(missing.to_string().starts_with("/nowhere/chain.pem: "), "{missing}");
        assert!(error_of("no certificate", "no key").contains("server.pem: holds no certificate"));
        let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(error_of(certificate, "no key").contains("server.key: "));
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assert!(error_of(certificate, key).contains("do"), "both are named");
    }
}
