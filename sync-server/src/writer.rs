//! The one writer: a thread that owns the database, runs jobs one after the other and commits several at once.

use crate::{ServerError, ServerStore, readers::Readers, signed_request::KnownKeys};
use onsite_store::Touched;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
    mpsc,
};
use tokio::sync::broadcast;

/// Jobs that wait together are made durable together, up to this many in one transaction.
const GROUP_MAX: usize = 64;
/// Callers beyond this many are told to come back, instead of waiting without end.
const QUEUE_MAX: usize = 4096;

type Answer = Box<dyn FnOnce(Result<(), &ServerError>) + Send>;
type Job = Box<dyn FnOnce(&mut ServerStore) -> Answer + Send>;

/// Hands jobs to the writer thread. Cloned freely; the thread ends when the last clone is gone.
#[derive(Clone)]
pub struct Writer {
    jobs: mpsc::SyncSender<Job>,
    waiting: Arc<AtomicUsize>,
    topics: broadcast::Sender<Arc<Touched>>,
    readers: Option<Readers>,
    known_keys: KnownKeys,
}

impl Writer {
    /// Starts the thread.
    pub fn start(mut store: ServerStore) -> Result<Self, ServerError> {
        let (jobs, inbox) = mpsc::sync_channel::<Job>(QUEUE_MAX);
        let topics = store.topics();
        let known_keys = store.known_keys.clone();
        let waiting = Arc::new(AtomicUsize::new(0));
        let waiting_here = Arc::clone(&waiting);
        std::thread::Builder::new()
            .name("onsite-writer".to_owned())
            .spawn(move || {
                while let Ok(first) = inbox.recv() {
                    run_group(&mut store, first, &inbox, &waiting_here);
                }
            })
            .map_err(|e| ServerError::Unavailable(format!("no writer thread: {e}")))?;
        Ok(Self { jobs, waiting, topics, readers: None, known_keys })
    }

    /// With further stores of the same directory, each of which answers questions on a thread of its own. Without any the
    /// writer answers them too.
    pub fn with_readers(self, stores: Vec<ServerStore>) -> Result<Self, ServerError> {
        Ok(Self { readers: Some(Readers::start(stores)?), ..self })
    }

    /// Answers a question that changes nothing.
    ///
    /// # Errors
    /// The job's own error; [`ServerError::Unavailable`] where too many wait.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut ServerStore) -> Result<T, ServerError> + Send + 'static,
    ) -> Result<T, ServerError> {
        match &self.readers {
            Some(readers) => readers.read(job).await,
            None => self.write(job).await,
        }
    }

    /// The keys of those who asked before.
    pub(crate) fn known_keys(&self) -> &KnownKeys {
        &self.known_keys
    }

    /// Jobs that wait for the thread.
    pub fn queued(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Which subjects changed, after it is durable.
    pub fn topics(&self) -> broadcast::Receiver<Arc<Touched>> {
        self.topics.subscribe()
    }

    /// Runs a job in its own savepoint and answers after its transaction is durable.
    ///
    /// # Errors
    /// The job's own error, after everything it wrote was undone; [`ServerError::Unavailable`] when the queue or the
    /// disk is full.
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut ServerStore) -> Result<T, ServerError> + Send + 'static,
    ) -> Result<T, ServerError> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let boxed: Job = Box::new(move |store| {
            let result = store.in_savepoint(job);
            Box::new(move |committed| {
                let result = match committed {
                    Ok(()) => result,
                    Err(error) => Err(ServerError::Unavailable(format!("not committed: {error}"))),
                };
                // Nobody listens any more when the connection was cut; what is durable stays durable.
                let _ = answer.send(result);
            })
        });
        self.waiting.fetch_add(1, Ordering::Relaxed);
        if self.jobs.try_send(boxed).is_err() {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(ServerError::Unavailable("the server is busy".to_owned()));
        }
        answered.await.map_err(|_| ServerError::Unavailable("the writer stopped".to_owned()))?
    }
}

fn run_group(store: &mut ServerStore, first: Job, inbox: &mpsc::Receiver<Job>, waiting: &AtomicUsize) {
    let mut answers = Vec::new();
    let result = store.begin().and_then(|()| {
        waiting.fetch_sub(1, Ordering::Relaxed);
        answers.push(first(store));
        while answers.len() < GROUP_MAX
            && let Ok(job) = inbox.try_recv()
        {
            waiting.fetch_sub(1, Ordering::Relaxed);
            answers.push(job(store));
        }
        store.commit()
    });
    if let Err(error) = &result {
        tracing::error!(%error, "a transaction was not committed");
        store.abandon();
    }
    for answer in answers {
        answer(result.as_ref().copied());
    }
}
