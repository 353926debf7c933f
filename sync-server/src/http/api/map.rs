//! The map under the planning: where its tiles come from, and the tiles, which no browser fetches from anybody else.

use super::{
    super::{HttpState, Problem, session::Caller},
    act::{Answer, Desk, Input},
    reach::at,
};
use crate::{
    ServerError, ServerStore,
    map::{self, Datum, NoTile, Place, Source, SourceKind, Tiles, WantedSource},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use onsite_domain::{
    RejectedCode, Word,
    reading::{self, Reading},
    user::Role,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a map is drawn with.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MapBody {
    /// Without tiles it is a net of lines.
    has_tiles: bool,
    /// Said on the map wherever it is shown.
    attribution: String,
    /// What the tiles mean by a longitude and a latitude; places are in WGS-84.
    datum: Datum,
    zoom_min: u8,
    zoom_max: u8,
    /// Of the source: another one has other tiles at the same addresses.
    version: i64,
}

/// Whoever follows orders at the desk sees where they are.
fn must_see_orders(caller: &Caller) -> Result<(), ServerError> {
    match reading::reading(&caller.rights.roles, Word::WorkOrder) {
        Reading::Nothing => Err(ServerError::rejected(RejectedCode::Forbidden, "map")),
        Reading::OfContractor | Reading::Everything => Ok(()),
    }
}

fn must_administrate(caller: &Caller) -> Result<(), ServerError> {
    if caller.rights.roles.contains(&Role::Administrator) {
        return Ok(());
    }
    Err(ServerError::rejected(RejectedCode::Forbidden, "role"))
}

async fn source(state: &HttpState, desk: Desk) -> Result<(Source, i64), ServerError> {
    let tiles = Arc::clone(&state.map);
    state
        .read(desk, move |store, caller| {
            must_see_orders(caller)?;
            Ok((map::in_use(store.map_source()?, &tiles)?, store.now_ms()))
        })
        .await
}

/// What a map is drawn with.
#[utoipa::path(get, path = "/v1/map", tag = "map", responses(
    (status = OK, body = MapBody), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get(State(state): State<HttpState>, desk: Desk) -> Result<Json<MapBody>, Problem> {
    let (source, _) = source(&state, desk).await?;
    Ok(Json(MapBody {
        has_tiles: source.kind != SourceKind::None,
        attribution: source.attribution,
        datum: source.datum,
        zoom_min: source.zoom_min,
        zoom_max: source.zoom_max,
        version: source.version,
    }))
}

/// One tile, counted from the north-west; a picture of 256 pixels a side.
#[utoipa::path(get, path = "/v1/map/tiles/{z}/{x}/{y}", tag = "map",
    params(("z" = u8, Path), ("x" = u32, Path), ("y" = u32, Path)), responses(
    (status = OK, content_type = "image/png", body = Vec<u8>),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn tile(
    State(state): State<HttpState>,
    Path((z, x, y)): Path<(String, String, String)>,
    desk: Desk,
) -> Result<Response, Problem> {
    let (source, now_ms) = source(&state, desk).await?;
    let numbers = (z.parse::<u8>().ok(), x.parse::<u32>().ok(), y.parse::<u32>().ok());
    let place = match numbers {
        (Some(z), Some(x), Some(y)) => Place::new(z, x, y).filter(|_| z <= source.zoom_max),
        _ => return Err(ServerError::rejected(RejectedCode::WrongShape, "tile").into()),
    };
    let place = place.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "tile"))?;
    let found = match state.map.tile(&source, place, now_ms).await {
        Ok(tile) => tile,
        Err(NoTile::NotThere) => return Err(ServerError::rejected(RejectedCode::NotFound, "tile").into()),
        Err(NoTile::Failed(code)) => return Err(ServerError::Unavailable(format!("tiles: {code}")).into()),
    };
    let mut response = (StatusCode::OK, [(header::CONTENT_TYPE, found.media_type)], found.bytes).into_response();
    let kept = HeaderValue::from_static("private, max-age=86400");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    Ok(response)
}

/// Where tiles come from, for whoever looks after it. The address is told to nobody: it may hold a key.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MapSourceBody {
    kind: SourceKind,
    /// Of the address; missing where tiles come from no address.
    host: Option<String>,
    attribution: String,
    datum: Datum,
    zoom_max: u8,
    /// What the operator's file is called and whose it is; missing where the server was started with none.
    file: Option<MapFile>,
    /// The operator lets sources into private networks, and over plain HTTP.
    may_reach_private: bool,
    /// Of tiles that were fetched.
    kept_bytes: u64,
    /// What went wrong last: `timeout`, `no_connection`, `not_public`, `refused`, `answered`, `too_large`, `no_picture`.
    last_failure: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_failed: Option<Timestamp>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct MapFile {
    name: String,
    attribution: String,
    zoom_min: u8,
    zoom_max: u8,
}

fn body(store: &ServerStore, tiles: &Tiles) -> Result<MapSourceBody, ServerError> {
    let source = map::in_use(store.map_source()?, tiles)?;
    let last = tiles.last_failure();
    Ok(MapSourceBody {
        kind: source.kind,
        host: source.host().filter(|_| source.kind == SourceKind::Url),
        attribution: source.attribution,
        datum: source.datum,
        zoom_max: source.zoom_max,
        file: tiles.file().map(|file| MapFile {
            name: file.name,
            attribution: file.attribution,
            zoom_min: file.zoom_min,
            zoom_max: file.zoom_max,
        }),
        may_reach_private: tiles.may_reach_private(),
        kept_bytes: tiles.kept_bytes(),
        last_failure: last.map(|last| last.code.to_owned()),
        last_failed: at(last.map(|last| last.at_ms)),
    })
}

/// Where tiles come from.
#[utoipa::path(get, path = "/v1/map/source", tag = "map", responses(
    (status = OK, body = MapSourceBody), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn get_source(State(state): State<HttpState>, desk: Desk) -> Result<Json<MapSourceBody>, Problem> {
    let tiles = Arc::clone(&state.map);
    let found = state
        .read(desk, move |store, caller| {
            must_administrate(caller)?;
            body(store, &tiles)
        })
        .await?;
    Ok(Json(found))
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMapSource {
    kind: SourceKind,
    /// `https://tiles.example/{z}/{x}/{y}.png`; the one that is there where missing.
    url: Option<String>,
    #[serde(default)]
    attribution: String,
    #[serde(default)]
    datum: Datum,
    /// The closest there is; 1 to 22.
    #[serde(default = "usual_zoom")]
    zoom_max: u8,
}

const fn usual_zoom() -> u8 {
    18
}

/// Says where tiles come from. What was kept of the source before is forgotten.
#[utoipa::path(put, path = "/v1/map/source", tag = "map", request_body = NewMapSource, responses(
    (status = OK, body = MapSourceBody), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn put_source(State(state): State<HttpState>, input: Input) -> Result<Response, Problem> {
    let tiles = Arc::clone(&state.map);
    state
        .act(input, move |store, caller, input| {
            must_administrate(caller)?;
            let wanted: NewMapSource = input.body()?;
            if wanted.kind == SourceKind::File && tiles.file().is_none() {
                return Err(ServerError::rejected(RejectedCode::NotFound, "file"));
            }
            let user = caller.author.user().ok_or_else(|| ServerError::rejected(RejectedCode::Forbidden, "role"))?;
            let wanted = WantedSource {
                kind: wanted.kind,
                url: wanted.url.filter(|url| !url.trim().is_empty()),
                attribution: wanted.attribution,
                datum: wanted.datum,
                zoom_max: wanted.zoom_max,
            };
            store.set_map_source(user, wanted, tiles.may_reach_private())?;
            tiles.source_changed();
            Answer::ok(&body(store, &tiles)?)
        })
        .await
}

/// Whether the source answers.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct MapTest {
    is_ok: bool,
    /// Why not: `not_there`, or as in `last_failure`.
    code: Option<String>,
}

/// Asks the source for one tile, of the whole world or the part that there is.
#[utoipa::path(post, path = "/v1/map/source/test", tag = "map", responses(
    (status = OK, body = MapTest), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn test(State(state): State<HttpState>, input: Input) -> Result<Json<MapTest>, Problem> {
    let tiles = Arc::clone(&state.map);
    let (source, now_ms) = state
        .change(input, move |store, caller, _| {
            must_administrate(caller)?;
            Ok((map::in_use(store.map_source()?, &tiles)?, store.now_ms()))
        })
        .await?;
    // East Asia, where there is land.
    let place = [(4, 13, 6), (0, 0, 0)].into_iter().find(|(z, ..)| *z <= source.zoom_max);
    let place = place.and_then(|(z, x, y)| Place::new(z, x, y));
    let code = match (source.kind, place) {
        (SourceKind::None, _) | (_, None) => Some("not_there"),
        // What is in the file was looked at when it was opened.
        (SourceKind::File, _) => state.map.file().is_none().then_some("no_file"),
        (SourceKind::Url, Some(place)) => match state.map.tile(&source, place, now_ms).await {
            Ok(_) => None,
            Err(NoTile::NotThere) => Some("not_there"),
            Err(NoTile::Failed(code)) => Some(code),
        },
    };
    Ok(Json(MapTest { is_ok: code.is_none(), code: code.map(str::to_owned) }))
}
