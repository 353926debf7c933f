//! The app without a screen: one open store with the identity it works under.

use crate::{
    AppError,
    enrol::Enrolment,
    key_store::{KeyStore, Secret},
    set_aside::{self, BLOBS_FILE, DATABASE_FILE},
    user::{Actors, EnrolledUser},
    wipe,
};
use onsite_domain::{Author, Id, Rejected, RejectedCode, Text};
use onsite_store::{Connection, DocumentCache, OpenOptions, Schema, StoreError, Touched, meta, ports::Ports};
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
    /// Who works with it now, and under which certificate.
    pub user: Id,
    pub organisation: Id,
    /// The server's certificate over this device's key, as bytes of the wire.
    pub certificate: Vec<u8>,
    /// For readers of PDF: of this device's companion key, of the server's, of the root's.
    #[serde(default)]
    pub x509: Vec<Vec<u8>>,
    /// Who else enrolled on it.
    #[serde(default)]
    pub others: Vec<EnrolledUser>,
    /// SHA-256 of the public key that the server's TLS certificate must have; any trusted one where missing.
    #[serde(default)]
    pub tls_pin: Option<onsite_domain::id::Hash>,
}

impl Identity {
    /// Everybody who enrolled, whoever works with it now first.
    pub fn users(&self) -> Vec<EnrolledUser> {
        let active =
            EnrolledUser { user: self.user, organisation: self.organisation, certificate: self.certificate.clone() };
        std::iter::once(active).chain(self.others.iter().cloned()).collect()
    }

    /// Hands over to somebody who enrolled; `false` where they did not.
    pub(crate) fn work_as(&mut self, user: Id) -> bool {
        let mut users = self.users();
        let Some(place) = users.iter().position(|enrolled| enrolled.user == user) else { return false };
        let EnrolledUser { user, organisation, certificate } = users.remove(place);
        *self = Self { user, organisation, certificate, others: users, ..self.clone() };
        true
    }
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
    pub(crate) actors: Actors,
    pub(crate) schema: u32,
    pub(crate) key_store: Box<dyn KeyStore>,
    /// How much of a file is sent at once, by how the line was last.
    pub(crate) part_bytes: u64,
    /// The shell says that the line is paid by volume.
    pub(crate) is_line_metered: bool,
    directory: PathBuf,
    /// Where a database went that could not be opened just now.
    set_aside: Option<PathBuf>,
    /// Held on a real disk.
    lock: Option<std::fs::File>,
}

impl App {
    /// Opens the store in a directory, creating it on first use. A database that is damaged, is none or does not open
    /// with this key is renamed aside ([`App::set_aside`]) and a fresh one takes its place, enrolled as before.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when another process has it open, [`AppError::KeyLost`] when there is a database and no
    /// key for it, [`AppError::Store`] for a file of a newer program.
    pub fn open(mut options: AppOptions<'_>) -> Result<Self, AppError> {
        let is_real_disk = options.vfs.is_none();
        let lock = if is_real_disk { Some(lock(options.directory)?) } else { None };
        if is_real_disk {
            wipe::finish(options.directory, options.key_store.as_ref())?;
            set_aside::finish(options.directory)?;
        }
        let database = options.directory.join(DATABASE_FILE);
        let is_new = is_real_disk && !database.exists();
        let database_key = secret(options.key_store.as_ref(), "database", &mut options.ports, is_new || !is_real_disk)?;
        let signing_secret = secret(options.key_store.as_ref(), "signing", &mut options.ports, true)?;
        let key = if is_real_disk { Some(&*database_key) } else { None };
        let mut set_aside = None;
        let mut open = |file: &str, schema| {
            let path = options.directory.join(file);
            let open = || onsite_store::open(&OpenOptions { path: &path, schema, key, vfs: options.vfs });
            match open() {
                Err(StoreError::Damaged(error)) if is_real_disk => {
                    let to = set_aside::set_aside(options.directory, file)?;
                    tracing::error!(%error, to = %to.display(), "a damaged database was set aside");
                    set_aside = Some(to);
                    open().map_err(AppError::from)
                }
                opened => opened.map_err(AppError::from),
            }
        };
        let db = open(DATABASE_FILE, Schema::Device)?;
        let blobs = open(BLOBS_FILE, Schema::Blobs)?;
        let identity = meta::get(&db, "identity")?;
        let mut app = Self {
            db,
            blobs,
            cache: DocumentCache::default(),
            ports: options.ports,
            identity,
            signing_key: SigningKey::from_bytes(&signing_secret),
            actors: Actors::default(),
            schema: crate::SCHEMA,
            key_store: options.key_store,
            part_bytes: u64::MAX,
            is_line_metered: false,
            directory: options.directory.to_owned(),
            set_aside,
            lock,
        };
        if app.identity.is_none()
            && let Some(enrolment) = app.kept_enrolment()?
        {
            app.adopt(&enrolment)?;
        }
        Ok(app)
    }

    /// Where a database went that could not be opened when this store was.
    pub fn set_aside(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }

    /// Puts the database and its pictures aside and leaves nothing in their place: for a key that is lost for good.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when another process has the store open.
    pub fn start_afresh(directory: &Path) -> Result<PathBuf, AppError> {
        let _lock = lock(directory)?;
        set_aside::finish(directory)?;
        set_aside::set_aside(directory, BLOBS_FILE)?;
        set_aside::set_aside(directory, DATABASE_FILE)
    }

    /// Gives the key store a database key that it lost, if the database opens with it.
    ///
    /// # Errors
    /// [`RejectedCode::WrongShape`] for a key of another database.
    pub fn restore_key(directory: &Path, key_store: &dyn KeyStore, key: &[u8; 32]) -> Result<(), AppError> {
        let _lock = lock(directory)?;
        match onsite_store::open_remains(&directory.join(DATABASE_FILE), key) {
            Ok(_) => key_store.put("database", key),
            Err(StoreError::Damaged(_)) => {
                Err(Rejected::because(RejectedCode::WrongShape, "key", "the database does not open with this key")
                    .into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The simulator's disk has no files beside its databases.
    pub(crate) fn is_on_real_disk(&self) -> bool {
        self.lock.is_some()
    }

    fn adopt(&mut self, enrolment: &Enrolment) -> Result<(), AppError> {
        self.keep_enrolment(enrolment, false)?;
        self.seal_database_key(enrolment)
    }

    pub fn identity(&self) -> Result<&Identity, AppError> {
        self.identity.as_ref().ok_or(AppError::NotEnrolled)
    }

    /// The principal this app writes as.
    pub fn author(&self) -> Result<Author, AppError> {
        self.author_of(self.identity()?.user)
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

    pub fn key_store_description(&self) -> Text {
        self.key_store.description()
    }

    pub fn ports(&mut self) -> &mut Ports {
        &mut self.ports
    }

    /// Says whether the line is paid by volume: with [`Preferences::sends_files_on_wifi_only`](crate::preferences::Preferences)
    /// files then wait for another.
    pub fn say_line(&mut self, is_metered: bool) {
        self.is_line_metered = is_metered;
    }

    /// Says to the server that this is an older app: for the simulator.
    pub fn say_schema(&mut self, schema: u32) {
        self.schema = schema;
    }

    /// Where photos and files are.
    pub fn blob_database(&self) -> &Connection {
        &self.blobs
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
                self.actors.unbind();
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
