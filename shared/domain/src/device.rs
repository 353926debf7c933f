//! Devices as engineers know them: place, components, remarks (the document), codes, readings, failures (facts), beside
//! what the office owns (the record of the same id).

use crate::{
    Author, Id, Rejected, Subject, Text, Word,
    acceptance::AcceptanceFact,
    attached_file::AttachedFile,
    attention::{AttentionItem, AttentionKind},
    code_binding::CodeBindingFact,
    conflict::{self, Deciding},
    device_merge::{self, DeviceMergedFact, MergedDevice, Merges},
    document::{DocumentKind, DocumentState},
    document_kind::{EntryCheck, Shape, ext_definition, fields},
    entry::{self, EntryBody, Listed},
    fact::StoredFact,
    fact_kind::{self, FactBody, FactSeen},
    failure::FailureFact,
    id::Hash,
    lifecycle::LifecycleFact,
    limits,
    meter_reading::MeterReadingFact,
    movement::MovementFact,
    note::Remark,
    photo::Photo,
    scanned::Scanned,
    view::{SearchText, Sources},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

fields! {
    // The nameplate as read by an engineer; the office's record is beside it.
    "name": Shape::Text(limits::LINE_CHARS_MAX),
    "serial": Shape::Text(limits::LINE_CHARS_MAX),
    "number": Shape::Text(limits::LINE_CHARS_MAX),
    "model": Shape::Text(limits::LINE_CHARS_MAX),
    "maker": Shape::Text(limits::LINE_CHARS_MAX),
    "made_on": Shape::Date,
    "installed_on": Shape::Date,
    "customer": Shape::Id,
    "site": Shape::Id,
    // Building, floor, room.
    "location": Shape::Text(limits::NOTE_CHARS_MAX),
    "place": Shape::Geo,
    "responsible_engineer": Shape::Id,
}

pub static KIND: DocumentKind = DocumentKind {
    word: Word::Device,
    schema: 1,
    fields: FIELDS,
    collections: &[("components", 1), ("remarks", 1), ("attachments", 1), ("photos", 1), ("withdrawals", 1)],
};

pub(crate) fn entry_check(collection: &str) -> Option<EntryCheck> {
    Some(match collection {
        "components" => entry::check::<Component>,
        "remarks" => entry::check::<Remark>,
        "attachments" => entry::check::<AttachedFile>,
        "photos" => entry::check::<Photo>,
        _ => return None,
    })
}

/// A part of the machine. Exchanging it is a new entry that replaces the old one; taking it out for good sets
/// `is_removed`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Component {
    /// Where in the machine: `tube`, `compressor 2`.
    pub position: String,
    pub name: Option<String>,
    pub part: Option<Id>,
    pub serial: Option<String>,
    pub lot: Option<String>,
    pub fitted_ms: Option<i64>,
    pub expected_life_days: Option<u32>,
    pub is_removed: bool,
    /// The visit and part usage that fitted it.
    pub visit: Option<Id>,
    pub part_usage: Option<Id>,
    pub note: Option<String>,
    pub replaces: Vec<Id>,
}

impl EntryBody for Component {
    const COLLECTION: &'static str = "components";

    fn check(&self) -> Result<(), Rejected> {
        limits::written_line("position", &self.position)?;
        for (path, text) in [("name", &self.name), ("serial", &self.serial), ("lot", &self.lot)] {
            entry::free_line(path, text.as_ref())?;
        }
        limits::instant("fitted_ms", self.fitted_ms)?;
        entry::free("note", self.note.as_ref())
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}

/// A code that is bound to the device now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BoundCode {
    pub code: String,
    pub binding: Id,
    pub at_ms: i64,
    pub by: Author,
}

/// A device's file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeviceView {
    pub name: Option<String>,
    pub serial: Option<String>,
    pub number: Option<String>,
    pub model: Option<String>,
    pub maker: Option<String>,
    pub made_on: Option<String>,
    pub installed_on: Option<String>,
    pub customer: Option<Id>,
    pub site: Option<Id>,
    pub location: Option<String>,
    /// Geo URI.
    pub place: Option<String>,
    pub responsible_engineer: Option<Id>,
    /// As it is read: of the record, and over it what was written about the machine itself.
    pub ext: BTreeMap<String, Value>,
    /// The office's record, as it stands.
    pub record: Option<Value>,
    /// Every code that resolves to it: those of the record and those bound in the field, sorted. What was released in the
    /// field is not among them, whoever gave it.
    pub codes: Vec<String>,
    /// Codes bound in the field now.
    pub bindings: Vec<BoundCode>,
    /// What was bound and released in the field, oldest first.
    pub code_history: Vec<FactSeen<CodeBindingFact>>,
    pub components: Vec<Listed<Component>>,
    pub remarks: Vec<Listed<Remark>>,
    pub attachments: Vec<Listed<AttachedFile>>,
    pub photos: Vec<Listed<Photo>>,
    /// Oldest first.
    pub meter_readings: Vec<FactSeen<MeterReadingFact>>,
    pub failures: Vec<FactSeen<FailureFact>>,
    pub lifecycle: Vec<FactSeen<LifecycleFact>>,
    /// Parts that went in and out.
    pub movements: Vec<FactSeen<MovementFact>>,
    /// The newest verdict: in which state the device was left.
    pub acceptance: Option<FactSeen<AcceptanceFact>>,
    /// The file that goes on in this one's place: this is a double.
    pub merged_into: Option<Id>,
    /// Its doubles, whose history belongs to it.
    pub merged: Vec<MergedDevice>,
    pub created_by: Option<Author>,
    pub heads: Vec<Hash>,
    pub unreadable: Vec<String>,
}

impl DeviceView {
    /// What it is called: in both languages where the office's record has them, else what its nameplate says.
    pub fn name(&self) -> Text {
        let recorded = self.recorded_text("name");
        if recorded.is_blank() { self.name.as_deref().map(Text::same).unwrap_or_default() } else { recorded }
    }

    /// A text of the office's record; empty where it has none.
    pub fn recorded_text(&self, key: &str) -> Text {
        self.record.as_ref().and_then(|record| Text::deserialize(record.get(key)?).ok()).unwrap_or_default()
    }

    /// The newest reading of each meter that no other corrects.
    pub fn latest_readings(&self) -> BTreeMap<&str, &FactSeen<MeterReadingFact>> {
        let replaced: BTreeSet<Id> =
            self.meter_readings.iter().flat_map(|seen| seen.body.replaces.iter().copied()).collect();
        self.meter_readings
            .iter()
            .filter(|seen| !seen.is_in_review && !replaced.contains(&seen.id))
            .map(|seen| (seen.body.meter.as_str(), seen))
            .collect()
    }
}

/// The view, what needs attention, and what search finds it by. The record wins where the office has a value: what
/// engineers read off the plate stays in the document and, where it differs, becomes a proposed correction.
pub(crate) fn view(sources: &Sources<'_>, facts: &[&StoredFact]) -> (DeviceView, Vec<AttentionItem>, SearchText) {
    let subject = sources.subject;
    let empty = DocumentState::empty(Word::Device, subject.id);
    let document = sources.document.unwrap_or(&empty);
    let record = sources.record.map(|record| &record.body);
    let Labels { bound, released, moved_here, moved_away, conflicts } = labels(subject, facts);
    let Merges { into: merged_into, merged } = device_merge::fold(subject, facts);
    let mut codes: BTreeMap<String, String> = BTreeMap::new();
    for code in either::<Vec<String>>(record, document, "codes").unwrap_or_default() {
        let key = Scanned::read(&code).key();
        if !released.contains(&key) {
            codes.insert(key, code);
        }
    }
    codes.extend(bound.iter().map(|(key, bound)| (key.clone(), bound.code.clone())));
    codes.retain(|key, _| !moved_away.contains(key));
    codes.extend(moved_here);
    let mut view = DeviceView {
        name: either(record, document, "name"),
        serial: either(record, document, "serial"),
        number: either(record, document, "number"),
        model: either(record, document, "model"),
        maker: either(record, document, "maker"),
        made_on: either(record, document, "made_on"),
        installed_on: either(record, document, "installed_on"),
        customer: either(record, document, "customer"),
        site: either(record, document, "site"),
        location: document.field("location"),
        place: document.field("place"),
        responsible_engineer: either(record, document, "responsible_engineer"),
        ext: own_fields(record, document),
        record: record.cloned(),
        codes: codes.into_values().collect(),
        bindings: bound.into_values().collect(),
        code_history: fact_kind::seen(&about(subject, facts)),
        components: entry::listed(document),
        remarks: entry::listed(document),
        attachments: entry::listed(document),
        photos: entry::listed(document),
        meter_readings: fact_kind::seen(facts),
        failures: fact_kind::seen(facts),
        lifecycle: fact_kind::seen(facts),
        movements: fact_kind::seen(facts),
        acceptance: fact_kind::seen::<AcceptanceFact>(facts).into_iter().rfind(|seen| !seen.is_in_review),
        merged_into,
        merged: merged.into_values().collect(),
        created_by: document.fields.values().find_map(|register| register.shown.author.clone()),
        heads: document.heads.clone(),
        unreadable: document.unreadable.iter().cloned().collect(),
    };
    let mut attention = conflicts;
    attention.extend(conflict::of_fields(subject, document));
    attention.extend(conflict::of_review(subject, facts));
    let deciding = Deciding::of(subject, document, facts);
    attention.extend(deciding.corrections(&mut view.components));
    attention.extend(deciding.corrections(&mut view.remarks));
    let search = search_text(&view);
    (view, attention, search)
}

fn either<T: DeserializeOwned>(record: Option<&Value>, document: &DocumentState, key: &str) -> Option<T> {
    let of_record = record.and_then(|body| body.get(key)).filter(|value| !is_blank(value));
    of_record.and_then(|value| T::deserialize(value).ok()).or_else(|| document.field(key))
}

/// Company-defined fields: what somebody wrote about the machine itself goes before what the office's record says, and
/// clears it, too.
fn own_fields(record: Option<&Value>, document: &DocumentState) -> BTreeMap<String, Value> {
    let of_record = record.and_then(|body| BTreeMap::deserialize(body.get("ext")?).ok());
    let mut all: BTreeMap<String, Value> = of_record.unwrap_or_default();
    for (name, register) in &document.fields {
        if let Some(definition) = ext_definition(name) {
            all.insert(definition.to_string(), register.shown.value.clone());
        }
    }
    all.retain(|_, value| !value.is_null());
    all
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty() || text == Id::nil().to_string())
}

/// What the facts about a device say of the labels on it, each by what its code is found by.
struct Labels {
    bound: BTreeMap<String, BoundCode>,
    /// Taken off, and not bound again since.
    released: BTreeSet<String>,
    /// Of doubles, and leading here since they were merged into this.
    moved_here: BTreeMap<String, String>,
    /// Leading to the file that this was merged into.
    moved_away: BTreeSet<String>,
    /// One item for each code that another device claims too, as far as the facts about this device say so.
    conflicts: Vec<AttentionItem>,
}

/// Those that are about the device first; others only name it.
fn about<'a>(subject: Subject, facts: &[&'a StoredFact]) -> Vec<&'a StoredFact> {
    facts.iter().filter(|stored| stored.fact.subjects.first() == Some(&subject)).copied().collect()
}

fn labels(subject: Subject, facts: &[&StoredFact]) -> Labels {
    let mut bound: BTreeMap<String, BoundCode> = BTreeMap::new();
    let mut released = BTreeSet::new();
    let mut elsewhere: BTreeMap<String, Vec<&StoredFact>> = BTreeMap::new();
    let (mut moved_here, mut moved_away) = (BTreeMap::new(), BTreeSet::new());
    for stored in facts.iter().filter(|stored| !stored.is_in_review) {
        if stored.fact.kind == DeviceMergedFact::KIND {
            move_codes(subject, stored, &mut moved_here, &mut moved_away);
            continue;
        }
        if stored.fact.kind != CodeBindingFact::KIND {
            continue;
        }
        let Some(body) = stored.fact.body::<CodeBindingFact>() else { continue };
        let key = Scanned::read(&body.code).key();
        if stored.fact.subjects.first() != Some(&subject) {
            let others = elsewhere.entry(key).or_default();
            if body.is_released {
                others.retain(|other| other.fact.subjects.first() != stored.fact.subjects.first());
            } else {
                others.push(stored);
            }
        } else if body.is_released {
            bound.remove(&key);
            moved_here.remove(&key);
            released.insert(key);
        } else {
            released.remove(&key);
            moved_away.remove(&key);
            let (binding, at_ms, by) = (stored.fact.id, stored.effective_ms(), stored.fact.author.clone());
            bound.insert(key, BoundCode { code: body.code, binding, at_ms, by });
        }
    }
    let mut conflicts = Vec::new();
    for (key, others) in &elsewhere {
        let (Some(own), Some(other)) = (bound.get(key), others.last()) else { continue };
        conflicts.push(AttentionItem::open(
            AttentionKind::CodeConflict,
            subject,
            key,
            others.iter().map(|other| other.fact.id.to_string()).chain([own.binding.to_string()]).collect(),
            own.at_ms.max(other.effective_ms()),
            json!({"code": own.code, "own": own, "other": other.fact.subjects.first(), "by": other.fact.author}),
        ));
    }
    let moved_here = moved_here.into_iter().map(|(key, (code, _))| (key, code)).collect();
    Labels { bound, released, moved_here, moved_away, conflicts }
}

/// A merge takes the codes of the double along, until it is undone.
fn move_codes(
    subject: Subject,
    stored: &StoredFact,
    moved_here: &mut BTreeMap<String, (String, Subject)>,
    moved_away: &mut BTreeSet<String>,
) {
    let (Some(body), [double, into, ..]) = (stored.fact.body::<DeviceMergedFact>(), stored.fact.subjects.as_slice())
    else {
        return;
    };
    if *double == subject {
        moved_away.clear();
    } else {
        moved_here.retain(|_, (_, from)| from != double);
    }
    if body.is_undone {
        return;
    }
    for code in body.codes {
        let key = Scanned::read(&code).key();
        if *double == subject {
            moved_away.insert(key);
        } else if *into == subject {
            moved_here.insert(key, (code, *double));
        }
    }
}

fn search_text(view: &DeviceView) -> SearchText {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let title = [text(&view.model), text(&view.serial), text(&view.name)];
    let mut more = vec![text(&view.number), text(&view.maker), text(&view.location)];
    more.extend(view.codes.iter().cloned());
    more.extend(entry::current(&view.components).filter_map(|component| component.value.serial.clone()));
    more.extend(entry::current(&view.remarks).map(|remark| remark.value.text.clone()));
    if let Some(name) = view.record.as_ref().and_then(|record| record.get("name")?.as_object()) {
        more.extend(name.values().filter_map(Value::as_str).map(str::to_owned));
    }
    more.extend(view.ext.values().filter_map(Value::as_str).map(str::to_owned));
    more.extend(view.merged.iter().flat_map(|double| double.known_as.iter().cloned()));
    let refs = |texts: &[String]| texts.iter().map(|text| text.trim().to_owned()).collect::<Vec<_>>();
    let (title, more) = (refs(&title), refs(&more));
    SearchText::of(&title.iter().map(String::as_str).collect::<Vec<_>>())
        .and(&more.iter().map(String::as_str).collect::<Vec<_>>())
}

#[cfg(test)]
#[path = "device_tests.rs"]
mod tests;
