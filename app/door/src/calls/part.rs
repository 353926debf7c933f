//! Parts: used at a visit, in the van, asked for, handed from person to person.

use super::{Call, Changes, Nothing, ask, list, tell};
use onsite_core::{
    Done,
    parcel::IncomingParcel,
    part_request::{Counted, NewPartRequest, ReturnedPart},
    part_usage::UsedPart,
    stock::{CountedPart, HandOverRead, HandedOver, HandedPart, VanStock},
};
use onsite_domain::{Id, Quantity, part::Part, part_request::PartRequestView, stock::StockLocationView};
use serde::Deserialize;
use utoipa::ToSchema;

pub(super) const CALLS: &[Call] = &[
    tell!("use_part", UsePart => Done, |app, it, _| app.use_part(it.visit, it.used)),
    tell!("take_back_part", TakeBackPart => Done, |app, it, _| app.take_back_part(it.visit, it.usage, &it.reason)),
    ask!("van_stock", Nothing => Option<VanStock>, |app, _| app.van_stock()),
    ask!("stock_of", OfLocation => VanStock, |app, of| app.stock_of(of.location)),
    list!("locations", Nothing => StockLocationView, |app, _| app.locations()),
    list!("parts_by_code", OfCode => Part, |app, of| app.parts_by_code(&of.code)),
    tell!("count_van", CountVan => Done, |app, it, _| app.count_van(&it.counted, it.is_complete, it.note)),
    list!("part_requests", Nothing => PartRequestView, |app, _| app.part_requests()),
    tell!("request_parts", NewPartRequest => Done, |app, new, _| app.request_parts(new)),
    tell!("accept_issued", AcceptIssued => Done, |app, it, _| app.accept_issued(it.request, &it.counted)),
    ask!("incoming_parcels", Nothing => Vec<IncomingParcel>, |app, _| app.incoming_parcels()),
    tell!("accept_parcel", AcceptParcel => Done, |app, it, _| app.accept_parcel(it.issue, it.counted.as_deref())),
    tell!("return_parts", ReturnParts => Done, |app, it, _| app.return_parts(&it.parts, it.request, it.note)),
    tell!("hand_over_part", HandOverPart => HandedOver, |app, it, _| app.hand_over_part(&it.parts, it.note)),
    ask!("hand_over_text", OfIssue => String, |app, of| app.hand_over_text(of.issue)),
    ask!("read_hand_over", OfText => HandOverRead, |app, of| app.read_hand_over(&of.text)),
    tell!("take_over_part", TakeOverPart => Done, |app, it, _| app.take_over_part(&it.text, it.counted.as_deref())),
];

impl Changes for HandedOver {
    fn topics(&self) -> Vec<String> {
        self.done.topics()
    }
}

#[derive(Deserialize, ToSchema)]
struct UsePart {
    visit: Id,
    used: UsedPart,
}

#[derive(Deserialize, ToSchema)]
struct TakeBackPart {
    visit: Id,
    usage: Id,
    reason: String,
}

#[derive(Deserialize, ToSchema)]
struct OfLocation {
    location: Id,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct OfCode {
    pub(super) code: String,
}

#[derive(Deserialize, ToSchema)]
struct CountVan {
    counted: Vec<CountedPart>,
    is_complete: bool,
    note: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct AcceptIssued {
    request: Id,
    /// Everything as issued where it is empty.
    counted: Vec<Counted>,
}

#[derive(Deserialize, ToSchema)]
struct AcceptParcel {
    issue: Id,
    /// In the order of its lines; all as sent where missing.
    counted: Option<Vec<Quantity>>,
}

#[derive(Deserialize, ToSchema)]
struct ReturnParts {
    parts: Vec<ReturnedPart>,
    request: Option<Id>,
    note: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct HandOverPart {
    parts: Vec<HandedPart>,
    note: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct OfIssue {
    issue: Id,
}

#[derive(Deserialize, ToSchema)]
struct OfText {
    text: String,
}

#[derive(Deserialize, ToSchema)]
struct TakeOverPart {
    /// What was scanned.
    text: String,
    /// In the order of the issue's lines; all as issued where missing.
    counted: Option<Vec<Quantity>>,
}
