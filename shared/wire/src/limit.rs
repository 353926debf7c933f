//! How large and how deep anything may be. A message that is larger is refused before anything is built from it.

use minicbor::{Decode, Decoder, decode::Error};

/// A request's body, packed, as it comes over the line.
pub const REQUEST_PACKED_BYTES_MAX: usize = 4 << 20;
/// A request's body after unpacking.
pub const REQUEST_BYTES_MAX: usize = 16 << 20;
/// A response's body after unpacking.
pub const RESPONSE_BYTES_MAX: usize = 32 << 20;
/// A certificate, order, receipt or invite.
pub const SMALL_BYTES_MAX: usize = 64 << 10;
/// Maps and arrays within each other. The deepest message has 7.
pub const DEPTH_MAX: usize = 16;

/// What a field device puts into one push at most; a longer outbox takes several rounds.
pub const PUSH_UNITS_MAX: usize = 10_000;
pub const PUSH_RUNS_MAX: usize = 10_000;
pub const ACTORS_MAX: usize = 10_000;
pub const SUBJECTS_MAX: usize = 20_000;
/// Runs, facts or records of one subject in one message.
pub const PARTS_MAX: usize = 20_000;
pub const BLOBS_MAX: usize = 10_000;
/// Certificates of one field device, one for each of its users.
pub const USERS_MAX: usize = 50;
/// Subjects that a request asks for whole.
pub const SUBJECTS_AGAIN_MAX: usize = 64;
pub const CERTIFICATES_MAX: usize = 10_000;
/// Numbers in one column.
pub const COLUMN_MAX: usize = 200_000;

/// Decodes an array of at most `MAX` elements. An element is built only after the count was seen to be allowed.
pub fn vec<'b, Ctx, T: Decode<'b, Ctx>, const MAX: usize>(d: &mut Decoder<'b>, ctx: &mut Ctx) -> Result<Vec<T>, Error> {
    let at = d.position();
    let count = d.array()?.ok_or_else(|| Error::message("an array without a length").at(at))?;
    if usize::try_from(count).is_ok_and(|count| count <= MAX) {
        (0..count).map(|_| T::decode(d, ctx)).collect()
    } else {
        Err(Error::message("an array with more elements than allowed").at(at))
    }
}

pub(crate) fn is_zero_u64(value: &u64) -> bool {
    *value == 0
}
