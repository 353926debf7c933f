//! Operations as policy looks at them: operations, not patches, because a losing concurrent write shows only as a
//! conflict and one into something hidden shows nothing at all.

use crate::TEXT_BYTES_MAX;
use crate::columns::ColumnOp;
use crate::genesis::{FIELDS, schema_of_actor};
use crate::leb::Reader;
use crate::part::Part;
use crate::{ActorId, genesis, upgrade};
use onsite_domain::document::DocumentKind;
use onsite_domain::field_definition::EXTENDABLE;
use onsite_domain::id::Hash;
use onsite_domain::{Id, Rejected, RejectedCode};

/// One operation of a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    pub container: Container,
    pub key: String,
    pub action: Action,
    /// How many values the author saw under the key and replaced.
    pub replaces: usize,
}

impl Operation {
    /// Where it writes: `fields/priority`, `notes/01HF...`.
    pub fn path(&self) -> String {
        match &self.container {
            Container::Root => self.key.clone(),
            Container::Named(name) => format!("{name}/{}", self.key),
            Container::Unknown => format!("?/{}", self.key),
        }
    }
}

/// What an operation writes into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Container {
    Root,
    /// `fields` or a collection.
    Named(String),
    /// Not a container of this document.
    Unknown,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Put(Scalar),
    /// A value of a kind that documents here do not have (bytes, counters, times), by Automerge's type number.
    PutOther(u8),
    MakeMap,
    /// Deletes, increments, marks, lists and texts, by Automerge's number.
    Other(u64),
}

/// A value of a register or entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Text(String),
}

impl Scalar {
    /// As JSON; `None` for numbers that JSON does not have.
    pub fn to_json(&self) -> Option<serde_json::Value> {
        match self {
            Self::Null => Some(serde_json::Value::Null),
            Self::Bool(value) => Some((*value).into()),
            Self::Int(value) => Some((*value).into()),
            Self::Uint(value) => Some((*value).into()),
            Self::Float(value) => serde_json::Number::from_f64(*value).map(serde_json::Value::Number),
            Self::Text(value) => Some(value.clone().into()),
        }
    }

    /// `None` for lists and objects, which a register does not hold.
    pub fn from_json(value: &serde_json::Value) -> Option<Self> {
        match value {
            serde_json::Value::Null => Some(Self::Null),
            serde_json::Value::Bool(value) => Some(Self::Bool(*value)),
            serde_json::Value::Number(number) => number
                .as_i64()
                .map(Self::Int)
                .or_else(|| number.as_u64().map(Self::Uint))
                .or_else(|| number.as_f64().map(Self::Float)),
            serde_json::Value::String(value) => Some(Self::Text(value.clone())),
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
        }
    }
}

impl Action {
    pub(crate) fn of(operation: &ColumnOp<'_>) -> Self {
        match operation.action {
            0 => Self::MakeMap,
            1 => scalar(operation.value_type, operation.value).map_or(Self::PutOther(operation.value_type), Self::Put),
            other => Self::Other(other),
        }
    }
}

/// A value from its bytes; `None` where type and bytes do not fit or the type is none of ours.
fn scalar(value_type: u8, bytes: &[u8]) -> Option<Scalar> {
    let mut reader = Reader::new(bytes);
    let value = match value_type {
        0 => Scalar::Null,
        1 => Scalar::Bool(false),
        2 => Scalar::Bool(true),
        3 => Scalar::Uint(reader.unsigned().ok()?),
        4 => Scalar::Int(reader.signed().ok()?),
        5 => Scalar::Float(f64::from_le_bytes(reader.array().ok()?)),
        6 => Scalar::Text(std::str::from_utf8(reader.take(bytes.len()).ok()?).ok()?.to_owned()),
        _ => return None,
    };
    reader.is_empty().then_some(value)
}

/// Why the structural policy does not take a change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// The path belongs to a newer schema than this build knows: the change is kept by its author until the server is
    /// newer (`server_older`), never refused for good.
    #[error("`{path}` belongs to a newer schema")]
    SchemaNewer { path: String },
}

/// The policy that every kind shares. `author_schema` is the schema of this kind that the author's program knows.
///
/// Allowed are values under known fields, and new entries (JSON objects of at most [`TEXT_BYTES_MAX`]) under known
/// collections; nothing is deleted, replaced in a collection, made, counted or marked, and nobody writes to the root.
pub fn check_operations(kind: &DocumentKind, operations: &[Operation], author_schema: u32) -> Result<(), Refused> {
    operations.iter().try_for_each(|operation| check(kind, operation, author_schema))
}

fn check(kind: &DocumentKind, operation: &Operation, author_schema: u32) -> Result<(), Refused> {
    let rejected = |code| Err(Refused::Rejected(Rejected::new(code, operation.path())));
    let unknown = || {
        if author_schema > kind.schema {
            Err(Refused::SchemaNewer { path: operation.path() })
        } else {
            rejected(RejectedCode::UnknownPath)
        }
    };
    let container = match &operation.container {
        Container::Root => return rejected(RejectedCode::Immutable),
        Container::Unknown => return unknown(),
        Container::Named(name) => name.as_str(),
    };
    let value = match &operation.action {
        Action::Put(value) => value,
        Action::PutOther(_) => return rejected(RejectedCode::WrongShape),
        Action::MakeMap | Action::Other(_) => return rejected(RejectedCode::Immutable),
    };
    if matches!(value, Scalar::Text(text) if text.len() > TEXT_BYTES_MAX) {
        return rejected(RejectedCode::TooLarge);
    }
    if container == FIELDS {
        return if knows_field(kind, &operation.key) { Ok(()) } else { unknown() };
    }
    if !kind.collections.iter().any(|(name, _)| *name == container) {
        return unknown();
    }
    if operation.replaces > 0 {
        return rejected(RejectedCode::Immutable);
    }
    match value {
        Scalar::Text(text) if is_json_object(text) && is_entry_id(&operation.key) => Ok(()),
        _ => rejected(RejectedCode::WrongShape),
    }
}

/// Whether the kind has a register of this name: one of its own, or, on a word that companies may extend, `ext.<ULID>`
/// with the id of the field's definition.
pub fn knows_field(kind: &DocumentKind, name: &str) -> bool {
    match name.strip_prefix("ext.") {
        Some(definition) => EXTENDABLE.contains(&kind.word) && is_entry_id(definition),
        None => kind.fields.contains(&name),
    }
}

/// A ULID in its one spelling.
pub(crate) fn is_entry_id(text: &str) -> bool {
    text.parse::<Id>().is_ok_and(|id| id.to_string() == text)
}

fn is_json_object(text: &str) -> bool {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).is_ok()
}

/// What the fixed actors may do: nothing but genesis and the upgrades, byte for byte. `Ok(true)`: it is one of them.
/// `Ok(false)`: of a schema that this build does not know. `Err`: it pretends to be one.
pub(crate) fn is_genuine(kind: &'static DocumentKind, id: Id, actor: ActorId, hash: Hash) -> Option<Result<bool, ()>> {
    let (part, schema) = schema_of_actor(actor)?;
    if part > Part::FIRST {
        // Everybody makes those where they need them.
        return Some(Err(()));
    }
    let genuine = match schema {
        1 => Some(genesis(kind, id)),
        _ => upgrade(kind, id, schema),
    };
    Some(match genuine {
        Some(change) if change.meta.hash == hash => Ok(true),
        None if schema > kind.schema => Ok(false),
        _ => Err(()),
    })
}
