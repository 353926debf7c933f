//! Wiping this field device: only on an order that the company's server signed and that names it, and only after a signed
//! receipt for every unsent thing, unless the order says that what was not sent may be lost.
//!
//! A marker stands before the first byte goes and falls after the last, so that a power cut in the middle is completed at
//! the next opening. The keys go first: without them the rest cannot be read.

use crate::{
    App, AppError,
    key_store::KeyStore,
    set_aside::{self, BLOBS_FILE, DATABASE_FILE, SEALED_KEY_FILE},
    sync::HttpRequest,
};
use onsite_domain::{Rejected, RejectedCode, id::Hash};
use onsite_store::{Connection, meta};
use onsite_wire::{
    Message as _, PATH_SYNC, Sealed,
    order::{Order, OrderAction},
    receipt::Receipt,
    sync::SyncRequest,
};
use rusqlite::named_params;
use serde::Serialize;
use std::path::Path;
use utoipa::ToSchema;

const MARKER_FILE: &str = "wiping";
const LEAVING: &str = "leaving";
/// Receipts asked for in one request.
const RECEIPTS_MAX: u32 = 1_000;

/// The order to wipe, and what stands in its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WipeOrdered {
    pub reason: String,
    /// The operator said that what was not sent may be lost.
    pub is_loss_accepted: bool,
    /// Units without a receipt.
    pub units: u64,
    /// Pictures without a receipt, and those that the server does not take.
    pub blobs: u64,
    /// Units that were refused or kept apart, and pieces of quarantine, without a receipt.
    pub leftovers: u64,
    /// Old stores that nobody recovered from.
    pub old_stores: u64,
}

impl WipeOrdered {
    pub fn is_due(&self) -> bool {
        self.is_loss_accepted || self.unsent() == 0
    }

    pub(crate) fn unsent(&self) -> u64 {
        self.units.saturating_add(self.blobs).saturating_add(self.leftovers).saturating_add(self.old_stores)
    }
}

impl App {
    /// The order to wipe this field device, if the server gave one.
    pub fn wipe_ordered(&self) -> Result<Option<WipeOrdered>, AppError> {
        let Some(order) = self.wipe_order()? else { return Ok(None) };
        let count = |sql: &str| -> Result<u64, AppError> { Ok(self.db.query_row(sql, [], |row| row.get(0))?) };
        Ok(Some(WipeOrdered {
            reason: order.reason,
            is_loss_accepted: order.is_loss_accepted,
            units: count(
                "SELECT count(*) FROM unit WHERE state = 'waiting' OR (state = 'review' AND outcome = '\"revoked\"')",
            )?,
            blobs: count("SELECT count(*) FROM unit_blob WHERE state <> 'received'")?,
            leftovers: self.leftovers(0)?.count,
            old_stores: self.old_stores()?.iter().filter(|old| old.recovered.is_none()).count() as u64,
        }))
    }

    /// Gives this field device back, or takes that back as long as the server has not heard of it: once everything is sent,
    /// it asks the server for the order to wipe it, and follows as it would the office's.
    ///
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] where several people work with it: the office takes one of them off.
    pub fn leave(&mut self, is_leaving: bool) -> Result<(), AppError> {
        if self.users()?.iter().filter(|user| !user.is_removed).count() > 1 {
            let detail = "several people work with this field device";
            return Err(Rejected::because(RejectedCode::IllegalTransition, "leave", detail).into());
        }
        match is_leaving {
            true => Ok(meta::put(&self.db, LEAVING, &true)?),
            false => Ok(meta::remove(&self.db, LEAVING)?),
        }
    }

    /// Whether somebody gave this field device back and the server has not answered yet.
    pub fn is_leaving(&self) -> Result<bool, AppError> {
        Ok(meta::get(&self.db, LEAVING)?.unwrap_or(false))
    }

    /// The server is asked only once nothing waits here any more.
    pub(crate) fn asks_to_leave(&self) -> Result<bool, AppError> {
        Ok(self.is_leaving()? && !self.has_unsent()?)
    }

    pub(crate) fn wipe_order(&self) -> Result<Option<Order>, AppError> {
        let Some(text) = meta::get::<String>(&self.db, "revoked")? else { return Ok(None) };
        // It was verified before it was kept.
        let order = Sealed::<Order>::from_text(&text).and_then(|order| order.unverified());
        let order = order.map_err(|e| AppError::broken(format!("order: {e}")))?;
        Ok(Some(order).filter(|order| matches!(order.action(), Some(OrderAction::Wipe { .. }))))
    }

    /// Blobs that were sent and for which the server has not given its word.
    pub(crate) fn receipts_wanted(&self) -> Result<Vec<Hash>, AppError> {
        if self.wipe_order()?.is_none() {
            return Ok(Vec::new());
        }
        let mut statement = self.db.prepare_cached("SELECT hash FROM unit_blob WHERE state = 'sent' LIMIT :limit")?;
        let rows = statement.query_map(named_params! {":limit": RECEIPTS_MAX}, |row| row.get(0))?;
        rows.map(|row| Ok(Hash(row?))).collect()
    }

    /// Takes a verified receipt: for the push of this request, or for a blob.
    pub(crate) fn take_receipt(
        &self,
        receipt: &Receipt,
        push: Option<Hash>,
        units: (u64, u64),
    ) -> Result<(), AppError> {
        if push == Some(receipt.of) {
            self.db
                .prepare_cached(
                    "UPDATE unit SET state = 'received'
                     WHERE number BETWEEN :first AND :last AND state = 'review' AND outcome = '\"revoked\"'",
                )?
                .execute(named_params! {":first": units.0, ":last": units.1})?;
        }
        self.db
            .prepare_cached("UPDATE unit_blob SET state = 'received' WHERE hash = :hash AND state = 'sent'")?
            .execute(named_params! {":hash": receipt.of.0.as_slice()})?;
        self.take_leftover_receipt(receipt.of)
    }

    /// Wipes this field device if it was ordered to and nothing stands in the way. Nothing can be done with it afterwards;
    /// what is left is a request, signed before, that tells the server.
    pub(crate) fn wipe_if_due(&mut self) -> Result<Option<HttpRequest>, AppError> {
        let Some(ordered) = self.wipe_ordered()?.filter(WipeOrdered::is_due) else { return Ok(None) };
        // The simulator's disk is not ours to wipe.
        if !self.is_on_real_disk() {
            return Ok(None);
        }
        let order: String = meta::get(&self.db, "revoked")?.unwrap_or_default();
        let farewell = SyncRequest {
            protocol: onsite_wire::PROTOCOL,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            schema: crate::SCHEMA,
            stamp: self.ports.clock.stamp(),
            unsent: Some(ordered.unsent()),
            is_wiped: true,
            ..SyncRequest::default()
        };
        let farewell = self.signed_request("POST", PATH_SYNC, Vec::new(), farewell.to_wire())?;
        let directory = self.directory().to_owned();
        set_aside::write_whole(&directory.join(MARKER_FILE), order.as_bytes())?;
        self.db = Connection::open_in_memory()?;
        self.blobs = Connection::open_in_memory()?;
        self.cache.clear();
        self.identity = None;
        finish(&directory, self.key_store.as_ref())?;
        Ok(Some(farewell))
    }
}

/// Completes a wipe that was begun; `false` where none was.
pub(crate) fn finish(directory: &Path, key_store: &dyn KeyStore) -> Result<bool, AppError> {
    let marker = directory.join(MARKER_FILE);
    if !marker.exists() {
        return Ok(false);
    }
    key_store.remove("database")?;
    key_store.remove("signing")?;
    let old = set_aside::list(directory)?.into_iter().map(|old| old.directory);
    for directory in old {
        std::fs::remove_dir_all(&directory).map_err(|e| failed(&directory, &e))?;
    }
    for file in [DATABASE_FILE, BLOBS_FILE] {
        for end in ["", "-wal", "-shm"] {
            remove(&directory.join(format!("{file}{end}")))?;
        }
    }
    for file in [crate::enrol::ENROLMENT_FILE, SEALED_KEY_FILE, MARKER_FILE] {
        remove(&directory.join(file))?;
    }
    Ok(true)
}

fn remove(path: &Path) -> Result<(), AppError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(path, &error)),
        _ => Ok(()),
    }
}

fn failed(path: &Path, error: &std::io::Error) -> AppError {
    AppError::Unavailable(format!("{}: {error}", path.display()))
}
