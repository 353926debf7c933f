//! What is done with a local database that cannot be opened: it is renamed aside, never deleted, and work goes on in a
//! fresh one that the server fills. What the old one had not sent is offered for recovery (`recover.rs`).

use crate::AppError;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use utoipa::ToSchema;

pub(crate) const DATABASE_FILE: &str = "onsite.sqlite";
pub(crate) const BLOBS_FILE: &str = "blobs.sqlite";
pub(crate) const SEALED_KEY_FILE: &str = "database.key.sealed";
const RECOVERED_FILE: &str = "recovered.json";
const PREFIX: &str = "damaged-";

/// An old store beside the present one.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SetAside {
    #[schema(value_type = String)]
    pub directory: PathBuf,
    /// What was brought over from it; `None` until somebody did.
    pub recovered: Option<Recovered>,
}

/// What was brought over from an old store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recovered {
    /// Unsent units that wait again exactly as they were made.
    pub units: u64,
    /// Those whose bytes were not all readable, done again from what was meant.
    pub done_again: u64,
    /// Those that are here or on the server already.
    pub known: u64,
    pub blobs: u64,
    pub drafts: u64,
    /// Subjects that had left this field device's reach, ready again for a server that was restored.
    #[serde(default)]
    pub left: u64,
    /// What could not be brought over, and why.
    pub lost: Vec<String>,
}

/// The old stores, oldest first.
pub(crate) fn list(directory: &Path) -> Result<Vec<SetAside>, AppError> {
    let mut found = Vec::new();
    for number in numbers(directory)? {
        let directory = place(directory, number);
        if directory.join(DATABASE_FILE).exists() || directory.join(BLOBS_FILE).exists() {
            let kept = fs::read(directory.join(RECOVERED_FILE)).ok();
            found.push(SetAside { recovered: kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()), directory });
        }
    }
    Ok(found)
}

/// Renames a database with its log, the log first: a power cut in between leaves the file where it is still damaged, and
/// [`finish`] completes it before anything is opened.
pub(crate) fn set_aside(directory: &Path, file: &str) -> Result<PathBuf, AppError> {
    let newest = numbers(directory)?.pop();
    // The database and its pictures that were damaged together lie together.
    let number = match newest.filter(|number| !place(directory, *number).join(file).exists()) {
        Some(number) if !place(directory, number).join(RECOVERED_FILE).exists() => number,
        _ => newest.unwrap_or(0).saturating_add(1),
    };
    let to = place(directory, number);
    fs::create_dir_all(&to).map_err(|e| failed(&to, &e))?;
    move_into(directory, &to, file)?;
    Ok(to)
}

/// Completes a renaming that was cut off.
pub(crate) fn finish(directory: &Path) -> Result<(), AppError> {
    let Some(number) = numbers(directory)?.pop() else { return Ok(()) };
    let to = place(directory, number);
    for file in [DATABASE_FILE, BLOBS_FILE] {
        let is_begun = to.join(format!("{file}-wal")).exists() && !to.join(file).exists();
        if is_begun && directory.join(file).exists() {
            move_into(directory, &to, file)?;
        }
    }
    Ok(())
}

/// Notes that an old store was recovered from; it stays.
pub(crate) fn note_recovered(directory: &Path, recovered: &Recovered) -> Result<(), AppError> {
    let bytes = serde_json::to_vec(recovered).map_err(|e| AppError::broken(e.to_string()))?;
    write_whole(&directory.join(RECOVERED_FILE), &bytes)
}

/// Writes a file so that a power cut leaves the old one or the new one.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    use std::io::Write as _;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside).map_err(|e| failed(&beside, &e))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| failed(&beside, &e))?;
    fs::rename(&beside, path).map_err(|e| failed(path, &e))?;
    sync(path.parent().unwrap_or(Path::new(".")))
}

fn move_into(directory: &Path, to: &Path, file: &str) -> Result<(), AppError> {
    for end in ["-wal", "-shm", ""] {
        let from = directory.join(format!("{file}{end}"));
        if from.exists() {
            fs::rename(&from, to.join(format!("{file}{end}"))).map_err(|e| failed(&from, &e))?;
            sync(to)?;
        }
    }
    let sealed = directory.join(SEALED_KEY_FILE);
    if file == DATABASE_FILE && sealed.exists() {
        // It may be of a key that this store gets back one day; the present one is sealed anew.
        fs::copy(&sealed, to.join(SEALED_KEY_FILE)).map_err(|e| failed(&sealed, &e))?;
    }
    sync(directory)
}

fn numbers(directory: &Path) -> Result<Vec<u32>, AppError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).map_err(|e| failed(directory, &e))? {
        let name = entry.map_err(|e| failed(directory, &e))?.file_name();
        let number: Option<u32> =
            name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|number| number.parse().ok());
        found.extend(number);
    }
    found.sort_unstable();
    Ok(found)
}

fn place(directory: &Path, number: u32) -> PathBuf {
    directory.join(format!("{PREFIX}{number}"))
}

fn sync(directory: &Path) -> Result<(), AppError> {
    fs::File::open(directory).and_then(|directory| directory.sync_all()).map_err(|e| failed(directory, &e))
}

fn failed(path: &Path, error: &std::io::Error) -> AppError {
    AppError::Unavailable(format!("{}: {error}", path.display()))
}
