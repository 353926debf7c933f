//! Backup while the server serves, and restore.
//!
//! A backup is one file: `ONSITEB1`, then zstd over sections (name length u8, name, size u64 big endian, content, SHA-256).
//! The databases are copied page by page as they stood at one moment each, the documents first: a blob that a document of
//! the copy names is in the copy too. The company's root key stays out unless asked for.
//!
//! A restore is never silent: the server begins a new epoch, which tells every field device to send what the backup does
//! not know, ends every session, and issues no parts until every van was heard.

use crate::{
    ServerError, ServerStore,
    keys::RECOVERY_KEY_FILE,
    setup,
    store::{BLOBS_FILE, DATABASE_FILE},
};
use onsite_store::{Connection, OpenOptions, Schema};
use rusqlite::backup::{Backup, StepResult};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"ONSITEB1";
const DATABASES: &[(&str, Schema)] = &[(DATABASE_FILE, Schema::Server), (BLOBS_FILE, Schema::Blobs)];
const KEYS: &[&str] = &["server.key", "server.cert", "root.pub"];
/// Those that a company may have taken off the machine, or never had.
const KEYS_IF_THERE: &[&str] = &["recovery.pub"];
/// Kept out unless asked for, and carried over by a restore that replaces.
const OFFLINE_KEYS: &[&str] = &[ROOT_KEY, RECOVERY_KEY_FILE];
const ROOT_KEY: &str = "root.key";

/// Held by whoever serves or restores a directory.
pub const LOCK_FILE: &str = "onsite-server.lock";

/// Writes a backup of the server in `directory` to `file`, which must not exist. Gives its size in bytes.
pub fn backup(directory: &Path, file: &Path, with_root_key: bool) -> Result<u64, ServerError> {
    if file.exists() {
        return Err(ServerError::Unavailable(format!("{} exists already", file.display())));
    }
    let part = beside(file, "part");
    let written = write_backup(directory, &part, with_root_key);
    let size_bytes = match written {
        Ok(size_bytes) => size_bytes,
        Err(error) => {
            // What is left of a backup that failed is worth nothing.
            let _ = fs::remove_file(&part);
            return Err(error);
        }
    };
    fs::rename(&part, file).map_err(|e| failed(file, &e))?;
    sync_directory(file)?;
    Ok(size_bytes)
}

fn write_backup(directory: &Path, part: &Path, with_root_key: bool) -> Result<u64, ServerError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(part).map_err(|e| failed(part, &e))?;
    out.write_all(MAGIC).map_err(|e| failed(part, &e))?;
    let mut packed = zstd::Encoder::new(&mut out, 3).map_err(|e| failed(part, &e))?;
    for (name, schema) in DATABASES {
        let copy = beside(part, name);
        let copied =
            copy_database(&directory.join(name), &copy, *schema).and_then(|()| add_section(&mut packed, name, &copy));
        let _ = fs::remove_file(&copy);
        copied?;
    }
    let is_there = |name: &&&str| directory.join(name).exists();
    let asked = KEYS.iter().chain(with_root_key.then_some(&ROOT_KEY));
    let besides = KEYS_IF_THERE.iter().chain(with_root_key.then_some(&RECOVERY_KEY_FILE));
    for name in asked.chain(besides.filter(is_there)) {
        add_section(&mut packed, name, &directory.join(name))?;
    }

    packed.finish().map_err(|e| failed(part, &e))?;
    out.sync_all().map_err(|e| failed(part, &e))?;
    Ok(out.metadata().map_err(|e| failed(part, &e))?.len())
}

/// Copies a database that others may be writing, and opens the copy to see that it is whole.
fn copy_database(from: &Path, to: &Path, schema: Schema) -> Result<(), ServerError> {
    let _ = fs::remove_file(to);
    let source = onsite_store::open(&OpenOptions { path: from, schema, key: None, vfs: None })?;
    {
        let mut target = Connection::open(to)?;
        let backup = Backup::new(&source, &mut target)?;
        // One step holds one reading transaction: writers go on, and the copy is of one moment.
        while !matches!(backup.step(-1)?, StepResult::Done) {
            tracing::debug!("the database is busy; the copy goes on");
        }
    }
    check_database(to, schema)
}

fn check_database(path: &Path, schema: Schema) -> Result<(), ServerError> {
    let copy = onsite_store::open(&OpenOptions { path, schema, key: None, vfs: None })?;
    let verdict: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(ServerError::broken(format!("{} is damaged: {verdict}", path.display())));
    }
    // Back to one file, without a log beside it.
    copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    Ok(())
}

fn add_section(out: &mut impl Write, name: &str, path: &Path) -> Result<(), ServerError> {
    let mut file = File::open(path).map_err(|e| failed(path, &e))?;
    let size_bytes = file.metadata().map_err(|e| failed(path, &e))?.len();
    let mut write = || -> std::io::Result<()> {
        out.write_all(&[u8::try_from(name.len()).unwrap_or(u8::MAX)])?;
        out.write_all(name.as_bytes())?;
        out.write_all(&size_bytes.to_be_bytes())?;
        let (copied, hash) = copy_hashed(&mut (&mut file).take(size_bytes), out)?;
        if copied != size_bytes {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        out.write_all(&hash)
    };
    write().map_err(|e| failed(path, &e))
}

fn copy_hashed(from: &mut (impl Read + ?Sized), to: &mut impl Write) -> std::io::Result<(u64, [u8; 32])> {
    let mut sha = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    let mut copied = 0u64;
    loop {
        let count = from.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
        sha.update(bytes);
        to.write_all(bytes)?;
        copied = copied.saturating_add(u64::try_from(count).unwrap_or(0));
    }
    Ok((copied, sha.finalize().into()))
}

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Restored {
    /// The epoch that begins.
    pub epoch: u32,
    /// Where the server that was there before lies now.
    pub replaced: Option<PathBuf>,
}

/// Puts a backup in place of what is in `directory`, which must hold no server unless `is_replacing`, and announces it.
/// What is replaced is moved into a folder beside, not deleted.
pub fn restore(file: &Path, directory: &Path, is_replacing: bool) -> Result<Restored, ServerError> {
    fs::create_dir_all(directory).map_err(|e| failed(directory, &e))?;
    let _lock = lock(directory)?;
    let is_there = directory.join(DATABASE_FILE).exists();
    if is_there && !is_replacing {
        let detail = format!("{} holds a server; --replace puts it aside", directory.display());
        return Err(ServerError::Unavailable(detail));
    }
    let fresh = directory.join("restoring");
    if fresh.exists() {
        fs::remove_dir_all(&fresh).map_err(|e| failed(&fresh, &e))?;
    }
    fs::create_dir(&fresh).map_err(|e| failed(&fresh, &e))?;
    let unpacked = unpack(file, &fresh)
        .and_then(|()| DATABASES.iter().try_for_each(|(name, schema)| check_database(&fresh.join(name), *schema)));
    if let Err(error) = unpacked {
        let _ = fs::remove_dir_all(&fresh);
        return Err(error);
    }
    // A server that cannot be opened any more knows no epoch; the field devices will say which one they have seen.
    let seen = if is_there { setup::open(directory).and_then(|store| store.epoch()).unwrap_or(0) } else { 0 };
    let replaced = if is_there { Some(put_aside(directory)?) } else { None };
    for entry in fs::read_dir(&fresh).map_err(|e| failed(&fresh, &e))? {
        let entry = entry.map_err(|e| failed(&fresh, &e))?;
        let to = directory.join(entry.file_name());
        fs::rename(entry.path(), &to).map_err(|e| failed(&to, &e))?;
    }
    for name in OFFLINE_KEYS.iter().chain(KEYS_IF_THERE) {
        let held = replaced.as_ref().map(|replaced| replaced.join(name)).filter(|held| held.exists());
        if let Some(held) = held.filter(|_| !directory.join(name).exists()) {
            fs::copy(&held, directory.join(name)).map_err(|e| failed(&held, &e))?;
        }
    }
    let _ = fs::remove_dir(&fresh);
    let mut store = setup::open(directory)?;
    let epoch = store.announce_restore(seen)?;
    Ok(Restored { epoch, replaced })
}

impl ServerStore {
    /// Begins the epoch that tells everybody of a restore: after the backup's and after `seen`, the one of the server that
    /// was there before. Gives the epoch.
    pub fn announce_restore(&mut self, seen: u32) -> Result<u32, ServerError> {
        self.run(|store| {
            let held = store.epoch()?;
            store.enter_new_epoch_after(held.max(seen))?;
            store.epoch()
        })
    }
}

/// Takes the directory's lock, or says that somebody serves it.
pub fn lock(directory: &Path) -> Result<File, ServerError> {
    let path = directory.join(LOCK_FILE);
    let file =
        fs::OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(|e| failed(&path, &e))?;
    file.try_lock().map_err(|_| {
        ServerError::Unavailable(format!("another onsite-server uses {}; stop it first", directory.display()))
    })?;
    Ok(file)
}

fn put_aside(directory: &Path) -> Result<PathBuf, ServerError> {
    let aside = (1u32..).map(|n| directory.join(format!("replaced-{n}"))).find(|path| !path.exists());
    let aside = aside.ok_or_else(|| ServerError::broken("no name left for what is replaced"))?;
    fs::create_dir(&aside).map_err(|e| failed(&aside, &e))?;
    let databases = DATABASES.iter().flat_map(|(name, _)| ["", "-wal", "-shm"].map(|end| format!("{name}{end}")));
    let keys = KEYS.iter().chain(KEYS_IF_THERE).chain(OFFLINE_KEYS).map(|name| (*name).to_owned());
    for name in databases.chain(keys) {
        let from = directory.join(&name);
        if from.exists() {
            fs::rename(&from, aside.join(&name)).map_err(|e| failed(&from, &e))?;
        }
    }
    Ok(aside)
}

/// Reads a backup that was written, to its end: every part has the hash that it was written with, and none is missing.
///
/// # Errors
/// [`ServerError::Unavailable`] for a file that is damaged or no backup.
pub fn verify(file: &Path) -> Result<(), ServerError> {
    read_parts(file, |_, part| copy_hashed(part, &mut std::io::sink()).map_err(|e| failed(file, &e)))
}

fn unpack(file: &Path, into: &Path) -> Result<(), ServerError> {
    read_parts(file, |name, part| {
        let path = into.join(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, if name.ends_with(".pub") { 0o644 } else { 0o600 });
        let mut out = options.open(&path).map_err(|e| failed(&path, &e))?;
        let copied = copy_hashed(part, &mut out).map_err(|e| failed(&path, &e))?;
        out.sync_all().map_err(|e| failed(&path, &e))?;
        Ok(copied)
    })
}

/// Each part of a backup by its name; what takes it says how many bytes it took, and their hash.
fn read_parts(
    file: &Path,
    mut take: impl FnMut(&'static str, &mut dyn Read) -> Result<(u64, [u8; 32]), ServerError>,
) -> Result<(), ServerError> {
    let damaged = || ServerError::Unavailable(format!("{} is damaged or no backup", file.display()));
    let mut input = File::open(file).map_err(|e| failed(file, &e))?;
    let mut magic = [0; 8];
    input.read_exact(&mut magic).map_err(|_| damaged())?;
    if magic != *MAGIC {
        return Err(damaged());
    }
    let mut packed = zstd::Decoder::new(input).map_err(|_| damaged())?;
    let mut found = Vec::new();
    loop {
        let mut length = [0; 1];
        if packed.read(&mut length).map_err(|_| damaged())? == 0 {
            break;
        }
        let mut name = vec![0; usize::from(u8::from_be_bytes(length))];
        let mut size = [0; 8];
        packed.read_exact(&mut name).and_then(|()| packed.read_exact(&mut size)).map_err(|_| damaged())?;
        let known = DATABASES.iter().map(|(name, _)| *name).chain([KEYS, KEYS_IF_THERE, OFFLINE_KEYS].concat());
        // Only names that are ours: a doctored backup writes nowhere else.
        let name = known.into_iter().find(|known| known.as_bytes() == name).ok_or_else(damaged)?;
        let size_bytes = u64::from_be_bytes(size);
        let (copied, hash) = take(name, &mut (&mut packed).take(size_bytes)).map_err(|_| damaged())?;
        let mut stated = [0; 32];
        packed.read_exact(&mut stated).map_err(|_| damaged())?;
        if copied != size_bytes || hash != stated {
            return Err(damaged());
        }
        found.push(name);
    }
    let is_whole = DATABASES.iter().map(|(name, _)| name).chain(KEYS).all(|name| found.contains(name));
    if is_whole { Ok(()) } else { Err(damaged()) }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(end);
    path.with_file_name(name)
}

fn sync_directory(file: &Path) -> Result<(), ServerError> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent).and_then(|directory| directory.sync_all()).map_err(|e| failed(parent, &e))
}

fn failed(path: &Path, error: &std::io::Error) -> ServerError {
    ServerError::Unavailable(format!("{}: {error}", path.display()))
}
