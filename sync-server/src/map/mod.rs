//! Tiles under the map of the console: from a file of the operator's, or from a source that the administrator names. Browsers
//! ask this server and nobody else.
//!
//! Invariants
//! - The address of a source, which may hold a key, is told to nobody.
//! - No address of a private network is reached unless the operator says so (`outward`).
//! - What is handed out is a picture of a bounded size; what is kept of others is bounded and no part of a backup.

mod cache;
mod file;
mod source;

pub use file::TileFile;
pub use source::{Datum, Source, SourceKind, WantedSource, ZOOM_MAX};

use crate::{
    ServerError,
    outward::{Errand, Outward},
};
use cache::Cache;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Larger pictures are no tiles.
const TILE_BYTES_MAX: usize = 1 << 20;
/// Tiles fetched at the same time.
const FETCHING_MAX: usize = 8;
/// A source that takes longer does not answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// A tile is asked for again after this.
const FRESH_MS: i64 = 30 * 24 * 3_600_000;

/// What the operator says.
#[derive(Clone, Debug, Default)]
pub struct MapOptions {
    /// Raster tiles in the MBTiles form.
    pub file: Option<PathBuf>,
    /// Where tiles of others are kept; in memory where missing.
    pub cache: Option<PathBuf>,
    /// A source may lead into private networks, and over plain HTTP.
    pub may_reach_private: bool,
}

/// Which tile: the usual numbering, from the north-west.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    z: u8,
    x: u32,
    y: u32,
}

impl Place {
    /// One that exists.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        let side = 1_u32.checked_shl(u32::from(z)).filter(|_| z <= ZOOM_MAX)?;
        (x < side && y < side).then_some(Self { z, x, y })
    }

    /// The row as MBTiles counts: from the south.
    fn row_from_south(self) -> u32 {
        1_u32.checked_shl(u32::from(self.z)).unwrap_or(1).saturating_sub(1).saturating_sub(self.y)
    }
}

/// A picture and its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Tile {
    /// What begins as a picture that browsers show.
    fn read(bytes: Vec<u8>) -> Option<Self> {
        let media_type = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', ..] => "image/png",
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            _ => return None,
        };
        (bytes.len() <= TILE_BYTES_MAX).then_some(Self { media_type, bytes })
    }
}

/// Why there is no tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTile {
    /// The source has none there.
    NotThere,
    /// As a code: `timeout`, `no_connection`, `not_public`, `refused`, `answered`, `too_large`, `no_picture`, `no_file`.
    Failed(&'static str),
}

/// What went wrong last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastFailure {
    pub code: &'static str,
    pub at_ms: i64,
}

/// Where tiles come from and are kept.
pub struct Tiles {
    outward: Option<Outward>,
    may_reach_private: bool,
    file: Option<Mutex<TileFile>>,
    cache: Mutex<Option<Cache>>,
    fetching: Semaphore,
    last: Mutex<Option<LastFailure>>,
}

fn held<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tiles {
    /// What cannot be opened is left out, and the log says so: a map is no reason not to serve.
    pub fn new(options: &MapOptions) -> Self {
        let errand = Errand {
            agent: concat!("onsite-map/", env!("CARGO_PKG_VERSION")),
            timeout: TIMEOUT,
            body_bytes_max: TILE_BYTES_MAX,
            may_reach_private: options.may_reach_private,
        };
        let warned = |what: &'static str, error: &dyn std::fmt::Display| tracing::warn!(%error, "{what}");
        let outward = Outward::new(errand).map_err(|error| warned("no tiles are fetched", &error)).ok();
        let opened = options.file.as_deref().map(TileFile::open).transpose();
        let file = opened.map_err(|error| warned("the file of tiles is not used", &error)).ok().flatten();
        let cache = Cache::open(options.cache.as_deref()).map_err(|error| warned("tiles are not kept", &error)).ok();
        Self {
            outward,
            may_reach_private: options.may_reach_private,
            file: file.map(Mutex::new),
            cache: Mutex::new(cache),
            fetching: Semaphore::new(FETCHING_MAX),
            last: Mutex::new(None),
        }
    }

    pub fn may_reach_private(&self) -> bool {
        self.may_reach_private
    }

    /// What the operator's file says of itself.
    pub fn file(&self) -> Option<file::About> {
        self.file.as_ref().map(|file| held(file).about())
    }

    pub fn last_failure(&self) -> Option<LastFailure> {
        *held(&self.last)
    }

    /// Bytes that are kept of others.
    pub fn kept_bytes(&self) -> u64 {
        held(&self.cache).as_ref().map_or(0, Cache::size_bytes)
    }

    /// Nothing of what was kept, or went wrong, is of the source that is used now.
    pub fn source_changed(&self) {
        *held(&self.last) = None;
        if let Some(cache) = held(&self.cache).as_mut() {
            cache.clear();
        }
    }

    /// The tile at a place.
    ///
    /// # Errors
    /// [`NoTile`]; what failed is remembered for whoever looks after the source.
    pub async fn tile(&self, source: &Source, place: Place, now_ms: i64) -> Result<Tile, NoTile> {
        match source.kind {
            SourceKind::None => Err(NoTile::NotThere),
            SourceKind::File => {
                let file = self.file.as_ref().ok_or(NoTile::Failed("no_file"))?;
                held(file).tile(place)
            }
            SourceKind::Url => self.of_others(source, place, now_ms).await,
        }
    }

    async fn of_others(&self, source: &Source, place: Place, now_ms: i64) -> Result<Tile, NoTile> {
        let kept = held(&self.cache).as_mut().and_then(|cache| cache.get(place, now_ms));
        let (tile, fetched_ms) = kept.map_or((None, i64::MIN), |(tile, fetched_ms)| (Some(tile), fetched_ms));
        if let Some(tile) = tile.as_ref().filter(|_| now_ms.saturating_sub(fetched_ms) < FRESH_MS) {
            return Ok(tile.clone());
        }
        let fetched = self.fetch(source, place).await;
        match (&fetched, tile) {
            (Ok(tile), _) => {
                if let Some(cache) = held(&self.cache).as_mut() {
                    cache.put(place, &tile.bytes, now_ms);
                }
            }
            // An old street is better than none.
            (Err(NoTile::Failed(code)), Some(tile)) => {
                self.remember(code, now_ms);
                return Ok(tile);
            }
            (Err(NoTile::Failed(code)), None) => self.remember(code, now_ms),
            (Err(NoTile::NotThere), _) => {}
        }
        fetched
    }

    fn remember(&self, code: &'static str, at_ms: i64) {
        *held(&self.last) = Some(LastFailure { code, at_ms });
    }

    async fn fetch(&self, source: &Source, place: Place) -> Result<Tile, NoTile> {
        let failed = NoTile::Failed;
        let outward = self.outward.as_ref().ok_or(failed("no_connection"))?;
        let _turn = self.fetching.acquire().await.map_err(|_| failed("broken_off"))?;
        let answer = outward.get(&source.address_of(place)).await.map_err(|none| failed(none.code()))?;
        match answer.status {
            200 => Tile::read(answer.body).ok_or(failed("no_picture")),
            204 | 404 => Err(NoTile::NotThere),
            401 | 403 => Err(failed("refused")),
            _ => Err(failed("answered")),
        }
    }
}

/// Whether tiles come from somewhere, as the company says; from the operator's file where it says nothing.
pub(crate) fn in_use(said: Option<Source>, tiles: &Tiles) -> Result<Source, ServerError> {
    let file = tiles.file();
    Ok(match said {
        Some(source) if source.kind == SourceKind::File => source.with(file),
        Some(source) => source,
        None if file.is_some() => Source { kind: SourceKind::File, ..Source::default() }.with(file),
        None => Source::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tiles_that_exist_are_places() {
        assert!(Place::new(0, 0, 0).is_some());
        assert!(Place::new(0, 1, 0).is_none());
        assert!(Place::new(3, 7, 8).is_none());
        assert!(Place::new(22, (1 << 22) - 1, 0).is_some());
        assert!(Place::new(23, 0, 0).is_none());
        assert_eq!(Place::new(2, 1, 0).map(Place::row_from_south), Some(3));
    }

    #[test]
    fn what_is_no_picture_is_no_tile() {
        assert_eq!(Tile::read(b"\x89PNG\r\n\x1a\n".to_vec()).map(|tile| tile.media_type), Some("image/png"));
        assert_eq!(Tile::read(b"RIFF0000WEBPVP8 ".to_vec()).map(|tile| tile.media_type), Some("image/webp"));
        for wrong in [b"<svg onload=x>".to_vec(), b"<html>".to_vec(), Vec::new(), b"RIFF0000WAVE".to_vec()] {
            assert_eq!(Tile::read(wrong), None);
        }
        let mut large = b"\xff\xd8\xff".to_vec();
        large.resize(TILE_BYTES_MAX + 1, 0);
        assert_eq!(Tile::read(large), None);
    }
}
