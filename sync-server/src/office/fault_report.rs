//! A fault that somebody reported on the page behind a device's code, without an account. What the page says is the same for
//! every code; only the request that it makes names the machine.
//!
//! The form's token carries the identity of the request that it will be. So nothing is kept for forms that nobody sends, and a
//! form that is sent twice, or whose answer was lost, is the same request with the same answer.

use super::customer::{Company, FOLLOWED_MS_MAX};
use crate::{
    ServerError, ServerStore,
    customer_link::{CustomerLink, Purpose},
    customer_photo::CustomerPhoto,
};
use onsite_domain::{
    Author, Id, Language, Rejected, Subject, Word,
    acceptance::DeviceState,
    attachment::{Attachment, Purpose as For},
    customer::Customer,
    device_code::DeviceCode,
    device_record::DeviceRecord,
    organisation::{Organisation, OrganisationKind},
    request::{Channel, Request},
    scanned::Scanned,
};
use onsite_store::{blob, derived};

pub const PHOTOS_MAX: usize = 4;
/// A form may lie open for so long.
const FORM_MS: i64 = 12 * 3_600_000;
const RULE: &str = "customer_page";

/// What somebody wrote.
#[derive(Clone, Debug, Default)]
pub struct FaultReport {
    pub words: String,
    pub state: DeviceState,
    pub name: String,
    pub phone: String,
    pub language: Language,
    pub photos: Vec<CustomerPhoto>,
}

/// A report that was taken.
#[derive(Clone, Debug)]
pub struct TakenFault {
    pub number: String,
    /// The address to follow it at.
    pub follow: String,
    pub promised_ms: Option<i64>,
    pub language: Language,
}

/// A form that this server did not give out for this code, or too long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaleForm;

impl ServerStore {
    /// The token of a new form for a code, issued or not.
    pub fn fault_form(&mut self, code: &DeviceCode) -> String {
        let about = self.ports.new_id();
        let expires_ms = self.now_ms().saturating_add(FORM_MS);
        let link = CustomerLink { purpose: Purpose::ReportFault, about, expires_ms };
        link.seal(&self.keys, code.as_str().as_bytes())
    }

    /// What a form that was sent already became.
    pub fn taken_fault(
        &self,
        code: &DeviceCode,
        form: &str,
    ) -> Result<Result<Option<TakenFault>, StaleForm>, ServerError> {
        let link = CustomerLink::open(form, &self.keys, code.as_str().as_bytes());
        let Some(link) = link.filter(|link| link.purpose == Purpose::ReportFault) else { return Ok(Err(StaleForm)) };
        let held: Option<Request> = self.record_as(Word::Request, link.about)?;
        match held {
            // However old the form is: what was sent is not to be sent again.
            Some(request) => Ok(Ok(Some(self.taken(link.about, &request)?))),
            None if link.has_expired(self.now_ms()) => Ok(Err(StaleForm)),
            None => Ok(Ok(None)),
        }
    }

    /// Makes a request of a form. Sent again it gives the answer that it had, whatever was written the second time.
    ///
    /// # Errors
    /// Those of [`FaultReport::check`].
    pub fn report_fault(
        &mut self,
        code: &DeviceCode,
        form: &str,
        report: &FaultReport,
    ) -> Result<Result<TakenFault, StaleForm>, ServerError> {
        match self.taken_fault(code, form)? {
            Err(stale) => return Ok(Err(stale)),
            Ok(Some(taken)) => return Ok(Ok(taken)),
            Ok(None) => {}
        }
        let link = CustomerLink::open(form, &self.keys, code.as_str().as_bytes());
        let Some(id) = link.map(|link| link.about) else { return Ok(Err(StaleForm)) };
        let mut request = Request { received_ms: self.now_ms(), ..report.request() };
        self.name_device(code, &mut request)?;
        request.validate()?;
        let new = self.keep_photos(&report.photos)?;
        if let Err(error) = self.create_request_as(&Author::rule(RULE), id, request.clone()) {
            self.drop_photos(&new)?;
            return Err(error);
        }
        let held: Request = self.record_as(Word::Request, id)?.unwrap_or(request);
        Ok(Ok(self.taken(id, &held)?))
    }

    fn taken(&self, id: Id, request: &Request) -> Result<TakenFault, ServerError> {
        let company = self.company()?;
        Ok(TakenFault {
            number: request.number.clone(),
            follow: self.follow_address(&company, id, request.received_ms),
            promised_ms: self.promised_to_everybody_ms(&company, request.received_ms)?,
            language: request.language,
        })
    }

    fn follow_address(&self, company: &Company, id: Id, received_ms: i64) -> String {
        let expires_ms = received_ms.saturating_add(FOLLOWED_MS_MAX);
        let link = CustomerLink { purpose: Purpose::FollowRequest, about: id, expires_ms };
        Self::address_of(&company.settings, "f", &link.seal(&self.keys, b""))
    }

    /// The machine, whose it is and where it stands, if the code is on exactly one; the code where it is not.
    fn name_device(&self, code: &DeviceCode, request: &mut Request) -> Result<(), ServerError> {
        let bound = derived::devices_by_code(&self.db, &Scanned::Device(code.clone()))?;
        let device = match bound.as_slice() {
            [device] => self.record_as::<DeviceRecord>(Word::Device, device.id)?.map(|record| (device.id, record)),
            _ => None,
        };
        match device {
            Some((id, record)) => {
                let customer: Option<Customer> = self.record_as(Word::Customer, record.customer)?;
                request.device = Some(id);
                request.site = record.site;
                request.organisation = customer.as_ref().map(|customer| customer.organisation).unwrap_or_default();
                request.customer = customer.map(|_| record.customer);
            }
            None => request.device_code = code.as_str().to_owned(),
        }
        if request.organisation.is_nil() {
            request.organisation = self.company_itself()?;
        }
        Ok(())
    }

    fn company_itself(&self) -> Result<Id, ServerError> {
        let all: Vec<(Subject, Organisation)> =
            derived::views(&self.db, "word = 'organisation' ORDER BY subject", &[])?;
        let own = all.into_iter().find(|(_, held)| held.kind == OrganisationKind::Company && held.parent.is_none());
        own.map(|(subject, _)| subject.id).ok_or_else(|| ServerError::broken("there is no company"))
    }

    /// Keeps photos; gives those that were not here before.
    pub(super) fn keep_photos(
        &mut self,
        photos: &[CustomerPhoto],
    ) -> Result<Vec<onsite_domain::id::Hash>, ServerError> {
        let now_ms = self.now_ms();
        let mut new = Vec::new();
        let transaction = self.blobs.unchecked_transaction()?;
        for photo in photos {
            if blob::info(&transaction, photo.hash)?.is_none() {
                blob::put(&transaction, &photo.bytes, CustomerPhoto::MEDIA_TYPE, now_ms)?;
                new.push(photo.hash);
            }
        }
        transaction.commit()?;
        Ok(new)
    }

    /// What was kept for something that was refused after all.
    pub(super) fn drop_photos(&mut self, photos: &[onsite_domain::id::Hash]) -> Result<(), ServerError> {
        let transaction = self.blobs.unchecked_transaction()?;
        for photo in photos {
            blob::remove(&transaction, *photo)?;
        }
        Ok(transaction.commit()?)
    }
}

impl FaultReport {
    /// Whether it can be taken, as far as that does not depend on what is here.
    ///
    /// # Errors
    /// Those of [`Request::validate`], by its paths; a missing telephone, words that say nothing, a state that was not chosen.
    pub fn check(&self) -> Result<(), Rejected> {
        use onsite_domain::RejectedCode::Missing;
        if !is_said(&self.words) {
            return Err(Rejected::new(Missing, "words"));
        }
        if self.state == DeviceState::Unknown {
            return Err(Rejected::new(Missing, "device_state"));
        }
        if self.phone.trim().is_empty() {
            return Err(Rejected::new(Missing, "reporter_phone"));
        }
        // Any organisation will do: that of the request is filled in by us.
        Request { organisation: Id::from_parts(1, 1), received_ms: 1, ..self.request() }.validate()
    }

    fn request(&self) -> Request {
        Request {
            channel: Channel::CustomerPage,
            reporter_name: self.name.trim().to_owned(),
            reporter_phone: self.phone.trim().to_owned(),
            language: self.language,
            words: self.words.clone(),
            device_state: Some(self.state),
            attachments: attachments(&self.photos),
            ..Request::default()
        }
    }
}

/// Named by us: what a file was called on somebody's phone is nobody's business.
pub(super) fn attachments(photos: &[CustomerPhoto]) -> Vec<Attachment> {
    let attachment = |(number, photo): (usize, &CustomerPhoto)| Attachment {
        blob: photo.hash,
        name: format!("photo-{number}.jpg"),
        purpose: For::Picture,
        media_type: CustomerPhoto::MEDIA_TYPE.to_owned(),
        size_bytes: photo.bytes.len() as u64,
    };
    (1..).zip(photos).map(attachment).collect()
}

/// Whether words say anything: a word or two, of which Chinese needs fewer letters.
pub(super) fn is_said(words: &str) -> bool {
    const WEIGHT_MIN: usize = 6;
    let letters = words.chars().filter(|c| c.is_alphanumeric());
    letters.map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() >= WEIGHT_MIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use onsite_domain::RejectedCode;

    #[test]
    fn a_word_or_two_are_enough_in_either_language() {
        for said in ["不制冷", "漏水了！", "It leaks", "broken", "E-17 on the screen", "Не работает"] {
            assert!(is_said(said), "{said}");
        }
        for nothing in ["", "   ", "help", "坏了", "!!!!!!!!", "a b c"] {
            assert!(!is_said(nothing), "{nothing}");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_by_its_field() {
        let whole = FaultReport {
            words: "It leaks at the back".into(),
            state: DeviceState::Limited,
            phone: "+86 21 5555 0199".into(),
            ..FaultReport::default()
        };
        assert_eq!(whole.check(), Ok(()));
        let path = |report: FaultReport| report.check().unwrap_err().path;
        assert_eq!(path(FaultReport { words: "help".into(), ..whole.clone() }), "words");
        assert_eq!(path(FaultReport { words: "漏".repeat(4_001), ..whole.clone() }), "words");
        assert_eq!(path(FaultReport { words: "a\0b leaks".into(), ..whole.clone() }), "words");
        assert_eq!(path(FaultReport { phone: " ".into(), ..whole.clone() }), "reporter_phone");
        assert_eq!(path(FaultReport { phone: "call me".into(), ..whole.clone() }), "reporter_phone");
        assert_eq!(path(FaultReport { name: "x".repeat(201), ..whole.clone() }), "reporter_name");
        let stateless = FaultReport { state: DeviceState::Unknown, ..whole };
        assert_eq!(stateless.check().unwrap_err().code, RejectedCode::Missing);
    }
}
