//! Messages as an enrolled field device makes them that keeps no rule: rightly signed, wrongly made. What the server should
//! say to them is for whoever sends them to know.

use automerge::{
    Automerge, ChangeHash, ReadDoc as _,
    transaction::{CommitOptions, Transaction},
};
use onsite_core::sync::HttpRequest;
use onsite_documents::{ActorId, Document};
use onsite_domain::{Author, Id, Stamp, Subject, fact::Fact, id::Hash};
use onsite_store::ground;
use onsite_wire::{
    AuthorRef, PATH_SYNC, PROTOCOL, ServerId, Signature, SigningKey, Statement, SubjectRef,
    outcome::ChainPoint,
    push::{ActorBinding, FactPart, Push, RunPart, Unit, UnitRun},
    request::{RequestLine, RequestSignature},
    sync::{CursorRef, SyncRequest},
};
use rand::{Rng as _, RngExt as _};
use rand_chacha::ChaCha8Rng;

/// A field device's key and everything that can be signed with it.
pub struct Forger {
    pub field_device: Id,
    pub user: Id,
    pub server: ServerId,
    pub counter: u64,
    key: SigningKey,
    rng: ChaCha8Rng,
}

impl Forger {
    pub fn new(field_device: Id, user: Id, secret: &[u8; 32], server: ServerId, rng: ChaCha8Rng) -> Self {
        // Far above what the phone used before it fell into the wrong hands.
        Self { field_device, user, server, counter: 1_000_000, key: SigningKey::from_bytes(secret), rng }
    }

    pub fn author(&self) -> Author {
        Author::FieldDevice { field_device: self.field_device, user: self.user }
    }

    pub fn id(&mut self, at_ms: i64) -> Id {
        Id::from_parts(u64::try_from(at_ms).unwrap_or(0), self.rng.random())
    }

    pub fn actor(&mut self) -> ActorId {
        ActorId(self.bytes())
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    pub fn request(
        &mut self,
        method: &'static str,
        path: &str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> HttpRequest {
        self.counter = self.counter.saturating_add(1);
        self.request_under(self.counter, method, path, headers, body)
    }

    /// Signed under any counter.
    pub fn request_under(
        &self,
        counter: u64,
        method: &'static str,
        path: &str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> HttpRequest {
        let line = RequestLine { method, path, body: &Hash::of(&body) };
        let signed = RequestSignature::sign(line, self.server, self.field_device, counter, &self.key);
        HttpRequest { method, path: path.to_owned(), signature: signed.to_header(), headers, body }
    }

    pub fn sync(&mut self, body: Vec<u8>) -> HttpRequest {
        self.request("POST", PATH_SYNC, Vec::new(), body)
    }

    /// A fact's bytes with its author's signature, whatever it says.
    pub fn fact(&self, fact: &Fact) -> FactPart {
        self.fact_of_bytes(fact.to_bytes())
    }

    pub fn fact_of_bytes(&self, bytes: Vec<u8>) -> FactPart {
        let signature = self.key.sign(&Statement::Fact { server: self.server, hash: &Hash::of(&bytes) });
        FactPart { bytes, signature }
    }

    pub fn record_signature(&self, bytes: &[u8]) -> Signature {
        self.key.sign(&Statement::Record { server: self.server, hash: &Hash::of(bytes) })
    }

    /// The signature over a run of this field device's own.
    pub fn run_signature(&self, subject: Subject, actor: ActorId, newest: &Hash) -> Signature {
        self.key.sign(&Statement::Run {
            server: self.server,
            subject: &SubjectRef::from(subject),
            actor: &actor.0,
            author: &AuthorRef::from(&self.author()),
            newest,
        })
    }

    /// Changes of one actor as they travel; the actor is the first of the push.
    pub fn run(&self, subject: Subject, actor: ActorId, changes: &[Vec<u8>]) -> RunPart {
        let slices: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
        let newest = changes.last().map(|bytes| hash_of_change(bytes)).unwrap_or_default();
        RunPart {
            subject: SubjectRef::from(subject),
            actor: 0,
            is_creating: false,
            bytes: ground::encode_run(subject, actor, &slices),
            change_count: u32::try_from(changes.len()).unwrap_or(u32::MAX),
            newest: None,
            signature: self.run_signature(subject, actor, &newest),
        }
    }

    pub fn cursor_signature(&self, cursor: &CursorRef) -> Signature {
        self.key.sign(&Statement::Cursor {
            server: self.server,
            field_device: self.field_device,
            epoch: cursor.epoch,
            seq: cursor.seq,
            chain: &cursor.chain,
        })
    }
}

/// One unit with all of these runs and facts, after `tip`.
pub fn push_of(
    tip: &ChainPoint,
    actors: Vec<ActorBinding>,
    runs: Vec<RunPart>,
    facts: Vec<FactPart>,
    stamp: Stamp,
) -> Push {
    let unit_runs = (0_u32..).zip(&runs).map(|(run, part)| UnitRun { run, change_count: part.change_count }).collect();
    let unit = Unit { stamp, runs: unit_runs, facts, intent: Some("forged".to_owned()), is_signed: false };
    let first_number = tip.number.saturating_add(1);
    Push { branch: [7; 16], parent: tip.chain, first_number, actors, runs, units: vec![unit], blobs: Vec::new() }
}

/// A request as this build's app would make it.
pub fn sync_request(cursor: Option<CursorRef>, push: Option<Push>, stamp: Stamp) -> SyncRequest {
    SyncRequest {
        protocol: PROTOCOL,
        app_version: "0.0.0".to_owned(),
        schema: onsite_core::SCHEMA,
        cursor,
        stamp,
        push,
        ..SyncRequest::default()
    }
}

/// What a change's hash is by its bytes, whether or not they are a change.
pub fn hash_of_change(bytes: &[u8]) -> Hash {
    Hash::of(bytes.get(8..).unwrap_or_default())
}

/// A change made with Automerge itself behind a document's history, doing whatever `edit` does.
pub fn change_of_any_kind(
    document: &Document,
    actor: ActorId,
    edit: impl FnOnce(&mut Transaction<'_>) -> Option<()>,
) -> Option<Vec<u8>> {
    let mut automerge = Automerge::new();
    let history =
        document.changes().iter().map(|meta| document.change_bytes(&meta.hash)).collect::<Option<Vec<_>>>()?;
    let changes =
        history.iter().map(|bytes| automerge::Change::try_from(bytes.as_slice()).ok()).collect::<Option<Vec<_>>>()?;
    automerge.apply_changes(changes).ok()?;
    automerge.set_actor(automerge::ActorId::from(actor.0));
    let mut transaction = automerge.transaction();
    edit(&mut transaction)?;
    let (hash, _) = transaction.commit_with(CommitOptions::default());
    let change = automerge.get_change_by_hash(&ChangeHash(hash?.0))?;
    Some(change.raw_bytes().to_vec())
}

/// The part of a change's body before its operations, taken apart.
#[derive(Clone, Debug)]
pub struct ChangeHead {
    pub deps: Vec<[u8; 32]>,
    pub actor: Vec<u8>,
    pub seq: u64,
    pub start_op: u64,
}

/// The same change with another head, sealed again; `None` where the bytes are no change.
pub fn with_head(bytes: &[u8], edit: impl FnOnce(&mut ChangeHead)) -> Option<Vec<u8>> {
    let mut rest = body_of(bytes)?;
    let mut deps = Vec::new();
    for _ in 0..leb(&mut rest)? {
        let (dep, after) = rest.split_first_chunk::<32>()?;
        deps.push(*dep);
        rest = after;
    }
    let length = usize::try_from(leb(&mut rest)?).ok()?;
    let (actor, after) = rest.split_at_checked(length)?;
    rest = after;
    let mut head = ChangeHead { deps, actor: actor.to_vec(), seq: leb(&mut rest)?, start_op: leb(&mut rest)? };
    edit(&mut head);
    let mut body = Vec::new();
    push_leb(&mut body, count(head.deps.len()));
    head.deps.iter().for_each(|dep| body.extend_from_slice(dep));
    push_leb(&mut body, count(head.actor.len()));
    body.extend_from_slice(&head.actor);
    push_leb(&mut body, head.seq);
    push_leb(&mut body, head.start_op);
    body.extend_from_slice(rest);
    Some(sealed(1, &body))
}

/// What follows the length of a change.
pub fn body_of(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(9..)?;
    leb(&mut rest)?;
    Some(rest)
}

/// A chunk of Automerge's format with a checksum that fits.
pub fn sealed(chunk_type: u8, body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![chunk_type];
    push_leb(&mut hashed, count(body.len()));
    hashed.extend_from_slice(body);
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83];
    bytes.extend(Hash::of(&hashed).0.iter().take(4));
    bytes.extend(hashed);
    bytes
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn leb(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn push_leb(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or(0);
        value >>= 7;
        out.push(if value == 0 { low } else { low | 0x80 });
        if value == 0 {
            return;
        }
    }
}
