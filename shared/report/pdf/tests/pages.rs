//! Pages of papers as they may come. Nothing here looks at pixels; the samples are looked at by people
//! (`cargo run -p onsite-report-pdf --example sample_pages -- FOLDER`).

#![allow(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

use onsite_domain::{Language, Text, id::Hash, signature::SigningOutcome};
use onsite_report::{Mark, MarkKind, Paper, PaperLanguages, Picture, Rendered, ReportData, ReportNote};
use onsite_report_pdf::{RenderError, Renderer, Template, TemplateError, render_mark, sample};
use std::{collections::BTreeMap, process::Command};

fn rendered(report: &ReportData, photos: &BTreeMap<Hash, Picture<'static>>, languages: PaperLanguages) -> Rendered {
    let mut paper = Paper::new(report, photos, sample::AS_AT_MS);
    paper.languages = languages;
    paper.link = Some("https://service.example/v/7K3M9Q2X4TDH".to_owned());
    Renderer::default().render(&paper).unwrap()
}

const BOTH: PaperLanguages = PaperLanguages::Both(Language::Zh);

fn has(pdf: &[u8], bytes: &str) -> bool {
    pdf.windows(bytes.len()).any(|window| window == bytes.as_bytes())
}

#[test]
fn an_empty_visit_is_one_page_with_two_places_for_signatures() {
    let empty = sample::empty();
    let pages = rendered(&empty.report, &empty.photos, PaperLanguages::One(Language::En));
    assert_eq!(pages.page_count, 1);
    let (customer, engineer) = (pages.signatures.customer, pages.signatures.engineer);
    assert_eq!((customer.page, engineer.page), (0, 0));
    assert!(customer.left + customer.width <= engineer.left, "beside each other");
    assert!((customer.bottom - engineer.bottom).abs() < 0.01 && customer.bottom > 60.0);
}

#[test]
fn pages_say_that_they_are_archival_and_accessible() {
    let sample = sample::ordinary(4, 1);
    let pdf = rendered(&sample.report, &sample.photos, BOTH).pdf;
    for claim in
        ["<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>"]
    {
        assert!(has(&pdf, claim), "{claim}");
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes_in_every_process() {
    let sample = sample::ordinary(6, 2);
    let here = rendered(&sample.report, &sample.photos, BOTH);
    assert_eq!(here, rendered(&sample.report, &sample.photos, BOTH));
    // This test again, in a process of its own, only to say the hash.
    let hash = Hash::of(&here.pdf).to_string();
    if std::env::args().any(|argument| argument == "--nocapture") {
        println!("HASH {hash}");
        return;
    }
    let other = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_same_paper_gives_the_same_bytes_in_every_process", "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8(other.stdout).unwrap();
    assert!(said.contains(&format!("HASH {hash}")), "{said}");
}

#[test]
fn what_looks_like_code_any_script_and_ten_thousand_characters_are_text() {
    let mut sample = sample::ordinary(2, 0);
    let strange =
        "#panic() $x$ *a* <label> @ref \\ \u{202E}😀 שלום مرحبا नमस्ते สวัสดี \u{10A30} \u{0}\u{7} // \"\"\n= no heading";
    sample.report.title = strange.to_owned();
    sample.report.company.name = Text::same(strange);
    sample.report.steps[0].answers[0].value = strange.to_owned();
    let note = |text: String| ReportNote { text, ..ReportNote::default() };
    sample.report.notes = vec![note("漏".repeat(10_000)), note("0aB".repeat(3_334)), note("pump ".repeat(2_000))];
    sample.report.customer_reference = "9".repeat(10_000);
    let pages = rendered(&sample.report, &sample.photos, BOTH);
    assert!((6..40).contains(&pages.page_count), "{}", pages.page_count);
}

#[test]
fn two_hundred_steps_and_sixty_photos_are_paper_too() {
    let mut sample = sample::ordinary(200, 60);
    // One has not arrived, one is no picture.
    let hashes: Vec<Hash> = sample.photos.keys().copied().take(2).collect();
    sample.photos.remove(&hashes[0]);
    sample.photos.insert(hashes[1], Picture::from(b"no picture".to_vec()));
    let pages = rendered(&sample.report, &sample.photos, PaperLanguages::One(Language::Zh));
    assert!(pages.page_count > 12, "{}", pages.page_count);
    assert_eq!(pages.signatures.customer.page, pages.page_count - 1, "the last page is signed");
}

#[test]
fn quotes_and_handovers_come_from_the_same_engine() {
    for sample in [sample::quote(), sample::handover()] {
        let pages = rendered(&sample.report, &sample.photos, PaperLanguages::One(Language::En));
        assert!(pages.page_count <= 2, "{}", sample.name);
    }
}

fn company(main: &str) -> Result<Template, TemplateError> {
    Template::read(BTreeMap::from([("main.typ".to_owned(), main.as_bytes().to_vec())]))
}

#[test]
fn a_companys_template_is_tried_before_it_is_kept() {
    let own = Template::built_in_source().replace("size: 20pt", "size: 24pt");
    let own = company(&own).unwrap();
    assert!(own.version().starts_with("company/"));
    let TemplateError::Faults { paper, faults } =
        company("#let paper = json(\"paper.json\")\n  #paper.no-such").unwrap_err()
    else {
        panic!("a value that is not there")
    };
    assert_eq!((paper, faults[0].file.as_str(), faults[0].line), ("an empty visit", "main.typ", 2));
    assert!(faults[0].message.contains("no-such") && faults[0].column > 1, "{}", faults[0]);
    for (main, why) in [
        ("#set document(title: \"A\")\nno boxes", "signature-customer"),
        ("#import \"@preview/cetz:0.3.0\"", "no packages"),
        ("#read(\"../../etc/passwd\")", "main.typ:1"),
        ("#read(\"/etc/passwd\")", "not found"),
    ] {
        let said = company(main).unwrap_err().to_string();
        assert!(said.contains(why), "{main}: {said}");
    }
}

#[test]
fn a_template_has_a_main_file_short_names_and_few_bytes() {
    let read = |name: &str, size: usize| Template::read(BTreeMap::from([(name.to_owned(), vec![b' '; size])]));
    assert!(matches!(read("other.typ", 1), Err(TemplateError::NoMain)));
    for name in ["../main.typ", "photo-1.jpg", "paper.json", "Main.typ", "a.b.typ"] {
        assert!(matches!(read(name, 1), Err(TemplateError::Name(_))), "{name}");
    }
    assert!(matches!(read("main.typ", 5 << 20), Err(TemplateError::TooLarge { .. })));
}

#[test]
fn the_date_of_a_template_is_the_papers() {
    let main = Template::built_in_source().to_owned() + "\n#assert.eq(datetime.today().display(), \"2026-05-31\")";
    let at = |as_at_ms| {
        let empty = sample::empty();
        let template = company(&main).unwrap();
        Renderer::new(template).render(&Paper::new(&empty.report, &empty.photos, as_at_ms)).map(|_| ())
    };
    assert!(at(sample::AS_AT_MS).is_ok());
    assert!(matches!(at(sample::AS_AT_MS + 86_400_000), Err(RenderError::Template(_))));
}

#[test]
fn a_mark_is_small_see_through_and_as_large_as_its_box() {
    let ink = sample::ink();
    let mark = Mark {
        width: 235.3,
        height: 85.0,
        languages: BOTH,
        kind: MarkKind::Ink(&ink),
        name: "赵敏".to_owned(),
        role: "设备主管".to_owned(),
        at_ms: sample::AS_AT_MS,
        zone: "Asia/Shanghai".to_owned(),
    };
    let pdf = render_mark(&mark).unwrap();
    assert_eq!(pdf, render_mark(&mark).unwrap());
    assert!(pdf.len() < 32 * 1024, "{} bytes", pdf.len());
    assert!(has(&pdf, "/MediaBox[0 0 235.3 85]"), "the box's size");
    let reason = "先要看到报价 wants the quote first".repeat(40);
    let refused = MarkKind::None { outcome: SigningOutcome::Refused, reason: &reason };
    for other in [refused, MarkKind::Seal { key: "8f3a" }] {
        assert_ne!(render_mark(&Mark { kind: other, ..mark.clone() }).unwrap(), pdf);
    }
    assert!(render_mark(&Mark { kind: MarkKind::Ink(b"no picture"), ..mark.clone() }).is_err());
    assert!(render_mark(&Mark { width: f64::NAN, ..mark }).is_err());
}
