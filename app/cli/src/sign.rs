//! `onsite sign`: the customer's verdict and signature, or the plain statement that there is none.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
    step,
    texts::T,
};
use onsite_core::signature::{GivenVerdict, Signer};
use onsite_domain::{
    acceptance::{DeviceState, Verdict},
    entry::current,
    signature::SigningOutcome,
};
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
    /// Sign this step instead of the report: its number in the list, or its id
    #[arg(long)]
    step: Option<String>,
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
        let signer = self.signer()?;
        let made = if self.quote {
            let seen = session.app()?.visit(visit)?;
            let quote = current(&seen.quotes).last().map(|quote| quote.id);
            let quote = quote.ok_or(Failure::NotFound { what: "quote", name: self.job })?;
            session.app()?.sign_quote(visit, quote, signer)?
        } else if let Some(name) = &self.step {
            let seen = session.app()?.visit_with_steps(visit)?;
            let step = step::named(&seen, name)?.id;
            session.app()?.sign_step(visit, step, signer)?
        } else {
            session.app()?.sign_report(visit, verdict, signer)?
        };
        let page = Page::text(T::SignatureKept.with(session.language, &[&made.view_hash.to_string()]));
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

    fn signer(&self) -> Outcome<Signer> {
        let ink = match &self.ink {
            Some(file) => Some(std::fs::read(file).map_err(|e| Failure::file(file, e))?),
            None => None,
        };
        let outcome = match (&ink, &self.refused) {
            (Some(_), _) => SigningOutcome::Signed,
            (None, Some(_)) => SigningOutcome::Refused,
            (None, None) => SigningOutcome::Absent,
        };
        Ok(Signer {
            outcome,
            reason: self.refused.clone().or_else(|| self.absent.clone()),
            name: self.name.clone().unwrap_or_default(),
            role: self.role.clone(),
            ink,
            language: None,
        })
    }
}
