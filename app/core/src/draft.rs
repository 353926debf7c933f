//! Drafts: what stands in a form that its user has not sent, kept through a flat battery. Never leaves this field device.

use crate::{App, AppError, view};
use onsite_domain::{Rejected, RejectedCode};
use rusqlite::{OptionalExtension as _, named_params};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One form as it was left.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Draft {
    /// Which form of which subject: `visit/01HF.../note`.
    pub place: String,
    pub at_ms: i64,
    pub body: Value,
}

const PLACE_CHARS_MAX: usize = 200;
const DRAFT_BYTES_MAX: usize = 1024 * 1024;

impl App {
    /// Keeps what stands in a form, in place of what stood there.
    ///
    /// # Errors
    /// [`RejectedCode::TooLarge`].
    pub fn save_draft(&mut self, place: &str, body: &Value) -> Result<(), AppError> {
        let text = body.to_string();
        if place.is_empty() || place.chars().count() > PLACE_CHARS_MAX || text.len() > DRAFT_BYTES_MAX {
            return Err(Rejected::new(RejectedCode::TooLarge, "draft").into());
        }
        self.db
            .prepare_cached(
                "INSERT INTO draft (user, place, at_ms, body) VALUES (:user, :place, :at_ms, :body)
                 ON CONFLICT (user, place) DO UPDATE SET at_ms = excluded.at_ms, body = excluded.body",
            )?
            .execute(named_params! {
                ":user": self.drafts_of(), ":place": place, ":at_ms": view::now_ms(self), ":body": text,
            })?;
        Ok(())
    }

    pub fn draft(&self, place: &str) -> Result<Option<Draft>, AppError> {
        let row: Option<(i64, String)> = self
            .db
            .prepare_cached("SELECT at_ms, body FROM draft WHERE user = :user AND place = :place")?
            .query_row(named_params! {":user": self.drafts_of(), ":place": place}, |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(row.map(|(at_ms, body)| Draft {
            place: place.to_owned(),
            at_ms,
            body: serde_json::from_str(&body).unwrap_or_default(),
        }))
    }

    /// Forgets a draft, once its form was sent or thrown away.
    pub fn drop_draft(&mut self, place: &str) -> Result<(), AppError> {
        self.db
            .prepare_cached("DELETE FROM draft WHERE user = :user AND place = :place")?
            .execute(named_params! {":user": self.drafts_of(), ":place": place})?;
        Ok(())
    }

    /// Whose drafts are seen: those of whoever is at work.
    fn drafts_of(&self) -> String {
        self.identity().map(|identity| identity.user.to_string()).unwrap_or_default()
    }
}
