//! Compression of message bodies. The first byte says how the rest is packed, so either side may choose, and change its
//! mind, without asking the other.

use std::io::Read;

/// How hard to try. Measured by `cargo run --release -p onsite-wire --example compress`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    Stored,
    /// 1 to 19.
    Zstd(i32),
}

/// What a body of so many bytes is worth. Measured (2 shared cores; example `compress` on the bodies of the field day): a
/// day's work of 52 kB packs to 12.6 kB with zstd 9 in 1.2 ms and to 12.2 kB with zstd 19 in 27 ms, a first sync of 199 kB to
/// 39.5 kB in 3.6 ms and to 38.5 kB in 31 ms. Brotli 11 would give 10.8 and 34.6 kB, but takes 131 and 371 ms, of which a
/// line of 1 Mbit/s gives back 15 and 39 ms. Bulk, a checkpoint in pieces of a MB, goes quickly.
pub const fn quality_for(size_bytes: usize) -> Quality {
    match size_bytes {
        ..=1_000_000 => Quality::Zstd(9),
        _ => Quality::Zstd(3),
    }
}

const STORED: u8 = 0;
const ZSTD: u8 = 1;

/// Below this a compressor only adds its own header.
const WORTH_TRYING_BYTES_MIN: usize = 64;

/// Never longer than the input and one byte.
pub fn pack(bytes: &[u8], quality: Quality) -> Vec<u8> {
    let mut packed = Vec::new();
    let is_packed = bytes.len() >= WORTH_TRYING_BYTES_MIN
        && match quality {
            Quality::Stored => false,
            Quality::Zstd(level) => pack_zstd(bytes, level, &mut packed).is_ok(),
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
            decoder.window_log_max(window_bits(size_bytes_max)).map_err(damaged)?;
            read_bounded(decoder, size_bytes_max)
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

fn read_bounded(decoder: impl Read, size_bytes_max: usize) -> Result<Vec<u8>, UnpackError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(size_bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(limit).read_to_end(&mut bytes).map_err(damaged)?;
    if bytes.len() > size_bytes_max {
        return Err(UnpackError::TooLarge { size_bytes_max });
    }
    Ok(bytes)
}

/// The window that holds so many bytes, as a power of two: a stream that asks for more is not unpacked.
fn window_bits(size_bytes_max: usize) -> u32 {
    usize::BITS.saturating_sub(size_bytes_max.leading_zeros()).saturating_add(1).clamp(18, 27)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUALITIES: [Quality; 4] = [Quality::Stored, Quality::Zstd(1), Quality::Zstd(9), Quality::Zstd(19)];

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
        let packed = pack(&bomb, Quality::Zstd(19));
        assert!(packed.len() < 20_000);
        assert!(unpack(&packed, 1 << 20).is_err());
    }

    #[test]
    fn truncated_and_unknown_bodies_are_refused() {
        let bytes = b"the pump leaks at the lower seal, ".repeat(20);
        let packed = pack(&bytes, Quality::Zstd(3));
        for end in 1..packed.len() {
            assert_eq!(unpack(&packed[..end], 10_000), Err(UnpackError::Damaged), "{end}");
        }
        assert_eq!(unpack(&[], 10), Err(UnpackError::Empty));
        assert_eq!(unpack(&[9, 1], 10), Err(UnpackError::Unknown { codec: 9 }));
    }
}
