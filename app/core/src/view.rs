//! Reading the views of one subject or one word.

use crate::{App, AppError};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word, device::DeviceView, part_request::PartRequestView, settings::Settings,
    stock::StockLocationView, user::User, visit::VisitView, work_order::WorkOrderView,
};
use onsite_store::derived;
use serde::de::DeserializeOwned;

impl App {
    /// # Errors
    /// [`RejectedCode::NotFound`] where this phone does not hold the visit.
    pub fn visit(&self, id: Id) -> Result<VisitView, AppError> {
        self.held(Word::Visit, id)
    }

    /// # Errors
    /// [`RejectedCode::NotFound`] where this phone does not hold the order.
    pub fn work_order(&self, id: Id) -> Result<WorkOrderView, AppError> {
        self.held(Word::WorkOrder, id)
    }

    /// # Errors
    /// [`RejectedCode::NotFound`] where this phone does not hold the device.
    pub fn device(&self, id: Id) -> Result<DeviceView, AppError> {
        self.held(Word::Device, id)
    }

    /// # Errors
    /// [`RejectedCode::NotFound`] where this phone does not hold the request.
    pub fn part_request(&self, id: Id) -> Result<PartRequestView, AppError> {
        self.held(Word::PartRequest, id)
    }

    /// # Errors
    /// [`RejectedCode::NotFound`] where this phone does not hold the location.
    pub fn stock_location(&self, id: Id) -> Result<StockLocationView, AppError> {
        self.held(Word::StockLocation, id)
    }

    /// The newest version of a record, `None` where this phone does not hold it.
    pub fn record<T: DeserializeOwned>(&self, word: Word, id: Id) -> Result<Option<T>, AppError> {
        Ok(derived::view_as(&self.db, Subject::new(word, id))?)
    }

    /// All records of a word that were not removed, by id.
    pub fn records<T: DeserializeOwned>(&self, word: Word) -> Result<Vec<(Id, T)>, AppError> {
        let found: Vec<(Subject, T)> = derived::views(
            &self.db,
            "word = :word AND json_extract(body, '$.is_removed') IS NOT 1 ORDER BY subject",
            &[(":word", &word.as_str())],
        )?;
        Ok(found.into_iter().map(|(subject, record)| (subject.id, record)).collect())
    }

    /// The company's settings; the usual ones before they arrive.
    pub fn settings(&self) -> Result<Settings, AppError> {
        Ok(self
            .records::<Settings>(Word::Settings)?
            .into_iter()
            .next()
            .map(|(_, settings)| settings)
            .unwrap_or_default())
    }

    /// The person who works with this field device.
    pub fn user(&self) -> Result<Option<User>, AppError> {
        self.record(Word::User, self.identity()?.user)
    }

    fn held<T: DeserializeOwned>(&self, word: Word, id: Id) -> Result<T, AppError> {
        let found = derived::view_as(&self.db, Subject::new(word, id))?;
        found.ok_or_else(|| Rejected::because(RejectedCode::NotFound, word.as_str(), id.to_string()).into())
    }
}

/// The device's clock now, in milliseconds.
pub(crate) fn now_ms(app: &App) -> i64 {
    app.ports.clock.stamp().wall_ms
}

/// The order a visit belongs to.
pub(crate) fn order_of(visit: &VisitView) -> Result<Id, AppError> {
    visit.work_order.ok_or_else(|| AppError::rejected(RejectedCode::Missing, "work_order"))
}

/// A text that must say something.
pub(crate) fn reason<'a>(path: &str, text: &'a str) -> Result<&'a str, AppError> {
    match text.trim() {
        "" => Err(AppError::rejected(RejectedCode::Missing, path)),
        _ => Ok(text),
    }
}
