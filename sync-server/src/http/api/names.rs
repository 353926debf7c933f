//! What things are called that an answer knows only by their ids.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::Desk,
    reach::is_read,
};
use crate::{ServerError, ServerStore};
use axum::{Json, extract::State};
use onsite_domain::{Id, Language, Rejected, RejectedCode, Subject, Text, Word, name::text_of};
use onsite_store::derived;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Asked for in one question; a screen with more asks twice.
const NAMES_MAX: usize = 200;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Question {
    /// At most 200 subjects as `word/id`, with commas between.
    of: String,
}

/// How one thing is called.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Name {
    /// As `word/id`.
    #[schema(value_type = String)]
    subject: Subject,
    /// In both languages; what has no name is called by what it is: a device by its model.
    name: Text,
    /// The number, code or serial that tells it from others of the name; empty where it has none.
    number: String,
}

/// Names of what may be read and has one; what may not be read is left out like what is not there.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Names {
    items: Vec<Name>,
}

/// Names of subjects.
#[utoipa::path(get, path = "/v1/names", tag = "names", params(Question), responses(
    (status = OK, body = Names), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn names(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(question): Asked<Question>,
) -> Result<Json<Names>, Problem> {
    let names = state
        .read(desk, move |store, caller| {
            let asked: Vec<&str> = question.of.split(',').filter(|text| !text.is_empty()).collect();
            if asked.len() > NAMES_MAX {
                return Err(ServerError::rejected(RejectedCode::TooLarge, "of"));
            }
            let mut items = Vec::with_capacity(asked.len());
            for text in asked {
                let subject: Subject =
                    text.parse().map_err(|_| Rejected::because(RejectedCode::WrongShape, "of", "word/id"))?;
                items.extend(name(store, caller, subject)?);
            }
            Ok(Names { items })
        })
        .await?;
    Ok(Json(names))
}

fn name(store: &ServerStore, caller: &Caller, subject: Subject) -> Result<Option<Name>, ServerError> {
    let view = if is_read(store, caller, subject)? { derived::view(&store.db, subject)? } else { None };
    let Some(view) = view else { return Ok(None) };
    // A visit has no name of its own: it is called by its order.
    let order = view.get("work_order").and_then(Value::as_str).and_then(|id| id.parse::<Id>().ok());
    if let (Word::Visit | Word::PartRequest, Some(order)) = (subject.word, order) {
        let of_order = name(store, caller, Subject::new(Word::WorkOrder, order))?;
        return Ok(of_order.map(|name| Name { subject, ..name }));
    }
    let said = |keys: &[&str]| {
        keys.iter().filter_map(|key| text_of(&view, key)).find(|text| !text.is_blank()).unwrap_or_default()
    };
    let number = said(&["number", "serial", "code"]).in_language(Language::En).to_owned();
    Ok(Some(Name { subject, name: said(&["name", "title", "label", "model", "reporter_name"]), number }))
}
