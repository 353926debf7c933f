//! The description of the API, made from the code.

use axum::{Json, extract::State};
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, SecurityRequirement,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::router::OpenApiRouter;

use super::HttpState;

/// A router that knows its own description.
pub(super) fn described() -> OpenApiRouter<HttpState> {
    let info = InfoBuilder::new()
        .title("Onsite")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Sign in with POST /v1/session; the session is a cookie. Requests that change something carry its `csrf` \
             value in the header `x-csrf`, and may carry an `Idempotency-Key`. Integrations send `Authorization: Bearer` with \
             a token instead of a cookie, and need no `x-csrf`. Errors are problem details (RFC 9457) \
             with a stable `code`. Times are RFC 3339; keys that end in `_ms` are milliseconds since 1970. Lists are \
             paged by an opaque `cursor`.",
        ))
        .build();
    let session = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-onsite")));
    let token = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    let components = ComponentsBuilder::new().security_scheme("session", session).security_scheme("token", token);
    let either = ["session", "token"].map(|name| SecurityRequirement::new(name, Vec::<String>::new()));
    OpenApiRouter::with_openapi(
        OpenApiBuilder::new().info(info).components(Some(components.build())).security(Some(either)).build(),
    )
}

/// The description as committed in `sync-server/openapi.json`.
pub(super) async fn json(State(state): State<HttpState>) -> Json<OpenApi> {
    Json(OpenApi::clone(&state.openapi))
}
