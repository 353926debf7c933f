//! Procedures as JSON: a list of bodies. The key is number and revision; a published version never changes.

use super::{Effect, Report, records::id_of};
use crate::{ServerError, ServerStore};
use onsite_domain::{Id, Subject, Word, record_kind};
use onsite_store::{Touched, record};
use serde_json::{Value, json};

impl ServerStore {
    /// Places count as lines: the first procedure is line 1. Steps without an id get one from procedure and place, so that
    /// the same file gives the same steps.
    pub(super) fn import_procedures(&mut self, text: &str, report: &mut Report) -> Result<(), ServerError> {
        let list: Vec<Value> = match serde_json::from_str(text) {
            Ok(list) => list,
            Err(error) => {
                let problem = format!("expected a JSON list of procedures: column {}", error.column());
                report.add(u64::try_from(error.line()).unwrap_or(0), "", problem);
                return Ok(());
            }
        };
        let mut touched = Touched::new();
        for (line, mut body) in (1u64..).zip(list) {
            let number = body.get("number").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
            if number.is_empty() {
                report.add(line, "number", "this must be filled in");
                continue;
            }
            let revision = body.get("revision").and_then(Value::as_u64).unwrap_or(1);
            if let Some(fields) = body.as_object_mut() {
                fields.insert("revision".to_owned(), json!(revision));
            }
            let key = format!("{number}/{revision}");
            let id = id_of(Word::Procedure, &key);
            name_steps(&mut body, id);
            if let Err(rejected) = record_kind::validate_record(Word::Procedure, &body) {
                report.add_rejected(line, "", &rejected);
                continue;
            }
            let subject = Subject::new(Word::Procedure, id);
            match record::get(&self.db, subject)? {
                Some(held) if held.record.body == body => report.did(line, Effect::Unchanged),
                Some(_) => report.add(line, "revision", "published already with another content; raise the revision"),
                None => {
                    self.put_record(&report.author.clone(), subject, body, &mut touched)?;
                    report.did(line, Effect::Created);
                }
            }
        }
        if report.mistakes.is_empty() { self.finish(&touched) } else { Ok(()) }
    }
}

fn name_steps(body: &mut Value, procedure: Id) {
    let Some(steps) = body.get_mut("steps").and_then(Value::as_array_mut) else { return };
    for (place, step) in steps.iter_mut().enumerate() {
        let Some(step) = step.as_object_mut() else { continue };
        step.entry("id").or_insert_with(|| json!(id_of(Word::Procedure, &format!("{procedure}/{place}"))));
    }
}
