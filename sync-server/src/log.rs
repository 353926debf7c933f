//! The feed: everything the server accepted, in one order, under one running hash.

use crate::ServerError;
use onsite_domain::{Id, Subject, id::Hash};
use onsite_store::Connection;
use rusqlite::{OptionalExtension as _, named_params};

/// Where the feed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tip {
    pub seq: u64,
    pub chain: [u8; 32],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    Change,
    Fact,
    Record,
    Enter,
    Leave,
}

impl RowKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Fact => "fact",
            Self::Record => "record",
            Self::Enter => "enter",
            Self::Leave => "leave",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Change, Self::Fact, Self::Record, Self::Enter, Self::Leave]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// One row, before it has a place.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRow {
    pub kind: RowKind,
    pub subject: Subject,
    /// Enter and leave: whose; otherwise the field device it came from.
    pub field_device: Option<Id>,
    /// The unit it came with.
    pub unit: u64,
    pub first_position: u64,
    pub count: u64,
    pub hash: Hash,
    pub fact: Option<Id>,
}

impl NewRow {
    /// A row without origin, positions or fact.
    pub fn of(kind: RowKind, subject: Subject, hash: Hash) -> Self {
        Self { kind, subject, field_device: None, unit: 0, first_position: 0, count: 0, hash, fact: None }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub seq: u64,
    pub kind: RowKind,
    pub subject: Subject,
    pub field_device: Option<Id>,
    pub unit: u64,
    pub first_position: u64,
    pub count: u64,
    pub fact: Option<Id>,
}

pub fn tip(connection: &Connection) -> Result<Tip, ServerError> {
    Ok(connection
        .prepare_cached("SELECT seq, chain FROM log ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok(Tip { seq: row.get(0)?, chain: row.get(1)? }))
        .optional()?
        .unwrap_or_default())
}

/// The running hash after `seq`; `None` where the feed never got there.
pub fn chain_at(connection: &Connection, seq: u64) -> Result<Option<[u8; 32]>, ServerError> {
    if seq == 0 {
        return Ok(Some(Tip::default().chain));
    }
    // A seq that comes from outside may be larger than any row's can be.
    let Ok(seq) = i64::try_from(seq) else { return Ok(None) };
    Ok(connection
        .prepare_cached("SELECT chain FROM log WHERE seq = :seq")?
        .query_row(named_params! {":seq": seq}, |row| row.get(0))
        .optional()?)
}

pub fn append(connection: &Connection, row: &NewRow, now_ms: i64) -> Result<u64, ServerError> {
    let before = tip(connection)?;
    let seq = before.seq.saturating_add(1);
    let subject = row.subject.to_string();
    let field_device = row.field_device.map(|id| id.to_string()).unwrap_or_default();
    let fact = row.fact.map(|id| id.to_string()).unwrap_or_default();
    let chain = link(&before.chain, row.kind, &subject, &field_device, row.hash);
    connection
        .prepare_cached(
            "INSERT INTO log (seq, kind, subject, field_device, unit, first_position, count, hash, ref, chain, at_ms)
             VALUES (:seq, :kind, :subject, :field_device, :unit, :first_position, :count, :hash, :ref, :chain, :at_ms)",
        )?
        .execute(named_params! {
            ":seq": seq, ":kind": row.kind.as_str(), ":subject": subject, ":field_device": field_device,
            ":unit": row.unit, ":first_position": row.first_position, ":count": row.count,
            ":hash": row.hash.0.as_slice(), ":ref": fact, ":chain": chain.as_slice(), ":at_ms": now_ms,
        })?;
    Ok(seq)
}

fn link(before: &[u8; 32], kind: RowKind, subject: &str, field_device: &str, hash: Hash) -> [u8; 32] {
    let parts: [&[u8]; 5] =
        [before, kind.as_str().as_bytes(), subject.as_bytes(), field_device.as_bytes(), hash.0.as_slice()];
    Hash::of_parts("onsite/feed/v1", &parts).0
}

/// The rows after `seq` and up to `through` that are for a field device, oldest first: about what it held then, and its own
/// comings and goings.
pub fn rows_for(connection: &Connection, field_device: Id, seq: u64, through: u64) -> Result<Vec<Row>, ServerError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, kind, subject, field_device, unit, first_position, count, ref
         FROM log WHERE seq > :seq AND seq <= :through
             AND CASE WHEN kind IN ('enter', 'leave') THEN field_device = :id
                 ELSE EXISTS (SELECT 1 FROM member WHERE member.field_device = :id AND member.subject = log.subject
                                  AND member.entered_seq < log.seq) END
         ORDER BY seq",
    )?;
    let params = named_params! {":seq": seq, ":through": through, ":id": field_device.to_string()};
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (kind, subject): (String, String) = (row.get(1)?, row.get(2)?);
        let (field_device, fact): (String, String) = (row.get(3)?, row.get(7)?);
        let broken = || ServerError::broken(format!("feed row with kind '{kind}' and subject '{subject}'"));
        found.push(Row {
            seq: row.get(0)?,
            kind: RowKind::parse(&kind).ok_or_else(broken)?,
            subject: subject.parse().map_err(|_| broken())?,
            field_device: field_device.parse().ok(),
            unit: row.get(4)?,
            first_position: row.get(5)?,
            count: row.get(6)?,
            fact: fact.parse().ok(),
        });
    }
    Ok(found)
}

/// Recomputes the running hash from the first row; the seq of the first row that does not fit.
pub fn first_broken_link(connection: &Connection) -> Result<Option<u64>, ServerError> {
    let mut statement =
        connection.prepare("SELECT seq, kind, subject, field_device, hash, chain FROM log ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut before = Tip::default();
    while let Some(row) = rows.next()? {
        let seq: u64 = row.get(0)?;
        let (kind, subject, field_device): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let (hash, chain): ([u8; 32], [u8; 32]) = (row.get(4)?, row.get(5)?);
        let expected = RowKind::parse(&kind).map(|kind| link(&before.chain, kind, &subject, &field_device, Hash(hash)));
        if seq != before.seq.saturating_add(1) || expected != Some(chain) {
            return Ok(Some(seq));
        }
        before = Tip { seq, chain };
    }
    Ok(None)
}
