//! The server's keys: the company's root, the server key it certifies, and the files they are kept in.

use crate::ServerError;
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
}

pub const RECOVERY_KEY_FILE: &str = "recovery.key";

impl ServerKeys {
    /// New keys; the root is used once, to certify, and returned for its file.
    pub fn generate(ports: &mut Ports) -> (Self, SigningKey) {
        let root = SigningKey::from_bytes(&ports.bytes());
        let signing = SigningKey::from_bytes(&ports.bytes());
        let not_before_ms = ports.clock.stamp().wall_ms;
        let certificate = ServerKeyCertificate { key: signing.public(), serial: 1, not_before_ms }.seal(&root);
        let keys = Self::assemble(signing, certificate, root.public());
        (keys, root)
    }

    fn assemble(signing: SigningKey, certificate: Sealed<ServerKeyCertificate>, root: PublicKey) -> Self {
        let mut trust = TrustStore::new(root);
        // A certificate that the root did not make leaves a store that trusts nothing, and `load` says so.
        let _ = trust.admit(&certificate);
        let server = trust.server();
        Self { signing, certificate, trust, server, recovery: None }
    }

    pub fn root(&self) -> &PublicKey {
        self.trust.root()
    }

    /// Writes `root.key`, `server.key`, `server.cert` and `root.pub`; secrets are readable by their owner only.
    pub fn save(&self, root: &SigningKey, directory: &Path) -> Result<(), ServerError> {
        write(&directory.join("root.key"), &*root.to_bytes(), 0o600)?;
        write(&directory.join("server.key"), &*self.signing.to_bytes(), 0o600)?;
        write(&directory.join("server.cert"), self.certificate.to_text().as_bytes(), 0o644)?;
        write(&directory.join("root.pub"), &self.root().0, 0o644)
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
        let path = directory.join("server.cert");
        let text = std::fs::read_to_string(&path).map_err(|e| failed(&path, &e))?;
        let certificate =
            Sealed::from_text(text.trim()).map_err(|e| ServerError::Unavailable(format!("{}: {e}", path.display())))?;
        let mut keys = Self::assemble(signing, certificate, root);
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
