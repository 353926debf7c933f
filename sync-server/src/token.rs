//! Tokens with which integrations ask: each acts as a user, cut down to the groups of routes that it was made for.
//!
//! Invariants
//! - What a token is, is shown once; only its hash is kept.
//! - A token is valid in the epoch that it was made in: after a restore none is, for the backup may know one that was
//!   revoked since.
//! - It may do what its user may do now. Whoever disables the user ends it.

use crate::{ServerError, ServerStore};
use data_encoding::BASE64URL_NOPAD;
use onsite_domain::{Id, Rejected, RejectedCode, id::Hash, limits};
use rusqlite::{OptionalExtension as _, Row, named_params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::str::FromStr;

/// By which scanners of source code and logs know one.
pub const PREFIX: &str = "onsite_";
/// Tokens that are valid at the same time.
const TOKENS_MAX: u32 = 500;
const LIFETIME_MS_MAX: i64 = 3 * 366 * 86_400_000;
const LIFETIME_MS: i64 = 365 * 86_400_000;

/// Declares the closed list of groups of routes, each with what may be done there.
macro_rules! groups {
    ($($(#[$doc:meta])* $variant:ident = $text:literal $read:literal $write:literal,)*) => {
        /// A group of routes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Group { $($(#[$doc])* $variant,)* }

        impl Group {
            pub const ALL: &'static [Group] = &[$(Group::$variant,)*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Group::$variant => $text,)* }
            }

            const fn has(self, access: Access) -> bool {
                match (self, access) {
                    $((Group::$variant, Access::Read) => $read, (Group::$variant, Access::Write) => $write,)*
                }
            }
        }
    };
}

groups! {
    WorkOrders = "work_orders" true true,
    Requests = "requests" true true,
    Visits = "visits" true true,
    /// Devices, their codes and labels.
    Devices = "devices" true true,
    /// Locations, balances, movements, part requests, parts and tools.
    Stock = "stock" true true,
    /// Customers, sites, contacts, contracts and whatever else the office owns, but not people and settings to write.
    Records = "records" true true,
    Attention = "attention" true true,
    Reports = "reports" true false,
    Users = "users" true false,
    FieldDevices = "field_devices" true false,
    Search = "search" true false,
    Audit = "audit" true false,
    Events = "events" true false,
    /// Tables in.
    Import = "import" false true,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    Read,
    Write,
}

/// What a token may be used for: `work_orders:read`. Writing includes reading, where there is anything to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    pub group: Group,
    pub access: Access,
}

impl Scope {
    pub const fn new(group: Group, access: Access) -> Self {
        Self { group, access }
    }

    /// Every scope there is.
    pub fn all() -> impl Iterator<Item = Self> {
        let of = |group: &Group| [Access::Read, Access::Write].map(|access| Self::new(*group, access));
        Group::ALL.iter().flat_map(of).filter(|scope| scope.group.has(scope.access))
    }

    /// Whether whoever has this has `asked` too.
    fn includes(self, asked: Self) -> bool {
        self.group == asked.group && self.access >= asked.access
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let access = match self.access {
            Access::Read => "read",
            Access::Write => "write",
        };
        write!(f, "{}:{access}", self.group.as_str())
    }
}

impl FromStr for Scope {
    type Err = Rejected;

    fn from_str(text: &str) -> Result<Self, Rejected> {
        let found = Self::all().find(|scope| scope.to_string() == text);
        found.ok_or_else(|| Rejected::new(RejectedCode::UnknownPath, "scopes"))
    }
}

impl Serialize for Scope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A token as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) user: Id,
    pub(crate) scopes: BTreeSet<Scope>,
    pub(crate) epoch: u32,
    pub(crate) created_by: Id,
    pub(crate) created_ms: i64,
    pub(crate) expires_ms: i64,
    /// 0 where it never was.
    pub(crate) used_ms: i64,
    /// 0 where it was not.
    pub(crate) revoked_ms: i64,
}

/// One that is wanted.
pub(crate) struct NewToken {
    pub(crate) name: String,
    pub(crate) user: Id,
    pub(crate) scopes: BTreeSet<Scope>,
    /// A year from now where missing.
    pub(crate) expires_ms: Option<i64>,
}

const COLUMNS: &str = "id, name, user, scopes, epoch, created_by, created_ms, expires_ms, used_ms, revoked_ms";

impl Token {
    /// Whether it may be used, as far as it says itself.
    pub(crate) fn is_valid(&self, epoch: u32, now_ms: i64) -> bool {
        self.epoch == epoch && self.revoked_ms == 0 && now_ms < self.expires_ms
    }

    pub(crate) fn may(&self, asked: Scope) -> bool {
        self.scopes.iter().any(|scope| scope.includes(asked))
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Result<Self, ServerError>> {
        let (id, user, created_by): (String, String, String) = (row.get(0)?, row.get(2)?, row.get(5)?);
        let scopes: String = row.get(3)?;
        let broken = |_| ServerError::broken("a token that cannot be read");
        let read = |text: &str| text.parse::<Id>().map_err(|_| ServerError::broken("a token without an id"));
        let (name, epoch, created_ms) = (row.get(1)?, row.get(4)?, row.get(6)?);
        let (expires_ms, used_ms, revoked_ms) = (row.get(7)?, row.get(8)?, row.get(9)?);
        Ok((|| {
            let scopes = serde_json::from_str(&scopes).map_err(broken)?;
            let (id, user, created_by) = (read(&id)?, read(&user)?, read(&created_by)?);
            Ok(Self { id, name, user, scopes, epoch, created_by, created_ms, expires_ms, used_ms, revoked_ms })
        })())
    }
}

impl ServerStore {
    /// Makes a token. What is given back is shown once and kept nowhere.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for a user who is not active, [`RejectedCode::TooMany`] where there are too many.
    pub(crate) fn create_token(&mut self, new: NewToken, by: Id) -> Result<(Token, String), ServerError> {
        let name = new.name.trim().to_owned();
        if name.is_empty() {
            return Err(ServerError::rejected(RejectedCode::Missing, "name"));
        }
        if name.chars().count() > limits::LINE_CHARS_MAX {
            return Err(ServerError::rejected(RejectedCode::TooLarge, "name"));
        }
        if new.scopes.is_empty() {
            return Err(ServerError::rejected(RejectedCode::Missing, "scopes"));
        }
        self.active_user(new.user)?;
        let (now_ms, epoch) = (self.now_ms(), self.epoch()?);
        let expires_ms = new.expires_ms.unwrap_or_else(|| now_ms.saturating_add(LIFETIME_MS));
        if expires_ms <= now_ms || expires_ms > now_ms.saturating_add(LIFETIME_MS_MAX) {
            return Err(ServerError::rejected(RejectedCode::OutOfRange, "expires"));
        }
        let valid: u32 = self
            .db
            .prepare_cached(
                "SELECT count(*) FROM token WHERE epoch = :epoch AND revoked_ms = 0 AND expires_ms > :now_ms",
            )?
            .query_row(named_params! {":epoch": epoch, ":now_ms": now_ms}, |row| row.get(0))?;
        if valid >= TOKENS_MAX {
            return Err(ServerError::rejected(RejectedCode::TooLarge, "tokens"));
        }
        let secret: [u8; 32] = self.ports.bytes();
        let shown = format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&secret));
        let token = Token {
            id: self.ports.new_id(),
            name,
            user: new.user,
            scopes: new.scopes,
            epoch,
            created_by: by,
            created_ms: now_ms,
            expires_ms,
            used_ms: 0,
            revoked_ms: 0,
        };
        let scopes = serde_json::to_string(&token.scopes).map_err(|e| ServerError::broken(e.to_string()))?;
        self.db
            .prepare_cached(
                "INSERT INTO token (id, hash, name, user, scopes, epoch, created_by, created_ms, expires_ms)
                 VALUES (:id, :hash, :name, :user, :scopes, :epoch, :by, :now_ms, :expires_ms)",
            )?
            .execute(named_params! {
                ":id": token.id.to_string(), ":hash": Hash::of(&secret).0.as_slice(), ":name": token.name,
                ":user": token.user.to_string(), ":scopes": scopes, ":epoch": epoch, ":by": by.to_string(),
                ":now_ms": now_ms, ":expires_ms": expires_ms,
            })?;
        Ok((token, shown))
    }

    /// The token behind what was shown once.
    pub(crate) fn token_by_hash(&self, hash: Hash) -> Result<Option<Token>, ServerError> {
        self.db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM token WHERE hash = :hash"))?
            .query_row(named_params! {":hash": hash.0.as_slice()}, Token::from_row)
            .optional()?
            .transpose()
    }

    pub(crate) fn token(&self, id: Id) -> Result<Option<Token>, ServerError> {
        self.db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM token WHERE id = :id"))?
            .query_row(named_params! {":id": id.to_string()}, Token::from_row)
            .optional()?
            .transpose()
    }

    /// Tokens, newest first, from before `after` on.
    pub(crate) fn tokens(&self, after: &str, limit: u32) -> Result<Vec<Token>, ServerError> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM token WHERE :after = '' OR id < :after ORDER BY id DESC LIMIT :limit"
        ))?;
        let rows = statement.query_map(named_params! {":after": after, ":limit": limit}, Token::from_row)?;
        rows.map(|row| row?).collect()
    }

    /// As whom a token acts, where it is valid now.
    ///
    /// # Errors
    /// [`RejectedCode::Revoked`] where it is not.
    pub(crate) fn user_of_token(&self, id: Id) -> Result<Id, ServerError> {
        let (epoch, now_ms) = (self.epoch()?, self.now_ms());
        let valid = self.token(id)?.filter(|token| token.is_valid(epoch, now_ms));
        valid.map(|token| token.user).ok_or_else(|| ServerError::rejected(RejectedCode::Revoked, "token"))
    }

    /// Ends a token; one that has ended stays as it is.
    pub(crate) fn revoke_token(&mut self, id: Id) -> Result<Token, ServerError> {
        self.db
            .prepare_cached("UPDATE token SET revoked_ms = :now_ms WHERE id = :id AND revoked_ms = 0")?
            .execute(named_params! {":now_ms": self.now_ms(), ":id": id.to_string()})?;
        self.token(id)?.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "token"))
    }

    pub(crate) fn token_was_used(&mut self, id: Id) -> Result<(), ServerError> {
        self.db
            .prepare_cached("UPDATE token SET used_ms = :now_ms WHERE id = :id")?
            .execute(named_params! {":now_ms": self.now_ms(), ":id": id.to_string()})?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_survives_its_text_and_nothing_else_is_one() {
        for scope in Scope::all() {
            assert_eq!(scope.to_string().parse::<Scope>().ok(), Some(scope));
        }
        for text in ["reports:write", "import:read", "work_orders", "work_orders:", "*", "work_orders:read "] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
    }
}
