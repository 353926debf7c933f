//! The QR symbol of a link.

use crate::LabelError;
use onsite_domain::{Rejected, RejectedCode};
use qrcode::{Color, EcLevel, QrCode};
use std::str::FromStr;

/// How much of a symbol may be lost: a quarter (Q), or nearly a third (H), for plates that get scratched. On a screen nothing is
/// lost, and a long text stays readable with the least (L); labels are not printed with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    L,
    #[default]
    Q,
    H,
}

impl FromStr for Level {
    type Err = Rejected;

    fn from_str(text: &str) -> Result<Self, Rejected> {
        match text.trim() {
            "q" | "Q" => Ok(Self::Q),
            "h" | "H" => Ok(Self::H),
            _ => Err(Rejected::because(RejectedCode::WrongShape, "level", "Q, H")),
        }
    }
}

/// Light modules that must stand around a symbol (ISO/IEC 18004).
pub(crate) const QUIET_MODULES: usize = 4;

/// Dark and light modules, without the quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    modules: usize,
    is_dark: Vec<bool>,
}

impl Symbol {
    /// # Errors
    /// [`LabelError::LinkTooLong`] for more than a symbol holds.
    pub fn of(link: &str, level: Level) -> Result<Self, LabelError> {
        let level = match level {
            Level::L => EcLevel::L,
            Level::Q => EcLevel::Q,
            Level::H => EcLevel::H,
        };
        let code = QrCode::with_error_correction_level(link, level)
            .map_err(|_| LabelError::LinkTooLong { bytes: link.len() })?;
        let is_dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Self { modules: code.width(), is_dark })
    }

    /// On a side.
    pub const fn modules(&self) -> usize {
        self.modules
    }

    /// As the path of an SVG, in modules.
    pub fn path(&self) -> String {
        self.runs().map(|(column, row, run)| format!("M{column} {row}h{run}v1h-{run}z")).collect()
    }

    /// Dark modules that lie side by side: column, row, how many.
    pub fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let rows = self.is_dark.chunks(self.modules.max(1)).enumerate();
        rows.flat_map(|(row, modules)| {
            let mut column = 0;
            let runs = modules.chunk_by(|a, b| a == b).filter_map(move |run| {
                let at = column;
                column += run.len();
                run.first().is_some_and(|is_dark| *is_dark).then_some((at, row, run.len()))
            });
            runs.collect::<Vec<_>>()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_in_capitals_takes_29_modules_at_level_q_and_33_at_h() {
        let link = "HTTPS://SERVICE.EXAMPLE/D/7F3K9XABCDEF";
        assert_eq!(Symbol::of(link, Level::Q).unwrap().modules(), 29);
        assert_eq!(Symbol::of(link, Level::H).unwrap().modules(), 33);
        let runs: Vec<_> = Symbol::of(link, Level::Q).unwrap().runs().collect();
        // The finder pattern: seven dark modules from the corner.
        assert_eq!(runs.first(), Some(&(0, 0, 7)));
        assert_eq!(Symbol::of(&"x".repeat(5_000), Level::Q), Err(LabelError::LinkTooLong { bytes: 5_000 }));
    }
}
