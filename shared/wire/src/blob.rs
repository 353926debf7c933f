//! Headers of blob uploads and downloads, under `/v1/blobs/<sha256>`.
//!
//! - `HEAD` answers with [`OFFSET`]: how much of this field device's own upload is there; equal to [`LENGTH`] where the
//!   blob is complete (anybody's upload counts then, if the asker may read or has named it).
//! - `PATCH` carries [`OFFSET`] (where the body begins) and [`LENGTH`] (of the whole blob), and answers with the new
//!   [`OFFSET`]. A body at another offset than the upload has is refused with the right one. The hash is checked when
//!   the last byte is there; a wrong one drops the upload.
//! - `GET` takes an ordinary `Range` of one part.

/// Request and response header: a number of bytes.
pub const OFFSET: &str = "upload-offset";
/// Request and response header: the size of the whole blob in bytes.
pub const LENGTH: &str = "upload-length";

/// The largest blob.
pub const SIZE_BYTES_MAX: u64 = 200 << 20;
/// The usual body of one `PATCH`: on a slow link a cut loses no more than this.
pub const CHUNK_BYTES: u64 = 256 << 10;
/// The largest body of one `PATCH`.
pub const CHUNK_BYTES_MAX: u64 = 4 << 20;

/// Reads a header that holds a number: digits only, no sign, no spaces.
pub fn parse_number(text: &str) -> Option<u64> {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits { text.parse().ok() } else { None }
}

/// A part of a blob that exists: `first <= last < total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    pub first: u64,
    pub last: u64,
    pub total: u64,
}

/// What a `Range` header asks of a blob of `total_bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeAnswer {
    /// No range, or one in a form that RFC 9110 allows to ignore: 200 with everything.
    Whole,
    /// 206 with this part.
    Part(ByteRange),
    /// 416.
    Unsatisfiable,
}

impl ByteRange {
    /// Reads `bytes=a-b`, `bytes=a-` or `bytes=-n`. Several ranges are answered with everything.
    pub fn parse(header: &str, total_bytes: u64) -> RangeAnswer {
        let Some((first, last)) = header.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
            return RangeAnswer::Whole;
        };
        let (first, last) = match (parse_number(first.trim()), parse_number(last.trim())) {
            (Some(first), Some(last)) if first <= last => (first, last),
            (Some(first), None) if last.trim().is_empty() => (first, u64::MAX),
            (None, Some(0)) if first.trim().is_empty() => return RangeAnswer::Unsatisfiable,
            (None, Some(suffix)) if first.trim().is_empty() => (total_bytes.saturating_sub(suffix), u64::MAX),
            _ => return RangeAnswer::Whole,
        };
        match total_bytes.checked_sub(1) {
            Some(end) if first <= end => RangeAnswer::Part(Self { first, last: last.min(end), total: total_bytes }),
            _ => RangeAnswer::Unsatisfiable,
        }
    }

    pub fn size_bytes(&self) -> u64 {
        self.last.saturating_sub(self.first).saturating_add(1)
    }

    /// The content of `Content-Range`.
    pub fn content_range(&self) -> String {
        format!("bytes {}-{}/{}", self.first, self.last, self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let part = |first, last| RangeAnswer::Part(ByteRange { first, last, total: 100 });
        for (header, answer) in [
            ("bytes=0-9", part(0, 9)),
            ("bytes=90-", part(90, 99)),
            ("bytes=90-1000", part(90, 99)),
            ("bytes=-10", part(90, 99)),
            ("bytes=-1000", part(0, 99)),
            ("bytes=100-", RangeAnswer::Unsatisfiable),
            ("bytes=-0", RangeAnswer::Unsatisfiable),
            ("bytes=9-0", RangeAnswer::Whole),
            ("bytes=0-1,5-6", RangeAnswer::Whole),
            ("bytes=-", RangeAnswer::Whole),
            ("bytes=+1-2", RangeAnswer::Whole),
            ("bytes=99999999999999999999-", RangeAnswer::Whole),
            ("items=0-9", RangeAnswer::Whole),
        ] {
            assert_eq!(ByteRange::parse(header, 100), answer, "{header}");
        }
        assert_eq!(ByteRange::parse("bytes=0-", 0), RangeAnswer::Unsatisfiable);
    }

    #[test]
    fn a_part_says_its_size_and_place() {
        let range = ByteRange { first: 10, last: 19, total: 100 };
        assert_eq!((range.size_bytes(), range.content_range().as_str()), (10, "bytes 10-19/100"));
    }

    #[test]
    fn numbers_in_headers_are_digits_only() {
        assert_eq!(parse_number("200"), Some(200));
        for text in ["", "-1", "+1", " 1", "1e3", "0x1", "１", "99999999999999999999"] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }
}
