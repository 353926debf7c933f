//! The runs of a push, read and with their signatures checked. That asks nothing of the store, so it is done before the
//! writer's queue where the key of the field device is known.

use super::rejected;
use onsite_documents::{ActorId, RawChange};
use onsite_domain::{Author, Id, RejectedCode, Subject, id::Hash};
use onsite_store::ground;
use onsite_wire::{
    AuthorRef, PublicKey, ServerId, Signature, Statement, SubjectRef,
    outcome::Outcome,
    push::{ActorBinding, Push, RunPart},
};

/// Whose signatures they must be, at which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signer {
    pub(crate) server: ServerId,
    pub(crate) field_device: Id,
    pub(crate) key: PublicKey,
}

/// Every run of a push, or what is wrong with it.
pub(crate) struct SignedRuns {
    by: Signer,
    runs: Vec<Result<SignedRun, Outcome>>,
}

/// A run that the field device signed for this document, in the name of a user.
pub(super) struct SignedRun {
    pub(super) subject: Subject,
    pub(super) user: Id,
    pub(super) actor: ActorId,
    pub(super) newest: Hash,
    pub(super) signature: Signature,
    pub(super) changes: Vec<RawChange>,
}

impl SignedRuns {
    pub(crate) fn read(push: &Push, by: Signer) -> Self {
        let binding = |part: &RunPart| usize::try_from(part.actor).ok().and_then(|place| push.actors.get(place));
        Self { by, runs: push.runs.iter().map(|part| read(part, binding(part), by)).collect() }
    }

    pub(super) fn is_by(&self, signer: Signer) -> bool {
        self.by == signer
    }

    pub(super) fn into_runs(self) -> Vec<Result<SignedRun, Outcome>> {
        self.runs
    }
}

fn read(part: &RunPart, binding: Option<&ActorBinding>, by: Signer) -> Result<SignedRun, Outcome> {
    let subject = part.subject.subject().ok_or_else(|| Outcome::Unavailable { reason: "server_older".to_owned() })?;
    let wrong = |code, detail: &str| rejected(code, &subject.to_string(), detail);
    let binding = binding.ok_or_else(|| wrong(RejectedCode::OtherAuthor, "a run of another user"))?;
    let author = Author::FieldDevice { field_device: by.field_device, user: binding.user };
    let actor = ActorId(binding.actor);
    let changes = ground::decode_run(subject, actor, &part.bytes, part.change_count)
        .map_err(|error| wrong(error.code, &error.detail))?;
    let last = changes.last().ok_or_else(|| wrong(RejectedCode::Structure, "an empty run"))?;
    let newest = part.newest.unwrap_or(last.meta.hash);
    let statement = Statement::Run {
        server: by.server,
        subject: &SubjectRef::from(subject),
        actor: &binding.actor,
        author: &AuthorRef::from(&author),
        newest: &newest,
    };
    if newest != last.meta.hash || by.key.verify(&statement, &part.signature).is_err() {
        return Err(wrong(RejectedCode::OtherAuthor, "the signature of the run does not fit"));
    }
    Ok(SignedRun { subject, user: binding.user, actor, newest, signature: part.signature, changes })
}
