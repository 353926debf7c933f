//! The export: everything that has not reached the server, as a file that the server can import.

use crate::{App, AppError};
use onsite_domain::id::Hash;
use onsite_store::{Connection, blob};
use onsite_wire::export::{ExportHeader, ExportWriter};
use serde::Serialize;
use std::io::{Read, Write};
use utoipa::ToSchema;

/// What an export file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Exported {
    pub units: u64,
    pub blobs: u64,
}

impl App {
    /// Writes everything unsent. Nothing here changes: what was exported still waits, and importing and syncing it both
    /// is harmless.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] where the file cannot be written.
    pub fn export(&mut self, to: impl Write) -> Result<Exported, AppError> {
        let header = ExportHeader {
            server: self.server_id()?,
            field_device: self.identity()?.field_device,
            certificates: self.own_certificates()?,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            schema: self.schema,
            stamp: self.ports.clock.stamp(),
        };
        let mut writer = ExportWriter::new(to, &header).map_err(not_written)?;
        let mut exported = Exported::default();
        let mut next = self.first_waiting_unit()?;
        while let Some(first_number) = next {
            let (push, last_number) = self.push_from(first_number)?;
            if push.units.is_empty() {
                break;
            }
            exported.units = exported.units.saturating_add(push.units.len() as u64);
            writer.push(&push).map_err(not_written)?;
            next = Some(last_number.saturating_add(1));
        }
        for hash in self.waiting_blobs()? {
            let Some(info) = blob::info(&self.blobs, hash)? else { continue };
            let content = BlobReader { connection: &self.blobs, hash, offset: 0 };
            writer.blob(&hash, info.size_bytes, content).map_err(not_written)?;
            exported.blobs = exported.blobs.saturating_add(1);
        }
        writer.finish(&self.signing_key).map_err(not_written)?;
        Ok(exported)
    }

    fn waiting_blobs(&self) -> Result<Vec<Hash>, AppError> {
        let mut statement =
            self.db.prepare_cached("SELECT hash FROM unit_blob WHERE state = 'waiting' ORDER BY hash")?;
        let rows = statement.query_map([], |row| row.get::<_, [u8; 32]>(0))?;
        Ok(rows.map(|row| row.map(Hash)).collect::<Result<_, _>>()?)
    }
}

fn not_written(error: std::io::Error) -> AppError {
    AppError::Unavailable(format!("writing the export: {error}"))
}

/// Reads a blob a piece at a time: a film of 200 MB does not pass through memory.
struct BlobReader<'a> {
    connection: &'a Connection,
    hash: Hash,
    offset: u64,
}

impl Read for BlobReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let bytes = blob::read(self.connection, self.hash, self.offset, buffer.len())
            .map_err(|e| std::io::Error::other(e.to_string()))?;
        let count = bytes.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(&bytes) {
            *to = *from;
        }
        self.offset = self.offset.saturating_add(count as u64);
        Ok(count)
    }
}
