//! `onsite user`: who shares this field device, and who is at work on it.

use crate::{
    failure::Outcome,
    find,
    page::Page,
    session::{Reply, Session},
};
use onsite_domain::Word;
use onsite_messages::say_with;
use serde_json::json;

#[derive(clap::Subcommand, Debug)]
pub(crate) enum User {
    /// Everybody who enrolled on this field device
    List,
    /// Somebody else takes over: their jobs, and everything recorded in their name
    Switch {
        /// Log-in or name
        user: String,
    },
}

impl User {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        if let Self::Switch { user } = &self {
            let id = match user.parse() {
                Ok(id) => id,
                Err(_) => find::named(session, Word::User, user)?,
            };
            session.app()?.switch_user(id)?;
        }
        let users = session.app()?.users()?;
        let named = |row: &onsite_core::user::UserRow| match row.name.is_empty() {
            true => row.user.to_string(),
            false => row.name.clone(),
        };
        let mut page = Page::new();
        if matches!(self, Self::Switch { .. }) {
            let name = users.first().map(named).unwrap_or_default();
            page.line(say_with(session.language, "cli-user-switched", &[("user", &name)]));
            return Reply::new(json!({ "users": users }), page);
        }
        let state = |row: &onsite_core::user::UserRow| match (row.is_active, row.is_removed) {
            (_, true) => session.say("cli-user-removed"),
            (true, false) => session.say("cli-user-at-work"),
            (false, false) => "",
        };
        let cells: Vec<Vec<String>> = users
            .iter()
            .map(|row| vec![row.login.clone(), named(row), row.waiting.to_string(), state(row).to_owned()])
            .collect();
        page.table(
            &[
                session.say("cli-log-in"),
                session.say("cli-user"),
                session.say("cli-waiting-units"),
                session.say("cli-state"),
            ],
            &cells,
        );
        Reply::new(json!({ "users": users }), page)
    }
}
