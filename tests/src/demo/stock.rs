//! Where parts are: a warehouse, four vans and the places that books need; what they hold at the beginning; tools.

use super::{
    loader::{Loader, id, id_at},
    parts::{PARTS, PartRow},
    people::{ENGINEERS, text, user},
};
use onsite_domain::{
    Author, Id, Quantity, Word,
    command::{Command, NewFact},
    custody::{self, CustodyFact},
    fact_kind::{self, FactBody as _},
    money::Money,
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    part::Tracking,
    stock_location::{StockLocation, StockLocationKind},
    tool::Tool,
};
use onsite_server::{ServerError, ServerStore};
use std::collections::BTreeMap;

/// Places that are no vans.
pub(super) const PLACES: &[&str] = &["warehouse", "transit", "customer", "scrap", "supplier", "discrepancy"];

const KINDS: &[(StockLocationKind, (&str, &str))] = &[
    (StockLocationKind::Warehouse, ("上海中心仓", "Shanghai warehouse")),
    (StockLocationKind::InTransit, ("在途", "In transit")),
    (StockLocationKind::Customer, ("客户处", "At customers")),
    (StockLocationKind::Scrap, ("报废", "Scrap")),
    (StockLocationKind::Supplier, ("供应商", "Suppliers")),
    (StockLocationKind::Discrepancy, ("差异待查", "Discrepancies")),
];

pub(super) fn place(name: &str) -> Id {
    id("stock_location", name)
}

pub(super) fn van(login: &str) -> Id {
    id("stock_location", &format!("van-{login}"))
}

pub(super) fn load(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for (name, (kind, names)) in PLACES.iter().zip(KINDS) {
        let body = StockLocation {
            kind: *kind,
            number: format!("L-{}", name.to_uppercase()),
            name: text(*names),
            organisation: id("organisation", "company"),
            ..StockLocation::default()
        };
        loader.put(Word::StockLocation, name, &body)?;
    }
    for (index, login) in ENGINEERS.iter().enumerate() {
        let zh = format!("沪A·示例{} 备件车", index.saturating_add(1));
        let en = format!("Van {} ({login})", index.saturating_add(1));
        let minimums = PARTS
            .iter()
            .filter(|part| part.in_van >= 4)
            .map(|part| (id("part", part.number), Quantity::units(part.in_van / 2)));
        let organisation = if *login == "wu" { "contractor" } else { "company" };
        let body = StockLocation {
            kind: StockLocationKind::Van,
            number: format!("V-{}", login.to_uppercase()),
            name: text((&zh, &en)),
            organisation: id("organisation", organisation),
            user: Some(user(login)),
            minimums: minimums.collect(),
            ..StockLocation::default()
        };
        loader.put(Word::StockLocation, &format!("van-{login}"), &body)?;
    }
    load_tools(loader)
}

const TOOLS: &[(&str, &str, &str, &str, &str)] = &[
    ("T-01", "数字万用表", "Digital multimeter", "V", "lin"),
    ("T-02", "氦液位仪", "Helium level meter", "%", "lin"),
    ("T-03", "高斯计", "Gauss meter", "mT", "lin"),
    ("T-04", "制冷压力表组", "Refrigerant manifold gauge", "kPa", "zhou"),
    ("T-05", "红外测温仪", "Infrared thermometer", "Cel", "zhou"),
    ("T-06", "风速仪", "Anemometer", "m/s", "zhou"),
    ("T-07", "X射线剂量仪", "X-ray dosimeter", "mGy", "chen"),
    ("T-08", "制冷压力表组", "Refrigerant manifold gauge", "kPa", "wu"),
];

fn load_tools(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for (number, zh, en, unit, holder) in TOOLS {
        let body = Tool {
            number: (*number).to_owned(),
            name: text((zh, en)),
            maker: "示例仪器 Example Instruments".to_owned(),
            serial: format!("{number}-0001"),
            organisation: id("organisation", if *holder == "wu" { "contractor" } else { "company" }),
            holder: Some(user(holder)),
            units: vec![(*unit).to_owned()],
            is_calibrated: true,
            calibrated_on: Some(loader.times.day(-200)?),
            calibration_ends_on: Some(loader.times.day(if *number == "T-05" { 9 } else { 165 })?),
            certificate_number: format!("CAL-{number}"),
            ..Tool::default()
        };
        loader.put(Word::Tool, number, &body)?;
    }
    Ok(())
}

/// What was there on the first day, bought from the suppliers.
pub(super) fn load_opening(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    let at_ms = loader.clock.now_ms();
    let mut openings = vec![("warehouse".to_owned(), place("warehouse"))];
    openings.extend(ENGINEERS.iter().map(|login| (format!("van-{login}"), van(login))));
    for (name, location) in openings {
        let lines: Vec<MovementLine> = PARTS.iter().flat_map(|part| opening_lines(part, &name, location)).collect();
        for (index, some) in lines.chunks(100).enumerate() {
            let body = MovementFact {
                reason: MovementReason::Receive,
                lines: some.to_vec(),
                note: Some("期初库存 opening stock".to_owned()),
                ..MovementFact::default()
            };
            let fact = NewFact {
                id: id_at(at_ms, &format!("opening/{name}/{index}")),
                kind: MovementFact::KIND.to_owned(),
                subjects: movement::subjects(&body),
                body: fact_kind::body(&body),
            };
            loader.by_rule(&Command::new("receive_opening_stock").fact(fact))?;
        }
    }
    Ok(())
}

fn opening_lines(part: &PartRow, name: &str, location: Id) -> Vec<MovementLine> {
    let wanted = if name == "warehouse" { part.in_van.saturating_mul(6).clamp(2, 200) } else { part.in_van };
    let line = |quantity: i64, serial: Option<String>, lot: Option<String>| MovementLine {
        part: id("part", part.number),
        quantity: Quantity::units(quantity),
        from: place("supplier"),
        to: location,
        condition: Condition::New,
        serial,
        lot,
        unit_cost: Some(Money { minor: part.cost_minor(), currency: "CNY".to_owned() }),
        ..MovementLine::default()
    };
    match part.tracked_by {
        _ if wanted == 0 => Vec::new(),
        Tracking::Serial => {
            (1..=wanted.min(6)).map(|piece| line(1, Some(serial(part.number, name, piece)), None)).collect()
        }
        Tracking::Lot => vec![line(wanted, None, Some(format!("LOT-{}-A", part.number)))],
        _ => vec![line(wanted, None, None)],
    }
}

/// The serial number of a piece: `CT-2005/LIN/1`.
pub(super) fn serial(part: &str, location: &str, piece: i64) -> String {
    let short = location.strip_prefix("van-").unwrap_or(location).to_uppercase();
    format!("{part}/{short}/{piece}")
}

/// Passes the custody of a van to a field device, as the stock keeper does when a phone is new.
///
/// # Errors
/// What the store says.
pub fn give_custody(store: &mut ServerStore, login: &str, field_device: Id) -> Result<(), ServerError> {
    let van = van(login);
    let view: Option<onsite_domain::stock::StockLocationView> =
        onsite_store::derived::view_as(store.database(), onsite_domain::Subject::new(Word::StockLocation, van))?;
    let body = CustodyFact {
        field_device: Some(field_device),
        user: Some(user(login)),
        epoch: view.map_or(1, |view| view.custody.epoch.saturating_add(1)),
        reason: Some("新终端 new field device".to_owned()),
    };
    let fact = NewFact {
        id: store.ports().new_id(),
        kind: CustodyFact::KIND.to_owned(),
        subjects: custody::subjects(van, Some(field_device)),
        body: fact_kind::body(&body),
    };
    let author = Author::Console { user: user("sun") };
    let rights = store.rights_of(&author)?;
    store.commit_command(&author, &rights, &Command::new("give_custody").fact(fact), &BTreeMap::new())?;
    Ok(())
}
