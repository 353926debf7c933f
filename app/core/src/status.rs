//! How this field device stands: what waits, when the server was last heard, how much room is used.

use crate::{App, AppError, outbox::OutboxCounts, view};
use onsite_domain::{Id, Text};
use onsite_store::meta;
use onsite_wire::sync::SignedCursor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// When the server was last heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LastSync {
    /// By this device's clock.
    pub device_ms: i64,
    /// By the server's.
    pub server_ms: i64,
    /// How far the server's clock was ahead of this device's, as measured then.
    pub clock_difference_ms: i64,
}

/// How far the feed was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CursorShown {
    pub epoch: u32,
    pub seq: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Status {
    pub is_enrolled: bool,
    pub server_url: Option<String>,
    pub field_device: Option<Id>,
    pub user: Option<Id>,
    pub user_name: Option<String>,
    pub outbox: OutboxCounts,
    pub last_sync: Option<LastSync>,
    pub cursor: Option<CursorShown>,
    pub is_revoked: bool,
    /// Its user gave it back; the server is asked once everything is sent.
    pub is_leaving: bool,
    pub wipe_ordered: Option<crate::wipe::WipeOrdered>,
    pub attention_count: u64,
    pub quarantine_count: u64,
    pub document_count: u64,
    pub database_bytes: u64,
    pub blobs_bytes: u64,
    pub key_store: Text,
    pub now_ms: i64,
    pub app_version: &'static str,
}

/// As kept by the sync.
#[derive(Deserialize)]
struct KeptSync {
    server_ms: i64,
    stamp: onsite_domain::Stamp,
}

impl App {
    pub fn status(&self) -> Result<Status, AppError> {
        let identity = self.identity().ok();
        let count = |sql: &str| -> Result<u64, AppError> { Ok(self.db.query_row(sql, [], |row| row.get(0))?) };
        let size = |name: &str| {
            // The log beside the file is part of it.
            let of = |name: String| std::fs::metadata(self.directory().join(name)).map_or(0, |found| found.len());
            of(name.to_owned()).saturating_add(of(format!("{name}-wal")))
        };
        let user_name = match identity {
            Some(_) => self.user()?.map(|user| user.name.in_language(user.language).to_owned()),
            None => None,
        };
        Ok(Status {
            is_enrolled: identity.is_some(),
            server_url: identity.map(|identity| identity.server_url.clone()),
            field_device: identity.map(|identity| identity.field_device),
            user: identity.map(|identity| identity.user),
            user_name,
            outbox: self.outbox_counts()?,
            last_sync: self.last_sync()?,
            cursor: self.cursor_shown()?,
            is_revoked: meta::get::<String>(&self.db, "revoked")?.is_some(),
            is_leaving: self.is_leaving()?,
            wipe_ordered: self.wipe_ordered()?,
            attention_count: count("SELECT count(*) FROM attention WHERE is_open = 1")?,
            quarantine_count: count("SELECT count(*) FROM quarantine")?,
            document_count: count("SELECT count(*) FROM document")?,
            database_bytes: size("onsite.sqlite"),
            blobs_bytes: size("blobs.sqlite"),
            key_store: self.key_store_description(),
            now_ms: view::now_ms(self),
            app_version: env!("CARGO_PKG_VERSION"),
        })
    }

    /// When the server was last heard; `None` before the first sync.
    pub fn last_sync(&self) -> Result<Option<LastSync>, AppError> {
        let kept: Option<KeptSync> = meta::get(&self.db, "last_sync")?;
        Ok(kept.map(|kept| LastSync {
            device_ms: kept.stamp.wall_ms,
            server_ms: kept.server_ms,
            clock_difference_ms: kept.server_ms.saturating_sub(kept.stamp.wall_ms),
        }))
    }

    fn cursor_shown(&self) -> Result<Option<CursorShown>, AppError> {
        let Some(bytes) = meta::get_bytes(&self.db, "cursor")? else { return Ok(None) };
        let cursor: SignedCursor =
            onsite_wire::codec::decode(&bytes, bytes.len()).map_err(|e| AppError::broken(format!("cursor: {e}")))?;
        Ok(Some(CursorShown { epoch: cursor.cursor.epoch, seq: cursor.cursor.seq }))
    }
}
