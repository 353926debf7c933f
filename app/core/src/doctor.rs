//! The doctor: looks at the local store, says what is wrong and how to mend it.

use crate::{App, AppError, commit, set_aside::SEALED_KEY_FILE};
use onsite_domain::{Subject, id::Hash};
use onsite_store::{Connection, blob, derived, ground};
use onsite_wire::{
    CertificateChain, Message as _,
    push::{CHAIN_START, chain_next},
};
use serde::Serialize;
use std::path::Path;

/// One thing the doctor looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    pub name: &'static str,
    pub is_sound: bool,
    /// What was found.
    pub says: String,
    /// How to mend it; empty where it is sound.
    pub mend: &'static str,
}

/// Everything the doctor found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    pub is_sound: bool,
    pub checks: Vec<Check>,
    /// Worth knowing, nothing to mend.
    pub notes: Vec<String>,
}

const MEND_FILE: &str = "The file is damaged. Run `onsite recover --afresh`: it is set aside, the server sends everything \
                         back, and `onsite recover` then brings over what was not sent.";
const MEND_VIEWS: &str =
    "Run the doctor again with mending on: it makes the read models anew from the recorded history.";
const MEND_DOCUMENT: &str = "Sync, then run the doctor again: a damaged document is fetched anew after enrolling again. \
                             Export unsent work first.";
const MEND_OUTBOX: &str = "Export what is unsent and give the file to the office: it is imported there. Do not delete \
                           this folder before.";
const MEND_BLOB: &str = "A picture is damaged on this disk. Take it again if it has not reached the server.";
const MEND_LOST_KEY: &str = "Give the file database.key.sealed to the office: `onsite-server unseal-key` says the key, and \
                             `onsite recover --key` puts it back. If the company has no recovery key, `onsite recover \
                             --afresh` sets the database aside and begins a new one. Do not delete the folder.";
const MEND_OLD_STORE: &str = "Sync, then run `onsite recover`: it brings over what the old store had not sent. Where the \
                              old store has another key, the office opens its database.key.sealed with `onsite-server \
                              unseal-key` and `onsite recover --key` takes what it says. Do not delete the folder.";
const MEND_KEY: &str = "This device's key does not fit its certificate. Export what is unsent and enrol again.";

impl Diagnosis {
    /// Of a database whose key is gone, which nothing here can look into.
    pub fn of_lost_key(directory: &Path) -> Self {
        let wrong = format!("the key of {} is not in the key store", directory.display());
        let sealed = directory.join(SEALED_KEY_FILE);
        let note = match sealed.exists() {
            true => format!("the sealed key lies in {}", sealed.display()),
            false => "no sealed key lies beside the database".to_owned(),
        };
        Self {
            is_sound: false,
            checks: vec![check("database key", &[wrong], String::new(), MEND_LOST_KEY)],
            notes: vec![note],
        }
    }
}

impl App {
    /// Looks at everything; reads all of the store, so it takes a while. Nothing is changed.
    pub fn doctor(&mut self) -> Result<Diagnosis, AppError> {
        let mut checks = vec![
            integrity("database", &self.db)?,
            integrity("blobs", &self.blobs)?,
            self.check_documents()?,
            self.check_facts()?,
            self.check_outbox()?,
            self.check_blobs()?,
            self.check_read_models()?,
        ];
        if self.identity.is_some() {
            checks.push(self.check_certificate()?);
        }
        checks.push(self.check_old_stores()?);
        let mut notes = vec![format!("keys are kept in: {}", self.key_store_description())];
        let counts = self.outbox_counts()?;
        notes.push(format!(
            "{} units and {} pictures wait for the server, {} need attention",
            counts.waiting, counts.blobs_waiting, counts.needs_attention
        ));
        let kept: u64 = self.db.query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0))?;
        if kept > 0 {
            notes.push(format!("{kept} refused or unreadable pieces are kept in quarantine"));
        }
        Ok(Diagnosis { is_sound: checks.iter().all(|check| check.is_sound), checks, notes })
    }

    /// What was set aside was recovered from, or is still to be.
    fn check_old_stores(&self) -> Result<Check, AppError> {
        let old = self.old_stores()?;
        let waiting: Vec<String> = old
            .iter()
            .filter(|old| old.recovered.is_none())
            .map(|old| format!("{} is not recovered from", old.directory.display()))
            .collect();
        Ok(check("old stores", &waiting, format!("{} were set aside", old.len()), MEND_OLD_STORE))
    }

    /// Makes all read models anew from the recorded history.
    pub fn mend_read_models(&mut self) -> Result<(), AppError> {
        self.transaction(|app, _| Ok(derived::rebuild(&app.db, &mut app.cache)?))?;
        Ok(())
    }

    /// Every document's changes can be read, in order, and lead to the heads that are noted.
    fn check_documents(&self) -> Result<Check, AppError> {
        let subjects: Vec<String> = strings(&self.db, "SELECT subject FROM document ORDER BY subject")?;
        let mut wrong = Vec::new();
        for text in &subjects {
            let Ok(subject) = text.parse::<Subject>() else {
                wrong.push(text.clone());
                continue;
            };
            let heads = ground::heads(&self.db, subject)?;
            let is_sound = match ground::load(&self.db, subject) {
                Ok(Some(document)) => {
                    let mut found: Vec<Hash> = document.heads().to_vec();
                    found.sort_unstable();
                    Some(found) == heads
                }
                Ok(None) | Err(_) => false,
            };
            if !is_sound {
                wrong.push(text.clone());
            }
        }
        Ok(check("documents", &wrong, format!("{} documents replay to their heads", subjects.len()), MEND_DOCUMENT))
    }

    fn check_facts(&self) -> Result<Check, AppError> {
        let mut statement = self.db.prepare("SELECT id, hash, bytes FROM fact ORDER BY id")?;
        let mut rows = statement.query([])?;
        let (mut count, mut wrong) = (0_u64, Vec::new());
        while let Some(row) = rows.next()? {
            count = count.saturating_add(1);
            let (id, hash, bytes): (String, [u8; 32], Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if Hash::of(&bytes) != Hash(hash) {
                wrong.push(id);
            }
        }
        Ok(check("facts", &wrong, format!("{count} facts have their hashes"), MEND_DOCUMENT))
    }

    /// The chain of units is whole, and everything that waits is here.
    fn check_outbox(&self) -> Result<Check, AppError> {
        let mut wrong = Vec::new();
        let mut chain = CHAIN_START;
        let mut statement =
            self.db.prepare("SELECT number, hash, chain, state FROM unit WHERE number > 0 ORDER BY number")?;
        let units = statement
            .query_map([], |row| {
                let (number, state): (u64, String) = (row.get(0)?, row.get(3)?);
                Ok((number, Hash(row.get(1)?), row.get::<_, [u8; 16]>(2)?, state))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        // Older units may have been cleared away: the chain is checked from the first that is held.
        if let Some((first, ..)) = units.first() {
            chain = commit::chain_before(&self.db, *first)?;
        }
        let starts_at_one = units.first().is_none_or(|(first, ..)| *first == 1);
        for (place, (number, hash, after, state)) in units.iter().enumerate() {
            let next = chain_next(&chain, hash);
            if next != *after && (place > 0 || starts_at_one) {
                wrong.push(format!("unit {number} breaks the chain"));
            }
            chain = *after;
            if state == "waiting" {
                wrong.extend(self.missing_of_unit(*number)?);
            }
        }
        Ok(check("outbox", &wrong, format!("{} units, the chain is whole", units.len()), MEND_OUTBOX))
    }

    fn missing_of_unit(&self, number: u64) -> Result<Vec<String>, AppError> {
        let mut missing = Vec::new();
        for (subject, _, hash) in commit::changes_of_unit(&self.db, number)? {
            if !self.own_changes(subject)?.contains_key(&hash) {
                missing.push(format!("unit {number}: a change of {subject} is gone"));
            }
        }
        for id in commit::facts_of_unit(&self.db, number)? {
            if self.own_fact(id)?.is_none() {
                missing.push(format!("unit {number}: fact {id} is gone"));
            }
        }
        let mut statement =
            self.db.prepare_cached("SELECT hash FROM unit_blob WHERE unit = :unit AND state = 'waiting'")?;
        let hashes = statement
            .query_map(rusqlite::named_params! {":unit": number}, |row| row.get::<_, [u8; 32]>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        for hash in hashes {
            if blob::info(&self.blobs, Hash(hash))?.is_none() {
                missing.push(format!("unit {number}: picture {} is gone", Hash(hash)));
            }
        }
        Ok(missing)
    }

    fn check_blobs(&self) -> Result<Check, AppError> {
        let mut statement = self.blobs.prepare("SELECT hash FROM blob ORDER BY hash")?;
        let hashes = statement.query_map([], |row| row.get::<_, [u8; 32]>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut wrong = Vec::new();
        for hash in &hashes {
            if blob::get(&self.blobs, Hash(*hash)).is_err() {
                wrong.push(Hash(*hash).to_string());
            }
        }
        Ok(check("pictures", &wrong, format!("{} pictures and files have their hashes", hashes.len()), MEND_BLOB))
    }

    /// What screens read is what the history says. The rebuilding is thrown away again.
    fn check_read_models(&mut self) -> Result<Check, AppError> {
        let before = derived::dump(&self.db)?;
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        let rebuilt = derived::rebuild(&self.db, &mut self.cache).and_then(|()| derived::dump(&self.db));
        self.db.execute_batch("ROLLBACK")?;
        self.cache.clear();
        let after = match rebuilt {
            Ok(after) => after,
            Err(error) => {
                let says = format!("the read models cannot be made: {error}");
                return Ok(Check { name: "read models", is_sound: false, says, mend: MEND_DOCUMENT });
            }
        };
        let differing = before.iter().filter(|row| after.binary_search(row).is_err()).count();
        let lacking = after.iter().filter(|row| before.binary_search(row).is_err()).count();
        let wrong: Vec<String> = match differing.saturating_add(lacking) {
            0 => Vec::new(),
            _ => vec![format!("{differing} rows are wrong and {lacking} are missing")],
        };
        Ok(check("read models", &wrong, format!("{} rows equal a rebuild", before.len()), MEND_VIEWS))
    }

    fn check_certificate(&self) -> Result<Check, AppError> {
        let chain = CertificateChain::from_wire(&self.identity()?.certificate);
        let certificate = chain.ok().and_then(|chain| self.trust().ok()?.certificate(&chain).ok());
        let fits = certificate.is_some_and(|certificate| certificate.key == self.signing_key.public());
        let wrong = if fits { Vec::new() } else { vec!["the key and the certificate are not a pair".to_owned()] };
        Ok(check("certificate", &wrong, "the key fits the company's certificate".to_owned(), MEND_KEY))
    }
}

fn check(name: &'static str, wrong: &[String], sound: String, mend: &'static str) -> Check {
    if wrong.is_empty() {
        return Check { name, is_sound: true, says: sound, mend: "" };
    }
    let shown: Vec<&str> = wrong.iter().take(10).map(String::as_str).collect();
    let more = wrong.len().saturating_sub(shown.len());
    let more = if more == 0 { String::new() } else { format!("; and {more} more") };
    Check { name, is_sound: false, says: format!("{}{more}", shown.join("; ")), mend }
}

fn integrity(name: &'static str, connection: &Connection) -> Result<Check, AppError> {
    let mut wrong: Vec<String> = strings(connection, "PRAGMA integrity_check")?;
    wrong.retain(|line| line != "ok");
    // Of an encrypted file: every page has the code that its key gives it.
    wrong.extend(strings(connection, "PRAGMA cipher_integrity_check").unwrap_or_default());
    Ok(check(name, &wrong, "the file is sound".to_owned(), MEND_FILE))
}

fn strings(connection: &Connection, sql: &str) -> Result<Vec<String>, AppError> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
