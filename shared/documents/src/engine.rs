//! The one place that names Automerge. Takes and gives plain shapes; contains panics.

use crate::ActorId;
use crate::genesis::made_alike;
use crate::graph::OpId;
use crate::operation::Scalar;
use crate::part::Part;
use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{
    Automerge, AutomergeError, Change, ChangeHash, ObjId, PatchLog, ReadDoc, SaveOptions, ScalarValue, ScalarValueRef,
    Value, ValueRef,
};
use onsite_domain::Id;
use onsite_domain::contain::contained;
use onsite_domain::document::DocumentKind;
use onsite_domain::id::Hash;

/// Automerge could not do it, or panicked. The engine it happened in must be thrown away.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document engine failed: {0}")]
pub(crate) struct EngineError(String);

impl EngineError {
    fn new(cause: impl std::fmt::Display) -> Self {
        Self(cause.to_string())
    }
}

/// A value under a key, and the operation that put it there.
#[derive(Clone)]
pub(crate) struct Version {
    pub(crate) operation: OpId,
    /// `None` where there is an object or a kind of value that documents here do not have.
    pub(crate) value: Option<Scalar>,
}

/// One value to put under a container.
pub(crate) struct Put<'a> {
    pub(crate) container: OpId,
    pub(crate) key: &'a str,
    pub(crate) value: Scalar,
}

#[derive(Clone)]
pub(crate) struct Engine {
    automerge: Automerge,
}

impl Engine {
    pub(crate) fn new() -> Self {
        // Automerge draws a random actor for a new document; every write sets its own before it begins.
        Self { automerge: Automerge::new() }
    }

    /// A part with nothing in it but what everybody makes alike.
    pub(crate) fn of_part(kind: &'static DocumentKind, id: Id, part: Part) -> Result<Self, EngineError> {
        let made_alike = made_alike(kind, id, part);
        let mut engine = Self::new();
        engine.apply(&made_alike.iter().map(|change| change.bytes.as_slice()).collect::<Vec<_>>())?;
        Ok(engine)
    }

    /// Applies changes whose dependencies are all there (or among them).
    pub(crate) fn apply(&mut self, changes: &[&[u8]]) -> Result<(), EngineError> {
        guarded(|| {
            let changes: Vec<Change> = changes
                .iter()
                .map(|bytes| Change::try_from(*bytes))
                .collect::<Result<_, _>>()
                .map_err(EngineError::new)?;
            self.automerge.apply_changes(changes).map_err(EngineError::new)?;
            // A change with a missing dependency is queued and reported as applied.
            if self.automerge.get_missing_deps(&[]).is_empty() {
                Ok(())
            } else {
                Err(EngineError::new("missing dependency"))
            }
        })
    }

    /// Sorted.
    pub(crate) fn heads(&self) -> Vec<Hash> {
        self.automerge.get_heads().into_iter().map(|hash| Hash(hash.0)).collect()
    }

    /// Writes the document out and reads it again, as somebody who loads it will. Reading verifies the hashes of the
    /// heads and with them every change's bytes.
    pub(crate) fn reloaded(&self) -> Result<Self, EngineError> {
        guarded(|| {
            let options = SaveOptions { deflate: false, retain_orphans: true };
            let saved = self.automerge.save_with_options(options);
            Automerge::load(&saved).map(|automerge| Self { automerge }).map_err(EngineError::new)
        })
    }

    /// The original bytes of one change.
    pub(crate) fn change(&self, hash: &Hash) -> Option<Vec<u8>> {
        let found = guarded(|| Ok(self.automerge.get_change_by_hash(&ChangeHash(hash.0)))).ok().flatten();
        found.map(|change| change.raw_bytes().to_vec())
    }

    /// Puts values in one transaction at the present heads, or isolated at older ones. `None` where nothing changed
    /// (every value was there already).
    pub(crate) fn put(
        &mut self,
        actor: ActorId,
        time_s: i64,
        at: Option<&[Hash]>,
        puts: Vec<Put<'_>>,
    ) -> Result<Option<Vec<u8>>, EngineError> {
        guarded(|| {
            self.automerge.set_actor(automerge::ActorId::from(actor.0));
            let mut transaction = match at {
                None => self.automerge.transaction(),
                Some(heads) => {
                    let heads: Vec<_> = heads.iter().map(|hash| ChangeHash(hash.0)).collect();
                    self.automerge.transaction_at(PatchLog::inactive(), &heads).map_err(EngineError::new)?
                }
            };
            put_all(&mut transaction, puts).map_err(EngineError::new)?;
            let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(time_s));
            let Some(hash) = hash else { return Ok(None) };
            let change =
                self.automerge.get_change_by_hash(&hash).ok_or_else(|| EngineError::new("change not found"))?;
            if change.hash() != hash {
                return Err(EngineError::new("a change was not reproduced"));
            }
            Ok(Some(change.raw_bytes().to_vec()))
        })
    }

    /// Every key of a container with its current values, the last of them the one that Automerge shows.
    pub(crate) fn values(
        &self,
        container: OpId,
        at: Option<&[Hash]>,
    ) -> Result<Vec<(String, Vec<Version>)>, EngineError> {
        let object = object_id(container);
        let heads: Option<Vec<_>> = at.map(|heads| heads.iter().map(|hash| ChangeHash(hash.0)).collect());
        guarded(|| {
            let items = match &heads {
                None => self.automerge.map_range(&object, ..),
                Some(heads) => self.automerge.map_range_at(&object, .., heads),
            };
            let mut found = Vec::new();
            for item in items {
                let versions = if item.conflict {
                    let all = match &heads {
                        None => self.automerge.get_all(&object, item.key.as_ref()),
                        Some(heads) => self.automerge.get_all_at(&object, item.key.as_ref(), heads),
                    };
                    let all = all.map_err(EngineError::new)?;
                    all.into_iter().filter_map(|(value, id)| version(&id, scalar_of(&value))).collect()
                } else {
                    version(&item.id(), scalar_of_ref(&item.value)).into_iter().collect()
                };
                found.push((item.key.into_owned(), versions));
            }
            Ok(found)
        })
    }

    /// What stands under a key at the present heads, as in [`Self::values`].
    pub(crate) fn versions(&self, container: OpId, key: &str) -> Result<Vec<Version>, EngineError> {
        guarded(|| {
            let all = self.automerge.get_all(object_id(container), key).map_err(EngineError::new)?;
            Ok(all.into_iter().filter_map(|(value, id)| version(&id, scalar_of(&value))).collect())
        })
    }
}

fn guarded<T>(work: impl FnOnce() -> Result<T, EngineError>) -> Result<T, EngineError> {
    contained(work).map_err(EngineError::new)?
}

fn put_all(transaction: &mut Transaction<'_>, puts: Vec<Put<'_>>) -> Result<(), AutomergeError> {
    for put in puts {
        let object = object_id(put.container);
        let value = to_automerge(put.value);
        // Asked to put the value that wins a conflict already, Automerge deletes the others instead: no key is deleted
        // here, and whoever settles a conflict is to be named beside the value. So another value goes first.
        let current = transaction.get_all(&object, put.key)?;
        if current.len() > 1 && current.last().is_some_and(|(shown, _)| shown.as_scalar() == Some(&value)) {
            let other = if value == ScalarValue::Null { ScalarValue::Boolean(false) } else { ScalarValue::Null };
            transaction.put(&object, put.key, other)?;
        }
        transaction.put(&object, put.key, value)?;
    }
    Ok(())
}

fn object_id(container: OpId) -> ObjId {
    // The last part is a hint that Automerge checks before it uses it.
    ObjId::Id(container.counter, automerge::ActorId::from(container.actor.0), 0)
}

fn version(id: &ObjId, value: Option<Scalar>) -> Option<Version> {
    match id {
        ObjId::Root => None,
        ObjId::Id(counter, actor, _) => {
            let actor = ActorId::from_slice(actor.to_bytes())?;
            Some(Version { operation: OpId { counter: *counter, actor }, value })
        }
    }
}

fn to_automerge(value: Scalar) -> ScalarValue {
    match value {
        Scalar::Null => ScalarValue::Null,
        Scalar::Bool(value) => ScalarValue::Boolean(value),
        Scalar::Int(value) => ScalarValue::Int(value),
        Scalar::Uint(value) => ScalarValue::Uint(value),
        Scalar::Float(value) => ScalarValue::F64(value),
        Scalar::Text(value) => ScalarValue::Str(value.into()),
    }
}

fn scalar_of(value: &Value<'_>) -> Option<Scalar> {
    match value {
        Value::Object(_) => None,
        Value::Scalar(scalar) => match scalar.as_ref() {
            ScalarValue::Null => Some(Scalar::Null),
            ScalarValue::Boolean(value) => Some(Scalar::Bool(*value)),
            ScalarValue::Int(value) => Some(Scalar::Int(*value)),
            ScalarValue::Uint(value) => Some(Scalar::Uint(*value)),
            ScalarValue::F64(value) => Some(Scalar::Float(*value)),
            ScalarValue::Str(value) => Some(Scalar::Text(value.to_string())),
            _ => None,
        },
    }
}

fn scalar_of_ref(value: &ValueRef<'_>) -> Option<Scalar> {
    match value {
        ValueRef::Object(_) => None,
        ValueRef::Scalar(scalar) => match scalar {
            ScalarValueRef::Null => Some(Scalar::Null),
            ScalarValueRef::Boolean(value) => Some(Scalar::Bool(*value)),
            ScalarValueRef::Int(value) => Some(Scalar::Int(*value)),
            ScalarValueRef::Uint(value) => Some(Scalar::Uint(*value)),
            ScalarValueRef::F64(value) => Some(Scalar::Float(*value)),
            ScalarValueRef::Str(value) => Some(Scalar::Text(value.to_string())),
            _ => None,
        },
    }
}
