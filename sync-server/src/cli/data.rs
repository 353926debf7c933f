//! Tables, backups, checks.

use super::{Context, Failure};
use clap::Args;
use onsite_domain::{Rejected, RejectedCode};
use onsite_messages::say;
use onsite_server::{backup, backup_log::MadeBackup, import::ImportKind, office};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

fn kind(text: &str) -> Result<ImportKind, Rejected> {
    let known = || ImportKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    ImportKind::from_text(text).ok_or_else(|| Rejected::because(RejectedCode::WrongShape, "kind", known()))
}

#[derive(Args)]
pub(crate) struct ImportArgs {
    /// organisations, users, customers, sites, contacts, devices, parts, stock-locations, stock, procedures, work-orders.
    #[arg(value_parser = kind)]
    kind: ImportKind,
    /// The table; `-` for standard input.
    file: PathBuf,
}

impl ImportArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let mut store = context.open()?;
        let bytes = read(&self.file)?;
        let imported = match store.import(self.kind, &bytes) {
            Ok(imported) => imported,
            Err(error) => {
                let failure = Failure::from(error);
                if let (Failure::Mistakes(mistakes), true) = (&failure, context.is_json) {
                    context.say(&json!({ "mistakes": mistakes }), Vec::new);
                }
                return Err(failure);
            }
        };
        context.say(&json!(imported), || {
            vec![context.say_with(
                "server-imported",
                &[
                    ("rows", &imported.rows),
                    ("created", &imported.created),
                    ("changed", &imported.changed),
                    ("unchanged", &imported.unchanged),
                ],
            )]
        });
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct ExportArgs {
    /// organisations, users, customers, sites, contacts, devices, parts, stock-locations, stock, procedures, work-orders.
    #[arg(value_parser = kind)]
    kind: ImportKind,
    /// The file to write; standard output where missing.
    file: Option<PathBuf>,
}

impl ExportArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let bytes = context.open()?.export(self.kind)?;
        match &self.file {
            Some(path) => std::fs::write(path, bytes).map_err(|e| Failure::file(path, &e)),
            None => std::io::stdout().lock().write_all(&bytes).map_err(|e| Failure::file(Path::new("-"), &e)),
        }
    }
}

#[derive(Args)]
pub(crate) struct FileArgs {
    /// What onsite export wrote.
    file: PathBuf,
}

impl FileArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let file = std::fs::File::open(&self.file).map_err(|e| Failure::file(&self.file, &e))?;
        let taken = context.open()?.take_export(std::io::BufReader::new(file))?;
        context.say(&json!(taken), || {
            let mut lines =
                vec![context.say_with("server-export-taken", &[("units", &taken.units), ("blobs", &taken.blobs)])];
            lines.extend(
                taken
                    .held
                    .iter()
                    .map(|(number, said)| context.say_with("server-export-held", &[("unit", number), ("said", said)])),
            );
            lines.extend(taken.problem.clone());
            lines
        });
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct BackupArgs {
    /// The file to write; it must not exist yet.
    file: PathBuf,
    /// The company's root key too. Without it a lost root.key is lost for good.
    #[arg(long)]
    with_root_key: bool,
}

impl BackupArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        // Opening says whether there is a server at all.
        let at_ms = context.open()?.now_ms();
        let size_bytes = backup::backup(&context.data, &self.file, self.with_root_key)?;
        backup::verify(&self.file)?;
        let mut store = context.open()?;
        let place = std::fs::canonicalize(&self.file).unwrap_or_else(|_| self.file.clone());
        let made = MadeBackup {
            at_ms,
            took_ms: store.now_ms().saturating_sub(at_ms),
            place: place.display().to_string(),
            size_bytes: i64::try_from(size_bytes).unwrap_or(i64::MAX),
            has_root_key: self.with_root_key,
            is_verified: true,
        };
        store.run(|store| store.note_backup(&made))?;
        let value = json!({"file": self.file, "size_bytes": size_bytes});
        context.say(&value, || {
            vec![context.say_with("server-backed-up", &[("file", &self.file.display()), ("bytes", &size_bytes)])]
        });
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct RestoreArgs {
    /// What backup wrote.
    file: PathBuf,
    /// Put the server that is there aside.
    #[arg(long)]
    replace: bool,
}

impl RestoreArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let restored = backup::restore(&self.file, &context.data, self.replace)?;
        context.say(&json!(restored), || {
            let mut lines = vec![
                context.say_with("server-restored", &[("epoch", &restored.epoch)]),
                say(context.language, "server-restored-next").to_owned(),
            ];
            let aside = restored.replaced.iter();
            lines.extend(aside.map(|path| context.say_with("server-restored-aside", &[("folder", &path.display())])));
            lines
        });
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct ReleaseArgs {
    /// Although vans have not been heard: "parts may be issued twice".
    #[arg(long, value_name = "WORDS")]
    although: Option<String>,
}

impl ReleaseArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        if self.although.as_deref().is_some_and(|said| !office::is_override(said)) {
            let words = office::override_words(context.language);
            return Err(Failure::Usage(context.say_with("server-override", &[("words", &words)])));
        }
        let mut store = context.open()?;
        let author = context.author(&store)?;
        Ok(store.run(|store| store.release_issuing(&author, self.although.as_deref()))?)
    }
}

pub(crate) fn verify(context: &Context) -> Result<(), Failure> {
    let found = context.open()?.verify()?;
    context.say(&json!(found), || {
        let counts = context.say_with(
            "server-verified",
            &[
                ("rows", &found.feed_rows),
                ("documents", &found.documents),
                ("changes", &found.changes),
                ("facts", &found.facts),
                ("records", &found.records),
                ("signatures", &found.signatures),
                ("derived", &found.derived_rows),
            ],
        );
        let is_sound = if found.is_clean() { "server-sound" } else { "server-unsound" };
        vec![counts, say(context.language, is_sound).to_owned()]
    });
    if found.is_clean() { Ok(()) } else { Err(Failure::Unsound(found.problems)) }
}

pub(crate) fn rebuild(context: &Context) -> Result<(), Failure> {
    Ok(context.open()?.rebuild()?)
}

pub(crate) fn stats(context: &Context) -> Result<(), Failure> {
    let stats = json!(context.open()?.stats()?);
    context.say(&stats, || {
        let fields = stats.as_object().into_iter().flatten();
        fields.map(|(name, value)| format!("{:<22} {value}", name.replace('_', " "))).collect()
    });
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|e| Failure::file(path, &e))?;
        return Ok(bytes);
    }
    std::fs::read(path).map_err(|e| Failure::file(path, &e))
}
