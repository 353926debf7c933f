//! Models of machines: how many there are, and what the company has for each.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk},
    devices::IS_DOUBLE,
    named::{self, Named},
    reach,
};
use crate::{ServerError, ServerStore};
use axum::{
    Json,
    extract::{Path, State},
};
use onsite_domain::{
    RejectedCode, Subject, Word,
    reading::{Reading, reading},
};
use rusqlite::{ToSql, named_params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const MODELS_MAX: usize = 2_000;
/// Of each word that is for a model so many are named.
const NAMED_MAX: usize = 100;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// A part of the model's name.
    q: Option<String>,
}

/// A model with how many machines of it are on file, doubles left out.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ModelRow {
    model: String,
    devices: u32,
}

/// Models by their name.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Models {
    items: Vec<ModelRow>,
    /// There are more; narrow them.
    is_cut: bool,
}

/// The models that devices in reach are of.
#[utoipa::path(get, path = "/v1/device-models", tag = "devices", params(Filter), responses(
    (status = OK, body = Models), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Models>, Problem> {
    let models = state
        .read(desk, move |store, caller| {
            let mut counts = counts(store, caller, None)?;
            if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
                let q = q.to_lowercase();
                counts.retain(|model, _| model.to_lowercase().contains(&q));
            }
            let is_cut = counts.len() > MODELS_MAX;
            let items = counts.into_iter().take(MODELS_MAX).map(|(model, devices)| ModelRow { model, devices });
            Ok(Models { items: items.collect(), is_cut })
        })
        .await?;
    Ok(Json(models))
}

/// Devices in reach by model: the index of models says how many, less those that were merged into another.
fn counts(store: &ServerStore, caller: &Caller, model: Option<&str>) -> Result<BTreeMap<String, u32>, ServerError> {
    let reach = caller.reach(Word::Device)?.map(|organisation| organisation.to_string());
    let mut params: Vec<(&str, &dyn ToSql)> = Vec::new();
    let mut condition = "view.word = 'device' AND view.model > ''".to_owned();
    if let Some(model) = &model {
        condition.push_str(" AND view.model = :model");
        params.push((":model", model));
    }
    let reached = match &reach {
        Some(organisation) => {
            params.push((":organisation", organisation));
            reach::OF_CONTRACTOR
        }
        None => "1",
    };
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut add = |sql: &str, is_less: bool| -> Result<(), ServerError> {
        let mut statement = store.db.prepare_cached(sql)?;
        let rows =
            statement.query_map(params.as_slice(), |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))?;
        for row in rows {
            let (model, count) = row?;
            let sum = counts.entry(model).or_default();
            *sum = if is_less { sum.saturating_sub(count) } else { sum.saturating_add(count) };
        }
        Ok(())
    };
    add(&format!("SELECT view.model, count(*) FROM view WHERE {condition} AND {reached} GROUP BY view.model"), false)?;
    add(
        &format!(
            "SELECT view.model, count(*) FROM view WHERE {IS_DOUBLE} AND {condition} AND {reached} GROUP BY view.model"
        ),
        true,
    )?;
    counts.retain(|_, count| *count > 0);
    Ok(counts)
}

/// Something that the company has for a model.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ForModel {
    id: String,
    #[serde(flatten)]
    named: Named,
}

/// Records of one word that name the model.
#[derive(Default, Serialize, utoipa::ToSchema)]
pub(super) struct ForModelList {
    items: Vec<ForModel>,
    is_cut: bool,
}

/// A model with what there is for it. Lists that the caller may not read are missing.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ModelFile {
    model: String,
    devices: u32,
    /// Procedures that serve it by name, newest first.
    procedures: Option<ForModelList>,
    parts: Option<ForModelList>,
    /// Manuals and what is known of it.
    articles: Option<ForModelList>,
    bulletins: Option<ForModelList>,
    fault_codes: Option<ForModelList>,
}

/// One model: its devices are the list of devices with `model`.
#[utoipa::path(get, path = "/v1/device-models/{model}", tag = "devices", params(("model" = String, Path)), responses(
    (status = OK, body = ModelFile), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(model): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let devices = counts(store, caller, Some(&model))?.get(&model).copied();
            let devices = devices.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "model"))?;
            let of = |word: Word| for_model(store, caller, word, &model);
            Answer::ok(&ModelFile {
                devices,
                procedures: of(Word::Procedure)?,
                parts: of(Word::Part)?,
                articles: of(Word::Article)?,
                bulletins: of(Word::Bulletin)?,
                fault_codes: of(Word::FaultCode)?,
                model: model.clone(),
            })
        })
        .await?)
}

fn for_model(
    store: &ServerStore,
    caller: &Caller,
    word: Word,
    model: &str,
) -> Result<Option<ForModelList>, ServerError> {
    if reading(&caller.rights.roles, word) != Reading::Everything {
        return Ok(None);
    }
    let mut statement = store.db.prepare_cached(&format!(
        "SELECT view.subject FROM view WHERE view.word = '{word}'
           AND coalesce(json_extract(view.body, '$.is_retired'), 0) = 0
           AND EXISTS (SELECT 1 FROM json_each(view.body, '$.models') AS model WHERE model.value = :model)
         ORDER BY view.subject DESC LIMIT :limit"
    ))?;
    let more = NAMED_MAX.saturating_add(1);
    let params = named_params! {":model": model, ":limit": u32::try_from(more).unwrap_or(u32::MAX)};
    let mut list = ForModelList::default();
    for row in statement.query_map(params, |row| row.get::<_, String>(0))? {
        let Ok(subject) = row?.parse::<Subject>() else { continue };
        if let Some(named) = named::named(store, caller, subject)? {
            list.items.push(ForModel { id: subject.id.to_string(), named });
        }
    }
    list.is_cut = list.items.len() > NAMED_MAX;
    list.items.truncate(NAMED_MAX);
    Ok(Some(list))
}
