//! Small named values: who this database belongs to and where it stands.

use crate::StoreError;
use rusqlite::{Connection, OptionalExtension as _, named_params};
use serde::{Serialize, de::DeserializeOwned};

pub fn get_bytes(connection: &Connection, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE key = :key")?;
    Ok(statement.query_row(named_params! {":key": key}, |row| row.get(0)).optional()?)
}

pub fn put_bytes(connection: &Connection, key: &str, value: &[u8]) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?;
    statement.execute(named_params! {":key": key, ":value": value})?;
    Ok(())
}

/// A value kept as JSON; missing or of another shape is `None`.
pub fn get<T: DeserializeOwned>(connection: &Connection, key: &str) -> Result<Option<T>, StoreError> {
    Ok(get_bytes(connection, key)?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

pub fn put<T: Serialize>(connection: &Connection, key: &str, value: &T) -> Result<(), StoreError> {
    let bytes = serde_json::to_vec(value).map_err(|e| StoreError::broken(format!("meta {key}: {e}")))?;
    put_bytes(connection, key, &bytes)
}

pub fn remove(connection: &Connection, key: &str) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM meta WHERE key = :key")?.execute(named_params! {":key": key})?;
    Ok(())
}
