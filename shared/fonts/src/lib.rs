//! The fonts of everything that is printed: labels and reports, on the phone and on the server.
//!
//! Invariants
//! - Paper never depends on what fonts a machine has: nothing outside this crate is ever looked for.
//! - What a font of ours cannot show is written as its code point (`‹U+10A30›`) and never dropped: [`printable`].
//!
//! Where next: `README.md` beside this file for where the files come from and how they were cut.

use std::{borrow::Cow, fmt::Write as _, sync::OnceLock};

/// The families, in the order of [`FILES`] and in which a character is looked for.
pub const FAMILIES: [&str; 10] = [
    "Noto Sans",
    "Noto Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK SC",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Thai",
    "Noto Sans Devanagari",
    "Noto Sans Symbols2",
    "Noto Emoji",
];

/// The font files, regular faces and bold ones.
pub static FILES: [&[u8]; 10] = [
    include_bytes!("../files/NotoSans-Regular.ttf"),
    include_bytes!("../files/NotoSans-Bold.ttf"),
    include_bytes!("../files/NotoSansCJKsc-Regular.otf"),
    include_bytes!("../files/NotoSansCJKsc-Bold.otf"),
    include_bytes!("../files/NotoSansArabic-Regular.ttf"),
    include_bytes!("../files/NotoSansHebrew-Regular.ttf"),
    include_bytes!("../files/NotoSansThai-Regular.ttf"),
    include_bytes!("../files/NotoSansDevanagari-Regular.ttf"),
    include_bytes!("../files/NotoSansSymbols2-Regular.ttf"),
    include_bytes!("../files/NotoEmoji-Regular.ttf"),
];

/// The licence under which the files are passed on, for the list of licences that a program shows.
pub const LICENSE: &str = include_str!("../files/LICENSE");

/// Which of [`FILES`] shows a character: a bold one where bold is asked for and there is one.
pub fn file_of(character: char, is_bold: bool) -> Option<usize> {
    let bold = BOLD.into_iter().filter(|_| is_bold);
    bold.chain((0..FILES.len()).filter(|file| !BOLD.contains(file))).find(|file| has_file(*file, character))
}

/// Whether one of [`FILES`] shows a character.
pub fn has_file(file: usize, character: char) -> bool {
    faces().get(file).is_some_and(|face| face.glyph_index(character).is_some())
}

/// The family of one of [`FILES`].
pub fn family_of(file: usize) -> &'static str {
    FAMILIES.get(file).copied().unwrap_or_default()
}

/// How wide a character is, in sizes of the font; what shaping would change about it is not in it.
pub fn width_em(character: char, is_bold: bool) -> f32 {
    let width = |file: usize| {
        let face = faces().get(file)?;
        let units = face.glyph_hor_advance(face.glyph_index(character)?)?;
        Some(f32::from(units) / f32::from(face.units_per_em()))
    };
    file_of(character, is_bold).and_then(width).unwrap_or(1.0)
}

/// Whether a font here has a glyph for it.
pub fn has_glyph(character: char) -> bool {
    file_of(character, false).is_some()
}

/// The bold ones of [`FILES`].
const BOLD: [usize; 2] = [1, 3];

fn faces() -> &'static [ttf_parser::Face<'static>] {
    static FACES: OnceLock<Vec<ttf_parser::Face<'static>>> = OnceLock::new();
    FACES.get_or_init(|| FILES.iter().filter_map(|file| ttf_parser::Face::parse(file, 0).ok()).collect())
}

/// The text as it can be printed: characters without a glyph become `‹U+…›`; control characters other than line feed and
/// tab, and such as only choose a form of the character before them, are left out.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| is_plain(c) || (has_glyph(c) && !is_left_out(c))) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_plain(c) {
            out.push(c);
        } else if !is_left_out(c) {
            match has_glyph(c) {
                true => out.push(c),
                false => {
                    let _never_fails = write!(out, "‹U+{:04X}›", u32::from(c));
                }
            }
        }
    }
    Cow::Owned(out)
}

fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\n' | '\t')
}

fn is_left_out(c: char) -> bool {
    // Variation selectors, joiners of emoji, byte order marks and tags; marks of direction are left to the engines.
    c.is_control()
        || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{200C}' | '\u{200D}' | '\u{FEFF}' | '\u{E0000}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_font_of_the_family_that_is_said() {
        for (file, expected) in FILES.into_iter().zip(FAMILIES) {
            let face = ttf_parser::Face::parse(file, 0).unwrap();
            let family = face.names().into_iter().find(|name| name.name_id == 1 && name.is_unicode()).unwrap();
            assert_eq!(family.to_string().as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_field_service_writes_can_be_printed() {
        let text = "Größe ≥ 0.35 mm, 20 °C ± 2, Ω µ ½ € £ ¥ → ✓ ✗ 压缩机漏水，更换轴承。「丝锥」㎡ 𠮷 龘 Привет שלום مرحبا สวัสดี नमस्ते 😀 ⚠";
        assert_eq!(printable(text), text);
    }

    #[test]
    fn bold_is_taken_where_there_is_a_bold_face() {
        let files = ['A', '泵', '𠮷'].map(|c| (file_of(c, true), file_of(c, false)));
        assert_eq!(files, [(Some(1), Some(0)), (Some(3), Some(2)), (Some(2), Some(2))]);
        assert!((width_em('泵', true) - 1.0).abs() < 0.01 && width_em('i', false) < 0.3);
    }

    #[test]
    fn what_no_font_has_is_written_as_its_code_point_and_controls_go() {
        assert_eq!(printable("a\u{10A30}b"), "a‹U+10A30›b");
        assert_eq!(printable("bell\u{7}\u{0}, line\nfeed"), "bell, line\nfeed");
        assert_eq!(printable("⚠\u{FE0F}"), "⚠");
    }
}
