//! From bytes to text. A symbol may say what its bytes mean (Extended Channel Interpretation, AIM ITS/04-023); where it does
//! not, only what leaves no doubt is text.

use super::code::Content;
use rxing::common::{CharacterSet, Eci};

/// Parts of what a symbol says, each with the number of what its bytes mean, if the symbol said so. Bytes where one part is
/// no text; `None` for nothing.
pub(super) fn content(parts: &[(Option<u32>, Vec<u8>)]) -> Option<Content> {
    let bytes: Vec<u8> = parts.iter().flat_map(|(_, bytes)| bytes).copied().collect();
    if bytes.is_empty() {
        return None;
    }
    let texts: Option<String> = parts.iter().map(|(meaning, bytes)| text(*meaning, bytes)).collect();
    Some(texts.filter(|text| !text.contains('\0')).map_or(Content::Bytes(bytes), Content::Text))
}

fn text(meaning: Option<u32>, bytes: &[u8]) -> Option<String> {
    match meaning {
        _ if bytes.is_empty() => Some(String::new()),
        Some(number) => stated(number, bytes),
        None if bytes.is_ascii() => Some(bytes.iter().copied().map(char::from).collect()),
        // No other character set has texts that are also UTF-8, but for curiosities.
        None => std::str::from_utf8(bytes).ok().map(str::to_owned).or_else(|| latin(bytes)),
    }
}

fn stated(number: u32, bytes: &[u8]) -> Option<String> {
    let set = match Eci::from(number) {
        Eci::Unknown | Eci::Binary => return None,
        Eci::ISO8859_1 => return latin(bytes),
        eci => CharacterSet::from(eci),
    };
    set.decode(bytes).ok().filter(|text| !text.contains(char::REPLACEMENT_CHARACTER))
}

/// ISO 8859-1 without the controls of its upper half, which nobody prints.
fn latin(bytes: &[u8]) -> Option<String> {
    let is_text = !bytes.iter().any(|byte| (0x80..=0x9f).contains(byte));
    is_text.then(|| bytes.iter().copied().map(char::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parts: &[(Option<u32>, &[u8])], ought: Option<&str>) {
        let parts: Vec<_> = parts.iter().map(|(meaning, bytes)| (*meaning, bytes.to_vec())).collect();
        let bytes = parts.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
        let ought = ought.map_or(Content::Bytes(bytes), |text| Content::Text(text.to_owned()));
        assert_eq!(content(&parts), Some(ought));
    }

    #[test]
    fn a_text_is_what_its_parts_say_together_or_it_is_bytes() {
        check(&[(None, b"pump"), (Some(26), "泵".as_bytes()), (Some(3), b"\xe9")], Some("pump泵é"));
        check(&[(None, "泵".as_bytes())], Some("泵"));
        check(&[(None, b"Stra\xdfe")], Some("Straße"));
        check(&[(None, b"\x80\x04binary")], None);
        check(&[(None, b"a\0b")], None);
        check(&[(Some(899), b"abc")], None);
        check(&[(None, b"pump"), (Some(9_000), b"pump")], None);
        check(&[(None, b"pump"), (Some(26), b"\xe1\xa1")], None);
        assert_eq!(content(&[(None, Vec::new()), (Some(26), Vec::new())]), None);
    }
}
