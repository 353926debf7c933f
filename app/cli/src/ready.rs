//! `onsite ready`, `onsite doctor`, `onsite export`: before leaving, and when something is wrong.

use crate::{
    failure::{Exit, Failure, Outcome},
    page::Page,
    session::{Reply, Session},
};
use onsite_core::{AppError, doctor::Diagnosis};
use onsite_messages::{label, say_with};
use serde_json::json;
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
pub(crate) struct Ready {
    /// Ask for the parts that the van lacks
    #[arg(long)]
    request: bool,
    /// When they are needed
    #[arg(long, value_name = "TIME", requires = "request")]
    by: Option<String>,
}

impl Ready {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let now = session.now()?;
        let language = session.language;
        let requested = if self.request {
            let by_ms = self.by.as_deref().map(|text| now.read(text)).transpose()?;
            Some(session.app()?.request_what_lacks(by_ms)?)
        } else {
            None
        };
        let ready = session.app()?.ready_for_offline()?;
        let take = session.app()?.what_to_take()?;
        let mut page = Page::text(ready.says.in_language(language));
        let lacks: Vec<Vec<String>> = ready
            .jobs
            .iter()
            .flat_map(|job| job.lacks.iter().map(move |lack| (job, lack)))
            .map(|(job, lack)| vec![job.number.clone().unwrap_or_default(), lack.what.in_language(language).to_owned()])
            .collect();
        page.table(&[session.say("cli-number"), session.say("cli-what")], &lacks);
        let parts: Vec<Vec<String>> = take
            .parts
            .iter()
            .map(|part| {
                vec![
                    part.number.clone(),
                    part.name.in_language(language).to_owned(),
                    part.wanted.to_string(),
                    part.in_van.to_string(),
                    part.requested.to_string(),
                    part.lacking.to_string(),
                ]
            })
            .collect();
        if !parts.is_empty() {
            page.heading(session.say("cli-parts-to-take"));
            page.table(
                &[
                    session.say("cli-number"),
                    session.say("cli-name"),
                    session.say("cli-needed"),
                    session.say("cli-in-van"),
                    session.say("cli-wanted"),
                    session.say("cli-lacking"),
                ],
                &parts,
            );
        }
        let tools: Vec<Vec<String>> = take
            .tools
            .iter()
            .map(|tool| {
                let mut marks = Vec::new();
                if !tool.is_held {
                    marks.push(session.say("cli-not-held"));
                }
                if tool.is_calibration_over {
                    marks.push(session.say("cli-calibration-over"));
                }
                vec![tool.number.clone(), tool.name.in_language(language).to_owned(), marks.join(", ")]
            })
            .collect();
        if !tools.is_empty() {
            page.heading(session.say("cli-tools-to-take"));
            page.table(&[session.say("cli-number"), session.say("cli-name"), ""], &tools);
        }
        let exit = if ready.is_ready { Exit::Ok } else { Exit::NeedsAttention };
        Ok(Reply::new(json!({ "ready": ready, "to_take": take, "requested": requested }), page)?.with_exit(exit))
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Doctor {
    /// Make the read models anew from the recorded history
    #[arg(long)]
    mend: bool,
}

impl Doctor {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        if !session.has_store() {
            session.app()?;
        }
        if let Err(Failure::App(AppError::KeyLost)) = session.store() {
            let diagnosis = Diagnosis::of_lost_key(&session.directory);
            let page = Page::text(session.say("cli-key-lost"));
            return Ok(shown(session, &diagnosis, page)?.with_exit(Exit::NeedsAttention));
        }
        let bar = session.progress("cli-examining");
        if self.mend {
            session.store()?.mend_read_models()?;
        }
        let diagnosis = session.store()?.doctor()?;
        bar.finish_and_clear();
        let exit = if diagnosis.is_sound { Exit::Ok } else { Exit::NeedsAttention };
        Ok(shown(session, &diagnosis, Page::new())?.with_exit(exit))
    }
}

fn shown(session: &Session, diagnosis: &Diagnosis, mut page: Page) -> Outcome<Reply> {
    let language = session.language;
    let rows: Vec<Vec<String>> = diagnosis
        .checks
        .iter()
        .map(|check| {
            let verdict = if check.is_sound { "cli-sound" } else { "cli-not-sound" };
            vec![
                label(language, check.name),
                session.say(verdict).to_owned(),
                check.says.in_language(language).to_owned(),
            ]
        })
        .collect();
    page.table(&[session.say("cli-what"), session.say("cli-state"), ""], &rows);
    for check in diagnosis.checks.iter().filter(|check| !check.is_sound) {
        page.heading(&label(language, check.name)).line(check.mend.in_language(language));
    }
    page.gap();
    for note in &diagnosis.notes {
        page.line(note.in_language(language));
    }
    Reply::new(diagnosis, page)
}

#[derive(clap::Args, Debug)]
pub(crate) struct Export {
    /// The file to write; it must not exist yet
    file: PathBuf,
}

impl Export {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        session.app()?;
        let failed = |error| Failure::file(&self.file, error);
        // Never over an earlier export: it may be the only copy of somebody's day.
        let file = std::fs::File::create_new(&self.file).map_err(failed)?;
        let bar = session.progress("cli-exporting");
        let exported = session.app()?.export(std::io::BufWriter::new(&file));
        bar.finish_and_clear();
        let exported = exported.and_then(|exported| {
            let synced = file.sync_all();
            synced.map(|()| exported).map_err(|e| onsite_core::AppError::Unavailable(e.to_string()))
        });
        let exported = match exported {
            Ok(exported) => exported,
            Err(error) => {
                // Half an export is worse than none: it looks like a whole one.
                let _left_behind = std::fs::remove_file(&self.file);
                return Err(error.into());
            }
        };
        let path = self.file.display().to_string();
        let page = Page::text(say_with(
            session.language,
            "cli-exported",
            &[("units", &exported.units.to_string()), ("files", &exported.blobs.to_string()), ("folder", &path)],
        ));
        Reply::new(json!({ "file": path, "exported": exported }), page)
    }
}
