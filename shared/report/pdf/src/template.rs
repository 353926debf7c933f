//! The pages as source: ours, or a company's own.

use crate::{
    diagnosis::Fault,
    render::{RenderError, Renderer},
    sample,
};
use minicbor::bytes::ByteVec;
use onsite_domain::{Language, id::Hash};
use onsite_report::{Paper, PaperLanguages, PaperState};
use std::collections::BTreeMap;
use typst::foundations::Bytes;

const FILES_MAX: usize = 32;
const SIZE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Names that are the paper's own.
const TAKEN: [&str; 5] = ["onsite", "paper.json", "logo.png", "qr.svg", "photo-"];

const BUILT_IN_VERSION: &str = "report/2";
/// The form of a template as one file.
const ARCHIVE: &str = "onsite/template/v1";
static BUILT_IN: &str = include_str!("../template/report.typ");

/// Files that make pages out of a paper's values; `main.typ` is where it begins.
#[derive(Clone, Debug)]
pub struct Template {
    files: BTreeMap<String, Bytes>,
    version: String,
}

#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    #[error("at most {FILES_MAX} files and {SIZE_BYTES_MAX} bytes, not {files} and {size_bytes}")]
    TooLarge { files: usize, size_bytes: usize },
    /// Lower case letters, digits, `-` and `_`, with one of the endings `typ`, `png`, `jpg`, `svg`; not the paper's own.
    #[error("a file of a template cannot be called {0:?}")]
    Name(String),
    #[error("a template begins with main.typ, and there is none")]
    NoMain,
    /// It does not make pages of a paper as it may come; the first paper it fails on is named.
    #[error("it fails on {paper}: {}", .faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Faults { paper: &'static str, faults: Vec<Fault> },
}

impl Default for Template {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Template {
    /// Ours.
    pub fn built_in() -> Self {
        let main = ("main.typ".to_owned(), Bytes::from_string(BUILT_IN));
        Self { files: BTreeMap::from([main]), version: BUILT_IN_VERSION.to_owned() }
    }

    /// The source of ours, for a company to begin with.
    pub fn built_in_source() -> &'static str {
        BUILT_IN
    }

    /// A company's own, tried: `main.typ` and what it shows. It is tried on papers as they may come, from an empty one to a long
    /// one, in both languages.
    ///
    /// # Errors
    /// [`TemplateError`], with file, line, column, message and hint of each fault.
    pub fn read(files: BTreeMap<String, Vec<u8>>) -> Result<Self, TemplateError> {
        let template = Self::of(files)?;
        template.check()?;
        Ok(template)
    }

    /// As one file, which field devices get: the name of the form and the files by their names, CBOR. The same template
    /// gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let files = self.files.iter().map(|(name, bytes)| (name.as_str(), ByteVec::from(bytes.to_vec())));
        let files: BTreeMap<&str, ByteVec> = files.collect();
        // Writing to a Vec does not fail.
        minicbor::to_vec((ARCHIVE, files)).unwrap_or_default()
    }

    /// What [`Self::to_bytes`] wrote; not tried again. `None` for what is none, or breaks a bound.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > SIZE_BYTES_MAX + 64 * 1024 {
            return None;
        }
        let (form, files): (&str, BTreeMap<String, ByteVec>) = minicbor::decode(bytes).ok()?;
        let files = files.into_iter().map(|(name, bytes)| (name, bytes.into())).collect();
        if form == ARCHIVE { Self::of(files).ok() } else { None }
    }

    fn of(files: BTreeMap<String, Vec<u8>>) -> Result<Self, TemplateError> {
        let size_bytes = files.values().map(Vec::len).fold(0_usize, usize::saturating_add);
        if files.len() > FILES_MAX || size_bytes > SIZE_BYTES_MAX {
            return Err(TemplateError::TooLarge { files: files.len(), size_bytes });
        }
        if let Some(name) = files.keys().find(|name| !is_name(name)) {
            return Err(TemplateError::Name(name.chars().take(80).collect()));
        }
        if !files.contains_key("main.typ") {
            return Err(TemplateError::NoMain);
        }
        let parts: Vec<&[u8]> = files.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]).collect();
        let version = format!("company/{}", Hash::of_parts("onsite/template/v1", &parts));
        let files = files.into_iter().map(|(name, bytes)| (name, Bytes::new(bytes))).collect();
        Ok(Self { files, version })
    }

    /// Which pages these are: `report/2` of ours, `company/` and a hash of a company's.
    pub fn version(&self) -> &str {
        &self.version
    }

    pub fn is_built_in(&self) -> bool {
        self.version == BUILT_IN_VERSION
    }

    pub(crate) fn files(&self) -> BTreeMap<String, Bytes> {
        self.files.clone()
    }

    fn check(&self) -> Result<(), TemplateError> {
        let renderer = Renderer::new(self.clone());
        for sample in sample::all() {
            let languages = [PaperLanguages::Both(Language::Zh), PaperLanguages::One(Language::En)];
            for (languages, link) in
                languages.into_iter().zip([Some("https://service.example/v/SAMPLE".to_owned()), None])
            {
                let mut paper = Paper::new(&sample.report, &sample.photos, sample::AS_AT_MS);
                (paper.languages, paper.link, paper.state) = (languages, link, PaperState::ToBeSigned);
                let faults = match renderer.render(&paper) {
                    Ok(_) => continue,
                    Err(RenderError::Template(faults)) => faults,
                    Err(other) => vec![Fault::about(other.to_string(), "")],
                };
                return Err(TemplateError::Faults { paper: sample.name, faults });
            }
        }
        Ok(())
    }
}

fn is_name(name: &str) -> bool {
    let Some((stem, ending)) = name.split_once('.') else { return false };
    (1..=48).contains(&stem.len())
        && stem.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
        && matches!(ending, "typ" | "png" | "jpg" | "svg")
        && !TAKEN.iter().any(|taken| name.starts_with(taken))
}
