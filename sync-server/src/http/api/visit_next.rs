//! What comes of a visit: another order, an article.

use super::{
    super::{HttpState, Problem},
    act::{Answer, Input},
    named::WithNames,
    reach::{self, Item, id, ms},
    work_order_acts::TeamBody,
};
use crate::{
    ServerError,
    office::{NewWorkOrder, Team},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{
    Id, Priority, RejectedCode, Subject, Word,
    order_kind::{Kind, Mode},
    reading,
    visit::VisitView,
};
use onsite_store::derived;
use serde::Deserialize;
use serde_json::Value;

/// What the next order has otherwise than this one: customer, site, device, contact and what else is missing are taken over.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NextOrder {
    kind: Option<String>,
    mode: Option<String>,
    title: Option<String>,
    description: Option<String>,
    priority: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    window_end: Option<Timestamp>,
    #[serde(default)]
    required_skills: Vec<String>,
    #[schema(value_type = Option<String>)]
    procedure: Option<Id>,
    team: Option<TeamBody>,
}

impl NextOrder {
    fn order(self) -> Result<NewWorkOrder, ServerError> {
        fn known<T>(
            path: &str,
            text: Option<String>,
            read: fn(&str) -> T,
            is_known: fn(&T) -> bool,
        ) -> Result<Option<T>, ServerError> {
            let Some(text) = text else { return Ok(None) };
            let value = read(&text);
            if is_known(&value) { Ok(Some(value)) } else { Err(ServerError::rejected(RejectedCode::WrongShape, path)) }
        }
        Ok(NewWorkOrder {
            kind: known("kind", self.kind, Kind::from_text, |kind| *kind != Kind::Unknown)?.unwrap_or_default(),
            mode: known("mode", self.mode, Mode::from_text, |mode| *mode != Mode::Unknown)?.unwrap_or_default(),
            title: self.title,
            description: self.description,
            priority: known("priority", self.priority, Priority::from_text, |it| *it != Priority::Unknown)?,
            window_start_ms: ms(self.window_start),
            window_end_ms: ms(self.window_end),
            required_skills: self.required_skills,
            procedure: self.procedure,
            team: self.team.map(Team::from),
            ..NewWorkOrder::default()
        })
    }
}

/// Makes an order that follows a visit up: same customer, site, contact and device, and the order as its cause.
#[utoipa::path(post, path = "/v1/visits/{id}/follow-up", tag = "visits", request_body = NextOrder,
    params(("id" = String, Path)), responses(
    (status = CREATED, body = WithNames<Item>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn follow_up(
    State(state): State<HttpState>,
    Path(visit): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let visit = Subject::new(Word::Visit, id(&visit, "id")?);
            let view: VisitView = reach::one(store, caller, visit)?;
            let cause = view.work_order.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "work_order"))?;
            let mut order = input.body::<NextOrder>()?.order()?;
            // The machine that was worked on, under the file that goes on where it was a double.
            order.device = match view.device {
                Some(device) => Some(derived::survivor(&store.db, Subject::new(Word::Device, device))?.id),
                None => None,
            };
            let made = store.follow_up(&caller.author, cause, order)?;
            let item = Item::read(store, caller, "/v1/work-orders", Subject::new(Word::WorkOrder, made.work_order))?;
            Answer::created(&WithNames::of(store, caller, item)?)
        })
        .await
}

/// Drafts an article from a visit: what was seen, found and done, with the parts and the device's model. It stays at the
/// office until it is written anew without `is_draft`, under `/v1/records/article`.
#[utoipa::path(post, path = "/v1/visits/{id}/article", tag = "visits", params(("id" = String, Path)), responses(
    (status = CREATED, body = WithNames<Item>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn article(
    State(state): State<HttpState>,
    Path(visit): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, _| {
            let visit = id(&visit, "id")?;
            reach::one::<Value>(store, caller, Subject::new(Word::Visit, visit))?;
            reading::check_record(&caller.rights, Word::Article)?;
            let article = store.draft_article(&caller.author, visit)?;
            let item = Item::read(store, caller, "/v1/records/article", Subject::new(Word::Article, article))?;
            Answer::created(&WithNames::of(store, caller, item)?)
        })
        .await
}
