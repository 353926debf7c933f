//! Phones that several people share: a further user enrols in the middle of a day, they change without a network, sometimes
//! the wrong one is at work, and the office takes one off.

use super::{company, fleet::Failure, fleet::Fleet};
use onsite_core::App;
use onsite_domain::{Author, Id};
use onsite_wire::{Message as _, enrol::EnrolRequest};
use rand::RngExt as _;

/// Somebody enrols on a phone that others work with, whatever it has to send. The code's answer may not arrive.
///
/// # Errors
/// What neither the app nor the server may say.
pub fn enrol_further(fleet: &mut Fleet, place: usize) -> Result<(), Failure> {
    let user = company::engineer(if fleet.rng.random_range(0..2u32) == 0 { company::SECOND } else { 1 });
    let is_answered = fleet.rng.random_range(0..4u32) > 0;
    let Some(phone) = fleet.phones.get_mut(place) else { return Ok(()) };
    if phone.is_revoked || phone.is_offline {
        return Ok(());
    }
    let (Some(app), name) = (phone.app.as_mut(), phone.name.clone()) else { return Ok(()) };
    let invited = fleet.server.office(move |store| store.invite(user, "https://onsite.example"));
    let Ok(invite) = invited else { return fleet.judge_server(invited.map(|_| ())) };
    let request = app.enrol_request(&invite, &name, "android").and_then(|body| {
        EnrolRequest::from_wire(&body).map_err(|error| onsite_core::AppError::broken(error.to_string()))
    });
    let request = match request {
        Ok(request) => request,
        Err(error) => return fleet.judge_app("enrolment", place, Err(error)),
    };
    let answer = fleet.server.office(move |store| store.enrol(&request));
    let response = match answer {
        Ok(response) => response,
        Err(error) => return fleet.judge_server(Err(error)),
    };
    fleet.trace.event("a further user enrols");
    if !is_answered {
        fleet.trace.fault("phone: the answer to an enrolment is lost");
        return Ok(());
    }
    let Some(app) = fleet.phones.get_mut(place).and_then(|phone| phone.app.as_mut()) else { return Ok(()) };
    let finished = app.finish_enrolment(&invite, &response.to_wire()).map(|_| ());
    fleet.judge_app("enrolment", place, finished)
}

/// Whoever is not at work takes over.
///
/// # Errors
/// What the app says.
pub fn switch(fleet: &mut Fleet, place: usize) -> Result<(), onsite_core::AppError> {
    let Some(app) = fleet.phones.get_mut(place).and_then(|phone| phone.app.as_mut()) else { return Ok(()) };
    let Some(other) = app.identity()?.others.first().map(|other| other.user) else { return Ok(()) };
    app.switch_user(other)?;
    fleet.trace.event("switch_user");
    Ok(())
}

/// Whose visits the person with the phone in hand works on: nearly always those of whoever is at work.
pub fn whose_visits(app: &App, me: Id, is_mistaken: bool) -> Id {
    let other = app.identity().ok().and_then(|identity| identity.others.first()).map(|other| other.user);
    other.filter(|_| is_mistaken).unwrap_or(me)
}

/// The office takes one of several users off a phone.
///
/// # Errors
/// What the server may not say.
pub fn take_off(fleet: &mut Fleet, place: usize) -> Result<(), Failure> {
    let Some(phone) = fleet.phones.get(place) else { return Ok(()) };
    let Some(identity) = phone.app.as_ref().and_then(|app| app.identity().ok()) else { return Ok(()) };
    if identity.others.is_empty() {
        return Ok(());
    }
    let (field_device, user) = (identity.field_device, company::engineer(company::SECOND));
    fleet.trace.event("office takes a user off a phone");
    let author = Author::Console { user: company::DISPATCHER };
    let result = fleet.server.office(move |store| store.remove_user(field_device, user, &author, "another van"));
    fleet.judge_server(result)
}
