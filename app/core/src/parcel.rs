//! What the warehouse sent to the van without a request: seen on the way, counted in when it arrives.

use crate::{
    App, AppError,
    done::Done,
    part_request::no_van,
    stock::{HandOverLine, accepting},
};
use onsite_domain::{
    Id, Quantity, RejectedCode, Subject, Text, Word,
    command::Command,
    fact_kind::FactSeen,
    movement::{self, MovementFact, MovementReason},
    stock_location::StockLocation,
};
use onsite_store::fact;
use serde::Serialize;
use utoipa::ToSchema;

/// Something on its way to the van.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct IncomingParcel {
    pub issue: Id,
    /// The warehouse it comes from.
    pub from: Text,
    pub at_ms: i64,
    pub note: Option<String>,
    pub lines: Vec<HandOverLine>,
}

impl App {
    /// What is on its way to the van this field device holds and nobody has counted, oldest first. What was asked for is
    /// with its request.
    pub fn incoming_parcels(&self) -> Result<Vec<IncomingParcel>, AppError> {
        let Some((van, _)) = self.own_van()? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for issue in self.issues_to(van)? {
            let from = issue.body.lines.first().map(|line| line.from).unwrap_or_default();
            let from: Option<StockLocation> = self.record(Word::StockLocation, from)?;
            found.push(IncomingParcel {
                issue: issue.id,
                from: from.map(|from| from.name).unwrap_or_default(),
                at_ms: issue.at_ms,
                lines: self.with_names(&issue.body.lines)?,
                note: issue.body.note,
            });
        }
        Ok(found)
    }

    /// Takes a parcel out of transit into the van, with the quantities counted; all as sent where `counted` is `None`.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where nothing such is on its way to this van; [`RejectedCode::NotHolder`] where this field
    /// device holds no van; [`RejectedCode::WrongShape`] where not every line was counted.
    pub fn accept_parcel(&mut self, issue: Id, counted: Option<&[Quantity]>) -> Result<Done, AppError> {
        let (van, _) = self.own_van()?.ok_or_else(no_van)?;
        let held = self.issues_to(van)?.into_iter().find(|held| held.id == issue);
        let held = held.ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "issue"))?;
        let body = accepting(van, issue, &held.body.lines, counted)?;
        let accept = self.fact(movement::subjects(&body), &body)?;
        let id = accept.id;
        self.carry_out(id, &Command::new("accept_parcel").fact(accept))
    }

    fn issues_to(&self, van: Id) -> Result<Vec<FactSeen<MovementFact>>, AppError> {
        let about = fact::about(&self.db, Subject::new(Word::StockLocation, van))?;
        let mut found = Vec::new();
        for seen in about.iter().filter_map(FactSeen::<MovementFact>::from_stored) {
            let is_sent = seen.body.reason == MovementReason::Issue
                && seen.body.destination == Some(van)
                && seen.body.part_request.is_none()
                && !seen.is_in_review;
            let transit = seen.body.lines.first().map(|line| line.to).unwrap_or_default();
            if is_sent && !self.is_accepted(transit, seen.id)? {
                found.push(seen);
            }
        }
        Ok(found)
    }
}
