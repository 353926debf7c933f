//! Where tiles come from, as the administrator says.

use super::{Place, file};
use crate::{ServerError, ServerStore, outward};
use onsite_domain::{Id, Rejected, RejectedCode};
use rusqlite::{OptionalExtension as _, named_params};
use serde::{Deserialize, Serialize};

/// Closer than this no street map goes.
pub const ZOOM_MAX: u8 = 22;
const ATTRIBUTION_CHARS_MAX: usize = 300;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MapSourceKind)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// The map shows places on a net of lines.
    #[default]
    None,
    /// The operator's file.
    File,
    /// Fetched by this server.
    Url,
}

/// What a source means by a longitude and a latitude. Places are kept in WGS-84.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MapDatum)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    #[default]
    Wgs84,
    /// Maps of mainland China that are shifted as its law wants.
    Gcj02,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    pub kind: SourceKind,
    /// With `{z}`, `{x}` and `{y}`; may hold a key.
    pub url: String,
    /// Whom the map is of, as its licence wants it said.
    pub attribution: String,
    pub datum: Datum,
    pub zoom_min: u8,
    pub zoom_max: u8,
    /// Rises with every change, so that browsers do not show what they kept of another source.
    pub version: i64,
}

/// What is to be.
#[derive(Clone, Debug)]
pub struct WantedSource {
    pub kind: SourceKind,
    /// The one that is there where missing.
    pub url: Option<String>,
    pub attribution: String,
    pub datum: Datum,
    pub zoom_max: u8,
}

impl Source {
    /// With what the operator's file says of itself, where the company says nothing else.
    pub(super) fn with(mut self, file: Option<file::About>) -> Self {
        let Some(about) = file else { return self };
        if self.attribution.is_empty() {
            self.attribution = about.attribution;
        }
        self.zoom_min = about.zoom_min;
        self.zoom_max = about.zoom_max.min(if self.zoom_max == 0 { ZOOM_MAX } else { self.zoom_max });
        self
    }

    pub(super) fn address_of(&self, place: Place) -> String {
        expanded(&self.url, place)
    }

    /// Its host, which may be told.
    pub fn host(&self) -> Option<String> {
        let url = reqwest::Url::parse(&expanded(&self.url, Place { z: 0, x: 0, y: 0 })).ok()?;
        url.host_str().map(str::to_owned)
    }
}

fn expanded(template: &str, place: Place) -> String {
    let numbers = [("{z}", u32::from(place.z)), ("{x}", place.x), ("{y}", place.y)];
    numbers.iter().fold(template.to_owned(), |url, (mark, number)| url.replace(mark, &number.to_string()))
}

/// An address that leads to one host whatever the tile.
fn checked_url(template: &str, may_reach_private: bool) -> Result<String, Rejected> {
    let template = template.trim();
    let wrong = |detail: &str| Rejected::because(RejectedCode::WrongShape, "url", detail);
    if template.is_empty() {
        return Err(Rejected::new(RejectedCode::Missing, "url"));
    }
    if template.len() > outward::URL_BYTES_MAX {
        return Err(Rejected::new(RejectedCode::TooLarge, "url"));
    }
    if ["{z}", "{x}", "{y}"].iter().any(|mark| template.matches(mark).count() != 1) {
        return Err(wrong("an address with the marks z, x and y in braces, each once"));
    }
    let at = |place| outward::checked(&expanded(template, place), may_reach_private);
    let (url, other) = (at(Place { z: 1, x: 1, y: 1 })?, at(Place { z: 22, x: 4_000_000, y: 3_000_000 })?);
    if url.origin() != other.origin() {
        return Err(wrong("an address that begins with https://"));
    }
    Ok(template.to_owned())
}

impl ServerStore {
    /// What the company says; `None` where it never said anything.
    pub fn map_source(&self) -> Result<Option<Source>, ServerError> {
        let body: Option<String> = self
            .db
            .prepare_cached("SELECT body FROM map_source WHERE id = 1")?
            .query_row([], |row| row.get(0))
            .optional()?;
        body.map(|body| serde_json::from_str(&body).map_err(|e| ServerError::broken(format!("map source: {e}"))))
            .transpose()
    }

    /// Says where tiles come from.
    ///
    /// # Errors
    /// [`RejectedCode::WrongShape`] for an address that this server may not or cannot ask.
    pub fn set_map_source(
        &mut self,
        user: Id,
        wanted: WantedSource,
        may_reach_private: bool,
    ) -> Result<Source, ServerError> {
        let held = self.map_source()?.unwrap_or_default();
        let url = match (wanted.kind, &wanted.url) {
            (SourceKind::Url, Some(url)) => checked_url(url, may_reach_private)?,
            // It may have been allowed before.
            (SourceKind::Url, None) => checked_url(&held.url, may_reach_private)?,
            _ => String::new(),
        };
        if wanted.attribution.chars().count() > ATTRIBUTION_CHARS_MAX {
            return Err(ServerError::rejected(RejectedCode::TooLarge, "attribution"));
        }
        if wanted.kind == SourceKind::Url && !(1..=ZOOM_MAX).contains(&wanted.zoom_max) {
            return Err(ServerError::rejected(RejectedCode::OutOfRange, "zoom_max"));
        }
        let source = Source {
            kind: wanted.kind,
            url,
            attribution: wanted.attribution.trim().to_owned(),
            datum: wanted.datum,
            zoom_min: 0,
            zoom_max: wanted.zoom_max.min(ZOOM_MAX),
            version: held.version.saturating_add(1),
        };
        let body = serde_json::to_string(&source).map_err(|e| ServerError::broken(e.to_string()))?;
        self.db
            .prepare_cached(
                "INSERT INTO map_source (id, body, changed_ms, changed_by) VALUES (1, :body, :now_ms, :user)
                 ON CONFLICT (id) DO UPDATE SET body = excluded.body, changed_ms = excluded.changed_ms,
                     changed_by = excluded.changed_by",
            )?
            .execute(named_params! {":body": body, ":now_ms": self.now_ms(), ":user": user.to_string()})?;
        Ok(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_one_public_host_over_tls() {
        for good in
            ["https://tiles.example/{z}/{x}/{y}.png?key=s3cret", "https://a.example:8443/wmts?z={z}&x={x}&y={y}"]
        {
            assert_eq!(checked_url(good, false), Ok(good.to_owned()), "{good}");
        }
        for bad in [
            "",
            "https://tiles.example/{z}/{x}.png",
            "https://tiles.example/{z}/{x}/{y}/{y}.png",
            "http://tiles.example/{z}/{x}/{y}.png",
            "https://{x}.example/{z}/{y}.png",
            "https://tiles.example:{x}/{z}/{y}.png",
            "https://user:word@tiles.example/{z}/{x}/{y}.png",
            "https://127.0.0.1/{z}/{x}/{y}.png",
            "https://2130706433/{z}/{x}/{y}.png",
            "https://[::1]/{z}/{x}/{y}.png",
            "https://10.0.0.{x}/{z}/{y}.png",
            "file:///{z}/{x}/{y}",
            "javascript:{z}{x}{y}",
        ] {
            assert!(checked_url(bad, false).is_err(), "{bad}");
        }
        assert!(checked_url("http://127.0.0.1:9000/{z}/{x}/{y}.png", true).is_ok());
        assert!(checked_url("file:///{z}/{x}/{y}", true).is_err());
    }

    #[test]
    fn the_host_is_told_and_nothing_else_of_the_address() {
        let source = Source { url: "https://tiles.example/k3y/{z}/{x}/{y}.png?key=s".to_owned(), ..Source::default() };
        assert_eq!(source.host().as_deref(), Some("tiles.example"));
    }
}
