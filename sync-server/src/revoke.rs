//! Revoked field devices: what they may still bring, and wiping them.

use crate::{
    ServerError, ServerStore,
    field_device::{self, FieldDeviceState},
    log,
    sync::first_16,
};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Word, field_device::FieldDevice, id::Hash, limits::LINE_CHARS_MAX,
    revocation::Revocation,
};
use onsite_store::{Touched, blob, meta};
use onsite_wire::{
    Sealed, codec,
    leftover::Leftover,
    order::{Order, OrderAction},
    receipt::{Receipt, push_hash},
    sync::{SyncRequest, SyncResponse},
};
use rusqlite::named_params;
use serde::{Deserialize, Serialize};

/// Receipts of a kind in one answer.
const RECEIPTS_MAX: usize = 1_000;
/// What one revoked field device may leave here. Above it nothing has a receipt any more, and somebody decides about the loss.
const LEFTOVER_BYTES_MAX: u64 = 256 << 20;

/// How far a wipe has come, as far as this server was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wipe {
    pub ordered_ms: i64,
    pub reason: String,
    /// What it had not sent may be lost.
    pub is_loss_accepted: bool,
    /// When the field device last asked since it was revoked.
    pub heard_ms: Option<i64>,
    /// What had no receipt when it asked, by its own count; once it has wiped itself, what was lost.
    pub unsent: Option<u64>,
    /// When it said that it has wiped itself. Missing where that did not arrive.
    pub done_ms: Option<i64>,
}

/// What a revoked field device said of itself.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Heard {
    at_ms: i64,
    unsent: Option<u64>,
    done_ms: Option<i64>,
}

impl ServerStore {
    /// Revokes a field device: from now on it may only push, into quarantine. An order to wipe that was given before is
    /// taken back.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] without such a field device; [`RejectedCode::Missing`] or [`RejectedCode::TooLarge`] for
    /// the reason.
    pub fn revoke(&mut self, field_device: Id, author: &Author, reason: &str) -> Result<(), ServerError> {
        self.revoke_with(field_device, author, reason, Revocation::default())
    }

    /// Orders a field device to wipe itself, once everything unsent has a receipt, or at once where its loss is ordered
    /// too. Revokes it.
    ///
    /// # Errors
    /// Those of [`ServerStore::revoke`].
    pub fn order_wipe(
        &mut self,
        field_device: Id,
        author: &Author,
        reason: &str,
        is_loss_accepted: bool,
    ) -> Result<(), ServerError> {
        let revocation = Revocation { is_wiped: true, is_loss_accepted, ..Revocation::default() };
        self.revoke_with(field_device, author, reason, revocation)
    }

    /// A field device that its user gives back: it is ordered to wipe itself, as the office would order it. Where several
    /// people work with it, or its store was cloned, that is for the office to decide, and there is no order.
    pub(crate) fn let_go(&mut self, device: &FieldDeviceState) -> Result<Option<Sealed<Order>>, ServerError> {
        let users: Vec<Id> = device.users.iter().copied().collect();
        let (&[user], false) = (users.as_slice(), device.is_forked) else { return Ok(None) };
        let author = Author::FieldDevice { field_device: device.field_device, user };
        self.order_wipe(device.field_device, &author, "使用者交回 / given back by its user", false)?;
        self.order_to(device.field_device)
    }

    fn revoke_with(
        &mut self,
        field_device: Id,
        author: &Author,
        reason: &str,
        revocation: Revocation,
    ) -> Result<(), ServerError> {
        if field_device::get(&self.db, field_device)?.is_none() {
            return Err(ServerError::rejected(RejectedCode::NotFound, "field_device"));
        }
        check_reason(reason)?;
        let mut touched = Touched::new();
        self.carry_out(field_device, author, reason, &revocation, &mut touched)?;
        let subject = Subject::new(Word::Revocation, field_device);
        let body = compact(&Revocation { revoked_ms: self.now_ms(), ..revocation })?;
        self.put_record(author, subject, body, &mut touched)?;
        self.finish(&touched)
    }

    /// Carries out a revocation that this server once wrote and others brought back. One that was revoked before the backup
    /// may have been ordered to wipe itself after it.
    pub(crate) fn revoke_again(&mut self, field_device: Id, touched: &mut Touched) -> Result<(), ServerError> {
        let state = field_device::get(&self.db, field_device)?;
        let revocation = self.record_as::<Revocation>(Word::Revocation, field_device)?;
        let (Some(_), Some(revocation)) = (state, revocation) else { return Ok(()) };
        let reason = "revoked before the server was restored";
        self.carry_out(field_device, &Author::rule("relay"), reason, &revocation, touched)
    }

    fn carry_out(
        &mut self,
        field_device: Id,
        author: &Author,
        reason: &str,
        revocation: &Revocation,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        field_device::revoke(&self.db, field_device)?;
        let is_loss_accepted = revocation.is_loss_accepted;
        let action = match revocation.is_wiped {
            true => OrderAction::Wipe { field_device, is_loss_accepted },
            false => OrderAction::Revoke { field_device },
        };
        self.give_order(field_device, &action, reason)?;
        let record = self.record_as::<FieldDevice>(Word::FieldDevice, field_device)?;
        if let Some(mut record) = record.filter(|record| !record.is_revoked()) {
            record.revoked_ms = Some(self.now_ms());
            record.revoked_reason = reason.to_owned();
            self.put_record(author, Subject::new(Word::FieldDevice, field_device), compact(&record)?, touched)?;
        }
        Ok(())
    }

    fn give_order(&mut self, field_device: Id, action: &OrderAction<'_>, reason: &str) -> Result<(), ServerError> {
        let order = Order::new(self.ports.new_id(), self.now_ms(), action, reason);
        let sealed = Sealed::seal(&order, self.keys.server, &self.keys.signing);
        Ok(meta::put(&self.db, &order_key(field_device), &sealed.to_text())?)
    }

    fn order_to(&self, field_device: Id) -> Result<Option<Sealed<Order>>, ServerError> {
        let text: Option<String> = meta::get(&self.db, &order_key(field_device))?;
        let read = |text: String| Sealed::from_text(&text).map_err(|e| ServerError::broken(format!("order: {e}")));
        text.map(read).transpose()
    }

    /// The wipe that a field device was ordered to; `None` where none was, or the order was taken back.
    pub fn wipe(&self, field_device: Id) -> Result<Option<Wipe>, ServerError> {
        let Some(sealed) = self.order_to(field_device)? else { return Ok(None) };
        let order = sealed.unverified().map_err(|e| ServerError::broken(format!("order: {e}")))?;
        let Some(OrderAction::Wipe { is_loss_accepted, .. }) = order.action() else { return Ok(None) };
        let heard: Option<Heard> = meta::get(&self.db, &heard_key(field_device))?;
        Ok(Some(Wipe {
            ordered_ms: order.issued_ms,
            is_loss_accepted,
            heard_ms: heard.map(|heard| heard.at_ms),
            unsent: heard.and_then(|heard| heard.unsent),
            done_ms: heard.and_then(|heard| heard.done_ms),
            reason: order.reason,
        }))
    }

    /// A revoked field device may bring what it has, into quarantine, and gets nothing but receipts and the order.
    pub(crate) fn sync_revoked(
        &mut self,
        device: &FieldDeviceState,
        request: SyncRequest,
        mut response: SyncResponse,
    ) -> Result<SyncResponse, ServerError> {
        self.hear_revoked(device.field_device, &request)?;
        self.show(Subject::new(Word::FieldDevice, device.field_device));
        if let Some(push) = request.push {
            let hash = push_hash(device.field_device, &push);
            let outcome = self.take_push_of_revoked(device, push, &request.stamp)?;
            if outcome.chain_unknown.is_none() {
                response.receipts.push(self.receipt(hash)?);
            }
            response.outcome = Some(outcome);
        }
        for hash in request.receipts_wanted.into_iter().take(RECEIPTS_MAX) {
            if blob::info(&self.blobs, hash)?.is_some() {
                response.receipts.push(self.receipt(hash)?);
            }
        }
        if !request.leftovers.is_empty() && self.wipe(device.field_device)?.is_some() {
            self.keep_leftovers(device.field_device, &request.leftovers, &mut response)?;
        }
        response.orders.extend(self.order_to(device.field_device)?);
        Ok(response)
    }

    fn hear_revoked(&self, field_device: Id, request: &SyncRequest) -> Result<(), ServerError> {
        let key = heard_key(field_device);
        let before: Heard = meta::get(&self.db, &key)?.unwrap_or_default();
        let now_ms = self.now_ms();
        let heard = Heard {
            at_ms: now_ms,
            unsent: request.unsent.or(before.unsent),
            done_ms: before.done_ms.or(request.is_wiped.then_some(now_ms)),
        };
        Ok(meta::put(&self.db, &key, &heard)?)
    }

    /// Keeps what no push carries, once, as far as there is room, and gives receipts for it.
    fn keep_leftovers(
        &self,
        field_device: Id,
        leftovers: &[Leftover],
        response: &mut SyncResponse,
    ) -> Result<(), ServerError> {
        let mut held_bytes: u64 = self
            .db
            .prepare_cached("SELECT coalesce(sum(length(bytes)), 0) FROM quarantine WHERE field_device = :id")?
            .query_row(named_params! {":id": field_device.to_string()}, |row| row.get(0))?;
        for leftover in leftovers.iter().take(RECEIPTS_MAX) {
            let bytes = codec::encode(leftover);
            held_bytes = held_bytes.saturating_add(bytes.len() as u64);
            if held_bytes > LEFTOVER_BYTES_MAX {
                tracing::warn!(field_device = %field_device, "a revoked field device left more than is kept");
                break;
            }
            self.quarantine_once(field_device, 0, "leftover", &bytes)?;
            response.receipts.push(self.receipt(leftover.hash(field_device))?);
        }
        Ok(())
    }

    /// The server's signed word that it has something, durable with this transaction.
    fn receipt(&self, of: Hash) -> Result<Sealed<Receipt>, ServerError> {
        let tip = log::tip(&self.db)?;
        let (seq, chain) = (tip.seq, first_16(&tip.chain));
        let receipt = Receipt { of, epoch: self.epoch()?, seq, chain, server_ms: self.now_ms() };
        Ok(Sealed::seal(&receipt, self.keys.server, &self.keys.signing))
    }
}

fn order_key(field_device: Id) -> String {
    format!("revoked/{field_device}")
}

fn heard_key(field_device: Id) -> String {
    format!("revoked/{field_device}/heard")
}

fn compact<T: Serialize>(body: &T) -> Result<serde_json::Value, ServerError> {
    serde_json::to_value(body).map_err(|e| ServerError::broken(e.to_string()))
}

/// A reason is given, and not longer than a line.
pub(crate) fn check_reason(reason: &str) -> Result<(), Rejected> {
    if reason.trim().is_empty() {
        return Err(Rejected::new(RejectedCode::Missing, "reason"));
    }
    if reason.chars().count() > LINE_CHARS_MAX {
        let expected = format!("at most {LINE_CHARS_MAX} characters");
        return Err(Rejected::because(RejectedCode::TooLarge, "reason", expected));
    }
    Ok(())
}
