//! Texts that people read out and type: Crockford's base 32 with a check character at the end.
//!
//! The check is the value of the characters as a polynomial over GF(32) at a generator, so every single wrong character and
//! every swap of neighbours is found.

use crate::{Rejected, RejectedCode};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The lower `5 * characters` bits of `random`, and a check character.
pub(crate) fn with_check(random: u64, characters: u32) -> String {
    let mut text = String::new();
    let mut check = 0;
    for position in (0..characters).rev() {
        let value = u8::try_from((random >> (position * 5)) & 31).unwrap_or(0);
        text.push(character(value));
        check = times_two(check) ^ value;
    }
    text.push(character(times_two(check)));
    text
}

/// Without spaces and hyphens, in upper case.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_ascii_uppercase()
}

/// The text in its canonical spelling, its check character among `characters`.
///
/// # Errors
/// [`RejectedCode::WrongShape`] at `path`: of another length, with other characters, or with a check that does not fit.
pub(crate) fn canonical(bare: &str, characters: usize, path: &str, length: &str) -> Result<String, Rejected> {
    let wrong = |detail: &str| Rejected::because(RejectedCode::WrongShape, path, detail);
    let values = values(bare);
    if values.len() != characters {
        return Err(wrong(length));
    }
    let values: Option<Vec<u8>> = values.into_iter().collect();
    let values = values.ok_or_else(|| wrong("digits and letters without U"))?;
    if !fits(&values) {
        return Err(wrong("the check character does not fit: a character is wrong or two are swapped"));
    }
    Ok(text(&values))
}

/// The values of the characters, `None` at those that are none: O is read as 0, I and L as 1.
pub(crate) fn values(bare: &str) -> Vec<Option<u8>> {
    bare.chars().map(value).collect()
}

/// Whether the last of the values is the check of the others.
pub(crate) fn fits(values: &[u8]) -> bool {
    values.iter().fold(0, |sum, value| times_two(sum) ^ value) == 0
}

pub(crate) fn text(values: &[u8]) -> String {
    values.iter().map(|value| character(*value)).collect()
}

/// Multiplication by the generator of GF(32), modulo x⁵ + x² + 1.
fn times_two(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { (doubled ^ 0b10_0101) & 31 }
}

fn character(value: u8) -> char {
    char::from(ALPHABET.get(usize::from(value)).copied().unwrap_or(b'0'))
}

fn value(c: char) -> Option<u8> {
    let c = match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET.iter().position(|known| char::from(*known) == c)?;
    u8::try_from(at).ok()
}
