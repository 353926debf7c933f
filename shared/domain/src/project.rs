//! The one door from ground state to derived state.

use crate::{
    Word, decision, device,
    fact::StoredFact,
    held_unit, notice, part_request, procedure_draft, proposed_correction, record_kind, stock,
    stock_books::Books,
    view::{Projection, Sources},
    visit, work_order,
};
use serde::Serialize;

/// Everything that follows from what is known about one subject. The order of the facts does not matter; nothing is read
/// but the sources.
pub fn project(sources: &Sources<'_>) -> Projection {
    project_from(sources, None)
}

/// The same of a stock location whose books were closed at an earlier fact: then the facts are those that the books keep,
/// and all after.
pub fn project_from(sources: &Sources<'_>, books: Option<&Books>) -> Projection {
    let facts = ordered(sources.facts);
    let mut projection = match sources.subject.word {
        Word::WorkOrder => {
            let (view, attention, search) = work_order::view(sources, &facts);
            Projection { view: json(&view), attention, search: Some(search) }
        }
        Word::Visit => {
            let (view, attention) = visit::view(sources, &facts);
            Projection { view: json(&view), attention, search: None }
        }
        Word::Device => {
            let (view, attention, search) = device::view(sources, &facts);
            // A double is found by the file that goes on.
            let search = view.merged_into.is_none().then_some(search);
            Projection { view: json(&view), attention, search }
        }
        Word::ProcedureDraft => {
            let (view, attention, search) = procedure_draft::view(sources, &facts);
            Projection { view: json(&view), attention, search: Some(search) }
        }
        Word::PartRequest => {
            let (view, attention) = part_request::view(sources, &facts);
            let search = part_request::search_text(&view);
            Projection { view: json(&view), attention, search: Some(search) }
        }
        Word::StockLocation => {
            let (view, attention, search) = stock::view(sources, &facts, books);
            Projection { view: json(&view), attention, search: Some(search) }
        }
        _ => record_kind::project_record(sources),
    };
    projection.attention.extend(proposed_correction::attention(sources.subject, &facts));
    projection.attention.extend(held_unit::attention(sources.subject, &facts));
    projection.attention.extend(notice::attention(sources.subject, projection.view.as_deref(), &facts));
    projection.attention.sort_by(|a, b| (a.kind, &a.key, a.id).cmp(&(b.kind, &b.key, b.id)));
    projection.attention.dedup_by(|a, b| a.id == b.id);
    decision::apply(&mut projection.attention, &facts);
    projection
}

fn json<T: Serialize>(view: &T) -> Option<String> {
    serde_json::to_string(view).ok()
}

/// By effective time, then id, whatever order they came in.
fn ordered(facts: &[StoredFact]) -> Vec<&StoredFact> {
    let mut ordered: Vec<&StoredFact> = facts.iter().collect();
    ordered.sort_by_key(|stored| (stored.effective_ms(), stored.fact.id));
    ordered
}
