//! A device's file and what is recorded in it.

use super::{Call, ask, tell};
use onsite_core::{
    Done,
    device::{DeviceFile, NewDevice},
};
use onsite_domain::{
    Id, device::Component, failure::FailureFact, lifecycle::LifecycleFact, meter_reading::MeterReadingFact,
};
use serde::Deserialize;
use utoipa::ToSchema;

pub(super) const CALLS: &[Call] = &[
    ask!("device_file", OfDevice => DeviceFile, |app, of| app.device_file(of.device)),
    tell!("new_device", NewDevice => Done, |app, new, _| app.new_device(new)),
    tell!("bind_code", BindCode => Done, |app, it, _| app.bind_code(it.device, &it.code)),
    tell!("release_code", ReleaseCode => Done, |app, it, _| app.release_code(it.device, &it.code, &it.reason)),
    tell!("fit_component", FitComponent => Done, |app, it, _| app.fit_component(it.device, it.component)),
    tell!("read_meter", ReadMeter => Done, |app, it, _| app.read_meter(it.device, it.visit, it.reading)),
    tell!("record_failure", RecordFailure => Done, |app, it, _| app.record_failure(it.device, it.visit, it.failure)),
    tell!("record_lifecycle", RecordLifecycle => Done, |app, it, _| {
        app.record_lifecycle(it.device, it.visit, it.event)
    }),
    tell!("remark_device", RemarkDevice => Done, |app, it, _| app.remark_device(it.device, &it.text)),
];

#[derive(Deserialize, ToSchema)]
struct OfDevice {
    device: Id,
}

#[derive(Deserialize, ToSchema)]
struct BindCode {
    device: Id,
    code: String,
}

#[derive(Deserialize, ToSchema)]
struct ReleaseCode {
    device: Id,
    code: String,
    reason: String,
}

#[derive(Deserialize, ToSchema)]
struct FitComponent {
    device: Id,
    component: Component,
}

#[derive(Deserialize, ToSchema)]
struct ReadMeter {
    device: Id,
    visit: Option<Id>,
    reading: MeterReadingFact,
}

#[derive(Deserialize, ToSchema)]
struct RecordFailure {
    device: Id,
    visit: Option<Id>,
    failure: FailureFact,
}

#[derive(Deserialize, ToSchema)]
struct RecordLifecycle {
    device: Id,
    visit: Option<Id>,
    event: LifecycleFact,
}

#[derive(Deserialize, ToSchema)]
struct RemarkDevice {
    device: Id,
    text: String,
}
