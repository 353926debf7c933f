//! Forms that customers send, with photos: read whole and bounded, whatever comes. The words stand before the photos in every form
//! of ours, so what somebody typed is known even where a photo is too large or the line breaks.

use super::HttpState;
use crate::customer_photo::{CustomerPhoto, PHOTO_BYTES_MAX};
use axum::extract::{Multipart, multipart::MultipartRejection};
use onsite_domain::settings::PhotoSettings;
use std::collections::BTreeMap;
use std::time::Duration;

/// Of a phone on a slow line.
const SENDING_MAX: Duration = Duration::from_mins(5);
/// Fields and files of one form.
const PARTS_MAX: usize = 24;
const TEXT_BYTES_MAX: usize = 32 << 10;

/// The names of what every form has.
pub(super) const TOKEN: &str = "form";
pub(super) const LANGUAGE: &str = "lang";
pub(super) const SWITCH: &str = "switch";
pub(super) const WORDS: &str = "words";
pub(super) const PHOTO: &str = "photo";
/// Nobody sees this field; who fills it in is a program.
pub(super) const TRAP: &str = "website";

/// What is wrong with a form before anybody looks at what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sending {
    /// It ends too early, has too many parts, or is no form.
    Broken,
    TooManyPhotos,
    PhotoTooLarge,
    PhotoUnreadable,
    /// Others are sending photos.
    Busy,
}

impl Sending {
    pub(super) fn message_key(self) -> &'static str {
        match self {
            Self::Broken => "page-form-broken",
            Self::TooManyPhotos => "page-form-too-many-photos",
            Self::PhotoTooLarge => "page-form-photo-too-large",
            Self::PhotoUnreadable => "page-form-photo-unreadable",
            Self::Busy => "page-form-busy",
        }
    }
}

/// A form as it came.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) fields: BTreeMap<String, String>,
    files: Vec<Vec<u8>>,
    pub(super) wrong: Option<Sending>,
}

impl Sent {
    pub(super) fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Photos as they are kept; one picture is unpacked at a time.
    pub(super) async fn photos(
        &self,
        state: &HttpState,
        settings: &PhotoSettings,
    ) -> Result<Vec<CustomerPhoto>, Sending> {
        let mut photos = Vec::new();
        for file in &self.files {
            let Ok(_turn) = state.unpacking.acquire().await else { return Err(Sending::Busy) };
            let (file, settings) = (file.clone(), settings.clone());
            let unpacked = tokio::task::spawn_blocking(move || CustomerPhoto::from_file(&file, &settings)).await;
            photos.push(unpacked.ok().flatten().ok_or(Sending::PhotoUnreadable)?);
        }
        Ok(photos)
    }
}

/// Reads a form with at most so many photos.
pub(super) async fn read(state: &HttpState, form: Result<Multipart, MultipartRejection>, photos_max: usize) -> Sent {
    let mut sent = Sent::default();
    let Ok(mut form) = form else { return Sent { wrong: Some(Sending::Broken), ..sent } };
    // Without a place what was typed is read all the same, and photos are let go.
    let place = state.receiving.try_acquire();
    let reading = read_parts(&mut form, &mut sent, photos_max, place.is_ok());
    if tokio::time::timeout(SENDING_MAX, reading).await.is_err() {
        sent.wrong = Some(Sending::Broken);
    }
    sent
}

async fn read_parts(form: &mut Multipart, sent: &mut Sent, photos_max: usize, is_place: bool) {
    for _ in 0..PARTS_MAX {
        let mut part = match form.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return,
            Err(_) => break,
        };
        let name = part.name().unwrap_or_default().to_owned();
        let is_photo = name == PHOTO;
        let bytes_max = if is_photo { PHOTO_BYTES_MAX } else { TEXT_BYTES_MAX };
        let (mut bytes, mut is_over) = (Vec::new(), false);
        loop {
            match part.chunk().await {
                Ok(Some(chunk)) => {
                    is_over |= bytes.len().saturating_add(chunk.len()) > bytes_max;
                    // Read to its end all the same: who is still sending does not hear an answer.
                    if !is_over && (is_place || !is_photo) {
                        bytes.extend_from_slice(&chunk);
                    } else if is_photo && !is_place && !chunk.is_empty() {
                        sent.wrong = sent.wrong.or(Some(Sending::Busy));
                    }
                }
                Ok(None) => break,
                Err(_) => {
                    sent.wrong = Some(Sending::Broken);
                    return;
                }
            }
        }
        match (is_photo, is_over) {
            (true, true) => sent.wrong = sent.wrong.or(Some(Sending::PhotoTooLarge)),
            // An input of files where none was chosen.
            (true, false) if bytes.is_empty() => {}
            (true, false) if sent.files.len() >= photos_max => sent.wrong = sent.wrong.or(Some(Sending::TooManyPhotos)),
            (true, false) => sent.files.push(bytes),
            (false, _) => {
                if is_over || std::str::from_utf8(&bytes).is_err() {
                    sent.wrong = sent.wrong.or(Some(Sending::Broken));
                }
                // As it was typed: forms send the ends of lines in their own way.
                let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
                sent.fields.entry(name).or_insert(text);
            }
        }
    }
    sent.wrong = Some(Sending::Broken);
}

/// A telephone number as it is dialled: an input method for Chinese writes its own forms of digits and signs.
pub(super) fn plain_digits(text: &str) -> String {
    let plain = |c: char| match c {
        '–' | '—' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        c => c,
    };
    text.trim().chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_keyboard_are_digits() {
        assert_eq!(plain_digits(" ＋８６（２１）５５５５　０１９９ "), "+86(21)5555 0199");
        assert_eq!(plain_digits("021–5555"), "021-5555");
    }
}
