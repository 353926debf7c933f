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

/// A sync under way: between its steps the phone is its user's.
pub struct UnderWay {
    sync: Sync,
    output: Output,
    requests: u32,
}

impl UnderWay {
    /// # Errors
    /// What the app says.
    pub fn begin(phone: &mut SimPhone) -> Result<Self, SyncFailure> {
        let mut sync = Sync::default();
        let output = sync.step(phone.app.as_mut().ok_or(SyncFailure::Off)?, Input::Start)?;
        Ok(Self { sync, output, requests: 0 })
    }

    /// What waits to be sent, or how it ended.
    ///
    /// # Errors
    /// The report, when it is over.
    pub fn request(&self) -> Result<&HttpRequest, Report> {
        match &self.output {
            Output::Send(request) => Ok(request),
            Output::Done(report) => Err(report.clone()),
        }
    }

    /// # Errors
    /// What the app says.
    pub fn go_on(&mut self, phone: &mut SimPhone, input: Input) -> Result<(), SyncFailure> {
        self.requests = self.requests.saturating_add(1);
        if self.requests == REQUESTS_MAX {
            let last = self.request().map(|request| summary(request, &input)).unwrap_or_default();
            return Err(SyncFailure::Endless { last });
        }
        self.output = self.sync.step(phone.app.as_mut().ok_or(SyncFailure::Off)?, input)?;
        Ok(())
    }
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
    let (mut rng, mut trace) = (ChaCha8Rng::seed_from_u64(0), Trace::default());
    let mut stragglers = Stragglers::default();
    let mut under_way = UnderWay::begin(phone)?;
    loop {
        let input = match under_way.request() {
            Err(report) => return Ok(report),
            Ok(_) if phone.is_offline => Input::Failed,
            Ok(request) => exchange(server, request, good, phone.is_deaf, &mut stragglers, &mut rng, &mut trace),
        };
        under_way.go_on(phone, input)?;
    }
}
