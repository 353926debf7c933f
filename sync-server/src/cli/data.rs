//! Tables, backups, checks.

use super::{Context, Failure};
use clap::Args;
use onsite_server::{backup, import::ImportKind, office::OVERRIDE_WORDS};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

fn kind(text: &str) -> Result<ImportKind, String> {
    ImportKind::from_text(text).ok_or_else(|| {
        let known: Vec<&str> = ImportKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("one of {}", known.join(", "))
    })
}

#[derive(Args)]
pub(crate) struct ImportArgs {
    /// organisations, users, customers, sites, contacts, devices, parts, stock-locations, stock, procedures, work-orders.
    #[arg(value_parser = kind)]
    kind: ImportKind,
    /// `-` for standard input.
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
            vec![format!(
                "rows: {}; new: {}, changed: {}, unchanged: {}",
                imported.rows, imported.created, imported.changed, imported.unchanged
            )]
        });
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct ExportArgs {
    #[arg(value_parser = kind)]
    kind: ImportKind,
    /// Standard output where missing.
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
    file: PathBuf,
}

impl FileArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let file = std::fs::File::open(&self.file).map_err(|e| Failure::file(&self.file, &e))?;
        let taken = context.open()?.take_export(std::io::BufReader::new(file))?;
        context.say(&json!(taken), || {
            let mut lines = vec![format!("{} units and {} blobs taken", taken.units, taken.blobs)];
            lines.extend(taken.held.iter().map(|(number, said)| format!("unit {number}: {said}")));
            lines.extend(taken.problem.clone());
            lines
        });
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct BackupArgs {
    /// Must not exist.
    file: PathBuf,
    /// The company's root key too. Without it a lost root.key is lost for good.
    #[arg(long)]
    with_root_key: bool,
}

impl BackupArgs {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        // Opening says whether there is a server at all.
        drop(context.open()?);
        let size_bytes = backup::backup(&context.data, &self.file, self.with_root_key)?;
        let value = json!({"file": self.file, "size_bytes": size_bytes});
        context.say(&value, || vec![format!("{}: {size_bytes} bytes, verified", self.file.display())]);
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct RestoreArgs {
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
                format!(
                    "restored; epoch {} begins. Field devices will send what the backup does not have.",
                    restored.epoch
                ),
                "Everybody must log in again. No parts are issued until every van was heard (release-issuing)."
                    .to_owned(),
            ];
            lines.extend(restored.replaced.iter().map(|path| format!("what was there lies in {}", path.display())));
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
        if self.although.as_deref().is_some_and(|said| said != OVERRIDE_WORDS) {
            return Err(Failure::usage("to override, say --although \"parts may be issued twice\""));
        }
        let mut store = context.open()?;
        let author = context.author(&store)?;
        Ok(store.run(|store| store.release_issuing(&author, self.although.as_deref()))?)
    }
}

pub(crate) fn verify(context: &Context) -> Result<(), Failure> {
    let found = context.open()?.verify()?;
    context.say(&json!(found), || {
        vec![format!(
            "{} feed rows, {} documents, {} changes, {} facts, {} record versions, {} signatures, {} derived rows: {}",
            found.feed_rows,
            found.documents,
            found.changes,
            found.facts,
            found.records,
            found.signatures,
            found.derived_rows,
            if found.is_clean() { "all sound" } else { "not sound" }
        )]
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
