//! Writes the samples as PDF: `cargo run -p onsite-report-pdf --example sample_pages -- FOLDER [PHOTOS]`.

use onsite_domain::Language;
use onsite_report::{Paper, PaperLanguages, PaperState};
use onsite_report_pdf::{Renderer, sample};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("which folder?")?);
    let photos = arguments.next().map_or(Ok(12), |count| count.parse())?;
    let renderer = Renderer::default();
    let mut samples = sample::all();
    samples.push(sample::ordinary(20, photos));
    for (number, sample) in samples.iter().enumerate() {
        for (name, languages) in [
            ("zh", PaperLanguages::One(Language::Zh)),
            ("en", PaperLanguages::One(Language::En)),
            ("both", PaperLanguages::Both(Language::Zh)),
        ] {
            let mut paper = Paper::new(&sample.report, &sample.photos, sample::AS_AT_MS);
            (paper.languages, paper.state) = (languages, PaperState::ToBeSigned);
            paper.link = Some("https://service.example/v/7K3M9Q2X4TDH".to_owned());
            paper.customer.role = "设备主管".to_owned();
            let rendered = renderer.render(&paper)?;
            let path = folder.join(format!("{number}-{name}.pdf"));
            std::fs::write(&path, &rendered.pdf)?;
            println!(
                "{} {}: {} pages, {} bytes, {:?}",
                path.display(),
                sample.name,
                rendered.page_count,
                rendered.pdf.len(),
                rendered.signatures.customer
            );
        }
    }
    Ok(())
}
