//! What customers' pages have in common: the company as they see it, and links that the desk sends.

use crate::{
    ServerError, ServerStore,
    customer_link::{CustomerLink, Purpose},
};
use onsite_domain::{
    Author, Id, Priority, RejectedCode, Word, calendar::Calendar, request::Channel, service_level::ServiceLevel,
    settings::Settings, user::Role,
};
use serde::Deserialize;

/// Who of the desk sends customers links.
const SENDERS: &[Role] = &[Role::IntakeAgent, Role::Dispatcher, Role::ServiceManager, Role::ComplaintHandler];
const MINUTE_MS: i64 = 60_000;
pub(crate) const DAY_MS: i64 = 86_400_000;
/// How long a link to follow or to get the report is good after the end.
pub(crate) const AFTER_END_MS: i64 = 90 * DAY_MS;
/// How long a link to follow is good at most: what is still open then, nobody follows.
pub(crate) const FOLLOWED_MS_MAX: i64 = 400 * DAY_MS;

/// What a link that the desk sends is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkFor {
    Follow,
    Rate,
    Report,
}

/// A link as it is sent, and until when it is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentLink {
    pub url: String,
    pub expires_ms: i64,
}

/// The company as its customers' pages show it.
#[derive(Clone, Debug, Default)]
pub struct Company {
    pub settings: Settings,
    /// When it works.
    pub hours: Option<Calendar>,
}

impl ServerStore {
    pub fn company(&self) -> Result<Company, ServerError> {
        let settings = self.settings()?;
        let hours = settings.calendar.map(|calendar| self.record_as(Word::Calendar, calendar)).transpose()?.flatten();
        Ok(Company { settings, hours })
    }

    /// When somebody answers at the latest who reports a fault now, as the company promises everybody: never by the machine's
    /// contract, which is nobody's business who scanned its code.
    pub(super) fn promised_to_everybody_ms(
        &self,
        company: &Company,
        received_ms: i64,
    ) -> Result<Option<i64>, ServerError> {
        let Some(level) = company.settings.service_level else { return Ok(None) };
        let day = self.day_at(received_ms)?;
        let Some((_, level)) = self.in_force::<ServiceLevel>(Word::ServiceLevel, level, day)? else { return Ok(None) };
        let target = level.target(Priority::Normal, Channel::CustomerPage);
        let Some(minutes) = target.and_then(|target| target.first_response_minutes) else { return Ok(None) };
        let own: Option<Calendar> = match level.calendar {
            Some(calendar) => self.record_as(Word::Calendar, calendar)?,
            None => company.hours.clone(),
        };
        let calendar = own.unwrap_or_else(|| Calendar::around_the_clock(&company.settings.zone));
        let time = calendar.business_time()?;
        Ok(time.add_business_ms(received_ms, i64::from(minutes).saturating_mul(MINUTE_MS)))
    }

    /// The address that a link has for customers: whole where the settings say where the server is, else from its root.
    pub(crate) fn address_of(settings: &Settings, path: &str, link: &str) -> String {
        format!("{}/{path}/{link}", settings.public_url.trim_end_matches('/'))
    }

    /// A link about a request, to be sent to its customer. To rate and for the report: the last visit of its orders.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever does not speak with customers at the desk, [`RejectedCode::Missing`] while the
    /// settings have no public address, [`RejectedCode::IllegalTransition`] where there is nothing to follow, rate or read yet.
    pub fn link_about_request(&self, author: &Author, request: Id, purpose: LinkFor) -> Result<SentLink, ServerError> {
        self.require_role(author, SENDERS)?;
        let progress = self.progress_of_request(request)?;
        let progress = progress.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "request"))?;
        self.link_about(Purpose::FollowRequest, request, purpose, progress)
    }

    /// The same about a work order.
    ///
    /// # Errors
    /// Those of [`Self::link_about_request`].
    pub fn link_about_order(&self, author: &Author, order: Id, purpose: LinkFor) -> Result<SentLink, ServerError> {
        self.require_role(author, SENDERS)?;
        let progress = self.progress_of_order(order)?;
        let progress = progress.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "work_order"))?;
        self.link_about(Purpose::FollowOrder, order, purpose, progress)
    }

    fn link_about(
        &self,
        follow: Purpose,
        followed: Id,
        purpose: LinkFor,
        progress: Result<super::progress::Progress, super::progress::ClosedFollow>,
    ) -> Result<SentLink, ServerError> {
        let settings = self.settings()?;
        if settings.public_url.is_empty() {
            return Err(ServerError::rejected(RejectedCode::Missing, "public_url"));
        }
        let nothing = || ServerError::rejected(RejectedCode::IllegalTransition, "purpose");
        let progress = progress.map_err(|_| nothing())?;
        let now_ms = self.now_ms();
        let (path, link) = match purpose {
            LinkFor::Rate => {
                let visit = progress.to_rate.ok_or_else(nothing)?;
                let days = self.questionnaire_for(visit)?.map(|(_, asked)| i64::from(asked.link_days));
                let days = days.ok_or_else(|| ServerError::rejected(RejectedCode::Missing, "questionnaire"))?;
                let expires_ms = now_ms.saturating_add(days.saturating_add(1).saturating_mul(DAY_MS));
                ("r", CustomerLink { purpose: Purpose::Rate, about: visit, expires_ms })
            }
            LinkFor::Report => {
                let visit = progress.reports.last().ok_or_else(nothing)?.visit;
                let expires_ms = now_ms.saturating_add(AFTER_END_MS);
                ("p", CustomerLink { purpose: Purpose::Report, about: visit, expires_ms })
            }
            LinkFor::Follow => {
                let expires_ms = match progress.ended_ms {
                    Some(ended_ms) => ended_ms.saturating_add(AFTER_END_MS),
                    None => now_ms.saturating_add(FOLLOWED_MS_MAX),
                };
                ("f", CustomerLink { purpose: follow, about: followed, expires_ms })
            }
        };
        Ok(SentLink {
            url: Self::address_of(&settings, path, &link.seal(&self.keys, b"")),
            expires_ms: link.expires_ms,
        })
    }
}
