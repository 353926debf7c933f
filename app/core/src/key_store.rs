//! Where the secrets of a field device are kept: the key of the database and the key it signs with.

use crate::AppError;
use onsite_domain::Text;
use std::io::Write as _;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// A named 32-byte secret.
pub type Secret = Zeroizing<[u8; 32]>;

/// The system's key store, or what stands in for it.
pub trait KeyStore: Send {
    /// `None` where there is no such secret.
    fn get(&self, name: &str) -> Result<Option<Secret>, AppError>;
    fn put(&self, name: &str, secret: &[u8; 32]) -> Result<(), AppError>;
    /// Forgets a secret; one that is not there is forgotten already.
    fn remove(&self, name: &str) -> Result<(), AppError>;
    /// What the user is told about how safe it is.
    fn description(&self) -> Text;
}

/// Files readable by their owner only, for machines without a key store. Whoever reads the disk reads the secrets.
pub struct FileKeyStore {
    directory: PathBuf,
}

impl FileKeyStore {
    pub fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}.key"))
    }
}

impl KeyStore for FileKeyStore {
    fn get(&self, name: &str) -> Result<Option<Secret>, AppError> {
        let path = self.path(name);
        match std::fs::read(&path) {
            Ok(bytes) => <[u8; 32]>::try_from(bytes.as_slice())
                .map(|secret| Some(Zeroizing::new(secret)))
                .map_err(|_| AppError::KeyStore(format!("{} does not hold 32 bytes", path.display()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(AppError::KeyStore(format!("{}: {error}", path.display()))),
        }
    }

    fn put(&self, name: &str, secret: &[u8; 32]) -> Result<(), AppError> {
        let path = self.path(name);
        let failed = |error: std::io::Error| AppError::KeyStore(format!("{}: {error}", path.display()));
        std::fs::create_dir_all(&self.directory).map_err(failed)?;
        // Written beside and renamed: a power cut leaves the old secret or the new one.
        let beside = self.directory.join(format!("{name}.key.new"));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside).map_err(failed)?;
        file.write_all(secret).and_then(|()| file.sync_all()).map_err(failed)?;
        std::fs::rename(&beside, &path).map_err(failed)?;
        std::fs::File::open(&self.directory).and_then(|directory| directory.sync_all()).map_err(failed)
    }

    fn remove(&self, name: &str) -> Result<(), AppError> {
        let path = self.path(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(AppError::KeyStore(format!("{}: {error}", path.display())))
            }
            _ => Ok(()),
        }
    }

    fn description(&self) -> Text {
        Text::new("仅本人可读的文件（无系统密钥库）", "files readable by their owner only (no system key store)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_kept_for_their_owner_only() {
        let directory = tempfile::tempdir().unwrap();
        let store = FileKeyStore::new(directory.path().join("keys"));
        assert!(store.get("database").unwrap().is_none());
        store.put("database", &[3; 32]).unwrap();
        assert_eq!(*store.get("database").unwrap().unwrap(), [3; 32]);
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(directory.path().join("keys/database.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
        std::fs::write(directory.path().join("keys/database.key"), b"short").unwrap();
        assert!(store.get("database").is_err());
    }
}
