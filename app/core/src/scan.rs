//! What a code means here, whether it was read from a picture, by a hand scanner, or typed.

use crate::{App, AppError, enrol::read_invite, stock};
use onsite_domain::{Author, Id, Subject, Word, number::WorkOrderNumber, scanned::Scanned};
use onsite_store::derived;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing a code means. Several are offered; none is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Meaning {
    Device {
        device: Id,
        title: String,
    },
    Part {
        part: Id,
        title: String,
    },
    WorkOrder {
        work_order: Id,
        title: String,
    },
    /// Parts that a colleague hands over.
    HandOver,
    /// A link of the dispatcher's.
    Enrolment,
}

/// A code one mistake away from what was given, and what it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NearCode {
    /// As it is printed.
    pub code: String,
    pub device: Id,
    pub title: String,
}

/// The device that a code was on, as far as this phone knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormerDevice {
    pub device: Id,
    pub title: String,
    /// When it was taken off, effective time.
    pub released_ms: i64,
    pub by: Author,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CodeRead {
    /// As it came.
    pub text: String,
    pub meanings: Vec<Meaning>,
    /// Where no device has it: where it was taken off. It is used on no other one again.
    pub former: Option<FormerDevice>,
    /// Where it means nothing: those that may have been meant.
    pub near: Vec<NearCode>,
    /// It is one of ours with a mistake in it.
    pub is_damaged: bool,
    /// It can be bound to a device.
    pub can_be_bound: bool,
}

impl App {
    /// # Errors
    /// Those of the store: a code that means nothing is an answer.
    pub fn read_code(&self, text: &str) -> Result<CodeRead, AppError> {
        let text = text.trim();
        let mut read = CodeRead {
            text: text.to_owned(),
            meanings: Vec::new(),
            former: None,
            near: Vec::new(),
            is_damaged: false,
            can_be_bound: false,
        };
        if stock::is_hand_over(text) {
            read.meanings.push(Meaning::HandOver);
            return Ok(read);
        }
        if read_invite(text).is_ok() {
            read.meanings.push(Meaning::Enrolment);
            return Ok(read);
        }
        let scanned = Scanned::read(text);
        for subject in derived::devices_by_code(&self.db, &scanned)? {
            read.meanings.push(Meaning::Device { device: subject.id, title: self.called(subject)? });
        }
        if read.meanings.is_empty()
            && let Some(step) = derived::taken_off_of(&self.db, &scanned, None)?
        {
            let device = derived::survivor(&self.db, Subject::new(Word::Device, step.device))?;
            read.former = Some(FormerDevice {
                device: device.id,
                title: self.called(device)?,
                released_ms: step.at_ms,
                by: step.by,
                reason: step.body.reason,
            });
        }
        if read.meanings.is_empty() {
            for device in self.devices_by_serial(text)? {
                let subject = Subject::new(Word::Device, device);
                read.meanings.push(Meaning::Device { device, title: self.called(subject)? });
            }
        }
        for (part, _) in self.parts_by_code(text)? {
            read.meanings.push(Meaning::Part { part, title: self.called(Subject::new(Word::Part, part))? });
        }
        if text.parse::<WorkOrderNumber>().is_ok()
            && let Ok(work_order) = self.order_by_number(text)
        {
            let title = self.called(Subject::new(Word::WorkOrder, work_order))?;
            read.meanings.push(Meaning::WorkOrder { work_order, title });
        }
        if read.meanings.is_empty() {
            for (code, devices) in derived::near_codes(&self.db, &scanned)? {
                for subject in devices {
                    let title = self.called(subject)?;
                    read.near.push(NearCode { code: code.in_clear(), device: subject.id, title });
                }
            }
        }
        read.is_damaged = matches!(scanned, Scanned::Damaged(_));
        read.can_be_bound = scanned.bindable().is_ok();
        Ok(read)
    }

    fn called(&self, subject: Subject) -> Result<String, AppError> {
        Ok(self.title_of(subject, self.language()?)?.unwrap_or_default())
    }
}
