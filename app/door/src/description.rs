//! The calls and their types as a schema (JSON Schema as OpenAPI 3.1 has it), from which the types of the screens are made.

use crate::{calls, failure::Failure};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{PartialSchema, ToSchema};

/// The answer of a call that gives bytes.
pub(crate) const BYTES: &str = "Bytes";

/// The shapes met on the way.
#[derive(Default)]
pub(crate) struct Types {
    found: BTreeMap<String, Value>,
    /// Shapes without a name: lists, pairs, what may be missing.
    named_here: BTreeMap<String, Value>,
    /// Names that two shapes have.
    taken: BTreeSet<String>,
}

impl Types {
    /// The name that a shape is found under.
    pub(crate) fn of<T: ToSchema + PartialSchema>(&mut self) -> String {
        let mut under = Vec::new();
        T::schemas(&mut under);
        for (name, schema) in under {
            self.keep(name, json!(schema));
        }
        let name = T::name().into_owned();
        let schema = json!(T::schema());
        let is_named =
            ["properties", "allOf"].iter().any(|key| schema.get(key).is_some()) || self.found.contains_key(&name);
        if is_named {
            self.keep(name.clone(), schema);
            return name;
        }
        let text = schema.to_string();
        let known = self.named_here.iter().find(|(_, held)| held.to_string() == text).map(|(name, _)| name.clone());
        known.unwrap_or_else(|| {
            let name = format!("Shape{}", self.named_here.len());
            self.named_here.insert(name.clone(), schema);
            name
        })
    }

    fn keep(&mut self, name: String, schema: Value) {
        if self.found.get(&name).is_some_and(|held| *held != schema) {
            self.taken.insert(name.clone());
        }
        self.found.insert(name, schema);
    }
}

/// An OpenAPI document whose paths are the calls.
pub fn description() -> Value {
    let (mut types, paths) = described();
    let mut schemas: Map<String, Value> = std::mem::take(&mut types.found).into_iter().collect();
    schemas.extend(types.named_here);
    for schema in schemas.values_mut() {
        whole(schema);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "onsite-door", "version": env!("CARGO_PKG_VERSION") },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn described() -> (Types, Map<String, Value>) {
    let mut types = Types::default();
    types.of::<Failure>();
    let mut paths = Map::new();
    for call in calls::all() {
        let (given, answer) = (call.describe)(&mut types);
        let shape = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let content = match answer.as_str() {
            BYTES => json!({ "application/octet-stream": {} }),
            name => json!({ "application/json": { "schema": shape(name) } }),
        };
        paths.insert(
            format!("/{}", call.name),
            json!({ "post": {
                "operationId": call.name,
                "requestBody": { "required": true, "content": { "application/json": { "schema": shape(&given) } } },
                "responses": { "200": { "description": "the answer", "content": content } },
            } }),
        );
    }
    (types, paths)
}

/// Answers hold every key: what is missing is `null`. The shapes of arguments are the same ones; what a screen may leave
/// out of them is said where the screens call.
fn whole(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                let keys: Vec<Value> = properties.keys().map(|key| json!(key)).collect();
                map.insert("required".to_owned(), Value::Array(keys));
            }
            map.values_mut().for_each(whole);
        }
        Value::Array(list) => list.iter_mut().for_each(whole),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_shapes_share_a_name() {
        let (types, paths) = described();
        assert!(paths.len() > 80, "{} calls", paths.len());
        assert_eq!(types.taken, BTreeSet::new());
    }
}
