//! Opening the store and calling by name.

use crate::{
    calls::{self, Answer},
    failure::Failure,
    syncing::Syncing,
};
use onsite_core::{App, AppError, AppOptions, Lease as _, SharedApp, key_store::KeyStore, signature::Proposal};
use onsite_domain::{Language, Rejected, RejectedCode};
use onsite_store::ports::Ports;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, broadcast};

/// Makes the key store anew for every opening.
pub type KeyStores = Box<dyn Fn() -> Box<dyn KeyStore> + Send + Sync>;

/// What the shell knows of where it runs.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The operating system's word (`android`, `linux`, …), a slash and the model where it is known.
    pub platform: String,
    /// What the field device is called where nobody names it.
    pub device_name: String,
    /// Of the system; what the app speaks until somebody chooses.
    pub language: Language,
}

pub struct DoorOptions {
    pub directory: PathBuf,
    pub key_stores: KeyStores,
    pub environment: Environment,
}

/// The store as screens have it. It stands open whatever became of the store: what is wrong with it is an answer too.
pub struct Door {
    options: DoorOptions,
    store: Mutex<Store>,
    language: Mutex<Language>,
    /// What is put before somebody to sign, until they do or it is put away.
    pub(crate) proposal: Mutex<Option<Proposal>>,
    pub(crate) syncing: Mutex<Syncing>,
    changes: broadcast::Sender<Vec<String>>,
    pub(crate) wake: Notify,
}

enum Store {
    Open(SharedApp),
    Closed(Arc<AppError>),
}

/// Why a call has no answer.
pub(crate) enum DoorError {
    App(AppError),
    /// There is no open store, and this is why.
    Closed(Arc<AppError>),
}

impl From<AppError> for DoorError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<Rejected> for DoorError {
    fn from(rejected: Rejected) -> Self {
        Self::App(rejected.into())
    }
}

/// Changes that a slow screen may be behind by before it is told to read everything again.
const CHANGES_MAX: usize = 64;

impl Door {
    /// Opens the store. Where it cannot be opened, every call that needs it says why, and `try_again` tries once more.
    pub fn open(options: DoorOptions) -> Arc<Self> {
        let language = options.environment.language;
        let door = Self {
            store: Mutex::new(Store::Closed(Arc::new(AppError::NotEnrolled))),
            options,
            language: Mutex::new(language),
            proposal: Mutex::new(None),
            syncing: Mutex::new(Syncing::default()),
            changes: broadcast::Sender::new(CHANGES_MAX),
            wake: Notify::new(),
        };
        door.reopen();
        Arc::new(door)
    }

    /// Opens a store that is closed; one that is open stays as it is.
    pub(crate) fn reopen(&self) {
        let mut store = lock(&self.store);
        if matches!(*store, Store::Open(_)) {
            return;
        }
        let opened = App::open(AppOptions {
            directory: &self.options.directory,
            key_store: (self.options.key_stores)(),
            ports: Ports::system(),
            vfs: None,
        });
        *store = match opened {
            Ok(app) => {
                let language = app.preferences().ok().and_then(|preferences| preferences.language);
                *lock(&self.language) = language.unwrap_or(self.options.environment.language);
                Store::Open(SharedApp::new(app))
            }
            Err(error) => {
                tracing::error!(%error, "the store does not open");
                Store::Closed(Arc::new(error))
            }
        };
        drop(store);
        self.wake.notify_one();
    }

    /// Lets go of the store: it was wiped, and begins anew.
    pub(crate) fn begin_anew(&self) {
        *lock(&self.store) = Store::Closed(Arc::new(AppError::NotEnrolled));
        self.reopen();
    }

    pub(crate) fn options(&self) -> &DoorOptions {
        &self.options
    }

    /// The key store, for what is done while the store is closed.
    pub(crate) fn key_store(&self) -> Box<dyn KeyStore> {
        (self.options.key_stores)()
    }

    /// The store to borrow; a clone of it borrows the same one.
    pub(crate) fn shared(&self) -> Result<SharedApp, DoorError> {
        match &*lock(&self.store) {
            Store::Open(app) => Ok(app.clone()),
            Store::Closed(error) => Err(DoorError::Closed(error.clone())),
        }
    }

    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut App) -> Result<T, AppError>) -> Result<T, DoorError> {
        Ok(self.shared()?.with(work)?)
    }

    pub(crate) fn language(&self) -> Language {
        *lock(&self.language)
    }

    pub(crate) fn speak(&self, language: Option<Language>) {
        *lock(&self.language) = language.unwrap_or(self.options.environment.language);
    }

    /// Answers a call. `body` holds the bytes that go with some: a picture, a frame of the camera, ink.
    ///
    /// # Errors
    /// [`Failure`], in the language of the screens.
    pub async fn call(self: &Arc<Self>, name: &str, arguments: Value, body: Vec<u8>) -> Result<Answer, Failure> {
        if name == "enrol" {
            return self.enrol(arguments).await.map_err(|error| self.failure(error));
        }
        let Some(call) = calls::find(name) else {
            let unknown = Rejected::because(RejectedCode::UnknownPath, name, "there is no such call");
            return Err(self.failure(unknown.into()));
        };
        let door = Arc::clone(self);
        // The store is a database on disk: what asks it has a thread of its own.
        let answered = tokio::task::spawn_blocking(move || {
            let answer = (call.run)(&door, arguments, &body).map_err(|error| door.failure(error))?;
            if let Some(touched) = &answer.touched {
                door.changed(touched.clone());
                door.wake.notify_one();
            }
            Ok(answer)
        });
        answered.await.unwrap_or_else(|panicked| {
            tracing::error!(call = name, %panicked, "a call panicked");
            Err(self.failure(AppError::broken("a call panicked").into()))
        })
    }

    pub(crate) fn failure(&self, error: DoorError) -> Failure {
        let language = self.language();
        match error {
            DoorError::App(error) => Failure::of(&error, language),
            DoorError::Closed(error) => Failure::of(&error, language),
        }
    }

    /// Topics that changed: subjects like `visit/01HF…`, and `outbox`, `sync`, `preferences`, `store`, or `*` for everything.
    pub fn changes(&self) -> broadcast::Receiver<Vec<String>> {
        self.changes.subscribe()
    }

    pub(crate) fn changed(&self, topics: Vec<String>) {
        // Nobody listens before the first screen stands.
        let _nobody = self.changes.send(topics);
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
