//! A change made in the field, and when an open console hears of it.

use super::super::{median_ms, now, office, report::Row};
use super::{asking::Server, company::Company};
use anyhow::{Context as _, ensure};
use axum::{body::Body, http::Request};
use onsite_core::{
    App,
    press::VisitPress,
    sync::{HttpRequest, Input, Output, Sync, SyncResult},
};
use onsite_domain::{
    Id,
    press::{PauseKind, Press},
};
use onsite_wire::{Message as _, enrol::EnrolRequest};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio_stream::StreamExt as _;

/// So long a change may take from the answered sync to an open console.
pub(super) const HEARD_MS_MAX: f64 = 1_000.0;
/// What is pressed at one visit, one after the other.
pub(super) const PRESSES: [Press; 9] = [
    Press::Depart,
    Press::Arrive,
    Press::Start,
    Press::Pause,
    Press::Resume,
    Press::Pause,
    Press::Resume,
    Press::Pause,
    Press::Resume,
];

/// An engineer's phone that talks to the server without a network.
pub(super) struct Phone {
    app: App,
}

impl Phone {
    /// Enrols a new phone for somebody and brings it what they have to do.
    pub(super) async fn enrol(server: &Server, directory: &Path, user: Id) -> anyhow::Result<Self> {
        let mut app = office::open_phone(directory)?;
        let invite = server.writer.write(move |store| store.invite(user, "http://127.0.0.1:1")).await?;
        let request = EnrolRequest::from_wire(&app.enrol_request(&invite, "phone-bench", "linux")?)?;
        let response = server.writer.write(move |store| store.enrol(&request)).await?;
        app.finish_enrolment(&invite, &response.to_wire())?;
        let mut phone = Self { app };
        phone.sync(server).await?;
        Ok(phone)
    }

    /// Presses, and brings it to the server; gives the moment at which the server had answered.
    pub(super) async fn press(&mut self, server: &Server, visit: Id, press: Press) -> anyhow::Result<Instant> {
        let pause = (press == Press::Pause).then_some(PauseKind::Parts);
        self.app.press_visit(visit, VisitPress { pause, ..VisitPress::new(press) })?;
        self.sync(server).await
    }

    async fn sync(&mut self, server: &Server) -> anyhow::Result<Instant> {
        let mut sync = Sync::default();
        let mut output = sync.step(&mut self.app, Input::Start)?;
        let mut answered = now();
        loop {
            match output {
                Output::Send(request) => {
                    let body = answer(server, &request).await?;
                    answered = now();
                    let input = Input::Answered { status: 200, offset: None, counter: None, body };
                    output = sync.step(&mut self.app, input)?;
                }
                Output::Done(report) => {
                    let refused = report.units_refused;
                    ensure!(
                        report.result == SyncResult::Complete && refused == 0,
                        "{:?}, {refused} refused",
                        report.result
                    );
                    return Ok(answered);
                }
            }
        }
    }
}

async fn answer(server: &Server, request: &HttpRequest) -> anyhow::Result<Vec<u8>> {
    let serving = office::Serving { router: server.router.clone(), writer: server.writer.clone() };
    serving.answer(request).await
}

/// Order, visit and engineer of a planned visit that no run before this one has begun.
pub(super) async fn not_begun(server: &Server, company: &Company) -> anyhow::Result<(Id, Id, Id)> {
    let planned = company.planned.clone();
    let found = server.writer.write(move |store| {
        let mut asked = store.database().prepare("SELECT status FROM view WHERE subject = ?1")?;
        for job in planned {
            let subject = format!("visit/{}", job.1);
            if asked.query_row([subject], |row| row.get::<_, String>(0))? == "planned" {
                return Ok(Some(job));
            }
        }
        Ok(None)
    });
    found.await?.context("every planned visit of this company was begun: make it anew")
}

/// From the sync that was answered to the event on the stream of a dispatcher; nothing is slower than nothing where the
/// event came before the answer.
pub(super) async fn heard(server: &Server, company: &Company) -> anyhow::Result<Row> {
    let (_, visit, engineer) = not_begun(server, company).await?;
    let scratch = tempfile::tempdir()?;
    let mut phone = Phone::enrol(server, scratch.path(), engineer).await?;
    let cookie = server.sign_in("zheng").await?;
    let request = Request::get("/v1/events").header("cookie", cookie).body(Body::empty())?;
    let response = tower::ServiceExt::oneshot(server.router.clone(), request).await?;
    let mut events = response.into_body().into_data_stream();
    let mut samples = Vec::with_capacity(PRESSES.len());
    for press in PRESSES {
        let wanted = format!("visit/{visit}");
        let listening = async {
            while let Some(bytes) = events.next().await {
                if String::from_utf8_lossy(&bytes?).contains(&wanted) {
                    return anyhow::Ok(now());
                }
            }
            anyhow::bail!("the stream ended")
        };
        let (heard, answered) = tokio::try_join!(listening, phone.press(server, visit, press))?;
        samples.push(heard.saturating_duration_since(answered));
    }
    let worst = samples.iter().max().copied().unwrap_or(Duration::ZERO).as_secs_f64() * 1_000.0;
    let name = format!("a press in the field: from the answered sync to the console's event, worst {worst:.0} ms");
    Ok(Row::at_most(name, median_ms(&mut samples), "ms", HEARD_MS_MAX))
}
