//! The harness's bodies as documents and back.
//!
//! - `wo-<uuid>` is a work order with the UUID's bits as its id, `dev-<uuid>` a device.
//! - Every scalar, and every value of a map by its key, is a company-defined field. Its definition's id is its path in
//!   ASCII (`stepResults.s01` has 15 bytes of 16), so that no table is needed. Text, whole numbers, true and false stand
//!   as they are; anything else is `=` and its JSON. `deviceId` is the order's own `device`.
//! - An item of a list is an entry under the item's own id: a component of a device, else a remark. A remark without a
//!   text has the list's name for one.

use super::workload::{Edit, Op};
use anyhow::{Context as _, bail};
use onsite_domain::{
    Id, Subject, Word,
    document::{DocumentState, Write},
};
use serde_json::{Map, Value, json};

const ORDER: &str = "wo-";
const DEVICE: &str = "dev-";

/// The document of a body's id.
pub fn subject(id: &str) -> anyhow::Result<Subject> {
    let (word, uuid) = match (id.strip_prefix(ORDER), id.strip_prefix(DEVICE)) {
        (Some(uuid), _) => (Word::WorkOrder, uuid),
        (_, Some(uuid)) => (Word::Device, uuid),
        _ => bail!("{id} is neither a work order nor a device"),
    };
    Ok(Subject::new(word, packed(uuid)?))
}

/// The body's id of a document.
pub fn doc_id(subject: Subject) -> String {
    let prefix = if subject.word == Word::Device { DEVICE } else { ORDER };
    format!("{prefix}{}", unpacked(subject.id))
}

/// The writes that make a document with this body.
pub fn creation(body: &Map<String, Value>) -> anyhow::Result<Vec<Write>> {
    let mut writes = Vec::new();
    for (key, value) in body.iter().filter(|(key, _)| *key != "id") {
        match value {
            Value::Array(items) if items.iter().any(|item| item.get("id").is_some()) => {
                for item in items {
                    writes.push(item_write(key, item)?);
                }
            }
            value => writes.push(field_write(key, value)?),
        }
    }
    Ok(writes)
}

/// The write of one edit.
pub fn edit(edit: &Edit) -> anyhow::Result<Write> {
    match edit.op {
        Op::Set => field_write(&edit.path.join("."), &edit.value),
        Op::Append => item_write(edit.path.first().context("an append without a list")?, &edit.value),
    }
}

fn field_write(path: &str, value: &Value) -> anyhow::Result<Write> {
    if path == "deviceId" {
        let device = subject(value.as_str().context("deviceId is text")?)?;
        return Ok(Write::Set { field: "device".to_owned(), value: json!(device.id) });
    }
    let value = match value {
        Value::Bool(_) => value.clone(),
        Value::Number(number) if number.is_i64() => value.clone(),
        Value::String(text) if !text.starts_with('=') => value.clone(),
        other => Value::String(format!("={other}")),
    };
    Ok(Write::Set { field: format!("ext.{}", packed(path)?), value })
}

fn item_write(list: &str, item: &Value) -> anyhow::Result<Write> {
    let mut entry = item.as_object().context("an item is an object")?.clone();
    let id = entry.remove("id").and_then(|id| packed(id.as_str()?).ok()).context("an item has an id")?;
    if list == "components" {
        return Ok(Write::Add { collection: list.to_owned(), id, entry: Value::Object(entry) });
    }
    if entry.contains_key("text") {
        entry.insert("list".to_owned(), json!(list));
    } else {
        entry.insert("text".to_owned(), json!(list));
    }
    Ok(Write::Add { collection: "remarks".to_owned(), id, entry: Value::Object(entry) })
}

/// The body of a document.
pub fn body(subject: Subject, state: &DocumentState) -> anyhow::Result<Map<String, Value>> {
    let mut body = Map::new();
    body.insert("id".to_owned(), json!(doc_id(subject)));
    // Maps and lists before what is in them: `stepResults` sorts before `stepResults.s01`.
    let mut fields: Vec<(String, Value)> = Vec::new();
    for (name, register) in &state.fields {
        fields.extend(field(name, &register.shown.value)?);
    }
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, value) in fields {
        put(&mut body, &path, value)?;
    }
    let mut items = Vec::new();
    for (collection, entries) in &state.collections {
        for (id, versions) in entries {
            for entry in versions {
                let (counter, actor) = entry.operation.split_once('@').context("an operation has a counter")?;
                items.push((counter.parse::<u64>()?, actor.to_owned(), collection, *id, &entry.value));
            }
        }
    }
    // In the order in which they were written: base items as they came, later ones as everybody sees them.
    items.sort();
    for (_, _, collection, id, text) in items {
        let mut item: Map<String, Value> = serde_json::from_str(text)?;
        let mut list = collection.clone();
        if collection == "remarks" {
            list = match item.remove("list") {
                Some(list) => list.as_str().context("a list has a name")?.to_owned(),
                None => item.remove("text").and_then(|text| Some(text.as_str()?.to_owned())).context("a remark")?,
            };
        }
        item.insert("id".to_owned(), json!(unpacked(id)));
        let held = body.entry(list).or_insert_with(|| json!([]));
        held.as_array_mut().context("a list of items")?.push(Value::Object(item));
    }
    Ok(body)
}

/// The path and value of a register; `None` for registers that are not of the body.
pub fn field(name: &str, value: &Value) -> anyhow::Result<Option<(String, Value)>> {
    if name == "device" {
        let id: Id = value.as_str().context("a device is an id")?.parse()?;
        return Ok(Some(("deviceId".to_owned(), json!(format!("{DEVICE}{}", unpacked(id))))));
    }
    let Some(definition) = onsite_domain::document_kind::ext_definition(name) else { return Ok(None) };
    let value = match value.as_str().and_then(|text| text.strip_prefix('=')) {
        Some(json) => serde_json::from_str(json)?,
        None => value.clone(),
    };
    Ok(Some((unpacked(definition), value)))
}

/// Puts a value at a path of one or two keys.
pub fn put(body: &mut Map<String, Value>, path: &str, value: Value) -> anyhow::Result<()> {
    match path.split_once('.') {
        None => drop(body.insert(path.to_owned(), value)),
        Some((outer, inner)) => {
            let held = body.entry(outer.to_owned()).or_insert_with(|| json!({}));
            held.as_object_mut().context("a map")?.insert(inner.to_owned(), value);
        }
    }
    Ok(())
}

/// A UUID's bits, or up to 16 bytes of ASCII, as an id.
fn packed(text: &str) -> anyhow::Result<Id> {
    let hex: String = text.chars().filter(|c| *c != '-').collect();
    if text.len() == 36 && hex.len() == 32 {
        return Ok(Id::from_bytes(u128::from_str_radix(&hex, 16)?.to_be_bytes()));
    }
    let mut bytes = [0; 16];
    let room = bytes.get_mut(..text.len()).with_context(|| format!("{text} has more than 16 bytes"))?;
    room.copy_from_slice(text.as_bytes());
    Ok(Id::from_bytes(bytes))
}

fn unpacked(id: Id) -> String {
    let bytes = id.to_bytes();
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let (name, rest) = bytes.split_at_checked(end).unwrap_or((&bytes, &[]));
    let is_name = name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'.') && rest.iter().all(|byte| *byte == 0);
    if let Some(name) = std::str::from_utf8(name).ok().filter(|_| is_name) {
        return name.to_owned();
    }
    let mut text = format!("{:032x}", u128::from_be_bytes(bytes));
    for place in [20, 16, 12, 8] {
        text.insert(place, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_uuids_survive_being_ids() {
        for text in ["s01", "faultDescription", "stepResults.s15", "0f0e0d0c-0b0a-4908-a706-050403020100"] {
            assert_eq!(unpacked(packed(text).unwrap()), text);
        }
        assert!(packed("aNameOfMoreThan16").is_err());
    }

    #[test]
    fn a_body_survives_being_a_document() {
        let body_in = json!({
            "id": "wo-0f0e0d0c-0b0a-4908-a706-050403020100", "number": "WO-2025-001000", "latitude": 31.25,
            "deviceId": "dev-1f0e0d0c-0b0a-4908-a706-050403020100", "rating": null, "warranty": true, "minutes": 15,
            "tags": ["vip", "=odd"], "stepResults": {}, "parts": [],
            "steps": [{"id": "s02", "title": "b"}, {"id": "s01", "title": "a"}],
            "notes": [{"id": "3f0e0d0c-0b0a-4908-a706-050403020100", "text": "夜间"}],
        });
        let writes = creation(body_in.as_object().unwrap()).unwrap();
        for write in &writes {
            onsite_domain::document_kind::check_write(Word::WorkOrder, write).unwrap();
        }
        let subject = subject(body_in["id"].as_str().unwrap()).unwrap();
        let kind = onsite_domain::document_kind::of(subject.word).unwrap();
        let mut document = onsite_documents::Document::create(kind, subject.id).unwrap();
        document.write(onsite_documents::ActorId([7; 16]), 1_000, &writes).unwrap();
        let state = document.state(&|_| None).unwrap();
        assert_eq!(Value::Object(body(subject, &state).unwrap()), body_in);
    }
}
