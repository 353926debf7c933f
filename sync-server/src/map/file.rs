//! The operator's file of tiles, in the MBTiles form: an SQLite database that somebody else made. It is only read.

use super::{NoTile, Place, Tile, ZOOM_MAX};
use crate::ServerError;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, named_params};
use std::path::Path;

const TEXT_CHARS_MAX: usize = 300;

/// What a file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    pub name: String,
    pub attribution: String,
    pub zoom_min: u8,
    pub zoom_max: u8,
}

pub struct TileFile {
    db: Connection,
    about: About,
}

impl TileFile {
    /// # Errors
    /// [`ServerError::Unavailable`] for what is no file of raster tiles.
    pub fn open(path: &Path) -> Result<Self, ServerError> {
        let failed = |what: &dyn std::fmt::Display| ServerError::Unavailable(format!("{}: {what}", path.display()));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|e| failed(&e))?;
        db.pragma_update(None, "trusted_schema", "OFF").map_err(|e| failed(&e))?;
        let said = |name: &str| -> Result<String, ServerError> {
            let value: Option<String> = db
                .prepare_cached("SELECT CAST(value AS TEXT) FROM metadata WHERE name = :name")
                .and_then(|mut found| found.query_row(named_params! {":name": name}, |row| row.get(0)).optional())
                .map_err(|e| failed(&e))?;
            Ok(value.unwrap_or_default().chars().filter(|c| !c.is_control()).take(TEXT_CHARS_MAX).collect())
        };
        let format = said("format")?;
        if !["png", "jpg", "jpeg", "webp", ""].contains(&format.to_ascii_lowercase().as_str()) {
            return Err(failed(&"its tiles are no pictures (png, jpg or webp)"));
        }
        let (least, most): (Option<u8>, Option<u8>) = db
            .query_row("SELECT min(zoom_level), max(zoom_level) FROM tiles", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(|e| failed(&e))?;
        let zoom_max = most.ok_or_else(|| failed(&"there is no tile in it"))?.min(ZOOM_MAX);
        let about = About {
            name: said("name")?,
            attribution: without_marks(&said("attribution")?),
            zoom_min: least.unwrap_or(0).min(zoom_max),
            zoom_max,
        };
        Ok(Self { db, about })
    }

    pub(super) fn about(&self) -> About {
        self.about.clone()
    }

    pub(super) fn tile(&self, place: Place) -> Result<Tile, NoTile> {
        let bytes: Option<Vec<u8>> = self
            .db
            .prepare_cached(
                "SELECT tile_data FROM tiles WHERE zoom_level = :z AND tile_column = :x AND tile_row = :row LIMIT 1",
            )
            .and_then(|mut found| {
                let params = named_params! {":z": place.z, ":x": place.x, ":row": place.row_from_south()};
                found.query_row(params, |row| row.get(0)).optional()
            })
            .map_err(|error| {
                tracing::warn!(%error, "the file of tiles cannot be read");
                NoTile::Failed("no_file")
            })?;
        Tile::read(bytes.ok_or(NoTile::NotThere)?).ok_or(NoTile::Failed("no_picture"))
    }
}

/// Attributions are often HTML; here they are words.
fn without_marks(text: &str) -> String {
    let mut is_inside = false;
    let mut words = String::new();
    for c in text.chars() {
        match c {
            '<' => is_inside = true,
            '>' if is_inside => is_inside = false,
            _ if !is_inside => words.push(c),
            _ => {}
        }
    }
    words.replace("&copy;", "©").replace("&amp;", "&").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(format: &str, rows: &[(u8, u32, u32, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let db = Connection::open(folder.path().join("map.mbtiles")).unwrap();
        db.execute_batch(
            "CREATE TABLE metadata (name TEXT, value TEXT);
             CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);",
        )
        .unwrap();
        let text = [("format", format), ("attribution", "<a href='x'>&copy; Example Maps</a>"), ("name", "Town")];
        for (name, value) in text {
            db.execute("INSERT INTO metadata VALUES (?1, ?2)", [name, value]).unwrap();
        }
        for (z, x, row, bytes) in rows {
            db.execute("INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)", rusqlite::params![z, x, row, bytes]).unwrap();
        }
        folder
    }

    #[test]
    fn rows_are_counted_from_the_south_and_markup_is_no_word() {
        let folder = made("png", &[(1, 0, 1, b"\x89PNG north"), (2, 0, 0, b"<svg/>")]);
        let file = TileFile::open(&folder.path().join("map.mbtiles")).unwrap();
        let about = file.about();
        assert_eq!((about.attribution.as_str(), about.zoom_min, about.zoom_max), ("© Example Maps", 1, 2));
        assert_eq!(file.tile(Place::new(1, 0, 0).unwrap()).unwrap().bytes, b"\x89PNG north");
        assert_eq!(file.tile(Place::new(1, 0, 1).unwrap()), Err(NoTile::NotThere));
        assert_eq!(file.tile(Place::new(2, 0, 3).unwrap()), Err(NoTile::Failed("no_picture")));
    }

    #[test]
    fn what_holds_no_pictures_is_said_to_hold_none() {
        let vector = made("pbf", &[(0, 0, 0, b"x")]);
        assert!(TileFile::open(&vector.path().join("map.mbtiles")).is_err());
        let empty = made("png", &[]);
        assert!(TileFile::open(&empty.path().join("map.mbtiles")).is_err());
        assert!(TileFile::open(&empty.path().join("missing.mbtiles")).is_err());
        std::fs::write(empty.path().join("text"), "no database").unwrap();
        assert!(TileFile::open(&empty.path().join("text")).is_err());
    }
}
