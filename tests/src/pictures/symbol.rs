//! The symbols themselves, by other makers than our reader's.

use onsite_labels::Symbology;
use qrcode::{EcLevel, QrCode, Version};
use rand::{RngExt as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;
use rxing::{BarcodeFormat, MultiFormatWriter, Writer as _};

pub struct Symbol {
    pub symbology: Symbology,
    pub text: String,
    /// Modules of paper around.
    pub quiet: f32,
    width: usize,
    dark: Vec<bool>,
}

impl Symbol {
    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.dark.len() / self.width
    }

    pub fn is_dark(&self, x: i32, y: i32) -> bool {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return false };
        x < self.width && y < self.height() && self.dark[y * self.width + x]
    }
}

pub type Maker = fn(&mut ChaCha8Rng) -> Symbol;

/// One for each symbology.
pub const MAKERS: &[Maker] = &[qr, micro_qr, data_matrix, code_128, code_39, ean_13];

/// The link on a label of ours, and sometimes a longer text.
fn qr(random: &mut ChaCha8Rng) -> Symbol {
    let text = if random.random_bool(0.7) {
        format!("https://service.example/d/{}", characters(random, "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 12))
    } else {
        format!("设备 {}；序列号 {}", characters(random, "ABCDEF0123456789", 10), characters(random, "0123456789-", 24))
    };
    let level = if random.random() { EcLevel::Q } else { EcLevel::M };
    let code = QrCode::with_error_correction_level(&text, level).unwrap();
    of_qrcode(Symbology::Qr, text, &code, 4.0)
}

fn micro_qr(random: &mut ChaCha8Rng) -> Symbol {
    let text = characters(random, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10);
    let code = QrCode::with_version(&text, Version::Micro(4), EcLevel::L).unwrap();
    of_qrcode(Symbology::MicroQr, text, &code, 2.0)
}

fn of_qrcode(symbology: Symbology, text: String, code: &QrCode, quiet: f32) -> Symbol {
    let dark = code.to_colors().into_iter().map(|color| color == qrcode::Color::Dark).collect();
    Symbol { symbology, text, quiet, width: code.width(), dark }
}

fn data_matrix(random: &mut ChaCha8Rng) -> Symbol {
    let length = random.random_range(8..30);
    let text = characters(random, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/", length);
    written(Symbology::DataMatrix, BarcodeFormat::DATA_MATRIX, text, 2.0, 1)
}

fn code_128(random: &mut ChaCha8Rng) -> Symbol {
    let length = random.random_range(6..14);
    let text = characters(random, "0123456789ABCDEFabcdef-./", length);
    written(Symbology::Code128, BarcodeFormat::CODE_128, text, 10.0, 30)
}

fn code_39(random: &mut ChaCha8Rng) -> Symbol {
    let length = random.random_range(5..10);
    let text = characters(random, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-", length);
    written(Symbology::Code39, BarcodeFormat::CODE_39, text, 10.0, 30)
}

fn ean_13(random: &mut ChaCha8Rng) -> Symbol {
    let digits = characters(random, "0123456789", 12);
    let weighted =
        digits.bytes().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight);
    let check = (10 - weighted.sum::<u32>() % 10) % 10;
    written(Symbology::Ean13, BarcodeFormat::EAN_13, format!("{digits}{check}"), 10.0, 30)
}

fn written(symbology: Symbology, format: BarcodeFormat, text: String, quiet: f32, high: usize) -> Symbol {
    let bits = MultiFormatWriter.encode(&text, &format, 0, 0).unwrap();
    let [left, top, wide, tall] = bits.getEnclosingRectangle().unwrap();
    let tall = if high > 1 { 1 } else { tall };
    let mut dark = Vec::new();
    for y in top..top + tall {
        dark.extend((left..left + wide).map(|x| bits.get(x, y)));
    }
    Symbol { symbology, text, quiet, width: wide as usize, dark: dark.repeat(high) }
}

fn characters(random: &mut ChaCha8Rng, of: &str, count: usize) -> String {
    let of: Vec<char> = of.chars().collect();
    (0..count).map(|_| *of.choose(random).unwrap()).collect()
}
