//! Codes of machines: texts that a hand scanner or a person gives, and pictures that a camera or a file gives.

use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use onsite_domain::scanned::Scanned;
use onsite_labels::{Level, Symbol, read_picture};
use std::io::Cursor;

/// Pixels of a module, and modules around the symbol.
const SCALE: u32 = 3;
const QUIET: u32 = 4;

const TEXTS: &[&str] = &[
    "https://service.example.com/d/7F3K9XABCDEF",
    "onsite://d/7F3K9XABCDEF",
    "7F3K-9XAB-CDEF",
    "(01)04012345678901(21)A-7",
    "]d2\u{1d}0104012345678901211234\u{1d}",
    "资产-0042",
];

#[expect(clippy::expect_used, reason = "a picture that cannot be made stops the test")]
fn picture(text: &str, format: ImageFormat) -> Vec<u8> {
    let symbol = Symbol::of(text, Level::Q).expect("a symbol");
    let side = u32::try_from(symbol.modules()).unwrap_or(0).saturating_add(2 * QUIET) * SCALE;
    let mut image = GrayImage::from_pixel(side, side, Luma([255]));
    for (column, row, run) in symbol.runs() {
        let at = |module: usize| (u32::try_from(module).unwrap_or(0) + QUIET) * SCALE;
        let length = u32::try_from(run).unwrap_or(0) * SCALE;
        for (x, y) in (0..length).flat_map(|x| (0..SCALE).map(move |y| (x, y))) {
            image.put_pixel(at(column) + x, at(row) + y, Luma([0]));
        }
    }
    let mut file = Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(image).write_to(&mut file, format).expect("a file");
    file.into_inner()
}

/// The first byte says whether a text or a picture follows.
pub(super) fn honest() -> Vec<Vec<u8>> {
    let texts = TEXTS.iter().map(|text| [&[0], text.as_bytes()].concat());
    let pictures = [ImageFormat::Png, ImageFormat::Jpeg]
        .map(|format| picture("https://service.example.com/d/7F3K9XABCDEF", format));
    texts.chain(pictures.iter().map(|picture| [&[1], picture.as_slice()].concat())).collect()
}

pub(super) fn run(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    if kind % 2 == 1 {
        for code in read_picture(rest).into_iter().flatten() {
            meant(&code.scanned().unwrap_or_default());
        }
    } else {
        meant(&String::from_utf8_lossy(rest));
    }
}

/// What may be bound is found again by what it was found by.
fn meant(text: &str) {
    let scanned = Scanned::read(text);
    let _near = scanned.near();
    let key = scanned.key();
    if let Ok(bound) = scanned.bindable() {
        assert_eq!(Scanned::read(&bound).key(), key, "{bound:?} is bound and not found");
    }
}
