//! The people: who is made, shut out, let in again; for the API and the command line alike.

use crate::{ServerError, ServerStore, password};
use onsite_domain::{
    Author, Id, Rejected, RejectedCode, Subject, Word,
    organisation::{Organisation, OrganisationKind},
    reading,
    stock_location::StockLocation,
    team::Team,
    tool::Tool,
    user::{Role, User},
};
use onsite_store::{Touched, derived};
use rusqlite::named_params;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What somebody of a contractor may be. Every other role sees the whole company.
const CONTRACTOR_ROLES: &[Role] = &[Role::Engineer, Role::ContractorDispatcher];

impl ServerStore {
    /// Makes a user. Without a password nobody logs in as them at the desk.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever is no administrator, [`RejectedCode::IdTaken`] for a login that somebody
    /// has, [`RejectedCode::NotFound`] for an organisation that is not there, and those of [`User::validate`].
    pub fn create_user(&mut self, author: &Author, user: User) -> Result<Id, ServerError> {
        let user = User { login: password::login_name(&user.login), ..user };
        let id = self.ports.new_id();
        self.put_user(author, id, &user)?;
        Ok(id)
    }

    /// Shuts a user out, or lets one in again. What they did stays; sessions end at once.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] without such a user; [`RejectedCode::Forbidden`] for the last administrator.
    pub fn disable_user(&mut self, author: &Author, id: Id, is_disabled: bool) -> Result<(), ServerError> {
        let user: Option<User> = self.record_as(Word::User, id)?;
        let user = user.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "user"))?;
        self.put_user(author, id, &User { is_disabled, ..user })
    }

    fn put_user(&mut self, author: &Author, id: Id, user: &User) -> Result<(), ServerError> {
        reading::check_record(&self.rights_of(author)?, Word::User)?;
        let body = serde_json::to_value(user).map_err(|e| ServerError::broken(e.to_string()))?;
        let subject = Subject::new(Word::User, id);
        let mut touched = Touched::new();
        self.put_checked_record(author, subject, body, &mut touched)?;
        self.finish(&touched)
    }

    /// Writes a record whose body fits the others, too: people, vans and tools belong to the house that they are named for,
    /// a login is one user's, and somebody always administrates.
    pub(crate) fn put_checked_record(
        &mut self,
        author: &Author,
        subject: Subject,
        body: Value,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        match subject.word {
            Word::User => self.check_user(subject.id, &read(&body)?)?,
            Word::Team => {
                let team: Team = read(&body)?;
                self.check_named(team.organisation, Word::User, team.lead.iter().chain(&team.members))?;
            }
            Word::StockLocation => {
                let location: StockLocation = read(&body)?;
                self.check_named(location.organisation, Word::User, &location.user)?;
                self.check_named(location.organisation, Word::FieldDevice, &location.holder)?;
            }
            Word::Tool => {
                let tool: Tool = read(&body)?;
                self.check_named(tool.organisation, Word::User, &tool.holder)?;
            }
            _ => self.check_own_of_record(subject, &body)?,
        }
        let before = match subject.word {
            Word::Device => self.record_as::<Value>(Word::Device, subject.id)?,
            _ => None,
        };
        let record = self.put_record(author, subject, body, touched)?;
        match subject.word {
            Word::User => self.follow_user(subject.id),
            Word::Device => self.follow_own_of_device(author, subject.id, before.as_ref(), &record.body, touched),
            _ => Ok(()),
        }
    }

    /// What follows from a user's record: the login is theirs alone, and whoever is disabled has no session any more.
    fn follow_user(&self, id: Id) -> Result<(), ServerError> {
        let Some(user) = self.record_as::<User>(Word::User, id)? else { return Ok(()) };
        password::rename(&self.db, id, &user.login)?;
        if !user.is_active() {
            self.db
                .prepare_cached("DELETE FROM session WHERE user = :user")?
                .execute(named_params! {":user": id.to_string()})?;
        }
        Ok(())
    }

    fn check_user(&self, id: Id, user: &User) -> Result<(), ServerError> {
        let kind = self.kind_of(user.organisation)?;
        let kind = kind.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "organisation"))?;
        if kind == OrganisationKind::Contractor && user.roles.iter().any(|role| !CONTRACTOR_ROLES.contains(role)) {
            let detail = "people of a contractor are engineers or dispatch for the contractor";
            return Err(Rejected::because(RejectedCode::Forbidden, "roles", detail).into());
        }
        if let Some(calendar) = user.calendar
            && self.record_as::<Value>(Word::Calendar, calendar)?.is_none()
        {
            return Err(ServerError::rejected(RejectedCode::NotFound, "calendar"));
        }
        if self.user_by_login(&user.login)?.is_some_and(|held| held != id) {
            return Err(ServerError::rejected(RejectedCode::IdTaken, "login"));
        }
        let administrates = |user: &User| user.is_active() && user.has_role(Role::Administrator);
        let before: Option<User> = self.record_as(Word::User, id)?;
        if before.is_some_and(|before| administrates(&before)) && !administrates(user) {
            let users: Vec<(Subject, User)> = derived::views(&self.db, "word = 'user'", &[])?;
            if !users.iter().any(|(subject, other)| subject.id != id && administrates(other)) {
                let path = if user.is_active() { "roles" } else { "is_disabled" };
                return Err(Rejected::because(RejectedCode::Forbidden, path, "the last administrator stays one").into());
            }
        }
        Ok(())
    }

    /// The user with a login, disabled or not.
    pub fn user_by_login(&self, login: &str) -> Result<Option<Id>, ServerError> {
        let login = password::login_name(login);
        let found: Vec<(Subject, Value)> = derived::views(
            &self.db,
            "word = 'user' AND lower(json_extract(body, '$.login')) = :login ORDER BY subject LIMIT 1",
            &[(":login", &login)],
        )?;
        Ok(found.first().map(|(subject, _)| subject.id))
    }

    /// Whether all of them belong to a house: the company with its branches, or one contractor.
    fn check_named<'a>(
        &self,
        house: Id,
        word: Word,
        named: impl IntoIterator<Item = &'a Id>,
    ) -> Result<(), ServerError> {
        #[derive(serde::Deserialize)]
        struct Belonging {
            organisation: Option<Id>,
        }
        let is_of_company = |organisation: Id| -> Result<bool, ServerError> {
            Ok(self.kind_of(organisation)?.is_some_and(|kind| kind != OrganisationKind::Contractor))
        };
        for id in named {
            let organisation = self.record_as::<Belonging>(word, *id)?.and_then(|named| named.organisation);
            let is_of_house = match organisation {
                Some(organisation) if organisation == house => true,
                Some(organisation) => is_of_company(organisation)? && is_of_company(house)?,
                None => false,
            };
            if !is_of_house {
                let detail = format!("{id} does not belong to the organisation");
                return Err(Rejected::because(RejectedCode::Forbidden, word.as_str(), detail).into());
            }
        }
        Ok(())
    }

    fn kind_of(&self, organisation: Id) -> Result<Option<OrganisationKind>, ServerError> {
        Ok(self.record_as::<Organisation>(Word::Organisation, organisation)?.map(|organisation| organisation.kind))
    }
}

fn read<T: DeserializeOwned>(body: &Value) -> Result<T, ServerError> {
    serde_json::from_value(body.clone())
        .map_err(|_| Rejected::because(RejectedCode::WrongShape, "body", "a record of this word").into())
}
