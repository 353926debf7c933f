//! What became of the lines of a part request.

use crate::{Id, Rejected, RejectedCode, choice::choices, entry, fact_kind::FactBody, limits, quantity::Quantity};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    Ruling {
        Approved = "approved",
        Refused = "refused",
    }
}

/// The body of a fact of kind `approval`. Subjects: part request, perhaps order, visit and stock location.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ApprovalFact {
    pub lines: Vec<RuledLine>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct RuledLine {
    /// Entry id of the request's line.
    pub line: Id,
    pub ruling: Ruling,
    /// At most what was asked for; what was asked for where missing.
    pub quantity: Option<Quantity>,
    /// From where it will be issued.
    pub location: Option<Id>,
    pub reason: Option<String>,
}

impl FactBody for ApprovalFact {
    const KIND: &'static str = "approval";

    fn check(&self) -> Result<(), Rejected> {
        if self.lines.is_empty() {
            return Err(limits::missing("lines"));
        }
        limits::list_of_at_most("lines", self.lines.len(), 200)?;
        for line in &self.lines {
            limits::reference("lines.line", line.line)?;
            line.ruling.checked("lines.ruling")?;
            line.quantity.map(|quantity| quantity.checked_positive("lines.quantity")).transpose()?;
            entry::free("lines.reason", line.reason.as_ref())?;
            if line.ruling == Ruling::Refused && line.reason.as_deref().unwrap_or_default().trim().is_empty() {
                return Err(Rejected::new(RejectedCode::Missing, "lines.reason"));
            }
        }
        Ok(())
    }
}
