//! `onsite scan`: the codes in pictures, and what they mean here.

use crate::{
    failure::{Exit, Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
};
use onsite_domain::{Id, Subject, Word};
use onsite_labels::{BYTES_MAX, Code, PictureError, read_picture};
use onsite_messages::say_with;
use serde_json::{Value, json};
use std::io::Read as _;
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug)]
pub(crate) struct Scan {
    /// Pictures, PNG or JPEG
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Scan {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        // Without a store nothing means anything.
        session.app()?;
        let is_one = self.files.len() == 1;
        let mut said: Vec<Reply> = Vec::new();
        for file in &self.files {
            let reply = match picture(file) {
                Ok(codes) => found(session, file, &codes, is_one)?,
                Err(failure) => failed(session, file, &failure, is_one),
            };
            said.push(reply);
        }
        // What ends the program is what the first file that failed would have ended it with.
        let exit = said.iter().map(|reply| reply.exit).find(|exit| *exit != Exit::Ok).unwrap_or_default();
        let Some(last) = said.pop() else { return Ok(Reply::default()) };
        for reply in &said {
            crate::print(session, reply);
        }
        Ok(last.with_exit(exit))
    }
}

fn picture(file: &Path) -> Result<Vec<Code>, Failure> {
    let unreadable = |error| Failure::file(file, error);
    let mut bytes = Vec::new();
    // One byte more than there may be says that there are too many.
    let most = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(unreadable)?;
    read_picture(&bytes).map_err(|error| Failure::Picture { path: file.display().to_string(), error })
}

fn failed(session: &Session, file: &Path, failure: &Failure, is_one: bool) -> Reply {
    let mut page = heading(file, is_one);
    page.line(failure.message(session.language));
    let detail = failure.detail(session.language);
    if !detail.is_empty() {
        page.line(detail);
    }
    let mut json = failure.to_json(session.language);
    if let Value::Object(map) = &mut json {
        map.insert("file".to_owned(), json!(file.display().to_string()));
        map.insert("codes".to_owned(), json!([]));
    }
    Reply { json, page, exit: failure.exit() }
}

fn heading(file: &Path, is_one: bool) -> Page {
    let mut page = Page::new();
    if !is_one {
        page.gap().heading(&file.display().to_string());
    }
    page
}

/// What each code says and means. Of several none is chosen.
fn found(session: &mut Session, file: &Path, codes: &[Code], is_one: bool) -> Outcome<Reply> {
    let mut page = heading(file, is_one);
    let mut listed = Vec::new();
    for code in codes {
        let scanned = code.scanned();
        let outcome = scanned.as_deref().map(|text| find::device_read(session, text));
        let meaning = match outcome {
            Some(Ok(device)) => Ok(Some((device, find::title(session, Subject::new(Word::Device, device))?))),
            Some(Err(
                failure @ (Failure::NotFound { .. } | Failure::SeveralMatch { .. } | Failure::MisreadCode { .. }),
            )) => Err(failure),
            Some(Err(other)) => return Err(other),
            None => Ok(None),
        };
        listed.push(as_json(session, code, scanned.as_deref(), &meaning));
        page.gap();
        page.field(session.say("cli-code-read"), shown(session, code, scanned.as_deref()));
        match meaning {
            Ok(Some((_, title))) => {
                page.field(session.say("cli-device"), title);
            }
            Ok(None) => {}
            Err(failure) => says(&mut page, session, &failure, scanned.as_deref().unwrap_or_default()),
        }
    }
    match codes {
        [] => page.line(session.say("cli-no-code-in-picture")),
        [_] => &mut page,
        several => {
            page.gap().line(say_with(session.language, "cli-several-codes", &[("count", &several.len().to_string())]))
        }
    };
    let mut json = json!({ "file": file.display().to_string(), "codes": listed });
    if let (Value::Object(map), [Value::Object(only)]) = (&mut json, listed.as_slice()) {
        // The usual case, for scripts that expect nothing else.
        for key in ["text", "symbology", "resolved"] {
            map.insert(key.to_owned(), only.get(key).cloned().unwrap_or_default());
        }
    }
    let exit = if codes.is_empty() { Exit::Rejected } else { Exit::Ok };
    Ok(Reply { json, page, exit })
}

/// Why a code means nothing here, and what to do about it.
fn says(page: &mut Page, session: &Session, failure: &Failure, text: &str) {
    match failure {
        Failure::NotFound { .. } => {
            page.line(session.say("cli-code-unknown"));
            page.line(format!("    onsite device bind {} {}", session.say("cli-device-placeholder"), quoted(text)));
        }
        other => {
            page.line(other.message(session.language));
            page.line(other.detail(session.language));
        }
    }
}

/// As a shell takes it.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn shown(session: &Session, code: &Code, scanned: Option<&str>) -> String {
    let text = scanned.map_or_else(|| session.say("cli-code-of-bytes").to_owned(), str::to_owned);
    format!("{text}  ({})", code.symbology.as_str())
}

fn as_json(
    session: &Session,
    code: &Code,
    scanned: Option<&str>,
    meaning: &Result<Option<(Id, String)>, Failure>,
) -> Value {
    let resolved = match meaning {
        Ok(Some((device, title))) => json!({ "device": device, "title": title }),
        _ => Value::Null,
    };
    let corners: Vec<Value> = code.corners.iter().map(|corner| json!({ "x": corner.x, "y": corner.y })).collect();
    let mut json = json!({
        "text": code.text(), "symbology": code.symbology.as_str(), "is_gs1": code.is_gs1, "corners": corners,
        "scanned": scanned, "resolved": resolved,
    });
    if let Value::Object(map) = &mut json {
        if let onsite_labels::Content::Bytes(bytes) = &code.content {
            map.insert("bytes".to_owned(), json!(data_encoding::HEXLOWER.encode(bytes)));
        }
        if let Err(failure) = meaning
            && let Some(error) = failure.to_json(session.language).get("error")
        {
            map.insert("error".to_owned(), error.clone());
        }
    }
    json
}

impl Failure {
    /// What is wrong with a picture, and what to do.
    pub(crate) fn of_picture(error: &PictureError) -> &'static str {
        match error {
            PictureError::Empty => "cli-picture-empty",
            PictureError::TooManyBytes { .. } => "cli-picture-too-many-bytes",
            PictureError::TooManyPixels { .. } => "cli-picture-too-many-pixels",
            PictureError::UnknownFormat => "cli-picture-unknown-format",
            PictureError::Animated => "cli-picture-animated",
            PictureError::Damaged { .. } => "cli-picture-damaged",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_as_a_shell_takes_it() {
        assert_eq!(quoted("https://service.example/d/7F3K9XABCDEF"), "https://service.example/d/7F3K9XABCDEF");
        assert_eq!(quoted("it's $HOME"), "'it'\\''s $HOME'");
        assert_eq!(quoted(""), "''");
    }
}
