//! The key store of the system: Secret Service, Keychain, Credential Manager, Android's key store. Where there is none, on a
//! headless machine, files that say so.

use keyring_core::{CredentialStore, Error};
use onsite_core::{
    AppError,
    key_store::{FileKeyStore, KeyStore, Secret},
};
use onsite_domain::Text;
use onsite_door::KeyStores;
use std::path::Path;
use std::sync::Arc;

const SERVICE: &str = "app.onsite.field";
/// Beside the data; where it is, its keys are files in it.
const FOLDER: &str = "keys";

/// Chosen anew at every opening, and never changed under data that is there: keys that are files stay files, and data
/// whose key is in a store that does not answer is not given a new one.
pub(crate) fn stores(directory: &Path, are_files: bool) -> KeyStores {
    let (folder, database) = (directory.join(FOLDER), directory.join("onsite.sqlite"));
    Box::new(move || {
        if are_files || folder.exists() {
            return Box::new(FileKeyStore::new(folder.clone()));
        }
        match system() {
            Ok(store) => Box::new(SystemKeyStore { store }),
            Err(error) if database.exists() => Box::new(NoKeyStore { error: error.to_string() }),
            Err(error) => {
                tracing::warn!(%error, "no key store of the system: keys are files here");
                Box::new(FileKeyStore::new(folder.clone()))
            }
        }
    })
}

fn system() -> Result<Arc<CredentialStore>, Error> {
    #[cfg(target_os = "linux")]
    return Ok(zbus_secret_service_keyring_store::Store::new()?);
    #[cfg(target_os = "windows")]
    return Ok(windows_native_keyring_store::Store::new()?);
    #[cfg(target_os = "macos")]
    return Ok(apple_native_keyring_store::keychain::Store::new()?);
    #[cfg(target_os = "ios")]
    return Ok(apple_native_keyring_store::protected::Store::new()?);
    #[cfg(target_os = "android")]
    return Ok(android_native_keyring_store::Store::new()?);
}

/// The system's.
struct SystemKeyStore {
    store: Arc<CredentialStore>,
}

impl SystemKeyStore {
    fn entry(&self, name: &str) -> Result<keyring_core::Entry, AppError> {
        self.store.build(SERVICE, name, None).map_err(|error| failed(&error))
    }
}

fn failed(error: &Error) -> AppError {
    AppError::KeyStore(error.to_string())
}

impl KeyStore for SystemKeyStore {
    fn get(&self, name: &str) -> Result<Option<Secret>, AppError> {
        match self.entry(name)?.get_secret() {
            Ok(bytes) => <[u8; 32]>::try_from(bytes.as_slice())
                .map(|secret| Some(Secret::new(secret)))
                .map_err(|_| AppError::KeyStore(format!("the secret {name} does not have 32 bytes"))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    fn put(&self, name: &str, secret: &[u8; 32]) -> Result<(), AppError> {
        self.entry(name)?.set_secret(secret).map_err(|error| failed(&error))
    }

    fn remove(&self, name: &str) -> Result<(), AppError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }

    fn description(&self) -> Text {
        Text::new("系统密钥库", "The system's key store")
    }
}

/// The system's, which does not answer now while there is data that it has the key of.
struct NoKeyStore {
    error: String,
}

impl KeyStore for NoKeyStore {
    fn get(&self, _: &str) -> Result<Option<Secret>, AppError> {
        Err(AppError::KeyStore(self.error.clone()))
    }

    fn put(&self, _: &str, _: &[u8; 32]) -> Result<(), AppError> {
        Err(AppError::KeyStore(self.error.clone()))
    }

    fn remove(&self, _: &str) -> Result<(), AppError> {
        Err(AppError::KeyStore(self.error.clone()))
    }

    fn description(&self) -> Text {
        Text::new("系统密钥库没有响应", "The system's key store does not answer")
    }
}
