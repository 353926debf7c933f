//! Machines at the desk: filed, labelled, and two files of one machine joined.

use super::{illegal, reason_or_missing};
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Language, Rejected, RejectedCode, Subject, Word,
    code_binding::{self, CodeBindingFact},
    command::Command,
    device::{BoundCode, DeviceView},
    device_merge::{self, DeviceMergedFact},
    device_record::DeviceRecord,
    fact_kind::FactSeen,
    reading,
    scanned::Scanned,
    site::Site,
};
use onsite_store::{
    Touched,
    derived::{self, CodeStep},
    fact,
};
use serde_json::Value;

impl ServerStore {
    /// Files a machine that nobody knew, with the code on it where it has one.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever keeps no files of machines, [`RejectedCode::NotFound`] for a customer or site
    /// that is not there, [`RejectedCode::OutOfRange`] for a site of another customer; those of [`DeviceRecord::validate`]
    /// and [`bind_code`](Self::bind_code).
    pub fn create_device(&mut self, author: &Author, body: Value, code: Option<&str>) -> Result<Id, ServerError> {
        reading::check_record(&self.rights_of(author)?, Word::Device)?;
        let record: DeviceRecord = serde_path_to_error::deserialize(&body)
            .map_err(|e| ServerError::rejected(RejectedCode::WrongShape, &e.path().to_string()))?;
        self.check_place(&record)?;
        let subject = Subject::new(Word::Device, self.ports.new_id());
        let mut touched = Touched::new();
        self.put_checked_record(author, subject, body, &mut touched)?;
        self.finish(&touched)?;
        if let Some(code) = code {
            self.bind_code(author, subject.id, code)?;
        }
        Ok(subject.id)
    }

    fn check_place(&self, record: &DeviceRecord) -> Result<(), ServerError> {
        if self.record_as::<Value>(Word::Customer, record.customer)?.is_none() {
            return Err(ServerError::rejected(RejectedCode::NotFound, "customer"));
        }
        let Some(site) = record.site else { return Ok(()) };
        let site: Site =
            self.record_as(Word::Site, site)?.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "site"))?;
        if site.customer != record.customer {
            return Err(Rejected::because(RejectedCode::OutOfRange, "site", "the site is another customer's").into());
        }
        Ok(())
    }

    /// Binds a printed code to a machine. The desk knows every machine, so a code that another has is refused: it is taken
    /// off there first.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] without such a machine, [`RejectedCode::IdTaken`] for a code that a machine has or had, those of
    /// [`Scanned::bindable`].
    pub fn bind_code(&mut self, author: &Author, device: Id, code: &str) -> Result<Touched, ServerError> {
        let view = self.file_that_goes_on(device)?;
        let scanned = Scanned::read(code);
        let holders = derived::devices_by_code(&self.db, &scanned)?;
        if let Some(holder) = holders.first() {
            let detail = match holder.id == device {
                true => "it is on this device already".to_owned(),
                false => format!("it is on device {}; take it off there first", holder.id),
            };
            return Err(Rejected::because(RejectedCode::IdTaken, "code", detail).into());
        }
        let key = scanned.key();
        if let Some(other) = derived::taken_off_of(&self.db, &scanned, Some(device))? {
            let detail = format!("it was taken off device {}; a code is never used again", other.device);
            return Err(Rejected::because(RejectedCode::IdTaken, "code", detail).into());
        }
        let body = CodeBindingFact {
            replaces: bindings(&view, &key),
            code: scanned.bindable()?,
            ..CodeBindingFact::default()
        };
        let fact = self.new_fact(code_binding::subjects(device, &[]), &body);
        self.command(author, &Command::new("bind_code").fact(fact))
    }

    /// Everything that was said about a code, oldest first: bound to which device, taken off, by whom.
    pub fn code_history(&self, key: &str) -> Result<Vec<CodeStep>, ServerError> {
        Ok(derived::code_history(&self.db, key)?)
    }

    /// The label was taken off or destroyed, whoever bound it; or it was never there, where `is_mistake`.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where the machine has no such code, [`RejectedCode::Missing`] without a reason.
    pub fn release_code(
        &mut self,
        author: &Author,
        device: Id,
        code: &str,
        reason: &str,
        is_mistake: bool,
    ) -> Result<Touched, ServerError> {
        let view: DeviceView = self.view(Word::Device, device)?;
        let key = Scanned::read(code).key();
        let held = view.codes.iter().find(|code| Scanned::read(code).key() == key);
        let held = held.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "code"))?;
        let body = CodeBindingFact {
            code: Scanned::read(held).code().to_owned(),
            is_released: true,
            is_mistake,
            reason: reason_or_missing(reason)?,
            replaces: bindings(&view, &key),
        };
        let fact = self.new_fact(code_binding::subjects(device, &[]), &body);
        self.command(author, &Command::new("release_code").fact(fact))
    }

    /// Two files of one machine become one: `into` goes on, what leads to the double leads there, and both histories stay.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where one is not there, [`RejectedCode::WrongShape`] for a device and itself,
    /// [`RejectedCode::IllegalTransition`] where one is a double already.
    pub fn merge_device(
        &mut self,
        author: &Author,
        double: Id,
        into: Id,
        reason: Option<String>,
    ) -> Result<Touched, ServerError> {
        if double == into {
            return Err(Rejected::because(RejectedCode::WrongShape, "into", "another device than the double").into());
        }
        let view = self.file_that_goes_on(double)?;
        let target: DeviceView = self.view(Word::Device, into)?;
        if let Some(further) = target.merged_into {
            return Err(illegal("into", format!("it is a double of device {further}")));
        }
        let name = view.name();
        let lines = [view.serial.as_deref(), view.number.as_deref(), view.name.as_deref()].into_iter().flatten();
        let languages = [Language::Zh, Language::En].map(|language| name.in_language(language));
        let mut known_as: Vec<String> = Vec::new();
        let doubles = view.merged.iter().flat_map(|double| double.known_as.iter().map(String::as_str));
        for line in lines.chain(languages).chain(doubles).map(str::trim).filter(|line| !line.is_empty()) {
            if known_as.len() < KNOWN_AS_MAX && !known_as.iter().any(|known| known == line) {
                known_as.push(line.to_owned());
            }
        }
        let reason = reason.filter(|reason| !reason.trim().is_empty());
        let body = DeviceMergedFact { codes: view.codes, known_as, reason, ..DeviceMergedFact::default() };
        let fact = self.new_fact(device_merge::subjects(double, into), &body);
        self.command(author, &Command::new("merge_device").fact(fact))
    }

    /// They are two machines after all: each goes on by itself, with the codes it had.
    ///
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] for a device that is no double, [`RejectedCode::Missing`] without a reason.
    pub fn unmerge_device(&mut self, author: &Author, double: Id, reason: &str) -> Result<Touched, ServerError> {
        let view: DeviceView = self.view(Word::Device, double)?;
        let into = view.merged_into.ok_or_else(|| illegal("device", "it is no double"))?;
        let facts = fact::about(&self.db, Subject::new(Word::Device, double))?;
        let mut merges = facts.iter().filter_map(FactSeen::<DeviceMergedFact>::from_stored);
        let last = merges.rfind(|merge| !merge.is_in_review && !merge.body.is_undone);
        let body = DeviceMergedFact {
            is_undone: true,
            reason: reason_or_missing(reason)?,
            replaces: last.map(|merge| merge.id).into_iter().collect(),
            ..DeviceMergedFact::default()
        };
        let fact = self.new_fact(device_merge::subjects(double, into), &body);
        self.command(author, &Command::new("unmerge_device").fact(fact))
    }

    /// A device that is no double.
    fn file_that_goes_on(&self, device: Id) -> Result<DeviceView, ServerError> {
        let view: DeviceView = self.view(Word::Device, device)?;
        match view.merged_into {
            Some(into) => Err(illegal("device", format!("it is a double of device {into}"))),
            None => Ok(view),
        }
    }
}

const KNOWN_AS_MAX: usize = 200;

/// Bindings of a code that stand now.
fn bindings(view: &DeviceView, key: &str) -> Vec<Id> {
    let same = |bound: &&BoundCode| Scanned::read(&bound.code).key() == key;
    view.bindings.iter().filter(same).map(|bound| bound.binding).collect()
}
