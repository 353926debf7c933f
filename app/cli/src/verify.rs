//! `onsite verify`: whether a report is genuine. Needs the file and the company's key, no store and no network.

use crate::{
    failure::{Exit, Failure, Outcome},
    page::Page,
    session::{Reply, Session},
    when::Now,
};
use onsite_domain::{Language, id::Hash, signature::SigningOutcome};
use onsite_evidence::{FILE_BYTES_MAX, NotGenuine, Root, Verified};
use onsite_messages::{say, say_with};
use serde_json::json;
use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

#[derive(clap::Args, Debug)]
pub(crate) struct Verify {
    /// The report, a PDF
    file: PathBuf,
    /// The company's root key or its SHA-256 as digits, or a file with the key; the one this field device is enrolled with where missing
    #[arg(long, value_name = "KEY")]
    root: Option<String>,
    /// Whether these photos are the report's
    #[arg(long = "photo", value_name = "FILE")]
    photos: Vec<PathBuf>,
}

impl Verify {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let root = match &self.root {
            Some(given) => root(given, session)?,
            None => session.app()?.root()?,
        };
        let file = read(&self.file)?;
        match onsite_evidence::verify(&file, &root) {
            Ok(verified) => self.genuine(session, &verified),
            Err(fault) => Ok(not_genuine(session.language, fault)),
        }
    }

    fn genuine(&self, session: &Session, verified: &Verified) -> Outcome<Reply> {
        let language = session.language;
        let Verified { record, fact, signature, certificate, receipt, file_hash } = verified;
        let now = Now { ms: fact.at.wall_ms, zone: session.zone.clone() };
        let mut page = Page::text(say(language, "verify-genuine"));
        page.gap();
        let mut field = |key, value: String| {
            page.field(say(language, key), value);
        };
        field("verify-report", record.shown.number.clone());
        field("verify-device", record.shown.device.clone());
        let who = format!("{} {}", signature.signer_name, signature.signer_role);
        match signature.outcome {
            SigningOutcome::Refused => field("verify-refused", signature.reason.clone().unwrap_or_default()),
            SigningOutcome::Absent => field("verify-absent", signature.reason.clone().unwrap_or_default()),
            SigningOutcome::Signed | SigningOutcome::Unknown => field("verify-signer", who),
        }
        field("verify-signed-at", now.show_whole(fact.at.wall_ms));
        field("verify-field-device", certificate.field_device.to_string());
        field(
            "verify-received-at",
            receipt.map_or_else(
                || say(language, "verify-no-receipt").to_owned(),
                |receipt| now.show_whole(receipt.server_ms),
            ),
        );
        field("verify-photos", signature.photos.len().to_string());
        field("verify-root", record.root.fingerprint().to_string());
        let mut photos = Vec::new();
        for path in &self.photos {
            let is_bound = signature.photos.contains(&Hash::of(&read(path)?));
            let file = path.display().to_string();
            let key = if is_bound { "verify-photo-bound" } else { "verify-photo-foreign" };
            page.line(say_with(language, key, &[("file", &file)]));
            photos.push(json!({ "file": file, "is_bound": is_bound }));
        }
        let is_whole = photos.iter().all(|photo| photo["is_bound"] == true);
        let json = json!({
            "is_genuine": true, "report": record.shown.number, "device": record.shown.device,
            "signature": fact.id, "signed_ms": fact.at.wall_ms, "signed": signature,
            "field_device": certificate.field_device, "receipt": receipt, "root": record.root.fingerprint(),
            "file": file_hash, "photos": photos,
        });
        Ok(Reply { json, page, exit: if is_whole { Exit::Ok } else { Exit::Rejected } })
    }
}

fn not_genuine(language: Language, fault: NotGenuine) -> Reply {
    let mut page = Page::text(say(language, "verify-not-genuine"));
    page.line(say(language, fault.message_key()));
    let json = json!({ "is_genuine": false, "fault": fault, "detail": fault.to_string() });
    Reply { json, page, exit: Exit::Rejected }
}

/// A key as digits, or the file that holds it.
fn root(given: &str, session: &Session) -> Outcome<Root> {
    if let Some(root) = Root::from_text(given) {
        return Ok(root);
    }
    let path = Path::new(given);
    let bytes = read(path)?;
    let of_text = || Root::from_text(std::str::from_utf8(&bytes).ok()?);
    let root = Root::from_bytes(&bytes).or_else(of_text);
    root.ok_or_else(|| Failure::Usage(session.say("cli-no-root-key").to_owned()))
}

/// A file, up to more than any report is.
fn read(path: &Path) -> Outcome<Vec<u8>> {
    let most = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    opened.map_err(|e| Failure::file(path, e))?;
    Ok(bytes)
}
