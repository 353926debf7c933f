//! What stands where on one label, in mm from its upper left corner.

use crate::{
    Format, HIGH_LEVEL_MM_MIN, LabelError, Level, Logo, MODULE_MM_MIN, Symbol,
    lines::{LINE_EM, fit, width_mm},
    symbol::QUIET_MODULES,
};

/// What one label says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// What the symbol holds.
    pub link: String,
    /// The code as people read and type it.
    pub code: String,
    /// The machine's name, or the company's on blank labels. Cut where there is no room for it.
    pub name: String,
    /// A line of the company's own: "Scan for service", a telephone number. Never cut.
    pub line: String,
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Words {
    pub(crate) text: String,
    pub(crate) x_mm: f32,
    pub(crate) baseline_mm: f32,
    pub(crate) size_mm: f32,
    pub(crate) is_bold: bool,
}

impl Words {
    /// What one font file of `onsite_fonts` shows at a time, with that file.
    pub(crate) fn stretches(&self) -> Vec<(usize, String)> {
        let mut stretches: Vec<(usize, String)> = Vec::new();
        for c in self.text.chars() {
            match stretches.last_mut() {
                // Spaces and signs go with what is before them, so that Arabic words keep their order.
                Some((file, text)) if !c.is_alphanumeric() && onsite_fonts::has_file(*file, c) => text.push(c),
                last => {
                    let file = onsite_fonts::file_of(c, self.is_bold).unwrap_or_default();
                    match last {
                        Some((before, text)) if *before == file => text.push(c),
                        _ => stretches.push((file, c.to_string())),
                    }
                }
            }
        }
        stretches
    }
}

/// A label, drawn but for the ink.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub(crate) format: Format,
    pub(crate) symbol: Symbol,
    /// Of the symbol's first module.
    pub(crate) symbol_at: (f32, f32),
    pub(crate) module_mm: f32,
    pub(crate) words: Vec<Words>,
    /// Left, top, width, height.
    pub(crate) logo: Option<(f32, f32, f32, f32)>,
    pub(crate) title: String,
}

/// Letters below this are guessed, not read.
const TEXT_MM_MIN: f32 = 1.7;
/// From the top of a line to its baseline, in sizes of the font.
const ASCENT_EM: f32 = 0.9;
/// The longest link and name that are looked at; both are bounded where they are recorded as well.
const TEXT_CHARS_MAX: usize = 400;

impl Layout {
    /// Lays out a label.
    ///
    /// # Errors
    /// [`LabelError::TooSmall`], [`LabelError::TooSmallForHigh`] where the symbol could not be read, with the smallest
    /// label that would do; [`LabelError::LineTooLong`]; [`LabelError::LinkTooLong`].
    pub fn of(format: Format, level: Level, label: &Label, logo: Option<&Logo>) -> Result<Self, LabelError> {
        let symbol = Symbol::of(&label.link, level)?;
        let room = Room::of(format, &label.code);
        let module_mm = room.module_mm(format, &symbol);
        check(format, level, &symbol, module_mm, &label.code)?;
        let quiet_mm = QUIET_MODULES as f32 * module_mm;
        let symbol_mm = symbol.modules() as f32 * module_mm;
        let on_dots = |mm: f32| to_dots(format, mm);
        let symbol_at = (on_dots(room.margin + quiet_mm), on_dots(room.margin + quiet_mm));
        let right_of_symbol = symbol_at.0 + symbol_mm + quiet_mm;

        let mut words = Vec::new();
        let code_width = width_mm(&label.code, room.code_mm, true);
        let is_beside = code_width > symbol_mm + quiet_mm;
        let code_x = if is_beside { symbol_at.0 } else { symbol_at.0 + (symbol_mm - code_width) / 2.0 };
        let code_top = symbol_at.1 + symbol_mm + quiet_mm;
        words.push(Words {
            text: label.code.clone(),
            x_mm: code_x.max(room.margin),
            baseline_mm: code_top + room.code_mm * ASCENT_EM,
            size_mm: room.code_mm,
            is_bold: true,
        });

        let (width, height) = format.size_mm();
        let top = symbol_at.1;
        let bottom = if is_beside { code_top - room.code_mm * 0.2 } else { height - room.margin - quiet_mm / 2.0 };
        let column = Column { left: right_of_symbol, width: width - 2.0 * room.margin - right_of_symbol, top, bottom };
        let logo = column.put(format, label, logo, &mut words)?;
        let title = format!("{} {}", label.code, label.name).trim().to_owned();
        Ok(Self { format, symbol, symbol_at, module_mm, words, logo, title })
    }

    /// Of one module, in mm.
    pub const fn module_mm(&self) -> f32 {
        self.module_mm
    }
}

/// The part of a label that the symbol and the code under it take.
struct Room {
    margin: f32,
    code_mm: f32,
    /// For symbol and quiet zone.
    side: f32,
}

impl Room {
    fn of(format: Format, code: &str) -> Self {
        let (width, height) = format.size_mm();
        let margin = format.tolerance_mm();
        let preferred: f32 = match height {
            ..25.0 => 2.3,
            ..35.0 => 2.8,
            _ => 3.2,
        };
        // A long code (a maker's) is written smaller before it leaves the label.
        let fitting = (width - 2.0 * margin) / width_mm(code, 1.0, true).max(1.0);
        let code_mm = preferred.min(fitting);
        let above_code = height - 2.0 * margin - code_mm * LINE_EM;
        Self { margin, code_mm, side: above_code.min(width * 0.62) }
    }

    /// As large as there is room, in whole dots of the printer: a module of uneven dots is a blurred module.
    fn module_mm(&self, format: Format, symbol: &Symbol) -> f32 {
        let modules = symbol.modules() + 2 * QUIET_MODULES;
        let largest = self.side / modules as f32;
        let dot_mm = 25.4 / format.dots_per_inch();
        (largest / dot_mm + 0.001).floor() * dot_mm
    }
}

fn to_dots(format: Format, mm: f32) -> f32 {
    let dot_mm = 25.4 / format.dots_per_inch();
    (mm / dot_mm - 0.001).ceil() * dot_mm
}

fn check(format: Format, level: Level, symbol: &Symbol, module_mm: f32, code: &str) -> Result<(), LabelError> {
    let is_readable = |format: Format, module_mm: f32| {
        let symbol_mm = module_mm * (symbol.modules() + 2 * QUIET_MODULES) as f32;
        if module_mm < MODULE_MM_MIN {
            return Err(LabelError::TooSmall { format, module_mm, fits: None });
        }
        if level == Level::H && symbol_mm < HIGH_LEVEL_MM_MIN {
            return Err(LabelError::TooSmallForHigh { format, symbol_mm, fits: None });
        }
        Ok(())
    };
    let smallest =
        || Format::smallest_where(|other| is_readable(other, Room::of(other, code).module_mm(other, symbol)));
    is_readable(format, module_mm).map_err(|error| match error {
        LabelError::TooSmall { format, module_mm, .. } => LabelError::TooSmall { format, module_mm, fits: smallest() },
        LabelError::TooSmallForHigh { format, symbol_mm, .. } => {
            LabelError::TooSmallForHigh { format, symbol_mm, fits: smallest() }
        }
        other => other,
    })
}

/// The room beside the symbol: logo, name, line.
struct Column {
    left: f32,
    width: f32,
    top: f32,
    bottom: f32,
}

impl Column {
    fn put(
        &self,
        format: Format,
        label: &Label,
        logo: Option<&Logo>,
        words: &mut Vec<Words>,
    ) -> Result<Option<(f32, f32, f32, f32)>, LabelError> {
        let height = self.bottom - self.top;
        let gap = height * 0.07;
        let mut bottom = self.bottom;
        let line = printed(&label.line);
        if !line.is_empty() {
            let most = (height * 0.1).clamp(TEXT_MM_MIN, 2.8);
            let fitted = fit(&line, false, (self.width, height * 0.4), (TEXT_MM_MIN, most));
            if fitted.is_cut {
                return Err(LabelError::LineTooLong { format, line: label.line.clone() });
            }
            bottom -= block_mm(fitted.lines.len(), fitted.size_mm);
            self.write(fitted, bottom, false, words);
            bottom -= gap;
        }
        let mut top = self.top;
        let mut logo_at = None;
        if let Some(logo) = logo {
            let (wide, high) = (logo.width_px.max(1) as f32, logo.height_px.max(1) as f32);
            let scale = (self.width / wide).min((bottom - top) * 0.4 / high);
            logo_at = Some((self.left, top, wide * scale, high * scale));
            top += high * scale + gap;
        }
        let most = (height * 0.16).clamp(TEXT_MM_MIN, 4.5);
        let fitted = fit(&printed(&label.name), true, (self.width, bottom - top), (TEXT_MM_MIN, most));
        self.write(fitted, top, true, words);
        Ok(logo_at)
    }

    fn write(&self, fitted: crate::lines::Fitted, top: f32, is_bold: bool, words: &mut Vec<Words>) {
        let size_mm = fitted.size_mm;
        words.extend(fitted.lines.into_iter().enumerate().map(|(at, text)| Words {
            text,
            x_mm: self.left,
            baseline_mm: top + size_mm * (ASCENT_EM + LINE_EM * at as f32),
            size_mm,
            is_bold,
        }));
    }
}

fn block_mm(lines: usize, size_mm: f32) -> f32 {
    size_mm * (1.0 + LINE_EM * (lines.max(1) - 1) as f32)
}

fn printed(text: &str) -> String {
    let text: String = text.trim().chars().take(TEXT_CHARS_MAX).collect();
    onsite_fonts::printable(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(link: &str) -> Label {
        Label {
            link: link.to_owned(),
            code: "7F3K-9XAB-CDEF".to_owned(),
            name: "冷却水循环泵 2 号 Cooling pump".to_owned(),
            line: "扫码报修 Scan for service".to_owned(),
        }
    }

    const LINK: &str = "HTTPS://SERVICE.EXAMPLE/D/7F3K9XABCDEF";

    #[test]
    fn every_size_takes_a_code_of_ours_with_modules_of_whole_dots_and_nothing_leaves_the_label() {
        for format in Format::ALL {
            let layout = Layout::of(*format, Level::Q, &label(LINK), None).unwrap();
            let dots = layout.module_mm() * format.dots_per_inch() / 25.4;
            assert!((dots - dots.round()).abs() < 0.01 && layout.module_mm() >= MODULE_MM_MIN, "{format} {dots}");
            let (width, height) = format.size_mm();
            let side = layout.symbol.modules() as f32 * layout.module_mm;
            let quiet = 4.0 * layout.module_mm;
            assert!(layout.symbol_at.0 >= quiet && layout.symbol_at.0 + side + quiet <= width, "{format}");
            for words in &layout.words {
                let right = words.x_mm + width_mm(&words.text, words.size_mm, words.is_bold);
                assert!(
                    right <= width + 0.01 && words.baseline_mm + words.size_mm * 0.25 <= height,
                    "{format} {words:?}"
                );
                let is_below =
                    words.baseline_mm - words.size_mm * ASCENT_EM >= layout.symbol_at.1 + side + quiet - 0.01;
                assert!(is_below || words.x_mm >= layout.symbol_at.0 + side + quiet - 0.01, "{format} {words:?}");
            }
        }
    }

    #[test]
    fn a_symbol_that_could_not_be_read_is_refused_with_what_would_fit() {
        let long = format!("https://service.example/{}/d/7F3K9XABCDEF", "path/".repeat(20));
        let refused = Layout::of(Format::Roll30x20, Level::Q, &label(&long), None).unwrap_err();
        assert!(matches!(refused, LabelError::TooSmall { fits: Some(_), .. }), "{refused:?}");
        let refused = Layout::of(Format::Roll45x30, Level::H, &label(LINK), None).unwrap_err();
        assert!(matches!(refused, LabelError::TooSmallForHigh { fits: Some(Format::Roll60x40), .. }), "{refused:?}");
        assert!(Layout::of(Format::Roll60x40, Level::H, &label(LINK), None).is_ok());
        let wordy = Label { line: "请在报修时出示此标签。".repeat(20), ..label(LINK) };
        assert!(matches!(Layout::of(Format::Roll30x20, Level::Q, &wordy, None), Err(LabelError::LineTooLong { .. })));
    }
}
