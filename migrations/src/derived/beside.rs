//! What the tables beside the views are made of, found in a view in one reading: most writes change nothing of it.

use onsite_domain::scanned::Scanned;
use rusqlite::Row;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeSet;

/// What queries ask for of a view, taken from its body.
#[derive(Default, PartialEq)]
pub(super) struct Columns {
    /// In the order of [`Columns::TEXTS`].
    pub(super) texts: [Option<String>; 10],
    pub(super) has_ended: Option<bool>,
    pub(super) window_start_ms: Option<i64>,
}

impl Columns {
    const TEXTS: [&[&str]; 10] = [
        &["status"],
        &["number"],
        &["serial"],
        &["work_order"],
        &["device"],
        &["site"],
        &["customer"],
        &["organisation"],
        &["model"],
        &["custody", "field_device"],
    ];

    /// Of a row that begins with the text columns.
    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let mut texts = [const { None }; 10];
        for (at, text) in texts.iter_mut().enumerate() {
            *text = row.get(at)?;
        }
        Ok(Self { texts, has_ended: row.get("has_ended")?, window_start_ms: row.get("window_start_ms")? })
    }
}

/// Keys under which a view names people or teams.
const PEOPLE_KEYS: &[&str] = &["lead", "helpers", "expert", "former", "user", "users", "teams"];
/// Keys of hashes that are of no blob: of pages that are the beginning of a file, of facts, of the server's history.
const NO_BLOBS_KEYS: &[&str] = &["view_hash", "signature_hash", "chain"];

#[derive(Default)]
pub(super) struct Beside {
    pub(super) columns: Columns,
    /// In capitals.
    pub(super) codes: BTreeSet<String>,
    /// Blobs by their hash.
    pub(super) blobs: BTreeSet<String>,
    /// Under the keys that mean people.
    pub(super) people: BTreeSet<String>,
}

impl Beside {
    pub(super) fn of(view: &str) -> serde_json::Result<Self> {
        let mut beside = Self::default();
        let mut reader = serde_json::Deserializer::from_str(view);
        Place { beside: &mut beside, keys: None, is_item: false }.deserialize(&mut reader)?;
        Ok(beside)
    }
}

/// The way to a value, from the inside out.
struct Keys<'a> {
    key: &'a str,
    outer: Option<&'a Keys<'a>>,
}

impl Keys<'_> {
    fn are(&self, path: &[&str]) -> bool {
        match path.split_last() {
            Some((last, path)) if *last == self.key => match self.outer {
                Some(outer) => outer.are(path),
                None => path.is_empty(),
            },
            _ => false,
        }
    }
}

/// A value and where it stands.
struct Place<'a> {
    beside: &'a mut Beside,
    keys: Option<&'a Keys<'a>>,
    /// In a list under the key.
    is_item: bool,
}

impl Place<'_> {
    fn is_field(&self, path: &[&str]) -> bool {
        !self.is_item && self.keys.is_some_and(|keys| keys.are(path))
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a view")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let keys = Keys { key: &key, outer: self.keys };
            map.next_value_seed(Place { beside: self.beside, keys: Some(&keys), is_item: false })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        // Heads are hashes of changes, not of blobs.
        if self.keys.is_some_and(|keys| keys.key == "heads") {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        while items.next_element_seed(Place { beside: self.beside, keys: self.keys, is_item: true })?.is_some() {}
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if let Some(place) = Columns::TEXTS.iter().position(|path| self.is_field(path)) {
            self.beside.columns.texts.get_mut(place).into_iter().for_each(|held| *held = Some(text.to_owned()));
        }
        let key = self.keys.map(|keys| keys.key).unwrap_or_default();
        if self.is_item && self.keys.is_some_and(|keys| keys.are(&["codes"])) {
            self.beside.codes.insert(Scanned::read(text).key());
        }
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            if !NO_BLOBS_KEYS.contains(&key) {
                self.beside.blobs.insert(text.to_owned());
            }
        } else if PEOPLE_KEYS.contains(&key) {
            self.beside.people.insert(text.to_owned());
        }
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        if self.is_field(&["has_ended"]) {
            self.beside.columns.has_ended = Some(value);
        }
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        if self.is_field(&["window_start_ms"]) {
            self.beside.columns.window_start_ms = Some(value);
        }
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        i64::try_from(value).map_or(Ok(()), |value| self.visit_i64(value))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_where_it_means_something_is_found() {
        let blob = "ab".repeat(32);
        let view = serde_json::json!({
            "status": "planned", "number": ["no text"], "device": null, "has_ended": false, "window_start_ms": 7,
            "custody": { "field_device": "van", "status": "not the view's" }, "heads": [blob],
            "codes": ["q-1"], "lead": "li", "helpers": ["wang"], "note": { "users": ["chen"], "codes": ["not its own"] },
            "photos": [{ "hash": blob }],
        });
        let found = Beside::of(&view.to_string()).unwrap();
        let texts = &found.columns.texts;
        assert_eq!((texts[0].as_deref(), texts[9].as_deref()), (Some("planned"), Some("van")));
        assert_eq!(texts.iter().flatten().count(), 2);
        assert_eq!((found.columns.has_ended, found.columns.window_start_ms), (Some(false), Some(7)));
        assert_eq!(found.codes, ["Q-1".to_owned()].into());
        assert_eq!(found.blobs, [blob].into());
        assert_eq!(found.people, ["chen", "li", "wang"].map(str::to_owned).into());
        assert!(Beside::of("{").is_err());
    }
}
