//! A running server with the demonstration company, as `onsite-server` runs one, and field devices that talk to it over the network.

use super::{DemoCompany, give_custody, id, load};
use anyhow::bail;
use onsite_core::{
    App, AppOptions, Identity,
    enrol::{enrol, read_invite},
    key_store::FileKeyStore,
    sync::{Report, SyncResult, runner},
};
use onsite_domain::{Author, Subject, command::Command, field_device::FieldDevice};
use onsite_server::{
    ServerError, ServerKeys, ServerStore, StoreOptions, http, press,
    serve::{self, Running},
};
use onsite_store::ports::Ports;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The server, listening on the loopback until the process ends.
pub struct Scene {
    pub company: DemoCompany,
    pub address: SocketAddr,
    directory: PathBuf,
    running: Running,
}

impl Scene {
    /// Opens the server's directory, making keys and company on first use, and serves on a port (0 takes any).
    ///
    /// # Errors
    /// When the directory cannot be written or the port is taken.
    pub async fn open(directory: &Path, port: u16) -> anyhow::Result<Self> {
        std::fs::create_dir_all(directory)?;
        let mut ports = Ports::system();
        let keys = if directory.join("server.key").exists() {
            ServerKeys::load(directory)?
        } else {
            let (mut keys, root) = ServerKeys::generate(&mut ports)?;
            // Whose key store loses the key of its database gets it back with this.
            keys.make_recovery_key(&mut ports, directory)?;
            keys.save(&root, directory)?;
            keys
        };
        let mut store = ServerStore::open(StoreOptions { directory, keys, ports, vfs: None })?;
        let today_ms = store.now_ms();
        let company = load(&mut store, today_ms)?;
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let options = http::Options {
            // It is served on this machine alone, without TLS, and other programs that hear from it are here, too.
            is_cookie_secure: false,
            may_webhooks_reach_private: true,
            engine: Some(press::engine),
            paper: Some(press::SHOP),
            ..http::Options::default()
        };
        let running = Running::start(store, directory, options)?;
        serve::keep_address(directory, &format!("http://{address}"));
        let service = running.router().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Ok(Self { company, address, directory: directory.to_owned(), running })
    }

    /// From now on time passes in the company: what stands still is noticed, maintenance that is due becomes orders. Stories
    /// that tests tell stand still.
    pub fn go_by_the_clock(&mut self) {
        self.running.go_by_the_clock();
    }

    /// The same database opened a second time, to look at while the server goes on.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn look(&self) -> anyhow::Result<ServerStore> {
        let keys = ServerKeys::load(&self.directory)?;
        let options = StoreOptions { directory: &self.directory, keys, ports: Ports::system(), vfs: None };
        Ok(ServerStore::open(options)?)
    }

    /// Runs a job in the server, as its own handlers do.
    ///
    /// # Errors
    /// The job's own.
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut ServerStore) -> Result<T, ServerError> + Send + 'static,
    ) -> anyhow::Result<T> {
        Ok(self.running.writer().write(job).await?)
    }

    /// A command by somebody of the office.
    ///
    /// # Errors
    /// When policy says no.
    pub async fn by_office(&self, login: &str, command: Command) -> anyhow::Result<()> {
        let author = Author::Console { user: id("user", login) };
        self.write(move |store| {
            let rights = store.rights_of(&author)?;
            store.commit_command(&author, &rights, &command, &BTreeMap::new()).map(drop)
        })
        .await
    }

    /// A link that enrols one field device for somebody within a quarter of an hour.
    ///
    /// # Errors
    /// When there is nobody of that login.
    pub async fn invite(&self, login: &str, url: &str) -> anyhow::Result<String> {
        let (user, url) = (id("user", login), url.to_owned());
        Ok(self.write(move |store| store.invite(user, &url)).await?.to_link())
    }

    /// Takes every field device of somebody out of use.
    ///
    /// # Errors
    /// When there is nobody of that login.
    pub async fn revoke(&self, login: &str) -> anyhow::Result<()> {
        let user = id("user", login);
        self.write(move |store| {
            let condition = "word = 'field_device' ORDER BY subject";
            let held: Vec<(Subject, FieldDevice)> = onsite_store::derived::views(store.database(), condition, &[])?;
            let office = Author::Console { user: id("user", "zheng") };
            for (subject, _) in held.iter().filter(|(_, held)| held.users.contains(&user)) {
                store.revoke(subject.id, &office, "lost")?;
            }
            Ok(())
        })
        .await
    }
}

/// An engineer's field device: the real app on disk.
pub struct FieldPhone {
    pub app: App,
    pub identity: Identity,
    client: reqwest::Client,
}

/// How a sync over a bad line went.
#[derive(Clone, Copy, Debug, Default)]
pub struct Effort {
    pub attempts: u32,
    pub rounds: u32,
    pub units: u64,
    pub blobs: u64,
}

impl FieldPhone {
    /// Enrols a new phone over `url` and gives it the custody of its engineer's van.
    ///
    /// # Errors
    /// When there is no connection or the server refuses.
    pub async fn enrol(scene: &Scene, directory: &Path, login: &str, url: &str) -> anyhow::Result<Self> {
        std::fs::create_dir_all(directory)?;
        let key_store = Box::new(FileKeyStore::new(directory.join("keys")));
        let mut app = App::open(AppOptions { directory, key_store, ports: Ports::system(), vfs: None })?;
        let client = runner::client(None)?;
        let (invite, _) = read_invite(&scene.invite(login, url).await?)?;
        let identity = enrol(&mut app, &client, &invite, &format!("phone-{login}"), "android").await?;
        let (field_device, login) = (identity.field_device, login.to_owned());
        scene.write(move |store| give_custody(store, &login, field_device)).await?;
        Ok(Self { app, identity, client })
    }

    /// One attempt.
    ///
    /// # Errors
    /// When the local store fails; a bad line is in the report.
    pub async fn sync(&mut self) -> anyhow::Result<Report> {
        Ok(runner::run(&mut self.app, &self.client).await?)
    }

    /// Attempts until everything has gone and come.
    ///
    /// # Errors
    /// When it is not through after `attempts_max`.
    pub async fn sync_through(&mut self, attempts_max: u32) -> anyhow::Result<Effort> {
        let mut effort = Effort::default();
        loop {
            let report = self.sync().await?;
            effort.attempts = effort.attempts.saturating_add(1);
            effort.rounds = effort.rounds.saturating_add(report.rounds);
            effort.units = effort.units.saturating_add(report.units_accepted);
            effort.blobs = effort.blobs.saturating_add(report.blobs_sent);
            match report.result {
                SyncResult::Complete if !self.app.has_unsent()? => return Ok(effort),
                _ if effort.attempts >= attempts_max => bail!("not through after {attempts_max} attempts: {report:?}"),
                _ => {}
            }
        }
    }
}
