//! The QR symbol of a link, as a vector picture.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// Free modules around it, as the standard wants.
const QUIET_MODULES: usize = 4;

/// SVG with one unit a module. `None` for a link that no symbol can hold.
pub(crate) fn svg(link: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(link.as_bytes(), EcLevel::M).ok()?;
    let width = code.width();
    let side = width.saturating_add(QUIET_MODULES.saturating_mul(2));
    let mut path = String::new();
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let x = index.checked_rem(width)?.saturating_add(QUIET_MODULES);
            let y = index.checked_div(width)?.saturating_add(QUIET_MODULES);
            let _never_fails = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}" fill="#000"/></svg>"##
    ))
}
