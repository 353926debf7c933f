//! What the company's reports look like.

use super::{Context, Failure};
use clap::{Args, Subcommand};
use onsite_domain::Language;
use onsite_messages::{detail, say, say_with};
use onsite_report::Spoken;
use onsite_report_pdf::{Renderer, Template, TemplateError};
use onsite_server::{ServerStore, press};
use serde_json::json;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::mpsc,
    time::Duration,
};

/// What a template may take over all papers it is tried on. Field devices are slower than this machine.
const TRYING_MAX: Duration = Duration::from_secs(120);

#[derive(Subcommand)]
pub(crate) enum PaperCommand {
    /// What reports are made with now.
    Show,
    /// The logo on every label and report.
    Logo(FileArgs),
    /// The company's own pages for reports, quotes and handovers: a folder with main.typ and what it shows. They are tried
    /// first, and refused with every fault and where it is.
    Template(FileArgs),
    /// Write our own pages, to begin with.
    Source {
        /// A folder; main.typ must not be in it yet.
        folder: PathBuf,
    },
    /// Print a sample, to look at.
    Sample {
        /// A folder with pages that are not taken yet; the company's where missing.
        #[arg(long)]
        template: Option<PathBuf>,
        /// zh, en or both.
        #[arg(long, default_value = "both")]
        language: String,
        /// Where to, a PDF.
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct FileArgs {
    /// A PNG or JPEG for the logo; a folder for a template.
    from: Option<PathBuf>,
    /// Take it off again.
    #[arg(long)]
    none: bool,
}

impl PaperCommand {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let mut store = context.open()?;
        match self {
            Self::Show => {}
            Self::Logo(FileArgs { from, .. }) => {
                let logo = from.map(|path| read(&path)).transpose()?;
                let author = context.author(&store)?;
                store.run(|store| store.set_report_logo(&author, logo.as_deref()))?;
            }
            Self::Template(FileArgs { from, .. }) => {
                let template = from.map(|folder| tried(context.language, &folder)).transpose()?;
                let author = context.author(&store)?;
                let bytes = template.map(|template| template.to_bytes());
                store.run(|store| store.set_report_template(&author, bytes.as_deref()))?;
            }
            Self::Source { folder } => return source(context, &folder),
            Self::Sample { template, language, out } => {
                let template = match template {
                    Some(folder) => tried(context.language, &folder)?,
                    None => Renderer::of_company(store.report_template()?.as_deref()).template().clone(),
                };
                return print(context, template, &language, &out);
            }
        }
        show(context, &store)
    }
}

fn show(context: &Context, store: &ServerStore) -> Result<(), Failure> {
    let settings = store.settings()?;
    let template = Renderer::of_company(store.report_template()?.as_deref()).template().version().to_owned();
    let value = json!({ "logo": settings.report_logo, "accent": settings.report_accent, "template": template });
    context.say(&value, || {
        let logo = settings.report_logo.map(|hash| hash.to_string()).unwrap_or_default();
        vec![
            say_with(context.language, "paper-template", &[("version", &template)]),
            say_with(context.language, "paper-logo", &[("hash", if logo.is_empty() { "-" } else { &logo })]),
        ]
    });
    Ok(())
}

/// A company's pages from a folder, tried on papers as they may come, for as long as they may take.
fn tried(language: Language, folder: &Path) -> Result<Template, Failure> {
    let mut files = BTreeMap::new();
    let listed = std::fs::read_dir(folder).map_err(|e| Failure::file(folder, &e))?;
    for entry in listed {
        let path = entry.map_err(|e| Failure::file(folder, &e))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.insert(name, read(&path)?);
    }
    let (answer, answered) = mpsc::channel();
    // It cannot be stopped on its way: where it takes too long, the program ends with it.
    std::thread::spawn(move || answer.send(Template::read(files)));
    match answered.recv_timeout(TRYING_MAX) {
        Ok(Ok(template)) => Ok(template),
        Ok(Err(TemplateError::Faults { paper, faults })) => {
            let head = say_with(language, "paper-template-fails", &[("paper", &detail(language, paper))]);
            Err(Failure::Unsound([head].into_iter().chain(faults.iter().map(ToString::to_string)).collect()))
        }
        Ok(Err(error)) => Err(Failure::usage(&error.to_string())),
        Err(_) => Err(Failure::Unsound(vec![say(language, "paper-template-slow").to_owned()])),
    }
}

fn source(context: &Context, folder: &Path) -> Result<(), Failure> {
    let file = folder.join("main.typ");
    let written = std::fs::create_dir_all(folder).and_then(|()| {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&file)?;
        std::io::Write::write_all(&mut file, Template::built_in_source().as_bytes())
    });
    written.map_err(|e| Failure::file(&file, &e))?;
    context.say(&json!({ "file": file }), || vec![file.display().to_string()]);
    Ok(())
}

fn print(context: &Context, template: Template, language: &str, out: &Path) -> Result<(), Failure> {
    let spoken: Spoken = language.parse().map_err(onsite_server::ServerError::from)?;
    let rendered = press::sample_pages(&Renderer::new(template), None, spoken);
    let rendered = rendered.map_err(|e| Failure::Unsound(vec![e.to_string()]))?;
    std::fs::write(out, &rendered.pdf).map_err(|e| Failure::file(out, &e))?;
    context.say(&json!({ "file": out, "pages": rendered.page_count }), || vec![out.display().to_string()]);
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| Failure::file(path, &e))
}
