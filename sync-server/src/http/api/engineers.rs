//! The engineers as the desk plans with them.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::Desk,
    reach::at,
};
use crate::{
    ServerError, ServerStore, brief,
    planning::{
        names::{Named, Names},
        people::{self, People, Phone},
        schedule::{self, ROWS_MAX, ScheduledVisit},
    },
};
use axum::{Json, extract::State};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use onsite_domain::{
    Coordinates, Id, RejectedCode, Subject, Text, Word,
    team::Team,
    user::{Role, User},
    zone,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Day {
    /// `2026-11-23`; today in the company's zone where missing. The load is that of its week.
    #[param(value_type = Option<String>, format = Date)]
    day: Option<String>,
}

/// A skill with how long it is valid.
#[derive(Serialize, utoipa::ToSchema)]
struct SkillRow {
    code: String,
    name: Text,
    level: u8,
    /// The last day it is valid; open where missing.
    #[schema(value_type = Option<String>, format = Date)]
    expires_on: Option<Date>,
    /// On the day asked for.
    is_valid: bool,
}

/// A stretch of work.
#[derive(Serialize, utoipa::ToSchema)]
struct Stretch {
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
}

/// A field device of an engineer.
#[derive(Serialize, utoipa::ToSchema)]
struct PhoneRow {
    id: String,
    name: String,
    /// Missing where it was never heard.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_sync: Option<Timestamp>,
    app_version: String,
    is_revoked: bool,
}

/// What is planned for a day.
#[derive(Serialize, utoipa::ToSchema)]
struct LoadRow {
    #[schema(value_type = String, format = Date)]
    day: Date,
    visits: u32,
    minutes: i64,
}

/// Where somebody was when they last pressed, to about a kilometre.
#[derive(Serialize, utoipa::ToSchema)]
struct LastPlace {
    coordinates: Coordinates,
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
}

/// A visit of the day, in the order it is driven.
#[derive(Serialize, utoipa::ToSchema)]
struct DayVisit {
    visit: String,
    work_order: Option<String>,
    number: Option<String>,
    title: Option<String>,
    status: String,
    is_lead: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    end: Option<Timestamp>,
    site: Option<Named>,
    customer: Option<Named>,
}

/// An engineer with what the desk needs to know to plan.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct EngineerRow {
    id: String,
    name: Text,
    number: String,
    organisation: Option<Named>,
    teams: Vec<Named>,
    skills: Vec<SkillRow>,
    /// IANA zone of their working day.
    zone: String,
    /// When they work on that day.
    hours: Vec<Stretch>,
    /// `false` where no calendar says so and nine to six is assumed.
    has_calendar: bool,
    /// Where their day starts.
    base: Option<Coordinates>,
    /// Missing where the caller may not read stock.
    van: Option<Named>,
    /// Empty where the caller may not read field devices.
    field_devices: Vec<PhoneRow>,
    /// The newest of them that is not revoked.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_sync: Option<Timestamp>,
    load: Vec<LoadRow>,
    /// Asked for only at a press; forgotten after the days that the settings say.
    last_place: Option<LastPlace>,
    visits: Vec<DayVisit>,
}

/// Everybody who may be sent.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Engineers {
    #[schema(value_type = String, format = Date)]
    day: Date,
    items: Vec<EngineerRow>,
}

/// Engineers with skills, hours, load of the week, field devices and the visits of a day.
#[utoipa::path(get, path = "/v1/engineers", tag = "schedule", params(Day), responses(
    (status = OK, body = Engineers), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(asked): Asked<Day>,
) -> Result<Json<Engineers>, Problem> {
    Ok(Json(state.read(desk, move |store, caller| engineers(store, caller, asked.day.as_deref())).await?))
}

/// Where people are is for those who send them.
const MAY_SEE_PLACES: &[Role] = &[Role::Dispatcher, Role::ServiceManager, Role::ContractorDispatcher];

fn engineers(store: &ServerStore, caller: &Caller, day: Option<&str>) -> Result<Engineers, ServerError> {
    caller.reach(Word::Visit)?;
    let organisation = caller.reach(Word::User)?;
    let mut people = People::new(store)?;
    let day = match day {
        Some(text) => text.parse().map_err(|_| ServerError::rejected(RejectedCode::WrongShape, "day"))?,
        None => zone::civil(&people.company_zone(), store.now_ms()).map(|now| now.date()).unwrap_or_default(),
    };
    let week = week_of(store, &people, organisation, day)?;
    let sees_places = caller.rights.roles.iter().any(|role| MAY_SEE_PLACES.contains(role));
    let mut known = Known {
        teams: people.teams()?,
        vans: if caller.reach(Word::StockLocation).is_ok() { people.vans()? } else { BTreeMap::new() },
        phones: people.phones()?,
        sees_phones: caller.reach(Word::FieldDevice).is_ok(),
        places: if sees_places { people.last_places()? } else { BTreeMap::new() },
        week,
        names: Names::new(store, organisation),
        day,
    };
    let mut items = Vec::new();
    for (id, user) in people.engineers(organisation)? {
        items.push(known.row(store, &mut people, id, user)?);
    }
    Ok(Engineers { day, items })
}

/// The visits of the week of a day, of the given organisation's orders where one is given.
fn week_of(
    store: &ServerStore,
    people: &People<'_>,
    organisation: Option<Id>,
    day: Date,
) -> Result<Vec<ScheduledVisit>, ServerError> {
    let (monday, zone) = (people::monday_of(day), people.company_zone());
    let start = |day: Date| people::day_ms(day, &zone).map(|(from_ms, _)| from_ms);
    let span = start(monday).zip(monday.checked_add(7.days()).ok().and_then(start));
    let (from_ms, to_ms) = span.ok_or_else(|| ServerError::rejected(RejectedCode::OutOfRange, "day"))?;
    // A day more at each end: engineers' zones differ from the company's.
    let margin_ms = super::schedule::DAY_MS;
    let visits =
        schedule::between(store, from_ms.saturating_sub(margin_ms), to_ms.saturating_add(margin_ms), ROWS_MAX)?;
    let Some(organisation) = organisation else { return Ok(visits) };
    let mut own = Vec::new();
    for visit in visits {
        if order_of(store, &visit)?.is_some_and(|order| order.organisation == Some(organisation)) {
            own.push(visit);
        }
    }
    Ok(own)
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct OrderTold {
    number: Option<String>,
    title: Option<String>,
    organisation: Option<Id>,
}

fn order_of(store: &ServerStore, visit: &ScheduledVisit) -> Result<Option<OrderTold>, ServerError> {
    match visit.work_order {
        Some(order) => brief::of(&store.db, Subject::new(Word::WorkOrder, order)),
        None => Ok(None),
    }
}

/// What was read once for all of them.
struct Known<'a> {
    teams: Vec<(Id, Team)>,
    vans: BTreeMap<Id, people::Van>,
    phones: BTreeMap<Id, Vec<Phone>>,
    sees_phones: bool,
    places: BTreeMap<Id, (i64, Coordinates)>,
    week: Vec<ScheduledVisit>,
    names: Names<'a>,
    day: Date,
}

impl Known<'_> {
    fn row(
        &mut self,
        store: &ServerStore,
        people: &mut People<'_>,
        id: Id,
        user: User,
    ) -> Result<EngineerRow, ServerError> {
        let zone = people.zone(&user);
        let span = people::day_ms(self.day, &zone);
        let (hours, has_calendar) = match span {
            Some((from_ms, to_ms)) => people.hours(&user, from_ms, to_ms)?,
            None => (Vec::new(), false),
        };
        let phones = self.phones.remove(&id).unwrap_or_default();
        let own: Vec<&ScheduledVisit> = self.week.iter().filter(|visit| visit.has_engineer(id)).collect();
        let (mut load, mut today) = (Vec::new(), Vec::new());
        let monday = people::monday_of(self.day);
        for offset in 0..7_i64 {
            let Some((date, (from_ms, to_ms))) =
                monday.checked_add(offset.days()).ok().and_then(|date| Some((date, people::day_ms(date, &zone)?)))
            else {
                continue;
            };
            let (mut visits, mut minutes) = (0_u32, 0_i64);
            for visit in &own {
                let Some(start_ms) = begin_ms(visit, store.now_ms()).filter(|ms| (from_ms..to_ms).contains(ms)) else {
                    continue;
                };
                visits = visits.saturating_add(1);
                minutes = minutes.saturating_add(people.duration_ms(visit)?.checked_div(60_000).unwrap_or(0));
                if date == self.day {
                    today.push((visit.route_position.unwrap_or(i64::MAX), start_ms, *visit));
                }
            }
            load.push(LoadRow { day: date, visits, minutes });
        }
        today.sort_by_key(|(position, start_ms, visit)| (*position, *start_ms, visit.visit));
        let mut visits = Vec::with_capacity(today.len());
        for (_, _, visit) in today {
            let order = order_of(store, visit)?.unwrap_or_default();
            let planned = visit.planned_ms();
            visits.push(DayVisit {
                visit: visit.visit.to_string(),
                work_order: visit.work_order.map(|order| order.to_string()),
                number: order.number,
                title: order.title,
                status: visit.status.to_string(),
                is_lead: visit.lead == Some(id),
                start: at(planned.map(|(start_ms, _)| start_ms)),
                end: at(planned.map(|(_, end_ms)| end_ms)),
                site: self.names.of(Word::Site, visit.site)?,
                customer: self.names.of(Word::Customer, visit.customer)?,
            });
        }
        let teams = self.teams.iter().filter(|(_, team)| team.has_member(id));
        let teams = teams.map(|(id, team)| Named { id: id.to_string(), name: team.name.clone() }).collect();
        Ok(EngineerRow {
            id: id.to_string(),
            zone: people.zone_name(&user),
            organisation: self.names.of(Word::Organisation, Some(user.organisation))?,
            teams,
            skills: user
                .skills
                .into_iter()
                .map(|skill| SkillRow {
                    is_valid: skill.expires_on.is_none_or(|last| self.day <= last),
                    code: skill.code,
                    name: skill.name,
                    level: skill.level,
                    expires_on: skill.expires_on,
                })
                .collect(),
            hours: hours
                .into_iter()
                .map(|(from_ms, to_ms)| Stretch { from: at(Some(from_ms)), to: at(Some(to_ms)) })
                .collect(),
            has_calendar,
            base: user.base,
            van: self.vans.get(&id).map(|van| Named { id: van.id.to_string(), name: van.name.clone() }),
            last_sync: at(people::last_sync_ms(&phones)),
            field_devices: phones.into_iter().filter(|_| self.sees_phones).map(phone_row).collect(),
            load,
            last_place: self
                .places
                .get(&id)
                .map(|(at_ms, coordinates)| LastPlace { coordinates: *coordinates, at: at(Some(*at_ms)) }),
            visits,
            name: user.name,
            number: user.number,
        })
    }
}

/// When a visit stands or stood in somebody's day.
fn begin_ms(visit: &ScheduledVisit, now_ms: i64) -> Option<i64> {
    let actual = visit.actual_ms(now_ms).map(|(from_ms, _)| from_ms);
    actual.or_else(|| visit.planned_ms().map(|(from_ms, _)| from_ms))
}

fn phone_row(phone: Phone) -> PhoneRow {
    PhoneRow {
        id: phone.field_device.to_string(),
        name: phone.name,
        last_sync: at(phone.last_sync_ms),
        app_version: phone.app_version,
        is_revoked: phone.is_revoked,
    }
}
