//! Quality inspection: a sample of ended visits, and the score of one.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    named::WithNames,
    reach::{self, Item, id},
    visits::{self, VisitRow},
};
use crate::{ServerError, ServerStore, office::SampleRule};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{
    Id, RejectedCode, Subject, Word,
    inspection::{self, Score},
    reading::{self, Reading},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Characters of a seed at most.
const SEED_CHARS_MAX: usize = 200;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Rule {
    /// Only visits of this lead; of each lead by themselves where missing.
    user: Option<String>,
    /// Ended from then on,
    #[param(value_type = String, format = DateTime)]
    from: Timestamp,
    /// and before then.
    #[param(value_type = String, format = DateTime)]
    until: Timestamp,
    /// So much of each lead's visits, 1 to 100, rounded up; 5 where missing.
    percent: Option<u8>,
    /// The same seed draws the same visits: the month, for instance.
    seed: String,
}

/// A sample of visits.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SampleAnswer {
    /// Visits that ended in the period.
    population: usize,
    /// How many of them the rule draws, inspected ones too.
    drawn: usize,
    /// Of those, the ones that nobody inspected yet.
    items: Vec<VisitRow>,
}

/// Draws a sample of ended visits that nobody inspected yet: the same one each time, so that nobody picks.
#[utoipa::path(get, path = "/v1/visits/sample", tag = "quality", params(Rule), responses(
    (status = OK, body = WithNames<SampleAnswer>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn sample(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(rule): Asked<Rule>,
) -> Result<Json<WithNames<SampleAnswer>>, Problem> {
    let sample = state
        .read(desk, move |store, caller| {
            if rule.seed.chars().count() > SEED_CHARS_MAX {
                return Err(ServerError::rejected(RejectedCode::TooLarge, "seed"));
            }
            let rule = SampleRule {
                lead: rule.user.as_deref().map(|user| id(user, "user")).transpose()?,
                from_ms: rule.from.as_millisecond(),
                until_ms: rule.until.as_millisecond(),
                percent: rule.percent.unwrap_or(5),
                seed: rule.seed,
            };
            let sample = store.sample_visits(&caller.author, &rule)?;
            let mut items = Vec::with_capacity(sample.visits.len());
            for visit in sample.visits {
                let subject = Subject::new(Word::Visit, visit);
                let body: Value = reach::one(store, caller, subject)?;
                items.push(visits::row((subject, body)));
            }
            let answer = SampleAnswer { population: sample.population, drawn: sample.drawn, items };
            WithNames::of(store, caller, answer)
        })
        .await?;
    Ok(Json(sample))
}

/// The inspection of a visit, for whoever may read it.
pub(super) fn of_visit(store: &ServerStore, caller: &Caller, visit: Id) -> Result<Option<Item>, ServerError> {
    if reading::reading(&caller.rights.roles, Word::Inspection) == Reading::Nothing {
        return Ok(None);
    }
    Ok(store.inspection_of(visit)?.map(Item::of_record))
}

/// The score of a visit.
#[utoipa::path(get, path = "/v1/visits/{id}/inspection", tag = "quality", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<Item>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(visit): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            caller.reach(Word::Inspection)?;
            let visit = id(&visit, "id")?;
            reach::one::<Value>(store, caller, Subject::new(Word::Visit, visit))?;
            let item = of_visit(store, caller, visit)?;
            let item = item.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, Word::Inspection.as_str()))?;
            Answer::ok(&WithNames::of(store, caller, item)?)
        })
        .await?)
}

/// A visit scored by a checklist.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInspection {
    #[schema(value_type = String)]
    checklist: Id,
    /// Of every item: `item`, `points` (`null` where it does not apply), `reason` (where not all points are given).
    #[schema(value_type = Vec<Object>)]
    scores: Vec<Score>,
    #[serde(default)]
    comment: String,
}

/// Scores a visit. Scoring it again needs the version that was seen, and is its next version.
#[utoipa::path(post, path = "/v1/visits/{id}/inspection", tag = "quality", request_body = NewInspection,
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)), responses(
    (status = OK, body = WithNames<Item>), (status = CREATED, body = WithNames<Item>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn inspect(
    State(state): State<HttpState>,
    Path(visit): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            caller.reach(Word::Inspection)?;
            let visit = id(&visit, "id")?;
            reach::one::<Value>(store, caller, Subject::new(Word::Visit, visit))?;
            let before = of_visit(store, caller, visit)?;
            if let Some(before) = &before {
                input.must_match(&before.etag)?;
            }
            let body: NewInspection = input.body()?;
            store.inspect_visit(&caller.author, visit, body.checklist, body.scores, body.comment)?;
            let broken = || ServerError::broken(format!("inspection {} is gone", inspection::id_of(visit)));
            let item = of_visit(store, caller, visit)?.ok_or_else(broken)?;
            let item = WithNames::of(store, caller, item)?;
            if before.is_some() { Answer::ok(&item) } else { Answer::created(&item) }
        })
        .await
}
