//! Small PDFs without an engine, for tests here and elsewhere.

use crate::{Place, append::single};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// One page of A4 with these lines on it and an empty place for a mark.
pub fn pages(lines: &[String]) -> (Vec<u8>, Place) {
    let mut text = String::from("BT /F1 11 Tf 14 TL 60 780 Td\n");
    for line in lines.iter().take(50) {
        let plain: String = line.chars().filter(|c| c.is_ascii() && !"()\\".contains(*c)).take(100).collect();
        text.push_str(&format!("({plain}) Tj T*\n"));
    }
    text.push_str("ET 60 60 200 80 re S");
    (pdf(595.0, 842.0, &text), Place { page: 0, left: 60.0, bottom: 60.0, width: 200.0, height: 80.0 })
}

/// A page of that size with a stroke on it.
pub fn mark(width: f64, height: f64) -> Vec<u8> {
    pdf(width, height, &format!("2 w 5 5 m {} {} l S", width - 5.0, height - 5.0))
}

fn pdf(width: f64, height: f64, content: &str) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let content = document.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "MediaBox" => vec![0.0.into(), 0.0.into(), single(width).into(), single(height).into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        "Contents" => content,
    });
    let list = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(list));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    // Writing to a Vec does not fail.
    let _ = document.save_to(&mut bytes);
    bytes
}
