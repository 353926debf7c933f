//! The units a field device pushed, as they are kept: their place in the tree of chain values, what became of each, and
//! what its stamps are corrected by.

use super::Work;
use crate::{ServerError, ServerStore};
use onsite_domain::{Id, Stamp, stamp::Received};
use onsite_wire::{
    outcome::{ChainPoint, Correction, Outcome},
    push::{CHAIN_START, Push},
};
use rusqlite::{OptionalExtension as _, named_params};

impl ServerStore {
    pub(super) fn unit_outcome(
        &self,
        field_device: Id,
        chain: &[u8; 16],
    ) -> Result<Option<(Outcome, Basis)>, ServerError> {
        let row: Option<(String, String)> = self
            .db
            .prepare_cached("SELECT outcome, basis FROM unit WHERE field_device = :id AND chain = :chain")?
            .query_row(named_params! {":id": field_device.to_string(), ":chain": chain.as_slice()}, |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let Some((outcome, basis)) = row else { return Ok(None) };
        let read = |text: &str| serde_json::from_str(text).map_err(|e| ServerError::broken(format!("unit: {e}")));
        let outcome: KeptOutcome = read(&outcome)?;
        let basis = serde_json::from_str(&basis).map_err(|e| ServerError::broken(format!("unit: {e}")))?;
        Ok(Some((outcome.into(), basis)))
    }

    /// When something that came with a unit happened, as far as it is known: the unit's clocks and the server's at the
    /// request that brought it. `None` where the unit is not here.
    pub(crate) fn corrected(&self, field_device: Id, unit: u64, wall_ms: i64) -> Result<Option<Received>, ServerError> {
        let basis: Option<String> = self
            .db
            .prepare_cached(
                "SELECT basis FROM unit WHERE field_device = :id AND number = :unit ORDER BY chain LIMIT 1",
            )?
            .query_row(named_params! {":id": field_device.to_string(), ":unit": unit}, |row| row.get(0))
            .optional()?;
        let basis: Option<Basis> = basis.and_then(|basis| serde_json::from_str(&basis).ok());
        Ok(basis.map(|basis| basis.received(&Stamp { wall_ms, ..Stamp::default() })))
    }

    /// The newest unit that is here, where the one before a push is not: this server was rolled back.
    pub(super) fn chain_unknown(&self, field_device: Id, push: &Push) -> Result<Option<ChainPoint>, ServerError> {
        let is_known = push.parent == CHAIN_START || self.unit_outcome(field_device, &push.parent)?.is_some();
        if is_known { Ok(None) } else { self.newest_unit(field_device).map(Some) }
    }

    fn newest_unit(&self, field_device: Id) -> Result<ChainPoint, ServerError> {
        Ok(self
            .db
            .prepare_cached(
                "SELECT number, chain FROM unit WHERE field_device = :id ORDER BY number DESC, chain LIMIT 1",
            )?
            .query_row(named_params! {":id": field_device.to_string()}, |row| {
                Ok(ChainPoint { number: row.get(0)?, chain: row.get(1)? })
            })
            .optional()?
            .unwrap_or_default())
    }

    pub(super) fn has_child(&self, field_device: Id, parent: &[u8; 16]) -> Result<bool, ServerError> {
        Ok(self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM unit WHERE field_device = :id AND parent = :parent)")?
            .query_row(named_params! {":id": field_device.to_string(), ":parent": parent.as_slice()}, |row| {
                row.get(0)
            })?)
    }

    pub(super) fn insert_unit(
        &self,
        field_device: Id,
        work: &Work,
        outcome: &Outcome,
        basis: &Basis,
    ) -> Result<(), ServerError> {
        self.db
            .prepare_cached(
                "INSERT INTO unit (field_device, chain, parent, number, outcome, basis)
                 VALUES (:id, :chain, :parent, :number, :outcome, :basis)",
            )?
            .execute(named_params! {
                ":id": field_device.to_string(), ":chain": work.chain.as_slice(), ":parent": work.parent.as_slice(),
                ":number": work.number, ":outcome": json(&KeptOutcome::from(outcome))?, ":basis": json(basis)?,
            })?;
        Ok(())
    }

    /// A person let a unit count that was in review: the same push again gets that answer.
    pub(crate) fn unit_was_accepted(&self, field_device: Id, chain: &[u8; 16]) -> Result<(), ServerError> {
        self.db
            .prepare_cached("UPDATE unit SET outcome = :outcome WHERE field_device = :id AND chain = :chain")?
            .execute(named_params! {
                ":id": field_device.to_string(), ":chain": chain.as_slice(), ":outcome": json(&KeptOutcome::Ok)?,
            })?;
        Ok(())
    }

    pub(super) fn update_unit(&self, field_device: Id, work: &Work, outcome: &Outcome) -> Result<(), ServerError> {
        self.db
            .prepare_cached("UPDATE unit SET outcome = :outcome WHERE field_device = :id AND chain = :chain")?
            .execute(named_params! {
                ":id": field_device.to_string(), ":chain": work.chain.as_slice(),
                ":outcome": json(&KeptOutcome::from(outcome))?,
            })?;
        Ok(())
    }
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, ServerError> {
    serde_json::to_string(value).map_err(|e| ServerError::broken(e.to_string()))
}

/// An outcome as it is kept, so that a repeated push gets the same answer.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum KeptOutcome {
    Ok,
    Rejected { code: String, path: String, detail: String },
    BlockedBy { number: u64 },
    Review { reason: String },
}

impl From<&Outcome> for KeptOutcome {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Rejected { code, path, detail } => {
                Self::Rejected { code: code.clone(), path: path.clone(), detail: detail.clone() }
            }
            Outcome::BlockedBy { number } => Self::BlockedBy { number: *number },
            Outcome::Review { reason } => Self::Review { reason: reason.clone() },
            Outcome::Ok | Outcome::Duplicate | Outcome::Unavailable { .. } => Self::Ok,
        }
    }
}

impl From<KeptOutcome> for Outcome {
    fn from(kept: KeptOutcome) -> Self {
        match kept {
            KeptOutcome::Ok => Self::Ok,
            KeptOutcome::Rejected { code, path, detail } => Self::Rejected { code, path, detail },
            KeptOutcome::BlockedBy { number } => Self::BlockedBy { number },
            KeptOutcome::Review { reason } => Self::Review { reason },
        }
    }
}

/// What a stamp is corrected by: the server's clock and the field device's clocks at the same request.
#[derive(Clone, Copy, serde::Serialize, serde::Deserialize)]
pub(super) struct Basis {
    pub(super) server_ms: i64,
    pub(super) stamp: Stamp,
}

impl Basis {
    /// How far the wall clock was ahead of where it should have been, going by the request's clocks in the same boot.
    pub(super) fn jump_ms(&self, stamp: &Stamp) -> Option<i64> {
        let booted_ms =
            |stamp: &Stamp| stamp.wall_ms.saturating_sub(i64::try_from(stamp.since_boot_ms).unwrap_or(i64::MAX));
        (stamp.boot == self.stamp.boot).then(|| booted_ms(stamp).saturating_sub(booted_ms(&self.stamp)))
    }

    /// In the boot of the request the time since boot tells how long ago it was; from another boot, only that it was
    /// before the request, and the wall clock's word is taken as far as it can be true.
    pub(super) fn received(&self, stamp: &Stamp) -> Received {
        if stamp.boot == self.stamp.boot && stamp.since_boot_ms <= self.stamp.since_boot_ms {
            let ago = i64::try_from(self.stamp.since_boot_ms.saturating_sub(stamp.since_boot_ms)).unwrap_or(i64::MAX);
            let corrected_ms = self.server_ms.saturating_sub(ago);
            return Received { received_ms: self.server_ms, corrected_ms, uncertain_ms: 0 };
        }
        let offset = self.server_ms.saturating_sub(self.stamp.wall_ms);
        let corrected_ms = stamp.wall_ms.saturating_add(offset).min(self.server_ms);
        // The clock may have been anywhere in that other boot.
        let uncertain_ms = u64::try_from(self.server_ms.saturating_sub(corrected_ms)).unwrap_or(0);
        Received { received_ms: self.server_ms, corrected_ms, uncertain_ms }
    }
}

pub(super) fn correction(number: u64, stamp: &Stamp, basis: &Basis) -> Correction {
    let received = basis.received(stamp);
    Correction {
        first_number: number,
        last_number: number,
        received_ms: received.received_ms,
        offset_ms: received.corrected_ms.saturating_sub(stamp.wall_ms),
        uncertain_ms: received.uncertain_ms,
    }
}

/// Neighbours that are corrected alike are one row.
pub(super) fn joined(corrections: Vec<Correction>) -> Vec<Correction> {
    let mut joined: Vec<Correction> = Vec::new();
    for next in corrections {
        match joined.last_mut() {
            Some(last)
                if last.last_number.checked_add(1) == Some(next.first_number)
                    && (last.received_ms, last.offset_ms, last.uncertain_ms)
                        == (next.received_ms, next.offset_ms, next.uncertain_ms) =>
            {
                last.last_number = next.last_number;
            }
            _ => joined.push(next),
        }
    }
    joined
}
