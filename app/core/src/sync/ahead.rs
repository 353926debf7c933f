//! Documents that are new to this app, made and gated on other threads while the transaction writes those before them: the
//! gate asks nothing of the store, and on a first sync it is more than a third of the work.

use onsite_documents::{ActorId, Admission, Document, GateLimits, RawChange};
use onsite_domain::{Subject, document_kind};
use onsite_store::ground;
use onsite_wire::delivery::{ActorPart, SubjectPart};
use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

/// Fewer documents are not worth a thread.
const DOCUMENTS_MIN: usize = 8;
const WORKERS_MAX: usize = 3;
/// Documents that a worker may be ahead.
const WAITING_MAX: usize = 16;

pub(super) type GatedRun = (Vec<RawChange>, Admission);

/// What the workers are at, in the order of the parts: document n comes from worker n modulo their number. They end when
/// this is dropped.
#[derive(Default)]
pub(super) struct Ahead {
    workers: Vec<Receiver<Option<NewDocument>>>,
    asked: VecDeque<Subject>,
    taken: usize,
}

/// A document after all its runs, and each run with what the gate said.
pub(super) struct NewDocument {
    pub(super) document: Document,
    pub(super) runs: VecDeque<GatedRun>,
}

impl Ahead {
    /// Begins with those of `parts` whose documents are `new` to this app, each in one part.
    pub(super) fn begin<'scope, 'env>(
        scope: &'scope Scope<'scope, 'env>,
        parts: &'env [SubjectPart],
        new: &BTreeSet<Subject>,
        actors: &'env [ActorPart],
    ) -> Self {
        let one =
            |part: &'env SubjectPart| Some((part.subject.subject().filter(|subject| new.contains(subject))?, part));
        let with_runs = parts.iter().filter(|part| !part.runs.is_empty());
        let asked: Vec<(Subject, &SubjectPart)> = with_runs.filter_map(one).collect();
        let workers = std::thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).min(WORKERS_MAX);
        if workers == 0 || asked.len() < DOCUMENTS_MIN {
            return Self::default();
        }
        let worker = |first: usize| {
            let share: Vec<_> = asked.iter().skip(first).step_by(workers).copied().collect();
            let (done, receiver) = sync_channel(WAITING_MAX);
            scope.spawn(move || {
                for (subject, part) in share {
                    if done.send(NewDocument::of(subject, part, actors)).is_err() {
                        // The transaction failed.
                        return;
                    }
                }
            });
            receiver
        };
        let workers = (0..workers).map(worker).collect();
        Self { workers, asked: asked.into_iter().map(|(subject, _)| subject).collect(), taken: 0 }
    }

    /// The document of the next part, waited for; `None` where it was not asked for or a worker could not make it: then it
    /// is made, and judged, where it is written.
    pub(super) fn take(&mut self, subject: Subject) -> Option<NewDocument> {
        self.asked.pop_front_if(|next| *next == subject)?;
        let worker = self.workers.get(self.taken.checked_rem(self.workers.len())?)?;
        self.taken = self.taken.saturating_add(1);
        worker.recv().ok()?
    }
}

impl NewDocument {
    fn of(subject: Subject, part: &SubjectPart, actors: &[ActorPart]) -> Option<Self> {
        let mut document = Document::create(document_kind::of(subject.word)?, subject.id).ok()?;
        let mut runs = VecDeque::with_capacity(part.runs.len());
        for run in &part.runs {
            let actor = ActorId(usize::try_from(run.actor).ok().and_then(|place| actors.get(place))?.actor);
            let changes = ground::changes_of(subject, actor, run).ok()?;
            let bytes: Vec<&[u8]> = changes.iter().map(|change| change.bytes.as_slice()).collect();
            let admission = document.admit(&bytes, &GateLimits::default());
            runs.push_back((changes, admission));
        }
        Some(Self { document, runs })
    }
}
