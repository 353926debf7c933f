//! Joining a company's server: scan the invite, show whose it is, prove the key, keep the certificate.

use crate::{App, AppError, Identity};
use onsite_domain::{Rejected, RejectedCode};
use onsite_store::meta;
use onsite_wire::{
    Message as _, PATH_ENROL,
    enrol::{EnrolRequest, EnrolResponse, EnrolmentInvite},
};

/// What the user confirms before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
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
    /// # Errors
    /// [`RejectedCode::IllegalTransition`] while an enrolment with unsent work exists.
    pub fn enrol_request(&mut self, invite: &EnrolmentInvite, name: &str, platform: &str) -> Result<Vec<u8>, AppError> {
        if self.identity.is_some() && self.has_unsent()? {
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
            field_device: None,
        };
        Ok(request.to_wire())
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
        let mut server_keys: Vec<String> = response.server_keys.iter().map(onsite_wire::Sealed::to_text).collect();
        server_keys.push(response.certificate.server_key.to_text());
        let certificate = response.certificate.certificate.unverified().map_err(|e| wrong(&e))?;
        let identity = Identity {
            server_url: invite.url.clone(),
            root_key: response.root.0,
            field_device: response.field_device,
            user: response.user,
            organisation: certificate.organisation,
            certificate: response.certificate.to_wire(),
        };
        let kept = identity.clone();
        self.transaction(move |app, _| {
            meta::put(&app.db, "server_keys", &server_keys)?;
            meta::put(&app.db, "identity", &kept)?;
            for key in ["cursor", "revoked"] {
                meta::remove(&app.db, key)?;
            }
            Ok(())
        })?;
        self.identity = Some(identity.clone());
        self.is_actor_bound = false;
        Ok(identity)
    }
}

/// Enrols over the network.
///
/// # Errors
/// [`AppError::Unavailable`] without a connection, [`AppError::Rejected`] with the server's reason.
pub async fn enrol(
    app: &mut App,
    client: &reqwest::Client,
    invite: &EnrolmentInvite,
    name: &str,
    platform: &str,
) -> Result<Identity, AppError> {
    let body = app.enrol_request(invite, name, platform)?;
    let url = format!("{}{PATH_ENROL}", invite.url);
    let offline = |e: reqwest::Error| AppError::Unavailable(format!("no connection to {}: {e}", invite.url));
    let request = client.post(url).header("content-type", onsite_wire::MEDIA_TYPE).body(body);
    let response = request.send().await.map_err(offline)?;
    let status = response.status();
    let body = response.bytes().await.map_err(offline)?;
    if !status.is_success() {
        let text: String = String::from_utf8_lossy(&body).chars().take(500).collect();
        return Err(Rejected::because(RejectedCode::Forbidden, "enrolment", format!("{status}: {text}")).into());
    }
    app.finish_enrolment(invite, &body)
}
