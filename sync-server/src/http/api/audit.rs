//! The audit trail of a subject: who changed what, when, from where.
//!
//! Whoever may read the subject may read its trail. What a fact holds that belongs to another word is shown to those who
//! read that word. A contractor's dispatcher sees steps that the subject itself names, values that it shows, and nobody
//! outside the own organisation that it does not name.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::Desk,
    reach::{self, Page, Paging, at, id},
};
use crate::{
    ServerError, ServerStore,
    audit::{Done, Place, Step, differences},
};
use axum::{
    Json,
    extract::{Path, State},
};
use onsite_documents::PastWrite;
use onsite_domain::{
    Author, Id, RejectedCode, Subject, Word,
    reading::{Reading, reading},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// The JSON of one value; what is longer is cut.
const VALUE_BYTES_MAX: usize = 4 * 1024;
/// All values of one row.
const ROW_BYTES_MAX: usize = 16 * 1024;
/// Characters that are left of a value that is cut.
const CUT_CHARS: usize = 1_000;
const FIELDS_MAX: usize = 200;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Only what was done to this: the name of a field, of a collection or of a kind of fact.
    field: Option<String>,
}

/// One thing that was done.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AuditRow {
    /// Missing where it is not known, or not for the caller to know.
    by: Option<Author>,
    field_device: Option<String>,
    /// When the server took it. What was first kept for review and counts since stands here twice.
    #[schema(value_type = Option<String>, format = DateTime)]
    received: Option<jiff::Timestamp>,
    /// What the clock there said; of writes to a whole second.
    #[schema(value_type = Option<String>, format = DateTime)]
    device_time: Option<jiff::Timestamp>,
    /// When it happened, by what is known of that clock.
    #[schema(value_type = Option<String>, format = DateTime)]
    corrected_time: Option<jiff::Timestamp>,
    /// How far that may be off.
    uncertain_ms: u64,
    #[serde(flatten)]
    what: What,
    /// A value was too long and is the beginning of its JSON, or is left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_cut: bool,
    /// More was done than the caller may see.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_withheld: bool,
}

/// What was done.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
enum What {
    /// A field of a document was set.
    Field {
        field: String,
        /// What its author had there: nothing at first, several where they conflicted.
        #[schema(value_type = Vec<Object>)]
        old: Vec<Value>,
        #[schema(value_type = Object)]
        new: Value,
        /// The change it was part of; what one press did shares it.
        change: String,
    },
    /// An entry was added to a collection of a document.
    Entry {
        collection: String,
        id: String,
        /// The entries it corrects.
        replaces: Vec<String>,
        /// The entries it takes back.
        withdraws: Vec<String>,
        #[schema(value_type = Object)]
        body: Value,
        change: String,
    },
    /// Something was written that this server cannot read.
    Unreadable { path: String, change: String },
    /// Somebody did something.
    Fact {
        id: String,
        kind: String,
        subjects: Vec<String>,
        /// Kept for review, does not count.
        is_in_review: bool,
        #[schema(value_type = Object)]
        body: Value,
    },
    /// A version of the record was written.
    Record { version: String, is_removed: bool, fields: Vec<FieldChange> },
}

/// A field in which a version differs from the one before.
#[derive(Serialize, utoipa::ToSchema)]
struct FieldChange {
    field: String,
    #[schema(value_type = Object)]
    old: Value,
    #[schema(value_type = Object)]
    new: Value,
}

/// Everything that was ever done to a subject, newest first. A page may hold fewer rows than were asked for, with a `next`
/// all the same, where a filter leaves few.
#[utoipa::path(get, path = "/v1/audit/{word}/{id}", tag = "audit",
    params(("word" = String, Path), ("id" = String, Path), Paging, Filter), responses(
    (status = OK, body = Page<AuditRow>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(state): State<HttpState>,
    Path((word, text)): Path<(String, String)>,
    desk: Desk,
    Asked(paging): Asked<Paging>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Page<AuditRow>>, Problem> {
    let page = state
        .read(desk, move |store, caller| {
            let word = word.parse().map_err(|_| ServerError::rejected(RejectedCode::UnknownPath, "word"))?;
            let subject = Subject::new(word, id(&text, "id")?);
            let sight = Sight::of(store, caller, subject)?;
            let field = filter.field.filter(|field| !field.is_empty());
            let limit = usize::try_from(paging.limit()).unwrap_or(usize::MAX);
            let is_wanted =
                |done: &Done| field.as_deref().is_none_or(|field| is_about(done, field)) && sight.sees(done);
            let trail = store.audit(subject, before(&paging)?, limit, is_wanted)?;
            let mut items = Vec::with_capacity(trail.steps.len());
            for step in trail.steps {
                items.push(sight.row(store, caller, step, field.as_deref())?);
            }
            let next = trail.next.map(|place| reach::cursor(&format!("{}.{}", place.seq, place.nth)));
            Ok(Page { items, next })
        })
        .await?;
    Ok(Json(page))
}

fn before(paging: &Paging) -> Result<Option<Place>, ServerError> {
    let after = paging.after()?;
    if after.is_empty() {
        return Ok(None);
    }
    let place =
        after.split_once('.').and_then(|(seq, nth)| Some(Place { seq: seq.parse().ok()?, nth: nth.parse().ok()? }));
    place.map(Some).ok_or_else(|| ServerError::rejected(RejectedCode::WrongShape, "cursor"))
}

fn is_about(done: &Done, field: &str) -> bool {
    match done {
        Done::Write { write: PastWrite::Field { field: name, .. }, .. } => is_named(name, field),
        Done::Write { write: PastWrite::Entry { collection, .. }, .. } => collection == field,
        Done::Write { write: PastWrite::Unreadable { path }, .. } => path.rsplit('/').next() == Some(field),
        Done::Fact(stored) => stored.fact.kind == field,
        Done::Record { version, before } => {
            let before = before.as_ref().map(|before| &before.body);
            differences(before, &version.body).iter().any(|(name, ..)| is_named(name, field))
        }
    }
}

/// What a view shows of a field.
fn shown<'a>(view: &'a Value, field: &str) -> Option<&'a Value> {
    match field.strip_prefix("ext.") {
        Some(own) => view.get("ext")?.get(own),
        None => view.get(field),
    }
}

/// `ext` asks for all of the company's own fields, `ext.<id>` for one.
fn is_named(name: &str, wanted: &str) -> bool {
    name == wanted || (wanted == "ext" && name.starts_with("ext."))
}

/// How much of a subject's trail the caller sees.
enum Sight {
    Whole,
    /// What the subject as it is now names, and no more.
    Named {
        view: Value,
        ids: BTreeSet<Id>,
    },
}

impl Sight {
    fn of(store: &ServerStore, caller: &Caller, subject: Subject) -> Result<Self, ServerError> {
        let view: Value = reach::one(store, caller, subject)?;
        if reading(&caller.rights.roles, subject.word) == Reading::Everything {
            return Ok(Self::Whole);
        }
        let mut ids = BTreeSet::new();
        collect_ids(&view, &mut ids);
        Ok(Self::Named { view, ids })
    }

    fn sees(&self, done: &Done) -> bool {
        let Self::Named { view, ids } = self else { return true };
        match done {
            Done::Write { write: PastWrite::Field { field, .. }, .. } => shown(view, field).is_some(),
            Done::Write { write: PastWrite::Entry { id, .. }, .. } => ids.contains(id),
            Done::Write { write: PastWrite::Unreadable { .. }, .. } => false,
            Done::Fact(stored) => ids.contains(&stored.fact.id),
            Done::Record { version, .. } => {
                let number = |key: &str| view.get(key).and_then(Value::as_u64);
                (number("epoch"), number("version")) == (Some(version.epoch.into()), Some(version.version.into()))
            }
        }
    }

    fn row(
        &self,
        store: &ServerStore,
        caller: &Caller,
        step: Step,
        field: Option<&str>,
    ) -> Result<AuditRow, ServerError> {
        let by = match step.author {
            Some(author) if self.knows(store, caller, &author)? => Some(author),
            _ => None,
        };
        let mut room = Room { left_bytes: ROW_BYTES_MAX, is_cut: false };
        let (what, is_withheld) = self.what(caller, step.what, field, &mut room);
        Ok(AuditRow {
            field_device: by.as_ref().and_then(Author::field_device).map(|id| id.to_string()),
            by,
            received: at(Some(step.received_ms)),
            device_time: at(Some(step.device_ms)),
            corrected_time: at(step.corrected.map(|corrected| corrected.corrected_ms)),
            uncertain_ms: step.corrected.map_or(0, |corrected| corrected.uncertain_ms),
            what,
            is_cut: room.is_cut,
            is_withheld,
        })
    }

    /// Whether the caller may learn who it was.
    fn knows(&self, store: &ServerStore, caller: &Caller, author: &Author) -> Result<bool, ServerError> {
        let Self::Named { ids, .. } = self else { return Ok(true) };
        match author.user() {
            Some(user) => Ok(ids.contains(&user) || reach::may_read(store, caller, Subject::new(Word::User, user))?),
            None => Ok(false),
        }
    }

    fn what(&self, caller: &Caller, done: Done, wanted: Option<&str>, room: &mut Room) -> (What, bool) {
        match done {
            Done::Write { change, write } => {
                let change = change.to_string();
                match write {
                    PastWrite::Field { field, before, value } => {
                        let (old, new, is_withheld) = match self {
                            Self::Whole => (before, value, false),
                            Self::Named { view, .. } if shown(view, &field) == Some(&value) => {
                                (Vec::new(), value, true)
                            }
                            Self::Named { .. } => (Vec::new(), Value::Null, true),
                        };
                        let new = room.fit(new);
                        let old = old.into_iter().map(|value| room.fit(value)).collect();
                        (What::Field { field, old, new, change }, is_withheld)
                    }
                    PastWrite::Entry { collection, id, text } => {
                        let body: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
                        let named = |key: &str| -> Vec<String> {
                            let list = body.get(key).and_then(Value::as_array).into_iter().flatten();
                            list.filter_map(|id| id.as_str().map(str::to_owned)).take(FIELDS_MAX).collect()
                        };
                        let (replaces, withdraws) = (named("replaces"), named("withdraws"));
                        let is_withheld = matches!(self, Self::Named { .. });
                        let (replaces, withdraws) =
                            if is_withheld { (Vec::new(), Vec::new()) } else { (replaces, withdraws) };
                        let body = if is_withheld { Value::Null } else { room.fit(body) };
                        (What::Entry { collection, id: id.to_string(), replaces, withdraws, body, change }, is_withheld)
                    }
                    PastWrite::Unreadable { path } => (What::Unreadable { path, change }, false),
                }
            }
            Done::Fact(stored) => {
                // Its first subject's owner decides who may write it; whoever reads that word may read it.
                let first = stored.fact.subjects.first().map(|first| reading(&caller.rights.roles, first.word));
                let is_withheld = matches!(self, Self::Named { .. }) || first != Some(Reading::Everything);
                let subjects = if is_withheld { Vec::new() } else { stored.fact.subjects.clone() };
                let body = if is_withheld { Value::Null } else { room.fit(stored.fact.body) };
                let what = What::Fact {
                    id: stored.fact.id.to_string(),
                    kind: stored.fact.kind,
                    subjects: subjects.iter().map(ToString::to_string).collect(),
                    is_in_review: stored.is_in_review,
                    body,
                };
                (what, is_withheld)
            }
            Done::Record { version, before } => {
                let number = format!("{}.{}", version.epoch, version.version);
                let is_withheld = matches!(self, Self::Named { .. });
                let mut fields = Vec::new();
                if !is_withheld {
                    let before = before.as_ref().map(|before| &before.body);
                    let changed = differences(before, &version.body).into_iter();
                    let changed = changed.filter(|(name, ..)| wanted.is_none_or(|wanted| is_named(name, wanted)));
                    for (nth, (name, old, new)) in changed.enumerate() {
                        if nth >= FIELDS_MAX {
                            room.is_cut = true;
                            break;
                        }
                        let (new, old) = (room.fit(new.clone()), room.fit(old.clone()));
                        fields.push(FieldChange { field: name.into_owned(), old, new });
                    }
                }
                (What::Record { version: number, is_removed: version.is_removed, fields }, is_withheld)
            }
        }
    }
}

/// What a row may still hold.
struct Room {
    left_bytes: usize,
    is_cut: bool,
}

impl Room {
    fn fit(&mut self, value: Value) -> Value {
        let size_bytes = size_bytes(&value);
        let cut = if size_bytes <= VALUE_BYTES_MAX.min(self.left_bytes) {
            self.left_bytes = self.left_bytes.saturating_sub(size_bytes);
            return value;
        } else if self.left_bytes >= VALUE_BYTES_MAX {
            let text = match value {
                Value::String(text) => text,
                value => value.to_string(),
            };
            Value::String(text.chars().take(CUT_CHARS).collect())
        } else {
            Value::Null
        };
        self.is_cut = true;
        self.left_bytes = self.left_bytes.saturating_sub(VALUE_BYTES_MAX);
        cut
    }
}

fn size_bytes(value: &Value) -> usize {
    serde_json::to_string(value).map_or(usize::MAX, |text| text.len())
}

fn collect_ids(value: &Value, ids: &mut BTreeSet<Id>) {
    match value {
        Value::String(text) => ids.extend(text.parse::<Id>().ok()),
        Value::Array(list) => list.iter().for_each(|value| collect_ids(value, ids)),
        Value::Object(fields) => fields.values().for_each(|value| collect_ids(value, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_has_an_end_whatever_it_holds() {
        let mut room = Room { left_bytes: ROW_BYTES_MAX, is_cut: false };
        assert_eq!(room.fit(json!("short")), json!("short"));
        assert!(!room.is_cut);
        let mut total = 0;
        for _ in 0..1_000 {
            total += size_bytes(&room.fit(json!({ "text": "长".repeat(5_000) })));
        }
        assert!(room.is_cut && total < ROW_BYTES_MAX, "{total}");
    }
}
