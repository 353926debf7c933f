//! Bringing over, from a store that was set aside, what it had not sent: byte for byte where its bytes are readable and
//! fit, else done again from what was meant. The old store is only read.

mod remains;

use crate::{
    App, AppError, commit,
    set_aside::{self, Recovered, SetAside},
};
use onsite_documents::{GateLimits, RawChange};
use onsite_domain::{Id, Rejected, RejectedCode, Subject, command::Command, document::Write, fact::Fact, id::Hash};
use onsite_store::{Touched, blob, fact, ground};
use onsite_wire::push::chain_next;
use remains::{OldUnit, Remains};
use rusqlite::named_params;
use std::path::Path;

impl App {
    /// The stores that were set aside, with what was brought over from each.
    pub fn old_stores(&self) -> Result<Vec<SetAside>, AppError> {
        if self.is_on_real_disk() { set_aside::list(self.directory()) } else { Ok(Vec::new()) }
    }

    /// Brings over everything unsent from a store that was set aside, as far as it can be read. `key` where it has another
    /// than the present one. Doing it twice changes nothing.
    ///
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] before the first sync: what units were built on must be here.
    /// [`AppError::Store`] where the old file does not open at all.
    pub fn recover(&mut self, from: &Path, key: Option<&[u8; 32]>) -> Result<Recovered, AppError> {
        self.identity()?;
        if self.cursor()?.is_none() {
            let detail = "sync first: what the old work was built on comes from the server";
            return Err(Rejected::because(RejectedCode::IllegalTransition, "recover", detail).into());
        }
        let own = self.key_store.get("database")?;
        let key = key.or(own.as_deref()).ok_or(AppError::KeyLost)?;
        let remains = Remains::open(from, key)?;
        let mut recovered = Recovered::default();
        self.recover_left(&remains, &mut recovered)?;
        let blobs = self.recover_blobs(&remains, &mut recovered)?;
        let units = remains.units();
        for (place, unit) in units.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|place| units.get(place));
            self.recover_unit(&remains, unit, before, &mut recovered)?;
        }
        for hash in blobs {
            // Those of units that the server has already.
            self.name_blob(0, hash)?;
        }
        self.recover_drafts(&remains, &mut recovered)?;
        set_aside::note_recovered(from, &recovered)?;
        Ok(recovered)
    }

    /// What had left the reach stays ready for a server that was restored, and own units in it are found there.
    fn recover_left(&mut self, remains: &Remains, recovered: &mut Recovered) -> Result<(), AppError> {
        self.transaction(|app, _| {
            for subject in remains.left_subjects() {
                match remains.left(subject) {
                    Some((left, _)) => {
                        if app.keep_old_left(&left)? {
                            recovered.left = recovered.left.saturating_add(1);
                        }
                    }
                    None => recovered.lost.push(format!("{subject}, which had left, cannot be read")),
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Whether a change belongs to a document that is not here and stands in what left.
    fn is_in_what_left(&self, subject: Subject, hash: Hash) -> Result<bool, AppError> {
        Ok(ground::heads(&self.db, subject)?.is_none() && self.left_changes(subject)?.contains_key(&hash))
    }

    fn recover_unit(
        &mut self,
        remains: &Remains,
        unit: &OldUnit,
        before: Option<&OldUnit>,
        recovered: &mut Recovered,
    ) -> Result<(), AppError> {
        let is_here = |app: &Self| -> Result<bool, AppError> {
            Ok(app
                .db
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM unit WHERE hash = :hash)")?
                .query_row(named_params! {":hash": unit.hash.0.as_slice()}, |row| row.get(0))?)
        };
        match unit.state.as_str() {
            "accepted" | "reissued" => return Ok(()),
            _ if is_here(self)? => {
                recovered.known = recovered.known.saturating_add(1);
                return Ok(());
            }
            "rejected" | "review" => {
                // The server has its bytes; what was meant stays with this field device.
                self.transaction(|app, _| app.keep_beside(unit, &unit.state, &unit.outcome))?;
                recovered.known = recovered.known.saturating_add(1);
                return Ok(());
            }
            _ => {}
        }
        if self.is_known(unit)? {
            recovered.known = recovered.known.saturating_add(1);
            return Ok(());
        }
        if let Some((changes, facts)) = self.whole(remains, unit)? {
            let taken =
                self.transaction(|app, touched| app.take_unit(remains, unit, before, &changes, &facts, touched));
            match taken {
                Ok(_) => {
                    recovered.units = recovered.units.saturating_add(1);
                    return Ok(());
                }
                Err(AppError::Rejected(rejected)) => tracing::info!(unit.number, %rejected, "does not fit as it was"),
                Err(error) => return Err(error),
            }
        }
        self.do_unit_again(unit, recovered)
    }

    /// Whether the server has the unit: everything of it came back from there.
    fn is_known(&mut self, unit: &OldUnit) -> Result<bool, AppError> {
        for (subject, _, hash) in &unit.changes {
            if !self.cache.open(&self.db, *subject)?.is_some_and(|document| document.has(hash)) {
                return Ok(false);
            }
        }
        for id in &unit.facts {
            if fact::get(&self.db, *id)?.is_none() {
                return Ok(false);
            }
        }
        Ok(!unit.changes.is_empty() || !unit.facts.is_empty())
    }

    /// Who did a unit, if they are enrolled here; else whoever is at work.
    fn user_of(&self, unit: &OldUnit) -> Result<Id, AppError> {
        let identity = self.identity()?;
        let enrolled = identity.users().into_iter().map(|enrolled| enrolled.user);
        Ok(enrolled.into_iter().find(|user| user.to_string() == unit.user).unwrap_or(identity.user))
    }

    /// The bytes of a unit, if all are readable and by this very principal.
    #[allow(clippy::type_complexity, reason = "changes and facts of one unit, used once")]
    fn whole(
        &self,
        remains: &Remains,
        unit: &OldUnit,
    ) -> Result<Option<(Vec<(Subject, RawChange)>, Vec<(Vec<u8>, Vec<u8>)>)>, AppError> {
        let author = self.author_of(self.user_of(unit)?)?;
        let mut changes = Vec::with_capacity(unit.changes.len());
        for (subject, actor, hash) in &unit.changes {
            let change = remains.change(*subject, *hash).filter(|_| remains.author(actor).as_ref() == Some(&author));
            let Some(change) = change else { return Ok(None) };
            changes.push((*subject, change));
        }
        let mut facts = Vec::with_capacity(unit.facts.len());
        for id in &unit.facts {
            let Some((bytes, signature)) = remains.fact(*id) else { return Ok(None) };
            if Fact::from_bytes(&bytes).is_ok_and(|fact| fact.id == *id && fact.author == author) {
                facts.push((bytes, signature));
            } else {
                return Ok(None);
            }
        }
        let is_whole = !changes.is_empty() || !facts.is_empty();
        Ok(is_whole.then_some((changes, facts)))
    }

    /// Takes a unit as it was: what was signed under stays byte for byte.
    fn take_unit(
        &mut self,
        remains: &Remains,
        unit: &OldUnit,
        before: Option<&OldUnit>,
        changes: &[(Subject, RawChange)],
        facts: &[(Vec<u8>, Vec<u8>)],
        touched: &mut Touched,
    ) -> Result<(), AppError> {
        let author = self.author_of(self.user_of(unit)?)?;
        for (subject, change) in changes {
            ground::bind_actor(&self.db, &change.meta.actor, &author)?;
            if self.is_in_what_left(*subject, change.meta.hash)? {
                continue;
            }
            let document = self.cache.open_or_create(&self.db, *subject)?;
            let admission = document.admit(&[&change.bytes], &GateLimits::default());
            if let Some(refusal) = admission.refused {
                return Err(Rejected::from(&refusal.error).into());
            }
            if !admission.admitted.is_empty() {
                ground::append(&self.db, document, *subject, std::slice::from_ref(change), touched)?;
            }
        }
        for (bytes, signature) in facts {
            if Fact::from_bytes(bytes).is_ok_and(|fact| self.own_fact(fact.id).is_ok_and(|held| held.is_some())) {
                continue;
            }
            fact::put(&self.db, bytes, signature, None, false, touched)?;
        }
        let mut tip = commit::tip(&self.db)?;
        // The chain goes on where the server knows it, or this field device would look like a clone of itself.
        if let Some(base) = before.filter(|base| tip.number == 0 && base.number.saturating_add(1) == unit.number) {
            self.insert_unit(base.number, base, base.chain, "accepted", "")?;
            tip = commit::tip(&self.db)?;
        }
        let number = i64::try_from(tip.number.saturating_add(1)).unwrap_or(i64::MAX);
        self.insert_unit(number, unit, chain_next(&tip.chain, &unit.hash), "waiting", "")?;
        for (line, (subject, actor, hash)) in (0_i64..).zip(&unit.changes) {
            self.db
                .prepare_cached(
                    "INSERT INTO unit_change (unit, line, subject, actor, hash)
                     VALUES (:unit, :line, :subject, :actor, :hash)",
                )?
                .execute(named_params! {
                    ":unit": number, ":line": line, ":subject": subject.to_string(),
                    ":actor": actor.0.as_slice(), ":hash": hash.0.as_slice(),
                })?;
        }
        for (line, id) in (0_i64..).zip(&unit.facts) {
            self.db
                .prepare_cached("INSERT INTO unit_fact (unit, line, fact) VALUES (:unit, :line, :fact)")?
                .execute(named_params! {":unit": number, ":line": line, ":fact": id.to_string()})?;
        }
        for hash in remains.blobs_of(unit.number) {
            self.name_blob(number, hash)?;
        }
        Ok(())
    }

    /// Does what was meant again, without what is here already.
    fn do_unit_again(&mut self, unit: &OldUnit, recovered: &mut Recovered) -> Result<(), AppError> {
        let Ok(mut command) = serde_json::from_str::<Command>(&unit.intent) else {
            recovered.lost.push(format!("unit {}: neither its bytes nor what was meant can be read", unit.number));
            return Ok(());
        };
        for part in &mut command.writes {
            let document = self.cache.open(&self.db, part.subject)?;
            let Some(document) = document else { continue };
            let state = document.state(&|_| None).map_err(|e| AppError::broken(e.to_string()))?;
            part.writes.retain(|write| match write {
                Write::Set { .. } => true,
                Write::Add { collection, id, .. } => {
                    state.collections.get(collection).is_none_or(|entries| !entries.contains_key(id))
                }
            });
        }
        command.writes.retain(|part| !part.writes.is_empty());
        let mut facts = Vec::new();
        for new in std::mem::take(&mut command.facts) {
            if fact::get(&self.db, new.id)?.is_none() {
                facts.push(new);
            }
        }
        command.facts = facts;
        let named = std::mem::take(&mut command.blobs);
        for hash in named {
            if blob::info(&self.blobs, hash)?.is_some() {
                command.blobs.push(hash);
            } else {
                recovered.lost.push(format!("unit {}: picture {hash} cannot be read", unit.number));
            }
        }
        if command.writes.is_empty() && command.facts.is_empty() {
            recovered.known = recovered.known.saturating_add(1);
            return Ok(());
        }
        let user = self.user_of(unit)?;
        let done = self.transaction(|app, touched| app.write_unit(user, &command, unit.stamp, touched));
        match done {
            Ok(_) => recovered.done_again = recovered.done_again.saturating_add(1),
            Err(AppError::Rejected(rejected)) => {
                let outcome = serde_json::to_string(&rejected).unwrap_or_default();
                self.transaction(|app, _| app.keep_beside(unit, "rejected", &outcome))?;
                recovered.lost.push(format!("unit {} ({}): {rejected}", unit.number, command.verb));
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Keeps what was meant, under a number that is never sent.
    fn keep_beside(&mut self, unit: &OldUnit, state: &str, outcome: &str) -> Result<(), AppError> {
        let lowest: i64 =
            self.db.query_row("SELECT min(0, coalesce(min(number), 0)) FROM unit", [], |row| row.get(0))?;
        self.insert_unit(lowest.saturating_sub(1), unit, unit.chain, state, outcome)
    }

    fn insert_unit(
        &self,
        number: i64,
        unit: &OldUnit,
        chain: [u8; 16],
        state: &str,
        outcome: &str,
    ) -> Result<(), AppError> {
        self.db
            .prepare_cached(
                "INSERT INTO unit (number, hash, chain, user, stamp, intent, state, outcome)
                 VALUES (:number, :hash, :chain, :user, :stamp, :intent, :state, :outcome)",
            )?
            .execute(named_params! {
                ":number": number, ":hash": unit.hash.0.as_slice(), ":chain": chain.as_slice(), ":user": unit.user,
                ":stamp": commit::json(&unit.stamp)?, ":intent": unit.intent, ":state": state, ":outcome": outcome,
            })?;
        Ok(())
    }

    fn name_blob(&self, number: i64, hash: Hash) -> Result<(), AppError> {
        if blob::info(&self.blobs, hash)?.is_none() {
            return Ok(());
        }
        self.db
            .prepare_cached("INSERT OR IGNORE INTO unit_blob (hash, unit) VALUES (:hash, :unit)")?
            .execute(named_params! {":hash": hash.0.as_slice(), ":unit": number})?;
        Ok(())
    }

    /// Keeps the pictures that had not been sent, of units that went and of those that did not.
    fn recover_blobs(&mut self, remains: &Remains, recovered: &mut Recovered) -> Result<Vec<Hash>, AppError> {
        let mut kept = Vec::new();
        let now_ms = self.ports.clock.stamp().wall_ms;
        for hash in remains.waiting_blobs() {
            if blob::info(&self.blobs, hash)?.is_none() {
                let old = remains.blobs.as_ref();
                let bytes = old.and_then(|old| blob::get(old, hash).ok().flatten());
                let Some(bytes) = bytes else {
                    recovered.lost.push(format!("picture {hash} cannot be read"));
                    continue;
                };
                let media_type = old.and_then(|old| blob::info(old, hash).ok().flatten()).map(|info| info.media_type);
                let transaction = self.blobs.unchecked_transaction()?;
                blob::put(&transaction, &bytes, media_type.as_deref().unwrap_or("application/octet-stream"), now_ms)?;
                transaction.commit()?;
            }
            kept.push(hash);
            recovered.blobs = recovered.blobs.saturating_add(1);
        }
        Ok(kept)
    }

    fn recover_drafts(&mut self, remains: &Remains, recovered: &mut Recovered) -> Result<(), AppError> {
        let drafts = remains.all("SELECT place, at_ms, body, user FROM draft ORDER BY user, place", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?))
        });
        for (place, at_ms, body, user) in drafts {
            let inserted = self
                .db
                .prepare_cached(
                    "INSERT OR IGNORE INTO draft (user, place, at_ms, body) VALUES (:user, :place, :at_ms, :body)",
                )?
                .execute(named_params! {":user": user, ":place": place, ":at_ms": at_ms, ":body": body})?;
            recovered.drafts = recovered.drafts.saturating_add(u64::try_from(inserted).unwrap_or(0));
        }
        Ok(())
    }
}
