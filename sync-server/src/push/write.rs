//! Writing what was accepted: gate, rows, feed, in groups, because the gate looks at a document's run at once.

use super::{Bench, Stop, Work, rejected};
use crate::{
    ServerError, ServerStore,
    log::{NewRow, RowKind},
};
use onsite_documents::{ActorId, GateError, GateLimits, RawChange};
use onsite_domain::{Rejected, Subject, id::Hash, stamp::Received};
use onsite_store::{Touched, derived, fact, ground};
use onsite_wire::{AuthorRef, Statement, SubjectRef, outcome::Outcome};
use std::collections::{BTreeMap, BTreeSet};

impl ServerStore {
    /// Writes the accepted units: gate, rows, feed. A unit that the gate refuses is taken out with what stands on it.
    pub(super) fn write_accepted(&mut self, bench: &mut Bench<'_>, touched: &mut Touched) -> Result<(), ServerError> {
        let mut works = std::mem::take(&mut bench.accepted);
        bench.pending.clear();
        while !works.is_empty() {
            // What the gate does not take is not written: with one document there is nothing to undo.
            let mut subjects = works.iter().flat_map(|(work, _)| &work.changes).map(|(subject, _)| subject);
            let first = subjects.next();
            let needs_undo = subjects.any(|subject| Some(subject) != first);
            if needs_undo {
                self.db.execute_batch("SAVEPOINT accepted")?;
            }
            let mut written = Touched::new();
            match self.write_group(&works, bench, &mut written)? {
                None => {
                    if needs_undo {
                        self.db.execute_batch("RELEASE accepted")?;
                    }
                    derived::project(&self.db, &mut self.cache, &written)?;
                    for subject in &written {
                        bench.states.remove(subject);
                        touched.remove(subject);
                    }
                    bench.projected.append(&mut written);
                    return Ok(());
                }
                Some((number, detail)) => {
                    if needs_undo {
                        self.db.execute_batch("ROLLBACK TO accepted; RELEASE accepted")?;
                    }
                    self.cache.clear();
                    works = self.without(works, number, detail, bench)?;
                }
            }
        }
        Ok(())
    }

    /// `Some` names the unit that the gate refused; the caller undoes the group.
    fn write_group(
        &mut self,
        works: &[(Work, Received)],
        bench: &Bench<'_>,
        written: &mut Touched,
    ) -> Result<Option<(u64, Outcome)>, ServerError> {
        let changes: Vec<(u64, &Vec<(Subject, RawChange)>)> =
            works.iter().map(|(work, _)| (work.number, &work.changes)).collect();
        if let Some(refused) = self.write_changes(&changes, bench, written)? {
            return Ok(Some(refused));
        }
        for (work, received) in works {
            for part in &work.facts {
                let (stored, kept) =
                    fact::put(&self.db, &part.bytes, &part.signature.0, Some(*received), false, written)?;
                if kept != fact::Kept::Duplicate {
                    self.log_fact(&stored, Some(bench.device.field_device), work.number)?;
                }
            }
        }
        Ok(None)
    }

    /// The document part of [`Self::write_group`].
    pub(super) fn write_changes(
        &mut self,
        units: &[(u64, &Vec<(Subject, RawChange)>)],
        bench: &Bench<'_>,
        written: &mut Touched,
    ) -> Result<Option<(u64, Outcome)>, ServerError> {
        let mut by_subject: BTreeMap<Subject, Vec<(u64, &RawChange)>> = BTreeMap::new();
        for (number, changes) in units {
            for (subject, change) in *changes {
                by_subject.entry(*subject).or_default().push((*number, change));
            }
        }
        for (subject, changes) in &by_subject {
            for actor in changes.iter().map(|(_, change)| change.meta.actor).collect::<BTreeSet<_>>() {
                if !ground::bind_actor(&self.db, &actor, &bench.author)? {
                    return Err(ServerError::broken("an actor changed its principal within a push"));
                }
            }
            let document = self.cache.open_or_create(&self.db, *subject)?;
            let bytes: Vec<&[u8]> = changes.iter().map(|(_, change)| change.bytes.as_slice()).collect();
            let admission = document.admit(&bytes, &GateLimits::of_server());
            if let Some(refusal) = admission.refused {
                let number = changes.get(refusal.index).map_or(0, |(number, _)| *number);
                let outcome = match &refusal.error {
                    // It stands on something that never came through: to be done again at the present heads.
                    GateError::MissingDependency(_) => Outcome::BlockedBy { number: 0 },
                    error => {
                        let refused = Rejected::from(error);
                        rejected(refused.code, &subject.to_string(), &refused.detail)
                    }
                };
                return Ok(Some((number, outcome)));
            }
            let admitted: BTreeSet<Hash> = admission.admitted.iter().map(|meta| meta.hash).collect();
            let added: Vec<RawChange> = changes
                .iter()
                .filter(|(_, change)| admitted.contains(&change.meta.hash))
                .map(|(_, change)| (*change).clone())
                .collect();
            let Some(newest) = added.last().map(|change| change.meta.clone()) else { continue };
            let appended = ground::append(&self.db, document, *subject, &added, written)?;
            // A phone that was started again pushes the runs of several actors at once.
            let last_of_actor: BTreeMap<ActorId, &RawChange> =
                added.iter().map(|change| (change.meta.actor, change)).collect();
            for change in last_of_actor.values() {
                self.sign_run(*subject, &change.meta, bench)?;
            }
            let unit = changes.last().map_or(0, |(number, _)| *number);
            self.log(&NewRow {
                field_device: Some(bench.device.field_device),
                unit,
                first_position: appended.first_position,
                count: appended.count,
                ..NewRow::of(RowKind::Change, *subject, newest.hash)
            })?;
        }
        Ok(None)
    }

    /// Keeps the author's signature where it covers what was accepted; otherwise the server vouches for the rest.
    fn sign_run(
        &self,
        subject: Subject,
        newest: &onsite_documents::ChangeMeta,
        bench: &Bench<'_>,
    ) -> Result<(), ServerError> {
        let signature = match bench.run_signatures.get(&(subject, newest.actor)) {
            Some((hash, signature)) if *hash == newest.hash => signature.clone(),
            _ => {
                let statement = Statement::Run {
                    server: self.keys.server,
                    subject: &SubjectRef::from(subject),
                    actor: &newest.actor.0,
                    author: &AuthorRef::from(&bench.author),
                    newest: &newest.hash,
                };
                self.keys.signing.sign(&statement).0.to_vec()
            }
        };
        Ok(ground::put_run_signature(&self.db, subject, &newest.actor, newest.seq, newest.hash, &signature)?)
    }

    /// The group without a refused unit and every later one that stands on it.
    fn without(
        &mut self,
        works: Vec<(Work, Received)>,
        number: u64,
        outcome: Outcome,
        bench: &mut Bench<'_>,
    ) -> Result<Vec<(Work, Received)>, ServerError> {
        let mut kept = Vec::with_capacity(works.len());
        for (work, received) in works {
            let stop = work
                .changes
                .iter()
                .find_map(|(subject, change)| bench.stopped.get(&(*subject, change.meta.actor)).cloned());
            let decided = match (work.number == number, stop) {
                (true, _) => outcome.clone(),
                (false, Some(Stop::Refused { number })) => Outcome::BlockedBy { number },
                (false, Some(Stop::Review { reason })) => Outcome::Review { reason },
                (false, None) => {
                    kept.push((work, received));
                    continue;
                }
            };
            self.update_unit(bench.device.field_device, &work, &decided)?;
            self.remember_stops(&work, &decided, bench);
            if let Outcome::Rejected { code, path, .. } = &decided {
                self.keep_refused(&work, code, path, bench)?;
            }
            bench.outcomes.insert(work.number, decided);
        }
        Ok(kept)
    }
}
