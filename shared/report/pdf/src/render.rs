//! From paper to pages.

use crate::{
    diagnosis::Fault,
    figures::Clock,
    picture::{self, Shown},
    qr,
    sheet::{Files, Sheet, photo_name},
    template::Template,
    world::PaperWorld,
};
use onsite_report::{
    ATTACHED_NAME, Engine, EngineError, EngineVersions, Mark, Paper, Picture, Rendered, SignatureBox, SignatureBoxes,
};
use typst::{
    comemo,
    diag::SourceDiagnostic,
    foundations::{Bytes, Datetime, Label, Smart, Value},
    introspection::{Introspector as _, MetadataElem},
    layout::Em,
    utils::PicoStr,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// How many renderings a thing of the engine's memory outlives without being used again.
const MEMORY_AGE_MAX: usize = 1;

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The template is at fault, or asks for what paper may not have.
    #[error("the template cannot be used: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Template(Vec<Fault>),
    /// Ours: the values of a paper could not be written down.
    #[error("the values of the paper could not be written: {0}")]
    Values(String),
}

/// Where the engine begins: the content is attached, then the template makes the pages.
const MAIN: &str = "onsite.typ";
const CONTENT: &str = "onsite.json";

fn main_source() -> String {
    format!(
        "#include \"main.typ\"\n#pdf.attach(\"{ATTACHED_NAME}\", read(\"{CONTENT}\", encoding: none), \
         relationship: \"source\", mime-type: \"application/json\", description: \"The content of these pages\")\n"
    )
}

/// Makes pages with one template.
#[derive(Clone, Debug, Default)]
pub struct Renderer {
    template: Template,
}

impl Renderer {
    pub fn new(template: Template) -> Self {
        Self { template }
    }

    /// With the company's own pages as a field device gets them; with ours where there are none, or they cannot be read.
    pub fn of_company(template: Option<&[u8]>) -> Self {
        Self::new(template.and_then(Template::from_bytes).unwrap_or_default())
    }

    pub fn template(&self) -> &Template {
        &self.template
    }

    /// The pages of a paper. Nothing in the record makes this fail; a company's template can.
    ///
    /// # Errors
    /// [`RenderError::Template`] with every fault of the template and where it is.
    pub fn render(&self, paper: &Paper<'_>) -> Result<Rendered, RenderError> {
        let world = self.world(paper)?;
        let rendered = pages(&world, paper, self.template.version());
        // The engine remembers parts of what it laid out, in one memory for the whole process.
        comemo::evict(MEMORY_AGE_MAX);
        rendered
    }

    fn world(&self, paper: &Paper<'_>) -> Result<PaperWorld, RenderError> {
        let photos = &paper.report.photos;
        let wanted = photos.iter().enumerate().filter_map(|(index, photo)| {
            let Picture { bytes } = paper.photos.get(&photo.hash)?;
            Some((index, bytes.as_ref()))
        });
        let shown = picture::photos(&wanted.collect::<Vec<_>>());
        let logo = paper.logo.as_ref().and_then(|logo| picture::logo(&logo.bytes));
        let symbol = paper.link.as_deref().and_then(qr::svg);
        let names = Files {
            logo: logo.as_ref().map(|_| "logo.png".to_owned()),
            qr: symbol.as_ref().map(|_| "qr.svg".to_owned()),
        };
        let sheet = serde_json::to_vec(&Sheet::of(paper, &shown, &names));
        let sheet = sheet.map_err(|e| RenderError::Values(e.to_string()))?;
        let mut files = self.template.files();
        files.insert(MAIN.to_owned(), Bytes::from_string(main_source()));
        files.insert(CONTENT.to_owned(), Bytes::new(paper.report.to_bytes()));
        files.insert("paper.json".to_owned(), Bytes::new(sheet));
        files.extend(logo.map(|logo| ("logo.png".to_owned(), Bytes::new(logo.bytes))));
        files.extend(symbol.map(|symbol| ("qr.svg".to_owned(), Bytes::from_string(symbol))));
        let named = |(index, picture): (usize, Shown)| (photo_name(index, &picture), Bytes::new(picture.bytes));
        files.extend(shown.into_iter().map(named));
        let today = Clock::of(&paper.report.zone).civil(paper.as_at_ms);
        let no_name = || RenderError::Values("a file has no name".to_owned());
        PaperWorld::new(MAIN, files, today).ok_or_else(no_name)
    }
}

impl Engine for Renderer {
    fn versions(&self) -> EngineVersions {
        EngineVersions { renderer: crate::RENDERER_VERSION.to_owned(), fonts: crate::FONTS_VERSION.to_owned() }
    }

    /// Where a company's own pages fail in the field, though they were tried before they were taken, ours take their place:
    /// nobody waits with a signature for a template.
    fn render(&self, paper: &Paper<'_>) -> Result<Rendered, EngineError> {
        let rendered = Self::render(self, paper).or_else(|error| match error {
            RenderError::Template(_) if !self.template.is_built_in() => Self::default().render(paper),
            error => Err(error),
        });
        rendered.map_err(|e| EngineError(e.to_string()))
    }

    fn render_mark(&self, mark: &Mark<'_>) -> Result<Vec<u8>, EngineError> {
        crate::render_mark(mark).map_err(|e| EngineError(e.to_string()))
    }
}

fn pages(world: &PaperWorld, paper: &Paper<'_>, template: &str) -> Result<Rendered, RenderError> {
    let faults =
        |found: &[SourceDiagnostic]| RenderError::Template(found.iter().map(|found| Fault::of(world, found)).collect());
    let document = typst::compile::<PagedDocument>(world).output.map_err(|found| faults(&found))?;
    let signatures = SignatureBoxes {
        customer: signature_box(&document, "signature-customer")?,
        engineer: signature_box(&document, "signature-engineer")?,
    };
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1]);
    let standards = standards.map_err(|e| RenderError::Values(e.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("{} {:?} {}", paper.report.hash(), paper.languages, paper.as_at_ms)),
        creator: Smart::Custom(Some(format!("Onsite {}", env!("CARGO_PKG_VERSION")))),
        timestamp: timestamp(paper.as_at_ms),
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|found| faults(&found))?;
    Ok(Rendered { pdf, page_count: document.pages().len(), template: template.to_owned(), signatures })
}

/// A template marks the place with `metadata((width: …, height: …))` under the label, at the upper left corner.
fn signature_box(document: &PagedDocument, label: &str) -> Result<SignatureBox, RenderError> {
    const HINT: &str = "put [#metadata((width: 80mm, height: 30mm)) <signature-customer>], and the same with \
                        <signature-engineer>, once each at the upper left corner of its empty box";
    let fault = |message: String| RenderError::Template(vec![Fault::about(message, HINT)]);
    let introspector = document.introspector();
    let found = Label::new(PicoStr::intern(label)).map(|label| introspector.query_label(label));
    let Some(Ok(content)) = found else {
        return Err(fault(format!("there must be exactly one <{label}>")));
    };
    let size = content.to_packed::<MetadataElem>().and_then(|metadata| match &metadata.value {
        Value::Dict(size) => Some((points(size.get("width").ok()?)?, points(size.get("height").ok()?)?)),
        _ => None,
    });
    let (width, height) = size.ok_or_else(|| fault(format!("<{label}> does not say its width and height")))?;
    let at = content.location().and_then(|location| introspector.position(location));
    let at = at.ok_or_else(|| fault(format!("<{label}> stands nowhere")))?;
    let page = at.page.get().saturating_sub(1);
    let page_size = document.pages().get(page).map(|page| page.frame.size());
    let page_size = page_size.ok_or_else(|| fault(format!("<{label}> stands on no page")))?;
    let (left, top) = (at.point.x.to_pt(), at.point.y.to_pt());
    let bottom = page_size.y.to_pt() - top - height;
    let is_inside = left >= 0.0 && bottom >= 0.0 && left + width <= page_size.x.to_pt();
    if !is_inside || width < 60.0 || height < 30.0 {
        return Err(fault(format!("<{label}> is smaller than 60 × 30 pt, or reaches beyond its page")));
    }
    Ok(SignatureBox { page, left, bottom, width, height })
}

fn points(value: &Value) -> Option<f64> {
    match value {
        Value::Length(length) if length.em == Em::zero() => Some(length.abs.to_pt()),
        _ => None,
    }
}

pub(crate) fn timestamp(at_ms: i64) -> Option<Timestamp> {
    let at = Clock::utc(at_ms)?;
    let small = |part: i8| u8::try_from(part).ok();
    let datetime = Datetime::from_ymd_hms(
        i32::from(at.year()),
        small(at.month())?,
        small(at.day())?,
        small(at.hour())?,
        small(at.minute())?,
        small(at.second())?,
    )?;
    Some(Timestamp::new_utc(datetime))
}
