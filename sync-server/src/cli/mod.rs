//! The command line: what it takes, how it answers, with which exit code.

mod data;
mod labels;
mod maintenance;
mod order;
mod paper;
mod report;
mod user;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use onsite_domain::{Author, Id, Language, Subject, Word, user::Role};
use onsite_messages::{detail, refusal, say, say_with, terminal};
use onsite_server::{
    ServerError, ServerStore,
    import::{ImportError, Mistake},
    press,
    serve::{self, ServeOptions},
    setup::{self, Founding},
};
use onsite_store::derived;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
/// The server of Onsite: field service where there is no signal.
#[command(name = "onsite-server", version, disable_help_flag = true, disable_help_subcommand = true)]
#[command(disable_version_flag = true)]
pub(crate) struct Cli {
    /// The server's directory.
    #[arg(long, global = true, env = "ONSITE_DATA", default_value = "onsite-data")]
    data: PathBuf,
    /// Answer with one JSON document.
    #[arg(long, global = true)]
    json: bool,
    /// Who does it, by login; the first administrator where missing.
    #[arg(long = "as", global = true, value_name = "LOGIN", env = "ONSITE_AS")]
    acting: Option<String>,
    /// zh-CN or en; otherwise LANG decides.
    #[arg(long, global = true, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Show what a command takes.
    #[arg(long, short, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// Show the version.
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a server: keys, databases, settings, the first user.
    Init(InitArgs),
    /// Serve until stopped.
    Serve(ServeArgs),
    /// Users: who may log in.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Make a link, and a QR code, with which a user enrols a field device.
    Enrol(user::EnrolArgs),
    /// Field devices, by whom they are used.
    FieldDevices,
    /// Shut a field device out: it may still send what it has, into quarantine.
    Revoke(user::RevokeArgs),
    /// Give a van to somebody's field device: it alone may take parts from it.
    Custody(user::CustodyArgs),
    /// Open the sealed database key of a field device that lost it (database.key.sealed).
    UnsealKey(user::UnsealArgs),
    /// Work orders.
    #[command(subcommand)]
    Order(order::OrderCommand),
    /// Maintenance plans.
    #[command(subcommand)]
    Maintenance(maintenance::MaintenanceCommand),
    /// Device codes for labels.
    #[command(subcommand)]
    Labels(labels::LabelsCommand),
    /// Take a table over (CSV; procedures as JSON). All or nothing; running it again changes nothing.
    Import(data::ImportArgs),
    /// Write a table (CSV; procedures as JSON).
    Export(data::ExportArgs),
    /// Take the export file of a field device that will not sync any more.
    ImportExportFile(data::FileArgs),
    /// Write a backup while the server serves. Its file holds the server's key: keep it as you keep keys.
    Backup(data::BackupArgs),
    /// Put a backup in place and announce it to every field device.
    Restore(data::RestoreArgs),
    /// Let parts be issued again after a restore.
    ReleaseIssuing(data::ReleaseArgs),
    /// Check chain, hashes, signatures, replay, read models and stock.
    Verify,
    /// What reports and labels look like: the logo, pages of the company's own.
    #[command(subcommand)]
    Paper(paper::PaperCommand),
    /// Write a report: what was signed, the file that proves itself, with the receipt of this server; its pages in other languages; a draft where nothing was signed.
    Report(report::ReportArgs),
    /// Whether a signed report is genuine, and what changed since it was signed.
    VerifyReport(report::VerifyReportArgs),
    /// Throw all read models away and make them again.
    Rebuild,
    /// What the server holds.
    Stats,
}

#[derive(Args)]
struct InitArgs {
    /// Where; `--data` where missing.
    directory: Option<PathBuf>,
    /// The company's name.
    #[arg(long)]
    company: String,
    /// IANA zone of the company.
    #[arg(long, default_value = "Asia/Shanghai")]
    zone: String,
    /// Login of the first user.
    #[arg(long, default_value = "admin")]
    login: String,
    /// Name of the first user.
    #[arg(long, default_value = "Administrator")]
    name: String,
    /// What the first user is here for.
    #[arg(long, value_delimiter = ',', default_value = "administrator,dispatcher,stock_keeper")]
    roles: Vec<String>,
    /// What enrolment links and device codes begin with.
    #[arg(long, default_value = "")]
    url: String,
    /// Read the password from standard input instead of drawing one.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Args)]
struct ServeArgs {
    /// Where to listen; an address that others can reach wants TLS.
    #[arg(long, default_value = "127.0.0.1:8740")]
    listen: SocketAddr,
    /// Certificate in PEM, with those between it and the root.
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Key of the certificate in PEM.
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// The certificate is the company's own: enrolment links carry its key, and phones enrolled with them take no other.
    /// Renew it with the same key.
    #[arg(long, requires = "tls_cert")]
    tls_pin: bool,
    /// Serve plain HTTP on an address that others can reach.
    #[arg(long)]
    plain_http_behind_proxy_or_on_trusted_network: bool,
    /// Whoever bears it may read /metrics from anywhere; without one only this machine may.
    #[arg(long, env = "ONSITE_METRICS_TOKEN", hide_env_values = true)]
    metrics_token: Option<String>,
    /// Webhooks may lead to addresses of private networks and of this machine, and over plain HTTP.
    #[arg(long)]
    webhooks_may_reach_private_networks: bool,
    /// Raster tiles for the map of the console, an MBTiles file of png, jpg or webp.
    #[arg(long, value_name = "FILE")]
    map_tiles: Option<PathBuf>,
    /// A source of map tiles may lead to addresses of private networks and of this machine, and over plain HTTP.
    #[arg(long)]
    map_may_reach_private_networks: bool,
}

impl Cli {
    pub(crate) fn parse(arguments: &[OsString], language: Language) -> Result<Self, clap::Error> {
        let mut command = terminal::spoken(Self::command().after_help(say(language, "server-exit-codes")), language);
        let matches = command.try_get_matches_from_mut(arguments)?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    }

    pub(crate) fn run(self, language: Language) -> Result<(), Failure> {
        let context = Context { data: self.data, acting: self.acting, is_json: self.json, language };
        match self.command {
            Command::Init(args) => context.init(args),
            Command::Serve(args) => context.serve(args),
            Command::User(command) => command.run(&context),
            Command::Labels(command) => command.run(&context),
            Command::Enrol(args) => args.run(&context),
            Command::Revoke(args) => args.run(&context),
            Command::FieldDevices => user::field_devices(&context),
            Command::Custody(args) => args.run(&context),
            Command::UnsealKey(args) => args.run(&context),
            Command::Order(command) => command.run(&context),
            Command::Maintenance(command) => command.run(&context),
            Command::Import(args) => args.run(&context),
            Command::Export(args) => args.run(&context),
            Command::ImportExportFile(args) => args.run(&context),
            Command::Backup(args) => args.run(&context),
            Command::Restore(args) => args.run(&context),
            Command::ReleaseIssuing(args) => args.run(&context),
            Command::Verify => data::verify(&context),
            Command::Paper(command) => command.run(&context),
            Command::Report(args) => args.run(&context),
            Command::VerifyReport(args) => args.run(&context),
            Command::Rebuild => data::rebuild(&context),
            Command::Stats => data::stats(&context),
        }
    }
}

/// What every command has.
pub(crate) struct Context {
    data: PathBuf,
    acting: Option<String>,
    is_json: bool,
    language: Language,
}

impl Context {
    /// A sentence of the catalogue, in the language asked for.
    fn say_with(&self, key: &str, variables: &[(&str, &dyn ToString)]) -> String {
        let said: Vec<(&str, String)> = variables.iter().map(|(name, value)| (*name, value.to_string())).collect();
        let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (*name, value.as_str())).collect();
        say_with(self.language, key, &said)
    }

    fn open(&self) -> Result<ServerStore, Failure> {
        Ok(setup::open(&self.data)?)
    }

    /// Who acts: a user of the desk, never nobody.
    fn author(&self, store: &ServerStore) -> Result<Author, Failure> {
        let user = match &self.acting {
            Some(login) => find_user(store, login)?,
            None => {
                let users: Vec<(Subject, onsite_domain::user::User)> =
                    derived::views(store.database(), "word = 'user' ORDER BY subject", &[])
                        .map_err(ServerError::from)?;
                let first = users.iter().find(|(_, user)| user.is_active() && user.has_role(Role::Administrator));
                first
                    .map(|(subject, _)| subject.id)
                    .ok_or_else(|| Failure::usage(say(self.language, "server-no-administrator")))?
            }
        };
        Ok(Author::Console { user })
    }

    /// Prints what a command found: lines for people, or one JSON value.
    fn say(&self, value: &Value, lines: impl FnOnce() -> Vec<String>) {
        let text =
            if self.is_json { serde_json::to_string_pretty(value).unwrap_or_default() } else { lines().join("\n") };
        if !text.is_empty() {
            // A reader that went away (`| head`) is no failure.
            let _ = writeln!(std::io::stdout().lock(), "{text}");
        }
    }

    /// A name of the catalogue and what it is here.
    fn named(&self, key: &str, value: &str) -> String {
        format!("{}  {value}", say(self.language, key))
    }

    fn init(&self, args: InitArgs) -> Result<(), Failure> {
        let directory = args.directory.unwrap_or_else(|| self.data.clone());
        let roles: Vec<Role> = args.roles.iter().map(|role| Role::from_text(role.trim())).collect();
        let founding = Founding {
            company: args.company,
            zone: args.zone,
            login: args.login.clone(),
            name: args.name,
            roles,
            public_url: args.url,
        };
        let asked = if args.password_stdin { Some(read_password(self.language)?) } else { None };
        let (mut store, user) = setup::init(&directory, &founding)?;
        let drawn = asked.is_none();
        let password = match asked {
            Some(password) => password,
            None => onsite_server::password::drawn(store.ports()),
        };
        store.run(|store| store.set_password(user, &password))?;
        let fingerprint = store.keys().root().fingerprint().to_string();
        let mut value =
            json!({"directory": directory, "login": args.login, "user": user, "root_fingerprint": fingerprint});
        if let Some(fields) = value.as_object_mut().filter(|_| drawn) {
            fields.insert("password".to_owned(), json!(password));
        }
        self.say(&value, || {
            let mut lines = vec![self.say_with("server-made", &[("folder", &directory.display())])];
            lines.push(self.named("cli-log-in", &args.login));
            if drawn {
                let password = self.say_with("server-password-drawn", &[("password", &password)]);
                lines.push(self.named("server-password", &password));
            }
            lines.push(self.named("server-root-key", &fingerprint));
            lines.push(say(self.language, "server-keep-keys").to_owned());
            lines
        });
        Ok(())
    }

    fn serve(&self, args: ServeArgs) -> Result<(), Failure> {
        let options = ServeOptions {
            directory: self.data.clone(),
            listen: args.listen,
            tls: args.tls_cert.zip(args.tls_key),
            is_tls_pinned: args.tls_pin,
            is_plain_http_wanted: args.plain_http_behind_proxy_or_on_trusted_network,
            metrics_token: args.metrics_token.filter(|token| !token.is_empty()),
            may_webhooks_reach_private: args.webhooks_may_reach_private_networks,
            engine: press::engine,
            paper: press::SHOP,
            map_tiles: args.map_tiles,
            may_map_reach_private: args.map_may_reach_private_networks,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|e| ServerError::Unavailable(format!("no threads: {e}")))?;
        Ok(runtime.block_on(serve::serve(options))?)
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    Server(ServerError),
    Mistakes(Vec<Mistake>),
    Usage(String),
    /// Looked, and found something wrong.
    Unsound(Vec<String>),
}

impl From<ServerError> for Failure {
    fn from(error: ServerError) -> Self {
        Self::Server(error)
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Mistakes(mistakes) => Self::Mistakes(mistakes),
            ImportError::Server(error) => Self::Server(error),
        }
    }
}

impl Failure {
    fn usage(text: &str) -> Self {
        Self::Usage(text.to_owned())
    }

    /// A file that cannot be read or written.
    fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{IsADirectory, NotFound, PermissionDenied};
        if matches!(error.kind(), NotFound | IsADirectory | PermissionDenied) {
            return Self::Usage(format!("{}: {error}", path.display()));
        }
        Self::Server(ServerError::Unavailable(format!("{}: {error}", path.display())))
    }

    /// Says it on standard error and gives the exit code.
    pub(crate) fn report(&self, language: Language) -> ExitCode {
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(std::io::stderr().lock(), "{}", self.lines(language).join("\n"));
        ExitCode::from(match self {
            Self::Server(ServerError::Rejected(_) | ServerError::Unauthenticated(_)) | Self::Mistakes(_) => 1,
            Self::Usage(_) => 2,
            Self::Server(
                ServerError::Unavailable(_) | ServerError::TooMany { .. } | ServerError::CounterUsed { .. },
            ) => 3,
            Self::Server(_) | Self::Unsound(_) => 4,
        })
    }

    fn lines(&self, language: Language) -> Vec<String> {
        let told = |key: &str, name: &str, value: &str| vec![say_with(language, key, &[(name, value)])];
        match self {
            Self::Server(ServerError::Rejected(rejected)) => {
                let mut lines = told("server-refused", "why", &refusal(language, rejected));
                lines.extend(Some(detail(language, &rejected.detail)).filter(|detail| !detail.is_empty()));
                lines
            }
            Self::Server(ServerError::Unauthenticated(why)) => told("server-not-signed-in", "detail", why),
            Self::Server(ServerError::TooMany { retry_after_s }) => {
                told("server-too-many", "seconds", &retry_after_s.to_string())
            }
            Self::Server(ServerError::Unavailable(why)) => told("server-not-now", "detail", &detail(language, why)),
            Self::Server(error) => told("server-broken", "detail", &error.to_string()),
            Self::Usage(text) => vec![detail(language, text)],
            Self::Mistakes(mistakes) => {
                let mut lines: Vec<String> = mistakes.iter().map(|mistake| line_of(mistake, language)).collect();
                lines.extend(told("server-mistakes", "count", &mistakes.len().to_string()));
                lines
            }
            Self::Unsound(problems) => problems.iter().map(|problem| detail(language, problem)).collect(),
        }
    }
}

fn line_of(mistake: &Mistake, language: Language) -> String {
    let (line, problem) = (mistake.line.to_string(), detail(language, &mistake.problem));
    let values = [("line", line.as_str()), ("column", mistake.column.as_str()), ("problem", problem.as_str())];
    say_with(language, if mistake.column.is_empty() { "server-mistake" } else { "server-mistake-in" }, &values)
}

fn find_user(store: &ServerStore, text: &str) -> Result<Id, Failure> {
    if let Ok(id) = text.parse::<Id>() {
        return Ok(id);
    }
    let found = store.user_by_login(text)?;
    found.ok_or_else(|| ServerError::rejected(onsite_domain::RejectedCode::NotFound, text).into())
}

/// Something by its number, or by its id.
fn find(store: &ServerStore, word: Word, text: &str) -> Result<Id, Failure> {
    if let Ok(id) = text.parse::<Id>() {
        return Ok(id);
    }
    let word_text = word.as_str();
    let params: [(&str, &dyn rusqlite::ToSql); 2] = [(":word", &word_text), (":number", &text)];
    let found: Vec<(Subject, Value)> =
        derived::views(store.database(), "word = :word AND number = :number ORDER BY subject LIMIT 1", &params)
            .map_err(ServerError::from)?;
    let found = found.first().map(|(subject, _)| subject.id);
    found.ok_or_else(|| ServerError::rejected(onsite_domain::RejectedCode::NotFound, &format!("{word} {text}")).into())
}

/// One line from standard input, without its end; at a terminal asked for, and not shown.
fn read_password(language: Language) -> Result<String, Failure> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        let asked = rpassword::prompt_password(format!("{}: ", say(language, "server-password")));
        return Ok(asked.map_err(|e| ServerError::Unavailable(format!("terminal: {e}")))?);
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).map_err(|e| ServerError::Unavailable(format!("standard input: {e}")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_of_commands_is_sound_and_its_help_in_the_catalogue() {
        assert_eq!(terminal::unsaid(&Cli::command()), Vec::<String>::new());
        for language in Language::ALL {
            terminal::spoken(Cli::command(), *language).debug_assert();
        }
    }
}
