//! What the server keeps about each enrolled field device beside its record.

use crate::ServerError;
use onsite_domain::Id;
use onsite_store::Connection;
use onsite_wire::PublicKey;
use rusqlite::{OptionalExtension as _, named_params};

/// The part that a sync reads and writes.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDeviceState {
    pub field_device: Id,
    pub key: PublicKey,
    pub user: Id,
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
            user,
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
}

pub fn get(connection: &Connection, field_device: Id) -> Result<Option<FieldDeviceState>, ServerError> {
    let row = connection
        .prepare_cached(
            "SELECT key, user, counter, is_revoked, is_forked, heard_epoch, confirmed_seq, last_sync_ms, app_version,
                 covers_seq
             FROM field_device_state WHERE field_device = :id",
        )?
        .query_row(named_params! {":id": field_device.to_string()}, |row| {
            Ok((
                row.get::<_, [u8; 32]>(0)?,
                row.get::<_, String>(1)?,
                (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?),
                (row.get(6)?, row.get(7)?, row.get(8)?, row.get(9)?),
            ))
        })
        .optional()?;
    let Some((
        key,
        user,
        (counter, is_revoked, is_forked, heard_epoch),
        (confirmed_seq, last_sync_ms, app_version, covers_seq),
    )) = row
    else {
        return Ok(None);
    };
    let user = user.parse().map_err(|_| ServerError::broken(format!("field device {field_device} has no user")))?;
    Ok(Some(FieldDeviceState {
        field_device,
        key: PublicKey(key),
        user,
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

/// The key a field device signs with, revoked or not: what it signed before stays signed.
pub fn key(connection: &Connection, field_device: Id) -> Result<Option<PublicKey>, ServerError> {
    let key: Option<[u8; 32]> = connection
        .prepare_cached("SELECT key FROM field_device_state WHERE field_device = :id")?
        .query_row(named_params! {":id": field_device.to_string()}, |row| row.get(0))
        .optional()?;
    Ok(key.map(PublicKey))
}

/// Adds a newly enrolled field device with the certificate it was given.
pub fn insert(connection: &Connection, state: &FieldDeviceState, certificate: &[u8]) -> Result<(), ServerError> {
    connection
        .prepare_cached(
            "INSERT INTO field_device_state (field_device, key, user, heard_epoch, certificate)
             VALUES (:id, :key, :user, :heard_epoch, :certificate)",
        )?
        .execute(named_params! {
            ":id": state.field_device.to_string(), ":key": state.key.0.as_slice(), ":user": state.user.to_string(),
            ":heard_epoch": state.heard_epoch, ":certificate": certificate,
        })?;
    Ok(())
}

pub fn certificate(connection: &Connection, field_device: Id) -> Result<Option<Vec<u8>>, ServerError> {
    Ok(connection
        .prepare_cached("SELECT certificate FROM field_device_state WHERE field_device = :id")?
        .query_row(named_params! {":id": field_device.to_string()}, |row| row.get(0))
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
             WHERE is_revoked = 0 AND (:user = '' OR user = :user) ORDER BY field_device",
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
