//! The server's keys: the company's root, the server key it certifies, and the files they are kept in.

use crate::ServerError;
use onsite_evidence::Issuer;
use onsite_store::ports::Ports;
use onsite_wire::{
    PublicKey, Sealed, ServerId, SigningKey, TrustStore,
    recovery::{RecoveryKey, RecoveryPublicKey},
    trust::ServerKeyCertificate,
};
use std::io::Write as _;
use std::path::Path;

pub struct ServerKeys {
    pub signing: SigningKey,
    pub certificate: Sealed<ServerKeyCertificate>,
    pub trust: TrustStore,
    pub server: ServerId,
    /// What field devices seal the keys of their databases to.
    pub recovery: Option<RecoveryPublicKey>,
    /// Certifies what readers of PDF know field devices by.
    pub issuer: Issuer,
}

pub const RECOVERY_KEY_FILE: &str = "recovery.key";
const SERVER_X509_FILE: &str = "server.crt";
const ROOT_X509_FILE: &str = "root.crt";

impl ServerKeys {
    /// New keys; the root is used once, to certify, and returned for its file.
    ///
    /// # Errors
    /// [`ServerError::Unavailable`] where the clock stands beyond the year 9999.
    pub fn generate(ports: &mut Ports) -> Result<(Self, SigningKey), ServerError> {
        let root = SigningKey::from_bytes(&ports.bytes());
        let signing = SigningKey::from_bytes(&ports.bytes());
        let not_before_ms = ports.clock.stamp().wall_ms;
        let certificate = ServerKeyCertificate { key: signing.public(), serial: 1, not_before_ms }.seal(&root);
        let issuer = Issuer::found(&root, &signing, not_before_ms);
        let issuer = issuer.map_err(|e| ServerError::Unavailable(e.to_string()))?;
        let keys = Self::assemble(signing, certificate, root.public(), issuer);
        Ok((keys, root))
    }

    fn assemble(
        signing: SigningKey,
        certificate: Sealed<ServerKeyCertificate>,
        root: PublicKey,
        issuer: Issuer,
    ) -> Self {
        let mut trust = TrustStore::new(root);
        // A certificate that the root did not make leaves a store that trusts nothing, and `load` says so.
        let _ = trust.admit(&certificate);
        let server = trust.server();
        Self { signing, certificate, trust, server, recovery: None, issuer }
    }

    pub fn root(&self) -> &PublicKey {
        self.trust.root()
    }

    /// Writes `root.key`, `server.key`, `server.cert`, `root.pub`, and for readers of PDF `server.crt` and `root.crt`;
    /// secrets are readable by their owner only.
    pub fn save(&self, root: &SigningKey, directory: &Path) -> Result<(), ServerError> {
        write(&directory.join("root.key"), &*root.to_bytes(), 0o600)?;
        write(&directory.join("server.key"), &*self.signing.to_bytes(), 0o600)?;
        write(&directory.join("server.cert"), self.certificate.to_text().as_bytes(), 0o644)?;
        write(&directory.join("root.pub"), &self.root().0, 0o644)?;
        let [own, root] = self.issuer.to_pem().map_err(|e| ServerError::Unavailable(e.to_string()))?;
        write(&directory.join(SERVER_X509_FILE), own.as_bytes(), 0o644)?;
        write(&directory.join(ROOT_X509_FILE), root.as_bytes(), 0o644)
    }

    /// Makes the company's recovery key: `recovery.key`, which only [`Self::recovery_key`] reads, and `recovery.pub`.
    pub fn make_recovery_key(&mut self, ports: &mut Ports, directory: &Path) -> Result<(), ServerError> {
        let key = RecoveryKey::from_bytes(&ports.bytes());
        write(&directory.join(RECOVERY_KEY_FILE), &*key.to_bytes(), 0o600)?;
        write(&directory.join("recovery.pub"), &key.public().0, 0o644)?;
        self.recovery = Some(key.public());
        Ok(())
    }

    /// The secret half of the recovery key, from the server's directory or wherever the operator keeps it.
    pub fn recovery_key(file: &Path) -> Result<RecoveryKey, ServerError> {
        Ok(RecoveryKey::from_bytes(&read_32(file)?))
    }

    /// Reads the server key and its certificate; the root's secret is not needed to run.
    pub fn load(directory: &Path) -> Result<Self, ServerError> {
        let signing = SigningKey::from_bytes(&read_32(&directory.join("server.key"))?);
        let root = PublicKey(read_32(&directory.join("root.pub"))?);
        let certificate = Sealed::from_text(read_text(&directory.join("server.cert"))?.trim())
            .map_err(|e| ServerError::Unavailable(format!("server.cert: {e}")))?;
        let own = read_text(&directory.join(SERVER_X509_FILE))?;
        let issuer = Issuer::read(&signing, &own, &read_text(&directory.join(ROOT_X509_FILE))?);
        let issuer = issuer.ok_or_else(|| {
            ServerError::Unavailable(format!(
                "{SERVER_X509_FILE}, {ROOT_X509_FILE}: not certificates of this server key"
            ))
        })?;
        let mut keys = Self::assemble(signing, certificate, root, issuer);
        let recovery = directory.join("recovery.pub");
        if recovery.exists() {
            keys.recovery = Some(RecoveryPublicKey(read_32(&recovery)?));
        }
        if keys.trust.server_keys().iter().all(|known| known.key != keys.signing.public()) {
            return Err(ServerError::Unavailable(
                "the server key is not the one the company's root certified".to_owned(),
            ));
        }
        Ok(keys)
    }
}

fn failed(path: &Path, error: &std::io::Error) -> ServerError {
    ServerError::Unavailable(format!("{}: {error}", path.display()))
}

fn read_text(path: &Path) -> Result<String, ServerError> {
    std::fs::read_to_string(path).map_err(|e| failed(path, &e))
}

fn read_32(path: &Path) -> Result<[u8; 32], ServerError> {
    let bytes = std::fs::read(path).map_err(|e| failed(path, &e))?;
    bytes.try_into().map_err(|_| ServerError::Unavailable(format!("{} does not hold 32 bytes", path.display())))
}

fn write(path: &Path, bytes: &[u8], mode: u32) -> Result<(), ServerError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    let mut file = options.open(path).map_err(|e| failed(path, &e))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| failed(path, &e))
}
