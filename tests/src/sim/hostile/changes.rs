//! Changes that no honest program makes, in runs that are rightly signed.

use super::{Attack, Failure, Strike, Written};
use crate::sim::forge::{self, ChangeHead, body_of, change_of_any_kind, sealed, with_head};
use automerge::{ObjType, ROOT, ReadDoc as _, ScalarValue, transaction::Transactable as _};
use onsite_documents::{ActorId, Document, genesis};
use onsite_domain::{Id, Subject, Word, document::Write, document_kind, entry, note::Note};
use onsite_wire::{SubjectRef, push::ActorBinding};
use rand::RngExt as _;
use serde_json::json;

pub(super) const ATTACKS: &[Attack] = &[
    ("change with any bit turned", mutated),
    ("change of random bytes", random_bytes),
    ("change compressed", compressed),
    ("change with its operation counters at the end", exhausting),
    ("change with a wrong sequence number", wrong_seq),
    ("change with unknown dependencies", unknown_deps),
    ("change without dependencies", no_deps),
    ("change that makes a container at the root", container_at_root),
    ("change that writes to the root", write_to_root),
    ("change that deletes", deleting),
    ("change that overwrites an entry", overwriting),
    ("change with values that documents do not have", odd_values),
    ("change with lists and texts", lists),
    ("change larger than allowed", too_large),
    ("change with too many operations", too_many_operations),
    ("genesis that is not the document's", false_genesis),
    ("schema upgrade that is not the document's", false_upgrade),
    ("run moved to another document", moved),
    ("run with a signature that does not fit", bad_signature),
    ("run of another field device's actor", others_actor),
    ("run under another user", others_user),
    ("run with another number of changes", miscounted),
    ("run of a word that has no documents", no_document),
    ("run of an unknown word", unknown_word),
];

const STRUCTURE: &[&str] = &["rejected structure"];

fn note(strike: &mut Strike<'_>, text: &str) -> Write {
    let id = strike.mallory.forger.id(strike.now_ms);
    entry::add(id, &Note { text: text.to_owned(), ..Note::default() })
}

/// An honest note on the bait, to be spoilt.
fn honest(strike: &mut Strike<'_>) -> Result<Written, Failure> {
    let bait = strike.bait()?;
    let note = note(strike, "a note");
    strike.changed(bait.visit(), &[note])
}

fn spoilt(
    strike: &mut Strike<'_>,
    expected: &[&str],
    spoil: impl FnOnce(&mut Strike<'_>, &[u8]) -> Option<Vec<u8>>,
) -> Result<(), Failure> {
    let mut written = honest(strike)?;
    let bytes = written.changes.first().and_then(|bytes| spoil(strike, bytes));
    written.changes = vec![bytes.ok_or_else(|| strike.failure("the change cannot be spoilt"))?];
    strike.expect_unit(written, expected)
}

fn with_other_head(
    strike: &mut Strike<'_>,
    expected: &[&str],
    edit: impl FnOnce(&mut ChangeHead),
) -> Result<(), Failure> {
    spoilt(strike, expected, |_, bytes| with_head(bytes, edit))
}

/// Made by Automerge itself behind the bait's history.
fn of_any_kind(
    strike: &mut Strike<'_>,
    expected: &[&str],
    edit: impl FnOnce(&mut automerge::transaction::Transaction<'_>) -> Option<()>,
) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let document = strike.document(bait.visit())?;
    let actor = strike.mallory.forger.actor();
    let change =
        change_of_any_kind(&document, actor, edit).ok_or_else(|| strike.failure("the change cannot be made"))?;
    let written = Written { subject: bait.visit(), actor, changes: vec![change], facts: Vec::new() };
    strike.expect_unit(written, expected)
}

/// Refused, or harmless: the document goes on, which the checkers see at the end.
fn mutated(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let written = honest(strike)?;
    let Some(mut body) = written.changes.first().and_then(|bytes| body_of(bytes)).map(<[u8]>::to_vec) else {
        return Ok(());
    };
    for _ in 0..strike.rng.random_range(1..4u32) {
        let place = strike.rng.random_range(0..body.len().max(1));
        let byte = strike.rng.random();
        match strike.rng.random_range(0..3u32) {
            0 => body.insert(place, byte),
            1 if body.len() > 1 => drop(body.remove(place)),
            _ => {
                if let Some(held) = body.get_mut(place) {
                    *held = byte;
                }
            }
        }
    }
    let run = strike.mallory.forger.run(written.subject, written.actor, &[sealed(1, &body)]);
    let outcome = strike.push(written.actor, vec![run], Vec::new())?;
    strike.trace.outcome(&format!("hostile: mutated, {}", super::words_of(&outcome)));
    Ok(())
}

fn random_bytes(strike: &mut Strike<'_>) -> Result<(), Failure> {
    spoilt(strike, STRUCTURE, |strike, _| Some(strike.mallory.forger.bytes::<200>().to_vec()))?;
    spoilt(strike, STRUCTURE, |strike, _| Some(sealed(1, &strike.mallory.forger.bytes::<200>())))
}

fn compressed(strike: &mut Strike<'_>) -> Result<(), Failure> {
    spoilt(strike, STRUCTURE, |_, bytes| Some(sealed(2, body_of(bytes)?)))
}

fn exhausting(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let start_op = *strike.one_of(&[
        1 << 30,
        (1 << 31) - 1,
        u64::from(u32::MAX) - 1,
        u64::from(u32::MAX),
        1 << 40,
        u64::MAX >> 1,
        u64::MAX - 1,
        u64::MAX,
        0,
    ])?;
    with_other_head(strike, STRUCTURE, |head| head.start_op = start_op)
}

fn wrong_seq(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let seq = *strike.one_of(&[0, 2, 1 << 32, u64::MAX])?;
    with_other_head(strike, STRUCTURE, |head| head.seq = seq)
}

/// Late work of somebody whose other changes never came looks the same: it is to be done again.
fn unknown_deps(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let unknown = strike.mallory.forger.bytes::<32>();
    with_other_head(strike, &["blocked"], |head| head.deps = vec![unknown])
}

fn no_deps(strike: &mut Strike<'_>) -> Result<(), Failure> {
    with_other_head(strike, STRUCTURE, |head| head.deps.clear())
}

fn container_at_root(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let name = *strike.one_of(&["fields", "notes", "hidden"])?;
    of_any_kind(strike, &["rejected immutable"], |transaction| {
        transaction.put_object(ROOT, name, ObjType::Map).ok().map(drop)
    })
}

fn write_to_root(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let key = *strike.one_of(&["schema", "id", "kind", "owner"])?;
    of_any_kind(strike, &["rejected immutable"], |transaction| transaction.put(ROOT, key, 9_i64).ok())
}

fn deleting(strike: &mut Strike<'_>) -> Result<(), Failure> {
    of_any_kind(strike, &["rejected immutable", "rejected structure"], |transaction| {
        let (_, fields) = transaction.get(ROOT, "fields").ok()??;
        transaction.delete(&fields, "work_order").ok()
    })
}

fn overwriting(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let first = note(strike, "what was written");
    let written = strike.changed(bait.visit(), std::slice::from_ref(&first))?;
    strike.expect_unit(written, &["ok"])?;
    let Write::Add { id, .. } = first else { return Ok(()) };
    of_any_kind(strike, &["rejected immutable"], |transaction| {
        let (_, notes) = transaction.get(ROOT, "notes").ok()??;
        transaction.put(&notes, id.to_string(), "{\"text\":\"never was\"}").ok()
    })
}

fn odd_values(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let value = strike
        .one_of(&[
            ScalarValue::Bytes(vec![1, 2, 3]),
            ScalarValue::counter(3),
            ScalarValue::Timestamp(5),
            ScalarValue::F64(f64::NAN),
        ])?
        .clone();
    of_any_kind(strike, &["rejected wrong_shape", "rejected structure", "rejected immutable"], |transaction| {
        let (_, fields) = transaction.get(ROOT, "fields").ok()??;
        transaction.put(&fields, "window_start_ms", value).ok()
    })
}

fn lists(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let kind = *strike.one_of(&[ObjType::List, ObjType::Text, ObjType::Map])?;
    of_any_kind(strike, &["rejected immutable", "rejected structure"], |transaction| {
        let (_, notes) = transaction.get(ROOT, "notes").ok()??;
        let made = transaction.put_object(&notes, "list", kind).ok()?;
        if kind == ObjType::List { transaction.insert(&made, 0, 1_i64).ok() } else { Some(()) }
    })
}

fn too_large(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let length = *strike.one_of(&[40_000, 1_200_000])?;
    let id = strike.mallory.forger.id(strike.now_ms);
    of_any_kind(strike, &["rejected too_large"], |transaction| {
        let (_, notes) = transaction.get(ROOT, "notes").ok()??;
        transaction.put(&notes, id.to_string(), json!({"text": "x".repeat(length)}).to_string()).ok()
    })
}

fn too_many_operations(strike: &mut Strike<'_>) -> Result<(), Failure> {
    of_any_kind(strike, &["rejected too_large"], |transaction| {
        let (_, fields) = transaction.get(ROOT, "fields").ok()??;
        // One register under an honest name, set over and over, so that nothing but the number is wrong.
        (0..10_001_i64).try_for_each(|value| transaction.put(&fields, "window_start_ms", value).ok())
    })
}

/// The fixed actor of genesis, with something else to say.
fn false_genesis(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let fixed = schema_actor(strike, bait.visit())?;
    by_fixed_actor(strike, fixed, STRUCTURE)
}

/// The fixed actor of a schema that this server does not know: perhaps the app is newer, so nothing is refused for good.
fn false_upgrade(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let ActorId(mut bytes) = schema_actor(strike, bait.visit())?;
    if let Some(last) = bytes.last_mut() {
        *last = 9;
    }
    by_fixed_actor(strike, ActorId(bytes), &["unavailable"])
}

fn schema_actor(strike: &Strike<'_>, subject: Subject) -> Result<ActorId, Failure> {
    let kind = document_kind::of(subject.word).ok_or_else(|| strike.failure("no documents"))?;
    Ok(genesis(kind, subject.id).meta.actor)
}

fn by_fixed_actor(strike: &mut Strike<'_>, actor: ActorId, expected: &[&str]) -> Result<(), Failure> {
    let written = honest(strike)?;
    let bytes = written.changes.first().and_then(|bytes| with_head(bytes, |head| head.actor = actor.0.to_vec()));
    let bytes = bytes.ok_or_else(|| strike.failure("the change cannot be spoilt"))?;
    strike.expect_unit(Written { actor, changes: vec![bytes], ..written }, expected)
}

/// A change of one document with its signature, sent as another document's.
fn moved(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let written = honest(strike)?;
    strike.mallory.forbidden.changes.extend(written.changes.iter().map(|bytes| forge::hash_of_change(bytes)));
    let mut run = strike.mallory.forger.run(bait.order(), written.actor, &written.changes);
    run.signature = strike.mallory.forger.run(written.subject, written.actor, &written.changes).signature;
    let outcome = strike.push(written.actor, vec![run], Vec::new())?;
    strike.expect_outcome(&outcome, &["rejected other_author"])?;
    // Signed anew for the other document it stands on nothing that is there.
    let run = strike.mallory.forger.run(bait.order(), written.actor, &written.changes);
    let outcome = strike.push(written.actor, vec![run], Vec::new())?;
    strike.expect_outcome(&outcome, &["blocked", "rejected unknown_path", "rejected structure", "rejected forbidden"])
}

fn bad_signature(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let written = honest(strike)?;
    strike.mallory.forbidden.changes.extend(written.changes.iter().map(|bytes| forge::hash_of_change(bytes)));
    let mut run = strike.mallory.forger.run(written.subject, written.actor, &written.changes);
    run.signature.0 = strike.mallory.forger.bytes();
    let outcome = strike.push(written.actor, vec![run], Vec::new())?;
    strike.expect_outcome(&outcome, &["rejected other_author"])
}

/// Goes on under the actor of somebody else in the document.
fn others_actor(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let document = strike.document(bait.visit())?;
    let own = strike.mallory.forger.author();
    let actors: Vec<ActorId> = document.changes().iter().skip(1).map(|meta| meta.actor).collect();
    let foreign = strike.office(move |store| {
        for actor in actors {
            if onsite_store::ground::author(store.database(), &actor)?.is_some_and(|author| author != own) {
                return Ok(Some(actor));
            }
        }
        Ok(None)
    })?;
    let Some(actor) = foreign else { return Ok(()) };
    let note = note(strike, "in another name");
    let change = document.clone().write(actor, strike.now_ms, &[note]).map_err(|error| strike.failure(error))?;
    let changes = change.map(|change| change.bytes).into_iter().collect();
    let written = Written { subject: bait.visit(), actor, changes, facts: Vec::new() };
    strike.expect_unit(written, &["rejected other_author"])
}

fn others_user(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let written = honest(strike)?;
    strike.mallory.forbidden.changes.extend(written.changes.iter().map(|bytes| forge::hash_of_change(bytes)));
    let run = strike.mallory.forger.run(written.subject, written.actor, &written.changes);
    let binding = ActorBinding { actor: written.actor.0, user: crate::sim::company::engineer(0) };
    let standing = strike.standing()?;
    let push = forge::push_of(&standing.tip, vec![binding], vec![run], Vec::new(), strike.stamp());
    let outcome = strike.pushed(&forge::sync_request(Some(standing.cursor), Some(push), strike.stamp()))?;
    strike.expect_outcome(&super::first_outcome(&outcome), &["rejected other_author"])
}

fn miscounted(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let written = honest(strike)?;
    let mut run = strike.mallory.forger.run(written.subject, written.actor, &written.changes);
    run.change_count = *strike.one_of(&[2, 19_999, u32::MAX])?;
    strike.mallory.forbidden.changes.extend(written.changes.iter().map(|bytes| forge::hash_of_change(bytes)));
    let outcome = strike.push(written.actor, vec![run], Vec::new())?;
    strike.expect_outcome(&outcome, STRUCTURE)
}

fn no_document(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let written = honest(strike)?;
    let word = *strike.one_of(&[Word::Customer, Word::User, Word::Settings])?;
    let subject = Subject::new(word, Id::from_parts(1, 1));
    strike.expect_unit(Written { subject, ..written }, &["rejected unknown_path"])
}

/// Perhaps the app is newer than the server: it keeps its unit.
fn unknown_word(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let written = honest(strike)?;
    let mut run = strike.mallory.forger.run(written.subject, written.actor, &written.changes);
    run.subject = SubjectRef { word: "spaceship".to_owned(), id: Id::from_parts(1, 1) };
    let outcome = strike.push(written.actor, vec![run], Vec::new())?;
    strike.expect_outcome(&outcome, &["unavailable"])
}

/// A document that nobody has begun.
pub(super) fn begun(word: Word, id: Id) -> Option<Document> {
    Document::create(document_kind::of(word)?, id).ok()
}
