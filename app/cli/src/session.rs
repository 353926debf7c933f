//! What every command works with: where the data is, which language is spoken, the open store.

use crate::{
    failure::{Exit, Failure, Outcome},
    page::Page,
    when::Now,
};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::tz::TimeZone;
use onsite_core::{App, AppError, AppOptions, done::Done, key_store::FileKeyStore};
use onsite_domain::{Id, Language, id::Hash};
use onsite_messages::{say, say_with};
use onsite_store::ports::Ports;
use serde_json::{Value, json};
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::Duration;

/// What a command answers: once for programs, once for people.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) json: Value,
    pub(crate) page: Page,
    pub(crate) exit: Exit,
}

impl Reply {
    pub(crate) fn new(json: impl serde::Serialize, page: Page) -> Outcome<Self> {
        let json = serde_json::to_value(json).map_err(|e| AppError::broken(e.to_string()))?;
        Ok(Self { json, page, exit: Exit::Ok })
    }

    pub(crate) fn with_exit(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }
}

pub(crate) struct Session {
    pub(crate) language: Language,
    pub(crate) is_json: bool,
    pub(crate) directory: PathBuf,
    pub(crate) zone: TimeZone,
    app: Option<App>,
}

impl Session {
    pub(crate) fn new(language: Language, is_json: bool, directory: PathBuf) -> Self {
        Self { language, is_json, directory, zone: TimeZone::system(), app: None }
    }

    /// The enrolled store.
    pub(crate) fn app(&mut self) -> Outcome<&mut App> {
        // Looking must not leave a store behind where there was none.
        if self.app.is_none() && !self.has_store() {
            return Err(AppError::NotEnrolled.into());
        }
        let app = self.store()?;
        app.identity()?;
        Ok(app)
    }

    pub(crate) fn has_store(&self) -> bool {
        self.directory.join("onsite.sqlite").exists()
    }

    pub(crate) fn key_store(&self) -> FileKeyStore {
        FileKeyStore::new(self.directory.join("keys"))
    }

    /// The store, made where there is none, enrolled or not.
    pub(crate) fn store(&mut self) -> Outcome<&mut App> {
        if self.app.is_none() {
            let key_store = Box::new(self.key_store());
            let options = AppOptions { directory: &self.directory, key_store, ports: Ports::system(), vfs: None };
            let app = App::open(options)?;
            if let Some(folder) = app.set_aside() {
                let says =
                    say_with(self.language, "cli-damaged-set-aside", &[("folder", &folder.display().to_string())]);
                // Nobody is left to tell when stderr is closed.
                let _unwritable = writeln!(std::io::stderr(), "{says}");
            }
            self.app = Some(app);
        }
        self.app.as_mut().ok_or_else(|| Failure::App(AppError::broken("the store is not open")))
    }

    /// The person this field device works for.
    pub(crate) fn me(&mut self) -> Outcome<Id> {
        Ok(self.app()?.identity()?.user)
    }

    pub(crate) fn now(&mut self) -> Outcome<Now> {
        let zone = self.zone.clone();
        Ok(Now { ms: self.app()?.ports().clock.stamp().wall_ms, zone })
    }

    /// Keeps pictures from files, for something that will name them.
    pub(crate) fn keep_photos(&mut self, files: &[PathBuf]) -> Outcome<Vec<Hash>> {
        let mut kept = Vec::new();
        for file in files {
            let bytes = std::fs::read(file).map_err(|e| Failure::file(file, e))?;
            kept.push(self.app()?.keep_photo(&bytes)?.hash);
        }
        Ok(kept)
    }

    /// What every recording command answers: what was made, and that it is kept until the server has it.
    pub(crate) fn recorded(&mut self, done: Done) -> Outcome<Reply> {
        let mut page = Page::text(say_with(self.language, "cli-recorded", &[("unit", &done.unit.to_string())]));
        for nearly_full in &done.nearly_full {
            let (what, left) = (nearly_full.subject.to_string(), nearly_full.changes_left.to_string());
            page.line(say_with(self.language, "cli-nearly-full", &[("subject", &what), ("left", &left)]));
        }
        Reply::new(json!({ "done": done }), page)
    }

    pub(crate) fn say<'k>(&self, key: &'k str) -> &'k str {
        say(self.language, key)
    }

    /// Runs what waits for the network.
    pub(crate) fn wait<F: Future>(work: F) -> Outcome<F::Output> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Ok(runtime.map_err(|e| AppError::Unavailable(e.to_string()))?.block_on(work))
    }

    /// A sign of life on long work, where somebody watches; it leaves nothing behind.
    pub(crate) fn progress(&self, key: &str) -> ProgressBar {
        if self.is_json || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner().with_message(self.say(key).to_owned());
        let bar = match ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        };
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }
}
