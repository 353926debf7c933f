//! A sealed report as large as they come, against whatever is done to it, and before programs that are not ours.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use onsite_evidence::{NotGenuine, Root, countersign, sample::Company, verify};
use onsite_report::{Paper, PaperState};
use onsite_report_pdf::{Renderer, sample};
use onsite_tests::processes::examined;
use rand::{RngExt as _, SeedableRng as _};
use std::path::Path;

const STEPS: usize = 20;
const PHOTOS: usize = 12;
const CHANGES: usize = 1_000;

/// Sealed, and with the receipt behind it.
fn large(company: &Company) -> (Vec<u8>, Vec<u8>) {
    let sample = sample::ordinary(STEPS, PHOTOS);
    let mut paper = Paper::new(&sample.report, &sample.photos, sample::AS_AT_MS);
    paper.state = PaperState::ToBeSigned;
    let pages = Renderer::default().render(&paper).unwrap();
    let report = company.report_of(pages.pdf, pages.signatures, "WO-1");
    let sealed = report.sealed(&company.device);
    let whole = countersign(&sealed, &company.countersignature(&report), &company.issuer()).unwrap();
    (sealed, whole)
}

#[test]
fn a_thousand_bytes_of_a_large_report_changed_one_by_one_are_all_found() {
    let company = Company::new(1);
    let root = Root::from(company.root.public());
    let (sealed, whole) = large(&company);
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    for file in [sealed, whole] {
        assert!(verify(&file, &root).is_ok());
        let mut changed = file.clone();
        for _ in 0..CHANGES / 2 {
            let at = random.random_range(0..file.len());
            let with = random.random_range(1..=u8::MAX);
            changed[at] ^= with;
            assert!(verify(&changed, &root).is_err(), "byte {at} of {}, with {with:#x}", file.len());
            changed[at] = file[at];
        }
        assert!(changed == file && verify(&changed, &root).is_ok());
    }
}

#[test]
fn other_programs_read_it_and_what_they_save_is_not_it_any_more() {
    let company = Company::new(1);
    let root = Root::from(company.root.public());
    let (sealed, whole) = large(&company);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    for (name, bytes, signatures) in [("sealed.pdf", &sealed, 1), ("whole.pdf", &whole, 2)] {
        let file = at(name);
        std::fs::write(&file, bytes).unwrap();
        let said = examined("pdfsig", &["-nocert", &file]).unwrap();
        assert_eq!(said.matches("Signature is Valid.").count(), signatures, "{said}");
        let said = examined("qpdf", &["--check", &file]).unwrap();
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
        for (how, saved) in [("--linearize", "linear.pdf"), ("--object-streams=generate", "packed.pdf")] {
            examined("qpdf", &[how, &file, &at(saved)]).unwrap();
            let saved = std::fs::read(at(saved)).unwrap();
            assert_eq!(verify(&saved, &root).unwrap_err(), NotGenuine::NoSeal, "{how}");
        }
        // The pages are shown, mark and all.
        examined("pdftoppm", &["-r", "30", "-png", &file, &at("page")]).unwrap();
        assert!(Path::new(&at("page-1.png")).exists());
    }
}
