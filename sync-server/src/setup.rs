//! A new server: keys, databases, the company, its settings, the stock locations every company has, the first user.

use crate::{ServerError, ServerKeys, ServerStore, StoreOptions, store::DATABASE_FILE};
use onsite_domain::{
    Author, Id, Subject, Text, Word,
    organisation::{Organisation, OrganisationKind},
    settings::Settings,
    stock_location::{StockLocation, StockLocationKind},
    user::{Role, User},
};
use onsite_store::{Touched, ports::Ports};
use std::path::Path;

/// What somebody says when a server is made.
#[derive(Clone, Debug)]
pub struct Founding {
    pub company: String,
    /// IANA.
    pub zone: String,
    pub login: String,
    pub name: String,
    /// In a small company one person does everything at the desk.
    pub roles: Vec<Role>,
    pub public_url: String,
}

/// Makes a server in an empty or new directory; gives the store and the first user.
///
/// # Errors
/// [`ServerError::Unavailable`] where there is a server already.
pub fn init(directory: &Path, founding: &Founding) -> Result<(ServerStore, Id), ServerError> {
    let failed = |e: std::io::Error| ServerError::Unavailable(format!("{}: {e}", directory.display()));
    std::fs::create_dir_all(directory).map_err(failed)?;
    if directory.join(DATABASE_FILE).exists() || directory.join("server.key").exists() {
        return Err(ServerError::Unavailable(format!("{} holds a server already", directory.display())));
    }
    let mut ports = Ports::system();
    let (mut keys, root) = ServerKeys::generate(&mut ports)?;
    keys.save(&root, directory)?;
    keys.make_recovery_key(&mut ports, directory)?;
    let mut store = ServerStore::open(StoreOptions { directory, keys, ports, vfs: None })?;
    let user = store.run(|store| store.found(founding))?;
    Ok((store, user))
}

/// Opens the server in a directory.
pub fn open(directory: &Path) -> Result<ServerStore, ServerError> {
    if !directory.join(DATABASE_FILE).exists() {
        let detail = format!("{} holds no server; `onsite-server init` makes one", directory.display());
        return Err(ServerError::Unavailable(detail));
    }
    let keys = ServerKeys::load(directory)?;
    ServerStore::open(StoreOptions { directory, keys, ports: Ports::system(), vfs: None })
}

impl ServerStore {
    fn found(&mut self, founding: &Founding) -> Result<Id, ServerError> {
        let author = Author::rule("init");
        let mut touched = Touched::new();
        let company = self.ports.new_id();
        let name = Text::same(&founding.company);
        let organisation = Organisation {
            kind: OrganisationKind::Company,
            number: "1".to_owned(),
            name: name.clone(),
            zone: founding.zone.clone(),
            ..Organisation::default()
        };
        self.put_body(&author, Word::Organisation, company, &organisation, &mut touched)?;
        let settings = Settings {
            company_name: name,
            zone: founding.zone.clone(),
            public_url: founding.public_url.clone(),
            ..Settings::default()
        };
        let id = self.ports.new_id();
        self.put_body(&author, Word::Settings, id, &settings, &mut touched)?;
        for (kind, number, zh, en) in [
            (StockLocationKind::Warehouse, "WH-1", "主仓库", "Main warehouse"),
            (StockLocationKind::InTransit, "TRANSIT", "在途", "In transit"),
            (StockLocationKind::Supplier, "SUPPLIER", "供应商", "Suppliers"),
            (StockLocationKind::Customer, "CUSTOMER", "客户处", "At customers"),
            (StockLocationKind::Scrap, "SCRAP", "报废", "Scrap"),
            (StockLocationKind::Discrepancy, "DISCREPANCY", "差异", "Discrepancies"),
        ] {
            let location = StockLocation {
                kind,
                number: number.to_owned(),
                name: Text::new(zh, en),
                organisation: company,
                ..StockLocation::default()
            };
            let id = self.ports.new_id();
            self.put_body(&author, Word::StockLocation, id, &location, &mut touched)?;
        }
        let user = self.ports.new_id();
        let first = User {
            login: founding.login.to_lowercase(),
            name: Text::same(&founding.name),
            organisation: company,
            roles: founding.roles.iter().copied().collect(),
            zone: founding.zone.clone(),
            ..User::default()
        };
        self.put_body(&author, Word::User, user, &first, &mut touched)?;
        self.finish(&touched)?;
        Ok(user)
    }

    /// Writes a record from its struct.
    pub fn put_body<T: serde::Serialize>(
        &mut self,
        author: &Author,
        word: Word,
        id: Id,
        body: &T,
        touched: &mut Touched,
    ) -> Result<(), ServerError> {
        let body = serde_json::to_value(body).map_err(|e| ServerError::broken(e.to_string()))?;
        self.put_record(author, Subject::new(word, id), body, touched).map(|_| ())
    }
}
