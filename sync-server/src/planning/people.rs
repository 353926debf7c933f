//! Engineers as the desk plans with them: when they work, what they have to do, where they last were, what is in their van.

use super::schedule::{self, PressedAt, ROWS_MAX, ScheduledVisit};
use crate::{ServerError, ServerStore};
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use onsite_domain::{
    Coordinates, Id, Quantity, Subject, Text, Word,
    calendar::{Calendar, Hours},
    field_device::FieldDevice,
    organisation::{Organisation, OrganisationKind},
    procedure::Procedure,
    proposal::Busy,
    settings::Settings,
    site::Site,
    stock_location::StockLocationKind,
    team::Team,
    user::{Role, User},
    zone,
};
use onsite_store::{derived, stock};
use serde::Deserialize;
use std::collections::{BTreeMap, btree_map::Entry};

/// Hours of whoever has no calendar, nor their organisation, nor the company: Monday to Friday, nine to six.
const DEFAULT_HOURS: Hours = Hours { from_minute: 540, to_minute: 1_080 };
const MINUTE_MS: i64 = 60_000;
/// A window longer than this is a promise to the customer and says nothing about how long the job takes.
const WINDOW_AS_JOB_MS: i64 = 4 * 3_600_000;
/// Places are shown to the hundredth of a degree, about a kilometre.
const COARSE_UDEG: i32 = 10_000;

/// The van of an engineer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Van {
    #[serde(skip)]
    pub(crate) id: Id,
    pub(crate) name: Text,
    kind: StockLocationKind,
    user: Option<Id>,
    is_retired: bool,
}

/// What the server knows of a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phone {
    pub(crate) field_device: Id,
    pub(crate) name: String,
    pub(crate) last_sync_ms: Option<i64>,
    pub(crate) app_version: String,
    pub(crate) is_revoked: bool,
}

/// Records that many engineers share, each read once while one answer is made.
pub(crate) struct People<'a> {
    store: &'a ServerStore,
    pub(crate) settings: Settings,
    organisations: BTreeMap<Id, Organisation>,
    calendars: BTreeMap<Id, Option<Calendar>>,
    procedures: BTreeMap<Id, Option<u32>>,
    sites: BTreeMap<Id, Option<Coordinates>>,
}

impl<'a> People<'a> {
    pub(crate) fn new(store: &'a ServerStore) -> Result<Self, ServerError> {
        let organisations: Vec<(Subject, Organisation)> =
            derived::views(&store.db, "word = 'organisation' ORDER BY subject", &[])?;
        Ok(Self {
            store,
            settings: store.settings()?,
            organisations: organisations.into_iter().map(|(subject, body)| (subject.id, body)).collect(),
            calendars: BTreeMap::new(),
            procedures: BTreeMap::new(),
            sites: BTreeMap::new(),
        })
    }

    /// Everybody who may be sent, of one organisation where one is given, by their id.
    pub(crate) fn engineers(&self, organisation: Option<Id>) -> Result<Vec<(Id, User)>, ServerError> {
        let users: Vec<(Subject, User)> = derived::views(&self.store.db, "word = 'user' ORDER BY subject", &[])?;
        Ok(users
            .into_iter()
            .filter(|(_, user)| user.is_active() && user.has_role(Role::Engineer))
            .filter(|(_, user)| organisation.is_none_or(|organisation| user.organisation == organisation))
            .map(|(subject, user)| (subject.id, user))
            .collect())
    }

    /// Whether a dispatcher of the company may name somebody for an order: the company's own people, and those of the
    /// contractor it was given to.
    pub(crate) fn may_be_sent(&self, user: &User, given_to: Option<Id>) -> bool {
        let kind = self.organisations.get(&user.organisation).map(|of| of.kind).unwrap_or_default();
        matches!(kind, OrganisationKind::Company | OrganisationKind::Branch) || given_to == Some(user.organisation)
    }

    pub(crate) fn teams(&self) -> Result<Vec<(Id, Team)>, ServerError> {
        let teams: Vec<(Subject, Team)> = derived::views(&self.store.db, "word = 'team' ORDER BY subject", &[])?;
        Ok(teams.into_iter().filter(|(_, team)| !team.is_retired).map(|(subject, team)| (subject.id, team)).collect())
    }

    /// The name of the zone of somebody's working day.
    pub(crate) fn zone_name(&self, user: &User) -> String {
        let of_organisation = self.organisations.get(&user.organisation).map(|of| of.zone.as_str()).unwrap_or_default();
        let names = [user.zone.as_str(), of_organisation, self.settings.zone.as_str()];
        names.into_iter().find(|name| !name.is_empty()).unwrap_or("UTC").to_owned()
    }

    pub(crate) fn zone(&self, user: &User) -> TimeZone {
        zone::find(&self.zone_name(user)).unwrap_or(TimeZone::UTC)
    }

    pub(crate) fn company_zone(&self) -> TimeZone {
        zone::find(&self.settings.zone).unwrap_or(TimeZone::UTC)
    }

    /// When somebody works, and whether a calendar says so.
    pub(crate) fn hours(
        &mut self,
        user: &User,
        from_ms: i64,
        to_ms: i64,
    ) -> Result<(Vec<(i64, i64)>, bool), ServerError> {
        let of_organisation = self.organisations.get(&user.organisation).and_then(|of| of.calendar);
        for id in [user.calendar, of_organisation, self.settings.calendar].into_iter().flatten() {
            if let Some(calendar) = self.calendar(id)? {
                return Ok((calendar.business_time()?.open_between(from_ms, to_ms), true));
            }
        }
        let zone = self.zone_name(user);
        let weekly = (1..=5).map(|weekday| (weekday, vec![DEFAULT_HOURS])).collect();
        let calendar = Calendar { zone, weekly, ..Calendar::default() };
        let hours = calendar.business_time().map(|time| time.open_between(from_ms, to_ms)).unwrap_or_default();
        Ok((hours, false))
    }

    fn calendar(&mut self, id: Id) -> Result<Option<&Calendar>, ServerError> {
        if !self.calendars.contains_key(&id) {
            let calendar: Option<Calendar> = self.store.record_as(Word::Calendar, id)?;
            // One whose zone is gone is no calendar to reckon with.
            self.calendars.insert(id, calendar.filter(|calendar| calendar.business_time().is_ok()));
        }
        Ok(self.calendars.get(&id).and_then(Option::as_ref))
    }

    /// How long a visit takes: the target of its procedure, else its window where that is short, else the settings' word.
    pub(crate) fn duration_ms(&mut self, visit: &ScheduledVisit) -> Result<i64, ServerError> {
        if let Some(minutes) = self.target_minutes(visit.procedure)? {
            return Ok(i64::from(minutes).saturating_mul(MINUTE_MS));
        }
        let planned = visit.planned_ms().map(|(start_ms, end_ms)| end_ms.saturating_sub(start_ms));
        let short = planned.filter(|length_ms| (1..=WINDOW_AS_JOB_MS).contains(length_ms));
        Ok(short.unwrap_or_else(|| i64::from(self.settings.planning.job_minutes).saturating_mul(MINUTE_MS)))
    }

    pub(crate) fn target_minutes(&mut self, procedure: Option<Id>) -> Result<Option<u32>, ServerError> {
        let Some(id) = procedure else { return Ok(None) };
        if !self.procedures.contains_key(&id) {
            let procedure: Option<Procedure> = self.store.record_as(Word::Procedure, id)?;
            self.procedures.insert(id, procedure.and_then(|procedure| procedure.target_minutes));
        }
        Ok(self.procedures.get(&id).copied().flatten())
    }

    /// What a visit takes of somebody's time: what was done, and where that has not ended or begun, what is planned.
    pub(crate) fn busy(&mut self, visit: &ScheduledVisit, now_ms: i64) -> Result<Option<Busy>, ServerError> {
        let duration_ms = self.duration_ms(visit)?;
        let span = match (visit.actual_ms(now_ms), visit.planned_ms()) {
            (Some((from_ms, to_ms)), _) if visit.has_ended => Some((from_ms, to_ms)),
            // They are out: the rest of the job is still to come.
            (Some((from_ms, to_ms)), _) => Some((from_ms, to_ms.max(from_ms.saturating_add(duration_ms)))),
            (None, Some((start_ms, _))) if !visit.has_ended => Some((start_ms, start_ms.saturating_add(duration_ms))),
            (None, _) => None,
        };
        let place = self.place(visit.site)?;
        Ok(span.map(|(from_ms, to_ms)| Busy { from_ms, to_ms, place }))
    }

    pub(crate) fn place(&mut self, site: Option<Id>) -> Result<Option<Coordinates>, ServerError> {
        let Some(id) = site else { return Ok(None) };
        if !self.sites.contains_key(&id) {
            let site: Option<Site> = self.store.record_as(Word::Site, id)?;
            self.sites.insert(id, site.and_then(|site| site.coordinates));
        }
        Ok(self.sites.get(&id).copied().flatten())
    }

    /// Where each engineer last pressed and let the place be known, coarse, and forgotten when the settings say so.
    pub(crate) fn last_places(&self) -> Result<BTreeMap<Id, (i64, Coordinates)>, ServerError> {
        let now_ms = self.store.now_ms();
        let kept_ms = i64::from(self.settings.way_point_expiry_days).saturating_mul(24 * 3_600_000);
        let oldest_ms = now_ms.saturating_sub(kept_ms);
        let visits = schedule::between(self.store, oldest_ms, now_ms.saturating_add(1), ROWS_MAX)?;
        let mut last: BTreeMap<Id, PressedAt> = BTreeMap::new();
        for pressed in visits.iter().flat_map(|visit| &visit.places) {
            let Some(user) = pressed.user.filter(|_| pressed.at_ms >= oldest_ms && pressed.at_ms <= now_ms) else {
                continue;
            };
            let held = last.entry(user).or_insert(*pressed);
            if pressed.at_ms > held.at_ms {
                *held = *pressed;
            }
        }
        Ok(last.into_iter().map(|(user, at)| (user, (at.at_ms, coarse(at.place.coordinates)))).collect())
    }

    /// The vans by whose they are.
    pub(crate) fn vans(&self) -> Result<BTreeMap<Id, Van>, ServerError> {
        let vans: Vec<(Subject, Van)> =
            derived::views(&self.store.db, "word = 'stock_location' ORDER BY subject", &[])?;
        let own = vans.into_iter().filter(|(_, van)| van.kind == StockLocationKind::Van && !van.is_retired);
        Ok(own.filter_map(|(subject, van)| Some((van.user?, Van { id: subject.id, ..van }))).collect())
    }

    /// What can be fitted of what a van holds.
    pub(crate) fn held(&self, van: Id) -> Result<BTreeMap<Id, Quantity>, ServerError> {
        let mut held: BTreeMap<Id, Quantity> = BTreeMap::new();
        for balance in stock::balances(&self.store.db, van)? {
            if balance.condition != "defective" {
                let sum = held.entry(balance.part).or_default();
                *sum = Quantity(sum.0.saturating_add(balance.quantity.0));
            }
        }
        Ok(held)
    }

    /// The field devices of everybody who is on one now.
    pub(crate) fn phones(&self) -> Result<BTreeMap<Id, Vec<Phone>>, ServerError> {
        let mut statement = self.store.db.prepare_cached(
            "SELECT held.user, held.field_device, state.last_sync_ms, state.app_version, state.is_revoked
             FROM field_device_certificate AS held
             JOIN field_device_state AS state ON state.field_device = held.field_device
             ORDER BY held.user, held.field_device",
        )?;
        let mut rows = statement.query([])?;
        let mut records: BTreeMap<Id, FieldDevice> = BTreeMap::new();
        let mut found: BTreeMap<Id, Vec<Phone>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (user, field_device): (String, String) = (row.get(0)?, row.get(1)?);
            let (Ok(user), Ok(field_device)) = (user.parse::<Id>(), field_device.parse::<Id>()) else { continue };
            let record = match records.entry(field_device) {
                Entry::Occupied(held) => held.into_mut(),
                Entry::Vacant(place) => {
                    let subject = Subject::new(Word::FieldDevice, field_device);
                    place.insert(derived::view_as(&self.store.db, subject)?.unwrap_or_default())
                }
            };
            if !record.users.contains(&user) {
                continue;
            }
            let last_sync_ms: i64 = row.get(2)?;
            found.entry(user).or_default().push(Phone {
                field_device,
                name: record.name.clone(),
                last_sync_ms: Some(last_sync_ms).filter(|ms| *ms > 0),
                app_version: row.get(3)?,
                is_revoked: row.get::<_, bool>(4)? || record.is_revoked(),
            });
        }
        Ok(found)
    }
}

/// The newest sync of phones that still count.
pub(crate) fn last_sync_ms(phones: &[Phone]) -> Option<i64> {
    phones.iter().filter(|phone| !phone.is_revoked).filter_map(|phone| phone.last_sync_ms).max()
}

/// Where a day begins and ends in a zone.
pub(crate) fn day_ms(day: Date, zone: &TimeZone) -> Option<(i64, i64)> {
    let start = |day: Date| zone::instant_ms(zone, day.at(0, 0, 0, 0));
    Some((start(day)?, start(day.tomorrow().ok()?)?))
}

/// Monday of the week of a day.
pub(crate) fn monday_of(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(back.days()).unwrap_or(day)
}

fn coarse(place: Coordinates) -> Coordinates {
    let cut = |udeg: i32| {
        let rest = udeg.checked_rem_euclid(COARSE_UDEG).unwrap_or(0);
        udeg.saturating_sub(rest).saturating_add(COARSE_UDEG / 2)
    };
    // The middle of the square, but never over the pole.
    Coordinates {
        latitude_udeg: cut(place.latitude_udeg).clamp(-90_000_000, 90_000_000),
        longitude_udeg: cut(place.longitude_udeg).clamp(-180_000_000, 180_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_says_no_more_than_the_kilometre() {
        let place = |latitude_udeg, longitude_udeg| Coordinates { latitude_udeg, longitude_udeg };
        assert_eq!(coarse(place(31_230_416, 121_473_701)), place(31_235_000, 121_475_000));
        assert_eq!(coarse(place(31_239_999, 121_470_000)), place(31_235_000, 121_475_000));
        assert_eq!(coarse(place(-1, 180_000_000)), place(-5_000, 180_000_000));
    }

    #[test]
    fn a_week_begins_on_monday() {
        let date = jiff::civil::date;
        assert_eq!(monday_of(date(2026, 11, 29)), date(2026, 11, 23));
        assert_eq!(monday_of(date(2026, 11, 23)), date(2026, 11, 23));
    }
}
