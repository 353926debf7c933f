//! The engine of pages that a program hands to the server it starts. The router knows none: it makes and tries pages with what it
//! was given ([`crate::http::Options`]).

use crate::http::{PaperShop, TemplateFault, TemplateFaultLine};
use onsite_report::{Engine, Paper, PaperState, Picture, Rendered, Spoken};
use onsite_report_pdf::{RenderError, Renderer, Template, TemplateError, sample};
use std::collections::BTreeMap;

/// With the company's own pages, as they are kept.
pub fn engine(template: Option<&[u8]>) -> Box<dyn Engine> {
    Box::new(Renderer::of_company(template))
}

/// What tries a company's pages and shows them over the API.
pub const SHOP: PaperShop =
    PaperShop { read: read_files, sample: sample_of_company, source: Template::built_in_source };

const SAMPLE_LINK: &str = "https://service.example/v/SAMPLE";

fn read_files(files: BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, TemplateFault> {
    Template::read(files).map(|template| template.to_bytes()).map_err(|error| match error {
        TemplateError::TooLarge { .. } => TemplateFault { code: "too_large", ..TemplateFault::default() },
        TemplateError::Name(name) => TemplateFault { code: "name", name: Some(name), ..TemplateFault::default() },
        TemplateError::NoMain => TemplateFault { code: "no_main", ..TemplateFault::default() },
        TemplateError::Faults { paper, faults } => TemplateFault {
            code: "faults",
            paper: Some(paper),
            lines: faults
                .into_iter()
                .map(|fault| TemplateFaultLine {
                    file: fault.file,
                    line: fault.line,
                    column: fault.column,
                    message: fault.message,
                    hint: fault.hint,
                })
                .collect(),
            ..TemplateFault::default()
        },
    })
}

fn sample_of_company(template: Option<&[u8]>, logo: Option<&[u8]>, spoken: Spoken) -> Result<Vec<u8>, String> {
    let rendered = sample_pages(&Renderer::of_company(template), logo, spoken);
    rendered.map(|rendered| rendered.pdf).map_err(|e| e.to_string())
}

/// A report of nobody's, to look at.
///
/// # Errors
/// Those of the engine: a company's template may be wrong.
pub fn sample_pages(renderer: &Renderer, logo: Option<&[u8]>, spoken: Spoken) -> Result<Rendered, RenderError> {
    let sample = sample::ordinary(8, 3);
    let mut paper = Paper::new(&sample.report, &sample.photos, sample::AS_AT_MS);
    (paper.languages, paper.state) = (spoken.languages(sample.report.language), PaperState::ToBeSigned);
    paper.link = Some(SAMPLE_LINK.to_owned());
    paper.logo = logo.map(|bytes| Picture::from(bytes.to_vec()));
    renderer.render(&paper)
}
