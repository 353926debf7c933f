//! Reading beside the writer: a few threads, each with a connection that cannot write. In WAL they see what was committed
//! when they begin, whatever the writer does meanwhile, so that a slow list never holds up a sync.

use crate::{ServerError, ServerStore};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

/// Questions that wait; beyond this many, callers are told to come back.
const QUEUE_MAX: usize = 1024;

type Job = Box<dyn FnOnce(&mut ServerStore) + Send>;

/// Hands questions to the reading threads. Cloned freely; the threads end when the last clone is gone.
#[derive(Clone)]
pub(crate) struct Readers {
    jobs: mpsc::SyncSender<Job>,
}

impl Readers {
    /// Starts a thread for each store.
    pub(crate) fn start(stores: Vec<ServerStore>) -> Result<Self, ServerError> {
        let (jobs, inbox) = mpsc::sync_channel::<Job>(QUEUE_MAX);
        let inbox = Arc::new(Mutex::new(inbox));
        for (number, mut store) in stores.into_iter().enumerate() {
            store.forbid_writing()?;
            let inbox = Arc::clone(&inbox);
            let next = move || inbox.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
            std::thread::Builder::new()
                .name(format!("onsite-reader-{number}"))
                .spawn(move || {
                    while let Some(job) = next() {
                        job(&mut store);
                    }
                })
                .map_err(|e| ServerError::Unavailable(format!("no reading thread: {e}")))?;
        }
        Ok(Self { jobs })
    }

    /// Answers a question from one state of the database.
    ///
    /// # Errors
    /// The job's own error; [`ServerError::Unavailable`] where too many wait.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut ServerStore) -> Result<T, ServerError> + Send + 'static,
    ) -> Result<T, ServerError> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let boxed: Job = Box::new(move |store| {
            // Nobody listens any more when the connection was cut.
            let _ = answer.send(store.in_snapshot(job));
        });
        self.jobs.try_send(boxed).map_err(|_| ServerError::Unavailable("the server is busy".to_owned()))?;
        answered.await.map_err(|_| ServerError::Unavailable("a reading thread stopped".to_owned()))?
    }
}

impl ServerStore {
    fn forbid_writing(&self) -> Result<(), ServerError> {
        for connection in [&self.db, &self.blobs] {
            connection.pragma_update(None, "query_only", true)?;
        }
        Ok(())
    }

    fn in_snapshot<T>(&mut self, job: impl FnOnce(&mut Self) -> Result<T, ServerError>) -> Result<T, ServerError> {
        // What was cached belongs to an older state.
        self.cache.clear();
        self.db.execute_batch("BEGIN")?;
        let result = job(self);
        self.db.execute_batch("ROLLBACK")?;
        result
    }
}
