//! What people have in hand (an order number, a code on a machine, a part number, a colleague's name), as identities.
//!
//! An exact match wins over a part of a name; several matches are an error that lists them, never a guess.

use crate::{
    failure::{Failure, Outcome},
    session::Session,
};
use onsite_domain::name::{name_of, short};
use onsite_domain::{Id, Subject, Text, Word, number::WorkOrderNumber, scanned::Scanned, work_order::WorkOrderView};
use onsite_messages::label;
use onsite_store::derived;
use serde_json::Value;
use std::collections::BTreeSet;

/// Keys of a view that name a thing.
const NAMES: &[&str] = &["number", "code", "login", "serial", "maker_number", "name", "short_name", "title"];
/// Shorter parts of a name name too much.
const FRAGMENT_CHARS_MIN: usize = 2;
const MATCHES_SHOWN_MAX: usize = 10;

/// An order by its number, a part of it, or the code or serial of the device of its only open order.
pub(crate) fn order(session: &mut Session, name: &str) -> Outcome<Id> {
    let app = session.app()?;
    if let Some(id) = held(app, Word::WorkOrder, name)? {
        return Ok(id);
    }
    if let Ok(number) = name.parse::<WorkOrderNumber>() {
        let condition = "word = 'work_order' AND number = :number";
        let found: Vec<(Subject, Value)> = derived::views(app.database(), condition, &[(":number", &number.as_str())])?;
        if let [(subject, _)] = found.as_slice() {
            return Ok(subject.id);
        }
    }
    match named(session, Word::WorkOrder, name) {
        Err(Failure::NotFound { what, name }) => match device(session, &name) {
            Ok(device) => open_order_of(session, device, &name),
            Err(several @ Failure::SeveralMatch { .. }) => Err(several),
            Err(_) => Err(Failure::NotFound { what, name }),
        },
        found => found,
    }
}

fn open_order_of(session: &mut Session, device: Id, name: &str) -> Outcome<Id> {
    let condition = "word = 'work_order' AND device = :device ORDER BY subject";
    let app = session.app()?;
    let held: Vec<(Subject, WorkOrderView)> =
        derived::views(app.database(), condition, &[(":device", &device.to_string())])?;
    let open: Vec<(Id, String)> = held
        .into_iter()
        .filter(|(_, order)| order.is_open)
        .map(|(subject, order)| {
            (subject.id, [order.number, order.title].into_iter().flatten().collect::<Vec<_>>().join(" "))
        })
        .collect();
    only(Word::WorkOrder, name, open)
}

/// My visit of an order: the one that has not ended, else the newest. Also by its own id.
pub(crate) fn visit(session: &mut Session, name: &str) -> Outcome<Id> {
    if let Some(id) = held(session.app()?, Word::Visit, name)? {
        return Ok(id);
    }
    let order = order(session, name)?;
    let me = session.me()?;
    let view: Option<WorkOrderView> =
        derived::view_as(session.app()?.database(), Subject::new(Word::WorkOrder, order))?;
    let visits = view.map(|view| view.visits).unwrap_or_default();
    let is_mine = |visit: &onsite_domain::work_order::VisitOfOrder| {
        visit.lead == Some(me) || visit.expert == Some(me) || visit.helpers.contains(&me)
    };
    let found = visits
        .iter()
        .rfind(|visit| is_mine(visit) && !visit.status.has_ended())
        .or_else(|| visits.iter().rfind(|visit| is_mine(visit)))
        .or_else(|| visits.last());
    found.map(|visit| visit.visit).ok_or_else(|| Failure::NotFound { what: "visit", name: name.to_owned() })
}

/// A device by the code on it, its serial, its number or its name.
pub(crate) fn device(session: &mut Session, name: &str) -> Outcome<Id> {
    device_or(session, name, named)
}

/// A device by a code that was read from a picture: as with [`device`], but a part of a name is no match.
pub(crate) fn device_read(session: &mut Session, code: &str) -> Outcome<Id> {
    device_or(session, code, named_exactly)
}

fn device_or(session: &mut Session, name: &str, by_name: fn(&mut Session, Word, &str) -> Outcome<Id>) -> Outcome<Id> {
    let scanned = Scanned::read(name);
    let found = derived::devices_by_code(session.app()?.database(), &scanned)?;
    if found.is_empty() {
        return by_name(session, Word::Device, name).or_else(|failure| match failure {
            Failure::NotFound { .. } => Err(misread(session, &scanned)?.unwrap_or(failure)),
            other => Err(other),
        });
    }
    let mut matches = Vec::new();
    for subject in found {
        matches.push((subject.id, title(session, subject)?));
    }
    only(Word::Device, name, matches)
}

/// A code that nothing has and that was read or typed with a mistake, with those that may have been meant.
fn misread(session: &mut Session, scanned: &Scanned) -> Outcome<Option<Failure>> {
    let mut matches = Vec::new();
    for (code, devices) in derived::near_codes(session.app()?.database(), scanned)? {
        for device in devices {
            matches.push(format!("{}  {}", code.in_clear(), title(session, device)?));
        }
    }
    let is_misread = !matches.is_empty() || matches!(scanned, Scanned::Damaged(_));
    Ok(is_misread.then(|| Failure::MisreadCode { code: scanned.code().to_owned(), matches }))
}

/// A record, device or order by any of its names.
pub(crate) fn named(session: &mut Session, word: Word, name: &str) -> Outcome<Id> {
    named_by(session, word, name, true)
}

fn named_exactly(session: &mut Session, word: Word, name: &str) -> Outcome<Id> {
    named_by(session, word, name, false)
}

fn named_by(session: &mut Session, word: Word, name: &str, may_be_part: bool) -> Outcome<Id> {
    let language = session.language;
    let app = session.app()?;
    if let Some(id) = held(app, word, name)? {
        return Ok(id);
    }
    let views: Vec<(Subject, Value)> =
        derived::views(app.database(), "word = :word ORDER BY subject", &[(":word", &word.as_str())])?;
    let wanted = name.trim().to_lowercase();
    let matching = |fits: &dyn Fn(&str) -> bool| -> Vec<(Id, String)> {
        let is_fitting = |view: &Value| names(view).iter().any(|text| fits(text));
        let fitting: Vec<&(Subject, Value)> = views.iter().filter(|(_, view)| is_fitting(view)).collect();
        // A version that another took the place of is meant only where nothing in use is.
        let is_any_in_use = fitting.iter().any(|(_, view)| !is_retired(view));
        let meant = fitting.into_iter().filter(|(_, view)| !is_any_in_use || !is_retired(view));
        meant.map(|(subject, view)| (subject.id, name_of(view, language))).collect()
    };
    let exact = matching(&|text| text == wanted);
    if !exact.is_empty() || !may_be_part || wanted.chars().count() < FRAGMENT_CHARS_MIN {
        return only(word, name, exact);
    }
    only(word, name, matching(&|text| text.contains(&wanted)))
}

pub(crate) fn maybe_named(session: &mut Session, word: Word, name: Option<&str>) -> Outcome<Option<Id>> {
    name.map(|name| named(session, word, name)).transpose()
}

fn only(word: Word, name: &str, found: Vec<(Id, String)>) -> Outcome<Id> {
    let ids: BTreeSet<Id> = found.iter().map(|(id, _)| *id).collect();
    match (ids.first(), ids.len()) {
        (Some(id), 1) => Ok(*id),
        (None, _) => Err(Failure::NotFound { what: word.as_str(), name: name.to_owned() }),
        _ => {
            let matches = found.into_iter().take(MATCHES_SHOWN_MAX).map(|(id, title)| format!("{title}  {id}"));
            Err(Failure::SeveralMatch { what: word.as_str(), name: name.to_owned(), matches: matches.collect() })
        }
    }
}

/// The id itself, where it is one of something that is here.
fn held(app: &onsite_core::App, word: Word, name: &str) -> Outcome<Option<Id>> {
    let Ok(id) = name.trim().parse::<Id>() else { return Ok(None) };
    Ok(derived::view(app.database(), Subject::new(word, id))?.map(|_| id))
}

fn is_retired(view: &Value) -> bool {
    view.get("is_retired").and_then(Value::as_bool) == Some(true)
}

fn names(view: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for key in NAMES {
        match view.get(key) {
            Some(Value::String(text)) => found.push(text.to_lowercase()),
            Some(Value::Object(text)) => {
                found.extend(text.values().filter_map(Value::as_str).map(str::to_lowercase));
            }
            _ => {}
        }
    }
    let barcodes = view.get("barcodes").and_then(Value::as_array).into_iter().flatten();
    found.extend(barcodes.filter_map(Value::as_str).map(str::to_lowercase));
    found.retain(|text| !text.trim().is_empty());
    found
}

/// The name alone, without number; empty where the thing is not here.
pub(crate) fn plain_name(session: &mut Session, word: Word, id: Option<Id>) -> Outcome<String> {
    let Some(id) = id else { return Ok(String::new()) };
    let language = session.language;
    let view = derived::view(session.app()?.database(), Subject::new(word, id))?;
    let name = view.as_ref().and_then(|view| match view.get("name")? {
        Value::String(text) => Some(text.clone()),
        value => Some(serde_json::from_value::<Text>(value.clone()).ok()?.in_language(language).to_owned()),
    });
    match (name.filter(|name| !name.is_empty()), view) {
        (Some(name), _) => Ok(name),
        (None, Some(view)) => Ok(name_of(&view, language)),
        (None, None) => Ok(short(id)),
    }
}

/// A subject on a line.
pub(crate) fn title(session: &mut Session, subject: Subject) -> Outcome<String> {
    let language = session.language;
    let title = session.app()?.title_of(subject, language)?;
    Ok(title.unwrap_or_else(|| format!("{} {}", label(language, subject.word.as_str()), short(subject.id))))
}
