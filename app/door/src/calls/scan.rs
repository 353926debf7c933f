//! Codes: from the camera, from a picture, from a hand scanner, typed; and codes to show.

use super::{Call, ask, door, part::OfCode};
use crate::door::DoorError;
use onsite_core::scan::CodeRead;
use onsite_domain::{Rejected, RejectedCode};
use onsite_labels::{Code, Effort, Level, Symbol, read, read_picture};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// No camera gives frames this large.
const FRAME_PIXELS_MAX: usize = 4096 * 4096;

/// From here on the modules of a symbol get small on a phone's screen.
const LONG_TEXT_BYTES: usize = 300;

pub(super) const CALLS: &[Call] = &[
    ask!("read_code", OfCode => CodeRead, |app, of| app.read_code(&of.code)),
    door!("read_frame", Frame => Vec<SeenCode>, |door, frame, pixels| {
        let (width, height) = (frame.width, frame.height);
        if width.saturating_mul(height) != pixels.len() || pixels.len() > FRAME_PIXELS_MAX {
            let detail = format!("{width} × {height} bytes of brightness, not {}", pixels.len());
            return Err(Rejected::because(RejectedCode::WrongShape, "frame", detail).into());
        }
        meant(door, read(width, height, pixels, Effort::Frame))
    }),
    door!("read_picture", super::Nothing => Vec<SeenCode>, |door, _, bytes| {
        let codes = read_picture(bytes);
        meant(door, codes.map_err(|error| Rejected::because(RejectedCode::WrongShape, "picture", error.to_string()))?)
    }),
    door!("symbol", SymbolOf => DrawnSymbol, |_, of, _| {
        // A screen is not scratched: what is long is drawn with larger modules instead.
        let level = if of.text.len() > LONG_TEXT_BYTES { Level::L } else { Level::Q };
        let symbol = Symbol::of(&of.text, level);
        let symbol = symbol.map_err(|error| Rejected::because(RejectedCode::TooLarge, "text", error.to_string()))?;
        Ok(DrawnSymbol { modules: symbol.modules(), path: symbol.path() })
    }),
];

#[derive(Deserialize, ToSchema)]
struct Frame {
    width: usize,
    height: usize,
}

/// A code in a picture, with what it means.
#[derive(Serialize, ToSchema)]
struct SeenCode {
    symbology: &'static str,
    /// Around the symbol, in pixels of the picture from its upper left.
    corners: Vec<(f32, f32)>,
    read: CodeRead,
}

#[derive(Deserialize, ToSchema)]
struct SymbolOf {
    text: String,
}

/// A QR symbol as an SVG path in modules, without its quiet zone of four modules.
#[derive(Serialize, ToSchema)]
struct DrawnSymbol {
    modules: usize,
    path: String,
}

fn meant(door: &crate::door::Door, codes: Vec<Code>) -> Result<Vec<SeenCode>, DoorError> {
    let texts = codes.iter().filter_map(|code| Some((code, code.scanned()?)));
    texts
        .map(|(code, text)| {
            Ok(SeenCode {
                symbology: code.symbology.as_str(),
                corners: code.corners.iter().map(|corner| (corner.x, corner.y)).collect(),
                read: door.with(|app| app.read_code(&text))?,
            })
        })
        .collect()
}
