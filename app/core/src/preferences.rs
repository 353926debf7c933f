//! How its user wants the app on this field device. Never leaves it.

use crate::{App, AppError};
use onsite_domain::{Language, Rejected, RejectedCode};
use onsite_store::meta;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Light and dark follow the system unless one of the three is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
    /// Black on white, for glare.
    Sunlight,
}

/// The map app that a way is handed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MapApp {
    /// Whatever the system opens for a `geo:` link.
    #[default]
    System,
    Amap,
    Baidu,
    Google,
    Apple,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Preferences {
    /// The user's, else the system's where missing.
    pub language: Option<Language>,
    pub theme: Theme,
    /// 100 to 200; 0 means 100.
    pub text_percent: u16,
    /// Photos are kept no larger; the company's setting where missing.
    pub photo_long_side_px: Option<u32>,
    /// Pictures and files wait for a line that is not paid by volume.
    pub sends_files_on_wifi_only: bool,
    pub map_app: MapApp,
    /// The user said that a press may note the place.
    pub notes_place: bool,
    /// First-run help that was put away.
    pub hints_seen: BTreeSet<String>,
}

const KEY: &str = "preferences";
const TEXT_PERCENT: std::ops::RangeInclusive<u16> = 100..=200;
const PHOTO_PX: std::ops::RangeInclusive<u32> = 640..=8192;
const HINTS_MAX: usize = 200;

impl App {
    pub fn preferences(&self) -> Result<Preferences, AppError> {
        Ok(meta::get(&self.db, KEY)?.unwrap_or_default())
    }

    /// # Errors
    /// [`RejectedCode::OutOfRange`] for a size that nobody can use.
    pub fn set_preferences(&mut self, preferences: &Preferences) -> Result<(), AppError> {
        let no = |path: &str, from: u32, to: u32| {
            Err(Rejected::because(RejectedCode::OutOfRange, path, format!("from {from} to {to}")).into())
        };
        if preferences.text_percent != 0 && !TEXT_PERCENT.contains(&preferences.text_percent) {
            return no("text_percent", (*TEXT_PERCENT.start()).into(), (*TEXT_PERCENT.end()).into());
        }
        if preferences.photo_long_side_px.is_some_and(|px| !PHOTO_PX.contains(&px)) {
            return no("photo_long_side_px", *PHOTO_PX.start(), *PHOTO_PX.end());
        }
        if preferences.hints_seen.len() > HINTS_MAX {
            return Err(AppError::rejected(RejectedCode::TooLarge, "hints_seen"));
        }
        Ok(meta::put(&self.db, KEY, preferences)?)
    }

    /// Files wait for a line that is not paid by volume. Where a wipe or a revocation waits for receipts, nothing is kept back.
    pub(crate) fn keeps_files_back(&self) -> Result<bool, AppError> {
        Ok(self.is_line_metered
            && self.preferences()?.sends_files_on_wifi_only
            && meta::get::<String>(&self.db, "revoked")?.is_none())
    }

    /// What names and texts are shown in: the chosen language, else the user's.
    pub fn language(&self) -> Result<Language, AppError> {
        if let Some(language) = self.preferences()?.language {
            return Ok(language);
        }
        let user = if self.identity().is_ok() { self.user()? } else { None };
        Ok(user.map(|user| user.language).unwrap_or_default())
    }
}
