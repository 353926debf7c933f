//! The list of calls, one file for what belongs together on a screen. A call is its name, the shape of its arguments, the
//! shape of its answer and one question to the core.

mod device;
mod job;
mod paper;
mod part;
mod people;
mod picture;
mod record;
mod scan;
mod store;
mod sync;
mod visit;

use crate::door::{Door, DoorError};
use onsite_core::{AppError, Done};
use onsite_domain::{Rejected, RejectedCode};
pub(crate) use people::Enrolled;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// What a call gives back.
#[derive(Debug)]
pub struct Answer {
    pub content: Content,
    /// The topics that changed, where it was a command.
    pub(crate) touched: Option<Vec<String>>,
}

#[derive(Debug)]
pub enum Content {
    Json(Value),
    Bytes(Vec<u8>),
}

impl Answer {
    pub(crate) fn json(value: Value) -> Self {
        Self { content: Content::Json(value), touched: None }
    }
}

/// One call: its name, what it does, and its types.
pub(crate) struct Call {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&Door, Value, &[u8]) -> Result<Answer, DoorError>,
    pub(crate) describe: fn(&mut crate::description::Types) -> (String, String),
}

pub(crate) fn all() -> impl Iterator<Item = &'static Call> {
    [
        store::CALLS,
        sync::CALLS,
        job::CALLS,
        visit::CALLS,
        record::CALLS,
        picture::CALLS,
        paper::CALLS,
        device::CALLS,
        part::CALLS,
        people::CALLS,
        scan::CALLS,
    ]
    .into_iter()
    .flatten()
}

pub(crate) fn find(name: &str) -> Option<&'static Call> {
    all().find(|call| call.name == name)
}

/// Arguments of a call as their type.
///
/// # Errors
/// [`RejectedCode::WrongShape`] with the place that is wrong.
pub(crate) fn read<T: DeserializeOwned>(call: &str, arguments: Value) -> Result<T, DoorError> {
    serde_json::from_value(arguments)
        .map_err(|error| Rejected::because(RejectedCode::WrongShape, call, error.to_string()).into())
}

pub(crate) fn written<T: Serialize>(value: &T) -> Result<Value, DoorError> {
    serde_json::to_value(value).map_err(|error| AppError::broken(error.to_string()).into())
}

/// What a command changed, for the screens that show it.
pub(crate) trait Changes {
    fn topics(&self) -> Vec<String>;
}

impl Changes for Done {
    fn topics(&self) -> Vec<String> {
        let subjects = self.touched.iter().map(ToString::to_string);
        subjects.chain(["outbox".to_owned()]).collect()
    }
}

/// For commands that give nothing back, or whose effects are many: everything is read again.
impl Changes for () {
    fn topics(&self) -> Vec<String> {
        vec!["*".to_owned()]
    }
}

/// A record or view with its identity beside it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Held<T> {
    id: onsite_domain::Id,
    #[serde(flatten)]
    held: T,
}

/// Arguments of a call that has none.
#[derive(Default, serde::Deserialize, utoipa::ToSchema)]
pub(crate) struct Nothing {}

/// A question: `"name": Arguments => Answer, |app, given| …`.
macro_rules! ask {
    ($name:literal, $given:ty => $answer:ty, $work:expr) => {
        $crate::calls::Call {
            name: $name,
            run: |door, arguments, _| {
                let given: $given = $crate::calls::read($name, arguments)?;
                let work: fn(&mut onsite_core::App, $given) -> Result<$answer, onsite_core::AppError> = $work;
                let answer = door.with(|app| work(app, given))?;
                Ok($crate::calls::Answer::json($crate::calls::written(&answer)?))
            },
            describe: |types| (types.of::<$given>(), types.of::<$answer>()),
        }
    };
}

/// A question that is answered with all that is held of a word: `"name": Arguments => Word, |app, given| …` gives pairs.
macro_rules! list {
    ($name:literal, $given:ty => $word:ty, $work:expr) => {
        $crate::calls::Call {
            name: $name,
            run: |door, arguments, _| {
                let given: $given = $crate::calls::read($name, arguments)?;
                let work: fn(
                    &mut onsite_core::App,
                    $given,
                ) -> Result<Vec<(onsite_domain::Id, $word)>, onsite_core::AppError> = $work;
                let pairs = door.with(|app| work(app, given))?;
                let held: Vec<_> = pairs.into_iter().map(|(id, held)| $crate::calls::Held { id, held }).collect();
                Ok($crate::calls::Answer::json($crate::calls::written(&held)?))
            },
            describe: |types| {
                // What is flattened is not found from outside.
                types.of::<$word>();
                (types.of::<$given>(), types.of::<Vec<$crate::calls::Held<$word>>>())
            },
        }
    };
}

/// A command: as a question, and what it touched is told; `body` are the bytes that came with it.
macro_rules! tell {
    ($name:literal, $given:ty => $answer:ty, $work:expr) => {
        $crate::calls::Call {
            name: $name,
            run: |door, arguments, body| {
                let given: $given = $crate::calls::read($name, arguments)?;
                let work: fn(&mut onsite_core::App, $given, &[u8]) -> Result<$answer, onsite_core::AppError> = $work;
                let answer = door.with(|app| work(app, given, body))?;
                let touched = Some($crate::calls::Changes::topics(&answer));
                let content = $crate::calls::Content::Json($crate::calls::written(&answer)?);
                Ok($crate::calls::Answer { content, touched })
            },
            describe: |types| (types.of::<$given>(), types.of::<$answer>()),
        }
    };
}

/// A question of the door itself: nothing of the store, or several looks at it.
macro_rules! door {
    ($name:literal, $given:ty => $answer:ty, $work:expr) => {
        $crate::calls::Call {
            name: $name,
            run: |door, arguments, body| {
                let given: $given = $crate::calls::read($name, arguments)?;
                let work: fn(&$crate::door::Door, $given, &[u8]) -> Result<$answer, $crate::door::DoorError> = $work;
                let answer = work(door, given, body)?;
                Ok($crate::calls::Answer::json($crate::calls::written(&answer)?))
            },
            describe: |types| (types.of::<$given>(), types.of::<$answer>()),
        }
    };
}

/// A question that is answered with bytes.
macro_rules! fetch {
    ($name:literal, $given:ty, $work:expr) => {
        $crate::calls::Call {
            name: $name,
            run: |door, arguments, _| {
                let given: $given = $crate::calls::read($name, arguments)?;
                let work: fn(&$crate::door::Door, $given) -> Result<Vec<u8>, $crate::door::DoorError> = $work;
                let content = $crate::calls::Content::Bytes(work(door, given)?);
                Ok($crate::calls::Answer { content, touched: None })
            },
            describe: |types| (types.of::<$given>(), $crate::description::BYTES.to_owned()),
        }
    };
}

pub(crate) use {ask, door, fetch, list, tell};

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_call_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = all().map(|call| call.name).collect();
        assert_eq!(names.len(), all().count());
    }
}
