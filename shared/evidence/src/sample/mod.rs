//! Small PDFs without an engine, and a company that seals: for tests here and elsewhere.

mod company;

pub use company::{Company, Report};

use crate::append::single;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use onsite_report::{
    ATTACHED_NAME, Engine, EngineError, EngineVersions, Mark, Paper, Rendered, SignatureBox, SignatureBoxes,
};

/// Makes one page that says nothing but whose it is, a thousand times quicker than a real engine does.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainEngine;

impl Engine for PlainEngine {
    fn versions(&self) -> EngineVersions {
        EngineVersions { renderer: "plain/1".to_owned(), fonts: "none".to_owned() }
    }

    fn render(&self, paper: &Paper<'_>) -> Result<Rendered, EngineError> {
        let lines = [paper.report.number.clone(), paper.report.hash().to_string(), paper.customer.name.clone()];
        let (pdf, signatures) = pages(&lines, Some(paper.report.to_bytes()));
        Ok(Rendered { pdf, page_count: 1, template: "plain/1".to_owned(), signatures })
    }

    fn render_mark(&self, mark: &Mark<'_>) -> Result<Vec<u8>, EngineError> {
        Ok(stroke(mark.width, mark.height))
    }
}

/// One page of A4 with these lines on it and two empty places for marks.
pub fn pages(lines: &[String], content: Option<Vec<u8>>) -> (Vec<u8>, SignatureBoxes) {
    let mut text = String::from("BT /F1 11 Tf 14 TL 60 780 Td\n");
    for line in lines.iter().take(50) {
        let plain: String = line.chars().filter(|c| c.is_ascii() && !"()\\".contains(*c)).take(100).collect();
        text.push_str(&format!("({plain}) Tj T*\n"));
    }
    text.push_str("ET 60 60 200 80 re S 320 60 200 80 re S");
    let place = |left| SignatureBox { page: 0, left, bottom: 60.0, width: 200.0, height: 80.0 };
    let signatures = SignatureBoxes { customer: place(60.0), engineer: place(320.0) };
    (pdf(595.0, 842.0, &text, content), signatures)
}

/// A page of that size with a stroke on it.
pub fn stroke(width: f64, height: f64) -> Vec<u8> {
    pdf(width, height, &format!("2 w 5 5 m {} {} l S", width - 5.0, height - 5.0), None)
}

fn pdf(width: f64, height: f64, drawn: &str, content: Option<Vec<u8>>) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let drawn = document.add_object(Stream::new(Dictionary::new(), drawn.as_bytes().to_vec()));
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "MediaBox" => vec![0.0.into(), 0.0.into(), single(width).into(), single(height).into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        "Contents" => drawn,
    });
    let list = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(list));
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages };
    if let Some(content) = content {
        let stream = document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, content));
        let name = Object::string_literal(ATTACHED_NAME);
        let file = document.add_object(dictionary! {
            "Type" => "Filespec", "F" => name.clone(), "UF" => name.clone(), "EF" => dictionary! { "F" => stream },
        });
        let names = dictionary! { "Names" => vec![name, file.into()] };
        catalog.set("Names", dictionary! { "EmbeddedFiles" => names });
    }
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    // Writing to a Vec does not fail.
    let _ = document.save_to(&mut bytes);
    bytes
}
