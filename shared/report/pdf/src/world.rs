//! All that a template can see: its own files, the values and pictures of one paper, our fonts, the paper's date.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{LazyLock, OnceLock},
};
use typst::{
    Library, LibraryExt as _, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

/// Read once in a process: 15 MB of fonts take a while.
fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| {
        let fonts: Vec<Font> = onsite_fonts::FILES.iter().filter_map(|file| Font::new(Bytes::new(*file), 0)).collect();
        Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    })
}

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

pub(crate) struct PaperWorld {
    main: FileId,
    sources: BTreeMap<String, Source>,
    files: BTreeMap<String, Bytes>,
    today: Option<Datetime>,
}

impl PaperWorld {
    /// `files` by their names; `main` is where it begins. `None` where a name is no path.
    pub(crate) fn new(main: &str, files: BTreeMap<String, Bytes>, today: Option<jiff::civil::Date>) -> Option<Self> {
        let mut sources = BTreeMap::new();
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".typ")) {
            if let Ok(text) = bytes.as_str() {
                sources.insert(name.clone(), Source::new(file_id(name)?, text.to_owned()));
            }
        }
        Some(Self { main: file_id(main)?, sources, files, today: today.and_then(datetime) })
    }
}

/// The engine keeps every name it ever met: names come from a short list, never from a record.
fn file_id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

fn datetime(day: jiff::civil::Date) -> Option<Datetime> {
    let (month, day_of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    Datetime::from_ymd(i32::from(day.year()), month, day_of_month)
}

impl World for PaperWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &fonts().book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let name = own_name(id)?;
        match (self.sources.get(name), self.files.contains_key(name)) {
            (Some(source), _) => Ok(source.clone()),
            (None, true) => Err(FileError::NotSource),
            (None, false) => Err(missing(name)),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = own_name(id)?;
        self.files.get(name).cloned().ok_or_else(|| missing(name))
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts().fonts.get(index).cloned()
    }

    /// The date of the paper, whatever zone is asked for.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

fn own_name(id: FileId) -> FileResult<&'static str> {
    match id.get().root() {
        VirtualRoot::Project => Ok(id.get().vpath().get_without_slash()),
        _ => Err(FileError::Other(Some("a template has no packages: copy what it needs into its own files".into()))),
    }
}

fn missing(name: &str) -> FileError {
    FileError::NotFound(PathBuf::from(name))
}
