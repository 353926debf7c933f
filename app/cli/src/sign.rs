//! `onsite sign`: the customer's verdict and signature, or the plain statement that there is none.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    report::spoken,
    session::{Reply, Session},
    step,
};
use onsite_core::signature::{Given, GivenVerdict, Reader};
use onsite_domain::{
    Id, Language,
    acceptance::{DeviceState, Verdict},
    entry::current,
};
use onsite_messages::say_with;
use onsite_report::Spoken;
use onsite_report_pdf::Renderer;
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
#[command(group = clap::ArgGroup::new("outcome").required(true).args(["ink", "refused", "absent", "show"]))]
pub(crate) struct Sign {
    /// Order number, or code or serial of its device
    job: String,
    /// Show what the customer reads before signing
    #[arg(long)]
    show: bool,
    /// The signature as a PNG
    #[arg(long, value_name = "FILE", requires = "name")]
    ink: Option<PathBuf>,
    /// The customer refused to sign, and why
    #[arg(long, value_name = "REASON")]
    refused: Option<String>,
    /// Nobody was there to sign, and why
    #[arg(long, value_name = "REASON")]
    absent: Option<String>,
    /// Who signs
    #[arg(long)]
    name: Option<String>,
    /// What they are there: head nurse, facility manager
    #[arg(long, default_value = "")]
    role: String,
    /// accepted, accepted_with_reservations or not_solved
    #[arg(long)]
    verdict: Option<String>,
    /// What the customer reserves, or what is not solved
    #[arg(long, value_name = "TEXT")]
    reservations: Option<String>,
    /// working, limited or stopped
    #[arg(long, value_name = "STATE")]
    device_state: Option<String>,
    /// Since when the device is in that state
    #[arg(long, value_name = "TIME", requires = "device_state")]
    since: Option<String>,
    /// Sign the quote instead of the report
    #[arg(long, conflicts_with = "step")]
    quote: bool,
    /// Of the report: zh, en, or both side by side; the customer's where this is missing
    #[arg(long, value_parser = spoken())]
    language: Option<Spoken>,
    /// Sign this step instead of the report: its number in the list, or its id
    #[arg(long)]
    step: Option<String>,
    /// Sign for goods instead of the report: the id of their movement, the visit's last where missing
    #[arg(long, value_name = "MOVEMENT", num_args = 0..=1, conflicts_with_all = ["step", "quote"])]
    handover: Option<Option<Id>>,
}

impl Sign {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let verdict = self.verdict(session)?;
        if self.show {
            let report = session.app()?.report(visit, verdict.as_ref(), None)?;
            let text = serde_json::to_string_pretty(&report).unwrap_or_default();
            return Reply::new(&report, Page::text(text));
        }
        let given = self.given()?;
        let reader = Reader {
            name: self.name.clone().unwrap_or_default(),
            role: self.role.clone(),
            language: self.language.map(|spoken| spoken.languages(Language::Zh).first()),
            is_bilingual: self.language == Some(Spoken::Both),
        };
        let engine = Renderer::of_company(session.app()?.report_template()?.as_deref());
        let proposal = if self.quote {
            let seen = session.app()?.visit(visit)?;
            let quote = current(&seen.quotes).last().map(|quote| quote.id);
            let quote = quote.ok_or(Failure::NotFound { what: "quote", name: self.job })?;
            session.app()?.propose_quote(visit, quote, reader, &engine)?
        } else if let Some(name) = &self.step {
            let seen = session.app()?.visit_with_steps(visit)?;
            let step = step::named(&seen, name)?.id;
            session.app()?.propose_step(visit, step, reader, &engine)?
        } else if let Some(movement) = self.handover {
            let seen = session.app()?.visit(visit)?;
            let movement = movement.or_else(|| seen.movements.last().map(|held| held.id));
            let movement = movement.ok_or(Failure::NotFound { what: "movement", name: self.job })?;
            session.app()?.propose_handover(visit, movement, reader, &engine)?
        } else {
            session.app()?.propose_report(visit, verdict, reader, &engine)?
        };
        let made = session.app()?.sign(&proposal, &given, &engine)?;
        let page =
            Page::text(say_with(session.language, "cli-signature-kept", &[("hash", &made.view_hash.to_string())]));
        Reply::new(&made, page)
    }

    fn verdict(&self, session: &mut Session) -> Outcome<Option<GivenVerdict>> {
        let Some(verdict) = &self.verdict else { return Ok(None) };
        let now = session.now()?;
        let state = self.device_state.as_deref();
        Ok(Some(GivenVerdict {
            verdict: Verdict::from_text(verdict).checked("verdict")?,
            reservations: self.reservations.clone(),
            device_state: state.map(|text| DeviceState::from_text(text).checked("device_state")).transpose()?,
            device_state_since_ms: self.since.as_deref().map(|text| now.read(text)).transpose()?,
        }))
    }

    fn given(&self) -> Outcome<Given> {
        Ok(match (&self.ink, &self.refused) {
            (Some(file), _) => Given::Ink(std::fs::read(file).map_err(|e| Failure::file(file, e))?),
            (None, Some(reason)) => Given::Refused(reason.clone()),
            (None, None) => Given::Absent(self.absent.clone().unwrap_or_default()),
        })
    }
}
