//! Hints for the console, as server-sent events without content: which subjects changed, where the caller may read them.

use super::{
    super::{HttpState, Problem, session::Caller, sse},
    act::Desk,
    reach::is_read,
};
use crate::{ServerError, ServerStore};
use axum::{
    extract::State,
    response::{Response, sse::Event},
};
use onsite_domain::{
    RejectedCode, Word,
    reading::{Reading, reading},
};
use onsite_store::Touched;
use tokio_stream::{StreamExt as _, wrappers::BroadcastStream};

/// More subjects than this in one commit are not listed: the console reads again what it shows.
const SUBJECTS_MAX: usize = 100;

/// What is told about a commit: the subjects that may be read, or just that there is something.
fn told(store: &ServerStore, caller: &Caller, touched: &Touched) -> Result<Vec<String>, ServerError> {
    let mut subjects = Vec::new();
    for subject in touched {
        if is_read(store, caller, *subject)? {
            subjects.push(subject.to_string());
        }
    }
    Ok(subjects)
}

/// More changed than is said. An event without data is none.
fn unlisted() -> Event {
    Event::default().event("new").data("[]")
}

/// Topics that changed, as `text/event-stream`: events `changed` with a JSON list of `word/id`, and `new` with an empty list
/// where more changed than is listed. Nothing else is sent; read again what you show. The stream ends with the session.
#[utoipa::path(get, path = "/v1/events", tag = "events", responses(
    (status = OK, content_type = "text/event-stream", body = String),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn stream(State(state): State<HttpState>, desk: Desk) -> Result<Response, Problem> {
    // Subscribed before the session is looked at: nothing committed from now on is missed.
    let topics = BroadcastStream::new(state.app.writer.topics());
    let (again, answering) = (desk.clone(), state.clone());
    state
        .read(desk, |_, caller| {
            let roles = &caller.rights.roles;
            if Word::ALL.iter().all(|word| reading(roles, *word) == Reading::Nothing) {
                return Err(ServerError::rejected(RejectedCode::Forbidden, "events"));
            }
            Ok(())
        })
        .await?;
    let events = topics
        .then(move |touched| {
            let (state, desk) = (state.clone(), again.clone());
            async move {
                match touched {
                    // Whoever was too slow to hear everything is told that there is something.
                    Err(_) => Some(Some(unlisted())),
                    Ok(touched) if touched.len() > SUBJECTS_MAX => Some(Some(unlisted())),
                    // Rights are looked at anew for each commit; a session that has ended ends the stream.
                    Ok(touched) => match state.read(desk, move |store, caller| told(store, caller, &touched)).await {
                        Ok(subjects) if subjects.is_empty() => Some(None),
                        Ok(subjects) => {
                            let data = serde_json::to_string(&subjects).unwrap_or_default();
                            Some(Some(Event::default().event("changed").data(data)))
                        }
                        Err(ServerError::Unavailable(_)) => Some(Some(unlisted())),
                        Err(_) => None,
                    },
                }
            }
        })
        .take_while(Option::is_some)
        .filter_map(Option::flatten);
    // A browser takes the line for open with the first bytes: they come at once.
    let open = tokio_stream::once(Event::default().comment("open"));
    Ok(sse::answer(&answering, open.chain(events)))
}
