//! Briefs of views (`2026120122_brief.sql`): what lists say of orders, machines, sites and customers that they only name.

use crate::ServerError;
use onsite_domain::{Id, Subject};
use rusqlite::{Connection, OptionalExtension as _, named_params};
use serde::de::DeserializeOwned;

/// The brief of a subject as a struct of some of the view's fields; `None` where there is no such thing.
///
/// # Errors
/// Where a brief cannot be read.
pub(crate) fn of<T: DeserializeOwned>(db: &Connection, subject: Subject) -> Result<Option<T>, ServerError> {
    let body: Option<String> = db
        .prepare_cached("SELECT body FROM view_brief WHERE subject = :subject")?
        .query_row(named_params! {":subject": subject.to_string()}, |row| row.get(0))
        .optional()?;
    body.map(|body| read(subject, &body)).transpose()
}

/// Briefs of the orders that were made of a maintenance plan, of one machine where one is given.
///
/// # Errors
/// Where a brief cannot be read.
pub(crate) fn of_plan<T: DeserializeOwned>(
    db: &Connection,
    plan: Id,
    device: Option<Id>,
) -> Result<Vec<(Subject, T)>, ServerError> {
    let mut statement = db.prepare_cached(
        "SELECT made.subject, view_brief.body
         FROM view AS made INDEXED BY view_order_plan CROSS JOIN view_brief ON view_brief.subject = made.subject
         WHERE made.word = 'work_order' AND json_extract(made.body, '$.maintenance_plan') IS NOT NULL
           AND json_extract(made.body, '$.maintenance_plan') = :plan AND (:device IS NULL OR made.device = :device)",
    )?;
    let device = device.map(|device| device.to_string());
    let rows = statement.query_map(named_params! {":plan": plan.to_string(), ":device": device}, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (subject, body) = row?;
        let subject: Subject =
            subject.parse().map_err(|_| ServerError::broken(format!("'{subject}' is no subject")))?;
        found.push((subject, read(subject, &body)?));
    }
    Ok(found)
}

fn read<T: DeserializeOwned>(subject: Subject, body: &str) -> Result<T, ServerError> {
    serde_json::from_str(body).map_err(|e| ServerError::broken(format!("brief of {subject}: {e}")))
}
