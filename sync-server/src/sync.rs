//! `POST /v1/sync`: who asks, what they bring, what they get, in one transaction.

use crate::{
    ServerError, ServerStore,
    feed::{Asked, Own},
    field_device::{self, FieldDeviceState},
    log,
    push::{Pushed, SignedRuns},
    waiting,
};
use onsite_domain::{Author, Id, Subject, Word, id::Hash};
use onsite_store::{Touched, derived, fact, ground, meta, record};
use onsite_wire::{
    SubjectRef,
    sync::{CursorRef, Fingerprints, Reset, SignedCursor, SyncRequest, SyncResponse, Wants, fingerprint},
};
use serde::{Deserialize, Serialize};

/// A field device that was heard just now is not shown anew.
const HEARD_AGAIN_MS: i64 = 10_000;

/// Where a cursor stands against this server's feed.
enum Standing {
    /// A new field device, or one that was reset.
    Beginning,
    Fits {
        seq: u64,
    },
    /// It does not fit; the signed form decides whose fault that is.
    Doubtful,
    /// The server signed it and its feed does not hold it: the server was rolled back.
    ServerRolledBack,
    /// The server never issued it.
    NotIssued,
}

impl ServerStore {
    /// Carries everything both ways, once.
    pub fn sync(&mut self, device: FieldDeviceState, request: SyncRequest) -> Result<SyncResponse, ServerError> {
        self.sync_with(device, request, None)
    }

    /// The same, with the runs of its push read before.
    pub(crate) fn sync_with(
        &mut self,
        mut device: FieldDeviceState,
        request: SyncRequest,
        read: Option<SignedRuns>,
    ) -> Result<SyncResponse, ServerError> {
        let mut response = SyncResponse { epoch: self.epoch()?, server_ms: self.now_ms(), ..SyncResponse::default() };
        if device.is_revoked {
            return self.sync_revoked(&device, request, response);
        }
        let (mut touched, mut projected) = (Touched::new(), Touched::new());
        self.know_users(&mut device, &request.certificates, &mut touched)?;
        let mut wants = Wants::default();
        let is_proven = self.is_proven_rolled_back(&device, &request)?;
        let standing = if is_proven { Standing::ServerRolledBack } else { self.standing(&device, &request)? };
        let seq = match standing {
            Standing::Beginning => Some(0),
            Standing::Fits { seq } => Some(seq),
            Standing::Doubtful => {
                wants.signed_cursor = true;
                None
            }
            Standing::ServerRolledBack => {
                let shown = request.signed_cursor.as_ref().map(|signed| signed.cursor);
                let epoch = shown.map_or(0, |cursor| cursor.epoch);
                self.enter_new_epoch_after(epoch)?;
                response.epoch = self.epoch()?;
                response.reset = Some(Reset { epoch: response.epoch, is_server_restored: true });
                self.open_relay(device.field_device)?;
                None
            }
            Standing::NotIssued => {
                response.reset = Some(Reset { epoch: response.epoch, is_server_restored: false });
                None
            }
        };
        // What is relayed of others is believed for its signatures and asks no policy: only from a field device that this server
        // sent back to the beginning after it was restored: before its outbox and, for what stands on that, after it.
        let relays_left = self.relays_left(device.field_device)?;
        if let Some(relay) = request.relay.filter(|_| relays_left > 0) {
            let has_more = relay.has_more;
            self.take_relay(&device, relay, &mut touched)?;
            self.take_as_told(&touched)?;
            self.count_relay(device.field_device, has_more)?;
        }
        // Work is judged by what was there when it was done: not before a rolled-back server has got that back.
        let is_standing = seq.is_some();
        let mut own = Own::default();
        let off_ms = request.stamp.wall_ms.saturating_sub(self.now_ms());
        let boot = format!("off in boot {:x}", request.stamp.boot);
        self.notice_clock(device.field_device, boot, off_ms, &mut touched)?;
        // A long outbox comes in several requests: all of it is judged by what had been heard before the first.
        let is_bringing = request.push.is_some();
        if let Some(push) = request.push.filter(|_| is_standing) {
            // What the relay brought decides too.
            derived::project(&self.db, &mut self.cache, &touched)?;
            projected.append(&mut touched);
            let (stamp, schema) = (&request.stamp, request.schema);
            let pushed = Pushed { push, read };
            let outcome = self.take_push(&mut device, pushed, stamp, schema, &mut touched, &mut projected)?;
            own.through = outcome.accepted_through.unwrap_or(0);
            response.outcome = Some(outcome);
        }
        self.finish_projected(&touched, projected)?;
        if let Some(fingerprints) = request.fingerprints.filter(|_| relays_left > 0) {
            wants.subjects = self.lacking(&fingerprints)?;
            if wants.subjects.is_empty() {
                self.has_nothing_to_relay(device.field_device)?;
            }
        }
        let contact = Contact {
            is_standing,
            has_more_units: request.has_more_units,
            relay: self.relay_standing(device.field_device)?,
        };
        if let Some(seq) = seq {
            // Whoever confirms a cursor has sent everything older: what it makes afterwards builds on it.
            if request.has_more_units {
                response.has_more = true;
            } else {
                device.covers_seq = device.covers_seq.max(seq);
                response.is_app_too_old = request.schema < self.schema_oldest;
                if !response.is_app_too_old {
                    let again = request.again.iter().filter_map(SubjectRef::subject).collect();
                    let asked = Asked { budget_bytes: request.budget_bytes, schema: request.schema, again };
                    self.fill(&device, seq, own, asked, &mut response)?;
                }
            }
            if !is_bringing && !request.has_more_units {
                device.confirmed_seq = seq;
            }
        }
        if !response.has_more {
            wants.blobs = self.blobs_wanted_of(&device)?;
        }
        if wants != Wants::default() {
            response.wants = Some(wants);
        }
        if contact.has_said_all() {
            device.heard_epoch = response.epoch;
        }
        let heard_ms = std::mem::replace(&mut device.last_sync_ms, self.now_ms());
        // Whoever looks at field devices sees that it was heard; not every sync is worth telling everybody.
        if device.last_sync_ms.saturating_sub(heard_ms) >= HEARD_AGAIN_MS {
            self.show(Subject::new(Word::FieldDevice, device.field_device));
        }
        device.app_version = request.app_version.chars().take(100).collect();
        field_device::heard(&self.db, &device)?;
        let off_ms = self.now_ms().saturating_sub(request.stamp.wall_ms);
        waiting::told(&self.db, device.field_device, request.waiting, off_ms, self.now_ms())?;
        if request.asks_to_leave && is_standing && response.wants.is_none() && !request.has_more_units {
            response.orders.extend(self.let_go(&device)?);
        }
        Ok(response)
    }

    fn fill(
        &mut self,
        device: &FieldDeviceState,
        seq: u64,
        own: Own,
        asked: Asked,
        response: &mut SyncResponse,
    ) -> Result<(), ServerError> {
        let mut delivery = self.deliver(device, seq, own, &asked)?;
        response.runs_signature = delivery.share_signature(&self.keys);
        response.has_more = delivery.has_more;
        response.subjects = delivery.subjects;
        response.runs = delivery.runs;
        response.actors = delivery.actors;
        response.certificates = delivery.certificates;
        if delivery.seq != seq {
            let chain = log::chain_at(&self.db, delivery.seq)?
                .ok_or_else(|| ServerError::broken("the feed ends before what was delivered"))?;
            let cursor = CursorRef { epoch: response.epoch, seq: delivery.seq, chain: first_16(&chain) };
            response.cursor = Some(cursor.sign(self.keys.server, device.field_device, &self.keys.signing));
        }
        Ok(())
    }

    fn standing(&self, device: &FieldDeviceState, request: &SyncRequest) -> Result<Standing, ServerError> {
        let Some(cursor) = request.cursor else { return Ok(Standing::Beginning) };
        let chain = log::chain_at(&self.db, cursor.seq)?.map(|chain| first_16(&chain));
        // A cursor of an older epoch fits while the feed up to it is the same feed.
        if cursor.epoch <= self.epoch()? && chain == Some(cursor.chain) {
            return Ok(Standing::Fits { seq: cursor.seq });
        }
        let Some(signed) = request.signed_cursor.as_ref().filter(|signed| signed.cursor == cursor) else {
            return Ok(Standing::Doubtful);
        };
        match signed.verify(device.field_device, &self.keys.trust) {
            Ok(()) => Ok(Standing::ServerRolledBack),
            Err(_) => Ok(Standing::NotIssued),
        }
    }

    /// A field device that was sent back to the beginning, and then met a server that was rolled back once more, shows the
    /// cursor it had: this server signed it and its feed does not hold it. Each such proof counts once.
    fn is_proven_rolled_back(&self, device: &FieldDeviceState, request: &SyncRequest) -> Result<bool, ServerError> {
        let is_another = |proof: &&SignedCursor| Some(proof.cursor) != request.cursor;
        let Some(proof) = request.signed_cursor.as_ref().filter(is_another) else { return Ok(false) };
        let used_key = format!("relay_proof/{}", device.field_device);
        let is_used = meta::get::<[u8; 16]>(&self.db, &used_key)? == Some(proof.cursor.chain);
        let chain = log::chain_at(&self.db, proof.cursor.seq)?.map(|chain| first_16(&chain));
        if is_used || chain == Some(proof.cursor.chain) || proof.verify(device.field_device, &self.keys.trust).is_err()
        {
            return Ok(false);
        }
        meta::put(&self.db, &used_key, &proof.cursor.chain)?;
        Ok(true)
    }

    fn open_relay(&self, field_device: Id) -> Result<(), ServerError> {
        let opened = Relays { epoch: self.epoch()?, left: RELAYS_MAX, ..Relays::default() };
        Ok(meta::put(&self.db, &relay_key(field_device), &opened)?)
    }

    /// A relay may come in parts, so that a slow link makes progress with each; not in parts without end.
    fn count_relay(&self, field_device: Id, has_more: bool) -> Result<(), ServerError> {
        let key = relay_key(field_device);
        let mut relays: Relays = meta::get(&self.db, &key)?.unwrap_or_default();
        relays.parts = relays.parts.saturating_add(1);
        if !has_more || relays.parts >= RELAY_PARTS_MAX {
            relays = Relays { left: relays.left.saturating_sub(1), parts: 0, is_done: true, ..relays };
        }
        Ok(meta::put(&self.db, &key, &relays)?)
    }

    /// All that it holds is here.
    fn has_nothing_to_relay(&self, field_device: Id) -> Result<(), ServerError> {
        let key = relay_key(field_device);
        let relays: Relays = meta::get(&self.db, &key)?.unwrap_or_default();
        Ok(meta::put(&self.db, &key, &Relays { is_done: true, ..relays })?)
    }

    fn relay_standing(&self, field_device: Id) -> Result<RelayStanding, ServerError> {
        let held: Option<Relays> = meta::get(&self.db, &relay_key(field_device))?;
        let epoch = self.epoch()?;
        Ok(match held.filter(|opened| opened.epoch == epoch) {
            None => RelayStanding::NotAsked,
            Some(opened) if opened.is_done || opened.left == 0 => RelayStanding::Done,
            Some(_) => RelayStanding::Asked,
        })
    }

    /// How often this field device may still bring what this server lost.
    pub fn relays_left(&self, field_device: Id) -> Result<u8, ServerError> {
        let held: Option<Relays> = meta::get(&self.db, &relay_key(field_device))?;
        let epoch = self.epoch()?;
        Ok(held.filter(|opened| opened.epoch == epoch).map_or(0, |opened| opened.left))
    }

    /// The server learned that it was rolled back: it counts on in an epoch that nobody has seen, and issues nothing
    /// until every van was heard in it.
    pub(crate) fn enter_new_epoch_after(&mut self, seen: u32) -> Result<(), ServerError> {
        let held = self.epoch()?;
        // A second field device with the same discovery finds the new epoch already begun.
        let begun: u32 = meta::get(&self.db, "epoch_after")?.unwrap_or(0);
        if begun >= seen && begun > 0 {
            return Ok(());
        }
        meta::put(&self.db, "epoch", &held.max(seen).saturating_add(1))?;
        meta::put(&self.db, "epoch_after", &held.max(seen))?;
        self.freeze_issuing()?;
        self.db.execute_batch("DELETE FROM session")?;
        tracing::warn!(epoch = self.epoch()?, "this server was rolled back; a new epoch begins and issuing is frozen");
        Ok(())
    }

    /// Subjects of which the field device holds something that is not here.
    fn lacking(&self, fingerprints: &Fingerprints) -> Result<Vec<SubjectRef>, ServerError> {
        let mut lacking = Vec::new();
        for print in &fingerprints.subjects {
            let Some(subject) = print.subject.subject() else { continue };
            let heads = ground::heads(&self.db, subject)?.unwrap_or_default();
            let facts: Vec<Hash> = fact::about(&self.db, subject)?.iter().map(|stored| stored.hash).collect();
            let record = record::get(&self.db, subject)?.map(|stored| Hash::of(&stored.bytes));
            if fingerprint(&heads, &facts, record.as_ref()) != print.print {
                lacking.push(print.subject.clone());
            }
        }
        Ok(lacking)
    }

    /// What a principal may do, as far as records say.
    pub fn rights_of(&self, author: &Author) -> Result<onsite_domain::policy::Rights, ServerError> {
        crate::policy_state::rights(self, author)
    }

    /// An attention item's subject, for decisions.
    pub fn attention_item(&self, id: Id) -> Result<Option<onsite_domain::attention::AttentionItem>, ServerError> {
        Ok(derived::attention_item(&self.db, id)?)
    }
}

/// How often a field device may relay after a reset.
const RELAYS_MAX: u8 = 2;

/// Requests that one relay may come in.
const RELAY_PARTS_MAX: u32 = 10_000;

/// That a field device may relay: the epoch of its reset, how often, and in how many parts the present one has come.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Relays {
    epoch: u32,
    left: u8,
    parts: u32,
    /// It brought once what was lacking, or nothing was.
    #[serde(default)]
    is_done: bool,
}

/// Whether a field device that this server sent back to the beginning has brought what was lost here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelayStanding {
    /// It was not sent back: it knows nothing that is not here.
    NotAsked,
    Asked,
    Done,
}

/// What a request says of what its field device has still to bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Contact {
    /// Its cursor is one of this server's feed, or it begins anew.
    pub is_standing: bool,
    /// Of its own work.
    pub has_more_units: bool,
    pub relay: RelayStanding,
}

impl Contact {
    /// Whether it has been heard: nothing is left that it holds and this server may have lost. Until every van was heard, issuing
    /// waits after a restore: whoever was only told to begin anew still holds the issues that were lost.
    pub fn has_said_all(self) -> bool {
        self.is_standing && !self.has_more_units && self.relay != RelayStanding::Asked
    }
}

/// Where that stands.
fn relay_key(field_device: Id) -> String {
    format!("relay/{field_device}")
}

pub(crate) fn first_16(chain: &[u8; 32]) -> [u8; 16] {
    chain.first_chunk::<16>().copied().unwrap_or_default()
}
