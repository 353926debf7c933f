//! Lies about what was read, what came before, and what a server lost.

use super::{Attack, Failure, Strike, facts, first_outcome, push_of, sync_request};
use crate::sim::company::{self, DISPATCHER, as_user};
use onsite_domain::{
    Id, Subject, Word,
    acceptance::{AcceptanceFact, Verdict},
    command::Command,
    document::Write,
    entry,
    fact::Fact,
    fact_kind::FactBody as _,
    id::Hash,
    note::Note,
    record::Record,
};
use onsite_store::{fact, ground, record};
use onsite_wire::{
    AuthorRef, SubjectRef,
    delivery::{ActorPart, DeliveredFact, DeliveredRecord, DeliveredRun, How, Relay, SubjectPart},
    outcome::ChainPoint,
    sync::{CursorRef, Fingerprint, Fingerprints, SignedCursor, SyncRequest},
};
use rand::RngExt as _;
use serde_json::json;

pub(super) const ATTACKS: &[Attack] = &[
    ("change that pretends to be older than it is", backdated),
    ("cursor that the server never signed", forged_cursor),
    ("cursor of the future", future_cursor),
    ("relay that nobody asked for", uninvited_relay),
    ("relay of one's own after a restore", own_relay),
    ("second branch of the own chain", fork),
    ("unit after one that never was", unknown_parent),
    ("fingerprints that nobody asked for", uninvited_fingerprints),
];

/// Everything up to now was confirmed, and then comes a change that knows less.
fn backdated(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    strike.confirm()?;
    let mut old = strike.document(bait.visit())?;
    let later_ms = company::BEGIN_MS.saturating_add(i64::from(strike.rng.random_range(1..1_000_000u32)) * 1000);
    let subject = bait.visit();
    strike.office(move |store| {
        let write = Write::Set { field: "window_start_ms".to_owned(), value: json!(later_ms) };
        as_user(store, DISPATCHER, &Command::new("reschedule").write(subject, [write]))
    })?;
    strike.confirm()?;
    let write = match strike.rng.random_range(0..2u32) {
        0 => Write::Set { field: "window_start_ms".to_owned(), value: json!(later_ms.saturating_add(60_000)) },
        _ => entry::add(strike.mallory.forger.id(strike.now_ms), &Note { text: "late".to_owned(), ..Note::default() }),
    };
    let written = strike.written_to(subject, &mut old, &[write])?;
    strike.expect_unit(written, &["review late"])
}

fn epoch(strike: &Strike<'_>) -> Result<u32, Failure> {
    strike.office(|store| store.epoch())
}

/// Sends that field device back to the beginning, and changes nothing for anybody else.
fn forged_cursor(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let before = epoch(strike)?;
    let chain = strike.mallory.forger.bytes();
    let cursor =
        CursorRef { epoch: *strike.one_of(&[before, 0, u32::MAX])?, seq: strike.rng.random_range(1..50), chain };
    let signature = strike.mallory.forger.cursor_signature(&cursor);
    let request = sync_request(Some(cursor), None, strike.stamp());
    let response =
        strike.synced(&SyncRequest { signed_cursor: Some(SignedCursor { cursor, signature }), ..request })?;
    let is_reset = response.reset.is_some_and(|reset| !reset.is_server_restored);
    if !is_reset || epoch(strike)? != before || !response.subjects.is_empty() {
        return Err(strike.failure(format!("got {:?} in epoch {}", response.reset, response.epoch)));
    }
    Ok(())
}

fn future_cursor(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let before = epoch(strike)?;
    let standing = strike.standing()?;
    let cursors = [
        CursorRef { seq: standing.cursor.seq.saturating_add(10), ..standing.cursor },
        CursorRef { seq: u64::MAX, ..standing.cursor },
        CursorRef { seq: 1 << 63, ..standing.cursor },
        CursorRef { epoch: u32::MAX, ..standing.cursor },
    ];
    let cursor = *strike.one_of(&cursors)?;
    let response = strike.synced(&sync_request(Some(cursor), None, strike.stamp()))?;
    let is_asked = response.wants.is_some_and(|wants| wants.signed_cursor);
    if !is_asked || !response.subjects.is_empty() || epoch(strike)? != before {
        return Err(strike.failure("the cursor was believed"));
    }
    Ok(())
}

/// A relay with a fact, a run and a record that policy would never let through.
struct Contraband {
    relay: Relay,
    fact: (Id, Hash),
    change: Option<(Subject, Hash)>,
    record: Hash,
}

fn contraband(strike: &mut Strike<'_>) -> Result<Contraband, Failure> {
    let fact = facts::custody_of(strike);
    let part = strike.mallory.forger.fact(&fact);
    let fact_hash = Hash::of(&part.bytes);
    let author = strike.mallory.forger.author();
    let mut relay = Relay::default();
    let subject_part = |subject: Subject| SubjectPart {
        subject: SubjectRef::from(subject),
        how: How::Tail,
        runs: Vec::new(),
        facts: Vec::new(),
        records: Vec::new(),
    };
    let about = fact.subjects.first().copied().unwrap_or(Subject::new(Word::StockLocation, fact.id));
    let delivered = DeliveredFact { bytes: part.bytes, signature: part.signature, received: None, is_in_review: false };
    relay.subjects.push(SubjectPart { facts: vec![delivered], ..subject_part(about) });
    let record = Record {
        word: Word::User,
        id: strike.mallory.forger.user,
        epoch: u32::MAX,
        version: 9,
        at_ms: strike.now_ms,
        is_removed: false,
        body: json!({"login": "mallory", "roles": ["administrator"]}),
    };
    let bytes = record.to_bytes();
    let record_hash = Hash::of(&bytes);
    let signature = strike.mallory.forger.record_signature(&bytes);
    let user = Subject::new(Word::User, record.id);
    relay.subjects.push(SubjectPart { records: vec![DeliveredRecord { bytes, signature }], ..subject_part(user) });
    let mut change = None;
    if let Some((visit, _)) = strike.foreign_visit()? {
        let subject = Subject::new(Word::Visit, visit);
        let write = Write::Set { field: "window_start_ms".to_owned(), value: json!(1) };
        let written = strike.changed(subject, &[write])?;
        let run = strike.mallory.forger.run(subject, written.actor, &written.changes);
        relay.actors.push(ActorPart { actor: written.actor.0, author: AuthorRef::from(&author) });
        let delivered = DeliveredRun {
            actor: 0,
            bytes: run.bytes,
            change_count: run.change_count,
            changes: None,
            newest: None,
            proof: Some(run.signature.into()),
            is_by_server: false,
            is_in_review: false,
        };
        relay.subjects.push(SubjectPart { runs: vec![delivered], ..subject_part(subject) });
        change = written.changes.first().map(|bytes| (subject, super::forge::hash_of_change(bytes)));
    }
    strike.mallory.forbidden.facts.insert((fact.id, fact_hash));
    strike.mallory.forbidden.changes.extend(change.map(|(_, hash)| hash));
    Ok(Contraband { relay, fact: (fact.id, fact_hash), change, record: record_hash })
}

/// Nothing of it came through.
fn nothing_came_through(strike: &Strike<'_>, contraband: &Contraband) -> Result<(), Failure> {
    let (fact_id, change, user) = (contraband.fact.0, contraband.change, strike.mallory.forger.user);
    let (has_fact, has_change, record) = strike.office(move |store| {
        let database = store.database();
        let has_change = match change {
            Some((subject, hash)) => ground::load(database, subject)?.is_some_and(|document| document.has(&hash)),
            None => false,
        };
        let record = record::get(database, Subject::new(Word::User, user))?.map(|stored| Hash::of(&stored.bytes));
        Ok((fact::get(database, fact_id)?.is_some(), has_change, record))
    })?;
    if has_fact || has_change || record == Some(contraband.record) {
        return Err(strike.failure(format!(
            "came through: fact {has_fact}, change {has_change}, record {}",
            record == Some(contraband.record)
        )));
    }
    Ok(())
}

fn uninvited_relay(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let contraband = contraband(strike)?;
    let standing = strike.standing()?;
    let request = sync_request(Some(standing.cursor), None, strike.stamp());
    strike.synced(&SyncRequest { relay: Some(contraband.relay.clone()), ..request })?;
    nothing_came_through(strike, &contraband)
}

/// After a restore, field devices are asked what they have: what they bring of their own is judged all the same.
fn own_relay(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let contraband = contraband(strike)?;
    let lost = strike.mallory.cursor.clone();
    let request = match lost {
        // Shown to a server that still holds it, it opens nothing.
        Some(cursor) => SyncRequest {
            cursor: Some(cursor.cursor),
            signed_cursor: Some(cursor),
            ..sync_request(None, None, strike.stamp())
        },
        None => sync_request(None, None, strike.stamp()),
    };
    let response = strike.synced(&request)?;
    if response.reset.is_some_and(|reset| reset.is_server_restored) {
        strike.trace.attack("relay of one's own that the server asked for");
    }
    let request = SyncRequest { relay: Some(contraband.relay.clone()), ..sync_request(None, None, strike.stamp()) };
    strike.synced(&request)?;
    nothing_came_through(strike, &contraband)
}

fn harmless(strike: &mut Strike<'_>) -> Result<Fact, Failure> {
    let bait = strike.bait()?;
    let body = AcceptanceFact { verdict: Verdict::Accepted, ..AcceptanceFact::default() };
    Ok(strike.fact(AcceptanceFact::KIND, bait.subjects(), onsite_domain::fact_kind::body(&body)))
}

/// Two units after the same one: both are kept, and people are told.
fn fork(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let standing = strike.standing()?;
    let mut is_forked = Vec::new();
    for _ in 0..2 {
        let fact = harmless(strike)?;
        let part = strike.mallory.forger.fact(&fact);
        let stamp = strike.stamp();
        let push = push_of(&standing.tip, Vec::new(), Vec::new(), vec![part], stamp);
        let cursor = strike.standing()?.cursor;
        let outcome = strike.pushed(&sync_request(Some(cursor), Some(push), stamp))?;
        strike.expect_outcome(&first_outcome(&outcome), &["ok"])?;
        is_forked.push(outcome.is_forked);
    }
    if is_forked.last() == Some(&true) { Ok(()) } else { Err(strike.failure("the fork was not noticed")) }
}

/// Nothing is taken, and the server says where its chain ends.
fn unknown_parent(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let fact = harmless(strike)?;
    let part = strike.mallory.forger.fact(&fact);
    strike.mallory.forbidden.facts.insert((fact.id, Hash::of(&part.bytes)));
    let standing = strike.standing()?;
    let astray = ChainPoint { number: standing.tip.number, chain: strike.mallory.forger.bytes() };
    let stamp = strike.stamp();
    let push = push_of(&astray, Vec::new(), Vec::new(), vec![part], stamp);
    let outcome = strike.pushed(&sync_request(Some(standing.cursor), Some(push), stamp))?;
    if outcome.chain_unknown != Some(standing.tip) {
        return Err(strike.failure(format!("got {outcome:?}")));
    }
    Ok(())
}

/// Would tell which subjects exist.
fn uninvited_fingerprints(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let mut subjects = Vec::new();
    for _ in 0..100 {
        let subject = SubjectRef { word: "work_order".to_owned(), id: strike.mallory.forger.id(strike.now_ms) };
        subjects.push(Fingerprint { subject, print: strike.mallory.forger.bytes() });
    }
    let standing = strike.standing()?;
    let request = sync_request(Some(standing.cursor), None, strike.stamp());
    let fingerprints = Some(Fingerprints { subjects, is_complete: true });
    let response = strike.synced(&SyncRequest { fingerprints, ..request })?;
    // A field device that was sent back to the beginning by a restored server is asked for what it named.
    let is_told = response.wants.is_some_and(|wants| !wants.subjects.is_empty());
    let user = strike.mallory.forger.field_device;
    let may_relay = strike.office(move |store| Ok(store.relays_left(user)? > 0))?;
    if is_told && !may_relay { Err(strike.failure("the server told what it lacks")) } else { Ok(()) }
}
