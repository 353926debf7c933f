//! What a camera, a hand scanner or a person gives as the code of a machine, and what it means.

use crate::{Rejected, RejectedCode, device_code::DeviceCode, gs1, limits};

/// The text of a code, told apart by its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// One of ours, at the end of a link or as it is printed.
    Device(DeviceCode),
    /// The end of a link of ours with a mistake in it.
    Damaged(String),
    /// A maker's identifier, in brackets: `(01)04012345678901(21)A-7`.
    Gs1(String),
    /// Anything else: a maker's serial number, a customer's asset number.
    Other(String),
}

impl Scanned {
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        if let Some(code) = in_link(text) {
            return code.parse().map_or_else(|_| Self::Damaged(code.to_owned()), Self::Device);
        }
        match text.parse::<DeviceCode>() {
            Ok(code) if is_printed(text, &code) => Self::Device(code),
            _ => gs1::identifier(text).map_or_else(|| Self::Other(text.to_owned()), Self::Gs1),
        }
    }

    /// As it is written down, shown and compared.
    pub fn code(&self) -> &str {
        match self {
            Self::Device(code) => code.as_str(),
            Self::Damaged(text) | Self::Gs1(text) | Self::Other(text) => text,
        }
    }

    /// What it is found by: case does not matter, nor does how a code of ours was typed.
    pub fn key(&self) -> String {
        match self {
            Self::Other(text) => text.parse::<DeviceCode>().map_or_else(|_| text.to_uppercase(), String::from),
            other => other.code().to_uppercase(),
        }
    }

    /// The code as it may be bound to a device.
    ///
    /// # Errors
    /// [`RejectedCode::Missing`] for nothing, [`RejectedCode::TooLarge`], [`RejectedCode::WrongShape`] for a link of ours
    /// whose check character does not fit.
    pub fn bindable(self) -> Result<String, Rejected> {
        match self {
            Self::Damaged(code) => code.parse::<DeviceCode>().map(String::from),
            other if other.code().is_empty() => Err(limits::missing("code")),
            other if other.code().chars().count() > limits::LINE_CHARS_MAX => {
                Err(Rejected::new(RejectedCode::TooLarge, "code"))
            }
            other => Ok(other.code().to_owned()),
        }
    }

    /// The codes that may have been meant, where a character is wrong.
    pub fn near(&self) -> Vec<DeviceCode> {
        DeviceCode::near(self.code())
    }
}

/// A maker's serial number may look like a code of ours with a fitting check character: it stays as it is written, unless
/// it is written as ours are.
fn is_printed(text: &str, code: &DeviceCode) -> bool {
    let text = text.to_ascii_uppercase();
    text == code.as_str() || text.replace(' ', "-") == code.in_clear()
}

/// The code in `https://host/d/<code>` or `onsite://d/<code>`, right or not; other links may have a `/d/`, too.
fn in_link(text: &str) -> Option<&str> {
    // Some hand scanners name the symbology first.
    let text = text.strip_prefix(']').and_then(|marked| marked.get(2..)).unwrap_or(text);
    let (scheme, rest) = text.split_once("://")?;
    let is = |known: &str| scheme.eq_ignore_ascii_case(known);
    let path = match () {
        () if is("onsite") => rest,
        () if is("https") || is("http") => rest.split_once('/')?.1,
        () => return None,
    };
    let path = path.split(['?', '#']).next()?.trim_end_matches('/');
    let (folder, code) = path.rsplit_once('/')?;
    let is_ours = folder.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case("d"));
    (is_ours && DeviceCode::is_as_long(code)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_ours_a_makers_or_anybodys() {
        let code = DeviceCode::from_random(77);
        let clear = code.in_clear();
        for text in [
            code.to_string(),
            clear.to_lowercase(),
            format!("https://service.example/d/{code}"),
            format!("HTTPS://SERVICE.EXAMPLE/D/{code}/"),
            format!(" https://service.example/field/d/{clear}?from=label"),
            format!("onsite://d/{code}"),
            format!("]Q1https://service.example/d/{code}"),
        ] {
            let read = Scanned::read(&text);
            assert_eq!(read, Scanned::Device(code.clone()), "{text}");
            assert_eq!(read.bindable().unwrap(), code.as_str());
        }
        let damaged = Scanned::read("https://service.example/d/ABCD-EFGH-JKMN");
        assert_eq!(damaged, Scanned::Damaged("ABCD-EFGH-JKMN".to_owned()));
        assert!(!damaged.near().is_empty());
        assert_eq!(damaged.bindable().unwrap_err().code, RejectedCode::WrongShape);
        let maker = Scanned::read("https://id.gs1.org/01/04012345678901/21/a7");
        assert_eq!((maker.code(), maker.key().as_str()), ("(01)04012345678901(21)a7", "(01)04012345678901(21)A7"));
        for text in ["SN-4711", "https://maker.example/d/4711", "资产-0042", "WIFI:T:WPA;S:d;;"] {
            assert_eq!(Scanned::read(text), Scanned::Other(text.to_owned()));
        }
        // A serial number that would pass for a code of ours is not rewritten, and a code typed with O for 0 is found.
        let foreign = Scanned::read("LOT-2024-00198");
        assert_eq!((foreign.code(), foreign.key().as_str()), ("LOT-2024-00198", "10T202400198"));
        let lax = clear.replace('0', "O");
        assert_eq!(Scanned::read(&lax).key(), code.as_str());
        assert_eq!(Scanned::read("  ").bindable().unwrap_err().code, RejectedCode::Missing);
        assert_eq!(Scanned::read(&"9".repeat(5_000)).bindable().unwrap_err().code, RejectedCode::TooLarge);
    }

    proptest::proptest! {
        #[test]
        fn what_was_written_down_is_found_by_what_was_read(text in "\\PC{0,40}|[0-9()]{10,40}|(01|21|10)[0-9A-Z()]{1,20}") {
            let read = Scanned::read(&text);
            proptest::prop_assert_eq!(Scanned::read(read.code()).key(), read.key());
        }
    }
}
