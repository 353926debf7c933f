//! Enrolment: a single-use code for a user, a proof of the key, a certificate.

use crate::{
    ServerError, ServerStore,
    field_device::{self, FieldDeviceState},
};
use onsite_domain::{Author, Id, RejectedCode, Subject, Word, id::Hash, settings::Settings};
use onsite_store::{Touched, derived, meta};
use onsite_wire::{
    CertificateChain, Message as _, Sealed,
    enrol::{EnrolRequest, EnrolResponse, EnrolmentInvite},
    recovery::RecoveryKeyNotice,
    trust::Certificate,
};
use rusqlite::{OptionalExtension as _, named_params};

/// How long a code lives.
const CODE_LIFETIME_MS: i64 = 15 * 60 * 1000;
/// How often a code may be tried.
const CODE_ATTEMPTS_MAX: u32 = 5;

const TLS_PIN: &str = "tls_pin";

impl ServerStore {
    /// Makes a single-use code for a user; only its hash is kept.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] without such an active user.
    pub fn invite(&mut self, user: Id, url: &str) -> Result<EnrolmentInvite, ServerError> {
        self.active_user(user)?;
        let code: [u8; 24] = self.ports.bytes();
        self.db
            .prepare_cached(
                "INSERT INTO enrolment_code (code_hash, user, expires_ms, attempts_left)
                 VALUES (:hash, :user, :expires_ms, :attempts)",
            )?
            .execute(named_params! {
                ":hash": Hash::of(&code).0.as_slice(), ":user": user.to_string(),
                ":expires_ms": self.now_ms().saturating_add(CODE_LIFETIME_MS), ":attempts": CODE_ATTEMPTS_MAX,
            })?;
        Ok(EnrolmentInvite {
            url: url.trim_end_matches('/').to_owned(),
            root_fingerprint: self.keys.root().fingerprint(),
            tls_pin: meta::get(&self.db, TLS_PIN)?,
            code: code.to_vec(),
        })
    }

    /// Where the settings say that field devices reach this server.
    pub fn public_url(&self) -> Result<Option<String>, ServerError> {
        let settings: Vec<(Subject, Settings)> =
            derived::views(&self.db, "word = 'settings' ORDER BY subject LIMIT 1", &[])?;
        Ok(settings.into_iter().map(|(_, settings)| settings.public_url).find(|url| !url.is_empty()))
    }

    /// What enrolment links say about the server's TLS key.
    pub(crate) fn set_tls_pin(&mut self, pin: Option<Hash>) -> Result<(), ServerError> {
        match pin {
            Some(pin) => meta::put(&self.db, TLS_PIN, &pin)?,
            None => meta::remove(&self.db, TLS_PIN)?,
        }
        Ok(())
    }

    /// Enrols a field device.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for a code that is unknown, used or too old: which one is not said.
    pub fn enrol(&mut self, request: &EnrolRequest) -> Result<EnrolResponse, ServerError> {
        let forbidden = || ServerError::rejected(RejectedCode::Forbidden, "code");
        let user = self.use_code(&request.code)?.ok_or_else(forbidden)?;
        request.verify(self.keys.server).map_err(|_| forbidden())?;
        let body = self.active_user(user)?;
        let organisation = body.organisation;
        let now_ms = self.now_ms();
        let field_device = self.ports.new_id();
        let certificate = Certificate { field_device, key: request.key, user, organisation, issued_ms: now_ms };
        let chain = CertificateChain {
            certificate: Sealed::seal(&certificate, self.keys.server, &self.keys.signing),
            server_key: self.keys.certificate.clone(),
        };
        let state = FieldDeviceState {
            heard_epoch: self.epoch()?,
            app_version: request.app_version.clone(),
            ..FieldDeviceState::enrolled(field_device, request.key, user)
        };
        field_device::insert(&self.db, &state, &chain.to_wire())?;
        let mut touched = Touched::new();
        let key = onsite_domain::field_device::PublicKey {
            key: data_encoding::HEXLOWER.encode(&request.key.0),
            added_ms: now_ms,
            retired_ms: None,
        };
        let (platform, model) = request.platform.split_once('/').unwrap_or((&request.platform, ""));
        let record = onsite_domain::field_device::FieldDevice {
            name: request.name.clone(),
            organisation,
            users: vec![user],
            keys: vec![key],
            platform: serde_json::from_value(serde_json::Value::from(platform)).unwrap_or_default(),
            model: model.to_owned(),
            app_version: request.app_version.clone(),
            enrolled_ms: now_ms,
            ..Default::default()
        };
        let record = serde_json::to_value(record).map_err(|e| ServerError::broken(e.to_string()))?;
        let subject = Subject::new(Word::FieldDevice, field_device);
        self.put_record(&Author::rule("enrolment"), subject, record, &mut touched)?;
        self.finish(&touched)?;
        self.update_scope(&state)?;
        Ok(EnrolResponse {
            server: self.keys.server,
            root: *self.keys.root(),
            server_keys: vec![self.keys.certificate.clone()],
            certificate: chain,
            field_device,
            user,
            epoch: self.epoch()?,
            server_ms: now_ms,
            recovery: self
                .keys
                .recovery
                .map(|key| Sealed::seal(&RecoveryKeyNotice { key }, self.keys.server, &self.keys.signing)),
        })
    }

    /// The user behind a code that may be used now; uses it up.
    fn use_code(&mut self, code: &[u8]) -> Result<Option<Id>, ServerError> {
        let hash = Hash::of(code);
        let params = named_params! {":hash": hash.0.as_slice(), ":now_ms": self.now_ms()};
        let user: Option<String> = self
            .db
            .prepare_cached(
                "UPDATE enrolment_code SET used_ms = :now_ms, attempts_left = attempts_left - 1
                 WHERE code_hash = :hash AND used_ms = 0 AND expires_ms > :now_ms AND attempts_left > 0
                 RETURNING user",
            )?
            .query_row(params, |row| row.get(0))
            .optional()?;
        Ok(user.and_then(|user| user.parse().ok()))
    }

    pub(crate) fn active_user(&self, user: Id) -> Result<onsite_domain::user::User, ServerError> {
        self.record_as::<onsite_domain::user::User>(Word::User, user)?
            .filter(|user| user.is_active())
            .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "user"))
    }
}
