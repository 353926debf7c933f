//! Enrolment: a single-use code for a user, a proof of the key, a certificate.

use crate::{
    ServerError, ServerStore,
    field_device::{self, FieldDeviceState},
    revoke::check_reason,
};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Word,
    field_device::{FieldDevice, PublicKey, USERS_MAX},
    id::Hash,
    organisation::{Organisation, OrganisationKind},
    settings::Settings,
};
use onsite_store::{Touched, derived, meta};
use onsite_wire::{
    CertificateChain, Message as _, Sealed,
    enrol::{EnrolRequest, EnrolResponse, EnrolmentInvite},
    recovery::RecoveryKeyNotice,
    trust::{Certificate, X509},
};
use rusqlite::{OptionalExtension as _, named_params};

/// How long a code lives.
pub(crate) const CODE_LIFETIME_MS: i64 = 15 * 60 * 1000;
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
        Ok(Some(self.settings()?.public_url).filter(|url| !url.is_empty()))
    }

    /// The company's settings.
    pub fn settings(&self) -> Result<Settings, ServerError> {
        let settings: Vec<(Subject, Settings)> =
            derived::views(&self.db, "word = 'settings' ORDER BY subject LIMIT 1", &[])?;
        Ok(settings.into_iter().next().map(|(_, settings)| settings).unwrap_or_default())
    }

    /// What enrolment links say about the server's TLS key.
    pub(crate) fn set_tls_pin(&mut self, pin: Option<Hash>) -> Result<(), ServerError> {
        match pin {
            Some(pin) => meta::put(&self.db, TLS_PIN, &pin)?,
            None => meta::remove(&self.db, TLS_PIN)?,
        }
        Ok(())
    }

    /// Enrols a field device, or a further user on one that is enrolled already.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for a code that is unknown, used or too old: which one is not said; and for a user who may
    /// not share that field device. [`RejectedCode::Revoked`] for a field device that was revoked.
    pub fn enrol(&mut self, request: &EnrolRequest) -> Result<EnrolResponse, ServerError> {
        let forbidden = || ServerError::rejected(RejectedCode::Forbidden, "code");
        let user = self.use_code(&request.code)?.ok_or_else(forbidden)?;
        request.verify(self.keys.server).map_err(|_| forbidden())?;
        let organisation = self.active_user(user)?.organisation;
        let now_ms = self.now_ms();
        let mut touched = Touched::new();
        let (state, record) = match self.shown(request, &mut touched)? {
            Some(state) => {
                let record = self.record_as(Word::FieldDevice, state.field_device)?;
                let record: FieldDevice = record.unwrap_or_else(|| FieldDevice {
                    users: state.users.iter().copied().collect(),
                    ..record_of(request, organisation, now_ms)
                });
                self.may_share(record.organisation, organisation)?;
                (state, record)
            }
            None => {
                let state = FieldDeviceState {
                    heard_epoch: self.epoch()?,
                    app_version: request.app_version.clone(),
                    ..FieldDeviceState::enrolled(self.ports.new_id(), request.key, user)
                };
                field_device::insert(&self.db, &state)?;
                (state, record_of(request, organisation, now_ms))
            }
        };
        let field_device = state.field_device;
        let certificate = Certificate { field_device, key: request.key, user, organisation, issued_ms: now_ms };
        let chain = CertificateChain {
            certificate: Sealed::seal(&certificate, self.keys.server, &self.keys.signing),
            server_key: self.keys.certificate.clone(),
        };
        let x509 = self.x509_of(request, field_device, now_ms)?;
        field_device::put_certificate(&self.db, field_device, user, &chain.to_wire())?;
        self.put_user_of(field_device, record, user, &mut touched)?;
        self.finish(&touched)?;
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
            x509,
        })
    }

    /// What readers of PDF know the field device by; none for an app that names no companion key.
    fn x509_of(&self, request: &EnrolRequest, field_device: Id, now_ms: i64) -> Result<Vec<X509>, ServerError> {
        if request.pdf_key.is_empty() {
            return Ok(Vec::new());
        }
        let settings = self.settings()?;
        let company = settings.company_name.in_language(settings.default_language);
        let name = format!("Onsite {field_device}");
        let issued = self.keys.issuer.field_device(&name, company, &request.pdf_key, now_ms);
        issued.map_err(|e| Rejected::because(RejectedCode::WrongShape, "pdf_key", e.to_string()).into())
    }

    /// The field device that the certificates in a request are of; `None` where there are none. A server that was restored
    /// may have to learn of it from them.
    fn shown(
        &mut self,
        request: &EnrolRequest,
        touched: &mut Touched,
    ) -> Result<Option<FieldDeviceState>, ServerError> {
        let mut shown = None;
        for chain in &request.certificates {
            let certificate = self.admit_certificate(chain, touched)?;
            let certificate = certificate.filter(|certificate| {
                certificate.key == request.key && shown.is_none_or(|shown| shown == certificate.field_device)
            });
            let certificate =
                certificate.ok_or_else(|| ServerError::rejected(RejectedCode::Forbidden, "certificates"))?;
            shown = Some(certificate.field_device);
        }
        let Some(field_device) = shown else { return Ok(None) };
        let state = field_device::get(&self.db, field_device)?
            .ok_or_else(|| ServerError::broken("a certificate of no field device"))?;
        if state.is_revoked {
            return Err(ServerError::rejected(RejectedCode::Revoked, "field_device"));
        }
        if state.users.len() >= USERS_MAX {
            return Err(ServerError::rejected(RejectedCode::TooLarge, "users"));
        }
        Ok(Some(state))
    }

    /// A field device carries what is there for all its users: a contractor's people see nothing of others.
    fn may_share(&self, organisation: Id, other: Id) -> Result<(), ServerError> {
        let contractor = |id: Id| -> Result<Option<Id>, ServerError> {
            let body: Option<Organisation> = self.record_as(Word::Organisation, id)?;
            Ok(body.filter(|body| body.kind == OrganisationKind::Contractor).map(|_| id))
        };
        if contractor(organisation)? == contractor(other)? {
            return Ok(());
        }
        let detail = "people of different companies do not share a field device";
        Err(Rejected::because(RejectedCode::Forbidden, "organisation", detail).into())
    }

    /// Takes a certificate that this server issued and may have forgotten; `None` for any other.
    pub(crate) fn admit_certificate(
        &mut self,
        chain: &CertificateChain,
        touched: &mut Touched,
    ) -> Result<Option<Certificate>, ServerError> {
        let Ok(certificate) = self.keys.trust.certificate(chain) else { return Ok(None) };
        let (field_device, user) = (certificate.field_device, certificate.user);
        match field_device::get(&self.db, field_device)? {
            Some(state) if state.key != certificate.key => return Ok(None),
            Some(state) if state.is_certified(user) => return Ok(Some(certificate)),
            Some(_) => {}
            None => {
                field_device::insert(&self.db, &FieldDeviceState::enrolled(field_device, certificate.key, user))?;
                self.revoke_again(field_device, touched)?;
            }
        }
        field_device::put_certificate(&self.db, field_device, user, &chain.to_wire())?;
        if let Some(record) = self.record_as::<FieldDevice>(Word::FieldDevice, field_device)?
            && !record.users.contains(&user)
            && !record.former_users.contains(&user)
        {
            self.put_user_of(field_device, record, user, touched)?;
        }
        Ok(Some(certificate))
    }

    /// Learns of users of a field device that enrolled after the backup that this server was restored from.
    pub(crate) fn know_users(
        &mut self,
        device: &mut FieldDeviceState,
        chains: &[CertificateChain],
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        for chain in chains {
            let unknown = chain.certificate.unverified().ok().filter(|certificate| {
                certificate.field_device == device.field_device && !device.is_certified(certificate.user)
            });
            if unknown.is_some() && self.admit_certificate(chain, touched)?.is_some() {
                let held = field_device::get(&self.db, device.field_device)?;
                let FieldDeviceState { users, former_users, .. } = held.unwrap_or_else(|| device.clone());
                (device.users, device.former_users) = (users, former_users);
            }
        }
        Ok(())
    }

    /// Takes a user off a field device: from now on it carries nothing for them, and what it brings in their name was done
    /// without the right.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for somebody who is not on it, [`RejectedCode::IllegalTransition`] for its only user.
    pub fn remove_user(
        &mut self,
        field_device: Id,
        user: Id,
        author: &Author,
        reason: &str,
    ) -> Result<(), ServerError> {
        let state = field_device::get(&self.db, field_device)?
            .ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "field_device"))?;
        check_reason(reason)?;
        if state.users.len() == 1 && state.users.contains(&user) {
            let detail = "its only user: revoke the field device";
            return Err(Rejected::because(RejectedCode::IllegalTransition, "user", detail).into());
        }
        let mut record: FieldDevice = self.record_as(Word::FieldDevice, field_device)?.unwrap_or_default();
        if !record.remove_user(user) {
            return Err(ServerError::rejected(RejectedCode::NotFound, "user"));
        }
        tracing::info!(%field_device, %user, reason, "a user was taken off a field device");
        let mut touched = Touched::new();
        self.put_body(author, Word::FieldDevice, field_device, &record, &mut touched)?;
        self.finish(&touched)
    }

    fn put_user_of(
        &mut self,
        field_device: Id,
        mut record: FieldDevice,
        user: Id,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        record.add_user(user);
        self.put_body(&Author::rule("enrolment"), Word::FieldDevice, field_device, &record, touched)
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

/// The record of a field device that is heard for the first time.
fn record_of(request: &EnrolRequest, organisation: Id, now_ms: i64) -> FieldDevice {
    let key = PublicKey { key: data_encoding::HEXLOWER.encode(&request.key.0), added_ms: now_ms, retired_ms: None };
    let (platform, model) = request.platform.split_once('/').unwrap_or((&request.platform, ""));
    FieldDevice {
        name: request.name.clone(),
        organisation,
        keys: vec![key],
        platform: serde_json::from_value(serde_json::Value::from(platform)).unwrap_or_default(),
        model: model.to_owned(),
        app_version: request.app_version.clone(),
        enrolled_ms: now_ms,
        ..FieldDevice::default()
    }
}
