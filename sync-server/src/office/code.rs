//! Blank device codes: drawn, never twice, and kept as batches.

use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Rejected, RejectedCode, Subject, Word,
    code_batch::{CODES_MAX, CodeBatch},
    device_code::DeviceCode,
    reading::{Reading, reading},
    scanned::Scanned,
};
use onsite_store::{Touched, derived};
use std::collections::BTreeSet;

/// At once: a roll of labels for a year.
pub(super) const ISSUED_MAX: usize = 10_000;

impl ServerStore {
    /// Draws blank codes that were never issued and are on no device, and writes them down before anybody prints them.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever does not deal with field devices and stock at the company's desk,
    /// [`RejectedCode::OutOfRange`] for none or more than [`ISSUED_MAX`].
    pub fn issue_codes(
        &mut self,
        author: &Author,
        count: usize,
        purpose: &str,
    ) -> Result<Vec<DeviceCode>, ServerError> {
        self.may_deal_with_codes(author)?;
        if count == 0 || count > ISSUED_MAX {
            let detail = format!("from 1 to {ISSUED_MAX} codes at once");
            return Err(Rejected::because(RejectedCode::OutOfRange, "count", detail).into());
        }
        let batches: Vec<(Subject, CodeBatch)> = derived::views(&self.db, "word = 'code_batch'", &[])?;
        let mut taken: BTreeSet<DeviceCode> = batches.into_iter().flat_map(|(_, batch)| batch.codes).collect();
        let mut issued = Vec::with_capacity(count);
        while issued.len() < count {
            let code = DeviceCode::from_random(u64::from_be_bytes(self.ports.bytes()));
            let is_bound = !derived::devices_by_code(&self.db, &Scanned::Device(code.clone()))?.is_empty();
            if !is_bound && taken.insert(code.clone()) {
                issued.push(code);
            }
        }
        let mut touched = Touched::new();
        for codes in issued.chunks(CODES_MAX) {
            let batch = CodeBatch { codes: codes.to_vec(), purpose: purpose.trim().to_owned() };
            let body = serde_json::to_value(&batch).map_err(|e| ServerError::broken(e.to_string()))?;
            let subject = Subject::new(Word::CodeBatch, self.ports.new_id());
            self.put_record(author, subject, body, &mut touched)?;
        }
        self.finish(&touched)?;
        Ok(issued)
    }

    pub(super) fn may_deal_with_codes(&self, author: &Author) -> Result<(), ServerError> {
        let rights = self.rights_of(author)?;
        if rights.author.is_field() || reading(&rights.roles, Word::CodeBatch) != Reading::Everything {
            return Err(ServerError::rejected(RejectedCode::Forbidden, Word::CodeBatch.as_str()));
        }
        Ok(())
    }

    /// The links that the symbols of labels hold. In capitals, which take a third less room in a QR code: scheme and host do
    /// not heed case, and this server does not in the path. Behind a path of somebody else they stay as they are.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] while the settings have no public address.
    pub fn code_links(&self, codes: &[DeviceCode]) -> Result<Vec<String>, ServerError> {
        let url = self.public_url()?.ok_or_else(|| {
            let detail = "the settings say no public address, which a label's link begins with";
            ServerError::from(Rejected::because(RejectedCode::Missing, "public_url", detail))
        })?;
        let url = url.trim_end_matches('/');
        let has_path = url.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
        let link = |code: &DeviceCode| {
            let link = format!("{url}/d/{code}");
            if has_path { link } else { link.to_ascii_uppercase() }
        };
        Ok(codes.iter().map(link).collect())
    }
}
