//! What is printed on labels.

use super::code::ISSUED_MAX;
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Language, Rejected, RejectedCode, Subject, Word, code_batch::CodeBatch, device::DeviceView,
    device_code::DeviceCode, scanned::Scanned,
};
use onsite_labels::{Label, Logo};
use onsite_store::{blob, derived};
use std::collections::BTreeSet;

/// Which labels, in this order: of batches, of codes, of devices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WantedLabels {
    pub batches: Vec<Id>,
    pub codes: Vec<DeviceCode>,
    pub devices: Vec<Id>,
    /// The company's own line on each of them.
    pub line: String,
    pub language: Language,
}

impl ServerStore {
    /// The labels, with the name of the machine that a code is on, or the company's on blank ones.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever does not deal with codes; [`RejectedCode::NotFound`] for a batch or device
    /// that there is not, a code that was never issued, and a device without a code of ours; [`RejectedCode::OutOfRange`]
    /// for none or more than 10,000; [`RejectedCode::Missing`] while the settings have no public address.
    pub fn labels(&self, author: &Author, wanted: &WantedLabels) -> Result<Vec<Label>, ServerError> {
        self.may_deal_with_codes(author)?;
        let mut codes = Vec::new();
        for batch in &wanted.batches {
            let batch: CodeBatch = self.view(Word::CodeBatch, *batch)?;
            codes.extend(batch.codes);
        }
        if !wanted.codes.is_empty() {
            self.were_issued(&wanted.codes)?;
            codes.extend(wanted.codes.iter().cloned());
        }
        for device in &wanted.devices {
            codes.push(self.code_of(*device)?);
        }
        if codes.is_empty() || codes.len() > ISSUED_MAX {
            let detail = format!("from 1 to {ISSUED_MAX} labels at once");
            return Err(Rejected::because(RejectedCode::OutOfRange, "labels", detail).into());
        }
        let settings = self.settings()?;
        let company = settings.company_name.in_language(wanted.language);
        let links = self.code_links(&codes)?;
        let label = |(code, link): (&DeviceCode, String)| {
            let name = self.name_on_label(code)?;
            let name = name.unwrap_or_else(|| company.to_owned());
            Ok(Label { link, code: code.in_clear(), name, line: wanted.line.clone() })
        };
        codes.iter().zip(links).map(label).collect()
    }

    /// The company's logo; `None` where the settings name none.
    ///
    /// # Errors
    /// [`RejectedCode::WrongShape`] for one that is no picture for labels.
    pub fn logo_of_labels(&self) -> Result<Option<Logo>, ServerError> {
        let hash = self.settings()?.report_logo;
        let bytes = hash.map(|hash| blob::get(&self.blobs, hash)).transpose()?.flatten();
        Ok(bytes.map(|bytes| Logo::read(&bytes)).transpose()?)
    }

    /// A code that nobody issued and that is on no machine is a mistake, and a label of it would be for good.
    fn were_issued(&self, codes: &[DeviceCode]) -> Result<(), ServerError> {
        let batches: Vec<(Subject, CodeBatch)> = derived::views(&self.db, "word = 'code_batch'", &[])?;
        let issued: BTreeSet<DeviceCode> = batches.into_iter().flat_map(|(_, batch)| batch.codes).collect();
        for code in codes {
            let is_known = issued.contains(code)
                || !derived::devices_by_code(&self.db, &Scanned::Device(code.clone()))?.is_empty();
            if !is_known {
                let detail = format!("{} was never issued", code.in_clear());
                return Err(Rejected::because(RejectedCode::NotFound, "code", detail).into());
            }
        }
        Ok(())
    }

    /// The code of ours that was put on a machine last.
    fn code_of(&self, device: Id) -> Result<DeviceCode, ServerError> {
        let view: DeviceView = self.view(Word::Device, device)?;
        let ours = view.codes.iter().filter_map(|code| code.parse::<DeviceCode>().ok()).next_back();
        ours.ok_or_else(|| {
            let detail = format!("device {device} has no code of ours; issue codes and bind one of them");
            Rejected::because(RejectedCode::NotFound, "device", detail).into()
        })
    }

    fn name_on_label(&self, code: &DeviceCode) -> Result<Option<String>, ServerError> {
        // With two claims on one code neither name is printed.
        match derived::devices_by_code(&self.db, &Scanned::Device(code.clone()))?.as_slice() {
            [device] => {
                // The office's record may be all that names it.
                let name = self.view::<DeviceView>(Word::Device, device.id)?.name();
                let language = self.settings()?.default_language;
                Ok(Some(name.in_language(language).to_owned()).filter(|name| !name.trim().is_empty()))
            }
            _ => Ok(None),
        }
    }
}
