//! What policy looks at: the author's rights at receipt and the views of the subjects concerned.

use crate::{
    ServerError, ServerStore,
    field_device::FieldDeviceState,
    scope::{self, Share},
};
use onsite_domain::{
    Author, Id, Subject, Word,
    document::Write,
    fact::Fact,
    field_device::FieldDevice,
    id::Hash,
    policy::{self, Rights, State, ViewText},
    record::Record,
    user::User,
};
use onsite_store::{Connection, derived, meta};
use rusqlite::{OptionalExtension as _, named_params};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Registers that name something whose scope matters.
const NAMING: &[(&str, Word)] = &[
    ("device", Word::Device),
    ("site", Word::Site),
    ("customer", Word::Customer),
    ("cause_order", Word::WorkOrder),
    ("work_order", Word::WorkOrder),
    ("visit", Word::Visit),
];

/// Words whose organisation decides who may name them.
const NAMED: &[Word] = &[Word::User, Word::Team, Word::FieldDevice];

/// What a principal may do, as far as its record says; the subjects in scope are added for each unit.
pub(crate) fn rights(store: &ServerStore, author: &Author) -> Result<Rights, ServerError> {
    let user = match author {
        // A token acts as its user, as long as it is valid.
        Author::Token { token } => Some(store.user_of_token(*token)?),
        author => author.user(),
    };
    let user = user.map(|user| store.active_user(user)).transpose()?;
    rights_as(store, author, user.unwrap_or_default())
}

/// What a user may do on a field device. Somebody who was disabled, or taken off it, may do nothing, and is no error: their
/// work is taken and judged.
pub(crate) fn rights_of_field_device(
    store: &ServerStore,
    device: &FieldDeviceState,
    user: Id,
) -> Result<Rights, ServerError> {
    let body = store.record_as::<User>(Word::User, user)?.unwrap_or_default();
    let is_active = body.is_active() && device.users.contains(&user);
    let body = if is_active { body } else { User { organisation: body.organisation, ..User::default() } };
    rights_as(store, &author_of(device, user), body)
}

/// What they might do as far as the field device has heard: with the records of user and field device as they were when it
/// last confirmed the feed. `None` where that is nothing.
pub(crate) fn former_rights(
    store: &ServerStore,
    device: &FieldDeviceState,
    user: Id,
) -> Result<Option<Rights>, ServerError> {
    let mut body: Option<User> = heard(store, device, Subject::new(Word::User, user))?;
    if device.former_users.contains(&user) {
        let record: Option<FieldDevice> = heard(store, device, Subject::new(Word::FieldDevice, device.field_device))?;
        if record.is_some_and(|record| record.former_users.contains(&user)) {
            return Ok(None);
        }
        // Whoever came and was taken off before the field device confirmed anything of it had the rights they have otherwise.
        body = body.map_or_else(|| store.record_as(Word::User, user), |body| Ok(Some(body)))?;
    }
    let body = body.filter(User::is_active);
    body.map(|body| rights_as(store, &author_of(device, user), body)).transpose()
}

/// A record as it was when the field device last confirmed the feed.
fn heard<T: DeserializeOwned>(
    store: &ServerStore,
    device: &FieldDeviceState,
    subject: Subject,
) -> Result<Option<T>, ServerError> {
    let subject = subject.to_string();
    let hash: Option<[u8; 32]> = store
        .db
        .prepare_cached(
            "SELECT hash FROM log WHERE subject = :subject AND kind = 'record' AND seq <= :seq
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row(named_params! {":subject": subject, ":seq": device.confirmed_seq}, |row| row.get(0))
        .optional()?;
    let Some(hash) = hash else { return Ok(None) };
    let mut statement = store.db.prepare_cached(
        "SELECT bytes FROM record_version WHERE subject = :subject ORDER BY epoch DESC, version DESC",
    )?;
    let mut rows = statement.query(named_params! {":subject": subject})?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(0)?;
        if Hash::of(&bytes).0 != hash {
            continue;
        }
        let record = Record::from_bytes(&bytes).map_err(|e| ServerError::broken(e.to_string()))?;
        return Ok(record.body::<T>().filter(|_| !record.is_removed));
    }
    Ok(None)
}

fn author_of(device: &FieldDeviceState, user: Id) -> Author {
    Author::FieldDevice { field_device: device.field_device, user }
}

fn rights_as(store: &ServerStore, author: &Author, user: User) -> Result<Rights, ServerError> {
    let today = today_of(&user, store.now_ms());
    let held = match author.field_device() {
        Some(field_device) => vans_held(&store.db, field_device)?,
        None => BTreeMap::new(),
    };
    Ok(Rights {
        suspended: vans_suspended(&store.db, &held)?,
        author: author.clone(),
        organisation: user.organisation,
        skills: user
            .skills
            .iter()
            .filter(|skill| skill.expires_on.is_none_or(|last| last >= today))
            .map(|skill| skill.code.clone())
            .collect(),
        roles: user.roles,
        held,
        in_scope: BTreeSet::new(),
        was_in_scope: BTreeSet::new(),
        is_issuing_frozen: meta::get(&store.db, "is_issuing_frozen")?.unwrap_or(false),
    })
}

/// The day it is for a user; UTC where their zone is not known.
fn today_of(user: &User, now_ms: i64) -> jiff::civil::Date {
    let now = jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default();
    let zone = onsite_domain::zone::find(&user.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    now.to_zoned(zone).date()
}

/// The vans that a field device has custody of, with the epoch of custody.
fn vans_held(connection: &Connection, field_device: Id) -> Result<BTreeMap<Id, u32>, ServerError> {
    let mut held = BTreeMap::new();
    let holder = field_device.to_string();
    let params: [(&str, &dyn rusqlite::ToSql); 1] = [(":holder", &holder)];
    let vans: Vec<(Subject, Value)> =
        derived::views(connection, "word = 'stock_location' AND holder = :holder", &params)?;
    for (subject, view) in vans {
        let epoch = view.pointer("/custody/epoch").and_then(Value::as_u64).and_then(|epoch| u32::try_from(epoch).ok());
        held.extend(epoch.map(|epoch| (subject.id, epoch)));
    }
    Ok(held)
}

/// Of the vans held, those whose custody is suspended: two copies of the field device may both think they hold them.
fn vans_suspended(connection: &Connection, held: &BTreeMap<Id, u32>) -> Result<BTreeSet<Id>, ServerError> {
    let mut suspended = BTreeSet::new();
    for (van, epoch) in held {
        let until: Option<u32> = meta::get(connection, &format!("custody_suspended/{van}"))?;
        if until.is_some_and(|until| *epoch <= until) {
            suspended.insert(*van);
        }
    }
    Ok(suspended)
}

/// Suspends the custody of every van that a field device holds, until the stock keeper counts it and gives it out anew.
pub(crate) fn suspend_custody(store: &ServerStore, field_device: Id) -> Result<(), ServerError> {
    for (van, epoch) in vans_held(&store.db, field_device)? {
        meta::put(&store.db, &format!("custody_suspended/{van}"), &epoch)?;
    }
    Ok(())
}

/// Subjects that writes to a document concern, the document's own first.
pub(crate) fn concerned_by_writes(author: &Author, subject: Subject, writes: &[Write]) -> Vec<Subject> {
    let mut concerned = vec![subject];
    for write in writes {
        let Write::Set { field, value } = write else { continue };
        let word = NAMING.iter().find(|(name, _)| name == field).map(|(_, word)| *word);
        if let (Some(word), Some(id)) = (word, value.as_str().and_then(|text| text.parse().ok())) {
            concerned.push(Subject::new(word, id));
        }
    }
    let named = writes.iter().filter_map(|write| policy::named_by_write(subject.word, write)).collect();
    add_named(&mut concerned, author, named);
    concerned
}

/// Subjects that a fact concerns: its own, its author, and whom and what it names.
pub(crate) fn concerned_by_fact(fact: &Fact) -> Vec<Subject> {
    let mut concerned = fact.subjects.clone();
    add_named(&mut concerned, &fact.author, policy::named_by_fact(fact));
    concerned
}

/// Whose organisation counts is whoever names somebody, and whom they name.
fn add_named(concerned: &mut Vec<Subject>, author: &Author, named: Vec<Subject>) {
    if !named.is_empty() {
        concerned.extend(named);
        concerned.extend(author.user().map(|user| Subject::new(Word::User, user)));
    }
}

/// The views of subjects, of the orders that visits among them belong to, and of the organisations of people and things.
pub(crate) fn state_of(connection: &Connection, subjects: &[Subject]) -> Result<State, ServerError> {
    #[derive(serde::Deserialize)]
    struct OfVisit {
        work_order: Option<Id>,
    }
    #[derive(serde::Deserialize)]
    struct OfOrganisation {
        organisation: Option<Id>,
    }
    let names_people = subjects.iter().any(|subject| NAMED.contains(&subject.word));
    let mut state = State::new();
    for subject in subjects {
        let Some(view) = derived::view_text(connection, *subject)?.map(ViewText::new) else { continue };
        if subject.word == Word::Visit
            && let Some(order) = view.read::<OfVisit>().and_then(|visit| visit.work_order)
        {
            let order = Subject::new(Word::WorkOrder, order);
            state.extend(derived::view_text(connection, order)?.map(|text| (order, ViewText::new(text))));
        }
        if names_people
            && (NAMED.contains(&subject.word) || subject.word == Word::StockLocation)
            && let Some(organisation) = view.read::<OfOrganisation>().and_then(|view| view.organisation)
        {
            let organisation = Subject::new(Word::Organisation, organisation);
            state.extend(derived::view_text(connection, organisation)?.map(|text| (organisation, ViewText::new(text))));
        }
        state.insert(*subject, view);
    }
    Ok(state)
}

/// Adds the scope of a field device, as far as these subjects go. Of a shared one, what is there for another of its users
/// only counts as out of reach by now.
pub(crate) fn add_scope(
    connection: &Connection,
    rights: &mut Rights,
    device: &FieldDeviceState,
    share: Option<&Share>,
    concerned: &[Subject],
    created: &BTreeMap<Subject, Id>,
) -> Result<(), ServerError> {
    let user = rights.author.user();
    for subject in concerned {
        if rights.in_scope.contains(subject) {
            continue;
        }
        let is_held =
            created.contains_key(subject) || scope::entered_seq(connection, device.field_device, *subject)?.is_some();
        let is_own = match created.get(subject) {
            Some(maker) => Some(*maker) == user,
            None => share.is_none_or(|share| share.has(*subject)),
        };
        if is_held && is_own {
            rights.in_scope.insert(*subject);
        } else if is_held || scope::left_since(connection, device.field_device, *subject, device.confirmed_seq)? {
            rights.was_in_scope.insert(*subject);
        }
    }
    Ok(())
}
