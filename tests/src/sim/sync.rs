//! One sync of a simulated phone, over a good network or a bad one.

use super::{
    net::{Stragglers, Weather, exchange},
    phone::SimPhone,
    server::SimServer,
    trace::Trace,
};
use onsite_core::{
    AppError,
    sync::{HttpRequest, Input, Output, Report, Sync},
};
use onsite_wire::{
    Message as _,
    sync::{SyncRequest, SyncResponse},
};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

/// More requests than this in one sync, and it does not end.
const REQUESTS_MAX: u32 = 2_000;

#[derive(Debug, thiserror::Error)]
pub enum SyncFailure {
    #[error("the app: {0}")]
    App(#[from] AppError),
    #[error("the sync does not end: {last}")]
    Endless { last: String },
    #[error("the phone is off")]
    Off,
}

/// # Errors
/// What the app says.
pub fn sync(
    server: &SimServer,
    phone: &mut SimPhone,
    weather: Weather,
    stragglers: &mut Stragglers,
    rng: &mut ChaCha8Rng,
    trace: &mut Trace,
) -> Result<Report, SyncFailure> {
    let is_offline = phone.is_offline;
    let is_deaf = phone.is_deaf;
    let app = phone.app.as_mut().ok_or(SyncFailure::Off)?;
    let mut sync = Sync::default();
    let mut output = sync.step(app, Input::Start)?;
    let mut last = String::new();
    for count in 1..=REQUESTS_MAX {
        let input = match output {
            Output::Done(report) => return Ok(report),
            Output::Send(_) if is_offline => Input::Failed,
            Output::Send(request) => {
                let input = exchange(server, &request, weather, is_deaf, stragglers, rng, trace);
                if count == REQUESTS_MAX {
                    last = summary(&request, &input);
                }
                input
            }
        };
        output = sync.step(app, input)?;
    }
    Err(SyncFailure::Endless { last })
}

/// What was asked and what came, for a sync that does not end.
fn summary(request: &HttpRequest, input: &Input) -> String {
    let asked = SyncRequest::from_wire(&request.body).ok();
    let came = match input {
        Input::Answered { status, offset, body, .. } => {
            let response = SyncResponse::from_wire(body).ok();
            let told = response.map(|r| (r.outcome, r.reset, r.wants, r.has_more, r.cursor.map(|c| c.cursor.seq)));
            format!("{status} {offset:?} {told:?}")
        }
        other => format!("{other:?}"),
    };
    let asked = asked.map(|r| (r.cursor, r.push.map(|push| push.first_number), r.has_more_units, r.relay.is_some()));
    format!("{} {} {asked:?}, answered {came}", request.method, request.path)
}

/// A sync over a good network.
///
/// # Errors
/// What the app says.
pub fn sync_once(server: &SimServer, phone: &mut SimPhone) -> Result<Report, SyncFailure> {
    let good = Weather { faults_per_mille: 0 };
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    sync(server, phone, good, &mut Stragglers::default(), &mut rng, &mut Trace::default())
}
