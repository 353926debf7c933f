//! Documents that are new to this app, made and gated on several threads before the transaction writes them: the gate asks
//! nothing of the store, and on a first sync it is a third of the work.

use onsite_documents::{ActorId, Admission, Document, GateLimits, RawChange};
use onsite_domain::{Subject, document_kind};
use onsite_store::ground;
use onsite_wire::delivery::{ActorPart, SubjectPart};
use std::collections::{BTreeMap, VecDeque};

/// Fewer documents are not worth a thread.
const DOCUMENTS_MIN: usize = 8;
const THREADS_MAX: usize = 4;

/// One run: its changes, and what the gate said.
pub(super) type GatedRun = (Vec<RawChange>, Admission);

/// By subject, for one transaction.
#[derive(Default)]
pub(super) struct Ahead(BTreeMap<Subject, NewDocument>);

struct NewDocument {
    /// After all its runs; taken with the first.
    document: Option<Document>,
    runs: VecDeque<GatedRun>,
}

impl Ahead {
    /// Gates the runs of parts whose documents are not here yet, each subject once.
    pub(super) fn of(new: &[(Subject, &SubjectPart)], actors: &[ActorPart]) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
        if threads < 2 || new.len() < DOCUMENTS_MIN {
            return Self::default();
        }
        let share = new.len().div_ceil(threads);
        std::thread::scope(|scope| {
            let workers: Vec<_> = new
                .chunks(share)
                .map(|some| {
                    scope.spawn(move || -> Vec<(Subject, NewDocument)> {
                        let one = |(subject, part): &(Subject, &SubjectPart)| {
                            Some((*subject, NewDocument::of(*subject, part, actors)?))
                        };
                        some.iter().filter_map(one).collect()
                    })
                })
                .collect();
            // What a thread did not do is done, and judged, where it is written.
            Self(workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect())
        })
    }

    /// The next run of a subject, and with the first its document.
    pub(super) fn next_run(&mut self, subject: Subject) -> Option<(Option<Document>, GatedRun)> {
        let held = self.0.get_mut(&subject)?;
        Some((held.document.take(), held.runs.pop_front()?))
    }
}

impl NewDocument {
    /// `None` where something in it does not fit, which is for the usual way to say.
    fn of(subject: Subject, part: &SubjectPart, actors: &[ActorPart]) -> Option<Self> {
        let mut document = Document::create(document_kind::of(subject.word)?, subject.id).ok()?;
        let mut runs = VecDeque::with_capacity(part.runs.len());
        for run in &part.runs {
            let actor = ActorId(usize::try_from(run.actor).ok().and_then(|place| actors.get(place))?.actor);
            let changes = ground::decode_run(subject, actor, &run.bytes, run.change_count).ok()?;
            let bytes: Vec<&[u8]> = changes.iter().map(|change| change.bytes.as_slice()).collect();
            let admission = document.admit(&bytes, &GateLimits::default());
            runs.push_back((changes, admission));
        }
        Some(Self { document: Some(document), runs })
    }
}
