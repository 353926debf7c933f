//! Users and their field devices.

use super::{Context, Failure, find_user, read_password};
use clap::{Args, Subcommand};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Text, Word,
    field_device::FieldDevice,
    user::{Role, User},
};
use onsite_messages::say;
use onsite_server::{ServerError, ServerKeys, ServerStore, keys::RECOVERY_KEY_FILE, password, serve::ADDRESS_FILE};
use onsite_store::derived;
use onsite_wire::recovery::{RecoveryError, SealedDatabaseKey};
use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2};
use serde_json::json;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Add a user.
    Add {
        /// Login.
        login: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// engineer, expert, dispatcher, intake_agent, contractor_dispatcher, service_manager, quality_inspector,
        /// complaint_handler, stock_keeper, administrator.
        #[arg(long, value_delimiter = ',', required = true)]
        role: Vec<String>,
        /// Number or id of an organisation; that of whoever adds them where missing.
        #[arg(long)]
        organisation: Option<String>,
        /// Their IANA zone, where it is not the company's.
        #[arg(long)]
        zone: Option<String>,
        /// Read a password for the console from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Everybody, with what they are here for.
    List,
    /// Set a password, read from standard input.
    Password {
        /// Login.
        login: String,
    },
    /// Shut a user out; what they did stays.
    Disable {
        /// Login.
        login: String,
    },
    /// Let somebody in again who was shut out.
    Enable {
        /// Login.
        login: String,
    },
}

impl UserCommand {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let mut store = context.open()?;
        match self {
            Self::Add { login, name, role, organisation, zone, password_stdin } => {
                let author = context.author(&store)?;
                let rights = store.rights_of(&author)?;
                let organisation = match organisation {
                    Some(text) => super::find(&store, Word::Organisation, &text)?,
                    None => rights.organisation,
                };
                let user = User {
                    login: password::login_name(&login),
                    name: Text::same(&name),
                    organisation,
                    roles: role.iter().map(|role| Role::from_text(role.trim())).collect(),
                    zone: zone.unwrap_or_default(),
                    ..User::default()
                };
                let password = if password_stdin { Some(read_password(context.language)?) } else { None };
                let id = store.run(|store| {
                    let id = store.create_user(&author, user.clone())?;
                    if let Some(password) = &password {
                        store.set_password(id, password)?;
                    }
                    Ok(id)
                })?;
                context.say(&json!({"user": id, "login": user.login}), || vec![format!("{}  {id}", user.login)]);
            }
            Self::List => {
                let users: Vec<(Subject, User)> =
                    derived::views(store.database(), "word = 'user' ORDER BY subject", &[])
                        .map_err(ServerError::from)?;
                let rows: Vec<_> = users
                    .iter()
                    .map(|(subject, user)| {
                        json!({"user": subject.id, "login": user.login, "name": user.name, "roles": user.roles,
                               "is_disabled": user.is_disabled})
                    })
                    .collect();
                context.say(&json!(rows), || {
                    users
                        .iter()
                        .map(|(_, user)| {
                            let roles: Vec<&str> = user.roles.iter().map(|role| role.as_str()).collect();
                            let state = if user.is_disabled { say(context.language, "server-disabled") } else { "" };
                            format!("{:<16} {}  {state}", user.login, roles.join(",")).trim_end().to_owned()
                        })
                        .collect()
                });
            }
            Self::Password { login } => {
                let user = find_user(&store, &login)?;
                let password = read_password(context.language)?;
                store.run(|store| store.set_password(user, &password))?;
            }
            Self::Disable { login } => {
                let author = context.author(&store)?;
                let id = find_user(&store, &login)?;
                store.run(|store| store.disable_user(&author, id, true))?;
            }
            Self::Enable { login } => {
                let author = context.author(&store)?;
                let id = find_user(&store, &login)?;
                store.run(|store| store.disable_user(&author, id, false))?;
            }
        }
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct EnrolArgs {
    /// Login of the user whose field device it will be.
    user: String,
    /// The address field devices reach the server at; the settings' or the serving one's where missing.
    #[arg(long)]
    url: Option<String>,
}

impl EnrolArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let mut store = context.open()?;
        let user = find_user(&store, &self.user)?;
        let public = store.public_url()?;
        let serving = || std::fs::read_to_string(context.data.join(ADDRESS_FILE)).ok();
        let url = self.url.or(public).or_else(serving);
        let url = url.ok_or_else(|| Failure::usage(say(context.language, "server-say-url")))?;
        let invite = store.run(|store| store.invite(user, url.trim()))?;
        let link = invite.to_link();
        let fingerprint = invite.root_fingerprint.to_string();
        let value = json!({"link": link, "url": invite.url, "root_fingerprint": fingerprint, "valid_minutes": 15});
        context.say(&value, || {
            let mut lines = Vec::new();
            if let Ok(code) = QrCode::with_error_correction_level(link.as_bytes(), EcLevel::L) {
                // Dark terminals are the rule: light modules are drawn, dark ones are the background.
                let drawn = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
                lines.push(drawn);
            }
            lines.push(link.clone());
            lines.push(context.named("cli-host", &invite.url));
            lines.push(context.named("server-root-key", &fingerprint));
            lines.push(say(context.language, "server-invite-once").to_owned());
            lines
        });
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct RevokeArgs {
    /// Id of the field device.
    field_device: Id,
    /// Why, in words.
    #[arg(long)]
    reason: String,
    /// Only take this user (a login) off it; the others who share it work on.
    #[arg(long, conflicts_with = "wipe")]
    user: Option<String>,
    /// Order it to wipe itself, after it has a receipt for everything unsent.
    #[arg(long)]
    wipe: bool,
    /// Order the wipe at once: what it has not sent is lost.
    #[arg(long, requires = "wipe")]
    lose_unsent: bool,
}

impl RevokeArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let mut store = context.open()?;
        let author = context.author(&store)?;
        if let Some(login) = &self.user {
            let user = find_user(&store, login)?;
            return Ok(store.run(|store| store.remove_user(self.field_device, user, &author, &self.reason))?);
        }
        Ok(store.run(|store| match self.wipe {
            true => store.order_wipe(self.field_device, &author, &self.reason, self.lose_unsent),
            false => store.revoke(self.field_device, &author, &self.reason),
        })?)
    }
}

#[derive(Args)]
pub(crate) struct CustodyArgs {
    /// Number or id of the van.
    van: String,
    /// Login of somebody with one field device.
    #[arg(long, required_unless_present_any = ["field_device", "nobody"])]
    to: Option<String>,
    /// Id of the field device.
    #[arg(long, conflicts_with = "to")]
    field_device: Option<Id>,
    /// To nobody: its phone was lost, and the van is counted first.
    #[arg(long, conflicts_with_all = ["to", "field_device"])]
    nobody: bool,
    /// Why, in words.
    #[arg(long)]
    reason: Option<String>,
}

impl CustodyArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let mut store = context.open()?;
        let author = context.author(&store)?;
        let van = super::find(&store, Word::StockLocation, &self.van)?;
        let holder = match &self.to {
            Some(login) => Some(only_field_device(context, &store, login)?),
            None => self.field_device,
        };
        let epoch = store.run(|store| store.change_custody(&author, van, holder, self.reason.as_deref()))?;
        let value = json!({"van": van, "field_device": holder, "epoch": epoch});
        context.say(&value, || {
            let (key, holder) =
                holder.map_or(("server-custody-nobody", String::new()), |id| ("server-custody", id.to_string()));
            vec![context.say_with(key, &[("van", &self.van), ("holder", &holder)])]
        });
        Ok(())
    }
}

fn only_field_device(context: &Context, store: &ServerStore, login: &str) -> Result<Id, Failure> {
    let user = find_user(store, login)?;
    let mut theirs = all_field_devices(store)?;
    theirs.retain(|(_, device)| device.users.contains(&user) && !device.is_revoked());
    match theirs.as_slice() {
        [(subject, _)] => Ok(subject.id),
        [] => Err(ServerError::rejected(RejectedCode::NotFound, &format!("field device of {login}")).into()),
        several => {
            let lines: Vec<String> =
                several.iter().map(|(subject, device)| format!("{}  {}", subject.id, device.name)).collect();
            let said = context.say_with("server-several-field-devices", &[("login", &login)]);
            Err(Failure::Usage(format!("{said}\n{}", lines.join("\n"))))
        }
    }
}

fn all_field_devices(store: &ServerStore) -> Result<Vec<(Subject, FieldDevice)>, Failure> {
    let all = derived::views(store.database(), "word = 'field_device' ORDER BY subject", &[]);
    Ok(all.map_err(ServerError::from)?)
}

pub(crate) fn field_devices(context: &Context) -> Result<(), Failure> {
    let store = context.open()?;
    let mut rows = Vec::new();
    for (subject, device) in all_field_devices(&store)? {
        let users: Vec<String> = device
            .users
            .iter()
            .map(|user| Ok(store.record_as::<User>(Word::User, *user)?.map(|user| user.login).unwrap_or_default()))
            .collect::<Result<_, ServerError>>()?;
        rows.push(json!({"field_device": subject.id, "name": device.name, "model": device.model, "users": users,
                         "is_revoked": device.is_revoked()}));
    }
    context.say(&json!(rows), || {
        let text = |row: &serde_json::Value, key: &str| {
            row.get(key).and_then(|text| text.as_str()).unwrap_or_default().to_owned()
        };
        let line = |row: &serde_json::Value| {
            let users = row.get("users").and_then(|users| users.as_array()).into_iter().flatten();
            let users: Vec<&str> = users.filter_map(|user| user.as_str()).collect();
            let is_revoked = row.get("is_revoked").and_then(serde_json::Value::as_bool) == Some(true);
            let state = if is_revoked { say(context.language, "server-revoked") } else { "" };
            let line = format!("{}  {:<16} {}", text(row, "field_device"), text(row, "name"), users.join(","));
            format!("{line}  {state}").trim_end().to_owned()
        };
        rows.iter().map(line).collect()
    });
    Ok(())
}

#[derive(Args)]
pub(crate) struct UnsealArgs {
    /// The field device's database.key.sealed.
    file: PathBuf,
    /// The company's recovery key; recovery.key in the server's directory where missing.
    #[arg(long)]
    recovery_key: Option<PathBuf>,
}

impl UnsealArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let text = std::fs::read_to_string(&self.file).map_err(|e| Failure::file(&self.file, &e))?;
        let refused =
            |e: RecoveryError| ServerError::from(Rejected::because(RejectedCode::WrongShape, "file", e.to_string()));
        let sealed = SealedDatabaseKey::from_text(&text).map_err(refused)?;
        let file = self.recovery_key.unwrap_or_else(|| context.data.join(RECOVERY_KEY_FILE));
        let key = ServerKeys::recovery_key(&file)?.open(&sealed).map_err(refused)?;
        let key = data_encoding::HEXLOWER.encode(&*key);
        let value = json!({"field_device": sealed.field_device, "key": key});
        context.say(&value, || {
            vec![
                context.named("cli-field-device", &sealed.field_device.to_string()),
                context.named("server-key", &key),
                say(context.language, "server-recover-with").to_owned(),
            ]
        });
        Ok(())
    }
}
