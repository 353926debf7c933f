//! Full-text search over everything the caller may read.

use super::{
    super::{HttpState, Problem},
    Asked,
    act::Desk,
    reach::{PAGE_ITEMS, PAGE_ITEMS_MAX, is_read},
};
use crate::ServerError;
use axum::{Json, extract::State};
use onsite_domain::{
    RejectedCode, Word,
    reading::{Reading, reading},
};
use onsite_store::search::{self, Hit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Question {
    /// Words that must all be found; Chinese needs no spaces.
    q: String,
    /// Only this word: `work_order`, `device`, `customer`, ...
    word: Option<String>,
    /// Hits at most, 1 to 200; 50 where missing.
    limit: Option<u32>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Found {
    word: String,
    id: String,
    title: String,
}

/// What was found, best first.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Hits {
    items: Vec<Found>,
}

/// So many kinds of things have a place in one answer, however much of one kind is found.
const KINDS_SEEN: usize = 6;

/// What has the words in its title first; of each word so many at first, and the rest behind.
fn mixed(mut hits: Vec<Hit>, query: &str, of_each: usize) -> Vec<Hit> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let is_titled = |hit: &Hit| {
        let title = hit.title.to_lowercase();
        words.iter().all(|word| title.contains(word))
    };
    hits.sort_by_cached_key(|hit| !is_titled(hit));
    let mut counts: BTreeMap<Word, usize> = BTreeMap::new();
    let (mut first, further): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(|hit| {
        let count = counts.entry(hit.subject.word).or_default();
        *count = count.saturating_add(1);
        *count <= of_each
    });
    first.extend(further);
    first
}

/// Search.
#[utoipa::path(get, path = "/v1/search", tag = "search", params(Question), responses(
    (status = OK, body = Hits), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn search(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(question): Asked<Question>,
) -> Result<Json<Hits>, Problem> {
    let hits = state
        .read(desk, move |store, caller| {
            let word: Option<Word> = match &question.word {
                Some(text) => Some(text.parse().map_err(|_| ServerError::rejected(RejectedCode::UnknownPath, "word"))?),
                None => None,
            };
            let roles = &caller.rights.roles;
            if Word::ALL.iter().all(|word| reading(roles, *word) == Reading::Nothing) {
                return Err(ServerError::rejected(RejectedCode::Forbidden, "search"));
            }
            if let Some(word) = word {
                caller.reach(word)?;
            }
            let limit = question.limit.unwrap_or(PAGE_ITEMS).clamp(1, PAGE_ITEMS_MAX);
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let mut items = Vec::new();
            // More is asked for than is shown: what is out of reach falls out.
            let hits = search::find(&store.db, &question.q, word, PAGE_ITEMS_MAX.saturating_mul(5))?;
            let shown = if word.is_none() { limit.div_ceil(KINDS_SEEN) } else { limit };
            for hit in mixed(hits, &question.q, shown) {
                if is_read(store, caller, hit.subject)? {
                    let subject = hit.subject;
                    items.push(Found { word: subject.word.to_string(), id: subject.id.to_string(), title: hit.title });
                }
                if items.len() >= limit {
                    break;
                }
            }
            Ok(Hits { items })
        })
        .await?;
    Ok(Json(hits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use onsite_domain::{Id, Subject};

    #[test]
    fn many_parts_do_not_stand_before_the_one_machine_and_titles_come_first() {
        let hit = |word, number: u64, title: &str| Hit {
            subject: Subject::new(word, Id::from_parts(number, 0)),
            title: title.to_owned(),
        };
        let mut hits: Vec<Hit> = (1..=9).map(|number| hit(Word::Part, number, "P · Filter")).collect();
        hits.push(hit(Word::Part, 10, "P · Chiller oil"));
        hits.push(hit(Word::Device, 11, "Chiller 1"));
        let titles: Vec<String> = mixed(hits, "chiller", 3).into_iter().map(|hit| hit.title).collect();
        let first: Vec<&str> = titles.iter().take(5).map(String::as_str).collect();
        assert_eq!(first, ["P · Chiller oil", "Chiller 1", "P · Filter", "P · Filter", "P · Filter"]);
        assert_eq!(titles.len(), 11);
    }
}
