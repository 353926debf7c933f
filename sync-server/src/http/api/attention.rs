//! What needs a person: listed, claimed, decided, dismissed.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    reach::{OF_CONTRACTOR, Page, Paging, at, id, may_read},
};
use crate::{
    ServerError, ServerStore,
    intent::{Intent, WantedKind},
    office::Choice,
};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{
    Id, RejectedCode, Subject, Word,
    attention::AttentionItem,
    decision::DecisionFact,
    fact_kind::FactSeen,
    reading::{self, Reading},
};
use onsite_store::derived;
use rusqlite::named_params;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    kind: Option<String>,
    /// Only items about this, as `word/id`.
    subject: Option<String>,
    /// `false` lists what was decided or dismissed.
    open: Option<bool>,
}

/// One thing to decide.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AttentionBody {
    id: String,
    kind: String,
    /// What it is about, as `word/id`.
    subject: String,
    /// Which field, entry or rule within the subject.
    key: String,
    operations: Vec<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// What to choose from: both values with author and time, the limit and the reading, the late entry.
    #[schema(value_type = Object)]
    detail: Value,
    /// `open`, `claimed`, `decided` or `dismissed`, by whom, when and why.
    #[schema(value_type = Object)]
    state: Value,
    /// Everything that was decided about it, oldest first.
    history: Vec<FactSeen<DecisionFact>>,
    /// What somebody wanted with what was refused, or is kept apart; only where one item is asked for.
    intent: Option<IntentBody>,
}

/// What somebody wanted with what was not simply accepted, as far as the caller may read what it is about.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Intent)]
struct IntentBody {
    /// What they did, as the app calls it: `use_part`, `add_note`, a press.
    verb: String,
    #[schema(value_type = Option<Object>)]
    by: Value,
    /// By the clock of the field device.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<Timestamp>,
    wanted: Vec<WantedBody>,
    /// Further things that are about what the caller may not read.
    hidden: usize,
    /// Something of it cannot be read any more, or is too much to show.
    is_cut: bool,
}

/// One thing that was wanted: a field set, an entry added, a fact stated.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WantedChange)]
struct WantedBody {
    kind: WantedWord,
    /// What it is about, as `word/id`, as far as the caller may read it.
    subjects: Vec<String>,
    /// The field, the collection, or the kind of fact.
    name: String,
    /// The field's value, the entry, or what the fact says.
    #[schema(value_type = Object)]
    value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum WantedWord {
    Field,
    Entry,
    Fact,
}

impl IntentBody {
    fn of(store: &ServerStore, caller: &Caller, intent: Intent) -> Result<Self, ServerError> {
        let at_ms = intent.wanted.iter().map(|wanted| wanted.device_ms).min();
        let (mut wanted, mut hidden) = (Vec::new(), 0_usize);
        for one in intent.wanted {
            let mut subjects = Vec::new();
            for subject in one.subjects {
                if may_be_named(store, caller, subject)? {
                    subjects.push(subject.to_string());
                }
            }
            if subjects.is_empty() {
                hidden = hidden.saturating_add(1);
                continue;
            }
            let (kind, name, value) = match one.what {
                WantedKind::Field { field, value } => (WantedWord::Field, field, value),
                WantedKind::Entry { collection, entry } => (WantedWord::Entry, collection, entry),
                WantedKind::Fact { kind, body } => (WantedWord::Fact, kind, body),
            };
            wanted.push(WantedBody { kind, subjects, name, value });
        }
        Ok(Self {
            verb: intent.verb,
            by: serde_json::to_value(intent.author).unwrap_or_default(),
            at: at(at_ms),
            received: at(intent.received_ms),
            wanted,
            hidden,
            is_cut: intent.is_cut,
        })
    }
}

/// What is here the caller must be able to read; what was to begin with this and never did is nobody's yet.
fn may_be_named(store: &ServerStore, caller: &Caller, subject: Subject) -> Result<bool, ServerError> {
    if derived::view_fields(&store.db, subject, &[])?.is_some() {
        return may_read(store, caller, subject);
    }
    Ok(reading::reading(&caller.rights.roles, subject.word) == Reading::Everything)
}

fn body(item: &AttentionItem) -> Result<AttentionBody, ServerError> {
    Ok(AttentionBody {
        id: item.id.to_string(),
        kind: item.kind.as_str().to_owned(),
        subject: item.subject.to_string(),
        key: item.key.clone(),
        operations: item.operations.clone(),
        since: at(Some(item.since_ms)),
        detail: item.detail.clone(),
        state: serde_json::to_value(&item.state).map_err(|e| ServerError::broken(e.to_string()))?,
        history: item.history.clone(),
        intent: None,
    })
}

/// The words whose items the caller sees: those seen whole, and those seen as a contractor, as JSON lists.
fn words(caller: &Caller) -> Result<(String, String), ServerError> {
    let of = |wanted: Reading| {
        let words = Word::ALL.iter().filter(|word| reading::attention(&caller.rights.roles, **word) == wanted);
        let words: Vec<&str> = words.map(|word| word.as_str()).collect();
        (words.is_empty(), Value::from(words).to_string())
    };
    let ((no_whole, whole), (no_given, given)) = (of(Reading::Everything), of(Reading::OfContractor));
    if no_whole && no_given {
        return Err(ServerError::rejected(RejectedCode::Forbidden, "attention"));
    }
    Ok((whole, given))
}

fn select(
    store: &ServerStore,
    caller: &Caller,
    condition: &str,
    params: &[(&str, &dyn rusqlite::ToSql)],
    limit: u32,
) -> Result<Vec<AttentionItem>, ServerError> {
    let bodies = column(store, caller, "body", condition, params, limit)?;
    let read = |body: String| serde_json::from_str(&body).map_err(|e| ServerError::broken(format!("attention: {e}")));
    bodies.into_iter().map(read).collect()
}

/// One column of the items that the caller sees.
fn column(
    store: &ServerStore,
    caller: &Caller,
    column: &str,
    condition: &str,
    params: &[(&str, &dyn rusqlite::ToSql)],
    limit: u32,
) -> Result<Vec<String>, ServerError> {
    let (whole, given) = words(caller)?;
    let organisation = caller.rights.organisation.to_string();
    let named = named_params! {
        ":whole": whole, ":given": given, ":organisation": organisation, ":limit": limit,
    };
    let all: Vec<(&str, &dyn rusqlite::ToSql)> = named.iter().chain(params).copied().collect();
    let mut statement = store.db.prepare_cached(&format!(
        "SELECT attention.{column} FROM attention JOIN view ON view.subject = attention.subject
         WHERE (view.word IN (SELECT value FROM json_each(:whole))
                OR (view.word IN (SELECT value FROM json_each(:given)) AND {OF_CONTRACTOR}))
           AND {condition}
         ORDER BY attention.since_ms, attention.id LIMIT :limit"
    ))?;
    let rows = statement.query_map(all.as_slice(), |row| row.get::<_, String>(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many are open of those that the caller sees, at most `count_max`; `None` for whoever sees none.
pub(super) fn open_count(store: &ServerStore, caller: &Caller, count_max: u32) -> Result<Option<u32>, ServerError> {
    if words(caller).is_err() {
        return Ok(None);
    }
    let found = column(store, caller, "id", "attention.is_open = 1", &[], count_max)?;
    Ok(u32::try_from(found.len()).ok())
}

fn one(store: &ServerStore, caller: &Caller, item: Id) -> Result<AttentionItem, ServerError> {
    let text = item.to_string();
    let found = select(store, caller, "attention.id = :id", &[(":id", &text)], 1)?;
    found.into_iter().next().ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "attention"))
}

/// Attention items, oldest first.
#[utoipa::path(get, path = "/v1/attention", tag = "attention", params(Paging, Filter), responses(
    (status = OK, body = Page<AttentionBody>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Page<AttentionBody>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            let after = paging.after()?;
            let (after_ms, after_id) = after.split_once(' ').unwrap_or(("", ""));
            let after_ms: i64 = match after_ms {
                "" => i64::MIN,
                text => text.parse().map_err(|_| ServerError::rejected(RejectedCode::WrongShape, "cursor"))?,
            };
            let (limit, is_open) = (paging.limit(), filter.open.unwrap_or(true));
            // What was not given is not in the query: kind and subject have indexes of their own.
            let mut condition = "attention.is_open = :is_open
                 AND (attention.since_ms, attention.id) > (:after_ms, :after_id)"
                .to_owned();
            let mut params: Vec<(&str, &dyn rusqlite::ToSql)> =
                vec![(":is_open", &is_open), (":after_ms", &after_ms), (":after_id", &after_id)];
            if let Some(kind) = &filter.kind {
                condition.push_str(" AND attention.kind = :kind");
                params.push((":kind", kind));
            }
            if let Some(subject) = &filter.subject {
                // Few: they are sorted.
                condition = condition.replace("attention.is_open", "+attention.is_open");
                condition.push_str(" AND attention.subject = :subject");
                params.push((":subject", subject));
            }
            let items = select(store, caller, &condition, &params, limit.saturating_add(1))?;
            let page = Page::of(items, limit, |item| format!("{} {}", item.since_ms, item.id));
            let items = page.items.iter().map(body).collect::<Result<Vec<_>, _>>()?;
            Ok(Page { items, next: page.next })
        })
        .await?;
    Ok(Json(page))
}

/// One attention item.
#[utoipa::path(get, path = "/v1/attention/{id}", tag = "attention", params(("id" = String, Path)), responses(
    (status = OK, body = AttentionBody), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(item): Path<String>,
    desk: Desk,
) -> Result<Json<AttentionBody>, Problem> {
    let found = state
        .read(desk, move |store, caller| {
            let mut item = one(store, caller, id(&item, "id")?)?;
            store.tell_received_in(&mut item)?;
            let intent = store.intent(&item)?.map(|intent| IntentBody::of(store, caller, intent)).transpose()?;
            Ok(AttentionBody { intent, ..body(&item)? })
        })
        .await?;
    Ok(Json(found))
}

/// Acts on an item that the caller sees, and answers with the item as it is then. Deciding may make it disappear: then
/// it is answered as it was.
async fn acted(
    state: HttpState,
    item: String,
    input: Input,
    action: impl FnOnce(&mut ServerStore, &Caller, Id, &Input) -> Result<(), ServerError> + Send + 'static,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let id = id(&item, "id")?;
            let before = one(store, caller, id)?;
            action(store, caller, id, input)?;
            let after = store.attention_item(id)?.unwrap_or(before);
            Answer::ok(&body(&after)?)
        })
        .await
}

/// "I take this one."
#[utoipa::path(post, path = "/v1/attention/{id}/claim", tag = "attention", params(("id" = String, Path)), responses(
    (status = OK, body = AttentionBody), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn claim(
    State(state): State<HttpState>,
    Path(item): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    acted(state, item, input, |store, caller, id, _| store.claim_attention(&caller.author, id)).await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    /// `{"operation": "..."}` one of the values of a conflict, `{"value": ...}` this value, or `"accept"`, `"reject"`,
    /// `"settled"`.
    #[schema(value_type = Object)]
    choice: Choice,
    reason: Option<String>,
}

/// Decides an item; what follows is written in the same step.
#[utoipa::path(post, path = "/v1/attention/{id}/decide", tag = "attention", request_body = Decision,
    params(("id" = String, Path)), responses(
    (status = OK, body = AttentionBody), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn decide(
    State(state): State<HttpState>,
    Path(item): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    acted(state, item, input, |store, caller, id, input| {
        let body: Decision = input.body()?;
        store.decide_attention(&caller.author, id, &body.choice, body.reason.as_deref())
    })
    .await
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Dismissal {
    reason: String,
}

/// "It is nothing", with a reason.
#[utoipa::path(post, path = "/v1/attention/{id}/dismiss", tag = "attention", request_body = Dismissal,
    params(("id" = String, Path)), responses(
    (status = OK, body = AttentionBody), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn dismiss(
    State(state): State<HttpState>,
    Path(item): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    acted(state, item, input, |store, caller, id, input| {
        let body: Dismissal = input.body()?;
        store.dismiss_attention(&caller.author, id, &body.reason)
    })
    .await
}
