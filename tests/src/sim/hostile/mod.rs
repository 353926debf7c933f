//! An enrolled field device whose owner means harm: valid signatures, valid checksums, wrong content. It knows everything
//! that the server knows, and speaks to the real router.
//!
//! After each attack: no panic and no error of the server's own, an answer of the right class, and everybody else is still
//! served. What must not become current is remembered and looked for at the end (`checkers::nothing_forbidden_current`).

mod bodies;
mod changes;
mod facts;
mod feed;
mod rights;
mod texts;
mod uploads;

use super::{
    company::{self, Company, DISPATCHER, as_user, at, new_fact},
    fleet::{Failure, Fleet},
    forge::{self, Forger, push_of, sync_request},
    server::SimServer,
    trace::Trace,
};
use onsite_core::{
    key_store::KeyStore as _,
    sync::{HttpRequest, Input},
};
use onsite_documents::{ActorId, Document};
use onsite_domain::{
    Id, Stamp, Subject, Word,
    assignment::{self, AssignmentFact},
    command::Command,
    document::Write,
    fact::Fact,
    id::Hash,
    number::WorkOrderNumber,
    visit::VisitView,
    work_order::WorkOrderView,
};
use onsite_server::{ServerError, ServerStore};
use onsite_store::{derived, ground};
use onsite_wire::{
    Message as _,
    outcome::{ChainPoint, Outcome, PushOutcome},
    push::{ActorBinding, FactPart, RunPart},
    sync::{CursorRef, SignedCursor, SyncRequest, SyncResponse},
};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rusqlite::OptionalExtension as _;
use serde_json::json;
use std::collections::BTreeSet;

/// The place of the hostile engineer in the company.
const PLACE: usize = 4;

pub struct Mallory {
    pub forger: Forger,
    pub forbidden: Forbidden,
    /// The newest cursor that the server signed for this field device.
    pub cursor: Option<SignedCursor>,
    /// A request that the server has answered.
    pub last_request: Option<HttpRequest>,
}

/// What must never count, whoever holds it.
#[derive(Default)]
pub struct Forbidden {
    pub changes: BTreeSet<Hash>,
    /// By the hash of their bytes: an id may belong to somebody honest.
    pub facts: BTreeSet<(Id, Hash)>,
}

impl Mallory {
    /// # Errors
    /// When the phone of the company's fifth engineer is missing.
    pub fn new(company: &Company, seed: u64) -> anyhow::Result<Self> {
        let missing = || anyhow::anyhow!("the company has no fifth engineer");
        let (_, keys) = company.phones.get(PLACE).ok_or_else(missing)?;
        let field_device = company.field_devices.get(PLACE).copied().ok_or_else(missing)?;
        let secret = keys.get("signing")?.ok_or_else(missing)?;
        let rng = ChaCha8Rng::seed_from_u64(seed);
        let forger = Forger::new(field_device, company::engineer(PLACE), &secret, company.server_id, rng);
        Ok(Self { forger, forbidden: Forbidden::default(), cursor: None, last_request: None })
    }
}

/// A way to do harm: its name in the coverage, and how it goes.
pub type Attack = (&'static str, fn(&mut Strike<'_>) -> Result<(), Failure>);

/// Every attack there is.
pub fn attacks() -> impl Iterator<Item = &'static Attack> {
    [
        bodies::ATTACKS,
        changes::ATTACKS,
        facts::ATTACKS,
        rights::ATTACKS,
        texts::ATTACKS,
        feed::ATTACKS,
        uploads::ATTACKS,
    ]
    .into_iter()
    .flatten()
}

/// One attack.
///
/// # Errors
/// When the server does not answer as it must.
pub fn strike(fleet: &mut Fleet) -> Result<(), Failure> {
    let place = fleet.rng.random_range(0..attacks().count());
    attacks().nth(place).map_or(Ok(()), |attack| strike_by(fleet, attack))
}

/// This attack.
///
/// # Errors
/// When the server does not answer as it must.
pub fn strike_by(fleet: &mut Fleet, (name, attack): &Attack) -> Result<(), Failure> {
    fleet.trace.attack(name);
    let mut strike = Strike {
        name,
        server: &fleet.server,
        mallory: &mut fleet.hostile,
        trace: &mut fleet.trace,
        rng: &mut fleet.rng,
        field_devices: &fleet.field_devices,
        now_ms: fleet.now_ms,
    };
    attack(&mut strike)?;
    strike.others_are_served()
}

/// One attack under way.
pub struct Strike<'a> {
    name: &'static str,
    server: &'a SimServer,
    mallory: &'a mut Mallory,
    trace: &'a mut Trace,
    rng: &'a mut ChaCha8Rng,
    field_devices: &'a [Id],
    now_ms: i64,
}

/// A visit that was given to the hostile engineer, with another as helper.
struct Bait {
    order: Id,
    visit: Id,
}

impl Bait {
    fn visit(&self) -> Subject {
        Subject::new(Word::Visit, self.visit)
    }

    fn order(&self) -> Subject {
        Subject::new(Word::WorkOrder, self.order)
    }

    fn subjects(&self) -> Vec<Subject> {
        assignment::subjects(self.visit, self.order)
    }
}

/// How the server answered.
#[derive(Debug)]
enum Answer {
    Synced(Box<SyncResponse>),
    /// Another success than a sync's.
    Done {
        offset: Option<u64>,
    },
    Problem {
        status: u16,
        code: String,
    },
}

/// Where the feed and this field device's chain of units stand.
struct Standing {
    cursor: CursorRef,
    tip: ChainPoint,
}

impl Strike<'_> {
    fn failure(&self, words: impl std::fmt::Display) -> Failure {
        Failure::new("hostile", format!("{}: {words}", self.name))
    }

    fn office<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut ServerStore) -> Result<T, ServerError> + Send + 'static,
    ) -> Result<T, Failure> {
        self.server.office(job).map_err(|error| self.failure(format!("the office cannot work: {error}")))
    }

    fn others_are_served(&self) -> Result<(), Failure> {
        self.office(|store| store.epoch())?;
        let request = HttpRequest {
            method: "GET",
            path: "/healthz".to_owned(),
            signature: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        match self.server.answer(&request) {
            Input::Answered { status: 200, .. } => Ok(()),
            other => Err(self.failure(format!("afterwards the server answers {other:?}"))),
        }
    }

    /// Sends a request; an error of the server's own is a failure whatever was sent.
    fn send(&mut self, request: &HttpRequest) -> Result<Answer, Failure> {
        let Input::Answered { status, offset, body, .. } = self.server.answer(request) else {
            return Err(self.failure("no answer"));
        };
        // An upload that goes on elsewhere says where.
        if status == 409 && offset.is_some() {
            return Ok(Answer::Done { offset });
        }
        if status < 300 {
            return Ok(match SyncResponse::from_wire(&body) {
                Ok(response) if request.path == onsite_wire::PATH_SYNC => {
                    if let Some(cursor) = &response.cursor {
                        self.mallory.cursor = Some(cursor.clone());
                    }
                    Answer::Synced(Box::new(response))
                }
                _ => Answer::Done { offset },
            });
        }
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        let Some(code) = problem.get("code").and_then(|code| code.as_str()) else {
            let text = String::from_utf8_lossy(&body).into_owned();
            return Err(self.failure(format!("status {status} without a problem: {text}")));
        };
        if status >= 500 {
            return Err(self.failure(format!("the server broke: {problem}")));
        }
        Ok(Answer::Problem { status, code: code.to_owned() })
    }

    fn expect_problem(&mut self, request: &HttpRequest, expected: &[(u16, &str)]) -> Result<(), Failure> {
        match self.send(request)? {
            Answer::Problem { status, code } if expected.contains(&(status, code.as_str())) => {
                self.trace.outcome(&format!("hostile: {status} {code}"));
                Ok(())
            }
            other => Err(self.failure(format!("expected {expected:?}, got {other:?}"))),
        }
    }

    fn standing(&self) -> Result<Standing, Failure> {
        let field_device = self.mallory.forger.field_device.to_string();
        self.office(move |store| {
            let tip = onsite_server::log::tip(store.database())?;
            let chain = tip.chain.first_chunk::<16>().copied().unwrap_or_default();
            let cursor = CursorRef { epoch: store.epoch()?, seq: tip.seq, chain };
            let sql = "SELECT number, chain FROM unit WHERE field_device = ?1 ORDER BY number DESC, chain LIMIT 1";
            let tip = store
                .database()
                .query_row(sql, [field_device], |row| Ok(ChainPoint { number: row.get(0)?, chain: row.get(1)? }))
                .optional()?
                .unwrap_or_default();
            Ok(Standing { cursor, tip })
        })
    }

    fn stamp(&self) -> Stamp {
        let since_boot_ms = u64::try_from(self.now_ms.saturating_sub(company::BEGIN_MS)).unwrap_or(0);
        Stamp { wall_ms: self.now_ms, boot: 5, since_boot_ms }
    }

    fn signed(&mut self, request: &SyncRequest) -> HttpRequest {
        let request = self.mallory.forger.sync(request.to_wire());
        self.mallory.last_request = Some(request.clone());
        request
    }

    fn synced(&mut self, request: &SyncRequest) -> Result<SyncResponse, Failure> {
        let request = self.signed(request);
        match self.send(&request)? {
            Answer::Synced(response) => Ok(*response),
            other => Err(self.failure(format!("a sync was answered with {other:?}"))),
        }
    }

    /// Says that everything up to now was read.
    fn confirm(&mut self) -> Result<(), Failure> {
        let standing = self.standing()?;
        let request = sync_request(Some(standing.cursor), None, self.stamp());
        self.synced(&request).map(|_| ())
    }

    /// Pushes one unit that stands rightly in the chain; what became of it.
    fn push(&mut self, actor: ActorId, runs: Vec<RunPart>, facts: Vec<FactPart>) -> Result<Outcome, Failure> {
        let binding = ActorBinding { actor: actor.0, user: self.mallory.forger.user };
        let standing = self.standing()?;
        let stamp = self.stamp();
        let push = push_of(&standing.tip, vec![binding], runs, facts, stamp);
        let outcome = self.pushed(&sync_request(Some(standing.cursor), Some(push), stamp))?;
        Ok(first_outcome(&outcome))
    }

    fn pushed(&mut self, request: &SyncRequest) -> Result<PushOutcome, Failure> {
        let response = self.synced(request)?;
        response.outcome.ok_or_else(|| self.failure("a push was not looked at"))
    }

    /// Pushes changes and facts as one unit, and wants one of these outcomes. Whatever must not count is remembered.
    fn expect_unit(&mut self, written: Written, expected: &[&str]) -> Result<(), Failure> {
        let is_forbidden = !expected.contains(&"ok");
        let Written { subject, actor, changes, facts } = written;
        if is_forbidden {
            let forbidden = &mut self.mallory.forbidden;
            forbidden.changes.extend(changes.iter().map(|bytes| forge::hash_of_change(bytes)));
            let read = |part: &FactPart| Some((Fact::from_bytes(&part.bytes).ok()?.id, Hash::of(&part.bytes)));
            forbidden.facts.extend(facts.iter().filter_map(read));
        }
        let runs =
            if changes.is_empty() { Vec::new() } else { vec![self.mallory.forger.run(subject, actor, &changes)] };
        let outcome = self.push(actor, runs, facts)?;
        self.expect_outcome(&outcome, expected)
    }

    fn expect_outcome(&mut self, outcome: &Outcome, expected: &[&str]) -> Result<(), Failure> {
        let words = words_of(outcome);
        if !expected.contains(&words.as_str()) {
            return Err(self.failure(format!("expected {expected:?}, got {outcome:?}")));
        }
        self.trace.outcome(&format!("hostile: unit {words}"));
        Ok(())
    }

    /// A visit that the office gave to the hostile engineer; it makes one where there is none.
    fn bait(&mut self) -> Result<Bait, Failure> {
        let own = self.mallory.forger.user;
        let found = self.office(move |store| {
            let visits: Vec<(Subject, VisitView)> = derived::views(store.database(), "word = 'visit'", &[])?;
            Ok(visits
                .into_iter()
                .find(|(_, view)| view.lead == Some(own) && !view.has_ended && view.work_order.is_some()))
        })?;
        if let Some((subject, view)) = found {
            return Ok(Bait { order: view.work_order.unwrap_or_default(), visit: subject.id });
        }
        let helper = company::engineer(self.rng.random_range(0..3));
        let number = WorkOrderNumber::from_random(self.rng.random_range(0..1u64 << 40));
        self.trace.line("office: gives an order to the hostile engineer");
        let (order, visit) = self.office(move |store| {
            let (order, visit, assigned) = (store.ports().new_id(), store.ports().new_id(), store.ports().new_id());
            let set = |field: &str, value| Write::Set { field: field.to_owned(), value };
            let body = AssignmentFact { lead: Some(own), helpers: vec![helper], ..AssignmentFact::default() };
            let command = Command::new("new_order")
                .write(
                    Subject::new(Word::WorkOrder, order),
                    [
                        set("number", json!(number.as_str())),
                        set("title", json!("Bait")),
                        set("device", json!(at(&company::DEVICES, 0))),
                    ],
                )
                .write(
                    Subject::new(Word::Visit, visit),
                    [set("work_order", json!(order)), set("window_start_ms", json!(company::BEGIN_MS))],
                )
                .fact(new_fact(assigned, assignment::subjects(visit, order), &body));
            as_user(store, DISPATCHER, &command)?;
            Ok((order, visit))
        })?;
        Ok(Bait { order, visit })
    }

    fn document(&self, subject: Subject) -> Result<Document, Failure> {
        let found = self.office(move |store| Ok(ground::load(store.database(), subject)?))?;
        found.ok_or_else(|| self.failure(format!("{subject} has no document")))
    }

    /// A visit in which the hostile engineer has no part; `None` where the fleet has none yet.
    fn foreign_visit(&self) -> Result<Option<(Id, VisitView)>, Failure> {
        let own = self.mallory.forger.user;
        let found = self.office(move |store| {
            let visits: Vec<(Subject, VisitView)> = derived::views(store.database(), "word = 'visit'", &[])?;
            Ok(visits.into_iter().find(|(_, view)| {
                view.lead != Some(own)
                    && !view.helpers.contains(&own)
                    && !view.former.contains(&own)
                    && view.work_order.is_some()
                    && view.created_by.as_ref().and_then(onsite_domain::Author::user) != Some(own)
            }))
        })?;
        Ok(found.map(|(subject, view)| (subject.id, view)))
    }

    fn order_view(&self, order: Id) -> Result<WorkOrderView, Failure> {
        let subject = Subject::new(Word::WorkOrder, order);
        Ok(self.office(move |store| Ok(derived::view_as(store.database(), subject)?))?.unwrap_or_default())
    }

    /// Writes behind the document's history as the app would, with the check of shapes left out.
    fn changed(&mut self, subject: Subject, writes: &[Write]) -> Result<Written, Failure> {
        let mut document = self.document(subject)?;
        self.written_to(subject, &mut document, writes)
    }

    fn written_to(&mut self, subject: Subject, document: &mut Document, writes: &[Write]) -> Result<Written, Failure> {
        let actor = self.mallory.forger.actor();
        let change = document.write(actor, self.now_ms, writes).map_err(|error| self.failure(error))?;
        let change = change.ok_or_else(|| self.failure("nothing to write"))?;
        Ok(Written { subject, actor, changes: vec![change.bytes], facts: Vec::new() })
    }

    fn fact(&mut self, kind: &str, subjects: Vec<Subject>, body: serde_json::Value) -> Fact {
        let id = self.mallory.forger.id(self.now_ms);
        Fact { id, kind: kind.to_owned(), author: self.mallory.forger.author(), at: self.stamp(), subjects, body }
    }

    /// A unit of one fact.
    fn stated(&mut self, fact: &Fact) -> Written {
        let part = self.mallory.forger.fact(fact);
        self.stated_part(part)
    }

    fn stated_part(&mut self, part: FactPart) -> Written {
        let subject = Subject::new(Word::Visit, Id::nil());
        Written { subject, actor: self.mallory.forger.actor(), changes: Vec::new(), facts: vec![part] }
    }

    /// One of several, by chance.
    fn one_of<'b, T>(&mut self, all: &'b [T]) -> Result<&'b T, Failure> {
        let place = self.rng.random_range(0..all.len().max(1));
        all.get(place).ok_or_else(|| self.failure("nothing to choose from"))
    }
}

/// A unit before it is sent: changes of one actor in one document, and facts.
#[derive(Clone)]
struct Written {
    subject: Subject,
    actor: ActorId,
    changes: Vec<Vec<u8>>,
    facts: Vec<FactPart>,
}

/// What became of the only unit of a push.
fn first_outcome(outcome: &PushOutcome) -> Outcome {
    if outcome.chain_unknown.is_some() {
        return Outcome::Unavailable { reason: "chain_unknown".to_owned() };
    }
    outcome.units.first().map_or(Outcome::Ok, |unit| unit.outcome.clone())
}

fn words_of(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Ok => "ok".to_owned(),
        Outcome::Duplicate => "duplicate".to_owned(),
        Outcome::Rejected { code, .. } => format!("rejected {code}"),
        Outcome::BlockedBy { .. } => "blocked".to_owned(),
        Outcome::Review { reason } => format!("review {reason}"),
        Outcome::Unavailable { .. } => "unavailable".to_owned(),
    }
}
