//! What the server keeps about each enrolled field device beside its record.

use crate::ServerError;
use onsite_domain::{Id, Subject, Word, field_device::FieldDevice};
use onsite_store::{Connection, derived};
use onsite_wire::PublicKey;
use rusqlite::{OptionalExtension as _, named_params};
use std::collections::BTreeSet;

/// The part that a sync reads and writes.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDeviceState {
    pub field_device: Id,
    pub key: PublicKey,
    /// Who enrolled on it and may work with it.
    pub users: BTreeSet<Id>,
    /// Who enrolled on it and was taken off.
    pub former_users: BTreeSet<Id>,
    /// The highest request counter that was used.
    pub counter: u64,
    pub is_revoked: bool,
    /// Its hash chain has two branches: a clone, or a phone restored from a backup.
    pub is_forked: bool,
    /// The last epoch in which it was heard.
    pub heard_epoch: u32,
    /// The feed position it confirmed with its latest request that brought no work: by this it is judged what it could know.
    pub confirmed_seq: u64,
    /// The highest feed position that it confirmed with no older work left to send: what it makes builds on that.
    pub covers_seq: u64,
    pub last_sync_ms: i64,
    pub app_version: String,
}

impl FieldDeviceState {
    /// One that was just enrolled and never heard.
    pub fn enrolled(field_device: Id, key: PublicKey, user: Id) -> Self {
        Self {
            field_device,
            key,
            users: BTreeSet::from([user]),
            former_users: BTreeSet::new(),
            counter: 0,
            is_revoked: false,
            is_forked: false,
            heard_epoch: 0,
            confirmed_seq: 0,
            covers_seq: 0,
            last_sync_ms: 0,
            app_version: String::new(),
        }
    }

    /// Whether the server certified that this field device speaks for somebody, now or once.
    pub fn is_certified(&self, user: Id) -> bool {
        self.users.contains(&user) || self.former_users.contains(&user)
    }
}

pub fn get(connection: &Connection, field_device: Id) -> Result<Option<FieldDeviceState>, ServerError> {
    let row = connection
        .prepare_cached(
            "SELECT key, counter, is_revoked, is_forked, heard_epoch, confirmed_seq, last_sync_ms, app_version,
                 covers_seq
             FROM field_device_state WHERE field_device = :id",
        )?
        .query_row(named_params! {":id": field_device.to_string()}, |row| {
            Ok((
                row.get::<_, [u8; 32]>(0)?,
                (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?),
                (row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?),
            ))
        })
        .optional()?;
    let Some((
        key,
        (counter, is_revoked, is_forked, heard_epoch),
        (confirmed_seq, last_sync_ms, app_version, covers_seq),
    )) = row
    else {
        return Ok(None);
    };
    let (users, former_users) = users(connection, field_device)?;
    Ok(Some(FieldDeviceState {
        field_device,
        key: PublicKey(key),
        users,
        former_users,
        counter,
        is_revoked,
        is_forked,
        heard_epoch,
        confirmed_seq,
        covers_seq,
        last_sync_ms,
        app_version,
    }))
}

/// Who works with a field device, and who did.
fn users(connection: &Connection, field_device: Id) -> Result<(BTreeSet<Id>, BTreeSet<Id>), ServerError> {
    let mut statement =
        connection.prepare_cached("SELECT user FROM field_device_certificate WHERE field_device = :id")?;
    let rows = statement.query_map(named_params! {":id": field_device.to_string()}, |row| row.get::<_, String>(0))?;
    let mut users = BTreeSet::new();
    for row in rows {
        let text = row?;
        users.insert(text.parse().map_err(|_| ServerError::broken(format!("'{text}' is no user")))?);
    }
    // The only user of a field device is not taken off it: it is revoked.
    if users.len() < 2 {
        return Ok((users, BTreeSet::new()));
    }
    let record: Option<FieldDevice> = derived::view_as(connection, Subject::new(Word::FieldDevice, field_device))?;
    let former: BTreeSet<Id> = record.into_iter().flat_map(|record| record.former_users).collect();
    Ok(users.into_iter().partition(|user| !former.contains(user)))
}

/// The key a field device signs with, revoked or not: what it signed before stays signed.
pub fn key(connection: &Connection, field_device: Id) -> Result<Option<PublicKey>, ServerError> {
    let key: Option<[u8; 32]> = connection
        .prepare_cached("SELECT key FROM field_device_state WHERE field_device = :id")?
        .query_row(named_params! {":id": field_device.to_string()}, |row| row.get(0))
        .optional()?;
    Ok(key.map(PublicKey))
}

/// Adds a newly enrolled field device.
pub fn insert(connection: &Connection, state: &FieldDeviceState) -> Result<(), ServerError> {
    connection
        .prepare_cached(
            "INSERT INTO field_device_state (field_device, key, heard_epoch, app_version)
             VALUES (:id, :key, :heard_epoch, :app_version)",
        )?
        .execute(named_params! {
            ":id": state.field_device.to_string(), ":key": state.key.0.as_slice(), ":heard_epoch": state.heard_epoch,
            ":app_version": state.app_version,
        })?;
    Ok(())
}

/// Keeps what certifies that a field device speaks for a user, in place of an older one.
pub fn put_certificate(
    connection: &Connection,
    field_device: Id,
    user: Id,
    certificate: &[u8],
) -> Result<(), ServerError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO field_device_certificate (field_device, user, bytes)
             VALUES (:id, :user, :bytes)",
        )?
        .execute(named_params! {
            ":id": field_device.to_string(), ":user": user.to_string(), ":bytes": certificate,
        })?;
    Ok(())
}

/// The certificate under which a field device speaks, or spoke, for a user.
pub fn certificate(connection: &Connection, field_device: Id, user: Id) -> Result<Option<Vec<u8>>, ServerError> {
    Ok(connection
        .prepare_cached("SELECT bytes FROM field_device_certificate WHERE field_device = :id AND user = :user")?
        .query_row(named_params! {":id": field_device.to_string(), ":user": user.to_string()}, |row| row.get(0))
        .optional()?)
}

/// Takes a request counter that is above the last one used.
///
/// # Errors
/// [`ServerError::CounterUsed`] with the current one.
pub fn use_counter(connection: &Connection, state: &FieldDeviceState, counter: u64) -> Result<(), ServerError> {
    let changed = connection
        .prepare_cached(
            "UPDATE field_device_state SET counter = :counter WHERE field_device = :id AND counter < :counter",
        )?
        .execute(named_params! {":id": state.field_device.to_string(), ":counter": counter})?;
    if changed == 0 {
        return Err(ServerError::CounterUsed { current: state.counter });
    }
    Ok(())
}

/// What a sync leaves behind.
pub fn heard(connection: &Connection, state: &FieldDeviceState) -> Result<(), ServerError> {
    connection
        .prepare_cached(
            "UPDATE field_device_state SET is_forked = :is_forked, heard_epoch = :heard_epoch,
                 confirmed_seq = :confirmed_seq, covers_seq = :covers_seq, last_sync_ms = :last_sync_ms, app_version = :app_version
             WHERE field_device = :id",
        )?
        .execute(named_params! {
            ":id": state.field_device.to_string(), ":is_forked": state.is_forked, ":heard_epoch": state.heard_epoch,
            ":confirmed_seq": state.confirmed_seq, ":covers_seq": state.covers_seq, ":last_sync_ms": state.last_sync_ms,
            ":app_version": state.app_version,
        })?;
    Ok(())
}

pub fn revoke(connection: &Connection, field_device: Id) -> Result<bool, ServerError> {
    let changed = connection
        .prepare_cached("UPDATE field_device_state SET is_revoked = 1 WHERE field_device = :id AND is_revoked = 0")?
        .execute(named_params! {":id": field_device.to_string()})?;
    Ok(changed == 1)
}

/// The field devices of a user that may pull, or of everybody.
pub fn active(connection: &Connection, user: Option<Id>) -> Result<Vec<FieldDeviceState>, ServerError> {
    let ids: Vec<String> = {
        let mut statement = connection.prepare_cached(
            "SELECT field_device FROM field_device_state
             WHERE is_revoked = 0 AND (:user = '' OR EXISTS (
                 SELECT 1 FROM field_device_certificate AS held
                 WHERE held.user = :user AND held.field_device = field_device_state.field_device))
             ORDER BY field_device",
        )?;
        let user = user.map(|id| id.to_string()).unwrap_or_default();
        let rows = statement.query_map(named_params! {":user": user}, |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    let mut found = Vec::new();
    for id in ids {
        if let Ok(id) = id.parse()
            && let Some(state) = get(connection, id)?
        {
            found.push(state);
        }
    }
    Ok(found)
}
