//! Photos: looked at, scaled once, kept under the hash of their bytes, named by the visit or device they belong to.

use crate::{App, AppError, done::Done, view};
use image::{
    DynamicImage, GenericImageView as _, ImageDecoder as _, ImageFormat, ImageReader, Limits,
    codecs::jpeg::JpegEncoder, imageops::FilterType,
};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word,
    command::Command,
    entry::{self, current},
    id::Hash,
    photo::{Photo, PhotoMoment},
    place::Place,
    settings::PhotoSettings,
    visit::VisitView,
};
use onsite_store::blob;
use serde::{Deserialize, Serialize};
use std::io::Cursor;
use utoipa::ToSchema;

/// The largest picture that is decoded: 100 megapixels, 400 MB while it is open.
const PIXELS_MAX: u64 = 100_000_000;
const ALLOCATION_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// A picture that is kept and not yet named by anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeptPhoto {
    pub hash: Hash,
    pub size_bytes: u64,
    pub media_type: &'static str,
    pub width_px: u32,
    pub height_px: u32,
    pub thumbnail: Hash,
}

/// A photo and where it belongs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewPhoto {
    /// The visit's step; the visit as a whole where missing.
    pub step: Option<Id>,
    pub moment: Option<PhotoMoment>,
    pub caption: Option<String>,
    pub purpose: Option<String>,
    /// The photo in the visit that this one is the marked-up version of; it stays.
    pub original: Option<Hash>,
    /// Only where the company allows it.
    pub place: Option<Place>,
    /// When it was taken, where that is not now.
    pub taken_ms: Option<i64>,
}

impl App {
    /// Looks at a picture, scales it to the company's setting and keeps it. The camera's own notes in the file (where it
    /// was taken, by which phone) are not kept.
    ///
    /// # Errors
    /// [`RejectedCode::WrongShape`] where it is no JPEG or PNG, [`RejectedCode::TooLarge`].
    pub fn keep_photo(&mut self, bytes: &[u8]) -> Result<KeptPhoto, AppError> {
        let mut settings = self.settings()?.photo;
        if let Some(long_side_px) = self.preferences()?.photo_long_side_px {
            settings.long_side_px = settings.long_side_px.min(long_side_px);
        }
        let prepared = prepare(bytes, &settings)?;
        let now_ms = view::now_ms(self);
        // A transaction of its own, durable before the unit that names it.
        let transaction = self.blobs.unchecked_transaction()?;
        let hash = blob::put(&transaction, &prepared.bytes, prepared.media_type, now_ms)?;
        let thumbnail = blob::put(&transaction, &prepared.thumbnail, "image/jpeg", now_ms)?;
        transaction.commit()?;
        Ok(KeptPhoto {
            hash,
            size_bytes: prepared.bytes.len() as u64,
            media_type: prepared.media_type,
            width_px: prepared.width_px,
            height_px: prepared.height_px,
            thumbnail,
        })
    }

    /// Keeps a photo and names it in the visit.
    ///
    /// # Errors
    /// As [`keep_photo`](Self::keep_photo); [`RejectedCode::NotFound`] for an original that the visit does not have.
    pub fn add_photo(&mut self, visit: Id, bytes: &[u8], new: NewPhoto) -> Result<Done, AppError> {
        let seen = self.visit(visit)?;
        view::order_of(&seen)?;
        if let Some(original) = new.original
            && !current(&seen.photos).any(|photo| photo.value.hash == original)
        {
            return Err(AppError::rejected(RejectedCode::NotFound, "original"));
        }
        self.add_photo_to(Subject::new(Word::Visit, visit), bytes, new)
    }

    /// Keeps a photo and names it in a device's file.
    pub fn add_device_photo(&mut self, device: Id, bytes: &[u8], new: NewPhoto) -> Result<Done, AppError> {
        self.device(device)?;
        self.add_photo_to(Subject::new(Word::Device, device), bytes, new)
    }

    fn add_photo_to(&mut self, subject: Subject, bytes: &[u8], new: NewPhoto) -> Result<Done, AppError> {
        let kept = self.keep_photo(bytes)?;
        let photo = Photo {
            hash: kept.hash,
            size_bytes: kept.size_bytes,
            media_type: kept.media_type.to_owned(),
            step: new.step,
            moment: new.moment,
            caption: new.caption,
            purpose: new.purpose,
            original: new.original,
            thumbnail: Some(kept.thumbnail),
            taken_ms: Some(new.taken_ms.unwrap_or_else(|| view::now_ms(self))),
            place: new.place,
            replaces: Vec::new(),
        };
        let id = self.ports().new_id();
        let command =
            Command::new("add_photo").write(subject, [entry::add(id, &photo)]).blob(kept.thumbnail).blob(kept.hash);
        self.carry_out(id, &command)
    }

    /// The bytes of a blob, `None` where they have not arrived.
    pub fn blob(&self, hash: Hash) -> Result<Option<Vec<u8>>, AppError> {
        Ok(blob::get(&self.blobs, hash)?)
    }

    /// Sees to it that a photo that something names also stands in the visit's photos, and travels with the unit.
    pub(crate) fn name_photo(
        &mut self,
        command: &mut Command,
        subject: Subject,
        visit: &VisitView,
        hash: Hash,
        step: Option<Id>,
    ) -> Result<(), AppError> {
        let is_named = current(&visit.photos).any(|photo| photo.value.hash == hash);
        if is_named {
            return Ok(());
        }
        let info = blob::info(&self.blobs, hash)?;
        let info = info.ok_or_else(|| AppError::rejected(RejectedCode::NotFound, "photos"))?;
        let photo = Photo {
            hash,
            size_bytes: info.size_bytes,
            media_type: info.media_type,
            step,
            taken_ms: Some(view::now_ms(self)),
            ..Photo::default()
        };
        let id = self.ports().new_id();
        *command = std::mem::take(command).write(subject, [entry::add(id, &photo)]).blob(hash);
        Ok(())
    }
}

struct Prepared {
    bytes: Vec<u8>,
    media_type: &'static str,
    width_px: u32,
    height_px: u32,
    thumbnail: Vec<u8>,
}

fn prepare(bytes: &[u8], settings: &PhotoSettings) -> Result<Prepared, AppError> {
    if bytes.len() as u64 > blob::BLOB_SIZE_BYTES_MAX {
        return Err(AppError::rejected(RejectedCode::TooLarge, "photo"));
    }
    let (image, format) = decode(bytes)?;
    let long_side = settings.long_side_px.max(1);
    let (width, height) = image.dimensions();
    let image =
        if width.max(height) > long_side { image.resize(long_side, long_side, FilterType::Triangle) } else { image };
    let (media_type, encoded) = match format {
        ImageFormat::Png => ("image/png", encode_png(&image)?),
        _ => ("image/jpeg", encode_jpeg(&image, settings.quality)?),
    };
    if encoded.len() as u64 > settings.size_bytes_max {
        let detail = format!("at most {} bytes, not {}", settings.size_bytes_max, encoded.len());
        return Err(Rejected::because(RejectedCode::TooLarge, "photo", detail).into());
    }
    let thumbnail_side = settings.thumbnail_px.max(1);
    let thumbnail = encode_jpeg(&image.thumbnail(thumbnail_side, thumbnail_side), settings.quality)?;
    let (width_px, height_px) = image.dimensions();
    Ok(Prepared { bytes: encoded, media_type, width_px, height_px, thumbnail })
}

/// Decodes a picture turned the right way up.
fn decode(bytes: &[u8]) -> Result<(DynamicImage, ImageFormat), AppError> {
    let no_picture = |detail: String| AppError::from(Rejected::because(RejectedCode::WrongShape, "photo", detail));
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|e| no_picture(format!("unreadable: {e}")))?;
    let format = match reader.format() {
        Some(format @ (ImageFormat::Jpeg | ImageFormat::Png)) => format,
        _ => return Err(no_picture("a JPEG or PNG picture".to_owned())),
    };
    let mut reader = reader;
    let mut limits = Limits::default();
    limits.max_alloc = Some(ALLOCATION_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|e| no_picture(format!("damaged: {e}")))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width).saturating_mul(u64::from(height));
    if pixels > PIXELS_MAX {
        let detail = format!("at most {PIXELS_MAX} pixels, not {pixels}");
        return Err(Rejected::because(RejectedCode::TooLarge, "photo", detail).into());
    }
    let orientation = decoder.orientation().map_err(|e| no_picture(format!("damaged: {e}")))?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|e| no_picture(format!("damaged: {e}")))?;
    image.apply_orientation(orientation);
    Ok((image, format))
}

fn encode_jpeg(image: &DynamicImage, quality: u8) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100))
        .encode_image(&DynamicImage::ImageRgb8(image.to_rgb8()))
        .map_err(|e| AppError::broken(format!("writing a JPEG: {e}")))?;
    Ok(bytes)
}

fn encode_png(image: &DynamicImage) -> Result<Vec<u8>, AppError> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).map_err(|e| AppError::broken(format!("writing a PNG: {e}")))?;
    Ok(bytes.into_inner())
}
/// Whether bytes are a PNG picture with something in it: the ink of a signature.
pub(crate) fn check_ink(bytes: &[u8]) -> Result<(), AppError> {
    let (_, format) = decode(bytes).map_err(|error| match error {
        AppError::Rejected(rejected) => AppError::Rejected(Rejected { path: "ink".to_owned(), ..rejected }),
        other => other,
    })?;
    match format {
        ImageFormat::Png => Ok(()),
        _ => Err(Rejected::because(RejectedCode::WrongShape, "ink", "a PNG picture").into()),
    }
}
