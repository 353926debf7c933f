//! The description of the API, made from the code.

use axum::{Json, extract::State};
use onsite_domain::{
    article::Article, bulletin::Bulletin, calendar::Calendar, code_batch::CodeBatch, contact::Contact,
    contract::Contract, customer::Customer, device_record::DeviceRecord, fault_code::FaultCode,
    field_definition::FieldDefinition, field_device::FieldDevice, maintenance_plan::MaintenancePlan,
    order_kind::OrderKind, organisation::Organisation, part::Part, price_list::PriceList, procedure::Procedure,
    questionnaire::Questionnaire, service_item::ServiceItem, service_level::ServiceLevel, settings::Settings,
    site::Site, stock_location::StockLocation, team::Team, tool::Tool, user::User, warranty::Warranty,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use utoipa::openapi::{
    Components, InfoBuilder, Object, OpenApi, OpenApiBuilder, RefOr, Schema, SecurityRequirement,
    schema::SchemaType,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa::{PartialSchema, ToSchema};
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
    let mut components = records();
    components.add_security_scheme("session", session);
    components.add_security_scheme("token", token);
    let either = ["session", "token"].map(|name| SecurityRequirement::new(name, Vec::<String>::new()));
    OpenApiRouter::with_openapi(
        OpenApiBuilder::new().info(info).components(Some(components)).security(Some(either)).build(),
    )
}

/// The bodies of records, by their words in capitals: what `/v1/records/{word}` holds.
fn records() -> Components {
    fn add<T: ToSchema + PartialSchema>(components: &mut Components) {
        let mut found: Vec<(String, RefOr<Schema>)> = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut found);
        components.schemas.extend(found);
    }
    let mut components = Components::new();
    macro_rules! bodies {
        ($($body:ty),* $(,)?) => { $(add::<$body>(&mut components);)* };
    }
    bodies![
        Organisation,
        Team,
        User,
        FieldDevice,
        Customer,
        Site,
        Contact,
        DeviceRecord,
        Part,
        Tool,
        StockLocation,
        PriceList,
        ServiceItem,
        Contract,
        Warranty,
        Procedure,
        Article,
        Bulletin,
        FaultCode,
        OrderKind,
        ServiceLevel,
        Calendar,
        MaintenancePlan,
        Questionnaire,
        FieldDefinition,
        Settings,
        CodeBatch,
    ];
    // What has no shape of its own, as a body of an item.
    let anything = Object::with_type(SchemaType::AnyValue);
    components.schemas.insert("Value".to_owned(), anything.into());
    components
}

/// The description as it is served and committed. What is only ever answered holds every key, `null` where there is
/// nothing; what may be sent leaves out what has a default.
pub(super) fn whole(description: &OpenApi) -> Value {
    let mut whole = json!(description);
    let (mut sent, mut answered) = (BTreeSet::new(), BTreeSet::new());
    if let Some(paths) = whole.get("paths").and_then(Value::as_object) {
        for operation in paths.values().filter_map(Value::as_object).flat_map(Map::values) {
            reached(&whole, operation.get("requestBody").unwrap_or(&Value::Null), &mut sent);
            reached(&whole, operation.get("responses").unwrap_or(&Value::Null), &mut answered);
        }
    }
    name_operations(&mut whole);
    let schemas = whole.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flatten() {
        // What a problem is about is left out where there is nothing to say, and so is where a page goes on.
        if answered.contains(name) && !sent.contains(name) && name != "Problem" {
            hold_every_key(schema);
        }
        if let (true, Some(Value::Array(keys))) = (name.starts_with("Page_"), schema.get_mut("required")) {
            keys.retain(|key| key != "next");
        }
    }
    whole
}

/// Handlers of different words have the same names; an operation is called by its method and path.
fn name_operations(whole: &mut Value) {
    let Some(paths) = whole.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, operations) in paths {
        let words: Vec<&str> = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let words = words.iter().skip_while(|word| **word == "v1").copied().collect::<Vec<_>>().join("_");
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                operation.insert("operationId".to_owned(), json!(format!("{method}_{words}")));
            }
        }
    }
}

/// The names of all schemas that something refers to.
fn reached(whole: &Value, from: &Value, found: &mut BTreeSet<String>) {
    match from {
        Value::Object(fields) => {
            let named = fields.get("$ref").and_then(Value::as_str);
            if let Some(name) = named.and_then(|named| named.strip_prefix("#/components/schemas/"))
                && found.insert(name.to_owned())
                && let Some(schema) = whole.pointer("/components/schemas").and_then(|schemas| schemas.get(name))
            {
                reached(whole, schema, found);
            }
            fields.values().for_each(|value| reached(whole, value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| reached(whole, value, found)),
        _ => {}
    }
}

fn hold_every_key(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get("properties") {
                let keys = properties.keys().map(|key| json!(key)).collect();
                fields.insert("required".to_owned(), Value::Array(keys));
            }
            fields.values_mut().for_each(hold_every_key);
        }
        Value::Array(list) => list.iter_mut().for_each(hold_every_key),
        _ => {}
    }
}

/// The description as committed in `sync-server/openapi.json`.
pub(super) async fn json(State(state): State<HttpState>) -> Json<Value> {
    Json(Value::clone(&state.openapi))
}
