//! How values with a text form of their own stand in descriptions of calls and of the API.

use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, Type},
};

/// A text of which `says` tells the form.
pub(crate) fn text(says: &str) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).description(Some(says)).into()
}

/// One text of a closed list.
pub(crate) fn one_of(texts: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(texts)).into()
}

/// Gives a type a schema under its own name.
macro_rules! described {
    ($name:ty, $schema:expr) => {
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $schema
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

pub(crate) use described;
