//! Fields that the company defined for itself: what is written into them at the desk is held to their definitions.
//!
//! What a field device brings is not: the definition may have changed since, and what an engineer recorded is taken. The app
//! holds its forms to the same rules (`onsite_domain::field_definition`).

use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Subject, Word,
    device::DeviceView,
    document::Write,
    document_kind::ext_definition,
    field_definition::{self, EXTENDABLE, FieldDefinition},
    order_kind::Kind,
    visit::VisitView,
    work_order::WorkOrderView,
};
use onsite_store::{Touched, derived, ground, record};
use serde::Deserialize as _;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Values by the id of their definition.
type Ext = BTreeMap<String, Value>;

impl ServerStore {
    /// The company's own fields, by their ids.
    pub(crate) fn field_definitions(&self) -> Result<BTreeMap<Id, FieldDefinition>, ServerError> {
        let found: Vec<(Subject, FieldDefinition)> =
            derived::views(&self.db, "word = 'field_definition' ORDER BY subject", &[])?;
        Ok(found.into_iter().map(|(subject, definition)| (subject.id, definition)).collect())
    }

    /// Whether a record that somebody writes at the desk has what it must and what it may have.
    pub(super) fn check_own_of_record(&self, subject: Subject, body: &Value) -> Result<(), ServerError> {
        if !EXTENDABLE.contains(&subject.word) {
            return Ok(());
        }
        let definitions = self.field_definitions()?;
        let held = record::get(&self.db, subject)?.filter(|held| !held.record.is_removed);
        let before = held.map(|held| ext_of(&held.record.body));
        let after = ext_of(body);
        let none = Ext::new();
        field_definition::check_changes(&definitions, subject.word, before.as_ref().unwrap_or(&none), &after)?;
        Ok(field_definition::check_complete(&definitions, subject.word, None, before.as_ref(), &after)?)
    }

    /// Whether an order that somebody makes at the desk has what it must and what it may have. What a rule makes by itself has
    /// nobody who could fill anything in.
    pub(super) fn check_own_of_order(&self, author: &Author, kind: Kind, ext: &Ext) -> Result<(), ServerError> {
        let definitions = self.field_definitions()?;
        field_definition::check_changes(&definitions, Word::WorkOrder, &Ext::new(), ext)?;
        if matches!(author, Author::Rule { .. }) {
            return Ok(());
        }
        Ok(field_definition::check_complete(&definitions, Word::WorkOrder, Some(kind), None, ext)?)
    }

    /// Whether what somebody writes into a document at the desk fits. What was not filled in stays empty until it is.
    pub(crate) fn check_own_writes(&self, subject: Subject, writes: &[Write]) -> Result<(), ServerError> {
        let own = |write: &Write| match write {
            Write::Set { field, value } => Some((ext_definition(field)?.to_string(), value.clone())),
            Write::Add { .. } => None,
        };
        let written: Ext = writes.iter().filter_map(own).collect();
        if written.is_empty() {
            return Ok(());
        }
        let definitions = self.field_definitions()?;
        let (kind, before) = self.own_of_document(subject)?;
        let mut after = before.clone();
        after.extend(written);
        field_definition::check_changes(&definitions, subject.word, &before, &after)?;
        Ok(field_definition::check_complete(&definitions, subject.word, kind, Some(&before), &after)?)
    }

    /// What a document has, and the kind of the work that it is about.
    fn own_of_document(&self, subject: Subject) -> Result<(Option<Kind>, Ext), ServerError> {
        Ok(match subject.word {
            Word::WorkOrder => {
                let order: WorkOrderView = derived::view_as(&self.db, subject)?.unwrap_or_default();
                (order.kind.as_deref().map(Kind::from_text), order.ext)
            }
            Word::Visit => {
                let visit: VisitView = derived::view_as(&self.db, subject)?.unwrap_or_default();
                let order = visit.work_order.map(|order| Subject::new(Word::WorkOrder, order));
                let order: Option<WorkOrderView> =
                    order.map(|order| derived::view_as(&self.db, order)).transpose()?.flatten();
                (order.and_then(|order| order.kind).as_deref().map(Kind::from_text), visit.ext)
            }
            Word::Device => {
                let device: DeviceView = derived::view_as(&self.db, subject)?.unwrap_or_default();
                (None, device.ext)
            }
            _ => (None, Ext::new()),
        })
    }

    /// What the office's record of a machine says anew is written over what was written about the machine itself, which goes
    /// before the record; else it would never be seen.
    pub(crate) fn follow_own_of_device(
        &mut self,
        author: &Author,
        device: Id,
        before: Option<&Value>,
        body: &Value,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let subject = Subject::new(Word::Device, device);
        let before = before.map(ext_of).unwrap_or_default();
        let after = ext_of(body);
        let Some(state) = ground::state(&self.db, &mut self.cache, subject)? else { return Ok(()) };
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let mut writes = Vec::new();
        for name in names {
            let (was, becomes) = (before.get(name), after.get(name));
            let field = format!("ext.{name}");
            if was != becomes && state.fields.contains_key(&field) {
                let value = field_definition::as_register(becomes.cloned().unwrap_or_default());
                writes.push(Write::Set { field, value });
            }
        }
        if writes.is_empty() {
            return Ok(());
        }
        self.write_document(author, subject, &writes, None, touched)
    }
}

fn ext_of(body: &Value) -> Ext {
    body.get("ext").and_then(|ext| Ext::deserialize(ext).ok()).unwrap_or_default()
}
