//! The audit trail of one subject: every change, fact and record version about it, newest first, in the order of the feed.
//! It is read from ground state alone, so that it is the same after a rebuild. Who may see how much of it is asked in
//! `http::api::audit`.

use crate::{ServerError, ServerStore, log::RowKind};
use onsite_documents::{ActorId, PastChange, PastWrite};
use onsite_domain::{
    Author, Id, Subject,
    fact::StoredFact,
    field_definition::is_blank,
    id::Hash,
    record::Record,
    stamp::{Received, WallMs},
};
use onsite_store::{fact, ground};
use rusqlite::{OptionalExtension as _, named_params};
use serde_json::Value;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
};

/// Rows of the feed looked at for one page; where a filter leaves few of them, the page ends early and goes on later.
const LOOKED_AT_MAX: usize = 1_000;
/// Rows of the feed that are read at once.
const TOGETHER: usize = 250;

/// A place in the trail: the feed row, and what of it (a row of changes holds many writes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) seq: u64,
    pub(crate) nth: u64,
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) place: Place,
    pub(crate) author: Option<Author>,
    pub(crate) received_ms: i64,
    pub(crate) device_ms: i64,
    /// `None` where nothing is known of the clock.
    pub(crate) corrected: Option<Received>,
    pub(crate) what: Done,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Done {
    Write { change: Hash, write: PastWrite },
    Fact(Box<StoredFact>),
    Record { version: Box<Record>, before: Option<Box<Record>> },
}

/// A page of the trail.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    pub(crate) steps: Vec<Step>,
    /// Where it goes on, if it does: behind this place.
    pub(crate) next: Option<Place>,
}

struct FeedRow {
    seq: u64,
    kind: RowKind,
    field_device: Option<Id>,
    unit: u64,
    first_position: u64,
    count: u64,
    hash: Hash,
    fact: Option<Id>,
    at_ms: i64,
}

impl ServerStore {
    /// What was done to a subject before `before` (or at all), newest first: at most `limit` steps that `is_wanted`.
    pub(crate) fn audit(
        &mut self,
        subject: Subject,
        before: Option<Place>,
        limit: usize,
        is_wanted: impl Fn(&Done) -> bool,
    ) -> Result<Trail, ServerError> {
        let mut trail = Trail::default();
        let mut looked_at = 0_usize;
        let mut from = before;
        loop {
            let rows = self.feed_of(subject, from.map_or(u64::MAX, |place| place.seq))?;
            let is_last = rows.len() < TOGETHER;
            let mut changes = self.past_changes(subject, &rows)?;
            for row in &rows {
                looked_at = looked_at.saturating_add(1);
                let mut steps = self.steps(subject, row, &mut changes)?;
                steps.retain(|step| from.is_none_or(|from| step.place < from));
                while let Some(step) = steps.pop() {
                    if !is_wanted(&step.what) {
                        continue;
                    }
                    if trail.steps.len() == limit {
                        // One more than fits: the page ends at the one before.
                        trail.next = trail.steps.last().map(|last| last.place);
                        return Ok(trail);
                    }
                    trail.steps.push(step);
                }
            }
            let Some(last) = rows.last().filter(|_| !is_last) else { return Ok(trail) };
            from = Some(Place { seq: last.seq, nth: 0 });
            if looked_at >= LOOKED_AT_MAX {
                trail.next = from;
                return Ok(trail);
            }
        }
    }

    /// Rows of the feed about a subject from `seq` back.
    fn feed_of(&self, subject: Subject, seq: u64) -> Result<Vec<FeedRow>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT seq, kind, field_device, unit, first_position, count, hash, ref, at_ms FROM log
             WHERE subject = :subject AND seq <= :seq AND kind IN ('change', 'fact', 'record')
             ORDER BY seq DESC LIMIT :limit",
        )?;
        let params = named_params! {
            ":subject": subject.to_string(), ":seq": i64::try_from(seq).unwrap_or(i64::MAX),
            ":limit": i64::try_from(TOGETHER).unwrap_or(i64::MAX),
        };
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let kind: String = row.get(1)?;
            let (field_device, fact): (String, String) = (row.get(2)?, row.get(7)?);
            found.push(FeedRow {
                seq: row.get(0)?,
                kind: RowKind::parse(&kind).ok_or_else(|| ServerError::broken(format!("feed row of kind '{kind}'")))?,
                field_device: field_device.parse().ok(),
                unit: row.get(3)?,
                first_position: row.get(4)?,
                count: row.get(5)?,
                hash: Hash(row.get(6)?),
                fact: fact.parse().ok(),
                at_ms: row.get(8)?,
            });
        }
        Ok(found)
    }

    /// What the changes of these rows did, by their position in the document.
    fn past_changes(&mut self, subject: Subject, rows: &[FeedRow]) -> Result<BTreeMap<u64, PastChange>, ServerError> {
        let rows: Vec<&FeedRow> = rows.iter().filter(|row| row.kind == RowKind::Change).collect();
        let Some(first) = rows.iter().map(|row| row.first_position).min() else { return Ok(BTreeMap::new()) };
        let mut positions: BTreeMap<Hash, u64> = BTreeMap::new();
        let mut authors: BTreeMap<ActorId, Option<Author>> = BTreeMap::new();
        for change in ground::changes(&self.db, subject, first)? {
            let of_row = |row: &&FeedRow| {
                (row.first_position..row.first_position.saturating_add(row.count)).contains(&change.position)
            };
            if !rows.iter().any(of_row) {
                continue;
            }
            positions.insert(change.hash, change.position);
            if let Entry::Vacant(unknown) = authors.entry(change.actor) {
                unknown.insert(ground::author(&self.db, &change.actor)?);
            }
        }
        let Some(document) = self.cache.open(&self.db, subject)? else { return Ok(BTreeMap::new()) };
        let wanted: BTreeSet<Hash> = positions.keys().copied().collect();
        let past = document
            .history(&wanted, &|actor| authors.get(actor).cloned().flatten())
            .map_err(|e| ServerError::broken(format!("document {subject}: {e}")))?;
        Ok(past.into_iter().filter_map(|change| Some((*positions.get(&change.hash)?, change))).collect())
    }

    /// The steps of a feed row, oldest first.
    fn steps(
        &self,
        subject: Subject,
        row: &FeedRow,
        changes: &mut BTreeMap<u64, PastChange>,
    ) -> Result<Vec<Step>, ServerError> {
        // Counted from 1: nothing stands before what a page that ended at a row begins with.
        let place = |nth: usize| Place { seq: row.seq, nth: u64::try_from(nth).unwrap_or(u64::MAX).saturating_add(1) };
        match row.kind {
            RowKind::Change => {
                let mut steps = Vec::new();
                for position in row.first_position..row.first_position.saturating_add(row.count) {
                    let Some(change) = changes.remove(&position) else { continue };
                    let corrected = self.corrected_in(row, change.wall_ms)?;
                    for write in change.written {
                        steps.push(Step {
                            place: place(steps.len()),
                            author: change.author.clone(),
                            received_ms: row.at_ms,
                            device_ms: change.wall_ms,
                            corrected,
                            what: Done::Write { change: change.hash, write },
                        });
                    }
                }
                Ok(steps)
            }
            RowKind::Fact => {
                let stored = row.fact.map(|id| fact::get(&self.db, id)).transpose()?.flatten();
                let step = stored.map(|stored| Step {
                    place: place(0),
                    author: Some(stored.fact.author.clone()),
                    // Of one that was let in later, when it was let in.
                    received_ms: row.at_ms,
                    device_ms: stored.fact.at.wall_ms,
                    corrected: stored.received,
                    what: Done::Fact(Box::new(stored)),
                });
                Ok(step.into_iter().collect())
            }
            RowKind::Record => {
                let Some((version, author)) = self.record_version(subject, row.hash)? else { return Ok(Vec::new()) };
                let before = self.record_before(&version)?.map(Box::new);
                let ms = version.at_ms;
                Ok(vec![Step {
                    place: place(0),
                    author,
                    received_ms: row.at_ms,
                    device_ms: ms,
                    corrected: Some(Received { received_ms: ms, corrected_ms: ms, uncertain_ms: 0 }),
                    what: Done::Record { version: Box::new(version), before },
                }])
            }
            RowKind::Enter | RowKind::Leave => Ok(Vec::new()),
        }
    }

    fn corrected_in(&self, row: &FeedRow, wall_ms: WallMs) -> Result<Option<Received>, ServerError> {
        match row.field_device {
            Some(field_device) => self.corrected(field_device, row.unit, wall_ms),
            None => Ok(None),
        }
    }

    /// A version of a record by its hash, newest first, because those are asked for most.
    fn record_version(&self, subject: Subject, hash: Hash) -> Result<Option<(Record, Option<Author>)>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT bytes, author FROM record_version WHERE subject = :subject ORDER BY epoch DESC, version DESC",
        )?;
        let mut rows = statement.query(named_params! {":subject": subject.to_string()})?;
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(0)?;
            if Hash::of(&bytes) == hash {
                let author: String = row.get(1)?;
                let record = Record::from_bytes(&bytes).map_err(|e| ServerError::broken(format!("{subject}: {e}")))?;
                return Ok(Some((record, serde_json::from_str(&author).ok())));
            }
        }
        Ok(None)
    }

    /// When the present version of a record was written, and by whom.
    pub(crate) fn last_version(&self, subject: Subject) -> Result<Option<(i64, Option<Author>)>, ServerError> {
        let row: Option<(Vec<u8>, String)> = self
            .db
            .prepare_cached(
                "SELECT bytes, author FROM record_version WHERE subject = :subject
                 ORDER BY epoch DESC, version DESC LIMIT 1",
            )?
            .query_row(named_params! {":subject": subject.to_string()}, |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((bytes, author)) = row else { return Ok(None) };
        let record = Record::from_bytes(&bytes).map_err(|e| ServerError::broken(format!("{subject}: {e}")))?;
        Ok(Some((record.at_ms, serde_json::from_str(&author).ok())))
    }

    pub(crate) fn record_before(&self, version: &Record) -> Result<Option<Record>, ServerError> {
        let bytes: Option<Vec<u8>> = self
            .db
            .prepare_cached(
                "SELECT bytes FROM record_version
                 WHERE subject = :subject AND (epoch, version) < (:epoch, :version)
                 ORDER BY epoch DESC, version DESC LIMIT 1",
            )?
            .query_row(
                named_params! {
                    ":subject": version.subject().to_string(), ":epoch": version.epoch, ":version": version.version,
                },
                |row| row.get(0),
            )
            .optional()?;
        let read = |bytes: Vec<u8>| Record::from_bytes(&bytes).map_err(|e| ServerError::broken(e.to_string()));
        bytes.map(read).transpose()
    }
}

/// The fields in which two versions of a record differ, sorted: name, before, after.
pub(crate) fn differences<'a>(
    before: Option<&'a Value>,
    after: &'a Value,
) -> Vec<(Cow<'a, str>, &'a Value, &'a Value)> {
    let of = |value: Option<&'a Value>| value.and_then(|value| value.get("ext"));
    let whole = fields_that_differ(before, after);
    let mut found: Vec<(Cow<'a, str>, &'a Value, &'a Value)> =
        whole.into_iter().filter(|(name, ..)| *name != "ext").map(|(name, old, new)| (name.into(), old, new)).collect();
    // Each of the company's own fields is a field of its own, named as the register of a document is.
    let own = fields_that_differ(of(before), of(Some(after)).unwrap_or(&Value::Null));
    found.extend(own.into_iter().map(|(name, old, new)| (format!("ext.{name}").into(), old, new)));
    found.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    found
}

/// The keys in which two objects differ, sorted: key, before, after.
pub(crate) fn fields_that_differ<'a>(
    before: Option<&'a Value>,
    after: &'a Value,
) -> Vec<(&'a str, &'a Value, &'a Value)> {
    const NOTHING: &Value = &Value::Null;
    let names: BTreeSet<&str> = before
        .and_then(Value::as_object)
        .into_iter()
        .chain(after.as_object())
        .flat_map(|fields| fields.keys().map(String::as_str))
        .collect();
    let of = |body: Option<&'a Value>, name: &str| body.and_then(|body| body.get(name)).unwrap_or(NOTHING);
    let pairs = names.into_iter().map(|name| (name, of(before, name), of(Some(after), name)));
    // What is empty and what was left out because it is empty are the same.
    pairs.filter(|(_, old, new)| old != new && !(is_blank(old) && is_blank(new))).collect()
}
