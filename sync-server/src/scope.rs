//! Scope on the server: which subjects each field device holds, kept as rows and changed as work moves.

use crate::{
    ServerError, ServerStore,
    field_device::{self, FieldDeviceState},
    log::{NewRow, RowKind},
};
use onsite_domain::{
    Id, Subject, Word,
    article::Audience,
    id::Hash,
    maintenance_due,
    organisation::{Organisation, OrganisationKind},
    scope::{self, Viewer, Window},
    user::User,
    work_order::WorkOrderView,
};
use onsite_store::{Connection, Touched, derived, fact};
use rusqlite::{OptionalExtension as _, ToSql, named_params};
use std::collections::{BTreeMap, BTreeSet};

/// Words that every field device of the company holds whole. Articles are held by those who may read them.
const CATALOGUE: &[Word] = &[
    Word::Part,
    Word::Tool,
    Word::StockLocation,
    Word::PriceList,
    Word::ServiceItem,
    Word::Procedure,
    Word::Bulletin,
    Word::FaultCode,
    Word::OrderKind,
    Word::ServiceLevel,
    Word::Calendar,
    Word::Questionnaire,
    Word::FieldDefinition,
    Word::Settings,
    Word::Organisation,
    Word::Team,
    Word::User,
    Word::Revocation,
];

/// What somebody asked for.
const PART_REQUESTS_OF: &str =
    "word = 'part_request' AND subject IN (SELECT subject FROM view_person WHERE person = :id)";

/// Contacts serve several sites.
const CONTACTS_AT: &str = "word = 'contact' AND EXISTS (SELECT 1 FROM json_each(body, '$.sites') WHERE value = :id)";

/// A customer's contracts: who pays is decided on the phone.
const CONTRACTS_OF: &str = "word = 'contract' AND json_extract(body, '$.customer') = :id";

/// The maintenance plans of devices, with each of the devices.
const PLANS_OF: &str = "SELECT view.subject, device.value FROM view, json_each(view.body, '$.devices') AS device
    WHERE view.word = 'maintenance_plan' AND coalesce(json_extract(view.body, '$.is_removed'), 0) = 0
    AND device.value IN (SELECT value FROM json_each(:devices))";

/// What of an order's view decides who holds it and what goes with it.
const WORK_ORDER_KEYS: &[&str] = &[
    "is_open",
    "window_start_ms",
    "customer",
    "site",
    "contact",
    "device",
    "request",
    "procedure",
    "contract",
    "warranty",
    "cause_order",
    "order_kind",
    "service_level",
    "fault_code",
    "created_by",
    "visits",
    "offers",
    "claim_confirmations",
    "planned_parts",
    "planned_tools",
    "maintenance_plan",
    "status",
];
/// What of a visit's view does.
const VISIT_KEYS: &[&str] = &["work_order", "device", "site", "lead", "helpers", "expert", "former"];

/// How many facts of a subject one row of the feed brings. Of a stock location there are more every day; an answer holds
/// [`onsite_wire::limit::PARTS_MAX`] of one subject, and is bounded as a whole.
const FACTS_TOGETHER: usize = 250;

/// The facts of a subject by their ids, cut where a row of the feed ends: from where, and how far, in the first 62 bits of an
/// id (a row's numbers have 63).
pub(crate) struct Pieces;

impl Pieces {
    /// All there is, the document and the record too.
    pub(crate) const WHOLE: (u64, u64) = (0, 0);
    const END: u64 = 1 << 62;

    fn key(id: &Id) -> u64 {
        id.to_bytes().first_chunk::<8>().map_or(0, |first| u64::from_be_bytes(*first) >> 2)
    }

    fn of(facts: &BTreeSet<Id>) -> Vec<(u64, u64)> {
        if facts.len() <= FACTS_TOGETHER {
            return vec![Self::WHOLE];
        }
        let mut starts: Vec<u64> = facts.iter().step_by(FACTS_TOGETHER).map(Self::key).collect();
        if let Some(first) = starts.first_mut() {
            *first = 0;
        }
        starts.dedup();
        let ends = starts.iter().skip(1).copied().chain([Self::END]);
        starts.iter().zip(ends).map(|(from, to)| (*from, to.saturating_sub(*from))).collect()
    }

    /// Whether a fact is in a piece.
    pub(crate) fn has((from, count): (u64, u64), id: &Id) -> bool {
        (from..from.saturating_add(count)).contains(&Self::key(id))
    }
}

/// Since which feed position a field device holds a subject.
pub fn entered_seq(connection: &Connection, field_device: Id, subject: Subject) -> Result<Option<u64>, ServerError> {
    Ok(connection
        .prepare_cached("SELECT entered_seq FROM member WHERE field_device = :id AND subject = :subject")?
        .query_row(named_params! {":id": field_device.to_string(), ":subject": subject.to_string()}, |row| row.get(0))
        .optional()?)
}

/// Whether a subject left the field device's scope after what it has read: it could not know.
pub fn left_since(connection: &Connection, field_device: Id, subject: Subject, seq: u64) -> Result<bool, ServerError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM log WHERE subject = :subject AND seq > :seq AND kind = 'leave' AND field_device = :id)",
        )?
        .query_row(
            named_params! {":id": field_device.to_string(), ":subject": subject.to_string(), ":seq": seq},
            |row| row.get(0),
        )?)
}

/// The field devices that hold a subject.
pub fn holders(connection: &Connection, subject: Subject) -> Result<BTreeSet<Id>, ServerError> {
    let mut statement = connection.prepare_cached("SELECT field_device FROM member WHERE subject = :subject")?;
    let rows = statement.query_map(named_params! {":subject": subject.to_string()}, |row| row.get::<_, String>(0))?;
    let mut found = BTreeSet::new();
    for row in rows {
        if let Ok(id) = row?.parse() {
            found.insert(id);
        }
    }
    Ok(found)
}

/// One user's part of what a field device that several share holds.
pub(crate) struct Share(BTreeSet<Subject>);

impl Share {
    pub(crate) fn has(&self, subject: Subject) -> bool {
        subject.word == Word::FieldDevice || CATALOGUE.contains(&subject.word) || self.0.contains(&subject)
    }
}

impl ServerStore {
    /// Re-evaluates scope for everybody whom a write may concern.
    pub(crate) fn update_scopes(&mut self, touched: &Touched) -> Result<(), ServerError> {
        let (mut users, mut concerned): (BTreeSet<Id>, BTreeSet<Id>) = (BTreeSet::new(), BTreeSet::new());
        let mut everybody = false;
        for subject in touched {
            if !self.is_scope_changed(*subject)? {
                continue;
            }
            match subject.word {
                word if CATALOGUE.contains(&word)
                    || matches!(word, Word::Contract | Word::Article | Word::MaintenancePlan) =>
                {
                    everybody = true;
                }
                Word::WorkOrder | Word::Visit | Word::Device | Word::Site => {
                    concerned.extend(holders(&self.db, *subject)?);
                    concerned.extend(self.holders_of_maintained(*subject)?);
                    users.extend(self.people_of(*subject)?);
                }
                Word::PartRequest => users.extend(self.people_of(*subject)?),
                Word::FieldDevice => {
                    concerned.insert(subject.id);
                }
                _ => {}
            }
        }
        let devices = if everybody {
            field_device::active(&self.db, None)?
        } else {
            for user in users {
                let of_user = field_device::active(&self.db, Some(user))?;
                concerned.extend(of_user.iter().map(|state| state.field_device));
            }
            let mut devices = Vec::with_capacity(concerned.len());
            for id in concerned {
                devices.extend(field_device::get(&self.db, id)?.filter(|state| !state.is_revoked));
            }
            devices
        };
        for device in devices {
            self.update_scope(&device)?;
        }
        Ok(())
    }

    /// Of an order that keeps a plan's promise: those who hold the device, for what is due of it follows from the order.
    fn holders_of_maintained(&self, subject: Subject) -> Result<BTreeSet<Id>, ServerError> {
        if subject.word != Word::WorkOrder {
            return Ok(BTreeSet::new());
        }
        let view = derived::view_fields(&self.db, subject, &["maintenance_plan", "device"])?.unwrap_or_default();
        let device = view.get("device").and_then(|device| device.as_str()).and_then(|device| device.parse().ok());
        match device {
            Some(device) if view.get("maintenance_plan").is_some_and(|plan| plan.is_string()) => {
                holders(&self.db, Subject::new(Word::Device, device))
            }
            _ => Ok(BTreeSet::new()),
        }
    }

    /// Whether what a subject's view says about scope differs from when scopes were last computed from it.
    fn is_scope_changed(&self, subject: Subject) -> Result<bool, ServerError> {
        let keys: &[&str] = match subject.word {
            Word::WorkOrder => WORK_ORDER_KEYS,
            Word::Visit => VISIT_KEYS,
            Word::Device => &["site", "customer", "record", "merged_into", "merged"],
            Word::Site => &["customer"],
            Word::Team => &["members"],
            Word::User => &["organisation", "is_disabled", "roles"],
            Word::Article => &["is_draft", "audience"],
            Word::MaintenancePlan => &["devices", "is_removed"],
            // Only that it is there counts.
            word if CATALOGUE.contains(&word) => &[],
            _ => return Ok(true),
        };
        let view = derived::view_fields(&self.db, subject, keys)?;
        let said = |key: &str| view.as_ref().and_then(|view| view.get(key));
        // How an order stands decides nothing, but that what is due of the device follows from a plan's.
        let is_planned =
            subject.word != Word::WorkOrder || said("maintenance_plan").is_some_and(|plan| plan.is_string());
        let said: Vec<_> = keys.iter().filter(|key| is_planned || **key != "status").map(|key| said(key)).collect();
        let text = serde_json::json!({"is_there": view.is_some(), "said": said}).to_string();
        let print = Hash::of(text.as_bytes()).0;
        let changed = self
            .db
            .prepare_cached(
                "INSERT INTO scope_seen (subject, print) VALUES (:subject, :print)
                 ON CONFLICT (subject) DO UPDATE SET print = excluded.print WHERE print <> excluded.print",
            )?
            .execute(named_params! {":subject": subject.to_string(), ":print": print.as_slice()})?;
        Ok(changed > 0)
    }

    /// Re-evaluates every scope: windows move with time.
    pub fn update_all_scopes(&mut self) -> Result<(), ServerError> {
        for device in field_device::active(&self.db, None)? {
            self.update_scope(&device)?;
        }
        Ok(())
    }

    /// Writes the difference between what a field device holds and what it should hold into its feed.
    pub(crate) fn update_scope(&mut self, device: &FieldDeviceState) -> Result<(), ServerError> {
        let wanted = self.scope_of(device)?;
        let held = self.held_by(device.field_device)?;
        for subject in wanted.difference(&held) {
            let seq = self.log_enter(device, *subject)?;
            self.db
                .prepare_cached("INSERT INTO member (field_device, subject, entered_seq) VALUES (:id, :subject, :seq)")?
                .execute(named_params! {
                    ":id": device.field_device.to_string(), ":subject": subject.to_string(), ":seq": seq,
                })?;
        }
        for subject in held.difference(&wanted) {
            self.log_scope(device, RowKind::Leave, *subject)?;
            self.db
                .prepare_cached("DELETE FROM member WHERE field_device = :id AND subject = :subject")?
                .execute(named_params! {":id": device.field_device.to_string(), ":subject": subject.to_string()})?;
        }
        if wanted != held {
            self.hint(device.field_device);
        }
        Ok(())
    }

    fn log_scope(&mut self, device: &FieldDeviceState, kind: RowKind, subject: Subject) -> Result<u64, ServerError> {
        self.log_scope_of(device, kind, subject, Pieces::WHOLE)
    }

    fn log_scope_of(
        &mut self,
        device: &FieldDeviceState,
        kind: RowKind,
        subject: Subject,
        (first_position, count): (u64, u64),
    ) -> Result<u64, ServerError> {
        let hash = Hash::of_parts("onsite/scope/v1", &[kind.as_str().as_bytes(), subject.to_string().as_bytes()]);
        let row = NewRow::of(kind, subject, hash);
        self.log(&NewRow { field_device: Some(device.field_device), first_position, count, ..row })
    }

    /// That a subject enters, in as many rows as its facts want; gives the first.
    fn log_enter(&mut self, device: &FieldDeviceState, subject: Subject) -> Result<u64, ServerError> {
        let mut first = None;
        for piece in Pieces::of(&fact::ids_about(&self.db, subject)?) {
            let seq = self.log_scope_of(device, RowKind::Enter, subject, piece)?;
            first.get_or_insert(seq);
        }
        first.ok_or_else(|| ServerError::broken("a subject entered without a row"))
    }

    fn held_by(&self, field_device: Id) -> Result<BTreeSet<Subject>, ServerError> {
        let mut statement = self.db.prepare_cached("SELECT subject FROM member WHERE field_device = :id")?;
        let rows =
            statement.query_map(named_params! {":id": field_device.to_string()}, |row| row.get::<_, String>(0))?;
        let mut found = BTreeSet::new();
        for row in rows {
            let text = row?;
            found.insert(text.parse().map_err(|_| ServerError::broken(format!("member '{text}' is no subject")))?);
        }
        Ok(found)
    }

    /// Everything a field device should hold now.
    fn scope_of(&self, device: &FieldDeviceState) -> Result<BTreeSet<Subject>, ServerError> {
        // What was decided about its work, even where nobody on it has rights any more.
        let mut wanted = BTreeSet::from([Subject::new(Word::FieldDevice, device.field_device)]);
        let mut is_used = false;
        for user in &device.users {
            if let Ok(body) = self.active_user(*user) {
                is_used = true;
                wanted.extend(self.work_of(*user, body.organisation)?);
                wanted.extend(self.articles_for(&body)?);
            }
        }
        if is_used {
            wanted.extend(self.catalogue()?);
        }
        Ok(wanted)
    }

    /// What of a shared field device's scope is there for one of its users, beside what everybody holds; `None` where it has
    /// no other user.
    pub(crate) fn share_of(&self, device: &FieldDeviceState, user: Id) -> Result<Option<Share>, ServerError> {
        if device.users.len() < 2 && device.users.contains(&user) {
            return Ok(None);
        }
        let held = match self.active_user(user) {
            Ok(body) if device.users.contains(&user) => {
                let mut held = self.work_of(user, body.organisation)?;
                held.extend(self.articles_for(&body)?);
                held
            }
            _ => BTreeSet::new(),
        };
        Ok(Some(Share(held)))
    }

    /// What a person's work brings with it: orders, visits, and what hangs on them.
    fn work_of(&self, user: Id, organisation: Id) -> Result<BTreeSet<Subject>, ServerError> {
        let viewer = Viewer { user, teams: self.teams_of(user)?, organisation };
        let mut wanted: BTreeSet<Subject> = self.subjects_where(PART_REQUESTS_OF, user)?.into_iter().collect();
        let now_ms = self.now_ms();
        let mut sites = BTreeSet::new();
        let mut devices = BTreeSet::new();
        let mut customers = BTreeSet::new();
        for (subject, order) in self.orders_naming(user, &viewer.teams)? {
            if !scope::order_in_scope(&viewer, &order, now_ms, Window::default()) {
                continue;
            }
            wanted.insert(subject);
            wanted.extend(scope::related(&order));
            devices.extend(order.device);
            sites.extend(order.site);
            customers.extend(order.customer);
        }
        // A contractor is told of the contract that its order names, and of no other.
        if !self.is_contractor(organisation)? {
            for customer in customers {
                wanted.extend(self.subjects_where(CONTRACTS_OF, customer)?);
            }
        }
        for site in &sites {
            devices.extend(self.devices_at(*site)?);
            wanted.extend(self.subjects_where(CONTACTS_AT, *site)?);
        }
        let devices = self.with_doubles(devices)?;
        // What the company plans is no contractor's business.
        if !self.is_contractor(organisation)? {
            wanted.extend(self.maintenance_of(&devices)?);
        }
        for id in devices {
            wanted.insert(Subject::new(Word::Device, id));
            wanted.extend(self.cover_of(id)?);
            // Its history: what was found and done there before.
            wanted.extend(self.subjects_where("word = 'visit' AND device = :id", id)?);
        }
        Ok(wanted)
    }

    /// Devices with the files that go on in their place and with their doubles: the history of a machine is that of all.
    fn with_doubles(&self, devices: BTreeSet<Id>) -> Result<BTreeSet<Id>, ServerError> {
        let mut found = BTreeSet::new();
        let mut waiting: Vec<Id> = devices.into_iter().collect();
        while let Some(device) = waiting.pop() {
            if !found.insert(device) {
                continue;
            }
            let subject = Subject::new(Word::Device, device);
            let Some(fields) = derived::view_fields(&self.db, subject, &["merged_into", "merged"])? else { continue };
            let into = fields.get("merged_into").and_then(|into| into.as_str());
            let doubles = fields.get("merged").and_then(|merged| merged.as_array()).into_iter().flatten();
            let doubles = doubles.filter_map(|double| double.get("device")?.as_str());
            waiting.extend(into.into_iter().chain(doubles).filter_map(|id| id.parse::<Id>().ok()));
        }
        Ok(found)
    }

    /// The warranty and the contract that a device's record names.
    fn cover_of(&self, device: Id) -> Result<Vec<Subject>, ServerError> {
        let view = derived::view_fields(&self.db, Subject::new(Word::Device, device), &["record"])?;
        let record = view.as_ref().and_then(|view| view.get("record"));
        let named = |word: Word| Some(Subject::new(word, record?.get(word.as_str())?.as_str()?.parse().ok()?));
        Ok([Word::Warranty, Word::Contract].into_iter().filter_map(named).collect())
    }

    /// The plans of devices with the last order of each that ended: what is due follows from them.
    fn maintenance_of(&self, devices: &BTreeSet<Id>) -> Result<BTreeSet<Subject>, ServerError> {
        let mut found = BTreeSet::new();
        let mut planned = BTreeSet::new();
        let asked = serde_json::json!(devices).to_string();
        let mut statement = self.db.prepare_cached(PLANS_OF)?;
        let rows = statement.query_map(named_params! {":devices": asked}, |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        for row in rows {
            let (plan, device) = row?;
            found.extend(plan.parse::<Subject>().ok());
            planned.extend(device.parse::<Id>().ok());
        }
        for device in planned {
            found.extend(self.maintenance_orders_of(device)?);
        }
        Ok(found)
    }

    fn maintenance_orders_of(&self, device: Id) -> Result<Vec<Subject>, ServerError> {
        let orders: Vec<(Subject, WorkOrderView)> = derived::views(
            &self.db,
            "word = 'work_order' AND device = :device
             AND json_extract(body, '$.maintenance_plan') IS NOT NULL ORDER BY +subject",
            &[(":device", &device.to_string())],
        )?;
        let mut last: BTreeMap<Id, (i64, Subject)> = BTreeMap::new();
        for (subject, order) in orders {
            if let (Some(plan), Some(ended_ms)) = (order.maintenance_plan, maintenance_due::ended_ms(&order)) {
                let held = last.entry(plan).or_insert((ended_ms, subject));
                *held = (*held).max((ended_ms, subject));
            }
        }
        Ok(last.into_values().map(|(_, subject)| subject).collect())
    }

    fn is_contractor(&self, organisation: Id) -> Result<bool, ServerError> {
        let held: Option<Organisation> = derived::view_as(&self.db, Subject::new(Word::Organisation, organisation))?;
        Ok(held.is_some_and(|held| held.kind == OrganisationKind::Contractor))
    }

    pub(crate) fn teams_of(&self, user: Id) -> Result<BTreeSet<Id>, ServerError> {
        let condition = "word = 'team' AND (json_extract(body, '$.lead') = :id
             OR EXISTS (SELECT 1 FROM json_each(body, '$.members') WHERE value = :id))";
        Ok(self.subjects_where(condition, user)?.into_iter().map(|subject| subject.id).collect())
    }

    fn devices_at(&self, site: Id) -> Result<Vec<Id>, ServerError> {
        let found = self.subjects_where("word = 'device' AND site = :id", site)?;
        Ok(found.into_iter().map(|subject| subject.id).collect())
    }

    /// Orders that name a person or one of their teams, or were made by them.
    fn orders_naming(&self, user: Id, teams: &BTreeSet<Id>) -> Result<Vec<(Subject, WorkOrderView)>, ServerError> {
        let mut found = Vec::new();
        for person in std::iter::once(&user).chain(teams) {
            let id = person.to_string();
            let params: [(&str, &dyn rusqlite::ToSql); 1] = [(":id", &id)];
            found.extend(derived::views(
                &self.db,
                "word = 'work_order' AND subject IN (SELECT subject FROM view_person WHERE person = :id)",
                &params,
            )?);
        }
        Ok(found)
    }

    /// The words stand in the text: SQLite makes a plan anew for each value of a parameter that an index depends on.
    fn catalogue(&self) -> Result<Vec<Subject>, ServerError> {
        let words: Vec<String> = CATALOGUE.iter().map(|word| format!("'{word}'")).collect();
        self.parsed_subjects(&format!("SELECT subject FROM view WHERE word IN ({})", words.join(", ")), &[])
    }

    /// The articles that somebody may read. A draft stays at the office.
    fn articles_for(&self, user: &User) -> Result<Vec<Subject>, ServerError> {
        let is_of_contractor = self.is_contractor(user.organisation)?;
        let audiences = Audience::ALL.iter().filter(|audience| audience.has(&user.roles, is_of_contractor));
        let audiences: Vec<String> = audiences.map(|audience| format!("'{audience}'")).collect();
        let sql = format!(
            "SELECT subject FROM view WHERE word = 'article' AND NOT coalesce(json_extract(body, '$.is_draft'), 0)
             AND json_extract(body, '$.audience') IN ({})",
            audiences.join(", ")
        );
        self.parsed_subjects(&sql, &[])
    }

    fn subjects_where(&self, condition: &str, id: Id) -> Result<Vec<Subject>, ServerError> {
        self.parsed_subjects(&format!("SELECT subject FROM view WHERE {condition}"), &[(":id", &id.to_string())])
    }

    /// Users and members of teams that a view names.
    fn people_of(&self, subject: Subject) -> Result<Vec<Id>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT person FROM view_person WHERE subject = :subject
             UNION SELECT json_each.value FROM view_person
                 JOIN view ON view.subject = 'team/' || view_person.person, json_each(view.body, '$.members')
                 WHERE view_person.subject = :subject",
        )?;
        let rows =
            statement.query_map(named_params! {":subject": subject.to_string()}, |row| row.get::<_, String>(0))?;
        let mut found = Vec::new();
        for row in rows {
            if let Ok(id) = row?.parse() {
                found.push(id);
            }
        }
        Ok(found)
    }

    fn parsed_subjects(&self, sql: &str, params: &[(&str, &dyn ToSql)]) -> Result<Vec<Subject>, ServerError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| row.get::<_, String>(0))?;
        let mut found = Vec::new();
        for row in rows {
            if let Ok(subject) = row?.parse() {
                found.push(subject);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_hold_every_fact_once_also_those_that_come_between() {
        let id = |number: u64| Id::from_parts(1_750_000_000_000 + number / 100, u128::from(number) << 40);
        let facts: BTreeSet<Id> = (0..1_000).map(id).collect();
        let pieces = Pieces::of(&facts);
        assert!(pieces.len() >= 4, "{pieces:?}");
        let ends = [Id::nil(), Id::from_bytes([0xff; 16])];
        let later =
            (0..1_000).map(|number| Id::from_parts(1_750_000_000_000 + number / 100, (u128::from(number) << 40) + 7));
        for fact in facts.iter().copied().chain(later).chain(ends) {
            assert_eq!(pieces.iter().filter(|piece| Pieces::has(**piece, &fact)).count(), 1, "{fact}");
        }
        assert_eq!(Pieces::of(&BTreeSet::new()), [Pieces::WHOLE]);
    }
}
