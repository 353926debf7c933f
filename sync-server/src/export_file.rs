//! The export file of a field device that will never sync again: its work is taken as if it had been pushed.
//!
//! Every run and fact in it has a signature of its own, so a file that breaks off is used as far as it goes, and reading
//! the same file twice changes nothing.

use crate::{ServerError, ServerStore, field_device};
use onsite_domain::{Id, RejectedCode, Stamp};
use onsite_store::{Touched, blob};
use onsite_wire::{
    Statement,
    export::{ExportError, ExportHeader, ExportReader, Section},
    outcome::Outcome,
    push::Push,
};
use serde::Serialize;
use std::io::Read;

/// What became of an export file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TakenExport {
    pub field_device: Option<Id>,
    pub units: u64,
    /// Units that were not simply accepted now: number and what became of them.
    pub held: Vec<(u64, String)>,
    pub blobs: u64,
    /// The file's end was reached and its field device signed the whole.
    pub is_whole: bool,
    /// What stopped the reading, where something did.
    pub problem: Option<String>,
}

impl ServerStore {
    /// Takes an export file. Each push in it is one transaction.
    ///
    /// # Errors
    /// [`RejectedCode::WrongServer`] for a file of another company, [`RejectedCode::NotFound`] for a field device that
    /// was never enrolled here.
    pub fn take_export(&mut self, from: impl Read) -> Result<TakenExport, ServerError> {
        let unreadable = |e: ExportError| ServerError::Unavailable(e.to_string());
        let mut reader = ExportReader::new(from).map_err(unreadable)?;
        let header = reader.header().clone();
        if header.server != self.keys.server {
            return Err(ServerError::rejected(RejectedCode::WrongServer, "header.server"));
        }
        let key = field_device::key(&self.db, header.field_device)?
            .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "header.field_device"))?;
        let mut taken = TakenExport { field_device: Some(header.field_device), ..TakenExport::default() };
        loop {
            match reader.next_section() {
                Ok(None) => break,
                Ok(Some(Section::Push(push))) => self.run(|store| store.take_exported(&header, *push, &mut taken))?,
                Ok(Some(Section::Blob { hash, size_bytes })) => {
                    let mut bytes = Vec::new();
                    if let Err(error) = (&mut reader).take(size_bytes).read_to_end(&mut bytes) {
                        taken.problem = Some(error.to_string());
                        return Ok(taken);
                    }
                    if onsite_domain::id::Hash::of(&bytes) != hash {
                        taken.problem = Some(format!("blob {hash} does not have its hash and was left out"));
                        continue;
                    }
                    if blob::info(&self.blobs, hash)?.is_none() {
                        blob::put(&self.blobs, &bytes, "application/octet-stream", self.now_ms())?;
                        taken.blobs = taken.blobs.saturating_add(1);
                    }
                }
                Err(error) => {
                    taken.problem = Some(error.to_string());
                    return Ok(taken);
                }
            }
        }
        if let Some((hash, signature)) = reader.trailer() {
            let statement = Statement::Export { server: self.keys.server, hash: &hash };
            taken.is_whole = key.verify(&statement, &signature).is_ok();
        }
        Ok(taken)
    }

    fn take_exported(&mut self, header: &ExportHeader, push: Push, taken: &mut TakenExport) -> Result<(), ServerError> {
        let mut device = field_device::get(&self.db, header.field_device)?
            .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "header.field_device"))?;
        taken.units = taken.units.saturating_add(u64::try_from(push.units.len()).unwrap_or(u64::MAX));
        if device.is_revoked {
            let bytes = onsite_wire::codec::encode(&push);
            let code = RejectedCode::Revoked.as_str();
            taken.held.push((push.first_number, code.to_owned()));
            return self.quarantine(device.field_device, push.first_number, None, code, &bytes);
        }
        let (mut touched, mut projected) = (Touched::new(), Touched::new());
        self.know_users(&mut device, &header.certificates, &mut touched)?;
        // When the file was written says nothing about the server's clock: the field device's own is all there is.
        let stamp = Stamp { wall_ms: self.now_ms(), ..Stamp::default() };
        let outcome = self.take_push(&mut device, push.into(), &stamp, header.schema, &mut touched, &mut projected)?;
        self.finish_projected(&touched, projected)?;
        field_device::heard(&self.db, &device)?;
        if outcome.chain_unknown.is_some() {
            taken.problem = Some("what came before in its chain is not here".to_owned());
        }
        for unit in outcome.units {
            let said = match unit.outcome {
                Outcome::Ok | Outcome::Duplicate => continue,
                Outcome::Rejected { code, path, .. } => format!("refused: {code} {path}"),
                Outcome::BlockedBy { number } => format!("blocked by {number}"),
                Outcome::Review { reason } => format!("review: {reason}"),
                Outcome::Unavailable { reason } => format!("not now: {reason}"),
            };
            taken.held.push((unit.number, said));
        }
        Ok(())
    }
}
