//! Questions from the field, answered at the desk.

use super::{
    super::{HttpState, Problem, session::Caller},
    act::Input,
    reach::{Item, id, may_read, one},
};
use crate::{ServerError, ServerStore};
use axum::{
    extract::{Path, State},
    response::Response,
};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word,
    article::Article,
    attachment::{Attachment, Purpose},
    entry,
    id::Hash,
    note::Reply,
    visit::VisitView,
};
use onsite_store::blob::{self, BlobInfo};
use serde::Deserialize;

const BASE: &str = "/v1/visits";

/// An answer in words; beside it pictures and files that were brought before (`POST /v1/files`), and an article.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewReply)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    text: String,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    photos: Vec<Hash>,
    #[serde(default)]
    files: Vec<ReplyFile>,
    #[schema(value_type = Option<String>)]
    article: Option<Id>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ReplyFile {
    #[schema(value_type = String)]
    hash: Hash,
    /// What it is called on the phone.
    name: String,
}

/// Answers a question of a visit. Whoever asked has the answer, with its pictures, at the next sync; what waited for it is
/// done until they ask on.
#[utoipa::path(post, path = "/v1/visits/{id}/questions/{question}/replies", tag = "visits", request_body = Body,
    params(("id" = String, Path), ("question" = String, Path, description = "The question's entry in the visit.")),
    responses((status = OK, body = Item<VisitView>), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn reply(
    State(state): State<HttpState>,
    Path((visit, question)): Path<(String, String)>,
    input: Input,
) -> Result<Response, Problem> {
    state
        .act_on((Word::Visit, BASE), visit, input, move |store, caller, visit, input| {
            let reply = read(store, caller, input.body()?, id(&question, "question")?)?;
            let subject = Subject::new(Word::Visit, visit);
            let view: VisitView = one(store, caller, subject)?;
            if !view.questions.iter().any(|asked| asked.id == reply.question) {
                return Err(ServerError::rejected(RejectedCode::NotFound, "question"));
            }
            let write = entry::add(store.ports().new_id(), &reply);
            store.edit_document(&caller.author, "reply_to_question", subject, vec![write], None)?;
            Ok(())
        })
        .await
}

fn read(store: &ServerStore, caller: &Caller, body: Body, question: Id) -> Result<Reply, ServerError> {
    if let Some(article) = body.article {
        check_article(store, caller, article)?;
    }
    for (place, hash) in body.photos.iter().enumerate() {
        let path = format!("photos[{place}]");
        if !info(store, *hash, &path)?.media_type.starts_with("image/") {
            return Err(Rejected::because(RejectedCode::WrongShape, path, "a picture").into());
        }
    }
    let mut files = Vec::with_capacity(body.files.len());
    for (place, file) in body.files.into_iter().enumerate() {
        let BlobInfo { media_type, size_bytes, .. } = info(store, file.hash, &format!("files[{place}].hash"))?;
        files.push(Attachment { blob: file.hash, name: file.name, purpose: Purpose::Other, media_type, size_bytes });
    }
    let (text, photos, article) = (body.text, body.photos, body.article);
    Ok(Reply { question, text, photos, files, article, ..Reply::default() })
}

fn info(store: &ServerStore, hash: Hash, path: &str) -> Result<BlobInfo, ServerError> {
    blob::info(&store.blobs, hash)?.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, path))
}

/// One that the caller may read, and that phones have.
fn check_article(store: &ServerStore, caller: &Caller, article: Id) -> Result<(), ServerError> {
    let subject = Subject::new(Word::Article, article);
    if !may_read(store, caller, subject)? {
        return Err(ServerError::rejected(RejectedCode::NotFound, "article"));
    }
    if one::<Article>(store, caller, subject)?.is_draft {
        let detail = "an article that is published; phones have no drafts";
        return Err(Rejected::because(RejectedCode::IllegalTransition, "article", detail).into());
    }
    Ok(())
}
