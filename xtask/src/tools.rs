//! What a machine with Rust and Node lacks for building OpenSSL, SQLCipher, the bindings to SQLite, the app's window and the
//! screens, and for the tests, and how to get it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::bail;

use crate::workshop::{SCREENS, Workshop, output, succeed};

/// Installs what building lacks with apt, as root or through sudo; elsewhere says what is missing.
pub(crate) fn ensure(workshop: &Workshop) -> anyhow::Result<()> {
    ensure_all(|| missing(workshop))?;
    SCREENS.iter().try_for_each(|folder| packages_of(workshop, folder))
}

/// [`ensure`], and what only tests use: readers and makers of codes and of PDF that are not ours.
pub(crate) fn ensure_for_tests(workshop: &Workshop) -> anyhow::Result<()> {
    ensure_all(|| {
        let mut missing = missing(workshop);
        missing.extend(missing_for_tests());
        missing
    })?;
    for folder in SCREENS.iter().chain(&["tests/readers", "tests/screens"]) {
        packages_of(workshop, folder)?;
    }
    installed(workshop, "tauri-driver", TAURI_DRIVER).map(|_| ())
}

/// The packages that a folder's lock file names. Installed once, until the lock file is another.
pub(crate) fn packages_of(workshop: &Workshop, folder: &str) -> anyhow::Result<()> {
    if !runs("node", &["--version"]) {
        bail!("this machine has no Node, which the screens are built with; install nodejs and npm, and try again");
    }
    let folder = workshop.root.join(folder);
    let (lock, installed) = (folder.join("package-lock.json"), folder.join("node_modules/.installed-lock.json"));
    let wanted = fs::read(&lock)?;
    if fs::read(&installed).is_ok_and(|held| held == wanted) {
        return Ok(());
    }
    succeed(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder))?;
    Ok(fs::write(installed, wanted)?)
}

/// What drives the app's window, built once beside our own programs.
pub(crate) const TAURI_DRIVER: &str = "2.1.0";

/// A program of a crate, installed once beside our own tools.
pub(crate) fn installed(workshop: &Workshop, name: &str, version: &str) -> anyhow::Result<PathBuf> {
    let root = workshop.tools_dir();
    let program = root.join("bin").join(name);
    if !runs(&program.to_string_lossy(), &["--help"]) {
        let mut install = workshop.cargo(&["install", name, "--locked", "--version", version, "--root"]);
        succeed(install.arg(root))?;
    }
    Ok(program)
}

fn ensure_all(missing: impl Fn() -> Vec<&'static str>) -> anyhow::Result<()> {
    let lacks = missing();
    if lacks.is_empty() {
        return Ok(());
    }
    let packages = lacks.join(" ");
    let Some(prefix) = apt() else {
        bail!(
            "this machine lacks what these Debian packages hold: {packages}\n\
             install them (apt-get install {packages}) or the same for your system, and try again"
        );
    };
    println!("installing {packages}");
    succeed(with(prefix, &["apt-get", "update", "-qq"]).env("DEBIAN_FRONTEND", "noninteractive"))?;
    let install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"];
    succeed(with(prefix, &install).args(&lacks).env("DEBIAN_FRONTEND", "noninteractive"))?;
    match missing().as_slice() {
        [] => Ok(()),
        still => bail!("installed, and yet not found: {}", still.join(" ")),
    }
}

fn missing(workshop: &Workshop) -> Vec<&'static str> {
    let needs = [
        ("build-essential", runs("cc", &["--version"]) && runs("make", &["--version"])),
        // The configuration of OpenSSL wants modules that Debian's smallest Perl does not have.
        ("perl", runs("perl", &["-MIPC::Cmd", "-MFindBin", "-MTime::Piece", "-e", "1"])),
        ("git", runs("git", &["--version"])),
        ("libclang-dev", has_libclang(workshop.libclang.as_deref())),
        // The app's window on Linux.
        ("libwebkit2gtk-4.1-dev", runs("pkg-config", &["--exists", "webkit2gtk-4.1"])),
        ("pkg-config", runs("pkg-config", &["--version"])),
    ];
    needs.into_iter().filter(|(_, is_there)| !is_there).map(|(package, _)| package).collect()
}

fn missing_for_tests() -> impl Iterator<Item = &'static str> {
    let needs = [
        ("zbar-tools", runs("zbarimg", &["--version"])),
        ("qrencode", runs("qrencode", &["--version"])),
        ("zint", runs("zint", &["--version"])),
        ("poppler-utils", runs("pdftoppm", &["-v"])),
        ("qpdf", runs("qpdf", &["--version"])),
        ("chromium", runs("chromium", &["--version"])),
        // It has no question that it answers and ends.
        ("webkit2gtk-driver", Path::new("/usr/bin/WebKitWebDriver").exists()),
        ("xvfb", runs("Xvfb", &["-help"])),
        ("xauth", runs("xauth", &["version"])),
        // A key store of a desktop, for the window's own.
        ("dbus", runs("dbus-daemon", &["--version"])),
        ("gnome-keyring", runs("gnome-keyring-daemon", &["--version"])),
        ("libsecret-tools", Path::new("/usr/bin/secret-tool").exists()),
        ("fonts-noto-cjk", has_chinese_font()),
        // Without these WebKitGTK has no media at all, and no camera.
        ("gstreamer1.0-plugins-base", has_gstreamer("libgstapp.so")),
        ("gstreamer1.0-plugins-good", has_gstreamer("libgstvideo4linux2.so")),
    ];
    needs.into_iter().filter(|(_, is_there)| !is_there).map(|(package, _)| package)
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    let quiet =
        Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok_and(|status| status.success())
}

/// Pictures of screens in Chinese want one.
fn has_chinese_font() -> bool {
    output(Command::new("fc-list").arg(":lang=zh-cn")).is_ok_and(|fonts| !fonts.trim().is_empty())
}

fn has_gstreamer(plugin: &str) -> bool {
    let arch = std::env::consts::ARCH;
    Path::new(&format!("/usr/lib/{arch}-linux-gnu/gstreamer-1.0/{plugin}")).exists()
}

/// Where bindgen would find the library.
fn has_libclang(given: Option<&Path>) -> bool {
    if cfg!(not(target_os = "linux")) {
        return true;
    }
    let mut folders: Vec<PathBuf> = given.map(Path::to_owned).into_iter().collect();
    folders.extend(["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from));
    folders.push(PathBuf::from(format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH)));
    folders
        .extend(entries(Path::new("/usr/lib")).filter(|path| name_starts(path, "llvm")).map(|path| path.join("lib")));
    let has_library = |folder: &PathBuf| {
        entries(folder).any(|path| {
            name_starts(&path, "libclang.so") || name_starts(&path, "libclang-1") || name_starts(&path, "libclang-2")
        })
    };
    folders.iter().any(has_library)
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

fn name_starts(path: &Path, start: &str) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start))
}

/// What to put before `apt-get`; `None` where there is no apt or no right to use it.
fn apt() -> Option<&'static [&'static str]> {
    if !runs("apt-get", &["--version"]) {
        return None;
    }
    let is_root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if is_root {
        Some(&[])
    } else if runs("sudo", &["-n", "true"]) {
        Some(&["sudo", "-n", "-E"])
    } else {
        None
    }
}

fn with(prefix: &[&str], words: &[&str]) -> Command {
    let mut all = prefix.iter().chain(words);
    let mut command = Command::new(all.next().unwrap_or(&"apt-get"));
    command.args(all);
    command
}
