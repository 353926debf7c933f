//! Taking a JSON text apart into what repeats from entry to entry (its skeleton: keys, brackets, quotes) and what does
//! not (its leaves: the values, as they are spelled). Joining gives the text back byte for byte, because nothing is
//! interpreted.

/// Stands for a leaf. No text with control characters is taken apart, so it cannot be in one.
const LEAF: char = '\u{1}';

/// The skeleton, and the leaves in order. `None` for what does not look like JSON with anything to take out.
pub(crate) fn split(text: &str) -> Option<(String, Vec<&str>)> {
    if !text.starts_with('{') || text.bytes().any(|byte| byte < 0x20) {
        return None;
    }
    let mut skeleton = String::new();
    let mut leaves = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match first {
            '"' => {
                let inside = rest.get(1..)?;
                let (string, after) = inside.split_at_checked(string_length(inside)?)?;
                let after = after.get(1..)?;
                skeleton.push('"');
                if after.starts_with(':') {
                    skeleton.push_str(string);
                } else {
                    skeleton.push(LEAF);
                    leaves.push(string);
                }
                skeleton.push('"');
                rest = after;
            }
            '{' | '}' | '[' | ']' | ',' | ':' | ' ' => {
                skeleton.push(first);
                rest = rest.get(1..)?;
            }
            _ => {
                let length = rest.find([',', '}', ']', ' ', ':', '"', '{', '[']).unwrap_or(rest.len());
                let (word, after) = rest.split_at_checked(length)?;
                skeleton.push(LEAF);
                leaves.push(word);
                rest = after;
            }
        }
    }
    Some((skeleton, leaves))
}

/// How many bytes the inside of a string has, whose opening quote was read.
fn string_length(inside: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (index, byte) in inside.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(index),
            _ => {}
        }
    }
    None
}

pub(crate) fn leaf_count(skeleton: &str) -> usize {
    skeleton.matches(LEAF).count()
}

/// Puts leaves back; there must be exactly as many as the skeleton has places.
pub(crate) fn join<'a>(skeleton: &str, mut leaves: impl FnMut() -> Option<&'a str>) -> Option<String> {
    let mut parts = skeleton.split(LEAF);
    let mut text = parts.next()?.to_owned();
    for part in parts {
        text.push_str(leaves()?);
        text.push_str(part);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_stay_and_values_go() {
        let (skeleton, leaves) = split(r#"{"a":"x\"y","b":[1,true],"c":{"d":""}}"#).unwrap();
        assert_eq!(skeleton, "{\"a\":\"\u{1}\",\"b\":[\u{1},\u{1}],\"c\":{\"d\":\"\u{1}\"}}");
        assert_eq!(leaves, [r#"x\"y"#, "1", "true", ""]);
    }

    proptest! {
        #[test]
        fn joining_gives_back_every_byte(text in r#"\{("[a-z\\"é电]{0,6}"|[:,\[\]{} 0-9a-z]){0,20}"#) {
            if let Some((skeleton, leaves)) = split(&text) {
                prop_assert_eq!(leaf_count(&skeleton), leaves.len());
                let mut leaves = leaves.into_iter();
                prop_assert_eq!(join(&skeleton, || leaves.next()), Some(text));
            }
        }
    }
}
