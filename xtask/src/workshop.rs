//! Where things are built and how programs are started.
//!
//! All clones of the project on one machine share one target directory, because our dependencies take ten minutes to
//! build. Cargo tells a fresh artefact from a stale one by file times and takes the crates of two clones for the same
//! crates: a clone could be handed what another one built. So the directory remembers whose crates it holds, and when
//! another clone comes, our own crates are cleaned and the dependencies stay. A lock keeps two clones apart.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

/// The engineer's app and the console.
pub(crate) const SCREENS: [&str; 2] = ["app/ui", "sync-server/console"];

/// What the environment says.
pub(crate) struct Surroundings {
    pub(crate) target_dir: Option<PathBuf>,
    pub(crate) cache_home: Option<PathBuf>,
    pub(crate) home: Option<PathBuf>,
    pub(crate) libclang: Option<PathBuf>,
    /// Variables that cargo set for xtask. Some build scripts (ring's) look at them and would run again whenever
    /// another clone builds, with everything that leans on them.
    pub(crate) of_xtask: Vec<OsString>,
    pub(crate) cargo: PathBuf,
}

pub(crate) struct Workshop {
    pub(crate) root: PathBuf,
    pub(crate) libclang: Option<PathBuf>,
    of_xtask: Vec<OsString>,
    cargo: PathBuf,
    target: Target,
}

enum Target {
    /// The person chose it: no questions, no cleaning.
    Given(PathBuf),
    Shared(PathBuf),
}

impl Workshop {
    pub(crate) fn open(surroundings: Surroundings) -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the workspace")?.to_owned();
        let cache = surroundings.cache_home.or_else(|| Some(surroundings.home?.join(".cache")));
        let target = match (surroundings.target_dir, cache) {
            (Some(given), _) => Target::Given(given),
            (None, Some(cache)) => Target::Shared(cache.join("onsite")),
            (None, None) => Target::Given(root.join("target")),
        };
        let Surroundings { libclang, of_xtask, cargo, .. } = surroundings;
        Ok(Self { root, libclang, of_xtask, cargo, target })
    }

    /// A cargo command in the workspace, building into the chosen target directory.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.cargo);
        command.args(arguments).current_dir(&self.root).env("CARGO_TARGET_DIR", self.target_dir());
        for name in &self.of_xtask {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> anyhow::Result<String> {
        output(Command::new("git").args(arguments).current_dir(&self.root))
    }

    pub(crate) fn target_dir(&self) -> PathBuf {
        match &self.target {
            Target::Given(path) => path.clone(),
            Target::Shared(path) => path.join("target"),
        }
    }

    /// Tools built from crates, beside what we build.
    pub(crate) fn tools_dir(&self) -> PathBuf {
        self.target_dir().join("tools")
    }

    /// What the app, the server and the bridge of the tests show: the screens, built. The app's own build wants them to be
    /// there.
    pub(crate) fn build_screens(&self) -> anyhow::Result<()> {
        for folder in SCREENS {
            succeed(&mut self.npm(folder, &["run", "--silent", "build"]))?;
        }
        Ok(())
    }

    pub(crate) fn npm(&self, folder: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("npm");
        command.args(arguments).current_dir(self.root.join(folder));
        command
    }

    /// Takes the target directory for this clone; hold what comes back while building.
    pub(crate) fn occupy(&self) -> anyhow::Result<Option<File>> {
        let Target::Shared(shared) = &self.target else { return Ok(None) };
        fs::create_dir_all(shared).with_context(|| format!("making {}", shared.display()))?;
        let lock = File::create(shared.join("lock"))?;
        if lock.try_lock().is_err() {
            println!("waiting for another cargo xtask that builds in {}", shared.display());
            lock.lock()?;
        }
        let owner_file = shared.join("clone");
        let us = self.root.to_string_lossy();
        let is_ours = fs::read_to_string(&owner_file).is_ok_and(|owner| owner == us);
        if !is_ours && self.target_dir().exists() {
            let mut clean = self.cargo(&["clean", "--quiet"]);
            for name in self.crate_names()? {
                clean.args(["--package", &name]);
            }
            succeed(&mut clean)?;
        }
        fs::write(owner_file, us.as_bytes())?;
        Ok(Some(lock))
    }

    /// `cargo metadata` of our own crates.
    pub(crate) fn crates(&self) -> anyhow::Result<Vec<serde_json::Value>> {
        let text = output(&mut self.cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
        let mut metadata: serde_json::Value = serde_json::from_str(&text)?;
        match metadata.get_mut("packages").map(serde_json::Value::take) {
            Some(serde_json::Value::Array(packages)) => Ok(packages),
            _ => bail!("cargo metadata names no packages"),
        }
    }

    fn crate_names(&self) -> anyhow::Result<Vec<String>> {
        Ok(self.crates()?.iter().filter_map(|package| Some(package.get("name")?.as_str()?.to_owned())).collect())
    }

    /// The app's package for Debian.
    pub(crate) fn package(&self) -> anyhow::Result<()> {
        let _occupied = self.occupy()?;
        self.build_screens()?;
        succeed(&mut self.cargo(&["build", "--workspace", "--bins", "--release"]))?;
        let tauri = self.root.join("app/packaging/node_modules/.bin/tauri");
        let mut bundle = Command::new(tauri);
        bundle.args(["bundle", "--bundles", "deb", "--ci"]).current_dir(self.root.join("app"));
        succeed(bundle.env("CARGO_TARGET_DIR", self.target_dir()))?;
        let folder = self.target_dir().join("release/bundle/deb");
        for entry in fs::read_dir(&folder)? {
            let package = entry?.path();
            if package.extension().is_some_and(|end| end == "deb") {
                pack_tighter(&package)?;
            }
        }
        println!("the package is in {}", folder.display());
        Ok(())
    }

    /// One of the programs of the tests crate. Built with the whole workspace in view, so that dependencies have the
    /// same features as in `test` and are not built twice.
    pub(crate) fn run_program(&self, name: &str, is_optimised: bool, mut arguments: Vec<String>) -> anyhow::Result<()> {
        let wants_dev =
            arguments.iter().position(|argument| argument == "--dev").map(|at| arguments.remove(at)).is_some();
        let occupied = self.occupy()?;
        self.build_screens()?;
        let (flags, folder): (&[&str], _) =
            if is_optimised && !wants_dev { (&["--release"], "release") } else { (&[], "debug") };
        succeed(self.cargo(&["build", "--workspace", "--bins"]).args(flags))?;
        // A demo runs for hours; other clones may build meanwhile, a running program keeps its file.
        drop(occupied);
        succeed(self.program(name, folder).args(arguments))
    }

    /// A tool that calls cargo itself, in the workspace.
    pub(crate) fn program_of(&self, tool: &Path) -> Command {
        let mut command = Command::new(tool);
        command.current_dir(&self.root);
        for name in &self.of_xtask {
            command.env_remove(name);
        }
        command
    }

    /// A program that is built already; `folder` is `debug` or `release`.
    pub(crate) fn program(&self, name: &str, folder: &str) -> Command {
        let path = self.target_dir().join(folder).join(name).with_extension(std::env::consts::EXE_EXTENSION);
        let mut command = Command::new(path);
        command.current_dir(&self.root);
        command
    }
}

/// Packs a Debian package anew with xz: the bundler knows only gzip, which makes it a third larger.
fn pack_tighter(package: &Path) -> anyhow::Result<()> {
    let tree = package.with_extension("tree");
    if tree.exists() {
        fs::remove_dir_all(&tree)?;
    }
    succeed(Command::new("dpkg-deb").arg("-R").arg(package).arg(&tree))?;
    succeed(Command::new("dpkg-deb").args(["-Zxz", "--root-owner-group", "-b"]).arg(&tree).arg(package))?;
    Ok(fs::remove_dir_all(&tree)?)
}

/// Runs a command with our own input and output.
pub(crate) fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("starting {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("starting {}", shown(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}: {}", shown(command), output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
