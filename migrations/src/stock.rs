//! Stock balances: the sum of movement lines, kept as lines arrive.

use crate::StoreError;
use onsite_domain::{Id, Subject, Word, fact::StoredFact, movement, quantity::Quantity};
use rusqlite::{Connection, named_params};

/// What one location holds of one thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Balance {
    pub location: Id,
    pub part: Id,
    /// `new`, `good_used` or `defective`.
    pub condition: String,
    /// Empty where the part is not tracked by serial.
    pub serial: String,
    /// Empty where the part is not tracked by lot.
    pub lot: String,
    pub quantity: Quantity,
}

/// Adds the lines of a movement fact, once; other facts and those in review move nothing.
pub fn add_movement(connection: &Connection, stored: &StoredFact) -> Result<(), StoreError> {
    if stored.is_in_review {
        return remove_movement(connection, stored);
    }
    for (number, line) in movement::lines(&stored.fact).iter().enumerate() {
        let condition = line.condition.as_str();
        let added = connection
            .prepare_cached(
                "INSERT OR IGNORE INTO movement_line
                     (fact, line, part, from_location, to_location, condition, serial, lot, quantity)
                 VALUES (:fact, :line, :part, :from, :to, :condition, :serial, :lot, :quantity)",
            )?
            .execute(named_params! {
                ":fact": stored.fact.id.to_string(), ":line": i64::try_from(number).unwrap_or(i64::MAX),
                ":part": line.part.to_string(), ":from": line.from.to_string(), ":to": line.to.to_string(),
                ":condition": condition, ":serial": line.serial.clone().unwrap_or_default(), ":lot": line.lot.clone().unwrap_or_default(), ":quantity": line.quantity.0,
            })?;
        if added == 1 {
            let mut balance = Balance {
                location: line.to,
                part: line.part,
                condition: condition.to_owned(),
                serial: line.serial.clone().unwrap_or_default(),
                lot: line.lot.clone().unwrap_or_default(),
                quantity: line.quantity,
            };
            change_balance(connection, &balance)?;
            balance.location = line.from;
            balance.quantity = line.quantity.negated();
            change_balance(connection, &balance)?;
        }
    }
    Ok(())
}

/// Takes the lines of a withdrawn or doubted movement out again.
pub fn remove_movement(connection: &Connection, stored: &StoredFact) -> Result<(), StoreError> {
    let fact = stored.fact.id.to_string();
    for (number, line) in movement::lines(&stored.fact).iter().enumerate() {
        let removed = connection
            .prepare_cached("DELETE FROM movement_line WHERE fact = :fact AND line = :line")?
            .execute(named_params! {":fact": fact, ":line": i64::try_from(number).unwrap_or(i64::MAX)})?;
        if removed == 1 {
            let mut balance = Balance {
                location: line.to,
                part: line.part,
                condition: line.condition.as_str().to_owned(),
                serial: line.serial.clone().unwrap_or_default(),
                lot: line.lot.clone().unwrap_or_default(),
                quantity: line.quantity.negated(),
            };
            change_balance(connection, &balance)?;
            balance.location = line.from;
            balance.quantity = line.quantity;
            change_balance(connection, &balance)?;
        }
    }
    Ok(())
}

fn change_balance(connection: &Connection, change: &Balance) -> Result<(), StoreError> {
    let params = named_params! {
        ":location": change.location.to_string(), ":part": change.part.to_string(), ":condition": change.condition,
        ":serial": change.serial, ":lot": change.lot, ":quantity": change.quantity.0,
    };
    connection
        .prepare_cached(
            "INSERT INTO stock_balance (location, part, condition, serial, lot, quantity)
             VALUES (:location, :part, :condition, :serial, :lot, :quantity)
             ON CONFLICT (location, part, condition, serial, lot) DO UPDATE SET quantity = quantity + excluded.quantity",
        )?
        .execute(params)?;
    Ok(())
}

/// What a location holds, nothing left out but zeros.
pub fn balances(connection: &Connection, location: Id) -> Result<Vec<Balance>, StoreError> {
    balances_by(
        connection,
        location,
        "SELECT location, part, condition, serial, lot, quantity FROM stock_balance
         WHERE location = :location AND quantity <> 0 ORDER BY part, condition, serial, lot",
    )
}

/// The same by part and condition: of places whose serials and lots have no end.
pub fn balances_by_part(connection: &Connection, location: Id) -> Result<Vec<Balance>, StoreError> {
    balances_by(
        connection,
        location,
        "SELECT location, part, condition, '', '', sum(quantity) FROM stock_balance
         WHERE location = :location GROUP BY part, condition HAVING sum(quantity) <> 0 ORDER BY part, condition",
    )
}

fn balances_by(connection: &Connection, location: Id, sql: &str) -> Result<Vec<Balance>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":location": location.to_string()}, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (location, part, condition, serial, lot, quantity) = row?;
        let (Ok(location), Ok(part)) = (location.parse(), part.parse()) else {
            return Err(StoreError::broken("a balance names no location or part"));
        };
        found.push(Balance { location, part, condition, serial, lot, quantity: Quantity(quantity) });
    }
    Ok(found)
}

/// Every location with anything in its books.
pub fn locations(connection: &Connection) -> Result<Vec<Subject>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT DISTINCT location FROM stock_balance ORDER BY location")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for row in rows {
        if let Ok(id) = row?.parse() {
            found.push(Subject::new(Word::StockLocation, id));
        }
    }
    Ok(found)
}
