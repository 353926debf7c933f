//! Procedures at the desk: what a version serves, how versions differ, drafts, and publishing them.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::{Answer, Desk, Input},
    named::WithNames,
    reach::{self, Item, Page, Paging, at, id},
};
use crate::{ServerError, ServerStore, office::DraftStep};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use onsite_domain::{
    Id, RejectedCode, Subject, Text, Word,
    document::Write,
    id::Hash,
    maintenance_plan::MaintenancePlan,
    order_kind::OrderKind,
    procedure::Procedure,
    reading::{self, Reading},
    step::Step,
};
use onsite_store::derived;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const BASE: &str = "/v1/procedures";
const DRAFTS: &str = "/v1/procedure-drafts";

/// A version with what it serves.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ProcedureItem {
    #[serde(flatten)]
    #[schema(value_type = Item<onsite_domain::procedure::Procedure>)]
    item: Item,
    /// Kinds of work; all where empty.
    kinds: Vec<String>,
    /// Models with the devices of each; all models where empty.
    models: Vec<ServedModel>,
    /// Kinds of orders that take it where nothing else fits.
    order_kinds: Vec<String>,
    /// Maintenance plans that name it.
    plans: Vec<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ServedModel {
    model: String,
    devices: i64,
}

/// A version of a procedure with what it serves.
#[utoipa::path(get, path = "/v1/procedures/{id}", tag = "procedures", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<ProcedureItem>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(
    State(state): State<HttpState>,
    Path(procedure): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state
        .read(desk, move |store, caller| {
            let item = procedure_item(store, caller, id(&procedure, "id")?)?;
            Answer::ok(&WithNames::of(store, caller, item)?)
        })
        .await?)
}

fn procedure_item(store: &ServerStore, caller: &Caller, id: Id) -> Result<ProcedureItem, ServerError> {
    let subject = Subject::new(Word::Procedure, id);
    let item = Item::read(store, caller, BASE, subject)?;
    let procedure = Procedure::deserialize(&item.body).unwrap_or_default();
    // A contractor is not told what the company plans.
    let is_office = reading::reading(&caller.rights.roles, Word::Procedure) == Reading::Everything;
    let (mut models, mut order_kinds, mut plans) = (Vec::new(), Vec::new(), Vec::new());
    if is_office {
        let mut statement =
            store.db.prepare_cached("SELECT count(*) FROM view WHERE view.word = 'device' AND view.model = :model")?;
        for model in &procedure.models {
            let devices = statement.query_row(rusqlite::named_params! {":model": model}, |row| row.get(0))?;
            models.push(ServedModel { model: model.clone(), devices });
        }
        let held: Vec<(Subject, OrderKind)> = derived::views(&store.db, "word = 'order_kind' ORDER BY subject", &[])?;
        let named = held.iter().filter(|(_, kind)| kind.default_procedure == Some(id) && !kind.is_retired);
        order_kinds = named.map(|(subject, _)| subject.id.to_string()).collect();
        let held: Vec<(Subject, MaintenancePlan)> =
            derived::views(&store.db, "word = 'maintenance_plan' ORDER BY subject", &[])?;
        let named = held.iter().filter(|(_, plan)| plan.procedure == Some(id));
        plans = named.map(|(subject, _)| subject.id.to_string()).collect();
    } else {
        models.extend(procedure.models.iter().map(|model| ServedModel { model: model.clone(), devices: 0 }));
    }
    let kinds = procedure.kinds.iter().map(ToString::to_string).collect();
    Ok(ProcedureItem { item, kinds, models, order_kinds, plans })
}

/// A version in the list of versions.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct VersionRow {
    id: String,
    href: String,
    number: String,
    revision: u32,
    #[schema(value_type = Object)]
    name: Text,
    steps: usize,
    #[schema(value_type = Option<String>, format = DateTime)]
    published: Option<Timestamp>,
    published_by: Option<String>,
    #[schema(value_type = Object)]
    change_note: Text,
    /// New visits do not take it.
    is_retired: bool,
}

/// Versions of a procedure, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Versions {
    items: Vec<VersionRow>,
}

/// The versions of a procedure, newest first.
#[utoipa::path(get, path = "/v1/procedures/{id}/versions", tag = "procedures", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<Versions>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn versions(
    State(state): State<HttpState>,
    Path(procedure): Path<String>,
    desk: Desk,
) -> Result<Json<WithNames<Versions>>, Problem> {
    let versions = state
        .read(desk, move |store, caller| {
            let procedure: Procedure = reach::one(store, caller, Subject::new(Word::Procedure, id(&procedure, "id")?))?;
            let mut items = Vec::new();
            for (id, version) in store.procedure_versions(&procedure.number)?.into_iter().rev() {
                if reach::may_read(store, caller, Subject::new(Word::Procedure, id))? {
                    items.push(version_row(id, version));
                }
            }
            WithNames::of(store, caller, Versions { items })
        })
        .await?;
    Ok(Json(versions))
}

fn version_row(id: Id, version: Procedure) -> VersionRow {
    VersionRow {
        id: id.to_string(),
        href: format!("{BASE}/{id}"),
        number: version.number,
        revision: version.revision,
        name: version.name,
        steps: version.steps.len(),
        published: at(Some(version.published_ms).filter(|ms| *ms > 0)),
        published_by: version.published_by.map(|user| user.to_string()),
        change_note: version.change_note,
        is_retired: version.is_retired,
    }
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct With {
    /// The other version: what it has that this one had not, or otherwise.
    with: String,
}

/// How a version became another.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Comparison {
    from: VersionRow,
    to: VersionRow,
    /// Of the procedure itself: `was` and `became` by field, steps left out.
    fields: Vec<Difference>,
    steps: Vec<StepDifference>,
}

#[derive(Debug, PartialEq, Serialize, utoipa::ToSchema)]
struct Difference {
    field: String,
    #[schema(value_type = Object)]
    was: Value,
    #[schema(value_type = Object)]
    became: Value,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum StepChange {
    Added,
    Removed,
    Changed,
    /// The same, behind or before others.
    Moved,
}

#[derive(Debug, PartialEq, Serialize, utoipa::ToSchema)]
struct StepDifference {
    /// The same in both.
    step: String,
    change: StepChange,
    #[schema(value_type = Object)]
    title: Text,
    /// Places from 1.
    was_at: Option<usize>,
    is_at: Option<usize>,
    fields: Vec<Difference>,
}

/// What changed from one version to another: steps added, removed, moved and changed, with their fields.
#[utoipa::path(get, path = "/v1/procedures/{id}/compare", tag = "procedures",
    params(("id" = String, Path), With), responses(
    (status = OK, body = Comparison),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn compare(
    State(state): State<HttpState>,
    Path(procedure): Path<String>,
    desk: Desk,
    Asked(with): Asked<With>,
) -> Result<Json<Comparison>, Problem> {
    let comparison = state
        .read(desk, move |store, caller| {
            let (from, to) = (id(&procedure, "id")?, id(&with.with, "with")?);
            let read = |id: Id| reach::one::<Procedure>(store, caller, Subject::new(Word::Procedure, id));
            let (before, after) = (read(from)?, read(to)?);
            Ok(Comparison {
                fields: differences(&head(&before), &head(&after)),
                steps: step_differences(&before.steps, &after.steps),
                from: version_row(from, before),
                to: version_row(to, after),
            })
        })
        .await?;
    Ok(Json(comparison))
}

/// What a version says beside its steps and its own publication.
fn head(procedure: &Procedure) -> Value {
    let mut head = json!(procedure);
    for key in ["steps", "revision", "draft", "published_ms", "published_by", "change_note", "is_retired"] {
        head.as_object_mut().and_then(|fields| fields.remove(key));
    }
    head
}

fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let none = Map::new();
    let (before, after) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
    let of = |fields: &Map<String, Value>, key: &String| fields.get(key).cloned().unwrap_or_default();
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .filter(|key| of(before, key) != of(after, key))
        .map(|key| Difference { field: key.clone(), was: of(before, key), became: of(after, key) })
        .collect()
}

fn step_differences(before: &[Step], after: &[Step]) -> Vec<StepDifference> {
    let places = |steps: &[Step]| -> BTreeMap<Id, usize> {
        steps.iter().zip(1_usize..).map(|(step, place)| (step.id, place)).collect()
    };
    let (was_at, is_at) = (places(before), places(after));
    // Of those in both, their order among themselves: one that is added moves nothing.
    let common = |steps: &[Step], other: &BTreeMap<Id, usize>| -> Vec<Id> {
        steps.iter().map(|step| step.id).filter(|id| other.contains_key(id)).collect()
    };
    let (old_order, new_order) = (common(before, &is_at), common(after, &was_at));
    let rank = |order: &[Id], id: Id| order.iter().position(|known| *known == id);
    let mut found = Vec::new();
    for step in after {
        let old = before.iter().find(|old| old.id == step.id);
        let fields = old.map(|old| differences(&json!(old), &json!(step))).unwrap_or_default();
        let change = match old {
            None => StepChange::Added,
            Some(_) if !fields.is_empty() => StepChange::Changed,
            Some(_) if rank(&old_order, step.id) != rank(&new_order, step.id) => StepChange::Moved,
            Some(_) => continue,
        };
        found.push(difference(step, change, (&was_at, &is_at), fields));
    }
    let gone = before.iter().filter(|step| !is_at.contains_key(&step.id));
    found.extend(gone.map(|step| difference(step, StepChange::Removed, (&was_at, &is_at), Vec::new())));
    found
}

fn difference(
    step: &Step,
    change: StepChange,
    (was_at, is_at): (&BTreeMap<Id, usize>, &BTreeMap<Id, usize>),
    fields: Vec<Difference>,
) -> StepDifference {
    StepDifference {
        step: step.id.to_string(),
        change,
        title: step.title.clone(),
        was_at: was_at.get(&step.id).copied(),
        is_at: is_at.get(&step.id).copied(),
        fields,
    }
}

/// What is to be checked: a body, or a draft as it stands.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToCheck {
    #[schema(value_type = Option<Object>)]
    procedure: Option<Value>,
    #[schema(value_type = Option<String>)]
    draft: Option<Id>,
}

/// What is wrong with a procedure.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Checked {
    /// Nothing where it may be published. Paths are of the body: `steps[2].measurement.low`.
    problems: Vec<ProcedureProblem>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ProcedureProblem {
    path: String,
    code: String,
    detail: String,
}

/// Whoever drafts or publishes procedures.
fn may_draft(caller: &Caller) -> Result<(), ServerError> {
    caller.reach(Word::ProcedureDraft).map(|_| ())
}

/// Checks a procedure without keeping anything: everything that is wrong, with its path.
#[utoipa::path(post, path = "/v1/procedures/check", tag = "procedures", request_body = ToCheck, responses(
    (status = OK, body = Checked), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn check(State(state): State<HttpState>, input: Input) -> Result<Json<Checked>, Problem> {
    let checked = state
        .change(input, |store, caller, input| {
            may_draft(caller)?;
            let body: ToCheck = input.body()?;
            let problems = match (body.procedure, body.draft) {
                (Some(procedure), None) => match serde_path_to_error::deserialize::<_, Procedure>(&procedure) {
                    Ok(procedure) => store.problems_of(&procedure)?,
                    // A body that cannot be read has this one problem.
                    Err(e) => {
                        let code = RejectedCode::WrongShape.as_str().to_owned();
                        let problem = ProcedureProblem { path: e.path().to_string(), code, detail: String::new() };
                        return Ok(Checked { problems: vec![problem] });
                    }
                },
                (None, Some(draft)) => store.problems_of_draft(&caller.author, draft)?,
                _ => return Err(ServerError::rejected(RejectedCode::Missing, "procedure")),
            };
            let problems = problems.into_iter().map(|problem| ProcedureProblem {
                path: problem.path,
                code: problem.code.as_str().to_owned(),
                detail: problem.detail,
            });
            Ok(Checked { problems: problems.collect() })
        })
        .await?;
    Ok(Json(checked))
}

/// Drafts of procedures that are not published yet, newest first.
#[utoipa::path(get, path = "/v1/procedure-drafts", tag = "procedures", params(Paging), responses(
    (status = OK, body = WithNames<Page<Item<onsite_domain::procedure_draft::ProcedureDraftView>>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn drafts(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
) -> Result<Json<WithNames<Page<Item>>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            let page = reach::page(store, caller, Word::ProcedureDraft, &paging, UNPUBLISHED, &[])?;
            WithNames::of(store, caller, page.map(|(subject, body)| Item::of(DRAFTS, subject, body)))
        })
        .await?;
    Ok(Json(page))
}

/// What was published is a version and no draft any more, nor is what was thrown away.
const UNPUBLISHED: &str = "json_extract(view.body, '$.dropped_ms') IS NULL AND NOT EXISTS (SELECT 1 FROM view AS version WHERE version.word = 'procedure'
    AND json_extract(version.body, '$.draft') = substr(view.subject, length('procedure_draft/') + 1))";

fn draft_item(store: &ServerStore, caller: &Caller, draft: Id) -> Result<WithNames<Item>, ServerError> {
    if store.published_of(draft)?.is_some() {
        return Err(ServerError::rejected(RejectedCode::NotFound, Word::ProcedureDraft.as_str()));
    }
    let item = Item::read(store, caller, DRAFTS, Subject::new(Word::ProcedureDraft, draft))?;
    WithNames::of(store, caller, item)
}

/// One draft with its steps, remarks and heads.
#[utoipa::path(get, path = "/v1/procedure-drafts/{id}", tag = "procedures", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<Item<onsite_domain::procedure_draft::ProcedureDraftView>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn draft(
    State(state): State<HttpState>,
    Path(draft): Path<String>,
    desk: Desk,
) -> Result<Answer, Problem> {
    Ok(state.read(desk, move |store, caller| Answer::ok(&draft_item(store, caller, id(&draft, "id")?)?)).await?)
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDraft {
    /// The published version that it revises; a new procedure where missing.
    #[schema(value_type = Option<String>)]
    procedure: Option<Id>,
}

/// Begins a draft: of a published version with its steps, or of a new procedure.
#[utoipa::path(post, path = "/v1/procedure-drafts", tag = "procedures", request_body = NewDraft, responses(
    (status = CREATED, body = WithNames<Item<onsite_domain::procedure_draft::ProcedureDraftView>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn begin(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    state
        .act(input, |store, caller, input| {
            may_draft(caller)?;
            let body: NewDraft = input.body()?;
            let draft = store.draft_procedure(&caller.author, body.procedure)?;
            Answer::created(&draft_item(store, caller, draft)?)
        })
        .await
}

/// What is written into a draft. With `heads` what others wrote since then conflicts visibly and is kept; with If-Match it is
/// refused; one of the two is needed.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DraftChanges {
    /// `procedure` (the version it revises), `number`, `name_zh`, `name_en`, `purpose_zh`, `purpose_en`, `kinds`, `models`,
    /// `skills`, `tools`, `parts` (lists, or one text with an item a line), `attachments` (a list), `target_minutes`,
    /// `change_note`, `dropped_ms` (when it was thrown away); `null` clears one.
    #[serde(default)]
    #[schema(value_type = Object)]
    fields: BTreeMap<String, Value>,
    /// `step` (whole; without `id` a new one), `position`, and `replaces`: the entries of it that were seen.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    steps: Vec<DraftStep>,
    /// Entries of steps to take out.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    withdraw: Vec<Id>,
    #[schema(value_type = Option<Vec<String>>)]
    heads: Option<Vec<Hash>>,
}

/// Writes into a draft.
#[utoipa::path(patch, path = "/v1/procedure-drafts/{id}", tag = "procedures", request_body = DraftChanges,
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)), responses(
    (status = OK, body = WithNames<Item<onsite_domain::procedure_draft::ProcedureDraftView>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn edit(
    State(state): State<HttpState>,
    Path(draft): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let draft = id(&draft, "id")?;
            let before: Value = reach::one(store, caller, Subject::new(Word::ProcedureDraft, draft))?;
            let body: DraftChanges = input.body()?;
            if body.heads.is_none() || input.if_match().is_some() {
                input.must_match(&reach::etag(&before))?;
            }
            let fields = body.fields.into_iter().map(|(field, value)| Write::Set { field, value }).collect();
            store.edit_draft(&caller.author, draft, fields, body.steps, body.withdraw, body.heads)?;
            Answer::ok(&draft_item(store, caller, draft)?)
        })
        .await
}

/// Throws a draft away: it is listed no longer. Writing `dropped_ms` as `null` takes it up again.
#[utoipa::path(post, path = "/v1/procedure-drafts/{id}/drop", tag = "procedures", params(("id" = String, Path)), responses(
    (status = OK, body = WithNames<Item<onsite_domain::procedure_draft::ProcedureDraftView>>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn drop_draft(
    State(state): State<HttpState>,
    Path(draft): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, _| {
            let draft = id(&draft, "id")?;
            reach::one::<Value>(store, caller, Subject::new(Word::ProcedureDraft, draft))?;
            let dropped = Write::Set { field: "dropped_ms".to_owned(), value: store.now_ms().into() };
            store.edit_draft(&caller.author, draft, vec![dropped], Vec::new(), Vec::new(), None)?;
            Answer::ok(&draft_item(store, caller, draft)?)
        })
        .await
}

/// What was published.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PublishedVersion {
    #[serde(flatten)]
    item: ProcedureItem,
    revision: u32,
    /// Versions that new visits do not take any more; visits that hold a copy go on with it.
    retired: Vec<String>,
    /// Kinds of orders and plans that name this version now, as `word/id`.
    moved: Vec<String>,
    /// Those that go on naming an earlier one, because they were not chosen.
    left: Vec<String>,
}

/// What goes with a publication.
#[derive(Default, Deserialize, utoipa::ToSchema)]
#[schema(as = PublishingProcedure)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Publishing {
    /// Kinds of orders and plans, as `word/id`, that name this version from now on; all that name an earlier one where missing.
    #[schema(value_type = Option<Vec<String>>)]
    moves: Option<Vec<Subject>>,
}

/// Publishes a draft, as it was seen, as the next version of its procedure.
#[utoipa::path(post, path = "/v1/procedure-drafts/{id}/publish", tag = "procedures", request_body = Option<Publishing>,
    params(("id" = String, Path), ("If-Match" = String, Header)), responses(
    (status = CREATED, body = WithNames<PublishedVersion>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn publish(
    State(state): State<HttpState>,
    Path(draft): Path<String>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act(input, move |store, caller, input| {
            let draft = id(&draft, "id")?;
            let before: Value = reach::one(store, caller, Subject::new(Word::ProcedureDraft, draft))?;
            reading::check_record(&caller.rights, Word::Procedure)?;
            input.must_match(&reach::etag(&before))?;
            let chosen = input.body::<Publishing>()?.moves;
            let published = store.publish_procedure(&caller.author, draft, chosen.as_deref())?;
            let version = PublishedVersion {
                item: procedure_item(store, caller, published.procedure)?,
                revision: published.revision,
                retired: published.retired.iter().map(ToString::to_string).collect(),
                moved: published.moved.iter().map(ToString::to_string).collect(),
                left: published.left.iter().map(ToString::to_string).collect(),
            };
            Answer::created(&WithNames::of(store, caller, version)?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(number: u128, title: &str) -> Step {
        Step { id: Id::from_parts(1, number), title: Text::same(title), ..Step::default() }
    }

    #[test]
    fn steps_are_added_removed_changed_and_moved_and_one_that_is_pushed_down_is_not() {
        let before = [step(1, "a"), step(2, "b"), step(3, "c"), step(4, "d")];
        let after = [step(9, "new"), step(1, "a"), step(2, "b, better"), step(4, "d")];
        let found = step_differences(&before, &after);
        let told: Vec<(StepChange, Option<usize>, Option<usize>)> =
            found.iter().map(|step| (step.change, step.was_at, step.is_at)).collect();
        assert_eq!(
            told,
            [
                (StepChange::Added, None, Some(1)),
                (StepChange::Changed, Some(2), Some(3)),
                (StepChange::Removed, Some(3), None),
            ]
        );
        assert_eq!(found[1].fields[0].field, "title");
        let swapped = [step(2, "b"), step(1, "a"), step(3, "c"), step(4, "d")];
        let moved: Vec<StepChange> = step_differences(&before, &swapped).iter().map(|step| step.change).collect();
        assert_eq!(moved, [StepChange::Moved, StepChange::Moved]);
    }
}
