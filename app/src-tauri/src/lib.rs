//! The shell around the screens: a window, the key store of the system, links, files. No rule of field service is here;
//! everything a screen asks goes through the one command `call` to the door (`app/door`).
//!
//! Invariants
//! - One process has the store: a second start hands its link over to the first and ends.
//! - The window may call what `capabilities/main.json` names, load what comes with the app, and nothing else.
//! - Camera and place are granted to the app's own page only; everything else that a page may ask for is not.
//!
//! Where next: `commands` for what the window calls, `keys` for the key store, `app/ui` for the screens.

mod commands;
mod keys;
mod links;
mod waiting;

use commands::Began;
use links::Links;
use onsite_domain::Language;
use onsite_door::{Door, DoorOptions, Environment};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use tauri::{
    AppHandle, Emitter as _, Manager as _, WebviewUrl,
    webview::{PermissionKind, PermissionResponse, WebviewWindowBuilder},
};
use tauri_plugin_deep_link::DeepLinkExt as _;
use tracing_subscriber::EnvFilter;

/// What a person may say on the command line of a desktop.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// Where the data is; the system's place for it where missing. Keys are files there, then.
    pub data: Option<PathBuf>,
    /// A link that the system opened the app with.
    pub link: Option<String>,
}

impl Arguments {
    /// `--data FOLDER`, and a link of ours; anything else is left to the system's own options.
    pub fn read(words: impl Iterator<Item = String>) -> Self {
        let mut read = Self::default();
        let mut words = words.peekable();
        while let Some(word) = words.next() {
            if word == "--data" {
                read.data = words.next().map(PathBuf::from);
            } else if links::is_ours(&word) {
                read.link = Some(word);
            }
        }
        read
    }
}

#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run_on_phone() {
    let _code = run(Arguments::default());
}

/// Runs until the last window is closed.
#[expect(clippy::disallowed_methods, reason = "how long a start takes is told in the log")]
pub fn run(arguments: Arguments) -> ExitCode {
    let began = Began(Instant::now());
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,onsite=info"));
    // A second start in one process, as tests do, keeps the first one's.
    let _second = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    let builder = tauri::Builder::default();
    #[cfg(desktop)]
    let builder = match &arguments.data {
        // Two phones on one machine, as in tests, are two folders; the lock in each keeps a second process out.
        Some(_) => builder,
        None => builder.plugin(tauri_plugin_single_instance::init(|app, words, _| {
            if let Some(link) = words.iter().find(|word| links::is_ours(word)) {
                app.state::<Links>().came(app, link.clone());
            }
            if let Some(window) = app.get_webview_window("main") {
                let _nothing_to_raise = window.set_focus();
            }
        })),
    };
    let ran = builder
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_opener::init())
        .manage(Links::new(arguments.link))
        .manage(began)
        .invoke_handler(tauri::generate_handler![
            commands::call,
            commands::links,
            commands::open,
            commands::keep_file,
            commands::ready
        ])
        .setup(move |app| {
            open_door(app.handle(), arguments.data)?;
            let handle = app.handle().clone();
            app.deep_link().on_open_url(move |event| {
                for url in event.urls() {
                    handle.state::<Links>().came(&handle, url.to_string());
                }
            });
            open_window(app.handle())?;
            Ok(())
        })
        .run(tauri::generate_context!());
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the app could not run");
            ExitCode::FAILURE
        }
    }
}

fn open_door(app: &AppHandle, data: Option<PathBuf>) -> tauri::Result<()> {
    let are_keys_in_files = data.is_some();
    let directory = data.map_or_else(|| app.path().app_data_dir(), Ok)?;
    let door = Door::open(DoorOptions {
        key_stores: keys::stores(&directory, are_keys_in_files),
        directory: directory.clone(),
        environment: Environment {
            platform: std::env::consts::OS.to_owned(),
            device_name: device_name(),
            language: system_language(),
        },
    });
    tauri::async_runtime::spawn(Arc::clone(&door).keep_in_sync());
    let (mut heard, handle, heard_door) = (door.changes(), app.clone(), Arc::clone(&door));
    tauri::async_runtime::spawn(async move {
        loop {
            let topics = match heard.recv().await {
                Ok(topics) => topics,
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => vec!["*".to_owned()],
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
            };
            if waiting::may_have_changed(&topics) {
                waiting::note(&heard_door, &directory);
            }
            let _no_window = handle.emit("changed", topics);
        }
    });
    app.manage(door);
    Ok(())
}

fn open_window(app: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()));
    #[cfg(desktop)]
    let window = window.title("Onsite").inner_size(1100.0, 800.0).min_inner_size(320.0, 480.0);
    window
        .on_navigation(|url| matches!(url.scheme(), "tauri") || url.host_str() == Some("tauri.localhost"))
        .on_permission_request(|_, kind| match kind {
            PermissionKind::Camera | PermissionKind::Geolocation => PermissionResponse::Allow,
            _ => PermissionResponse::Deny,
        })
        .build()?;
    Ok(())
}

/// What the dispatcher sees this field device as, until somebody names it.
fn device_name() -> String {
    let name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { format!("Onsite {}", std::env::consts::OS) } else { name.to_owned() }
}

/// Of the system, until somebody chooses.
#[expect(clippy::disallowed_methods, reason = "the environment is read here and nowhere else in the app")]
fn system_language() -> Language {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"].into_iter().find_map(|name| std::env::var(name).ok());
    said.filter(|tag| !tag.is_empty() && tag != "C" && tag != "POSIX")
        .map_or(Language::Zh, |tag| Language::from_tag(&tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_a_link_are_read_from_the_command_line() {
        let words = ["--data", "/tmp/x", "onsite://d/7F3K9XABCDEF", "--other"].map(str::to_owned);
        let read = Arguments::read(words.into_iter());
        assert_eq!(read.data, Some(PathBuf::from("/tmp/x")));
        assert_eq!(read.link.as_deref(), Some("onsite://d/7F3K9XABCDEF"));
    }

    #[test]
    fn the_android_project_asks_for_what_the_app_needs_and_for_no_more() {
        let manifest = include_str!("../gen/android/app/src/main/AndroidManifest.xml");
        let asked: Vec<&str> = manifest
            .split("<uses-permission android:name=\"android.permission.")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let needed = ["INTERNET", "ACCESS_NETWORK_STATE", "CAMERA", "ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION"];
        let sending = ["FOREGROUND_SERVICE", "FOREGROUND_SERVICE_DATA_SYNC"];
        assert_eq!(asked, [&needed[..], &sending[..]].concat());
        let service = include_str!("../gen/android/app/src/main/java/app/onsite/field/SendingService.kt");
        assert!(service.contains(&format!("\"{}\"", waiting::FILE)), "one file, written here and looked for there");
        assert!(manifest.contains("android:allowBackup=\"false\""), "keys and data stay on the phone");
        assert!(manifest.contains("<data android:scheme=\"onsite\" />"), "links of ours open the app");
        let config = include_str!("../tauri.conf.json");
        assert!(config.contains("\"script-src\": \"'self'\""), "nothing runs but what comes with the app");
    }
}
