//! Who did something.

use crate::Id;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The one principal behind an actor, a fact or a record version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Author {
    /// A user on an enrolled field device.
    FieldDevice { field_device: Id, user: Id },
    /// A user in the console or at the server's command line.
    Console { user: Id },
    /// An integration with an API token.
    Token { token: Id },
    /// Somebody holding a customer's link.
    CustomerLink { link: Id },
    /// A rule of the server: import, plan, escalation, schema upgrade.
    Rule { rule: String },
}

impl Author {
    pub fn user(&self) -> Option<Id> {
        match self {
            Self::FieldDevice { user, .. } | Self::Console { user } => Some(*user),
            Self::Token { .. } | Self::CustomerLink { .. } | Self::Rule { .. } => None,
        }
    }

    pub fn field_device(&self) -> Option<Id> {
        match self {
            Self::FieldDevice { field_device, .. } => Some(*field_device),
            _ => None,
        }
    }

    pub fn is_field(&self) -> bool {
        self.field_device().is_some()
    }

    pub fn rule(rule: &str) -> Self {
        Self::Rule { rule: rule.to_owned() }
    }
}
