//! The company that every fleet begins with: people, places, devices, parts, vans, four enrolled phones, the first of them
//! shared by two, and one more whose owner means harm. Made once, then every fleet starts from copies of its disks.

use super::{
    phone::SimPhone,
    ports::{MemoryKeyStore, SimClock},
    server::SimServer,
    sync::sync_once,
};
use crate::vfs::DiskImage;
use onsite_domain::{
    Author, Id, Subject, Text, Word,
    command::{Command, NewFact},
    custody::{self, CustodyFact},
    customer::Customer,
    device_record::DeviceRecord,
    fact_kind::{self, FactBody},
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    organisation::{Organisation, OrganisationKind},
    part::{Part, Tracking},
    quantity::Quantity,
    site::Site,
    stock_location::{StockLocation, StockLocationKind},
    team::Team,
    user::{Role, User},
};
use onsite_server::{ServerError, ServerStore};
use onsite_store::Touched;
use onsite_wire::{Message as _, ServerId, enrol::EnrolRequest};
use std::collections::{BTreeMap, BTreeSet};

/// When every fleet begins: 2026-03-02 08:00 UTC.
pub const BEGIN_MS: i64 = 1_772_438_400_000;
const SEED: u64 = 0x0c01_3a11;

pub const COMPANY: Id = id(1);
pub const CONTRACTOR: Id = id(2);
pub const DISPATCHER: Id = id(10);
pub const KEEPER: Id = id(11);
/// Three engineers of the company, then the contractor's, then the one who means harm, then one without a phone of their own.
pub const ENGINEERS: [Id; 6] = [id(20), id(21), id(22), id(23), id(24), id(25)];
pub const NAMES: [&str; 6] = ["li", "wang", "zhao", "sun", "mallory", "xu"];
/// The place of the one who works on others' phones.
pub const SECOND: usize = 5;
/// The places of those who get work.
const CREW: [usize; 5] = [0, 1, 2, 3, SECOND];
pub const CUSTOMERS: [Id; 2] = [id(30), id(31)];
pub const SITES: [Id; 2] = [id(40), id(41)];
pub const DEVICES: [Id; 4] = [id(50), id(51), id(52), id(53)];
pub const PARTS: [Id; 3] = [id(60), id(61), id(62)];
pub const WAREHOUSE: Id = id(70);
pub const TRANSIT: Id = id(71);
pub const AT_CUSTOMER: Id = id(72);
pub const DISCREPANCY: Id = id(73);
pub const SUPPLIER: Id = id(74);
pub const TEAM: Id = id(75);
pub const VANS: [Id; 4] = [id(80), id(81), id(82), id(83)];

const fn id(number: u128) -> Id {
    Id::from_bytes((0x019c_0000_0000_0000_0000_0000_0000_0000 | number).to_be_bytes())
}

/// Disks of a company that has just begun.
pub struct Company {
    pub server: DiskImage,
    pub phones: Vec<(DiskImage, MemoryKeyStore)>,
    /// The field device of each phone.
    pub field_devices: Vec<Id>,
    pub server_id: ServerId,
}

impl Company {
    /// # Errors
    /// When the set-up itself fails, which is a bug.
    pub fn prepare() -> anyhow::Result<Self> {
        let clock = SimClock::new(BEGIN_MS, 1);
        let mut server = SimServer::new(SEED, &DiskImage::default(), clock.clone())?;
        let mut phones = Vec::new();
        let server_id = {
            let mut store = server.open_store()?;
            store.run(records)?;
            for (place, name) in NAMES.iter().enumerate().take(SECOND) {
                let user = engineer(place);
                let number = u64::try_from(place)?.saturating_add(2);
                let clock = SimClock::new(BEGIN_MS, number);
                let keys = MemoryKeyStore::default();
                let mut phone =
                    SimPhone::new(name, user, SEED.wrapping_add(number), &DiskImage::default(), keys, clock)?;
                phone.open()?;
                enrol(&mut store, &mut phone, user)?;
                if place == 0 {
                    enrol(&mut store, &mut phone, engineer(SECOND))?;
                    phone.app.as_mut().map(|app| app.switch_user(user)).transpose()?;
                }
                phones.push(phone);
            }
            let holders: Vec<Id> = phones.iter().filter_map(field_device).collect();
            store.run(|store| stock(store, &holders))?;
            store.keys().server
        };
        server.start()?;
        for phone in &mut phones {
            sync_once(&server, phone)?;
        }
        server.kill();
        let field_devices = phones.iter().filter_map(field_device).collect();
        let mut images = Vec::new();
        for mut phone in phones {
            // Closing checkpoints, so that a copy opens quickly.
            phone.app = None;
            images.push((phone.disk.snapshot(), phone.keys.copy()));
        }
        Ok(Self { server: server.disk.snapshot(), phones: images, field_devices, server_id })
    }
}

pub fn engineer(place: usize) -> Id {
    ENGINEERS.get(place).copied().unwrap_or_default()
}

/// Somebody who gets work, of five.
pub fn crew(number: usize) -> Id {
    engineer(CREW.get(number).copied().unwrap_or_default())
}

pub fn field_device(phone: &SimPhone) -> Option<Id> {
    phone.app.as_ref()?.identity().ok().map(|identity| identity.field_device)
}

fn enrol(store: &mut ServerStore, phone: &mut SimPhone, user: Id) -> anyhow::Result<()> {
    let invite = store.run(|store| store.invite(user, "https://onsite.example"))?;
    let Some(app) = phone.app.as_mut() else { anyhow::bail!("the phone is not open") };
    let body = app.enrol_request(&invite, &phone.name, "android")?;
    let request = EnrolRequest::from_wire(&body)?;
    let response = store.run(|store| store.enrol(&request))?;
    app.finish_enrolment(&invite, &response.to_wire())?;
    Ok(())
}

fn records(store: &mut ServerStore) -> Result<(), ServerError> {
    let mut touched = Touched::new();
    let mut put = |word: Word, id: Id, body: serde_json::Value| {
        store.put_record(&Author::rule("import"), Subject::new(word, id), body, &mut touched).map(|_| ())
    };
    let name = |text: &str| Text::same(text);
    let company =
        Organisation { kind: OrganisationKind::Company, name: name("Nordlicht Service"), ..Default::default() };
    put(Word::Organisation, COMPANY, json(&company)?)?;
    let contractor = Organisation {
        kind: OrganisationKind::Contractor,
        name: name("Brise Montage"),
        parent: Some(COMPANY),
        ..Default::default()
    };
    put(Word::Organisation, CONTRACTOR, json(&contractor)?)?;
    let people = [(DISPATCHER, "dora", Role::Dispatcher), (KEEPER, "kim", Role::StockKeeper)]
        .into_iter()
        .chain(ENGINEERS.iter().zip(NAMES).map(|(id, name)| (*id, name, Role::Engineer)));
    for (id, login, role) in people {
        let organisation = if login == "sun" { CONTRACTOR } else { COMPANY };
        let user = User {
            login: login.to_owned(),
            name: name(login),
            organisation,
            roles: BTreeSet::from([role]),
            ..Default::default()
        };
        put(Word::User, id, json(&user)?)?;
    }
    put(Word::Team, TEAM, json(&team(&[engineer(0), engineer(1)]))?)?;
    for (place, (customer, site)) in CUSTOMERS.into_iter().zip(SITES).enumerate() {
        let body = Customer { name: name(&format!("Customer {place}")), organisation: COMPANY, ..Default::default() };
        put(Word::Customer, customer, json(&body)?)?;
        let body =
            Site { customer, name: name("Main building"), zone: "Asia/Shanghai".to_owned(), ..Default::default() };
        put(Word::Site, site, json(&body)?)?;
    }
    for (place, device) in DEVICES.into_iter().enumerate() {
        let body = DeviceRecord {
            serial: format!("SN-{place}"),
            model: "Polaris 3".to_owned(),
            customer: at(&CUSTOMERS, place % 2),
            site: Some(at(&SITES, place % 2)),
            life_cycle: onsite_domain::device_record::LifeCycle::InUse,
            ..Default::default()
        };
        put(Word::Device, device, json(&body)?)?;
    }
    for (place, part) in PARTS.into_iter().enumerate() {
        let body = Part {
            number: format!("P-{place}"),
            name: name("Filter"),
            base_unit: "pcs".to_owned(),
            tracked_by: Tracking::None,
            ..Default::default()
        };
        put(Word::Part, part, json(&body)?)?;
    }
    let locations = [
        (WAREHOUSE, StockLocationKind::Warehouse),
        (TRANSIT, StockLocationKind::InTransit),
        (AT_CUSTOMER, StockLocationKind::Customer),
        (DISCREPANCY, StockLocationKind::Discrepancy),
        (SUPPLIER, StockLocationKind::Supplier),
    ];
    let vans = VANS.into_iter().map(|van| (van, StockLocationKind::Van));
    for (place, (location, kind)) in locations.into_iter().chain(vans).enumerate() {
        let user = (kind == StockLocationKind::Van).then(|| engineer(place.saturating_sub(5)));
        let organisation = if user == Some(engineer(3)) { CONTRACTOR } else { COMPANY };
        let body = StockLocation { kind, name: name(kind.as_str()), organisation, user, ..Default::default() };
        put(Word::StockLocation, location, json(&body)?)?;
    }
    store.finish(&touched)
}

/// The company's one team, with these members.
pub fn team(members: &[Id]) -> Team {
    Team { name: Text::same("North"), organisation: COMPANY, lead: None, members: members.to_vec(), ..Team::default() }
}

fn stock(store: &mut ServerStore, holders: &[Id]) -> Result<(), ServerError> {
    for ((van, holder), user) in VANS.into_iter().zip(holders).zip(ENGINEERS) {
        let id = store.ports().new_id();
        let body = CustodyFact { field_device: Some(*holder), user: Some(user), epoch: 1, reason: None };
        let fact = new_fact(id, custody::subjects(van, Some(*holder)), &body);
        as_keeper(store, Command::new("give_custody").fact(fact))?;
    }
    for (to, units) in std::iter::once((WAREHOUSE, 1000)).chain(VANS.into_iter().map(|van| (van, 20))) {
        for part in PARTS {
            let body = MovementFact {
                reason: MovementReason::Adjust,
                lines: vec![line(part, units, SUPPLIER, to)],
                ..Default::default()
            };
            let fact = new_fact(store.ports().new_id(), movement::subjects(&body), &body);
            as_keeper(store, Command::new("adjust").fact(fact))?;
        }
    }
    Ok(())
}

pub fn line(part: Id, units: i64, from: Id, to: Id) -> MovementLine {
    MovementLine { part, quantity: Quantity::units(units), from, to, condition: Condition::New, ..Default::default() }
}

pub fn new_fact<T: FactBody>(id: Id, subjects: Vec<Subject>, body: &T) -> NewFact {
    NewFact { id, kind: T::KIND.to_owned(), subjects, body: fact_kind::body(body) }
}

/// # Errors
/// The refusal of the server.
pub fn as_keeper(store: &mut ServerStore, command: Command) -> Result<(), ServerError> {
    as_user(store, KEEPER, &command)
}

/// # Errors
/// The refusal of the server.
pub fn as_user(store: &mut ServerStore, user: Id, command: &Command) -> Result<(), ServerError> {
    let author = Author::Console { user };
    let rights = store.rights_of(&author)?;
    store.commit_command(&author, &rights, command, &BTreeMap::new()).map(|_| ())
}

pub fn json<T: serde::Serialize>(value: &T) -> Result<serde_json::Value, ServerError> {
    serde_json::to_value(value).map_err(|e| ServerError::broken(e.to_string()))
}

/// The element at a place that is known to be there.
pub fn at(ids: &[Id], place: usize) -> Id {
    ids.get(place).copied().unwrap_or_default()
}
