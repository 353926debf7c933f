//! The few ways from numbers with a fraction to whole ones and back that pixels need.

/// The nearest shade.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept between 0 and 255")]
pub(super) fn shade(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// The whole part; 0 for what is negative or no number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "such a cast keeps to the bounds")]
pub(super) fn cell(value: f32) -> usize {
    value as usize
}

#[expect(clippy::cast_precision_loss, reason = "sizes and counts here are far below 2^24")]
pub(super) fn real(value: usize) -> f32 {
    value as f32
}
