//! Joining a company's server: scan the invite, show whose it is, prove the key, keep the certificate.

use crate::{
    App, AppError, Identity, Lease,
    set_aside::{SEALED_KEY_FILE, write_whole},
    sync::ProblemBody,
};
use onsite_domain::{Rejected, RejectedCode};
use onsite_evidence::PdfKey;
use onsite_store::meta;
use onsite_wire::{
    CertificateChain, Message as _, PATH_ENROL,
    enrol::{EnrolRequest, EnrolResponse, EnrolmentInvite},
    recovery::{RecoveryPublicKey, SealedDatabaseKey},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An enrolment as it is also kept in a file beside the database, so that a fresh database goes on where a damaged one
/// ended. Nothing in it is secret; it is worth nothing without the signing key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Enrolment {
    identity: Identity,
    server_keys: Vec<String>,
    /// What the key of the database is sealed to.
    recovery_key: Option<[u8; 32]>,
}

pub(crate) const ENROLMENT_FILE: &str = "enrolment.json";

/// What the user confirms before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, ToSchema)]
pub struct InviteShown {
    pub host: String,
    /// Of the company's root key, to compare with the dispatcher's screen.
    pub fingerprint: String,
    pub is_plain_http: bool,
}

/// Reads an invite link.
///
/// # Errors
/// [`RejectedCode::WrongShape`] with what is wrong with the link.
pub fn read_invite(link: &str) -> Result<(EnrolmentInvite, InviteShown), AppError> {
    let invite = EnrolmentInvite::from_link(link)
        .map_err(|e| Rejected::because(RejectedCode::WrongShape, "link", e.to_string()))?;
    let shown = InviteShown {
        host: invite.host().unwrap_or_default().to_owned(),
        fingerprint: invite.root_fingerprint.to_string(),
        is_plain_http: invite.is_plain_http(),
    };
    Ok((invite, shown))
}

impl App {
    /// The body for `POST /v1/enrol`. `platform` is the operating system's word (`android`, `linux`, ...), a slash and the
    /// model where it is known.
    ///
    /// An invite of the company that this field device is enrolled with adds a user, who is at work from then on; unsent work
    /// is no hindrance. Any other begins anew.
    ///
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] while another enrolment with unsent work exists.
    pub fn enrol_request(&mut self, invite: &EnrolmentInvite, name: &str, platform: &str) -> Result<Vec<u8>, AppError> {
        let is_adding = self.adds_user(invite)?;
        if self.identity.is_some() && !is_adding && self.has_unsent()? {
            return Err(Rejected::because(
                RejectedCode::IllegalTransition,
                "enrolment",
                "this field device has unsent work for its present server; sync or export it first",
            )
            .into());
        }
        let request = EnrolRequest {
            protocol: onsite_wire::PROTOCOL,
            code: invite.code.clone(),
            key: self.signing_key.public(),
            proof: EnrolRequest::prove(invite.server(), &invite.code, &self.signing_key),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            platform: platform.to_owned(),
            name: name.to_owned(),
            stamp: self.ports.clock.stamp(),
            certificates: if is_adding { self.own_certificates()? } else { Vec::new() },
            pdf_key: PdfKey::beside(&self.signing_key).point(),
        };
        Ok(request.to_wire())
    }

    /// Whether an invite is of the company that this field device is enrolled with, and was not revoked by.
    pub fn adds_user(&self, invite: &EnrolmentInvite) -> Result<bool, AppError> {
        let is_same = self.identity.is_some() && self.server_id()? == invite.server();
        Ok(is_same && meta::get::<String>(&self.db, "revoked")?.is_none())
    }

    /// Takes the server's answer: from here on this store belongs to its company.
    ///
    /// # Errors
    /// [`RejectedCode::WrongServer`] if the answer is not by the server that the invite names.
    pub fn finish_enrolment(&mut self, invite: &EnrolmentInvite, body: &[u8]) -> Result<Identity, AppError> {
        let wrong =
            |e: &dyn std::fmt::Display| Rejected::because(RejectedCode::WrongServer, "enrolment", e.to_string());
        let response = EnrolResponse::from_wire(body).map_err(|e| wrong(&e))?;
        response.verify(invite, &self.signing_key.public()).map_err(|e| wrong(&e))?;
        let own = PdfKey::beside(&self.signing_key).point();
        if response.x509.first().and_then(onsite_evidence::key_of) != Some(own) {
            return Err(wrong(&"it certifies another key for readers of PDF").into());
        }
        let mut server_keys: Vec<String> = response.server_keys.iter().map(onsite_wire::Sealed::to_text).collect();
        server_keys.push(response.certificate.server_key.to_text());
        let certificate = response.certificate.certificate.unverified().map_err(|e| wrong(&e))?;
        let mut identity = Identity {
            server_url: invite.url.clone(),
            root_key: response.root.0,
            field_device: response.field_device,
            user: response.user,
            organisation: certificate.organisation,
            certificate: response.certificate.to_wire(),
            x509: response.x509.into_iter().map(|x509| x509.0).collect(),
            others: Vec::new(),
            tls_pin: invite.tls_pin,
        };
        let held = self.identity.as_ref().filter(|held| held.field_device == identity.field_device);
        let is_added = held.is_some();
        let held = held.map(Identity::users).unwrap_or_default();
        identity.others = held.into_iter().filter(|held| held.user != identity.user).collect();
        let recovery = response.recovery.map(|notice| notice.unverified()).transpose().map_err(|e| wrong(&e))?;
        let recovery_key = recovery.map(|notice| notice.key.0);
        let enrolment = Enrolment { identity: identity.clone(), server_keys, recovery_key };
        self.write_enrolment(&enrolment)?;
        self.keep_enrolment(&enrolment, is_added)?;
        self.seal_database_key(&enrolment)?;
        Ok(identity)
    }

    fn write_enrolment(&self, enrolment: &Enrolment) -> Result<(), AppError> {
        if !self.is_on_real_disk() {
            return Ok(());
        }
        let bytes = serde_json::to_vec(enrolment).map_err(|e| AppError::broken(e.to_string()))?;
        write_whole(&self.directory().join(ENROLMENT_FILE), &bytes)
    }

    /// Writes who is at work into the file beside the database.
    pub(crate) fn note_enrolment(&self) -> Result<(), AppError> {
        match (self.kept_enrolment()?, &self.identity) {
            (Some(kept), Some(identity)) => self.write_enrolment(&Enrolment { identity: identity.clone(), ..kept }),
            _ => Ok(()),
        }
    }

    /// `is_added`: the field device goes on as it was, with one user more.
    pub(crate) fn keep_enrolment(&mut self, enrolment: &Enrolment, is_added: bool) -> Result<(), AppError> {
        self.transaction(|app, _| {
            // What was rotated since the first user enrolled stays known.
            let mut server_keys: Vec<String> =
                meta::get(&app.db, "server_keys")?.filter(|_| is_added).unwrap_or_default();
            for key in &enrolment.server_keys {
                if !server_keys.contains(key) {
                    server_keys.push(key.clone());
                }
            }
            meta::put(&app.db, "server_keys", &server_keys)?;
            meta::put(&app.db, "identity", &enrolment.identity)?;
            for key in ["cursor", "revoked"].iter().filter(|_| !is_added) {
                meta::remove(&app.db, key)?;
            }
            Ok(())
        })?;
        self.identity = Some(enrolment.identity.clone());
        self.actors.renew();
        Ok(())
    }

    /// The enrolment in the file beside the database, if it is of the key that this store signs with.
    pub(crate) fn kept_enrolment(&self) -> Result<Option<Enrolment>, AppError> {
        if !self.is_on_real_disk() {
            return Ok(None);
        }
        let Ok(bytes) = std::fs::read(self.directory().join(ENROLMENT_FILE)) else { return Ok(None) };
        let enrolment: Option<Enrolment> = serde_json::from_slice(&bytes).ok();
        let is_own = |enrolment: &Enrolment| {
            let chain = CertificateChain::from_wire(&enrolment.identity.certificate).ok();
            let certificate = chain.and_then(|chain| chain.certificate.unverified().ok());
            certificate.is_some_and(|certificate| certificate.key == self.signing_key.public())
        };
        Ok(enrolment.filter(is_own))
    }

    /// Seals the key of the database to the company's recovery key, into a file beside it.
    pub(crate) fn seal_database_key(&mut self, enrolment: &Enrolment) -> Result<(), AppError> {
        let (Some(to), true) = (enrolment.recovery_key, self.is_on_real_disk()) else { return Ok(()) };
        let Some(key) = self.key_store.get("database")? else { return Ok(()) };
        let (server, field_device, seed) = (self.server_id()?, enrolment.identity.field_device, self.ports.bytes());
        let sealed = SealedDatabaseKey::seal(&key, server, field_device, &RecoveryPublicKey(to), &seed)
            .map_err(|e| AppError::KeyStore(e.to_string()))?;
        write_whole(&self.directory().join(SEALED_KEY_FILE), sealed.to_text().as_bytes())
    }
}

/// Enrols over the network.
///
/// # Errors
/// [`AppError::Unavailable`] without a connection, [`AppError::Rejected`] with the server's reason.
pub async fn enrol(
    app: &mut impl Lease,
    client: &reqwest::Client,
    invite: &EnrolmentInvite,
    name: &str,
    platform: &str,
) -> Result<Identity, AppError> {
    let body = app.with(|app| app.enrol_request(invite, name, platform))?;
    let url = format!("{}{PATH_ENROL}", invite.url);
    let offline = |e: reqwest::Error| AppError::Unavailable(format!("no connection to {}: {e}", invite.url));
    let request = client.post(url).header("content-type", onsite_wire::MEDIA_TYPE).body(body);
    let response = request.send().await.map_err(offline)?;
    let status = response.status();
    let body = response.bytes().await.map_err(offline)?;
    if !status.is_success() {
        return Err(refused(status.as_u16(), &body));
    }
    app.with(|app| app.finish_enrolment(invite, &body))
}

/// Why a server did not enrol, as it says it. A page that is not its own is a proxy's or a captive portal's.
fn refused(status: u16, body: &[u8]) -> AppError {
    let Ok(problem) = serde_json::from_slice::<ProblemBody>(body) else {
        return AppError::Unavailable(format!("status {status} without an explanation"));
    };
    match RejectedCode::ALL.iter().find(|code| code.as_str() == problem.code) {
        // The code of the link is unknown, used or too old: which one is not said.
        Some(RejectedCode::Forbidden) if problem.path == "code" => {
            Rejected::new(RejectedCode::Forbidden, "enrolment").into()
        }
        Some(code) => Rejected::because(*code, problem.path, problem.detail).into(),
        None => AppError::Unavailable(format!("{status} {}: {}", problem.code, problem.title)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_as_the_server_says_it() {
        let told = |status, body: &str| match refused(status, body.as_bytes()) {
            AppError::Rejected(rejected) => format!("{} {} {}", rejected.code.as_str(), rejected.path, rejected.detail),
            other => other.to_string(),
        };
        assert_eq!(told(403, r#"{"code":"forbidden","path":"code","title":"x"}"#), "forbidden enrolment ");
        let shared = r#"{"code":"forbidden","path":"organisation","detail":"people of different companies"}"#;
        assert_eq!(told(403, shared), "forbidden organisation people of different companies");
        assert_eq!(told(403, r#"{"code":"revoked","path":"field_device"}"#), "revoked field_device ");
        assert!(
            told(429, r#"{"code":"too_many","title":"Too many attempts; wait a while."}"#).contains("wait a while")
        );
        assert!(told(200, "<html>log in to the hotel</html>").contains("without an explanation"));
    }
}
