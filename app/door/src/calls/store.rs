//! The store itself: preferences, drafts, export, and what to do when it does not open.

use super::{Call, Nothing, ask, door, fetch, tell};
use crate::door::DoorError;
use onsite_core::{
    App, AppError,
    doctor::Diagnosis,
    draft::Draft,
    preferences::Preferences,
    set_aside::{Recovered, SetAside},
};
use onsite_domain::{Language, Rejected, RejectedCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::PathBuf;
use utoipa::ToSchema;

pub(super) const CALLS: &[Call] = &[
    door!("hello", Nothing => Hello, |door, _, _| {
        let (preferences, is_enrolled) = match door.with(|app| Ok((app.preferences()?, app.identity().is_ok()))) {
            Ok((preferences, is_enrolled)) => (preferences, Ok(is_enrolled)),
            Err(closed) => (Preferences::default(), Err(door.failure(closed))),
        };
        Ok(Hello {
            language: door.language(),
            is_enrolled: is_enrolled.clone().unwrap_or_default(),
            failure: is_enrolled.err(),
            preferences,
            platform: door.options().environment.platform.clone(),
            app_version: env!("CARGO_PKG_VERSION"),
        })
    }),
    door!("set_preferences", Preferences => (), |door, preferences, _| {
        door.with(|app| app.set_preferences(&preferences))?;
        let language = door.with(|app| app.language())?;
        door.speak(preferences.language.or(Some(language)));
        door.changed(vec!["*".to_owned()]);
        Ok(())
    }),
    // Drafts change nothing that another screen shows.
    ask!("save_draft", SaveDraft => (), |app, it| app.save_draft(&it.place, &it.body)),
    ask!("draft", OfDraft => Option<Draft>, |app, of| app.draft(&of.place)),
    ask!("drop_draft", OfDraft => (), |app, of| app.drop_draft(&of.place)),
    ask!("doctor", Nothing => Diagnosis, |app, _| app.doctor()),
    tell!("mend_read_models", Nothing => (), |app, _, _| app.mend_read_models()),
    fetch!("export", Nothing, |door, _| {
        let mut bytes = Vec::new();
        door.with(|app| app.export(&mut bytes))?;
        Ok(bytes)
    }),
    ask!("old_stores", Nothing => Vec<SetAside>, |app, _| app.old_stores()),
    tell!("recover", Recover => Recovered, |app, it, _| {
        let key = it.key.as_deref().map(secret).transpose()?;
        app.recover(&PathBuf::from(it.directory), key.as_ref())
    }),
    door!("try_again", Nothing => (), |door, _, _| {
        door.reopen();
        door.changed(vec!["*".to_owned()]);
        door.with(|_| Ok(()))
    }),
    door!("start_afresh", Nothing => (), |door, _, _| {
        closed(door)?;
        App::start_afresh(&door.options().directory)?;
        door.reopen();
        door.changed(vec!["*".to_owned()]);
        door.with(|_| Ok(()))
    }),
    door!("restore_key", RestoreKey => (), |door, it, _| {
        closed(door)?;
        App::restore_key(&door.options().directory, door.key_store().as_ref(), &secret(&it.key)?)?;
        door.reopen();
        door.changed(vec!["*".to_owned()]);
        door.with(|_| Ok(()))
    }),
];

impl super::Changes for Recovered {
    fn topics(&self) -> Vec<String> {
        ().topics()
    }
}

/// The first thing a screen asks.
#[derive(Serialize, ToSchema)]
struct Hello {
    language: Language,
    is_enrolled: bool,
    /// Why there is no store.
    failure: Option<crate::Failure>,
    preferences: Preferences,
    platform: String,
    app_version: &'static str,
}

#[derive(Deserialize, ToSchema)]
struct SaveDraft {
    place: String,
    body: Value,
}

#[derive(Deserialize, ToSchema)]
struct OfDraft {
    place: String,
}

#[derive(Deserialize, ToSchema)]
struct Recover {
    directory: String,
    /// 64 hexadecimal digits, from the company's recovery key.
    key: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct RestoreKey {
    /// 64 hexadecimal digits, from the company's recovery key.
    key: String,
}

fn secret(text: &str) -> Result<[u8; 32], AppError> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let hash: Result<onsite_domain::id::Hash, _> = digits.to_lowercase().parse();
    Ok(hash.map_err(|_| Rejected::because(RejectedCode::WrongShape, "key", "expected 64 hexadecimal digits"))?.0)
}

/// What replaces a store is only for one that does not open.
fn closed(door: &crate::door::Door) -> Result<(), DoorError> {
    match door.shared() {
        Ok(_) => Err(AppError::rejected(RejectedCode::IllegalTransition, "store").into()),
        Err(_) => Ok(()),
    }
}
