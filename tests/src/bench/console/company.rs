//! A company with a long history, on a server in a folder: through the same commands, records and facts as everybody's, many
//! of them in a transaction. The demonstration company is its beginning, so that every screen has something to show.

mod field;
mod records;
mod work;

use crate::demo::{self, StoryClock};
use anyhow::Context as _;
use onsite_domain::{
    Author, Id, Subject, Word,
    command::{Command, NewFact},
    fact_kind::{self, FactBody},
    id::Hash,
};
use onsite_server::{ServerError, ServerKeys, ServerStore, StoreOptions};
use onsite_store::{Touched, ports::Ports};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Records and commands made durable together.
const TOGETHER: usize = 500;
pub(super) const DAY_MS: i64 = 24 * 3_600_000;
pub(super) const MINUTE_MS: i64 = 60_000;
/// Visits of an engineer a day.
pub(super) const SLOTS: usize = 3;
/// Days ahead that are planned.
pub(super) const AHEAD_DAYS: i64 = 5;

/// What there is how many of. Half as many machines as orders, an engineer for each five hundred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Size {
    pub(super) orders: usize,
    pub(super) engineers: usize,
}

impl Size {
    pub(super) fn of(orders: usize) -> Self {
        Self { orders, engineers: orders.div_ceil(500).clamp(10, 200) }
    }

    fn devices(self) -> usize {
        self.orders.div_ceil(2)
    }

    fn customers(self) -> usize {
        self.orders.div_ceil(20)
    }

    fn sites(self) -> usize {
        self.orders.div_ceil(12)
    }

    fn parts(self) -> usize {
        self.orders.div_ceil(50).clamp(50, 2_000)
    }
}

/// Things of it that questions name: one that has much, one that is open, and so on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Company {
    pub(super) size: Option<Size>,
    pub(super) made_in_s: f64,
    pub(super) engineers: Vec<Id>,
    /// An order whose visit came back.
    pub(super) to_review: Option<(Id, Id)>,
    /// Orders that nobody goes for.
    pub(super) unassigned: Vec<Id>,
    /// An order that is closed, and its visit.
    pub(super) closed: Option<(Id, Id)>,
    /// Its visit is of today and has not begun: the last ones planned.
    pub(super) planned: Vec<(Id, Id, Id)>,
    pub(super) part_request: Option<Id>,
    pub(super) request: Option<Id>,
    pub(super) warehouse: Option<Id>,
    pub(super) van: Option<Id>,
    pub(super) plan: Option<Id>,
    pub(super) contract: Option<Id>,
    pub(super) device: Option<Id>,
    pub(super) customer: Option<Id>,
    pub(super) site: Option<Id>,
    pub(super) part: Option<Id>,
}

pub(super) const COMPANY_FILE: &str = "bench-company.json";

/// Opens the company in a folder, or makes it where there is none of the size.
pub(super) fn open_or_make(directory: &Path, size: Size) -> anyhow::Result<Company> {
    if let Some(held) = held::<Company>(&directory.join(COMPANY_FILE)).filter(|held| held.size == Some(size)) {
        return Ok(held);
    }
    if directory.exists() {
        fs::remove_dir_all(directory).with_context(|| directory.display().to_string())?;
    }
    fs::create_dir_all(directory)?;
    let mut ports = Ports::system();
    let (mut keys, root) = ServerKeys::generate(&mut ports)?;
    keys.make_recovery_key(&mut ports, directory)?;
    keys.save(&root, directory)?;
    let mut store = ServerStore::open(StoreOptions { directory, keys, ports, vfs: None })?;
    let (company, taken) = super::super::timed(|| make(&mut store, size));
    let company = Company { size: Some(size), made_in_s: taken.as_secs_f64(), ..company? };
    fs::write(directory.join(COMPANY_FILE), serde_json::to_vec(&company)?)?;
    Ok(company)
}

fn held<T: DeserializeOwned>(file: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

fn make(store: &mut ServerStore, size: Size) -> anyhow::Result<Company> {
    let now_ms = store.now_ms();
    demo::load(store, now_ms)?;
    // A copy of what is on the disk may be lost with the machine: nobody will miss it, and it takes minutes less.
    store.database().pragma_update(None, "synchronous", "OFF")?;
    let days = i64::try_from(size.orders.div_ceil(size.engineers.saturating_mul(SLOTS)))?;
    let first_ms = now_ms.saturating_sub(days.saturating_mul(DAY_MS)).saturating_sub(30 * DAY_MS);
    let clock = StoryClock::new(first_ms);
    let own = std::mem::replace(store.ports(), Ports { clock: Box::new(clock.clone()), ..Ports::system() });
    let mut maker = Maker { store, clock, size, now_ms, made: 0, commands: Vec::new(), company: Company::default() };
    records::make(&mut maker)?;
    work::make(&mut maker, days)?;
    maker.clock.go_to(now_ms);
    field::make(&mut maker)?;
    let company = maker.company;
    *store.ports() = own;
    store.run(|store| store.watch(now_ms).map(drop))?;
    store.database().pragma_update(None, "synchronous", "FULL")?;
    store.database().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(company)
}

/// Writes the company.
struct Maker<'a> {
    store: &'a mut ServerStore,
    clock: StoryClock,
    size: Size,
    now_ms: i64,
    made: u64,
    commands: Vec<Command>,
    company: Company,
}

impl Maker<'_> {
    /// An identity that sorts by when it was made.
    fn id(&mut self) -> Id {
        self.made = self.made.saturating_add(1);
        Id::from_parts(u64::try_from(self.clock.now_ms()).unwrap_or(0), u128::from(self.made))
    }

    fn fact<T: FactBody>(&mut self, subjects: Vec<Subject>, body: &T) -> NewFact {
        NewFact { id: self.id(), kind: T::KIND.to_owned(), subjects, body: fact_kind::body(body) }
    }

    /// Keeps a command for the next transaction of many; all of them are made at the same time.
    fn command(&mut self, command: Command) -> anyhow::Result<()> {
        self.commands.push(command);
        if self.commands.len() >= TOGETHER { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let commands = std::mem::take(&mut self.commands);
        let author = Author::rule("bench");
        Ok(self.store.run(|store| {
            let rights = store.rights_of(&author)?;
            commands
                .iter()
                .try_for_each(|command| store.commit_command(&author, &rights, command, &BTreeMap::new()).map(drop))
        })?)
    }

    fn records(&mut self, records: Vec<(Subject, serde_json::Value)>) -> anyhow::Result<()> {
        for some in records.chunks(TOGETHER) {
            self.store.run(|store| {
                let mut touched = Touched::new();
                for (subject, body) in some {
                    let put = store.put_record(&Author::rule("bench"), *subject, body.clone(), &mut touched);
                    put.map_err(|error| ServerError::broken(format!("{subject}: {error}")))?;
                }
                store.finish(&touched)
            })?;
        }
        Ok(())
    }
}

/// The identity of the nth of something, for what has no time.
fn nth(word: Word, number: usize) -> Id {
    Hash::of_parts("bench nth", &[word.as_str().as_bytes(), &number.to_be_bytes()]).id()
}

/// A number that looks drawn, the same every time, below `below`.
fn drawn(seed: usize, what: &str, below: usize) -> usize {
    let hash = Hash::of_parts("bench drawn", &[what.as_bytes(), &seed.to_be_bytes()]).0;
    let number = u32::from_be_bytes(hash.first_chunk::<4>().copied().unwrap_or_default());
    usize::try_from(number).unwrap_or(0).checked_rem(below).unwrap_or(0)
}
