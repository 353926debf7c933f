//! Who may debit which location. Only the holder of a van in the current epoch of custody does; a use by somebody else is
//! recorded against a discrepancy location and never blocked; anybody may give into transit.

use super::{Asked, ReviewReason, Verdict, facts};
use crate::{
    Id, Rejected, RejectedCode, Word,
    count::CountFact,
    fact::Fact,
    movement::{self, MovementFact, MovementReason},
    stock::Custody,
    stock_location::StockLocationKind,
    user::Role,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// What the rules read of a stock location's view.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, ToSchema)]
#[serde(default)]
struct LocationRights {
    kind: StockLocationKind,
    custody: Custody,
}

pub(super) fn movement(asked: &Asked<'_>, fact: &Fact) -> Result<Verdict, Rejected> {
    let body: MovementFact = fact.body().ok_or_else(|| Rejected::new(RejectedCode::WrongShape, "movement"))?;
    let named = movement::subjects(&body);
    if named.first() != fact.subjects.first() || !named.iter().all(|subject| fact.subjects.contains(subject)) {
        return Err(Rejected::because(
            RejectedCode::WrongShape,
            "subjects",
            "the location debited first, and everything that the movement names",
        ));
    }
    let mut verdict = debit(asked, &body)?;
    for line in &body.lines {
        credit(asked, &body, line.to)?;
    }
    if let Some(visit) = body.visit.filter(|_| asked.is_engineer()) {
        verdict = verdict.and(facts::by_named_visit(asked, visit)?);
    }
    Ok(verdict)
}

fn debit(asked: &Asked<'_>, body: &MovementFact) -> Result<Verdict, Rejected> {
    let from = asked.subject.id;
    let location = location(asked, from)?;
    let is_keeper = asked.has(Role::StockKeeper) && !asked.rights.author.is_field();
    let explains = matches!(body.reason, MovementReason::Adjust | MovementReason::Settle);
    match location.kind {
        StockLocationKind::Van if is_keeper && explains => Ok(Verdict::Accept),
        StockLocationKind::Van => van(asked, from, &location, body.custody_epoch),
        StockLocationKind::Warehouse if is_keeper => {
            if asked.rights.is_issuing_frozen && body.reason == MovementReason::Issue {
                return Err(Rejected::new(RejectedCode::Frozen, "reason"));
            }
            Ok(Verdict::Accept)
        }
        StockLocationKind::Supplier | StockLocationKind::Scrap | StockLocationKind::Discrepancy if is_keeper => {
            Ok(Verdict::Accept)
        }
        StockLocationKind::Customer if is_keeper => Ok(Verdict::Accept),
        // The old part that comes back, or a usage that is taken back.
        StockLocationKind::Customer
            if asked.is_engineer() && matches!(body.reason, MovementReason::Return | MovementReason::Undo) =>
        {
            Ok(Verdict::Accept)
        }
        StockLocationKind::InTransit if is_keeper => Ok(Verdict::Accept),
        StockLocationKind::InTransit
            if asked.is_engineer() && body.reason == MovementReason::Accept && body.issue.is_some() =>
        {
            Ok(Verdict::Accept)
        }
        // A helper's use: a discrepancy that names the van and the visit.
        StockLocationKind::Discrepancy
            if asked.is_engineer()
                && matches!(body.reason, MovementReason::Use | MovementReason::Undo)
                && body.on_behalf_of.is_some()
                && body.visit.is_some() =>
        {
            Ok(Verdict::Accept)
        }
        _ => Err(Rejected::new(RejectedCode::NotHolder, "from")),
    }
}

/// A debit of a van, or a count of it, by field device and epoch.
fn van(asked: &Asked<'_>, van: Id, location: &LocationRights, epoch: Option<u32>) -> Result<Verdict, Rejected> {
    let field_device = asked.rights.author.field_device().ok_or_else(|| not_holder("from"))?;
    let held = asked.rights.held.get(&van).copied();
    if held.is_some() && held == epoch {
        if asked.rights.suspended.contains(&van) {
            return Ok(Verdict::Review(ReviewReason::CustodyLost));
        }
        return Ok(Verdict::Accept);
    }
    // It held the van, or holds it again in a newer epoch: what it did then is looked at.
    let held_before = location.custody.former.contains(&field_device) || held.is_some();
    if held_before && epoch.is_some_and(|epoch| epoch <= location.custody.epoch) {
        return Ok(Verdict::Review(ReviewReason::CustodyLost));
    }
    Err(not_holder("from"))
}

fn credit(asked: &Asked<'_>, body: &MovementFact, to: Id) -> Result<(), Rejected> {
    if asked.has(Role::StockKeeper) && !asked.rights.author.is_field() {
        let explains = matches!(body.reason, MovementReason::Adjust | MovementReason::Settle);
        // Into a van it goes through transit, accepted by the one who counts it.
        let is_van = location(asked, to)?.kind == StockLocationKind::Van;
        return if is_van && !explains { Err(not_holder("to")) } else { Ok(()) };
    }
    let location = location(asked, to)?;
    match location.kind {
        StockLocationKind::InTransit
        | StockLocationKind::Customer
        | StockLocationKind::Discrepancy
        | StockLocationKind::Scrap => Ok(()),
        StockLocationKind::Van => {
            let field_device = asked.rights.author.field_device();
            let was_held = field_device.is_some_and(|field_device| location.custody.former.contains(&field_device));
            if asked.rights.held.contains_key(&to) || was_held { Ok(()) } else { Err(not_holder("to")) }
        }
        _ => Err(not_holder("to")),
    }
}

fn not_holder(path: &str) -> Rejected {
    Rejected::new(RejectedCode::NotHolder, path)
}

pub(super) fn count(asked: &Asked<'_>, fact: &Fact) -> Result<Verdict, Rejected> {
    if asked.has(Role::StockKeeper) {
        return Ok(Verdict::Accept);
    }
    let epoch = fact.body::<CountFact>().and_then(|body| body.custody_epoch);
    van(asked, asked.subject.id, &location(asked, asked.subject.id)?, epoch)
}

fn location(asked: &Asked<'_>, id: Id) -> Result<LocationRights, Rejected> {
    asked.view(Word::StockLocation, id).ok_or_else(|| Rejected::new(RejectedCode::NotFound, "stock_location"))
}
