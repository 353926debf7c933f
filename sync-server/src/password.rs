//! Passwords: argon2id, one hash a user, attempts limited.

use crate::{ServerError, ServerStore};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version, password_hash::phc::PasswordHash,
};
use onsite_domain::{Id, Rejected, RejectedCode};
use onsite_store::{Connection, ports::Ports};
use rusqlite::{OptionalExtension as _, named_params};

pub const PASSWORD_CHARS_MIN: usize = 10;
/// Hashing takes memory in proportion; nobody types more.
pub const PASSWORD_BYTES_MAX: usize = 1024;

/// Failed attempts in a row that cost nothing but the attempt.
const FREE_ATTEMPTS: u32 = 5;
const LOCK_MS: i64 = 30_000;
const LOCK_MS_MAX: i64 = 15 * 60_000;

/// What is checked where nobody has the login, so that it takes as long. The hash of nothing anybody can type.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$b25zaXRlLW5vYm9keS0wMQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// 19 MiB, two passes, one lane: the first choice of the OWASP password storage cheat sheet for argon2id.
fn argon2() -> Result<Argon2<'static>, ServerError> {
    let params = Params::new(19_456, 2, 1, None).map_err(|e| ServerError::broken(format!("argon2: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a password as text with its parameters. Takes tens of milliseconds: not on a thread that serves others.
///
/// # Errors
/// [`RejectedCode::OutOfRange`] for one that is too short or too long.
pub fn hash(password: &str, salt: [u8; 16]) -> Result<String, ServerError> {
    if password.chars().count() < PASSWORD_CHARS_MIN || password.len() > PASSWORD_BYTES_MAX {
        let expected = format!("{PASSWORD_CHARS_MIN} characters to {PASSWORD_BYTES_MAX} bytes");
        return Err(Rejected::because(RejectedCode::OutOfRange, "password", expected).into());
    }
    let hash: PasswordHash = argon2()?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|e| ServerError::broken(format!("argon2: {e}")))?;
    Ok(hash.to_string())
}

/// A new password, to be shown once: 120 random bits.
pub fn drawn(ports: &mut Ports) -> String {
    data_encoding::BASE32_NOPAD.encode(&ports.bytes::<15>()).to_lowercase()
}

/// Whether the password is the one behind the hash. Without a hash the same work is done for nothing.
pub fn is_right(password: &str, hash: Option<&str>) -> bool {
    if password.len() > PASSWORD_BYTES_MAX {
        return false;
    }
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    let fits = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    fits && hash.is_some()
}

/// How long nobody may try again after so many failures in a row.
pub(crate) fn lock_ms(failed: u32) -> i64 {
    match failed.checked_sub(FREE_ATTEMPTS) {
        None => 0,
        Some(over) => LOCK_MS.saturating_mul(1 << over.min(10)).min(LOCK_MS_MAX),
    }
}

/// The canonical spelling of a login.
pub fn login_name(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A login as the table has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PasswordRow {
    pub(crate) user: Id,
    pub(crate) hash: String,
    pub(crate) locked_until_ms: i64,
}

pub(crate) fn by_login(connection: &Connection, login: &str) -> Result<Option<PasswordRow>, ServerError> {
    let row = connection
        .prepare_cached("SELECT user, hash, locked_until_ms FROM password WHERE name = :name")?
        .query_row(named_params! {":name": login}, |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((user, hash, locked_until_ms)) = row else { return Ok(None) };
    let user = user.parse().map_err(|_| ServerError::broken("a password belongs to nobody"))?;
    Ok(Some(PasswordRow { user, hash, locked_until_ms }))
}

/// Counts an attempt that failed; nothing happens where nobody has the login.
pub(crate) fn count_failure(connection: &Connection, login: &str, now_ms: i64) -> Result<(), ServerError> {
    let failed: Option<u32> = connection
        .prepare_cached("UPDATE password SET failed = failed + 1 WHERE name = :name RETURNING failed")?
        .query_row(named_params! {":name": login}, |row| row.get(0))
        .optional()?;
    let until_ms = now_ms.saturating_add(lock_ms(failed.unwrap_or(0)));
    connection
        .prepare_cached("UPDATE password SET locked_until_ms = :until_ms WHERE name = :name")?
        .execute(named_params! {":name": login, ":until_ms": until_ms})?;
    Ok(())
}

pub(crate) fn forget_failures(connection: &Connection, user: Id) -> Result<(), ServerError> {
    connection
        .prepare_cached("UPDATE password SET failed = 0, locked_until_ms = 0 WHERE user = :user")?
        .execute(named_params! {":user": user.to_string()})?;
    Ok(())
}

/// Follows a login that was changed in the user's record.
///
/// # Errors
/// [`RejectedCode::IdTaken`] where somebody else has it.
pub(crate) fn rename(connection: &Connection, user: Id, login: &str) -> Result<(), ServerError> {
    let login = login_name(login);
    if by_login(connection, &login)?.is_some_and(|held| held.user != user) {
        return Err(ServerError::rejected(RejectedCode::IdTaken, "login"));
    }
    connection
        .prepare_cached("UPDATE password SET name = :name WHERE user = :user")?
        .execute(named_params! {":name": login, ":user": user.to_string()})?;
    Ok(())
}

impl ServerStore {
    /// Gives a user a password, hashed by [`hash`], and ends their sessions.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] without such an active user, [`RejectedCode::IdTaken`] where somebody else logs in under
    /// the same name.
    pub fn put_password(&mut self, user: Id, hash: &str) -> Result<(), ServerError> {
        let login = login_name(&self.active_user(user)?.login);
        rename(&self.db, user, &login)?;
        self.db
            .prepare_cached(
                "INSERT INTO password (user, name, hash) VALUES (:user, :name, :hash)
                 ON CONFLICT (user) DO UPDATE SET hash = excluded.hash, failed = 0, locked_until_ms = 0",
            )?
            .execute(named_params! {":user": user.to_string(), ":name": login, ":hash": hash})?;
        self.db
            .prepare_cached("DELETE FROM session WHERE user = :user")?
            .execute(named_params! {":user": user.to_string()})?;
        Ok(())
    }

    /// [`hash`] and [`ServerStore::put_password`] in one, for the command line and tests.
    pub fn set_password(&mut self, user: Id, password: &str) -> Result<(), ServerError> {
        let salt = self.ports.bytes();
        self.put_password(user, &hash(password, salt)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_and_no_other() {
        let held = hash("a long enough secret", [7; 16]).unwrap();
        assert!(held.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{held}");
        assert!(is_right("a long enough secret", Some(&held)));
        assert!(!is_right("a long enough secret ", Some(&held)));
        assert!(!is_right("", None));
        assert!(PasswordHash::new(NOBODY).is_ok(), "the work for nobody is real work");
        assert!(hash("too short", [7; 16]).is_err());
    }

    #[test]
    fn attempts_get_slower_the_more_of_them_fail() {
        assert_eq!(lock_ms(4), 0);
        assert_eq!(lock_ms(5), 30_000);
        assert_eq!(lock_ms(6), 60_000);
        assert_eq!(lock_ms(60), LOCK_MS_MAX);
    }
}
