//! What the window calls.

use crate::links::Links;
use onsite_door::{Door, frame};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tauri::{
    AppHandle, Manager as _, State,
    ipc::{InvokeBody, Request, Response},
};
use tauri_plugin_opener::OpenerExt as _;

/// One call of a screen, as bytes (`onsite_door::frame`), and its answer.
#[tauri::command]
pub(crate) async fn call(door: State<'_, Arc<Door>>, request: Request<'_>) -> Result<Response, ()> {
    let frame = match request.body() {
        InvokeBody::Raw(bytes) => bytes.as_slice(),
        InvokeBody::Json(_) => &[],
    };
    Ok(Response::new(frame::answer(&door, frame).await))
}

/// Links that opened the app and that no screen has followed yet.
#[tauri::command]
pub(crate) fn links(links: State<'_, Links>) -> Vec<String> {
    links.take()
}

/// When the process began, for [`ready`].
pub(crate) struct Began(pub(crate) Instant);

/// The first list can be used: how long that took is in the log, for whoever is told that the app starts slowly.
#[tauri::command]
pub(crate) fn ready(began: State<'_, Began>) {
    tracing::info!("usable after {} ms", began.0.elapsed().as_millis());
}

/// Kinds of links that are handed to the system; a screen never opens a file or a program.
const SCHEMES: &[&str] = &["https:", "geo:", "tel:", "sms:", "mailto:"];

/// Hands a link to the app of the system that it is for.
#[tauri::command]
pub(crate) fn open(app: AppHandle, link: &str) -> Result<(), String> {
    if !SCHEMES.iter().any(|scheme| link.starts_with(scheme)) {
        return Err(format!("a link of this kind is not opened: {}", link.chars().take(20).collect::<String>()));
    }
    app.opener().open_url(link, None::<&str>).map_err(|error| error.to_string())
}

/// Keeps a file among the user's downloads and says where. A file of that name is never overwritten.
#[tauri::command]
pub(crate) fn keep_file(app: AppHandle, request: Request<'_>) -> Result<String, String> {
    let InvokeBody::Raw(bytes) = request.body() else { return Err("a file comes as bytes".to_owned()) };
    let name = request.headers().get("name").and_then(|name| name.to_str().ok()).unwrap_or_default();
    let folder = app.path().download_dir().or_else(|_| app.path().document_dir()).map_err(|error| error.to_string())?;
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let path = free(&folder, &plain(&decoded(name)));
    std::fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path.display().to_string())
}

/// Percent signs undone.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = if *first == b'%' { after.first_chunk::<2>() } else { None };
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A name that is one: no folders, nothing hidden.
fn plain(name: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || "-_. ()".contains(c);
    let name: String = name.chars().filter(|c| kept(*c)).take(120).collect();
    let name = name.trim_matches(['.', ' ']);
    if name.is_empty() { "onsite".to_owned() } else { name.to_owned() }
}

/// The name, or with a number where there is one already.
fn free(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = |number: u32| match extension {
        "" => folder.join(format!("{stem} ({number})")),
        extension => folder.join(format!("{stem} ({number}).{extension}")),
    };
    if !path.exists() { path } else { (2..).map(numbered).find(|path| !path.exists()).unwrap_or(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_its_folder() {
        assert_eq!(plain(&decoded("WO-7K3M9Q2X4.pdf")), "WO-7K3M9Q2X4.pdf");
        assert_eq!(plain(&decoded("%E6%8A%A5%E5%91%8A.pdf")), "报告.pdf");
        assert_eq!(plain(&decoded("..%2F..%2Fetc%2Fpasswd")), "etcpasswd");
        assert_eq!(plain("..."), "onsite");
    }
}
