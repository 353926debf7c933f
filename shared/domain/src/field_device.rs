//! Field devices: the phone, tablet or laptop that an engineer has enrolled.

use crate::{Id, Rejected, RejectedCode, choice::choices, limits};
use serde::{Deserialize, Serialize};

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

/// An Ed25519 key the field device has proved to hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PublicKey {
    /// 32 bytes as 64 lower-case hexadecimal digits.
    pub key: String,
    pub added_ms: i64,
    /// Signatures made after this do not count.
    pub retired_ms: Option<i64>,
}

/// What the company certified: this key speaks for this user of this organisation. The bytes are the wire's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldDeviceCertificate {
    pub user: Id,
    pub organisation: Id,
    pub key: String,
    pub issued_ms: i64,
    /// The certificate as issued, in base 64; it goes with every report.
    pub certificate: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldDevice {
    pub name: String,
    pub organisation: Id,
    /// Who has enrolled on it; a shared tablet has several.
    pub users: Vec<Id>,
    pub keys: Vec<PublicKey>,
    pub certificates: Vec<FieldDeviceCertificate>,
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

    pub fn certificate_of(&self, user: Id) -> Option<&FieldDeviceCertificate> {
        self.certificates.iter().rev().find(|certificate| certificate.user == user)
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::line("name", &self.name)?;
        limits::reference("organisation", self.organisation)?;
        limits::list_of_at_most("users", self.users.len(), 50)?;
        limits::list_of_at_most("keys", self.keys.len(), 50)?;
        for (index, key) in self.keys.iter().enumerate() {
            check_key(&format!("keys[{index}].key"), &key.key)?;
            limits::instant(&format!("keys[{index}].added_ms"), Some(key.added_ms))?;
            limits::instant(&format!("keys[{index}].retired_ms"), key.retired_ms)?;
        }
        limits::list_of_at_most("certificates", self.certificates.len(), 100)?;
        for (index, certificate) in self.certificates.iter().enumerate() {
            let at = format!("certificates[{index}]");
            limits::reference(&format!("{at}.user"), certificate.user)?;
            limits::reference(&format!("{at}.organisation"), certificate.organisation)?;
            check_key(&format!("{at}.key"), &certificate.key)?;
            limits::instant(&format!("{at}.issued_ms"), Some(certificate.issued_ms))?;
            limits::text(&format!("{at}.certificate"), &certificate.certificate, 8_192)?;
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
