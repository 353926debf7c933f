//! Builders for the tests of this crate: people, facts, documents.

use crate::{
    Author, Id, Stamp, Subject, Word,
    assignment::AssignmentFact,
    document::{DocumentState, Register, Written},
    entry::{self, EntryBody},
    fact::{Fact, StoredFact},
    fact_kind::{self, FactBody},
    id::Hash,
    press::{PauseKind, Press, PressFact},
};
use serde_json::Value;

pub(crate) fn id(number: u64) -> Id {
    Id::from_parts(number, u128::from(number))
}

pub(crate) const ORDER: u64 = 1;
pub(crate) const VISIT: u64 = 2;
pub(crate) const LI: u64 = 11;
pub(crate) const WANG: u64 = 12;
pub(crate) const DISPATCHER: u64 = 13;

pub(crate) fn phone(user: u64) -> Author {
    Author::FieldDevice { field_device: id(user + 1000), user: id(user) }
}

pub(crate) fn desk() -> Author {
    Author::Console { user: id(DISPATCHER) }
}

/// A fact at `at` (its id follows from it, so that every `at` is used once).
pub(crate) fn fact<T: FactBody>(at: u64, author: Author, subjects: Vec<Subject>, body: &T) -> StoredFact {
    let fact = Fact {
        id: id(10_000 + at),
        kind: T::KIND.to_owned(),
        author,
        at: Stamp { wall_ms: i64::try_from(at).unwrap(), ..Stamp::default() },
        subjects,
        body: fact_kind::body(body),
    };
    let bytes = fact.to_bytes();
    StoredFact { hash: Hash::of(&bytes), fact, bytes, signature: Vec::new(), received: None, is_in_review: false }
}

pub(crate) fn fact_id(at: u64) -> Id {
    id(10_000 + at)
}

/// A sound press body: with a reason, a pause kind, an answer of the customer.
pub(crate) fn press_body(press: Press) -> PressFact {
    PressFact {
        press,
        reason: Some("because".to_owned()),
        pause: (press == Press::Pause).then_some(PauseKind::Parts),
        reached: (press == Press::ConfirmWithCustomer).then_some(true),
        takes_back: (press == Press::TakeBack).then_some(Id::nil()),
        source: crate::press::PressSource::Button,
        ..PressFact::default()
    }
}

pub(crate) fn visit_press(at: u64, author: Author, press: Press) -> StoredFact {
    fact(at, author, crate::press::subjects_of_visit_press(id(VISIT), id(ORDER)), &press_body(press))
}

pub(crate) fn order_press(at: u64, author: Author, press: Press) -> StoredFact {
    fact(at, author, crate::press::subjects_of_order_press(id(ORDER), &[id(VISIT)]), &press_body(press))
}

pub(crate) fn assign(at: u64, author: Author, lead: u64, helpers: &[u64]) -> StoredFact {
    let body = AssignmentFact {
        lead: Some(id(lead)),
        helpers: helpers.iter().copied().map(id).collect(),
        ..AssignmentFact::default()
    };
    fact(at, author, crate::assignment::subjects(id(VISIT), id(ORDER)), &body)
}

pub(crate) fn document(word: Word, number: u64) -> DocumentState {
    DocumentState::empty(word, id(number))
}

pub(crate) fn set(document: &mut DocumentState, field: &str, value: Value, author: Author) {
    let shown = Written { value, operation: format!("1@{field}"), author: Some(author), wall_ms: 5 };
    document.fields.insert(field.to_owned(), Register { shown, others: Vec::new() });
}

pub(crate) fn put<T: EntryBody>(document: &mut DocumentState, entry_id: u64, author: Author, body: &T) {
    let text = entry::compact(body).to_string();
    let written = Written { value: text, operation: format!("{entry_id}@a"), author: Some(author), wall_ms: 5 };
    document.collections.entry(T::COLLECTION.to_owned()).or_default().entry(id(entry_id)).or_default().push(written);
}
