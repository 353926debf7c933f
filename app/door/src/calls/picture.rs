//! Photos, ink and files: kept by their bytes, fetched by their hash.

use super::{Call, fetch, tell};
use crate::door::DoorError;
use onsite_core::{
    AppError, Done,
    photo::{KeptPhoto, NewPhoto},
};
use onsite_domain::{Id, Rejected, RejectedCode, id::Hash};
use serde::Deserialize;
use utoipa::ToSchema;

pub(super) const CALLS: &[Call] = &[
    tell!("keep_photo", super::Nothing => KeptPhoto, |app, _, body| app.keep_photo(body)),
    tell!("add_photo", AddPhoto => Done, |app, it, body| app.add_photo(it.visit, body, it.photo)),
    tell!("add_device_photo", AddDevicePhoto => Done, |app, it, body| {
        app.add_device_photo(it.device, body, it.photo)
    }),
    fetch!("blob", OfBlob, |door, of| {
        let found = door.with(|app| app.blob(of.hash))?;
        found.ok_or_else(|| DoorError::from(AppError::from(Rejected::new(RejectedCode::NotFound, of.hash.to_string()))))
    }),
];

/// Kept, and named by nothing yet.
impl super::Changes for KeptPhoto {
    fn topics(&self) -> Vec<String> {
        Vec::new()
    }
}

#[derive(Deserialize, ToSchema)]
struct AddPhoto {
    visit: Id,
    photo: NewPhoto,
}

#[derive(Deserialize, ToSchema)]
struct AddDevicePhoto {
    device: Id,
    photo: NewPhoto,
}

#[derive(Deserialize, ToSchema)]
struct OfBlob {
    hash: Hash,
}
