//! What the office keeps as records: people, customers, machines, parts, promises, knowledge, requests.

use super::{Maker, drawn, nth};
use crate::demo;
use onsite_domain::{
    Coordinates, Id, Quantity, Subject, Text, Word,
    article::{Article, Audience},
    contact::Contact,
    contract::Contract,
    cover::{Cover, PartsCover},
    customer::Customer,
    device_code::DeviceCode,
    device_record::{DeviceRecord, LifeCycle},
    entry::compact,
    maintenance_plan::{CatchUp, Fixed, MaintenancePlan, Schedule},
    order_kind::{Kind, Mode},
    part::{Part, Tracking},
    site::Site,
    stock_location::{StockLocation, StockLocationKind},
    team::Team,
    user::{Role, Skill, User},
    warranty::{Warranty, WarrantyStart},
};
use serde::Serialize;
use serde_json::Value;

pub(super) const WAREHOUSES: usize = 4;
const WARRANTIES: usize = 20;
const MODELS: usize = 120;
const TEAM_OF: usize = 10;
const PLAN_OF: usize = 20;
/// Parts of which a van should hold some.
const VAN_PARTS: usize = 60;
const SKILLS: &[&str] = &["hvac", "ct", "mri", "electric", "refrigerant", "xray", "ultrasound"];

pub(super) fn make(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    people(maker)?;
    customers(maker)?;
    parts(maker)?;
    promises(maker)?;
    devices(maker)?;
    articles(maker)
}

fn put<T: Serialize>(word: Word, id: Id, body: &T) -> (Subject, Value) {
    (Subject::new(word, id), compact(body))
}

/// A fifth of the engineers are the contractor's.
fn organisation_of(engineer: usize) -> Id {
    demo::id("organisation", if engineer.is_multiple_of(5) { "contractor" } else { "company" })
}

/// Somewhere between Shanghai, Suzhou and Hangzhou.
fn place(seed: usize, what: &str) -> Coordinates {
    let part = |axis: &str| i32::try_from(drawn(seed, &format!("{what}-{axis}"), 1_000_000)).unwrap_or(0);
    Coordinates {
        latitude_udeg: 30_500_000_i32.saturating_add(part("north")),
        longitude_udeg: 120_600_000_i32.saturating_add(part("east")),
    }
}

fn people(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    let mut records = Vec::new();
    for number in 0..maker.size.engineers {
        let user = User {
            login: format!("engineer-{number:03}"),
            name: Text::new(format!("示例工程师{number:03}"), format!("Example Engineer {number:03}")),
            number: format!("E-{number:03}"),
            organisation: organisation_of(number),
            roles: [Role::Engineer].into(),
            skills: (0..3)
                .filter_map(|nth| SKILLS.get(drawn(number, &format!("skill-{nth}"), SKILLS.len())))
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .map(|code| Skill { code: (*code).to_owned(), name: Text::same(code), level: 3, ..Skill::default() })
                .collect(),
            zone: "Asia/Shanghai".to_owned(),
            base: Some(place(number, "base")),
            ..User::default()
        };
        let van = StockLocation {
            kind: StockLocationKind::Van,
            number: format!("V-{number:03}"),
            name: Text::new(format!("示例备件车{number:03}"), format!("Example van {number:03}")),
            organisation: organisation_of(number),
            user: Some(nth(Word::User, number)),
            minimums: (0..VAN_PARTS / 2)
                .map(|part| (nth(Word::Part, van_part(maker.size.parts(), number, part)), Quantity::units(1)))
                .collect(),
            ..StockLocation::default()
        };
        maker.company.engineers.push(nth(Word::User, number));
        records.push(put(Word::User, nth(Word::User, number), &user));
        records.push(put(Word::StockLocation, van_of(number), &van));
    }
    for team in 0..maker.size.engineers.div_ceil(TEAM_OF) {
        let members = (0..maker.size.engineers).filter(|number| number / TEAM_OF == team);
        let body = Team {
            name: Text::new(format!("示例班组{team}"), format!("Example team {team}")),
            organisation: demo::id("organisation", "company"),
            members: members.map(|number| nth(Word::User, number)).collect(),
            ..Team::default()
        };
        records.push(put(Word::Team, nth(Word::Team, team), &body));
    }
    maker.records(records)
}

pub(super) fn van_of(engineer: usize) -> Id {
    nth(Word::StockLocation, engineer)
}

/// Which part the nth of a van is.
pub(super) fn van_part(parts: usize, van: usize, number: usize) -> usize {
    van.saturating_mul(7).saturating_add(number).checked_rem(parts).unwrap_or(0)
}

pub(super) const VAN_HOLDS: usize = VAN_PARTS;

pub(super) fn warehouse(number: usize) -> Id {
    nth(Word::StockLocation, 100_000_usize.saturating_add(number))
}

fn customers(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    let mut records = Vec::new();
    for number in 0..maker.size.customers() {
        let customer = nth(Word::Customer, number);
        let body = Customer {
            number: format!("C-{number:05}"),
            name: Text::new(format!("示例医院{number:05}"), format!("Example Hospital {number:05}")),
            organisation: demo::id("organisation", "company"),
            industry: if number.is_multiple_of(3) { "office".to_owned() } else { "hospital".to_owned() },
            grade: "A".to_owned(),
            phone: format!("+86 21 5555 {:04}", number % 10_000),
            ..Customer::default()
        };
        records.push(put(Word::Customer, customer, &body));
        let contact = Contact {
            customer,
            name: Text::new(format!("示例联系人{number}"), format!("Example Contact {number}")),
            phones: vec![format!("+86 130 5555 {:04}", number % 10_000)],
            ..Contact::default()
        };
        records.push(put(Word::Contact, nth(Word::Contact, number), &contact));
    }
    for number in 0..maker.size.sites() {
        let body = Site {
            number: format!("S-{number:05}"),
            customer: customer_of_site(maker, number),
            name: Text::new(format!("示例院区{number}"), format!("Example site {number}")),
            region: format!("region-{}", number % 30),
            address: Text::new(format!("示例路{number}号"), format!("{number} Shili Road")),
            coordinates: Some(place(number, "site")),
            zone: "Asia/Shanghai".to_owned(),
            ..Site::default()
        };
        records.push(put(Word::Site, nth(Word::Site, number), &body));
    }
    maker.company.customer = Some(nth(Word::Customer, 3));
    maker.company.site = Some(nth(Word::Site, 3));
    maker.records(records)
}

pub(super) fn customer_of_site(maker: &Maker<'_>, site: usize) -> Id {
    nth(Word::Customer, site.checked_rem(maker.size.customers()).unwrap_or(0))
}

fn parts(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    let mut records = Vec::new();
    for number in 0..maker.size.parts() {
        let body = Part {
            number: format!("P-{number:05}"),
            name: Text::new(format!("示例备件{number}"), format!("Example part {number}")),
            category: format!("category-{}", number % 25),
            base_unit: "piece".to_owned(),
            tracked_by: if is_serial(number) { Tracking::Serial } else { Tracking::None },
            minimum: Quantity::units(if number.is_multiple_of(3) { 20 } else { 0 }),
            ..Part::default()
        };
        records.push(put(Word::Part, nth(Word::Part, number), &body));
    }
    for number in 0..WAREHOUSES {
        let body = StockLocation {
            kind: StockLocationKind::Warehouse,
            number: format!("W-{number}"),
            name: Text::new(format!("示例仓库{number}"), format!("Example warehouse {number}")),
            organisation: demo::id("organisation", "company"),
            ..StockLocation::default()
        };
        records.push(put(Word::StockLocation, warehouse(number), &body));
    }
    maker.company.warehouse = Some(warehouse(0));
    maker.company.van = Some(van_of(1));
    maker.company.part = Some(nth(Word::Part, van_part(maker.size.parts(), 1, 1)));
    maker.records(records)
}

/// A tenth of the parts have serial numbers.
pub(super) fn is_serial(part: usize) -> bool {
    part % 10 == 4
}

/// Everything.
fn cover() -> Cover {
    Cover { labour: true, travel: true, parts: PartsCover::All, ..Cover::default() }
}

fn promises(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    let mut records = Vec::new();
    for number in 0..WARRANTIES {
        let body = Warranty {
            number: format!("WA-{number}"),
            revision: 1,
            name: Text::same(&format!("Warranty {number}")),
            starts: WarrantyStart::Installed,
            months: 24,
            cover: cover(),
            ..Warranty::default()
        };
        records.push(put(Word::Warranty, nth(Word::Warranty, number), &body));
    }
    for number in 0..maker.size.customers() / 3 {
        let body = Contract {
            number: format!("CO-{number:05}"),
            revision: 1,
            name: Text::same(&format!("Contract {number}")),
            customer: nth(Word::Customer, number.saturating_mul(3)),
            valid_from: Some(jiff::civil::date(2025, 1, 1)),
            valid_until: Some(jiff::civil::date(2028, 12, 31)),
            cover: cover(),
            ..Contract::default()
        };
        records.push(put(Word::Contract, nth(Word::Contract, number), &body));
    }
    maker.company.contract = Some(nth(Word::Contract, 1));
    maker.records(records)
}

fn devices(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    let mut records = Vec::new();
    for number in 0..maker.size.devices() {
        let site = site_of_device(maker, number);
        let life_cycle = match number % 40 {
            0 => LifeCycle::Stopped,
            1 => LifeCycle::InStock,
            _ => LifeCycle::InUse,
        };
        let year = 2018_i16.saturating_add(i16::try_from(number % 8).unwrap_or(0));
        let body = DeviceRecord {
            serial: format!("KX{number:06}"),
            number: format!("INV-{number:06}"),
            model: format!("KX-{}", number % MODELS),
            maker: "示例机械 Example Machines".to_owned(),
            name: Text::new("示例空压机", "Example compressor"),
            customer: customer_of_site(maker, site),
            site: Some(nth(Word::Site, site)),
            place: Text::new(format!("{}楼机房", number % 20), format!("Plant room, floor {}", number % 20)),
            organisation: Some(demo::id("organisation", "company")),
            warranty: number.is_multiple_of(3).then(|| nth(Word::Warranty, number % WARRANTIES)),
            installed_on: Some(jiff::civil::date(year, 6, 15)),
            life_cycle,
            codes: if number.is_multiple_of(9) { vec![] } else { vec![code(number)] },
            ..DeviceRecord::default()
        };
        records.push(put(Word::Device, nth(Word::Device, number), &body));
    }
    maker.company.device = Some(nth(Word::Device, 3));
    maker.records(records)?;
    let mut plans = Vec::new();
    for number in 0..maker.size.devices().div_ceil(100) {
        let first = number.saturating_mul(PLAN_OF);
        let body = MaintenancePlan {
            number: format!("M-{number:04}"),
            name: Text::same(&format!("Maintenance {number}")),
            organisation: demo::id("organisation", "company"),
            devices: (first..first.saturating_add(PLAN_OF)).map(|device| nth(Word::Device, device)).collect(),
            kind: Kind::Maintain,
            mode: Mode::Onsite,
            schedule: Schedule {
                fixed: Some(Fixed {
                    starts_at: jiff::civil::date(2026, 12, 7).at(9, 0, 0, 0),
                    rule: "FREQ=MONTHLY;INTERVAL=6".to_owned(),
                }),
                ..Schedule::default()
            },
            zone: "Asia/Shanghai".to_owned(),
            lead_days: 7,
            catch_up: CatchUp::Latest,
            ..MaintenancePlan::default()
        };
        plans.push(put(Word::MaintenancePlan, nth(Word::MaintenancePlan, number), &body));
    }
    maker.company.plan = Some(nth(Word::MaintenancePlan, 0));
    maker.records(plans)
}

pub(super) fn code(device: usize) -> String {
    DeviceCode::from_random(u64::try_from(device).unwrap_or(0).wrapping_mul(0x9E37_79B9_7F4A_7C15)).as_str().to_owned()
}

pub(super) fn site_of_device(maker: &Maker<'_>, device: usize) -> usize {
    device.checked_rem(maker.size.sites()).unwrap_or(0)
}

fn articles(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    let records = (0..maker.size.orders / 100).map(|number| {
        let body = Article {
            number: format!("A-{number:04}"),
            title: Text::new(format!("示例文章{number}：漏水"), format!("Example article {number}: leak")),
            models: vec![format!("KX-{}", number % MODELS)],
            audience: Audience::Everybody,
            ..Article::default()
        };
        put(Word::Article, nth(Word::Article, number), &body)
    });
    maker.records(records.collect())
}
