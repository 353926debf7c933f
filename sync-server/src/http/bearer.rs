//! Requests of integrations: the token they bear, and which scope a route wants of it.
//!
//! A route that stands in no group is not for tokens: people's sessions, passwords, invitations, tokens and webhooks, who
//! may do what, and every route that is new.

use crate::{
    ServerError,
    import::ImportKind,
    token::{Access, Group, PREFIX, Scope},
};
use axum::http::{HeaderMap, Method, header, request::Parts};
use data_encoding::BASE64URL_NOPAD;
use onsite_domain::{RejectedCode, Word, id::Hash};

/// Words whose records only a person at a desk writes.
const OF_PEOPLE: &[Word] = &[Word::User, Word::Organisation, Word::Settings, Word::FieldDefinition, Word::Revocation];

/// What a request with `Authorization: Bearer` shows, not yet looked at.
#[derive(Clone, Debug)]
pub(super) struct Bearer {
    /// `None` where it cannot be a token.
    pub(super) hash: Option<Hash>,
    /// What its route wants; `None` where it is not for tokens.
    pub(super) wanted: Option<Vec<Scope>>,
    /// Where it comes from.
    pub(super) address: String,
}

impl Bearer {
    pub(super) fn of(parts: &Parts) -> Option<Self> {
        let shown = shown(&parts.headers)?;
        let address = parts.extensions.get::<super::ClientAddress>().map(|address| address.0.clone());
        Some(Self {
            hash: hash(&shown),
            wanted: wanted(&parts.method, parts.uri.path()),
            address: address.unwrap_or_default(),
        })
    }

    /// The scopes that its route wants.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] where the route is not for tokens.
    pub(super) fn wanted(&self) -> Result<&[Scope], ServerError> {
        self.wanted.as_deref().ok_or_else(|| ServerError::rejected(RejectedCode::Forbidden, "token"))
    }
}

fn shown(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().unwrap_or_default();
    let (scheme, shown) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| shown.trim().to_owned())
}

fn hash(shown: &str) -> Option<Hash> {
    let secret = BASE64URL_NOPAD.decode(shown.strip_prefix(PREFIX)?.as_bytes()).ok()?;
    (secret.len() == 32).then(|| Hash::of(&secret))
}

/// The scopes that a route wants, by its path.
fn wanted(method: &Method, path: &str) -> Option<Vec<Scope>> {
    let access = if matches!(*method, Method::GET | Method::HEAD) { Access::Read } else { Access::Write };
    let segments: Vec<&str> = path.strip_prefix("/v1/")?.split('/').collect();
    // A table of a list is in the group of the list.
    let first = segments.first()?;
    let first = first.strip_suffix(".csv").or(first.strip_suffix(".xlsx")).unwrap_or(first);
    let one = |group: Group| Some(vec![Scope::new(group, access)]).filter(|_| is_scope(group, access));
    match (first, segments.get(1..).unwrap_or_default()) {
        ("requests", [_, "order"]) => {
            Some(vec![Scope::new(Group::Requests, access), Scope::new(Group::WorkOrders, access)])
        }
        ("visits" | "signatures", [_, "report"]) => one(Group::Reports),
        ("work-orders" | "schedule" | "maintenance" | "maintenance-due", _) => one(Group::WorkOrders),
        ("requests", _) => one(Group::Requests),
        ("visits", _) => one(Group::Visits),
        ("devices" | "device-models" | "device-codes" | "labels", _) => one(Group::Devices),
        ("stock" | "part-requests" | "parts", _) => one(Group::Stock),
        ("procedures" | "procedure-drafts" | "versions" | "articles" | "files", _) => one(Group::Records),
        ("attention", _) => one(Group::Attention),
        ("users", [] | [_]) | ("engineers", []) => one(Group::Users),
        ("field-devices", [] | [_]) => one(Group::FieldDevices),
        ("search" | "names" | "counts" | "called", []) => one(Group::Search),
        ("audit", _) => one(Group::Audit),
        ("events", []) => one(Group::Events),
        // Who may do what is not imported by a token either.
        ("import", [kind]) => match ImportKind::from_text(kind)? {
            ImportKind::Users | ImportKind::Organisations => None,
            _ => one(Group::Import),
        },
        // A word that is spelled otherwise, with escapes, is none here.
        ("records", [word, ..]) => match word.parse::<Word>().ok()? {
            word if access == Access::Write && OF_PEOPLE.contains(&word) => None,
            Word::Device | Word::CodeBatch => one(Group::Devices),
            Word::Request => one(Group::Requests),
            Word::Part | Word::Tool | Word::StockLocation => one(Group::Stock),
            Word::User => one(Group::Users),
            Word::FieldDevice | Word::Revocation => one(Group::FieldDevices),
            _ => one(Group::Records),
        },
        _ => None,
    }
}

fn is_scope(group: Group, access: Access) -> bool {
    Scope::all().any(|scope| scope == Scope::new(group, access))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &str, path: &str) -> String {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let texts = |scopes: Vec<Scope>| scopes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        wanted(&method, path).map_or("none".to_owned(), texts)
    }

    #[test]
    fn what_is_in_no_group_is_not_for_tokens() {
        for (method, path, scopes) in [
            ("GET", "/v1/work-orders", "work_orders:read"),
            ("HEAD", "/v1/work-orders.csv", "work_orders:read"),
            ("POST", "/v1/work-orders/1/assign", "work_orders:write"),
            ("POST", "/v1/requests/1/order", "requests:write work_orders:write"),
            ("GET", "/v1/visits/1/report", "reports:read"),
            ("PUT", "/v1/records/customer/1", "records:write"),
            ("PUT", "/v1/records/part/1", "stock:write"),
            ("GET", "/v1/records/user/1", "users:read"),
            ("PUT", "/v1/records/user/1", "none"),
            ("PUT", "/v1/records/us%65r/1", "none"),
            ("PUT", "/v1/records/settings/1", "none"),
            ("POST", "/v1/users", "none"),
            ("PUT", "/v1/users/1/password", "none"),
            ("POST", "/v1/field-devices/1/revoke", "none"),
            ("POST", "/v1/tokens", "none"),
            ("GET", "/v1/webhooks", "none"),
            ("GET", "/v1/session", "none"),
            ("DELETE", "/v1/session", "none"),
            ("POST", "/v1/import/customers", "import:write"),
            ("POST", "/v1/import/users", "none"),
            ("POST", "/v1/import/us%65rs", "none"),
            ("GET", "/v1/stock/movements.csv", "stock:read"),
            ("GET", "/v1/something-new", "none"),
            ("GET", "/healthz", "none"),
        ] {
            assert_eq!(asked(method, path), scopes, "{method} {path}");
        }
    }
}
