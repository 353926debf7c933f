//! Who would be best for an order, and planning it in one step.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::{Answer, Desk, Input},
    reach::{self, Item, at, id, ms},
    schedule::Span,
};
use crate::{
    ServerError,
    office::{Plan, PlanWarning, WarningCode},
    planning::{
        names::{Named, Names},
        people::{self, People},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{
    Id, RejectedCode, Subject, Text, Word, id::Hash, proposal::Reason, user::Role, work_order::WorkOrderView,
};
use serde::{Deserialize, Serialize};

const BASE: &str = "/v1/work-orders";
/// Those who send people.
const MAY_PLAN: &[Role] = &[Role::Dispatcher, Role::ServiceManager, Role::ContractorDispatcher];
const PROPOSALS: u32 = 20;
const PROPOSALS_MAX: u32 = 200;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct HowMany {
    /// 1 to 200; 20 where missing.
    limit: Option<u32>,
}

/// An engineer with a time, and why.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ProposalRow {
    user: Named,
    organisation: Option<Named>,
    #[schema(value_type = Option<String>, format = DateTime)]
    start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    end: Option<Timestamp>,
    /// The sum of the points of the reasons.
    score: i64,
    reasons: Vec<Reason>,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_sync: Option<Timestamp>,
}

/// Engineers for an order, the best first. Taking one is `POST …/plan` with its user, start and end.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Proposals {
    items: Vec<ProposalRow>,
    /// Parts that the reasons name, where the caller may read parts.
    parts: Vec<Named>,
    /// The order's heads that this was reckoned from, for `plan`.
    #[schema(value_type = Vec<String>)]
    heads: Vec<Hash>,
}

/// Who would be best for an order within a time, and why: skills, way, load, gaps, promise, parts in the van.
#[utoipa::path(get, path = "/v1/work-orders/{id}/proposals", tag = "schedule",
    params(("id" = String, Path), Span, HowMany), responses(
    (status = OK, body = Proposals), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    desk: Desk,
    Asked(span): Asked<Span>,
    Asked(many): Asked<HowMany>,
) -> Result<Json<Proposals>, Problem> {
    let found = state
        .read(desk, move |store, caller| {
            if !caller.rights.roles.iter().any(|role| MAY_PLAN.contains(role)) {
                return Err(ServerError::rejected(RejectedCode::Forbidden, "role"));
            }
            let organisation = caller.reach(Word::User)?;
            let id = id(&order, "id")?;
            let order: WorkOrderView = reach::one(store, caller, Subject::new(Word::WorkOrder, id))?;
            let span = span.ms()?;
            let limit = many.limit.unwrap_or(PROPOSALS).clamp(1, PROPOSALS_MAX);
            let mut found = store.proposals(id, &order, span, organisation)?;
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            let people = People::new(store)?;
            let (users, phones) = (people.engineers(organisation)?, people.phones()?);
            let mut names = Names::new(store, organisation);
            let mut items = Vec::with_capacity(found.len());
            for proposal in found {
                let user = users.iter().find(|(id, _)| *id == proposal.user).map(|(_, user)| user);
                let own = phones.get(&proposal.user).map(Vec::as_slice).unwrap_or_default();
                items.push(ProposalRow {
                    user: Named {
                        id: proposal.user.to_string(),
                        name: user.map(|user| user.name.clone()).unwrap_or_default(),
                    },
                    organisation: names.of(Word::Organisation, user.map(|user| user.organisation))?,
                    start: at(Some(proposal.start_ms)),
                    end: at(Some(proposal.end_ms)),
                    score: proposal.score,
                    reasons: proposal.reasons,
                    last_sync: at(people::last_sync_ms(own)),
                });
            }
            let mut parts = Vec::new();
            if caller.reach(Word::Part).is_ok() {
                for planned in &order.planned_parts {
                    parts.extend(names.of(Word::Part, Some(planned.value.part))?);
                }
            }
            Ok(Proposals { items, parts, heads: order.heads })
        })
        .await?;
    Ok(Json(found))
}

/// What somebody saw when they planned.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    #[schema(value_type = Option<String>)]
    lead: Option<Id>,
    #[schema(value_type = Option<String>, format = DateTime)]
    start: Option<Timestamp>,
}

/// Who goes, and when.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlan {
    /// The lead.
    #[schema(value_type = String)]
    user: Id,
    /// As they are where missing.
    #[schema(value_type = Option<Vec<String>>)]
    helpers: Option<Vec<Id>>,
    #[schema(value_type = String, format = DateTime)]
    start: Timestamp,
    /// As long as the job takes where missing.
    #[schema(value_type = Option<String>, format = DateTime)]
    end: Option<Timestamp>,
    /// Needed where the order had another window before.
    reason: Option<String>,
    /// The order's heads that the plan was made at; 409 where they are others now.
    #[schema(value_type = Option<Vec<String>>)]
    heads: Option<Vec<Hash>>,
    /// Lead and start as the timeline showed them; 409 where they are others now.
    seen: Option<Seen>,
}

/// Something that speaks against a plan. Nobody is stopped by it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct WarningRow {
    code: WarningCode,
    user: Named,
    /// What it means, in both languages, with times on the clock of whom it is about.
    says: Text,
    skill: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    expired_on: Option<jiff::civil::Date>,
    /// The other order at the same time.
    work_order: Option<String>,
    number: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
}

impl From<PlanWarning> for WarningRow {
    fn from(warning: PlanWarning) -> Self {
        Self {
            code: warning.code,
            user: Named { id: warning.user.to_string(), name: warning.name },
            says: warning.says,
            skill: warning.skill,
            expired_on: warning.expired_on,
            work_order: warning.work_order.map(|order| order.to_string()),
            number: warning.number,
            from: at(warning.from_ms),
            to: at(warning.to_ms),
            since: at(warning.since_ms),
        }
    }
}

/// The order as it is planned.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PlannedOrder {
    #[serde(flatten)]
    #[schema(value_type = Item<onsite_domain::work_order::WorkOrderView>)]
    item: Item,
    visit: String,
    warnings: Vec<WarningRow>,
}

/// Says who goes and when, in one step; what speaks against it is answered and stops nobody.
#[utoipa::path(post, path = "/v1/work-orders/{id}/plan", tag = "schedule", request_body = NewPlan,
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)), responses(
    (status = OK, body = PlannedOrder), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn plan(
    State(state): State<HttpState>,
    Path(order): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let subject = Subject::new(Word::WorkOrder, id(&order, "id")?);
            let before = Item::read(store, caller, BASE, subject)?;
            let body: NewPlan = input.body()?;
            if input.if_match().is_some() {
                input.must_match(&before.etag)?;
            }
            let view: WorkOrderView = reach::one(store, caller, subject)?;
            let is_other = |seen: &Seen| {
                let open = view.visits.iter().rfind(|visit| !visit.status.has_ended());
                let lead = open.and_then(|visit| visit.lead);
                (seen.lead, ms(seen.start)) != (lead, view.window_start_ms)
            };
            if body.seen.as_ref().is_some_and(is_other) {
                return Err(ServerError::rejected(RejectedCode::Stale, "seen"));
            }
            let plan = Plan {
                lead: body.user,
                helpers: body.helpers,
                start_ms: body.start.as_millisecond(),
                end_ms: ms(body.end),
                reason: body.reason,
                seen: body.heads,
            };
            let planned = store.plan(&caller.author, subject.id, &plan)?;
            Answer::ok(&PlannedOrder {
                item: Item::read(store, caller, BASE, subject)?,
                visit: planned.visit.to_string(),
                warnings: planned.warnings.into_iter().map(WarningRow::from).collect(),
            })
        })
        .await
}
