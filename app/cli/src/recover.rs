//! `onsite recover`: what a damaged store had not sent, and a key that was lost.

use crate::{
    failure::{Exit, Failure, Outcome},
    page::Page,
    session::{Reply, Session},
};
use onsite_core::{App, AppError};
use onsite_domain::{Rejected, RejectedCode};
use onsite_messages::say_with;
use serde_json::json;
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
pub(crate) struct Recover {
    /// The folder of an old store; all that were set aside where missing
    folder: Option<PathBuf>,
    /// The database key that the office unsealed, in hexadecimal
    #[arg(long, value_name = "HEX")]
    key: Option<String>,
    /// Set the present database aside and begin a fresh one
    #[arg(long, conflicts_with = "key", conflicts_with = "folder")]
    afresh: bool,
}

impl Recover {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let key = self.key.as_deref().map(read_key).transpose()?;
        if self.afresh {
            return afresh(session);
        }
        match (session.store(), key) {
            (Err(Failure::App(AppError::KeyLost)), Some(key)) => {
                App::restore_key(&session.directory, &session.key_store(), &key)?;
                return Reply::new(json!({"key": "restored"}), Page::text(session.say("cli-key-restored")));
            }
            (Err(failure), _) => return Err(failure),
            (Ok(_), _) => {}
        }
        let folders = match self.folder {
            Some(folder) => vec![folder],
            None => {
                let old = session.app()?.old_stores()?;
                old.into_iter().filter(|old| old.recovered.is_none()).map(|old| old.directory).collect()
            }
        };
        let mut page = Page::new();
        if folders.is_empty() {
            page.line(session.say("cli-nothing-to-recover"));
        }
        let mut answers = Vec::new();
        let mut exit = Exit::Ok;
        for folder in folders {
            let recovered = session.app()?.recover(&folder, key.as_ref())?;
            let counts = [recovered.units, recovered.done_again, recovered.known, recovered.blobs, recovered.left];
            let counts = counts.map(|count| count.to_string());
            let place = folder.display().to_string();
            let names = ["units", "again", "known", "files", "left"];
            let mut values = vec![("folder", place.as_str())];
            values.extend(names.into_iter().zip(counts.iter().map(String::as_str)));
            page.line(say_with(session.language, "cli-recovered", &values));
            for lost in &recovered.lost {
                page.line(lost);
                exit = Exit::NeedsAttention;
            }
            answers.push(json!({"folder": place, "recovered": recovered}));
        }
        Ok(Reply::new(json!({ "stores": answers }), page)?.with_exit(exit))
    }
}

fn afresh(session: &mut Session) -> Outcome<Reply> {
    if !session.has_store() {
        return Err(AppError::NotEnrolled.into());
    }
    let folder = App::start_afresh(&session.directory)?.display().to_string();
    let is_enrolled = session.store()?.identity().is_ok();
    let mut page = Page::text(say_with(session.language, "cli-store-set-aside", &[("folder", &folder)]));
    page.line(session.say(if is_enrolled { "cli-enrolled-next" } else { "cli-not-enrolled" }));
    Reply::new(json!({"set_aside": folder, "is_enrolled": is_enrolled}), page)
}

fn read_key(text: &str) -> Outcome<[u8; 32]> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).ok();
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| {
        Rejected::because(RejectedCode::WrongShape, "key", "64 hexadecimal digits, as `unseal-key` prints them").into()
    })
}
