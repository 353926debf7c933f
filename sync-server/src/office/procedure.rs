//! Procedures at the desk: drafted by several, published as a version that never changes.

use super::illegal;
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Text, Word,
    attention::AttentionState,
    command::Command,
    document::Write,
    entry::{self, Withdrawal},
    id::Hash,
    maintenance_plan::MaintenancePlan,
    order_kind::{Kind, OrderKind},
    procedure::Procedure,
    procedure_draft::{self, ProcedureDraftView},
    reading,
    step::Step,
    visit_step::VisitStep,
};
use onsite_store::{Touched, derived, record};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Steps of a draft stand so far apart, so that one fits between.
const POSITION_GAP: u32 = 10;

/// A step of a draft as it is written: instead of the entries that its author saw.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftStep {
    pub step: Step,
    pub position: u32,
    pub replaces: Vec<Id>,
}

/// What came of publishing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    pub procedure: Id,
    pub revision: u32,
    /// Versions that new visits do not take any more.
    pub retired: Vec<Id>,
    /// Kinds of orders and plans that name the new version instead.
    pub moved: Vec<Subject>,
    /// Those that go on naming an earlier one, because they were not chosen.
    pub left: Vec<Subject>,
}

impl ServerStore {
    /// The versions of a procedure, oldest first: those with its number.
    pub fn procedure_versions(&self, number: &str) -> Result<Vec<(Id, Procedure)>, ServerError> {
        let held: Vec<(Subject, Procedure)> = derived::views(
            &self.db,
            "word = 'procedure' AND number = :number AND coalesce(json_extract(body, '$.is_removed'), 0) = 0
             ORDER BY +subject",
            &[(":number", &number)],
        )?;
        let mut versions: Vec<(Id, Procedure)> = held.into_iter().map(|(subject, held)| (subject.id, held)).collect();
        versions.sort_by_key(|(id, procedure)| (procedure.revision, *id));
        Ok(versions)
    }

    /// Begins a draft, of a published procedure with its steps or of a new one.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] without such a procedure; what policy says.
    pub fn draft_procedure(&mut self, author: &Author, base: Option<Id>) -> Result<Id, ServerError> {
        let id = self.ports.new_id();
        let mut writes = Vec::new();
        let mut set = |field: &str, value: Value| {
            let value = procedure_draft::register(field, value);
            let is_blank = value.is_null() || value.as_str().is_some_and(|text| matches!(text, "" | "[]"));
            if !is_blank {
                writes.push(Write::Set { field: field.to_owned(), value });
            }
        };
        let mut steps = Vec::new();
        match base {
            None => set("name_en", json!("New procedure")),
            Some(base) => {
                let procedure: Procedure = self
                    .record_as(Word::Procedure, base)?
                    .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "procedure"))?;
                set("procedure", json!(base));
                set("number", json!(procedure.number));
                set("name_zh", json!(procedure.name.zh));
                set("name_en", json!(procedure.name.en));
                set("purpose_zh", json!(procedure.purpose.zh));
                set("purpose_en", json!(procedure.purpose.en));
                set("kinds", json!(procedure.kinds));
                set("models", json!(procedure.models));
                set("skills", json!(procedure.skills));
                set("target_minutes", json!(procedure.target_minutes));
                set("tools", json!(procedure.tools));
                set("parts", json!(procedure.parts));
                set("attachments", json!(procedure.attachments));
                steps = procedure.steps;
            }
        }
        for (place, step) in (0_u32..).zip(steps) {
            let position = place.saturating_mul(POSITION_GAP);
            writes.push(entry::add(self.ports.new_id(), &VisitStep { step, position, replaces: Vec::new() }));
        }
        let subject = Subject::new(Word::ProcedureDraft, id);
        self.command(author, &Command::new("draft_procedure").write(subject, writes))?;
        Ok(id)
    }

    /// Writes into a draft as it was at `seen`: fields, steps in the place of others, steps taken out.
    pub fn edit_draft(
        &mut self,
        author: &Author,
        draft: Id,
        fields: Vec<Write>,
        steps: Vec<DraftStep>,
        withdrawn: Vec<Id>,
        seen: Option<Vec<Hash>>,
    ) -> Result<(), ServerError> {
        let of_field = |write: Write| match write {
            Write::Set { field, value } => Write::Set { value: procedure_draft::register(&field, value), field },
            write => write,
        };
        self.check_unpublished(draft)?;
        let mut writes: Vec<Write> = fields.into_iter().map(of_field).collect();
        for DraftStep { step, position, replaces } in steps {
            let step = if step.id.is_nil() { Step { id: self.ports.new_id(), ..step } } else { step };
            writes.push(entry::add(self.ports.new_id(), &VisitStep { step, position, replaces }));
        }
        if !withdrawn.is_empty() {
            let withdrawal = Withdrawal { withdraws: withdrawn, reason: "taken out of the draft".to_owned() };
            writes.push(entry::add(self.ports.new_id(), &withdrawal));
        }
        if writes.is_empty() {
            return Err(ServerError::rejected(RejectedCode::Missing, "fields"));
        }
        let subject = Subject::new(Word::ProcedureDraft, draft);
        self.edit_document(author, "edit_draft", subject, writes, seen).map(drop)
    }

    /// What a draft would be published as.
    pub fn procedure_of_draft(&self, author: &Author, draft: Id) -> Result<Procedure, ServerError> {
        let view: ProcedureDraftView = self.view(Word::ProcedureDraft, draft)?;
        let base: Option<Procedure> = match view.procedure {
            Some(base) => self.record_as(Word::Procedure, base)?,
            None => None,
        };
        let base = base.unwrap_or_default();
        let number = view.number.filter(|number| !number.trim().is_empty()).unwrap_or(base.number);
        let newest = self.procedure_versions(&number)?.last().map_or(0, |(_, newest)| newest.revision);
        let text = |zh: Option<String>, en: Option<String>| Text::new(zh.unwrap_or_default(), en.unwrap_or_default());
        Ok(Procedure {
            number,
            revision: newest.saturating_add(1),
            name: text(view.name_zh, view.name_en),
            purpose: text(view.purpose_zh, view.purpose_en),
            kinds: view.kinds.iter().map(|kind| Kind::from_text(kind)).collect(),
            models: view.models,
            steps: entry::current(&view.steps).map(|step| step.value.step.clone()).collect(),
            target_minutes: view.target_minutes,
            skills: view.skills,
            tools: view.tools,
            parts: view.parts,
            attachments: view.attachments,
            draft: Some(draft),
            published_ms: self.now_ms(),
            published_by: author.user(),
            change_note: view.change_note.as_deref().map(Text::of_script).unwrap_or_default(),
            is_retired: false,
        })
    }

    /// What keeps a draft from being the next version: another was published since the one it was made from, or its number
    /// is another procedure's.
    ///
    /// # Errors
    /// [`RejectedCode::Stale`] at `procedure`, [`RejectedCode::IdTaken`] at `number`.
    fn check_base(&self, draft: Id, number: &str) -> Result<(), ServerError> {
        let view: ProcedureDraftView = self.view(Word::ProcedureDraft, draft)?;
        let Some((newest, version)) = self.procedure_versions(number)?.pop() else { return Ok(()) };
        let base: Option<Procedure> = match view.procedure {
            Some(base) => self.record_as(Word::Procedure, base)?,
            None => None,
        };
        if base.is_none_or(|base| base.number != number) {
            let detail = "another procedure has this number";
            return Err(Rejected::because(RejectedCode::IdTaken, "number", detail).into());
        }
        if view.procedure != Some(newest) {
            let detail = format!("revision {} was published since", version.revision);
            return Err(Rejected::because(RejectedCode::Stale, "procedure", detail).into());
        }
        Ok(())
    }

    /// The version that a draft was published as.
    pub fn published_of(&self, draft: Id) -> Result<Option<Id>, ServerError> {
        let held: Vec<(Subject, Value)> = derived::views(
            &self.db,
            "word = 'procedure' AND json_extract(body, '$.draft') = :draft ORDER BY +subject",
            &[(":draft", &draft.to_string())],
        )?;
        Ok(held.first().map(|(subject, _)| subject.id))
    }

    /// A draft that was published is what a version was made from, and no draft any more.
    pub fn check_unpublished(&self, draft: Id) -> Result<(), ServerError> {
        match self.published_of(draft)? {
            Some(_) => Err(illegal("draft", "it was published; draft the next version from that one")),
            None => Ok(()),
        }
    }

    /// Everything that would be refused of a draft.
    pub fn problems_of_draft(&self, author: &Author, draft: Id) -> Result<Vec<Rejected>, ServerError> {
        let procedure = self.procedure_of_draft(author, draft)?;
        let mut problems = self.problems_of(&procedure)?;
        match self.check_base(draft, &procedure.number) {
            Err(ServerError::Rejected(problem)) => problems.push(problem),
            otherwise => otherwise?,
        }
        Ok(problems)
    }

    /// Everything that would be refused, and what names something that is not there.
    pub fn problems_of(&self, procedure: &Procedure) -> Result<Vec<Rejected>, ServerError> {
        let mut problems = procedure.problems();
        let named = |path: &'static str, word: Word, ids: &[Id]| -> Vec<(String, Subject)> {
            let places = ids.iter().enumerate();
            places.map(|(place, id)| (format!("{path}[{place}]"), Subject::new(word, *id))).collect()
        };
        let mut all = named("tools", Word::Tool, &procedure.tools);
        all.extend(named("parts", Word::Part, &procedure.parts));
        for (place, step) in procedure.steps.iter().enumerate() {
            let part = step.part.map(|part| (format!("steps[{place}].part"), Subject::new(Word::Part, part)));
            all.extend(part);
        }
        for (path, subject) in all {
            let held = record::get(&self.db, subject)?;
            if held.is_none_or(|held| held.record.is_removed) {
                problems.push(Rejected::new(RejectedCode::NotFound, path));
            }
        }
        Ok(problems)
    }

    /// Publishes a draft as the next version of its procedure. Earlier versions are retired: visits that hold a copy go on
    /// with it, new ones take the new version, and kinds of orders and plans that named an earlier one name this: all of
    /// them, or those that are `chosen`.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever publishes no procedures; [`RejectedCode::IllegalTransition`] while people have
    /// written different things and nobody has decided, or where it was published before; [`RejectedCode::Stale`] where
    /// another version was published since the one it revises; [`RejectedCode::IdTaken`] for another procedure's number;
    /// the first of [`Procedure::problems`].
    pub fn publish_procedure(
        &mut self,
        author: &Author,
        draft: Id,
        chosen: Option<&[Subject]>,
    ) -> Result<Published, ServerError> {
        reading::check_record(&self.rights_of(author)?, Word::Procedure)?;
        let items = derived::attention_about(&self.db, Subject::new(Word::ProcedureDraft, draft))?;
        let waits = |state: &AttentionState| matches!(state, AttentionState::Open | AttentionState::Claimed { .. });
        if items.iter().any(|item| waits(&item.state)) {
            return Err(illegal("draft", "people wrote different things; decide first"));
        }
        self.check_unpublished(draft)?;
        let procedure = self.procedure_of_draft(author, draft)?;
        self.check_base(draft, &procedure.number)?;
        if let Some(problem) = self.problems_of(&procedure)?.into_iter().next() {
            return Err(problem.into());
        }
        let earlier = self.procedure_versions(&procedure.number)?;
        let id = self.ports.new_id();
        let mut touched = Touched::new();
        let body = serde_json::to_value(&procedure).map_err(|e| ServerError::broken(e.to_string()))?;
        self.put_record(author, Subject::new(Word::Procedure, id), body, &mut touched)?;
        let mut retired = Vec::new();
        for (version, _) in earlier.iter().filter(|(_, version)| !version.is_retired) {
            self.change_record(
                author,
                Subject::new(Word::Procedure, *version),
                "is_retired",
                json!(true),
                &mut touched,
            )?;
            retired.push(*version);
        }
        let ids: Vec<Id> = earlier.iter().map(|(id, _)| *id).collect();
        let (moved, left) = self.name_version(author, &ids, id, chosen, &mut touched)?;
        self.finish(&touched)?;
        Ok(Published { procedure: id, revision: procedure.revision, retired, moved, left })
    }

    /// Kinds of orders and plans that name an earlier version name another from now on, where they were chosen: those that do,
    /// and those that go on as they are.
    fn name_version(
        &mut self,
        author: &Author,
        earlier: &[Id],
        id: Id,
        chosen: Option<&[Subject]>,
        touched: &mut Touched,
    ) -> Result<(Vec<Subject>, Vec<Subject>), ServerError> {
        let (mut moved, mut left) = (Vec::new(), Vec::new());
        let is_chosen = |subject: &Subject| chosen.is_none_or(|chosen| chosen.contains(subject));
        let kinds: Vec<(Subject, OrderKind)> = derived::views(&self.db, "word = 'order_kind' ORDER BY subject", &[])?;
        let named = |procedure: Option<Id>| procedure.is_some_and(|procedure| earlier.contains(&procedure));
        for (subject, _) in kinds.into_iter().filter(|(_, kind)| named(kind.default_procedure)) {
            if is_chosen(&subject) {
                self.change_record(author, subject, "default_procedure", json!(id), touched)?;
                moved.push(subject);
            } else {
                left.push(subject);
            }
        }
        let plans: Vec<(Subject, MaintenancePlan)> =
            derived::views(&self.db, "word = 'maintenance_plan' ORDER BY subject", &[])?;
        for (subject, _) in plans.into_iter().filter(|(_, plan)| named(plan.procedure)) {
            if is_chosen(&subject) {
                self.change_record(author, subject, "procedure", json!(id), touched)?;
                moved.push(subject);
            } else {
                left.push(subject);
            }
        }
        Ok((moved, left))
    }

    /// The next version of a record with one key changed; what a newer version wrote beside it stays.
    fn change_record(
        &mut self,
        author: &Author,
        subject: Subject,
        key: &str,
        value: Value,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let held = record::get(&self.db, subject)?.filter(|held| !held.record.is_removed);
        let Some(mut body) = held.map(|held| held.record.body) else { return Ok(()) };
        let fields = body.as_object_mut().ok_or_else(|| ServerError::broken("a record that is no object"))?;
        fields.insert(key.to_owned(), value);
        self.put_record(author, subject, body, touched).map(drop)
    }
}
