//! A file beside the data as long as something waits to be sent: on Android it decides whether the process is kept while
//! another app is in front (`SendingService.kt`).

use onsite_door::Door;
use std::path::Path;

pub(crate) const FILE: &str = "waiting";

pub(crate) fn may_have_changed(topics: &[String]) -> bool {
    cfg!(target_os = "android") && topics.iter().any(|topic| matches!(topic.as_str(), "outbox" | "sync" | "*"))
}

/// Brings the file in line with the outbox. That it could not be written costs a delay and nothing else.
pub(crate) fn note(door: &Door, directory: &Path) {
    let file = directory.join(FILE);
    let noted = if door.waits() { std::fs::write(&file, []) } else { std::fs::remove_file(&file) };
    if let Err(error) =
        noted.or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
    {
        tracing::warn!(%error, "{}", file.display());
    }
}
