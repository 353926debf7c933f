//! What people call the codes of skills and meters.

use super::{
    super::{HttpState, Problem},
    act::Desk,
};
use axum::{Json, extract::State};
use onsite_domain::Text;
use serde::Serialize;

/// A skill by its code.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SkillName {
    code: String,
    name: Text,
}

/// A meter by its key.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MeterName)]
pub(super) struct MeterRow {
    key: String,
    name: Text,
    /// UCUM; empty where it is not known.
    unit: String,
}

/// Names of codes; one that is not here has none.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CalledCodes {
    skills: Vec<SkillName>,
    meters: Vec<MeterRow>,
}

/// What codes are called, as the company's settings say, or as they are written where they have a name beside them.
#[utoipa::path(get, path = "/v1/called", tag = "names", responses(
    (status = OK, body = CalledCodes), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn called(State(state): State<HttpState>, desk: Desk) -> Result<Json<CalledCodes>, Problem> {
    let codes = state
        .read(desk, |store, _| {
            let skills = store.skill_names()?.into_iter().map(|(code, name)| SkillName { code, name });
            let meters = store.meter_names()?.into_iter();
            let meters = meters.map(|(key, meter)| MeterRow { key, name: meter.name, unit: meter.unit });
            Ok(CalledCodes { skills: skills.collect(), meters: meters.collect() })
        })
        .await?;
    Ok(Json(codes))
}
