//! How often, how large, how long: limits on what anybody may ask.
//!
//! | routes | who | body at most | rate |
//! |---|---|---|---|
//! | `POST /v1/session` | anybody | 8 KiB | a login: 5 failures, then ever slower; an address: 30 failures in 15 minutes; 2 hashes at once |
//! | the desk's other routes | a session, and the role's reach (`reading`, `policy`) | 1 MiB | one writer; 30 s a request; passwords 2 hashes at once; labels one at a time, 8 at most wait |
//! | the same with `Authorization: Bearer` | a token, its scopes, and its user's reach | 1 MiB | as above; an address: 30 unknown tokens in 15 minutes |
//! | `POST /v1/import/{kind}` | an administrator | 4 MiB, 10,000 rows; XLSX of 128 MiB unpacked | one at a time with labels |
//! | `….csv`, `….xlsx` | as the list | none | 50,000 rows; one at a time with labels |
//! | `POST /v1/enrol` | who has a code, 5 tries of 15 minutes | 64 KiB | an address: with log-ins, 30 failures in 15 minutes |
//! | `POST /v1/sync` | a field device's signature, each counter once | 4 MiB packed, 16 MiB unpacked | one writer |
//! | `/v1/blobs/{hash}` | the same; reading what something readable names | a chunk of 4 MiB | 1 GiB of unfinished uploads a field device |
//! | `GET /v1/hints` | the same | none | a stream |
//! | `/v`, `/v/{id}` | anybody | a PDF of 25 MiB | an address: 30 files until 15 minutes pass without one; two at once, the others are told to come again; 30 s |
//! | `POST /d/{code}/fault` | who was given the form, once | 48 MiB, 4 photos of 12 MiB and 24 parts | an address: 20, a code: 10, until 15 minutes pass without one; 6 at once with photos; 5 min |
//! | `POST /f/{link}` | who has a link to follow, 20 times for a request | 16 MiB, a photo of 12 MiB | with reported faults, an address: 20, a link: 10; 6 at once; 5 min |
//! | `/d/{code}`, `/d/{code}/fault`, `/f/{link}`, `/p/{link}`, `/p/{link}/pdf` | anybody, who has the form or link | none | 30 s |
//! | `/r/{link}` | who has a link that an engineer's phone sealed or the desk sent, once | 64 KiB | with files to be checked, an address: 30 until 15 minutes pass without one; 30 s |
//! | `/v/root.pub`, `/v/root.crt` | anybody | none | |
//! | `GET /metrics` | this machine, or who bears the token | none | |
//! | `GET /v1/openapi.json`, `GET /healthz` | anybody | none | |
//!
//! `tests/api/limits.rs` tries each route.

use crate::{ServerError, password::lock_ms};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The body of a request to the desk's API.
pub(super) const BODY_BYTES_MAX: usize = 1 << 20;
/// Log-in bodies are small.
pub(super) const LOG_IN_BYTES_MAX: usize = 8 * 1024;
/// Attempts to log in from one address within [`WINDOW_MS`] that failed.
const ADDRESS_ATTEMPTS_MAX: u32 = 30;
const WINDOW_MS: i64 = 15 * 60_000;
/// Logins and addresses remembered; the oldest go first, so that a flood of names cannot fill the memory.
const REMEMBERED_MAX: usize = 20_000;

/// Attempts to log in, by login and by address. Logins that nobody has are counted alike, so that being limited says
/// nothing about whether a login exists. What is known about real ones also survives a restart in the `password` table.
#[derive(Default)]
pub(super) struct Attempts {
    by_key: Mutex<BTreeMap<String, Tried>>,
}

#[derive(Clone, Copy, Default)]
struct Tried {
    failed: u32,
    last_ms: i64,
}

impl Attempts {
    /// Counts an attempt before its outcome is known: a hundred at once are a hundred.
    ///
    /// # Errors
    /// [`ServerError::TooMany`] with the time to wait.
    pub(super) fn start(&self, login: &str, address: &str, now_ms: i64) -> Result<(), ServerError> {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let (login, address) = keys(login, address);
        let tried = recent(&by_key, &login, now_ms);
        let locked_until_ms = tried.last_ms.saturating_add(lock_ms(tried.failed));
        if locked_until_ms > now_ms {
            return Err(too_many(locked_until_ms, now_ms));
        }
        let from_address = recent(&by_key, &address, now_ms);
        if from_address.failed >= ADDRESS_ATTEMPTS_MAX {
            return Err(too_many(from_address.last_ms.saturating_add(WINDOW_MS), now_ms));
        }
        for (key, tried) in [(login, tried), (address, from_address)] {
            by_key.insert(key, Tried { failed: tried.failed.saturating_add(1), last_ms: now_ms });
        }
        forget_oldest(&mut by_key, now_ms);
        Ok(())
    }

    /// The same for an attempt that names nobody: an enrolment code, a file to be checked.
    pub(super) fn start_from(&self, address: &str, now_ms: i64) -> Result<(), ServerError> {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, address) = keys("", address);
        let tried = recent(&by_key, &address, now_ms);
        if tried.failed >= ADDRESS_ATTEMPTS_MAX {
            return Err(too_many(tried.last_ms.saturating_add(WINDOW_MS), now_ms));
        }
        by_key.insert(address, Tried { failed: tried.failed.saturating_add(1), last_ms: now_ms });
        forget_oldest(&mut by_key, now_ms);
        Ok(())
    }

    /// Counts what may come `most` times until [`WINDOW_MS`] pass without any: from an address, for a code, by a link.
    ///
    /// # Errors
    /// [`ServerError::TooMany`] with the time to wait.
    pub(super) fn count(&self, what: &str, most: u32, now_ms: i64) -> Result<(), ServerError> {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let tried = recent(&by_key, what, now_ms);
        if tried.failed >= most {
            return Err(too_many(tried.last_ms.saturating_add(WINDOW_MS), now_ms));
        }
        by_key.insert(what.to_owned(), Tried { failed: tried.failed.saturating_add(1), last_ms: now_ms });
        forget_oldest(&mut by_key, now_ms);
        Ok(())
    }

    /// [`Self::count`] for an address, of which a network of IPv6 is one.
    pub(super) fn count_from(&self, address: &str, most: u32, now_ms: i64) -> Result<(), ServerError> {
        self.count(&keys("", address).1, most, now_ms)
    }

    /// Whether anything was counted from an address, so that nobody else needs to ask what time it is.
    pub(super) fn knows(&self, address: &str) -> bool {
        let (_, address) = keys("", address);
        self.by_key.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&address)
    }

    /// Whether too much was counted from an address; counts nothing.
    ///
    /// # Errors
    /// [`ServerError::TooMany`] with the time to wait.
    pub(super) fn check_from(&self, address: &str, now_ms: i64) -> Result<(), ServerError> {
        let by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, address) = keys("", address);
        let tried = recent(&by_key, &address, now_ms);
        if tried.failed >= ADDRESS_ATTEMPTS_MAX {
            return Err(too_many(tried.last_ms.saturating_add(WINDOW_MS), now_ms));
        }
        Ok(())
    }

    /// An attempt that was right does not count.
    pub(super) fn succeed(&self, login: &str, address: &str) {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let (login, _) = keys(login, address);
        by_key.remove(&login);
        drop(by_key);
        self.succeed_from(address);
    }

    pub(super) fn succeed_from(&self, address: &str) {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, address) = keys("", address);
        if let Some(tried) = by_key.get_mut(&address) {
            tried.failed = tried.failed.saturating_sub(1);
        }
    }
}

fn forget_oldest(by_key: &mut BTreeMap<String, Tried>, now_ms: i64) {
    if by_key.len() > REMEMBERED_MAX {
        by_key.retain(|_, tried| tried.last_ms.saturating_add(WINDOW_MS) > now_ms);
    }
    if by_key.len() > REMEMBERED_MAX {
        // The older half at once, so that a flood does not sort at every attempt.
        let mut times: Vec<i64> = by_key.values().map(|tried| tried.last_ms).collect();
        let middle = times.len() / 2;
        let (_, median_ms, _) = times.select_nth_unstable(middle);
        let median_ms = *median_ms;
        by_key.retain(|_, tried| tried.last_ms > median_ms);
    }
}

fn keys(login: &str, address: &str) -> (String, String) {
    let login: String = login.chars().take(200).collect();
    // Who has one IPv6 address has the 2^64 beside it.
    let network = match address.parse::<std::net::IpAddr>().map(|address| address.to_canonical()) {
        Ok(std::net::IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.chars().take(100).collect(),
    };
    (format!("login {login}"), format!("address {network}"))
}

/// What is still remembered; a quarter of an hour without an attempt is forgotten.
fn recent(by_key: &BTreeMap<String, Tried>, key: &str, now_ms: i64) -> Tried {
    by_key.get(key).copied().filter(|tried| tried.last_ms.saturating_add(WINDOW_MS) > now_ms).unwrap_or_default()
}

pub(super) fn too_many(until_ms: i64, now_ms: i64) -> ServerError {
    let wait_ms = u64::try_from(until_ms.saturating_sub(now_ms)).unwrap_or(0);
    ServerError::TooMany { retry_after_s: wait_ms.div_ceil(1000).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_locked_after_five_failures_and_again_longer() {
        let attempts = Attempts::default();
        for at in 0..5 {
            attempts.start("wang", "10.0.0.1", at).unwrap();
        }
        assert!(matches!(attempts.start("wang", "10.0.0.2", 10), Err(ServerError::TooMany { retry_after_s: 30 })));
        attempts.start("li", "10.0.0.1", 10).unwrap();
        attempts.start("wang", "10.0.0.2", 30_010).unwrap();
        assert!(attempts.start("wang", "10.0.0.2", 60_020).is_err());
    }

    #[test]
    fn a_flood_of_names_forgets_the_oldest_and_not_whoever_floods() {
        let attempts = Attempts::default();
        attempts.start("wang", "10.0.0.1", 0).unwrap();
        for at in 1..=REMEMBERED_MAX as i64 {
            let address = format!("10.1.{}.{}", at / 250, at % 250);
            attempts.start(&format!("user-{at}"), &address, at).unwrap();
        }
        let by_key = attempts.by_key.lock().unwrap();
        assert!(by_key.len() <= REMEMBERED_MAX && !by_key.contains_key("login wang"));
        assert!(by_key.contains_key(&format!("address 10.1.{}.{}", REMEMBERED_MAX / 250, REMEMBERED_MAX % 250)));
    }

    #[test]
    fn what_is_counted_rests_after_a_quarter_of_an_hour_without_any() {
        let attempts = Attempts::default();
        for at in 0..3 {
            attempts.count("code 7F3K", 3, at).unwrap();
        }
        assert!(attempts.count("code 7F3K", 3, WINDOW_MS + 1).is_err());
        attempts.count("code 8F3K", 3, 4).unwrap();
        attempts.count("code 7F3K", 3, WINDOW_MS + 2).unwrap();
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let attempts = Attempts::default();
        for n in 0..ADDRESS_ATTEMPTS_MAX {
            attempts.start(&format!("user-{n}"), &format!("2001:db8:1:2::{n:x}"), 1).unwrap();
        }
        assert!(attempts.start("another", "2001:db8:1:2:ffff::1", 2).is_err());
        attempts.start("another", "2001:db8:1:3::1", 2).unwrap();
    }

    #[test]
    fn an_address_that_tries_many_logins_is_stopped_and_success_forgives() {
        let attempts = Attempts::default();
        for login in 0..ADDRESS_ATTEMPTS_MAX {
            attempts.start(&format!("user-{login}"), "10.0.0.1", 1).unwrap();
        }
        assert!(attempts.start("another", "10.0.0.1", 2).is_err());
        attempts.succeed("user-0", "10.0.0.1");
        attempts.start("another", "10.0.0.1", 2).unwrap();
        attempts.start("another", "10.0.0.1", WINDOW_MS + 10).unwrap();
    }
}
