//! Compression of message bodies. The first byte says how the rest is packed, so either side may choose, and change its
//! mind, without asking the other.

use std::io::Read;

/// How hard to try. Measured by `cargo run --release -p onsite-wire --example compress`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    Stored,
    /// 1 to 19.
    Zstd(i32),
    /// 0 to 11.
    Brotli(i32),
}

/// What a body of so many bytes is worth. Measured (2 shared cores, development build; example `compress`): one to eight
/// edits gain nothing from brotli that zstd 9 does not give in 30 µs; a day's work (23 kB) is 4 to 10 % smaller with brotli
/// 11 than with zstd 9, for 35 to 60 ms, which a weak link gives back; bulk, a checkpoint in pieces of a MB, goes quickly.
pub const fn quality_for(size_bytes: usize) -> Quality {
    match size_bytes {
        ..=2_048 => Quality::Zstd(9),
        2_049..=163_840 => Quality::Brotli(11),
        163_841..=1_000_000 => Quality::Zstd(9),
        _ => Quality::Zstd(3),
    }
}

const STORED: u8 = 0;
const ZSTD: u8 = 1;
const BROTLI: u8 = 2;

/// Below this a compressor only adds its own header.
const WORTH_TRYING_BYTES_MIN: usize = 64;

/// Never longer than the input and one byte.
pub fn pack(bytes: &[u8], quality: Quality) -> Vec<u8> {
    let mut packed = Vec::new();
    let is_packed = bytes.len() >= WORTH_TRYING_BYTES_MIN
        && match quality {
            Quality::Stored => false,
            Quality::Zstd(level) => pack_zstd(bytes, level, &mut packed).is_ok(),
            Quality::Brotli(quality) => pack_brotli(bytes, quality, &mut packed).is_ok(),
        };
    if !is_packed || packed.len() > bytes.len() {
        packed.clear();
        packed.push(STORED);
        packed.extend_from_slice(bytes);
    }
    packed
}

/// Unpacks at most `size_bytes_max`. What it allocates is bounded by that, whatever the input claims.
pub fn unpack(packed: &[u8], size_bytes_max: usize) -> Result<Vec<u8>, UnpackError> {
    let (codec, rest) = packed.split_first().ok_or(UnpackError::Empty)?;
    match *codec {
        STORED if rest.len() > size_bytes_max => Err(UnpackError::TooLarge { size_bytes_max }),
        STORED => Ok(rest.to_vec()),
        ZSTD => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(rest).map_err(damaged)?;
            decoder.window_log_max(u32::from(window_bits(size_bytes_max, 27))).map_err(damaged)?;
            read_bounded(decoder, size_bytes_max)
        }
        BROTLI => {
            match brotli_window_bits(rest) {
                Some(bits) if bits <= window_bits(size_bytes_max, 24) => {}
                _ => return Err(UnpackError::Damaged),
            }
            read_bounded(brotli::Decompressor::new(rest, 4096), size_bytes_max)
        }
        codec => Err(UnpackError::Unknown { codec }),
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    #[error("an empty body")]
    Empty,
    #[error("packed in a way this version does not know ({codec})")]
    Unknown { codec: u8 },
    #[error("larger than {size_bytes_max} bytes when unpacked")]
    TooLarge { size_bytes_max: usize },
    #[error("packed data that does not unpack")]
    Damaged,
}

fn damaged(_: std::io::Error) -> UnpackError {
    UnpackError::Damaged
}

fn pack_zstd(bytes: &[u8], level: i32, packed: &mut Vec<u8>) -> std::io::Result<()> {
    packed.push(ZSTD);
    packed.extend(zstd::bulk::compress(bytes, level.clamp(1, 19))?);
    Ok(())
}

fn pack_brotli(bytes: &[u8], quality: i32, packed: &mut Vec<u8>) -> std::io::Result<()> {
    packed.push(BROTLI);
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: quality.clamp(0, 11),
        lgwin: i32::from(window_bits(bytes.len(), 22)),
        size_hint: bytes.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut input = bytes;
    brotli::BrotliCompress(&mut input, packed, &parameters)?;
    Ok(())
}

fn read_bounded(decoder: impl Read, size_bytes_max: usize) -> Result<Vec<u8>, UnpackError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(size_bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(limit).read_to_end(&mut bytes).map_err(damaged)?;
    if bytes.len() > size_bytes_max {
        return Err(UnpackError::TooLarge { size_bytes_max });
    }
    Ok(bytes)
}

/// The window that holds so many bytes: what the packer uses and more than which the unpacker does not accept.
fn window_bits(size_bytes: usize, bits_max: u8) -> u8 {
    let bits = usize::BITS.saturating_sub(size_bytes.leading_zeros()).saturating_add(1);
    // Not below 18: brotli's quickest qualities never use less.
    u8::try_from(bits).unwrap_or(u8::MAX).clamp(18, bits_max)
}

/// The window a brotli stream asks for (RFC 7932, 9.1); `None` for the large windows outside the standard.
fn brotli_window_bits(stream: &[u8]) -> Option<u8> {
    let first = *stream.first()?;
    match (first & 1, (first >> 1) & 7, (first >> 4) & 7) {
        (0, ..) => Some(16),
        (_, 0, 0) => Some(17),
        (_, 0, 1) => None,
        (_, 0, bits) => Some(bits.saturating_add(8)),
        (_, bits, _) => Some(bits.saturating_add(17)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUALITIES: [Quality; 5] =
        [Quality::Stored, Quality::Zstd(3), Quality::Zstd(19), Quality::Brotli(1), Quality::Brotli(11)];

    #[test]
    fn every_way_of_packing_gives_the_bytes_back() {
        for size in [0, 1, 63, 64, 5_000, 300_000] {
            let bytes: Vec<u8> = (0..size).map(|n: u32| n.wrapping_mul(n).to_le_bytes()[0]).collect();
            for quality in QUALITIES {
                let packed = pack(&bytes, quality);
                assert!(packed.len() <= bytes.len() + 1);
                assert_eq!(unpack(&packed, bytes.len()).as_ref(), Ok(&bytes), "{quality:?} {size}");
                if size > 0 {
                    let error = UnpackError::TooLarge { size_bytes_max: bytes.len() - 1 };
                    assert_eq!(unpack(&packed, bytes.len() - 1), Err(error), "{quality:?} {size}");
                }
            }
        }
    }

    #[test]
    fn a_bomb_is_refused_at_the_limit() {
        let bomb = vec![0; 64 << 20];
        for quality in [Quality::Zstd(19), Quality::Brotli(9)] {
            let packed = pack(&bomb, quality);
            assert!(packed.len() < 20_000);
            assert!(unpack(&packed, 1 << 20).is_err());
        }
    }

    #[test]
    fn truncated_and_unknown_bodies_are_refused() {
        let bytes = b"the pump leaks at the lower seal, ".repeat(20);
        for quality in [Quality::Zstd(3), Quality::Brotli(5)] {
            let packed = pack(&bytes, quality);
            for end in 1..packed.len() {
                assert_eq!(unpack(&packed[..end], 10_000), Err(UnpackError::Damaged), "{quality:?} {end}");
            }
        }
        assert_eq!(unpack(&[], 10), Err(UnpackError::Empty));
        assert_eq!(unpack(&[9, 1], 10), Err(UnpackError::Unknown { codec: 9 }));
    }

    #[test]
    fn a_brotli_window_outside_the_standard_is_refused() {
        assert_eq!(unpack(&[BROTLI, 0x11, 0x1e, 0, 0], 1 << 20), Err(UnpackError::Damaged));
    }
}
