//! Part requests made at the desk: for an engineer, for an order, or to fill a place up.

use super::set;
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Priority, Rejected, RejectedCode, Subject, Word, command::Command, entry, limits, part::Part,
    part_request::RequestLine, stock::StockLocationView, stock_location::StockLocationKind, work_order::WorkOrderView,
};
use onsite_store::derived;
use serde::{Deserialize, Serialize};

/// What is asked for, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WantedParts {
    /// The engineer it is for.
    pub user: Option<Id>,
    pub work_order: Option<Id>,
    /// Where it is wanted; the engineer's van where missing.
    pub location: Option<Id>,
    pub needed_by_ms: Option<i64>,
    pub priority: Option<Priority>,
    pub note: Option<String>,
    pub lines: Vec<RequestLine>,
}

const LINES_MAX: usize = 100;

impl ServerStore {
    /// Asks for parts in the name of the desk. The engineer it is for is that of the order where none is given, and the place
    /// the engineer's van.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] without lines or a place; [`RejectedCode::NotFound`] for what is not there;
    /// [`RejectedCode::OutOfRange`] for a quantity.
    pub fn request_parts(&mut self, author: &Author, mut wanted: WantedParts) -> Result<Id, ServerError> {
        if wanted.lines.is_empty() {
            return Err(ServerError::rejected(RejectedCode::Missing, "lines"));
        }
        limits::list_of_at_most("lines", wanted.lines.len(), LINES_MAX)?;
        if let Some(order) = wanted.work_order {
            let order: WorkOrderView = self.view(Word::WorkOrder, order)?;
            wanted.user = wanted.user.or(order.lead);
        }
        if let Some(user) = wanted.user {
            self.active_user(user)?;
        }
        let location = match (wanted.location, wanted.user) {
            (Some(location), _) => location,
            (None, Some(user)) => self.van_of(user)?.ok_or_else(|| {
                Rejected::because(RejectedCode::Missing, "location", "the engineer has no van: say where it is wanted")
            })?,
            (None, None) => return Err(ServerError::rejected(RejectedCode::Missing, "location")),
        };
        let held: StockLocationView = self.view(Word::StockLocation, location)?;
        if !matches!(held.location.kind, StockLocationKind::Van | StockLocationKind::Warehouse) {
            return Err(ServerError::rejected(RejectedCode::NotFound, "location"));
        }
        let request = self.ports.new_id();
        let fields = [
            set("work_order", wanted.work_order),
            set("location", Some(location)),
            set("user", wanted.user),
            set("needed_by_ms", wanted.needed_by_ms),
            set("priority", wanted.priority),
            set("note", wanted.note.filter(|note| !note.trim().is_empty())),
        ];
        let mut writes: Vec<_> = fields.into_iter().flatten().collect();
        for (place, line) in wanted.lines.into_iter().enumerate() {
            let path = |field: &str| format!("lines[{place}].{field}");
            line.quantity.checked_positive(&path("quantity"))?;
            if self.record_as::<Part>(Word::Part, line.part)?.is_none() {
                return Err(ServerError::rejected(RejectedCode::NotFound, &path("part")));
            }
            let line = RequestLine { replaces: Vec::new(), ..line };
            writes.push(entry::add(self.ports.new_id(), &line));
        }
        let subject = Subject::new(Word::PartRequest, request);
        self.command(author, &Command::new("request_parts").write(subject, writes))?;
        Ok(request)
    }

    /// The van that somebody has now.
    fn van_of(&self, user: Id) -> Result<Option<Id>, ServerError> {
        let vans: Vec<(Subject, StockLocationView)> = derived::views(
            &self.db,
            "word = 'stock_location' AND json_extract(body, '$.kind') = 'van' ORDER BY subject",
            &[],
        )?;
        let is_of = |held: &StockLocationView| {
            !held.location.is_retired && (held.custody.user == Some(user) || held.location.user == Some(user))
        };
        Ok(vans.into_iter().find(|(_, held)| is_of(held)).map(|(subject, _)| subject.id))
    }
}
