//! Bringing over, from a store that was set aside, what it had not sent: byte for byte where its bytes are readable and
//! fit, else done again from what was meant. The old store is only read.

use crate::{
    App, AppError, commit,
    set_aside::{self, BLOBS_FILE, DATABASE_FILE, Recovered, SetAside},
};
use onsite_documents::{ActorId, GateLimits, RawChange};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Stamp, Subject, command::Command, document::Write, fact::Fact, id::Hash,
};
use onsite_store::{Connection, Touched, blob, fact, ground};
use onsite_wire::push::chain_next;
use rusqlite::{OptionalExtension as _, Params, Row, named_params};
use std::collections::BTreeMap;
use std::path::Path;

/// What is left of an old store.
struct Remains {
    db: Connection,
    /// `None` where the pictures lie in the present store.
    blobs: Option<Connection>,
}

/// A unit as the old store has it.
struct OldUnit {
    number: i64,
    hash: Hash,
    chain: [u8; 16],
    user: String,
    stamp: Stamp,
    intent: String,
    state: String,
    outcome: String,
    changes: Vec<(Subject, ActorId, Hash)>,
    facts: Vec<Id>,
}

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
        let old_blobs = from.join(BLOBS_FILE);
        let remains = Remains {
            db: onsite_store::open_remains(&from.join(DATABASE_FILE), key)?,
            blobs: if old_blobs.exists() { onsite_store::open_remains(&old_blobs, key).ok() } else { None },
        };
        let mut recovered = Recovered::default();
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

    /// The bytes of a unit, if all are readable and by this very principal.
    #[allow(clippy::type_complexity, reason = "changes and facts of one unit, used once")]
    fn whole(
        &self,
        remains: &Remains,
        unit: &OldUnit,
    ) -> Result<Option<(Vec<(Subject, RawChange)>, Vec<(Vec<u8>, Vec<u8>)>)>, AppError> {
        let author = self.author()?;
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
        let author = self.author()?;
        for (subject, change) in changes {
            ground::bind_actor(&self.db, &change.meta.actor, &author)?;
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
        let done = self.transaction(|app, touched| app.write_unit(&command, unit.stamp, touched));
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
        let drafts = remains.all("SELECT place, at_ms, body FROM draft ORDER BY place", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
        });
        for (place, at_ms, body) in drafts {
            let inserted = self
                .db
                .prepare_cached("INSERT OR IGNORE INTO draft (place, at_ms, body) VALUES (:place, :at_ms, :body)")?
                .execute(named_params! {":place": place, ":at_ms": at_ms, ":body": body})?;
            recovered.drafts = recovered.drafts.saturating_add(u64::try_from(inserted).unwrap_or(0));
        }
        Ok(())
    }
}

impl Remains {
    /// The rows of a query up to the first that cannot be read.
    fn all<T>(&self, sql: &str, params: impl Params, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
        let Ok(mut statement) = self.db.prepare(sql) else { return Vec::new() };
        let Ok(rows) = statement.query_map(params, read) else { return Vec::new() };
        rows.map_while(Result::ok).collect()
    }

    /// Units by number. Read from both ends, for a hole in the middle hides nothing behind it.
    fn units(&self) -> Vec<OldUnit> {
        let mut found = BTreeMap::new();
        for order in ["ASC", "DESC"] {
            let sql = format!(
                "SELECT number, hash, chain, user, stamp, intent, state, outcome FROM unit ORDER BY number {order}"
            );
            for unit in self.all(&sql, [], old_unit) {
                found.entry(unit.number).or_insert(unit);
            }
        }
        for unit in found.values_mut() {
            let params = named_params! {":unit": unit.number};
            let sql = "SELECT subject, actor, hash FROM unit_change WHERE unit = :unit ORDER BY line";
            let changes = self.all(sql, params, |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, [u8; 16]>(1)?, row.get::<_, [u8; 32]>(2)?))
            });
            let change =
                |(subject, actor, hash): (String, _, _)| Some((subject.parse().ok()?, ActorId(actor), Hash(hash)));
            unit.changes = changes.into_iter().filter_map(change).collect();
            let sql = "SELECT fact FROM unit_fact WHERE unit = :unit ORDER BY line";
            let facts = self.all(sql, params, |row| row.get::<_, String>(0));
            unit.facts = facts.into_iter().filter_map(|id| id.parse().ok()).collect();
        }
        // A list that breaks off is no unit: its hash says so.
        for unit in found.values_mut() {
            let facts: Vec<Hash> = unit.facts.iter().filter_map(|id| Some(Hash::of(&self.fact(*id)?.0))).collect();
            let changes: Vec<Hash> = unit.changes.iter().map(|(_, _, hash)| *hash).collect();
            if onsite_wire::push::unit_hash(&unit.stamp, &changes, &facts) != unit.hash {
                unit.changes.clear();
                unit.facts.clear();
            }
        }
        found.into_values().collect()
    }

    fn change(&self, subject: Subject, hash: Hash) -> Option<RawChange> {
        let params = named_params! {":subject": subject.to_string(), ":hash": hash.0.as_slice()};
        let sql = "SELECT bytes FROM change WHERE subject = :subject AND hash = :hash";
        let beside = "SELECT bytes FROM review_change WHERE subject = :subject AND hash = :hash";
        let read = |sql| self.all(sql, params, |row| row.get::<_, Vec<u8>>(0)).pop();
        let bytes = read(sql).or_else(|| read(beside))?;
        RawChange::read(&bytes, usize::MAX).ok().filter(|change| change.meta.hash == hash)
    }

    fn fact(&self, id: Id) -> Option<(Vec<u8>, Vec<u8>)> {
        let mut statement = self.db.prepare_cached("SELECT hash, bytes, signature FROM fact WHERE id = :id").ok()?;
        let row: Option<([u8; 32], Vec<u8>, Vec<u8>)> = statement
            .query_row(named_params! {":id": id.to_string()}, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()
            .ok()?;
        row.filter(|(hash, bytes, _)| Hash::of(bytes) == Hash(*hash)).map(|(_, bytes, signature)| (bytes, signature))
    }

    fn author(&self, actor: &ActorId) -> Option<Author> {
        ground::author(&self.db, actor).ok().flatten()
    }

    fn blobs_of(&self, number: i64) -> Vec<Hash> {
        let sql = "SELECT hash FROM unit_blob WHERE unit = :unit AND state = 'waiting'";
        let hashes = self.all(sql, named_params! {":unit": number}, |row| row.get::<_, [u8; 32]>(0));
        hashes.into_iter().map(Hash).collect()
    }

    fn waiting_blobs(&self) -> Vec<Hash> {
        let sql = "SELECT hash FROM unit_blob WHERE state = 'waiting' ORDER BY hash";
        self.all(sql, [], |row| row.get::<_, [u8; 32]>(0)).into_iter().map(Hash).collect()
    }
}

fn old_unit(row: &Row<'_>) -> rusqlite::Result<OldUnit> {
    let stamp: String = row.get(4)?;
    Ok(OldUnit {
        number: row.get(0)?,
        hash: Hash(row.get(1)?),
        chain: row.get(2)?,
        user: row.get(3)?,
        stamp: serde_json::from_str(&stamp).unwrap_or_default(),
        intent: row.get(5)?,
        state: row.get(6)?,
        outcome: row.get(7)?,
        changes: Vec::new(),
        facts: Vec::new(),
    })
}
