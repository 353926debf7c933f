//! Parcels: what was put into transit, by a warehouse towards a van or by a van on its way back, until somebody counts it.

use super::stock::{CountedLine, written};
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Quantity, Rejected, RejectedCode, Subject, Word,
    command::Command,
    fact::Fact,
    fact_kind::{FactBody as _, FactSeen},
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    stock_location::StockLocationKind,
};
use onsite_store::fact;
use rusqlite::named_params;
use serde::{Deserialize, Serialize};

/// Of the movements into and out of transit the newest so many are looked at. What lies in transit for longer is seen in
/// its balances.
const MOVEMENTS_MAX: u32 = 2_000;

/// Something on its way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parcel {
    /// The movement that put it into transit.
    pub id: Id,
    pub reason: MovementReason,
    pub at_ms: i64,
    pub by: Author,
    pub from: Id,
    /// The van or warehouse it is meant for.
    pub destination: Option<Id>,
    pub part_request: Option<Id>,
    pub work_order: Option<Id>,
    pub note: Option<String>,
    /// Somebody counted it, whatever they found.
    pub is_accepted: bool,
    pub lines: Vec<ParcelLine>,
}

/// So much of a part that was sent, and that came.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParcelLine {
    pub part: Id,
    /// As the books have it.
    pub condition: Condition,
    /// As its sender says it is, where that is another condition.
    pub said: Option<Condition>,
    pub serial: Option<String>,
    pub lot: Option<String>,
    pub request_line: Option<Id>,
    pub sent: Quantity,
    pub accepted: Quantity,
}

impl ParcelLine {
    /// What nobody has counted yet.
    pub fn open(&self) -> Quantity {
        Quantity(self.sent.0.saturating_sub(self.accepted.0).max(0))
    }

    fn is_same(&self, line: &MovementLine) -> bool {
        (self.part, self.condition, self.said, &self.serial, &self.lot)
            == (line.part, line.condition, line.found, &line.serial, &line.lot)
    }
}

/// What came out of a parcel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AcceptedLine {
    pub part: Id,
    pub quantity: Quantity,
    /// As it was sent.
    pub condition: Condition,
    /// As its sender said it is, where that is another condition.
    pub said: Option<Condition>,
    pub serial: Option<String>,
    pub lot: Option<String>,
    /// As it was found, where that is another.
    pub found: Option<Condition>,
}

impl ServerStore {
    /// What is on its way, newest first: parcels that nobody counted, and those that were counted short.
    pub fn parcels(&self) -> Result<Vec<Parcel>, ServerError> {
        let transit = match self.location_of_kind(StockLocationKind::InTransit) {
            Ok(transit) => transit,
            // A company without stock.
            Err(ServerError::Rejected(_)) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let subject = Subject::new(Word::StockLocation, transit).to_string();
        let mut statement = self.db.prepare_cached(
            "SELECT fact.bytes, fact.effective_ms FROM fact_subject CROSS JOIN fact ON fact.id = fact_subject.fact
             WHERE fact_subject.subject = :subject AND fact.kind = 'movement' AND fact.is_in_review = 0
             ORDER BY fact_subject.effective_ms DESC, fact_subject.fact DESC LIMIT :limit",
        )?;
        let rows = statement.query_map(named_params! {":subject": subject, ":limit": MOVEMENTS_MAX}, |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?))
        })?;
        let (mut parcels, mut accepts) = (Vec::new(), Vec::new());
        for row in rows {
            let (bytes, at_ms) = row?;
            let fact = Fact::from_bytes(&bytes).map_err(|e| ServerError::broken(e.to_string()))?;
            let body: MovementFact = fact.body().unwrap_or_default();
            match body.reason {
                MovementReason::Accept => accepts.push(body),
                _ => parcels.extend(sent(fact.id, fact.author, at_ms, body, transit)),
            }
        }
        for accept in &accepts {
            let parcel = parcels.iter_mut().find(|parcel| Some(parcel.id) == accept.issue);
            parcel.into_iter().for_each(|parcel| count_in(parcel, accept));
        }
        parcels.retain(|parcel| parcel.lines.iter().any(|line| line.open().0 > 0));
        Ok(parcels)
    }

    /// Takes a parcel out of transit into a warehouse, with the quantities counted. What is found in another condition than
    /// it was sent in is booked over in the same step.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for no parcel and for what is not in it; [`RejectedCode::OutOfRange`] for more than nobody
    /// has counted yet: a parcel counts once.
    pub fn accept_parcel(
        &mut self,
        author: &Author,
        parcel: Id,
        warehouse: Id,
        lines: &[AcceptedLine],
        note: Option<String>,
    ) -> Result<Id, ServerError> {
        let held = self.parcel(parcel)?;
        let transit = self.location_of_kind(StockLocationKind::InTransit)?;
        let mut open = held.clone();
        let mut accepted = Vec::with_capacity(lines.len());
        for (place, line) in lines.iter().enumerate() {
            let counted = CountedLine {
                part: line.part,
                quantity: line.quantity,
                condition: line.condition,
                serial: line.serial.clone(),
                lot: line.lot.clone(),
            };
            let mut moved = MovementLine { found: line.said, ..counted.moved(transit, warehouse) };
            let known = open.lines.iter_mut().find(|known| known.is_same(&moved));
            let known =
                known.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, &format!("lines[{place}]")))?;
            if line.quantity > known.open() {
                let detail = format!("{} sent, {} accepted already", known.sent, known.accepted);
                return Err(
                    Rejected::because(RejectedCode::OutOfRange, format!("lines[{place}].quantity"), detail).into()
                );
            }
            known.accepted = known.accepted.saturating_add(line.quantity);
            moved.request_line = known.request_line;
            accepted.push(moved);
        }
        let body = MovementFact {
            reason: MovementReason::Accept,
            lines: accepted,
            part_request: held.part_request,
            work_order: held.work_order,
            issue: Some(parcel),
            note: written(note),
            ..MovementFact::default()
        };
        let fact = self.new_fact(movement::subjects(&body), &body);
        let id = fact.id;
        let mut command = Command::new("accept_parcel").fact(fact);
        for body in self.found_otherwise(warehouse, lines)? {
            command = command.fact(self.new_fact(movement::subjects(&body), &body));
        }
        self.command(author, &command)?;
        Ok(id)
    }

    /// A parcel as it is, answered or not.
    fn parcel(&self, id: Id) -> Result<Parcel, ServerError> {
        let not_found = || ServerError::rejected(RejectedCode::NotFound, "parcel");
        let transit = self.location_of_kind(StockLocationKind::InTransit)?;
        let stored = fact::get(&self.db, id)?.filter(|stored| !stored.is_in_review).ok_or_else(not_found)?;
        let seen = FactSeen::<MovementFact>::from_stored(&stored).ok_or_else(not_found)?;
        let mut parcel = sent(id, seen.by, seen.at_ms, seen.body, transit).ok_or_else(not_found)?;
        // Whatever takes a part of it out of transit afterwards may be its answer.
        let mut statement = self.db.prepare_cached(
            "SELECT DISTINCT fact.bytes FROM movement_line CROSS JOIN fact ON fact.id = movement_line.fact
             WHERE movement_line.part = :part AND movement_line.from_location = :transit",
        )?;
        let mut accepts = std::collections::BTreeMap::new();
        for line in &parcel.lines {
            let params = named_params! {":part": line.part.to_string(), ":transit": transit.to_string()};
            for bytes in statement.query_map(params, |row| row.get::<_, Vec<u8>>(0))? {
                let fact = Fact::from_bytes(&bytes?).map_err(|e| ServerError::broken(e.to_string()))?;
                let body: MovementFact = fact.body().unwrap_or_default();
                if fact.kind == MovementFact::KIND && body.issue == Some(id) {
                    accepts.insert(fact.id, body);
                }
            }
        }
        accepts.values().for_each(|accept| count_in(&mut parcel, accept));
        Ok(parcel)
    }

    /// Out of the books in the condition it was said to be in, and in again as it is.
    fn found_otherwise(&self, warehouse: Id, lines: &[AcceptedLine]) -> Result<Vec<MovementFact>, ServerError> {
        let other: Vec<(&AcceptedLine, Condition)> = lines
            .iter()
            .filter_map(|line| Some((line, line.found?)))
            .filter(|(line, found)| *found != line.condition)
            .collect();
        if other.is_empty() {
            return Ok(Vec::new());
        }
        let discrepancy = self.location_of_kind(StockLocationKind::Discrepancy)?;
        let moved = |(line, found): &(&AcceptedLine, Condition), is_out: bool| MovementLine {
            part: line.part,
            quantity: line.quantity,
            from: if is_out { warehouse } else { discrepancy },
            to: if is_out { discrepancy } else { warehouse },
            condition: if is_out { line.condition } else { *found },
            serial: line.serial.clone(),
            lot: line.lot.clone(),
            ..MovementLine::default()
        };
        let booked = |is_out: bool| MovementFact {
            reason: MovementReason::Adjust,
            lines: other.iter().map(|line| moved(line, is_out)).collect(),
            ..MovementFact::default()
        };
        Ok(vec![booked(true), booked(false)])
    }
}

fn sent(id: Id, by: Author, at_ms: i64, body: MovementFact, transit: Id) -> Option<Parcel> {
    if !matches!(body.reason, MovementReason::Issue | MovementReason::Return) {
        return None;
    }
    let from = body.lines.first()?.from;
    let mut lines: Vec<ParcelLine> = Vec::new();
    for line in body.lines.into_iter().filter(|line| line.to == transit) {
        match lines.iter_mut().find(|known| known.is_same(&line)) {
            Some(known) => known.sent = known.sent.saturating_add(line.quantity),
            None => lines.push(ParcelLine {
                part: line.part,
                condition: line.condition,
                said: line.found,
                serial: line.serial,
                lot: line.lot,
                request_line: line.request_line,
                sent: line.quantity,
                accepted: Quantity::ZERO,
            }),
        }
    }
    if lines.is_empty() {
        return None;
    }
    Some(Parcel {
        id,
        reason: body.reason,
        at_ms,
        by,
        from,
        destination: body.destination,
        part_request: body.part_request,
        work_order: body.work_order,
        note: body.note,
        is_accepted: false,
        lines,
    })
}

fn count_in(parcel: &mut Parcel, accept: &MovementFact) {
    parcel.is_accepted = true;
    for line in &accept.lines {
        let known = parcel.lines.iter_mut().find(|known| known.is_same(line));
        known.into_iter().for_each(|known| known.accepted = known.accepted.saturating_add(line.quantity));
    }
}
