//! Field devices: the phone, tablet or laptop that an engineer has enrolled.

use crate::{Id, Rejected, RejectedCode, choice::choices, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    Platform {
        Android = "android",
        Ios = "ios",
        Harmony = "harmony",
        Windows = "windows",
        Linux = "linux",
        Macos = "macos",
    }
}

/// People who share one field device.
pub const USERS_MAX: usize = 50;

/// An Ed25519 key the field device has proved to hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PublicKey {
    /// 32 bytes as 64 lower-case hexadecimal digits.
    pub key: String,
    pub added_ms: i64,
    /// Signatures made after this do not count.
    pub retired_ms: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct FieldDevice {
    pub name: String,
    pub organisation: Id,
    /// Who works with it; a shared tablet has several.
    pub users: Vec<Id>,
    /// Who was taken off it: what they did stays theirs.
    pub former_users: Vec<Id>,
    pub keys: Vec<PublicKey>,
    pub platform: Platform,
    pub model: String,
    pub os_version: String,
    pub app_version: String,
    pub enrolled_ms: i64,
    pub revoked_ms: Option<i64>,
    pub revoked_reason: String,
    /// The van (a stock location) it holds: only the holder debits a van.
    pub van: Option<Id>,
}

impl FieldDevice {
    pub fn is_revoked(&self) -> bool {
        self.revoked_ms.is_some()
    }

    /// The key to check new signatures with.
    pub fn current_key(&self) -> Option<&PublicKey> {
        self.keys.iter().rev().find(|key| key.retired_ms.is_none())
    }

    /// Somebody enrolled on it, perhaps anew.
    pub fn add_user(&mut self, user: Id) {
        self.former_users.retain(|former| *former != user);
        if !self.users.contains(&user) {
            self.users.push(user);
        }
    }

    /// Takes somebody off it; `false` where they were not on it.
    pub fn remove_user(&mut self, user: Id) -> bool {
        let count = self.users.len();
        self.users.retain(|held| *held != user);
        let is_removed = self.users.len() < count;
        if is_removed {
            self.former_users.push(user);
        }
        is_removed
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("name", &self.name)?;
        limits::reference("organisation", self.organisation)?;
        limits::list_of_at_most("users", self.users.len(), USERS_MAX)?;
        limits::list_of_at_most("former_users", self.former_users.len(), 1_000)?;
        limits::list_of_at_most("keys", self.keys.len(), 50)?;
        for (index, key) in self.keys.iter().enumerate() {
            check_key(&format!("keys[{index}].key"), &key.key)?;
            limits::instant(&format!("keys[{index}].added_ms"), Some(key.added_ms))?;
            limits::instant(&format!("keys[{index}].retired_ms"), key.retired_ms)?;
        }
        self.platform.checked("platform")?;
        limits::line("model", &self.model)?;
        limits::line("os_version", &self.os_version)?;
        limits::line("app_version", &self.app_version)?;
        limits::instant("enrolled_ms", Some(self.enrolled_ms))?;
        limits::instant("revoked_ms", self.revoked_ms)?;
        limits::note("revoked_reason", &self.revoked_reason)
    }
}

fn check_key(path: &str, key: &str) -> Result<(), Rejected> {
    if key.len() == 64 && key.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        return Ok(());
    }
    Err(Rejected::because(RejectedCode::WrongShape, path, "64 lower-case hexadecimal digits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_current_key_is_the_newest_that_was_not_retired() {
        let key = |digit: &str, retired_ms| PublicKey { key: digit.repeat(64), added_ms: 1, retired_ms };
        let mut tablet = FieldDevice {
            organisation: Id::from_parts(1, 1),
            platform: Platform::Android,
            keys: vec![key("a", Some(5)), key("b", None), key("c", Some(9))],
            ..Default::default()
        };
        assert_eq!(tablet.current_key().map(|key| key.key.clone()), Some("b".repeat(64)));
        assert_eq!(tablet.validate(), Ok(()));
        tablet.keys.push(key("Z", None));
        assert_eq!(tablet.validate().map_err(|e| e.path), Err("keys[3].key".to_owned()));
    }
}
