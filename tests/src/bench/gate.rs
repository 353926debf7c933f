//! What the server takes: runs of one document, single changes of many field devices at once, nothing at all.

use super::{
    median_ms, now,
    office::{Job, Office, Serving},
    report::Row,
};
use anyhow::Context as _;
use onsite_core::{
    App,
    sync::{HttpRequest, Input, Output, Sync, SyncResult},
};
use onsite_domain::{Subject, Word, command::Command, entry, note::Note};
use std::path::Path;

const PHONES: usize = 48;
const RUN_CHANGES: usize = 200;
const RUNS: usize = 8;
const ROUNDS: usize = 20;
const EMPTY_SYNCS: usize = 100;

struct Phone {
    app: App,
    job: Job,
    sync: Sync,
}

impl Phone {
    fn edit(&mut self, number: usize) -> anyhow::Result<()> {
        let id = self.app.ports().new_id();
        let note = Note { text: format!("记录 {number}: pressure is 4.{number} bar"), ..Note::default() };
        let visit = Subject::new(Word::Visit, self.job.visit);
        self.app.commit(&Command::new("write_note").write(visit, [entry::add(id, &note)]))?;
        Ok(())
    }

    fn request(&mut self) -> anyhow::Result<HttpRequest> {
        self.sync = Sync::default();
        match self.sync.step(&mut self.app, Input::Start)? {
            Output::Send(request) => Ok(request),
            Output::Done(report) => anyhow::bail!("{report:?}"),
        }
    }

    /// Takes an answer; the sync must be over and everything accepted.
    async fn finish(&mut self, serving: &Serving, mut body: Vec<u8>) -> anyhow::Result<()> {
        loop {
            match self.sync.step(&mut self.app, Input::Answered { status: 200, offset: None, counter: None, body })? {
                Output::Send(request) => body = serving.answer(&request).await?,
                Output::Done(report) => {
                    anyhow::ensure!(report.result == SyncResult::Complete && report.units_refused == 0, "{report:?}");
                    return Ok(());
                }
            }
        }
    }
}

pub async fn run(directory: &Path, rows: &mut Vec<Row>) -> anyhow::Result<()> {
    let mut office = Office::open(&directory.join("office-gate"))?;
    let mut phones = Vec::with_capacity(PHONES);
    for number in 0..PHONES {
        let engineer = office.engineer(&format!("engineer-{number}"))?;
        let job = office.jobs(engineer, 1, 1)?.first().copied().context("one job")?;
        phones.push((engineer, job));
    }
    let mut opened = Vec::with_capacity(PHONES);
    for (number, (engineer, job)) in phones.into_iter().enumerate() {
        let app = office.phone(engineer, &directory.join(format!("phone-{number}")), "http://127.0.0.1:1")?;
        opened.push(Phone { app, job, sync: Sync::default() });
    }
    let serving = office.serve()?;
    for phone in &mut opened {
        let request = phone.request()?;
        let body = serving.answer(&request).await?;
        phone.finish(&serving, body).await?;
    }
    rows.push(runs(&mut opened, &serving).await?);
    rows.push(singles(&mut opened, &serving).await?);
    rows.push(empty(&mut opened, &serving).await?);
    Ok(())
}

async fn runs(phones: &mut [Phone], serving: &Serving) -> anyhow::Result<Row> {
    let mut seconds = 0.0;
    for phone in phones.iter_mut().take(RUNS) {
        for number in 0..RUN_CHANGES {
            phone.edit(number)?;
        }
        let request = phone.request()?;
        let started = now();
        let body = serving.answer(&request).await?;
        seconds += started.elapsed().as_secs_f64();
        phone.finish(serving, body).await?;
    }
    Ok(Row::at_least(
        "changes in runs of one document",
        per_second(RUNS.saturating_mul(RUN_CHANGES), seconds)?,
        "/s",
        5000.0,
    ))
}

async fn singles(phones: &mut [Phone], serving: &Serving) -> anyhow::Result<Row> {
    let mut seconds = 0.0;
    for round in 0..ROUNDS {
        let mut requests = Vec::with_capacity(phones.len());
        for phone in phones.iter_mut() {
            phone.edit(round)?;
            requests.push(phone.request()?);
        }
        let started = now();
        let answers: Vec<_> = requests
            .into_iter()
            .map(|request| {
                let serving = serving.clone();
                tokio::spawn(async move { serving.answer(&request).await })
            })
            .collect();
        let mut bodies = Vec::with_capacity(answers.len());
        for answer in answers {
            bodies.push(answer.await??);
        }
        seconds += started.elapsed().as_secs_f64();
        for (phone, body) in phones.iter_mut().zip(bodies) {
            phone.finish(serving, body).await?;
        }
    }
    Ok(Row::at_least(
        "changes one by one from many",
        per_second(phones.len().saturating_mul(ROUNDS), seconds)?,
        "/s",
        1000.0,
    ))
}

async fn empty(phones: &mut [Phone], serving: &Serving) -> anyhow::Result<Row> {
    let phone = phones.first_mut().context("a phone")?;
    let mut samples = Vec::with_capacity(EMPTY_SYNCS);
    for _ in 0..EMPTY_SYNCS {
        let request = phone.request()?;
        let started = now();
        let body = serving.answer(&request).await?;
        samples.push(started.elapsed());
        phone.finish(serving, body).await?;
    }
    Ok(Row::at_most("empty sync", median_ms(&mut samples), "ms", 2.0))
}

fn per_second(count: usize, seconds: f64) -> anyhow::Result<f64> {
    Ok(f64::from(u32::try_from(count)?) / seconds.max(1e-9))
}
