//! The app without a screen: one open store with the identity it works under.

use crate::{
    AppError,
    key_store::{KeyStore, Secret},
};
use onsite_documents::ActorId;
use onsite_domain::{Author, Id};
use onsite_store::{Connection, DocumentCache, OpenOptions, Schema, Touched, meta, ports::Ports};
use onsite_wire::{PublicKey, ServerId, SigningKey, TrustStore};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Who this field device is to which server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    pub server_url: String,
    /// The company's root key; everything the server says is verified against it.
    pub root_key: [u8; 32],
    pub field_device: Id,
    pub user: Id,
    pub organisation: Id,
    /// The server's certificate over this device's key, as bytes of the wire.
    pub certificate: Vec<u8>,
}

/// How to open a store.
pub struct AppOptions<'a> {
    pub directory: &'a Path,
    pub key_store: Box<dyn KeyStore>,
    pub ports: Ports,
    /// The simulator's SQLite VFS; `None` on a real device.
    pub vfs: Option<&'a str>,
}

/// An open store. There is one in a process, and one process at a time.
pub struct App {
    pub(crate) db: Connection,
    pub(crate) blobs: Connection,
    pub(crate) cache: DocumentCache,
    pub(crate) ports: Ports,
    pub(crate) identity: Option<Identity>,
    pub(crate) signing_key: SigningKey,
    /// New and random for every opening: a persisted actor wedges after a power cut (ARCHITECTURE.md).
    pub(crate) actor: ActorId,
    pub(crate) is_actor_bound: bool,
    key_store: Box<dyn KeyStore>,
    directory: PathBuf,
    _lock: Option<std::fs::File>,
}

const DATABASE_FILE: &str = "onsite.sqlite";
const BLOBS_FILE: &str = "blobs.sqlite";

impl App {
    /// Opens the store in a directory, creating it on first use.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when another process has it open, [`AppError::KeyLost`] when there is a database and no
    /// key for it, [`AppError::Store`] for a damaged file or one of a newer program.
    pub fn open(mut options: AppOptions<'_>) -> Result<Self, AppError> {
        let is_real_disk = options.vfs.is_none();
        let lock = if is_real_disk { Some(lock(options.directory)?) } else { None };
        let database = options.directory.join(DATABASE_FILE);
        let is_new = is_real_disk && !database.exists();
        let database_key = secret(options.key_store.as_ref(), "database", &mut options.ports, is_new || !is_real_disk)?;
        let signing_secret = secret(options.key_store.as_ref(), "signing", &mut options.ports, true)?;
        let key = if is_real_disk { Some(&*database_key) } else { None };
        let blobs_path = options.directory.join(BLOBS_FILE);
        let db = onsite_store::open(&OpenOptions { path: &database, schema: Schema::Device, key, vfs: options.vfs })?;
        let blobs =
            onsite_store::open(&OpenOptions { path: &blobs_path, schema: Schema::Blobs, key, vfs: options.vfs })?;
        let identity = meta::get(&db, "identity")?;
        let actor = ActorId(options.ports.bytes());
        Ok(Self {
            db,
            blobs,
            cache: DocumentCache::default(),
            ports: options.ports,
            identity,
            signing_key: SigningKey::from_bytes(&signing_secret),
            actor,
            is_actor_bound: false,
            key_store: options.key_store,
            directory: options.directory.to_owned(),
            _lock: lock,
        })
    }

    pub fn identity(&self) -> Result<&Identity, AppError> {
        self.identity.as_ref().ok_or(AppError::NotEnrolled)
    }

    /// The principal this app writes as.
    pub fn author(&self) -> Result<Author, AppError> {
        let identity = self.identity()?;
        Ok(Author::FieldDevice { field_device: identity.field_device, user: identity.user })
    }

    /// The company's server, named by its root key.
    pub(crate) fn server_id(&self) -> Result<ServerId, AppError> {
        Ok(ServerId::of_root(&PublicKey(self.identity()?.root_key)))
    }

    /// The root key and the server keys that it certified, as far as they came here.
    pub(crate) fn trust(&self) -> Result<TrustStore, AppError> {
        let mut trust = TrustStore::new(PublicKey(self.identity()?.root_key));
        let keys: Vec<String> = meta::get(&self.db, "server_keys")?.unwrap_or_default();
        for text in keys {
            let sealed =
                onsite_wire::Sealed::from_text(&text).map_err(|e| AppError::broken(format!("server key: {e}")))?;
            trust.admit(&sealed).map_err(|e| AppError::broken(format!("server key: {e}")))?;
        }
        Ok(trust)
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    pub fn database_path(&self) -> PathBuf {
        self.directory.join(DATABASE_FILE)
    }

    pub fn key_store_description(&self) -> &'static str {
        self.key_store.description()
    }

    pub fn ports(&mut self) -> &mut Ports {
        &mut self.ports
    }

    /// For queries that a screen or a test makes up itself.
    pub fn database(&self) -> &Connection {
        &self.db
    }

    /// Runs `work` in one transaction. Whatever fails leaves neither rows nor loaded documents behind.
    pub(crate) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self, &mut Touched) -> Result<T, AppError>,
    ) -> Result<(T, Touched), AppError> {
        self.db.execute_batch("BEGIN IMMEDIATE").map_err(AppError::from)?;
        let mut touched = Touched::new();
        let result = work(self, &mut touched).and_then(|done| {
            onsite_store::derived::project(&self.db, &mut self.cache, &touched)?;
            self.db.execute_batch("COMMIT")?;
            Ok(done)
        });
        match result {
            Ok(done) => Ok((done, touched)),
            Err(error) => {
                // An error that already ended the transaction (a full disk does) makes this one fail, which is harmless.
                if let Err(rollback) = self.db.execute_batch("ROLLBACK") {
                    tracing::debug!(%rollback, "nothing to roll back");
                }
                self.cache.clear();
                self.is_actor_bound = false;
                Err(error)
            }
        }
    }
}

fn lock(directory: &Path) -> Result<std::fs::File, AppError> {
    let failed = |error: std::io::Error| AppError::Unavailable(format!("{}: {error}", directory.display()));
    std::fs::create_dir_all(directory).map_err(failed)?;
    let file = std::fs::File::create(directory.join("lock")).map_err(failed)?;
    file.try_lock().map_err(|_| AppError::Unavailable(format!("another process has {} open", directory.display())))?;
    Ok(file)
}

fn secret(store: &dyn KeyStore, name: &str, ports: &mut Ports, may_create: bool) -> Result<Secret, AppError> {
    if let Some(secret) = store.get(name)? {
        return Ok(secret);
    }
    if !may_create {
        return Err(AppError::KeyLost);
    }
    let secret = Secret::new(ports.bytes());
    store.put(name, &secret)?;
    Ok(secret)
}
