//! One sync of a simulated phone, over a good network or a bad one.

use super::{
    net::{Stragglers, Weather, exchange},
    phone::SimPhone,
    server::SimServer,
    trace::Trace,
};
use onsite_core::{
    AppError,
    sync::{Input, Output, Report, Sync},
};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

/// More requests than this in one sync, and it does not end.
const REQUESTS_MAX: u32 = 2_000;

#[derive(Debug, thiserror::Error)]
pub enum SyncFailure {
    #[error("the app: {0}")]
    App(#[from] AppError),
    #[error("the sync does not end")]
    Endless,
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
    for _ in 0..REQUESTS_MAX {
        let input = match output {
            Output::Done(report) => return Ok(report),
            Output::Send(_) if is_offline => Input::Failed,
            Output::Send(request) => exchange(server, &request, weather, is_deaf, stragglers, rng, trace),
        };
        output = sync.step(app, input)?;
    }
    Err(SyncFailure::Endless)
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
